"""The words of a PDF page with where they stand and how they are set: a page of pdfplumber in, lines of words and
tables out. Places are points from the upper left corner."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.read.page import Words, plain_words

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_SYMBOLS = re.compile(r"symbol|wingding|dingbat|webding", re.IGNORECASE)
_DRAWN_BULLETS = frozenset(
    "\u2022\u00b7\u25aa\u25cf\u25a0\u25cb\u25a1\u2023\u25b8\u25ba\uf0b7\uf0a7\uf0d8\uf0fc\uf076lnqvüØ§o§"
)
_RAISED = re.compile(r"[\[(]?\d{1,3}(?:[,;–-]\s?\d{1,3})*[\])]?[,;]?")
_RAISED_SIZE = 0.82  # of the size of the line: no superscript is larger
_APART = 0.9  # times the size: a wider gap may part columns
_GLUED = 0.12  # times the size: words nearer than this are one word
_EDGES = 3000  # lines drawn on a page; with more it is a drawing, and no tables are looked for


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word, or a part of one that is set in another way."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool = False
    raised: bool = False
    link: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Words beside each other without a wide gap between; a table stands for one line. `size` and `bold` are those of
    most of its characters."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    rows: tuple[tuple[tuple[Word, ...], ...], ...] = ()  # of a table: the words of its cells

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def page_lines(page) -> list[Line]:
    """The lines of a page, in no order of reading, and its tables."""
    words = _words(page)
    tables = [table for table in _tables(page, words) if table.rows]
    within = [word for word in words if not any(_holds(table, word) for table in tables)]
    return [*_lines(within), *tables]


def _words(page) -> list[Word]:
    upright = page.filter(lambda thing: thing["object_type"] != "char" or thing["upright"])
    found = upright.dedupe_chars().extract_words(extra_attrs=["fontname", "size"], x_tolerance_ratio=0.15)
    links = [link for link in page.hyperlinks if str(link.get("uri") or "").lower().startswith(("http://", "https://"))]
    words = []
    for word in found:
        text = plain_words(word["text"]).strip()
        font = str(word["fontname"])
        if len(text) == 1 and (
            text in "\uf0b7\uf0a7\uf0d8\uf0fc\uf076" or (_SYMBOLS.search(font) and text in _DRAWN_BULLETS)
        ):
            text = "•"
        if text:
            place = {name: float(word[name]) for name in ("x0", "x1", "top", "bottom", "size")}
            words.append(Word(text=text, bold=bool(_BOLD.search(font)), link=_link(place, links), **place))
    return words


def _link(place: dict[str, float], links: Sequence[dict]) -> str:
    x, y = (place["x0"] + place["x1"]) / 2, (place["top"] + place["bottom"]) / 2
    return next((str(k["uri"]) for k in links if k["x0"] <= x <= k["x1"] and k["top"] <= y <= k["bottom"]), "")


def _holds(table: Line, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return table.x0 <= x <= table.x1 and table.top <= y <= table.bottom


def _lines(words: Iterable[Word]) -> list[Line]:
    """The words by the lines on which they stand, each line cut where a column may end."""
    lines = []
    for row in _rows(words):
        part: list[Word] = []
        for word in sorted(row, key=lambda w: (w.x0, w.top)):
            if part and word.x0 - part[-1].x1 > _APART * max(word.size, part[-1].size):
                lines.append(as_line(part))
                part = []
            part.append(word)
        lines.append(as_line(part))
    return lines


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Words that stand on one base line, and the small ones raised above it beside a word."""
    rows: list[list[Word]] = []
    # The larger first: a superscript belongs to a line, and no line to a superscript.
    for word in sorted(words, key=lambda w: (-w.size, w.top, w.x0)):
        home = min(rows, key=lambda row: abs(row[0].bottom - word.bottom), default=None)
        if home is None or abs(home[0].bottom - word.bottom) > 0.3 * word.size:
            home = next((row for row in rows if _is_raised_beside(row, word)), None)
        if home is None:
            rows.append([word])
        else:
            home.append(word)
    return sorted(rows, key=lambda row: (row[0].top, row[0].x0))


def _is_raised_beside(row: Sequence[Word], word: Word) -> bool:
    return any(
        word.size < 0.85 * other.size
        and other.top - 0.4 * other.size < word.top
        and word.bottom < other.bottom
        and (-1 <= word.x0 - other.x1 < 0.6 * other.size or -1 <= other.x0 - word.x1 < 0.6 * other.size)
        for other in row
    )


def as_line(words: Sequence[Word]) -> Line:
    """Words that stand beside each other as one line, with its superscripts found."""
    sizes = Counter[float]()
    bold = Counter[bool]()
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
        bold[word.bold] += len(word.text)
    size = max(sizes, key=lambda s: (sizes[s], s))
    base = max(word.bottom for word in words if round(word.size, 1) == size)
    marked = tuple(
        replace(word, raised=True)
        if word.size <= _RAISED_SIZE * size and word.bottom < base - 0.12 * size and _RAISED.fullmatch(word.text)
        else word
        for word in words
    )
    return Line(
        words=marked,
        x0=min(w.x0 for w in words),
        x1=max(w.x1 for w in words),
        top=min(w.top for w in words if round(w.size, 1) == size),
        bottom=base,
        size=size,
        bold=bold[True] > bold[False],
    )


def _tables(page, words: Sequence[Word]) -> Iterable[Line]:
    if len(page.edges) > _EDGES:
        return
    for table in page.find_tables():
        x0, top, x1, bottom = table.bbox
        rows = []
        for row in table.rows:
            cells = [_cell(box, words) if box else () for box in row.cells]
            if any(cells):
                rows.append(tuple(cells))
        columns = max((sum(bool(cell) for cell in row) for row in rows), default=0)
        long = any(sum(len(w.text.split()) for w in cell) > 120 for row in rows for cell in row)
        told = tuple(rows) if len(rows) > 1 and columns > 1 and not long else ()
        yield Line(words=(), x0=x0, x1=x1, top=top, bottom=bottom, size=0.0, bold=False, rows=told)


def _cell(box: tuple[float, float, float, float], words: Sequence[Word]) -> tuple[Word, ...]:
    x0, top, x1, bottom = box
    cell = Line(words=(), x0=x0, x1=x1, top=top, bottom=bottom, size=0.0, bold=False)
    within = [word for word in words if _holds(cell, word)]
    return tuple(word for line in _lines(within) for word in line.words)


def _is_glued(before: Word, word: Word) -> bool:
    """Whether no space stands between two words: a superscript, or a word set in two ways."""
    return abs(before.bottom - word.bottom) < word.size and -1 < word.x0 - before.x1 < _GLUED * word.size


def write(words: Iterable[Word], into: Words, after: Word | None = None) -> Word | None:
    """Append words to running text, with their links and superscripts as marks; gives the last of them."""
    link, raised = "", False
    for word in words:
        glued = (
            after is not None
            and abs(after.bottom - word.bottom) < word.size
            and -1 < word.x0 - after.x1 < _GLUED * word.size
        )
        if raised and not word.raised:
            into.close("superscript")
        if link and word.link != link:
            into.close("link")
        if after is not None and not glued:
            into.flow(" ")
        if word.link and word.link != link:
            into.open("link", word.link)
        if word.raised and not raised:
            into.open("superscript")
        link, raised, after = word.link, word.raised, word
        into.flow(word.text, bold=word.bold)
    if raised:
        into.close("superscript")
    if link:
        into.close("link")
    return after
