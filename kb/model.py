"""The nouns of the project; their closed label sets are in `labels`, how figures compare in `quantity`.

A mention (Citation), an entry (Reference), a work (Study), a result (Finding), a comparison (Assessment), a roll-up
(Verdict) and a human word (Review, in reviews.db) are seven things and never share a record.

Every offset counts code points of `Article.text`; `end` is exclusive. Every noun is frozen: a new fact is a new object.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.labels import (
    ArticleFindingKind,
    Basis,
    BlockKind,
    CitationKind,
    CitationStatus,
    ClaimType,
    Reason,
    Relation,
    RetractionState,
    Severity,
    Side,
    SlotOutcome,
    Strength,
    SuggestionKind,
    TextHeld,
    VerdictTag,
)
from kb.quantity import Quantity


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A stretch of an article that is parsed alone: `section` is the nearest heading above it, `lead_in` the sentence
    that introduces its list, `header` the header row of its table, `speaker` whose words it reports."""

    index: int
    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading: 1 is the title
    section: str = ""
    lead_in: str = ""
    header: str = ""
    speaker: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A stretch of the text that its format set apart: a hyperlink (`value` is the address) or a superscript."""

    kind: str  # "link" or "superscript"
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """A page under audit. `text` is the plain text that all offsets count; `blocks` are in order and do not overlap."""

    id: str  # the file stem
    title: str
    text: str
    path: str  # relative to the articles folder
    sha256: str  # of the file's bytes
    publisher: str = ""
    url: str = ""
    captured: str = ""  # ISO date, as are these two
    published: str = ""
    modified: str = ""
    language: str = ""  # ISO 639 code, where the page says so or its words tell
    format: str = "text"  # of the file: text, markdown, html, word, pdf
    note: str = ""  # for the reader, from the front matter: for example that the text restates a page
    unread: str = ""  # what of the file holds no text and could not be read: "page 3 is a picture"
    blocks: tuple[Block, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def words(self) -> int:
        """Number of white-space separated words of the text."""
        return len(self.text.split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong with one input file, in words for the person who can mend it."""

    path: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.field}: {self.message}" if self.field else f"{self.path}: {self.message}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """Where words stand. `text` is `article.text[start:end]`."""

    article_id: str
    block: int  # Block.index
    kind: BlockKind
    start: int
    end: int
    text: str
    section: str = ""
    lead_in: str = ""
    header: str = ""
    speaker: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A mention of evidence in the copy. `scope_*` is the stretch of text that it covers."""

    id: str
    article_id: str
    kind: CitationKind
    start: int
    end: int
    text: str
    block: int
    scope_start: int
    scope_end: int
    numbers: tuple[int, ...] = ()
    authors: tuple[str, ...] = ()
    year: str = ""  # four digits and an optional letter
    identifier: str = ""  # a normalised DOI, PMID, PMCID, registration or URL, or the name of the source
    antecedent: str = ""  # of an anaphor: the id of the citation that it points back to

    @property
    def is_marker(self) -> bool:
        """Whether it stands beside the words ("[3]", "(Okafor, 2018)", an address) rather than being words of its
        sentence ("Okafor et al (2018) reported", hyperlinked words): a marker may be blanked, words may not."""
        if self.kind is CitationKind.AUTHOR_YEAR:
            opened, closed = sum(map(self.text.count, "([")), sum(map(self.text.count, ")]"))
            # A later work of one bracket: "(Okafor, 2018; Lind, 2019; Reyes, 2020)" is three mentions.
            return self.text[:1] in "([" or closed > opened or (not opened and self.text[-1:] in ",;")
        if self.kind is CitationKind.NUMERIC:
            return not self.text[:1].isalpha()
        if self.kind in (CitationKind.TRIAL_REGISTRATION, CitationKind.DATA_ON_FILE, CitationKind.ANAPHOR):
            own = self.kind is not CitationKind.TRIAL_REGISTRATION and self.text[-1:] == "."  # "Ibid.", a sentence
            return self.text[:1] in "([" or own
        if self.kind in (CitationKind.DOI, CitationKind.PMID, CitationKind.PMCID, CitationKind.URL):
            spelled = self.text.lstrip("([").lower()
            return ("/" in spelled and " " not in spelled) or spelled.startswith(("www.", "doi", "pm", "pubmed"))
        return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """An entry that the article lists, parsed."""

    id: str
    article_id: str
    start: int
    end: int
    text: str
    number: int | None = None
    authors: tuple[str, ...] = ()
    year: str = ""
    title: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    trial_registration: str = ""  # as its registry writes it
    publisher: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceMatch:
    """Which study of the library an entry is, and how that was found; `study_id` is empty where none is."""

    reference_id: str
    study_id: str
    method: str  # doi, pmid, pmcid, trial_registration, url, author_year_title, title, none
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A join and how it was made. An ambiguous or disagreeing mention links to nothing and says why in `note`."""

    claim_id: str
    citation_id: str
    reference_id: str = ""
    study_id: str = ""
    method: str = ""
    status: CitationStatus = CitationStatus.CITED
    note: str = ""
    candidates: tuple[str, ...] = ()  # study ids that a miscited mention may mean


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
    start: int = 0  # where in the sentence's text the proposition stands
    end: int = 0
    gist: tuple[str, ...] = ()  # all that its sentence says, clause or no clause (`propositions.gist`); never stored


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One result of a study, in the project's words. `authored` are propositions that a person filled in, each a
    mapping from slot to values (concept ids, or words for quantities); where there are any, the statement is not read.
    """

    id: str  # study id, dot, number
    study_id: str
    statement: str
    verified: bool
    quote: str = ""
    locator: str = ""
    role: str = "result"  # result, conclusion, background, method
    authored: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    origin: str = "record"  # or "text": a sentence of the held text, which nobody has restated
    start: int | None = None  # where the quote stands in the held text, in characters
    end: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldText:
    """The study's own words as the reader's folder holds them, and how much of the work they are."""

    kind: TextHeld  # ABSTRACT or FULL_TEXT
    text: str
    path: str  # relative to the folder of records
    sha256: str  # of the file's bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A published notice about a work: what it says, when and why, and by what the work was known in the list."""

    nature: RetractionState
    date: str = ""  # ISO
    reason: str = ""
    doi: str = ""  # of the notice
    pmid: str = ""
    record: str = ""  # its number in the list
    matched_by: str = ""  # DOI, PMID


