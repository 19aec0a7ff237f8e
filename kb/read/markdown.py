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

from kb.labels import BlockKind
from kb.model import Mark
from kb.read.lines import Line
from kb.read.shapes import is_label

CELL_MARK = " | "
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A Markdown text as plain text."""

    text: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def render_markdown(source: str) -> Rendered:
    """Render Markdown (without front matter) to plain text with lines and marks whose offsets count that text."""
    page = _Page()
    for token in _parser().parse(source):
        page.take(token)
    return Rendered(text="".join(page.parts), lines=tuple(page.lines), marks=tuple(page.marks))


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
class _Page:
    """The plain text so far, and where in the nest of lists, quotations and tables the next words stand."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    group: int = 0
    source_line: int = -1  # the line of the source after the last block: a gap before the next makes a new group
    lists: int = 0
    mark: str = ""  # of the list item whose first words are still to come
    quotes: int = 0
    level: int = 0
    row: list["_Inline"] | None = None
    header: bool = False

    def take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.level = min(int(token.tag[1]), 5)
                self._open(token)
            case "heading_close":
                self.level = 0
            case "paragraph_open" | "table_open":
                self._open(token)
            case "tr_open":
                self.row = []
            case "tr_close":
                self._end_row()
            case "thead_open" | "thead_close":
                self.header = token.type == "thead_open"
            case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                self.lists += token.nesting
                self.mark = ""
            case "list_item_open":
                self.mark = f"{token.info}{token.markup}" if token.info else "•"
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "inline":
                self._take_inline(_Inline.of(token.children or ()))
            case "html_block" | "fence":
                self._open(token)
                content = token.content if token.type == "fence" else _html_text(token.content)
                self._place(content, kind=None, marks=())

    def _open(self, token: Token) -> None:
        begin, end = token.map or (self.source_line, self.source_line)
        if begin > self.source_line or self.level:
            self.group += 1
        self.source_line = end

    def _take_inline(self, inline: "_Inline") -> None:
        if self.row is not None:
            self.row.append(inline)
            return
        kind: BlockKind | None = BlockKind.PROSE
        if self.level:
            kind = BlockKind.HEADING
        elif inline.is_image:
            kind = BlockKind.CAPTION
        elif inline.is_strong and not self.lists:
            kind = None  # a line all in bold may be a heading: the rules for plain text decide
        self._place(inline.text, kind=kind, marks=inline.marks)

    def _end_row(self) -> None:
        cells, self.row = self.row or [], None
        text, marks = "", []
        for i, cell in enumerate(cells):
            text += CELL_MARK if i else ""
            marks += [
                Mark(kind=m.kind, start=m.start + len(text), end=m.end + len(text), value=m.value) for m in cell.marks
            ]
            text += cell.text.replace("\n", " ")
        if any(cell.text.strip() for cell in cells):
            self._place(text, kind=BlockKind.TABLE_HEADER if self.header else BlockKind.ROW, marks=marks)

    def _place(self, text: str, *, kind: BlockKind | None, marks: Sequence[Mark]) -> None:
        """Append words as one or more lines, below the last block and behind the margin of their list."""
        if not text.strip():
            return
        depth = max(self.lists - 1, 0)
        mark, self.mark = self.mark, ""
        hangs = bool(self.lists) and not mark
        indent = 2 * depth + (2 if hangs else 0)
        if self.length:
            self._append("\n" if self.lines and self.lines[-1].group == self.group else "\n\n")
        margin = " " * indent + (f"{mark} " if mark else "")
        start = self.length + indent
        self._append(margin)
        base = self.length
        self._append(text)
        self.marks += [Mark(kind=m.kind, start=m.start + base, end=m.end + base, value=m.value) for m in marks]
        offset = base
        for raw in text.split("\n"):
            left = offset + len(raw) - len(raw.lstrip())
            right = offset + len(raw.rstrip())
            offset += len(raw) + 1
            if left >= right:
                continue
            self.lines.append(
                Line(
                    start=start if mark else left,
                    body=left,
                    end=right,
                    mark=mark,
                    indent=indent,
                    group=self.group,
                    hangs=hangs,
                    kind=kind,
                    level=self.level,
                    quoted=bool(self.quotes),
                )
            )
            mark, hangs = "", bool(self.lists)

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


@dataclass
class _Inline:
    """The words of one paragraph, heading or cell, with marks that count from its beginning."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    opened: list[tuple[str, int, str]] = field(default_factory=list)  # marks still open: kind, start, value
    soft: list[int] = field(default_factory=list)  # where a break of the source stands that may only wrap
    bold: int = 0
    silent: int = 0
    strong: int = 0  # characters in bold, and in images; both without white space
    image: int = 0
    full: int = 0  # all characters

    @classmethod
    def of(cls, children: Sequence[Token]) -> "_Inline":
        inline = cls()
        for token in children:
            inline._take(token)
        return inline

    @property
    def text(self) -> str:
        return _with_breaks("".join(self.parts), self.soft)

    @property
    def is_strong(self) -> bool:
        return 0 < self.full == self.strong

    @property
    def is_image(self) -> bool:
        return 0 < self.full == self.image

    def _take(self, token: Token) -> None:
        match token.type:
            case "text" | "code_inline":
                self._add(_NOTE.sub(lambda m: f"[{m.group(1) or m.group(2)}]", token.content))
            case "image":
                self._add(token.content)
                self.image += len(token.content.strip())
            case "softbreak":
                self.soft.append(self.length)
                self._add("\n")
            case "hardbreak":
                self._add("\n")
            case "strong_open" | "strong_close":
                self.bold += token.nesting
            case "link_open":
                self.opened.append(("link", self.length, str(token.attrGet("href") or "")))
            case "link_close":
                self._close("link")
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
            self._close("superscript")
        elif name == "sup":
            self.opened.append(("superscript", self.length, ""))

    def _add(self, words: str) -> None:
        if self.silent:
            return
        self.parts.append(words)
        self.length += len(words)
        size = len(words.strip())
        self.full += size
        self.strong += size if self.bold else 0

    def _close(self, kind: str) -> None:
        if self.opened and self.opened[-1][0] == kind:
            _, start, value = self.opened.pop()
            if start < self.length:
                self.marks.append(Mark(kind=kind, start=start, end=self.length, value=value))


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
