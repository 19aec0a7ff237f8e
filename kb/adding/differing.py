"""What a new version of a page does to its claims: the claims of both versions in; each with what became of it, out.

A claim is kept where its words stand on, changed where the nearest new claim is much like it, else gone or new. What
people decided of a claim follows it only as `kb.anchors` says: where words and surroundings stand exactly once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from kb.anchors import find_anchors, fold
from kb.model import Article, Claim

ALIKE = 60.0  # of 100 (rapidfuzz ratio of words in any order): the least at which one claim became the other


class Fate(StrEnum):
    KEPT = "kept"
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What became of a claim. `was` is empty of a new claim, `now` of one that is gone; `anchor` is that of the old one
    and `follows` whether what was said of it goes on to the new version."""

    fate: Fate
    was: str = ""
    now: str = ""
    anchor: str = ""
    follows: bool = False


def differences(old: tuple[Article, Sequence[Claim]], new: tuple[Article, Sequence[Claim]]) -> tuple[Difference, ...]:
    """The claims of the new version in text order, each with what it was; then those that are gone. Both articles have
    one id."""
    keys = [_anchors(article, claims) for article, claims in (old, new)]
    times = Counter(keys[1])
    before, after = list(zip(old[1], keys[0], strict=True)), list(zip(new[1], keys[1], strict=True))
    pairs = _same(before, after)
    pairs |= _alike(before, after, pairs)
    told = []
    for place, (claim, _) in enumerate(after):
        if place not in pairs:
            told.append(Difference(fate=Fate.NEW, now=claim.quote))
            continue
        earlier, key = before[pairs[place]]
        kept = fold(earlier.quote) == fold(claim.quote)
        told.append(
            Difference(
                fate=Fate.KEPT if kept else Fate.CHANGED,
                was=earlier.quote,
                now=claim.quote,
                anchor=key,
                follows=times[key] == 1,
            )
        )
    left = set(range(len(before))) - set(pairs.values())
    gone = (Difference(fate=Fate.GONE, was=before[i][0].quote, anchor=before[i][1]) for i in sorted(left))
    return (*told, *gone)


def _anchors(article: Article, claims: Sequence[Claim]) -> list[str]:
    spans = [(claim.start, claim.end) for claim in claims]
    return [anchor.key for anchor in find_anchors(article.id, article.text, spans)]


_Keyed = Sequence[tuple[Claim, str]]


def _same(before: _Keyed, after: _Keyed) -> dict[int, int]:
    """New place to old place of the claims that have the same anchor; then, of the rest, the same words, in order."""
    pairs: dict[int, int] = {}
    for of in (lambda claim, key: key, lambda claim, key: fold(claim.quote)):
        waiting: dict[str, list[int]] = {}
        for i, one in enumerate(before):
            if i not in pairs.values():
                waiting.setdefault(of(*one), []).append(i)
        for j, one in enumerate(after):
            if j not in pairs and waiting.get(of(*one)):
                pairs[j] = waiting[of(*one)].pop(0)
    return pairs


def _alike(before: _Keyed, after: _Keyed, pairs: Mapping[int, int]) -> dict[int, int]:
    """The same of claims whose words changed: the most alike first, each claim once."""
    taken = set(pairs.values())
    rest = [(i, fold(c.quote)) for i, (c, _) in enumerate(before) if i not in taken]
    scored = sorted(
        (
            (-fuzz.token_sort_ratio(words, fold(claim.quote)), j, i)
            for j, (claim, _) in enumerate(after)
            if j not in pairs
            for i, words in rest
        ),
    )
    found: dict[int, int] = {}
    for score, j, i in scored:
        if -score >= ALIKE and j not in found and i not in found.values():
            found[j] = i
    return found
