"""Whether a sentence of a finding rules out chance: by its p values, and by its confidence intervals.

Comes in: the gist of the sentence, figures in the order of its words. Goes out: of each statement of certainty, whether
chance is no explanation. A p value is one below 0.05, the bound that trials call significant; an exact 0.05 is none,
"P<0.05" is. An interval is one that does not hold what no difference would be: 1 for a ratio, 0 for a difference
(Cochrane Handbook, 6.3 and 15.3). One of which nobody knows what it is of (a rate of one group has one too) tells
something only where it reaches below 0, as a rate never does.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.model import Proposition

BOUND = 0.05
RISKS = frozenset({"hr", "rr"})
RATIOS = RISKS | {"or"}
_DIFFERENCES = frozenset({"rd", "smd", "effect size", "d", "g", "r"})
_DIFFERENCE = "~diff"  # the word, as `propositions.words` has it
_CHANGING = frozenset({"effect", "prevent"})
_FIGURES = "$#"  # as `propositions.gist` sets them


class Figure(NamedTuple):
    """A figure of a gist: its unit, and its two ends."""

    unit: str
    low: float
    high: float


def figure_of(key: str) -> Figure | None:
    """The figure that a key of a gist stands for; None for a word."""
    if key[0] not in _FIGURES:
        return None
    unit, _, values = key[1:].partition(":")
    low, high = (float(end) for end in values.split(":"))
    return Figure(unit, low, high)


def small(p: Figure) -> bool:
    """Whether a p value rules out chance."""
    return p.low < BOUND >= p.high


def apart_from(null: float, interval: Figure) -> bool:
    """Whether an interval does not hold what no difference would be."""
    return not interval.low <= null <= interval.high


def excluded(gist: Iterable[str]) -> Iterator[bool]:
    """Of each p value, and each interval that tells it, whether it rules out chance."""
    return (sure for _, _, sure in _told(gist))


def doubt(told: Proposition) -> str:
    """Why what a clause says to have changed may be chance, in words; empty where nothing says so. Its sentence's p
    values tell it, else its intervals: the first behind what changed, or all where none is behind it."""
    if told.family not in _CHANGING or told.negated or told.effect == 0:
        return ""
    said = list(_told(told.gist))
    said = [one for one in said if one[1].unit == "p"] or said
    things = {*told.object} - {*told.comparator}
    place = next((i for i, key in enumerate(told.gist) if key in things), 0)
    behind = [one for one in said if one[0] > place][:1] or said
    if not behind or any(sure for _, _, sure in behind):
        return ""
    figure = behind[0][1]
    if figure.unit == "p":
        return f"P = {figure.low:g}" if figure.low == figure.high else f"P = {figure.low:g} to {figure.high:g}"
    return f"interval {figure.low:g} to {figure.high:g}"


def _told(gist: Iterable[str]) -> Iterator[tuple[int, Figure, bool]]:
    """The p values and intervals of a gist: where, which, and whether it rules out chance."""
    of = ""
    for place, key in enumerate(gist):
        figure = figure_of(key)
        if figure is None:
            of = key if key == _DIFFERENCE else of
            continue
        if figure.unit in RATIOS or figure.unit in _DIFFERENCES:
            of = figure.unit
        elif figure.unit == "p":
            yield place, figure, small(figure)
        elif figure.unit == "ci" and (of or figure.low < 0):
            yield place, figure, apart_from(1 if of in RATIOS else 0, figure)
