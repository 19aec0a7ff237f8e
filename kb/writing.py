"""The library and what each article gave in; every table of a knowledge base, and what the articles say of one another,
out. A build comes through here, and so does what was extracted elsewhere and is loaded.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from typing import TypeVar

from sqlite_utils import Database

from kb.auditing import Knowledge
from kb.evidence.meeting import Meeting
from kb.evidence.opposing import oppose
from kb.extracting import Extract
from kb.gathering import Gathering
from kb.graph import build_graph
from kb.graph_tables import GraphTables, graph_part
from kb.model import Problem
from kb.sources import Evidence
from kb.store import Rows, study_rows, to_json, write_agreement, write_build, write_rows, write_tables
from kb.vocab import Vocabulary

PORTION = 10_000  # members of clusters, or conflicts, that are written at once, and a part of a cluster more
Thing = TypeVar("Thing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What a build made: claims by verdict for each article, and what was wrong with its inputs."""

    articles: int
    claims: int
    studies: int
    findings: int
    by_article: Mapping[str, Mapping[str, int]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """The library as a database takes it: its rows by table, its part of the graph, and a digest of its records."""

    tables: Mapping[str, Rows]
    nodes: list[list[str]]
    edges: list[list[str]]
    digest: str


def shelve(evidence: Evidence, knowledge: Knowledge) -> Shelf:
    """What a database takes of studies; `evidence` is what was read, `knowledge` what became of it."""
    studies = tuple(knowledge.studies.values())
    digest = sha256()
    for study in evidence.studies:
        digest.update(to_json(asdict(study)).encode())
    nodes, edges = graph_part(build_graph(studies, (), knowledge.readings, knowledge.lexicon.vocabulary))
    tables = study_rows(studies, knowledge.readings, evidence.stale)
    return Shelf(tables=tables, nodes=nodes, edges=edges, digest=digest.hexdigest())


def write_knowledge(
    db: Database,
    shelf: Shelf,
    extracts: Iterable[Extract],
    vocabulary: Vocabulary,
    *,
    put: Callable[[Extract], None],
    problems: Callable[[], tuple[Problem, ...]],
) -> Counts:
    """Write all of it; articles pass through one by one, in order of their ids. `put` writes the rows of one article,
    wherever they belong, and `problems` is asked at the end what was wrong with the inputs."""
    write_tables(db, shelf.tables)
    said, graph = Gathering(db.conn), GraphTables(db.conn)
    graph.add(shelf.nodes, shelf.edges)
    digest, by_article = sha256(), {}
    for found in extracts:
        put(found)
        write_rows(db, "claim_conflicts", found.conflicts)
        graph.add(found.nodes, found.edges)
        said.add(found.said)
        digest.update(f"{found.article_id}\0{found.sha256}\n".encode())
        by_article[found.article_id] = found.counts
    _compare_articles(db, said, graph, vocabulary)
    graph.write()
    digest.update(shelf.digest.encode())
    counts = Counts(
        articles=len(by_article),
        claims=sum(counts["claims"] for counts in by_article.values()),
        studies=len(shelf.tables["studies"][1:]),
        findings=len(shelf.tables["findings"][1:]),
        by_article=by_article,
        problems=problems(),
    )
    row = {name: getattr(counts, name) for name in ("articles", "claims", "studies", "findings")}
    # Two builds with equal digests of inputs and vocabulary are equal.
    digests = {"inputs": digest.hexdigest(), "vocabulary": vocabulary.digest}
    write_build(db, {**row, **digests, "version": version("claims-kb")}, counts.problems)
    return counts


def _compare_articles(db: Database, said: Gathering, graph: GraphTables, vocabulary: Vocabulary) -> None:
    """Write what the claims of all articles say alike, and which of different articles speak against each other."""
    against = partial(oppose, meeting=Meeting(vocabulary))
    for clusters in _portions(said.clusters(), lambda cluster: len(cluster.members)):
        write_agreement(db, clusters, ())
        graph.add(*graph_part(build_graph((), (), {}, vocabulary, clusters)))
    for conflicts in _portions(said.conflicts(against), lambda _: 1):
        write_agreement(db, (), conflicts)
        graph.add(*graph_part(build_graph((), (), {}, vocabulary, (), conflicts)))


def _portions(things: Iterable[Thing], size: Callable[[Thing], int]) -> Iterator[list[Thing]]:
    """The things in lists, each ended when what is in it comes to PORTION."""
    portion, held = [], 0
    for thing in things:
        portion.append(thing)
        held += size(thing)
        if held >= PORTION:
            yield portion
            portion, held = [], 0
    if portion:
        yield portion
