"""The page as the observers see it, and what all of them ask of it: which claims are of benefit or of risk, which
products it is about, which things it names and whether it denies them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.labels import ArticleFindingKind, BlockKind, ClaimType
from kb.model import (
    Article,
    ArticleFinding,
    Citation,
    Claim,
    Conflict,
    Link,
    Proposition,
    Reference,
    ReferenceMatch,
    Study,
    Verdict,
)
from kb.nlp import Lexicon, ParsedSentence

INTERVENTIONS = frozenset({"drug", "drug_class", "device", "procedure", "psychotherapy"})
TROUBLES = frozenset({"condition", "symptom"})
HARMS = frozenset({"cause", "occur", "associated"})  # families of predicates that tell a harm
# Blocks that are none of the seller's own words.
_NOT_COPY = frozenset({BlockKind.REFERENCE, BlockKind.FURNITURE, BlockKind.SOURCE_LINE})
_BENEFITS = frozenset({ClaimType.EFFICACY, ClaimType.ONSET_DURATION, ClaimType.COMPARATIVE, ClaimType.EXPERIENCE})
_GOOD = frozenset({"cure", "prevent", "start", "last"})
_SHARE = 5  # a product is the subject of at least one benefit in so many
_BREAKS = frozenset({";", ":", "–", "—", "|"})
_REACH = 8  # words from a negation to what it denies, at most


@dataclass(frozen=True, slots=True)
class Named:
    """A concept that the copy names: where, in which sentence, and whether it only says that there is none of it."""

    concept: str
    start: int
    end: int
    sentence: ParsedSentence
    denied: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """One article with all that the earlier stages found in it."""

    article: Article
    sentences: Sequence[ParsedSentence]
    claims: Sequence[Claim]
    verdicts: Sequence[Verdict]
    conflicts: Sequence[Conflict]
    citations: Sequence[Citation]
    references: Sequence[Reference]
    matches: Sequence[ReferenceMatch]
    links: Sequence[Link]
    studies: Mapping[str, Study]
    lexicon: Lexicon

    @cached_property
    def copy(self) -> tuple[ParsedSentence, ...]:
        """The sentences of the seller's own words, in text order."""
        return tuple(s for s in self.sentences if s.sentence.kind not in _NOT_COPY)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """Every concept that the copy names, in text order."""
        return tuple(named for sentence in self.copy for named in _names(sentence, self.lexicon))

    def claims_at(self, start: int, end: int) -> list[Claim]:
        """The claims that share a character with a stretch of the text."""
        return [claim for claim in self.claims if claim.start < end and start < claim.end]

    def kind(self, key: str) -> str:
        """The kind of a concept, empty for a word that is none."""
        concept = self.lexicon.vocabulary.concepts.get(key)
        return concept.kind if concept else ""

    @cached_property
    def benefits(self) -> tuple[Claim, ...]:
        """The claims that something is good for the person."""
        return tuple(claim for claim in self.claims if self.is_benefit(claim))

    @cached_property
    def aims(self) -> frozenset[tuple[str, int]]:
        """What the page sets out to change, by its title and headings, and which way: of weight loss the weight, down.
        Such a change is good for those who want it, as it is not for everybody."""
        concepts = self.lexicon.vocabulary.concepts
        heads = {self.article.title, *(s.sentence.section for s in self.sentences)}
        named = (concepts[hit.id] for head in heads for hit in self.lexicon.concepts(self.lexicon.cut(head)))
        aims = ((c.lower_of, -1) if c.lower_of else (c.higher_of, 1) for c in named if c.kind == "outcome")
        return frozenset(aim for aim in aims if aim[0])

    @cached_property
    def products(self) -> tuple[str, ...]:
        """What the page promotes: interventions that its claims of benefit are about, and that its title names too or
        that a fair share of those claims is about; the most promoted first."""
        about = Counter(key for claim in self.benefits for key in self._subjects(claim))
        titled = {hit.id for hit in self.lexicon.concepts(self.lexicon.cut(self.article.title))}
        least = max(2, len(self.benefits) / _SHARE)
        found = [key for key, times in about.items() if times >= least or key in titled]
        return tuple(sorted(found, key=lambda key: (-about[key], key)))

    def _subjects(self, claim: Claim) -> set[str]:
        vocabulary = self.lexicon.vocabulary
        return {
            key
            for p in claim.propositions
            for key in p.subject
            if self.kind(key) in INTERVENTIONS and not vocabulary.is_a(key, "placebo")
        }

    @cached_property
    def kin(self) -> frozenset[str]:
        """The products, with what they are made with: ketamine of ketamine-assisted psychotherapy."""
        return frozenset(self.products).union(*(with_parts(product, self.lexicon) for product in self.products))

    def is_benefit(self, claim: Claim) -> bool:
        """Whether a claim says that something is good for the person, or for what the page is about."""
        told = (p for p in claim.propositions if p.asserted and not p.negated and not self._of_placebo(p))
        return claim.type in _BENEFITS and any(self._does_good(p) for p in told)

    def _of_placebo(self, p: Proposition) -> bool:
        is_a = self.lexicon.vocabulary.is_a
        return bool(p.subject) and all(is_a(key, "placebo") for key in p.subject)

    def _does_good(self, p: Proposition) -> bool:
        if (p.effect or 0) > 0 or (p.family in _GOOD and p.effect != -1):
            return True
        aimed = p.effect is None and p.change is not None
        return aimed and any((key, p.change) in self.aims for key in p.object)

    def is_risk(self, claim: Claim) -> bool:
        """Whether a claim tells a harm of what the page promotes, and not of what it competes with."""
        return not self.of_others(claim) and any(self._harms(p, claim) for p in claim.propositions)

    def of_others(self, claim: Claim) -> bool:
        """Whether a claim speaks of interventions, and of none that the page promotes or that belongs to its kind."""
        vocabulary = self.lexicon.vocabulary
        subjects = self._subjects(claim)
        related = any(vocabulary.is_a(s, k) or vocabulary.is_a(k, s) for s in subjects for k in self.kin)
        return bool(subjects and self.kin) and not related

    def _harms(self, p: Proposition, claim: Claim) -> bool:
        if not p.asserted or p.negated:
            return False
        if p.family == "addictive" or p.predicate == "predicate.is_unsafe":
            return True
        if (p.effect or 0) > 0:
            return False
        if p.family == "cause" and any(self.kind(k) in INTERVENTIONS for k in p.subject):
            return any(self.kind(k) in {"adverse_effect", *TROUBLES} for k in p.content)
        told = p.family in HARMS or claim.type is ClaimType.SAFETY
        return told and any(self.kind(k) == "adverse_effect" for k in p.content)


