"""Passwords as argon2id hashes, with the parameters that RFC 9106 recommends where memory is scarce (64 MiB).

Slow by intent (tens of milliseconds and more of one core): never call these from an event loop.
"""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

SHORTEST_PASSWORD = 8  # characters; NIST SP 800-63B, 5.1.1.1
LONGEST_PASSWORD = 1024  # characters; what is longer is no password and costs time


def hash_password(password: str) -> str:
    """The hash to be stored, with its parameters and a salt of its own."""
    return _hasher().hash(_plain(password))


def password_matches(stored: str, password: str) -> bool:
    """Whether this is the password of the hash. A hash that cannot be read matches nothing."""
    try:
        return _hasher().verify(stored, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(stored)


@cache
def nobodys_hash() -> str:
    """A hash of what nobody knows: held against for names that do not exist, so that they take as long as others."""
    return _hasher().hash(secrets.token_hex(32))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def _plain(password: str) -> bytes:
    """The same bytes however the keyboard composes an accent."""
    return unicodedata.normalize("NFC", password[:LONGEST_PASSWORD]).encode("utf-8", "surrogatepass")
