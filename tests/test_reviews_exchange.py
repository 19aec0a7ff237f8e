"""The log in and out of its file: what leaves comes back the same, what was tampered with is found, copies are whole."""

import json
import os
import random
import shutil
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reviewing import outcome, seen

from kb.cli import main
from kb.reviews import ReviewLog, ReviewRefused, backup, export_lines, import_lines, verify
from kb.reviews.chain import row_hash
from kb.reviews.events import COLUMNS
from kb.reviews.log import open_log

PEOPLE, CLAIMS = ("ana", "ben", "cai", "dan"), "abc"
OUTCOMES = ("supported", "unsupported", "contradicted", "needs_work", "not_a_claim")
TABLES = ("reviews", "places", "tally", "opened", "standing")


def rows(path, sql, *values):
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(sql, values).fetchall()


def content(path):
    return {table: sorted(rows(path, f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def fill(path, size=12, seed=7):
    """A log with events of every kind."""
    with ReviewLog(path) as log:
        log.set_needed(reviewer="lea", needed=2)
        log.add_claim(
            reviewer="ana",
            article_id="page",
            quote="Salts cure.",
            before="x",
            after="y",
            start_char=3,
            end_char=14,
            build="b",
        )
        choose = random.Random(seed)
        for number in range(size):
            claim = seen(choose.choice(CLAIMS))
            outcome(log, choose.choice(PEOPLE), claim, choose.choice(OUTCOMES), form=f"{path.stem}{number}")
        for reviewer in PEOPLE[:2]:
            outcome(log, reviewer, seen("s"), "supported")
        outcome(log, "lea", seen("s"), "unsupported", settle=True)
        log.note(reviewer="ana", claim=seen(), note="@ben »so« 🧂\nsecond line")
        log.assign(reviewer="lea", claim=seen(), assignee="dan")
        log.attach(reviewer="lea", refers_to=2, claim=seen("d"))
    return path


# What may be done to a log, and whether it is refused is the log's own affair: the invariants hold either way.
events = st.one_of(
    st.tuples(st.just("decide"), st.sampled_from(PEOPLE), st.sampled_from(CLAIMS), st.sampled_from(OUTCOMES)),
    st.tuples(st.just("settle"), st.sampled_from(PEOPLE), st.sampled_from(CLAIMS), st.sampled_from(OUTCOMES)),
    st.tuples(st.just("note"), st.sampled_from(PEOPLE), st.sampled_from(CLAIMS), st.sampled_from(("@ana?", "so"))),
    st.tuples(st.just("assign"), st.sampled_from(PEOPLE), st.sampled_from(CLAIMS), st.sampled_from(("dan", None))),
    st.tuples(st.just("attach"), st.sampled_from(PEOPLE), st.sampled_from(CLAIMS), st.integers(1, 12)),
    st.tuples(st.just("needed"), st.sampled_from(PEOPLE), st.just("a"), st.integers(1, 3)),
)


def play(log, script):
    """Say all this; gives how many were taken."""
    taken = 0
    for number, (what, who, name, value) in enumerate(script):
        claim, form = seen(name), f"f{number}"
        try:
            if what in ("decide", "settle"):
                outcome(log, who, claim, value, settle=what == "settle", form=form)
            elif what == "note":
                log.note(reviewer=who, claim=claim, note=value, form=form)
            elif what == "assign":
                log.assign(reviewer=who, claim=claim, assignee=value, form=form)
            elif what == "attach":
                log.attach(reviewer=who, refers_to=value, claim=claim, form=form)
            else:
                log.set_needed(reviewer=who, needed=value, form=form)
            taken += 1
        except ReviewRefused:
            pass
    return taken


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(events, max_size=25))
def test_whatever_is_said_the_log_keeps_its_promises(tmp_path_factory, script):
    path = tmp_path_factory.mktemp("log") / "reviews.db"
    with ReviewLog(path) as log:
        taken = play(log, script)
        assert_promises(log)
    assert verify(path).intact and verify(path).rows == taken
    other = path.with_name("other.db")
    assert import_lines(other, export_lines(path)).verbatim == taken if taken else True
    assert not taken or content(other) == content(path)


def assert_promises(log):
    """What holds of every log, told by the raw rows alone."""
    said = [dict(zip(COLUMNS, row, strict=True)) for row in rows(log.path, "SELECT * FROM reviews ORDER BY id")]
    place = dict(rows(log.path, "SELECT id, anchor FROM places"))
    needed, opened_once, deciders, settlers = 1, set(), {}, {}
    places: dict[int, str] = {}
    for row in said:  # the same rules once more, written another way
        if row["kind"] == "policy":
            needed = row["needed"]
        else:
            if row["kind"] == "attachment":
                moved = places[row["refers_to"]]
                places = {ident: row["anchor"] if at == moved else at for ident, at in places.items()}
            places[row["id"]] = row["anchor"]
        deciders = {
            a: {r["reviewer"] for r in said[: row["id"]] if r["kind"] == "decision" and places[r["id"]] == a}
            for a in set(places.values())
        }
        settlers = {
            a: {r["reviewer"] for r in said[: row["id"]] if r["kind"] == "settlement" and places[r["id"]] == a}
            for a in set(places.values())
        }
        assert not any(deciders[a] & settlers[a] for a in deciders)
        for r in said[: row["id"]]:
            newly = r["id"] == row["id"] and (r["kind"] not in ("decision", "note") or needed == 1)
            if newly or (r["kind"] != "policy" and len(deciders[places[r["id"]]]) >= needed):
                opened_once.add(r["id"])
    assert place == places
    opened = {ident for (ident,) in rows(log.path, "SELECT id FROM opened")}
    assert opened_once <= opened
    for row in said:  # what is open beyond that is a word on a claim whose decisions were opened before
        if row["id"] in opened - opened_once:
            assert any(places.get(o) == places[row["id"]] and said[o - 1]["kind"] == "decision" for o in opened_once)
    for reviewer in (*PEOPLE, None):
        for anchor in set(places.values()):
            shown = log.seen_by(reviewer, anchor)
            for event in shown.events:
                assert event.id in opened or event.reviewer == reviewer or (reviewer == "ana" and "@ana" in event.note)
            assert shown.may_settle <= (reviewer not in deciders.get(anchor, set()) and len(deciders[anchor]) >= 2)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(events, max_size=10), st.lists(events, max_size=10), st.lists(events, max_size=10))
def test_logs_that_went_their_own_ways_are_brought_together_or_left_as_they_were(tmp_path_factory, shared, one, two):
    folder = tmp_path_factory.mktemp("logs")
    here, there = folder / "here.db", folder / "there.db"
    with ReviewLog(here) as log:
        play(log, shared)
    if rows(here, "SELECT count(*) FROM reviews") == [(0,)]:
        return
    import_lines(there, export_lines(here))
    for path, script in ((here, one), (there, two)):
        with ReviewLog(path) as log:
            play(log, [(what, who, name, value) for what, who, name, value in script])
    before = content(here)
    theirs = list(export_lines(there))
    try:
        done = import_lines(here, theirs)
    except ReviewRefused as refused:
        assert refused.why.startswith("line ") and content(here) == before
        return
    identities = {origin or hash for origin, hash in rows(here, "SELECT origin, hash FROM reviews")}
    assert {json.loads(line)["hash"] for line in theirs} <= identities
    assert done.verbatim + done.rechained + done.held == len(theirs)
    assert set(before["reviews"]) <= set(content(here)["reviews"])
    assert verify(here).intact
    again = content(here)
    assert import_lines(here, theirs).held == len(theirs) and content(here) == again
    try:
        assert import_lines(there, export_lines(here)).held >= len(theirs)
    except ReviewRefused:  # what was settled here may not be settled yet there
        assert list(export_lines(there)) == theirs


def tampered(path, statements):
    """A copy in which somebody who knows SQLite has changed something."""
    copy = path.with_name("tampered.db")
    shutil.copyfile(path, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for sql in statements:
            connection.execute(sql)
    return copy


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("full") / "reviews.db")


OTHER = {"id": 999, "start_char": 1, "end_char": 9999, "needed": 5, "refers_to": 1, "supersedes": 1}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_of_any_row_is_found_at_that_row(full, column):
    for row in range(1, verify(full).rows + 1):
        value = OTHER.get(column, 1 if column == "blind" else f"'{'0' * 64}'")
        old = rows(full, f"SELECT {column} FROM reviews WHERE id = ?", row)[0][0]
        if column == "blind":
            value = 1 - old
        elif column in OTHER and old == OTHER[column]:
            value = 2
        copy = tampered(full, [f"UPDATE reviews SET {column} = {value} WHERE id = {row}"])
        found = verify(copy)
        assert (found.broken_at, found.rows) == (row, row - 1), (column, row, found)


def rewritten(path, number, **changed):
    """The statements of somebody who changes a row and chains all that follows anew."""
    said = [dict(zip(COLUMNS, row, strict=True)) for row in rows(path, "SELECT * FROM reviews ORDER BY id")]
    head, statements = "", []
    for row in said:
        row |= {**(changed if row["id"] == number else {}), "prev_hash": head}
        head = row["hash"] = row_hash(row)
        statements.append(
            f"UPDATE reviews SET {', '.join(f'{c} = {quoted(row[c])}' for c in COLUMNS)} WHERE id = {row['id']}"
        )
    return statements


def quoted(value):
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def test_other_ways_of_tampering(full):
    good = verify(full)
    last = good.rows
    cases = [
        (["DELETE FROM reviews WHERE id = 5"], 5),
        (["UPDATE reviews SET id = id + 100 WHERE id = 5"], 5),
        (["DELETE FROM opened WHERE id = 1"], 1),
        (["UPDATE opened SET verdict = 'supported' WHERE id = (SELECT min(id) FROM opened WHERE verdict = 'unsupported')"], rows(full, "SELECT min(id) FROM opened WHERE verdict = 'unsupported'")[0][0]),
        (["INSERT INTO tally VALUES ('x', 'y', 1, 1)"], 0),
        (["DELETE FROM standing"], rows(full, "SELECT min(i) FROM (SELECT max(p.id) AS i FROM places p JOIN standing s USING (anchor) GROUP BY s.anchor)")[0][0]),
        (["UPDATE places SET anchor = 'x' WHERE id = 3"], 3),
        ([], 0),  # only the triggers dropped
        (rewritten(full, last, kind="decision", decision="overrule", verdict="supported", reason=" ", refers_to=None), last),  # against the rules
    ]  # fmt: skip
    for statements, expected in cases:
        assert verify(tampered(full, statements)).broken_at == expected, statements
    cut = tampered(full, [f"DELETE FROM {table} WHERE id = {last}" for table in ("reviews", "places", "opened")])
    assert not verify(cut, good.head).intact
    assert (
        verify(full, good.head).intact
        and verify(full, rows(full, "SELECT hash FROM reviews WHERE id = 3")[0][0]).intact
    )
    assert not verify(full, "f" * 64).intact
    forged = rewritten(full, 4, reviewer="eve")  # the whole chain anew: only a hash that was noted elsewhere tells
    assert verify(tampered(full, forged), good.head).broken_at is not None


def test_export_and_import_into_an_empty_log_give_the_same(full, tmp_path):
    done = import_lines(tmp_path / "other.db", export_lines(full))
    assert (done.verbatim, done.rechained, done.held) == (verify(full).rows, 0, 0)
    assert content(tmp_path / "other.db") == content(full)
    assert verify(tmp_path / "other.db") == verify(full)


def changed_line(lines, number, **changed):
    row = json.loads(lines[number]) | changed
    return [*lines[:number], json.dumps(row), *lines[number + 1 :]]


@pytest.mark.parametrize(
    "spoil, told",
    [
        (lambda lines: changed_line(lines, 3, reviewer="eve"), "line 4: its hash"),
        (lambda lines: changed_line(lines, 3, hash="0" * 64), "line 4: its hash"),
        (lambda lines: changed_line(lines, 3, start_char=[1]), "line 4: its hash"),
        (lambda lines: [*lines[:3], *lines[4:]], "line 4: row 4 is missing"),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "line 4: row 4 is missing"),
        (lambda lines: lines[1:], "line 1: row 1 is missing"),
        (lambda lines: [*lines[:-1], lines[-1][:-5]], "is not JSON"),
        (lambda lines: [*lines, ""], "is not JSON"),
        (lambda lines: [*lines, "[]"], "its columns are others"),
        (lambda lines: changed_line(lines, 2, more=1), "line 3: is not a row"),
        (lambda lines: [], "empty file"),
    ],
)
def test_a_broken_file_appends_nothing(full, tmp_path, spoil, told):
    path = fill(tmp_path / "here.db", size=3, seed=1)
    before = content(path)
    with pytest.raises(ReviewRefused) as refused:
        import_lines(path, spoil(list(export_lines(full))))
    assert told in refused.value.why
    assert content(path) == before


