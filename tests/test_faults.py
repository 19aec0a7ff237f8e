"""Builds that are killed, starved, shut out or run beside one another: the old database stands, the message says what to
do, and nothing is left behind."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from faulting import PAGE, forked, killed, small_disk, small_sources

from bench.large import write_large
from kb import old_file
from kb.build import BuildFailed, build
from kb.last_good import last_good_article
from kb.old_file import open_old
from kb.store import replacing
from kb.whole_file import InUse, aside

MOMENTS = 50
EMPTY = ["articles", "studies"]


@pytest.fixture
def folders(tmp_path):
    return small_sources(tmp_path)


@pytest.fixture
def run(folders, tmp_path, nlp, monkeypatch):
    monkeypatch.setattr(old_file, "PATIENCE", 0.2)
    return lambda database=tmp_path / "kb.db", jobs=1: build(*folders, database, nlp=nlp, jobs=jobs)


def is_whole(database: Path) -> bool:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as db:
        return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def write(database: Path, claims: int = 60) -> None:
    """Make a database as a build does, without the reading: a tenth of a second instead of three."""
    write_large(database, articles=6, claims=claims, studies=10)


def test_a_build_killed_at_fifty_moments_leaves_the_old_database(run, folders, tmp_path):
    database, new = tmp_path / "kb.db", tmp_path / ".kb.db.new"
    write(database)
    begun = time.monotonic()
    write(tmp_path / "other.db", claims=61)
    lasts, size = time.monotonic() - begun, (tmp_path / "other.db").stat().st_size
    before, after = database.read_bytes(), (tmp_path / "other.db").read_bytes()
    chance, were_killed = random.Random(6), 0
    for number in range(MOMENTS):
        if number % 2:  # at a moment of its time
            end = time.monotonic() + chance.uniform(0, lasts)
            moment = lambda end=end: time.monotonic() > end  # noqa: E731
        else:  # when so much is written
            grown = chance.randrange(size)
            moment = lambda grown=grown: new.exists() and new.stat().st_size >= grown  # noqa: E731
        work = run if number % 10 == 9 else lambda: write(database, claims=61)  # a whole build now and then
        were_killed += killed(forked(work), moment)
        assert is_whole(database)
        assert database.read_bytes() in (before, after)
        if database.read_bytes() == after:
            database.write_bytes(before)
    assert were_killed > MOMENTS / 2
    write(database, claims=61)
    assert database.read_bytes() == after
    assert sorted(os.listdir(tmp_path)) == ["articles", "kb.db", "other.db", "studies"]


def test_a_killed_command_leaves_the_old_database_and_no_process(folders, tmp_path):
    database = tmp_path / "kb.db"
    words = ("build", "--articles", folders[0], "--studies", folders[1], "--db", database, "--jobs", "2")
    write(database)
    before = database.read_bytes()
    for number in range(40):  # work for two
        (folders[0] / f"page{number}.md").write_text(PAGE.replace("wakefulness", f"ill {number}"), encoding="utf-8")
    command = [sys.executable, "-m", "kb.cli", *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    workers = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 60
    children: list[str] = []
    while len(children) < 2 and process.poll() is None and time.monotonic() < deadline:
        children = workers.read_text().split() if workers.exists() else []
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert database.read_bytes() == before
    while any(map(is_running, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, children))
    with replacing(database):  # the lock went with them
        pass
    assert sorted(os.listdir(tmp_path)) == [".kb.db.cache", "articles", "kb.db", "studies"]


def is_running(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# ---- no room ----


def test_a_full_disk(run, folders, tmp_path):
    write(tmp_path / "kb.db")
    room = (tmp_path / "kb.db").stat().st_size + 300_000  # less than the build takes
    with small_disk(tmp_path / "disk", f"size={room}") as disk:
        database = disk / "kb.db"
        shutil.copy(tmp_path / "kb.db", database)
        with pytest.raises(BuildFailed, match=r"disk is full: free some space.*; the old one stands"):
            run(database)
        assert os.listdir(disk) == ["kb.db"]
        assert database.read_bytes() == (tmp_path / "kb.db").read_bytes()


@pytest.mark.parametrize("most", [5_000, 300_000])
def test_files_that_may_not_grow(run, folders, tmp_path, most):
    write(tmp_path / "kb.db")
    before = (tmp_path / "kb.db").read_bytes()
    told = tmp_path / "articles" / "told.log"

    def starved() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        try:
            run()
        except BuildFailed as failure:
            told.write_text(str(failure))

    os.waitpid(forked(starved), 0)
    assert "ulimit -f" in told.read_text() and "the old one stands" in told.read_text()
    told.unlink()
    assert (tmp_path / "kb.db").read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["articles", "kb.db", "studies"]


def test_a_folder_that_cannot_be_written(run, folders, tmp_path):
    write(tmp_path / "kb.db")
    shut = tmp_path / "shut"
    if os.geteuid() == 0:
        with small_disk(shut, "size=20m") as disk:
            shutil.copy(tmp_path / "kb.db", disk)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            refused(run, disk / "kb.db", "the folder cannot be written: change its permissions")
    else:
        shut.mkdir()
        shutil.copy(tmp_path / "kb.db", shut)
        shut.chmod(0o500)
        refused(run, shut / "kb.db", "the folder cannot be written: change its permissions")


def refused(run, database: Path, told: str) -> None:
    before, there = database.read_bytes(), sorted(os.listdir(database.parent))
    with pytest.raises(BuildFailed, match=told) as caught:
        run(database)
    assert "\n" not in str(caught.value) and str(caught.value).endswith("the old one stands")
    assert database.read_bytes() == before
    assert sorted(os.listdir(database.parent)) == there


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("no/kb.db", "its folder is not there"),
        ("x" * 250 + ".db", "name is too long"),
        ("articles", "a folder of that"),
    ],
)
def test_a_place_where_no_database_can_be(run, tmp_path, name, told):
    with pytest.raises(BuildFailed, match=told):
        run(tmp_path / name)
    assert sorted(os.listdir(tmp_path)) == EMPTY


@pytest.mark.parametrize(
    "name", ["a?b#c%41.db", "mode=memory&.db", "'; DROP TABLE claims; --.db", "\x1b[31m.db", " .db"]
)
def test_any_name_is_a_name(tmp_path, name):
    write(tmp_path / name)
    before = (tmp_path / name).read_bytes()
    (tmp_path / f"{name}-journal").write_bytes(b"left")  # so that the old one is opened
    write(tmp_path / name)
    assert (tmp_path / name).read_bytes() == before
    with closing(open_old(tmp_path / name)) as db:
        ident = db.execute("SELECT id FROM articles").fetchone()[0]
    assert last_good_article(tmp_path / name, ident).id == ident
    assert os.listdir(tmp_path) == [name]


# ---- others at the same file ----


def test_two_builds_at_once(run, folders, tmp_path):
    write(tmp_path / "kb.db")
    before = (tmp_path / "kb.db").read_bytes()
    with pytest.raises(sqlite3.Error), replacing(tmp_path / "kb.db") as db:
        refused(run, tmp_path / "kb.db", "another build is writing it: wait until that has ended")
        db.execute("this is no SQL")
    assert (tmp_path / "kb.db").read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["articles", "kb.db", "studies"]


def test_many_writers_of_one_file_never_mix(tmp_path):
    target = tmp_path / "file"

    def writer(letter: str) -> None:
        written = 0
        while written < 30:
            try:
                with aside(target) as new, new.open("w") as handle:
                    for _ in range(20):
                        handle.write(letter * 997)
                        handle.flush()
                written += 1
            except InUse:
                time.sleep(0.001)

    children = [forked(lambda letter=letter: writer(letter)) for letter in "abcd"]
    kill = forked(lambda: writer("e"))
    killed(kill, lambda: target.exists())
    while children:
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended:
            assert status == 0
            children.remove(ended)
        if target.exists():
            text = target.read_text()
            assert len(text) == 20 * 997 and len(set(text)) == 1
    with aside(target):
        pass
    assert os.listdir(tmp_path) == ["file"]


# What another program does to the database, whether it ends (killed) before the build, and what the build then says.
OTHERS = {
    "reads": ("BEGIN; SELECT * FROM claims", False, ""),
    "has it for itself": ("BEGIN EXCLUSIVE", False, "another program is writing to it or has locked it"),
    "is about to write": ("BEGIN IMMEDIATE", False, "another program is writing to it or has locked it"),
    "writes": ("BEGIN; UPDATE claims SET rationale = quote", False, "another program is writing to it or has locked it"),
    "keeps a log": ("PRAGMA journal_mode=WAL; UPDATE claims SET rationale = quote", False, "another program is writing"),
    "died while writing": ("PRAGMA cache_size=1; PRAGMA cache_spill=1; BEGIN; UPDATE claims SET rationale = hex(zeroblob(9999))", True, ""),
    "died with a log": ("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; UPDATE claims SET rationale = quote", True, ""),
}  # fmt: skip
OTHER = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for sql in sys.argv[2].split("; "):
    db.execute(sql).fetchone()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("other", OTHERS)
def test_another_program_has_the_database(run, folders, tmp_path, other):
    sql, dies, told = OTHERS[other]
    database = tmp_path / "kb.db"
    write(database)
    program = subprocess.Popen([sys.executable, "-c", OTHER, str(database), sql], stdout=subprocess.PIPE)
    try:
        assert program.stdout.readline() == b"ready\n"
        if dies:
            program.kill()
            program.wait()
            assert len(list(tmp_path.glob("kb.db-*"))) > 0
        if told:
            refused(run, database, told)
        else:
            write(database, claims=61)
            assert is_whole(database)
    finally:
        program.kill()
        program.wait()
        program.stdout.close()
    for path in (database, tmp_path / "other.db"):
        write(path, claims=62)
    assert database.read_bytes() == (tmp_path / "other.db").read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["articles", "kb.db", "other.db", "studies"]


def test_what_is_locked_is_not_taken_for_empty(tmp_path, monkeypatch):
    """The last good rows are not lost because another program has the database just now."""
    monkeypatch.setattr(old_file, "PATIENCE", 0.1)
    write(tmp_path / "kb.db")
    with closing(sqlite3.connect(tmp_path / "kb.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            last_good_article(tmp_path / "kb.db", "a")


def test_a_journal_without_its_database_is_not_taken_for_that_of_the_new_one(tmp_path):
    for end in ("-journal", "-wal", "-shm"):
        (tmp_path / f"kb.db{end}").write_bytes(os.urandom(5000))
    for name in ("kb.db", "other.db"):
        write(tmp_path / name)
    assert (tmp_path / "kb.db").read_bytes() == (tmp_path / "other.db").read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["kb.db", "other.db"]


# ---- what killed programs left among people's files ----

LEFT = ("studies/.glue2018.yml.new", "studies/texts/.a.txt.new", "articles/.adding-abcd1234/page.md")
OWN = ("studies/.new", "articles/.draft.md.new", "articles/.adding-notes/x.md", "articles/.adding-a")


def test_what_killed_commands_left_is_gone_after_the_next_build_and_nothing_else(run, folders, tmp_path):
    for name in (*LEFT, *OWN):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("half", encoding="utf-8")
    (tmp_path / "studies" / ".x.yml.new").symlink_to(tmp_path / "articles" / "tablets.md")
    with replacing(tmp_path / "kb.db"), pytest.raises(BuildFailed):  # also where it is refused
        run()
    assert [name for name in (*LEFT, "studies/.x.yml.new") if (tmp_path / name).exists()] == []
    assert [name for name in (*OWN, "articles/tablets.md") if not (tmp_path / name).exists()] == []
