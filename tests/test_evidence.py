"""One claim against one finding, in many fields of medicine: relation and reason, and what must never be support.

Each row gives the copy, the finding's statement, and the relation that a careful reader would choose. The studies are made
up; unless a row says otherwise the finding is that of a large randomised trial in people.
"""

import pytest
from observed import audit, study

from kb.evidence import Library, assess_claim
from kb.labels import BlockKind, ClaimType, Reason, Relation, SlotOutcome, Strength, TextHeld
from kb.model import Claim, Finding, Study
from kb.propositions import Context, finding_propositions, read_propositions
from kb.propositions.records import background_keys


def make_study(statements, **facts):
    facts = {"design_class": "rct", "level": "2", "n": 400, "text_held": TextHeld.ABSTRACT} | facts
    ident = facts.pop("id", "trial")
    findings = tuple(
        Finding(id=f"{ident}.{i}", study_id=ident, statement=s, verified=True) for i, s in enumerate(statements, 1)
    )
    return Study(id=ident, type="article-journal", title=facts.pop("title", ""), findings=findings, **facts)


def make_library(studies, lexicon):
    read = {f.id: finding_propositions(f, s, lexicon) for s in studies for f in s.findings}
    backgrounds = {s.id: background_keys(s, lexicon) for s in studies}
    return Library(studies, read, backgrounds, lexicon.vocabulary)


def make_claim(text, nlp, lexicon, subject=()):
    propositions = read_propositions(nlp(text), lexicon, Context(subject=subject))
    strength = max((p.strength for p in propositions), key=list(Strength).index, default=Strength.PLAIN)
    return Claim(
        id="c", article_id="a", start=0, end=len(text), quote=text, block=0, block_kind=BlockKind.PROSE, section="",
        type=ClaimType.EFFICACY, strength=strength, propositions=propositions,
    )  # fmt: skip


@pytest.fixture
def compare(nlp, lexicon):
    def run(copy, statement, subject=(), **facts):
        studies = (make_study([statement], **facts),)
        claim = make_claim(copy, nlp, lexicon, subject)
        found = assess_claim(claim, make_library(studies, lexicon), ["trial"], lexicon.vocabulary)
        return found[0]

    return run


S, W, C, N = Relation.SUPPORTS, Relation.WEAKER, Relation.CONTRADICTS, Relation.SILENT

