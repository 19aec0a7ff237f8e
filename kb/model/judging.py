"""The nouns of the judgement: what a claim says, how findings compare with it, and what follows for claim and page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.labels import (
    ArticleFindingKind,
    Basis,
    BlockKind,
    CitationStatus,
    ClaimType,
    Reason,
    Relation,
    Severity,
    Side,
    SlotOutcome,
    Strength,
    SuggestionKind,
    VerdictTag,
)
from kb.model.copy import Article, Citation, Link, Reference, ReferenceMatch
from kb.quantity import Quantity


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposition:
    """What a sentence says, slot by slot; the same form for claims and findings. Concept slots hold vocabulary ids, or
    `~noun phrase` where the vocabulary does not know the thing.

    `predicate` is the id of a predicate cue, or `~verb` where none is known. `content` holds every key that the clause
    asserts, slots included: a claim is borne out only where each of them is. `effect` is what is done for the person (1
    better, -1 worse, 0 nothing, None not told) and `change` what is done to the thing (1 up, -1 down, 0 nothing).
    """

    subject: tuple[str, ...] = ()
    predicate: str = ""
    object: tuple[str, ...] = ()
    negated: bool = False
    strength: Strength = Strength.PLAIN
    route: tuple[str, ...] = ()
    dose: tuple[Quantity, ...] = ()
    regimen: tuple[str, ...] = ()
    comparator: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    size: tuple[Quantity, ...] = ()
    onset: tuple[Quantity, ...] = ()
    duration: tuple[Quantity, ...] = ()
    frequency: tuple[Quantity, ...] = ()
    content: tuple[str, ...] = ()
    family: str = ""  # of the predicate
    effect: int | None = None
    change: int | None = None
    carried: bool = False  # the subject comes from the context
    carried_object: tuple[str, ...] = ()  # keys of the object that come from the context
    alternative: bool = False  # one of several harms joined by "or": that one of them is borne out is enough
    several: str = ""  # the slot of which it says only that there are several: "many causes" leaves them open
    reported: bool = False  # told in the past tense, or as what others found
    asserted: bool = True  # False for what the sentence only mentions ("the claim that ...")
    order: str = ""  # "before" or "after", where the clause sets things in time and does so in one way only
    commonness: int = 0  # 1 where it calls its trouble common, -1 where rare, twice that for an extreme of several
    start: int = 0  # where in the sentence's text the proposition stands
    end: int = 0
    gist: tuple[str, ...] = ()  # all that its sentence says, clause or no clause (`propositions.gist`); never stored


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One checkable assertion. `sentence_*` is the sentence that holds it; `context` is what the sentence leaves out
    (lead-in, table header, section), for the reader and for the propositions."""

    id: str
    article_id: str
    start: int
    end: int
    quote: str
    block: int
    block_kind: BlockKind
    section: str
    type: ClaimType
    strength: Strength
    speaker: str = ""
    context: str = ""
    sentence_start: int = 0
    sentence_end: int = 0
    rule: str = ""  # which rule made it a claim, for the person who asks why
    propositions: tuple[Proposition, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One row of an explanation: what the copy says, what the study says, how they compare, which rule said so."""

    name: str
    copy: str
    study: str
    outcome: SlotOutcome
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """One claim against one finding. Silent comparisons are kept only for studies that the claim cites."""

    claim_id: str
    finding_id: str
    study_id: str
    relation: Relation
    reason: Reason
    detail: str
    rule: str
    cited: bool
    score: float = 0.0  # how closely the topics meet, 0 to 1: ranks assessments, never decides one
    slots: tuple[Slot, ...] = ()
    parts: tuple[int, ...] = ()  # which propositions of the claim it bears out
    disputes: tuple[int, ...] = ()  # of which it says the opposite, be it to speak against them or short of that


@dataclass(frozen=True, kw_only=True, slots=True)
class CitationVerdict:
    """Whether one cited study bears one claim out."""

    claim_id: str
    study_id: str
    verdict: VerdictTag
    reason: Reason
    rationale: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The roll-up of all assessments of a claim; `cap` says what kept a supporting finding from making it supported."""

    claim_id: str
    verdict: VerdictTag
    reason: Reason
    rationale: str
    basis: Basis
    citation_status: CitationStatus
    finding_id: str = ""
    study_id: str = ""
    cap: str = ""
    rule: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Two claims of the copy that cannot both hold, and the slot in which they differ: what each says there."""

    claim_id: str
    other_id: str
    slot: str  # predicate, harm, or the figure's slot
    said: str
    other_said: str
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """Claims that say the same, each with how firmly it says so, or a part of very many; the id is a hash of what is
    said."""

    id: str
    label: str  # what is said, for a person
    claims: int  # how many of them say it, in all parts
    articles: int  # how many articles say it
    members: tuple[tuple[str, Strength], ...]  # claim id, strength; in the order in which they came


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """What to write instead of a claim, or to cite for it, and the finding that it rests on; the best has rank 1."""

    claim_id: str
    kind: SuggestionKind
    rank: int
    text: str
    study_id: str
    finding_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleFinding:
    """An observation about a page as a whole, such as an entry never cited or risks left out: where it stands, if it
    has a place; `term` is the word or thing that it is about, `reason` the rule of advertising behind it, `suggestion`
    what to write instead; `claim_id` is the claim that shows it, `finding_id` the finding that it rests on."""

    article_id: str
    kind: ArticleFindingKind
    detail: str
    start: int | None = None
    end: int | None = None
    term: str = ""
    reason: str = ""
    suggestion: str = ""
    claim_id: str = ""
    study_id: str = ""
    finding_id: str = ""

    @property
    def severity(self) -> Severity:
        """How much it weighs, which its kind decides."""
        return self.kind.severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit:
    """All that one article gives: the unit that the stages pass on and the store writes."""

    article: Article
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    references: tuple[Reference, ...] = ()
    matches: tuple[ReferenceMatch, ...] = ()
    links: tuple[Link, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    citation_verdicts: tuple[CitationVerdict, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    conflicts: tuple[Conflict, ...] = ()  # between claims of this article
    findings: tuple[ArticleFinding, ...] = ()
    sides: Mapping[str, Side] = field(default_factory=dict)  # of the claims that tell a benefit or a risk, by id
