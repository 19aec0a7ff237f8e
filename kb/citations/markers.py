"""Numbers that point at entries: [3], [1,3–5], {3}, <3>, superscripts, "war.2In", and (3) where a page numbers so.

A number is taken for a citation only where it is plainly none of what it may also be: a dose, an isotope, a power, a
list number, a year, an interval.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from kb.bibliography import SUPERSCRIPTS
from kb.citations.cues import Cues
from kb.citations.page import Mention, Page
from kb.labels import BlockKind, CitationKind

_BETWEEN = r"(?:\s*(?:[,;，、&–—-]|\band\b)\s*(?:(?<=,\s)(?:and\s+|&\s*))?)"
_LIST = rf"\d{{1,3}}(?:{_BETWEEN}\d{{1,3}}){{0,30}}"
_LABEL = r"(?:(?:see|cf\.?)\s+)?(?:(?:refs?|references?|citations?|notes?)\b\.?:?\s*)?"
_PLACE = r"(?:\s*[,:]\s*(?:pp?\.|pages?|chap(?:ter|\.)|table|fig(?:ure|\.)?)\s*\d{1,4}(?:\s*[–-]\s*\d{1,4})?)?"
_SQUARE = re.compile(rf"(?:\\?\[|[［【〔])\s*{_LABEL}(?P<list>{_LIST}){_PLACE}\s*(?:\\?\]|[］】〕])", re.I)
_ROUND = re.compile(rf"[(（]\s*(?P<label>{_LABEL})(?P<list>{_LIST}){_PLACE}\s*[)）]", re.I)
# Brackets that mean other things too: they cite where the bibliography has every number.
_RARE = re.compile(rf"(?P<open>[{{<‹⟨])\s*{_LABEL}(?P<list>{_LIST})\s*[}}>›⟩]", re.I)
_NARRATIVE = re.compile(rf"\b(?:refs?\.?|references?)\s+(?P<list>{_LIST})\b(?!\s*(?:%|mg|ml|[a-z]*g\b))", re.I)
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴-⁹](?:[⁰¹²³⁴-⁹]|[,˒‚⁻–—-](?=[⁰¹²³⁴-⁹])){0,60}")
_PLAIN = r"\d{1,3}(?:[,–-]\d{1,3}){0,12}"
_GLUED = re.compile(rf"(?<=[^\W\d_])(?P<close>[)”\"’\]]?)(?P<stop>[.,;:!?][”\"’)]?)(?P<list>{_PLAIN})(?=[A-Z“\"]|\s|$)")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]{1,40}$")
_WORD_BEFORE = re.compile(r"([\w’'/·.%°]+)\.?[\s(]*$")
_FIGURE_BEFORE = re.compile(r"(?<![\w.])(\d{1,4}(?:\.\d{1,3})?)\s?(?:%|years?|points?|m?g|kg|cm)?\s*$")
_DETERMINERS = frozenset({"the", "a", "an", "these", "those", "all", "my", "our", "your", "is", "was", "are", "were"})
# What a nuclide's symbol may follow: "[11]C raclopride", "¹⁸F".
_NUCLIDE = re.compile(r"[CFHNOPS](?![a-z])")
_LONGEST_RANGE = 50  # numbers; a longer "range" is no list of references


def find_markers(page: Page, cues: Cues) -> tuple[Mention, ...]:
    """The numeric citations of a page in text order; of two that overlap, the plainer stays."""
    square = [*_squares(page, cues), *_rare(page)]
    raised = [*_superscripts(page, cues), *_raised_marks(page, cues)]
    glued = list(_glued(page, cues, styled=not square and not raised))
    styled = [] if square or raised or glued else list(_rounds(page, cues))
    return disjoint([*square, *raised, *glued, *styled, *_narrative(page)])


def disjoint(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions in text order without those that overlap one named before them."""
    kept: list[Mention] = []
    for mention in mentions:
        index = bisect_left(kept, mention.start, key=lambda m: m.start)
        clear_before = index == 0 or kept[index - 1].end <= mention.start
        if clear_before and (index == len(kept) or mention.end <= kept[index].start):
            kept.insert(index, mention)
    return tuple(kept)


def numbers_of(text: str) -> tuple[int, ...]:
    """The numbers that "1,3–5" stands for, in order, none twice; none where a range runs backwards or too far."""
    numbers: list[int] = []
    for part in re.split(r"[,;，、˒‚&]|\band\b", text.translate(SUPERSCRIPTS)):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and not 0 < ends[1] - ends[0] <= _LONGEST_RANGE:
            return ()
        numbers += range(ends[0], ends[-1] + 1) if ends else []
    return tuple(dict.fromkeys(n for n in numbers if n > 0))


def _mention(start: int, end: int, listed: str) -> Iterable[Mention]:
    numbers = numbers_of(listed)
    if numbers:
        yield Mention(kind=CitationKind.NUMERIC, start=start, end=end, numbers=numbers)


def _word_before(text: str, start: int) -> str:
    match = _WORD_BEFORE.search(text, max(0, start - 40), start)
    return match[1].lower() if match else ""


def _squares(page: Page, cues: Cues) -> Iterable[Mention]:
    owners = cues.words("interval_owner") | _DETERMINERS
    for block in page.readable():
        for match in _SQUARE.finditer(page.text, block.start, block.end):
            owned = _word_before(page.text, match.start()).rstrip(".") in owners
            equals = page.text[max(0, match.start() - 2) : match.start()].rstrip()[-1:] in ("=", "±")
            spread = _is_spread(page.text[max(block.start, match.start() - 20) : match.start()], match["list"])
            if not (owned or equals or spread or _NUCLIDE.match(page.text, match.end())):
                yield from _mention(match.start(), match.end(), match["list"])


