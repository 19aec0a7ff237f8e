"""What a person says of a record in place of it: DIR/corrections/ID.yml in; the record corrected, or the faults, out.

A correction is a mapping with keys and values of a study record. It stands beside the record, so that an import, which
fills the record, and a new reading of the text, which is never stored, cannot touch it. `findings` adds to those of the
record; every other key replaces.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from kb import yamltext
from kb.model import Problem, Study, StudyFact
from kb.read.records import StudyRecord, faults

CORRECTIONS = "corrections"
_FIXED = ("id",)


def read_correction(folder: Path, study_id: str) -> Mapping[str, object] | Problem:
    """The correction of a study, empty where there is none."""
    path = folder / CORRECTIONS / f"{study_id}.yml"
    name = f"{CORRECTIONS}/{study_id}.yml"
    try:
        data = yamltext.load(path.read_text(encoding="utf-8-sig")) if path.is_file() else {}
    except UnicodeDecodeError as error:
        return Problem(path=name, field="", message=f"is not UTF-8 text (byte {error.start + 1})")
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
    given = correction.get("findings")
    before = list(data.get("findings") or [])
    findings = {"findings": [*before, *given]} if isinstance(given, list) else {}
    numbers = {"n_text": ""} if isinstance(correction.get("n"), int) and "n_text" not in correction else {}
    try:
        return StudyRecord.model_validate({**data, **numbers, **correction, **findings})
    except ValidationError as error:
        return tuple(Problem(path=name, field=field, message=message) for field, message in faults(error))


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
