"""The hash chain: each row carries the SHA-256 of its own columns, among them the hash of the row before."""

import json
from collections.abc import Mapping
from hashlib import sha256

from kb.reviews.events import COLUMNS

HASHED = tuple(name for name in COLUMNS if name != "hash")


def row_hash(row: Mapping[str, object]) -> str:
    """SHA-256 over the row as JSON: all columns but the hash itself, keys sorted, no blanks, UTF-8."""
    told = {name: row[name] for name in HASHED}
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def unchained(row: Mapping[str, object], number: int, head: str) -> str:
    """What is wrong with a row that should be this number and follow the row with this hash; empty for nothing."""
    if row["id"] != number:
        return f"row {number} is missing"
    if row["prev_hash"] != head:
        return "it does not carry the hash of the row before"
    try:
        return "" if row_hash(row) == row["hash"] else "its hash is not that of its columns"
    except (TypeError, UnicodeEncodeError):
        return "a column is not of its type"
