"""The drawing of a part of the graph: boxes do not overlap, lines cross little, and the same graph looks the same."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_reading import Reading

from kb.web.drawing import LAYERS, draw, lay_out
from kb.web.links import Links

KINDS = list(LAYERS)


class Urls:
    """The addresses of a Datasette at the root of a site."""

    def path(self, path):
        return path

    def row(self, database, table, ident):
        return f"/{database}/{table}/{ident}"


LINK = Links(Urls(), "kb")


def graph_of(*edges: tuple[str, str, str], **attributes: dict) -> nx.MultiDiGraph:
    """A graph from (source, kind of edge, target); ids tell the kinds of the nodes."""
    graph = nx.MultiDiGraph()
    for source, kind, target in edges:
        for node in (source, target):
            name = node.partition(":")[2]
            graph.add_node(node, kind=node.partition(":")[0], label=name, **attributes.get(name, {}))
        graph.add_edge(source, target, key=kind, kind=kind)
    return graph


@st.composite
def graphs(draw_one):
    graph = nx.MultiDiGraph()
    kinds = draw_one(st.lists(st.sampled_from(KINDS), min_size=1, max_size=25))
    label = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
    for number, kind in enumerate(kinds):
        graph.add_node(f"{kind}:{number}", kind=kind, label=draw_one(label))
    node = st.sampled_from(sorted(graph))
    kind = st.sampled_from(["contains", "cites", "supports", "contradicts", "decided_by"])
    for source, target, edge in draw_one(st.lists(st.tuples(node, node, kind), max_size=40)):
        graph.add_edge(source, target, key=edge, kind=edge)
    return graph


@given(graphs())
def test_every_node_has_its_place_and_no_two_overlap(graph):
    drawing = lay_out(graph)
    placed = [key for layer in drawing.layers for key in layer]
    assert sorted(placed) == sorted(drawing.boxes) and set(graph) <= set(placed)
    for layer in drawing.layers:
        boxes = [drawing.boxes[key] for key in layer]
        assert len({box.x for box in boxes}) == 1
        for above, below in pairwise(boxes):
            assert above.y + above.height / 2 < below.y - below.height / 2
    for box in drawing.boxes.values():
        assert box.y - box.height / 2 >= 0 and box.y + box.height / 2 <= drawing.height


@given(graphs())
def test_each_node_is_one_link_and_each_joined_pair_one_line(graph):
    html = draw(graph, LINK, name="a part")
    page = Reading(html.replace("<title>", "<desc>").replace("</title>", "</desc>"))
    assert len([tag for tag, _ in page.tags if tag == "a"]) == len(graph)
    pairs = {frozenset(pair) for pair in graph.edges() if len(set(pair)) == 2}
    assert len([tag for tag, _ in page.tags if tag == "path"]) == len(pairs)
    assert html == draw(graph.copy(), LINK, name="a part")


def test_the_order_of_a_layer_avoids_crossings():
    drawing = lay_out(
        graph_of(
            ("claim:a", "cites_study", "study:z"),
            ("claim:b", "cites_study", "study:y"),
            ("claim:c", "cites_study", "study:x"),
            ("study:x", "reports", "finding:1"),
            ("study:y", "reports", "finding:2"),
            ("study:z", "reports", "finding:3"),
        )
    )
    assert drawing.layers == [
        ["claim:a", "claim:b", "claim:c"],
        ["study:z", "study:y", "study:x"],
        ["finding:3", "finding:2", "finding:1"],
    ]


def test_lines_over_several_layers_pass_between_boxes_together():
    drawing = lay_out(
        graph_of(
            ("claim:a", "cites_study", "study:x"),
            ("finding:1", "supports", "claim:a"),
            ("finding:1", "supports", "claim:b"),
            ("finding:1", "contradicts", "claim:c"),
        )
    )
    paths = {line.path for line in drawing.lines if line.kind != "cites_study"}
    assert paths == {
        ("claim:a", "finding:1 supports 3", "finding:1"),
        ("claim:b", "finding:1 supports 3", "finding:1"),
        ("claim:c", "finding:1 contradicts 3", "finding:1"),
    }


def test_the_gravest_of_several_edges_is_drawn_and_what_decided_is_bold():
    html = draw(graph_of(("finding:1", "weaker", "claim:a"), ("claim:a", "decided_by", "finding:1")), LINK, name="x")
    assert 'class="kb-line kb-line-weaker kb-line-decided"' in html and html.count("<path") == 1


@pytest.mark.parametrize(
    "data, css, words",
    [
        ({"verdict": "contradicted", "reason": "wrong_number"}, "kb-box-contradicted", "✗ dose"),
        ({"verdict": "unsupported", "reason": "source_not_held"}, "kb-box-unchecked", "○ dose"),
        ({"verdict": "supported", "reason": "entailed", "falls": True}, "kb-box-falls", "would fall"),
    ],
)
def test_a_claim_tells_its_verdict_by_sign_and_style(data, css, words):
    html = draw(graph_of(("article:x", "contains", "claim:dose"), dose=data), LINK, name="x")
    assert css in html and words in html


def test_labels_stay_text_and_nothing_needs_a_style_of_its_own():
    graph = graph_of(("article:<script>", "contains", 'claim:"><script>alert(1)</script>'))
    html = draw(graph, LINK, name='"><script>')
    assert "<script" not in html and "style" not in html and " on" not in html.replace(" on ", "")


def test_nothing_is_drawn_of_nothing():
    assert draw(nx.MultiDiGraph(), LINK, name="x") == ""


def test_two_hundred_nodes_keep_their_words():
    edges = [(f"article:{n % 5}", "contains", f"claim:{n}") for n in range(100)]
    edges += [(f"finding:{n % 70}", "supports", f"claim:{n}") for n in range(100)]
    edges += [(f"study:{n % 25}", "reports", f"finding:{n}") for n in range(70)]
    graph = graph_of(*edges)
    assert len(graph) == 200
    html = draw(graph, LINK, name="x")
    assert html.count("<rect") == 200 and len(html) < 250_000
