"""Where an article lists its references: the span of every entry, with its number. A leaf that stages share.

The blocks say where the bibliography is; where they do not (a page read as bare text), its heading does.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.labels import BlockKind
from kb.model import Article


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a bibliography; `body` is where its text starts behind the number."""

    start: int
    body: int
    end: int
    number: int | None


_HEADING = re.compile(
    r"^[ \t#*]*(?:\d+\.?\s+)?(?:(?:selected|cited|list\s+of|key)\s+)?"
    r"(?:references?|bibliography|works\s+cited|literature(?:\s+cited)?|sources|citations|endnotes|footnotes)"
    r"(?:\s+(?:and|&)\s+(?:notes|further\s+reading|sources|resources))?\s*:?[ \t*]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(
    r"[ \t•]*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)](?!\d)|([⁰¹²³⁴-⁹]{1,3})|(\d{1,3})(?=[ \t]+[A-Z]))\s*"
)
_BULLET = re.compile(r"[ \t]*(?:[•‣▪◦●*·–—-]\s+)?")
_MARKER = re.compile(r"\[\s*(\d{1,3})(?:\s*[,–-]\s*(\d{1,3}))*\s*\]|[¹²³⁴-⁹][⁰¹²³⁴-⁹]*")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def find_entries(article: Article) -> tuple[Entry, ...]:
    """The entries of the article's bibliography in text order; none where it has no bibliography.

    An unnumbered list on a page whose markers are numbers is counted, because a list's numbers are often markup.
    """
    lines = tuple(_lines(article))
    entries = _numbered(article.text, lines) or _unnumbered(article, lines)
    if (
        entries
        and all(e.number is None for e in entries)
        and _has_markers(article.text[: entries[0].start], len(entries))
    ):
        return tuple(Entry(e.start, e.body, e.end, position) for position, e in enumerate(entries, 1))
    return entries


def body_of(text: str) -> str:
    """An entry's text without the number that its list gave it."""
    number = _NUMBER.match(text)
    return text[number.end() :] if number else text


def _lines(article: Article) -> Iterable[tuple[int, int]]:
    """The lines of the bibliography that are not blank."""
    for start, end in _regions(article):
        cursor = start
        for line in article.text[start:end].splitlines(keepends=True):
            if line.strip():
                yield cursor, cursor + len(line.rstrip())
            cursor += len(line)


def _regions(article: Article) -> list[tuple[int, int]]:
    blocks = [(b.start, b.end) for b in article.blocks if b.kind is BlockKind.REFERENCE]
    if blocks:
        return blocks
    headings = [m.end() for m in _HEADING.finditer(article.text)]
    if not headings:
        return []
    start = headings[-1]
    stops = [b.start for b in article.blocks if b.kind is BlockKind.HEADING and b.start > start]
    return [(start, min([*stops, len(article.text)]))]


def _numbered(text: str, lines: tuple[tuple[int, int], ...]) -> tuple[Entry, ...]:
    """Entries that start with the next number; a line without one goes on with the entry above it."""
    entries: list[Entry] = []
    for start, end in lines:
        match = _NUMBER.match(text, start, end + 1)
        number = int(next(g for g in match.groups() if g).translate(SUPERSCRIPTS)) if match else None
        last = entries[-1].number if entries else 0
        if match and number is not None and last is not None and last < number <= last + 3:
            entries.append(Entry(start, min(match.end(), end), end, number))
        elif entries:
            entries[-1] = Entry(entries[-1].start, entries[-1].body, end, entries[-1].number)
        else:
            return ()
    return tuple(entries)


def _unnumbered(article: Article, lines: tuple[tuple[int, int], ...]) -> tuple[Entry, ...]:
    """A block or a paragraph each; where nothing is set apart by blank lines, a line each."""
    entries: list[Entry] = []
    text = article.text
    by_blank = any("\n" in text[a[1] : b[0]].replace("\n", "", 1) for a, b in itertools.pairwise(lines))
    starts = {b.start for b in article.blocks if b.kind is BlockKind.REFERENCE}
    for start, end in lines:
        apart = not entries or "\n" in text[entries[-1].end : start].replace("\n", "", 1) or start in starts
        if apart or not by_blank:
            bullet = _BULLET.match(text, start, end)
            entries.append(Entry(start, bullet.end() if bullet else start, end, None))
        else:
            entries[-1] = Entry(entries[-1].start, entries[-1].body, end, None)
    return tuple(entries)


def _has_markers(text: str, count: int) -> bool:
    numbers = [
        int(n.translate(SUPERSCRIPTS)) for m in _MARKER.finditer(text) for n in re.findall(r"\d+|[⁰¹²³⁴-⁹]+", m[0])
    ]
    return bool(numbers) and max(numbers) <= count and min(numbers) >= 1
