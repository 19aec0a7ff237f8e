"""The hand-written pairs of a sentence of copy and a sentence of evidence: what the file itself must hold.

Each row of cases/pairs.jsonl (hard lay copy) and cases/pairs_plain.jsonl (plain paraphrase, as most copy is) was written
and labelled before anybody had seen what the comparison says of it; consecutive rows are often minimal contrasts of
each other, and `origin` says so.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from kb.labels import Reason, Relation

CASES = Path(__file__).parent / "cases"
FILES = {
    name: [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]
    for name in ("pairs.jsonl", "pairs_plain.jsonl")
}
ROWS = FILES["pairs.jsonl"]
EVERY = [row for rows in FILES.values() for row in rows]
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


@pytest.mark.parametrize("row", EVERY, ids=lambda row: row["id"])
def test_row_is_whole(row):
    assert set(row) == FIELDS
    assert all(isinstance(value, str) and value == value.strip() and value for value in row.values())
    assert row["slot"] in SLOTS
    assert row["id"].rpartition("-")[0] == row["slot"].replace("_", "-")
    assert Relation(row["relation"])
    assert Reason(row["reason"]) in PAIR_REASONS


@pytest.mark.parametrize("row", EVERY, ids=lambda row: row["id"])
def test_reason_fits_the_relation(row):
    assert (row["relation"] == Relation.SUPPORTS) == (row["reason"] == Reason.ENTAILED)
    assert (row["relation"] == Relation.SILENT) == (row["reason"] == Reason.DOES_NOT_ADDRESS)


@pytest.mark.parametrize("rows", FILES.values(), ids=FILES)
def test_ids_and_pairs_are_unique(rows):
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({(row["claim"].casefold(), row["evidence"].casefold()) for row in rows}) == len(rows)


def test_every_slot_and_relation_is_well_filled():
    assert len(ROWS) >= 300
    slots = Counter(row["slot"] for row in ROWS)
    assert set(slots) == SLOTS
    assert min(slots.values()) >= 15
    relations = Counter(row["relation"] for row in ROWS)
    assert set(relations) == set(Relation)
    assert min(relations.values()) >= 0.1 * len(ROWS)


@pytest.mark.parametrize("rows", FILES.values(), ids=FILES)
def test_an_origin_names_a_row_that_is_there(rows):
    ids = {row["id"] for row in rows}
    named = [row["origin"].rpartition(" as ")[2] for row in rows if "; same " in row["origin"]]
    assert named
    assert set(named) <= ids
