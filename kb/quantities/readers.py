"""What each pattern's match means: a match in, a `Quantity` out, or nothing where the words are no figure."""

import re

from kb.quantities.terms import (
    BOUND_OF,
    FRACTIONS,
    PERSON,
    SCALES,
    SESSION,
    TIME,
    UNIT_OF_STATISTIC,
    VAGUE,
    WORDS,
    factor,
)
from kb.quantity import Quantity


def _value(word: str) -> float:
    word = word.lower().strip()
    tens, joint, ones = word.partition("-")
    if joint and tens in WORDS and ones in WORDS:  # "sixty-eight"; "six-eight" is a range
        return float(WORDS[tens] + WORDS[ones])
    return float(WORDS[word]) if word in WORDS else float(word.replace(",", ""))


def _make(match: re.Match[str], text: str, kind: str, unit: str, low: float, high: float, bound: str = "") -> Quantity:
    groups = match.groupdict()
    said = bound or BOUND_OF.get(re.sub(r"\s+", " ", (groups.get("bound") or "").lower()), "exact")
    if said == "at_least" and (groups.get("bound") or "").lower() == "from" and (kind != "money" or low != high):
        said = "exact"  # "from 18 % to 21 %", "fell from 70 %": where a change starts, and no limit
    start, end = match.span()
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    low, high = sorted((low, high))
    return Quantity(
        kind=kind, low=round(low, 6), high=round(high, 6), unit=unit, bound=said,
        text=" ".join(text[start:end].split()),
        start=start, end=start + len(text[start:end].strip()),
    )  # fmt: skip


def _ends(match: re.Match[str]) -> tuple[float, float]:
    low = _value(match["low"])
    return low, _value(match["high"]) if match.groupdict().get("high") else low


def read_name(match: re.Match[str], text: str) -> Quantity:
    """A name that holds a digit: read only to keep its digit from the other patterns."""
    return _make(match, text, "name", "", 0, 0)


def read_statistic(match: re.Match[str], text: str) -> Quantity:
    """A p value, ratio or effect size, in the unit that its name has; without its sign, which is told by words."""
    name = " ".join(match["name"].split())
    unit = UNIT_OF_STATISTIC.get(name) or UNIT_OF_STATISTIC.get(name.lower().removesuffix("s"), name.lower())
    value = float(match["value"])
    return _make(match, text, "statistic", unit, value, value, "exact")


def read_p(match: re.Match[str], text: str) -> Quantity:
    """A p value; where the text gives a bound of it, all that is within ("P<0.05" is 0 to 0.05, "P=NS" 0.05 to 1). One
    of another question than whether two groups differ has a unit of its own ("p for noninferiority")."""
    asked = (match["asked"] or "superiority").lower().replace("-", "")
    unit = "p" if asked == "superiority" else f"p for {asked}"
    if match["chance"]:
        return _make(match, text, "statistic", unit, 0.05, 1, "exact")
    value, sign = float(match["value"]), (match["sign"] or "").lower()
    low = 0 if {*sign} & {*"<≤"} or sign.startswith("less") else value
    high = 1 if {*sign} & {*">≥"} or (sign.endswith("than") and low) else value
    return _make(match, text, "statistic", unit, low, high, "exact")


def read_heterogeneity(match: re.Match[str], text: str) -> Quantity:
    """I², the share of variation between studies that is not chance: no effect of anything."""
    return _make(match, text, "statistic", "i2", float(match["value"]), float(match["value"]), "exact")


def read_interval_of_confidence(match: re.Match[str], text: str) -> Quantity:
    """A confidence or uncertainty interval, its two ends."""
    low, high = (float(end.replace("−", "-")) for end in (match["from"], match["to"]))
    return _make(match, text, "statistic", "ci", low, high, "exact")


def read_year(match: re.Match[str], text: str) -> Quantity:
    """A year, or the years of a decade or of its early, middle or late part."""
    year = int(match["year"])
    if not match["decade"]:
        return _make(match, text, "year", "year", year, year)
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((match["part"] or "").lower(), (0, 9))
    return _make(match, text, "year", "year", year + low, year + high)


TIMES_PER = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
PER_WEEK = {"daily": 7.0, "nightly": 7.0, "weekly": 1.0, "monthly": 12 / 52.18, "yearly": 1 / 52.18}
PER_WEEK |= {"annually": 1 / 52.18, "fortnightly": 0.5, "biweekly": 0.5}


def read_rate(match: re.Match[str], text: str) -> Quantity:
    """How often: times per week."""
    groups = match.groupdict()
    per = groups.get("adverb") or groups.get("per") or ""
    weekly = PER_WEEK.get(per.lower()) or 1 / factor(TIME[per.lower().rstrip("s")], "week")
    times = groups.get("times") or ""
    if times.lower() in TIMES_PER:
        low = high = TIMES_PER[times.lower()]
        if groups.get("other"):
            high = TIMES_PER[groups["other"].lower()]
    elif groups.get("low"):
        low, high = _ends(match)
    else:
        low = high = 1.0
    return _make(match, text, "rate", "per week", low * weekly, high * weekly)


