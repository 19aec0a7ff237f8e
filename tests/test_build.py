"""The whole line: what a build makes of good and bad folders, that it is the same every time, and that it is all or nothing."""

import os
import sqlite3
from pathlib import Path

import pytest
from faulting import PAGE, small_sources

from kb.build import BuildFailed, build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folders(tmp_path):
    return small_sources(tmp_path)


@pytest.fixture
def run(folders, tmp_path, nlp):
    """Build the folders into the given file."""
    return lambda name="kb.db", jobs=1: build(*folders, tmp_path / name, nlp=nlp, jobs=jobs)


def ask(path, sql):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_chain_from_claim_to_finding(run, tmp_path):
    counts = run()
    assert (counts.articles, counts.studies, counts.problems) == (1, 3, ())
    chain = "SELECT c.quote, x.text, r.number, l.study_id FROM claim_citations l JOIN claims c ON c.id = l.claim_id JOIN citations x ON x.id = l.citation_id LEFT JOIN citation_references r ON r.id = l.reference_id WHERE x.kind = 'numeric'"
    assert ask(tmp_path / "kb.db", chain) == [
        ("In 2018 Glue et al gave ketamine under the skin to 20 people [1].", "[1]", 1, "glue2018")
    ] or ask(tmp_path / "kb.db", chain) == [
        ("In 2018 Glue et al gave ketamine under the skin to 20 people", "[1]", 1, "glue2018")
    ]
    assert ask(tmp_path / "kb.db", "SELECT count(*) FROM findings")[0][0] > 10
    assert ask(tmp_path / "kb.db", "PRAGMA integrity_check") == [("ok",)]


def test_every_claim_stands_where_it_says(run, tmp_path):
    run()
    wrong = "SELECT c.id FROM claims c JOIN articles a ON a.id = c.article_id WHERE c.quote <> substr(a.text, c.start_char + 1, c.end_char - c.start_char)"
    assert ask(tmp_path / "kb.db", wrong) == []
    assert ask(tmp_path / "kb.db", "SELECT count(*) FROM claims")[0][0] >= 2


def test_two_builds_give_one_dump(run, folders, tmp_path):
    run("one.db")
    for folder in folders:  # a clock that was set back, or a copy that kept no times, changes nothing
        for path in (folder, *folder.iterdir()):
            os.utime(path, (0, 0))
    run("two.db")
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()


def test_one_or_two_processes_give_one_dump(run, folders, tmp_path):
    for name in ("second", "third"):  # more articles than processes, and words that stand on two pages
        (folders[0] / f"{name}.md").write_text(PAGE.replace("wakefulness", name), encoding="utf-8")
    run("one.db")
    run("two.db", jobs=2)
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()


def test_claim_ids_outlive_an_edit_elsewhere(run, folders, tmp_path):
    run("before.db")
    edited = PAGE.replace(
        "# Tablets against wakefulness\n\n", "# Tablets against wakefulness\n\nWelcome to our page.\n\n"
    )
    (folders[0] / "tablets.md").write_text(edited, encoding="utf-8")
    run("after.db")
    before, after = (dict(ask(tmp_path / name, "SELECT quote, id FROM claims")) for name in ("before.db", "after.db"))
    assert before.items() <= after.items()


SPOILED = [
    ("tablets.md", b"", "empty"),
    ("tablets.md", b"\x00\x01\x02\x03" * 40, "not text"),
    ("tablets.md", b"---\ntitle: [\n---\nText.\n", "front matter"),
    ("tablets.md", b"---\ntitle: T\nauthor: x\n---\n# T\n\nText.\n", "author"),
]


@pytest.mark.parametrize("name, content, word", SPOILED)
def test_a_spoiled_article_is_named_and_its_last_good_rows_are_kept(run, folders, tmp_path, name, content, word):
    (folders[0] / "other.md").write_text(PAGE.replace("Tablets", "Capsules"), encoding="utf-8")
    run()
    before = ask(tmp_path / "kb.db", "SELECT id, quote, verdict FROM claims ORDER BY id")
    (folders[0] / name).write_bytes(content)
    counts = run()
    assert [p.path for p in counts.problems] == [name]
    assert "\n" not in str(counts.problems[0])
    assert ask(tmp_path / "kb.db", "SELECT id, quote, verdict FROM claims ORDER BY id") == before
    assert ask(tmp_path / "kb.db", "SELECT id, stale FROM articles WHERE stale <> ''") == [
        ("tablets", str(counts.problems[0]))
    ]
    assert ask(tmp_path / "kb.db", "SELECT path, message FROM problems") == [(name, counts.problems[0].message)]


def test_a_spoiled_study_is_named_and_its_last_good_record_is_kept(run, folders, tmp_path):
    run()
    record = folders[1] / "glue2018.yml"
    record.write_text(record.read_text(encoding="utf-8") + "colour: blue\n", encoding="utf-8")
    counts = run()
    assert [(p.path, p.field) for p in counts.problems] == [("glue2018.yml", "colour")]
    assert [row[0] for row in ask(tmp_path / "kb.db", "SELECT id FROM studies WHERE stale <> ''")] == ["glue2018"]


def test_an_authored_slot_that_cannot_be_read_is_named(run, folders, tmp_path):
    record = folders[1] / "glue2018.yml"
    head, verified, rest = record.read_text(encoding="utf-8").partition("    verified: true\n")
    slots = "    propositions:\n      - {predicate: reduce, object: angziety_disorder, size: rather much}\n"
    record.write_text(head + verified + slots + rest, encoding="utf-8")
    faulty = [(p.path, p.field) for p in run().problems]
    assert faulty == [("glue2018.yml", f"findings.1.propositions.1.{slot}") for slot in ("object", "size")]


def test_nothing_to_build_from_leaves_the_old_database(run, folders, tmp_path):
    run()
    before = (tmp_path / "kb.db").read_bytes()
    (folders[0] / "tablets.md").unlink()
    with pytest.raises(BuildFailed, match="no article"):
        run()
    assert (tmp_path / "kb.db").read_bytes() == before