PAIRS = [
    # neither of two
    ("Zinc relieves headache.", "Neither zinc nor sertraline relieved headache.", C),
    ("Sertraline relieves headache.", "Neither zinc nor sertraline relieved headache.", C),
    ("Zinc does not relieve headache.", "Neither zinc nor sertraline relieved headache.", S),
    # the same thing said, or less
    ("Sertraline reduces headache.", "Sertraline reduced headache more than before.", S),
    ("Sertraline relieves headache.", "Sertraline lowered headache.", S),
    ("Sertraline can help with headache.", "Headache improved with sertraline.", S),
    ("Headache may be eased by sertraline.", "Sertraline reduced headache.", S),
    ("Sertraline causes nausea.", "Nausea was a side effect of sertraline.", S),
    ("Sertraline may cause nausea.", "Sertraline caused nausea in 12% of patients.", S),
    ("Sertraline can cause side effects.", "Sertraline caused nausea.", S),
    ("Some people get relief from insomnia with melatonin.", "Melatonin relieved insomnia.", S),
    ("Copper bracelets do not reduce headache.", "Copper bracelets did not reduce headache.", S),
    ("Propranolol blocks beta receptors.", "Propranolol blocks beta receptors.", S),
    ("The inhaler relieves wheezing within 24 hours.", "The inhaler relieved wheezing within 1 hour.", S),
    ("About half of runners had less headache.", "Headache was lower in 48% of runners.", S),
    ("Nearly 1 in 5 adults suffer from insomnia.", "In a year 19.1% of adults had insomnia.", S),
    ("Insomnia affects 12% of adults.", "Insomnia affects 12.2% of adults.", S),
    # plain people, a form in which the thing is given anyhow, and a placebo by another name limit nothing
    ("Magnesium pills relieve headache.", "Magnesium relieved headache.", S),
    ("Magnesium injections relieve headache.", "Magnesium relieved headache.", W),
    ("Diclofenac tablets relieve headache.", "Topical diclofenac relieved headache.", W),
    ("Semaglutide jabs reduce headache.", "Subcutaneous semaglutide reduced headache.", S),
    ("Intravenous semaglutide reduces headache.", "Subcutaneous semaglutide reduced headache.", W),
    ("Sertraline reduced headache more than a dummy pill.", "Sertraline reduced headache more than placebo.", S),
    ("Sertraline reduced headache more than placebo.", "Sertraline reduced headache more than saline.", S),
    ("Sertraline reduced headache more than a sugar pill.", "Sertraline reduced headache more than vehicle.", S),
    ("Sertraline reduced headache more than placebo.", "Sertraline reduced headache more than fluoxetine.", W),
    ("Sertraline reduced headache in patients.", "Sertraline reduced headache in adults.", S),
    ("Sertraline reduced headache in adults.", "Sertraline reduced headache in volunteers.", S),
    ("Sertraline reduced headache in adults.", "Sertraline reduced headache in children.", W),
    ("Sertraline reduced headache in children.", "Sertraline reduced headache in adults.", W),
    ("Sertraline reduced headache in kids.", "Sertraline reduced headache in children.", S),
    ("Sertraline reduced headache in seniors.", "Sertraline reduced headache in adults aged 65 and over.", S),
    ("Sertraline reduced headache in mums-to-be.", "Sertraline reduced headache in pregnant women.", S),
    ("Sertraline reduced headache in breastfeeding women.", "Sertraline reduced headache in pregnant women.", W),
    ("Sertraline reduced headache in ex-smokers.", "Sertraline reduced headache in smokers.", W),
    ("Aspirin prevents stroke.", "Aspirin lowered the rate of stroke.", S),
    ("Aspirin wards off stroke.", "Aspirin reduced the incidence of stroke.", S),
    ("Sertraline prevents headache.", "Sertraline lowered headache scores.", W),
    ("Aspirin prevents stroke.", "Aspirin did not lower the rate of stroke.", C),
    ("Aspirin lowers the risk of stroke.", "Aspirin prevented stroke.", S),
    # what is not known of the whole is not known of an aspect or a part; what is not known of a part says nothing of it
    (
        "More research on the safety of melatonin in insomnia is needed.",
        "Evidence on melatonin for insomnia is limited.",
        S,
    ),
    (
        "The long-term effects of melatonin in insomnia are unknown.",
        "Evidence on melatonin for insomnia is limited.",
        S,
    ),
    (
        "More research on melatonin in generalized anxiety disorder is needed.",
        "Evidence on melatonin for anxiety disorders is limited.",
        S,
    ),
    (
        "Evidence on melatonin for anxiety is limited.",
        "Evidence on melatonin for generalized anxiety disorder is limited.",
        W,
    ),
    # a warning of one or the other is borne out by one, a promise of one or the other, or of both, is not
    ("Ibuprofen can cause heartburn or dizziness.", "Ibuprofen caused heartburn.", S),
    ("Ibuprofen can cause heartburn and dizziness.", "Ibuprofen caused heartburn.", W),
    ("Ibuprofen can cause hair loss or dizziness.", "Ibuprofen caused heartburn.", N),
    ("Ibuprofen relieves migraine or gout.", "Ibuprofen relieved gout.", W),
    # direction and polarity
    ("Sertraline reduces headache.", "Sertraline increased headache.", C),
    ("Melatonin worsens insomnia.", "Melatonin relieved insomnia.", C),
    ("Sertraline reduces headache.", "Sertraline did not reduce headache.", C),
    ("Sertraline does not cause nausea.", "Sertraline caused nausea.", C),
    ("Patients have no side effects with sertraline.", "Sertraline causes nausea and dizziness.", C),
    ("Propranolol activates beta receptors.", "Propranolol blocks beta receptors.", C),
    ("The agency approved sertraline for migraine.", "The agency has not approved sertraline for migraine.", C),
    # figures
    ("Insomnia affects 40% of adults.", "Insomnia affects 12.2% of adults.", C),
    ("More than half of adults have insomnia.", "Insomnia affects 48% of adults.", C),
    ("Sertraline reduced headache by 60%.", "Sertraline reduced headache by 20%.", C),
    ("Sertraline reduced headache by 60%.", "Sertraline reduced headache.", W),
    ("Sertraline reduced headache by 6 points.", "Sertraline reduced headache by 6%.", W),
    ("Sertraline relieves headache within 1 hour.", "Sertraline relieved headache after 3 weeks.", W),
    (
        "The relief of headache lasts 6 months with sertraline.",
        "The relief of headache lasted 2 days with sertraline.",
        C,
    ),
    ("Sertraline 200 mg relieves headache.", "Sertraline 50 mg relieved headache.", W),
    # words that the finding does not bear
    ("Sertraline reduces headache in toddlers.", "Sertraline reduced headache.", W),
    ("Sertraline reduces headache in pregnant women.", "Sertraline reduced headache in men.", W),
    ("Sertraline unfailingly reduces headache.", "Sertraline reduced headache.", W),
    ("Sertraline reduces headache and hiccups.", "Sertraline reduced headache.", W),
    ("Sertraline reduces headache without dizziness.", "Sertraline reduced headache.", W),
    ("Rectal sertraline reduces headache.", "Oral sertraline reduced headache.", W),
    ("Sertraline reduces headache better than surgery.", "Sertraline reduced headache more than placebo.", W),
    # hierarchy
    ("SSRIs reduce headache.", "Sertraline reduced headache.", W),
    ("SSRIs may reduce headache.", "Sertraline reduced headache.", S),
    ("Sertraline blocks the serotonin transporter.", "SSRIs block the serotonin transporter.", S),
    ("Sertraline reduces headache.", "SSRIs reduced headache.", W),
    ("Esketamine reduces headache.", "Ketamine reduced headache.", N),
    ("Sertraline reduces panic disorder.", "Sertraline reduced anxiety disorders.", W),
    # strength
    ("Sertraline cures migraine.", "Sertraline reduced migraine.", W),
    ("Sertraline is proven to reduce headache.", "Sertraline reduced headache.", W),
    ("Sertraline always relieves headache.", "Sertraline relieved headache.", W),
    ("Sertraline relieves headache.", "Sertraline may relieve headache, but the evidence is preliminary.", W),
    ("Sertraline is completely safe.", "Sertraline is safe.", W),
    # that a thing lasts makes nothing less, and what is severe is not more severe than something
    ("The number of surgeries goes down.", "Sertraline lasted in nurses at the surgery.", W),
    ("Headache is more severe than before.", "Sertraline in severe headache caused nausea.", W),
    # another topic
    ("Sertraline reduces headache.", "Copper bracelets reduced headache.", N),
    ("Sertraline reduces headache.", "Sertraline reduced insomnia.", N),
    ("Headache causes insomnia.", "Insomnia caused headache.", N),
    ("Goats reduce headache.", "The claim that goats reduce headache could not be checked.", N),
]


