"""The hash chain: each row carries the SHA-256 of its own columns, among them the hash of the row before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kb.reviews.events import COLUMNS

HASHED = tuple(name for name in COLUMNS if name != "hash")
SCHEMA = Path(__file__).with_name("schema.sql")


def row_hash(row: Mapping[str, object]) -> str:
    """SHA-256 over the row as JSON: all columns but the hash itself, keys sorted, no blanks, UTF-8."""
    told = {name: row[name] for name in HASHED}
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What a look through the chain found: how many rows, the hash of the last, and the first row that is wrong."""

    rows: int
    head: str
    broken_at: int | None = None
    why: str = ""

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken_at is None
