"""A part of the graph as a drawing: layers from left to right, few crossings, every box a link.

Takes a networkx graph whose nodes are `kind:id` with `kind` and `label` (claims also `verdict` and `reason`; `falls`
marks what a retraction would undo) and whose edges have a `kind`; gives SVG without style or script. The order of boxes
within a layer comes from barycentre sweeps (Sugiyama, Tagawa and Toda 1981), their heights from the mean of their
neighbours. The same graph gives the same drawing.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
from markupsafe import Markup, escape

from kb.meanings import SIGNS, verdict_class, words
from kb.web.links import Links

# Which layer a kind stands in, and how wide its boxes are, in pixels.
LAYERS: Mapping[str, int] = {
    "article": 0,
    "claim": 1,
    "statement": 2,
    "reference": 2,
    "study": 3,
    "finding": 4,
    "concept": 4,
}
WIDTHS = (136, 254, 160, 118, 254)
HEADINGS: Mapping[str, str] = {
    "article": "Articles",
    "claim": "Claims",
    "statement": "What claims say",
    "reference": "Entries",
    "study": "Studies",
    "finding": "Findings",
    "concept": "Concepts",
}
# Of several edges between two boxes the first is drawn; `decided_by` then only makes it bolder.
GRAVEST = ("contradicts_claim", "contradicts", "supports", "weaker", "decided_by", "cites", "cites_study")
# Lines that say so when pointed at; what the others join is plain.
TOLD = frozenset({"contradicts_claim", "contradicts", "supports", "weaker", "decided_by"})
LINE, PADDING, GAP, BETWEEN, TOP = 15, 7, 9, 66, 34  # heights of a line, a box's edge, between boxes; between layers
CHARACTER = 6.7  # mean width of a character at 12 pixels, with some to spare
SWEEPS = 3
BEND = 0.5  # of the way between two layers at which a line turns


@dataclass(slots=True)
class Box:
    """A node with its place; one without a node is where a line passes a layer."""

    node: str
    layer: int
    lines: tuple[str, ...]
    height: int
    x: float = 0
    y: float = 0  # of its middle


@dataclass(frozen=True, slots=True)
class Line:
    """An edge: the boxes that it passes from left to right, what it says and how it looks."""

    path: tuple[str, ...]
    kind: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes by key and lines, placed; sizes in pixels."""

    boxes: Mapping[str, Box]
    lines: Sequence[Line]
    layers: Sequence[Sequence[str]]
    width: float
    height: float


def draw(graph: nx.MultiDiGraph, link: Links, *, name: str) -> Markup:
    """The graph as an SVG element with `name` as its accessible name; empty for an empty graph."""
    if not len(graph):
        return Markup("")
    return _svg(graph, lay_out(graph), link, name)


def lay_out(graph: nx.MultiDiGraph) -> Drawing:
    """Give every node a place. Nodes of one layer keep the order in which they came, save where fewer lines cross."""
    boxes = {node: _box(graph, node) for node in graph}
    lines = list(_lines(graph, boxes))
    used = sorted({box.layer for box in boxes.values()})
    layers = [[key for key, box in boxes.items() if box.layer == layer] for layer in used]
    place = {key: column for column, keys in enumerate(layers) for key in keys}
    joined = _joined(lines, place)
    layers = _ordered(layers, joined)
    _set_heights(layers, boxes, joined, place)
    x = 0.0
    for layer, keys in zip(used, layers, strict=True):
        for key in keys:
            boxes[key].x = x
        x += WIDTHS[layer] + BETWEEN
    top = min(box.y - box.height / 2 for box in boxes.values())
    for box in boxes.values():
        box.y += TOP - top
    bottom = max(box.y + box.height / 2 for box in boxes.values())
    return Drawing(boxes, lines, layers, x - BETWEEN + 2, bottom + 4)


def _box(graph: nx.MultiDiGraph, node: str) -> Box:
    data = graph.nodes[node]
    layer = LAYERS[data["kind"]]
    sign = SIGNS.get(data.get("verdict", ""), "") if verdict_class_of(data) != "unchecked" else "○"
    label = " ".join(f"{sign} {data['label']}".split()) or node
    lines = _wrapped(label, int((WIDTHS[layer] - 2 * PADDING) / CHARACTER))
    if data.get("falls"):
        lines += ("would fall",)
    return Box(node, layer, lines, len(lines) * LINE + PADDING)


def _wrapped(text: str, width: int) -> tuple[str, ...]:
    """The text in two lines at most, cut where a word would not fit, or within a word that is longer than a line."""
    if len(text) <= width:
        return (text,)
    at = text.rfind(" ", 0, width + 1)
    first, rest = (text[:at], text[at + 1 :]) if at > 0 else (text[:width], text[width:])
    if len(rest) > width:
        at = rest.rfind(" ", 0, width - 1)
        rest = rest[: at if at > 0 else width - 2] + " …"
    return first, rest


