"""A web page in, also one that a browser saved; its copy as plain text, and what it says of itself, out.

The page is walked element by element. What its markup says of headings, lists, tables, captions and notes is believed;
where a page uses markup for looks alone (bold lines, breaks, tables for layout) the rules for plain text decide.
"""

import re
from dataclasses import dataclass, field, replace

import lxml.html
from lxml.html import HtmlElement

from kb.labels import BlockKind
from kb.read.decoding import NotText, decode_html
from kb.read.described import Described
from kb.read.layout import Layout
from kb.read.maintext import MainText, find_main_text
from kb.read.page import BULLET, Page, Rendered, Words, plain_words
from kb.read.pictures import may_speak, told
from kb.read.tables import heads_columns
from kb.read.webmeta import describe_page
from kb.read.webtables import is_data_table, table_rows

_INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|output|q|rb|rp|rt|ruby|s|samp|small"
    r"|span|strike|strong|sub|sup|time|tt|u|var|wbr|nobr"
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOTE_LABEL = re.compile(r"\s*[\[(]?\s*(\d{1,3})\s*[\])]?\s*")
_BACK = re.compile(r"[\s↩↵⏎↑^⤴︎️\[\]]*(?:back|return)?\s*", re.IGNORECASE)
_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg|avif)", re.IGNORECASE)
_DATA = re.compile(r"(data:[\w/+.-]{1,40};base64,)[A-Za-z0-9+/=\s%]{200,}")
_ALT_WORDS = 3  # an image with fewer words is called something, and says nothing


def read_webpage(data: bytes, layout: Layout) -> tuple[Rendered, Described]:
    """Read the bytes of a web page. Raises NotText where it holds no copy, or is no page that can be read safely."""
    source = decode_html(data)
    tree = _parse(source)
    described = describe_page(tree, source)
    walk = _Walk(main=find_main_text(tree, layout.template_names), notes=_notes(tree))
    walk.take(tree)
    rendered = walk.page.rendered()
    if not rendered.text.strip():
        raise NotText("holds no text between its navigation and its footer")
    return rendered, replace(described, pictures=told(len(walk.pictures), described=True))


def _parse(source: str) -> HtmlElement:
    # Pictures within the page are longer than the parser takes, and hold no words.
    source = _DATA.sub(r"\1", source)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(source.encode("utf-8", errors="replace"), parser=parser)
    except lxml.etree.ParserError:
        raise NotText("is empty") from None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise NotText("nests its elements too deep, or holds an element too large, to be read safely")
    return tree


def _notes(tree: HtmlElement) -> dict[HtmlElement, str]:
    """The elements to which markers of notes lead, each with its number."""
    by_id = {
        element.get("id") or element.get("name"): element
        for element in tree.iter("*")
        if element.get("id") or element.get("name")
    }
    found: dict[HtmlElement, str] = {}
    for link in tree.iter("a"):
        label = _NOTE_LABEL.fullmatch(link.text_content())
        target = by_id.get((link.get("href") or "").removeprefix("#")) if (link.get("href") or "#")[:1] == "#" else None
        if label and target is not None and _entry(target) is not None:
            found.setdefault(_entry(target), label.group(1))
    return found


def _entry(target: HtmlElement) -> HtmlElement | None:
    """The entry that an anchor stands in: the paragraph or item, where it holds words of its own."""
    entry = next(
        (e for e in (target, *target.iterancestors()) if e.tag in ("li", "p", "div", "dd", "td", "aside")), None
    )
    if entry is None or len(entry.text_content().split()) < 2 or len(entry.text_content()) > 2000:
        return None
    return entry


