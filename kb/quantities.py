"""Numbers that a text gives: plain text in, `Quantity` objects out, in linear time and without spaCy.

Reads per cent, fractions in words, n of m, durations, doses, frequencies, counts, points, money, years and folds, with
the word that bounds them ("up to", "about", "at least"). Statistics of certainty (p values, confidence intervals, odds
ratios, effect sizes) are recognised and kept apart as kind `statistic`, so that nobody takes a confidence level for an
effect. Numbers that belong to a name ("GAD-7", "Schedule III", "5-HT1A") are not read.

Each pattern blanks what it has read, so that no digit is read twice; the order of `_READERS` is the order of trust.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pint

from kb.model import Quantity

_WORDS = {
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
_VAGUE = {"a couple of": (2, 3), "a couple": (2, 3), "a few": (2, 5), "few": (2, 5), "several": (3, 8), "a": (1, 1)}
_VAGUE |= {"an": (1, 1), "many": (4, 60)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_FRACTIONS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fourth": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6,
    "seventh": 1 / 7, "eighth": 1 / 8, "ninth": 1 / 9, "tenth": 1 / 10,
}  # fmt: skip
_BOUNDS = {
    "about": "about approximately around roughly nearly almost some circa ~ ≈ close_to just_under just_over an_average_of"
    " a_mean_of a_median_of on_average",
    "up_to": "up_to at_most no_more_than not_more_than as_much_as as_many_as maximum_of a_maximum_of ≤ <= until within"
    " no_later_than as_long_as",
    "at_least": "at_least no_less_than no_fewer_than not_less_than minimum_of a_minimum_of ≥ >= as_little_as from upwards_of",
    "more_than": "more_than larger_than higher_than over above exceeding greater_than in_excess_of > beyond longer_than well_over",
    "less_than": "less_than under below fewer_than < shorter_than lower_than",
}  # fmt: skip
_BOUND_OF = {word.replace("_", " "): bound for bound, words in _BOUNDS.items() for word in words.split()}

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NUMBER_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_N = rf"(?:{_DIGITS}|(?:{_NUMBER_WORD})\b)"
_BOUND = r"(?:(?P<bound>" + "|".join(re.escape(w) for w in sorted(_BOUND_OF, key=len, reverse=True)) + r")\s*)?"
_FREE = r"(?<![\w./])(?<![A-Za-z]-)(?<![A-Za-z]−)"  # not inside a word, a name such as GAD-7, or a path
_JOIN = r"\s*(?:-|–|—|to|or|and)\s*"
_TIME = {
    "second": "second", "sec": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour", "h": "hour",
    "day": "day", "night": "day", "week": "week", "wk": "week", "month": "month", "year": "year", "yr": "year",
    "decade": "decade",
}  # fmt: skip
_TIME_WORD = (
    r"(?P<time>seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|nights?|weeks?|wks?|months?|years?|yrs?|decades?)\b"
)
_DOSE_WORD = (
    r"(?P<dose>(?:mcg|µg|μg|ug|mg|g|kg|ml|mL|micrograms?|milligrams?|grams?|milliliters?|millilitres?|units|IU)\b"
    r"(?:(?:\s+(?:of\s+)?[a-z]{4,15})?\s*(?:/|per)\s*(?:kg|kilogram|day|h|hr|hour|min|minute|m2|ml|mL|dl|dL|l|L)\b){0,2}(?:\s*of\s+body\s*weight)?)"
)
_MEASURES = (
    "mg|mcg|g|kg|ml|micrograms?|percent|per|points?|minutes?|hours?|days?|weeks?|months?|years?|once|twice|thrice"
)
_SESSION = {"session", "infusion", "injection", "treatment", "dose", "visit", "course", "shot", "class"}
_PERSON = {
    "patient", "people", "person", "adult", "participant", "case", "subject", "volunteer", "woman", "women", "man", "men",
    "child", "children", "veteran", "individual", "american", "sufferer", "user", "completer", "student", "adolescent",
}  # fmt: skip


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text in order, none overlapping. Offsets count code points of `text`.

    Durations are in hours, shares in percent, doses in mg, mg/kg, mg/h or ml, money in its currency, frequencies per
    week; counts carry their noun as unit. Never raises.
    """
    found: list[Quantity] = []
    rest = text
    for pattern, read in _READERS:
        for match in pattern.finditer(rest):
            quantity = read(match, text)
            if quantity is not None:
                found.append(quantity)
        rest = pattern.sub(lambda m, read=read: " " * len(m[0]) if read(m, text) is not None else m[0], rest)
    return tuple(sorted((q for q in found if q.kind != "name"), key=lambda q: (q.start, q.end)))