@dataclass(frozen=True, kw_only=True, slots=True)
class StudyFact:
    """A value of a study's record and who says so: the record, the machine that read the held text, or a person who
    corrected it. Of a field that several speak of one `counts`; of one with many values (doses, outcomes, p values,
    effects, limits) each counts unless a person put another `instead_of` it. A correction without a value says that
    there is none. `start` to `end` is the place in the held text."""

    study_id: str
    field: str
    value: str
    origin: str  # record, machine, correction
    counts: bool
    instead_of: str = ""  # what the machine read, where a person corrects a single reading
    quote: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """A work in the library: article, label, guideline, statistic. Bibliographic names are those of CSL 1.0.2."""

    id: str
    type: str  # CSL item type
    title: str
    authors: tuple[str, ...] = ()  # "Family, Given" or a literal name
    year: str = ""
    issued: str = ""  # as the source gives it
    container_title: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    trial_registrations: tuple[str, ...] = ()  # as the registries write them
    kind: str = "article"  # article, label, guideline, statistic, regulation, statement
    design: str = ""  # in words
    design_class: str = ""  # a closed set, see read.records
    level: str = ""  # OCEBM 2011: 1 to 5; empty where levels do not apply
    n: int | None = None
    n_text: str = ""
    population: str = ""
    species: str = "human"
    intervention: str = ""
    comparator: str = ""
    limits: str = ""
    source: str = ""
    verified: bool = False
    unverified: str = ""
    text_held: TextHeld = TextHeld.NONE
    retraction: RetractionState = RetractionState.UNCHECKED
    aliases: tuple[str, ...] = ()  # how copy names it
    subjects: tuple[str, ...] = ()  # concept ids that its statements are about where they leave the subject out
    populations: tuple[str, ...] = ()  # concept ids
    path: str = ""
    findings: tuple[Finding, ...] = ()
    corrected: tuple[str, ...] = ()  # the fields that a person corrected, by their names here
    held: HeldText | None = None
    retraction_date: str = ""
    retraction_reason: str = ""
    retraction_source: str = ""  # where the state comes from: the record, a correction, or a list with its date
    notices: tuple[Notice, ...] = ()
    facts: tuple[StudyFact, ...] = ()


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
    """Claims that say the same, each with how firmly it says so; the id is a hash of what is said."""

    id: str
    label: str  # what is said, for a person
    articles: int  # how many of them say it
    members: tuple[tuple[str, Strength], ...]  # claim id, strength; in order of claim id


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
