"""Whole pages: short copy and a small library in, observations out."""

import re

import pytest
from observed import audit, observed, study

from kb.labels import ArticleFindingKind, Severity, TextHeld
from kb.vocab import load_vocabulary

LABEL = study(
    "label",
    "Sertraline can cause nausea and respiratory depression.",
    "Sertraline carries a boxed warning of suicidal ideation.",
    "Sertraline caused headache in 20% of patients. Sertraline caused constipation in 0.2% of patients.",
    "Sertraline is approved for panic disorder. Sertraline is not approved for insomnia.",
    kind="label",
)  # fmt: skip
UNVERIFIED = study("notes", "Sertraline can cause vertigo.", verified=False, kind="label")
TRIAL = study("trial", "Sertraline caused tremor in 30% of patients.", kind="article")
PRAISE = "Sertraline relieves panic disorder. Sertraline reduces panic attacks. Sertraline improves sleep quality."
OMITTED = {"serious_risk_omitted", "common_risk_omitted"}


def kinds(found) -> set[str]:
    return {kind for kind, _ in found}


def risks(lexicon, copy, *studies, **about) -> set[str]:
    return {term for kind, term in observed(lexicon, copy, *studies, **about) if kind in OMITTED}


# --- sides ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("copy", "sides"),
    [
        ("Sertraline relieves panic disorder. Sertraline can cause nausea.", ["benefit", "risk"]),
        ("Sertraline causes no nausea.", [None]),
        ("Panic disorder is common. Sertraline relieves panic disorder.", [None, "benefit"]),
        ("Sertraline can cause nausea. Panic disorder is common.", ["risk", None]),
    ],
)
def test_claims_stand_on_the_side_of_benefit_or_of_risk(lexicon, copy, sides):
    found = audit(lexicon, copy, title="Sertraline")
    assert [found.sides.get(claim.id) for claim in found.claims] == sides


@pytest.mark.parametrize(("title", "side"), [("Semaglutide for weight loss", "benefit"), ("Semaglutide", None)])
def test_what_a_page_sets_out_to_change_is_its_benefit(lexicon, title, side):
    found = audit(lexicon, "Semaglutide reduced body weight by 15%. Placebo reduced body weight by 2%.", title=title)
    assert [found.sides.get(claim.id) for claim in found.claims] == [side, None]


# --- risks left out ---------------------------------------------------------------------------------------------------


def test_a_page_that_names_no_risk_leaves_out_those_of_the_label(lexicon):
    found = observed(lexicon, PRAISE, LABEL, UNVERIFIED, TRIAL)
    assert ("serious_risk_omitted", "respiratory depression") in found
    assert ("serious_risk_omitted", "suicidal ideation") in found  # by its boxed warning
    assert ("common_risk_omitted", "nausea") in found
    assert ("common_risk_omitted", "headache") in found
    assert not {"constipation", "vertigo", "tremor"} & {term for _, term in found}  # rare, not verified, no label


NAMED = {
    "Sertraline can cause breathing problems.": "respiratory depression",
    "Its risks include slowed breathing.": "respiratory depression",
    "Tell us if you feel sick: sertraline can cause vomiting and nausea.": "nausea",
    "Side effects of sertraline include a headache.": "headache",
    "\n\n## Side effects\n\n- headache\n- nausea": "headache",
    "There is a warning of suicidal thoughts with sertraline.": "suicidal ideation",
}


@pytest.mark.parametrize(("sentence", "risk"), NAMED.items())
def test_a_risk_named_in_any_wording_is_not_left_out(lexicon, sentence, risk):
    assert risk in risks(lexicon, PRAISE, LABEL)
    assert risk not in risks(lexicon, f"{PRAISE} {sentence}", LABEL)


NOT_NAMED = {
    "Sertraline does not cause breathing problems.": "respiratory depression",
    "Patients have no respiratory effects.": "respiratory depression",
    "There are side effects.": "nausea",
    "Opioids can cause respiratory depression.": "respiratory depression",
    "Sertraline relieves headache.": "headache",
    "What anxiety feels like:\n\n- difficulty in breathing\n- headache": "headache",
}


@pytest.mark.parametrize(("sentence", "risk"), NOT_NAMED.items())
def test_a_risk_that_is_denied_or_told_of_another_drug_is_left_out(lexicon, sentence, risk):
    assert risk in risks(lexicon, f"{PRAISE} {sentence}", LABEL)


