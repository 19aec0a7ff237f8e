"""What Datasette's page of one row lacks: the words behind its foreign keys, and the way to our page about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb.web.cells import own_page
from kb.web.links import Links

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class RowInWords:
    """`label` is what the row itself is called, empty where nothing names it; `page` the address of our page about it,
    empty where there is none; `labels` are the names of the rows that its columns refer to, by column."""

    label: str
    page: str
    labels: Mapping[str, str]


async def row_in_words(datasette: "Datasette", database: str, table: str, row: Mapping[str, Any]) -> RowInWords:
    """A row of any table with what it refers to, for the template row.html."""
    db = datasette.get_database(database)
    labels = {}
    for key in await db.foreign_keys_for_table(table):
        column, value = key["column"], row[key["column"]]
        if value is not None:
            found = await datasette.expand_foreign_keys(database, table, column, [value])
            label = str(found.get((column, value)) or "")
            labels[column] = "" if label == str(value) else label
    naming = await db.label_column_for_table(table)
    label = str(row[naming] or "") if naming and naming in row.keys() else ""  # noqa: SIM118  (a sqlite3.Row)
    page = own_page(table, row, Links(datasette.urls, database))
    return RowInWords(label, page, {column: label for column, label in labels.items() if label})
