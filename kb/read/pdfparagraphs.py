"""Paragraphs of a PDF out of its lines: columns of lines in the order of reading in; headings, paragraphs, items and
tables out.

Where a line ends for want of room its paragraph goes on, and a word that was broken there is whole again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from kb.read.lines import typed_mark
from kb.read.pdforder import joined, rows
from kb.read.pdfwords import Line, Word
from kb.read.shapes import ends_sentence, is_heading_like

_HYPHENS = ("-", "\u2010", "\u00ad")
_BROKEN = re.compile(r"[A-Za-z]{2}[-\u2010\u00ad]$|\d[-\u2010–]$")
_DASHES = ("-", "–", "—", "*")
_LARGER = 1.1  # times the size of the text: a heading
_LEADING = 1.25  # times the usual step from line to line: a gap
_INDENT = 0.8  # times the size
_ALIGNED = 4.0  # points
_TABLE = 3  # rows


@dataclass(kw_only=True, slots=True)
class Paragraph:
    """Lines that belong together, or the rows of a table. `level` is that of a heading."""

    lines: list[Line]
    table: list[list[list[Word]]] = field(default_factory=list)
    level: int = 0
    mark: str = ""
    x0: float = 0.0  # from the left edge of its column
    right: float = 0.0  # where the column ends in which its last line stands


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: the size of its text, the sizes of its headings, the usual step from line to line (in
    sizes), and the words that it holds unbroken."""

    size: float
    headings: tuple[float, ...]
    step: float
    words: Counter[str]
    compounds: frozenset[str]

    def level(self, line: Line) -> int:
        """The level of a heading set so; 0 where it is set as text is."""
        return min(self.headings.index(round(line.size, 1)) + 1, 5) if round(line.size, 1) in self.headings else 0


def setting_of(runs: Sequence[Sequence[Line]], compounds: frozenset[str]) -> Setting:
    """How the lines of a whole document are set."""
    sizes, words, steps = Counter[float](), Counter[str](), []
    for run in runs:
        lines = [joined(row) for row in rows(run)]
        broken = False
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
            whole = line.words[1 if broken else 0 : -1]  # the first and the last may be halves
            words.update(word.text.strip(".,;:!?()[]“”\"'’").lower() for word in whole)
            broken = line.text.endswith(_HYPHENS)
        steps += [(b.top - a.top) / a.size for a, b in pairwise(lines) if a.size == b.size > 0 and b.top > a.top]
    sizes.pop(0.0, None)
    size = max(sizes, key=lambda s: (sizes[s], -s)) if sizes else 10.0
    headings = tuple(sorted((s for s in sizes if s >= _LARGER * size), reverse=True))
    usual = sorted(step for step in steps if step < 2.5)
    return Setting(size, headings, median(usual) if usual else 1.3, words, compounds)


def paragraphs(runs: Iterable[Sequence[Line]], setting: Setting) -> Iterator[Paragraph]:
    """The paragraphs of a document in the order of reading."""
    open_one: Paragraph | None = None
    for run in runs:
        left, right = min((line.x0 for line in run), default=0.0), max((line.x1 for line in run), default=0.0)
        first = True
        for part in _parts(rows(run)):
            if isinstance(part, Paragraph):
                if open_one:
                    yield open_one
                open_one, first = None, False
                yield part
                continue
            if open_one and _goes_on(open_one, part, setting, first):
                open_one.lines.append(part)
                open_one.right = right
            else:
                if open_one:
                    yield open_one
                mark = _mark(part)
                open_one = Paragraph(
                    lines=[part], level=0 if mark else setting.level(part), mark=mark, x0=part.x0 - left
                )
            first = False
    if open_one:
        yield open_one


