"""Where a bibliography stands in a plain text: its lines in, how far it goes and its entries out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kb.read.layout import Layout
from kb.read.lines import Line
from kb.read.shapes import ends_sentence, is_entry_like, is_heading_like, is_reference_like

_ADDRESS_FIRST = re.compile(r"(?:https?://|www\.|doi:|available (?:at|from)|retrieved from|accessed)", re.IGNORECASE)
_NUMBERED_PART = re.compile(r"(?:(?<=\s)|^)(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+(?=\S)")


def bibliography_end(text: str, lines: Sequence[Line], first: int, layout: Layout) -> int:
    """The index of the line after the bibliography whose heading stands before line `first`; `first` where none is.

    It ends with the page's template, with a heading that has prose below it, or, where its entries are numbered, with
    a paragraph of its own that has no number and does not look like an entry.
    """
    if first >= len(lines) or not any(_opens(text, line) for line in lines[first : first + 2]):
        return first
    numbered = lines[first].is_numbered or bool(lines[first].mark)
    stop = first
    while stop < len(lines):
        line = lines[stop]
        words = text[line.start : line.end]
        fresh = stop == first or line.group != lines[stop - 1].group
        if not line.mark and (
            layout.is_furniture(words) or layout.is_byline(words) or layout.is_related_heading(words)
        ):
            break
        if fresh and not line.mark and not is_entry_like(words):
            if numbered and not line.hangs and not _ADDRESS_FIRST.match(words):
                break
            if _heads_prose(text, lines, stop) or (ends_sentence(words) and len(words.split()) > 8):
                break
        stop += 1
    return _without_tail(text, lines, first, stop, numbered)


def _without_tail(text: str, lines: Sequence[Line], first: int, stop: int, numbered: bool) -> int:
    """Leave out the paragraphs below the last entry that do not look like one (a disclaimer, a thank-you)."""
    last = stop
    while last > first and not numbered:
        start = last - 1
        while start > first and lines[start - 1].group == lines[start].group:
            start -= 1
        if any(is_entry_like(text[line.start : line.end]) for line in lines[start:last]):
            break
        last = start
    return max(last, first + 1) if stop > first else stop


def _opens(text: str, line: Line) -> bool:
    return line.is_numbered or is_entry_like(text[line.start : line.end])


def _heads_prose(text: str, lines: Sequence[Line], at: int) -> bool:
    if at + 1 >= len(lines) or not is_heading_like(text[lines[at].start : lines[at].end]):
        return False
    below = lines[at + 1]
    return not below.mark and not is_entry_like(text[below.start : below.end])


def entries(text: str, lines: Sequence[Line]) -> list[Line]:
    """One line for each entry of a bibliography: the lines of an entry that runs over several are joined."""
    found: list[Line] = []
    numbered = bool(lines) and lines[0].is_numbered
    blocks = len({line.group for line in lines}) > 1
    for line in lines:
        if found and _goes_on(text, found[-1], line, numbered, blocks):
            found[-1] = replace(found[-1], end=line.end)
        else:
            found.append(line)
    return found


def _goes_on(text: str, entry: Line, line: Line, numbered: bool, blocks: bool) -> bool:
    """Whether a line continues the entry above it."""
    if line.mark:
        return numbered and not line.is_numbered
    # The end of the entry alone: an entry may grow, and its length must not be paid for at every line.
    above, words = text[max(entry.start, entry.end - 400) : entry.end], text[line.start : line.end]
    if line.group != entry.group:
        return numbered and bool(_ADDRESS_FIRST.match(words)) and not _has_address(above)
    if numbered or entry.mark or line.hangs or words[0].islower():
        return True
    if _ADDRESS_FIRST.match(words):
        return not _has_address(above)
    # Unnumbered, no blank line between: an entry begins where the one above has ended and this one looks like one.
    return not (is_reference_like(words) or (ends_sentence(above) and is_entry_like(words))) and not ends_sentence(
        above
    )


def _has_address(words: str) -> bool:
    return "http" in words or "www." in words or "doi" in words.lower()


def split_inline(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The entries of a bibliography that was run into one line, by their numbers 1, 2, 3 ...; one where it has none."""
    cuts: list[int] = []
    for match in _NUMBERED_PART.finditer(text, start, end):
        if int(match.group(1) or match.group(2)) == len(cuts) + 1:
            cuts.append(match.start())
    if len(cuts) < 2:
        return [(start, end)]
    edges = [*cuts, end]
    parts = []
    for left, right in pairwise(edges):
        parts.append((left, left + len(text[left:right].rstrip())))
    return parts