@cache
def _registry() -> pint.UnitRegistry:
    return pint.UnitRegistry(cache_folder=None)


@cache
def _factor(unit: str, into: str) -> float:
    """How many `into` one `unit` is, by the units library (a month is 30.44 days, a year 365.25)."""
    if unit == "decade":  # in pint a decade is a power of ten
        return 10 * _factor("year", into)
    return float(_registry().Quantity(1, unit).to(into).magnitude)


def _value(word: str) -> float:
    word = word.lower().strip()
    return float(_WORDS[word]) if word in _WORDS else float(word.replace(",", ""))


def _make(match: re.Match[str], text: str, kind: str, unit: str, low: float, high: float, bound: str = "") -> Quantity:
    groups = match.groupdict()
    said = bound or _BOUND_OF.get(re.sub(r"\s+", " ", (groups.get("bound") or "").lower()), "exact")
    start, end = match.span()
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    low, high = sorted((low, high))
    return Quantity(
        kind=kind, low=round(low, 6), high=round(high, 6), unit=unit, bound=said, text=text[start:end].strip(),
        start=start, end=start + len(text[start:end].strip()),
    )  # fmt: skip


def _ends(match: re.Match[str]) -> tuple[float, float]:
    low = _value(match["low"])
    return low, _value(match["high"]) if match.groupdict().get("high") else low


def _name(match: re.Match[str], text: str) -> Quantity:
    return _make(match, text, "name", "", 0, 0)


def _statistic(match: re.Match[str], text: str) -> Quantity:
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", match[0])] or [0.0]
    return _make(match, text, "statistic", match["name"].lower(), min(numbers), max(numbers), "exact")


def _year(match: re.Match[str], text: str) -> Quantity:
    year = int(match["year"])
    if not match["decade"]:
        return _make(match, text, "year", "year", year, year)
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((match["part"] or "").lower(), (0, 9))
    return _make(match, text, "year", "year", year + low, year + high)


_TIMES_PER = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
_PER_WEEK = {"daily": 7.0, "nightly": 7.0, "weekly": 1.0, "monthly": 12 / 52.18, "yearly": 1 / 52.18}
_PER_WEEK |= {"annually": 1 / 52.18, "fortnightly": 0.5, "biweekly": 0.5}


def _rate(match: re.Match[str], text: str) -> Quantity:
    groups = match.groupdict()
    per = groups.get("adverb") or groups.get("per") or ""
    weekly = _PER_WEEK.get(per.lower()) or 1 / _factor(_TIME[per.lower().rstrip("s")], "week")
    times = groups.get("times") or ""
    if times.lower() in _TIMES_PER:
        low = high = _TIMES_PER[times.lower()]
        if groups.get("other"):
            high = _TIMES_PER[groups["other"].lower()]
    elif groups.get("low"):
        low, high = _ends(match)
    else:
        low = high = 1.0
    return _make(match, text, "rate", "per week", low * weekly, high * weekly)


def _interval(match: re.Match[str], text: str) -> Quantity:
    weeks = _factor(_TIME[match["time"].lower().rstrip("s")], "week")
    low, high = _ends(match) if match["low"] else (1.0, 1.0)
    return _make(match, text, "rate", "per week", 1 / (high * weeks), 1 / (low * weeks))


def _share_of(match: re.Match[str], text: str) -> Quantity | None:
    part, whole = _value(match["low"]), _value(match["whole"])
    if not whole or part > whole:
        return None
    # "one in six or seven" spans both shares.
    other = _value(match["high"]) if match["high"] else whole
    return _make(match, text, "fraction", "percent", 100 * part / whole, 100 * part / (other or whole))


