"""The book or page that holds a part: "In: Marsh J, ed. Essays on Comfort", with the part's pages."""

import re
from dataclasses import dataclass

from kb.references.locators import PAGES, plain_pages

_EDITORS = re.compile(r"(?:\((?:eds?|editors?)\.?\)|\b(?:eds?|editors?)\b)[.,:]*\s+(?=\S)", re.I)
_IN = re.compile(r"[\s.,?!”\"’']\s?\bin:?\s+", re.I)
_SURELY_IN = re.compile(r"[.,?!”\"’']\s*\bIn(?::\s*|\s+(?=[A-Z][^.]{3,120},\s+edited\s+by\b))(?=\S)")
_NAMED = 200  # characters of editors' names between "in" and what says that they are editors
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
    before, host = _part_and_host(line)
    if not host:
        return None
    pages = _PART_PAGES.search(host)
    page = volume = ""
    if pages:
        page, volume = plain_pages(pages["page"] or pages["plain"]), pages["volume"] or ""
        host = host[: pages.start()] + ". " + host[pages.end() :]
    host = _BY.sub(". ", host)
    title, _, rest = host.partition(". ")
    return Host(before.strip(), title.strip(" .,;:()"), rest.strip(" .,;"), volume, page)


def _part_and_host(line: str) -> tuple[str, str]:
    """What stands before "in" and, without its editors, what stands behind it; both empty where there is no host."""
    editors = _EDITORS.search(line)
    if editors:
        found = list(_IN.finditer(line, max(3, editors.start() - _NAMED), editors.start()))
        between = line[found[-1].end() : editors.start()] if found else ""
        if between and not re.search(r"[()“”\"?!]", between):
            stop = found[-1].start() + (line[found[-1].start()] in "?!”\"’'")
            return line[:stop], line[editors.end() :]
    sure = _SURELY_IN.search(line, 3)
    return (line[: sure.start() + 1], line[sure.end() :]) if sure else ("", "")
