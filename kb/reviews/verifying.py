"""Is the log as it was written? Each row is held against its hash, the chain and the rules, and what was made from the
rows against what they make when they are read again from the first."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.reviews.chain import unchained
from kb.reviews.log import INSERT, SCHEMA

# What the triggers make, and the row of the log that each row of it is about.
_MADE = {
    "places": "id",
    "opened": "id",
    "tally": "(SELECT max(p.id) FROM places p WHERE p.anchor = {0}.anchor)",
    "standing": "(SELECT max(p.id) FROM places p WHERE p.anchor = {0}.anchor)",
}
_RULES = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What a look through the log found: how many rows, the hash of the last good one, and the first row at which
    something is wrong (0: the file as a whole)."""

    rows: int
    head: str
    broken_at: int | None = None
    why: str = ""

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken_at is None


def verify(path: Path, head: str = "") -> Verified:
    """Look through the log at `path`.

    `head` is a hash that somebody noted: that row must still be there, for a log that was cut off at its end is a good
    log in itself. Raises sqlite3.Error when the file cannot be read.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as log, closing(_empty()) as again:
        log.row_factory = again.row_factory = sqlite3.Row
        log.execute("BEGIN")
        rows, last, seen = 0, "", not head
        for row in _rows(log):
            why = unchained(row, rows + 1, last) or _refused(again, row)
            if why:
                return Verified(rows=rows, head=last, broken_at=rows + 1, why=why)
            rows, last = rows + 1, row["hash"]
            seen = seen or last == head
        broken_at, why = _made_otherwise(log, again)
        if broken_at is None and not seen:
            broken_at, why = rows + 1, "the row with the hash given is not there: the end is missing"
        return Verified(rows=rows, head=last, broken_at=broken_at, why=why)


def _empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    return connection


def _rows(log: sqlite3.Connection) -> Iterator[Mapping[str, Any]]:
    if not log.execute("SELECT 1 FROM sqlite_master WHERE name = 'reviews'").fetchone():
        raise sqlite3.DatabaseError("holds no log of reviews")
    # By the table itself and not by an index, which could be made to tell something else.
    return (dict(row) for row in log.execute("SELECT * FROM reviews NOT INDEXED ORDER BY id"))


def _refused(again: sqlite3.Connection, row: Mapping[str, Any]) -> str:
    """What the rules have against a row, after those before it; empty for nothing."""
    try:
        again.execute(INSERT, row)
    except sqlite3.Error as error:
        return f"it breaks the rules ({error})"
    return ""


def _made_otherwise(log: sqlite3.Connection, again: sqlite3.Connection) -> tuple[int | None, str]:
    """The first row of which the file shows something else than the rows of the log make, and what."""
    wrong: list[tuple[int, str]] = []
    for table, about in _MADE.items():
        sql = f"SELECT *, {about.format(table)} AS about FROM {table}"
        here, there = ({tuple(row) for row in connection.execute(sql)} for connection in (log, again))
        wrong += [(row[-1] or 0, f"the table {table} shows something else of it") for row in here ^ there]
    if wrong:
        return min(wrong)
    here, there = ([tuple(row) for row in connection.execute(_RULES)] for connection in (log, again))
    changed = sorted({name for _, name, _ in set(here) ^ set(there)})
    return (0, f"the rules in the file were changed: {', '.join(changed)}") if changed else (None, "")