@pytest.mark.parametrize(("copy", "statement", "relation"), PAIRS, ids=[f"{c} | {s}" for c, s, _ in PAIRS])
def test_pair(compare, copy, statement, relation):
    found = compare(copy, statement)
    assert found.relation is relation, (found.rule, found.detail, found.slots)


REASONS = [
    ("Sertraline reduces headache.", "Sertraline reduced headache.", {"species": "mouse"}, Reason.ANIMAL_ONLY),
    ("Sertraline reduces headache.", "Sertraline reduced headache.", {"design_class": "uncontrolled"}, Reason.OVERSTATED),
    ("Sertraline reduces headache.", "Sertraline reduced headache.", {"n": 12}, Reason.OVERSTATED),
    ("Sertraline is proven to relieve headache.", "Sertraline relieved headache.", {}, Reason.OVERSTATED),
    ("Rectal sertraline reduces headache.", "Oral sertraline reduced headache.", {}, Reason.WRONG_ROUTE_OR_DOSE),
    ("Sertraline 200 mg reduces headache.", "Sertraline 50 mg reduced headache.", {}, Reason.WRONG_ROUTE_OR_DOSE),
    ("Sertraline reduces headache in veterans.", "Sertraline reduced headache.", {}, Reason.WRONG_POPULATION),
    ("Sertraline relieves headache within 1 hour.", "Sertraline relieved headache after 3 weeks.", {}, Reason.WRONG_DURATION),
    ("Sertraline reduced headache by 60%.", "Sertraline reduced headache by 20%.", {}, Reason.WRONG_NUMBER),
    ("Sertraline does not cause nausea.", "Sertraline caused nausea.", {"kind": "label"}, Reason.SAFETY_CONFLICT),
    ("The FDA approved sertraline for migraine.", "The FDA has not approved sertraline for migraine.", {"kind": "label"},
     Reason.REGULATORY_CONFLICT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("copy", "statement", "facts", "reason"), REASONS, ids=[f"{r[0]} {r[2]} {r[3]}" for r in REASONS]
)
def test_reason(compare, copy, statement, facts, reason):
    found = compare(copy, statement, **facts)
    assert found.relation is not S
    assert found.reason is reason, (found.rule, found.detail)


EDITS = [  # one fact broken, with words that stand in no list of the vocabulary
    ("Sertraline relieves headache within 2 hours.", "Sertraline relieves headache within 2 fortnights."),
    ("Sertraline relieves headache in 40% of nurses.", "Sertraline relieves headache in 71% of nurses."),
    ("Sertraline relieves headache in nurses.", "Sertraline relieves headache in jockeys."),
    ("Sertraline relieves headache.", "Sertraline aggravates headache."),
    ("Sertraline relieves headache.", "Sertraline turbocharges headache."),
    ("Sertraline relieves headache.", "Sertraline hardly ever relieves headache."),
    ("Sertraline relieves headache.", "Sertraline relieves lumbago."),
    ("Sertraline relieves headache.", "Sertraline infallibly relieves headache."),
    ("Sertraline relieves headache.", "Sertraline eye drops relieve headache."),
    ("Sertraline relieves headache.", "Sertraline ceases to relieve headache."),
    ("Sertraline 50 mg relieves headache.", "Sertraline 50 g relieves headache."),
    ("Sertraline may relieve headache.", "Sertraline is beyond dispute the answer to headache."),
    # each figure and each way in belongs to its own part of a list, and bears one part of the copy
    (
        "Morphine peaks within 5 minutes intravenously, 20 minutes intramuscularly and 60 minutes orally.",
        "Morphine peaks within 5 minutes orally, 20 minutes intramuscularly and 60 minutes intravenously.",
    ),
    (
        "Morphine peaks within 5 minutes intravenously, 20 minutes intramuscularly and 60 minutes orally.",
        "Morphine peaks within 5 minutes intravenously, 60 minutes intramuscularly and 60 minutes orally.",
    ),
    ("Intramuscular morphine was given at 5 mg.", "Swallowed morphine was given at 5 mg."),
    ("Relief by sertraline lasted up to 2 weeks.", "Relief by sertraline lasted up to 9 weeks."),
    ("Sertraline is taken for 6 to 12 months.", "Sertraline is taken for 6 to 72 months."),
    (
        "Nurses are watched for at least 2 hours after morphine.",
        "Nurses are watched for at least 2 minutes after morphine.",
    ),
    # what some have, not all have; and what comes before does not come after
    ("Sertraline improved several domains of headache.", "Sertraline improved all known domains of headache."),
    ("A blood test is needed before sertraline.", "A blood test is needed long after sertraline."),
    # one way in for another, though a third stands beside both
    (
        "The bioavailability of morphine was 32% after sublingual dosing and 23% after oral dosing.",
        "The bioavailability of morphine was 32% after injected dosing and 23% after oral dosing.",
    ),
    # a direction for another, though the sentence has that other one too
    (
        "Inhibitors of CYP3A4 increase the exposure to morphine, and inducers lower it.",
        "Inhibitors of CYP3A4 increase the exposure to morphine, and inducers inflate it.",
    ),
    ("Lowering cholesterol did not raise the risk of gout.", "Driving up cholesterol did not raise the risk of gout."),
    # a measure that goes the other way
    ("Sertraline may cause a faster heart rate.", "Sertraline may cause a slower heart rate."),
    ("Prednisolone may cause raised blood pressure.", "Prednisolone may cause lower blood pressure."),
    ("Sertraline lowered gout more than placebo.", "Sertraline lowered gout no more than placebo."),
    ("Sertraline prevented stroke more often than aspirin.", "Sertraline prevented stroke no more often than aspirin."),
    (
        "Sertraline lowered gout at 24 hours more than aspirin.",
        "Sertraline lowered gout at 24 hours no more than aspirin.",
    ),
    ("Gout is less severe with sertraline.", "Gout is more severe with sertraline."),
]


@pytest.mark.parametrize(("true", "broken"), EDITS, ids=[broken for _, broken in EDITS])
def test_a_broken_fact_is_never_borne_out(compare, true, broken):
    assert compare(true, true).relation is S
    assert compare(broken, true).relation is not S


def test_every_assessment_shows_its_slots_and_its_rule(compare):
    found = compare("Sertraline reduced headache by 60%.", "Sertraline reduced headache by 20%.")
    assert [slot.name for slot in found.slots][:3] == ["subject", "object", "predicate"]
    size = next(slot for slot in found.slots if slot.name == "size")
    assert (size.copy, size.study, size.outcome) == ("60%", "20%", SlotOutcome.DIFFERENT)
    assert found.rule == "figure.size"


def test_findings_of_studies_not_cited_are_silent_without_a_row(nlp, lexicon):
    studies = (make_study(["Copper bracelets reduced gout."]),)
    claim = make_claim("Sertraline reduces headache.", nlp, lexicon)
    assert assess_claim(claim, make_library(studies, lexicon), [], lexicon.vocabulary) == ()


def test_order_and_neighbours_change_nothing(nlp, lexicon):
    one = make_study(["Sertraline reduced headache.", "Sertraline caused nausea."], id="one")
    other = make_study(["Copper bracelets reduced gout."], id="two")
    claim = make_claim("Sertraline reduces headache.", nlp, lexicon)
    first = assess_claim(claim, make_library((one, other), lexicon), [], lexicon.vocabulary)
    second = assess_claim(claim, make_library((other, one), lexicon), [], lexicon.vocabulary)
    assert first == second


def test_parts_of_a_claim_may_be_borne_by_different_findings(nlp, lexicon):
    studies = (make_study(["Sertraline reduced headache.", "Sertraline caused nausea."]),)
    claim = make_claim("Sertraline reduces headache and it may cause nausea.", nlp, lexicon)
    found = assess_claim(claim, make_library(studies, lexicon), [], lexicon.vocabulary)
    assert {part for a in found for part in a.parts} == set(range(len(claim.propositions)))
    assert S not in {a.relation for a in found}


def test_what_one_study_found_is_taken_together(nlp, lexicon):
    """No finding alone gives both the dose and the people; what two studies say is never added up."""
    told = ["Melatonin 3 mg improved sleep.", "All were adults with insomnia.", "Melatonin helped with jet lag."]
    claim = make_claim("Melatonin 3 mg helps adults with insomnia and jet lag to sleep.", nlp, lexicon)
    one = make_library((make_study(told),), lexicon)
    apart = make_library(tuple(make_study([t], id=f"s{i}") for i, t in enumerate(told)), lexicon)
    found = [assess_claim(claim, library, [], lexicon.vocabulary) for library in (one, apart)]
    assert "aligned.study" in {a.rule for a in found[0] if a.relation is S}
    assert S not in {a.relation for a in found[1]}


ARMS = "Adults lost 15.0% of body weight on 5 mg of tirzepatide and 19.5% on 10 mg, against 3.1% on placebo."
SHARES = "A weight loss of 5% was reached by 85% on 5 mg of tirzepatide, by 89% on 10 mg and by 35% on placebo."


BROUGHT = (
    "Maintenance esketamine caused altered taste, vertigo, dissociation, sleepiness and dizziness, each in about 20-27% of "
    "patients."
)
KEPT = (
    "Continued esketamine lowered the relapse rate among patients with a stable response (hazard ratio 0.30, 0.16 to 0.55; "
    "number needed to treat 4)."
)


def test_what_is_brought_about_is_not_warded_off(nlp, lexicon):
    study = make_study([BROUGHT, KEPT])
    library = make_library([study], lexicon)
    for copy, borne in ((BROUGHT, True), (BROUGHT.replace("caused", "kept away"), False)):
        found = assess_claim(make_claim(copy, nlp, lexicon), library, ("trial",), lexicon.vocabulary)
        assert any(a.relation is S for a in found) is borne


@pytest.mark.parametrize(
    ("copy", "borne"),
    [
        (ARMS, True),
        (ARMS.replace("15.0", "35"), False),  # the finding beside it gives that figure, of something else
        (ARMS.replace("3.1", "5"), False),
        (ARMS.replace(" 5 mg", " 10 mg"), False),
        (SHARES, True),
        (SHARES.replace("85", "15"), False),
        (SHARES.replace("35", "3.1"), False),
    ],
)
def test_a_figure_of_another_finding_is_not_put_into_one(copy, borne, nlp, lexicon):
    library = make_library([make_study([ARMS, SHARES])], lexicon)
    found = assess_claim(make_claim(copy, nlp, lexicon), library, ("trial",), lexicon.vocabulary)
    assert any(a.relation is S for a in found) is borne


@pytest.mark.parametrize(
    "copy",
    [
        "Social anxiety is a common disorder (doi:10.1234/abc.5).",
        "Social anxiety is a serious illness (doi:10.1234/abc.5).",
    ],
)
def test_whom_a_cited_study_is_about_bears_out_nothing_that_is_said_of_them(lexicon, copy):
    record = {"doi": "10.1234/abc.5", "populations": ("social_anxiety_disorder",), "title": "A trial in social anxiety"}
    found = audit(lexicon, copy, study("doe2020", "Nausea occurred in 12% of the patients.", **record))
    assert [a.relation for a in found.assessments] == [Relation.SILENT]
