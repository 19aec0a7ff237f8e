"""Named sources, and evidence that is not named."""

import pytest
from citing import STUDIES, article

from kb.citations import find_citations
from kb.labels import CitationKind

MARKERS = {
    "Pain fell.[3]": [True],
    "Pain fell.¹": [True],
    "Pain fell (Okafor, 2018; Lind et al., 2019; Reyes 2020a, b).": [True] * 4,
    "Okafor et al (2018) saw it.": [False],
    "Okafor et al (2018, 2019) saw it.": [False, True],
    "In a 2018 trial by Okafor et al, pain fell.": [False],
    "Pain fell (doi:10.1234/ab).": [True],
    "Pain fell, PMID 12345678.": [True],
    "Pain fell, https://league.example.org/facts.": [True],
    "According to the MEL, pain fell.": [False],
}


@pytest.mark.parametrize(("text", "wanted"), MARKERS.items())
def test_what_may_be_blanked(citing_words, text, wanted):
    assert [c.is_marker for c in find_citations(article(text), citing_words, ())] == wanted


NAMED = {
    "The Migraine and Epilepsy League reports that one in six is affected.": "Migraine and Epilepsy League",
    "According to the MEL, one in six is affected.": "Migraine and Epilepsy League",
    "The Royal Institute of Sleep estimates that one in six sleeps badly.": "Royal Institute of Sleep",
    "The BRIGHT-LINE trial enrolled 200 people.": "BRIGHT-LINE trial",
}


@pytest.mark.parametrize(("text", "name"), NAMED.items())
def test_sources_that_speak(citing_words, text, name):
    found = [c for c in find_citations(article(text), citing_words, STUDIES) if c.kind is CitationKind.NAMED_SOURCE]
    assert [c.identifier for c in found] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Ames is a member of the Migraine and Epilepsy League.",
        "The National Medicines Agency approved velamine in 2019.",
        "Velamine is approved by the NMA for migraine.",
        "We work with the Guild of Neurologists to train nurses.",
        "She trained at the Royal Institute of Sleep.",
    ],
)
def test_organisations_that_only_appear(citing_words, text):
    assert [c for c in find_citations(article(text), citing_words, ()) if c.kind is CitationKind.NAMED_SOURCE] == []


VAGUE = [
    "Multiple studies have shown that velamine helps.",
    "Research suggests a benefit.",
    "One study found less pain.",
    "Pain fell, as demonstrated in clinical trials.",
    "Velamine has been shown to ease pain.",
    "Scientists have observed new synapses.",
    "Some research on velamine in older adults suggests a benefit.",
    "A handful of trials have focused on children.",
    "It works fast, with studies showing relief within hours.",
    "A randomised study published in the Journal of Headache found less pain.",
    "In 2016, the Guild of Neurologists published a major finding about velamine.",
    "Dr. Ada Ames, chief neurologist at Leeds, called it a breakthrough.",
    "Experts say it works.",
    "It is clinically proven.",
    "There is evidence to suggest that it works.",
    "According to studies, relief lasts a week.",
    "Children have been the focus of several trials.",
    "Multiple trials have been carried out to learn how long it lasts.",
]


@pytest.mark.parametrize("text", VAGUE)
def test_appeals_to_unnamed_evidence(citing_words, text):
    assert {c.kind for c in find_citations(article(text), citing_words, ())} == {CitationKind.VAGUE}


@pytest.mark.parametrize(
    "text",
    [
        "More research is needed to confirm this.",
        "Further studies are needed to determine the dose.",
        "Velamine is the most studied drug.",
        "Research on tablets is scant and not compelling.",
        "The evidence for tablets is still inconclusive.",
        "There is no evidence that it works.",
        "Our nurses keep up with the latest research in headache care.",
        "We study each person with care and find a plan.",
        "Velamine is known to ease pain.",
        "Patients often report feeling calm.",
        "Because larger trials are ongoing, we show caution.",
        "Dr. Ames leads our team of nurses.",
        "As more research is conducted, insurers may pay.",
    ],
)
def test_what_is_no_appeal(citing_words, text):
    assert find_citations(article(text), citing_words, ()) == ()


UNSEEN = {
    "Relief lasts a week (data on file).": ("(data on file)", "data on file", True),
    "Relief lasts a week (Data on file, Umbra Pharma, 2020).": (
        "(Data on file, Umbra Pharma, 2020)", "data on file", True,
    ),
    "Relief lasts a week. Data on file.": ("Data on file.", "data on file", True),
    "Our data on file show that relief lasts.": ("data on file", "data on file", False),
    "It helps (J. Marsh, personal communication, May 2019).": (
        "(J. Marsh, personal communication, May 2019)", "personal communication", True,
    ),
    "It helps (unpublished).": ("(unpublished)", "unpublished", True),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), UNSEEN.items())
def test_evidence_that_nobody_can_look_up(citing_words, text, wanted):
    (found,) = find_citations(article(text), citing_words, ())
    assert found.kind is CitationKind.DATA_ON_FILE
    assert (found.text, found.identifier, found.is_marker) == wanted


@pytest.mark.parametrize("text", ["An unpublished author lives here.", "The company data centre is in Leeds."])
def test_what_is_kept_back_and_is_no_evidence(citing_words, text):
    assert find_citations(article(text), citing_words, ()) == ()


DOCUMENTS = {
    "It may cause drowsiness (see full prescribing information).": "prescribing information",
    "It may cause drowsiness (Zolvanta Prescribing Information, 2021).": "Zolvanta Prescribing Information",
    "Ads must be fair (21 CFR 202.1(e)).": "21 CFR 202.1(e)",
    "Ads must be fair under 21 U.S.C. § 352(n).": "21 U.S.C. § 352(n)",
    "Directive 2001/83/EC forbids it.": "Directive 2001/83/EC",
    "Regulation (EU) No 536/2014 asks for it.": "Regulation (EU) No 536/2014",
}


@pytest.mark.parametrize(("text", "name"), DOCUMENTS.items())
def test_labels_and_laws(citing_words, text, name):
    (found,) = find_citations(article(text), citing_words, ())
    assert (found.kind, found.identifier) == (CitationKind.NAMED_SOURCE, name)
