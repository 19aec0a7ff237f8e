"""The quality of the whole line on labelled copy, and its floors. A floor is never lowered in the change that broke it.

The restated articles of sources/ with labels of this repository are always scored; the originals, whose labels are two
reviewers', where the shared folder is there. The aim for verdicts, 0.88 with a macro-F1 of 0.80, is reached on the
originals; the restated articles reach the second.
"""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from scoring import read_gold, score

from kb.build import build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def shipped(tmp_path_factory, nlp) -> Path:
    database = tmp_path_factory.mktemp("gold") / "kb.db"
    counts = build(ROOT / "sources" / "articles", ROOT / "sources" / "studies", database, nlp=nlp)
    assert counts.problems == ()
    return database


@pytest.fixture(scope="module")
def restated(shipped):
    return score(shipped, read_gold(ROOT / "tests" / "gold"))


AIM = pytest.mark.xfail(reason="0.80 on the restated articles", strict=True)


@pytest.mark.parametrize(
    "measure, floor",
    [
        ("claims_f1", 0.92),
        ("types", 0.75),
        ("citation_status", 0.93),
        ("links", 1.0),
        ("verdicts", 0.80),
        ("contradicted_precision", 0.9),
        ("contradicted_recall", 0.75),
        pytest.param("verdicts", 0.88, marks=AIM),
        ("macro_f1", 0.79),
    ],
)
def test_restated_articles(restated, measure, floor):
    assert getattr(restated, measure) >= floor, "\n".join(restated.errors)


# The worked examples of the design: words of one claim, the verdict that a reviewer should see, and the reason.
WORKED = [
    ("In a 2018 open label study by Glue", "unsupported", "wrong_duration"),
    ("structures with a part in obsessive rumination", "unsupported", "does_not_address"),
    ("every one of their 235 cases", "supported", "entailed"),
    ("respiratory effects of any kind", "contradicted", "safety_conflict"),
    ("36.9%", "unsupported", "overstated"),
    ("ranks with the most experienced", "unsupported", "not_checkable_by_literature"),
    ("scant and not compelling", "contradicted", "internal_conflict"),
    ("an intervention for the short term", "contradicted", "conflicts_with_cited_study"),
]


@pytest.mark.parametrize(("words", "verdict", "reason"), WORKED)
def test_worked_examples_of_the_design(shipped, words, verdict, reason):
    with sqlite3.connect(shipped) as db:
        found = db.execute("SELECT verdict, reason FROM claims WHERE quote LIKE ?", [f"%{words}%"]).fetchall()
    assert found == [(verdict, reason)]


def test_a_mention_that_disagrees_with_its_entry_is_linked_to_nothing(shipped):
    with sqlite3.connect(shipped) as db:
        sql = "SELECT status, study_id FROM citations WHERE text LIKE '%Glue%2017%'"
        assert db.execute(sql).fetchall() == [("miscited", None)]


@pytest.fixture(scope="module")
def originals(shared, tmp_path_factory, nlp) -> dict:
    database = tmp_path_factory.mktemp("originals") / "originals.db"
    build(shared / "originals", ROOT / "sources" / "studies", database, nlp=nlp)
    command = [sys.executable, str(shared / "tools" / "score"), str(database), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_originals(originals):
    assert originals["claims"]["f1"] >= 0.92
    assert originals["citation_links"]["recall"] == 1.0
    assert originals["citation_status_accuracy"] >= 0.93
    assert originals["types_accuracy"] >= 0.75
    assert originals["verdict_accuracy"] >= 0.89


def test_verdicts_of_the_originals_reach_the_aim(originals):
    assert originals["verdict_accuracy"] >= 0.88
    assert originals["verdicts"]["contradicted"]["precision"] >= 0.9
    assert originals["verdicts"]["contradicted"]["recall"] >= 0.8
    assert originals["verdict_macro_f1"] >= 0.80