def with_whole_rows(found: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs with those tables as one that a page's end cuts: the second begins in the middle of a row."""
    before: Paragraph | None = None
    for paragraph in found:
        if before and before.table and paragraph.table and _goes_on_in_row(before.table[-1], paragraph.table[0]):
            for cell, rest in zip(before.table[-1], paragraph.table[0], strict=True):
                cell += rest
            before.table += paragraph.table[1:]
            continue
        if before:
            yield before
        before = paragraph
    if before:
        yield before


def _goes_on_in_row(row: Sequence[Sequence[Word]], rest: Sequence[Sequence[Word]]) -> bool:
    cut = [cell[0].text[:1].islower() for cell in rest if cell]
    return len(row) == len(rest) and any(cut) and all(cut)


def words_of(lines: Sequence[Line], setting: Setting) -> list[Word]:
    """The words of lines that follow each other; a word broken at a line's end is one."""
    words: list[Word] = []
    for line in lines:
        fresh = list(line.words)
        if words and fresh and _BROKEN.search(words[-1].text) and fresh[0].text[:1].isalnum():
            words[-1] = replace(words[-1], text=_whole(words[-1].text, fresh.pop(0).text, setting))
        words += fresh
    return words


def _whole(before: str, after: str, setting: Setting) -> str:
    """Both halves of a word: with a hyphen where the document writes it so elsewhere, or the first half is one of
    compounds ("long-")."""
    if not (after[0].islower() and before[-2].isalpha()) or before[-1] not in _HYPHENS:
        return before + after  # "30-40", "COVID-19": what the hyphen joins is no broken word
    stem, first = before[:-1], before[:-1].rpartition("-")[2].lower().lstrip("(“\"'")
    rest = after.lower().rstrip(".,;:!?)]”\"'’")
    if setting.words[first + rest]:
        return stem + after
    both = setting.words[first] and setting.words[rest] and len(rest) > 2
    kept = setting.words[f"{first}-{rest}"] or first in setting.compounds or both
    return f"{stem}-{after}" if kept else stem + after


def _goes_on(paragraph: Paragraph, below: Line, setting: Setting, first: bool) -> bool:
    """Whether a line continues a paragraph; `first` of a column it may continue that of the column before."""
    above = paragraph.lines[-1]
    room = paragraph.right - above.x1 > below.words[0].x1 - below.words[0].x0 + below.size
    mark = _mark(below)
    # A dash where a line had no room for more is one between words.
    wrapped = mark in _DASHES and not room and abs(below.x0 - above.x0) < 2 and mark != paragraph.mark
    if (mark and not wrapped) or abs(above.size - below.size) > 0.6 or _is_set_off(above, below):
        return False
    text = below.words[0].text
    unfinished = not ends_sentence(above.text)
    if first:
        ongoing = text[:1].islower() or bool(_BROKEN.search(above.text)) or not room
        return unfinished and ongoing and not paragraph.level
    if below.top - above.top > _LEADING * setting.step * above.size:
        return False
    if paragraph.level:
        return True
    if below.x0 > above.x0 + _INDENT * above.size and len(paragraph.lines) > 1 and not paragraph.mark:
        return False
    return not room or (unfinished and (text[:1].islower() or bool(_BROKEN.search(above.text))))


def _is_set_off(above: Line, below: Line) -> bool:
    """Whether one of two lines is all in bold and the other not at all: a line of its own kind."""
    bold = [{word.bold for word in line.words if not word.raised} for line in (above, below)]
    return bold[0] != bold[1] and ({True} in bold) and is_heading_like((above if bold[0] == {True} else below).text)


def _mark(line: Line) -> str:
    if not line.words:
        return ""
    mark, _ = typed_mark(line.text)
    return mark


def _parts(found: Sequence[list[Line]]) -> Iterator[Line | Paragraph]:
    """The rows of a column: single lines, and tables, whether drawn or only aligned."""
    at = 0
    while at < len(found):
        row = found[at]
        if row[0].rows:
            yield Paragraph(lines=[], table=[[list(cell) for cell in cells] for cells in row[0].rows])
            at += 1
            continue
        stop = _aligned_until(found, at)
        if stop - at >= _TABLE:
            yield Paragraph(lines=[], table=_aligned_table(found[at:stop]))
            at = stop
            continue
        yield joined(row)
        at += 1


def _cells(row: Sequence[Line]) -> int:
    """How many cells a row shows; a bullet with its words is none."""
    return 1 if len(row) < 2 or len(row[0].text) <= 3 or row[0].rows else len(row)


def _aligned_until(found: Sequence[list[Line]], at: int) -> int:
    """The row after those that stand in the same columns as the row `at`, or go on in some of them."""
    if _cells(found[at]) < 2:
        return at
    starts = [line.x0 for line in found[at]]
    stop = at + 1
    while stop < len(found) and not found[stop][0].rows:
        below = found[stop]
        fits = all(any(abs(line.x0 - x) < _ALIGNED for x in starts) for line in below)
        close = below[0].top - found[stop - 1][0].top < 2.5 * max(below[0].size, 1)
        if not fits or not close or (len(below) == 1 and _cells(found[stop - 1]) < 2 and stop - at < 2):
            break
        stop += 1
    while stop > at + 1 and _cells(found[stop - 1]) < 2 and abs(found[stop - 1][0].x0 - starts[0]) < _ALIGNED:
        stop -= 1  # what stands below the table at its left edge
    return stop if sum(_cells(row) > 1 for row in found[at:stop]) >= _TABLE else at


def _aligned_table(found: Sequence[list[Line]]) -> list[list[list[Word]]]:
    starts = [line.x0 for line in found[0]]
    table: list[list[list[Word]]] = []
    for row in found:
        goes_on = bool(table) and len(row) < len(starts) and abs(row[0].x0 - starts[0]) >= _ALIGNED
        if not goes_on:
            table.append([[] for _ in starts])
        for line in row:
            column = min(range(len(starts)), key=lambda i: abs(starts[i] - line.x0))
            table[-1][column] += line.words
    return table
