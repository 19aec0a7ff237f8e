"""The quality of the whole line on labelled copy, and its floors. A floor is never lowered in the change that broke it.

The restated articles of sources/ with labels of this repository are always scored; the originals, whose labels are two
reviewers', where the shared folder is there.
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


@pytest.mark.parametrize(
    "measure, floor",
    [("claims_f1", 0.92), ("types", 0.75), ("citation_status", 0.93), ("links", 1.0), ("verdicts", 0.75)],
)
def test_restated_articles(restated, measure, floor):
    assert getattr(restated, measure) >= floor, "\n".join(restated.errors)


def test_originals(shared, tmp_path, nlp):
    database = tmp_path / "originals.db"
    build(shared / "originals", ROOT / "sources" / "studies", database, nlp=nlp)
    command = [sys.executable, str(shared / "tools" / "score"), str(database), "--json"]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert report["claims"]["f1"] >= 0.92
    assert report["citation_links"]["recall"] == 1.0
    assert report["citation_status_accuracy"] >= 0.93
    assert report["types_accuracy"] >= 0.75
    assert report["verdict_accuracy"] >= 0.75
