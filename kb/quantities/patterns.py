"""The patterns of figures, each with its reader, in order of trust: an earlier one keeps its words from the later ones.

Every repetition is bounded, so that reading stays linear in the length of the text. Most sentences hold no figure of
most kinds: before each pattern stand the plain words and marks without which it cannot match, and it is tried only on
texts that hold them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.quantities import readers
from kb.quantities.terms import ABBREVIATED, BOUND_OF, PERSON, SESSION, STATISTICS, WORDS
from kb.quantity import Quantity

Reader = Callable[[re.Match[str], str], Quantity | None]


def _any(words: object) -> str:
    """An alternation, longest first."""
    return "|".join(sorted((re.escape(str(w)) for w in words), key=lambda w: (-len(w), w)))  # type: ignore[attr-defined]


# --- parts ----------------------------------------------------------------------------------------------------------

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
NUMBER_WORD = rf"(?:{_TENS})-(?:one|two|three|four|five|six|seven|eight|nine)|{_any(WORDS)}"
N = rf"(?:{DIGITS}|(?:{NUMBER_WORD})\b)"
BOUND = rf"(?:(?P<bound>{_any(BOUND_OF)})\s*)?"
FREE = r"(?<![\w./])(?<![A-Za-z]-)(?<![A-Za-z]−)"  # not inside a word, a name such as GAD-7, or a path
JOIN = r"\s*(?:-|–|—|to|or|and)\s*"
RANGE = rf"(?P<low>{N})(?:{JOIN}(?P<high>{N}))?"
PERSONS = _any(PERSON)
NOUNS = _any(PERSON | SESSION)
TIME_WORD = (
    r"(?P<time>seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|nights?|weeks?|wks?|months?|years?|yrs?|decades?)\b"
)
# What stands between a figure and "a week" where the figure counts times, and not what is taken ("3 mg twice a week").
MEASURES = (
    "mg|mcg|g|kg|ml|micrograms?|percent|per|points?|minutes?|hours?|days?|weeks?|months?|years?|once|twice|thrice"
)
TIMES = (
    r"(?:(?P<times>once|twice|thrice)(?:\s+(?:or|to)\s+(?P<other>twice|thrice))?"  # once or twice
    rf"|{RANGE}\s*(?:times|x"  # 2 to 3 times
    rf"|(?!\s*(?:{MEASURES})\b)(?:(?!fewer|more|less)[a-z-]{{2,14}}\s+){{0,3}}"
    rf"(?!once|twice|thrice|(?:{PERSONS})s?\b)[a-z]{{4,12}}))"  # two doses of balm; not 9,000 people a year
)
PERIOD = (
    r"(?:(?:a|an|per|each|every)\s+(?P<per>day|night|week|month|year)"
    r"|(?P<adverb>daily|weekly|monthly|yearly|annually))\b"
)
MASS = r"(?:mcg|µg|μg|ug|mg|g|kg|ml|mL|micrograms?|milligrams?|grams?|milliliters?|millilitres?|units|IU)\b"
DRUG_BETWEEN = r"(?:\s+(?:of\s+)?(?:[\w()+-]{1,20}\s+)?[\w()+-]{3,20})?"
PER_MASS = (
    # the drug's name may stand between: 0.5 mg lidocaine/kg, 2 mg of S-ibuprofen lysinate for each kilogram
    rf"(?:{DRUG_BETWEEN}\s*(?:/|\bper\b|\bfor\s+(?:each|every)\b)\s*"
    r"(?:kg|kilograms?|kilogrammes?|kilos?|h|hr|hour|min|minute|m2|ml|mL|dl|dL|l|L)\b"
    r"|\s*[·⋅.]?\s*kg\s*(?:-1|−1|⁻¹)){0,2}"
    r"(?:\s*(?:of\s+)?(?:(?:his|her|their|the\s+patient['’]?s?)\s+)?(?:body[\s-]*(?:weight|mass)|bodyweight|bw)\b)?"
)
FRACTION = r"half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
STATISTIC = rf"(?:{_any(n for names in STATISTICS.values() for n in names)})s?|(?-i:{_any(ABBREVIATED)})"
DECIMAL = r"(?:\d+(?:\.\d+)?|\.\d+)"
# Of whom or what it is, between the name and its number: "with apixaban,", "for death from any cause was".
OF_WHAT = r"\s+(?:with|for|of|in|comparing|between)\s+[^,;:=()\[\]\d]{2,80}?(?:[,:=]|\s(?:was|of|is)\b)"
OR_MORE = r"\s+(?:and|or)\s+(?:over|older|more|above)"
INTERVAL = r"(?:CI|UI|CrI|(?:confidence|credible|uncertainty)\s+intervals?(?:\s*[\[(](?:CI|UI|CrI)[\])])?)"
OF_TIME = r"(?:of\s+)?an?\s+(?:minute|hour|day|week|month|year|decade|century)\b"
SHARE = (
    rf"most(?=\s+(?:of\b|(?:[a-z]+\s+)?(?:{PERSONS})s?\b))|majority|minority"
    rf"|all(?=\s+(?:of\b|\d|(?:the\s+)?(?:{PERSONS})s?\b))|every(?=\s+(?:{PERSONS})\b)|each(?=\s+(?:{PERSONS})\b)"
    r"|everyone|everybody|none(?=\s+of\b)"
)

# --- what a pattern cannot match without, sought in the lower-cased text --------------------------------------------

_NUMBER = rf"\d|\b(?:{NUMBER_WORD})\b"
_TIMES = r"second|sec|min|hour|hr|day|night|week|wk|month|year|yr|decade|(?<![^\W\d_])h\b"
_OFTEN = "day|night|week|month|year|daily|annually"
_PARTS = "hal|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_MASSES = r"g\b|ml|gram|milli|units|iu"
_COUNTED = rf"couple|few|several|many|{_NUMBER}"

# --- patterns, in order of trust ------------------------------------------------------------------------------------

_PATTERNS: tuple[tuple[tuple[str, ...], str, Reader], ...] = (
    # names that hold digits
    (
        ("schedule|phase|type|grade|stage|class|covid-19|24/7",),
        r"\b(?:schedule|phase|type|grade|stage|class)\s+(?:[IV]+|\d)[ab]?\b|\bcovid-19\b|\b24/7\b",
        readers.read_name,
    ),
    ((r"\[\d",), r"\[\d[\d,\s–-]*\]", readers.read_name),
    (
        (r"-\d|\d-ht",),
        r"\b(?!kg-1\b)(?:[A-Z]{2,}[A-Za-z]*|[a-z]+)-\d+[A-Za-z]?\b(?!-)|\b\d+-HT\d?\w*\b",
        readers.read_name,
    ),
    # how long a scale is: "on a 10-point scale", "a 0 to 10 scale", "on a scale of 0 to 10"
    (
        ("scale|questionnaire",),
        rf"{FREE}(?:\d+\s*(?:-|–|to)\s*)?\d+(?:[\s-]points?)?[\s-]+(?:(?:analogue?|analog|visual|numeric|numerical|rating"
        r"|pain|severity|likert|vas|nrs)[\s-]+){0,3}(?:scale|questionnaire)\b"
        r"|\bscale\s+(?:of|from|ranging\s+from|running\s+from)\s+(?:\d+|zero|one)\s*(?:-|–|to)\s*(?:\d+|ten|hundred)\b",
        readers.read_name,
    ),
    (("dsm",), r"\bDSM[- ]?(?:\d|[IV]+)\b", readers.read_name),
    # statistics: p values, intervals, ratios and effect sizes
    (
        (r"\bp\b",),
        r"\bp(?:[\s-]?values?\s*(?=\d|\.)|(?:[\s-]?values?)?\s*"
        r"(?P<sign>[<>=≤≥]{1,2}|less\s+than|greater\s+than|more\s+than|of|was|is|,|:)\s*)"
        r"(?:(?P<value>[01]?\.\d+|1(?![\d.]))(?!\.?\d)|(?P<chance>n\.?s\b\.?|not\s+significant))"
        r"(?:\s+for\s+(?P<asked>(?:non-?)?inferiority|superiority|equivalence|interaction|trend|heterogeneity)\b)?",
        readers.read_p,
    ),
    (
        ("%",),
        rf"\b\d+(?:\.\d+)?\s*%\s*{INTERVAL}(?:\s+(?:for|of)\s+[a-z][a-z \t-]{{2,60}})?(?:[\s,:=\[(]|\bof\b)*"
        rf"(?P<from>[-−]?{DECIMAL})\s*%?\s*(?:to|-|–|,)\s*(?P<to>[-−]?{DECIMAL})",
        readers.read_interval_of_confidence,
    ),
    # "0.58 (0.50 to 0.68)": what stands in brackets behind a figure, in decimals, is its interval
    (
        (r"\d\s*\(",),
        r"(?<=\d)\s*\((?P<from>[-−]?\d*\.\d+)\s*(?:to|-|–|,)\s*(?P<to>[-−]?\d*\.\d+)\)",
        readers.read_interval_of_confidence,
    ),
    (
        (r"\d",),
        rf"\b(?:(?:adjusted|unadjusted|crude|pooled|summary)\s+)?(?P<name>{STATISTIC})(?!\w)"
        rf"(?:\s*[\[(](?-i:{_any(ABBREVIATED)})[\])])?(?:{OF_WHAT})?\s*(?:of|=|was|is|:|,)?\s*(?:about\s+)?"
        rf"[-−]?(?P<value>{DECIMAL})(?!\.?\d|\s*(?:mg|%|points?|percent))",
        readers.read_statistic,
    ),
    (
        ("risk|rd|arr|ard",),
        rf"\b(?P<name>{_any(STATISTICS['rd'])}|(?-i:RD|ARR|ARD))(?:\s*[\[(](?-i:RD|ARR|ARD)[\])])?(?:{OF_WHAT})?"
        rf"\s*(?:of|=|was|is|:|,)?\s*[-−]?(?P<value>{DECIMAL})\s*(?:%|percentage\s+points?|points?)",
        readers.read_statistic,
    ),
    (("%",), rf"(?-i:\bI)\s*(?:\(2\)|2|²|\^2)\s*[,=:]?\s*(?P<value>{DECIMAL})\s*%", readers.read_heterogeneity),
    # years and ages
    (
        ("18|19|20",),
        r"(?:\b(?P<part>early|mid|late)[\s-]*)?(?:the\s+)?(?<![\w.,$£€/-])(?P<year>(?:1[89]|20)\d\d)(?P<decade>['’]?s)?"
        r"(?!\s*(?:%|mg|people|patients|participants|adults|dollars|,\d))(?![\d.]\d)(?!\w)",
        readers.read_year,
    ),
    (
        ("age",),
        rf"\bage[ds]?\s+(?:of\s+)?{RANGE}(?P<more>\+|{OR_MORE})?(?:\s+years)?(?P<after>{OR_MORE})?",
        readers.read_age,
    ),
    (
        ("year", _NUMBER),
        rf"{FREE}{RANGE}(?P<more>\+)?[\s-]*years?[\s-]*(?:old|of age)s?\b(?P<after>{OR_MORE})?",
        readers.read_age,
    ),
    (
        ("older|over|above",),
        rf"{FREE}{RANGE}\s+years(?P<more>\s+(?:and|or)\s+(?:older|over|above))\b",
        readers.read_age,
    ),
    (
        ("older|younger",),
        rf"\b(?:(?P<more>older)|(?P<less>younger))\s+than\s+{RANGE}(?:\s+years)?(?:\s+(?:old|of age))?\b"
        r"(?!\s*(?:%|months?|weeks?|days?))",
        readers.read_age,
    ),
    # how often
    ((_OFTEN,), rf"{FREE}{TIMES}[\s-]+{PERIOD}", readers.read_rate),
    (
        ("00", _NUMBER),
        rf"{FREE}(?P<low>{N})\s+(?:per|in\s+every)\s+(?P<whole>1,?000|10,?000|100,?000|100)(?P<high>(?!))?",
        readers.read_share_of,
    ),
    (("every",), rf"\bevery\s+(?:{RANGE}\s+)?{TIME_WORD}", readers.read_interval),
    (
        ("per|daily|weekly|monthly|fortnightly",),
        r"(?<![\w-])(?:per\s+(?P<per>day|week|month|year)|(?P<adverb>daily|weekly|monthly|fortnightly))\b",
        readers.read_rate,
    ),
    (("/",), r"(?<=[a-z])\s*/\s*(?P<per>day|week|month|year)\b", readers.read_rate),
    (
        (_OFTEN,),
        r"\b(?:an|a|each)\s+(?P<per>day|night|week|month|year)\b(?!\s+(?:after|later|before|ago|or|and)\b)",
        readers.read_rate_of_amount,
    ),
    # shares: n of m, fractions in words, "most"
    (
        (_NUMBER,),
        rf"{BOUND}{FREE}(?P<low>{N})\s+(?:out\s+of|of|in|in\s+every)\s+(?:the\s+|every\s+)?(?P<whole>{N})"
        rf"(?:\s+or\s+(?P<high>{N}))?(?![\w%]|\s*(?:mg|hours|weeks|days|months|years))",
        readers.read_share_of,
    ),
    (
        (_PARTS,),
        rf"{BOUND}(?<![\w-])(?:(?P<count>an?|the|{NUMBER_WORD})[\s-]+)?(?P<name>{FRACTION})\b"
        rf"(?:{JOIN}(?:(?P<count2>an?|{NUMBER_WORD})[\s-]+)?(?P<name2>{FRACTION})\b)?"
        rf"(?![\s-]*(?:{OF_TIME}|line|life|lives)|\s*(?:{OF_TIME}|line|life|lives|dose|party|choice|generation|trimester))"
        # "third" and "fifth" alone are ordinals: a count, a plural or "of" makes them fractions
        r"(?:(?<=half)|(?<=quarter)|(?<=thirds)|(?<=fourths)|(?<=fifths)|(?<=quarters)|(?<=tenths)|(?=\s+of\b)"
        r"|(?<=one.third)|(?<=a.third)|(?<=one.fifth)|(?<=a.fifth)|(?<=a.tenth)|(?<=one.tenth))",
        readers.read_fraction,
    ),
    (
        ("most|majority|minority|all|every|each|none",),
        r"(?:\b(?:nearly|almost|virtually|practically|not|the|a|vast|large|great)\s+){0,3}(?<![\w-])"
        rf"(?P<share>{SHARE})\b",
        readers.read_vague_share,
    ),
    (
        ("%|cent", _NUMBER),
        rf"{BOUND}{FREE}(?P<low>{DIGITS}|\b(?:{NUMBER_WORD})\b)\s*(?:%|per\s*cent|percent)?(?:{JOIN}(?P<high>{N}))?"
        r"\s*(?:%|per\s*cent\b|percent\b|percentage\s+points?\b)",
        readers.read_percent,
    ),
    # multiples
    (
        ("fold|times", _NUMBER),
        rf"{BOUND}{FREE}(?P<low>{N})(?:[\s-]*(?:-|–|to|or)\s*(?P<high>{N}))?[\s-]*"
        r"(?:-?fold\b|times\s+(?=as|more|less|the|higher|lower|greater)|(?:to|-)fold\b)",
        readers.read_fold,
    ),
    (("fold",), rf"\b(?P<low>{NUMBER_WORD})fold\b", readers.read_fold),
    (
        ("doubl|tripl|quadrupled|twice|hal",),
        r"\b(?:(?P<word>doubled?|doubles|doubling|tripled?|triples|tripling|quadrupled?|quadruples|twice(?=\s+(?:as|the)))"
        r"|(?P<halved>halved?|halves|halving))\b",
        readers.read_fold,
    ),
    # times
    (
        (_TIMES, r"\d"),
        rf"\b(?P<time>second|minute|hour|day|week|month|year)(?P<several>s)?\s+(?P<low>\d{{1,3}})(?:{JOIN}(?P<high>\d{{1,3}}))?\b"
        r"(?!\s*(?:%|mg|of|in))",
        readers.read_time_point,
    ),
    (
        (_TIMES,),
        rf"{BOUND}{FREE}(?:(?P<vague>a\s+couple(?:\s+of)?|a\s+few|few|several|half\s+an?|a\s+quarter\s+of\s+an|an?|many)\s+|{RANGE}[\s-]*|(?<!\w))"
        rf"(?:(?:whole|full|more|to|half)\s+)?{TIME_WORD}"
        r"(?:\s+(?:or|to)\s+(?:even\s+)?(?P<time2>days|weeks|months|years)\b)?",
        readers.read_duration,
    ),
    # doses, money, points, counts
    ((_MASSES, _NUMBER), rf"{BOUND}{FREE}{RANGE}[\s-]*(?P<dose>{MASS}{PER_MASS})", readers.read_dose),
    (("[$£€]",), rf"{BOUND}(?P<symbol>[$£€])\s*{RANGE}(?:\s*(?P<scale>thousand|million|billion))?", readers.read_money),
    (
        ("dollar|pound|euro",),
        r"\b(?P<vague>several|a\s+few|many)\s+(?P<scale>hundred|thousand|million)\s+(?P<symbol>dollars|pounds|euros)\b",
        readers.read_some_money,
    ),
    (
        ("dollar|pound|euro", _NUMBER),
        rf"{BOUND}{FREE}{RANGE}\s*(?P<scale>thousand|million|billion)?\s*(?:US\s+)?(?P<symbol>dollars|pounds|euros)\b",
        readers.read_money,
    ),
    (
        ("point|mm|bpm|kg/m2|percentile|deviation", _NUMBER),
        rf"{BOUND}{FREE}{RANGE}[\s-]*(?P<unit>points?|mm\s?Hg|bpm|kg/m2|percentiles?|standard deviations?)\b",
        readers.read_score,
    ),
    (
        ("millions|thousands|hundreds|billions",),
        r"\b(?P<scale>millions|thousands|hundreds|billions)\s+of\b",
        readers.read_millions,
    ),
    (
        (_COUNTED,),
        rf"{BOUND}(?:(?<![\w./$£€-])|(?<=\s[-+])|(?<=\([-+]))(?:(?P<vague>a\s+couple\s+of|a\s+few|several|many)\s+|{RANGE}(?![\w.]*[A-Za-z]))"
        r"(?:\s*(?P<scale>hundred|thousand|million|billion)\b)?"
        rf"(?:[\s-]+(?!(?:{NOUNS})-years?\b|(?:and|or|but|nor|per|than|from|with|was|were)\b)(?:(?:(?!(?:{NOUNS})s?\b)[\w-]+\s+){{0,2}}(?P<known>{NOUNS})s?\b"
        r"|(?!(?:fewer|more|less|lower|higher|versus|vs|against)\b)(?P<noun>[A-Za-z]{3,})))?",
        readers.read_count,
    ),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, how its match is read, and what must stand in the lower-cased text for it to match at all."""

    needs: tuple[re.Pattern[str], ...]
    pattern: re.Pattern[str]
    read: Reader


RULES = tuple(
    Rule(tuple(map(re.compile, needs)), re.compile(pattern, re.IGNORECASE), read) for needs, pattern, read in _PATTERNS
)
