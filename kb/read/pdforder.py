"""The order in which the lines of a PDF page are read: lines in, columns of lines in order out.

A page is cut at its gutters: a stretch of white from top to bottom that few lines cross, with text on both sides. Lines
that cross (a title over two columns) part what stands above them from what stands below.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from kb.read.pdfwords import Line, as_line

_CROSSING = 0.2  # of all lines: more, and it is no gutter
_LEAST = 3  # lines on either side of a gutter
_FILLED = 0.55  # of the column's width: how wide half of its lines are, where they are running text
_BESIDE = 2.0  # times the size: how far a line or two stand from the text that they are set beside
_NARROWEST = 6.0  # times the size: no column between two others is narrower
_DEEPEST = 6


def columns(lines: Sequence[Line], depth: int = 0) -> list[list[Line]]:
    """Runs of lines that are read from top to bottom, in the order in which they are read."""
    if not lines:
        return []
    gutters = _gutters(lines) if depth < _DEEPEST else []
    if not gutters:
        parts = _halves(lines) if depth < 2 else []
        if len(parts) > 1 and any(_gutters(part) for part in parts):
            return [run for part in parts for run in columns(part, depth + 1)]
        return [sorted(lines, key=lambda line: (line.top, line.x0))]
    runs: list[list[Line]] = []
    band: list[Line] = []
    across: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.top, line.x0)):
        crosses = any(line.x0 < gutter < line.x1 for gutter in gutters)
        if crosses and band:
            runs += [across, *_sides(band, gutters, depth)]
            band, across = [], []
        (across if crosses else band).append(line)
    return [run for run in (*runs, across, *_sides(band, gutters, depth)) if run]


def _sides(band: Sequence[Line], gutters: Sequence[float], depth: int) -> list[list[Line]]:
    """The columns of a band between lines that cross, from left to right."""
    edges = [float("-inf"), *gutters, float("inf")]
    sides = [[line for line in band if left <= line.x0 < right] for left, right in pairwise(edges)]
    return [run for side in sides for run in columns(side, depth + 1)]


def _gutters(lines: Sequence[Line]) -> list[float]:
    """The middles of the whites between columns, from left to right: those that the fewest lines cross first taken."""
    size = median(line.size or 10 for line in lines)
    found, aside = [], []
    for edge in sorted({line.x1 for line in lines}):
        right = [line for line in lines if line.x0 > edge]
        left = [line for line in lines if line.x1 <= edge]
        start = min((line.x0 for line in right), default=edge)
        crossing = len(lines) - len(left) - len(right)
        white = (start - edge) / size
        if crossing <= _CROSSING * len(lines) and _are_columns(left, right, white):
            found.append((crossing, edge - start, edge, start))
        elif not crossing and _is_set_beside(left, right, white):
            aside.append((crossing, edge - start, edge, start))
    taken: list[tuple[float, float]] = []
    for _, _, edge, start in sorted(found) or sorted(aside)[:1]:
        if all(start + _NARROWEST * size <= e or s + _NARROWEST * size <= edge for e, s in taken):
            taken.append((edge, start))
    return sorted((edge + start) / 2 for edge, start in taken)


def _are_columns(left: Sequence[Line], right: Sequence[Line], white: float) -> bool:
    """Whether two sides are running text beside running text, and no cells of a table or labels with values; `white` is
    the width between them in sizes."""
    fewer = min(len(left), len(right))
    if white < 0.6 or fewer < _LEAST or _beside(left, right) < 2:
        return False
    level = sum(any(abs(x.bottom - y.bottom) < 2 for y in right) for x in left)
    return level < 0.7 * fewer or (_is_filled(left) and _is_filled(right))


def _is_set_beside(left: Sequence[Line], right: Sequence[Line], white: float) -> bool:
    """Whether one side is a line or two that stand beside the running text of the other."""
    fewer, more = sorted((left, right), key=len)
    apart = white > _BESIDE and 0 < len(fewer) < _LEAST <= len(more)
    return apart and _beside(left, right) > 0 and _is_filled(more)


def _beside(left: Sequence[Line], right: Sequence[Line]) -> int:
    """How many lines of the side that has fewer stand at the height of the other side."""
    top = max(min(x.top for x in side) for side in (left, right))
    bottom = min(max(x.bottom for x in side) for side in (left, right))
    return min(sum(top <= x.bottom and x.top <= bottom for x in side) for side in (left, right))


def _is_filled(side: Sequence[Line]) -> bool:
    widths = sorted(line.x1 - line.x0 for line in side)
    words = median(len(line.words) or 4 for line in side)
    return words >= 3 and median(widths) >= _FILLED * widths[-1]


def _halves(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines above and below the widest white across the page."""
    ordered = sorted(lines, key=lambda line: line.top)
    reach, gaps = ordered[0].bottom, []
    for i, (above, below) in enumerate(pairwise(ordered), 1):
        reach = max(reach, above.bottom)
        gaps.append((below.top - reach, i))
    if not gaps or max(gaps)[0] <= 0:
        return []
    cut = max(gaps)[1]
    return [ordered[:cut], ordered[cut:]]


def rows(run: Sequence[Line]) -> list[list[Line]]:
    """The lines of a column by the height at which they stand."""
    found: list[list[Line]] = []
    for line in run:
        above = found[-1][0] if found else None
        if (
            above
            and not line.rows
            and not above.rows
            and abs(above.bottom - line.bottom) < 0.4 * max(line.size, above.size)
        ):
            found[-1].append(line)
        else:
            found.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in found]


def joined(row: Sequence[Line]) -> Line:
    """Lines beside each other as one."""
    return row[0] if len(row) == 1 else as_line([word for line in row for word in line.words])
