"""Works named by author and year: "(Okafor et al., 2019)", "Okafor and Lind (2019)", "in a 2019 trial by Okafor et al".

A bracket of several works gives one mention for each, whose spans share the bracket between them, so that blanking
them all blanks the bracket. Every capital letter of Latin script may start a name.
"""

import re
from collections.abc import Iterable

from kb.citations.cues import Cues, alternatives
from kb.citations.page import Mention, Page
from kb.labels import BlockKind, CitationKind
from kb.names import fold

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"
_LETTER = r"[^\W\d_]"
_PARTICLE = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]u|la|[Ll]e|el|al|[Tt]en|[Tt]er|bin|ibn|aan|het)\s+"
    r"|(?:d|D|O|L)['’]|al-|el-)"
)
NAME = rf"(?:{_PARTICLE}{{0,3}}[{_UP}]{_LETTER}{{1,30}}(?:[-‐'’][{_UP}a-z]{_LETTER}{{1,30}}){{0,3}})"
_INITIALS = rf"(?:\s+(?:[{_UP}]\.?-?){{1,3}}(?![\w]))?"
ET_AL = (
    r"(?:,?\s+et\.?\s*al\b\.?|,?\s+(?:and|&)\s+(?:(?:his|her|their)\s+)?"
    r"(?:colleagues|co-?workers|collaborators|associates|others|team)\b)"
)
_FORE = rf"(?:(?:[{_UP}]\.[\s-]?){{1,3}})?"  # "N. Okafor and B. Lind"
_NAMES = (
    rf"{_FORE}(?P<first>{NAME}){_INITIALS}"
    rf"(?P<more>(?:,\s+{_FORE}{NAME}|/{NAME}){{0,6}}(?:,?\s+(?:and|&)\s+{_FORE}{NAME})?)"
    rf"(?P<etal>{ET_AL})?(?P<own>['’]s?)?"
)
YEAR = r"(?:1[89]|20)\d\d[a-h]?(?![\d\w])"
_YEARS = rf"{YEAR}(?:\s*(?:,|&|and|;)\s*(?:{YEAR}|[a-h](?![\w])))*"
_WHERE = re.compile(rf"\((?P<first>{NAME}),\s+{YEAR}\)")
_BRACKET = re.compile(r"[(\[][^()\[\]]{4,400}(?:\[[A-Z]{2,10}\][^()\[\]]{4,200})?[)\]]")
_LEAD = (
    r"(?:(?:see\s+(?:also|for\s+example)|see|e\.\s?g\.|i\.\s?e\.|cf\.?|also|and|adapted\s+from|data\s+from|from|source:?|"
    r"as\s+in|reviewed\s+(?:in|by)|reported\s+(?:in|by)|according\s+to|"
    r"for\s+(?:a\s+)?(?:review|example),?(?:\s+see)?)[,:]?\s+)*"
)
_TRAIL = (
    r"(?:\s*[,:]\s*(?:pp?\.?\s*\d[\d–-]*|(?:table|fig(?:ure)?\.?|chapter|suppl\w*\.?)\s*\w*)"
    r"|,?\s+for\s+(?:a\s+)?review)?"
)
_BODY = rf"(?P<body>[{_UP}][\w&.,'’/-]*(?:\s+(?:of|for|and|the|on|in|&|[{_UP}][\w&.,'’/-]*)){{0,10}})"
_PIECE_NAMES = re.compile(rf"\s*{_LEAD}{_NAMES}[,;]?\s+(?:in\s+)?(?P<years>{_YEARS}){_TRAIL}\s*")
_PIECE_BODY = re.compile(rf"\s*{_LEAD}{_BODY}?(?:\s*\[[A-Z]{{2,10}}\])?,?\s+(?P<years>{_YEARS}){_TRAIL}\s*")
_PIECE_YEARS = re.compile(rf"\s*(?P<years>{_YEARS})\s*")
_NARRATIVE = re.compile(rf"{_NAMES}\s*[(\[]\s*(?P<years>{_YEARS}){_TRAIL}\s*[)\]]")
_BARE = re.compile(rf"{_NAMES},?\s+(?:(?:[a-z]{{2,12}}ing\s+)?in\s+)?(?P<years>{YEAR})")  # "Okafor, writing in 2019"
_YEARLESS = re.compile(rf"(?P<first>{NAME}){_INITIALS}(?P<more>(?:,\s+{NAME}){{0,6}})(?P<etal>{ET_AL})(?P<own>['’]s?)?")
_PAIR = re.compile(rf"{_FORE}(?P<first>{NAME})(?P<more>\s+(?:and|&)\s+{_FORE}{NAME})(?P<own>['’]s?)?")
_BY_NAME = rf"\s+(?:[\w-]+\s+){{0,7}}?(?:by|from)\s+(?:Dr\.?\s+|Prof\.?\s+|Professor\s+)?(?:[{_UP}][\w.]*\s+)?{_NAMES}"
_CAPITALS_BEFORE = re.compile(rf"(?:[{_UP}][\w'’.-]*\s+(?:(?:of|for|and|the|on|&)\s+){{0,2}}){{1,8}}$")


