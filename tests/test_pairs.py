"""The hand-written pairs of a sentence of copy and a sentence of evidence: what the file itself must hold.

Each row of cases/pairs.jsonl was written and labelled by a reader who had not seen the comparison, the vocabulary or
the library's propositions; consecutive rows are often minimal contrasts of each other, and `origin` says so.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from kb.labels import Reason, Relation

ROWS = [json.loads(line) for line in (Path(__file__).parent / "cases" / "pairs.jsonl").read_text("utf-8").splitlines()]
FIELDS = {"id", "slot", "claim", "evidence", "relation", "reason", "origin"}
SLOTS = {
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
}
PAIR_REASONS = {
    Reason.ENTAILED,
    Reason.OVERSTATED,
    Reason.WRONG_POPULATION,
    Reason.WRONG_ROUTE_OR_DOSE,
    Reason.WRONG_NUMBER,
    Reason.WRONG_DURATION,
    Reason.WRONG_COMPARATOR,
    Reason.ANIMAL_ONLY,
    Reason.REGULATORY_CONFLICT,
    Reason.SAFETY_CONFLICT,
    Reason.CONFLICTS_WITH_LIBRARY,
    Reason.DOES_NOT_ADDRESS,
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_row_is_whole(row):
    assert set(row) == FIELDS
    assert all(isinstance(value, str) and value == value.strip() and value for value in row.values())
    assert row["slot"] in SLOTS
    assert row["id"].rpartition("-")[0] == row["slot"].replace("_", "-")
    assert Relation(row["relation"])
    assert Reason(row["reason"]) in PAIR_REASONS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_reason_fits_the_relation(row):
    assert (row["relation"] == Relation.SUPPORTS) == (row["reason"] == Reason.ENTAILED)
    assert (row["relation"] == Relation.SILENT) == (row["reason"] == Reason.DOES_NOT_ADDRESS)


def test_ids_and_pairs_are_unique():
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({(row["claim"].casefold(), row["evidence"].casefold()) for row in ROWS}) == len(ROWS)


def test_every_slot_and_relation_is_well_filled():
    assert len(ROWS) >= 300
    slots = Counter(row["slot"] for row in ROWS)
    assert set(slots) == SLOTS
    assert min(slots.values()) >= 15
    relations = Counter(row["relation"] for row in ROWS)
    assert set(relations) == set(Relation)
    assert min(relations.values()) >= 0.1 * len(ROWS)


def test_an_origin_names_a_row_that_is_there():
    ids = {row["id"] for row in ROWS}
    named = [row["origin"].rpartition(" as ")[2] for row in ROWS if "; same " in row["origin"]]
    assert named
    assert set(named) <= ids
