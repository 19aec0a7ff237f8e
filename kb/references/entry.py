"""One entry of a bibliography into its fields: identifiers out, then the locator (volume, issue, pages), the year, the
authors at the head; what is left is title and container.

Sources for the notations: AMA Manual of Style 11, APA 7, ICMJE (NLM Citing Medicine 2), Cite Them Right Harvard 12,
MLA 9, Chicago 17, IEEE.
"""

import re

from kb.identifiers import find_identifiers
from kb.references.authors import is_body, read_authors

_YEAR = r"(?:1[89]|20)\d\d"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Fall|Autumn|Winter)[a-z]*\.?"
_PAGES = r"(?:[A-Za-z]{0,3}\d+[A-Za-z]?(?:\.\w+)?(?:\s*[-–—]\s*[A-Za-z]{0,3}\d+[A-Za-z]?)?|[ivxlc]+[-–][ivxlc]+)"
_PP = r"(?:(?:pp?|pages?)\.?\s*|art(?:icle)?\.?\s*(?:no\.?\s*)?|:\s*)"
_VOL = r"(?P<volume>\d+[A-Za-z]?(?:\s*Suppl\.?(?:\s*\d+)?)?)"
_ISSUE = r"(?P<issue>[\w.–\-/ ]{1,20})"
# The surest first. Each stands where the container has ended.
_LOCATORS = tuple(
    re.compile(pattern, re.I | re.VERBOSE)
    for pattern in (
        # 2018;32(6):663-667 (AMA, Vancouver), 2015 Aug 15;78(4):224-30
        rf"(?P<year>{_YEAR})(?:\s+{_MONTH}(?:[-–/]{_MONTH})?(?:\s*\d{{1,2}})?)?\s*;\s*{_VOL}?\s*(?:\(\s*{_ISSUE}\s*\))?\s*(?::\s*(?P<page>{_PAGES}))?",
        # vol. 32, no. 6, June 2018, pp. 663-667 (MLA, IEEE)
        rf"\bvol(?:ume)?\.?\s*{_VOL}\s*,?\s*(?:(?:no|issue|iss|number)\.?\s*{_ISSUE}?)?\s*(?:,?\s*(?:\d{{1,2}}\s+)?(?:{_MONTH}(?:[-–/]{_MONTH})?\s*)?(?P<year>{_YEAR}))?(?:\s*,?\s*{_PP}(?P<page>{_PAGES}))?(?:\s*,\s*(?:{_MONTH}\s*)?(?P<year2>{_YEAR}))?",
        # 32, no. 6 (2018): 663-667 (Chicago)
        rf"(?<![\w-]){_VOL}\s*,\s*no\.\s*{_ISSUE}\s*(?:\((?:{_MONTH}\s*)?(?P<year>{_YEAR})\))?\s*:\s*(?P<page>{_PAGES})",
        # 51:2, 189-198 (Taylor & Francis)
        rf"(?<![\w-]){_VOL}:(?P<issue>\w{{1,5}}),\s*(?:pp?\.\s*)?(?P<page>{_PAGES})",
        # 32 (2018) 663-667 (Elsevier)
        rf"(?<![\w-]){_VOL}\s*\((?P<year>{_YEAR})\)\s*:?\s*(?P<page>{_PAGES})",
        # 32(6), 663-667 (APA); 32(6), pp.663-667 (Harvard); 32(6):663-667
        rf"(?<![\w-]){_VOL}\s*\(\s*{_ISSUE}\s*\)\s*(?:[,:]\s*(?:{_PP})?(?P<page>{_PAGES}))?",
        # 32: 663-667 and 32, 663-667, pp. 663-667
        rf"(?<![\w-]){_VOL}\s*[,:]\s*(?:{_PP})?(?P<page>[A-Za-z]?\d+\s*[-–—]\s*[A-Za-z]?\d+|e\d+)",
        rf"(?<![\w-]){_VOL}\s*,\s*{_PP}(?P<page>{_PAGES})",
    )
)
_COMMA_STYLES = (_LOCATORS[3], _LOCATORS[4])  # these styles set the container off by a comma
_ADDRESS_LABEL = re.compile(
    r"(?:(?:available\s+(?:from|at|online)|retrieved(?:\s+(?:on\s+)?[\w\s,]{1,30}?)?,?\s+from|accessed\s+(?:at|from)|url|link|"
    r"doi|pmid|pmcid|epub|online)\s*:?\s*)$",
    re.I,
)
_DATE = (
    rf"(?:{_YEAR}\s+{_MONTH}\s*\d{{0,2}}|(?:{_MONTH}\s*)?\d{{0,2}},?\s*(?:{_MONTH}\s*)?{_YEAR}"
    rf"|{_YEAR}(?:[-/]\d\d){{0,2}})"
)
_ACCESS = re.compile(
    rf"[\[(]?\b(?:date\s+)?(?:last\s+)?(?:accessed|cited|retrieved|viewed|updated|reviewed|visited)\b:?\s*(?:on\s+|in\s+)?{_DATE}[\])]?[.,]?"
    rf"|\bepub\s+(?:{_YEAR}\s*{_MONTH}\s*\d*|ahead\s+of\s+print)[.;]?|\[(?:internet|online|epub\s+ahead\s+of\s+print|website)\]"
    rf"|\bpublished\s+(?:online\s+)?(?={_MONTH}|\d)|\(?\bretrieved\s+(?={_MONTH})",
    re.I,
)
_HEAD_YEAR = re.compile(
    rf"\s*[.,]?\s*(?:\((?P<round>{_YEAR}[a-h]?)(?:,[^)]{{0,30}})?\)|(?P<bare>{_YEAR}[a-h]?)(?=[.,:\s]|$))\s*[.,:]?\s*"
)
_QUOTED = re.compile(r"\s*[“\"‘](?P<title>.{3,500}?)[.,?!]?[”\"’](?=[\s,.]|$)")
_BREAK = re.compile(r"(?P<stop>[.?!])\s+(?=[\"“‘(\[]?[^\W_a-z])")
_ABBREVIATIONS = frozenset(
    {"vs", "st", "dr", "no", "vol", "ed", "eds", "etc", "al", "inc", "u.s", "approx", "e.g", "i.e"}
)


