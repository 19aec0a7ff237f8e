"""One attempt to sign in: takes as long for a name that is not there, and waits longer after each failure.

The attempt is counted before the password is looked at and taken back when it was right, so that attempts that run
beside one another are all counted.
"""

import hashlib
import hmac
from dataclasses import dataclass

from kb.accounts.passwords import hash_password, needs_rehash, nobodys_hash, password_matches
from kb.accounts.store import Accounts, User

FREE = 5  # failures for a name from an address, before waiting begins
FREE_OF_ADDRESS = 40  # failures from an address, whatever the names: many people may share one
LONGEST_WAIT = 900.0  # seconds
FORGOTTEN = 86400.0  # seconds after which a failure counts no longer


@dataclass(frozen=True, slots=True)
class SignedIn:
    user: User


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """Name or password: which of them is not told."""


SignIn = SignedIn | Wait | Wrong


def sign_in(accounts: Accounts, name: str, password: str, *, address: str, now: float) -> SignIn:
    """Whether the password is that of the account. `address` is the visitor's, `now` in seconds since 1970. Takes tens
    of milliseconds and more: not for an event loop."""
    name = name.strip().lower()
    secret = accounts.secret()
    ours, whole = _key(secret, "name", name, address), _key(secret, "address", address)
    seconds = _begin(accounts, {ours: FREE, whole: FREE_OF_ADDRESS}, now)
    if seconds:
        return Wait(seconds)
    stored = accounts.stored_hash(name)
    right = password_matches(stored or nobodys_hash(), password)
    user = accounts.find(name)
    if not right or stored is None or user is None or not user.active:
        return Wrong()
    _take_back(accounts, ours, whole)
    if needs_rehash(stored):
        accounts.rehash(name, stored, hash_password(password))
    return SignedIn(user)


def _key(secret: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\x00".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _begin(accounts: Accounts, free: dict[str, int], now: float) -> int:
    """Counts the attempt under each key, or gives the seconds to wait and counts nothing."""
    with accounts.writing() as db:
        db.execute("DELETE FROM failures WHERE last < ? OR last > ?", [now - FORGOTTEN, now + FORGOTTEN])
        waits = [0.0]
        for key, allowed in free.items():
            row = db.execute("SELECT count, last FROM failures WHERE key = ?", [key]).fetchone()
            if row and row["count"] >= allowed:
                last = min(row["last"], now)  # a clock that was set back must not lock anybody out for the difference
                waits.append(last + wait_after(row["count"] - allowed) - now)
        if max(waits) > 0:
            return int(max(waits)) + 1
        for key in free:
            db.execute(
                "INSERT INTO failures VALUES (?, 1, ?) ON CONFLICT (key) DO UPDATE SET count = count + 1, last = ?",
                [key, now, now],
            )
    return 0


def wait_after(over: int) -> float:
    """Seconds to wait after a failure, `over` of them beyond the free ones: doubled each time."""
    return min(2.0 ** min(over, 30), LONGEST_WAIT)


def _take_back(accounts: Accounts, ours: str, whole: str) -> None:
    """What failed under the name is forgiven; of the address only this attempt."""
    with accounts.writing() as db:
        db.execute("DELETE FROM failures WHERE key = ?", [ours])
        db.execute("DELETE FROM failures WHERE key = ? AND count <= 1", [whole])
        db.execute("UPDATE failures SET count = count - 1 WHERE key = ?", [whole])
