"""Accounts: names, roles, hashes, back-off, the file, and the commands that change it."""

import os
import re
import sqlite3
import stat
import threading
import time

import pytest
from click.testing import CliRunner

from kb.accounts import AccountRefused, Accounts, SignedIn, Wait, Wrong, sign_in
from kb.accounts import signing_in as back_off
from kb.cli import main
from kb.labels import Role

PASSWORD = "a long sentence about salts"
NOW = 1_000_000.0


@pytest.fixture
def accounts(tmp_path) -> Accounts:
    return Accounts(tmp_path / "accounts.db")


@pytest.fixture(scope="module")
def with_ana(tmp_path_factory):
    """The bytes of a file with one account: hashing takes long."""
    made = Accounts(tmp_path_factory.mktemp("accounts") / "accounts.db")
    made.add("ana", Role.REVIEWER, PASSWORD)
    with made.writing():
        pass
    db = sqlite3.connect(made.path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return made.path.read_bytes()


@pytest.fixture
def ana(accounts, with_ana) -> Accounts:
    accounts.path.write_bytes(with_ana)
    return accounts


def rows(accounts: Accounts, sql: str) -> list[tuple]:
    with sqlite3.connect(accounts.path) as db:
        return db.execute(sql).fetchall()


# ---- names and passwords ----


@pytest.mark.parametrize("name", ["ana", "ana.meyer", "a-1_b.c", "x" * 32, " Ana "])
def test_names_that_are_taken(accounts, name):
    assert accounts.add(name, Role.READER, PASSWORD).name == name.strip().lower()


@pytest.mark.parametrize(
    "name",
    [
        "", " ", ".", "1ana", "ana.", "-ana", "a..b", "a b", "ana\n", "ana\x00", "x" * 33, "änne", "аna", "ana@x", "<b>", "../ana",
        "root", "machine", "ROOT", "<script>alert(1)</script>", "ana'--", "ana；", "ａｎａ", "\u202eana", "anna\u200b",
    ],
)  # fmt: skip
def test_names_that_are_refused(accounts, name):
    if name == "ana\n":  # a line end is no part of what was typed
        name = "a\nb"
    with pytest.raises(AccountRefused):
        accounts.add(name, Role.READER, PASSWORD)
    assert not accounts.exist()


@pytest.mark.parametrize("password", ["", "short", "1234567", "x" * 1025])
def test_passwords_that_are_refused(accounts, password):
    with pytest.raises(AccountRefused):
        accounts.add("ana", Role.READER, password)


def test_a_password_is_not_the_name(accounts):
    with pytest.raises(AccountRefused, match="not the name"):
        accounts.add("katharina", Role.READER, "Katharina ")


def test_only_an_argon2id_hash_is_kept(ana):
    ((kept,),) = rows(ana, "SELECT hash FROM users")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD.encode() not in ana.path.read_bytes()


def test_a_composed_accent_is_the_same_password(accounts):
    accounts.add("eva", Role.READER, "cafe\u0301 au lait")
    assert isinstance(sign_in(accounts, "eva", "caf\xe9 au lait", address="", now=NOW), SignedIn)


# ---- the file ----


def test_the_file_is_for_its_owner_alone(accounts):
    before = os.umask(0)
    try:
        accounts.secret()
        accounts.find("ana")
    finally:
        os.umask(before)
    for path in accounts.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_reading_makes_no_file(accounts):
    assert not accounts.exist() and accounts.find("ana") is None and accounts.all() == () and accounts.deciders() == 0
    assert not accounts.path.exists()


def test_the_secret_stays(accounts):
    first = accounts.secret()
    assert len(first) == 64 and accounts.secret() == first == Accounts(accounts.path).secret()


def test_a_file_made_or_replaced_by_another_process_is_seen(accounts, with_ana):
    assert not accounts.exist()
    accounts.path.write_bytes(with_ana)
    assert accounts.find("ana")
    other = accounts.path.with_name("other.db")
    Accounts(other).secret()
    os.replace(other, accounts.path)
    assert accounts.find("ana") is None
    accounts.path.unlink()
    assert not accounts.exist()


def test_a_file_that_is_none_lets_nobody_in(accounts):
    accounts.path.write_bytes(b"this is no database, and it is long enough to be read as one" * 20)
    with pytest.raises(sqlite3.DatabaseError):
        accounts.exist()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM users",
        "UPDATE users SET name = 'bo'",
        "UPDATE users SET generation = 0",
        "UPDATE users SET role = 'admin'",
        "UPDATE users SET hash = 'secret'",
        "INSERT INTO users (name, role, hash, created) VALUES ('<b>', 'lead', '$argon2id$', 'now')",
    ],
)
def test_another_program_cannot_break_the_rules(ana, sql):
    with sqlite3.connect(ana.path) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(sql)


