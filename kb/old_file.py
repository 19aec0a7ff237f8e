"""The database that a build is going to replace: has another program got it, and what did one leave beside it?

SQLite takes a journal or a write-ahead log for that of whatever database bears the name
(https://sqlite.org/howtocorrupt.html, 1.4 and 4): left beside a new file, those of the old one would spoil it.
"""

import errno
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from kb.whole_file import OF_SQLITE, InUse

PATIENCE = 5.0  # seconds to wait for another program that writes
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FULL = "the disk is full: free some space, or name a place on another disk with --db"
_NOT_WRITABLE = "the folder cannot be written: change its permissions, or name a place in another with --db"
_OF_SYSTEM: Mapping[int, str] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "files may not grow so large here: raise the limit (ulimit -f), or name another place with --db",
    errno.EROFS: _NOT_WRITABLE,
    errno.EACCES: _NOT_WRITABLE,
    errno.EPERM: _NOT_WRITABLE,
    errno.ENOENT: "its folder is not there: make it first",
    errno.ENAMETOOLONG: "its name is too long: give a shorter one with --db",
    errno.EISDIR: "there is a folder of that name: give another with --db",
}
_OF_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: "the disk is full or faulty, or files may not grow so large: look at its space (df), then at"
    " ulimit -f",
}
_LOCKED = "another program is writing to it or has locked it: end that, and build again"


def settle(database: Path) -> None:
    """Let SQLite finish what another program began in `database` and left in a file beside it.

    Raises sqlite3.OperationalError where another program is writing now, or keeps a write-ahead log; OSError where a
    folder is in its place.
    """
    if database.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(database))
    if not database.is_file():
        _remove_beside(database)
        return
    try:
        with closing(open_old(database, "rw")) as old:
            old.execute("BEGIN IMMEDIATE")  # beside readers, but beside no writer; rolls back what a dead one left
            old.execute("ROLLBACK")  # to commit nothing would still wait for readers
            if any(path.exists() for path in _beside(database)):
                old.execute("PRAGMA journal_mode=DELETE").fetchone()  # the log is taken in
    except sqlite3.Error as error:
        if is_in_use(error):
            raise
        # Damaged, no database at all, or not to be written: it is replaced as it is.
    _remove_beside(database)


def open_old(database: Path, mode: str = "ro") -> sqlite3.Connection:
    """A connection to a database that is there, whatever characters its name holds. Raises sqlite3.Error."""
    uri = f"{database.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)


def is_in_use(error: sqlite3.Error) -> bool:
    """Whether an error says that another program has the database."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _IN_USE


def what_to_do(error: OSError | sqlite3.Error) -> str:
    """Why a database cannot be written, and what its reader can do about it, in words."""
    if isinstance(error, InUse):
        return "another build is writing it: wait until that has ended, and build again"
    if isinstance(error, OSError):
        return _OF_SYSTEM.get(error.errno or 0, error.strerror or str(error))
    return _LOCKED if is_in_use(error) else _OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error))


def _beside(database: Path) -> list[Path]:
    return [database.with_name(database.name + end) for end in OF_SQLITE]


def _remove_beside(database: Path) -> None:
    for path in _beside(database):
        path.unlink(missing_ok=True)
