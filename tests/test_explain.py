"""`kb explain`: a claim's verdict down to slots, vocabulary entries, findings and rules; ids found by their beginning."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.build import build
from kb.cli import main
from kb.explain import NoSuchClaim, explain_claim, find_claim, open_database

ROOT = Path(__file__).resolve().parent.parent
PAGE = """---
title: Ketamine for anxiety
---

# Ketamine for anxiety

Ketamine lowers anxiety by 90% one hour after a dose. Ketamine is approved for hay fever.
"""
CLAIM = "Ketamine lowers anxiety by 90% one hour after a dose."


@pytest.fixture(scope="module")
def database(tmp_path_factory, nlp) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    for name in ("articles", "studies"):
        (folder / name).mkdir()
    (folder / "articles" / "page.md").write_text(PAGE, encoding="utf-8")
    shutil.copy(ROOT / "sources" / "studies" / "glue2018.yml", folder / "studies")
    build(folder / "articles", folder / "studies", folder / "kb.db", nlp=nlp)
    return folder / "kb.db"


@pytest.fixture(scope="module")
def connection(database) -> sqlite3.Connection:
    return open_database(database)


@pytest.fixture(scope="module")
def ids(connection) -> dict[str, str]:
    return {row["quote"]: row["id"] for row in connection.execute("SELECT id, quote FROM claims")}


def test_a_verdict_is_traced_to_slots_words_and_one_rule(connection, vocabulary, ids):
    explained = explain_claim(connection, ids[CLAIM], vocabulary)
    first, *others = explained["assessments"]
    assert first["decided"] and first["finding_id"] == explained["finding_id"]
    assert explained["rule"].endswith(first["rule"])
    assert first["rule"] in {slot["rule"] for slot in first["slots"]}
    assert not any(other["decided"] for other in others)
    met = {entry["id"]: (entry["met"], entry["outcome"]) for entry in first["concepts"]}
    assert met["ketamine"] == ("ketamine", "equal") and met["anxiety"] == ("treatment_resistant_anxiety", "broader")
    assert explained["vocabulary"]["ketamine"] == "ketamine"
    (figure,) = [a for a in (first, *others) if a["finding_id"] == "glue2018.1"]
    size = {"name": "size", "copy": "90%", "study": "about 50%", "outcome": "different", "rule": "figure.size"}
    assert size in figure["slots"]


def test_the_slots_of_an_explanation_are_the_rows_of_the_view(connection, vocabulary, ids):
    for ident in ids.values():
        for assessment in explain_claim(connection, ident, vocabulary)["assessments"]:
            rows = connection.execute(
                "SELECT slot AS name, copy, study, outcome, rule FROM assessment_slots "
                "WHERE claim_id = ? AND finding_id = ? ORDER BY position",
                [ident, assessment["finding_id"]],
            )
            assert [dict(row) for row in rows] == assessment["slots"]


def test_the_beginning_of_an_id_will_do_where_it_is_of_one(connection, ids):
    ident = ids[CLAIM]
    others = [other for other in ids.values() if other != ident]
    short = next(ident[:n] for n in range(1, len(ident)) if not any(o.startswith(ident[:n]) for o in others))
    assert find_claim(connection, ident) == find_claim(connection, short) == ident
    with pytest.raises(NoSuchClaim, match="2 claims begin so: page-"):
        find_claim(connection, "page-")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("ketamine for hay fever", "nearest: page-.* \\(Ketamine is approved for hay fever.\\)"),
        ("pgae-1", "nearest: page-|none is like it"),
        ("zzzz", "is no claim of this database, and none is like it"),
        ("", "an empty id: is no claim"),
    ],
)
def test_an_id_that_is_not_there_names_the_nearest(connection, wanted, said):
    with pytest.raises(NoSuchClaim, match=said) as caught:
        find_claim(connection, wanted)
    assert "\n" not in str(caught.value)


def run(*words: object):
    return CliRunner().invoke(main, ["explain", *map(str, words)])


def test_text_and_json_tell_the_same(database, ids, connection, vocabulary):
    told = run(ids[CLAIM], "--db", database, "--format", "json")
    assert told.exit_code == 0
    assert json.loads(told.stdout) == explain_claim(connection, ids[CLAIM], vocabulary)
    text = run(ids[CLAIM], "--db", database).stdout
    for word in (
        ids[CLAIM],
        "unsupported",
        "glue2018.1",
        "figure.size",
        "about 50%",
        "(decided)",
        "ketamine (ketamine)",
    ):
        assert word in text


def test_every_claim_of_a_hostile_page_is_explained(sample):
    """Square brackets are rich's markup: what a page says is shown, never obeyed."""
    with sqlite3.connect(sample) as connection:
        claims = connection.execute("SELECT id, quote FROM claims").fetchall()
    for ident, quote in claims:
        done = run(ident, "--db", sample)
        assert done.exit_code == 0, done.output
        assert " ".join(quote.split())[:40] in " ".join(done.stdout.split())


@pytest.mark.parametrize("content", [None, b"not a database at all, but long enough to look at" * 30, b""])
def test_what_cannot_be_opened_is_said_in_a_line(tmp_path, content):
    path = tmp_path / "kb.db"
    if content is not None:
        path.write_bytes(content)
    done = run("page-1", "--db", path)
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert str(path) in line
