"""One record of a bibliographic file: what a format's reader found in; a checked study record, or what is wrong, out.

Readers give plain values under the keys of a study record (`read.records`). Here they are cleaned, completed with what
the schema wants and a bibliographic file cannot tell, and checked by the schema itself, so that an import and a build
say the same of the same value. A value that cannot be used is left out and named; without a title there is no record.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from kb.model import Study
from kb.read.records import StudyRecord, faults, to_study
from kb.registrations import registrations

Data = dict[str, object]  # a study record as YAML holds it: by the keys of the schema

# The bibliographic keys of a record, in the order in which a record is written.
KEYS = ("type", "kind", "title", "author", "issued", "year", "container-title", "volume", "issue", "page", "DOI",
        "PMID", "PMCID", "URL")  # fmt: skip
NEEDED = frozenset({"title", "type", "kind", "id"})
MAX_NAMES = 5000  # authors of one work; the longest known list is about three thousand
MAX_LENGTH = 4000  # characters of a bibliographic value: what is longer is a broken file and no title
_DASHES = re.compile(r"\s*[\u2010-\u2015\u2212]\s*|\s*-{2,3}\s*|\s+-\s+")
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SPELLED = re.compile(r"(\d{4})\s+([A-Za-z]{3,9})\.?(?:\s+(\d{1,2}))?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Raw:
    """What a reader found in one record: `data` under the keys of a study record, `abstract` in paragraphs that begin
    with their labels ("RESULTS: ..."), `number` from 1, `faults` as pairs of field and message."""

    number: int
    data: Mapping[str, object] = field(default_factory=dict)
    abstract: str = ""
    faults: tuple[tuple[str, str], ...] = ()
    usable: bool = True
    whole: bool = False  # a study record of this project, which says everything itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A record that can be used: checked, complete but for its id, with its abstract."""

    number: int
    data: Mapping[str, object]
    abstract: str = ""
    record: StudyRecord
    whole: bool = False

    @property
    def study(self) -> Study:
        """The record as the noun that stages pass on."""
        return to_study(self.record, "")


def check(raw: Raw) -> tuple[Incoming | None, tuple[tuple[str, str], ...]]:
    """The record, or None where it cannot be used, and what is wrong with it as pairs of field and message."""
    if raw.whole:
        return _check_whole(raw)
    told = list(raw.faults)
    data = {key: value for key, value in _tidy(raw.data).items() if value not in ("", [], None)}
    told += _too_long(data)
    if not data.get("trial_registrations") and (numbers := registrations(raw.abstract)):
        data["trial_registrations"] = list(numbers)
    if not raw.usable:
        return None, tuple(told)
    whole = {"id": "new", "type": "document", "kind": "article", **data, "design_class": "other", "verified": False}
    whole |= {"text_held": "abstract" if raw.abstract else "none", "findings": []}
    for _ in range(len(whole) + 1):
        try:
            record = StudyRecord.model_validate(whole)
        except ValidationError as error:
            wrong = list(faults(error))
            told += [fault for fault in wrong if fault[0] not in {name for name, _ in told}]
            names = {name.partition(".")[0] for name, _ in wrong}
            if names & NEEDED or not names & whole.keys():
                return None, tuple(told)
            whole = {key: value for key, value in whole.items() if key not in names}
        else:
            kept = {key: value for key, value in whole.items() if key in data}
            return Incoming(number=raw.number, data=kept, abstract=raw.abstract, record=record), tuple(told)
    return None, tuple(told)


def _check_whole(raw: Raw) -> tuple[Incoming | None, tuple[tuple[str, str], ...]]:
    try:
        record = StudyRecord.model_validate(raw.data)
    except ValidationError as error:
        return None, tuple(faults(error))
    return Incoming(number=raw.number, data=raw.data, record=record, whole=True), ()


def _too_long(data: Data) -> Iterator[tuple[str, str]]:
    """What no bibliographic value can be: taken out of `data`, and named."""
    for key in [k for k, v in data.items() if isinstance(v, str) and len(v) > MAX_LENGTH]:
        yield key, f"has {len(data.pop(key)):,} characters, more than {MAX_LENGTH:,}"
    names = data.get("author", [])
    if isinstance(names, list) and len(names) > MAX_NAMES:
        data["author"] = names[:MAX_NAMES]
        yield "author", f"has {len(names):,} names; the first {MAX_NAMES:,} are kept"


def _tidy(data: Mapping[str, object]) -> Data:
    """The values without marks that nobody sees and with white space folded; pages with plain hyphens; an address of
    the DOI resolver given as a DOI."""
    tidy: Data = {}
    for key, value in data.items():
        if isinstance(value, str):
            tidy[key] = fold(value)
        elif isinstance(value, Mapping):
            tidy[key] = value
        elif isinstance(value, Sequence):
            tidy[key] = [text for part in value if (text := fold(str(part)))]
        else:
            tidy[key] = value
    if isinstance(tidy.get("page"), str):
        tidy["page"] = plain_page(str(tidy["page"]))
    if isinstance(tidy.get("DOI"), str):
        tidy["DOI"] = re.sub(r"(?i)^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", str(tidy["DOI"]))
    if tidy.get("issued") and not tidy.get("year"):
        tidy["year"] = year_of(str(tidy["issued"]))
    if tidy.get("issued") == tidy.get("year"):
        tidy.pop("issued", None)  # it says no more than the year
    return tidy


def fold(text: str) -> str:
    """White space folded, and format characters that nobody sees (soft hyphens, zero-width spaces) taken out."""
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(text.split())


def plain_page(page: str) -> str:
    """Pages with a plain hyphen between first and last, whatever dash the file has."""
    return _DASHES.sub("-", page).strip("- ")


def year_of(issued: str) -> str:
    """The first year of four digits of a date in words; empty where there is none."""
    match = re.search(r"(?<!\d)(?:1[6-9]|20)\d{2}(?!\d)", issued)
    return match[0] if match else ""


def iso_date(year: str, month: str = "", day: str = "") -> str:
    """A date as 2018, 2018-03 or 2018-03-05; months as names or numbers, what is none left out with all behind it."""
    if not re.fullmatch(r"\d{4}", year):
        return ""
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
    if not 1 <= number <= 12:
        return year
    if not (day.isdigit() and 1 <= int(day) <= 31):
        return f"{year}-{number:02}"
    return f"{year}-{number:02}-{int(day):02}"


def iso_of(spelled: str) -> str:
    """A date such as "2018 Mar 5" as 2018-03-05; any other text as it is."""
    match = _SPELLED.fullmatch(spelled.strip())
    if match and match[2][:3].lower() in _MONTHS:
        return iso_date(match[1], match[2], match[3] or "")
    return spelled


def date_parts(issued: str) -> tuple[int, ...]:
    """Year, month and day of an ISO date, as far as it goes; empty for a date in words or one that cannot be."""
    match = _ISO.fullmatch(issued)
    parts = tuple(int(part) for part in match.groups() if part) if match else ()
    return parts if len(parts) < 2 or (1 <= parts[1] <= 12 and all(1 <= day <= 31 for day in parts[2:])) else ()


def split_name(author: str) -> tuple[str, str, str] | None:
    """Family, given and suffix of "Family, Given" or "Family, Given, Suffix"; None for a body or a literal name."""
    family, comma, rest = author.partition(", ")
    if not comma:
        return None
    given, _, suffix = rest.partition(", ")
    return family, given, suffix


def join_name(family: str, given: str = "", suffix: str = "") -> str:
    """The name as a record holds it."""
    return ", ".join(part for part in (family.strip(), given.strip(), suffix.strip()) if part)