def parse_entry(text: str) -> dict[str, object]:
    """The fields of an entry without its number, by the names of model.Reference; empty where the entry has none."""
    line = " ".join(text.split())
    fields, line, behind = _take_identifiers(line)
    line = re.sub(r"\s+(?=[.,;:])", "", " ".join(_ACCESS.sub(" ", line).split()))
    locator = _find_locator(line)
    authors, year, rest = _head(line)
    tail = len(line)
    commas = bool(locator) and locator.re in _COMMA_STYLES
    if locator:
        groups = locator.groupdict()
        fields |= {name: (groups.get(name) or "").strip() for name in ("volume", "issue", "page")}
        fields["page"] = re.sub(r"\s*[-–—]\s*", "-", str(fields["page"]))
        year = year or groups.get("year") or groups.get("year2") or ""
        tail = max(locator.start(), rest)
    title, container, late_year = _title_and_container(line[rest:tail], bool(locator), commas)
    if not year:
        year = late_year or _last_year(line[tail:])
    if part := _part_behind(behind):
        title, container = part, title
    return {**fields, "authors": authors, "year": year, "title": title, "container": container}


def _take_identifiers(line: str) -> tuple[dict[str, object], str, str]:
    """The identifiers, the line without them and their labels, and what stands behind the last address."""
    fields: dict[str, object] = {}
    pieces, cursor, last_address = [], 0, -1
    for found in find_identifiers(line):
        fields.setdefault(found.kind, found.value)
        before = _ADDRESS_LABEL.sub(" ", line[cursor : found.start].rstrip("<([ ") + " ")
        pieces.append(before)
        cursor = found.end
        last_address = found.end if found.kind == "url" else last_address
    behind = line[last_address:] if last_address >= 0 else ""
    return fields, "".join([*pieces, line[cursor:] if not _part_behind(behind) else ""]), behind


def _part_behind(behind: str) -> str:
    """A part named behind its address ("... https://x.org. Table 2: prevalence"), without access notes; else empty."""
    words = _ACCESS.sub(" ", behind)
    part = re.sub(rf"^[\s.>,;)\]]+|[\s.]+$|\(?{_DATE}\)?[.,]?$", "", words).strip(" .")
    return part if len(part.split()) >= 3 and part[:1].isupper() and not find_identifiers(part) else ""


def _find_locator(line: str) -> re.Match[str] | None:
    for pattern in _LOCATORS:
        found = None
        for match in pattern.finditer(line):
            if match.groupdict().get("volume") or match.groupdict().get("page"):
                found = match
        if found:
            return found
    return None


def _head(line: str) -> tuple[tuple[str, ...], str, int]:
    """Authors, the year that follows them, and where the rest starts."""
    authors, end = read_authors(line)
    if authors:
        year = _HEAD_YEAR.match(line, end)
        if year:
            return authors, year["round"] or year["bare"], year.end()
        return authors, "", end + len(re.match(r"[\s.,:]*", line[end:])[0])
    if _QUOTED.match(line):
        return (), "", 0
    return _organisation(line)


