"""Numbers that a text gives: plain text in, `Quantity` objects out, in linear time and without spaCy.

Reads per cent, fractions in words, n of m, durations, doses, frequencies, counts, points, money, years and folds, with
the word that bounds them ("up to", "about", "at least"). Statistics of certainty (p values, confidence intervals, odds
ratios, effect sizes) are recognised and kept apart as kind `statistic`, so that nobody takes a confidence level for an
effect. Numbers that belong to a name ("GAD-7", "Schedule III", "5-HT1A") are not read.

Each pattern blanks what it has read, so that no digit is read twice; the order of `READERS` is the order of trust.
"""

from kb.model import Quantity
from kb.quantities.patterns import READERS


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text in order, none overlapping. Offsets count code points of `text`.

    Durations are in hours, shares in percent, doses in mg, mg/kg, mg/h or ml, money in its currency, frequencies per
    week; counts carry their noun as unit. Never raises.
    """
    found: list[Quantity] = []
    rest = text
    for pattern, read in READERS:
        for match in pattern.finditer(rest):
            quantity = read(match, text)
            if quantity is not None:
                found.append(quantity)
        rest = pattern.sub(lambda m, read=read: " " * len(m[0]) if read(m, text) is not None else m[0], rest)
    return tuple(sorted((q for q in found if q.kind != "name"), key=lambda q: (q.start, q.end)))