def _is_spread(before: str, listed: str) -> bool:
    """ "aged 30 [28-34]": a range around the figure that stands before it."""
    figure = _FIGURE_BEFORE.search(before)
    ends = re.fullmatch(r"(\d+)\s*[–-]\s*(\d+)", listed.strip())
    return bool(figure and ends) and int(ends[1]) <= float(figure[1]) <= int(ends[2])


def _rare(page: Page) -> Iterable[Mention]:
    for block in page.readable():
        for match in _RARE.finditer(page.text, block.start, block.end):
            if page.numbers.issuperset(numbers_of(match["list"])):
                yield from _mention(match.start(), match.end(), match["list"])


def _narrative(page: Page) -> Iterable[Mention]:
    for block in page.readable():
        for match in _NARRATIVE.finditer(page.text, block.start, block.end):
            if page.numbers.issuperset(numbers_of(match["list"])):
                yield from _mention(match.start(), match.end(), match["list"])


def _superscripts(page: Page, cues: Cues) -> Iterable[Mention]:
    for block in page.readable():
        for match in _SUPERSCRIPT.finditer(page.text, block.start, block.end):
            if _is_raised_reference(page.text, match.start(), match.end(), block.start, cues):
                yield from _mention(match.start(), match.end(), match[0])


def _raised_marks(page: Page, cues: Cues) -> Iterable[Mention]:
    readable = [(b.start, b.end) for b in page.readable()]
    for mark in page.article.marks:
        text = page.text[mark.start : mark.end]
        home = next((start for start, end in readable if start <= mark.start < end), None)
        if mark.kind != "superscript" or home is None or not re.fullmatch(rf"\s*[\[(]?{_LIST}[\])]?\s*", text):
            continue
        if _is_raised_reference(page.text, mark.start, mark.end, home, cues):
            yield from _mention(mark.start, mark.end, text.strip(" \t\n[]()"))


def _is_raised_reference(text: str, start: int, end: int, home: int, cues: Cues) -> bool:
    """Not a power (10³, m², R²), a charge (Ca²⁺), a nuclide (¹⁸F) or an ordinal."""
    before, after = text[max(home, start - 40) : start], text[end : end + 2]
    if not before.strip() or before[-1] in "⁻−-+^/(":
        return False
    if after[:1] in ("⁺", "⁻", "ᵐ") or (after[:1].isalpha() and (before[-1].isalnum() or before[-1].isspace())):
        return False
    if before[-1].isdigit() or before[-1].isspace():
        return before[-1].isspace() and before.rstrip()[-1:] in '.,;:!?)”"’'
    word = re.search(r"[^\W\d_]+$", before)
    return not word or (len(word[0]) > 1 and word[0].lower() not in cues.words("power_unit"))


def _glued(page: Page, cues: Cues, *, styled: bool) -> Iterable[Mention]:
    """`styled`: the page has no other marks, so a number behind a stop may be its way of citing."""
    owners = cues.words("stop_owner")
    sure, likely = [], []
    for block in page.readable():
        for match in _GLUED.finditer(page.text, block.start, block.end):
            word = _LETTERS_BEFORE.search(page.text, max(0, match.start() - 40), match.start())[0].lower()
            listed = match["list"]
            if word in owners or (len(word) < 2 and not match["close"]) or not numbers_of(listed):
                continue
            following = page.text[match.end() : match.end() + 1]
            mention = list(_mention(match.start("list"), match.end("list"), listed))
            if (
                following.isupper()
                and match["stop"][0] in ".!?"
                and re.match(r"[A-Z](?:[a-z]|\s)", page.text[match.end() :][:2])
            ):
                sure += mention
            elif set(numbers_of(listed)) <= page.numbers:
                likely += mention
    return [*sure, *likely] if styled and _covers(page, [*sure, *likely]) else sure


def _rounds(page: Page, cues: Cues) -> Iterable[Mention]:
    """(3), where the bibliography is numbered, the page marks in no other way, and half of the entries are met."""
    owners = cues.words("number_owner") | cues.words("interval_owner")
    found = []
    for block in page.readable():
        if block.kind in (BlockKind.HEADING, BlockKind.TABLE_HEADER):
            continue
        for match in _ROUND.finditer(page.text, block.start, block.end):
            numbers = numbers_of(match["list"])
            before = page.text[max(block.start, match.start() - 2) : match.start()]
            glued = before[-1:] in '.!?”"' and bool(before)  # "less pain.(1) Sleep"
            closes = glued or re.match(r"\s*(?:[.,;:!?]|$)|\s+[a-z]", page.text[match.end() : block.end][:4])
            enumerates = not before.strip() or before.rstrip()[-1:] in ":;,"
            owned = _word_before(page.text, match.start()) in owners
            if match["label"] or (
                numbers and closes and not enumerates and not owned and before.strip()[-1:] not in "="
            ):
                found += [
                    m for m in _mention(match.start(), match.end(), match["list"]) if set(numbers) <= page.numbers
                ]
    return found if _covers(page, found) else []


def _covers(page: Page, mentions: Sequence[Mention]) -> bool:
    """Whether the numbers met are those of the page's bibliography rather than counts of something."""
    met = {n for m in mentions for n in m.numbers}
    return bool(page.numbers) and 2 * len(met & page.numbers) >= len(page.numbers)