def test_a_row_of_the_future_is_refused(full, tmp_path):
    row = json.loads(next(export_lines(full))) | {"at": "2999-01-01T00:00:00.000Z"}
    row["hash"] = row_hash(row)
    with pytest.raises(ReviewRefused) as refused:
        import_lines(tmp_path / "here.db", [json.dumps(row)])
    assert "still to come" in refused.value.why


def test_an_older_decision_that_is_imported_does_not_replace_a_newer_one(tmp_path):
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    with ReviewLog(there) as log:
        outcome(log, "ana", seen(), "supported", form="x")
    with ReviewLog(here) as log:
        outcome(log, "ana", seen(), "contradicted", form="x")
        import_lines(here, export_lines(there))
        assert log.seen_by("ana", seen().anchor).own.verdict == "contradicted"
        outcome(log, "ana", seen(), "unsupported")
    assert rows(here, "SELECT outcome FROM decisions") == [("unsupported",)]
    assert rows(here, "SELECT id, origin IS NOT NULL, supersedes FROM reviews ORDER BY id") == [
        (1, 0, None),
        (2, 1, None),
        (3, 0, 1),
    ]


def test_a_copy_taken_while_somebody_writes_is_whole_and_private(tmp_path):
    path = fill(tmp_path / "reviews.db")
    os.chmod(path, 0o600)
    log = open_log(path)
    log.execute("BEGIN IMMEDIATE")
    log.execute("CREATE TABLE half_done (x)")
    (copy,) = backup([path, tmp_path / "missing.db"], tmp_path / "copies")
    log.execute("ROLLBACK")
    log.close()
    assert verify(copy) == verify(path)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in copy.parent.iterdir()] == ["reviews.db"]
    assert rows(copy, "SELECT name FROM sqlite_master WHERE name = 'half_done'") == []
    with pytest.raises(OSError, match="itself"):
        backup([copy], copy.parent)


