"""The list of Retraction Watch (a CSV that Crossref gives away) held against a folder of studies.

CSV in; the notices about studies of the folder out, matched by DOI and PubMed number alone: titles of notices and works
are alike, and a wrong match would take a sound study away. A row counts for the work that it names as the original
paper, never for the notice itself. Columns: https://gitlab.com/crossref/retraction-watch-data
"""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kb.identifiers import normalise_doi
from kb.labels import RetractionState
from kb.model import Notice, Study

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

COLUMNS = ("Record ID", "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDOI",
           "OriginalPaperPubMedID", "RetractionNature", "Reason")  # fmt: skip
NATURES: Mapping[str, RetractionState] = {
    "retraction": RetractionState.RETRACTED, "correction": RetractionState.CORRECTED,
    "expression of concern": RetractionState.CONCERN, "reinstatement": RetractionState.REINSTATED,
}  # fmt: skip
LIMIT = 1 << 30  # bytes; the list had about 60 MB in 2025
_FIELD = 1 << 20  # characters of one field
_TOLD = 50  # faults told one by one
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})")


class BadList(ValueError):
    """The file is no list of retractions; the message says why."""


@dataclass(slots=True)
class Found:
    """What a list says of some studies: `notices` by study id, the latest date in it, its digest, its rows; `faults` in
    words, one for each row or match that could not be used; `doubtful` the studies that such a row may be about and no
    other row is: they are not clean."""

    notices: dict[str, list[Notice]] = field(default_factory=dict)
    as_of: str = ""
    digest: str = ""
    rows: int = 0
    faults: list[str] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)


def search_list(path: Path, studies: Sequence[Study]) -> Found:
    """The notices of a list about some studies. Raises BadList for a file that is none (one line each says why).

    Memory is bounded by the notices found: the file is read row by row."""
    by_doi = {study.doi: study for study in studies if study.doi}
    by_pmid = {study.pmid: study for study in studies if study.pmid}
    found, digest = Found(), sha256()
    for number, row in _rows(path, digest):
        found.rows += 1
        date = _date(row["RetractionDate"])
        found.as_of = max(found.as_of, date)
        matched = _match(row, by_doi, by_pmid)
        if matched is None:
            continue
        about, by = matched
        study = about[0]
        nature = NATURES.get(" ".join(row["RetractionNature"].lower().split()))
        where = f"{path}: record {row['Record ID'].strip() or number}"
        if not by:
            numbers = f"{_doi(row['OriginalPaperDOI'])}, {_pmid(row['OriginalPaperPubMedID'])}"
            told = f"its DOI and PubMed number ({numbers}) are not both those of {study.id}; not used"
            found.faults.append(f"{where}: {told}; {_unchecked(about)}")
            found.doubtful |= {each.id for each in about}
        elif nature is None:
            told = f"RetractionNature: {row['RetractionNature']!r} is none of those known"
            found.faults.append(f"{where}: {told}; {_unchecked(about)}")
            found.doubtful.add(study.id)
        else:
            if row["RetractionDate"].strip() and not date:
                found.faults.append(f"{where}: RetractionDate: {row['RetractionDate']!r} is no date; used without one")
            found.notices.setdefault(study.id, []).append(_notice(row, nature, date, by))
    if not found.rows:
        raise BadList(f"{path}: holds no row")
    found.doubtful -= found.notices.keys()
    found.digest = digest.hexdigest()
    return found


def _unchecked(studies: Sequence[Study]) -> str:
    """What a row that could not be used means for the studies that it may be about."""
    names = " and ".join(study.id for study in studies)
    return f"{names} {'stays' if len(studies) == 1 else 'stay'} unchecked unless another row is about it"


def _rows(path: Path, digest: "Hash") -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their line numbers, while `digest` takes in what is read. Only ASCII of them is looked at, so that
    a letter in another encoding harms nothing."""
    csv.field_size_limit(_FIELD)
    try:
        with path.open("rb") as file:
            yield from _parsed(path, _lines(path, file, digest))
    except OSError as error:
        raise BadList(f"{path}: cannot be read: {error.strerror}") from None


def _lines(path: Path, file: BinaryIO, digest: "Hash") -> Iterator[str]:
    size = 0
    while line := file.readline(_FIELD):
        size += len(line)
        if size > LIMIT:
            raise BadList(f"{path}: has more than {LIMIT >> 20} MB")
        digest.update(line)
        yield line.removeprefix(BOM_UTF8).decode("utf-8", "replace").replace("\0", "")


def _parsed(path: Path, lines: Iterator[str]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(lines, restval="")
    try:
        names = [" ".join((name or "").split()) for name in reader.fieldnames or ()]
        missing = [name for name in COLUMNS if name not in names]
        if not names:
            raise BadList(f"{path}: is empty")
        if len(names) == 1 and any(mark in names[0] for mark in ";\t"):
            raise BadList(f"{path}: its columns are parted by semicolons or tabs: save it with commas")
        if missing:
            raise BadList(f"{path}: lacks the column{'' if len(missing) == 1 else 's'} {', '.join(missing)}")
        reader.fieldnames = names
        for row in reader:
            yield reader.line_num, {name: row.get(name) or "" for name in COLUMNS}
    except csv.Error as error:
        raise BadList(f"{path}: line {reader.line_num}: {error}") from None


def _match(
    row: Mapping[str, str], by_doi: Mapping[str, Study], by_pmid: Mapping[str, Study]
) -> tuple[tuple[Study, ...], str] | None:
    """The study that a row names as the original paper, and by what; where DOI and PubMed number name two works, the
    studies that it may be about, and nothing; None where it is about none of them."""
    doi, pmid = _doi(row["OriginalPaperDOI"]), _pmid(row["OriginalPaperPubMedID"])
    study, other = by_doi.get(doi), by_pmid.get(pmid)
    found = study or other
    if found is None:
        return None
    if (study and other and study is not other) or (doi and found.doi and doi != found.doi) or (
        pmid and found.pmid and pmid != found.pmid
    ):  # fmt: skip
        return tuple(each for each in (study, other) if each) if study is not other else (found,), ""
    return (found,), "DOI" if study else "PMID"


def _doi(value: str) -> str:
    value = value.strip()
    return normalise_doi(value) if value[:3] == "10." or "doi" in value.lower() else ""


def _pmid(value: str) -> str:
    value = value.strip().removesuffix(".0")
    return value if re.fullmatch(r"[1-9]\d{0,8}", value) else ""


def _date(value: str) -> str:
    """ "1/15/2020 0:00" as 2020-01-15; empty for what is no date."""
    match = _DATE.match(value.strip())
    if not match:
        return ""
    month, day, year = (match[1], match[2], match[3]) if match[3] else (match[5], match[6], match[4])
    return f"{year}-{int(month):02}-{int(day):02}" if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else ""


def _notice(row: Mapping[str, str], nature: RetractionState, date: str, by: str) -> Notice:
    reasons = [" ".join(part.strip(" +").split()) for part in row["Reason"].split(";")]
    return Notice(
        nature=nature,
        date=date,
        reason="; ".join(part for part in reasons if part),
        doi=_doi(row["RetractionDOI"]),
        pmid=_pmid(row["RetractionPubMedID"]),
        record=row["Record ID"].strip(),
        matched_by=by,
    )
