"""Any table or view of the knowledge base, row by row, as CSV, JSON lines or Parquet.

Columns and values are those of the table. CSV writes nothing for NULL and defuses formulas (escaping.spreadsheet_cell).
"""

import io
import json
import sqlite3
from collections.abc import Iterator
from itertools import islice

from kb.reports.tables import csv_line

BATCH = 2000  # rows that are held at once, and in a row group of Parquet
_TABLES = """
SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts'
AND name NOT LIKE '%_fts_%' ORDER BY name
"""


class ExportFailed(ValueError):
    """What was asked for cannot be given; the message is one line."""


def table_names(connection: sqlite3.Connection) -> list[str]:
    """The tables and views that can be exported, in the order of the alphabet."""
    return [row[0] for row in connection.execute(_TABLES)]


def csv_rows(connection: sqlite3.Connection, table: str) -> Iterator[bytes]:
    """The table as CSV (RFC 4180, UTF-8), a header first."""
    found = _rows(connection, table)
    yield csv_line(_columns(found)).encode()
    for row in found:
        yield csv_line(row).encode("utf-8", "replace")


def json_rows(connection: sqlite3.Connection, table: str) -> Iterator[bytes]:
    """The table as JSON, an object a line."""
    found = _rows(connection, table)
    names = _columns(found)
    for row in found:
        told = dict(zip(names, row, strict=True))
        yield (json.dumps(told, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def parquet_rows(connection: sqlite3.Connection, table: str) -> Iterator[bytes]:
    """The table as Parquet, a row group for each BATCH. Raises ExportFailed where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise ExportFailed("parquet: needs pyarrow: pip install 'claims-kb[parquet]'") from None
    return _parquet(connection, table, pa, parquet)


def _parquet(connection: sqlite3.Connection, table: str, pa, parquet) -> Iterator[bytes]:
    kinds = {"INTEGER": pa.int64(), "INT": pa.int64(), "REAL": pa.float64()}
    declared = {row[1]: row[2] for row in connection.execute(f"PRAGMA table_xinfo([{table}])")}
    found = _rows(connection, table)
    schema = pa.schema([(name, kinds.get(declared.get(name, ""), pa.string())) for name in _columns(found)])
    sink = _Sink()
    with parquet.ParquetWriter(sink, schema) as writer:
        while rows := list(islice(found, BATCH)):
            columns = [
                _column(values, field.type, pa) for values, field in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            yield sink.drain()
    yield sink.drain()


def _column(values: tuple[object, ...], kind, pa):
    """Views compute columns that have no type of their own: what is no text becomes text."""
    if kind == pa.string():
        values = tuple(value if value is None or isinstance(value, str) else str(value) for value in values)
    return pa.array(values, type=kind)


class _Sink(io.RawIOBase):
    """Where a writer writes, taken out piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:
        self._pieces.append(bytes(piece))
        self._written += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._written

    def drain(self) -> bytes:
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


def _rows(connection: sqlite3.Connection, table: str) -> sqlite3.Cursor:
    """The rows as tuples, as they come: the tables are filled in a fixed order, the views have one. `table` is one of
    `table_names`."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(f"SELECT * FROM [{table}]")


def _columns(cursor: sqlite3.Cursor) -> list[str]:
    return [column[0] for column in cursor.description]