def _fraction(match: re.Match[str], text: str) -> Quantity:
    def share(count: str | None, name: str) -> float:
        times = 1.0 if (count or "a").lower() in {"a", "an", "the"} else _value(count or "1")
        return 100 * times * _FRACTIONS[name.lower().rstrip("s") if name.lower() != "halves" else "half"]

    low = share(match["count"], match["name"])
    high = share(match["count2"], match["name2"]) if match["name2"] else low
    return _make(match, text, "fraction", "percent", low, high)


_SHARES = {"most": (50, 100, "more_than"), "majority": (50, 100, "more_than"), "minority": (0, 50, "less_than")}
_SHARES |= {"all": (100, 100, "exact"), "every": (100, 100, "exact"), "each": (100, 100, "exact")}
_SHARES |= {"none": (0, 0, "exact"), "everyone": (100, 100, "exact"), "everybody": (100, 100, "exact")}


def _vague_share(match: re.Match[str], text: str) -> Quantity:
    low, high, bound = _SHARES[match["share"].lower()]
    if bound == "exact" and re.search(r"(?i)\b(?:nearly|almost|virtually|practically|not)\b", match[0]):
        return _make(match, text, "fraction", "percent", 50 if "not" in match[0].lower() else 85, 99, "about")
    return _make(match, text, "fraction", "percent", low, high, bound)


def _percent(match: re.Match[str], text: str) -> Quantity:
    return _make(match, text, "percent", "percent", *_ends(match))


def _fold(match: re.Match[str], text: str) -> Quantity:
    words = {"double": 2.0, "doubled": 2.0, "doubles": 2.0, "doubling": 2.0, "triple": 3.0, "tripled": 3.0,
             "triples": 3.0, "tripling": 3.0, "quadrupled": 4.0, "twice": 2.0}  # fmt: skip
    groups = match.groupdict()
    if groups.get("word"):
        value = words[groups["word"].lower()]
        return _make(match, text, "ratio", "times", value, value)
    if groups.get("halved"):
        return _make(match, text, "fraction", "percent", 50, 50)
    return _make(match, text, "ratio", "times", *_ends(match))


def _age(match: re.Match[str], text: str) -> Quantity:
    low, high = _ends(match)
    return _make(match, text, "number", "years of age", low, high, "at_least" if match["more"] else "")


def _time_point(match: re.Match[str], text: str) -> Quantity:
    hours = _factor(_TIME[match["time"].lower().rstrip("s")], "hour")
    low, high = _ends(match)
    return _make(match, text, "duration", "hour", low * hours, high * hours)


def _duration(match: re.Match[str], text: str) -> Quantity | None:
    word = match["time"].lower()
    unit = _TIME[word.rstrip("s") if len(word) > 1 else word]
    hours = _factor(unit, "hour")
    if match["vague"]:
        low, high = _VAGUE[re.sub(r"\s+", " ", match["vague"].lower())]
    elif match["low"]:
        low, high = _ends(match)
    elif word.endswith("s") and len(word) > 3:
        # A bare plural: "within hours" is less than a day, "for weeks" more than one.
        low, high = 2, {"second": 60, "minute": 60, "hour": 24, "day": 7, "week": 8, "month": 12}.get(unit, 10)
    else:
        return None
    if (
        match["bound"]
        and match["bound"].lower() in {"over", "from"}
        and not re.search(r"\b(?:for|last\w*)\s+$", text[: match.start()])
    ):
        return _make(match, text, "duration", "hour", low * hours, high * hours, "exact")  # "over 40 minutes" is a span
    if match["time2"]:  # "weeks or months": from the fewest of the one to the most of the other
        unit2 = _TIME[match["time2"].lower().rstrip("s")]
        return _make(match, text, "duration", "hour", low * hours, 12 * _factor(unit2, "hour"))
    return _make(match, text, "duration", "hour", low * hours, high * hours)


