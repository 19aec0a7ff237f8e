"""What only sets the bounds of a sentence, and what a word stands for beside others: text -> slots, in many fields."""

import pytest

from kb.labels import Strength
from kb.propositions import Context, read_propositions


def read(nlp, lexicon, text, **context):
    found = read_propositions(nlp(text), lexicon, Context(**context))
    assert found, text
    return found


# text, the regimen, what the dose is compared with
DOSES = [
    ("Methotrexate is given for psoriasis at a much lower dose than for cancer.", "low_dose", "cancer"),
    ("Methotrexate is given for psoriasis at a dose much lower than cancer requires.", "low_dose", "cancer"),
    ("The dose of methotrexate for cancer is higher than for psoriasis.", "high_dose", "psoriasis"),
    ("The dose with which we treat psoriasis is much lower.", "low_dose", ""),
    ("The dosage we use to treat psoriasis is larger.", "high_dose", ""),
]


@pytest.mark.parametrize(("text", "regimen", "other"), DOSES, ids=[row[0] for row in DOSES])
def test_a_dose_is_low_or_high_whatever_it_does(nlp, lexicon, text, regimen, other):
    (p,) = read(nlp, lexicon, text, subject=("methotrexate",))
    assert regimen in p.regimen and "methotrexate" in p.subject
    assert (p.change, p.effect, p.family) == (None, None, "use") or p.family == "is_a"
    assert not other or other in p.comparator


PASSING = [
    ("Zolpidem only works as long as it stays in the body.", "predicate.fade"),
    ("The effect of insulin lasts only while it is in the blood.", "predicate.fade"),
    ("Pain relief from codeine lasts only as long as the drug is in your body.", "predicate.fade"),
    ("The effect of insulin lasts for eight hours.", "predicate.last"),
    ("Zolpidem lasts as long as it stays in the body.", "predicate.last"),
]


@pytest.mark.parametrize(("text", "cue"), PASSING, ids=[row[0] for row in PASSING])
def test_what_lasts_only_while_a_drug_is_there_fades(nlp, lexicon, text, cue):
    assert read(nlp, lexicon, text)[0].predicate == cue


# a clause that comments says nothing; a drug that is continued is given on, which is not that its effect lasts
SAID = [
    ("As it happens, warfarin causes bleeding.", ["predicate.cause"]),
    ("As it turns out, warfarin causes bleeding.", ["predicate.cause"]),
    ("When warfarin is continued, bleeding may occur.", ["predicate.use", "predicate.occur"]),
    ("The effect of colchicine continued.", ["predicate.last"]),
    ("Colchicine has been used for gout over the last several years.", ["predicate.use"]),
]


@pytest.mark.parametrize(("text", "cues"), SAID, ids=[row[0] for row in SAID])
def test_what_is_asserted(nlp, lexicon, text, cues):
    assert [p.predicate for p in read(nlp, lexicon, text)] == cues


def test_what_a_thing_depends_on_is_no_part_of_what_is_said_of_it(nlp, lexicon):
    (p,) = read(nlp, lexicon, "Depending on the severity of the attack, asthma can be disabling.")
    assert p.subject == ("asthma",) and "~sever" not in p.content and p.strength is Strength.HEDGED
    (told,) = read(nlp, lexicon, "Doses of heparin vary depending on body weight.")
    assert "body_weight" in told.content


# text, things that are each caused; what could be a relation is here a thing
LISTED = [
    ("Morphine causes sedation, constipation and pain relief.", {"sedation", "constipation", "analgesic_effect"}),
    ("Morphine causes pain relief.", None),
]


@pytest.mark.parametrize(("text", "things"), LISTED, ids=[row[0] for row in LISTED])
def test_a_relief_in_a_list_of_things_is_one_of_them(nlp, lexicon, text, things):
    found = read(nlp, lexicon, text)
    if things is None:
        assert [p.predicate for p in found] == ["predicate.relieve"]
    else:
        assert {key for p in found for key in p.object} == things
        assert {p.predicate for p in found} == {"predicate.cause"}


def test_cases_are_those_of_the_trouble_that_is_spoken_of(nlp, lexicon):
    (p,) = read(nlp, lexicon, "More severe cases can be disabling.", object=("psoriasis",))
    assert "psoriasis" in p.subject and "=predicate.increase" not in p.content
    (own,) = read(nlp, lexicon, "More severe cases of eczema can be disabling.", object=("psoriasis",))
    assert "psoriasis" not in own.content
    (sort,) = read(nlp, lexicon, "Physical symptoms are also common.", object=("depression",))
    assert "depression" in sort.object


# text, how firmly it is said
FIRMLY = [
    ("Others benefit from physiotherapy.", Strength.HEDGED),
    ("Physiotherapy helps others.", Strength.HEDGED),
    ("Patients benefit from physiotherapy.", Strength.PLAIN),
    ("Morphine is a powerful sedative.", Strength.PLAIN),
    ("Morphine has a powerful effect on pain.", Strength.ABSOLUTE),
    ("Morphine can cause nausea and raise blood pressure.", Strength.HEDGED),
]


@pytest.mark.parametrize(("text", "strength"), FIRMLY, ids=[row[0] for row in FIRMLY])
def test_how_firmly(nlp, lexicon, text, strength):
    assert read(nlp, lexicon, text)[-1].strength is strength