# An amount just before "a day": "2 g of aspirin a day", "30 minutes a week", "2 % of patients a year".
_AMOUNT = re.compile(
    r"\d\s*(?:%|per\s*cent)(?:\s+of\s+(?:[a-z-]{2,20}\s+){0,2}[a-z-]{3,20})?\s+$|\d\s*(?:mcg|µg|mg|g|kg|ml|micrograms?|milligrams?|grams?|units|IU|minutes?|mins?|hours?|hrs?|calories|kcal|steps"
    r"|drinks|cigarettes|cups|portions|servings|glasses)(?:/kg)?"
    r"(?:\s+of(?:\s+[a-z-]{2,20}){1,2}|\s+(?!for|in|after|over|within|before|than|lasting|and|or|to)[a-z-]{3,20})?\s+$",
    re.IGNORECASE,
)


def read_rate_of_amount(match: re.Match[str], text: str) -> Quantity | None:
    """ "A day" behind an amount, as times per week; elsewhere it is a stretch of time."""
    return read_rate(match, text) if _AMOUNT.search(text[max(0, match.start() - 60) : match.start()]) else None


def read_interval(match: re.Match[str], text: str) -> Quantity:
    """ "Every two weeks", as times per week."""
    weeks = factor(TIME[match["time"].lower().rstrip("s")], "week")
    low, high = _ends(match) if match["low"] else (1.0, 1.0)
    return _make(match, text, "rate", "per week", 1 / (high * weeks), 1 / (low * weeks))


def read_share_of(match: re.Match[str], text: str) -> Quantity | None:
    """ "9 of 12", "1 in 5": a share in percent; nothing where the part is larger than the whole."""
    part, whole = _value(match["low"]), _value(match["whole"])
    if not whole or part > whole:
        return None
    # "one in six or seven" spans both shares.
    other = _value(match["high"]) if match["high"] else whole
    return _make(match, text, "fraction", "percent", 100 * part / whole, 100 * part / (other or whole))


def read_fraction(match: re.Match[str], text: str) -> Quantity:
    """ "One-third to one-half", in percent."""

    def share(count: str | None, name: str) -> float:
        times = 1.0 if (count or "a").lower() in {"a", "an", "the"} else _value(count or "1")
        return 100 * times * FRACTIONS[name.lower().rstrip("s") if name.lower() != "halves" else "half"]

    low = share(match["count"], match["name"])
    high = share(match["count2"], match["name2"]) if match["name2"] else low
    return _make(match, text, "fraction", "percent", low, high)


SHARES = {"most": (50, 100, "more_than"), "majority": (50, 100, "more_than"), "minority": (0, 50, "less_than")}
SHARES |= {"all": (100, 100, "exact"), "every": (100, 100, "exact"), "each": (100, 100, "exact")}
SHARES |= {"none": (0, 0, "exact"), "everyone": (100, 100, "exact"), "everybody": (100, 100, "exact")}


def read_vague_share(match: re.Match[str], text: str) -> Quantity:
    """ "Most", "all", "nearly all", "a minority", in percent."""
    low, high, bound = SHARES[match["share"].lower()]
    if bound == "exact" and re.search(r"(?i)\b(?:nearly|almost|virtually|practically|not)\b", match[0]):
        return _make(match, text, "fraction", "percent", 50 if "not" in match[0].lower() else 85, 99, "about")
    return _make(match, text, "fraction", "percent", low, high, bound)


def read_percent(match: re.Match[str], text: str) -> Quantity:
    """A percentage."""
    return _make(match, text, "percent", "percent", *_ends(match))


FOLDS = {"doub": 2.0, "trip": 3.0, "quad": 4.0, "twic": 2.0}  # by the first letters of the word


def read_fold(match: re.Match[str], text: str) -> Quantity:
    """ "Threefold", "twice as", "halved"."""
    groups = match.groupdict()
    if groups.get("word"):
        value = FOLDS[groups["word"].lower()[:4]]
        return _make(match, text, "ratio", "times", value, value)
    if groups.get("halved"):
        return _make(match, text, "fraction", "percent", 50, 50)
    return _make(match, text, "ratio", "times", *_ends(match))


def read_age(match: re.Match[str], text: str) -> Quantity:
    """An age or a range of ages, in years."""
    low, high = _ends(match)
    groups = match.groupdict()
    bound = "at_least" if groups.get("more") or groups.get("after") else "less_than" if groups.get("less") else ""
    return _make(match, text, "number", "years of age", low, high, bound)


def read_time_point(match: re.Match[str], text: str) -> Quantity | None:
    """ "Week 12", "weeks 24 and 36": points in time, in hours from the start."""
    if match["several"] and not match["high"]:
        return None
    hours = factor(TIME[match["time"].lower().rstrip("s")], "hour")
    low, high = _ends(match)
    return _make(match, text, "duration", "hour", low * hours, high * hours)


