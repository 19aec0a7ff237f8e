"""EndNote's XML in: one record for each `record`, read by the rules of RIS, whose fields are the same.

Read as a stream, with entities and the network off, as PubMed's is. EndNote wraps every value in `style` elements,
which say nothing.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from kb.literature.incoming import Raw
from kb.literature.ris import record_of
from kb.literature.xmlrecords import elements_of

_TYPES: Mapping[str, str] = {
    "journal article": "JOUR", "electronic article": "EJOUR", "book": "BOOK", "edited book": "BOOK",
    "electronic book": "EBOOK", "book section": "CHAP", "electronic book section": "ECHAP", "report": "RPRT",
    "government document": "GOVDOC", "thesis": "THES", "web page": "ELEC", "blog": "BLOG", "dataset": "DATA",
    "conference paper": "CPAPER", "conference proceedings": "CONF", "magazine article": "MGZN",
    "newspaper article": "NEWS", "pamphlet": "PAMP", "patent": "PAT", "standard": "STAND", "statute": "STAT",
    "unpublished work": "UNPB", "case": "CASE", "dictionary": "DICT", "encyclopedia": "ENCYC",
}  # fmt: skip
# Where each value stands in a record, by the name that the reader of RIS has for it.
_PLACES: Mapping[str, tuple[str, ...]] = {
    "title": ("titles/title",),
    "secondary_title": ("titles/secondary-title", "periodical/full-title", "periodical/abbr-1"),
    "volume": ("volume",),
    "number": ("number",),
    "start_page": ("pages",),
    "doi": ("electronic-resource-num",),
    "accession_number": ("accession-num",),
    "name_of_database": ("remote-database-name",),
    "database_provider": ("remote-database-provider",),
    "custom2": ("custom2",),
    "abstract": ("abstract",),
    "year": ("dates/year",),
    "date": ("dates/pub-dates/date",),
}


def is_endnote(text: str) -> bool:
    """Whether a text begins as EndNote's XML does."""
    head = text[:4000]
    return "<records>" in head and "<record>" in head


def read_endnote(data: bytes) -> Iterator[Raw]:
    """The records of an EndNote XML file in order. Raises ValueError where it is no sound XML; the records before the
    fault have been given by then."""
    for number, record in enumerate(elements_of(data, "record"), 1):
        found, abstract = record_of(_entry(record))
        yield Raw(number=number, data=found, abstract=abstract)


def _entry(record: etree._Element) -> dict[str, object]:
    kind = record.find("ref-type")
    named = (kind.get("name") or "").lower() if kind is not None else ""
    entry: dict[str, object] = {"type_of_reference": _TYPES.get(named, "GEN")}
    for name, places in _PLACES.items():
        entry[name] = next((text for place in places if (text := _text(record.find(place)))), "")
    entry["authors"] = [text for each in record.findall("contributors/authors/author") if (text := _text(each))]
    entry["urls"] = [text for each in record.findall("urls/related-urls/url") if (text := _text(each))]
    entry["notes"] = [_text(each) for each in record.findall("notes")]
    return entry


def _text(element: etree._Element | None) -> str:
    """The words of an element without its markup. A body among authors ends in a comma, which is no part of it."""
    words = "" if element is None else "".join(element.xpath(".//text()")).strip()
    return words.rstrip(",") if element is not None and element.tag == "author" else words
