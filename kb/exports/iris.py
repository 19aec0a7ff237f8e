"""Names on the web for what is exported: stable, made from ids alone, below a base that whoever publishes chooses."""

import re
from urllib.parse import quote

from kb.model import Study

BASE = "urn:claims-kb:"  # names that resolve nowhere; a house that publishes gives its own address
_BASE = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:|https?://[^\s<>\"{}|\\^`#?]+/", re.I)


def check_base(base: str) -> str:
    """The base again. Raises ValueError where no IRI can begin so."""
    if not _BASE.fullmatch(base):
        raise ValueError(f"{base}: is no beginning of an address: https://…/ or urn:…:")
    return base


def iri(base: str, kind: str, ident: str) -> str:
    """The name of one thing: `urn:claims-kb:claim:ID`, or `https://kb.example/claim/ID`."""
    separator = ":" if base.lower().startswith("urn:") else "/"
    return f"{base}{kind}{separator}{quote(ident, safe='')}"


def study_iri(base: str, study: Study) -> str:
    """A study by its DOI, its PubMed number or its address; else by its id."""
    if study.doi:
        return f"https://doi.org/{quote(study.doi, safe='/:;()._-')}"
    if study.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"
    return study.url if web_address(study.url) else iri(base, "study", study.id)


def web_address(url: str) -> str:
    """The address where it is one of http or https that can stand in RDF and JSON-LD as it is; else empty."""
    return url if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", url, re.I) else ""