# "Migraine days", "sick days": what is counted, and no stretch of time.
_COUNTED_DAYS = re.compile(
    r"\b(?:migraine|headache|drinking|seizure|symptom|free|sick|pain|illness|school|work|working|hospital|bed|rest|flush"
    r"|bleeding|wet|dry|episode|smoking|using|use|cough|fever|asthma|disability|abstinent|relapse|ill|of)[\s-]+$",
    re.IGNORECASE,
)


def read_duration(match: re.Match[str], text: str) -> Quantity | None:
    """A stretch of time in hours; a bare singular ("the hour") is none."""
    word = match["time"].lower()
    unit = TIME[word.rstrip("s") if len(word) > 1 else word]
    hours = factor(unit, "hour")
    if match["vague"]:
        low, high = VAGUE[re.sub(r"\s+", " ", match["vague"].lower())]
    elif match["low"]:
        low, high = _ends(match)
    elif word.endswith("s") and len(word) > 3:
        if _COUNTED_DAYS.search(text[: match.start()]):
            return None
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
        unit2 = TIME[match["time2"].lower().rstrip("s")]
        return _make(match, text, "duration", "hour", low * hours, 12 * factor(unit2, "hour"))
    return _make(match, text, "duration", "hour", low * hours, high * hours)


# What a dose is counted over: "/kg", "per hour", "for every kilogram"; empty for "kg-1".
_OVER = re.compile(r"(?:/|\bper\b|\bfor\s+(?:each|every)\b)\s*([A-Za-z]+2?)|kg\s*(?:-1|−1|⁻¹)", re.IGNORECASE)


def read_dose(match: re.Match[str], text: str) -> Quantity:
    """A dose: masses in mg, the rest as they are, over kg, hour or what stands after "per". What comes in kilograms is
    weighed, and given to nobody."""
    mass = re.match(r"[a-zµμ]+", match["dose"], re.IGNORECASE)
    over = _OVER.findall(match["dose"])
    names = {"mcg": "microgram", "µg": "microgram", "μg": "microgram", "ug": "microgram", "kilogram": "kg", "mL": "ml"}
    names |= dict.fromkeys(("kilograms", "kilogramme", "kilogrammes", "kilo", "kilos"), "kg")
    said = (mass[0] if mass else "", *(one or "kg" for one in over))
    parts = [names.get(part, names.get(part.lower(), part)) for part in said]
    unit = "/".join(["mg" if _weighs(parts[0]) else parts[0], *("h" if p in {"hr", "hour"} else p for p in parts[1:])])
    times = factor(parts[0].rstrip("s"), "mg") if _weighs(parts[0]) else 1.0
    low, high = _ends(match)
    return _make(match, text, "score" if parts == ["kg"] else "dose", unit, low * times, high * times)


def _weighs(unit: str) -> bool:
    return unit.rstrip("s") in {"microgram", "mg", "g", "kg", "milligram", "gram"}


def read_money(match: re.Match[str], text: str) -> Quantity:
    """A sum of money."""
    symbol = match["symbol"].lower()
    unit = "pound" if symbol in {"£", "pounds", "pound"} else "euro" if symbol in {"€", "euro", "euros"} else "dollar"
    scale = SCALES.get((match["scale"] or "").lower(), 1.0)
    low, high = _ends(match)
    return _make(match, text, "money", unit, low * scale, high * scale)


def read_some_money(match: re.Match[str], text: str) -> Quantity:
    """ "Several hundred dollars": from two to nine hundred."""
    symbol = {"dollars": "dollar", "pounds": "pound", "euros": "euro"}[match["symbol"].lower()]
    scale = SCALES[match["scale"].lower()]
    return _make(match, text, "money", symbol, 2 * scale, 9 * scale)


def read_score(match: re.Match[str], text: str) -> Quantity:
    """Points, mmHg and other measured units."""
    unit = "mmhg" if match["unit"].lower().startswith("mm") else match["unit"].lower().rstrip("s")
    return _make(match, text, "score", unit, *_ends(match))


def read_millions(match: re.Match[str], text: str) -> Quantity:
    """ "Millions of"."""
    low = SCALES[match["scale"].lower().rstrip("s")]
    return _make(match, text, "count", "person", low, low * 1000, "at_least")


def read_count(match: re.Match[str], text: str) -> Quantity | None:
    """A count of persons, sessions or things; a number word alone is none."""
    noun = (match["known"] or match["noun"] or "").lower()
    scale = SCALES.get((match["scale"] or "").lower(), 1.0)
    if match["vague"]:
        low, high = VAGUE[re.sub(r"\s+", " ", match["vague"].lower())]
    else:
        low, high = _ends(match)
    singular = noun.removesuffix("s") if noun not in PERSON else noun
    unit = "session" if singular in SESSION else "person" if singular in PERSON else singular
    spelled = (match["low"] or "").lower() in WORDS
    if unit == "" and (spelled or match["vague"]) and scale == 1.0:
        return None  # "one of the", "both": words of grammar, not figures
    if match["vague"] and unit != "session":
        return None
    return _make(match, text, "count" if unit else "number", unit, low * scale, high * scale)