@dataclass
class _Walk:
    """One pass over the elements of a page, in the order of reading."""

    main: MainText
    notes: dict[HtmlElement, str]
    page: Page = field(default_factory=Page)
    words: Words = field(default_factory=Words)
    breaks: int = 0
    bold: int = 0
    kind: BlockKind | None = None  # of the words that stand in no element of their own
    tight: bool = False  # whether what comes next stands below the line before it without a gap
    preformatted: int = 0
    pictures: set[HtmlElement] = field(default_factory=set)  # large ones that nothing describes

    def take(self, element: HtmlElement) -> None:
        """Read one element; its tail belongs to the element around it."""
        if self.main.leaves_out(element):
            for note in element.iter() if self.notes else ():  # notes may stand at the foot of the page
                if note in self.notes:
                    self._note(note)
            return
        if element in self.notes:
            self._note(element)
        elif element.tag in _HEADINGS:
            self._heading(element)
        elif element.tag in ("ul", "ol", "dl"):
            self._list(element)
        elif element.tag == "table":
            self._table(element)
        elif element.tag == "br":
            self.breaks += 1
        elif element.tag == "img":
            self._image(element)
        elif element.tag == "button":
            self._button(element)
        elif _INLINE.fullmatch(element.tag):
            self._inline(element)
        else:
            self._block(element)

    def _children(self, element: HtmlElement) -> None:
        self._flow(element.text)
        for child in element:
            self.take(child)
            self._flow(child.tail)

    def _flow(self, text: str | None) -> None:
        if not text:
            return
        if self.preformatted:
            self.words.add(plain_words(text), bold=bool(self.bold))
            return
        if text.isspace() and (self.breaks or self.words.is_blank):
            return
        self._settle_breaks()
        self.words.flow(text, bold=bool(self.bold))

    def _settle_breaks(self) -> None:
        """One break ends a line; two end a paragraph."""
        breaks, self.breaks = self.breaks, 0
        if self.words.is_blank:
            return
        if breaks > 1 and not self.words.opened:
            self._flush()
        elif breaks:
            self.words.break_line()

    def _flush(self) -> None:
        """Place the words read so far as a paragraph."""
        words, self.words, self.breaks = self.words, Words(), 0
        tight, self.tight = self.tight, False
        if words.is_blank:
            self.tight = tight
            return
        if not tight:
            self.page.fresh()
        self.page.paragraph(words, self.kind)

    def _block(self, element: HtmlElement) -> None:
        self._flush()
        outer = self.kind
        if element.tag in ("p", "blockquote", "pre"):
            self.kind = BlockKind.PROSE
        elif element.tag == "figcaption":
            self.kind = BlockKind.CAPTION
        if element.tag == "p":
            self.tight = False
        quoted = element.tag == "blockquote"
        self.page.quotes += quoted
        self.preformatted += element.tag == "pre"
        bold = bool(_BOLD_STYLE.search(element.get("style") or ""))
        self.bold += bold
        self._children(element)
        self._flush()
        self.bold -= bold
        self.preformatted -= element.tag == "pre"
        self.page.quotes -= quoted
        self.kind = outer

    def _heading(self, element: HtmlElement) -> None:
        self._flush()
        words = self._words_of(element)
        if words.is_image:
            self.page.fresh()
            self.page.paragraph(words)
        else:
            self.page.heading(words, _HEADINGS[element.tag])
        self.tight = False

    def _words_of(self, element: HtmlElement) -> Words:
        """The words of an element in one line, whatever it holds."""
        inner = _Walk(main=self.main, notes={}, page=self.page, words=Words(), pictures=self.pictures)
        inner._run(element)
        return inner.words

    def _run(self, element: HtmlElement) -> None:
        self._flow(element.text)
        for child in element:
            if not self.main.leaves_out(child):
                if child.tag == "br":
                    self.words.flow(" ")
                elif child.tag in ("p", "div", "li", "ul", "ol"):
                    self._flow("; " if child.tag == "li" and not self.words.is_blank else " ")
                    self._run(child)
                    self._flow(" ")
                elif _INLINE.fullmatch(child.tag):
                    self._inline(child, within=True)
                elif child.tag == "img":
                    alt = self._alt(child)
                    if alt and self.words.is_blank:
                        self.words.add(alt, image=True)
                else:
                    self._run(child)
            self._flow(child.tail)

    def _inline(self, element: HtmlElement, within: bool = False) -> None:
        """Inline words, with the marks that they carry."""
        label = self._marker(element)
        if label:
            self._settle_breaks()
            self.words.flow(f"[{label}]")
            return
        href = (element.get("href") or "").strip() if element.tag == "a" else ""
        if href.startswith("#") and _BACK.fullmatch(element.text_content()):
            return  # the way back from a note to its marker
        mark = "superscript" if element.tag == "sup" else "link" if href else ""
        bold = element.tag in ("b", "strong") or bool(_BOLD_STYLE.search(element.get("style") or ""))
        if self.breaks and (element.text_content().strip()):
            self._settle_breaks()
        words = self.words
        if mark:
            words.open(mark, href)
        self.bold += bold
        if element.tag == "q":
            words.flow("“")
        (self._run if within else self._children)(element)
        if element.tag == "q":
            words.flow("”")
        self.bold -= bold
        if mark:
            words.close(mark)

    def _marker(self, element: HtmlElement) -> str:
        """The number of the note to which a marker leads; empty where the element is none."""
        if element.tag not in ("a", "sup") or not self.notes:
            return ""
        links = [element] if element.tag == "a" else element.findall(".//a")
        label = _NOTE_LABEL.fullmatch(element.text_content())
        numbers = set(self.notes.values())
        leads = len(links) == 1 and (links[0].get("href") or "").startswith("#")
        return label.group(1) if label and leads and label.group(1) in numbers else ""

    def _note(self, element: HtmlElement) -> None:
        self._flush()
        label = self.notes[element]
        words = self._words_of(element)
        typed = re.match(rf"\s*[\[(]?{label}[\])]?[.:)]?\s+(?=\S)", words.text)
        if typed:
            words = words.without(typed.end())
        self.page.mark = ""
        self.page.note(label, words)

    def _list(self, element: HtmlElement) -> None:
        self._flush()
        if not self.page.lists:
            self.page.fresh()
        self.page.lists += 1
        loose = any(sum(child.tag == "p" for child in item) > 1 for item in element)
        number = int(element.get("start") or 1) if re.fullmatch(r"-?\d{1,5}", element.get("start") or "1") else 1
        for item in element:
            if self.main.leaves_out(item):
                continue
            if item.tag in ("ul", "ol", "dl"):
                self._list(item)
                continue
            if item in self.notes:
                self._note(item)
                number += 1
                continue
            if item.tag != "dd":
                self.page.mark = f"{number}." if element.tag == "ol" else BULLET
                number += 1
            self._item(item, loose)
        self.page.lists -= 1
        self.page.mark, self.tight = "", False

    def _item(self, item: HtmlElement, loose: bool) -> None:
        """An item; those of a `loose` list stand apart, since some of them are of several paragraphs."""
        outer, self.kind = self.kind, BlockKind.PROSE
        first = next(iter(item), None)
        opens = first is not None and first.tag == "p" and not (item.text or "").strip()
        if opens and loose:
            self.page.fresh()
        self.tight = True
        if opens:
            self._children_after_first(item)
        elif item.tag == "div":
            self._block(item)
        else:
            self._children(item)
            self._flush()
        self.tight = False
        self.kind = outer

    def _children_after_first(self, item: HtmlElement) -> None:
        """The first paragraph stands behind the bullet; what follows it stands apart."""
        for i, child in enumerate(item):
            if i == 0:
                self._children(child)
                self._flush()
            else:
                self.take(child)
            self._flow(child.tail)
        self._flush()

    def _table(self, table: HtmlElement) -> None:
        self._flush()
        if not is_data_table(table):
            self._block_of_cells(table)
            return
        for caption in table.findall("caption"):
            self.page.fresh()
            self.page.paragraph(self._words_of(caption), BlockKind.CAPTION)
        self.page.fresh()
        rows = [
            ([self._words_of(cell) if cell is not None else Words() for cell in cells], header)
            for cells, header in table_rows(table)
        ]
        marked = any(header for _, header in rows)
        heads = not marked and heads_columns([[cell.text for cell in cells] for cells, _ in rows])
        for i, (cells, header) in enumerate(rows):
            self.page.row(cells, header=header or (heads and not i))
        self.tight = False

    def _block_of_cells(self, table: HtmlElement) -> None:
        """A table that only places its cells: each is a block of its own."""
        for element in table:
            if isinstance(element.tag, str) and element.tag in ("tbody", "thead", "tfoot", "tr"):
                self._block_of_cells(element)
            else:
                self.take(element)

    def _image(self, element: HtmlElement) -> None:
        alt = self._alt(element)
        captioned = any(e.find(".//figcaption") is not None for e in element.iterancestors("figure"))
        if not alt or captioned or not self.words.is_blank:
            return
        words = Words()
        words.add(alt, image=True)
        self.page.fresh()
        self.page.paragraph(words)

    def _alt(self, image: HtmlElement) -> str:
        """What the page says in the place of a picture; empty where that says nothing."""
        alt = " ".join(plain_words(image.get("alt") or "").split())
        if len(alt.split()) >= _ALT_WORDS and not _FILE.fullmatch(alt):
            return alt
        if may_speak(image):
            self.pictures.add(image)
        return ""

    def _button(self, element: HtmlElement) -> None:
        """A button that unfolds a part of the page is the heading of that part; any other is template."""
        unfolds = element.get("aria-expanded") is not None or element.get("aria-controls") is not None
        if unfolds and len(element.text_content().split()) >= 3:
            self._block(element)
