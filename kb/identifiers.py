"""Identifiers of works in a text: DOI, PMID, PMCID and web addresses, in any spelling, normalised.

Text in, identifiers with their offsets out. A leaf that stages share; opens nothing, asks no one.
Standards: DOI Handbook 2.2 (prefix and suffix, compared without regard to case); NLM, PMID and PMCID formats.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import idutils


@dataclass(frozen=True, slots=True)
class Identifier:
    """`kind` is doi, pmid, pmcid or url; `value` is normalised; `start` to `end` is the mention with its label."""

    kind: str
    value: str
    start: int
    end: int


_DOI_CORE = r"10\.\d{4,9}(?:\.\d+)*+(?:/|%2F)[^\s\"<>“”|]{1,2000}+"
_TOP_LEVEL = "com|org|gov|edu|net|int|io|info|mil|eu|uk|de|fr|au|ca|nz|ch|nl|se|no|dk|ie|jp|in|us"
_MENTION = re.compile(
    rf"""
      (?:\b(?:https?://)?(?:dx\.)?doi\.org/
         | \bdoi\s*[:=]?\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?
         | (?<![\w./%-]))
      (?P<doi>{_DOI_CORE})
    | \b(?:PubMed\s+)?(?:PMID|PubMed\s+ID|PubMed)\s*[:\#]?\s*(?P<pmid>\d{{4,9}})\b
    | \b(?:PMCID\s*[:\#]?\s*)?PMC\s?(?P<pmcid>\d{{4,9}})(?:\.\d+)?\b
    | (?P<url>(?<![\w.@/-])(?:https?://|www\.)[^\s<>"“”]{{1,2000}}+)
    | (?P<bare>(?<![\w.@/-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{_TOP_LEVEL})/[^\s<>"“”]{{0,2000}}+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Without one of these a text holds no identifier; looking for it first spares most texts the longer pattern.
_HINTS = ("10.", "http", "www.", "pmid", "pmc", "pubmed", "/")
_CLOSERS = {")": "(", "]": "[", "}": "{"}
# What publishers' addresses add behind a DOI.
_DOI_TAIL = re.compile(
    r"(?:/(?:full|pdf|abstract|epdf|html|meta|fulltext|summary)|\.(?:full|pdf|abstract|html))+$", re.I
)
_PUBMED = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|europepmc\.org/\w+/MED/)(\d{4,9})", re.I
)
_PMC = re.compile(r"(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc|europepmc\.org)\S*?/(?:PMC)?(\d{4,9})\b", re.I)


def find_identifiers(text: str, start: int = 0, end: int | None = None) -> tuple[Identifier, ...]:
    """The identifiers in `text[start:end]`, in order, none within another; offsets count the whole text."""
    stop = len(text) if end is None else end
    found: list[Identifier] = []
    lowered = text[start:stop].lower()
    if not any(hint in lowered for hint in _HINTS):
        return ()
    for match in _MENTION.finditer(text, start, stop):
        kind = match.lastgroup or ""
        value = match[kind]
        if kind in ("pmid", "pmcid"):
            found.append(Identifier(kind, value if kind == "pmid" else f"PMC{value}", match.start(), match.end()))
            continue
        value = trim(value)
        ends = match.start(kind) + len(value)
        if kind == "doi":
            doi = normalise_doi(value)
            found += [Identifier("doi", doi, match.start(), ends)] if doi else []
        elif len(value) > 4:
            found.append(Identifier(*identify_address(value), match.start(), ends))
    return tuple(found)


def trim(address: str) -> str:
    """An address without the punctuation that its sentence put behind it; brackets stay where they pair."""
    while address:
        last = address[-1]
        if last in ".,;:!?'’*" or (last in _CLOSERS and address.count(last) > address.count(_CLOSERS[last])):
            address = address[:-1]
        else:
            break
    return address


def normalise_doi(value: str) -> str:
    """A DOI in lower case without resolver, label or a publisher's ending; empty where it is none."""
    value = _DOI_TAIL.sub("", unquote(value).split("?")[0].split("#")[0])
    return idutils.normalize_doi(value).lower() if idutils.is_doi(value) else ""


def identify_address(address: str) -> tuple[str, str]:
    """What a web address names: (kind, value) with kind doi, pmid or pmcid where it holds one, else url."""
    if match := re.search(_DOI_CORE, address, re.I):
        doi = normalise_doi(trim(match[0]))
        if doi:
            return "doi", doi
    if match := _PUBMED.search(address):
        return "pmid", match[1]
    if match := _PMC.search(address):
        return "pmcid", f"PMC{match[1]}"
    return "url", address if re.match(r"https?://", address, re.I) else f"https://{address}"


def host(address: str) -> str:
    """The host of an address in lower case without `www.`; empty where there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def address_key(address: str) -> str:
    """What two spellings of one address share: no scheme, `www.`, index page, query, fragment or closing slash."""
    key = re.sub(r"^[a-z]+://", "", address.strip().lower()).removeprefix("www.")
    key = key.split("#")[0].split("?")[0].rstrip("/")
    return re.sub(r"/(?:index|default|home)\.\w+$", "", key)
