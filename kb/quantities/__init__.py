"""Numbers that a text gives: plain text in, `Quantity` objects out, in linear time and without spaCy.

Reads per cent, fractions in words, n of m, durations, doses, frequencies, counts, points, money, years and folds, with
the word that bounds them ("up to", "about", "at least"). Statistics of certainty (p values, confidence intervals, odds
ratios, effect sizes) are recognised and kept apart as kind `statistic`, each in a unit of its own (`hr`, `rr`, `or`,
`nnt`, ...), so that nobody takes a confidence level for an effect. Numbers that belong to a name ("GAD-7",
"Schedule III", "5-HT1A") are not read.

Each pattern blanks what it has read, so that no digit is read twice; the order of `RULES` is the order of trust.
"""

import re

from kb.quantities.patterns import OF_WHAT, RULES, Rule
from kb.quantity import Quantity
from kb.runs import interrupted

_OF_WHAT = re.compile(OF_WHAT, re.IGNORECASE)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text in order, none overlapping. Offsets count code points of `text`.

    Durations are in hours, shares in percent, doses in mg, mg/kg, mg/h or ml, money in its currency, frequencies per
    week; counts carry their noun as unit. Never raises.
    """
    found: list[Quantity] = []
    text = interrupted(text)
    rest, lowered = text, text.lower()
    held: dict[re.Pattern[str], bool] = {}
    for rule in RULES:
        for need in rule.needs:
            if need not in held:
                held[need] = need.search(lowered) is not None
            if not held[need]:
                break
        else:
            rest = _apply(rule, text, rest, found)
    return tuple(sorted((q for q in found if q.kind != "name"), key=lambda q: (q.start, q.end)))


def aside_in(quantity: Quantity, text: str) -> range:
    """Where within a statistic's words stands of whom or what it is ("hazard ratio *with apixaban*, 0.79")."""
    found = _OF_WHAT.search(text, quantity.start, quantity.end) if quantity.kind == "statistic" else None
    return range(*found.span()) if found else range(0)


def _apply(rule: Rule, text: str, rest: str, found: list[Quantity]) -> str:
    """Add what a rule reads in `rest` to `found`; gives `rest` with the words that were read blanked."""
    pieces, cursor = [], 0
    for match in rule.pattern.finditer(rest):
        quantity = rule.read(match, text)
        if quantity is not None:
            found.append(quantity)
            start, end = match.span()
            pieces += (rest[cursor:start], " " * (end - start))
            cursor = end
    return "".join((*pieces, rest[cursor:])) if pieces else rest
