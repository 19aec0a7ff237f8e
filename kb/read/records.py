"""The strict schema of a study record: parsed YAML in; a checked record, or one line per fault, out.

The closed sets stand here. Text is taken with its white space folded, so that a record may wrap its lines as it likes.
Identifiers are checked and brought to their plain form with idutils (DOI without resolver, PMID as digits, PMCID with
its letters). Refuses to guess: an unknown key, a label outside a closed set or a value of the wrong type is a fault.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Literal, Self

import idutils
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from kb.labels import RetractionState, TextHeld
from kb.model import Finding, Study
from kb.registrations import normalise_registration

FIRST_YEAR, LAST_YEAR = 1600, 2100


class DesignClass(StrEnum):
    """What kind of work a study is, as far as the weight of its findings depends on it."""

    SYSTEMATIC_REVIEW = "systematic_review"  # with or without meta-analysis
    RCT = "rct"
    CONTROLLED = "controlled"  # a comparison group, not randomised
    COHORT = "cohort"  # people followed over time, exposures as they came
    CASE_CONTROL = "case_control"
    CROSS_SECTIONAL = "cross_sectional"
    UNCONTROLLED = "uncontrolled"  # before and after, no comparison group
    CASE_REPORT = "case_report"  # one case or a series of reports
    SURVEY = "survey"
    PHARMACOKINETIC = "pharmacokinetic"
    ANIMAL = "animal"
    IN_VITRO = "in_vitro"
    IMAGING = "imaging"  # imaging or electrophysiology of the brain, without a clinical outcome
    REVIEW = "review"  # narrative
    CONSENSUS = "consensus"
    GUIDELINE = "guideline"
    LABEL = "label"
    REGULATION = "regulation"  # a law, rule, decision or warning of an agency
    STATISTIC = "statistic"
    STATEMENT = "statement"  # what an organisation says of itself or its field
    OTHER = "other"


class Kind(StrEnum):
    """What a work is to a reviewer: who speaks, and with what authority."""

    ARTICLE = "article"
    LABEL = "label"
    GUIDELINE = "guideline"
    STATISTIC = "statistic"
    REGULATION = "regulation"
    STATEMENT = "statement"


class Species(StrEnum):
    HUMAN = "human"
    MOUSE = "mouse"
    RAT = "rat"
    RODENT = "rodent"  # rats and mice together
    PRIMATE = "primate"  # other than people
    ANIMAL = "animal"  # several, or not said which
    CELLS = "cells"
    MIXED = "mixed"  # people and animals
    NONE = "none"  # a rule or a fact that has no species


class CslType(StrEnum):
    """The item types of CSL 1.0.2 that a source of evidence can have."""

    ARTICLE = "article"
    ARTICLE_JOURNAL = "article-journal"
    ARTICLE_MAGAZINE = "article-magazine"
    ARTICLE_NEWSPAPER = "article-newspaper"
    BILL = "bill"
    BOOK = "book"
    BROADCAST = "broadcast"
    CHAPTER = "chapter"
    DATASET = "dataset"
    DOCUMENT = "document"
    ENTRY = "entry"
    ENTRY_DICTIONARY = "entry-dictionary"
    ENTRY_ENCYCLOPEDIA = "entry-encyclopedia"
    EVENT = "event"
    HEARING = "hearing"
    LEGAL_CASE = "legal_case"
    LEGISLATION = "legislation"
    PAMPHLET = "pamphlet"
    PAPER_CONFERENCE = "paper-conference"
    PATENT = "patent"
    PERIODICAL = "periodical"
    PERSONAL_COMMUNICATION = "personal_communication"
    POST = "post"
    POST_WEBLOG = "post-weblog"
    REGULATION = "regulation"
    REPORT = "report"
    REVIEW = "review"
    REVIEW_BOOK = "review-book"
    SOFTWARE = "software"
    SPEECH = "speech"
    STANDARD = "standard"
    THESIS = "thesis"
    TREATY = "treaty"
    WEBPAGE = "webpage"


class Role(StrEnum):
    """What a statement is to its study: measured in it, concluded by it, taken from elsewhere, or how it was done."""

    RESULT = "result"
    CONCLUSION = "conclusion"
    BACKGROUND = "background"
    METHOD = "method"


# What a person may fill in of a proposition; the rest follows from these and the vocabulary.
SLOTS = frozenset({
    "subject", "predicate", "object", "polarity", "strength", "comparator", "population", "route", "regimen", "species",
    "size", "onset", "duration", "frequency", "dose", "content",
})  # fmt: skip


def fault(message: str) -> PydanticCustomError:
    """What is wrong with a value, as a model's validator raises it."""
    return PydanticCustomError("record", "{message}", {"message": message})


