"""NBIB, PubMed's own tagged format (MEDLINE display), in and out.

A line is a tag of up to four letters, "- " and a value; lines that begin with six spaces go on with the value; an empty
line ends the record. Tags: https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from kb.labels import RetractionState
from kb.literature.incoming import Raw, date_parts, iso_of, join_name, split_name
from kb.model import Study
from kb.registrations import registrations

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# What of the publication types says what kind of work it is, as study records name it.
TYPES: Mapping[str, str] = {
    "book": "book", "book chapter": "chapter", "dataset": "dataset", "preprint": "article", "news": "article-newspaper",
    "newspaper article": "article-newspaper", "technical report": "report", "academic dissertation": "thesis",
    "legal case": "legal_case", "legislation": "legislation", "webcast": "broadcast", "patent": "patent",
}  # fmt: skip
KINDS: Mapping[str, str] = {"guideline": "guideline", "practice guideline": "guideline"}
STATES: Mapping[str, str] = {"retracted publication": "retracted"}


def is_nbib(text: str) -> bool:
    """Whether a text begins as NBIB does: tags in four columns, one of PubMed's among the first."""
    tags = [match[1] for line in text[:4000].splitlines() if (match := re.match(r"([A-Z][A-Z0-9 ]{3})- ", line))]
    return bool({"PMID", "OWN ", "FAU ", "STAT", "TI  "} & set(tags))


def read_nbib(text: str) -> Iterator[Raw]:
    """The records of an NBIB text in order."""
    chunks = (chunk for chunk in re.split(r"\n[ \t]*\n", text) if chunk.strip())
    for number, chunk in enumerate(chunks, 1):
        tags = _tags(chunk)
        if not tags:
            yield Raw(number=number, faults=(("", "holds no tag of the format"),), usable=False)
            continue
        data = _record(tags)
        yield Raw(number=number, data=data, abstract=next((v for t, v in tags if t == "AB"), ""))


def _tags(chunk: str) -> list[tuple[str, str]]:
    found: list[tuple[str, list[str]]] = []
    for line in chunk.splitlines():
        match = _TAG.match(line) if not line.startswith(" ") else None
        if match:
            found.append((match[1], [match[2].strip()]))
        elif found and line.strip():
            found[-1][1].append(line.strip())
    return [(tag, " ".join(parts)) for tag, parts in found]


def _record(tags: list[tuple[str, str]]) -> dict[str, object]:
    first: dict[str, str] = {}
    for tag, value in tags:
        if value:
            first.setdefault(tag, value)
    types = [value.strip().lower() for tag, value in tags if tag == "PT"]
    full = any(tag == "FAU" for tag, _ in tags)
    authors = [
        value if tag in ("FAU", "CN") else _initials(value)
        for tag, value in tags
        if tag == "CN" or tag == ("FAU" if full else "AU")
    ]
    title = first.get("TI") or first.get("BTI", "")
    data: dict[str, object] = {
        "type": next((TYPES[each] for each in types if each in TYPES), "article-journal"),
        "title": title[:-1] if title.endswith(".") else title,
        "author": authors,
        "issued": iso_of(first.get("DP", "")),
        "container-title": first.get("JT") or first.get("TA", ""),
        "volume": first.get("VI", ""),
        "issue": first.get("IP", ""),
        "page": first.get("PG", ""),
        "PMID": first.get("PMID", ""),
        "PMCID": re.sub(r"\.\d+$", "", first.get("PMC", "")),
        "DOI": next((v[: -len("[doi]")].strip() for t, v in tags if t in ("LID", "AID") and v.endswith("[doi]")), ""),
    }
    data["trial_registrations"] = list(registrations("\n".join(value for tag, value in tags if tag == "SI")))
    kinds = [KINDS[each] for each in types if each in KINDS]
    states = [STATES[each] for each in types if each in STATES]
    data |= {"kind": kinds[0]} if kinds else {}
    return data | ({"retraction": {"state": states[0], "reason": "marked so by PubMed"}} if states else {})


def _initials(name: str) -> str:
    """ "Glue P" as "Glue, P"."""
    family, space, given = name.rpartition(" ")
    return join_name(family, given) if space and re.fullmatch(r"[A-Z]{1,4}", given) else name


def to_nbib(studies: Iterable[Study]) -> str:
    """Studies as NBIB, in the order given. It has no tag for an address, and none for most types but an article's."""
    return "\n".join("".join(f"{tag:<4}- {value}\n" for tag, value in _lines(study) if value) for study in studies)


def _lines(study: Study) -> Iterator[tuple[str, str]]:
    yield "PMID", study.pmid
    yield "DP", _date(study)
    yield "TI", study.title if study.title.endswith(("?", "!")) else f"{study.title}."
    yield "PG", study.page
    yield "LID", f"{study.doi} [doi]" if study.doi else ""
    for author in study.authors:
        yield ("FAU" if split_name(author) else "CN"), author
    words = {csl: pubmed for pubmed, csl in reversed(TYPES.items())}
    yield "PT", words.get(study.type, "Journal Article").title()
    yield "PT", "Practice Guideline" if study.kind == "guideline" else ""
    yield "PT", "Retracted Publication" if study.retraction is RetractionState.RETRACTED else ""
    yield "JT", study.container_title
    yield "VI", study.volume
    yield "IP", study.issue
    yield "AID", f"{study.doi} [doi]" if study.doi else ""
    yield "PMC", study.pmcid
    for number in study.trial_registrations:
        yield "SI", f"ClinicalTrials.gov/{number}" if number.startswith("NCT") else number


def _date(study: Study) -> str:
    parts = date_parts(study.issued)
    if not parts:
        return study.issued or study.year
    month = f" {_MONTHS[parts[1] - 1]}" if len(parts) > 1 else ""
    return f"{parts[0]:04}{month}{f' {parts[2]}' if len(parts) > 2 else ''}"
