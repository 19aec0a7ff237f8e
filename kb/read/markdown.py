"""Markdown in; its plain text, the lines of that text with what the markup says of them, and its marks out.

The plain text is what a reader of the rendered page would copy: no markup, bullets as "• ", numbers as they count, the
cells of a table row divided by " | ". Links and superscripts stay as marks. CommonMark with tables; indented code is
not known (copy that is indented is copy), nor are link definitions for footnotes, which are text here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.token import Token

from kb.read.page import BULLET, Page, Rendered, Words, plain_words
from kb.read.shapes import is_label

_NOTE_DEFINITION = re.compile(r" {0,3}\[\^?\w{1,4}\]:")
_NOTE = re.compile(r"\[\^(\w{1,20})\]:?|\[(\d{1,3})\]:(?=\s)")
_ENTRY = re.compile(r"\[\d{1,3}\]|\d{1,3}[.)]\s")
_LABELLED = re.compile(r"[^:.!?]{2,40}:\s+\S")
_SELF_STANDING = re.compile(r"(?:source|sources|data source)s?:|[—―]\s*\S", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_HTML_BLOCKS = frozenset(
    {"p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "br", "section", "ul", "ol", "table"}
)
_HTML_SILENT = frozenset({"script", "style", "template", "head"})


def render_markdown(source: str) -> Rendered:
    """Render Markdown (without front matter) to plain text with lines and marks whose offsets count that text."""
    reading = _Reading()
    for token in _parser().parse(source):
        reading.take(token)
    return reading.page.rendered()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(["table", "strikethrough"])
    parser.disable("code")
    parser.block.ruler.at("reference", _reference)
    return parser


def _reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Link definitions as in CommonMark, but for the short labels that number footnotes and bibliographies."""
    begin, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if _NOTE_DEFINITION.match(state.src[begin : min(end, begin + 20)]):
        return False
    return reference(state, start_line, end_line, silent)


@dataclass
class _Reading:
    """The page so far, and where in the source the next token stands."""

    page: Page = field(default_factory=lambda: Page(typed=False))
    source_line: int = -1  # the line of the source after the last block: a gap before the next makes a new group
    level: int = 0
    row: list[Words] | None = None
    header: bool = False

    def take(self, token: Token) -> None:
        page = self.page
        match token.type:
            case "heading_open":
                self.level = int(token.tag[1])
                self._open(token)
            case "heading_close":
                self.level = 0
            case "paragraph_open" | "table_open":
                self._open(token)
            case "tr_open":
                self.row = []
            case "tr_close":
                page.row(self.row or (), header=self.header)
                self.row = None
            case "thead_open" | "thead_close":
                self.header = token.type == "thead_open"
            case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                page.lists += token.nesting
                page.mark = ""
            case "list_item_open":
                page.mark = f"{token.info}{token.markup}" if token.info else BULLET
            case "blockquote_open" | "blockquote_close":
                page.quotes += token.nesting
            case "inline":
                self._take_words(_words_of(token.children or ()))
            case "html_block" | "fence":
                self._open(token)
                words = Words()
                words.add(token.content if token.type == "fence" else _html_text(token.content))
                page.paragraph(words, kind=None)

    def _open(self, token: Token) -> None:
        begin, end = token.map or (self.source_line, self.source_line)
        if begin > self.source_line and not self.level:
            self.page.fresh()
        self.source_line = end

    def _take_words(self, words: Words) -> None:
        if self.row is not None:
            self.row.append(words)
        elif self.level:
            self.page.heading(words, self.level)
        else:
            self.page.paragraph(words)


def _words_of(children: Sequence[Token]) -> Words:
    """The words of an inline token, with its links and superscripts as marks."""
    inline = _Inline()
    for token in children:
        inline.take(token)
    words = inline.words
    words.parts = [_with_breaks(words.text, inline.soft)]
    return words


@dataclass
class _Inline:
    """The words of one inline token while they are read."""

    words: Words = field(default_factory=Words)
    soft: list[int] = field(default_factory=list)  # where a break of the source stands that may only wrap
    bold: int = 0
    silent: int = 0

    def take(self, token: Token) -> None:
        match token.type:
            case "text" | "code_inline":
                self._add(_NOTE.sub(lambda m: f"[{m.group(1) or m.group(2)}]", token.content))
            case "image":
                self._add(token.content, image=True)
            case "softbreak":
                self.soft.append(self.words.length)
                self._add("\n")
            case "hardbreak":
                self._add("\n")
            case "strong_open" | "strong_close":
                self.bold += token.nesting
            case "link_open":
                self.words.open("link", str(token.attrGet("href") or ""))
            case "link_close":
                self.words.close("link")
            case "html_inline":
                self._take_tag(_TAG.match(token.content))

    def _take_tag(self, tag: re.Match[str] | None) -> None:
        name = tag.group(2).lower() if tag else ""
        closes = bool(tag and tag.group(1))
        if name in _HTML_SILENT:
            self.silent = max(0, self.silent + (-1 if closes else 1))
        elif name == "br":
            self._add("\n")
        elif name == "sup" and closes:
            self.words.close("superscript")
        elif name == "sup":
            self.words.open("superscript")

    def _add(self, text: str, *, image: bool = False) -> None:
        if not self.silent:
            self.words.add(plain_words(text), bold=bool(self.bold), image=image)


def _with_breaks(text: str, soft: Sequence[int]) -> str:
    """The text with those line breaks of the source made spaces that only wrap a paragraph.

    A break stays where the lines are things of their own: a label above its text, labelled lines, numbered entries,
    a source line or a speaker below the words.
    """
    if not soft:
        return text
    rows = text.split("\n")
    if len(rows) > 1 and (all(map(_LABELLED.match, rows)) or all(map(_ENTRY.match, rows))):
        return text
    kept = set()
    position = 0
    for i, row in enumerate(rows[:-1]):
        position += len(row) + (1 if i else 0)
        below = rows[i + 1].lstrip()
        label = i == 0 and row.rstrip().endswith(":") and is_label(row.strip()) and below[:1].isupper()
        if (
            label
            or _SELF_STANDING.match(below)
            or _SELF_STANDING.match(row)
            or (_ENTRY.match(below) and _ENTRY.match(row))
        ):
            kept.add(position)
    wraps = {at for at in soft if at not in kept}
    return "".join(" " if c == "\n" and i in wraps else c for i, c in enumerate(text))


class _Text(HTMLParser):
    """The words of a piece of HTML, one line for each block of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HTML_SILENT:
            self.silent += 1
        elif tag in _HTML_BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HTML_SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _HTML_BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data.replace("\n", " "))


def _html_text(content: str) -> str:
    parser = _Text()
    parser.feed(content)
    parser.close()
    rows = (" ".join(row.split()) for row in "".join(parser.words).split("\n"))
    return "\n".join(row for row in rows if row)
