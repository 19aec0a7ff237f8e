"""Kappa as the views compute it, held against a published example and against a second computation from the definition."""

import random
import sqlite3
from collections import Counter
from contextlib import closing

import pytest
from reviewing import SUPPORTED, UNSUPPORTED, outcome, seen

from kb.reviews import ReviewLog

OUTCOMES = ("supported", "unsupported", "contradicted", "needs_work", "not_a_claim")
COLUMNS = "scope, value, reviewer, other, n, observed, expected, kappa"


@pytest.fixture
def log(tmp_path):
    with ReviewLog(tmp_path / "reviews.db") as opened:
        opened.set_needed(reviewer="lea", needed=2)
        yield opened


def agreement(log, view="reviewer_agreement"):
    with closing(sqlite3.connect(log.path)) as connection:
        return {row[:4]: row[4:] for row in connection.execute(f"SELECT {COLUMNS} FROM {view}")}


def kappa(pairs):
    """n, observed, expected and kappa of pairs of labels, from the definition; None where chance alone agrees always."""
    n = len(pairs)
    observed = sum(x == y for x, y in pairs) / n
    one, two = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    expected = sum(one[label] / n * two[label] / n for label in one)
    return n, observed, expected, (observed - expected) / (1 - expected) if abs(1 - expected) > 1e-12 else None


def expected_rows(pairs, reviewer="ana", other="ben"):
    """All rows for pairs of (article, label, label)."""
    found = {("all", "", reviewer, other): kappa([(x, y) for _, x, y in pairs])}
    for label in OUTCOMES:
        found["verdict", label, reviewer, other] = kappa([(x == label, y == label) for _, x, y in pairs])
    for article in {a for a, _, _ in pairs}:
        found["article", article, reviewer, other] = kappa([(x, y) for a, x, y in pairs if a == article])
    return found


def same(found, wanted):
    assert set(found) == set(wanted)
    for key, values in wanted.items():
        assert found[key] == pytest.approx(values) if None not in values else found[key][3] is None, key


def decide_all(log, pairs, machine=UNSUPPORTED):
    for number, (article, x, y) in enumerate(pairs):
        claim = seen(f"c{number}", article, machine)
        outcome(log, "ana", claim, x)
        outcome(log, "ben", claim, y)


def test_a_published_example(log):
    """Sim and Wright 2005, The kappa statistic in reliability studies, Phys Ther 85:257, table 1: two clinicians, 39
    patients, 22 + 11 agreed on, kappa 0.67."""
    cells = [("supported", "supported", 22), ("supported", "unsupported", 2), ("unsupported", "supported", 4), ("unsupported", "unsupported", 11)]  # fmt: skip
    decide_all(log, [("page", x, y) for x, y, times in cells for _ in range(times)])
    n, observed, expected, value = agreement(log)["all", "", "ana", "ben"]
    assert (n, round(observed, 4), round(expected, 4), round(value, 2)) == (39, 0.8462, 0.5385, 0.67)


@pytest.mark.parametrize("seed", range(4))
def test_kappa_is_what_the_definition_says(log, seed):
    choose = random.Random(seed)
    labels = OUTCOMES[: 2 + seed]
    pairs = [(choose.choice(("p", "q", "r")), choose.choice(labels), choose.choice(labels)) for _ in range(15)]
    decide_all(log, pairs)
    same(agreement(log), expected_rows(pairs))
    with_machine = [(article, x, UNSUPPORTED) for article, x, _ in pairs]
    found = {key: row for key, row in agreement(log, "machine_agreement").items() if key[2] == "ana"}
    same(found, expected_rows(with_machine, "ana", "machine"))


@pytest.mark.parametrize(
    "pairs, value",
    [
        ([("p", "supported", "supported")] * 3, None),  # chance alone agrees always
        ([("p", "supported", "unsupported")] * 3, 0.0),
        ([("p", "supported", "supported"), ("p", "unsupported", "unsupported")], 1.0),
        ([("p", "supported", "unsupported"), ("p", "unsupported", "supported")], -1.0),
        ([("p", "needs_work", "not_a_claim"), ("p", "not_a_claim", "not_a_claim")], 0.0),
    ],
)
def test_the_ends_of_the_scale(log, pairs, value):
    decide_all(log, pairs)
    assert agreement(log)["all", "", "ana", "ben"][3] == value


def test_who_never_met_has_no_row(log):
    outcome(log, "ana", seen("a"), "supported")
    outcome(log, "ben", seen("b"), "supported")
    assert agreement(log) == {}
    assert agreement(log, "machine_agreement") == {}  # nothing is open


def test_only_what_was_decided_blind_counts(log):
    claims = [seen(name) for name in "abcd"]
    for claim, one, two in zip(claims, "sunc", "sucn", strict=True):
        for reviewer, letter in (("ana", one), ("ben", two)):
            outcome(log, reviewer, claim, next(o for o in OUTCOMES if o[0] == letter))
    blind = agreement(log)
    outcome(log, "ben", claims[2], "needs_work")  # after he saw that of ana: it stands, and it is no agreement
    outcome(log, "cai", claims[0], "supported")  # a third, who saw both
    assert agreement(log) == blind
    assert log.seen_by("ben", claims[2].anchor).own.outcome == "needs_work"


def test_the_last_blind_decision_counts(log):
    outcome(log, "ana", seen(), "supported")
    outcome(log, "ana", seen(), "contradicted")
    outcome(log, "ben", seen(), "contradicted")
    assert agreement(log)["all", "", "ana", "ben"][:2] == (1, 1.0)


def test_the_machine_is_compared_where_it_had_a_verdict(log):
    for reviewer in ("ana", "ben"):
        outcome(log, reviewer, seen("a", machine=None), "supported")
        outcome(log, reviewer, seen("b", machine=SUPPORTED), "supported")
    assert agreement(log, "machine_agreement")["all", "", "ana", "machine"][0] == 1
