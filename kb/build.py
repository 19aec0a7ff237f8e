"""The straight line from sources to database; alone imports the stages.

Articles and studies go in, a database comes out, whole or not at all. An input file that cannot be read is named in
one line; where the database has a last good copy of it, that takes its place and is marked.
"""

import gc
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from spacy.language import Language
from sqlite_utils import Database

from kb.agreement import cluster_claims, find_conflicts, find_conflicts_between, judge_conflicts
from kb.citations import find_citations
from kb.claims import find_claims
from kb.evidence import Library, assess_claim
from kb.evidence.keeping import keep_telling
from kb.evidence.opposing import oppose
from kb.graph import build_graph, edge_rows, node_rows
from kb.labels import VerdictTag
from kb.linking import citation_status, link_citations, match_references
from kb.model import (
    Article,
    Assessment,
    Audit,
    Citation,
    CitationVerdict,
    Claim,
    Cluster,
    Conflict,
    Finding,
    Link,
    Problem,
    Proposition,
    Study,
    Suggestion,
    Verdict,
)
from kb.nlp import Lexicon, ModelMissing, ParsedSentence, load_pipeline
from kb.observing import observe_page, take_sides
from kb.observing.labelling import Labels
from kb.observing.page import Page
from kb.processes import spread
from kb.progress import Silent, Watcher
from kb.propositions import finding_propositions
from kb.propositions.pages import read_claims
from kb.propositions.records import background_keys, background_text
from kb.references import parse_references
from kb.sentences import parse_articles
from kb.sources import Sources, read_sources
from kb.store import (
    replacing,
    to_json,
    write_agreement,
    write_audit,
    write_build,
    write_graph,
    write_studies,
)
from kb.suggesting import suggest
from kb.verdicts import judge_claim
from kb.vocab import VocabularyError, load_vocabulary


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


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What every article is held against: studies with their findings read, and the vocabulary compiled."""

    studies: Mapping[str, Study]
    library: Library
    readings: Mapping[str, tuple[Proposition, ...]]
    lexicon: Lexicon


def build(
    articles: Path,
    studies: Path,
    database: Path,
    *,
    watcher: Watcher | None = None,
    nlp: Language | None = None,
    jobs: int = 1,
) -> Counts:
    """Build `database` from a folder of articles and a folder of studies; gives what was made.

    `watcher` is told of progress; `nlp` is a loaded pipeline to use again; `jobs` is the number of processes, and
    changes nothing but the time. Raises BuildFailed when there is nothing to
    build from, the vocabulary or the model cannot be used, or the database cannot be written: the old one then stands.
    """
    watcher = watcher or Silent()
    try:
        vocabulary = load_vocabulary()
        nlp = nlp or load_pipeline()
    except (VocabularyError, ModelMissing) as error:
        raise BuildFailed(*str(error).splitlines()) from None
    sources = read_sources(articles, studies, database, vocabulary)
    if not sources.articles:
        raise BuildFailed(*map(str, sources.problems), f"{articles}: no article could be read, nothing was built")
    knowledge = _know(sources.studies, Lexicon(nlp, vocabulary), watcher, jobs)
    try:
        with _rare_collections(), replacing(database) as db:
            return _write(db, sources, knowledge, watcher, jobs)
    except (OSError, sqlite3.Error) as error:
        raise BuildFailed(f"{database}: cannot be written ({error}); the old one stands") from None


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


def _know(studies: Sequence[Study], lexicon: Lexicon, watcher: Watcher, jobs: int = 1) -> Knowledge:
    pairs = [(finding, study) for study in studies for finding in study.findings]
    watcher.start("library", len(pairs))

    def read(some: Sequence[tuple[Finding, Study]]) -> Iterator[tuple[Proposition, ...]]:
        docs = lexicon.nlp.pipe(finding.statement for finding, _ in some)
        for (finding, study), doc in zip(some, docs, strict=True):
            yield finding_propositions(finding, study, lexicon, doc)

    readings = {}
    for (finding, _), found in zip(pairs, spread(read, pairs, jobs), strict=True):
        readings[finding.id] = found
        watcher.step("library")
    records = zip(studies, lexicon.nlp.pipe(background_text(study, lexicon) for study in studies), strict=True)
    backgrounds = {study.id: background_keys(study, lexicon, doc) for study, doc in records}
    return Knowledge(
        studies={study.id: study for study in studies},
        library=Library(studies, readings, backgrounds, lexicon.vocabulary),
        readings=readings,
        lexicon=lexicon,
    )


def _write(db: Database, sources: Sources, knowledge: Knowledge, watcher: Watcher, jobs: int) -> Counts:
    studies = sources.studies
    write_studies(db, studies, knowledge.readings, sources.stale_studies)
    audits = []
    for audit in audit_articles(sources.articles, knowledge, watcher, jobs):
        write_audit(db, audit, sources.stale_articles.get(audit.article.id, ""))
        audits.append(audit)
    clusters, conflicts = compare_articles(audits, knowledge)
    write_agreement(db, clusters, conflicts)
    graph = build_graph(studies, audits, knowledge.readings, knowledge.lexicon.vocabulary, clusters, conflicts)
    write_graph(db, node_rows(graph), edge_rows(graph))
    counts = _count(sources, audits)
    row = {name: getattr(counts, name) for name in ("articles", "claims", "studies", "findings")}
    digests = {"inputs": _digest(sources), "vocabulary": knowledge.lexicon.vocabulary.digest}
    write_build(db, {**row, **digests, "version": version("claims-kb")}, sources.problems)
    return counts


def compare_articles(audits: Sequence[Audit], knowledge: Knowledge) -> tuple[tuple[Cluster, ...], tuple[Conflict, ...]]:
    """What the claims of all articles say alike, and which speak against each other, those of one article first."""
    vocabulary = knowledge.lexicon.vocabulary
    claims = [claim for audit in audits for claim in audit.claims]
    cites = {ident: studies for audit in audits for ident, studies in _cites(audit.links).items()}
    against = partial(oppose, meeting=knowledge.library.meeting)
    within = (conflict for audit in audits for conflict in audit.conflicts)
    between = find_conflicts_between(claims, cites, against, vocabulary)
    return cluster_claims(claims, vocabulary), (*within, *between)


def _cites(links: Iterable[Link]) -> dict[str, frozenset[str]]:
    """The studies that each claim cites."""
    found: dict[str, set[str]] = {}
    for link in links:
        if link.claim_id and link.study_id:
            found.setdefault(link.claim_id, set()).add(link.study_id)
    return {ident: frozenset(studies) for ident, studies in found.items()}


def audit_articles(
    articles: Sequence[Article], knowledge: Knowledge, watcher: Watcher, jobs: int = 1
) -> Iterator[Audit]:
    """Each article with all that the stages find in it, in the order given; `jobs` is the number of processes."""
    watcher.start("articles", len(articles))
    labels = Labels(tuple(knowledge.studies.values()), knowledge.readings, knowledge.lexicon.vocabulary)
    for audit in spread(partial(_audit_some, knowledge, labels), articles, jobs):
        watcher.step("articles")
        yield audit


def _audit_some(knowledge: Knowledge, labels: Labels, articles: Sequence[Article]) -> Iterator[Audit]:
    studies = tuple(knowledge.studies.values())
    vocabulary = knowledge.lexicon.vocabulary
    waiting: dict[str, tuple[Citation, ...]] = {}  # the parser reads ahead, by a batch at most

    def with_citations() -> Iterator[tuple[Article, Sequence[Citation]]]:
        for article in articles:
            waiting[article.id] = find_citations(article, vocabulary, studies)
            yield article, waiting[article.id]

    for article, sentences in parse_articles(with_citations(), knowledge.lexicon.nlp, vocabulary):
        yield _audit(article, sentences, waiting.pop(article.id), knowledge, labels)


def _audit(
    article: Article,
    sentences: Sequence[ParsedSentence],
    citations: tuple[Citation, ...],
    knowledge: Knowledge,
    labels: Labels,
) -> Audit:
    lexicon, studies = knowledge.lexicon, tuple(knowledge.studies.values())
    parsed = find_claims(article, sentences, citations, lexicon)
    claims = read_claims(article, [(p.claim, p.doc) for p in parsed], lexicon)
    references = parse_references(article)
    matches = match_references(references, studies)
    links = link_citations(article, claims, citations, references, matches, studies)
    cites = _cites(links)
    page_cites = frozenset().union(*cites.values(), (match.study_id for match in matches if match.study_id))
    assessments, verdicts, citation_verdicts = _judge(claims, links, page_cites, knowledge)
    conflicts = find_conflicts(claims, cites, partial(oppose, meeting=knowledge.library.meeting))
    verdicts = judge_conflicts(claims, verdicts, conflicts)
    found = {
        "article": article,
        "claims": claims,
        "citations": citations,
        "references": references,
        "matches": matches,
        "links": links,
        "verdicts": verdicts,
        "conflicts": conflicts,
    }
    page = Page(sentences=sentences, studies=knowledge.studies, lexicon=lexicon, **found)
    return Audit(
        **found,
        assessments=assessments,
        citation_verdicts=citation_verdicts,
        suggestions=_suggest(claims, verdicts, assessments, knowledge),
        findings=observe_page(page, labels),
        sides=take_sides(page),
    )


def _judge(
    claims: Sequence[Claim], links: Sequence[Link], page_cites: frozenset[str], knowledge: Knowledge
) -> tuple[tuple[Assessment, ...], tuple[Verdict, ...], tuple[CitationVerdict, ...]]:
    """Every claim compared with the library and judged; of the comparisons those that tell something."""
    assessments, verdicts, citation_verdicts = [], [], []
    for claim in claims:
        mine = [link for link in links if link.claim_id == claim.id]
        cited = tuple(dict.fromkeys(link.study_id for link in mine if link.study_id))
        found = assess_claim(claim, knowledge.library, cited, knowledge.lexicon.vocabulary)
        verdict, per_study = judge_claim(claim, found, mine, knowledge.studies, citation_status(mine), page_cites)
        assessments += keep_telling(found, verdict)
        verdicts.append(verdict)
        citation_verdicts += per_study
    return tuple(assessments), tuple(verdicts), tuple(citation_verdicts)


def _suggest(
    claims: Sequence[Claim], verdicts: Sequence[Verdict], assessments: Iterable[Assessment], knowledge: Knowledge
) -> tuple[Suggestion, ...]:
    """What to write instead of each claim, or to cite for it."""
    by_claim: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        by_claim.setdefault(assessment.claim_id, []).append(assessment)
    return tuple(
        suggestion
        for claim, verdict in zip(claims, verdicts, strict=True)
        for suggestion in suggest(claim, verdict, by_claim.get(claim.id, ()), knowledge.studies, knowledge.lexicon)
    )


def _count(sources: Sources, audits: Sequence[Audit]) -> Counts:
    by_article = {}
    for audit in audits:
        tags = Counter(verdict.verdict for verdict in audit.verdicts)
        by_article[audit.article.id] = {"claims": len(audit.claims), **{tag.value: tags[tag] for tag in VerdictTag}}
    return Counts(
        articles=len(audits),
        claims=sum(len(audit.claims) for audit in audits),
        studies=len(sources.studies),
        findings=sum(len(study.findings) for study in sources.studies),
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
