"""The quality of the whole line on labelled copy, and its floors. A floor is never lowered in the change that broke it.

The restated articles of sources/ with labels of this repository are always scored; the originals, whose labels are two
reviewers', where the shared folder is there. The aim for verdicts is 0.75 on both and is not reached yet.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from scoring import read_gold, score

from kb.build import build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def restated(tmp_path_factory, nlp):
    database = tmp_path_factory.mktemp("gold") / "kb.db"
    counts = build(ROOT / "sources" / "articles", ROOT / "sources" / "studies", database, nlp=nlp)
    assert counts.problems == ()
    return score(database, read_gold(ROOT / "tests" / "gold"))


AIM = pytest.mark.xfail(reason="0.75 restated and 0.76 originals, macro-F1 0.69 and 0.67", strict=True)


@pytest.mark.parametrize(
    "measure, floor",
    [
        ("claims_f1", 0.92),
        ("types", 0.75),
        ("citation_status", 0.93),
        ("links", 1.0),
        ("verdicts", 0.75),
        pytest.param("verdicts", 0.88, marks=AIM),
        pytest.param("macro_f1", 0.80, marks=AIM),
    ],
)
def test_restated_articles(restated, measure, floor):
    assert getattr(restated, measure) >= floor, "\n".join(restated.errors)


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
    assert originals["verdict_accuracy"] >= 0.75


@AIM
def test_verdicts_of_the_originals_reach_the_aim(originals):
    assert originals["verdict_accuracy"] >= 0.88
