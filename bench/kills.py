"""Whole builds killed without warning at random moments: `python -m bench.kills --number 50 --seed 6`.

`kb build` runs over the shipped sources as a user starts it, with what builds keep and without, in one process and in
two, and gets SIGKILL: half of the times at a random moment of the time that such a build takes, half when a random
share of the new file is written. After each the database must be, byte for byte, the one from before or the one that
the build was making, pass SQLite's integrity check, and no process may go on. At the end a build that nobody kills must
give the same file as ever and leave nothing beside it. `tests/test_faults.py` does the same in small.
Exit status 1 where something of this does not hold.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = (("--jobs", "1"), ("--jobs", "2"), ("--jobs", "1", "--no-cache"), ("--jobs", "2", "--no-cache"))
PATIENCE = 1200.0  # seconds for a build, on a busy machine
GOING = 30.0  # seconds within which the workers of a killed build must have ended


class Wrong(Exception):
    """What does not hold after a kill."""


class Place:
    """A folder with sources and their database."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database, self.new = folder, folder / "kb.db", folder / ".kb.db.new"
        for name in ("articles", "studies"):
            shutil.copytree(ROOT / "sources" / name, folder / name)

    def start(self, options: Sequence[str]) -> subprocess.Popen:
        """A build in a process group of its own."""
        command = [sys.executable, "-m", "kb.cli", "build", "--db", str(self.database)]
        command += ["--articles", str(self.folder / "articles"), "--studies", str(self.folder / "studies"), *options]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, **quiet)

    def build(self, options: Sequence[str]) -> float:
        """A build that nobody kills; how long it took, in seconds."""
        begun = time.monotonic()
        process = self.start(options)
        if process.wait(PATIENCE):
            raise Wrong(f"a build that nobody killed ended with {process.returncode}")
        return time.monotonic() - begun


def killed(process: subprocess.Popen, moment: Callable[[], bool]) -> bool:
    """Kill the build once `moment` has come; whether it was still at work."""
    while not moment() and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def check(place: Place, process: subprocess.Popen, allowed: Sequence[bytes]) -> None:
    """Raises Wrong where something does not hold after a kill."""
    if place.database.read_bytes() not in allowed:
        raise Wrong("the database is neither the old one nor the new one")
    with closing(sqlite3.connect(f"{place.database.as_uri()}?mode=ro", uri=True)) as db:
        if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise Wrong("the database does not pass the integrity check")
    deadline = time.monotonic() + GOING
    while going := _group(process.pid):
        if time.monotonic() > deadline:
            raise Wrong(f"processes go on: {going}")
        time.sleep(0.02)


def _group(leader: int) -> list[str]:
    """The processes of a group that have not ended (proc(5): behind the name come the state and three numbers)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(group) == leader and state not in "ZX":
            found.append(path.parent.name)
    return found


def run(place: Place, number: int, seed: int) -> tuple[int, int]:
    """Kill so many builds at work; how many of them had begun to write, and how many builds had ended before their
    moment came, which do not count. Raises Wrong."""
    chance = random.Random(seed)
    place.build(SETTINGS[2])
    before = place.database.read_bytes()
    last = max((place.folder / "articles").glob("*.md"))
    last.unlink()  # so that another file comes of it
    lasts = {options: place.build(options) for options in SETTINGS}
    after = place.database.read_bytes()
    if after == before:
        raise Wrong(f"the build without {last.name} gives the same database")
    place.database.write_bytes(before)
    at_work = writing = turn = 0
    while at_work < number:
        options = SETTINGS[turn // 2 % len(SETTINGS)]
        process = place.start(options)
        if turn % 2:
            grown = chance.randrange(len(after))
            moment = lambda grown=grown: place.new.exists() and place.new.stat().st_size >= grown  # noqa: E731
        else:
            end = time.monotonic() + chance.uniform(0, lasts[options])
            moment = lambda end=end: time.monotonic() > end  # noqa: E731
        was_at_work = killed(process, moment)
        at_work += was_at_work
        writing += was_at_work and place.new.exists() and place.new.stat().st_size > 0
        check(place, process, (before, after))
        if place.database.read_bytes() == after:
            place.database.write_bytes(before)
        turn += 1
        print(f"\r{at_work} of {number}", end="", file=sys.stderr, flush=True)
    place.build(SETTINGS[0])
    if place.database.read_bytes() != after:
        raise Wrong("the build after all kills gives another database")
    if left := set(os.listdir(place.folder)) - {"articles", "studies", "kb.db", ".kb.db.cache"}:
        raise Wrong(f"left behind: {sorted(left)}")
    return writing, turn - at_work


def main() -> int:
    """Kill the builds and say how it went; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=50, help="of builds that are killed at work (default 50)")
    parser.add_argument("--seed", type=int, default=6)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            writing, before = run(Place(Path(folder)), args.number, args.seed)
        except Wrong as wrong:
            print(f"\nNOT whole: {wrong}")
            return 1
    print(f"\n{args.number} builds killed at work (seed {args.seed}), {writing} of them while writing;")
    print(f"{before} had ended before their moment came;")
    print("each time the old or the new database stood whole, no process went on, and nothing was left behind")
    return 0


if __name__ == "__main__":
    sys.exit(main())
