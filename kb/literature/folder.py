"""A folder of study records as a place to write to: records by id, new ids, and files put in place whole.

DIR/ID.yml is a record; beside it lie texts/ID.txt (its abstract or full text), corrections/ID.yml (what a person says
of it) and retractions.json (what was last checked). A record that a person wrote keeps its layout: what is filled in
is a line put between its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from kb import yamltext
from kb.literature.incoming import KEYS, Data
from kb.names import family, fold
from kb.read.records import StudyRecord
from kb.whole_file import aside

ORDER = ("id", *KEYS, "trial_registrations", "design", "design_class", "level", "n", "n_text", "population", "species",
         "intervention", "comparator", "limits", "source", "verified", "unverified", "text_held", "retraction",
         "aliases", "subjects", "populations", "findings")  # fmt: skip
_NUMBERS = frozenset({"year", "PMID"})  # written as numbers, as people write them
_WORDS = 2  # of the name of a body, in an id
_LONGEST = 24  # letters of an id before its year
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class StudyFolder:
    """The records of a folder by id. Reads each once; a faulty one only keeps its id taken."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where the folder can be neither read nor made."""
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._taken = {each.stem for each in path.glob("*.y*ml")}

    def records(self) -> Iterator[tuple[str, Data, StudyRecord]]:
        """The sound records in order of their ids: id, data as written, and checked."""
        for ident in sorted(self._taken):
            try:
                data = self.data(ident)
                yield ident, data, StudyRecord.model_validate(data)
            except (OSError, ValueError, ValidationError):
                continue  # `kb build` says what is wrong with it

    def data(self, ident: str) -> Data:
        """The record as written. Raises OSError or ValueError where it is not there or no mapping."""
        found = yamltext.load(self.text(ident))
        if not isinstance(found, dict):
            raise ValueError("is not a mapping of keys to values")
        return found

    def text(self, ident: str) -> str:
        return self.record_path(ident).read_text(encoding="utf-8-sig")

    def record_path(self, ident: str) -> Path:
        return self.path / f"{ident}.yml"

    def text_path(self, ident: str) -> Path:
        return self.path / "texts" / f"{ident}.txt"

    def corrections_path(self, ident: str) -> Path:
        return self.path / "corrections" / f"{ident}.yml"

    def has(self, ident: str) -> bool:
        return ident in self._taken

    def new_id(self, record: StudyRecord) -> str:
        """An id that is free: first author and year, with a letter behind it where that is taken."""
        base = base_id(record)
        return next(ident for ident in _with_letters(base) if ident not in self._taken)

    def write(self, ident: str, data: Mapping[str, object]) -> None:
        """Write a new record. Raises OSError."""
        put(self.record_path(ident), to_yaml({**data, "id": ident}))
        self._taken.add(ident)

    def fill(self, ident: str, added: Mapping[str, object]) -> None:
        """Put values into a record that has none there, and the kind of text held. Raises ValueError where its layout
        does not let a line in; OSError."""
        put(self.record_path(ident), filled(self.text(ident), added))


def put(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with aside(path) as new:
        new.write_text(text, encoding="utf-8", newline="\n")


def base_id(record: StudyRecord) -> str:
    """First author and year, as people name a study: `glue2018`; a body by its first words, a work without authors by
    those of its title."""
    names = [family(name) for name in record.author[:1]] or [record.title]
    words = [word for word in fold(names[0]).split() if word != "the"]
    named = bool(record.author) and ", " in record.author[0]
    letters = "".join(words if named else words[:_WORDS])[:_LONGEST] or "study"
    return f"{letters}{record.year}"


def _with_letters(base: str) -> Iterator[str]:
    """The id itself, then with a, b, ... z, aa, ab, ... behind it."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    ends: Iterable[str] = [""]
    while True:
        for end in ends:
            yield f"{base}{end}"
        ends = [f"{end}{letter}" for end in ends for letter in letters]


def to_yaml(data: Mapping[str, object]) -> str:
    """A record as YAML in the order of the schema; what is empty is left out, but for the list of findings."""
    order = {key: place for place, key in enumerate(ORDER)}
    kept = {key: value for key, value in data.items() if value not in ("", None, []) or key == "findings"}
    ranked = {key: _written(key, kept[key]) for key in sorted(kept, key=lambda key: order.get(key, len(order)))}
    return yaml.dump(ranked, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=110)


def _written(key: str, value: object) -> object:
    if key in _NUMBERS and isinstance(value, str) and re.fullmatch(r"[1-9][0-9]*", value):
        return int(value)
    return value


def filled(text: str, added: Mapping[str, object]) -> str:
    """A record's text with values put in where it has none. Raises ValueError where that cannot be done by lines."""
    before = yamltext.load(text)
    lines = [
        line for line in text.splitlines() if not re.match(rf"(?:{'|'.join(added)}):\s*(?:''|\"\"|\[\])?\s*$", line)
    ]
    lines = [line for line in lines if not ("text_held" in added and line.startswith("text_held:"))]
    place = next(
        (i for i, line in enumerate(lines) if re.match(r"(?:design|design_class|verified|findings):", line)), None
    )
    if not isinstance(before, dict) or place is None:
        raise ValueError("its layout does not let a line in; fill it in by hand")
    new = "\n".join([*lines[:place], to_yaml(added).rstrip(), *lines[place:], ""])
    if yamltext.load(new) != {**before, **{key: _written(key, value) for key, value in added.items()}}:
        raise ValueError("its layout does not let a line in; fill it in by hand")
    return new