def observe_unread(page: Page) -> Iterator[ArticleFinding]:
    """What of the file is no text: whatever it claims was not looked at."""
    if page.article.unread:
        yield ArticleFinding(
            article_id=page.article.id,
            kind=ArticleFindingKind.PAGE_NOT_READ,
            detail=page.article.unread,
            reason="What was not read was not checked.",
            suggestion="Have it recognised (OCR) and add the file again, or review the picture by eye.",
        )
    if page.article.pictures:
        yield ArticleFinding(
            article_id=page.article.id,
            kind=ArticleFindingKind.PICTURE_NOT_READ,
            detail=page.article.pictures,
            reason="What a picture says was not checked.",
            suggestion="Review the pictures by eye; what they claim belongs into the copy or into their description.",
        )


def with_parts(product: str, lexicon: Lexicon) -> frozenset[str]:
    """A product and the related drugs whose whole name stands in its own name."""
    vocabulary = lexicon.vocabulary
    words = set(vocabulary.label(product).lower().replace("-", " ").split())
    related = vocabulary.concepts[product].related
    held = (r for r in related if set(vocabulary.label(r).lower().split()) <= words)
    return frozenset({product, *held})


def _names(sentence: ParsedSentence, lexicon: Lexicon) -> Iterator[Named]:
    for hit in lexicon.concepts(sentence.doc):
        start, end = span_of(sentence, hit.start, hit.end)
        yield Named(hit.id, start, end, sentence, is_denied(sentence, hit.start, lexicon))


def span_of(sentence: ParsedSentence, start: int, end: int) -> tuple[int, int]:
    """Where some tokens of a sentence stand in the article's text."""
    last = sentence.doc[end - 1]
    return sentence.sentence.start + sentence.doc[start].idx, sentence.sentence.start + last.idx + len(last)


def is_denied(sentence: ParsedSentence, index: int, lexicon: Lexicon) -> bool:
    """Whether a negation before a token, a few words away at most, holds of it: "not a cure", "no guarantee that it
    will". "Not only" is no negation, and "but" ends its scope."""
    spans = lexicon.once(sentence.doc, "observing.negation", lambda: _scopes(sentence, lexicon))
    return any(end <= index < stop for end, stop in spans)


def _scopes(sentence: ParsedSentence, lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    """For each negation the tokens that it holds of: after it, up to where its scope ends."""
    doc = sentence.doc
    unreal = {i for hit in lexicon.cues(doc, "pseudo_negation") for i in range(hit.start, hit.end)}
    ends = {hit.start for hit in lexicon.cues(doc, "negation_end")}
    stops = sorted(ends | {token.i for token in doc if token.text in _BREAKS})
    scopes = []
    for hit in lexicon.cues(doc, "negation"):
        if hit.start not in unreal:
            stop = next((stop for stop in stops if stop >= hit.end), len(doc))
            scopes.append((hit.end, min(stop, hit.end + _REACH)))
    return tuple(scopes)
