"""The log of reviews and the accounts under a new schema: nothing is lost, whatever interrupts it, and nothing else is
taken for them."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from faulting import ROOT
from reviewing import seen

from kb.accounts import Accounts
from kb.accounts import store as accounts_store
from kb.labels import Decision, Role
from kb.reviews import ReviewLog, verify
from kb.reviews import log as reviews_log
from kb.sqlscript import TooNew

PASSWORD = "eight or more of them"
# Opens a file as the program does, and is killed when SQLite begins the statement of that number.
OPEN_AND_DIE = """
import os, signal, sqlite3, sys
from pathlib import Path
connect, left = sqlite3.connect, [int(sys.argv[3])]
def count(statement):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
def dying(*given, **named):
    connection = connect(*given, **named)
    connection.set_trace_callback(count)
    return connection
sqlite3.connect = dying
if sys.argv[1] == "reviews":
    from kb.reviews import ReviewLog
    ReviewLog(Path(sys.argv[2])).close()
else:
    from kb.accounts import Accounts
    Accounts(Path(sys.argv[2])).secret()
"""


def full_log(path: Path) -> Path:
    with ReviewLog(path) as log:
        log.set_needed(reviewer="lea", needed=2)
        for number in range(12):
            for name in ("ana", "bo"):
                log.decide(reviewer=name, claim=seen(f"c{number}"), decision=Decision.AGREE)
            log.note(reviewer="ana", claim=seen(f"c{number}"), note="@bo look")
    return path


def full_accounts(path: Path) -> Path:
    accounts = Accounts(path)
    accounts.secret()
    accounts.add("ana", Role.LEAD, PASSWORD)
    accounts.add("bo", Role.REVIEWER, PASSWORD)
    return path


MADE = {"reviews": full_log, "accounts": full_accounts}


def age(path: Path) -> None:
    """Make the file one of an earlier schema: without a number, and without what came later."""
    with closing(sqlite3.connect(path)) as db:
        later = db.execute("SELECT name FROM sqlite_master WHERE type = 'view' OR name = 'users_stay'").fetchall()
        for (name,) in later:
            kind = db.execute("SELECT type FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
            db.execute(f"DROP {kind} {name}")
        db.execute("PRAGMA user_version=0")


def contents(path: Path, *, rules: bool = True) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        held = {table: db.execute(f"SELECT * FROM [{table}] ORDER BY 1").fetchall() for table in tables}
        if rules:
            held["rules"] = db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return held


def opened(kind: str, path: Path) -> None:
    if kind == "reviews":
        ReviewLog(path).close()
    else:
        Accounts(path).exist()


@pytest.mark.parametrize("kind", MADE)
def test_an_older_file_is_brought_to_the_present_schema_with_all_its_rows(tmp_path, kind):
    path = MADE[kind](tmp_path / "file.db")
    before = contents(path)
    age(path)
    assert contents(path) != before
    opened(kind, path)
    assert contents(path) == before
    if kind == "reviews":
        assert verify(path).intact and verify(path).rows == 37


@pytest.mark.parametrize("kind", MADE)
def test_an_upgrade_that_is_killed_at_any_step_can_be_begun_again(tmp_path, kind):
    path = MADE[kind](tmp_path / "file.db")
    whole = contents(path)
    age(path)
    aged = contents(path)
    statement = 1
    while True:
        command = [sys.executable, "-c", OPEN_AND_DIE, kind, str(path), str(statement)]
        ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True).returncode
        if ended != -signal.SIGKILL:
            assert ended == 0
            break
        assert contents(path) == aged
        statement += 1 + statement // 2
    assert statement > 20
    assert contents(path) == whole
    assert {*os.listdir(tmp_path)} <= {"file.db", "file.db-wal", "file.db-shm"}


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("PRAGMA user_version=99", "later version"),
        ("PRAGMA user_version=0; CREATE TABLE dishes (name TEXT)", "something else"),
        ("PRAGMA user_version=0; ALTER TABLE {0} ADD COLUMN stars INTEGER", "something else"),
    ],
)
def test_a_file_of_something_else_is_refused_and_left_as_it_is(tmp_path, kind, spoil, told):
    path = MADE[kind](tmp_path / "file.db")
    with closing(sqlite3.connect(path)) as db:
        db.executescript(spoil.format({"reviews": "reviews", "accounts": "users"}[kind]))
    before = contents(path)
    with pytest.raises(sqlite3.DatabaseError, match=told) as caught:
        opened(kind, path)
    assert isinstance(caught.value, TooNew) == (told == "later version")
    assert contents(path) == before


def test_a_row_against_the_new_rules_stops_the_upgrade(tmp_path):
    path = full_log(tmp_path / "reviews.db")
    with closing(sqlite3.connect(path)) as db:
        db.executescript("PRAGMA user_version=0; DROP TRIGGER IF EXISTS reviews_stay")
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("DELETE FROM opened")
        db.execute("DELETE FROM places")
        db.execute("DELETE FROM reviews WHERE id = 3")
        db.commit()
    before = contents(path)
    with pytest.raises(sqlite3.DatabaseError):
        ReviewLog(path)
    assert contents(path) == before


# A schema that changes gets a new number, or files that are there would keep the old one: the digest of each number.
NUMBERS = {
    reviews_log: {1: "0d6366a70523d4ad"},
    accounts_store: {1: "5175b0dfc4762c8e"},
}


@pytest.mark.parametrize("module", NUMBERS, ids=lambda module: module.__name__)
def test_a_schema_that_changes_has_a_new_number(module):
    digest = sha256(module.SCHEMA.read_bytes()).hexdigest()[:16]
    assert NUMBERS[module].get(module.NUMBER) == digest, f"raise NUMBER, and note {digest} here"
    assert max(NUMBERS[module]) == module.NUMBER
