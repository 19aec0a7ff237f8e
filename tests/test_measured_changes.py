"""Results as abstracts give them: a change with its sign, of each group, "compared with" and "versus"; and what of the
copy they bear out. Written for this table, in many fields of medicine; the figures are invented.
"""

import pytest

from kb.labels import Relation
from kb.propositions import read_propositions
from kb.sentences import to_plain

S, W, C, N = (
    relation.value for relation in (Relation.SUPPORTS, Relation.WEAKER, Relation.CONTRADICTS, Relation.SILENT)
)

READ = [  # sentence; doer, relation, thing and figure of each statement
    (
        "The mean change in body weight from baseline to week 68 was -14.9% in the semaglutide group as compared with "
        "-2.4% with placebo.",
        [("semaglutide", "reduce", "body_weight", "14.9%"), ("placebo", "reduce", "body_weight", "2.4%")],
    ),
    (
        "HbA1c changed by −1.2% with metformin versus −0.1% with placebo.",
        [("metformin", "reduce", "hba1c", "1.2%"), ("placebo", "reduce", "hba1c", "0.1%")],
    ),
    (
        "The mean change in body weight was +2.1 kg with olanzapine and -0.3 kg with placebo.",
        [("olanzapine", "increase", "body_weight", "2.1 kg"), ("placebo", "reduce", "body_weight", "0.3 kg")],
    ),
    (
        "The mean reduction in systolic blood pressure was 9.1 mm Hg with amlodipine and 3.2 mm Hg with placebo.",
        [("amlodipine", "reduce", "blood_pressure", "9.1 mmHg"), ("placebo", "reduce", "blood_pressure", "3.2 mmHg")],
    ),
    (
        "At day 28, the mean change in MADRS score was –21.4 in the esketamine group versus –17.0 in the placebo group.",
        [("esketamine", "reduce", "madrs", "21.4"), ("placebo", "reduce", "madrs", "17.0")],
    ),
    (
        "Metformin reduced HbA1c by 1.2%, compared with 0.1% for placebo.",
        [("metformin", "reduce", "hba1c", "1.2%"), ("placebo", "reduce", "hba1c", "0.1%")],
    ),
    (
        "Metformin reduced HbA1c more than placebo (1.2% vs 0.1%).",
        [("metformin", "reduce", "hba1c", "1.2%"), ("placebo", "reduce", "hba1c", "0.1%")],
    ),
    ("Ketamine led to a mean change in HAM-A of -8.1 points.", [("ketamine", "reduce", "ham_a", "8.1 points")]),
    ("Weight changed by 3 kg with olanzapine.", [("olanzapine", "alter", "body_weight", "3 kg")]),
]
LOST = [
    "The mean change in body weight was -14.9% with semaglutide and -2.4% with placebo.",
    "Body weight changed by −14.9% with semaglutide versus −2.4% with placebo.",
    "Semaglutide reduced body weight by 14.9%, compared with 2.4% for placebo.",
    "Mean weight loss was 14.9% with semaglutide and 2.4% with placebo.",
]
HELD = [  # copy, what the evidences above say of it
    ("Semaglutide reduces body weight by 14.9%.", {S}),
    ("Semaglutide reduces body weight by 15%.", {S}),
    ("Semaglutide reduces body weight by 2.4%.", {C}),
    ("Semaglutide reduces body weight by 20%.", {C}),
    ("Semaglutide increases body weight by 14.9%.", {C}),
    ("On placebo, body weight fell by 14.9%.", {C, W}),
]
PAIRS = [  # copy, evidence, relations that a careful reader would accept
    (
        "54% of patients responded to esketamine.",
        "A response was seen in 54% with esketamine versus 32% with placebo.",
        {S},
    ),
    (
        "32% of patients responded to esketamine.",
        "A response was seen in 54% with esketamine versus 32% with placebo.",
        {C, W},
    ),
    ("Nausea is rare with zinc.", "Nausea occurred in 44% of patients on zinc and 17% on placebo.", {C}),
    ("Nausea is a rare side effect of zinc.", "Nausea occurred in 44% of patients on zinc.", {C}),
    ("Side effects are rare with zinc.", "Nausea occurred in 44% of patients on zinc.", {C}),
    ("Nausea is common with zinc.", "Nausea occurred in 44% of patients on zinc.", {S}),
    ("Nausea is common with zinc.", "Nausea occurred in 0.05% of patients on zinc.", {C}),
    ("Nausea is rare with zinc.", "Nausea occurred in 0.05% of patients on zinc.", {S}),
    ("Nausea is rare with zinc.", "Nausea occurred in 5% of patients on zinc.", {W}),
    ("Vomiting is rare with zinc.", "Nausea occurred in 44% of patients on zinc.", {N, W}),
    ("Nausea is rare with iron.", "Nausea occurred in 44% of patients on zinc.", {N, W}),
    ("Olanzapine led to weight loss of 2.1 kg.", "Mean change in body weight was +2.1 kg with olanzapine.", {C}),
    ("Amlodipine lowers blood pressure by 9 mmHg.", "Blood pressure fell by 9.1 mm Hg with amlodipine.", {S}),
    ("Amlodipine lowers blood pressure by 15 mmHg.", "Blood pressure fell by 9.1 mm Hg with amlodipine.", {C}),
    ("In the ACME 2 trial, zinc reduced fatigue by 40%.", "Zinc reduced fatigue by 40%.", {S}),
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=[row[0][:60] for row in READ])
def test_each_group_has_its_figure_and_the_sign_its_direction(lexicon, text, expected):
    found = read_propositions(lexicon.nlp(to_plain(text)), lexicon)
    assert [(*p.subject, p.predicate, *p.object, *(q.text for q in p.size)) for p in found] == [
        (doer, f"predicate.{cue}", thing, figure) for doer, cue, thing, figure in expected
    ]


@pytest.mark.parametrize("evidence", LOST)
@pytest.mark.parametrize(("claim", "accepted"), HELD)
def test_a_change_is_held_against_that_of_its_own_group(relation, claim, accepted, evidence):
    assert relation(claim, evidence) in accepted


@pytest.mark.parametrize(("claim", "evidence", "accepted"), PAIRS)
def test_pairs(relation, claim, evidence, accepted):
    assert relation(claim, evidence) in accepted


@pytest.mark.parametrize("text", ["Changes in mood are common with prednisone.", "A change of diet helps gout."])
def test_a_change_without_a_figure_is_no_relation(lexicon, text):
    assert all(p.predicate != "predicate.alter" for p in read_propositions(lexicon.nlp(text), lexicon))
