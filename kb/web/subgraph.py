"""The part of the graph around some claims: what they cite, and the findings that speak to them."""

from collections.abc import Mapping, Sequence

import networkx as nx

from kb.web.site import Row, Site

CLAIMS = """
SELECT c.id, c.article_id, c.quote, c.verdict, c.reason, c.finding_id, a.label AS article_label
FROM claims c JOIN articles a ON a.id = c.article_id WHERE c.id IN ({marks})
"""
CITED = """
SELECT cc.claim_id, cc.reference_id, cc.study_id, r.text, s.label
FROM claim_citations cc LEFT JOIN citation_references r ON r.id = cc.reference_id
LEFT JOIN studies s ON s.id = cc.study_id
WHERE cc.claim_id IN ({marks}) AND (cc.reference_id IS NOT NULL OR cc.study_id IS NOT NULL) ORDER BY cc.id
"""
SPEAKING = """
SELECT b.claim_id, b.finding_id, b.study_id, b.relation, b.cited, f.statement, s.label
FROM assessments b JOIN findings f ON f.id = b.finding_id JOIN studies s ON s.id = b.study_id
WHERE b.claim_id IN ({marks}) AND b.relation <> 'silent' ORDER BY b.claim_id, b.score DESC, b.finding_id
"""
AGAINST = "SELECT claim_id, other_claim_id FROM claim_conflicts WHERE claim_id IN ({marks}) ORDER BY id"
SUPPORTING = 2  # findings that bear a claim out, beside the one that decided


async def around_claims(site: Site, claims: Sequence[str], study: str = "") -> nx.MultiDiGraph:
    """The claims, in the order given, with their articles, what they cite, the findings that decided, contradict or
    best bear them out, and the findings' studies. Findings of `study` are shown even where others bear a claim out
    better."""
    graph = nx.MultiDiGraph()
    marks = ", ".join("?" * len(claims))
    rows = {row["id"]: row for row in await site.rows(CLAIMS.format(marks=marks), *claims)}
    for claim in (rows[ident] for ident in claims if ident in rows):
        article, node = f"article:{claim['article_id']}", f"claim:{claim['id']}"
        graph.add_node(article, kind="article", label=claim["article_label"])
        graph.add_node(node, kind="claim", label=claim["quote"], verdict=claim["verdict"], reason=claim["reason"])
        graph.add_edge(article, node, key="contains", kind="contains")
    for link in await site.rows(CITED.format(marks=marks), *claims):
        _cite(graph, link)
    for row in _telling(await site.rows(SPEAKING.format(marks=marks), *claims), rows, study):
        _speak(graph, row, rows[row["claim_id"]]["finding_id"])
    for row in await site.rows(AGAINST.format(marks=marks), *claims):
        one, other = (f"claim:{row[name]}" for name in ("claim_id", "other_claim_id"))
        if other in graph:
            graph.add_edge(one, other, key="contradicts_claim", kind="contradicts_claim")
    return graph


def _cite(graph: nx.MultiDiGraph, link: Row) -> None:
    node = f"claim:{link['claim_id']}"
    study = f"study:{link['study_id']}" if link["study_id"] else ""
    if study:
        graph.add_node(study, kind="study", label=link["label"])
    if link["reference_id"]:
        entry = f"reference:{link['reference_id']}"
        graph.add_node(entry, kind="reference", label=link["text"])
        graph.add_edge(node, entry, key="cites", kind="cites")
        if study:
            graph.add_edge(entry, study, key="is", kind="is")
    else:
        graph.add_edge(node, study, key="cites_study", kind="cites_study")


def _telling(speaking: Sequence[Row], claims: Mapping[str, Row], study: str) -> list[Row]:
    """Of the comparisons those worth a line: what decided, what contradicts, what the copy itself cites, and the best
    of what supports."""
    found, supporting = [], dict.fromkeys(claims, 0)
    for row in speaking:
        supports, asked = row["relation"] == "supports", row["study_id"] == study
        supporting[row["claim_id"]] += supports and not asked
        decided = row["finding_id"] == claims[row["claim_id"]]["finding_id"]
        best = supports and (asked or supporting[row["claim_id"]] <= SUPPORTING)
        if decided or best or row["cited"] or row["relation"] == "contradicts":
            found.append(row)
    return found


def _speak(graph: nx.MultiDiGraph, row: Row, decisive: str | None) -> None:
    study, finding, claim = f"study:{row['study_id']}", f"finding:{row['finding_id']}", f"claim:{row['claim_id']}"
    graph.add_node(study, kind="study", label=row["label"])
    graph.add_node(finding, kind="finding", label=row["statement"])
    graph.add_edge(study, finding, key="reports", kind="reports")
    graph.add_edge(finding, claim, key=row["relation"], kind=row["relation"])
    if row["finding_id"] == decisive:
        graph.add_edge(claim, finding, key="decided_by", kind="decided_by")
