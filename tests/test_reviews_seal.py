"""Blindness in SQL: whatever is asked, a decision that is not open yet makes no difference to any answer."""

import json
import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from datasette.app import Datasette
from reviewing import outcome, seen

from kb.reviews import ReviewLog, attach_empty, attach_to, export_lines, import_lines, install_seal, verify
from kb.reviews.chain import row_hash

SECRETS = ("hush-reason", "hush-citation", "hush-note", "hush-form")


def write(path):
    """One claim that two have decided, and one that ana has and ben has not."""
    with ReviewLog(path) as log:
        log.set_needed(reviewer="lea", needed=2)
        for reviewer in ("ana", "ben"):
            outcome(log, reviewer, seen("open"), "supported")
        log.note(reviewer="ana", claim=seen("shut"), note="hush-note @cai", form="hush-form-1")
        log.decide(
            reviewer="ana", claim=seen("shut"), decision="overrule", verdict="contradicted", reason="hush-reason",
            citation="hush-citation", form="hush-form-2",
        )  # fmt: skip
        log.assign(reviewer="lea", claim=seen("shut"), assignee="ben")
    return path


def otherwise(path):
    """The same log, but for what was decided in secret."""
    head, lines = "", []
    for line in export_lines(path):
        row = json.loads(line)
        if row["form"] == "hush-form-2":
            row |= {"decision": "agree", "verdict": "unsupported", "reason": "", "citation": ""}
        if row["form"] == "hush-form-1":
            row["note"] = "something else altogether"
        row["prev_hash"] = head
        head = row["hash"] = row_hash(row)
        lines.append(json.dumps(row))
    other = path.parent / "other" / path.name
    other.parent.mkdir()
    import_lines(other, lines)
    return other


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    path = write(tmp_path_factory.mktemp("log") / "reviews.db")
    return path, otherwise(path)


def joined(path):
    """A connection as Datasette's are, with a claims table of its own and the log attached and sealed."""
    connection = sqlite3.connect("file:kb?mode=memory", uri=True)
    connection.executescript("CREATE TABLE claims (id, anchor); CREATE VIRTUAL TABLE words USING fts5(quote);")
    connection.execute("INSERT INTO claims VALUES ('page-shut', ?)", [seen("shut").anchor])
    connection.execute("INSERT INTO words VALUES ('hush')")
    connection.commit()
    attach_to(connection, path)
    return connection


def answer(connection, sql):
    try:
        return connection.execute(sql).fetchall()
    except sqlite3.Error as error:
        return f"refused: {error}"


REFUSED = [
    "SELECT * FROM reviews.reviews",
    "SELECT * FROM reviews",
    'SELECT * FROM "REVIEWS"."Reviews"',
    "SELECT count(*) FROM reviews.reviews",
    "SELECT 1 FROM reviews.reviews",
    "SELECT 1 FROM reviews.reviews WHERE verdict = 'contradicted'",
    "SELECT rowid FROM reviews.reviews",
    "SELECT max(id) FROM reviews.reviews",
    "SELECT hash FROM reviews.reviews",
    "SELECT reviewer FROM reviews.reviews INDEXED BY ix_reviews_reviewer",
    "SELECT (SELECT reason FROM reviews.reviews WHERE id = 5)",
    "SELECT EXISTS (SELECT 1 FROM reviews.reviews WHERE reason LIKE 'hush%')",
    "SELECT * FROM claims WHERE anchor IN (SELECT anchor FROM reviews.reviews WHERE verdict = 'contradicted')",
    "SELECT * FROM claims JOIN reviews.reviews r USING (anchor)",
    "SELECT * FROM claims LEFT JOIN reviews.reviews r ON r.anchor = claims.anchor AND r.verdict = 'contradicted'",
    "WITH decisions AS (SELECT * FROM reviews.reviews) SELECT * FROM decisions",
    "WITH opened AS (SELECT * FROM reviews) SELECT * FROM opened",
    "WITH standing AS (SELECT * FROM reviews.reviews), decisions AS (SELECT * FROM standing) SELECT * FROM decisions",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT id FROM reviews.reviews, r) SELECT * FROM r LIMIT 9",
    "SELECT * FROM (SELECT * FROM reviews.reviews) AS opened",
    "SELECT * FROM reviews.opened UNION ALL SELECT id, kind, at, reviewer, claim_id, article_id, quote, before, after, anchor, start_char,"
    " end_char, build, machine_verdict, machine_reason, decision, verdict, reason, citation, note, assignee, needed, refers_to, supersedes,"
    " blind FROM reviews.reviews",
    "SELECT json_group_array(json_object('v', verdict)) FROM reviews.reviews",
    "SELECT value FROM reviews.reviews, json_each(json_array(reason))",
    "SELECT group_concat(reason) OVER (ORDER BY id) FROM reviews.reviews",
    "SELECT reviews.reviews.note FROM reviews.reviews",
    "SELECT t.verdict FROM reviews.opened o RIGHT JOIN reviews.reviews t ON t.id = o.id + 1",
    "EXPLAIN SELECT * FROM reviews.reviews",
    "VALUES ((SELECT note FROM reviews.reviews LIMIT 1))",
    "SELECT load_extension('x')",
    "SELECT readfile('reviews.db')",
    "SELECT * FROM sqlite_dbpage('reviews')",
    "SELECT * FROM reviews.dbstat",
    "CREATE TEMP TABLE decisions AS SELECT * FROM reviews.reviews",
    "INSERT INTO reviews.opened SELECT * FROM reviews.opened",
    "UPDATE reviews.tally SET is_open = 1",
    "DELETE FROM reviews.places",
]  # fmt: skip

