"""Identifiers of works in a text: DOI, PMID, PMCID, trial registrations and web addresses, in any spelling, normalised.

Text in, identifiers with their offsets out. A leaf that stages share; opens nothing, asks no one.
Standards: DOI Handbook 2.2 (prefix and suffix, compared without regard to case) and its short DOIs ("10/abcd"); NLM,
PMID and PMCID formats. Registration numbers: kb/registrations.py.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import idutils

from kb.registrations import HINTS as REGISTRATION_HINTS
from kb.registrations import PATTERN as REGISTRATION
from kb.registrations import normalise_registration


@dataclass(frozen=True, slots=True)
class Identifier:
    """`kind` is doi, pmid, pmcid, trial_registration or url; `value` is normalised; `start` to `end` is the mention,
    label and all."""

    kind: str
    value: str
    start: int
    end: int


_SUFFIX = r"[^\s\"<>“”|]"
# A DOI broken over two lines goes on where it cannot have ended: behind the slash, a hyphen, or a stop before which
# its suffix has no figure yet.
_DOI_CORE = (
    rf"10\.\d{{4,9}}(?:\.\d+)*+(?:/|%2F)(?:\s{{1,2}}(?={_SUFFIX}{{0,60}}\d))?"
    rf"(?:[^\s\d\"<>“”|]{{1,40}}[./_(-][ \t]?\n[ \t]*(?={_SUFFIX}{{0,60}}\d)"
    rf"|{_SUFFIX}{{1,60}}[-_][ \t]?\n[ \t]*(?=\d))?"
    rf"{_SUFFIX}{{1,2000}}+"
)
_TOP_LEVEL = "com|org|gov|edu|net|int|io|info|mil|eu|uk|de|fr|au|ca|nz|ch|nl|se|no|dk|ie|jp|in|us"
_MENTION = re.compile(
    rf"""
      (?:\b(?:https?://)?(?:dx\.)?doi\.org/
         | \bdoi\s*[:=]?\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?
         | (?<![\w./%-]))
      (?P<doi>{_DOI_CORE})
    | (?:\b(?:https?://)?(?:dx\.)?doi\.org/|\bdoi\s*[:=]?\s*)(?P<short>10/[a-z0-9]{{3,12}}|(?<=doi\.org/)[a-z0-9]{{3,12}})(?![\w/])
    | \b(?:PubMed\s+)?(?:PMID|PubMed\s+ID|PubMed\s+(?:no\.?|number)|PubMed)(?:\s*(?:number|no\.?))?\s*[:\#]?\s*
      (?P<pmid>\d{{4,9}})\b
    | \b(?:PMC\s?ID\s*[:\#]?\s*)?PMC[\s:\#-]{{0,2}}(?P<pmcid>\d{{4,9}})(?:\.\d+)?\b
    | \bPMC\s?ID\s*[:\#]?\s*(?P<pmcid2>\d{{4,9}})\b
    | (?P<trial_registration>{REGISTRATION})
    | (?P<url>(?<![\w.@/-])(?:https?://|www\.)[^\s<>"“”]{{1,2000}}+)
    | (?P<bare>(?<![\w.@/-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{_TOP_LEVEL})/[^\s<>"“”]{{0,2000}}+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Without one of these a text holds no identifier; looking for it first spares most texts the longer pattern.
_HINTS = ("10.", "http", "www.", "pmid", "pmc", "pubmed", "/", *REGISTRATION_HINTS)
_CLOSERS = {")": "(", "]": "[", "}": "{"}
# What publishers' addresses add behind a DOI.
_DOI_TAIL = re.compile(
    r"(?:/(?:full|pdf|abstract|epdf|html|meta|fulltext|summary)|\.(?:full|pdf|abstract|html))+$", re.I
)
_PUBMED = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|europepmc\.org/\w+/MED/)(\d{4,9})", re.I
)
_PMC = re.compile(r"(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc|europepmc\.org)\S*?/(?:PMC)?(\d{4,9})\b", re.I)


# Those that are figures: by the group that found them, their kind and how they are written.
_NUMBERED = {
    "pmid": ("pmid", str),
    "pmcid": ("pmcid", "PMC{}".format),
    "pmcid2": ("pmcid", "PMC{}".format),
    "trial_registration": ("trial_registration", normalise_registration),
    "short": ("doi", lambda value: f"10/{value.lower().removeprefix('10/')}"),
}

_SHORT = re.compile(r"(?:https?://)?(?:dx\.)?doi\.org/(?:10/)?([a-z0-9]{3,12})/?", re.I)
# Registries whose addresses hold the number of the trial.
_REGISTRY = re.compile(
    r"(?:clinicaltrials\.gov|isrctn\.(?:com|org)|clinicaltrialsregister\.eu|anzctr\.org\.au|chictr\.org(?:\.cn)?|drks\.de|"
    r"jrct\.\S+|trialregister\.nl|ctri\.nic\.in|trialsearch\.who\.int|umin\.ac\.jp)$",
    re.I,
)


def find_identifiers(text: str, start: int = 0, end: int | None = None) -> tuple[Identifier, ...]:
    """The identifiers in `text[start:end]`, in order, none within another; offsets count the whole text."""
    stop = len(text) if end is None else end
    found: list[Identifier] = []
    lowered = text[start:stop].lower()
    if not any(hint in lowered for hint in _HINTS):
        return ()
    for match in _MENTION.finditer(text, start, stop):
        group = match.lastgroup or ""
        value = match[group]
        if group in _NUMBERED:
            kind, spell = _NUMBERED[group]
            found.append(Identifier(kind, spell(value), match.start(), match.end()))
            continue
        value = trim(value)
        ends = match.start(group) + len(value)
        if group == "doi":
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
    value = _DOI_TAIL.sub("", unquote(re.sub(r"\s+", "", value)).split("?")[0].split("#")[0])
    return idutils.normalize_doi(value).lower() if idutils.is_doi(value) else ""


def identify_address(address: str) -> tuple[str, str]:
    """What a web address names: (kind, value) with kind doi, pmid, pmcid or trial_registration where it holds one, else
    url."""
    if match := re.search(_DOI_CORE, address, re.I):
        doi = normalise_doi(trim(match[0]))
        if doi:
            return "doi", doi
    if match := _PUBMED.search(address):
        return "pmid", match[1]
    if match := _PMC.search(address):
        return "pmcid", f"PMC{match[1]}"
    if _SHORT.fullmatch(address):
        return "doi", f"10/{_SHORT.fullmatch(address)[1].lower()}"
    if _REGISTRY.search(host(address if "//" in address else f"//{address}")):
        number = normalise_registration(address)
        if number:
            return "trial_registration", number
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