def verdict_class_of(data: Mapping[str, object]) -> str:
    """The verdict style of a node; `none` for one without a verdict."""
    return verdict_class({"reason": "", "verdict": "", **data})


def _lines(graph: nx.MultiDiGraph, boxes: dict[str, Box]) -> Iterator[Line]:
    """One line for each two nodes that are joined. A line over several layers passes each at a point, which it shares
    with the lines of its kind to the same far end; those points are added to `boxes`."""
    between: dict[tuple[str, str], list[str]] = {}
    for source, target, data in graph.edges(data=True):
        ends = sorted((source, target), key=lambda node: (boxes[node].layer, node))
        if source != target:
            between.setdefault((ends[0], ends[1]), []).append(data["kind"])
    used = {box.layer for box in boxes.values()}
    for (near, far), kinds in between.items():
        kind = next((kind for kind in GRAVEST if kind in kinds), kinds[0])
        passed = [layer for layer in range(boxes[near].layer + 1, boxes[far].layer) if layer in used]
        points = {f"{far} {kind} {layer}": layer for layer in passed}
        for key, layer in points.items():
            boxes.setdefault(key, Box("", layer, (), 4))
        yield Line((near, *points, far), kind, "decided_by" in kinds)


def _joined(lines: Sequence[Line], place: Mapping[str, int]) -> dict[str, dict[int, list[str]]]:
    """For each box its neighbours, by layer."""
    joined: dict[str, dict[int, list[str]]] = {key: {} for key in place}
    seen = set()
    for line in lines:
        for pair in zip(line.path, line.path[1:], strict=False):
            if place[pair[0]] == place[pair[1]] or pair in seen:
                continue
            seen.add(pair)
            for one, other in (pair, pair[::-1]):
                joined[one].setdefault(place[other], []).append(other)
    return joined


def _ordered(layers: list[list[str]], joined: Mapping[str, Mapping[int, Sequence[str]]]) -> list[list[str]]:
    """The layers in the order with the fewest crossings that the sweeps found; the first of equals."""
    best, fewest = layers, _crossings(layers, joined)
    for _ in range(SWEEPS):
        if not fewest:
            break
        layers = list(layers)
        for column in range(1, len(layers)):
            layers[column] = _sorted_by(layers[column], layers[column - 1], column - 1, joined)
        for column in range(len(layers) - 2, -1, -1):
            layers[column] = _sorted_by(layers[column], layers[column + 1], column + 1, joined)
        crossings = _crossings(layers, joined)
        if crossings < fewest:
            best, fewest = layers, crossings
    return best


def _sorted_by(
    keys: Sequence[str], others: Sequence[str], beside: int, joined: Mapping[str, Mapping[int, Sequence[str]]]
) -> list[str]:
    """The keys by the mean place of their neighbours in the layer beside; one without any keeps its own."""
    rank = {key: index for index, key in enumerate(others)}
    means = [_mean(joined[key].get(beside, ()), rank, index) for index, key in enumerate(keys)]
    return [keys[index] for index in sorted(range(len(keys)), key=means.__getitem__)]


def _mean(keys: Sequence[str], rank: Mapping[str, float], otherwise: float) -> float:
    if len(keys) == 1:
        return rank[keys[0]]
    return sum([rank[key] for key in keys]) / len(keys) if keys else otherwise


def _crossings(layers: Sequence[Sequence[str]], joined: Mapping[str, Mapping[int, Sequence[str]]]) -> int:
    """How many pairs of lines cross between neighbouring layers: the inversions of their ends."""
    total = 0
    for column in range(1, len(layers)):
        rank = {key: index for index, key in enumerate(layers[column - 1])}
        passed: list[int] = []
        for key in layers[column]:
            ends = [rank[other] for other in joined[key].get(column - 1, ())]
            if passed and passed[-1] > min(ends, default=passed[-1]):
                total += sum([len(passed) - bisect_right(passed, end) for end in ends])
            passed += ends
            passed.sort()
    return total


def _set_heights(
    layers: Sequence[Sequence[str]],
    boxes: Mapping[str, Box],
    joined: Mapping[str, Mapping[int, Sequence[str]]],
    place: Mapping[str, int],
) -> None:
    """The tallest layer is stacked; the others, outwards from it, follow their neighbours without overlapping."""
    tall = [sum(boxes[key].height + GAP for key in keys) for keys in layers]
    middle = tall.index(max(tall))
    y = 0.0
    for key in layers[middle]:
        boxes[key].y = y + boxes[key].height / 2
        y += boxes[key].height + GAP
    inwards = [(column, column + 1) for column in range(middle - 1, -1, -1)]
    outwards = [(column, column - 1) for column in range(middle + 1, len(layers))]
    for column, beside in (*inwards, *outwards):
        keys = layers[column]
        level = {key: boxes[key].y for key in layers[beside]}
        wanted, last = [], 0.0
        for key in keys:
            last = _mean(joined[key].get(beside, ()), level, last)
            wanted.append(last)
        for key, height in zip(keys, _spread(wanted, [boxes[key].height for key in keys]), strict=True):
            boxes[key].y = height


