"""Which bibliographic format a file has, and its records: a path in, raw records in order out.

Content decides, since programs name their exports as they like (PubMed saves NBIB as .txt); the ending decides where
the content could be several. Time and memory are bounded: a file larger than LIMIT is not opened.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kb import yamltext
from kb.literature.bibtex import is_bibtex, read_bibtex
from kb.literature.csl import read_csl
from kb.literature.endnote import is_endnote, read_endnote
from kb.literature.incoming import Raw
from kb.literature.nbib import is_nbib, read_nbib
from kb.literature.pubmed import is_pubmed, read_pubmed
from kb.literature.ris import is_ris, read_ris
from kb.read.decoding import NotText, decode

LIMIT = 64 * 2**20  # bytes: tens of thousands of records with their abstracts
_GUESSED = 2**20  # bytes; the encoding of a larger file is not guessed
YAML, XML, ENDNOTE, JSON = "a study record", "PubMed XML", "EndNote XML", "CSL-JSON"
_READERS: Mapping[str, Callable[[str], Iterator[Raw]]] = {
    "RIS": read_ris, "NBIB": read_nbib, "BibTeX": read_bibtex, JSON: read_csl,
}  # fmt: skip
_XML: Mapping[str, Callable[[bytes], Iterator[Raw]]] = {XML: read_pubmed, ENDNOTE: read_endnote}
_ENDINGS: Mapping[str, str] = {
    ".ris": "RIS", ".nbib": "NBIB", ".medline": "NBIB", ".bib": "BibTeX", ".bibtex": "BibTeX", ".json": JSON,
    ".csljson": JSON, ".xml": XML, ".yml": YAML, ".yaml": YAML,
}  # fmt: skip
_LOOKED_AT = 200_000  # characters


class Unreadable(ValueError):
    """A file, or what is left of it, cannot be read; the message says why."""


def read_records(path: Path) -> Iterator[Raw]:
    """The records of a file, in order. Raises Unreadable for one that cannot be read (missing, empty, too large, of no
    known format or encoding, or broken beyond the records given so far)."""
    data = _bytes(path)
    try:
        text = decode(data, controls=True) if len(data) <= _GUESSED else _utf8(data)
        form = tell_format(path, text)
        if form in _XML and "<!ENTITY" in text:
            raise Unreadable(f"declares entities, which {form} never does; it is not read")
        yield from _XML[form](data) if form in _XML else _yaml(text) if form == YAML else _READERS[form](text)
    except (NotText, ValueError) as error:
        raise Unreadable(str(error)) from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:  # a pipe will do, as long as it ends
            size = os.fstat(file.fileno()).st_size
            data = file.read(LIMIT + 1) if size <= LIMIT else b""
        size = max(size, len(data))
        if size > LIMIT:
            raise Unreadable(f"has {size / 2**20:,.0f} MB, more than {LIMIT // 2**20} MB; split it")
        return data
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8 text (byte {error.start + 1}); save it as UTF-8") from None


def tell_format(path: Path, text: str) -> str:
    """The name of the format of a text. Raises Unreadable where neither ending nor content tells."""
    head = text[:_LOOKED_AT].lstrip()
    named = _ENDINGS.get(path.suffix.lower(), "")
    if head.startswith("<"):
        if is_pubmed(text):
            return XML
        if is_endnote(text):
            return ENDNOTE
        raise Unreadable("is XML, and neither PubMed's nor EndNote's: it holds no PubmedArticle and no records")
    if head[:1] in ("[", "{") and named != "BibTeX":
        return JSON
    if named == YAML:
        return YAML
    found = [name for name, fits in (("RIS", is_ris), ("NBIB", is_nbib), ("BibTeX", is_bibtex)) if fits(head)]
    if named in found or not found:
        if named and named in found:
            return named
        if re.match(r"id:\s", head) or re.search(r"^design_class:", head, re.M):
            return YAML
        known = "RIS, NBIB, BibTeX, CSL-JSON, PubMed XML, EndNote XML or a study record"
        raise Unreadable(f"is no {named}, whatever its ending says" if named else f"is none of {known}")
    return found[0]


def _yaml(text: str) -> Iterator[Raw]:
    """The one record of a YAML file of this project; the schema checks it later."""
    found = yamltext.load(text)
    if not isinstance(found, dict):
        yield Raw(number=1, faults=(("", "is empty" if found is None else "is not a mapping of keys"),), usable=False)
    else:
        yield Raw(number=1, data=found, whole=True)