_DATED = re.compile(rf"\b(?:[Ii]n|[Aa]|[Tt]he|[Aa]n|of|[Tt]heir|[Hh]is|[Hh]er)\s+({YEAR})")
_BACK = 300  # characters before a name in which its sentence may date it
# Without one of these a block names no work.
_HINTS = ("18", "19", "20", " al", "colleagues", "workers", "collaborators", "associates", "others", "team")


def find_works(page: Page, cues: Cues) -> tuple[Mention, ...]:
    """The author-year mentions of a page, the surest first; they may overlap (`markers.disjoint` keeps the first)."""
    reader = _Reader(page, cues)
    mentions: list[Mention] = []
    for block in page.readable():
        words = page.text[block.start : block.end]
        if not any(hint in words for hint in _HINTS):
            continue
        for find in (
            reader.brackets,
            reader.narrative,
            reader.year_first,
            reader.bare,
            reader.yearless,
            reader.pairs,
        ):
            mentions += find(block.start, block.end)
    return tuple(_as_caption(page, m) for m in mentions)


_CAPTION_LABEL = re.compile(r"^\s*(?:figure|fig\.?|table|chart|graph|image|box)\s*[\dIVXa-z]{0,4}\s*[:.–-]\s*$", re.I)


def _as_caption(page: Page, mention: Mention) -> Mention:
    """A work named in a caption; where the label is all that stands before it, the label belongs to the mention."""
    block = page.block_at(mention.start)
    line = max(page.text.rfind("\n", 0, mention.start) + 1, block.start if block else 0, mention.start - 40)
    before = page.text[line : mention.start]
    label = _CAPTION_LABEL.match(before)
    if not label and not (block and block.kind is BlockKind.CAPTION):
        return mention
    start = line + len(before) - len(before.lstrip()) if label else mention.start
    return Mention(kind=CitationKind.CAPTION, start=start, end=mention.end, authors=mention.authors, year=mention.year)