def _dose(match: re.Match[str], text: str) -> Quantity:
    said = re.sub(
        r"(?:\s+(?:of\s+)?[a-z]{4,15})?\s*(?:/|\bper\b)\s*", "/", re.sub(r"\s*of\s+body\s*weight", "", match["dose"])
    )
    names = {"mcg": "microgram", "µg": "microgram", "μg": "microgram", "ug": "microgram", "kilogram": "kg", "mL": "ml"}
    parts = [names.get(part, names.get(part.lower(), part)) for part in said.split("/")]
    unit = "/".join(["mg" if _weighs(parts[0]) else parts[0], *("h" if p in {"hr", "hour"} else p for p in parts[1:])])
    factor = _factor(parts[0].rstrip("s"), "mg") if _weighs(parts[0]) else 1.0
    low, high = _ends(match)
    return _make(match, text, "dose", unit, low * factor, high * factor)


def _weighs(unit: str) -> bool:
    return unit.rstrip("s") in {"microgram", "mg", "g", "kg", "milligram", "gram"}


def _money(match: re.Match[str], text: str) -> Quantity:
    symbol = (match["symbol"] or match["currency"] or "").lower()
    unit = "pound" if symbol in {"£", "pounds", "pound"} else "euro" if symbol in {"€", "euro", "euros"} else "dollar"
    scale = _SCALES.get((match["scale"] or "").lower(), 1.0)
    low, high = _ends(match)
    return _make(match, text, "money", unit, low * scale, high * scale)


def _score(match: re.Match[str], text: str) -> Quantity:
    return _make(match, text, "score", match["unit"].lower().rstrip("s"), *_ends(match))


def _millions(match: re.Match[str], text: str) -> Quantity:
    low = _SCALES[match["scale"].lower().rstrip("s")]
    return _make(match, text, "count", "person", low, low * 1000, "at_least")


def _count(match: re.Match[str], text: str) -> Quantity | None:
    noun = (match["known"] or match["noun"] or "").lower()
    scale = _SCALES.get((match["scale"] or "").lower(), 1.0)
    if match["vague"]:
        low, high = _VAGUE[re.sub(r"\s+", " ", match["vague"].lower())]
    else:
        low, high = _ends(match)
    singular = noun.removesuffix("s") if noun not in _PERSON else noun
    unit = "session" if singular in _SESSION else "person" if singular in _PERSON else singular
    spelled = (match["low"] or "").lower() in _WORDS
    if unit == "" and (spelled or match["vague"]) and scale == 1.0:
        return None  # "one of the", "both": words of grammar, not figures
    if match["vague"] and unit != "session":
        return None
    return _make(match, text, "count" if unit else "number", unit, low * scale, high * scale)


def _rule(pattern: str, read: Callable[[re.Match[str], str], Quantity | None]) -> tuple[re.Pattern[str], Callable]:
    return re.compile(pattern, re.IGNORECASE), read


_NOUNS = "|".join(sorted(_PERSON | _SESSION, key=len, reverse=True))
_PERSONS = "|".join(sorted(_PERSON, key=len, reverse=True))
_RANGE = rf"(?P<low>{_N})(?:{_JOIN}(?P<high>{_N}))?"