def _organisation(line: str) -> tuple[tuple[str, ...], str, int]:
    """A body as author: what stands before a year, or the first of three or more sentences."""
    dated = re.match(
        rf"(?P<name>[^()]{{2,150}}?(?:\([A-Z]{{2,8}}\))?)\s*(?:[.,]\s*(?P<bare>{_YEAR}[a-h]?)\s*[.,:]|[.,]?\s*\((?P<round>{_YEAR}[a-h]?)(?:,[^)]{{0,30}})?\)[.,:]?)\s*",
        line,
    )
    if dated and not re.search(r"[.?!]\s+[^\W_a-z]", dated["name"]):
        return (dated["name"].strip(" .,"),), dated["bare"] or dated["round"], dated.end()
    breaks = _breaks(line)
    short = bool(breaks) and len(line[: breaks[0][0]].split()) <= 10
    if short and (len(breaks) >= 2 or is_body(line[: breaks[0][0]])):
        return (line[: breaks[0][0]].strip(" ."),), "", breaks[0][1]
    return (), "", 0


def _breaks(text: str) -> list[tuple[int, int]]:
    """Where sentences end in a title or container: (before the stop, behind the gap). A dotted abbreviation ("J. Clin.
    Psychiatry", "vs.") is no end."""
    breaks: list[tuple[int, int]] = []
    for match in _BREAK.finditer(text):
        word = re.search(r"[\w.]+$", text[: match.start()])
        last = word[0].lower() if word else ""
        if match["stop"] == "." and (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and breaks)):
            continue
        start = breaks[-1][1] if breaks else 0
        dotted = breaks and re.fullmatch(r"(?:[^\W\d_]{1,9}\.\s*)*[^\W\d_]{1,9}", text[start : match.start()])
        if not (dotted and match["stop"] == "."):
            breaks.append((match.start() + (match["stop"] in "?!"), match.end()))
    return breaks


def _title_and_container(rest: str, located: bool, commas: bool) -> tuple[str, str, str]:
    """Title, container, and a year that stands with the container."""
    rest = re.sub(rf"^\(?{_DATE}\)?[.,]\s*", "", rest)
    rest = re.sub(rf"\.\s*\({_YEAR},[^)]{{0,30}}\)", ".", rest)
    quoted = _QUOTED.match(rest)
    if quoted:
        container, year = _container(rest[quoted.end() :])
        return quoted["title"].strip(" .,"), container, year
    breaks = _breaks(rest.rstrip(" ."))
    # A list kept apart by commas ends in ", J. Clin. Psychiatry" or, where the locator says so, in ", Nature".
    by_comma = re.search(r",\s+(?P<name>(?:[A-Z][\w()]*\.\s*){2,}|[A-Z][^.,?!]*,?\s*)$", rest) if located else None
    if by_comma and (commas or "." in by_comma["name"]) and "?" not in rest[by_comma.start() :]:
        return rest[: by_comma.start()].strip(" .,"), *_container(by_comma["name"])
    if breaks:
        end, start = breaks[-1] if located else breaks[0]
        container, year = _container(rest[start:])
        return rest[:end].strip(" .,"), container, year
    if by_comma:
        return rest[: by_comma.start()].strip(" .,"), *_container(by_comma["name"])
    title, year = _without_year(rest)
    return title, "", year


def _container(text: str) -> tuple[str, str]:
    text, year = _without_year(text)
    text = re.sub(r"^(?:In|in)[:\s]+(?=[\"“A-Z])", "", text)
    text = re.sub(r"^[A-Z][\w\s.]{2,25}(?:,\s*[A-Z]{2})?:\s+(?=[A-Z])", "", text)  # Geneva: World Health Organization
    return text.strip(' .,;:“”"()[]'), year


def _without_year(text: str) -> tuple[str, str]:
    """The text without a date at its end, and the date's year."""
    match = re.search(
        rf"[\s.,;(]*(?:\d{{1,2}}\s+)?(?:{_MONTH}\s*(?:\d{{1,2}},?)?\s*)?(?P<year>{_YEAR})\)?[\s.,;:]*$", text
    )
    if match and match.start() > 0:
        return text[: match.start()].strip(" .,;"), match["year"]
    return text.strip(" .,;"), ""


def _last_year(text: str) -> str:
    years = re.findall(rf"(?<!\d)({_YEAR}[a-h]?)(?![\d\w])", text)
    return years[-1] if years else ""
