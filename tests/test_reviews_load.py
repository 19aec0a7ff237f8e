"""Many who decide at once, while the knowledge base is built anew and served, and while their programs are killed."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from loading import acknowledged

from bench.serving import free_port
from kb.build import build
from kb.reviews import ReviewLog, verify

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
WRITERS, EACH = 8, 250


def writer(path, reviewer, count):
    """A process that decides; its acknowledgements are in REVIEWER.acks beside the log."""
    command = [
        sys.executable,
        ROOT / "tests" / "loading.py",
        path,
        reviewer,
        str(count),
        path.with_name(f"{reviewer}.acks"),
    ]
    return subprocess.Popen([*map(str, command)], env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)


def rows(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def folder(tmp_path):
    for name in ("articles", "studies"):
        (tmp_path / name).mkdir()
    (tmp_path / "articles" / "page.md").write_text(
        "---\ntitle: Rest\n---\n\n# Rest\n\nKetamine is approved for insomnia.\n"
    )
    shutil.copy(ROOT / "sources" / "studies" / "glue2018.yml", tmp_path / "studies")
    return tmp_path


class Server:
    """What `kb serve` starts, over the knowledge base and the log of a folder; asked again and again by a thread."""

    def __init__(self, folder):
        self.address = f"http://127.0.0.1:{free_port()}"
        command = [sys.executable, "-m", "kb.cli", "serve", "--no-build", "--port", self.address.rpartition(":")[2]]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.answers, self.wrong, self.done = 0, [], threading.Event()
        self.thread = threading.Thread(target=self._ask)

    def __enter__(self):
        for _ in range(240):
            try:
                self._get("/kb/verdicts_that_count.json?_shape=array")
                break
            except OSError:
                time.sleep(0.25)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return answer.read()

    def _ask(self):
        while not self.done.is_set():
            for path in (
                "/kb/verdicts_that_count.json?_shape=array",
                "/kb.json?sql=select+count(*)+from+reviews.decisions&_shape=array",
            ):
                try:
                    self._get(path)
                    self.answers += 1
                except urllib.error.HTTPError as error:
                    self.wrong.append((path, error.code, error.read()[:200]))
                except OSError:
                    time.sleep(0.1)  # it loads the new knowledge base


def test_eight_write_two_thousand_decisions_while_a_build_runs_and_a_server_reads(folder, nlp):
    def rebuild():
        return build(folder / "articles", folder / "studies", folder / "kb.db", nlp=nlp)

    rebuild()
    path, builds = folder / "reviews.db", 0
    with ReviewLog(path) as log:
        log.set_needed(reviewer="lea", needed=2)
    with Server(folder) as server:
        writers = [writer(path, f"r{number}", EACH) for number in range(WRITERS)]
        while builds < 2 or any(process.poll() is None for process in writers):
            if builds < 4:
                rebuild()
                builds += 1
            time.sleep(0.1)
        assert [process.communicate()[1] for process in writers] == [""] * WRITERS
    acks = list(acknowledged(*folder.glob("*.acks")))
    held = rows(path, "SELECT hash, reviewer FROM reviews WHERE kind = 'decision' ORDER BY id")
    assert len(acks) == len(set(acks)) == len(held) == WRITERS * EACH
    assert set(acks) == {hash for hash, _ in held}
    found = verify(path)
    assert (found.intact, found.rows) == (True, WRITERS * EACH + 1), found
    assert builds >= 2 and server.answers > 0 and server.wrong == []
    assert rows(path, "SELECT count(*), min(reviewers), max(reviewers) FROM standing") == [(125, WRITERS, WRITERS)]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_acknowledged_outlives_a_kill_at_any_moment(tmp_path, seed):
    path, choose = tmp_path / "reviews.db", random.Random(seed)
    with ReviewLog(path) as log:
        log.set_needed(reviewer="lea", needed=2)
    for turn in range(3):
        writers = [writer(path, f"r{turn}{number}", 100_000) for number in range(3)]
        while not all(path.with_name(f"r{turn}{number}.acks").exists() for number in range(3)):
            time.sleep(0.01)
        for process in writers:
            time.sleep(choose.random() * 0.3)
            process.send_signal(signal.SIGKILL)
        assert [process.wait() for process in writers] == [-signal.SIGKILL] * 3
        for process in writers:
            process.stderr.close()
        acks = set(acknowledged(*tmp_path.glob("*.acks")))
        held = {hash for (hash,) in rows(path, "SELECT hash FROM reviews WHERE kind = 'decision'")}
        assert acks <= held and len(held - acks) <= 3 * (turn + 1)  # each may have had one under way
        found = verify(path)
        assert found.intact and found.rows == len(held) + 1, found
    with ReviewLog(path) as log:  # and the log goes on
        event = log.set_needed(reviewer="lea", needed=1)
    assert event.id == found.rows + 1 and event.prev_hash == found.head


def test_a_kill_within_a_transaction_leaves_nothing_of_it(tmp_path):
    path = tmp_path / "reviews.db"
    with ReviewLog(path) as log:
        log.set_needed(reviewer="lea", needed=2)
    script = (
        "import sys, time; from pathlib import Path; from kb.reviews.log import *; from kb.reviews.events import COLUMNS\n"
        "log = open_log(Path(sys.argv[1])); log.execute('BEGIN IMMEDIATE')\n"
        "row = dict.fromkeys(COLUMNS) | {'kind': 'policy', 'needed': 3, 'at': now(), 'reviewer': 'eve', 'blind': 0, 'reason': '', 'citation': '', 'note': ''}\n"
        "append(log, row); print('written', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, path], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "written\n"
    process.kill()
    process.communicate()
    with ReviewLog(path) as log:
        assert log.needed() == 2
        assert log.set_needed(reviewer="lea", needed=4).id == 2
    assert verify(path).intact
