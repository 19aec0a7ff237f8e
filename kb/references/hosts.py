"""The book or page that holds a part: "In: Marsh J, ed. Essays on Comfort", with the part's pages."""

import re
from dataclasses import dataclass

from kb.references.locators import PAGES, plain_pages

_NAMES = r"(?:[^()“”\"?!]{2,200}?)"
_EDITED = re.compile(
    rf"(?P<before>.{{3,}}?)[\s.,?!”\"’']\s*\bin:?\s+{_NAMES},?\s*(?:\((?:eds?|editors?)\.?\)|\b(?:eds?|editors?)\b)[.,:]*\s+(?P<host>.+)",
    re.I,
)
_IN = re.compile(r"(?P<before>.{3,}?[.,?!”\"’'])\s*\bIn(?::\s*|\s+(?=[A-Z][^.]{3,120},\s+edited\s+by\b))(?P<host>.+)")
_BY = re.compile(r",\s*(?:edited\s+by|eds?\.(?:\s+by)?)\s+[^,\d:]{2,120}(?P<after>[,.:]?)\s*")
_PART_PAGES = re.compile(
    rf"[(,.;]\s*(?:vol(?:ume)?\.?\s*(?P<volume>\d+)\s*,\s*)?(?:pp?|pages?)\.?\s*(?P<page>{PAGES})\s*\)?"
    rf"|,\s*(?P<plain>\d+\s*[-–—]\s*\d+)\s*(?=[.,]|$)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Host:
    """`before` is the entry up to the host; `title` of the host; `rest` what stands behind it (publisher, year)."""

    before: str
    title: str
    rest: str
    volume: str
    page: str


def take_host(line: str) -> Host | None:
    """The host of an entry that is a part of something with editors or behind "In:"; None where it is no part."""
    match = _EDITED.fullmatch(line) or _IN.fullmatch(line)
    if not match:
        return None
    host = match["host"]
    pages = _PART_PAGES.search(host)
    page = volume = ""
    if pages:
        page, volume = plain_pages(pages["page"] or pages["plain"]), pages["volume"] or ""
        host = host[: pages.start()] + ". " + host[pages.end() :]
    host = _BY.sub(". ", host)
    title, _, rest = host.partition(". ")
    return Host(match["before"].strip(), title.strip(" .,;:()"), rest.strip(" .,;"), volume, page)
