"""The closed label sets: one spelling per label in code, schema, gold and pages. Imports nothing of ours."""

from enum import StrEnum


class BlockKind(StrEnum):
    """What a stretch of an article is, as a person laying out the page would say."""

    HEADING = "heading"
    PROSE = "prose"
    ITEM = "item"  # a list item
    ROW = "row"  # a table row; the header row of a table is TABLE_HEADER
    TABLE_HEADER = "table_header"
    CAPTION = "caption"  # of a figure or a table
    SOURCE_LINE = "source_line"  # "Source: ..." under a table or figure
    REFERENCE = "reference"  # an entry of the bibliography
    FURNITURE = "furniture"  # navigation, forms, bylines, related links: nothing of the copy itself


class ClaimType(StrEnum):
    EFFICACY = "efficacy"
    SAFETY = "safety"
    MECHANISM = "mechanism"
    ONSET_DURATION = "onset_duration"
    DOSING = "dosing"
    COMPARATIVE = "comparative"
    REGULATORY = "regulatory"
    EPIDEMIOLOGY = "epidemiology"
    STUDY_REPORT = "study_report"
    ACCESS_COST = "access_cost"
    PROVIDER = "provider"
    EXPERIENCE = "experience"


class Strength(StrEnum):
    HEDGED = "hedged"
    PLAIN = "plain"
    ABSOLUTE = "absolute"


class CitationKind(StrEnum):
    NUMERIC = "numeric"
    AUTHOR_YEAR = "author_year"
    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"
    TRIAL_REGISTRATION = "trial_registration"  # the number of a trial in a registry
    URL = "url"
    CAPTION = "caption"  # "Figure: Glue et al 2017"
    NAMED_SOURCE = "named_source"  # "the Anxiety and Depression Association of America"
    DATA_ON_FILE = "data_on_file"  # evidence that nobody can look up: data on file, a personal communication
    ANAPHOR = "anaphor"  # "This study", "Their work"
    VAGUE = "vague"  # "studies have shown"


class CitationStatus(StrEnum):
    """What stands behind a claim in the copy. `miscited`: cited, but mention and entry disagree."""

    CITED = "cited"
    MISCITED = "miscited"
    VAGUE = "vague"
    UNCITED = "uncited"


class Relation(StrEnum):
    """How one finding bears on one claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    WEAKER = "weaker"  # it bears on the claim, and does not carry all that the claim says
    SILENT = "silent"


class VerdictTag(StrEnum):
    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


class Reason(StrEnum):
    """The closed set of reason codes beneath the three tags."""

    ENTAILED = "entailed"
    ESTABLISHED = "established"
    NO_EVIDENCE_GIVEN = "no_evidence_given"
    VAGUE_EVIDENCE = "vague_evidence"
    CITATION_UNRESOLVED = "citation_unresolved"
    SOURCE_NOT_HELD = "source_not_held"
    DOES_NOT_ADDRESS = "does_not_address"
    OVERSTATED = "overstated"
    WRONG_POPULATION = "wrong_population"
    WRONG_ROUTE_OR_DOSE = "wrong_route_or_dose"
    WRONG_NUMBER = "wrong_number"
    WRONG_DURATION = "wrong_duration"
    WRONG_COMPARATOR = "wrong_comparator"
    ANIMAL_ONLY = "animal_only"
    REGULATORY_CONFLICT = "regulatory_conflict"
    SAFETY_CONFLICT = "safety_conflict"
    CONFLICTS_WITH_CITED_STUDY = "conflicts_with_cited_study"
    CONFLICTS_WITH_LIBRARY = "conflicts_with_library"
    INTERNAL_CONFLICT = "internal_conflict"
    RETRACTED_SOURCE = "retracted_source"
    NOT_CHECKABLE_BY_LITERATURE = "not_checkable_by_literature"


class Basis(StrEnum):
    """Whose facts decided the verdict."""

    CITED = "cited"  # the study that the copy cites
    LIBRARY = "library"  # another study of the library
    REGULATORY = "regulatory"  # a label, an approval, a schedule
    COPY = "copy"  # the copy's own other sentences
    NONE = "none"  # nothing bears on it


class TextHeld(StrEnum):
    """How much of a study's own text was read when its findings were written down."""

    FULL_TEXT = "full_text"
    ABSTRACT = "abstract"
    SECONDARY = "secondary"
    NONE = "none"


class RetractionState(StrEnum):
    """`unchecked` is not `clean`."""

    UNCHECKED = "unchecked"
    CLEAN = "clean"
    CORRECTED = "corrected"
    CONCERN = "concern"
    RETRACTED = "retracted"
    REINSTATED = "reinstated"


