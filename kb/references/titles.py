"""What stands between the authors and the locator: title, container, publisher, and a date among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.references.locators import DATE, MONTH, YEAR
from kb.references.notes import Notes

_QUOTED = re.compile(
    r"\s*(?:[“\"](?P<title>.{3,500}?)[.,]?[”\"](?=[\s,.]|$)|‘(?P<single>.{3,500}?)[.,]?’(?=\s*[,.(]|\s+[A-Z]|$)"
    r"|'(?P<plain>.{3,500}?)[.,]?'(?=\s*[,.(]|$))"
)
_BREAK = re.compile(r"(?P<stop>[.?!])[”\"]?\s+(?=[\"“‘(\[]?(?:[^\W_a-z]|[a-z]{1,3}[A-Z]))")
_ABBREVIATIONS = frozenset(
    {"vs", "st", "dr", "no", "vol", "ed", "eds", "etc", "al", "inc", "u.s", "approx", "e.g", "i.e"}
)
# "Geneva: World Health Organization", "Titusville, NJ: Janssen", "Bethesda (MD): National Library".
_PLACE = re.compile(r"^[A-Z][\w\s.'’-]{1,30}(?:,\s*[A-Z][\w.\s]{1,15}|\s*\([A-Z]{2,3}\))?\s*:\s+(?=[A-Z0-9])")
_PRESS = re.compile(
    r"\b(?:press|books?|publish(?:ing|ers?)|verlag|editions?|& sons|university of|presses|paperbacks?)\b", re.I
)
_PERIODICAL = re.compile(
    r"\b(?:journal|j|rev(?:iew)?|ann(?:als)?|arch(?:ives)?|bull(?:etin)?|proc(?:eedings)?|lancet|acta|gazette|magazine|"
    r"quarterly|weekly|times|news|post|medrxiv|biorxiv|arxiv|psyarxiv|ssrn|preprints|registry|clinicaltrials\.gov)\b",
    re.I,
)
_OF_PUBLISHERS = frozenset({"thesis", "label", "release"})  # kinds of work that stand in no container
_LONGEST_DATE = 60  # characters
_WHOLE_DATE = re.compile(
    rf"[\s(]{{0,3}}(?:{DATE}|{MONTH}\s+{YEAR})(?:\s*[;,]?\s*sec(?:t|tion)?\.?\s*[\w:]{{1,6}})?[\s.,;)-]*", re.I
)
_END_DATE = re.compile(
    rf"[\s.,;(]{{0,8}}(?P<day>\d{{1,2}}\s+)?(?P<month>{MONTH}\s*(?:\d{{1,2}}\s*,?)?\s*)?(?P<year>{YEAR})\)?"
    rf"(?P<behind>\s+{MONTH}\s*\d{{0,2}})?(?:\s*[;,]\s*sec(?:t|tion)?\.?\s*[\w:]{{1,6}})?[\s.,;:)-]*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Titles:
    title: str = ""
    container: str = ""
    publisher: str = ""
    year: str = ""

    def dated(self, year: str) -> "Titles":
        return replace(self, year=self.year or year)


def breaks_of(text: str, *, titled: bool = False) -> list[tuple[int, int]]:
    """Where sentences end in a title or container: (before the stop, behind the gap). A dotted abbreviation ("J. Clin.
    Psychiatry", "vs.") is no end; `titled`: the title stands before, so that the text may begin with one."""
    breaks: list[tuple[int, int]] = []
    for match in _BREAK.finditer(text):
        word = re.search(r"[\w.]+$", text[max(0, match.start() - 40) : match.start()])
        last = word[0].lower() if word else ""
        if match["stop"] == "." and (
            last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and (breaks or titled))
        ):
            continue
        start = breaks[-1][1] if breaks else 0
        before = text[start : match.start()] if (breaks or titled) and not text[match.end()].isdigit() else ""
        dotted = re.fullmatch(r"(?:[^\W\d_]{1,9}\.\s*){0,12}[^\W\d_]{1,9}", before)
        if not (dotted and match["stop"] == "."):
            breaks.append((match.start() + (match["stop"] in "?!"), match.end()))
    return breaks


