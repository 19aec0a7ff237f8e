"""The seal: a connection that runs other people's SQL can read what is open of reviews.db, and nothing else of it.

The log itself is refused by SQLite's authorizer, by the name of the table and whatever asks for it: a view cannot vouch
for a query, because a query may name a table expression of its own like the view.
"""

import re
import sqlite3
from pathlib import Path

from kb.reviews.log import SCHEMA
from kb.sqlscript import statements

SCHEMA_NAME = "reviews"
# The log, and the virtual tables that would give its pages.
_SEALED = frozenset({"reviews", "sqlite_dbpage", "dbstat", "sqlite_stat1", "sqlite_stat3", "sqlite_stat4"})
_MADE = re.compile(r"^CREATE (?:TABLE|INDEX|VIEW) ", re.MULTILINE)  # no triggers: nothing is written
_ATTACHING = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})


def install_seal(connection: sqlite3.Connection) -> None:
    """From now on the connection refuses to read the log, in any of its databases."""
    connection.set_authorizer(_authorize)


def _authorize(action: int, table: str | None, column: str | None, database: str | None, inner: str | None) -> int:
    if action == sqlite3.SQLITE_READ and (table or "").casefold() in _SEALED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _authorize_as_attached(
    action: int, table: str | None, column: str | None, database: str | None, inner: str | None
) -> int:
    """As above, and what is attached stays as it is: no other file comes in by SQL. The statistics of the database that
    the log is attached to are its own; a count of rows names no column and, unless the query does, no database."""
    if action in _ATTACHING:
        return sqlite3.SQLITE_DENY
    own = database == "main" or (database is None and not column)
    if own and (table or "").startswith("sqlite_stat"):
        return sqlite3.SQLITE_OK
    return _authorize(action, table, column, database, inner)


def attach_to(connection: sqlite3.Connection, path: Path) -> None:
    """Attach the log at `path` as `reviews`, to be read only, install the seal, and let nothing else be attached.

    The connection must have been opened with uri=True, as Datasette's are. Raises sqlite3.Error when it cannot
    be attached; the seal is installed all the same.
    """
    try:
        connection.execute(f"ATTACH DATABASE ? AS {SCHEMA_NAME}", [f"{path.resolve().as_uri()}?mode=ro"])
    finally:
        connection.set_authorizer(_authorize_as_attached)


def attach_empty(connection: sqlite3.Connection) -> None:
    """Attach an empty log as `reviews`, in memory, so that queries which join it answer where no log can be made."""
    connection.execute(f"ATTACH DATABASE ':memory:' AS {SCHEMA_NAME}")
    for statement in statements(SCHEMA.read_text(encoding="utf-8")):
        made = _MADE.search(statement)
        if made:
            connection.execute(statement[: made.end()] + f"{SCHEMA_NAME}." + statement[made.end() :])
    install_seal(connection)
