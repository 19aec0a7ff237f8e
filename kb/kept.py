"""What builds worked out, kept for the next one: keys that say from what, and the bytes that came of it.

One SQLite file beside the database that is built. It may be deleted at any time, and so may any row of it: a value
whose digest is wrong, a file that is none, or one that another build has locked, is what was never kept. Only plain
values are kept, as JSON or MessagePack, never pickled objects, so that a strange file can at worst hold wrong words,
and runs nothing.
"""

import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

_FORMAT = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, digest BLOB NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID;
"""
_ROOM = 256_000_000  # bytes that stay free on the disk: the database needs them more
# Without a journal on the disk and without syncing: what a kill or a power cut spoils, its digest or SQLite tells.
_SETTINGS = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
_CODE = ("*.py", "*.yml", "*.json", "*.txt")  # the files of the program that decide what a build works out


class Forgetful:
    """Keeps nothing. `origin` is a digest of all that values follow from beside what their keys name."""

    keeps = False  # whether it is worth while to make what could be put

    def __init__(self, origin: str = "") -> None:
        self._origin = origin

    def key(self, kind: str, *parts: str | bytes) -> bytes:
        """A key for what follows from these parts, in one kind of value."""
        digest = sha256()
        for part in (self._origin, kind, *parts):
            digest.update(sha256(part.encode() if isinstance(part, str) else part).digest())
        return digest.digest()

    def has(self, key: bytes) -> bool:
        """Whether a sound value is kept under a key."""
        return False

    def get(self, key: bytes) -> bytes | None:
        """The value that was kept under a key, if it is there and sound."""
        return None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value; where that is not possible, do not."""


class Kept(Forgetful):
    """Keeps values in a file; where that turns out to be `damaged`, what it says is as if never kept."""

    keeps = True

    def __init__(self, connection: sqlite3.Connection, folder: Path, origin: str) -> None:
        super().__init__(origin)
        self._connection, self._folder = connection, folder
        self.damaged = False

    def has(self, key: bytes) -> bool:
        return self.get(key) is not None

    def get(self, key: bytes) -> bytes | None:
        try:
            row = self._connection.execute("SELECT digest, value FROM kept WHERE key = ?", (key,)).fetchone()
            self._connection.execute("INSERT OR IGNORE INTO used VALUES (?)", (key,))
        except sqlite3.DatabaseError:
            self.damaged = True
            return None
        return row[1] if row and isinstance(row[1], bytes) and sha256(row[1]).digest() == row[0] else None

    def put(self, key: bytes, value: bytes) -> None:
        if self.damaged or shutil.disk_usage(self._folder).free < _ROOM + len(value):
            return
        try:
            with self._connection:
                row = (key, sha256(value).digest(), value)
                self._connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", row)
                self._connection.execute("INSERT OR IGNORE INTO used VALUES (?)", (key,))
        except sqlite3.DatabaseError:
            self.damaged = True

    def forget_unused(self) -> None:
        """Remove what this build neither used nor made, so that the file holds what one build needs."""
        try:
            with self._connection:
                self._connection.execute("DELETE FROM kept WHERE key NOT IN (SELECT key FROM used)")
        except sqlite3.DatabaseError:
            self.damaged = True


@contextmanager
def keeping(path: Path | None, origin: str) -> Iterator[Forgetful]:
    """What is kept in a file, which is made where it is missing or unusable; nothing where `path` is None, the folder
    cannot be written or another build has the file. What the build did not use is removed when the block ends well."""
    connection = _open(path) if path else None
    if path is None or connection is None:
        yield Forgetful(origin)
        return
    kept = Kept(connection, path.parent, origin)
    try:
        yield kept
        kept.forget_unused()
    finally:
        connection.close()
        if kept.damaged:
            path.unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        try:
            connection = sqlite3.connect(path, timeout=0)
        except sqlite3.Error:
            return None
        try:
            connection.executescript(_SETTINGS)
            if connection.execute("PRAGMA user_version").fetchone()[0] not in (0, _FORMAT):
                raise sqlite3.DatabaseError("of another format")
            connection.executescript(f"{_SCHEMA}; PRAGMA user_version={_FORMAT};")
            return connection
        except sqlite3.OperationalError:  # locked, read-only, no room
            connection.close()
            return None
        except sqlite3.DatabaseError:
            connection.close()
            path.unlink(missing_ok=True)
    return None


def beside(database: Path) -> Path:
    """Where builds of a database keep what they worked out: a hidden file beside it."""
    return database.with_name(f".{database.name}.cache")


def makers_of(vocabulary: str, pipeline: Iterable[str]) -> dict[str, str]:
    """What decides what is worked out of the same inputs, by the name that it has for people: the program's own files,
    what it runs on, and the digest of the words."""
    return {
        "program": _program(),
        "Python": platform.python_version(),
        "spaCy": version("spacy"),
        "language model": " ".join(pipeline),
        "vocabulary": vocabulary,
    }


def origin_of(makers: Mapping[str, str]) -> str:
    """A digest of `makers_of`: what one build worked out, a build of the same origin works out too."""
    return sha256("\0".join((sys.version, *makers.values())).encode()).hexdigest()


@cache
def _program() -> str:
    folder = Path(__file__).resolve().parent
    files = sorted({path for pattern in _CODE for path in folder.rglob(pattern)})
    digest = sha256()
    for path in (*files, folder.parent / "schema.sql"):
        digest.update(f"{path.relative_to(folder.parent).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
