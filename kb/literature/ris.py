"""RIS, the tagged format of reference managers, in and out.

Reading is rispy's, record by record: the file is cut at its `TY` lines first, since rispy takes a record without its
end mark and the next one for one. Tags as Reference Manager, EndNote and Zotero write them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import rispy

from kb.literature.incoming import Raw, date_parts, iso_date, year_of
from kb.model import Study
from kb.read.records import CslType
from kb.registrations import registrations

# Item types of CSL that RIS has a type for; any other is GEN with its name in M3 (type of work).
TYPES: Mapping[str, str] = {
    "article": "UNPB", "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "bill": "BILL", "book": "BOOK", "broadcast": "VIDEO", "chapter": "CHAP", "dataset": "DATA", "document": "GEN",
    "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC", "hearing": "HEAR", "legal_case": "CASE",
    "legislation": "STAT", "pamphlet": "PAMP", "paper-conference": "CPAPER", "patent": "PAT",
    "personal_communication": "PCOMM", "post-weblog": "BLOG", "report": "RPRT", "software": "COMP",
    "standard": "STAND", "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip
_READ = {ris: csl for csl, ris in TYPES.items()} | {
    "JFULL": "article-journal", "EJOUR": "article-journal", "INPR": "article-journal", "ABST": "article-journal",
    "CONF": "paper-conference", "EBOOK": "book", "EDBOOK": "book", "SER": "book", "ECHAP": "chapter", "WEB": "webpage",
    "GOVDOC": "report", "AGGR": "dataset", "DBASE": "dataset", "ICOMM": "personal_communication", "MPCT": "broadcast",
}  # fmt: skip
_START = re.compile(r"^TY  ?- ?", re.M)
_END = re.compile(r"^ER  ?-", re.M)
_LOOSE = re.compile(r"^([A-Z][A-Z0-9]) {1,3}- ?", re.M)  # some programs write one space less, or no space behind
_MARK = re.compile(r"^\d+\.$")  # rispy's writer numbers its records
_NO_ADDRESS = "<Go to"  # "<Go to ISI>://WOS:...": a command of EndNote's own, which leads nowhere outside it
_CONTAINERS = ("secondary_title", "alternate_title3", "journal_name", "alternate_title1", "alternate_title2")
_TITLES = ("title", "primary_title", "unknown_title", "short_title")


def is_ris(text: str) -> bool:
    """Whether a text begins as RIS does: its first tag is TY."""
    first = _LOOSE.search(text[:4000])
    return bool(first) and first[1] == "TY"


def read_ris(text: str) -> Iterator[Raw]:
    """The records of a RIS text in order. A record without its end mark is read up to the next one, and told."""
    starts = [match.start() for match in _START.finditer(text)]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), 1):
        chunk = text[start:end]
        stop = _END.search(chunk)
        faults = () if stop else (("ER", "the record has no end mark; it is read up to the next record"),)
        body = chunk[: stop.start()] if stop else chunk
        entries = rispy.loads(_LOOSE.sub(r"\1  - ", body).rstrip() + "\nER  - \n", skip_unknown_tags=True)
        data, abstract = record_of(entries[0])
        yield Raw(number=number, data=data, abstract=abstract, faults=faults)


def record_of(entry: Mapping[str, object]) -> tuple[dict[str, object], str]:
    """The values of a record by the names that rispy gives them, under the keys of a study record, and its abstract."""
    said = {key: value for key, value in entry.items() if value}
    kind = _READ.get(str(said.get("type_of_reference", "")).strip().upper(), "document")
    named = str(said.get("type_of_work", ""))
    if kind == "document" and named in {each.value for each in CslType}:
        kind = named
    first, last = str(said.get("start_page", "")), str(said.get("end_page", ""))
    data: dict[str, object] = {
        "type": kind,
        "title": _first(said, _TITLES),
        "author": said.get("authors") or said.get("first_authors") or [],
        "container-title": _first(said, _CONTAINERS),
        "volume": said.get("volume", ""),
        "issue": said.get("number", ""),
        "page": f"{first}-{last}" if first and last and first != last else first or last,
        "DOI": said.get("doi", ""),
        "PMCID": _pmcid(said),
        "PMID": _pmid(said),
        "URL": next((url for url in map(str, said.get("urls", [])) if not url.startswith(_NO_ADDRESS)), ""),
        "trial_registrations": list(registrations("\n".join(map(str, said.get("notes", []))))),
        **_dates(said),
    }
    abstract = said.get("abstract") or said.get("notes_abstract") or ""
    return data, str(abstract)


def _first(said: Mapping[str, object], keys: Iterable[str]) -> str:
    return next((str(said[key]) for key in keys if said.get(key)), "")


def _dates(said: Mapping[str, object]) -> dict[str, str]:
    """Year and date of `PY` or `Y1` and `DA`: YYYY/MM/DD/other information, each part optional."""
    year = year_of(str(said.get("year") or said.get("publication_year") or ""))
    for key in ("date", "publication_year", "year"):
        spelled = str(said.get(key, ""))
        parts = [*spelled.split("/", 3), "", "", ""][:4]
        if parts[3] and not parts[1]:
            return {"year": year or parts[0], "issued": parts[3]}
        date = iso_date(parts[0], parts[1], parts[2])
        if date:
            return {"year": year or parts[0], "issued": date}
        if spelled and key == "date":
            return {"year": year or year_of(spelled), "issued": _day_of(year, spelled)}
    return {"year": year, "issued": ""}


def _day_of(year: str, spelled: str) -> str:
    """A date as EndNote gives it beside the year ("Feb 10", "Feb"), made whole; any other as it stands."""
    month, _, day = spelled.partition(" ")
    whole = iso_date(year, month, day.strip())
    return whole if "-" in whole and not year_of(spelled) else spelled


def _pmid(said: Mapping[str, object]) -> str:
    """The PubMed number of `AN` where the database is PubMed or MEDLINE, else one that a note names."""
    number = str(said.get("accession_number", ""))
    bases = f"{said.get('name_of_database', '')} {said.get('database_provider', '')}".lower()
    if re.fullmatch(r"[1-9]\d{0,8}", number) and ("pubmed" in bases or "medline" in bases or "nlm" in bases):
        return number
    notes = " ".join(map(str, said.get("notes", [])))
    match = re.search(r"\bPMID:?\s*([1-9]\d{3,8})\b", f"{notes} {number}", re.I)
    return match[1] if match else ""


def _pmcid(said: Mapping[str, object]) -> str:
    match = re.fullmatch(r"(?i)(PMC\d+)(?:\.\d+)?", str(said.get("custom2", "")).strip())
    return match[1] if match else ""


class _Writer(rispy.RisWriter):
    def set_header(self, count: int) -> str:
        return ""


def to_ris(studies: Iterable[Study]) -> str:
    """Studies as RIS, in the order given: `C2` holds the PMCID, `AN` with `DB  - PubMed` the PubMed number."""
    text = rispy.dumps([_entry(study) for study in studies], implementation=_Writer)
    return text if text.endswith("\n") or not text else text + "\n"


def _entry(study: Study) -> dict[str, object]:
    known = study.type in TYPES
    first, dash, last = study.page.replace("\u2013", "-").partition("-")
    entry = {
        "type_of_reference": TYPES.get(study.type, "GEN"),
        "id": study.id,
        "title": study.title,
        "authors": list(study.authors),
        "year": study.year,
        "date": _date(study),
        "secondary_title": study.container_title,
        "volume": study.volume,
        "number": study.issue,
        "start_page": first if dash and last else study.page,
        "end_page": last if dash else "",
        "doi": study.doi,
        "accession_number": study.pmid,
        "name_of_database": "PubMed" if study.pmid else "",
        "custom2": study.pmcid,
        "type_of_work": "" if known else study.type,
        "urls": [study.url] if study.url else [],
        "notes": [f"Trial registration: {number}" for number in study.trial_registrations],
    }
    return {key: value for key, value in entry.items() if value}


def _date(study: Study) -> str:
    parts = date_parts(study.issued)
    if parts:
        month, day = (*(f"{part:02}" for part in parts[1:]), "", "")[:2]
        return f"{parts[0]:04}/{month}/{day}/"
    return f"{study.year}///{study.issued}" if study.issued else ""