def test_risks_are_those_of_what_the_page_promotes(lexicon):
    assert risks(lexicon, "Yoga improves sleep quality. Yoga relieves back pain. Yoga eases stress.", LABEL) == set()
    assert "nausea" in risks(lexicon, PRAISE, study("ssris", "SSRIs can cause nausea.", kind="label"))
    assert risks(lexicon, PRAISE.replace("Sertraline", "Fluoxetine"), LABEL) == set()


def test_the_risk_names_its_finding(lexicon):
    found = audit(lexicon, PRAISE, LABEL).findings
    nausea = next(f for f in found if f.term == "nausea")
    assert (nausea.study_id, nausea.finding_id) == ("label", "label.1")
    assert "202.1" in nausea.reason and "nausea" in nausea.suggestion


# --- fair balance -----------------------------------------------------------------------------------------------------

HARMS = "Sertraline can cause nausea. Sertraline can cause headache."
BALANCE = [
    (PRAISE, {"benefits_without_risks"}),
    (f"{HARMS} {PRAISE}", set()),
    (f"{PRAISE} {HARMS}", {"risks_last"}),
    (f"{PRAISE} Sertraline does not cause nausea. It is not addictive.", {"benefits_without_risks"}),
    (f"{PRAISE} Opioids can cause nausea.", {"benefits_without_risks"}),
    ("Many people live with panic disorder. We open at nine.", set()),
    (HARMS, set()),
]


@pytest.mark.parametrize(("copy", "wanted"), BALANCE)
def test_balance(lexicon, copy, wanted):
    assert kinds(observed(lexicon, copy)) & {"benefits_without_risks", "risks_last"} == wanted


def test_counts_are_told(lexicon):
    (found,) = (f for f in audit(lexicon, PRAISE).findings if f.kind == "benefits_without_risks")
    assert found.detail == "3 statements of benefit, none of risk"


# --- off-label --------------------------------------------------------------------------------------------------------

APPROVAL = [
    ("Sertraline relieves insomnia. Sertraline helps with insomnia.", True),  # said not to be approved
    ("Sertraline relieves migraine. Sertraline eases migraine.", True),  # approved for another only
    ("Sertraline relieves panic disorder. Sertraline eases panic disorder.", False),
    ("Sertraline relieves anxiety disorders. Sertraline eases anxiety disorders.", False),  # approved for a part
    ("Sertraline relieves migraine. Sertraline eases migraine. This use is off-label.", False),
    ("Sertraline relieves migraine. Sertraline eases migraine. The FDA has not approved it for this.", False),
    ("Sertraline relieves migraine. Sertraline eases migraine. The FDA approved it in 1991.", True),
    ("Fluoxetine relieves migraine. Fluoxetine eases migraine.", False),  # the library does not say
    ("Sertraline does not relieve migraine. Sertraline did not help with insomnia.", False),
]


@pytest.mark.parametrize(("copy", "wanted"), APPROVAL)
def test_off_label_promotion_that_is_not_stated(lexicon, copy, wanted):
    assert ("off_label_not_stated" in kinds(observed(lexicon, copy, LABEL))) is wanted


# --- words ------------------------------------------------------------------------------------------------------------

ABSOLUTE, SUPERLATIVE, SAFETY, AUTHORITY = (
    "absolute_language", "superlative_language", "safety_assurance", "authority_appeal",
)  # fmt: skip
FLAGGED = [
    ("Our drops cure hay fever.", {(ABSOLUTE, "cure")}),
    ("The gel is a miracle.", {(ABSOLUTE, "miracle")}),
    ("Relief is guaranteed.", {(ABSOLUTE, "guaranteed")}),
    ("It is a safe and effective treatment for gout.", {(SAFETY, "safe and effective")}),
    ("The tablet has no side effects.", {(SAFETY, "no side effects")}),
    ("The tablet is non-addictive.", {(SAFETY, "non-addictive")}),
    ("Ours is the #1 clinic in town.", {(SUPERLATIVE, "#1")}),
    ("It is the best treatment for gout.", {(SUPERLATIVE, "the best treatment")}),
    ("A clinically proven cream.", {(AUTHORITY, "clinically proven")}),
    ("Patients report: “It cured my gout within days and I never looked back at all.”", {(ABSOLUTE, "cured")}),
    # denied
    ("It is not a cure.", set()),
    ("There is no cure for gout.", set()),
    ("It isn't a miracle, and results are not guaranteed.", set()),
    ("This product is not intended to diagnose, treat, cure or prevent any disease.", set()),
    ("We cannot guarantee relief.", set()),
    ("It is not only safe and effective but cheap.", {(SAFETY, "safe and effective")}),
    ("It does not hurt, but it is guaranteed to work.", {(ABSOLUTE, "guaranteed")}),
    # quoted, asked, doubted
    ("The so-called “miracle cure” was water.", set()),
    ("Is it a cure for gout?", set()),
    ("More research is needed before it is proven to work.", set()),
    # harmless neighbours
    ("Ask about best practice.", set()),
    ("The cure rate is not known.", set()),
    ("You should always consult your doctor.", set()),
    ("It improves quality of life.", set()),
    ("The theory was proven wrong.", set()),
]


