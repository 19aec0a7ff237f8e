"""From sources to database: what is read, what `auditing` makes of each article, and how the articles compare.

Articles and studies go in, a database comes out, whole or not at all. An input file that cannot be read is named in
one line; where the database has a last good copy of it, that takes its place and is marked.
"""

import gc
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from spacy.language import Language
from sqlite_utils import Database

from kb.agreement import cluster_claims, find_conflicts_between
from kb.auditing import Knowledge, audit_articles, read_library, studies_cited
from kb.evidence.opposing import oppose
from kb.graph import build_graph, edge_rows, node_rows
from kb.labels import VerdictTag
from kb.model import Audit, Cluster, Conflict, Problem, Study
from kb.nlp import Lexicon, ModelMissing, load_pipeline
from kb.old_file import what_to_do
from kb.progress import Silent, Watcher
from kb.sources import Sources, read_sources
from kb.store import replacing, to_json, write_agreement, write_audit, write_build, write_graph, write_studies
from kb.vocab import VocabularyError, load_with_own
from kb.whole_file import clear_left_behind


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
) -> Counts:
    """Build `database` from a folder of articles and a folder of studies; gives what was made.

    `watcher` is told of progress; `nlp` is a loaded pipeline to use again; `jobs` is the number of processes, and
    changes nothing but the time; `vocabulary` is a folder of words that adds to the shipped ones, if it is there.
    Raises BuildFailed when there is nothing to build from, the vocabulary or the model cannot be used, or the database
    cannot be written: the old one then stands.
    """
    watcher = watcher or Silent()
    try:
        words = load_with_own(vocabulary)
        nlp = nlp or load_pipeline()
    except (VocabularyError, ModelMissing) as error:
        raise BuildFailed(*str(error).splitlines()) from None
    try:
        for folder in (articles, studies):
            clear_left_behind(folder)
        with replacing(database) as db:
            sources = read_sources(articles, studies, database, words)
            if not sources.articles:
                nothing = f"{articles}: no article could be read, nothing was built"
                raise BuildFailed(*map(str, sources.problems), nothing)
            knowledge = read_library(sources.studies, Lexicon(nlp, words), watcher, jobs)
            with _rare_collections():
                return _write(db, sources, knowledge, watcher, jobs)
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


def _write(db: Database, sources: Sources, knowledge: Knowledge, watcher: Watcher, jobs: int) -> Counts:
    studies = tuple(knowledge.studies.values())
    write_studies(db, studies, knowledge.readings, sources.stale_studies)
    audits = []
    for audit in audit_articles(sources.articles, knowledge, watcher, jobs):
        write_audit(db, audit, sources.stale_articles.get(audit.article.id, ""))
        audits.append(audit)
    clusters, conflicts = compare_articles(audits, knowledge)
    write_agreement(db, clusters, conflicts)
    graph = build_graph(studies, audits, knowledge.readings, knowledge.lexicon.vocabulary, clusters, conflicts)
    write_graph(db, node_rows(graph), edge_rows(graph))
    counts = _count(sources, studies, audits)
    row = {name: getattr(counts, name) for name in ("articles", "claims", "studies", "findings")}
    digests = {"inputs": _digest(sources), "vocabulary": knowledge.lexicon.vocabulary.digest}
    write_build(db, {**row, **digests, "version": version("claims-kb")}, sources.problems)
    return counts


def compare_articles(audits: Sequence[Audit], knowledge: Knowledge) -> tuple[tuple[Cluster, ...], tuple[Conflict, ...]]:
    """What the claims of all articles say alike, and which speak against each other, those of one article first."""
    vocabulary = knowledge.lexicon.vocabulary
    claims = [claim for audit in audits for claim in audit.claims]
    cites = {ident: studies for audit in audits for ident, studies in studies_cited(audit.links).items()}
    against = partial(oppose, meeting=knowledge.library.meeting)
    within = (conflict for audit in audits for conflict in audit.conflicts)
    between = find_conflicts_between(claims, cites, against, vocabulary)
    return cluster_claims(claims, vocabulary), (*within, *between)


def _count(sources: Sources, studies: Sequence[Study], audits: Sequence[Audit]) -> Counts:
    by_article = {}
    for audit in audits:
        tags = Counter(verdict.verdict for verdict in audit.verdicts)
        by_article[audit.article.id] = {"claims": len(audit.claims), **{tag.value: tags[tag] for tag in VerdictTag}}
    return Counts(
        articles=len(audits),
        claims=sum(len(audit.claims) for audit in audits),
        studies=len(studies),
        findings=sum(len(study.findings) for study in studies),
        by_article=by_article,
        problems=sources.problems,
    )


def _digest(sources: Sources) -> str:
    """SHA-256 over all that was read: two builds with equal digests of inputs and vocabulary are equal."""
    digest = sha256()
    for article in sources.articles:
        digest.update(f"{article.id}\0{article.sha256}\n".encode())
    for study in sources.studies:
        digest.update(to_json(asdict(study)).encode())
    return digest.hexdigest()
