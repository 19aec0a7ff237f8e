"""Numbers that cite, and numbers that only look like it."""

import pytest
from citing import LIST, article, brief

from kb.citations import find_citations
from kb.labels import CitationKind
from kb.model import Mark

NUMBERS = {
    "Pain fell.[3]": [("numeric", "[3]", (3,))],
    "Pain fell [1-3].": [("numeric", "[1-3]", (1, 2, 3))],
    "Pain fell [1,3–5].": [("numeric", "[1,3–5]", (1, 3, 4, 5))],
    "Pain fell (PMN).[2, 3] Sleep too.": [("numeric", "[2, 3]", (2, 3))],
    "Pain fell.[1][2]": [("numeric", "[1]", (1,)), ("numeric", "[2]", (2,))],
    "Pain fell [refs. 2, 4].": [("numeric", "[refs. 2, 4]", (2, 4))],
    "It began in the war.2In peace it stopped.": [("numeric", "2", (2,))],
    "Pain fell.¹ Sleep rose.²⁻⁴": [("numeric", "¹", (1,)), ("numeric", "²⁻⁴", (2, 3, 4))],
    "Pain fell¹,³ in most.": [("numeric", "¹,³", (1, 3))],
    "As reference 2 reports, pain fell." + LIST: [("numeric", "reference 2", (2,))],
    "Pain returned in the first year [4].": [("numeric", "[4]", (4,))],
    "Pain fell in most (1). Sleep rose (2)." + LIST: [("numeric", "(1)", (1,)), ("numeric", "(2)", (2,))],
    "Pain fell in most.1 Sleep rose.2" + LIST: [("numeric", "1", (1,)), ("numeric", "2", (2,))],
}


@pytest.mark.parametrize(("text", "wanted"), NUMBERS.items())
def test_numbers_that_cite(citing_words, text, wanted):
    assert brief(find_citations(article(text), citing_words, ())) == wanted


NO_NUMBERS = [
    "Give 0.5 mg/kg [over 40 minutes] twice.",
    "The tracer [18F]FDG and [11]C-labelled drug were given.",
    "The tracer ¹⁸F is short-lived, and ³H is not.",
    "There were 10³ cells in 5 cm³, at 70 kg/m², with R² and χ² given.",
    "Mg²⁺ blocks the channel.",
    "The rate was 4 mL·min⁻¹.",
    "Take these steps: (1) breathe, (2) rest, (3) walk.",
    "(1) Breathe.\n(2) Rest.",
    "1. Breathe.\n2. Rest.",
    "In phase (2) the dose rose (3 mg).",
    "A mean of 4.5 (95% CI [2-7]) was seen, IQR [1-3].",
    "Patients were aged 30 [28-34] and lost 4.5 kg [4-5].",
    "The company was founded in 2004 (and again in 2011).",
    "In 2019 we opened in Leeds.",
    "See No.2In the list.",
    "Nausea (3), headache (2) and fatigue (1) were seen.",
    "About 1 in 5 adults, or 20-30%, are affected.",
    "Vitamin B12 and interleukin-6 fell, as did CYP3A4.",
    "She is 42. He is 43.",
]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_numbers_that_do_not_cite(citing_words, text):
    assert [c for c in find_citations(article(text), citing_words, ()) if c.kind is CitationKind.NUMERIC] == []


def test_counts_in_brackets_are_no_citations_on_a_page_with_many_entries(citing_words):
    entries = "".join(f"{n}. Lind B. Title. J Two. 2019;2:3-4.\n" for n in range(1, 9))
    text = f"Nausea was seen in three (3).\n\nReferences\n{entries}"
    assert find_citations(article(text), citing_words, ()) == ()


def test_superscripts_of_the_format(citing_words):
    text = "Pain fell.1,2 The area was 5 m2."
    marks = tuple(Mark(kind="superscript", start=text.index(t), end=text.index(t) + len(t)) for t in ("1,2", "2."))
    marks = (marks[0], Mark(kind="superscript", start=len(text) - 2, end=len(text) - 1))
    assert brief(find_citations(article(text, marks=marks), citing_words, ())) == [("numeric", "1,2", (1, 2))]
