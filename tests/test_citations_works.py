"""Works named by author and year."""

import pytest
from citing import LIST, article, brief

from kb.citations import find_citations
from kb.labels import CitationKind

AUTHORS = {
    "Okafor et al (2018) reported less pain.": [("author_year", "Okafor et al (2018)", ("Okafor", "2018"))],
    "Okafor and Lind (2018) agreed.": [("author_year", "Okafor and Lind (2018)", ("Okafor", "2018"))],
    "Okafor and colleagues (2018) agreed.": [("author_year", "Okafor and colleagues (2018)", ("Okafor", "2018"))],
    "Pain fell (Okafor et al., 2018).": [("author_year", "(Okafor et al., 2018)", ("Okafor", "2018"))],
    "Pain fell (see Okafor & Lind, 2018, p. 4).": [("author_year", "(see Okafor & Lind, 2018, p. 4)", ("Okafor", "2018"))],
    "Pain fell (Okafor et al., 2018a, b).": [
        ("author_year", "(Okafor et al., 2018a,", ("Okafor", "2018a")),
        ("author_year", "b)", ("Okafor", "2018b")),
    ],
    "Pain fell (Okafor, 2018; Lind et al., 2019; van der Berg 2020).": [
        ("author_year", "(Okafor, 2018;", ("Okafor", "2018")),
        ("author_year", "Lind et al., 2019;", ("Lind", "2019")),
        ("author_year", "van der Berg 2020)", ("van der Berg", "2020")),
    ],
    "In a 2018 open label trial by Okafor et al, pain fell.": [
        ("author_year", "2018 open label trial by Okafor et al", ("Okafor", "2018"))
    ],
    "In 2018, Okafor et al. saw less pain.": [("author_year", "Okafor et al.", ("Okafor", "2018"))],
    "A 2018 case series by Dr. Ada Okafor saw less pain.": [
        ("author_year", "2018 case series by Dr. Ada Okafor", ("Okafor", "2018"))
    ],
    "Okafor's 2018 study saw less pain.": [("author_year", "Okafor's 2018 study", ("Okafor", "2018"))],
    "Gøtzsche-Müller et al. (2001) disagreed.": [
        ("author_year", "Gøtzsche-Müller et al. (2001)", ("Gøtzsche-Müller", "2001"))
    ],
    "One in five is affected (Leeds Medical School, 2007).": [
        ("author_year", "(Leeds Medical School, 2007)", ("Leeds Medical School", "2007"))
    ],
    "One in five is affected (MEL, 2019).": [("author_year", "(MEL, 2019)", ("MEL", "2019"))],
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), AUTHORS.items())
def test_works_named_by_author_and_year(citing_words, text, wanted):
    found = [c for c in find_citations(article(text), citing_words, ()) if c.kind is CitationKind.AUTHOR_YEAR]
    assert brief(found) == wanted


LISTED = {
    "In their 2018 trial, Okafor and Lind saw less pain.": [("author_year", "Okafor and Lind", ("Okafor", "2018"))],
    "Lind, writing in 2019, saw less pain.": [("author_year", "Lind, writing in 2019", ("Lind", "2019"))],
    "Pain fell (A. Okafor & B. Lind, 2018).": [("author_year", "(A. Okafor & B. Lind, 2018)", ("Okafor", "2018"))],
    "A. Okafor and B. Lind (2018) agreed.": [("author_year", "A. Okafor and B. Lind (2018)", ("Okafor", "2018"))],
    "Visit our clinics (Leeds, 2018).": [],
    "It was shown at a congress (Lind, 2019).": [("author_year", "(Lind, 2019)", ("Lind", "2019"))],
    "Pain fell (Leeds, 2018).": [("author_year", "(Leeds, 2018)", ("Leeds", "2018"))],
    "In 2018 Ann and Bob opened our clinic.": [],
}


@pytest.mark.parametrize(("text", "wanted"), LISTED.items())
def test_works_named_on_a_page_with_a_bibliography(citing_words, text, wanted):
    found = [c for c in find_citations(article(text + LIST), citing_words, ()) if c.kind is CitationKind.AUTHOR_YEAR]
    assert brief(found) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "We opened in March (2019).",
        "Last reviewed (June 2021).",
        "(Updated January 2020)",
        "Velax (2019) is sold in boxes of ten.",
        "Since Velamine (1970) was approved, much has changed.",
        "The Second Great Health Act (2009) changed that.",
        "Copyright 2024 The Clinic",
    ],
)
def test_years_without_an_author(citing_words, text):
    assert [c for c in find_citations(article(text), citing_words, ()) if c.kind is CitationKind.AUTHOR_YEAR] == []


def test_a_bracket_of_works_is_wholly_taken(citing_words):
    text = "Pain fell (e.g., Okafor, 2018; Lind et al., 2019) in most."
    citations = find_citations(article(text), citing_words, ())
    covered = {i for c in citations for i in range(c.start, c.end)}
    assert {i for i in range(text.index("("), text.index(")") + 1) if not text[i].isspace()} <= covered