def _spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Heights as near to the wanted ones as their order and the gaps allow: neighbours that would overlap are pooled
    around their mean (the pool-adjacent-violators algorithm)."""
    offsets, at = [], 0.0
    for index, height in enumerate(heights):
        at += height / 2 + (heights[index - 1] / 2 + GAP if index else 0)
        offsets.append(at)
    pools: list[tuple[float, int]] = []  # sum and number
    for want, offset in zip(wanted, offsets, strict=True):
        pools.append((want - offset, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [(a + b, m + n)]
    levels = [total / number for total, number in pools for _ in range(number)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]


# ---- as SVG ----


def _svg(graph: nx.MultiDiGraph, drawing: Drawing, link: Links, name: str) -> Markup:
    width, height = round(drawing.width), round(drawing.height)
    parts = [
        f'<svg class="kb-graph" width="{width}" height="{height}" viewBox="-1 0 {width} {height}" role="group" '
        f'aria-label="{escape(name)}">',
        *_headings(graph, drawing),
        *(_path(line, drawing) for line in drawing.lines),
    ]
    parts += [_node(graph, drawing.boxes[key], link) for keys in drawing.layers for key in keys if key in graph]
    return Markup("\n".join([*parts, "</svg>"]))


def _headings(graph: nx.MultiDiGraph, drawing: Drawing) -> Iterator[str]:
    for keys in drawing.layers:
        nodes = [key for key in keys if key in graph]
        kinds = sorted({graph.nodes[node]["kind"] for node in nodes}, key=list(HEADINGS).index)
        if nodes:
            text = f"{', '.join(HEADINGS[kind] for kind in kinds)} {len(nodes)}"
            yield f'<text class="kb-graph-head" x="{drawing.boxes[nodes[0]].x:g}" y="16">{text}</text>'


def _path(line: Line, drawing: Drawing) -> str:
    """Curves that leave and reach every box level; a line between two boxes of one layer bows out to its right."""
    boxes = [drawing.boxes[key] for key in line.path]
    x, y = boxes[0].x + WIDTHS[boxes[0].layer], boxes[0].y
    path = [f"M{x:g} {y:.0f}"]
    if boxes[0].layer == boxes[-1].layer:
        path.append(f"C{x + 50:g} {y:.0f} {x + 50:g} {boxes[-1].y:.0f} {x:g} {boxes[-1].y:.0f}")
    else:
        for box in boxes[1:]:
            turn = x + (box.x - x) * BEND
            path.append(f"C{turn:g} {y:.0f} {turn:g} {box.y:.0f} {box.x:g} {box.y:.0f}")
            x, y = box.x, box.y
            if not box.node:
                x += WIDTHS[box.layer]
                path.append(f"H{x:g}")
    css = f"kb-line kb-line-{line.kind}" + (" kb-line-decided" if line.decided else "")
    drawn = f'<path class="{css}" d="{"".join(path)}"'
    if line.kind not in TOLD:
        return f"{drawn}/>"
    told = f"{words(line.kind)}: {' '.join(boxes[-1].lines)} – {' '.join(boxes[0].lines)}"
    return f"{drawn}><title>{escape(told)}</title></path>"


def _node(graph: nx.MultiDiGraph, box: Box, link: Links) -> str:
    data = graph.nodes[box.node]
    verdict = verdict_class_of(data)
    css = f"kb-box kb-box-{data['kind']}" + (f" kb-box-{verdict}" if verdict != "none" else "")
    css += " kb-box-falls" if data.get("falls") else ""
    told = ": ".join(words(str(data[name])) for name in ("kind", "verdict", "reason") if data.get(name))
    title = f"{told}: {data['label']}" + ("; would fall if the study were retracted" if data.get("falls") else "")
    x, top, width = round(box.x), round(box.y - box.height / 2), WIDTHS[box.layer]
    text = "".join(
        f'<tspan x="{x + PADDING}" y="{top + number * LINE}">{escape(line)}</tspan>'
        for number, line in enumerate(box.lines, 1)
    )
    return (
        f'<a href="{escape(link.node(box.node))}"><title>{escape(title)}</title>'
        f'<rect class="{css}" x="{x}" y="{top}" width="{width}" height="{box.height}" rx="4"/><text>{text}</text></a>'
    )