def _rules() -> Iterator[tuple[re.Pattern[str], Callable]]:
    yield _rule(
        r"\bschedule\s+(?:[IV]+|\d)\b|\bphase\s+(?:[IV]+|\d)[ab]?\b|\bcovid-19\b|\b24/7\b|\[\d[\d,\s–-]*\]", _name
    )
    yield _rule(r"\b(?:[A-Z]{2,}[A-Za-z]*|[a-z]+)-\d+[A-Za-z]?\b(?!-)|\b\d+-HT\d?\w*\b|\bDSM[- ]?(?:\d|[IV]+)\b", _name)
    yield _rule(
        r"\b(?P<name>p)\s*[<>=≤≥]+\s*0?\.\d+|\b\d+(?:\.\d+)?\s*%\s*(?P<ci>CI|UI|CrI|confidence interval)\b[\s,:=of]*"
        r"[-−]?\d[\d.]*\s*(?:to|-|–|,)\s*[-−]?\d[\d.]*".replace("(?P<name>p)", "(?P<name>p|P)"),
        lambda m, t: _statistic(m, t) if m["name"] else _make(m, t, "statistic", "ci", 0, 0, "exact"),
    )
    yield _rule(
        r"\b(?P<name>odds ratios?|hazard ratios?|risk ratios?|rate ratios?|relative risks?|(?-i:OR|HR|RR|SMD|NNT|NNH|d|g|r)|"
        r"standardi[sz]ed (?:mean )?difference|number needed to (?:treat|harm)|effect size)"
        r"\s*(?:of|about|=|was|:)?\s*(?:about\s*)?[-−]?\d+(?:\.\d+)?(?:\s*\([^)]{3,30}\))?(?![\d%]|\s*(?:mg|%|points?))",
        _statistic,
    )
    yield _rule(
        r"(?:\b(?P<part>early|mid|late)[\s-]*)?(?:the\s+)?(?<![\w.,$£€/-])(?P<year>(?:1[89]|20)\d\d)(?P<decade>['’]?s)?"
        r"(?!\s*(?:%|mg|people|patients|participants|adults|dollars|,\d))(?![\d.]\d)(?!\w)",
        _year,
    )
    yield _rule(
        rf"\bage[ds]?\s+(?:of\s+)?{_RANGE}(?P<more>\+|\s+(?:and|or)\s+(?:over|older|more|above))?(?:\s+years)?", _age
    )
    yield _rule(rf"{_FREE}{_RANGE}(?P<more>\+)?[\s-]*years?[\s-]*(?:old|of age)s?\b", _age)
    times = rf"(?:(?P<times>once|twice|thrice)(?:\s+(?:or|to)\s+(?P<other>twice|thrice))?|{_RANGE}\s*(?:times|x|(?!\s*(?:{_MEASURES})\b)(?:[a-z-]{{2,14}}\s+){{0,3}}(?!once|twice|thrice)[a-z]{{4,12}}))"
    period = r"(?:(?:a|an|per|each|every)\s+(?P<per>day|night|week|month|year)|(?P<adverb>daily|weekly|monthly|yearly|annually))\b"
    yield _rule(rf"{_FREE}{times}\s+{period}", _rate)
    yield _rule(
        rf"{_FREE}(?P<low>{_N})\s+(?:per|in\s+every)\s+(?P<whole>1,?000|10,?000|100,?000|100)(?P<high>(?!))?", _share_of
    )
    yield _rule(rf"\bevery\s+(?:{_RANGE}\s+)?{_TIME_WORD}", _interval)
    yield _rule(
        r"(?<![\w-])(?:per\s+(?P<per>day|week|month|year)|(?P<adverb>daily|weekly|monthly|fortnightly))\b", _rate
    )
    yield _rule(
        rf"{_BOUND}{_FREE}(?P<low>{_N})\s+(?:out\s+of|of|in|in\s+every)\s+(?:the\s+|every\s+)?(?P<whole>{_N})"
        rf"(?:\s+or\s+(?P<high>{_N}))?(?![\w%]|\s*(?:mg|hours|weeks|days|months|years))",
        _share_of,
    )
    fraction = r"half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
    counted = rf"(?:(?P<count>an?|the|{_NUMBER_WORD})[\s-]+)?"
    counted2 = rf"(?:(?P<count2>an?|{_NUMBER_WORD})[\s-]+)?"
    yield _rule(
        rf"{_BOUND}(?<![\w-]){counted}(?P<name>{fraction})\b(?:{_JOIN}{counted2}(?P<name2>{fraction})\b)?"
        rf"(?!\s*(?:an?\s+hour|line|life|lives|dose|party|choice|generation|trimester))"
        rf"(?:(?<=half)|(?<=quarter)|(?<=thirds)|(?<=fourths)|(?<=fifths)|(?<=quarters)|(?<=tenths)|(?=\s+of\b)|"
        rf"(?<=one.third)|(?<=a.third)|(?<=one.fifth)|(?<=a.fifth)|(?<=a.tenth)|(?<=one.tenth))",
        _fraction,
    )
    yield _rule(
        rf"(?:\b(?:nearly|almost|virtually|practically|not|the|a|vast|large|great)\s+){{0,3}}(?<![\w-])(?P<share>"
        rf"most(?=\s+(?:of\b|(?:[a-z]+\s+)?(?:{_PERSONS})s?\b))|majority|minority|all(?=\s+(?:of\b|\d|(?:the\s+)?(?:{_PERSONS})s?\b))|"
        rf"every(?=\s+(?:{_PERSONS})\b)|each(?=\s+(?:{_PERSONS})\b)|everyone|everybody|none(?=\s+of\b))\b",
        _vague_share,
    )
    yield _rule(rf"{_BOUND}{_FREE}(?P<low>{_DIGITS}|\b(?:{_NUMBER_WORD})\b)\s*(?:%|per\s*cent|percent)?(?:{_JOIN}(?P<high>{_N}))?"
                r"\s*(?:%|per\s*cent\b|percent\b|percentage\s+points?\b)", _percent)  # fmt: skip
    yield _rule(rf"{_BOUND}{_FREE}(?P<low>{_N})(?:[\s-]*(?:-|–|to|or)\s*(?P<high>{_N}))?[\s-]*(?:-?fold\b|times\s+(?=as|more|less|the|higher|lower|greater)|(?:to|-)fold\b)", _fold)  # fmt: skip
    yield _rule(rf"\b(?P<low>{_NUMBER_WORD})fold\b", _fold)
    yield _rule(r"\b(?:(?P<word>doubled?|doubles|doubling|tripled?|triples|quadrupled|twice(?=\s+(?:as|the)))|(?P<halved>halved|halves|halving))\b", _fold)  # fmt: skip
    yield _rule(rf"\b{_TIME_WORD.replace('s?', '')}\s+(?P<low>\d{{1,3}})(?:{_JOIN}(?P<high>\d{{1,3}}))?\b(?!\s*(?:%|mg|of|in))", _time_point)  # fmt: skip
    yield _rule(
        rf"{_BOUND}{_FREE}(?:(?P<vague>a\s+couple(?:\s+of)?|a\s+few|few|several|an?|many)\s+|{_RANGE}[\s-]*|(?<!\w))"
        rf"(?:(?:whole|full|more|to|half)\s+)?{_TIME_WORD}(?:\s+(?:or|to)\s+(?:even\s+)?(?P<time2>days|weeks|months|years)\b)?",
        _duration,
    )
    yield _rule(rf"{_BOUND}{_FREE}{_RANGE}[\s-]*{_DOSE_WORD}", _dose)
    yield _rule(
        rf"{_BOUND}(?:(?P<symbol>[$£€])\s*{_RANGE}(?:\s*(?P<scale>thousand|million|billion))?(?:\s*US)?|"
        rf"(?<![\w.])(?P<low2>{_DIGITS})\s*(?:million\s+|billion\s+)?(?:US\s+)?(?P<currency>dollars|pounds|euros))",
        lambda m, t: _money(m, t) if m["symbol"] else _make(m, t, "money", m["currency"].lower().rstrip("s"),
                                                            _value(m["low2"]), _value(m["low2"])),
    )  # fmt: skip
    yield _rule(rf"{_BOUND}{_FREE}{_RANGE}[\s-]*(?P<unit>points?|mm\s?Hg|bpm|kg/m2|percentiles?|standard deviations?)\b", _score)  # fmt: skip
    yield _rule(r"\b(?P<scale>millions|thousands|hundreds|billions)\s+of\b", _millions)
    yield _rule(
        rf"{_BOUND}(?<![\w./$£€-])(?:(?P<vague>a\s+couple\s+of|a\s+few|several|many)\s+|{_RANGE}(?![\w.]*[A-Za-z]))(?:\s*(?P<scale>hundred|thousand|million|billion)\b)?"
        rf"(?:[\s-]+(?:(?:[\w-]+\s+){{0,2}}(?P<known>{_NOUNS})s?\b|(?P<noun>[A-Za-z]{{3,}})))?",
        _count,
    )


_READERS = tuple(_rules())
