"""Evidence that is not named: pointing back ("this study", "their work") and vague appeals ("studies have shown").

An appeal is an evidence word and what it does, close together in one sentence: "trials ... have found", "shown in
trials", "has been shown to". Where evidence is missed or denied ("more research is needed") nothing is appealed to.
"""

import re
from collections.abc import Iterable, Sequence

from kb.citations.cues import Cues, alternatives
from kb.citations.page import Mention, Page
from kb.citations.works import NAME
from kb.labels import BlockKind, CitationKind

_TOKEN = re.compile(r"[^\W_][\w'’]*(?:-\w+)*|[;:!?()“”]")
_REACH = 10  # tokens from an evidence word to the verb that reports
_NEAR = 4  # tokens from an evidence word to a verb that only says that something was studied
_NOUN_AS_VERB = frozenset({"to", "we", "i", "they", "you", "will", "can", "could", "should", "may", "must", "please"})
_TITLES = frozenset({"dr", "prof", "professor"})
_BREAKS = frozenset(";:!?")


def find_appeals(page: Page, cues: Cues) -> tuple[Mention, ...]:
    """The anaphors and vague appeals of a page; they may overlap, anaphors first."""
    reader = _Reader(page, cues)
    readable = {block.index for block in page.readable()}
    mentions: list[Mention] = []
    for start, end in page.sentences:
        block = page.block_at(start)
        if block and block.index in readable:
            mentions += reader.read(start, end)
            if block.kind is BlockKind.ROW:
                mentions += reader.first_cell(block.header, start, end)
    return tuple(mentions)


