"""What belongs to a record and lies beside it: its text, and what a person corrected. Files of a folder in and out."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kb import yamltext
from kb.labels import TextHeld
from kb.literature.folder import StudyFolder, put, to_yaml
from kb.model import Problem, Study, StudyFact
from kb.read.articles import read_article
from kb.read.corrections import MANY, READINGS, correct, read_correction
from kb.read.decoding import NotText, decode
from kb.read.held import LARGEST
from kb.read.quoting import Quotable
from kb.read.records import StudyRecord

ABSTRACT_WORDS = 700  # what is longer is taken for a full text where nobody says
_LISTS = frozenset({"author", "trial_registrations", "aliases", "subjects", "populations"})
_TYPED = frozenset({"n", "verified", "retraction", "findings", *_LISTS})  # read as YAML; all else is text as it stands


_SINGLE = re.compile(r"(\w+)\[(.*)\]\s*=(.*)", re.DOTALL)
STRUCK = "-"  # in place of a value: there is none


class Refused(ValueError):
    """What was asked cannot be done; `lines` say why, one a line."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def attach_text(folder: StudyFolder, ident: str, path: Path, kind: TextHeld | None = None) -> TextHeld:
    """Put a text beside its record, in the place of one that is there, and write into the record how much of the work
    it is: `kind`, or by its length. Raises Refused where the record or the text cannot be used, or a quotation of the
    record does not stand in the text; OSError."""
    data = _record(folder, ident)
    text = _text_of(path)
    quotable = Quotable(text)
    wrong = [
        f"{folder.record_path(ident).name}: findings.{number}.quote: does not stand in {path}"
        for number, finding in enumerate(data.get("findings") or [], 1)
        if finding.get("quote") and not quotable.find(str(finding["quote"]))
    ]
    if wrong:
        raise Refused(*wrong)
    kind = kind or (TextHeld.FULL_TEXT if len(text.split()) > ABSTRACT_WORDS else TextHeld.ABSTRACT)
    if data.get("text_held") != kind.value:
        try:
            folder.fill(ident, {"text_held": kind.value})
        except ValueError as error:
            raise Refused(f"{folder.record_path(ident)}: text_held: {error}") from None
    put(folder.text_path(ident), text if text.endswith("\n") else text + "\n")
    return kind


def _record(folder: StudyFolder, ident: str) -> Mapping[str, object]:
    if not folder.has(ident):
        raise Refused(f"{folder.path}: holds no record {ident}")
    try:
        data = folder.data(ident)
        StudyRecord.model_validate(data)
    except (OSError, ValueError):
        raise Refused(f"{folder.record_path(ident)}: is faulty; `kb build` says what is wrong") from None
    return data


def _text_of(path: Path) -> str:
    """The text of a file: as it stands for .txt, else as articles are read."""
    try:
        if path.stat().st_size > 8 * LARGEST:
            raise Refused(f"{path}: has more than {8 * LARGEST >> 20} MB")
        text = decode(path.read_bytes()) if path.suffix.lower() in ("", ".txt", ".text") else _article_text(path)
    except NotText as error:
        raise Refused(f"{path}: {error}") from None
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from None
    if len(text.encode()) > LARGEST:
        raise Refused(f"{path}: its text has more than {LARGEST >> 20} MB")
    return text


def _article_text(path: Path) -> str:
    found = read_article(path)
    if isinstance(found, Problem):
        raise Refused(str(found))
    return "\n\n".join(found.text[block.start : block.end] for block in found.blocks) or found.text


