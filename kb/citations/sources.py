"""Sources named by who speaks or who prints: associations, agencies, surveys, journals.

An organisation is a citation only where it is the source of a statement ("the ministry estimates", "according to"),
never where it merely appears (membership, an approval). A publisher or a journal does not name a work: such a mention
is vague and keeps the name, so that what it may mean can be offered.
"""

import re
from collections.abc import Iterable, Sequence

from kb.citations.cues import Cues, alternatives
from kb.citations.page import Mention, Page
from kb.citations.works import YEAR
from kb.labels import BlockKind, CitationKind
from kb.model import Study
from kb.names import fold
from kb.vocab import Vocabulary

_NEAR = 400  # characters around a name that may date it or say what it gives
# A full stop belongs to a word only in initials ("U.S.") and "St.": behind any other it ends the sentence.
_WORD = r"(?:(?:[A-Z]\.){2,4}|St\.|[A-Z][\w&'’-]{0,30})"
_RUN = re.compile(rf"(?<![\w]){_WORD}(?:\s+(?:(?:of|for|and|on|in|the|&)\s+){{0,2}}{_WORD}){{1,9}}")
_SOURCE_LINE = re.compile(
    r"^[ \t*]*(?:sources?|data\s+source|via|credit|reference)\s*:\s*(?P<what>[^\n]{2,400})", re.I | re.M
)
_PRINTED = re.compile(
    rf"\b(?:published|appeared|appearing|featured|printed|reported)\s+(?:[\w,-]+\s+){{0,4}}?(?:in|by)\s+(?:the\s+)?"
    rf"(?:(?:[a-z-]+\s+){{0,3}}?journal\s+)?(?P<name>{_WORD}(?:\s+(?:(?:of|for|and|on|in|the|&)\s+){{0,2}}{_WORD}){{0,8}})"
)


def find_sources(page: Page, cues: Cues, vocabulary: Vocabulary, studies: Sequence[Study]) -> tuple[Mention, ...]:
    """The named sources and the journals of a page; they may overlap, the surest first."""
    reader = _Reader(page, cues, vocabulary, studies)
    mentions: list[Mention] = []
    for block in page.readable():
        for find in (reader.source_lines, reader.printed, reader.speakers):
            mentions += find(block.start, block.end)
    return tuple(mentions)


class _Reader:
    def __init__(self, page: Page, cues: Cues, vocabulary: Vocabulary, studies: Sequence[Study]) -> None:
        self._page, self._text = page, page.text
        self._labels = {fold(p): c.label for c in vocabulary.concepts_of("organisation") for p in c.phrases}
        aliases = {a for s in studies for a in s.aliases if a[:1].isupper()}
        known = {p for c in vocabulary.concepts_of("organisation") for p in c.phrases if p[:1].isupper()}
        self._known = re.compile(rf"(?<![\w])(?=[A-Z]){alternatives(known | aliases)}(?![\w])")
        heads = cues.any_of("study_name_head")
        self._titles = frozenset(a for a in aliases if re.search(rf"\b{heads}\b", a, re.I))
        self._head = re.compile(rf"\b{cues.any_of('organisation_head')}\b", re.I)
        self._before = re.compile(rf"\b{cues.any_of('source_preposition')}\s+(?:the\s+)?$", re.I)
        spoken = cues.any_of("source_verb", role="author")
        printed = cues.any_of("source_verb", role="publisher")
        gap = (
            r"(?:\s*\([^()]{1,40}\))?(?:['’]s?\s+(?:[\w-]+\s+){0,3}?[\w-]+)?(?:,[^,.;]{1,60},)?\s+"
            r"(?:(?:has|have|had|also|recently|now|currently|further|\w+ly)\s+){0,3}"
        )
        self._after = re.compile(rf"{gap}(?:(?P<spoken>{spoken})|(?P<printed>{printed}))\b", re.I)
        self._series = re.compile(rf"\b{cues.any_of('series_noun')}\b", re.I)

    def source_lines(self, start: int, end: int) -> Iterable[Mention]:
        """ "Source: the ministry": whatever it names, where nothing plainer is found in it."""
        for line in _SOURCE_LINE.finditer(self._text, start, end):
            at, stop = line.span("what")
            name = self._text[at:stop].strip(" \t.*")
            if name and not re.search(r"https?://|www\.|10\.\d{4}", name):
                yield _named(at, at + len(self._text[at:stop].rstrip(" \t.*")), self._label(name))

    def printed(self, start: int, end: int) -> Iterable[Mention]:
        for match in _PRINTED.finditer(self._text, start, end):
            name = re.sub(r"\s+(?:In|The|A|And)$", "", match["name"]).rstrip(".")
            stop = match.start("name") + len(name)
            year = self._year(match.start())
            yield Mention(kind=CitationKind.VAGUE, start=match.start(), end=stop, identifier=name, year=year)

    def speakers(self, start: int, end: int) -> Iterable[Mention]:
        sites = [(m.start(), m.end()) for m in self._known.finditer(self._text, start, end)]
        for run in _RUN.finditer(self._text, start, end):
            at = run.end() - len(re.sub(r"^(?:The|In|At|By|From|Per|And|But|A|An)\s+", "", run[0]))
            if self._head.search(self._text[at : run.end()]) and " " in self._text[at : run.end()]:
                sites.append((at, len(self._text[: run.end()].rstrip("."))))
        for at, stop in sorted(sites, key=lambda site: (site[0], -site[1])):
            if fold(self._text[at:stop]) != fold(self._page.article.publisher):
                yield from self._speaker(at, stop, start, end)

    def _speaker(self, at: int, stop: int, start: int, end: int) -> Iterable[Mention]:
        name = self._label(self._text[at:stop])
        sentence_start, sentence_end = self._page.sentence_at(at)
        block = self._page.block_at(at)
        said = self._after.match(self._text, stop, min(end, sentence_end))
        quoted = self._before.search(self._text, max(start, sentence_start, at - 60), at)
        if said and said["printed"] and not quoted:
            yield Mention(kind=CitationKind.VAGUE, start=at, end=stop, identifier=name, year=self._year(at))
        elif said or quoted:
            # "Sobering figures are presented by the league": what it gives stands before its name.
            passive = bool(quoted) and not said and bool(re.search(r"\bby\b", quoted[0]))
            first = max(sentence_start, at - _NEAR) if passive else said.end() if said else stop
            rest = self._text[first : min(sentence_end, stop + _NEAR)]
            yield _named(at, stop, name, series=self._opens_series(rest))
        elif self._text[at:stop] in self._titles and not (block and block.kind is BlockKind.HEADING):
            yield _named(at, stop, name)

    def _opens_series(self, rest: str) -> bool:
        """Whether what a source says is only announced here: no figure, no that-clause, and a word such as
        "statistics", or a colon at the end."""
        announces = bool(self._series.search(rest)) and not re.search(r"\d|\bthat\b", rest)
        return announces or rest.rstrip().endswith(":")

    def _label(self, name: str) -> str:
        return self._labels.get(fold(name), " ".join(name.split()))

    def _year(self, position: int) -> str:
        start, end = self._page.sentence_at(position)
        near = self._text[max(start, position - _NEAR) : min(end, position + _NEAR)]
        years = set(re.findall(rf"\b{YEAR}", near))
        return years.pop() if len(years) == 1 else ""


def _named(start: int, end: int, name: str, *, series: bool = False) -> Mention:
    return Mention(kind=CitationKind.NAMED_SOURCE, start=start, end=end, identifier=name, series=series)