def test_only_one_of_many_is_the_first(accounts):
    made, refused = [], []

    def attempt(number: int) -> None:
        try:
            made.append(accounts.add(f"ana{number}", Role.LEAD, PASSWORD, first=True))
        except AccountRefused as error:
            refused.append(str(error))

    threads = [threading.Thread(target=attempt, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1 and len(refused) == 3 and len(accounts.all()) == 1


# ---- signing in ----


@pytest.mark.parametrize(
    ("name", "password", "expected"),
    [
        ("ana", PASSWORD, SignedIn),
        (" ANA ", PASSWORD, SignedIn),
        ("ana", PASSWORD + " ", Wrong),
        ("ana", PASSWORD.upper(), Wrong),
        ("ana", "", Wrong),
        ("", "", Wrong),
        ("bo", PASSWORD, Wrong),
        ("' OR 1=1 --", PASSWORD, Wrong),
        ("ana", PASSWORD + "\x00", Wrong),
    ],
)
def test_who_is_let_in(ana, name, password, expected):
    assert isinstance(sign_in(ana, name, password, address="127.0.0.1", now=NOW), expected)


def test_a_disabled_account_is_not_let_in(ana):
    ana.disable("ana")
    assert sign_in(ana, "ana", PASSWORD, address="", now=NOW) == Wrong()
    ana.restore("ana")
    assert isinstance(sign_in(ana, "ana", PASSWORD, address="", now=NOW), SignedIn)


def test_unknown_names_go_the_same_way(ana, monkeypatch):
    """The same number of passwords is held against a hash of the same cost, whether the name is there or not."""
    calls = []
    monkeypatch.setattr(
        back_off, "password_matches", lambda stored, password: calls.append(stored.split("$")[1:4]) or False
    )
    for name in ("ana", "bo", "<b>", ""):
        sign_in(ana, name, "wrong password", address=name, now=NOW)
    assert len(calls) == 4 and all(call == calls[0] for call in calls)


def test_unknown_names_take_as_long(ana):
    def median(names: list[str]) -> float:
        took = []
        for number, name in enumerate(names):
            began = time.perf_counter()
            sign_in(ana, name, "wrong password", address=f"{name}{number}", now=NOW)
            took.append(time.perf_counter() - began)
        return sorted(took)[len(took) // 2]

    median(["bo"])  # the hash that nobody knows is made once
    known, unknown = median(["ana"] * 7), median(["bo"] * 7)
    assert 0.5 < known / unknown < 2


def test_waiting_doubles_with_each_failure(ana, monkeypatch):
    monkeypatch.setattr(back_off, "password_matches", lambda stored, password: password == PASSWORD)
    now, waited = NOW, []
    for _ in range(back_off.FREE):
        assert sign_in(ana, "ana", "wrong", address="1", now=now) == Wrong()
    for _ in range(12):
        blocked = sign_in(ana, "ana", PASSWORD, address="1", now=now)
        assert isinstance(blocked, Wait), "the right password is not even looked at"
        waited.append(blocked.seconds)
        assert isinstance(sign_in(ana, "ana", PASSWORD, address="1", now=now + blocked.seconds - 1.5), Wait)
        now += blocked.seconds
        assert sign_in(ana, "ana", "wrong", address="1", now=now) == Wrong()
    assert waited[:4] == [2, 3, 5, 9] and waited[-1] == 901
    assert isinstance(sign_in(ana, "ana", PASSWORD, address="2", now=now), SignedIn), "another address need not wait"
    assert isinstance(sign_in(ana, "ana", PASSWORD, address="1", now=now + 902), SignedIn)
    assert sign_in(ana, "ana", "wrong", address="1", now=now + 903) == Wrong(), "success forgives what went before"


@pytest.mark.parametrize("back", [60.0, 36_000.0, 10 * 86_400.0])
def test_a_clock_that_is_set_back_locks_nobody_out(ana, monkeypatch, back):
    monkeypatch.setattr(back_off, "password_matches", lambda stored, password: password == PASSWORD)
    for _ in range(back_off.FREE):
        assert sign_in(ana, "ana", "wrong", address="1", now=NOW) == Wrong()
    assert sign_in(ana, "ana", PASSWORD, address="1", now=NOW) == Wait(2)
    answer = sign_in(ana, "ana", PASSWORD, address="1", now=NOW - back)
    assert answer == Wait(2) or isinstance(answer, SignedIn)


def test_one_address_cannot_try_many_names(ana, monkeypatch):
    monkeypatch.setattr(back_off, "password_matches", lambda stored, password: False)
    answers = [sign_in(ana, f"name{number}", "x", address="1", now=NOW) for number in range(60)]
    assert answers.count(Wrong()) == back_off.FREE_OF_ADDRESS
    assert sign_in(ana, "name0", "x", address="2", now=NOW) == Wrong()


def test_attempts_beside_one_another_are_all_counted(ana, monkeypatch):
    monkeypatch.setattr(back_off, "password_matches", lambda stored, password: bool(time.sleep(0.05)))
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(sign_in(ana, "ana", "x", address="1", now=NOW)))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(Wrong()) == back_off.FREE


def test_failures_tell_nothing_and_are_forgotten(ana, monkeypatch):
    monkeypatch.setattr(back_off, "password_matches", lambda stored, password: False)
    sign_in(ana, "hunter2-typed-as-name", "x", address="10.1.2.3", now=NOW)
    kept = repr(rows(ana, "SELECT * FROM failures"))
    assert "hunter2" not in kept and "10.1.2.3" not in kept
    sign_in(ana, "bo", "x", address="9", now=NOW + back_off.FORGOTTEN + 1)
    assert len(rows(ana, "SELECT * FROM failures")) == 2


def test_old_parameters_are_replaced_when_signing_in(accounts):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    accounts.secret()
    with accounts.writing() as db:
        db.execute("INSERT INTO users (name, role, hash, created) VALUES ('ana', 'lead', ?, 'then')", [weak])
    assert isinstance(sign_in(accounts, "ana", PASSWORD, address="", now=NOW), SignedIn)
    assert "m=65536" in accounts.stored_hash("ana")
    assert isinstance(sign_in(accounts, "ana", PASSWORD, address="", now=NOW), SignedIn)


# ---- commands ----


def run(tmp_path, *arguments: str, password: str | None = PASSWORD):
    given = ["user", "--db", str(tmp_path / "kb.db"), *arguments]
    return CliRunner().invoke(main, given, input=f"{password}\n" if password is not None else None)


def test_commands_make_and_change_accounts(tmp_path):
    accounts = Accounts(tmp_path / "accounts.db")
    made = run(tmp_path, "add", "ana", "--role", "lead", "--password-stdin")
    assert made.stdout == "ana: lead\n" and str(accounts.path) in made.stderr
    ana = accounts.find("ana")
    assert ana.role is Role.LEAD and ana.active
    assert run(tmp_path, "role", "ana", "reader").exit_code == 0
    assert accounts.find("ana").role is Role.READER and accounts.find("ana").generation == ana.generation
    assert run(tmp_path, "passwd", "ana", "--password-stdin", password="another long one").exit_code == 0
    assert accounts.find("ana").generation == ana.generation + 1
    assert isinstance(sign_in(accounts, "ana", "another long one", address="", now=NOW), SignedIn)
    assert run(tmp_path, "remove", "ana").output == "ana: disabled\n"
    assert not accounts.find("ana").active and accounts.find("ana").generation == ana.generation + 2
    listed = run(tmp_path, "list").output
    assert re.fullmatch(r"ana +reader +\S+Z disabled \S+Z\n", listed) and "argon2" not in listed
    assert "taken" in run(tmp_path, "add", "ana", "--role", "lead", "--password-stdin").output
    assert run(tmp_path, "restore", "ana").output == "ana: reader\n"


def needed(tmp_path) -> list[tuple]:
    with sqlite3.connect(tmp_path / "reviews.db") as db:
        return db.execute("SELECT kind, needed, reviewer FROM reviews ORDER BY id").fetchall()


def test_with_a_second_who_may_decide_two_decide_blind(tmp_path):
    def add(name: str, role: str) -> str:
        return run(tmp_path, "add", name, "--role", role, "--password-stdin").output

    add("ana", "lead")
    add("rita", "reader")
    assert not (tmp_path / "reviews.db").exists()
    assert "two decide a claim blind" in add("bo", "reviewer")
    assert needed(tmp_path) == [("policy", 2, "bo")]
    add("cy", "reviewer")
    assert needed(tmp_path) == [("policy", 2, "bo")], "who set another number by hand keeps it"


def test_a_second_who_may_decide_may_be_a_reader_that_was(tmp_path):
    for name in ("ana", "bo"):
        run(tmp_path, "add", name, "--role", "lead" if name == "ana" else "reader", "--password-stdin")
    assert "blind" in run(tmp_path, "role", "bo", "reviewer").output
    assert needed(tmp_path) == [("policy", 2, "bo")]
    run(tmp_path, "remove", "bo")
    assert "blind" in run(tmp_path, "restore", "bo").output


def test_the_password_is_asked_twice_and_not_shown(tmp_path):
    asked = CliRunner().invoke(
        main,
        ["user", "--db", str(tmp_path / "kb.db"), "add", "ana", "--role", "reader"],
        input=f"{PASSWORD}\nother\n{PASSWORD}\n{PASSWORD}\n",
    )
    assert asked.exit_code == 0 and PASSWORD not in asked.output and "do not match" in asked.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add", "ana", "--role", "admin"], "is not one of"),
        (["add", "<b>", "--role", "reader", "--password-stdin"], "A name has"),
        (["add", "ana", "--role", "reader", "--password-stdin"], "A password has"),
        (["remove", "ana"], "There is no account ana."),
        (["restore", "ana"], "There is no account ana."),
        (["role", "ana", "lead"], "There is no account ana."),
        (["passwd", "ana", "--password-stdin"], "There is no account ana."),
    ],
)
def test_commands_say_in_a_line_what_is_wrong(tmp_path, arguments, told):
    result = run(tmp_path, *arguments, password="short")
    assert result.exit_code != 0 and told in result.output and "Traceback" not in result.output


def test_a_file_that_cannot_be_read_is_one_line(tmp_path):
    (tmp_path / "accounts.db").write_bytes(b"no database at all, only words " * 40)
    result = run(tmp_path, "list")
    assert result.exit_code == 1 and result.output.count("\n") == 1
