"""The ablation switches off what it says: a step less, and a claim passes that this step keeps from passing."""

import pytest

from bench.ablation import STEPS, switched_off
from kb.labels import Relation
from kb.pairs import Comparer, Pair

PASSES = [  # step, claim, evidence that does not bear it out
    ("figures", "Sertraline reduced headache by 60%.", "In a randomised trial, sertraline reduced headache by 20%."),
    ("scope: people, route, dose, comparator, breadth, words", "Oral morphine caused nausea.", "Intravenous morphine caused nausea."),
]  # fmt: skip


def relation(lexicon, claim: str, evidence: str) -> Relation:
    (found,) = Comparer(lexicon).compare([Pair(id="1", claim=claim, evidence=evidence)])
    return found.relation


@pytest.mark.parametrize(("step", "claim", "evidence"), PASSES, ids=[row[0] for row in PASSES])
def test_a_step_less_lets_a_claim_pass(lexicon, step, claim, evidence):
    assert relation(lexicon, claim, evidence) is not Relation.SUPPORTS
    with switched_off(step):
        assert relation(lexicon, claim, evidence) is Relation.SUPPORTS


@pytest.mark.parametrize("step", STEPS)
def test_every_step_can_be_switched_off(lexicon, step):
    with switched_off(step):
        assert relation(lexicon, "Copper bracelets cure gout.", "Sertraline relieved headache.") is Relation.SILENT
