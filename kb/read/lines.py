"""The lines of a plain text, with what their margin says: text in, lines with offsets out.

A line that was wrapped at a column is joined again with its continuation, by offsets: the text itself stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.labels import BlockKind
from kb.read.shapes import ends_sentence, is_label, opens_quote

_BULLET = "•·▪◦‣●○■□▸►➢➤✓✔✅❖⁃∙"
_MARK = re.compile(
    rf"([{_BULLET}]\ufe0f?|[-*+–—](?=\s)|\(?\d{{1,3}}[.)](?=\s|[A-Z])|\(?[a-z][.)](?=\s)|\[\d{{1,3}}\])\s*"
)
_WRAP_MIN, _WRAP_MAX = 40, 140  # characters; lines wrapped at a column are about equally long, and lie between


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line without its margin: `start` to `end`, of which `body` on stands after the bullet or number (`mark`).

    `group` numbers the runs between blank lines, `indent` counts characters; `hangs` is true of a line that stands
    indented beneath a list item and belongs to it. `kind` and `level` are what the file's format says of the line,
    where it says anything; `quoted` is true within a block quotation.
    """

    start: int
    body: int
    end: int
    mark: str
    indent: int
    group: int
    hangs: bool = False
    kind: BlockKind | None = None
    level: int = 0
    quoted: bool = False

    @property
    def is_numbered(self) -> bool:
        """Whether a number or letter, not a bullet, marks the line."""
        return bool(self.mark) and self.mark[-1] in ".)]"


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines that hold any text, in order, wrapped lines joined."""
    lines: list[Line] = []
    for group in _groups(text):
        lines.extend(_join_wrapped(text, group))
    return tuple(lines)


def _groups(text: str) -> list[list[Line]]:
    groups: list[list[Line]] = []
    position, blank = 0, True
    item_indent = -1  # of the last list item, while its list may go on
    for raw in text.split("\n"):
        start, position = position, position + len(raw) + 1
        content = raw.strip()
        if not content:
            blank = True
            continue
        if blank:
            groups.append([])
            blank = False
        line = _line(text, start, raw, content, len(groups))
        if line.mark:
            item_indent = line.indent
        elif line.indent > item_indent >= 0:
            line = replace(line, hangs=True)
        elif not (groups[-1] and groups[-1][-1].mark):
            item_indent = -1
        groups[-1].append(line)
    return groups


def typed_mark(content: str) -> tuple[str, int]:
    """The bullet or number with which a line begins, and how far the words stand behind it; ("", 0) where it has none.

    A number in square brackets names an entry or a note, and is part of the words here.
    """
    match = _MARK.match(content)
    if not match or match.end() == len(content) or content.startswith("["):
        return "", 0
    return match.group(1), match.end()


def _line(text: str, offset: int, raw: str, content: str, group: int) -> Line:
    indent = len(raw) - len(raw.lstrip())
    start = offset + indent
    end = start + len(content)
    match = _MARK.match(content)
    # A bullet with nothing after it marks no item.
    marked = match if match and match.end() < len(content) else None
    body = start + marked.end() if marked else start
    return Line(start=start, body=body, end=end, mark=marked.group(1) if marked else "", indent=indent, group=group)


def _join_wrapped(text: str, group: Sequence[Line]) -> list[Line]:
    """Join the lines of one group that are one paragraph or one item wrapped at a column."""
    joined: list[Line] = []
    position = 0
    while position < len(group):
        stop = position + 1
        while stop < len(group) and not group[stop].mark:
            stop += 1
        run = list(group[position:stop])
        joined.extend(_join_item(text, run) if run[0].mark else _join_paragraph(text, run))
        position = stop
    return joined


def _join_item(text: str, run: list[Line]) -> list[Line]:
    first, rest = run[0], run[1:]
    if not rest:
        return run
    own = 0
    while own < len(rest) and (rest[own].hangs or text[rest[own].start].islower()):
        own += 1
    beneath, after = rest[:own], rest[own:]
    label = text[first.body : first.end]
    starts_anew = bool(beneath) and (
        text[beneath[0].start].isupper() or opens_quote(text[beneath[0].start : beneath[0].end])
    )
    if beneath and starts_anew and is_label(label) and first.end - first.start < _WRAP_MIN:
        return [first, *_join_paragraph(text, beneath), *_join_paragraph(text, after)]
    if beneath:
        first = replace(first, end=beneath[-1].end)
    return [first, *_join_paragraph(text, after)]


def _join_paragraph(text: str, run: list[Line]) -> list[Line]:
    if len(run) > 1 and _is_wrapped(text, run):
        return [replace(run[0], end=run[-1].end)]
    return run


def _is_wrapped(text: str, run: Sequence[Line]) -> bool:
    """Lines of about equal length, most of which go on in the middle of a sentence, are one paragraph."""
    full = [line.end - line.start for line in run[:-1]]
    if min(full) < _WRAP_MIN or max(full) > _WRAP_MAX or max(full) - min(full) > 0.45 * max(full):
        return False
    breaks = [
        not ends_sentence(text[above.start : above.end])
        and (text[below.start].islower() or below.start == run[-1].start)
        for above, below in pairwise(run)
    ]
    lower = sum(text[line.start].islower() for line in run[1:])
    return lower >= 0.34 * (len(run) - 1) and sum(breaks) >= 0.34 * len(breaks)
