"""Abbreviations that a text defines for itself: a text in, its definitions out; and a text with them spelled out.

"Antibiotic-associated diarrhea (AAD)" makes AAD in that text what the words before it are, whatever the letters mean
elsewhere. The long form is found as Schwartz & Hearst 2003 ("A simple algorithm for identifying abbreviation
definitions in biomedical text") find it: the letters of the short form, from right to left, in the words before the
bracket. Where the letters are the very initials of these words they are what is meant, as Sohn et al. 2008
("Abbreviation definition identification based on automatic precision estimates") ask first: else PPI would be "pump
inhibitor". Text only; says nothing about meaning.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.wording import plurals

MOST = 300  # definitions of one text
LONGEST = 160  # characters of a long form in which an earlier short form has been spelled out
_BRACKET = re.compile(r"[(\[]\s?(?P<short>[^\s()\[\],;]{2,10})\s?(?:[,;][^()\[\]]{0,80})?[)\]]")
_BREAK = re.compile(r"[.!?]\s|[()\[\];:]|\n\s*\n")  # what no long form reaches across
_OPENS, _CLOSES = re.compile(r"[(\[]\s?$"), re.compile(r"\s?[)\]]")
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"of", "and", "the", "in", "for", "with", "to", "on", "by", "a", "an", "or"})
_WINDOW = 160  # characters before the bracket


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A short form and the words that a text defines it by."""

    short: str
    long: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A short form in a text, `start` to `end` in characters, and what stands for it: nothing where it is the bracket
    of its own definition."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text in which mentions are spelled out, and the place of each of its characters in the text as it stands."""

    text: str
    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]  # of each mention in the new text

    def place(self, offset: int, *, end: bool = False) -> int:
        """The place in the text as it stands; within the words of a long form the start or end of its short form."""
        number = bisect_right(self.starts, offset - end) - 1
        if number < 0:
            return offset
        mention, start = self.mentions[number], self.starts[number]
        behind = offset - start - len(mention.words)
        if behind > 0 or (behind == 0 and not end):
            return mention.end + behind
        return mention.end if end else mention.start

    def moved(self, offset: int) -> int:
        """The place in the new text of one in the text as it stands that no mention covers."""
        return offset + sum(len(m.words) - (m.end - m.start) for m in self.mentions if m.end <= offset)


def find_short_forms(text: str) -> tuple[ShortForm, ...]:
    """The definitions of a text, each short form once, by the first; a short form within a later long form is spelled
    out. Two texts that define a short form alike give equal definitions."""
    found: dict[str, str] = {}
    for bracket in _BRACKET.finditer(text):
        short = bracket["short"]
        if short in found or not _may_be_short(short) or len(found) == MOST:
            continue
        before = text[max(0, bracket.start() - _WINDOW) : bracket.start()]
        before = before[max((m.end() for m in _BREAK.finditer(before)), default=0) :]
        long = _long_form(short, " ".join(before.split()))
        if long:
            whole = " ".join(found.get(word, word) for word in long.split(" "))
            found[short] = whole if len(whole) <= LONGEST else long
    return tuple(ShortForm(short, long) for short, long in found.items())


def _may_be_short(short: str) -> bool:
    """Two signs that no ordinary word has: capitals, or a figure beside one ("rCDI", "6MWD"); it starts with a letter
    or figure. "p<0.01" and "n=20" are none."""
    capitals = sum(c.isupper() for c in short)
    marked = capitals + sum(c.isdigit() for c in short) >= 2
    return short[0].isalnum() and capitals > 0 and marked and not set("<>=%≤≥±/") & set(short)


def _long_form(short: str, before: str) -> str:
    """The shortest run of words at the end of `before` that has the characters of `short` in their order, the first of
    them at the start of a word; empty where there is none, or the run is longer than Schwartz & Hearst allow."""
    words = before.split(" ")
    before = " ".join(words[-min(len(short) + 5, len(short) * 2) :])
    plain, signs = _folded(before), [c for c in _folded(short) if c.isalnum()]
    place = _by_initials(signs[:-1] if short.endswith("s") else signs, plain)  # a plural is no initial
    if place < 0:
        place = _by_letters(signs, plain)
    if place < 0:
        return ""
    long = before[before.rfind(" ", 0, place) + 1 :].strip("\"'“”‘’*_ ")
    names = len(long) > len(short) and long[0].isalnum() and short not in re.split(r"[\s-]", long)
    return long if names else ""


