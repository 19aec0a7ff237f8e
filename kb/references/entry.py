"""One entry of a bibliography into its fields: identifiers out, then notes (what kind of work, when looked at), the
host of a chapter, the locator (volume, issue, pages), the authors and the year at the head; what is left is title,
container and publisher.

Sources for the notations: AMA Manual of Style 11, APA 7, ICMJE (NLM Citing Medicine 2), Cite Them Right Harvard 12,
MLA 9, Chicago 17, IEEE.
"""

import re

from kb.identifiers import find_identifiers
from kb.references.authors import is_body, read_authors
from kb.references.hosts import take_host
from kb.references.locators import COMMA_STYLES, DATE, YEAR, find_locator, plain_pages
from kb.references.notes import Notes, strip_access, take_notes, without_editors
from kb.references.titles import breaks_of, segments_of, split_title
from kb.registrations import LABEL as REGISTRATION_LABEL

_ADDRESS_LABEL = re.compile(
    r"(?:(?:available\s+(?:from|at|online)|retrieved(?:\s+(?:on\s+)?[\w\s,]{1,30}?)?,?\s+from|accessed\s+(?:at|from)|url|link|"
    rf"doi|pmid|pmcid|epub|online|pubmed|{REGISTRATION_LABEL})\s*:?\s*)$",
    re.I,
)
_HEAD_YEAR = re.compile(
    rf"\s*[.,]?\s*(?:\((?P<round>{YEAR}[a-h]?)(?:,[^)]{{0,30}})?\)|(?P<bare>{YEAR}[a-h]?)(?=[.,:\s]|$))\s*[.,:—–]*\s*"
)

_LONGEST = 2000  # characters


def parse_entry(text: str) -> dict[str, object]:
    """The fields of an entry without its number, by the names of model.Reference; empty where the entry has none.

    Of a text that is longer than any entry only the beginning is read, so that time is linear in the text.
    """
    fields, line, behind = _take_identifiers(text[:_LONGEST])
    line, notes = take_notes(line)
    host = take_host(line)
    line = without_editors(host.before if host else line)
    locator = find_locator(host.rest if host else line)
    authors, year, rest = _head(line, notes)
    tail = len(line)
    if locator:
        groups = locator.groupdict()
        fields |= {name: (groups.get(name) or "").strip() for name in ("volume", "issue", "page")}
        fields["page"] = plain_pages(str(fields["page"]))
        year = year or groups.get("year") or groups.get("year2") or ""
        tail = len(line) if host else max(locator.start(), rest)
    commas = bool(locator) and locator.re in COMMA_STYLES
    periodical = bool(fields) or notes.appearing
    title = split_title(
        line[rest:tail], located=bool(locator) and not host, commas=commas, periodical=periodical, notes=notes
    )
    fields |= {"title": title.title, "container": title.container, "publisher": title.publisher}
    if host:
        publisher, late = segments_of(host.rest[: locator.start()] if locator else host.rest)
        fields |= {"container": host.title, "publisher": publisher, "volume": host.volume or fields.get("volume", "")}
        fields["page"] = host.page or fields.get("page", "")
        title = title.dated(late)
    year = year or title.year or _last_year(line[tail:]) or notes.changed
    if part := _part_behind(behind):
        fields |= {"title": part, "container": title.title}
    return {**fields, "authors": authors, "year": year}


def _take_identifiers(text: str) -> tuple[dict[str, object], str, str]:
    """The identifiers, the line without them and their labels, and what stands behind the last address."""
    fields: dict[str, object] = {}
    pieces, cursor, last_address = [], 0, -1
    for found in find_identifiers(text):
        fields.setdefault(found.kind, found.value)
        written = text[found.start : found.end]
        if found.kind == "trial_registration" and "/" in written and "." in written:
            fields.setdefault("url", written)
        pieces.append(_ADDRESS_LABEL.sub(" ", text[cursor : found.start].rstrip("<([ \n\t") + " "))
        cursor = found.end
        last_address = found.end if found.kind == "url" else last_address
    behind = text[last_address:] if last_address >= 0 else ""
    return fields, " ".join("".join([*pieces, text[cursor:] if not _part_behind(behind) else ""]).split()), behind


def _part_behind(behind: str) -> str:
    """A part named behind its address ("... https://x.org. Table 2: prevalence"), without access notes; else empty."""
    words = " ".join(strip_access(behind).split())
    part = re.sub(rf"^[\s.>,;)\]]+|[\s.]+$|\(?{DATE}\)?[.,]?$", "", words).strip(" .")
    return part if len(part.split()) >= 3 and part[:1].isupper() and not find_identifiers(part) else ""


def _head(line: str, notes: Notes) -> tuple[tuple[str, ...], str, int]:
    """Authors, the year that follows them, and where the rest starts."""
    authors, end = read_authors(line)
    if authors:
        year = _HEAD_YEAR.match(line, end)
        if year:
            return authors, year["round"] or year["bare"], year.end()
        return authors, "", end + len(re.match(r"[\s.,:—–]*", line[end:])[0])
    if re.match(r"\s*[“\"‘]", line):
        return (), "", 0
    return _organisation(line, notes)


def _organisation(line: str, notes: Notes) -> tuple[tuple[str, ...], str, int]:
    """A body as author: what stands before a year, or the first of three or more sentences. A label begins with its
    product."""
    dated = re.match(
        rf"(?P<name>[^()]{{2,150}}?(?:\([A-Z]{{2,8}}\))?)\s*(?:[.,]\s*(?P<bare>{YEAR}[a-h]?)\s*[.,:]|[.,]?\s*\((?P<round>{YEAR}[a-h]?)(?:,[^)]{{0,30}})?\)[.,:]?)\s*",
        line,
    )
    if dated and not re.search(r"[.?!]\s+[^\W_a-z]", dated["name"]):
        return (dated["name"].strip(" .,"),), dated["bare"] or dated["round"], dated.end()
    breaks = breaks_of(line)
    first = line[: breaks[0][0]] if breaks else ""
    if "label" in notes.kinds and not is_body(first):
        return (), "", 0
    if first and len(first.split()) <= 10 and (len(breaks) >= 2 or is_body(first)) and not re.search(r"[?!]$", first):
        return (first.strip(" ."),), "", breaks[0][1]
    return (), "", 0


def _last_year(text: str) -> str:
    years = re.findall(rf"(?<!\d)({YEAR}[a-h]?)(?![\d\w])", text)
    return years[-1] if years else ""
