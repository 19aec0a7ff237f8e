"""The knowledge graph: articles, claims, references, studies, findings and concepts, and the questions it answers.

A networkx MultiDiGraph. Node ids are `kind:id`; every node has `kind` and `label`, every edge a `kind`, also its
key, so that two things are joined at most once in one way. Attributes are plain words and numbers, as GraphML and GEXF
need them.

    article -contains-> claim -cites-> reference -is-> study -reports-> finding -supports|weaker|contradicts-> claim
    claim -cites_study-> study (no entry between)      claim -decided_by-> finding
    claim -about-> concept <-about- finding            concept -broader-> concept
    claim -says-> statement                            claim -contradicts_claim-> claim
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import networkx as nx

from kb.labels import Relation, VerdictTag
from kb.model import Audit, Cluster, Conflict, Proposition, Study
from kb.vocab import Vocabulary
from kb.whole_file import aside

EXPORTS = {".graphml": "GraphML", ".gexf": "GEXF", ".json": "node-link JSON"}


def build_graph(
    studies: Iterable[Study],
    audits: Sequence[Audit],
    readings: Mapping[str, Sequence[Proposition]],
    vocabulary: Vocabulary,
    clusters: Iterable[Cluster] = (),
    conflicts: Iterable[Conflict] = (),
) -> nx.MultiDiGraph:
    """Join all that the stages found, or a part of it: parts of a graph make the whole, since a node or an edge that
    two of them have is the same in both. `readings` are the propositions by finding id. Claims that say the same are
    joined through what they say, so that a thousand of them make a thousand edges."""
    graph = nx.MultiDiGraph()
    for study in studies:
        _add_study(graph, study, readings, vocabulary)
    for audit in audits:
        _add_audit(graph, audit, vocabulary)
    for cluster in clusters:
        graph.add_node(f"statement:{cluster.id}", kind="statement", label=cluster.label, articles=cluster.articles)
        for claim_id, strength in cluster.members:
            _join(graph, f"claim:{claim_id}", f"statement:{cluster.id}", "says", strength=strength.value)
    for c in conflicts:
        _join(graph, f"claim:{c.claim_id}", f"claim:{c.other_id}", "contradicts_claim", slot=c.slot, rule=c.rule)
    return graph


def _add_study(
    graph: nx.MultiDiGraph, study: Study, readings: Mapping[str, Sequence[Proposition]], vocabulary: Vocabulary
) -> None:
    node = f"study:{study.id}"
    graph.add_node(node, kind="study", label=study.title, year=study.year, design=study.design_class, level=study.level)
    for finding in study.findings:
        finding_node = f"finding:{finding.id}"
        graph.add_node(finding_node, kind="finding", label=finding.statement, verified=finding.verified)
        _join(graph, node, finding_node, "reports")
        _add_concepts(graph, finding_node, readings.get(finding.id, ()), vocabulary)


def _add_audit(graph: nx.MultiDiGraph, audit: Audit, vocabulary: Vocabulary) -> None:
    article = f"article:{audit.article.id}"
    graph.add_node(article, kind="article", label=audit.article.title)
    matched = {match.reference_id: match.study_id for match in audit.matches}
    for reference in audit.references:
        node = f"reference:{reference.id}"
        graph.add_node(node, kind="reference", label=reference.text)
        _join(graph, article, node, "lists")
        if matched.get(reference.id):
            _join(graph, node, f"study:{matched[reference.id]}", "is")
    verdicts = {verdict.claim_id: verdict for verdict in audit.verdicts}
    for claim in audit.claims:
        verdict = verdicts[claim.id]
        node = f"claim:{claim.id}"
        graph.add_node(
            node,
            kind="claim",
            label=claim.quote,
            verdict=verdict.verdict.value,
            reason=verdict.reason.value,
            type=claim.type.value,
            article=claim.article_id,
        )
        _join(graph, article, node, "contains")
        if verdict.finding_id:
            _join(graph, node, f"finding:{verdict.finding_id}", "decided_by")
        _add_concepts(graph, node, claim.propositions, vocabulary)
    for link in audit.links:
        if link.claim_id and link.reference_id:
            _join(graph, f"claim:{link.claim_id}", f"reference:{link.reference_id}", "cites")
        elif link.claim_id and link.study_id:
            _join(graph, f"claim:{link.claim_id}", f"study:{link.study_id}", "cites_study")
    for assessment in audit.assessments:
        if assessment.relation is not Relation.SILENT:
            edge = assessment.relation.value
            _join(graph, f"finding:{assessment.finding_id}", f"claim:{assessment.claim_id}", edge, rule=assessment.rule)


def _add_concepts(
    graph: nx.MultiDiGraph, node: str, propositions: Iterable[Proposition], vocabulary: Vocabulary
) -> None:
    for ident in sorted({c for p in propositions for c in (*p.subject, *p.object) if c in vocabulary.concepts}):
        _add_concept(graph, ident, vocabulary)
        _join(graph, node, f"concept:{ident}", "about")


def _add_concept(graph: nx.MultiDiGraph, ident: str, vocabulary: Vocabulary) -> None:
    node = f"concept:{ident}"
    if node in graph:
        return
    concept = vocabulary.concepts[ident]
    graph.add_node(node, kind="concept", label=concept.label, concept_kind=concept.kind)
    for parent in concept.broader:
        _add_concept(graph, parent, vocabulary)
        _join(graph, node, f"concept:{parent}", "broader")


def _join(graph: nx.MultiDiGraph, source: str, target: str, kind: str, **attributes: object) -> None:
    graph.add_edge(source, target, key=kind, kind=kind, **attributes)


def node_rows(graph: nx.MultiDiGraph) -> list[dict[str, object]]:
    """The nodes in order of id, for the table `nodes`; not those of which a part of a graph knows the name alone."""
    return [
        {"id": node, "kind": data["kind"], "label": data["label"], "attributes": _rest(data, "kind", "label")}
        for node, data in sorted(graph.nodes(data=True))
        if data
    ]


def edge_rows(graph: nx.MultiDiGraph) -> list[dict[str, object]]:
    """The edges in order of source, target and kind, for the table `edges`."""
    return [
        {"source": source, "target": target, "kind": kind, "attributes": _rest(data, "kind")}
        for source, target, kind, data in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
    ]


def _rest(data: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in data.items() if name not in names}


def load_graph(nodes: Iterable[Mapping[str, object]], edges: Iterable[Mapping[str, object]]) -> nx.MultiDiGraph:
    """The graph again from rows of `nodes` and `edges` whose `attributes` are mappings."""
    graph = nx.MultiDiGraph()
    for row in nodes:
        graph.add_node(row["id"], kind=row["kind"], label=row["label"], **row["attributes"])  # type: ignore[arg-type]
    for row in edges:
        _join(graph, row["source"], row["target"], row["kind"], **row["attributes"])  # type: ignore[arg-type]
    return graph


def export_graph(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the graph in the format that the file's ending names: .graphml, .gexf, or .json for node-link data.

    Raises ValueError for another ending.
    """
    if path.suffix not in EXPORTS:
        raise ValueError(f"{path.name}: the ending must be one of {', '.join(EXPORTS)}")
    with aside(path) as new, new.open("wb") as handle:
        if path.suffix == ".graphml":
            nx.write_graphml(graph, handle)
        elif path.suffix == ".gexf":
            nx.write_gexf(graph, handle)
        else:
            data = nx.node_link_data(graph, edges="edges")
            handle.write(json.dumps(data, ensure_ascii=False, indent=1).encode())