def _folded(text: str) -> str:
    """Small letters without their accents, one for each character."""
    return "".join(unicodedata.normalize("NFD", c)[0].lower()[:1] for c in text)


def _by_initials(signs: Sequence[str], text: str) -> int:
    """Where the last words begin whose initials are the signs, small words between them passed over; -1 where they are
    not."""
    wanted = list(signs)
    for word in reversed(list(_WORD.finditer(text))):
        if wanted and word[0][0] == wanted[-1]:
            wanted.pop()
            if not wanted:
                return word.start()
        elif word[0] not in _SMALL:
            return -1
    return -1


def _by_letters(signs: Sequence[str], text: str) -> int:
    """Where the signs begin, looked for from right to left, the first of them at the start of a word; -1 where they are
    not."""
    place = len(text)
    for number, sign in reversed(list(enumerate(signs))):
        place -= 1
        while place >= 0 and (text[place] != sign or (number == 0 and place > 0 and text[place - 1].isalnum())):
            place -= 1
        if place < 0:
            return -1
    return place


def find_mentions(text: str, definitions: Sequence[ShortForm]) -> tuple[Mention, ...]:
    """Where defined short forms stand in a text, in the very letters, a plural "s" more or less; the bracket behind the
    long form is a mention without words."""
    if not definitions:
        return ()
    pattern, by_letters = _compiled(tuple(definitions))
    return tuple(_mention(hit, by_letters) for hit in pattern.finditer(text))


@lru_cache(maxsize=256)
def _compiled(definitions: tuple[ShortForm, ...]) -> tuple[re.Pattern[str], dict[str, tuple[ShortForm, int]]]:
    by_letters = {letters: (d, more) for d in definitions for letters, more in _letters(d.short)}
    by_letters |= {d.short: (d, 0) for d in definitions}
    either = "|".join(map(re.escape, sorted(by_letters, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)"), by_letters


def _mention(hit: re.Match[str], by_letters: dict[str, tuple[ShortForm, int]]) -> Mention:
    definition, more = by_letters[hit[0]]
    long, text = definition.long, hit.string
    opens = _OPENS.search(text, max(0, hit.start() - 2), hit.start())
    closes = _CLOSES.match(text, hit.end())
    if opens and closes:
        before = " ".join(text[max(0, opens.start() - 2 * len(long)) : opens.start()].split())
        if before.strip("\"'“”‘’*_ ").lower().endswith(long.lower()):
            return Mention(opens.start(), closes.end(), "")
    words = plurals(long)[0] if more > 0 else long.removesuffix("s") if more < 0 else long
    return Mention(hit.start(), hit.end(), words)


def _letters(short: str) -> Iterator[tuple[str, int]]:
    """The letters of a short form, and those of its plural (1) or singular (-1)."""
    yield short, 0
    if short.endswith("s") and short[:-1].isupper():
        yield short[:-1], -1
    elif short.isupper():
        yield f"{short}s", 1


def spell_out(text: str, mentions: Iterable[Mention]) -> Spelled:
    """The text with the words of its mentions in their places; a bracket that only defines becomes as many spaces."""
    pieces: list[str] = []
    starts: list[int] = []
    told: list[Mention] = []
    cursor = length = 0
    for mention in mentions:
        words = mention.words or " " * (mention.end - mention.start)
        pieces += [text[cursor : mention.start], words]
        length += mention.start - cursor
        starts.append(length)
        told.append(Mention(mention.start, mention.end, words))
        length += len(words)
        cursor = mention.end
    return Spelled("".join([*pieces, text[cursor:]]), tuple(told), tuple(starts))