def run(*arguments, text=None):
    return CliRunner().invoke(main, [str(a) for a in arguments], input=text)


def test_the_commands(tmp_path):
    path, other = fill(tmp_path / "reviews.db"), tmp_path / "there" / "reviews.db"
    other.parent.mkdir()
    db, elsewhere = ("--db", tmp_path / "kb.db"), ("--db", other.parent / "kb.db")
    assert run("reviews", *db, "export", "--out", tmp_path / "log.jsonl").exit_code == 0
    assert run("reviews", *db, "export").output == (tmp_path / "log.jsonl").read_text(encoding="utf-8")
    assert "rows added, 0 of them chained anew" in run("reviews", *elsewhere, "import", tmp_path / "log.jsonl").output
    told = run("verify", *elsewhere)
    assert told.exit_code == 0 and verify(path).head in told.output
    assert run(
        "reviews", *elsewhere, "import", "-", text=(tmp_path / "log.jsonl").read_text(encoding="utf-8")
    ).output.startswith("0 rows added")
    assert run("reviews", *db, "needed").output == "2\n"
    assert run("reviews", *db, "needed", 3, "--by", "lea").output == "3\n"
    assert run("verify", *db, "--head", verify(other).head).exit_code == 0
    assert run("verify", *elsewhere, "--head", verify(path).head).exit_code == 1
    copied = run("backup", tmp_path / "copies", *db)
    assert copied.output == f"{tmp_path / 'copies' / 'reviews.db'}\n"


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("verify",), "reviews.db: is not there"),
        (("reviews", "export"), "reviews.db: is not there"),
        (("backup", "copies"), "nothing was copied"),
        (("reviews", "import", "nowhere.jsonl"), "nowhere.jsonl"),
        (("reviews", "import", "bad.jsonl"), "bad.jsonl: line 1: is not JSON"),
        (("reviews", "import", "latin.jsonl"), "latin.jsonl: is not UTF-8 text"),
        (("verify", "--reviews", "bad.jsonl"), "bad.jsonl: file is not a database"),
        (("reviews", "--reviews", "bad.jsonl", "needed"), "bad.jsonl: file is not a database"),
        (("verify", "--reviews", "other.db"), "other.db: holds no log of reviews"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.jsonl").write_text("not a row of a log, " * 40)
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9\n")
    rows(tmp_path / "other.db", "CREATE TABLE t (x)")
    result = run(*arguments)
    assert result.exit_code == 1 and result.output.startswith("Error: ") and result.output.count("\n") == 1
    assert told in result.output
