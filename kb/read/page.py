"""Where all formats with markup meet: headings, paragraphs, lists, tables and notes in, in the order of reading; one
plain text, its lines with what the format says of them, and its marks, out.

The plain text is what a reader of the page would copy: no markup, bullets as "• ", numbers as they count, the cells of
a table row divided by " | ", notes as "[1] ...". Links and superscripts stay as marks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kb.labels import BlockKind
from kb.model import Mark
from kb.read.lines import Line, typed_mark
from kb.read.shapes import ends_sentence, is_entry_like

CELL_MARK = " | "
BULLET = "•"
MAX_LEVEL = 5  # of a heading: a deeper one heads as much as this
# What is drawn and never read: soft hyphens, marks of zero width, byte order marks; and one sign for two letters.
_DRAWN = {
    **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F)),
    **{0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"},
    **dict.fromkeys((0xA0, 0x202F, 0x2007), " "),
    0x2011: "-",
}
_BLANKS = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A page as plain text."""

    text: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def plain_words(words: str) -> str:
    """Words as they are read: no soft hyphens and signs of no width, ligatures as letters, every space a plain one."""
    return _CONTROLS.sub("", words).translate(_DRAWN)


@dataclass
class Words:
    """The words of one paragraph, heading or cell, with marks that count from its beginning."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    opened: list[tuple[str, int, int, str]] = field(default_factory=list)  # marks still open: kind, part, start, value
    strong: int = 0  # characters in bold, without white space
    image: int = 0
    full: int = 0  # all characters

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def is_blank(self) -> bool:
        return not self.full

    @property
    def is_strong(self) -> bool:
        return 0 < self.full == self.strong

    @property
    def is_image(self) -> bool:
        return 0 < self.full == self.image

    def add(self, words: str, *, bold: bool = False, image: bool = False) -> None:
        """Append words as they stand."""
        self.parts.append(words)
        self.length += len(words)
        size = len(words.strip())
        self.full += size
        self.strong += size if bold else 0
        self.image += size if image else 0

    def flow(self, words: str, *, bold: bool = False) -> None:
        """Append running words: white space of any length is one space, and none where a line begins."""
        words = _BLANKS.sub(" ", plain_words(words))
        if words.startswith(" ") and (not self.parts or self.parts[-1][-1] in " \n"):
            words = words[1:]
        if words:
            self.add(words, bold=bold)

    def break_line(self) -> None:
        """Begin a new line within the paragraph."""
        self.add("\n")

    def open(self, kind: str, value: str = "") -> None:
        self.opened.append((kind, len(self.parts), self.length, value))

    def without(self, cut: int) -> "Words":
        """The words from an offset on."""
        rest = Words()
        rest.add(self.text[cut:])
        rest.strong = min(self.strong, rest.full)
        rest.marks = [replace(m, start=m.start - cut, end=m.end - cut) for m in self.marks if m.start >= cut]
        return rest

    def close(self, kind: str) -> None:
        """Close the mark opened last, where it is of this kind; what spans no words is none."""
        if not self.opened or self.opened[-1][0] != kind:
            return
        _, part, start, value = self.opened.pop()
        within = "".join(self.parts[part:])
        end = start + len(within.rstrip())
        start += len(within) - len(within.lstrip())
        if start < end:
            self.marks.append(Mark(kind=kind, start=start, end=end, value=value))


def speaks(note: Words) -> bool:
    """Whether a note says something in a sentence, and names no work."""
    return ends_sentence(note.text) and not is_entry_like(note.text) and not note.marks


@dataclass
class Page:
    """The plain text so far, and where in the nest of lists and quotations the next words stand. With `typed`, a bullet
    or number that was typed before the words makes a list item, as in plain text."""

    typed: bool = True
    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    group: int = 0
    lists: int = 0
    mark: str = ""  # of the list item whose first words are still to come
    quotes: int = 0

    def rendered(self) -> Rendered:
        return Rendered(text="".join(self.parts), lines=tuple(self.lines), marks=tuple(self.marks))

    def fresh(self) -> None:
        """Leave a blank line before what comes next: it is no part of the list or table above."""
        self.group += 1

    def heading(self, words: Words, level: int) -> None:
        self.fresh()
        self._place(words, kind=BlockKind.HEADING, level=min(level, MAX_LEVEL))

    def paragraph(self, words: Words, kind: BlockKind | None = BlockKind.PROSE) -> None:
        """A paragraph, of which the format says that it is of a `kind`, or leaves that to the rules for plain text."""
        if words.is_image:
            kind = BlockKind.CAPTION
        elif words.is_strong and not self.lists and kind is BlockKind.PROSE:
            kind = None  # a line all in bold may be a heading
        self._place(words, kind=kind)

    def row(self, cells: Iterable[Words], *, header: bool) -> None:
        """A row of a table, below the row before it if nothing `fresh` stands between."""
        joined, filled = Words(), False
        for i, cell in enumerate(cells):
            joined.add(CELL_MARK if i else "")
            joined.marks += _moved(cell.marks, joined.length)
            joined.add(cell.text.replace("\n", " "))
            filled = filled or bool(cell.text.strip())
        if filled:
            self._place(joined, kind=BlockKind.TABLE_HEADER if header else BlockKind.ROW)

    def note(self, label: str, words: Words) -> None:
        """A footnote or endnote under its number or asterisks: an entry of the bibliography, or prose where it says
        something in a sentence."""
        self.fresh()
        noted = Words()
        noted.add(f"[{label}] " if label.isdigit() else label)
        noted.marks += _moved(words.marks, noted.length)
        noted.add(words.text.replace("\n", " ").strip())
        self._place(noted, kind=BlockKind.PROSE if speaks(words) else BlockKind.REFERENCE)

    def _place(self, words: Words, *, kind: BlockKind | None, level: int = 0) -> None:
        """Append words as one or more lines, below the last block and behind the margin of their list."""
        text = words.text
        if not text.strip():
            return
        mark, self.mark = self.mark, ""
        hangs = bool(self.lists) and not mark
        indent = 2 * max(self.lists - 1, 0) + (2 if hangs else 0)
        if self.length:
            self._append("\n" if self.lines and self.lines[-1].group == self.group else "\n\n")
        start = self.length + indent
        self._append(" " * indent + (f"{mark} " if mark else ""))
        base = self.length
        self._append(text)
        self.marks += _moved(words.marks, base)
        offset = base
        for raw in text.split("\n"):
            left = offset + len(raw) - len(raw.lstrip())
            right = offset + len(raw.rstrip())
            offset += len(raw) + 1
            if left >= right:
                continue
            line = Line(start=left, body=left, end=right, mark="", indent=indent, group=self.group, hangs=hangs)
            line = replace(line, kind=kind, level=level, quoted=bool(self.quotes))
            self.lines.append(replace(line, start=start, mark=mark) if mark else self._with_typed_mark(line, raw))
            mark, hangs = "", bool(self.lists)

    def _with_typed_mark(self, line: Line, raw: str) -> Line:
        if not self.typed or line.hangs or line.kind not in (BlockKind.PROSE, None):
            return line
        mark, size = typed_mark(raw.strip())
        return replace(line, mark=mark, body=line.start + size)

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _moved(marks: Sequence[Mark], by: int) -> list[Mark]:
    return [replace(mark, start=mark.start + by, end=mark.end + by) for mark in marks]
