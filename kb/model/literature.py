"""The nouns of the evidence: a study with its findings, its held text, what a machine read in it, its notices."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.labels import (
    RetractionState,
    TextHeld,
)


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
