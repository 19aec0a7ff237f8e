"""A Word file (.docx) in; its copy as plain text, and what it says of itself, out.

python-docx opens the file; its parts are walked here, since what Word keeps between paragraphs and runs (content
controls, insertions, fields, text boxes, notes) is copy too. Deleted and hidden words, comments, headers and footers
are not.
"""

import re
from dataclasses import dataclass, field
from io import BytesIO

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from kb.labels import BlockKind
from kb.read.decoding import NotText
from kb.read.described import Described, iso_day, language_tag, one_line, said_title
from kb.read.layout import Layout
from kb.read.packages import check_package
from kb.read.page import Page, Rendered, Words, speaks
from kb.read.pictures import is_large, told
from kb.read.tables import heads_columns, is_header
from kb.read.wordruns import Note, Runs, is_kept, tag, value
from kb.read.wordstyles import Numbering, Styles

EMU = 9525  # of Word's units a pixel
_PICTURED = re.compile(r"/(?:picture|chart|diagram|chartex)$")
_CELL_WORDS = 120  # a cell with more holds a part of the page
_TEMPLATE_STYLES = ("toc ", "table of figures", "header", "footer", "index ")


def read_word(data: bytes, layout: Layout) -> tuple[Rendered, Described]:
    """Read the bytes of a Word file. Raises NotText where it cannot be opened or holds no text."""
    check_package(data)
    try:
        document = Document(BytesIO(data))
    except (KeyError, ValueError, AttributeError, OSError) as error:
        raise NotText(f"is damaged, or no Word file ({type(error).__name__})") from None
    walk = _walk(document, {})
    notes = walk.notes(document.part) if walk.runs.referred else {}
    if notes:  # read again, now that all notes and the numbers of the list of references are known
        listed = _listed(walk.page.rendered(), layout)
        walk = _walk(document, notes, listed=listed, referred=walk.runs.referred)
        for ident, label in walk.runs.labels():
            if ident in notes:
                walk.page.note(label, notes[ident])
    rendered = walk.page.rendered()
    if not rendered.text.strip():
        raise NotText("holds no text: if its pages are pictures, have them recognised (OCR) first")
    return rendered, _describe(document, walk.title, told(_large_pictures(document.element.body)))


def _walk(document, notes: dict[Note, Words], **known) -> "_Walk":
    """Read the body of a file. `known` is what Runs may be told of its notes."""
    walk = _Walk(styles=Styles(document.styles.element), numbering=Numbering(document.part))
    speaking = frozenset(note for note, words in notes.items() if speaks(words))
    walk.runs = Runs(document.part, walk.styles, speaking=speaking, **known)
    walk.body(document.element.body)
    walk.page.lists = 0
    return walk


def _listed(page: Rendered, layout: Layout) -> int:
    """How many entries stand under the last heading of a list of references: notes are numbered on from there."""
    words = [page.text[line.body : line.end] for line in page.lines]
    at = max((i for i, line in enumerate(words) if layout.is_references_heading(line)), default=len(words))
    heads = (i for i in range(at + 1, len(words)) if page.lines[i].kind is BlockKind.HEADING)
    return max(next(heads, len(words)) - at - 1, 0)


def _large_pictures(body) -> int:
    """How many pictures, charts and diagrams of some size stand in the body; what is drawn with words of its own (a
    text box) is none."""
    frames = [frame for kind in ("inline", "anchor") for frame in body.iter(f"{{*}}{kind}")]
    return sum(
        is_large(*(float(size.get(side) or 0) / EMU for side in ("cx", "cy")))
        for frame in frames
        if (size := frame.find("{*}extent")) is not None
        and next(frame.iter("{*}txbxContent"), None) is None
        and _PICTURED.search(next((data.get("uri") or "" for data in frame.iter("{*}graphicData")), ""))
    )


def _describe(document, title: str, pictures: str) -> Described:
    core = document.core_properties
    return Described(
        title=title or said_title(core.title),
        publisher=_company(document),
        modified=iso_day(core.modified),
        language=language_tag(core.language),
        pictures=pictures,
    )


def _company(document) -> str:
    for relation in document.part.package.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES and not relation.is_external:
            found = parse_xml(relation.target_part.blob).find("{*}Company")
            return one_line(found.text if found is not None else "")
    return ""


