"""What a person says of a record in place of it: DIR/corrections/ID.yml in; the record corrected, or the faults, out.

A correction is a mapping with keys and values of a study record. It stands beside the record, so that an import, which
fills the record, and a new reading of the text, which is never stored, cannot touch it. `findings` adds to those of the
record, `readings` corrects single values of which a study has many (doses, outcomes, p values, effects, limits) as a
machine read them; every other key replaces.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import TypeAdapter, ValidationError, model_validator

from kb import yamltext
from kb.files import is_there, text_of
from kb.model import Problem, Study, StudyFact
from kb.read.records import Strict, StudyRecord, Words, fault, faults

CORRECTIONS = "corrections"
READINGS = "readings"
MANY = ("dose", "outcome", "p_value", "effect", "limits")  # of which a study has many, each read in a place of its own
_FIXED = ("id",)
LARGEST = 8_000_000  # bytes


class ReadingRecord(Strict):
    """One entry of `readings`: `value` in place of what the machine `read`; without a value there is none; without
    `read` the machine left it out."""

    field: Literal["dose", "outcome", "p_value", "effect", "limits"]
    read: Words = ""
    value: Words = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.read or self.value):
            raise fault("says neither what was read nor what is right")
        return self


_READINGS = TypeAdapter(list[ReadingRecord])


def read_correction(folder: Path, study_id: str) -> Mapping[str, object] | Problem:
    """The correction of a study, empty where there is none."""
    path = folder / CORRECTIONS / f"{study_id}.yml"
    name = f"{CORRECTIONS}/{study_id}.yml"
    try:
        data = yamltext.load(text_of(path, LARGEST, folder)) if is_there(path) else {}
    except OSError as error:
        return Problem(path=name, field="", message=f"cannot be read: {error.strerror}")
    except ValueError as error:
        return Problem(path=name, field="", message=str(error))
    if data is None:
        return {}
    return (
        data
        if isinstance(data, Mapping)
        else Problem(path=name, field="", message="is not a mapping of keys to values")
    )


def correct(
    data: Mapping[str, object], correction: Mapping[str, object], study_id: str
) -> StudyRecord | tuple[Problem, ...]:
    """A sound record with its correction applied, or what is wrong with the correction."""
    name = f"{CORRECTIONS}/{study_id}.yml"
    fixed = [key for key in _FIXED if key in correction]
    if fixed:
        return tuple(Problem(path=name, field=key, message="cannot be corrected") for key in fixed)
    try:
        _READINGS.validate_python(correction.get(READINGS) or [])
    except ValidationError as error:
        wrong = ((f"{READINGS}.{field}".rstrip("."), message) for field, message in faults(error))
        return tuple(Problem(path=name, field=field, message=message) for field, message in wrong)
    correction = replaced(correction)
    given = correction.get("findings")
    before = list(data.get("findings") or [])
    findings = {"findings": [*before, *given]} if isinstance(given, list) else {}
    numbers = {"n_text": ""} if isinstance(correction.get("n"), int) and "n_text" not in correction else {}
    try:
        return StudyRecord.model_validate({**data, **numbers, **correction, **findings})
    except ValidationError as error:
        return tuple(Problem(path=name, field=field, message=message) for field, message in faults(error))


def replaced(correction: Mapping[str, object]) -> dict[str, object]:
    """What of a correction stands in the place of keys of the record."""
    return {key: value for key, value in correction.items() if key != READINGS}


def corrected_readings(correction: Mapping[str, object], study_id: str) -> tuple[StudyFact, ...]:
    """What a person says in place of single readings, from a sound correction."""
    return tuple(
        StudyFact(
            study_id=study_id,
            field=each.field,
            value=each.value,
            origin="correction",
            counts=bool(each.value),
            instead_of=each.read,
        )
        for each in _READINGS.validate_python(correction.get(READINGS) or [])
    )


def corrected_facts(before: Study, after: Study) -> tuple[StudyFact, ...]:
    """What a person corrected, beside what the record said before. Findings and retraction have rows of their own."""
    facts: list[StudyFact] = []
    for name in after.corrected:
        if name in ("findings", "retraction"):
            continue
        name = "authors" if name == "author" else name
        for study, origin in ((before, "record"), (after, "correction")):
            value = getattr(study, name)
            words = "; ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
            facts.append(
                StudyFact(study_id=after.id, field=name, value=words, origin=origin, counts=origin == "correction")
            )
    return tuple(facts)
