"""The study library: a folder of YAML records in; studies with their findings, and what is wrong with the rest, out.

One file a study, named for its id. A faulty file gives one line per fault and is left out; the others are still read.
Beside the records may lie their texts (`held`), what a person corrected (`corrections`) and what a list of retractions
said (`notices`); a quotation that does not stand in the held text is a fault of its record.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from kb import yamltext
from kb.files import text_of
from kb.model import Finding, HeldText, Problem, Study
from kb.read.corrections import correct, corrected_facts, corrected_readings, read_correction, replaced
from kb.read.held import read_held
from kb.read.notices import apply_notices, read_notices
from kb.read.quoting import Quotable
from kb.read.records import StudyRecord, faults, to_study

LARGEST = 8_000_000  # bytes of a record; the largest known has some ten thousand


def read_studies(folder: Path) -> tuple[tuple[Study, ...], tuple[Problem, ...]]:
    """Read every `*.yml` of a folder. Gives the sound studies and the problems, both in the order of file names.

    A problem names file and field: bad YAML, a key or label that the schema does not have, a value of the wrong type,
    an id that is not the file's name, an identifier that cannot be one, a statement given twice, a quotation that is
    not in the held text, and a DOI, PMID or PMCID that another record has already. Raises nothing for a bad file.
    """
    studies: list[Study] = []
    problems: list[Problem] = []
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".yml", ".yaml"))
    except OSError as error:
        return (), (Problem(path=str(folder), field="", message=f"cannot be listed: {error.strerror}"),)
    for path in paths:
        found = read_record(path)
        if isinstance(found, Study):
            studies.append(found)
        else:
            problems.extend(found)
    sound, twice = _without_duplicates(studies)
    checked, unread = read_notices(folder)
    stated = tuple(apply_notices(study, checked) for study in sound)
    return stated, tuple(sorted((*problems, *twice, *unread), key=lambda problem: problem.path))


def read_record(path: Path) -> Study | tuple[Problem, ...]:
    """One record with what lies beside it, save what a list of retractions says; or its problems."""
    try:
        if path.suffix != ".yml":
            raise ValueError("a study record ends in .yml")
        data = yamltext.load(text_of(path, LARGEST, path.parent))
    except OSError as error:
        return (Problem(path=path.name, field="", message=f"cannot be read: {error.strerror}"),)
    except ValueError as error:
        return (Problem(path=path.name, field="", message=str(error)),)
    if not isinstance(data, dict):
        message = "is empty" if data is None else "is not a mapping of keys to values"
        return (Problem(path=path.name, field="", message=message),)
    try:
        record = StudyRecord.model_validate(data)
    except ValidationError as error:
        return tuple(Problem(path=path.name, field=field, message=message) for field, message in faults(error))
    wrong = tuple(_inconsistencies(record, path))
    return wrong or _complete(record, data, path)


def _complete(record: StudyRecord, data: Mapping[str, object], path: Path) -> Study | tuple[Problem, ...]:
    """The study with its correction, its held text and the places of its quotations."""
    correction = read_correction(path.parent, record.id)
    if isinstance(correction, Problem):
        return (correction,)
    before = to_study(record, path.name)
    if correction:
        corrected = correct(data, correction, record.id)
        if isinstance(corrected, tuple):
            return corrected
        record = corrected
    study = to_study(record, path.name, corrected=replaced(correction))
    if correction:
        facts = (*corrected_facts(before, study), *corrected_readings(correction, record.id))
        study = replace(study, facts=facts)
    held = read_held(path.parent, record.id, study.text_held)
    if isinstance(held, Problem):
        return (held,)
    return _with_text(study, held) if held else study


def _with_text(study: Study, held: HeldText) -> Study | tuple[Problem, ...]:
    """The study with the places of its quotations in the held text, or those that do not stand there."""
    quotable = Quotable(held.text) if any(finding.quote for finding in study.findings) else None
    problems: list[Problem] = []
    findings: list[Finding] = []
    for number, finding in enumerate(study.findings, 1):
        place = quotable.find(finding.quote) if quotable and finding.quote else None
        if finding.quote and not place:
            message = f"does not stand in {held.path}: “{_begin(finding.quote)}”"
            problems.append(Problem(path=study.path, field=f"findings.{number}.quote", message=message))
        findings.append(replace(finding, start=place[0], end=place[1]) if place else finding)
    return tuple(problems) or replace(study, held=held, text_held=held.kind, findings=tuple(findings))


def _begin(quote: str) -> str:
    return quote if len(quote) <= 60 else f"{quote[:59]}…"


def _inconsistencies(record: StudyRecord, path: Path) -> Iterator[Problem]:
    if record.id != path.stem:
        yield Problem(path=path.name, field="id", message=f"{record.id!r} is not the file's name {path.stem!r}")
    first: dict[str, int] = {}
    for number, finding in enumerate(record.findings, 1):
        earlier = first.setdefault(finding.statement, number)
        if earlier != number:
            field = f"findings.{number}.statement"
            yield Problem(path=path.name, field=field, message=f"repeats findings.{earlier}")


def _without_duplicates(studies: Iterable[Study]) -> tuple[tuple[Study, ...], tuple[Problem, ...]]:
    """Leave out a study that has the identifier of an earlier one: two records of one work would count twice."""
    owners: dict[tuple[str, str], str] = {}
    kept, problems = [], []
    for study in studies:
        identifiers = (("DOI", study.doi), ("PMID", study.pmid), ("PMCID", study.pmcid))
        keys = [key for key in identifiers if key[1]]
        taken = next((key for key in keys if key in owners), None)
        if taken:
            message = f"{taken[1]} is already that of {owners[taken]}"
            problems.append(Problem(path=study.path, field=taken[0], message=message))
            continue
        owners |= dict.fromkeys(keys, study.path)
        kept.append(study)
    return tuple(kept), tuple(problems)
