"""Figures read from text: what is said -> kind, low, high, unit, bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.labels import SlotOutcome
from kb.quantities import find_quantities
from kb.quantities.patterns import RULES
from kb.quantity import Quantity

HOUR, DAY, WEEK, MONTH, YEAR = 1, 24, 168, 730.5, 8766

ROWS = [
    ("Itching fell by 30%.", ("percent", 30, 30, "percent", "exact")),
    ("about 12.5 per cent of swimmers", ("percent", 12.5, 12.5, "percent", "about")),
    ("20-35 % of users", ("percent", 20, 35, "percent", "exact")),
    ("between 4% and 6%", ("percent", 4, 6, "percent", "exact")),
    ("up to 80% clearance", ("percent", 80, 80, "percent", "up_to")),
    ("at least 15 percent", ("percent", 15, 15, "percent", "at_least")),
    ("more than 90%", ("percent", 90, 90, "percent", "more_than")),
    ("fewer than 5% stopped", ("percent", 5, 5, "percent", "less_than")),
    ("larger than 30-40%", ("percent", 30, 40, "percent", "more_than")),
    ("1 in 4 women", ("fraction", 25, 25, "percent", "exact")),
    ("nearly one in ten", ("fraction", 10, 10, "percent", "about")),
    ("one in six or seven", ("fraction", 14.285714, 16.666667, "percent", "exact")),
    ("9 of 12 runners", ("fraction", 75, 75, "percent", "exact")),
    ("3 out of 4", ("fraction", 75, 75, "percent", "exact")),
    ("4.2 per 1,000 births", ("fraction", 0.42, 0.42, "percent", "exact")),
    ("Gout affects 9,000 people every year", ("count", 9000, 9000, "person", "exact")),
    ("About 9 million adults a year seek help", ("count", 9_000_000, 9_000_000, "person", "about")),
    ("half of the nurses", ("fraction", 50, 50, "percent", "exact")),
    ("one-third to one-half of cases", ("fraction", 33.333333, 50, "percent", "exact")),
    ("two-thirds", ("fraction", 66.666667, 66.666667, "percent", "exact")),
    ("a quarter of them", ("fraction", 25, 25, "percent", "exact")),
    ("most patients slept", ("fraction", 50, 100, "percent", "more_than")),
    ("the majority improved", ("fraction", 50, 100, "percent", "more_than")),
    ("all of the wounds", ("fraction", 100, 100, "percent", "exact")),
    ("nearly all patients", ("fraction", 85, 99, "percent", "about")),
    ("the count was halved", ("fraction", 50, 50, "percent", "exact")),
    ("within 48 hours", ("duration", 48, 48, "hour", "up_to")),
    ("for 6 weeks", ("duration", 6 * WEEK, 6 * WEEK, "hour", "exact")),
    ("a 3-month course", ("duration", 3 * MONTH, 3 * MONTH, "hour", "exact")),
    ("2 to 3 days", ("duration", 2 * DAY, 3 * DAY, "hour", "exact")),
    ("in as little as one hour", ("duration", 1, 1, "hour", "at_least")),
    ("within hours", ("duration", 2, 24, "hour", "up_to")),
    ("a few weeks", ("duration", 2 * WEEK, 5 * WEEK, "hour", "exact")),
    ("several days", ("duration", 3 * DAY, 8 * DAY, "hour", "exact")),
    ("weeks or months", ("duration", 2 * WEEK, 12 * MONTH, "hour", "exact")),
    ("at week 12", ("duration", 12 * WEEK, 12 * WEEK, "hour", "exact")),
    ("by day 4", ("duration", 4 * DAY, 4 * DAY, "hour", "exact")),
    ("over 40 minutes", ("duration", 0.666667, 0.666667, "hour", "exact")),
    ("for over 20 years", ("duration", 20 * YEAR, 20 * YEAR, "hour", "more_than")),
    ("a decade", ("duration", 10 * YEAR, 10 * YEAR, "hour", "exact")),
    ("half an hour", ("duration", 0.5, 0.5, "hour", "exact")),
    ("within half a day", ("duration", 12, 12, "hour", "up_to")),
    ("a quarter of an hour", ("duration", 0.25, 0.25, "hour", "exact")),
    ("it halves the rate", ("fraction", 50, 50, "percent", "exact")),
    ("doses quadrupled", ("ratio", 4, 4, "times", "exact")),
    ("by 5 mm Hg", ("score", 5, 5, "mmhg", "exact")),
    ("0.5 mg/kg", ("dose", 0.5, 0.5, "mg/kg", "exact")),
    ("0.5mg lidocaine/kg body weight", ("dose", 0.5, 0.5, "mg/kg", "exact")),
    ("100-200 mg", ("dose", 100, 200, "mg", "exact")),
    ("150 micrograms", ("dose", 0.15, 0.15, "mg", "exact")),
    ("5 g of powder", ("dose", 5000, 5000, "mg", "exact")),
    ("twice a week", ("rate", 2, 2, "per week", "exact")),
    ("once or twice weekly", ("rate", 1, 2, "per week", "exact")),
    ("one to two doses of balm per week", ("rate", 1, 2, "per week", "exact")),
    ("daily", ("rate", 7, 7, "per week", "exact")),
    ("every 2-4 weeks", ("rate", 0.25, 0.5, "per week", "exact")),
    ("six infusions", ("count", 6, 6, "session", "exact")),
    ("a single dose", ("count", 1, 1, "session", "exact")),
    ("235 cases", ("count", 235, 235, "person", "exact")),
    ("40 million adults", ("count", 40e6, 40e6, "person", "exact")),
    ("1,820 patients", ("count", 1820, 1820, "person", "exact")),
    ("millions of people", ("count", 1e6, 1e9, "person", "at_least")),
    ("fell by 7 points", ("score", 7, 7, "point", "exact")),
    ("about 10 mmHg", ("score", 10, 10, "mmhg", "about")),
    ("threefold", ("ratio", 3, 3, "times", "exact")),
    ("3- to 4-fold", ("ratio", 3, 4, "times", "exact")),
    ("twice as likely", ("ratio", 2, 2, "times", "exact")),
    ("in 2016", ("year", 2016, 2016, "year", "exact")),
    ("the early 1990's", ("year", 1990, 1993, "year", "exact")),
    ("$400-800", ("money", 400, 800, "dollar", "exact")),
    ("£1.5 million", ("money", 1.5e6, 1.5e6, "pound", "exact")),
    ("aged 7-17", ("number", 7, 17, "years of age", "exact")),
    ("a 34-year-old man", ("number", 34, 34, "years of age", "exact")),
    ("20 to 35 per cent", ("percent", 20, 35, "percent", "exact")),
    ("one third to one half", ("fraction", 33.333333, 50, "percent", "exact")),
    ("1 in 5", ("fraction", 20, 20, "percent", "exact")),
    ("twofold", ("ratio", 2, 2, "times", "exact")),
    ("a two-fold rise", ("ratio", 2, 2, "times", "exact")),
    ("more than half of them", ("fraction", 50, 50, "percent", "more_than")),
    ("about half of them", ("fraction", 50, 50, "percent", "about")),
    ("4.5 points on the Hamilton scale", ("score", 4.5, 4.5, "point", "exact")),
    ("a 3-point drop on the PHQ-9", ("score", 3, 3, "point", "exact")),
    ("20 minutes", ("duration", 0.333333, 0.333333, "hour", "exact")),
    ("two years", ("duration", 2 * YEAR, 2 * YEAR, "hour", "exact")),
    ("12 sessions", ("count", 12, 12, "session", "exact")),
    ("at weeks 24 and 36", ("duration", 24 * WEEK, 36 * WEEK, "hour", "exact")),
    ("fell from 70.6% with one to less with the other", ("percent", 70.6, 70.6, "percent", "exact")),
    ("rose from 18 to 21%", ("percent", 18, 21, "percent", "exact")),
    ("from 400 dollars", ("money", 400, 400, "dollar", "at_least")),
    ("0.5 mg of lidocaine per kg", ("dose", 0.5, 0.5, "mg/kg", "exact")),
    ("2 mg S-ibuprofen lysinate for each kilogram of body weight", ("dose", 2, 2, "mg/kg", "exact")),
    ("0.5 mg (S)-warfarin/kg", ("dose", 0.5, 0.5, "mg/kg", "exact")),
    ("0.5 mg/kg bw", ("dose", 0.5, 0.5, "mg/kg", "exact")),
    ("0.5 mg kg-1", ("dose", 0.5, 0.5, "mg/kg", "exact")),
    ("0.5 mg·kg−1", ("dose", 0.5, 0.5, "mg/kg", "exact")),
    ("5 milligrams per kilo of bodyweight", ("dose", 5, 5, "mg/kg", "exact")),
    ("150 µg of clonidine per kilogram", ("dose", 0.15, 0.15, "mg/kg", "exact")),
    ("2 mg/kg/h", ("dose", 2, 2, "mg/kg/h", "exact")),
    ("0.5 mg/kg/day", ("dose", 0.5, 0.5, "mg/kg", "exact")),
    ("0.5 mg/kg/day", ("rate", 7, 7, "per week", "exact")),
    ("2 g of metformin a day", ("rate", 7, 7, "per week", "exact")),
    ("90 minutes a week", ("rate", 1, 1, "per week", "exact")),
    ("better within a day", ("duration", 24, 24, "hour", "up_to")),
    ("2 points on a 10-point scale", ("score", 2, 2, "point", "exact")),
    ("10 mg of zinc daily", ("dose", 10, 10, "mg", "exact")),
    ("5 mg for 3 people", ("dose", 5, 5, "mg", "exact")),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text for text, _ in ROWS])
def test_a_figure_is_read(text, expected):
    read = [(q.kind, q.low, q.high, q.unit, q.bound) for q in find_quantities(text) if q.kind != "statistic"]
    assert expected in read


NOTHING = [
    "type 2 diabetes", "grade 3 toxicity", "stage II cancer", "class I device",
    "GAD-7", "a 5-HT1A agonist", "Schedule III", "COVID-19", "DSM-5", "[3]", "one of the oldest remedies", "p<0.001",
    "the most common rash", "no difference", "phase 3",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_names_and_statistics_are_no_figures(text):
    assert [q for q in find_quantities(text) if q.kind != "statistic"] == []


RATIOS = [  # kind statistic: unit, value
    ("(hazard ratio, 0.69; 95% CI, 0.60 to 0.80; P<0.001)", [("hr", 0.69), ("ci", 0.6), ("p", 0)]),
    (
        "(hazard ratio with apixaban, 0.79; 95% confidence interval [CI], 0.66 to 0.95)",
        [("hr", 0.79), ("ci", 0.66)],
    ),
    ("RR 0.58", [("rr", 0.58)]),
    ("(HR 0.69, 95% CI 0.60-0.80)", [("hr", 0.69), ("ci", 0.6)]),
    ("OR = 2.3", [("or", 2.3)]),
    ("an odds ratio of 1.8", [("or", 1.8)]),
    ("risk ratio 0.75", [("rr", 0.75)]),
    ("a rate ratio of 0.75", [("rr", 0.75)]),
    ("The relative risk was .58", [("rr", 0.58)]),
    ("(relative risk [RR], 0.58)", [("rr", 0.58)]),
    ("(hazard ratio [HR] = 0.69)", [("hr", 0.69)]),
    ("aHR 0.7", [("hr", 0.7)]),
    ("adjusted hazard ratio, 0.7", [("hr", 0.7)]),
    ("incidence rate ratio: 1.4", [("rr", 1.4)]),
    ("pooled OR 1.4", [("or", 1.4)]),
    ("hazard ratio for death, 0.89", [("hr", 0.89)]),
    ("hazard ratio for death from any cause in the zinc group, 0.89", [("hr", 0.89)]),
    ("number needed to treat, 13; 95% CI, 10.3 to 19.1", [("nnt", 13), ("ci", 10.3)]),
    ("NNT 13", [("nnt", 13)]),
    ("risk difference, -0.07; 95% CI, -0.10 to -0.05", [("rd", 0.07), ("ci", -0.1)]),
    ("absolute risk reduction 3.2%", [("rd", 3.2)]),
    ("I(2), 54%", [("i2", 54)]),
    ("I2 = 54%", [("i2", 54)]),
    ("P < .001", [("p", 0)]),
    ("P>0.05", [("p", 0.05)]),
    ("P=NS", [("p", 0.05)]),
    ("p value, 0.2", [("p", 0.2)]),
    ("a p-value of 0.03", [("p", 0.03)]),
    ("P = 1.00", [("p", 1)]),
    ("P less than 0.05", [("p", 0)]),
    ("P<0.001 for noninferiority", [("p for noninferiority", 0)]),
    ("P=0.2 for interaction", [("p for interaction", 0.2)]),
    ("P=0.01 for superiority", [("p", 0.01)]),
    ("relative risk of diarrhea with probiotics was 0.58", [("rr", 0.58)]),
    ("RR 0.58 (0.50 to 0.68)", [("rr", 0.58), ("ci", 0.5)]),
]


@pytest.mark.parametrize(("text", "expected"), RATIOS, ids=[text for text, _ in RATIOS])
def test_a_ratio_has_a_unit_of_its_own(text, expected):
    found = find_quantities(text)
    assert [(q.unit, q.low) for q in found] == expected
    assert {q.kind for q in found} == {"statistic"}
    assert all(text[q.start : q.end] == q.text for q in found)


P_VALUES = [  # of a bound, both ends
    ("P<0.05", (0, 0.05)),
    ("P≤0.05", (0, 0.05)),
    ("P less than 0.05", (0, 0.05)),
    ("P=0.05", (0.05, 0.05)),
    ("P>0.05", (0.05, 1)),
    ("P greater than 0.05", (0.05, 1)),
    ("P not significant", ()),
    ("P = NS", (0.05, 1)),
    ("P = n.s.", (0.05, 1)),
    ("p value was not significant", (0.05, 1)),
    ("P: 0.7", (0.7, 0.7)),
    ("vitamin P 0.05", ()),
    ("group P of 12", ()),
]


@pytest.mark.parametrize(("text", "ends"), P_VALUES, ids=[text for text, _ in P_VALUES])
def test_a_p_value_is_within_its_bound(text, ends):
    found = [(q.low, q.high) for q in find_quantities(text) if q.unit == "p"]
    assert found == ([ends] if ends else [])


DIFFERENCES = [
    ("(weighted mean difference (WMD) = 7.06 minutes, 95% CI 3.05 to 11.07)", ("duration", 0.117667, "hour")),
    ("mean difference, -2.3 points", ("score", 2.3, "point")),
    ("MD -1.2 mmHg", ("score", 1.2, "mmhg")),
    ("MD −1.2 mm Hg", ("score", 1.2, "mmhg")),
    ("a mean difference of 3.1%", ("percent", 3.1, "percent")),
    ("mean difference 2.1 kg", ("score", 2_100_000, "mg")),
    ("mean difference -0.4", ("number", 0.4, "")),
]


@pytest.mark.parametrize(("text", "expected"), DIFFERENCES, ids=[text for text, _ in DIFFERENCES])
def test_a_mean_difference_is_an_amount_of_its_unit(text, expected):
    (found,) = (q for q in find_quantities(text) if q.kind != "statistic")
    assert (found.kind, found.low, found.unit) == expected


@pytest.mark.parametrize("text", ["or 5 patients", "either 3 or 5 points", "a first-degree relative takes 3 pills"])
def test_plain_words_are_no_ratio(text):
    assert all(q.kind != "statistic" for q in find_quantities(text))


@pytest.mark.parametrize(
    "text",
    ["(95% CI 2.5-22.8)", "(95% CI -0.5 to 0.2)", "(95% UI 23.2-28.0)", "p=0.02", "SMD -0.68", "OR 3.11", "HR 0.49"],
)
def test_statistics_of_certainty_are_kept_apart(text):
    assert {q.kind for q in find_quantities(text)} == {"statistic"}


COMPARED = [
    ("more than half", "48%", SlotOutcome.DIFFERENT),
    ("about half", "48%", SlotOutcome.EQUAL),
    ("half", "48%", SlotOutcome.EQUAL),
    ("half", "41%", SlotOutcome.DIFFERENT),
    ("more than half", "51.5%", SlotOutcome.NARROWER),
    ("all patients", "96%", SlotOutcome.DIFFERENT),
    ("about a quarter", "20% to 30%", SlotOutcome.EQUAL),
    ("18%", "18.1%", SlotOutcome.EQUAL),
    ("nearly 1 in 5", "19.1%", SlotOutcome.EQUAL),
    ("36.9%", "39.6%", SlotOutcome.DIFFERENT),
    ("up to 50%", "44%", SlotOutcome.NARROWER),
    ("up to 50%", "12%", SlotOutcome.DIFFERENT),
    ("at least 20%", "31%", SlotOutcome.NARROWER),
    ("at least 20%", "11%", SlotOutcome.DIFFERENT),
    ("30-40%", "larger than 30-40%", SlotOutcome.BROADER),
    ("one month", "4 weeks", SlotOutcome.EQUAL),
    ("within 24 hours", "within 1 hour", SlotOutcome.EQUAL),
    ("within 1 hour", "24 hours", SlotOutcome.DIFFERENT),
    ("3 months", "1 hour", SlotOutcome.DIFFERENT),
    ("8-12 infusions", "8 infusions", SlotOutcome.BROADER),
    ("5 mg", "5 mg/kg", SlotOutcome.NOT_STATED),
    ("5 points", "5%", SlotOutcome.NOT_STATED),
    ("twice weekly", "once weekly", SlotOutcome.DIFFERENT),
    ("under 40%", "5%", SlotOutcome.BROADER),
    ("more than half", "52%", SlotOutcome.NARROWER),
    ("about half", "about 45%", SlotOutcome.EQUAL),
    ("1 in 5", "20%", SlotOutcome.EQUAL),
    ("one-third to one-half", "33% to 50%", SlotOutcome.EQUAL),
    ("one-third to one-half", "20%", SlotOutcome.DIFFERENT),
    ("6 of 12", "half", SlotOutcome.EQUAL),
    ("twofold", "doubled", SlotOutcome.EQUAL),
    ("twofold", "threefold", SlotOutcome.DIFFERENT),
    ("500 mg", "0.5 g", SlotOutcome.EQUAL),
    ("0.5mg lidocaine/kg body weight", "0.5 mg/kg", SlotOutcome.EQUAL),
    ("0.5 mg/kg", "0.5 mg", SlotOutcome.NOT_STATED),
    ("60 minutes", "one hour", SlotOutcome.EQUAL),
    ("twelve months", "a year", SlotOutcome.EQUAL),
    ("8 sessions", "eight infusions", SlotOutcome.EQUAL),
    ("8 sessions", "12 sessions", SlotOutcome.DIFFERENT),
    ("5 points", "about 5 points", SlotOutcome.EQUAL),
    ("5 points", "12 points", SlotOutcome.DIFFERENT),
    ("9 mmHg", "9.1 mmHg", SlotOutcome.EQUAL),
    ("9.6 mmHg", "9.1 mmHg", SlotOutcome.DIFFERENT),
    ("2 kg", "2.1 kg", SlotOutcome.EQUAL),
    ("2.1 kg", "2.3 kg", SlotOutcome.DIFFERENT),
    ("14.9%", "14.87%", SlotOutcome.EQUAL),
    ("14.9%", "14.7%", SlotOutcome.DIFFERENT),
    ("fifty percent", "50.4%", SlotOutcome.EQUAL),
    ("up to 2 weeks", "up to 12 weeks", SlotOutcome.BROADER),
    ("up to 12 weeks", "up to 2 weeks", SlotOutcome.DIFFERENT),
    ("up to 2 weeks", "two weeks", SlotOutcome.NARROWER),
    ("within 12 weeks", "within 8 weeks", SlotOutcome.EQUAL),
    ("6 to 72 months", "6 to 12 months", SlotOutcome.BROADER),
    ("6 to 12 months", "6 to 12 months", SlotOutcome.EQUAL),
    ("6 to 13 months", "6 to 12 months", SlotOutcome.EQUAL),
    ("10-60%", "30-40%", SlotOutcome.BROADER),
    ("30 to 90 minutes", "45 minutes", SlotOutcome.BROADER),
    ("at least 2 minutes", "at least 2 hours", SlotOutcome.BROADER),
    ("more than a week", "two weeks", SlotOutcome.NARROWER),
]


@pytest.mark.parametrize(("copy", "study", "expected"), COMPARED, ids=[f"{c} | {s}" for c, s, _ in COMPARED])
def test_figures_compare_with_tolerance(copy, study, expected):
    assert find_quantities(copy)[0].compare(find_quantities(study)[0]) is expected


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    for quantity in find_quantities(text):
        assert isinstance(quantity, Quantity)
        assert " ".join(text[quantity.start : quantity.end].split()) == quantity.text
        assert quantity.low <= quantity.high


@given(st.integers(1, 99), st.sampled_from(["%", " mg", " weeks", " points", " sessions"]))
def test_a_figure_bears_itself_out_and_no_double_of_it(number, unit):
    one, other = (find_quantities(f"{n}{unit}")[0] for n in (number, 2 * number + 1))
    assert one.compare(one) is SlotOutcome.EQUAL
    assert one.compare(other) is SlotOutcome.DIFFERENT


_PIECES = st.sampled_from(
    [
        "7",
        "24/7",
        "1998",
        "2,000",
        ".5",
        "100",
        "one",
        "two",
        "both",
        "ten",
        "dozen",
        "half",
        "halves",
        "third-line",
        "p",
        "P",
        "<",
        "=",
        "%",
        "CI",
        "OR",
        "schedule",
        "phase",
        "covid-19",
        "DSM",
        "GAD-7",
        "5-HT1A",
        "[3]",
        "aged",
        "year",
        "years",
        "day",
        "weekly",
        "per",
        "every",
        "h",
        "min",
        "out",
        "of",
        "in",
        "most",
        "all",
        "none",
        "each",
        "patients",
        "twice",
        "threefold",
        "fold",
        "times",
        "as",
        "doubled",
        "halved",
        "week",
        "mg/kg",
        "ml",
        "units",
        "of",
        "g",
        "$",
        "£",
        "dollars",
        "points",
        "mmHg",
        "millions",
        "a",
        "couple",
        "few",
        "several",
        "many",
        "sessions",
        "more",
        "than",
        "about",
        "-",
        "to",
        "and",
    ]
)


@given(st.lists(_PIECES, max_size=8), st.sampled_from(["", " ", "-", "\n"]))
def test_a_text_without_the_words_that_a_pattern_needs_holds_no_match_of_it(pieces, between):
    text = between.join(pieces)
    for rule in RULES:
        if rule.pattern.search(text):
            assert all(need.search(text.lower()) for need in rule.needs), rule.pattern.pattern


def test_reading_is_linear_in_the_length():
    text = "About 5 % of the 20 patients took 3 mg twice a week for 6 weeks. " * 400
    assert len(find_quantities(text)) == 5 * 400