def _fold(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    if not text.isprintable():
        raise fault(f"holds a character that cannot be printed: {_short(text)}")
    return text


def _not_empty(text: str) -> str:
    if not text:
        raise fault("is empty")
    return text


def _year(value: object) -> object:
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else None
    if text == "":
        return text
    if text is None or not re.fullmatch(r"[0-9]{4}", text):
        raise fault(f"{value!r} is not a year of four digits")
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise fault(f"{text} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return text


def _doi(text: str) -> str:
    if text and not idutils.is_doi(text):
        raise fault(f"{text!r} is not a DOI")
    return idutils.normalize_doi(text).lower() if text else ""  # DOIs do not differ by case (DOI Handbook, 2.4)


def _pmid(value: object) -> object:
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else None
    if text is None or (text and not re.fullmatch(r"(?i:pmid:? ?)?[1-9][0-9]{0,8}", text)):
        raise fault(f"{value!r} is not a PMID (one to nine digits)")
    return re.sub(r"[^0-9]", "", text)


def _pmcid(text: str) -> str:
    if text and not idutils.is_pmcid(text):
        raise fault(f"{text!r} is not a PMCID (PMC and digits)")
    return text.upper()


def _registration(text: str) -> str:
    number = normalise_registration(text)
    if not number:
        raise fault(f"{text!r} is no number of a trial registry")
    return number


def _url(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", text):
        raise fault(f"{text!r} is not a web address with http or https")
    return text


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


_number_as_text = BeforeValidator(lambda value: str(value) if type(value) is int else value)

Words = Annotated[str, BeforeValidator(_fold)]
Needed = Annotated[Words, AfterValidator(_not_empty)]
Ident = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RetractionRecord(Strict):
    state: RetractionState = RetractionState.UNCHECKED
    date: Words = ""
    reason: Words = ""


class FindingRecord(Strict):
    """One entry of `findings`. `propositions` are slot mappings that a person filled in; whether the vocabulary knows
    their values is asked at build time (kb.propositions.authored)."""

    statement: Needed
    verified: Annotated[bool, Field(strict=True)]
    role: Role = Role.RESULT
    quote: Words = ""
    locator: Words = ""
    propositions: list[dict[Words, Annotated[list[Needed], BeforeValidator(_one_or_many)]]] = []

    @model_validator(mode="after")
    def _slots_exist(self) -> Self:
        for proposition in self.propositions:
            for slot in proposition:
                if slot not in SLOTS:
                    raise fault(f"{slot!r} is no slot of a proposition; slots are {', '.join(sorted(SLOTS))}")
        return self


class StudyRecord(Strict):
    """One file of sources/studies/. Bibliographic keys are those of CSL 1.0.2; see model.Study for the rest."""

    id: Ident
    type: CslType
    kind: Kind
    title: Needed
    author: list[Needed] = []
    issued: Words = ""
    year: Annotated[str, BeforeValidator(_year)] = ""
    container_title: Words = Field(default="", alias="container-title")
    volume: Annotated[Words, _number_as_text] = ""
    issue: Annotated[Words, _number_as_text] = ""
    page: Annotated[Words, _number_as_text] = ""
    doi: Annotated[Words, AfterValidator(_doi)] = Field(default="", alias="DOI")
    pmid: Annotated[str, BeforeValidator(_pmid)] = Field(default="", alias="PMID")
    pmcid: Annotated[Words, AfterValidator(_pmcid)] = Field(default="", alias="PMCID")
    url: Annotated[Words, AfterValidator(_url)] = Field(default="", alias="URL")
    trial_registrations: Annotated[
        list[Annotated[Needed, AfterValidator(_registration)]], BeforeValidator(_one_or_many)
    ] = []
    design: Words = ""
    design_class: DesignClass
    level: Annotated[Literal["1", "2", "3", "4", "5", ""], _number_as_text] = ""
    n: Annotated[int, Field(strict=True, ge=0)] | None = None
    n_text: Words = ""
    population: Words = ""
    species: Species = Species.HUMAN
    intervention: Words = ""
    comparator: Words = ""
    limits: Words = ""
    source: Words = ""
    verified: Annotated[bool, Field(strict=True)]
    unverified: Words = ""
    text_held: TextHeld
    retraction: RetractionRecord = RetractionRecord()
    aliases: list[Needed] = []
    subjects: list[Ident] = []
    populations: list[Ident] = []
    findings: list[FindingRecord]

    @model_validator(mode="before")
    @classmethod
    def _n_in_words(cls, data: object) -> object:
        """`n: not stated` is a fact about n and no number: it moves to n_text."""
        if isinstance(data, Mapping) and isinstance(data.get("n"), str) and "n_text" not in data:
            return {**data, "n": None, "n_text": data["n"]}
        return data


def to_study(record: StudyRecord, path: str, corrected: Iterable[str] = ()) -> Study:
    """The record as the noun that the stages pass on. `path` is the file's name, relative to its folder; `corrected`
    are the keys that a person corrected."""
    names = {entry.alias or name: name for name, entry in StudyRecord.model_fields.items()}
    plain = record.model_dump(
        exclude={"author", "retraction", "findings", "trial_registrations", "aliases", "subjects", "populations"},
        mode="python",
    )
    plain |= {key: plain[key].value for key in ("type", "kind", "design_class", "species")}
    return Study(
        **plain,
        authors=tuple(record.author),
        retraction=record.retraction.state,
        retraction_date=record.retraction.date,
        retraction_reason=record.retraction.reason,
        retraction_source="" if record.retraction.state is RetractionState.UNCHECKED else "the record",
        corrected=tuple(sorted(names[key] for key in corrected)),
        trial_registrations=tuple(record.trial_registrations),
        aliases=tuple(record.aliases),
        subjects=tuple(record.subjects),
        populations=tuple(record.populations),
        path=path,
        findings=tuple(_finding(record.id, number, entry) for number, entry in enumerate(record.findings, 1)),
    )


def _finding(study_id: str, number: int, entry: FindingRecord) -> Finding:
    return Finding(
        id=f"{study_id}.{number}",
        study_id=study_id,
        statement=entry.statement,
        verified=entry.verified,
        quote=entry.quote,
        locator=entry.locator,
        role=entry.role.value,
        authored=tuple({slot: tuple(values) for slot, values in p.items()} for p in entry.propositions),
    )


def faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    """The field and the message of each fault, in the order of the schema. Lists count from 1, as finding ids do.

    A misspelt key is one fault, not an unknown key and a missing one.
    """
    details = error.errors(include_url=False)
    misspelt = {(*d["loc"][:-1], _nearest_key(d)) for d in details if d["type"] == "extra_forbidden"}
    for detail in details:
        if detail["type"] == "missing" and detail["loc"] in misspelt:
            continue
        place = [str(part + 1) if isinstance(part, int) else part for part in detail["loc"]]
        yield ".".join(part for part in place if part != "[key]"), _in_words(detail)


def _in_words(detail: ErrorDetails) -> str:
    kind, given = detail["type"], detail["input"]
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        near = _nearest_key(detail)
        return "is not a key of the record" + (f"; did you mean {near!r}?" if near else "")
    if kind in ("enum", "literal_error"):
        return f"{given!r} is none of {detail['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{given!r} is not an id (lower-case letters, digits and underscores)"
    expected = _EXPECTED.get(kind)
    return f"{_short(given)} is not {expected}" if expected else detail["msg"]


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "greater_than_equal": "zero or more",
}


def _nearest_key(detail: ErrorDetails) -> str:
    """The key of the schema that an unknown key was probably meant to be; empty where none is near."""
    *parents, key = detail["loc"]
    model = RetractionRecord if "retraction" in parents else FindingRecord if "findings" in parents else StudyRecord
    known = [entry.alias or name for name, entry in model.model_fields.items()]
    same = [name for name in known if name.lower() == str(key).lower()]
    return next(iter(same or get_close_matches(str(key), known, n=1)), "")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