class _Reader:
    def __init__(self, page: Page, cues: Cues) -> None:
        self._page = page
        self._text = page.text
        self._not_author = cues.words("not_author")
        self._places = cues.words("place_owner")
        self._heads = re.compile(rf"\b{cues.any_of('organisation_head')}\b", re.I)
        nouns = alternatives(cues.words("evidence_noun", work="yes"))
        self._by = re.compile(rf"\b(?P<years>{YEAR}){_BY_NAME}")
        self._noun = re.compile(rf"\b{nouns}\b", re.I)
        self._owned = re.compile(rf"(?P<first>{NAME})['’]s?\s+(?P<years>{YEAR})\s+(?:[\w-]+\s+){{0,3}}?{nouns}\b")
        self._titled = re.compile(rf"\b(?P<years>{YEAR})\s+(?P<first>{NAME})\s+(?:[\w-]+\s+){{0,2}}?{nouns}\b")

    # --- one bracket, one or more works

    def brackets(self, start: int, end: int) -> Iterable[Mention]:
        for bracket in _BRACKET.finditer(self._text, start, end):
            if re.search(YEAR, bracket[0]) and not self._says_where(bracket, start):
                yield from self._works_of(bracket.start(), bracket.end())

    def _says_where(self, bracket: re.Match[str], floor: int) -> bool:
        """ "our clinics (Leeds, 2018)": one name and year behind a word for what stands somewhere, and no such author
        in the bibliography or the library."""
        place = _WHERE.fullmatch(bracket[0])
        if not place or fold(place["first"]) in self._page.known_names:
            return False
        before = re.search(r"([\w'’-]+)\s*$", self._text[max(floor, bracket.start() - 40) : bracket.start()])
        return bool(before) and before[1].lower() in self._places

    def _works_of(self, start: int, end: int) -> Iterable[Mention]:
        """A mention for each work, or none where the bracket says anything else."""
        works: list[tuple[int, tuple[str, ...], str]] = []
        cursor, authors = start + 1, ()
        while cursor < end - 1:
            match = self._piece(cursor, end - 1, bool(authors))
            if match is None:
                return
            authors = (
                self._authors(match) if "first" in match.re.groupindex or match.groupdict().get("body") else authors
            )
            if not authors:
                return
            for at, year in _years(match):
                works.append((cursor if year == _years(match)[0][1] else at, authors, year))
            cursor = match.end()
            while cursor < end - 1 and (self._text[cursor] in ";,&" or self._text[cursor].isspace()):
                cursor += 1
        starts = [start, *(at for at, _, _ in works[1:]), end]
        for index, (_, names, year) in enumerate(works):
            stop = starts[index + 1]
            stop -= len(self._text[starts[index] : stop]) - len(self._text[starts[index] : stop].rstrip())
            yield Mention(kind=CitationKind.AUTHOR_YEAR, start=starts[index], end=stop, authors=names, year=year)

    def _piece(self, start: int, end: int, follows: bool) -> re.Match[str] | None:
        def closes(match: re.Match[str] | None) -> bool:
            return match is not None and (match.end() == end or self._text[match.end()] in ";,&")

        named = _PIECE_NAMES.match(self._text, start, end)
        if closes(named) and self._may_be_author(named):
            return named
        body = _PIECE_BODY.match(self._text, start, end)
        if closes(body) and body["body"] and self._may_be_body(body["body"]):
            return body
        years = _PIECE_YEARS.match(self._text, start, end) if follows else None
        return years if closes(years) else None

    def _authors(self, match: re.Match[str]) -> tuple[str, ...]:
        groups = match.groupdict()
        if groups.get("body"):
            return (groups["body"].strip(" ,"),)
        return _names(match)

    # --- in running text

    def narrative(self, start: int, end: int) -> Iterable[Mention]:
        for match in _NARRATIVE.finditer(self._text, start, end):
            before, authors = match.start(), _names(match)
            if not match["etal"] and not match["more"]:
                capitals = _CAPITALS_BEFORE.search(self._text, max(start, match.start() - 120), match.start())
                phrase = (capitals[0] if capitals else "") + match["first"]
                if self._heads.search(phrase) and len(phrase.split()) > 1:
                    before, authors = match.end("first") - len(phrase), (re.sub(r"^The\s+", "", phrase),)
                elif len(phrase.split()) > 3 or not self._may_be_author(match):
                    continue
            yield from _each_year(match, before, authors)

    def year_first(self, start: int, end: int) -> Iterable[Mention]:
        for match in self._by.finditer(self._text, start, end):
            between = self._text[match.end("years") : match.start("first")]
            known = match["etal"] or self._noun.search(between)
            if known and self._may_be_author(match) and not re.search(r"(?<!Dr)(?<!Prof)[.;!?]\s", between):
                yield _work(match.start(), match.end(), _names(match), match["years"])
        for pattern in (self._owned, self._titled):
            for match in pattern.finditer(self._text, start, end):
                if self._may_be_author(match):
                    yield _work(match.start(), match.end(), (match["first"],), match["years"])

    def bare(self, start: int, end: int) -> Iterable[Mention]:
        for match in _BARE.finditer(self._text, start, end):
            sure = match["etal"] or fold(match["first"]) in self._page.known_names
            if sure and self._may_be_author(match):
                yield _work(match.start(), match.end(), _names(match), match["years"])

    def yearless(self, start: int, end: int) -> Iterable[Mention]:
        """ "Okafor et al" with no year at its side: the one year that its sentence gives before it, if any."""
        for match in _YEARLESS.finditer(self._text, start, end):
            if self._may_be_author(match):
                yield _work(match.start(), match.end("etal"), _names(match), self._year_before(match, start))

    def pairs(self, start: int, end: int) -> Iterable[Mention]:
        """ "In their 2018 trial, Okafor and Lind ...": two authors of the bibliography or the library, and the one year
        that their sentence gives before them."""
        for match in _PAIR.finditer(self._text, start, end):
            names = _names(match)
            year = self._year_before(match, start)
            if year and all(fold(name) in self._page.known_names for name in names) and self._may_be_author(match):
                yield _work(match.start(), match.end("more"), names, year)

    def _year_before(self, match: re.Match[str], floor: int) -> str:
        sentence, _ = self._page.sentence_at(match.start())
        before = self._text[max(floor, sentence, match.start() - _BACK) : match.start()]
        earlier = _DATED.findall(before)
        return earlier[0] if len(earlier) == 1 else ""

    # --- what may be a name

    def _may_be_author(self, match: re.Match[str]) -> bool:
        first = match["first"]
        if first.lower() in self._not_author:
            return False
        groups = match.groupdict()
        if groups.get("etal") or fold(first) in self._page.known_names:
            return True
        return not self._page.names_thing(first)

    def _may_be_body(self, phrase: str) -> bool:
        phrase = phrase.strip(" ,")
        if self._page.names_thing(phrase) or phrase.split()[0].lower() in self._not_author:
            return False
        acronym = phrase.isupper() and 2 <= len(phrase) <= 8
        return acronym or bool(self._heads.search(phrase)) or fold(phrase.split()[0]) in self._page.known_names


def _names(match: re.Match[str]) -> tuple[str, ...]:
    more = re.findall(NAME, match["more"]) if "more" in match.re.groupindex else []
    return (match["first"], *more)


def _years(match: re.Match[str]) -> list[tuple[int, str]]:
    """Each year of "2018a, b, 2019" with its place: a letter alone takes the year before it."""
    years: list[tuple[int, str]] = []
    for found in re.finditer(rf"{YEAR}|(?<![\w])[a-h](?![\w])", match["years"]):
        year = found[0] if found[0][0].isdigit() else years[-1][1][:4] + found[0]
        years.append((match.start("years") + found.start(), year))
    return years


def _each_year(match: re.Match[str], start: int, authors: tuple[str, ...]) -> Iterable[Mention]:
    years = _years(match)
    for index, (at, year) in enumerate(years):
        end = years[index + 1][0] if index + 1 < len(years) else match.end()
        text = match.string[start if index == 0 else at : end]
        yield _work(start if index == 0 else at, end - (len(text) - len(text.rstrip(" "))), authors, year)


def _work(start: int, end: int, authors: tuple[str, ...], year: str) -> Mention:
    return Mention(kind=CitationKind.AUTHOR_YEAR, start=start, end=end, authors=authors, year=year)
