"""The words of figures, and the conversion of units."""

from functools import cache

import pint

WORDS = {
    **{
        w: n
        for n, w in enumerate(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
        )
    },
    **{
        w: n
        for n, w in zip(
            range(13, 20),
            ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
            strict=False,
        )
    },
    **{
        w: 10 * n
        for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
    },
    "hundred": 100,
    "dozen": 12,
    "single": 1,
    "both": 2,
}
# Vague counts, as ranges that a reader would accept (Mosteller & Youtz 1990 find "several" at 3 to 7).
VAGUE = {"a couple of": (2, 3), "a couple": (2, 3), "a few": (2, 5), "few": (2, 5), "several": (3, 8), "a": (1, 1)}
VAGUE |= {"an": (1, 1), "many": (4, 60), "half an": (0.5, 0.5), "half a": (0.5, 0.5), "a quarter of an": (0.25, 0.25)}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
FRACTIONS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fourth": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6,
    "seventh": 1 / 7, "eighth": 1 / 8, "ninth": 1 / 9, "tenth": 1 / 10,
}  # fmt: skip
BOUNDS = {
    "about": [
        "about", "approximately", "around", "roughly", "nearly", "almost", "some", "circa", "~", "≈", "close to",
        "just under", "just over", "an average of", "a mean of", "a median of", "on average",
    ],
    "up_to": [
        "up to", "at most", "no more than", "not more than", "as much as", "as many as", "maximum of", "a maximum of",
        "≤", "<=", "until", "within", "no later than", "as long as",
    ],
    "at_least": [
        "at least", "no less than", "no fewer than", "not less than", "minimum of", "a minimum of", "≥", ">=",
        "as little as", "from", "upwards of",
    ],
    "more_than": [
        "more than", "larger than", "higher than", "over", "above", "exceeding", "greater than", "in excess of", ">",
        "beyond", "longer than", "well over",
    ],
    "less_than": ["less than", "under", "below", "fewer than", "<", "shorter than", "lower than"],
}  # fmt: skip
BOUND_OF = {word: bound for bound, words in BOUNDS.items() for word in words}

TIME = {
    "second": "second", "sec": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour", "h": "hour",
    "day": "day", "night": "day", "week": "week", "wk": "week", "month": "month", "year": "year", "yr": "year",
    "decade": "decade",
}  # fmt: skip
SESSION = {"session", "infusion", "injection", "treatment", "dose", "visit", "course", "shot", "class"}
PERSON = {
    "patient", "people", "person", "adult", "participant", "case", "subject", "volunteer", "woman", "women", "man",
    "men", "child", "children", "veteran", "individual", "american", "sufferer", "user", "completer", "student",
    "adolescent",
}  # fmt: skip


@cache
def _registry() -> pint.UnitRegistry:
    return pint.UnitRegistry(cache_folder=None)


@cache
def factor(unit: str, into: str) -> float:
    """How many `into` one `unit` is, by the units library (a month is 30.44 days, a year 365.25)."""
    if unit == "decade":  # in pint a decade is a power of ten
        return 10 * factor("year", into)
    return float(_registry().Quantity(1, unit).to(into).magnitude)


# Names of statistics by the unit that their value is held in; abbreviations count in capitals alone.
STATISTICS = {
    "hr": ("hazard ratio", "hazards ratio", "hazard rate ratio"),
    "rr": ("relative risk", "risk ratio", "rate ratio", "incidence rate ratio", "relative rate"),
    "or": ("odds ratio",),
    "rd": ("risk difference", "absolute risk difference", "absolute risk reduction", "absolute difference in risk"),
    "nnt": ("number needed to treat",),
    "nnh": ("number needed to harm",),
    "smd": ("standardized mean difference", "standardised mean difference", "standardized difference",
            "standardised difference"),
    "effect size": ("effect size",),
}  # fmt: skip
ABBREVIATED = {
    "HR": "hr", "aHR": "hr", "RR": "rr", "aRR": "rr", "IRR": "rr", "OR": "or", "aOR": "or", "RD": "rd", "ARD": "rd",
    "ARR": "rd", "NNT": "nnt", "NNH": "nnh", "SMD": "smd", "d": "d", "g": "g", "r": "r",
}  # fmt: skip
UNIT_OF_STATISTIC = {name: unit for unit, names in STATISTICS.items() for name in names} | ABBREVIATED
