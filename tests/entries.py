"""The table of references (tests/cases/references.jsonl) and how a parser is scored on it, field by field.

A row has `half` (tune: rules were made with it in sight; held: never), `style`, `text`, and the fields that its text
gives; a field that is not there is not given. Authors are family names with their particles, or bodies; bracketed
notes on the kind of work belong to no title; the years of access dates count for nothing.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kb.identifiers import address_key
from kb.names import family, fold

TABLE = Path(__file__).resolve().parent / "cases" / "references.jsonl"
FIELDS = (
    "authors",
    "year",
    "title",
    "container",
    "volume",
    "issue",
    "page",
    "doi",
    "pmid",
    "pmcid",
    "url",
    "trial_registration",
)


@dataclass(slots=True)
class FieldCounts:
    """What was given and found, right and wrong, by field; `errors` names each field of a row that is wrong."""

    right: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def f1(self, *names: str) -> float:
        """F1 over the fields named, over all where none is; 1.0 where nothing was given and nothing found."""
        chosen = names or FIELDS
        right, given, found = (sum(c[n] for n in chosen) for c in (self.right, self.given, self.found))
        return 2 * right / (given + found) if given + found else 1.0


def read_entries(half: str = "") -> tuple[dict[str, object], ...]:
    """The rows of the table, of one half or of both."""
    rows = (json.loads(line) for line in TABLE.read_text("utf-8").splitlines())
    return tuple(row for row in rows if half in ("", row["half"]))


def score_entries(rows: Iterable[Mapping[str, object]], parse: Callable[[str], Mapping[str, object]]) -> FieldCounts:
    """Each row's text parsed and compared: a field is right where both say the same after `normal`."""
    counts = FieldCounts()
    for row in rows:
        parsed = parse(str(row["text"]))
        for name in FIELDS:
            given, found = normal(name, row.get(name)), normal(name, parsed.get(name))
            counts.given[name] += bool(given)
            counts.found[name] += bool(found)
            counts.right[name] += bool(given) and given == found
            if given != found:
                counts.errors.append(
                    f"{row['style']} {name}: {row.get(name)!r}, said {parsed.get(name)!r}: {row['text']}"
                )
    return counts


def normal(name: str, value: object) -> str:
    """A field without case, accents, punctuation and spelling of dashes; authors as their family names."""
    if not value:
        return ""
    if name == "authors":
        return "|".join(fold(family(author)) for author in value)
    if name == "page":
        return re.sub(r"\s*[-–—]+\s*", "-", str(value)).strip().lower()
    if name == "url":
        return address_key(str(value))
    if name in ("doi", "pmid", "pmcid", "trial_registration", "year"):
        return str(value).strip().lower()
    return fold(str(value))