@pytest.mark.parametrize(("copy", "wanted"), FLAGGED)
def test_flagged_words(lexicon, copy, wanted):
    flagged = {ABSOLUTE, SUPERLATIVE, SAFETY, AUTHORITY}
    assert {pair for pair in observed(lexicon, copy) if pair[0] in flagged} == wanted


def test_flagged_words_stand_where_they_say_with_reason_and_safer_wording(lexicon):
    found = audit(lexicon, "# Gout\n\nRest helps. Our drops cure gout, and *relief* is guaranteed.\n")
    hits = [f for f in found.findings if f.kind == ABSOLUTE]
    assert [found.article.text[f.start : f.end] for f in hits] == [f.term for f in hits] == ["cure", "guaranteed"]
    assert all(f.reason and f.suggestion and f.claim_id for f in hits)


ENTRIES = load_vocabulary().cues_of("flagged")


def test_the_list_is_long_and_each_entry_says_why():
    flagging = [cue for cue in ENTRIES if "kind" in cue.attributes]
    assert len(flagging) >= 60
    for cue in flagging:
        assert ArticleFindingKind(cue.attributes["kind"]) in {ABSOLUTE, SUPERLATIVE, SAFETY, AUTHORITY}, cue.id
        assert re.search(r"CFR|Directive|FTC|CAP Code|AMA|ABPI|IFPMA|U\.S\.C", cue.attributes["reason"]), cue.id
        assert cue.attributes["safer"] and cue.examples and cue.counter_examples, cue.id
        assert cue.attributes.get("where", "claim") == "claim", cue.id


# --- voices and sources -----------------------------------------------------------------------------------------------

VOICES = [
    ("Our patients leave feeling refreshed and calm.", True),
    ("Patients may feel calmer.", False),  # hedged
    ("The clinic opens at nine.", False),
]


@pytest.mark.parametrize(("copy", "wanted"), VOICES)
def test_experiences_told_as_typical(lexicon, copy, wanted):
    assert ("testimonial_as_typical" in kinds(observed(lexicon, copy))) is wanted


STUDIES = [
    ("In one study, sertraline reduced headache.", True),
    ("A 2019 trial found that sertraline reduced headache.", True),
    ("Studies show that sertraline reduces headache.", False),  # vague, and no one study is described
    ("A trial by Roe et al (2019) found that sertraline reduced headache.", False),
    ("A study found less headache (doi:10.1234/abc.5).", False),
    ("Sertraline reduces headache.", False),
]


@pytest.mark.parametrize(("copy", "wanted"), STUDIES)
def test_a_study_that_nobody_can_identify(lexicon, copy, wanted):
    assert ("unidentified_study" in kinds(observed(lexicon, copy))) is wanted


LIST = "\n\n## References\n\n1. {0}\n2. {1}\n"
OWN = (
    "Acme Clinic. How we treat gout. https://www.acme-clinic.com/gout",
    "Acme Clinic. Prices. https://acme-clinic.com/p",
)
OTHER = "Roe R, Doe J. Rest and gout. J Gout. 2019;1(2):3-9. doi:10.1234/gout.1"
SELLER = {"publisher": "Acme Clinic", "url": "https://acme-clinic.com/page"}
REFERENCES = [
    (OWN, SELLER, True),
    ((OWN[0], OTHER), SELLER, False),
    (OWN, {"publisher": "Gout Weekly", "url": "https://goutweekly.org/a"}, False),
    (OWN, {}, False),
]


@pytest.mark.parametrize(("entries", "about", "wanted"), REFERENCES)
def test_references_of_the_seller(lexicon, entries, about, wanted):
    copy = "Rest relieves gout.[1] Rest eases pain.[2]" + LIST.format(*entries)
    assert ("references_all_own" in kinds(observed(lexicon, copy, **about))) is wanted


