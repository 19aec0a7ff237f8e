"""From sources to database: what is read, what `auditing` makes of each article, and how the articles compare.

Articles and studies go in, a database comes out, whole or not at all. An input file that cannot be read is named in
one line; where the database has a last good copy of it, that takes its place and is marked.
"""

import gc
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from spacy.language import Language
from sqlite_utils import Database

from kb.auditing import Knowledge, read_library
from kb.evidence.opposing import oppose
from kb.extracting import Extract, extract_articles
from kb.gathering import Gathering
from kb.graph import build_graph
from kb.graph_tables import GraphTables, graph_part
from kb.kept import keeping, origin_of
from kb.model import Problem
from kb.nlp import Lexicon, ModelMissing, load_pipeline
from kb.old_file import what_to_do
from kb.progress import Silent, Watcher
from kb.sources import Copy, Evidence, read_evidence
from kb.store import replacing, to_json, write_agreement, write_build, write_rows, write_studies, write_tables
from kb.vocab import VocabularyError, load_with_own
from kb.whole_file import clear_left_behind

PORTION = 1000  # clusters or conflicts that are written at once
Thing = TypeVar("Thing")


class BuildFailed(RuntimeError):
    """Nothing was built and the old database stands; `lines` say why, one fault a line."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What a build made: claims by verdict for each article, and what was wrong with its inputs."""

    articles: int
    claims: int
    studies: int
    findings: int
    by_article: Mapping[str, Mapping[str, int]]
    problems: tuple[Problem, ...]


def build(
    articles: Path,
    studies: Path,
    database: Path,
    *,
    watcher: Watcher | None = None,
    nlp: Language | None = None,
    jobs: int = 1,
    vocabulary: Path | None = None,
    cache: Path | None = None,
) -> Counts:
    """Build `database` from a folder of articles and a folder of studies; gives what was made.

    `watcher` is told of progress; `nlp` is a loaded pipeline to use again; `jobs` is the number of processes, and
    changes nothing but the time; `vocabulary` is a folder of words that adds to the shipped ones, if it is there;
    `cache` is a file where what was worked out is kept for the next build, which again changes nothing but the time.
    Raises BuildFailed when there is nothing to build from, the vocabulary or the model cannot be used, or the database
    cannot be written: the old one then stands.
    """
    watcher = watcher or Silent()
    try:
        words = load_with_own(vocabulary)
        nlp = nlp or load_pipeline()
    except (VocabularyError, ModelMissing) as error:
        raise BuildFailed(*str(error).splitlines()) from None
    origin = origin_of(words.digest, *(str(nlp.meta[name]) for name in ("lang", "name", "version")), *nlp.pipe_names)
    try:
        for folder in (articles, studies):
            clear_left_behind(folder)
        with replacing(database) as db, keeping(cache, origin) as kept:
            copy = Copy(articles, database, kept)
            evidence = read_evidence(studies, database, words)
            sound = iter(copy)
            first = next(sound, None)
            if first is None:
                problems = (*copy.problems, *evidence.problems)
                raise BuildFailed(*map(str, problems), f"{articles}: no article could be read, nothing was built")
            knowledge = read_library(evidence.studies, Lexicon(nlp, words), watcher, jobs, kept)
            watcher.start("articles", len(copy))
            extracts = extract_articles(chain([first], sound), knowledge, watcher, jobs, kept)
            with _rare_collections():
                return _write(db, copy, evidence, knowledge, extracts)
    except (OSError, sqlite3.Error) as error:
        raise BuildFailed(f"{database}: cannot be written: {what_to_do(error)}; the old one stands") from None


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Collect garbage less often, and never what is there already: the vocabulary and the library stay to the end, and
    almost nothing that a build makes is cyclic."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _write(db: Database, copy: Copy, evidence: Evidence, knowledge: Knowledge, extracts: Iterator[Extract]) -> Counts:
    """Write all of it; articles pass through one by one."""
    vocabulary = knowledge.lexicon.vocabulary
    studies = tuple(knowledge.studies.values())
    write_studies(db, studies, knowledge.readings, evidence.stale)
    said, graph = Gathering(db.conn, vocabulary), GraphTables(db.conn)
    graph.add(*graph_part(build_graph(studies, (), knowledge.readings, vocabulary)))
    digest, by_article = sha256(), {}
    for found in extracts:
        write_tables(db, found.tables, copy.stale.get(found.article_id, ""))
        write_rows(db, "claim_conflicts", found.conflicts)
        graph.add(found.nodes, found.edges)
        said.add(found.sayings)
        digest.update(f"{found.article_id}\0{found.sha256}\n".encode())
        by_article[found.article_id] = found.counts
    _compare_articles(db, said, graph, knowledge)
    graph.write()
    for study in evidence.studies:
        digest.update(to_json(asdict(study)).encode())
    counts = Counts(
        articles=len(by_article),
        claims=sum(counts["claims"] for counts in by_article.values()),
        studies=len(studies),
        findings=sum(len(study.findings) for study in studies),
        by_article=by_article,
        problems=(*copy.problems, *evidence.problems),
    )
    row = {name: getattr(counts, name) for name in ("articles", "claims", "studies", "findings")}
    # Two builds with equal digests of inputs and vocabulary are equal.
    digests = {"inputs": digest.hexdigest(), "vocabulary": vocabulary.digest}
    write_build(db, {**row, **digests, "version": version("claims-kb")}, counts.problems)
    return counts


def _compare_articles(db: Database, said: Gathering, graph: GraphTables, knowledge: Knowledge) -> None:
    """Write what the claims of all articles say alike, and which of different articles speak against each other."""
    vocabulary = knowledge.lexicon.vocabulary
    against = partial(oppose, meeting=knowledge.library.meeting)
    for clusters in _portions(said.clusters()):
        write_agreement(db, clusters, ())
        graph.add(*graph_part(build_graph((), (), {}, vocabulary, clusters)))
    for conflicts in _portions(said.conflicts(against)):
        write_agreement(db, (), conflicts)
        graph.add(*graph_part(build_graph((), (), {}, vocabulary, (), conflicts)))


def _portions(things: Iterator[Thing]) -> Iterator[list[Thing]]:
    while portion := list(islice(things, PORTION)):
        yield portion
