"""Whether an incoming record is a work that is held already, and what it can add: records in, a match out.

Two records are one work where they share a DOI, else a PMID or PMCID, else where their titles (folded, 95 of 100 by
rapidfuzz), years, figures in the title and first authors agree and no identifier speaks against it. What stands in a
record is never overwritten.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kb.literature.incoming import KEYS, Data
from kb.names import family, fold, same_family
from kb.read.records import StudyRecord

ALIKE = 95.0  # of 100: a lost hyphen or a misspelt word, not another word
_TELLING = 3  # words that two titles must have more of to be one where nobody is named as author
_NAMESAKES = 8  # works of one title that are looked at
_IDENTIFIERS = ("DOI", "PMID", "PMCID")
_FILLED = (*(key for key in KEYS if key not in ("type", "kind", "title")), "trial_registrations", "retraction")


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The id of the record that is the same work, and by what it was known (DOI, PMID, PMCID, title and year)."""

    id: str
    by: str


class Works:
    """The works of a folder by what they can be known by. Filled as records come in."""

    def __init__(self) -> None:
        self._by_identifier: dict[tuple[str, str], str] = {}
        self._titles: dict[str, dict[str, str]] = {}  # year -> id -> folded title
        self._exact: dict[tuple[str, str | None, str | None], list[str]] = {}  # title, first author, year -> some ids
        self._records: dict[str, StudyRecord] = {}

    def add(self, ident: str, record: StudyRecord) -> None:
        """Take a record in, or again after it was filled."""
        self._records[ident] = record
        for key, value in identifiers(record):
            self._by_identifier.setdefault((key, value), ident)
        title = _key(record.title)
        self._titles.setdefault(record.year, {})[ident] = title
        for key in _slots(record):
            same = self._exact.setdefault((title, *key), [])
            if len(same) < _NAMESAKES and ident not in same:
                same.append(ident)

    def find(self, record: StudyRecord) -> Match | None:
        """The work that a record is, or None. Raises ValueError where two of its identifiers are those of two works."""
        known = {key: self._by_identifier[key, value] for key, value in identifiers(record)
                 if (key, value) in self._by_identifier}  # fmt: skip
        if len(set(known.values())) > 1:
            said = " and ".join(f"its {key} that of {ident}" for key, ident in known.items())
            raise ValueError(f"is two works: {said}")
        for key, ident in known.items():
            if not self._is_denied(record, ident, but=key):
                return Match(id=ident, by=key)
            other = next(k for k, v in identifiers(record) if self._says_otherwise(k, v, ident))
            raise ValueError(f"its {key} is that of {ident}, and its {other} is not")
        return self._find_title(record)

    def _find_title(self, record: StudyRecord) -> Match | None:
        title = _key(record.title)
        author, year = _author(record), record.year
        for key in ((a, y) for a in ((author, "") if author else (None,)) for y in ((year, "") if year else (None,))):
            for ident in self._exact.get((title, *key), ()):
                if self._agree(record, ident):
                    return Match(id=ident, by="title and year" if year else "title")
        if not record.year:
            return None
        near = process.extract(
            title, self._titles.get(record.year, {}), scorer=fuzz.ratio, processor=None, score_cutoff=ALIKE, limit=5
        )
        for _, _, ident in near:
            if self._agree(record, ident):
                return Match(id=ident, by="title and year")
        return None

    def _agree(self, record: StudyRecord, ident: str) -> bool:
        """Whether nothing but the title's spelling differs: "part 1" and "part 2" are two works, and so are two
        editorials of one name by two people."""
        held = self._records[ident]
        if record.year and held.year and record.year != held.year:
            return False
        if self._is_denied(record, ident) or _figures(record.title) != _figures(held.title):
            return False
        if record.author and held.author:
            first, other = record.author[0], held.author[0]
            return first.casefold() == other.casefold() or same_family(family(first), family(other))
        same_place = (record.container_title, record.page) == (held.container_title, held.page)
        return same_place or len(record.title.split()) > _TELLING

    def _is_denied(self, record: StudyRecord, ident: str, but: str = "") -> bool:
        return any(key != but and self._says_otherwise(key, value, ident) for key, value in identifiers(record))

    def _says_otherwise(self, key: str, value: str, ident: str) -> bool:
        held = dict(identifiers(self._records[ident])).get(key, value)
        return held != value


def _key(title: str) -> str:
    """A title folded; one in letters that have no plain form as it is."""
    return fold(title) or " ".join(title.casefold().split())


def _author(record: StudyRecord) -> str:
    """The first author's family name as an index holds it; empty where nobody is named."""
    first = family(record.author[0]) if record.author else ""
    return fold(first) or first.casefold()


def _slots(record: StudyRecord) -> Iterator[tuple[str | None, str | None]]:
    """Under which first author and year a record is found: its own, and None for whoever asks without."""
    yield from ((a, y) for a in (_author(record), None) for y in (record.year, None))


def identifiers(record: StudyRecord) -> Iterator[tuple[str, str]]:
    """DOI, PMID and PMCID of a record, as far as it has them."""
    for key, value in zip(_IDENTIFIERS, (record.doi, record.pmid, record.pmcid), strict=True):
        if value:
            yield key, value


def _figures(title: str) -> list[str]:
    return re.findall(r"\d+|\b[IVX]+\b", title)


def additions(held: Mapping[str, object], incoming: Mapping[str, object], *, whole: bool = False) -> Data:
    """What an incoming record can fill of a held one: bibliographic keys that are empty there; from a whole study
    record any key that is."""
    keys: Sequence[str] = tuple(incoming) if whole else _FILLED
    return {key: incoming[key] for key in keys if incoming.get(key) and held.get(key) in (None, "", [], {})}