def test_sources_that_are_not_held(lexicon):
    copy = "Rest relieves gout.[1] Rest eases pain.[2]" + LIST.format(OTHER, OWN[0])
    unread = study("roe2019", authors=("Roe, R",), year="2019", doi="10.1234/gout.1", text_held=TextHeld.NONE)
    read = study("roe2019", "Rest relieved gout.", authors=("Roe, R",), year="2019", doi="10.1234/gout.1")
    for held, wanted in ((unread, {"Roe 2019": "roe2019"}), (read, {})):
        found = [f for f in audit(lexicon, copy, held).findings if f.kind == "source_not_held"]
        assert {f.term: f.study_id for f in found if f.study_id} == wanted
        assert any("not in the library" in f.detail for f in found)


def test_entries_never_cited_and_markers_without_entry(lexicon):
    found = kinds(observed(lexicon, "Rest relieves gout.[1] It eases pain.[7]" + LIST.format(OTHER, OWN[0])))
    assert {"reference_never_cited", "marker_without_entry"} <= found


def test_the_numbers_of_one_mention_that_lead_nowhere_are_told_together(lexicon):
    copy = "Rest relieves gout.[1] It eases pain.[5-7]" + LIST.format(OTHER, OWN[0])
    told = [f.detail for f in audit(lexicon, copy).findings if f.kind == "marker_without_entry"]
    assert told == ["“[5-7]”: the bibliography has no entry 5, 6, 7"]


def test_what_was_not_read_is_told(lexicon):
    found = audit(lexicon, "Rest relieves gout.", unread="page 3 is a picture").findings
    (told,) = [f for f in found if f.kind == "page_not_read"]
    assert (told.detail, told.severity) == ("page 3 is a picture", Severity.SERIOUS)


def test_large_pictures_are_told(lexicon):
    found = audit(lexicon, "Rest relieves gout.", pictures="2 large pictures").findings
    (told,) = [f for f in found if f.kind == "picture_not_read"]
    assert (told.detail, told.severity) == ("2 large pictures", Severity.MINOR)


# --- all of them ------------------------------------------------------------------------------------------------------


def test_every_kind_has_a_severity():
    assert {kind.severity for kind in ArticleFindingKind} == set(Severity)


def test_what_a_page_says_elsewhere_changes_nothing_before_it(lexicon):
    """A paragraph that promotes nothing, added at the end, adds nothing and moves nothing."""
    copy = f"{PRAISE} Relief is guaranteed. In one study, sertraline reduced headache."
    before = audit(lexicon, copy, LABEL).findings
    after = audit(lexicon, f"{copy}\n\nThe clinic opens at nine on weekdays.", LABEL).findings
    assert before == after


def test_what_many_claims_speak_against_is_one_conflict(lexicon):
    """Three named harms against one denial are told once, at the denial."""
    copy = (
        "Sertraline causes no adverse effects.\n\nSertraline causes nausea.\n\nSertraline causes headache.\n\n"
        "Sertraline causes dizziness.\n"
    )
    found = [f for f in audit(lexicon, copy).findings if f.kind == "internal_conflict"]
    assert [f.detail.split(" against ")[0] for f in found] == ["“Sertraline causes no adverse effects.”"]
    assert found[0].detail.endswith("and 2 more statements")


FOREIGN = """Zorbex paste halves the size of bark canker in six weeks. Zorbex paste cures leaf curl.
Growers who spread Zorbex paste lose fewer saplings. Zorbex paste works faster than lime wash."""


def test_a_page_about_what_the_vocabulary_does_not_know_says_so(lexicon):
    (told,) = [f for f in audit(lexicon, FOREIGN).findings if f.kind.value == "words_not_recognised"]
    assert told.detail.startswith("4 of 4 claims name nothing that the vocabulary knows; not recognised: zorbex paste")
    assert "kb vocab add" in told.suggestion


def test_words_that_are_known_are_not_called_unknown(lexicon):
    copy = "Sertraline reduces anxiety. Sertraline reduces panic attacks. Sertraline may cause nausea in adults."
    assert "words_not_recognised" not in {kind for kind, _ in observed(lexicon, copy)}


def test_a_name_that_the_page_goes_on_about_is_told_where_nobody_knows_it(lexicon):
    copy = "Zorbaflex relieves pain in adults. Zorbaflex reduces nausea. Zorbaflex improves sleep in most patients."
    told = [f.detail for f in audit(lexicon, copy).findings if f.kind == "words_not_recognised"]
    assert any("Zorbaflex" in detail for detail in told)
