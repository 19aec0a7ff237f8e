"""The log as lines of JSON, in and out, and copies of whole databases while others use them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kb.reviews.chain import unchained
from kb.reviews.events import COLUMNS, ReviewRefused
from kb.reviews.log import INSERT, append, open_log, why_refused, writing
from kb.whole_file import aside

_AHEAD = timedelta(minutes=10)  # by which another machine's clock may be ahead of ours


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What an import did: rows appended as they were, appended after rows of our own, and held already."""

    verbatim: int
    rechained: int
    held: int


def export_lines(path: Path) -> Iterator[str]:
    """The whole log, a row a line, as it stands when the first line is asked for. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as log:
        for row in log.execute(f"SELECT {', '.join(COLUMNS)} FROM reviews ORDER BY id"):
            yield json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False)


def import_lines(path: Path, lines: Iterable[str]) -> Imported:
    """Append to the log at `path` the rows of another that it does not hold, all or none.

    A row that continues our chain is taken as it is. Any other is numbered and chained anew, and keeps in `origin` the
    hash that it had. Raises ReviewRefused with the number of the line when the other log is not whole or a row is
    against the rules here.
    """
    rows = list(_read(lines))
    counts = {"verbatim": 0, "rechained": 0, "held": 0}
    with closing(open_log(path)) as log, writing(log):
        held = {row[0]: row[1] for row in log.execute("SELECT coalesce(origin, hash), id FROM reviews")}
        ours: dict[int | None, int | None] = {None: None}  # our number of each of their rows
        for number, row in enumerate(rows, 1):
            identity = row["origin"] or row["hash"]
            if identity in held:
                counts["held"] += 1
            else:
                try:
                    held[identity], how = _take(log, row, identity, ours)
                except sqlite3.Error as error:
                    raise ReviewRefused(f"line {number}: {why_refused(error).why}") from error
                counts[how] += 1
            ours[row["id"]] = held[identity]
    return Imported(**counts)


def _read(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The rows of an export, each held against the one before."""
    head, number = "", 0
    latest = (datetime.now(UTC) + _AHEAD).isoformat()
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            raise ReviewRefused(f"line {number}: is not JSON") from None
        if not isinstance(row, dict) or set(row) != set(COLUMNS):
            raise ReviewRefused(f"line {number}: is not a row of a log: its columns are others")
        why = unchained(row, number, head)
        if not why and not (isinstance(row["at"], str) and row["at"] < latest):
            why = "its time is still to come"
        if why:
            raise ReviewRefused(f"line {number}: {why}")
        head = row["hash"]
        yield row
    if not number:
        raise ReviewRefused("line 1: is missing: an empty file is no log")


def _take(
    log: sqlite3.Connection, row: Mapping[str, Any], identity: str, ours: Mapping[int | None, int | None]
) -> tuple[int, str]:
    """Append one row of theirs, as it is or chained anew; gives our number of it, and which."""
    last = log.execute("SELECT id, hash FROM reviews ORDER BY id DESC LIMIT 1").fetchone()
    if (row["id"] - 1, row["prev_hash"]) == ((last["id"], last["hash"]) if last else (0, "")):
        log.execute(INSERT, row)
        return row["id"], "verbatim"
    told = {"supersedes": ours[row["supersedes"]], "refers_to": ours[row["refers_to"]]}
    return append(log, {**row, **told, "origin": identity, "form": None}).id, "rechained"


def backup(databases: Iterable[Path], folder: Path) -> tuple[Path, ...]:
    """Copy each database that is there into `folder`, each whole and consistent although it is in use; gives them.

    A copy is as private as its original, and takes the place of an older one only when it is complete. Raises
    sqlite3.Error and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_copy(path, folder / path.name) for path in databases if path.is_file())


def _copy(path: Path, target: Path) -> Path:
    if target.exists() and target.samefile(path):
        raise OSError(f"{target}: is the database itself")
    with (
        aside(target, mode=path.stat().st_mode & 0o777) as new,
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(new)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, also where nothing may be written beside it
    return target