class _Reader:
    def __init__(self, page: Page, cues: Cues) -> None:
        self._text = page.masked or page.text
        self._nouns = cues.words("evidence_noun")
        self._reports = cues.words("report_verb")
        self._studies = cues.words("study_verb")
        self._stops = cues.words("evidence_wanted") | cues.words("clause_break")
        self._awaited = cues.words("evidence_wanted_before")
        works = {
            n: alternatives(cues.words("evidence_noun", number=n, work="yes")) for n in ("singular", "plural", "mass")
        }
        sets = (cues.words("vague_evidence"), cues.words("anaphor"), self._nouns, cues.words("report_participle"))
        # Most sentences hold none of these words and need no closer look.
        self._triggers = frozenset(word for phrases in sets for p in phrases for word in p.split()[-1:]) | _TITLES
        self._fixed = re.compile(rf"\b{cues.any_of('vague_evidence')}\b", re.I)
        self._denied = re.compile(rf"\b{cues.any_of('vague_denied')}\s+(?:[\w-]+\s+)?$", re.I)
        self._conceded = re.compile(rf"\b{cues.any_of('anaphor_conceded')}\s+$", re.I)
        self._back = tuple(self._pointing(cues, works))
        self._passive = re.compile(
            rf"\b(?:been|be|is|are|was|were|being)\s+(?:\w+\s+)?{cues.any_of('report_participle')}\s+"
            r"(?:\w+ly\s+)?(?:to|that|effective|safe|superior|as)\b",
            re.I,
        )
        verbs = alternatives(self._reports | self._studies | {"based", "backed", "seen", "underpinned", "studied"})
        nouns = alternatives(self._nouns)
        self._within = re.compile(
            rf"\b(?:{verbs}\s+(?:\w+ly\s+)?(?:in|by|through|on|from|across|during)"
            rf"|{cues.any_of('evidence_preposition')})\s+(?:[\w-]+\s+){{0,4}}?{nouns}\b",
            re.I,
        )
        speech = cues.any_of("speech_verb")
        self._authority = re.compile(
            rf"\b(?:Dr\.?|Prof\.?|Professor)\s+(?P<name>(?:{NAME}\s+|[A-Z]\.\s*){{0,3}}{NAME})(?P<gap>[^.;!?]{{0,120}}?)"
            rf"(?<!\w){speech}\b"
        )
        self._per_person = re.compile(
            rf"\b[Aa]ccording\s+to\s+(?:Dr\.?|Prof\.?|Professor)\s+(?P<name>(?:{NAME}\s+){{0,2}}{NAME})"
        )

    def _pointing(self, cues: Cues, works: dict[str, str]) -> Iterable[tuple[re.Pattern[str], bool, bool]]:
        """(pattern, plural, lonely) for each way of pointing back; determiner and noun agree in number."""
        adjectives = r"(?:[\w-]+\s+){0,2}?"
        singular, plural = (cues.any_of("anaphor_determiner", number=n) for n in ("singular", "plural"))
        definite = cues.any_of("anaphor_determiner", number="any")
        yield re.compile(rf"\b{singular}\s+{adjectives}{works['singular']}\b", re.I), False, True
        yield re.compile(rf"\b{plural}\s+{adjectives}{works['plural']}\b", re.I), True, True
        yield re.compile(rf"\bthis\s+(?:[\w-]+\s+)?{works['mass']}\b", re.I), False, True
        yield re.compile(rf"\b{definite}\s+{works['singular']}\b", re.I), False, False
        yield re.compile(rf"(?<!\w){cues.any_of('anaphor')}(?!\w)", re.I), False, False

    def read(self, start: int, end: int) -> Iterable[Mention]:
        """The anaphors of a sentence, then its appeals."""
        tokens = list(_TOKEN.finditer(self._text, start, end))
        words = [token[0].lower() for token in tokens]
        if not self._triggers.isdisjoint(words):
            yield from self._pointing_back(start, end)
            yield from self._appeals(start, end)
            yield from self._acting_nouns(tokens, words, start)

    def _pointing_back(self, start: int, end: int) -> Iterable[Mention]:
        for pattern, plural, lonely in self._back:
            for match in pattern.finditer(self._text, start, end):
                if not self._conceded.search(self._text, max(start, match.start() - 30), match.start()):
                    yield Mention(
                        kind=CitationKind.ANAPHOR, start=match.start(), end=match.end(), plural=plural, lonely=lonely
                    )

    def _appeals(self, start: int, end: int) -> Iterable[Mention]:
        for pattern in (self._fixed, self._passive, self._within):
            for match in pattern.finditer(self._text, start, end):
                if not self._denied.search(self._text, max(start, match.start() - 40), match.start()):
                    yield _vague(match.start(), match.end())
        for pattern in (self._authority, self._per_person):
            for match in pattern.finditer(self._text, start, end):
                yield _vague(match.start(), match.end(), match["name"])

    def _acting_nouns(self, tokens: Sequence[re.Match[str]], words: list[str], start: int) -> Iterable[Mention]:
        for index, word in enumerate(words):
            before = set(words[max(0, index - 2) : index])
            if word not in self._nouns or (words[index - 1 : index] and words[index - 1] in _NOUN_AS_VERB):
                continue
            if before & self._awaited:
                continue
            verb = self._verb_after(words, index)
            denied = self._denied.search(self._text, max(start, tokens[index].start() - 40), tokens[index].start())
            if verb is not None and not denied:
                yield _vague(tokens[index].start(), tokens[verb].end())

    def _verb_after(self, words: list[str], index: int) -> int | None:
        """Where the verb of the evidence word stands; None where the clause ends or evidence is missed first."""
        for step, word in enumerate(words[index + 1 : index + 1 + _REACH], 1):
            if word in _BREAKS or word in self._stops:
                return None
            if word in self._reports or (word in self._studies and step <= _NEAR):
                return index + step
        return None

    def first_cell(self, header: str, start: int, end: int) -> Iterable[Mention]:
        """In a table of studies ("Study | Duration") a row names its study in the first cell."""
        first = header.split()[:1]
        if first and first[0].lower().strip("|:") in self._nouns | {"source", "reference", "author"}:
            name = re.match(
                r"[\s|]*((?:[A-Z][\w&.'’-]*|of|the|and|for|in|&)(?:\s+(?:[A-Z][\w&.'’-]*|of|the|and|for|in|&))*)",
                self._text[start:end],
            )
            if name:
                yield _vague(start + name.start(1), start + name.end(1), name[1])


def _vague(start: int, end: int, name: str = "") -> Mention:
    return Mention(kind=CitationKind.VAGUE, start=start, end=end, identifier=name)