ANSWERED = [
    "SELECT * FROM reviews.opened",
    "SELECT * FROM opened",
    "SELECT * FROM reviews.places",
    "SELECT * FROM reviews.tally",
    "SELECT * FROM reviews.standing",
    "SELECT * FROM reviews.computed_standing",
    "SELECT * FROM reviews.decisions",
    "SELECT * FROM reviews.settlements",
    "SELECT * FROM reviews.disagreements",
    "SELECT * FROM reviews.notes",
    "SELECT * FROM reviews.assignments",
    "SELECT * FROM reviews.added_claims",
    "SELECT * FROM reviews.policy",
    "SELECT * FROM reviews.agreement",
    "SELECT * FROM reviews.reviewer_agreement",
    "SELECT * FROM reviews.machine_agreement",
    "SELECT c.id, s.verdict FROM claims c LEFT JOIN reviews.standing s USING (anchor)",
    "SELECT * FROM reviews.opened o WHERE o.reason LIKE 'hush%' OR o.note LIKE 'hush%' OR o.citation <> ''",
    "SELECT * FROM words w, reviews.opened o WHERE w.quote MATCH 'hush' AND o.anchor IN (SELECT anchor FROM claims)",
    "SELECT * FROM reviews.sqlite_master ORDER BY name",
    "SELECT * FROM pragma_table_info('reviews')",
    "SELECT * FROM pragma_table_list",
    "SELECT * FROM pragma_index_list('reviews')",
    "SELECT * FROM pragma_index_info('ix_reviews_reviewer')",
    "SELECT * FROM pragma_foreign_key_list('reviews')",
    "PRAGMA reviews.data_version",
    "PRAGMA reviews.quick_check",
    "PRAGMA reviews.foreign_key_check",
    "SELECT name, seq FROM pragma_database_list",
    "SELECT sqlite_version(), total_changes(), last_insert_rowid()",
    "EXPLAIN QUERY PLAN SELECT * FROM reviews.standing",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_the_log_is_refused(logs, sql):
    with closing(joined(logs[0])) as connection:
        with pytest.raises((sqlite3.Error, sqlite3.Warning)):
            connection.execute(sql).fetchall()
        assert answer(connection, "SELECT count(*) FROM reviews.decisions") == [(2,)]  # and the connection lives on


@pytest.mark.parametrize("sql", [*ANSWERED, *REFUSED])
def test_no_answer_depends_on_what_is_sealed(logs, sql):
    with closing(joined(logs[0])) as one, closing(joined(logs[1])) as other:
        told = answer(one, sql)
        assert told == answer(other, sql)
        assert not any(secret in str(told) for secret in SECRETS)
        if sql in ANSWERED:
            assert isinstance(told, list)


def test_every_table_and_view_of_the_file_was_asked(logs):
    with closing(sqlite3.connect(logs[0])) as log:
        named = {name for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    asked = {name for name in named if f"SELECT * FROM reviews.{name}" in (*ANSWERED, *REFUSED)}
    assert asked == named


def test_the_logs_differ_only_in_what_is_sealed(logs):
    """Else the tests above could not fail."""
    one, other = ([json.loads(line) for line in export_lines(path)] for path in logs)
    assert [a["at"] for a in one] == [b["at"] for b in other]
    assert {
        a["id"] for a, b in zip(one, other, strict=True) if a["verdict"] != b["verdict"] or a["note"] != b["note"]
    } == {4, 5}
    assert all(verify(path).intact for path in logs)
    with closing(sqlite3.connect(logs[0])) as unsealed:
        assert "hush-reason" in str(unsealed.execute("SELECT * FROM reviews").fetchall())


def test_the_seal_opens_when_the_second_has_decided(tmp_path):
    path = write(tmp_path / "reviews.db")
    with closing(joined(path)) as connection, ReviewLog(path) as log:
        assert "hush" not in str(answer(connection, "SELECT * FROM reviews.opened"))
        outcome(log, "ben", seen("shut"), "supported")
        shown = str(answer(connection, "SELECT * FROM reviews.opened"))
        assert "hush-reason" in shown and "hush-note" in shown and "hush-form" not in shown


def test_a_log_that_is_the_main_database_is_sealed_too(logs):
    with closing(sqlite3.connect(logs[0])) as connection:
        install_seal(connection)
        assert answer(connection, "SELECT * FROM reviews").startswith("refused")
        assert len(answer(connection, "SELECT * FROM decisions")) == 2


def test_without_a_log_there_is_an_empty_one(tmp_path):
    with closing(sqlite3.connect(":memory:")) as connection:
        attach_empty(connection)
        for sql in ANSWERED:
            if (
                sql.startswith("SELECT * FROM reviews.")
                and "sqlite_master" not in sql
                and "policy" not in sql
                and "words" not in sql
            ):
                assert answer(connection, sql) == [], sql
        assert answer(connection, "SELECT * FROM reviews.policy") == [(1,)]
        assert answer(connection, "SELECT * FROM reviews.reviews").startswith("refused")


def test_what_a_visitor_without_a_name_is_told_is_what_sql_tells(logs):
    with ReviewLog(logs[0]) as log, closing(joined(logs[0])) as connection:
        for name in ("open", "shut"):
            anchor = seen(name).anchor
            ids = [
                row[0]
                for row in answer(connection, f"SELECT id FROM reviews.opened WHERE anchor = '{anchor}' ORDER BY id")
            ]
            assert [event.id for event in log.seen_by(None, anchor).events] == ids
            assert all(a < b for a, b in pairwise(ids))


def serving(path, sample):
    """Datasettes over the log: attached to a knowledge base, served beside one, alone, alone as a fixed file, all joined."""
    kb = path.with_name("kb.db")
    shutil.copy(sample, kb)
    return {
        "kb": Datasette([], immutables=[str(kb)]),
        "reviews": Datasette([str(path)], immutables=[str(kb)]),
        "alone": Datasette([str(path)]),
        "fixed": Datasette([], immutables=[str(path)]),
        "_memory": Datasette([str(path), str(kb)], crossdb=True),
    }


async def test_no_datasette_shows_what_is_sealed(tmp_path, sample):
    for name, site in serving(write(tmp_path / "reviews.db"), sample).items():
        await site.invoke_startup()
        database = name if name in ("kb", "_memory") else "reviews"
        table = "reviews.reviews" if database != "reviews" else "reviews"
        for path, expected in (
            (f"/{database}.json?sql=select+*+from+{table}", 400),
            (f"/{database}.json?sql=with+opened+as+(select+*+from+{table})+select+*+from+opened", 400),
            ("/reviews/reviews", 403 if "reviews" in site.databases else 404),
            ("/reviews/reviews.json", 403 if "reviews" in site.databases else 404),
            ("/reviews/reviews/5", 403 if "reviews" in site.databases else 404),
            ("/reviews.db", 403),
        ):
            response = await site.client.get(path)
            assert response.status_code == expected, (name, path, response.text)
            assert "hush" not in response.text
        opened = await site.client.get(
            f"/{database}.json?sql=select+*+from+{table.replace('.reviews', '.opened') if '.' in table else 'opened'}"
        )
        assert opened.status_code == 200 and "page-open" in opened.text and "hush" not in opened.text, name
