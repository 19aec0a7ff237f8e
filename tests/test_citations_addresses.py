"""Works named by identifier, address or registration."""

import pytest
from citing import article

from kb.citations import find_citations
from kb.model import Mark

ADDRESSES = {
    "doi:10.1234/AB.cd.5": ("doi", "10.1234/ab.cd.5"),
    "DOI: 10.1234/ab(05)6": ("doi", "10.1234/ab(05)6"),
    "https://doi.org/10.1234/ab": ("doi", "10.1234/ab"),
    "http://dx.doi.org/10.1234%2Fab": ("doi", "10.1234/ab"),
    "https://journal.example.com/doi/full/10.1234/ab?x=1": ("doi", "10.1234/ab"),
    "PMID: 12345678": ("pmid", "12345678"),
    "PMID12345678": ("pmid", "12345678"),
    "https://pubmed.ncbi.nlm.nih.gov/12345678/": ("pmid", "12345678"),
    "PMC1234567": ("pmcid", "PMC1234567"),
    "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/": ("pmcid", "PMC1234567"),
    "https://dx.doi.org/10.1234/ab": ("doi", "10.1234/ab"),
    "doi.org/10.1234/ab": ("doi", "10.1234/ab"),
    "DOI 10.1234/ab": ("doi", "10.1234/ab"),
    "doi:10.1234/\nab5": ("doi", "10.1234/ab5"),
    "10.1234/j.ab.\n2019.5": ("doi", "10.1234/j.ab.2019.5"),
    "https://doi.org/dbx6": ("doi", "10/dbx6"),
    "doi:10/dbx6": ("doi", "10/dbx6"),
    "PubMed ID: 12345678": ("pmid", "12345678"),
    "PMCID: PMC1234567": ("pmcid", "PMC1234567"),
    "PMCID 1234567": ("pmcid", "PMC1234567"),
    "NCT01234567": ("trial_registration", "NCT01234567"),
    "nct 01234567": ("trial_registration", "NCT01234567"),
    "ClinicalTrials.gov identifier: NCT01234567": ("trial_registration", "NCT01234567"),
    "https://clinicaltrials.gov/study/NCT01234567?a=b": ("trial_registration", "NCT01234567"),
    "ISRCTN12345678": ("trial_registration", "ISRCTN12345678"),
    "EudraCT number 2015-001234-56": ("trial_registration", "EudraCT 2015-001234-56"),
    "ACTRN12612000123456p": ("trial_registration", "ACTRN12612000123456p"),
    "ChiCTR-TRC-12001234": ("trial_registration", "ChiCTR-TRC-12001234"),
    "UMIN000012345": ("trial_registration", "UMIN000012345"),
    "jRCTs041190001": ("trial_registration", "jRCTs041190001"),
    "CTRI/2017/05/001234": ("trial_registration", "CTRI/2017/05/001234"),
    "DRKS 00012345": ("trial_registration", "DRKS00012345"),
    "NTR1234": ("trial_registration", "NTR1234"),
    "https://league.example.org/facts": ("url", "https://league.example.org/facts"),
    "www.league.example.org/facts": ("url", "https://www.league.example.org/facts"),
}


@pytest.mark.parametrize("frame", ["See {}.", "Pain fell ({}).", "Pain fell, {}, and sleep rose.", "Source: {}"])
@pytest.mark.parametrize(("address", "wanted"), ADDRESSES.items())
def test_addresses_in_any_spelling(citing_words, frame, address, wanted):
    (found,) = find_citations(article(frame.format(address)), citing_words, ())
    assert (found.kind.value, found.identifier) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Call 2015-001234-56 today.",  # no register is named
        "NCT0123456 has seven figures.",
        "See form 10/2020 and 10/12/2020.",
        "The 10.5/12 split.",
        "Ask for PMC or PMID.",
        "Rooms CTR12345678.",
    ],
)
def test_what_is_no_identifier(citing_words, text):
    assert find_citations(article(text), citing_words, ()) == ()


def test_links_of_the_format(citing_words):
    text = "Pain fell in one trial of velamine. Follow us. Book now. See prices.³"
    addresses = (
        "https://doi.org/10.1234/ab",
        "https://www.facebook.com/us",
        "/book",
        "https://www.clinic.example/cost",
    )
    spans = ("one trial", "Follow us", "Book now", "See prices")
    marks = tuple(
        Mark(kind="link", start=text.index(s), end=text.index(s) + len(s), value=a)
        for s, a in zip(spans, addresses, strict=True)
    )
    page = article(text, marks=marks, url="https://clinic.example/page")
    found = find_citations(page, citing_words, ())
    assert [(c.kind.value, c.identifier, c.is_marker) for c in found] == [
        ("doi", "10.1234/ab", False),
        ("numeric", "", True),
    ]