class SlotOutcome(StrEnum):
    """How one slot of a claim compares with the same slot of a finding."""

    EQUAL = "equal"
    NARROWER = "narrower"  # the copy says less than the study: fine
    BROADER = "broader"  # the copy widens the study
    DIFFERENT = "different"
    OPPOSITE = "opposite"
    NOT_STATED = "not_stated"  # the study says nothing of it
    NOT_CLAIMED = "not_claimed"  # the copy says nothing of it


class Side(StrEnum):
    """On which side of the fair balance of a page a claim stands; most claims stand on neither."""

    BENEFIT = "benefit"  # it says that something is good for the person
    RISK = "risk"  # it tells a harm of what the page promotes


class Severity(StrEnum):
    """How much an observation about a page weighs with a reviewer."""

    GRAVE = "grave"  # the page should not go out like this
    SERIOUS = "serious"  # to be mended or answered before it goes out
    MINOR = "minor"  # to be looked at


class ArticleFindingKind(StrEnum):
    """What can be observed of a page as a whole."""

    BENEFITS_WITHOUT_RISKS = "benefits_without_risks"
    RISKS_LAST = "risks_last"
    SERIOUS_RISK_OMITTED = "serious_risk_omitted"
    COMMON_RISK_OMITTED = "common_risk_omitted"
    OFF_LABEL_NOT_STATED = "off_label_not_stated"
    INTERNAL_CONFLICT = "internal_conflict"
    ABSOLUTE_LANGUAGE = "absolute_language"
    SUPERLATIVE_LANGUAGE = "superlative_language"
    SAFETY_ASSURANCE = "safety_assurance"
    AUTHORITY_APPEAL = "authority_appeal"
    TESTIMONIAL_AS_TYPICAL = "testimonial_as_typical"
    UNIDENTIFIED_STUDY = "unidentified_study"
    CITATION_ENTRY_DISAGREE = "citation_entry_disagree"
    MARKER_WITHOUT_ENTRY = "marker_without_entry"
    REFERENCE_NEVER_CITED = "reference_never_cited"
    REFERENCES_ALL_OWN = "references_all_own"
    SOURCE_NOT_HELD = "source_not_held"
    WORDS_NOT_RECOGNISED = "words_not_recognised"
    PAGE_NOT_READ = "page_not_read"
    PICTURE_NOT_READ = "picture_not_read"
    RETRACTED_SOURCE = "retracted_source"
    SOURCE_OF_CONCERN = "source_of_concern"

    @property
    def severity(self) -> Severity:
        """How much an observation of this kind weighs."""
        if self in _GRAVE:
            return Severity.GRAVE
        return Severity.MINOR if self in _MINOR else Severity.SERIOUS


_GRAVE = frozenset({
    ArticleFindingKind.BENEFITS_WITHOUT_RISKS,
    ArticleFindingKind.SERIOUS_RISK_OMITTED,
    ArticleFindingKind.OFF_LABEL_NOT_STATED,
    ArticleFindingKind.INTERNAL_CONFLICT,
    ArticleFindingKind.SAFETY_ASSURANCE,
    ArticleFindingKind.RETRACTED_SOURCE,
})  # fmt: skip
_MINOR = frozenset({
    ArticleFindingKind.SUPERLATIVE_LANGUAGE,
    ArticleFindingKind.REFERENCE_NEVER_CITED,
    ArticleFindingKind.SOURCE_NOT_HELD,
    ArticleFindingKind.WORDS_NOT_RECOGNISED,
    ArticleFindingKind.PICTURE_NOT_READ,
})  # fmt: skip


class SuggestionKind(StrEnum):
    """What is suggested to whoever wrote a claim."""

    REWORD = "reword"  # the claim's own words, cut down to what the study carries
    STATE = "state"  # the finding in its own words, in the place of the claim
    CITE = "cite"  # a study that would bear the claim out
    ANSWER = "answer"  # a study that speaks against it
    NEAREST = "nearest"  # a study that comes near


class Role(StrEnum):
    """What an account may do. A lead does all that a reviewer does, and hands out work."""

    READER = "reader"
    REVIEWER = "reviewer"
    LEAD = "lead"

    @property
    def may_decide(self) -> bool:
        return self is not Role.READER


class ReviewKind(StrEnum):
    """What kind of word a person has put into the log of reviews."""

    DECISION = "decision"
    SETTLEMENT = "settlement"  # by a third, where reviewers disagree
    NOTE = "note"
    CLAIM = "claim"  # one that the machine missed
    ATTACHMENT = "attachment"  # of what was said of words that have changed since to the claim that they became
    ASSIGNMENT = "assignment"
    POLICY = "policy"  # how many must decide a claim before their decisions are shown


class Decision(StrEnum):
    """What a person decides of a claim."""

    AGREE = "agree"  # with the machine
    OVERRULE = "overrule"
    NEEDS_WORK = "needs_work"
    NOT_A_CLAIM = "not_a_claim"
