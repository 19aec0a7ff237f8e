"""The columns of a table as schema.sql declares them, and the same for a Parquet file."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.making import BuildFailed
from kb.store import Row

# The tables of schema.sql that hold what was found, each in the order in which tables refer to each other: filled
# article by article, by the library, and from all together. The others count what stands in these.
BY_ARTICLE = (
    "articles",
    "blocks",
    "citation_references",
    "citations",
    "claims",
    "claim_citations",
    "assessments",
    "suggestions",
    "article_findings",
)
LIBRARY = ("studies", "findings", "study_texts", "study_facts", "retraction_notices")
ACROSS = ("claim_clusters", "claim_conflicts", "nodes", "edges", "problems", "builds")


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A stored column: what SQLite calls its type, whether it may be NULL, what stands in it where a row says nothing,
    and whether SQLite numbers it."""

    name: str
    type: str
    required: bool
    default: object
    numbered: bool


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[Column, ...]:
    """The columns of a table, in order; those that are worked out when they are read are none."""
    found = connection.execute(f"PRAGMA table_info([{table}])").fetchall()
    return tuple(
        Column(
            name=name,
            type=kind,
            required=bool(required or key),
            default=connection.execute(f"SELECT {default or 'NULL'}").fetchone()[0],
            numbered=bool(key) and kind == "INTEGER",
        )
        for _, name, kind, required, default, key in found
    )


def arrow():
    """pyarrow with its Parquet part. Raises BuildFailed where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise BuildFailed("Parquet needs pyarrow: pip install 'claims-kb[parquet]'") from None
    return pyarrow


def arrow_schema(columns: Iterable[Column]):
    """The same columns for a Parquet file."""
    pa = arrow()
    kinds = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
    return pa.schema([pa.field(c.name, kinds[c.type], nullable=not c.required) for c in columns])


def values_of(row: Row, columns: Iterable[Column], number: int) -> Mapping[str, object]:
    """A row with a value for each column; `number` is what SQLite would number it."""
    return {c.name: row.get(c.name, number if c.numbered else c.default) for c in columns}
