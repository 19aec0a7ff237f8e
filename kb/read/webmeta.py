"""What a web page says of itself in its head: a parsed page in; title, publisher, address, dates and language out."""

import re
from datetime import date, datetime

from lxml.html import HtmlElement

from kb.read.described import Described, address, iso_day, language_tag, one_line

# Dates beyond these are no dates of pages; a fixed end keeps the answer the same on every day.
_DATES = {"extensive_search": False, "min_date": "1990-01-01", "max_date": "2100-01-01"}
_HEAD = 4000  # characters; what a browser notes of a page that it saves stands at its beginning
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*\w+ (\w{3} \d{1,2} \d{4})")


def describe_page(tree: HtmlElement, source: str) -> Described:
    """What the page's meta tags, its JSON-LD and the note of the browser that saved it say."""
    from htmldate import find_date
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(tree, date_config={"original_date": True, **_DATES})
    url, captured = _saved(source[:_HEAD])
    modified = find_date(tree, original_date=False, **_DATES) or ""
    published = iso_day(found.date)
    return Described(
        title=one_line(found.title),
        publisher=one_line(found.sitename),
        url=address(found.url) or url,
        captured=captured,
        published=published,
        modified=iso_day(modified) if modified != published else "",
        language=language_tag(tree.get("lang") or found.language),
    )


def _saved(head: str) -> tuple[str, str]:
    """The address and the day that a browser notes when it saves a page."""
    single = _SINGLE_FILE.search(head)
    if single:
        return address(single.group(1)), _day(single.group(2))
    saved = _SAVED_FROM.search(head)
    return (address(saved.group(1)), "") if saved else ("", "")


def _day(words: str) -> str:
    try:
        found: date = datetime.strptime(words, "%b %d %Y").date()
    except ValueError:
        return ""
    return found.isoformat()
