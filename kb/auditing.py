"""One article against all that is known: copy and a library that has been read in, an Audit of each article out.

`kb build` and `kb check` both come through here, so that a draft is judged as it will be when it is built.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import tee

from pydantic import TypeAdapter, ValidationError

from kb.agreement import find_conflicts, judge_conflicts
from kb.citations import find_citations
from kb.claims import find_claims
from kb.evidence import Library, assess_propositions
from kb.evidence.keeping import keep_telling
from kb.evidence.opposing import oppose
from kb.kept import Forgetful
from kb.labels import Relation
from kb.linking import citation_status, link_citations, match_references
from kb.literature.machine import Said, read_facts, settle
from kb.literature.sentences import TextReader
from kb.model import (
    Article,
    Assessment,
    Audit,
    Citation,
    CitationVerdict,
    Claim,
    Finding,
    Link,
    Proposition,
    Study,
    StudyFact,
    Suggestion,
    Verdict,
)
from kb.nlp import Lexicon, ParsedSentence
from kb.observing import observe_page, take_sides
from kb.observing.labelling import Labels
from kb.observing.page import Page
from kb.processes import spread
from kb.progress import Watcher
from kb.propositions import finding_propositions
from kb.propositions.pages import read_claims
from kb.propositions.records import background_keys, background_text, lexicon_of
from kb.references import parse_references
from kb.sentences import parse_articles, to_plain
from kb.short_forms import find_short_forms
from kb.suggesting import suggest
from kb.verdicts import judge_claim

Facts = tuple[StudyFact, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What every article is held against: studies with their findings read, and the vocabulary compiled."""

    studies: Mapping[str, Study]
    library: Library
    readings: Mapping[str, tuple[Proposition, ...]]
    lexicon: Lexicon


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was read in a study: the propositions of its findings, in order, what its held text says of it, and the keys
    of its record."""

    readings: tuple[tuple[Proposition, ...], ...]
    facts: Facts
    background: tuple[str, ...]


_STUDY, _READING = TypeAdapter(Study), TypeAdapter(Reading)


def read_library(
    studies: Sequence[Study], lexicon: Lexicon, watcher: Watcher, jobs: int = 1, kept: Forgetful | None = None
) -> Knowledge:
    """The studies with their findings read into propositions, the sentences of held texts among them, and with what a
    machine could read of each study in its text; `jobs` is the number of processes, `kept` what earlier builds read."""
    kept = kept or Forgetful()
    texts = TextReader(lexicon)
    whole = [texts.complete(study) for study in studies]
    keys = [kept.key("study", _STUDY.dump_json(study)) for study in whole]
    watcher.start("library", sum(len(study.findings) for study in whole))
    read = {key: reading for key in keys if (reading := _kept_reading(kept, key))}
    missing = [(key, study) for key, study in zip(keys, whole, strict=True) if key not in read]
    work = partial(_read_studies, lexicon)
    for (key, _), reading in zip(missing, spread(work, [study for _, study in missing], jobs), strict=True):
        read[key] = reading
        kept.put(key, _READING.dump_json(reading))
    known, readings, backgrounds = [], {}, {}
    for key, study in zip(keys, whole, strict=True):
        known.append(settle(study, read[key].facts) if study.held else study)
        backgrounds[study.id] = frozenset(read[key].background)
        for finding, propositions in zip(study.findings, read[key].readings, strict=True):
            readings[finding.id] = propositions
            watcher.step("library")
    return Knowledge(
        studies={study.id: study for study in known},
        library=Library(known, readings, backgrounds, lexicon.vocabulary),
        readings=readings,
        lexicon=lexicon,
    )


def _kept_reading(kept: Forgetful, key: bytes) -> Reading | None:
    value = kept.get(key)
    with suppress(ValidationError):
        return _READING.validate_json(value) if value else None
    return None


def digest_of_library(knowledge: Knowledge) -> bytes:
    """A digest of all that articles are held against."""
    digest = sha256()
    for study in knowledge.studies.values():
        digest.update(_STUDY.dump_json(study))
    return digest.digest()


def _read_studies(lexicon: Lexicon, some: Iterable[Study]) -> Iterator[Reading]:
    """What is read in each study. Titles and findings are parsed in batches over all studies."""
    ahead, studies = tee(some)
    docs = lexicon.nlp.pipe(text for study in ahead for text in _parsed_of(study))
    for study in studies:
        own = lexicon_of(study, lexicon)
        title = next(docs) if study.held else None
        sentences = [(finding, next(docs)) for finding in study.findings]
        found = [() if _is_shown_only(f) else finding_propositions(f, study, own, doc) for f, doc in sentences]
        facts: Facts = ()
        if title is not None:
            said = [
                Said(finding, doc, propositions)
                for (finding, doc), propositions in zip(sentences, found, strict=True)
                if finding.origin == "text"
            ]
            facts = read_facts(study, title, said, own)
        settled = settle(study, facts) if study.held else study
        keys = background_keys(settled, own, own.nlp(background_text(settled, own)))
        yield Reading(readings=tuple(found), facts=facts, background=tuple(sorted(keys)))


def _is_shown_only(finding: Finding) -> bool:
    """Whether a sentence is of the text and not of the study: what a text says of its field, others have found. It is
    kept to be read, and compared with nothing."""
    return finding.origin == "text" and finding.role == "background"


def _parsed_of(study: Study) -> Iterator[str]:
    if study.held:
        yield study.title
    yield from (to_plain(f.statement) for f in study.findings)


def audit_articles(
    articles: Sequence[Article], knowledge: Knowledge, watcher: Watcher, jobs: int = 1
) -> Iterator[Audit]:
    """Each article with all that the stages find in it, in the order given; `jobs` is the number of processes."""
    watcher.start("articles", len(articles))
    for audit in spread(auditor(knowledge), articles, jobs):
        watcher.step("articles")
        yield audit


def auditor(knowledge: Knowledge) -> Callable[[Iterable[Article]], Iterator[Audit]]:
    """What holds articles against this knowledge: articles in, an audit of each out, in their order."""
    labels = Labels(tuple(knowledge.studies.values()), knowledge.readings, knowledge.lexicon.vocabulary)
    return partial(_audit_some, knowledge, labels)


def claims_of(articles: Sequence[Article], studies: Sequence[Study], lexicon: Lexicon) -> list[tuple[Claim, ...]]:
    """The claims of each article, in the order given, as an audit would find them; none is judged."""
    cited = {id(article): find_citations(article, lexicon.vocabulary, studies) for article in articles}
    parsed = parse_articles(((a, cited[id(a)]) for a in articles), lexicon.nlp, lexicon.vocabulary)
    return [
        tuple(found.claim for found in find_claims(article, sentences, cited[id(article)], _own(lexicon, article)))
        for article, sentences in parsed
    ]


def _own(lexicon: Lexicon, article: Article) -> Lexicon:
    """The lexicon with the short forms that an article defines."""
    return lexicon.defining(find_short_forms(article.text))


def _audit_some(knowledge: Knowledge, labels: Labels, articles: Iterable[Article]) -> Iterator[Audit]:
    studies = tuple(knowledge.studies.values())
    vocabulary = knowledge.lexicon.vocabulary
    waiting: deque[tuple[Citation, ...]] = deque()  # the parser reads ahead, by a batch at most, and keeps the order

    def with_citations() -> Iterator[tuple[Article, Sequence[Citation]]]:
        for article in articles:
            waiting.append(find_citations(article, vocabulary, studies))
            yield article, waiting[-1]

    for article, sentences in parse_articles(with_citations(), knowledge.lexicon.nlp, vocabulary):
        yield _audit(article, sentences, waiting.popleft(), knowledge, labels)


def _audit(
    article: Article,
    sentences: Sequence[ParsedSentence],
    citations: tuple[Citation, ...],
    knowledge: Knowledge,
    labels: Labels,
) -> Audit:
    lexicon, studies = _own(knowledge.lexicon, article), tuple(knowledge.studies.values())
    parsed = find_claims(article, sentences, citations, lexicon)
    claims = read_claims(article, [(p.claim, p.doc) for p in parsed], lexicon)
    references = parse_references(article)
    matches = match_references(references, studies)
    links = link_citations(article, claims, citations, references, matches, studies)
    cites = studies_cited(links)
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
        suggestions=_suggest(article, claims, verdicts, assessments, replace(knowledge, lexicon=lexicon)),
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
        found = assess_propositions(claim.propositions, knowledge.library, cited)
        verdict, per_study = judge_claim(claim, found, mine, knowledge.studies, citation_status(mine), page_cites)
        assessments += (replace(assessment, claim_id=claim.id) for assessment in keep_telling(found, verdict))
        verdicts.append(verdict)
        citation_verdicts += per_study
    return tuple(assessments), tuple(verdicts), tuple(citation_verdicts)


def _suggest(
    article: Article,
    claims: Sequence[Claim],
    verdicts: Sequence[Verdict],
    assessments: Iterable[Assessment],
    knowledge: Knowledge,
) -> tuple[Suggestion, ...]:
    """What to write instead of each claim, or to cite for it."""
    by_claim: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        by_claim.setdefault(assessment.claim_id, []).append(assessment)
    carries = partial(_carries, article, knowledge)
    return tuple(
        suggestion
        for claim, verdict in zip(claims, verdicts, strict=True)
        for suggestion in suggest(
            claim, verdict, by_claim.get(claim.id, ()), knowledge.studies, knowledge.lexicon, carries
        )
    )


def _carries(article: Article, knowledge: Knowledge, claim: Claim, words: str, decided: Assessment) -> bool:
    """Whether the finding that decided a claim bears out other words in its place, read and compared alike."""
    lexicon = knowledge.lexicon
    (new,) = read_claims(article, [(replace(claim, quote=words), lexicon.parse(words)[:])], lexicon)
    found = assess_propositions(new.propositions, knowledge.library, (decided.study_id,))
    return any(a.finding_id == decided.finding_id and a.relation is Relation.SUPPORTS for a in found)


def studies_cited(links: Iterable[Link]) -> dict[str, frozenset[str]]:
    """The studies that each claim cites."""
    found: dict[str, set[str]] = {}
    for link in links:
        if link.claim_id and link.study_id:
            found.setdefault(link.claim_id, set()).add(link.study_id)
    return {ident: frozenset(studies) for ident, studies in found.items()}
