"""The file of accounts: `users`, `failures`, `secret`. Names are in lower case and never given twice."""

import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.accounts.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, hash_password
from kb.labels import Role
from kb.sqlscript import install, is_current

SCHEMA = Path(__file__).with_name("schema.sql")
NUMBER = 1  # of the schema: raise it when that changes, and accounts that are there are read into the new one
LONGEST_NAME = 32
# As in `@name` at the end of a sentence: a point or hyphen joins, and never ends, a name.
NAME = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
RESERVED = frozenset({"root", "machine", "anonymous", "everybody"})
BUSY_MS = 5000


class AccountRefused(ValueError):
    """What was asked of an account cannot be; the message is one plain sentence for whoever asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    name: str
    role: Role
    generation: int
    created: str
    disabled: str | None = None  # since when

    @property
    def active(self) -> bool:
        return self.disabled is None


class Accounts:
    """The accounts of one file, which need not exist: without it there are none. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, int], sqlite3.Connection] | None = None

    # ---- reading: microseconds, so that the role can be looked up at every request ----

    def exist(self) -> bool:
        """Whether there is any account, be it disabled."""
        return bool(self._read("SELECT 1 FROM users LIMIT 1"))

    def find(self, name: str) -> User | None:
        found = self._read(f"{_USERS} WHERE name = ?", name)
        return _user(found[0]) if found else None

    def all(self) -> tuple[User, ...]:
        return tuple(map(_user, self._read(f"{_USERS} ORDER BY name")))

    def deciders(self) -> int:
        """How many accounts may decide."""
        return sum(user.active and user.role.may_decide for user in self.all())

    def stored_hash(self, name: str) -> str | None:
        """The password hash of an account that may sign in."""
        found = self._read("SELECT hash FROM users WHERE name = ? AND disabled IS NULL", name)
        return found[0]["hash"] if found else None

    # ---- writing ----

    def secret(self) -> str:
        """What sessions are signed with; made, with the file, when asked for the first time."""
        with self.writing() as db:
            db.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", [secrets.token_hex(32)])
            return db.execute("SELECT value FROM secret").fetchone()[0]

    def add(self, name: str, role: Role, password: str, *, first: bool = False) -> User:
        """A new account. With `first`, only where there is none yet. Raises AccountRefused."""
        name = checked_name(name)
        hashed = hash_password(checked_password(password, name))
        with self.writing() as db:
            if first and db.execute("SELECT 1 FROM users").fetchone():
                raise AccountRefused("There are accounts already: a lead's machine makes more with `kb user add`.")
            if db.execute("SELECT 1 FROM users WHERE name = ?", [name]).fetchone():
                raise AccountRefused(f"The name {name} is taken; names are never given twice.")
            db.execute(
                "INSERT INTO users (name, role, hash, created) VALUES (?, ?, ?, ?)", [name, role, hashed, _now()]
            )
        return self._known(name)

    def set_role(self, name: str, role: Role) -> User:
        """Counts from the next request of the account on."""
        return self._change(name, "role = ?", role.value)

    def set_password(self, name: str, password: str) -> User:
        """Ends all sessions of the account."""
        self._known(name)
        hashed = hash_password(checked_password(password, name))
        return self._change(name, "hash = ?, generation = generation + 1", hashed)

    def rehash(self, name: str, stored: str, hashed: str) -> None:
        """The same password under newer parameters, unless it was changed meanwhile."""
        with self.writing() as db:
            db.execute("UPDATE users SET hash = ? WHERE name = ? AND hash = ?", [hashed, name, stored])

    def disable(self, name: str) -> User:
        """Ends all sessions of the account; its name stays taken."""
        return self._change(name, "disabled = coalesce(disabled, ?), generation = generation + 1", _now())

    def restore(self, name: str) -> User:
        """Lets a disabled account sign in again."""
        return self._change(name, "disabled = NULL")

    def _change(self, name: str, what: str, *values: str) -> User:
        with self.writing() as db:
            db.execute(f"UPDATE users SET {what} WHERE name = ?", [*values, name])
        return self._known(name)

    def _known(self, name: str) -> User:
        user = self.find(name)
        if user is None:
            raise AccountRefused(f"There is no account {name}.")
        return user

    # ---- the file ----

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that nobody else can write beside; made for this one change."""
        db = self._open(create=True)
        try:
            db.execute("BEGIN IMMEDIATE")
            with db:
                yield db
        finally:
            db.close()

    def _read(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            try:
                status = self.path.stat()
            except FileNotFoundError:
                self._opened = None
                return []
            identity = (status.st_dev, status.st_ino)
            if self._opened is None or self._opened[0] != identity:  # made or replaced since
                self._opened = (identity, self._open(create=False))
            return self._opened[1].execute(sql, values).fetchall()

    def _open(self, *, create: bool) -> sqlite3.Connection:
        if create and not self.path.exists():
            # SQLite gives the files beside it (-wal, -shm) the same mode.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        db.row_factory = sqlite3.Row
        db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        try:
            if not is_current(db, NUMBER):
                _create(db)
        except BaseException:
            db.close()
            raise
        return db


_USERS = "SELECT name, role, generation, created, disabled FROM users"


def _create(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")  # a reader never waits for a writer
    db.execute("BEGIN IMMEDIATE")
    with db:
        install(db, SCHEMA.read_text(encoding="utf-8"), NUMBER, ["users", "failures", "secret"])


def _user(row: sqlite3.Row) -> User:
    return User(**{**dict(row), "role": Role(row["role"])})


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def checked_name(name: str) -> str:
    """The name in lower case. Raises AccountRefused."""
    name = name.strip().lower()
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise AccountRefused(
            f"A name has at most {LONGEST_NAME} characters: the letters a-z, digits, and between them single . _ -;"
            " it begins with a letter."
        )
    if name in RESERVED:
        raise AccountRefused(f"The name {name} is kept for the program; choose another.")
    return name


def checked_password(password: str, name: str) -> str:
    """Raises AccountRefused where the password is too short, too long or the name."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountRefused(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    if password.strip().lower() == name:
        raise AccountRefused("A password is not the name.")
    return password
