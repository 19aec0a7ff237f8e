"""The Parquet files of a dataset: rows in, a folder for each table out, cut into parts at the end of an article.

`claims/part-00003.parquet` holds the claims of the same articles as `assessments/part-00003.parquet`. What no table
tells (how many rows of each table an article has, its part of the graph, what its claims say in short) lies in
`_load`, from which `kb load` puts an Extract together again; Spark passes over folders that begin so.
"""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from kb.dataset.columns import BY_ARTICLE, Column, arrow, arrow_schema, columns_of, values_of
from kb.extracting import Extract, beyond_tables
from kb.store import Row, Rows, tabled, told_stale

ARTICLES = 250  # in a part
ROWS = 5000  # held at once, and in a row group
LOAD = "_load"
LOAD_COLUMNS = tuple(
    Column(name=name, type="TEXT", required=True, default="", numbered=False)
    for name in ("article_id", "publisher", "sha256", "rows", "beyond")
)


def part_name(number: int) -> str:
    return f"part-{number:05}.parquet"


class Parts:
    """Writes the tables of a dataset into a folder; `connection` has the schema. Close it at the end."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder, self._connection = folder, connection
        self._open: dict[str, _File] = {}
        self._articles = 0
        self.parts = 0
        self.rows: dict[str, int] = {}

    def put(self, found: Extract, stale: str) -> None:
        """Write what one article gave; `stale` says why it is that of an earlier build."""
        if self._articles == ARTICLES:
            self._end_part()
        tables = {**found.tables, "articles": told_stale(found.tables["articles"], stale)}
        for table, rows in tables.items():
            self._add(table, rows)
        counts = {table: len(rows) - 1 for table, rows in tables.items() if rows}
        article = dict(zip(*tables["articles"], strict=True))
        row = {"article_id": found.article_id, "publisher": article["publisher"], "sha256": found.sha256}
        self._add(LOAD, tabled([{**row, "rows": json.dumps(counts), "beyond": beyond_tables(found)}]))
        self._articles += 1

    def _add(self, table: str, rows: Rows) -> None:
        for values in rows[1:]:
            number = self.rows[table] = self.rows.get(table, 0) + 1
            self._file(table).add(dict(zip(rows[0], values, strict=True)), number)

    def close(self) -> None:
        """Write all that is held, and a file without rows for each table of articles that has none."""
        for table in (LOAD, *BY_ARTICLE):
            if table not in self.rows:
                self.rows[table] = 0
                self._file(table)
        self._end_part()

    def _end_part(self) -> None:
        for file in self._open.values():
            file.close()
        self._open.clear()
        self._articles = 0
        self.parts += 1

    def _file(self, table: str) -> "_File":
        if table not in self._open:
            columns = LOAD_COLUMNS if table == LOAD else columns_of(self._connection, table)
            self._open[table] = _File(self._folder / table / part_name(self.parts), columns)
        return self._open[table]


def write_table(folder: Path, connection: sqlite3.Connection, table: str) -> int:
    """Write a table as it stands in a database into one part; gives the number of rows."""
    columns = columns_of(connection, table)
    names = [column.name for column in columns]
    file, count = _File(folder / table / part_name(0), columns), 0
    listed = ", ".join(f"[{name}]" for name in names)
    for row in connection.execute(f"SELECT {listed} FROM [{table}]"):
        count += 1
        file.add(dict(zip(names, row, strict=True)), count)
    file.close()
    return count


class _File:
    """A Parquet file that is being written."""

    def __init__(self, path: Path, columns: tuple[Column, ...]) -> None:
        path.parent.mkdir(exist_ok=True)
        self._columns = columns
        self._schema = arrow_schema(columns)
        self._writer = arrow().parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._held: list[Mapping[str, object]] = []

    def add(self, row: Row, number: int) -> None:
        self._held.append(values_of(row, self._columns, number))
        if len(self._held) == ROWS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(arrow().Table.from_pylist(self._held, schema=self._schema))
            self._held = []