def split_title(rest: str, *, located: bool, commas: bool, periodical: bool, notes: Notes) -> Titles:
    """Title, container and publisher of what the head leaves. `located`: a volume or pages follow; `commas`: in a style
    that sets the container off by a comma; `periodical`: an address, or an appearance online, says that it has one."""
    rest = re.sub(rf"^\(?{DATE}\)?[.,]\s*", "", rest)
    rest = re.sub(rf"\.\s*\({YEAR},[^)]{{0,30}}\)", ".", rest)
    quoted = _QUOTED.match(rest)
    if quoted:
        title = quoted["title"] or quoted["single"] or quoted["plain"]
        behind = rest[quoted.end() :].lstrip(" .,")
        return replace(_behind(behind, located, periodical, notes, quoted=True), title=title.strip(" .,"))
    breaks = breaks_of(rest.rstrip(" ."))
    # A list kept apart by commas ends in ", J. Clin. Psychiatry" or, where the locator says so, in ", Nature".
    by_comma = re.search(r",\s+(?P<name>(?:[A-Z][\w()]{0,30}\.\s*){2,}|[A-Z][^.,?!]*,?\s*)$", rest) if located else None
    if by_comma and (commas or "." in by_comma["name"]) and "?" not in rest[by_comma.start() :]:
        container, year, _ = _without_date(by_comma["name"])
        return Titles(rest[: by_comma.start()].strip(" .,"), container, "", year)
    if breaks:
        end, start = _title_end(rest, breaks, located)
        return replace(_behind(rest[start:], located, periodical, notes), title=rest[:end].strip(" .,"))
    if by_comma:
        container, year, _ = _without_date(by_comma["name"])
        return Titles(rest[: by_comma.start()].strip(" .,"), container, "", year)
    title, year, _ = _without_date(rest)
    return Titles(title.strip(" .,;:-–—("), "", "", year)


def _title_end(rest: str, breaks: Sequence[tuple[int, int]], located: bool) -> tuple[int, int]:
    """The break behind the title: the last before a locator, unless a place and a publisher stand there; else the first
    that is a full stop."""
    if not located:
        return next((b for b in breaks if rest[b[0] - 1 : b[0]] not in "?!"), breaks[0])
    last = len(breaks) - 1
    while last and _PLACE.match(rest[breaks[last][1] :]):
        last -= 1
    return breaks[last] if not _PLACE.match(rest[breaks[-1][1] :]) or last == len(breaks) - 1 else breaks[last + 1]


def _behind(text: str, located: bool, periodical: bool, notes: Notes, *, quoted: bool = False) -> Titles:
    """Container, publisher and year of what stands behind a title."""
    text, year, exact = _without_date(text)
    pieces = [text[a:b].strip(" .,;") for a, b in _spans(text)]
    container = publisher = ""
    for piece in pieces:
        piece, late, day = _without_date(piece)
        year, exact = year or late, exact or day
        if not piece or _WHOLE_DATE.fullmatch(piece):
            year = year or "".join(re.findall(YEAR, piece)[:1])
        elif _PLACE.match(piece):
            publisher = publisher or _PLACE.sub("", piece)
        elif not container:
            container = re.sub(r"^(?:In|in)[:\s]+(?=[\"“A-Z])", "", piece)
    if quoted and not located and "," in container and (periodical or exact):
        container, _, publisher = (part.strip() for part in container.partition(","))
    elif container and not located and not (publisher and _PERIODICAL.search(container)):
        appears = periodical or exact or _PERIODICAL.search(container)
        if publisher or not appears or _PRESS.search(container) or notes.kinds & _OF_PUBLISHERS:
            container, publisher = "", publisher or container
    return Titles("", _bare(container), _bare(publisher), year)


def segments_of(text: str) -> tuple[str, str]:
    """The publisher and the year of what stands behind a host's title."""
    found = _behind(text, False, False, Notes())
    return found.publisher or found.container, found.year


def _spans(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for end, following in breaks_of(text, titled=True):
        spans.append((start, end))
        start = following
    return [*spans, (start, len(text))]


def _bare(text: str) -> str:
    return text.strip(' .,;:“”"()[]–—-')


def _without_date(text: str) -> tuple[str, str, bool]:
    """The text without a date at its end, the date's year, and whether it names a day or a month too."""
    match = _END_DATE.search(text, max(0, len(text) - _LONGEST_DATE))
    if match and match.start() > 0:
        return text[: match.start()].strip(" .,;"), match["year"], bool(match["month"] or match["behind"])
    return text.strip(" .,;"), "", False
