"""The graph: what is joined, the questions it answers, that the views of schema.sql answer the same, the exports."""

import sqlite3
from dataclasses import replace

import networkx as nx
import pytest
from nouns import AUDIT, CLAIM, STUDY

from kb.graph import (
    build_graph,
    claims_of_several_articles,
    claims_on_one_study,
    claims_that_fall,
    conflicts_between_articles,
    edge_rows,
    export_graph,
    load_graph,
    node_rows,
    studies_by_load,
)
from kb.graph_tables import GraphTables, graph_part
from kb.labels import Relation, Strength, VerdictTag
from kb.model import Cluster, Conflict, Finding
from kb.store import replacing, write_agreement, write_audit, write_studies
from kb.vocab import Concept, Vocabulary

VOCABULARY = Vocabulary(
    concepts={
        "drug_x": Concept(id="drug_x", label="drug X", kind="drug", phrases=("drug x",), broader=("drug",)),
        "drug": Concept(id="drug", label="drug", kind="drug", phrases=("drug",)),
        "migraine": Concept(id="migraine", label="migraine", kind="condition", phrases=("migraine",)),
    },
    cues={},
)
OTHER = replace(
    STUDY,
    id="roe2021",
    doi="",
    findings=(Finding(id="roe2021.1", study_id="roe2021", statement="Migraine ended in a day.", verified=True),),
)


def supported(audit, *finding_ids):
    """The same audit with its claim supported by the given findings."""
    verdict = replace(audit.verdicts[0], verdict=VerdictTag.SUPPORTED, finding_id=finding_ids[0])
    assessments = tuple(
        replace(audit.assessments[0], finding_id=f, study_id=f.partition(".")[0], relation=Relation.SUPPORTS)
        for f in finding_ids
    )
    return replace(audit, verdicts=(verdict,), assessments=assessments)


def on_page(audit, name):
    """The same audit on another page, every id its own."""
    move = lambda noun: replace(noun, claim_id=f"{name}-1")  # noqa: E731 - one shape for four nouns
    return replace(
        audit,
        article=replace(audit.article, id=name, path=f"{name}.md"),
        claims=tuple(replace(claim, id=f"{name}-1", article_id=name) for claim in audit.claims),
        citations=(),
        references=(),
        matches=(),
        links=(),
        citation_verdicts=(),
        assessments=tuple(map(move, audit.assessments)),
        verdicts=tuple(map(move, audit.verdicts)),
    )


ONE = supported(AUDIT, "doe2020.1")
TWO = on_page(supported(AUDIT, "doe2020.1", "roe2021.1"), "second")
THREE = on_page(AUDIT, "third")
AUDITS = (ONE, TWO, THREE)
READINGS = {"doe2020.1": CLAIM.propositions}
SAID = Cluster(
    id="abc",
    label="drug X · ends · migraine",
    claims=3,
    articles=3,
    members=tuple((f"{page}-1", Strength.PLAIN) for page in ("page", "second", "third")),
)
AGAINST = Conflict(
    claim_id="page-1", other_id="third-1", slot="predicate", said="ends", other_said="not ends", rule="copy.opposite"
)


@pytest.fixture(scope="module")
def graph():
    return build_graph([STUDY, OTHER], AUDITS, READINGS, VOCABULARY, [SAID], [AGAINST])


@pytest.mark.parametrize(
    "source, target, kind",
    [
        ("article:page", "claim:page-1", "contains"),
        ("article:page", "reference:page:r1", "lists"),
        ("reference:page:r1", "study:doe2020", "is"),
        ("claim:page-1", "reference:page:r1", "cites"),
        ("claim:page-1", "study:doe2020", "cites_study"),
        ("study:doe2020", "finding:doe2020.1", "reports"),
        ("finding:doe2020.1", "claim:page-1", "supports"),
        ("finding:doe2020.1", "claim:third-1", "weaker"),
        ("claim:page-1", "finding:doe2020.1", "decided_by"),
        ("claim:page-1", "concept:drug_x", "about"),
        ("finding:doe2020.1", "concept:migraine", "about"),
        ("concept:drug_x", "concept:drug", "broader"),
        ("claim:page-1", "statement:abc", "says"),
        ("claim:second-1", "statement:abc", "says"),
        ("claim:page-1", "claim:third-1", "contradicts_claim"),
    ],
)
def test_what_is_joined(graph, source, target, kind):
    assert graph.has_edge(source, target, key=kind)


def test_the_named_questions(graph):
    assert studies_by_load(graph) == [("doe2020", 2), ("roe2021", 1)]
    assert claims_on_one_study(graph) == [("page-1", "doe2020")]
    assert claims_that_fall(graph, "doe2020") == ["page-1"]
    assert claims_that_fall(graph, "roe2021") == []
    assert claims_of_several_articles(graph) == [("page-1", "second-1", "third-1")]
    assert conflicts_between_articles(graph) == [("page-1", "third-1")]


def test_the_views_answer_as_the_graph_does(graph, tmp_path):
    with replacing(tmp_path / "kb.db") as db:
        write_studies(db, [STUDY, OTHER], READINGS, {})
        for audit in AUDITS:
            write_audit(db, audit)
        write_agreement(db, [SAID], [AGAINST])
        parts = GraphTables(db.conn)
        parts.add(*graph_part(graph))
        parts.write()
    with sqlite3.connect(tmp_path / "kb.db") as connection:
        ask = lambda sql: connection.execute(sql).fetchall()  # noqa: E731
        assert ask("SELECT study_id, supports FROM study_load WHERE supports") == studies_by_load(graph)
        assert ask("SELECT claim_id, study_id FROM single_study_claims") == claims_on_one_study(graph)
        assert ask("SELECT claim_id FROM retraction_impact WHERE study_id = 'doe2020'") == [("page-1",)]
        conflicts = "SELECT claim_id, other_claim_id FROM conflicting_claims WHERE NOT same_article"
        assert ask(conflicts) == conflicts_between_articles(graph)
        shared = {claim for (claim,) in ask("SELECT claim_id FROM shared_claims")}
        assert shared == {claim for group in claims_of_several_articles(graph) for claim in group}


def test_rows_give_the_graph_back(graph):
    again = load_graph(node_rows(graph), edge_rows(graph))
    assert nx.utils.graphs_equal(again, graph)


@pytest.mark.parametrize(
    "ending, read",
    [
        (".graphml", lambda path: nx.read_graphml(path, force_multigraph=True)),
        (".gexf", nx.read_gexf),
        (".json", lambda path: nx.node_link_graph(__import__("json").loads(path.read_text("utf-8")), edges="edges")),
    ],
)
def test_exports_hold_every_node_and_edge(graph, tmp_path, ending, read):
    path = tmp_path / f"graph{ending}"
    export_graph(graph, path)
    exported = read(path)
    assert set(exported.nodes) == set(graph.nodes)
    assert exported.number_of_edges() == graph.number_of_edges()


def test_an_export_of_no_known_kind_is_refused(graph, tmp_path):
    with pytest.raises(ValueError, match=r"graph\.png: the ending must be one of"):
        export_graph(graph, tmp_path / "graph.png")