@dataclass
class _Walk:
    """One pass over the paragraphs and tables of a file, in the order of reading."""

    styles: Styles
    numbering: Numbering
    runs: Runs = None  # type: ignore[assignment]
    page: Page = field(default_factory=Page)
    title: str = ""
    item: int = 0  # how deep the list item above stands; 0 where a paragraph stands above
    tabbed: bool = False  # whether the paragraph above set its words in columns by tabs

    def body(self, holder) -> None:
        """The blocks of a part, a cell, a text box or whatever else holds blocks."""
        for element in holder:
            match tag(element):
                case "p":
                    self._paragraph(element)
                case "tbl":
                    self._table(element)
                case "sdt":
                    contents = element.find("{*}sdtPr//{*}docPartGallery")
                    if contents is None or value(contents) != "Table of Contents":
                        self.body(element.findall("{*}sdtContent/*"))
                case name if is_kept(name):
                    self.body(element)

    def notes(self, part) -> dict[Note, Words]:
        """The words of the footnotes and endnotes of a file."""
        found: dict[Note, Words] = {}
        for kind, holder in ((RELATIONSHIP_TYPE.FOOTNOTES, "footnote"), (RELATIONSHIP_TYPE.ENDNOTES, "endnote")):
            parts = [r.target_part for r in part.rels.values() if r.reltype == kind and not r.is_external]
            for notes in parts:
                runs = Runs(notes, self.styles)
                for note in parse_xml(notes.blob).findall(f"{{*}}{holder}"):
                    found[holder, value(note, "id")] = runs.words_of(note)
        return found

    def _paragraph(self, paragraph) -> None:
        style = self.styles.of(paragraph)
        words, boxes = self.runs.paragraph(paragraph)
        if not style.name.startswith(_TEMPLATE_STYLES) and not words.is_blank:
            level = style.level
            if level:
                self._heading(words, level, style.name)
            elif style.number:
                self._item(words, paragraph)
            else:
                self._plain(words, style, paragraph)
        for box in boxes:
            self.item = 0
            self.body(box)

    def _heading(self, words: Words, level: int, style: str) -> None:
        self.page.lists, self.item, self.tabbed = 0, 0, False
        if style == "title" and not self.title:
            self.title = one_line(words.text)
        self.page.heading(words, level)

    def _item(self, words: Words, paragraph) -> None:
        mark, depth = self.numbering.mark(self.styles.of(paragraph).number)
        if not self.item:
            self.page.fresh()
        self.page.lists, self.page.mark, self.item, self.tabbed = depth, mark, depth, False
        self.page.paragraph(words)
        self.page.lists = 0

    def _plain(self, words: Words, style, paragraph) -> None:
        """A paragraph of running words; indented beneath a list item, it belongs to that."""
        self.page.lists = self.item if style.continues and self.item else 0
        self.item = self.page.lists
        tabbed = "\t" in words.text.strip()
        kind: BlockKind | None = BlockKind.PROSE
        if style.name == "caption":
            kind = BlockKind.CAPTION
        elif tabbed or self.styles.stands_out(paragraph):
            kind = None  # columns set by tabs, or a line set larger: the rules for plain text decide
        if not (tabbed and self.tabbed):
            self.page.fresh()
        self.tabbed = tabbed
        quoted = "quote" in style.name
        self.page.quotes += quoted
        self.page.paragraph(words, kind)
        self.page.quotes -= quoted
        self.page.lists = 0

    def _table(self, table) -> None:
        self.item, self.tabbed, self.page.lists = 0, False, 0
        rows = [(row, row.findall("{*}tc")) for row in table.findall("{*}tr")]
        if not _is_data(rows):
            for _, cells in rows:
                for cell in cells:
                    self.item = 0
                    self.body(cell)
            return
        self.page.fresh()
        above: dict[int, Words] = {}
        written = [self._cells(cells, above) for _, cells in rows]
        heads = heads_columns([[cell.text for cell in cells] for cells in written])
        body = False
        for (row, _), words in zip(rows, written, strict=True):
            header = not body and _heads(row, words, first=row is rows[0][0], heads=heads)
            body = body or not header
            self.page.row(words, header=header)

    def _cells(self, cells: list, above: dict[int, Words]) -> list[Words]:
        """The cells of a row; a cell that goes on from the row above holds the same words again."""
        row: list[Words] = []
        for cell in cells:
            merge = cell.find("{*}tcPr/{*}vMerge")
            goes_on = merge is not None and value(merge) != "restart"
            span = cell.find("{*}tcPr/{*}gridSpan")
            words = above.get(len(row), Words()) if goes_on else self.runs.words_of(cell)
            above[len(row)] = words
            row.append(words)
            across = value(span) if span is not None else "1"
            row += [Words() for _ in range(min(int(across), 50) - 1)] if across.isdigit() else []
        return row


def _is_data(rows: list) -> bool:
    """Whether a table is one for its reader, too: several rows and columns of short cells, no table within."""
    cells = [cell for _, row in rows for cell in row]
    if any(cell.find("{*}tbl") is not None for cell in cells):
        return False
    wide = sum(len(row) > 1 for _, row in rows)
    long = any(sum(len((t.text or "").split()) for t in cell.iter("{*}t")) > _CELL_WORDS for cell in cells)
    return len(rows) > 1 and 2 * wide > len(rows) and not long


def _heads(row, words: list[Words], *, first: bool, heads: bool) -> bool:
    """Whether a row says what stands in the columns: Word says so, or it is the first and looks like it, by itself or
    by what stands below it (`heads`)."""
    said = row.find("{*}trPr/{*}tblHeader") is not None
    if said or not first:
        return said
    filled = [cell for cell in words if not cell.is_blank]
    line = " | ".join(cell.text for cell in words)
    return len(filled) > 1 and (heads or all(cell.is_strong for cell in filled) or is_header([line], True))