# The named questions. Each takes the graph and gives rows in a fixed order; schema.sql has each as a view too.


def studies_by_load(graph: nx.MultiDiGraph) -> list[tuple[str, int]]:
    """Which studies carry most claims: (study id, how many claims its findings support), most first."""
    carried = ((study, len(_supported_by(graph, study))) for study in _nodes(graph, "study"))
    return sorted(((_id(study), n) for study, n in carried if n), key=lambda row: (-row[1], row[0]))


def claims_on_one_study(graph: nx.MultiDiGraph) -> list[tuple[str, str]]:
    """Supported claims that rest on a single study: (claim id, study id)."""
    rows = []
    for claim in _nodes(graph, "claim"):
        if graph.nodes[claim]["verdict"] == VerdictTag.SUPPORTED:
            carriers = {_owner(graph, finding) for finding in _sources(graph, claim, "supports")}
            if len(carriers) == 1:
                rows.append((_id(claim), _id(carriers.pop())))
    return sorted(rows)


def claims_that_fall(graph: nx.MultiDiGraph, study_id: str) -> list[str]:
    """The supported claims that no other study bears out, should this one be retracted."""
    return [claim for claim, study in claims_on_one_study(graph) if study == study_id]


def claims_of_several_articles(graph: nx.MultiDiGraph) -> list[tuple[str, ...]]:
    """Groups of claims that say the same in more than one article, largest first."""
    shared = (node for node in _nodes(graph, "statement") if graph.nodes[node]["articles"] > 1)
    groups = [tuple(sorted(_id(claim) for claim in _sources(graph, node, "says"))) for node in shared]
    return sorted(groups, key=lambda group: (-len(group), group))


def conflicts_between_articles(graph: nx.MultiDiGraph) -> list[tuple[str, str]]:
    """Pairs of claims of two articles that speak against each other."""
    return sorted(
        (_id(source), _id(target))
        for source, target, kind in graph.edges(keys=True)
        if kind == "contradicts_claim" and graph.nodes[source]["article"] != graph.nodes[target]["article"]
    )


def _nodes(graph: nx.MultiDiGraph, kind: str) -> list[str]:
    return [node for node, data in graph.nodes(data="kind") if data == kind]


def _sources(graph: nx.MultiDiGraph, node: str, kind: str) -> list[str]:
    return [source for source, _, key in graph.in_edges(node, keys=True) if key == kind]


def _owner(graph: nx.MultiDiGraph, finding: str) -> str:
    return _sources(graph, finding, "reports")[0]


def _supported_by(graph: nx.MultiDiGraph, study: str) -> set[str]:
    findings = (target for _, target, kind in graph.out_edges(study, keys=True) if kind == "reports")
    return {claim for f in findings for _, claim, kind in graph.out_edges(f, keys=True) if kind == "supports"}


def _id(node: str) -> str:
    return node.partition(":")[2]
