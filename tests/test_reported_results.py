"""Verbs that report a result beside those that say it: "indicates" beside "is indicated for", "an association with a
reduction in". Written for this table, in many fields of medicine.
"""

import pytest

from kb.labels import Strength
from kb.propositions import read_propositions

RELATIONS = [  # sentence; a concept in what is said, relation, another concept in it, denied
    ("High-quality evidence indicates that exercise reduces pain.", "exercise", "reduce", "pain", False),
    ("High-quality evidence indicated that exercise reduces pain.", "exercise", "reduce", "pain", False),
    ("These results indicate that metformin lowers weight.", "metformin", "reduce", "body_weight", False),
    ("The data indicate that zinc does not shorten colds.", "zinc", "reduce", "cold", True),
    ("Our analysis indicated that statins reduce the risk of stroke.", "statin", "reduce", "stroke", False),
    (
        "A pooled analysis indicated a reduction in headache with amitriptyline.",
        "amitriptyline",
        "reduce",
        "headache",
        False,
    ),
    ("The trial indicated an increase in nausea with sertraline.", "sertraline", "increase", "nausea", False),
    (
        "The pooled relative risk indicated a significant association of probiotic administration with a reduction in "
        "diarrhea.",
        "probiotic",
        "reduce",
        "diarrhea",
        False,
    ),
    ("There was an association of statins with a reduction in stroke.", "statin", "reduce", "stroke", False),
    ("Statins are associated with a reduction in stroke.", "statin", "reduce", "stroke", False),
    ("Exercise was associated with lower blood pressure.", "exercise", "reduce", "blood_pressure", False),
    ("We found an association between coffee and a reduction in depression.", "coffee", "reduce", "depression", False),
    ("Yoga was not associated with a reduction in pain.", "yoga", "reduce", "pain", True),
    # An indication stays one.
    ("Sertraline is indicated for depression.", "sertraline", "approve", "depression", False),
    ("Sertraline is not indicated for migraine.", "sertraline", "approve", "migraine", True),
    ("Esketamine is indicated in adults with depression.", "esketamine", "approve", "depression", False),
    ("Botulinum toxin is also indicated for migraine.", "botulinum_toxin", "approve", "migraine", False),
    ("Esketamine, indicated for depression, is given as a spray.", "esketamine", "approve", "depression", False),
    pytest.param(
        "Metformin is indicated, with diet, for diabetes.",
        *("metformin", "approve", "diabetes", False),
        marks=pytest.mark.xfail(strict=True, reason="only next to its preposition is it told from 'is indicated by'"),
    ),
    ("The only indication of esketamine is depression.", "esketamine", "approve", "depression", False),
    ("Smoking is associated with asthma.", "asthma", "associated", "tobacco", False),
]


@pytest.mark.parametrize(("text", "doer", "cue", "thing", "negated"), RELATIONS)
def test_what_is_reported(nlp, lexicon, text, doer, cue, thing, negated):
    found = [
        (p.predicate.removeprefix("predicate."), p.negated)
        for p in read_propositions(nlp(text), lexicon)
        if doer in " ".join(p.content) and thing in " ".join(p.content)
    ]
    assert (cue, negated) in found


NO_APPROVAL = [
    "The score indicated no pain.",
    "A positive test indicates infection.",
    "Low scores indicated severe depression in 40 adults.",
    "Improvement was indicated by a lower score.",
    pytest.param(
        "As indicated in the methods, sertraline was given for depression.",
        marks=pytest.mark.xfail(strict=True, reason="'indicated in' is read as of a label, whatever it is in"),
    ),
]


@pytest.mark.parametrize("text", NO_APPROVAL)
def test_what_indicates_does_not_approve(nlp, lexicon, text):
    read = read_propositions(nlp(text), lexicon)
    assert all(p.family != "approve" and "=predicate.approve" not in p.content for p in read)


@pytest.mark.parametrize("verb", ["indicates", "indicated", "shows", "showed"])
def test_a_verb_that_reports_does_not_hedge(nlp, lexicon, verb):
    (said,) = read_propositions(nlp(f"High-quality evidence {verb} that exercise reduces pain."), lexicon)
    assert said.strength is Strength.PLAIN
