"""The store: every noun finds its columns, a build is all or nothing, and the last good rows come back as they were."""

import sqlite3
from dataclasses import replace

import pytest
from nouns import ARTICLE, AUDIT, CLAIM, STUDY, TEXT

from kb.last_good import last_good_article, last_good_study
from kb.model import Problem
from kb.names import study_name
from kb.store import replacing, write_audit, write_build, write_studies

BUILD = {"inputs": "i", "vocabulary": "v", "version": "0", "articles": 1, "claims": 1, "studies": 1, "findings": 1}


def write(path, *, study=STUDY, audit=AUDIT, stale=""):
    with replacing(path) as db:
        write_build(db, BUILD, [Problem(path="bad.md", field="title", message="is missing")])
        write_studies(db, [study], {"doe2020.1": CLAIM.propositions}, {})
        write_audit(db, audit, stale)
    return path


def rows(path, sql):
    with sqlite3.connect(path) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    "sql, expected",
    [
        ("SELECT id, verdict, reason, basis, study_id FROM claims", [("page-1", "unsupported", "wrong_duration", "cited", "doe2020")]),
        ("SELECT substr(text, start_char + 1, end_char - start_char) FROM articles JOIN claims", [(TEXT[10:46],)]),
        ("SELECT citation_id, study_id, verdict FROM claim_citations", [("page:m1", "doe2020", "unsupported"), ("page:m2", "doe2020", "unsupported")]),
        ("SELECT id, antecedent_id FROM citations ORDER BY id", [("page:m1", None), ("page:m2", "page:m1")]),
        ("SELECT study_id, method FROM citation_references", [("doe2020", "author_year_title")]),
        ("SELECT label, authors, n FROM studies", [("Doe 2020", "Doe, J; Roe, R", 12)]),
        ("SELECT slots FROM assessments", [('[{"copy": "a day", "name": "duration", "outcome": "different", "rule": "d1", "study": "2 days"}]',)]),
        ("SELECT propositions ->> '$[0].subject[0]', propositions ->> '$[0].predicate' FROM claims", [("drug_x", "ends")]),
        ("SELECT path, field, message FROM problems", [("bad.md", "title", "is missing")]),
        ("SELECT rowid FROM claims_fts WHERE claims_fts MATCH 'migraines'", [(1,)]),
        ("SELECT rowid FROM findings_fts WHERE findings_fts MATCH 'ending'", [(1,)]),
        ("PRAGMA integrity_check", [("ok",)]),
        ("PRAGMA foreign_key_check", []),
    ],
)  # fmt: skip
def test_what_is_written_is_what_is_read(tmp_path, sql, expected):
    assert rows(write(tmp_path / "kb.db"), sql) == expected


def test_equal_inputs_give_equal_files(tmp_path):
    one, two = (write(tmp_path / name) for name in ("one.db", "two.db"))
    assert one.read_bytes() == two.read_bytes()


def test_a_build_that_fails_leaves_the_old_file_and_no_other(tmp_path):
    path = write(tmp_path / "kb.db")
    before = path.read_bytes()
    orphan = replace(AUDIT, claims=(replace(CLAIM, block=9),))
    with pytest.raises(sqlite3.IntegrityError):
        write(path, audit=orphan)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["kb.db"]


@pytest.mark.parametrize("field, value", [("verdict", "maybe"), ("type", "magic")])
def test_a_label_outside_the_closed_sets_is_refused(tmp_path, field, value):
    path = write(tmp_path / "kb.db")
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"UPDATE claims SET {field} = ?", [value])


def test_the_last_good_article_and_study_come_back_whole(tmp_path):
    path = write(tmp_path / "kb.db", stale="bad.md: title: is missing")
    assert last_good_article(path, "page") == ARTICLE
    assert last_good_study(path, "doe2020") == STUDY
    assert last_good_article(path, "other") is None


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to look at" * 30])
def test_a_file_of_another_kind_holds_no_last_good_rows(tmp_path, content):
    path = tmp_path / "kb.db"
    path.write_bytes(content)
    assert last_good_article(path, "page") is None
    assert last_good_study(path, "doe2020") is None


@pytest.mark.parametrize(
    "study, label",
    [
        (STUDY, "Doe 2020"),
        (replace(STUDY, authors=("World Health Organization",), year=""), "World Health Organization"),
        (replace(STUDY, authors=(), year="2019"), "Drug X 2019"),
    ],
)
def test_study_label(study, label):
    assert study_name(study) == label


def test_every_view_answers(tmp_path):
    path = write(tmp_path / "kb.db")
    views = [name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'view'")]
    answers = {view: len(rows(path, f"SELECT * FROM {view}")) for view in views}
    assert answers["article_scorecard"] == answers["overstated_claims"] == answers["most_cited_studies"] == 1
    assert answers["cited_not_borne_out"] == 2
    assert answers["contradicted_claims"] == answers["references_never_cited"] == 0
