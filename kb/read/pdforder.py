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
_DEEPEST = 6


def columns(lines: Sequence[Line], depth: int = 0) -> list[list[Line]]:
    """Runs of lines that are read from top to bottom, in the order in which they are read."""
    if not lines:
        return []
    gutter = _gutter(lines) if depth < _DEEPEST else None
    if gutter is None:
        parts = _halves(lines) if depth < 2 else []
        if len(parts) > 1 and any(_gutter(part) is not None for part in parts):
            return [run for part in parts for run in columns(part, depth + 1)]
        return [sorted(lines, key=lambda line: (line.top, line.x0))]
    runs: list[list[Line]] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.top, line.x0)):
        if line.x0 < gutter < line.x1:
            runs += _sides(band, gutter, depth)
            band = []
            if runs and runs[-1] and runs[-1][-1].x0 < gutter < runs[-1][-1].x1:
                runs[-1].append(line)
            else:
                runs.append([line])
        else:
            band.append(line)
    return runs + _sides(band, gutter, depth)


def _sides(band: Sequence[Line], gutter: float, depth: int) -> list[list[Line]]:
    left = [line for line in band if line.x1 <= gutter]
    right = [line for line in band if line.x1 > gutter]
    return [*columns(left, depth + 1), *columns(right, depth + 1)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the widest white between columns; None where there is one column only."""
    best, found = (0.0, 0.0), None
    edges = sorted({line.x1 for line in lines})
    for edge in edges:
        right = [line for line in lines if line.x0 > edge]
        left = [line for line in lines if line.x1 <= edge]
        if len(left) < _LEAST or len(right) < _LEAST:
            continue
        start = min(line.x0 for line in right)
        size = median(line.size or 10 for line in lines)
        crossing = len(lines) - len(left) - len(right)
        if start - edge < 0.6 * size or crossing > _CROSSING * len(lines) or not _are_columns(left, right):
            continue
        rank = (-float(crossing), start - edge)
        if found is None or rank > best:
            best, found = rank, (edge + start) / 2
    return found


def _are_columns(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two sides are running text beside running text, and no cells of a table or labels with values."""
    top, bottom = (
        max(min(x.top for x in left), min(x.top for x in right)),
        min(max(x.bottom for x in left), max(x.bottom for x in right)),
    )
    beside = min(sum(top <= x.bottom and x.top <= bottom for x in side) for side in (left, right))
    if beside < 2:
        return False
    level = sum(any(abs(x.bottom - y.bottom) < 2 for y in right) for x in left)
    return level < 0.7 * min(len(left), len(right)) or (_is_filled(left) and _is_filled(right))


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
