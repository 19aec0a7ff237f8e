"""Copy and studies that nobody tuned the program on: its quality there, and what it says of broken and reworded claims.

Six invented pages on six treatments with labels for every sentence, and 72 supported claims with hand-written variants.
Measured, never tuned to: a floor may be raised when a general change lifts it, and no cue may come from a sentence here.
"""

import json
from collections import Counter
from pathlib import Path

import pytest
from rates import UNTOUCHED, Outcome, hand_written, rate
from scoring import Scores, read_gold, score

from kb.build import build
from kb.labels import Reason, Relation

HELD_OUT = Path(__file__).resolve().parent / "held_out"
TARGET = 0.05  # of broken claims at most this share may still be called supported, and of sound ones be lost


@pytest.fixture(scope="module")
def scores(tmp_path_factory, nlp) -> Scores:
    database = tmp_path_factory.mktemp("held_out") / "kb.db"
    counts = build(HELD_OUT / "articles", HELD_OUT / "studies", database, nlp=nlp)
    assert counts.problems == ()
    return score(database, read_gold(HELD_OUT / "gold"))


@pytest.fixture(scope="module")
def judged(held_out) -> tuple[Outcome, ...]:
    return tuple(hand_written(HELD_OUT / "falsified.jsonl", held_out))


FLOORS = [  # a little under what was measured
    ("claims_f1", 0.90),
    ("types", 0.68),
    ("citation_status", 0.93),
    ("links", 0.85),
    ("verdicts", 0.74),
    ("macro_f1", 0.69),
]


@pytest.mark.parametrize("measure, floor", FLOORS)
def test_quality(scores, measure, floor):
    assert getattr(scores, measure) >= floor, "\n".join(scores.errors)


def check(found: list[Outcome], most: float) -> None:
    assert found
    if rate(found).share > most:
        wrong = "\n".join(str(o) for o in found if o.supported is not o.sound)
        pytest.fail(f"{rate(found)}\n{wrong}", pytrace=False)


def pending(measured: str, *values: object) -> object:
    """Values of a test that is not passed yet; the share was measured when this was written."""
    return pytest.param(*values, marks=pytest.mark.xfail(reason=f"measured {measured}", strict=False))


@pytest.mark.parametrize(
    "edit",
    [
        "number",
        pending("10.5%", "duration"),
        "route",
        pending("11.1%", "population"),
        "unit",
        pending("16.7%", "direction"),
        "negation",
        "strength",
    ],
)
def test_a_broken_claim_is_not_supported(judged, edit):
    check([o for o in judged if o.edit == edit and not o.sound], TARGET)


@pytest.mark.xfail(reason="measured 6.2%", strict=False)
def test_broken_claims_are_not_supported(judged):
    check([o for o in judged if not o.sound], TARGET)


@pytest.mark.xfail(reason="measured 11.7%", strict=False)
def test_a_broken_variant_of_a_claim_called_supported_is_not_supported(judged):
    """Harder: a program that supports nothing would pass the others."""
    check([o for o in judged if o.given and not o.sound], TARGET)


@pytest.mark.xfail(reason="measured 48.6%", strict=False)
def test_a_sound_claim_is_supported(judged):
    check([o for o in judged if o.edit == UNTOUCHED], TARGET)


@pytest.mark.xfail(reason="measured 76.7%", strict=False)
def test_a_paraphrase_is_supported(judged):
    check([o for o in judged if o.edit == "paraphrase"], TARGET)


PAIR_FIELDS = ["id", "slot", "claim", "evidence", "relation", "reason", "origin"]
PAIR_SLOTS = [
    "topic",
    "route",
    "dose",
    "regimen",
    "comparator",
    "predicate_direction",
    "object_condition",
    "population",
    "size",
    "onset",
    "duration",
    "polarity",
    "strength",
    "species",
    "regulatory",
    "safety",
    "hierarchy",
    "quantities",
]
PAIR_REASONS = {
    Relation.SUPPORTS: {Reason.ENTAILED},
    Relation.SILENT: {Reason.DOES_NOT_ADDRESS},
    Relation.CONTRADICTS: {
        Reason.WRONG_NUMBER,
        Reason.WRONG_DURATION,
        Reason.CONFLICTS_WITH_LIBRARY,
        Reason.REGULATORY_CONFLICT,
        Reason.SAFETY_CONFLICT,
    },
    Relation.WEAKER: {
        Reason.OVERSTATED,
        Reason.WRONG_NUMBER,
        Reason.WRONG_DURATION,
        Reason.WRONG_POPULATION,
        Reason.WRONG_ROUTE_OR_DOSE,
        Reason.WRONG_COMPARATOR,
        Reason.ANIMAL_ONLY,
    },
}


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, str]]:
    return [json.loads(line) for line in (HELD_OUT / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]


def test_pairs_are_well_formed(pairs):
    """The claim-and-evidence pairs were written blind; this checks their form, and that a label and its reason can go together."""
    assert [row["id"] for row in pairs] == [f"p{number:03d}" for number in range(1, len(pairs) + 1)]
    for row in pairs:
        assert list(row) == PAIR_FIELDS, row["id"]
        assert all(isinstance(value, str) and value == value.strip() != "" for value in row.values()), row["id"]
        assert Reason(row["reason"]) in PAIR_REASONS[Relation(row["relation"])], row["id"]
    assert len({(row["claim"], row["evidence"]) for row in pairs}) == len(pairs)


def test_pairs_cover_every_slot_and_relation(pairs):
    slots = Counter(row["slot"] for row in pairs)
    assert sorted(slots) == sorted(PAIR_SLOTS)
    assert min(slots.values()) >= 8
    relations = Counter(row["relation"] for row in pairs)
    assert all(relations[relation] >= 0.1 * len(pairs) for relation in Relation)


def test_pairs_are_not_those_that_the_program_was_made_with(pairs):
    made_with = HELD_OUT.parent / "cases" / "pairs.jsonl"
    known = {json.loads(line)["claim"] for line in made_with.read_text(encoding="utf-8").splitlines()}
    assert known and not known & {row["claim"] for row in pairs}
