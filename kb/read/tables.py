"""Tables in plain text, where nothing but line breaks is left of them: lines in; how far a table goes and what each of
its lines is, out."""

import re
from collections.abc import Sequence

from kb.labels import BlockKind
from kb.read.layout import Layout
from kb.read.lines import Line
from kb.read.shapes import ends_sentence, is_title_case

_CELLS = re.compile(r"\t|\s\|\s|\s{3,}|^\|")
_FIGURE = re.compile(r"[^\w\s]{0,3}\s?\d|(?:[A-Z]{1,3})?[$£€]\s?\d")
_RULER = re.compile(r"[\s|:+=_–—-]{3,}")
_ROW_WORDS = 45
_HEADER_WORDS = 16
_SHORT = 3  # words: lines that are all as short as that are a list or a menu, not a table


def has_cells(line: str) -> bool:
    """Whether a line still shows where one cell ends and the next begins."""
    return bool(_CELLS.search(line))


def is_ruler(line: str) -> bool:
    """A line that only draws: "|---|---|"."""
    return bool(_RULER.fullmatch(line))


def table_run(text: str, lines: Sequence[Line], at: int, layout: Layout, announced: bool) -> tuple[int, bool]:
    """The run of lines that begins with line `at` and could be a table: the index of the line after it, and whether it
    is one.

    A table is a run of lines without a blank line between, none of which ends as a sentence does (unless the page has
    `announced` a table), or all of which hold cell separators. Two lines are a table only with separators, with labels,
    or when it was announced.
    """
    stop = _run_end(text, lines, at, layout, announced)
    rows, length = lines[at:stop], stop - at
    if length < 2:
        return stop, False
    if announced or _CELLS.search(text[rows[0].start : rows[0].end]):
        return stop, True
    below = stop < len(lines) and lines[stop].group == lines[at].group
    above = at > 0 and lines[at - 1].group == lines[at].group
    if not (above or below):
        return stop, length >= 3 or _are_labelled(text, rows) or _digits_below(text, rows)
    # Lines run together without blank lines: the last of them heads the prose that follows.
    return (stop - 1 if below else stop), length > 3 and above


def _run_end(text: str, lines: Sequence[Line], at: int, layout: Layout, announced: bool) -> int:
    delimited = bool(_CELLS.search(text[lines[at].start : lines[at].end]))
    stop = at
    while stop < len(lines) and lines[stop].group == lines[at].group and not lines[stop].mark and not lines[stop].hangs:
        words = text[lines[stop].start : lines[stop].end]
        fits = _CELLS.search(words) or is_ruler(words) if delimited else _could_be_row(words, layout, announced)
        if not fits:
            break
        stop += 1
    return stop


def _could_be_row(words: str, layout: Layout, announced: bool) -> bool:
    if len(words) > 400 or len(words.split()) > _ROW_WORDS:
        return False
    if not announced and (ends_sentence(words) or words.endswith(":")):
        return False
    return not (
        layout.is_furniture(words)
        or layout.is_byline(words)
        or layout.is_caption(words)
        or layout.is_source_line(words)
    )


def _are_labelled(text: str, lines: Sequence[Line]) -> bool:
    return all(re.match(r"[^:.!?]{2,40}:\s+\S", text[line.start : line.end]) for line in lines)


def _digits_below(text: str, lines: Sequence[Line]) -> bool:
    first, second = (text[line.start : line.end] for line in lines)
    return not re.search(r"\d", first) and bool(re.search(r"\d", second)) and is_title_case(first)


def table_kinds(words: Sequence[str], *, announced: bool, introduced: bool, opening: bool) -> list[BlockKind]:
    """What each line of such a run is: header and rows of a table; a heading and its points; or the items of a list
    that lost its bullets (`introduced` by a colon, or all very short). Empty where the run stands at the `opening` of
    a page, where titles stand."""
    delimited = all(_CELLS.search(w) or is_ruler(w) for w in words)
    short = all(len(w.split()) <= _SHORT for w in words)
    if not announced and not delimited:
        if introduced or (short and not opening):
            return [BlockKind.ITEM] * len(words)
        if opening:
            return []
        if _heads_lines(words):
            return [BlockKind.HEADING, *[BlockKind.ITEM] * (len(words) - 1)]
    rows = [BlockKind.ROW] * len(words)
    if is_header(words, announced or delimited):
        rows[0] = BlockKind.TABLE_HEADER
    return rows


def _heads_lines(words: Sequence[str]) -> bool:
    """A few words in sentence case above longer lines: a heading with its points, not the header of a table."""
    first = words[0].split()
    return len(first) <= 4 and not is_title_case(words[0]) and all(len(w.split()) > len(first) for w in words[1:])


def is_header(words: Sequence[str], surely_table: bool) -> bool:
    """Whether the first of the lines of a table heads the others: words without figures, mostly set as a title."""
    first = words[0]
    if len(first.split()) > _HEADER_WORDS or re.search(r"\d", first) or ends_sentence(first):
        return False
    ruled = len(words) > 1 and is_ruler(words[1])
    figures = any(re.search(r"\d", w) for w in words[1:])
    return ruled or is_title_case(first) or (surely_table and figures)


def heads_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of cells says what stands in the columns: none of its cells begins with a figure, and in
    some column all the others do."""
    first, *others = [[cell.strip() for cell in row] for row in rows]
    if any(_is_figure(cell) for cell in first) or ends_sentence(" ".join(first)):
        return False
    below = ([row[n] for row in others if n < len(row) and row[n]] for n in range(len(first)) if first[n])
    return any(column and all(map(_is_figure, column)) for column in below)


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.match(cell))