def edit_correction(
    folder: StudyFolder, ident: str, assignments: Sequence[str], facts: Sequence[StudyFact] = ()
) -> Mapping[str, object]:
    """Change single fields of a correction, each "field=value", an empty value taking the correction back, or single
    readings of the machine (`facts`), each "field[reading]=value"; gives the correction as it is now. Raises Refused
    for what the schema does not let through; OSError."""
    now = dict(_correction(folder, ident))
    for assignment in assignments:
        single = _SINGLE.fullmatch(assignment.strip())
        name, sign, value = assignment.partition("=")
        name = name.strip()
        if not sign or not name:
            raise Refused(f"{assignment!r} is not field=value")
        if single:
            field, read, value = (" ".join(part.split()) for part in single.groups())
            now[READINGS] = _with_reading(now.get(READINGS) or [], field, read, value, facts)
            if not now[READINGS]:
                del now[READINGS]
        elif name in MANY and name != "limits":
            raise Refused(f"{name}: has many values; say which: '{name}[what was read]={value or '...'}'")
        elif value.strip():
            now[name] = _value(name, value.strip())
        else:
            now.pop(name, None)
    return save_correction(folder, ident, now)


def is_single(assignment: str) -> bool:
    """Whether an assignment is about a single reading of the machine."""
    return bool(_SINGLE.fullmatch(assignment.strip()))


def _with_reading(
    entries: Sequence[Mapping[str, object]], field: str, read: str, value: str, facts: Sequence[StudyFact]
) -> list[Mapping[str, object]]:
    """The corrections of readings with one more, or without it where no value is given. Of a value that the machine
    left out nothing was `read`."""
    known = [" ".join(fact.value.split()) for fact in facts if fact.field == field and fact.origin == "machine"]
    if field not in MANY:
        raise Refused(f"{field}: has one value: '{field}={value or '...'}'; many have {', '.join(MANY)}")
    if read and value and read not in known:
        raise Refused(f"{field}: the machine read no {read!r}; it read {'; '.join(known) or 'nothing'}")
    kept = [each for each in entries if not (each["field"] == field and str(each.get("read", "")) == read)]
    if not read and value:
        kept = list(entries)
    said = {"field": field, "read": read, "value": "" if value == STRUCK else value}
    return [*kept, {key: text for key, text in said.items() if text}] if value else kept


def _value(name: str, value: str) -> object:
    if name not in _TYPED:
        return value
    try:
        found = yamltext.load(value)
    except ValueError as error:
        raise Refused(f"{name}: {error}") from None
    if name == "n" and type(found) is not int:
        raise Refused(f"n: {value!r} is not a whole number; words for it belong to n_text")
    return found


def _correction(folder: StudyFolder, ident: str) -> Mapping[str, object]:
    found = read_correction(folder.path, ident)
    if isinstance(found, Problem):
        raise Refused(str(found))
    return found


def save_correction(folder: StudyFolder, ident: str, correction: Mapping[str, object]) -> Mapping[str, object]:
    """Write a correction, or take it away where it says nothing. Raises Refused, with the fault of each field."""
    data = _record(folder, ident)
    checked = correct(data, correction, ident)
    if isinstance(checked, tuple):
        raise Refused(*map(str, checked))
    path = folder.corrections_path(ident)
    if correction:
        put(path, to_yaml(correction))
    else:
        path.unlink(missing_ok=True)
    return correction


def parse_correction(text: str) -> Mapping[str, object]:
    """The correction that a person wrote in an editor. Raises Refused, with the line, for bad YAML."""
    try:
        found = yamltext.load(text)
    except ValueError as error:
        raise Refused(f"the correction: {error}") from None
    if found is not None and not isinstance(found, Mapping):
        raise Refused("the correction is not a mapping of keys to values")
    return found or {}


def correction_to_edit(folder: StudyFolder, ident: str, study: Study | None = None) -> str:
    """The correction as a text for an editor, under what machine and record say."""
    _record(folder, ident)
    lines = [
        f"# What a person says of {ident}, in place of the record. Keys are those of a study record.",
        f"# Of {', '.join(MANY)} single readings are corrected: readings: [{{field: effect, read: 24%, value: 25%}}]",
    ]
    facts = study.facts if study else ()
    lines += [f"# {fact.field} ({fact.origin}): {' '.join(fact.value.split())}" for fact in facts]
    path = folder.corrections_path(ident)
    held = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    kept = [line for line in held.splitlines() if not line.startswith("#")]
    return "\n".join([*lines, *kept, ""])
