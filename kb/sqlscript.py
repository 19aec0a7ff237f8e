"""Schema scripts that are done whole or not at all, and files of an older schema brought to the present one.

The number of a schema stands in the file itself (`PRAGMA user_version`). Whoever changes a schema raises its number: a
file with a lower one is then made anew from the rows that cannot be made again, in one transaction, so that whatever
interrupts it leaves the file as it was.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

_OURS = "name NOT LIKE 'sqlite@_%' ESCAPE '@'"  # not one of SQLite's own


class TooNew(sqlite3.DatabaseError):
    """The file was made by a later version of this program."""


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, so that all of them can be one transaction (`executescript` commits)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def is_current(connection: sqlite3.Connection, number: int) -> bool:
    """Whether the file has the schema of this number. Raises TooNew where it has one of a higher."""
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > number:
        raise TooNew("was made by a later version of this program: update the program; nothing was changed")
    return found == number


def install(connection: sqlite3.Connection, script: str, number: int, told: Sequence[str]) -> None:
    """Make the schema of `script` in the file, within the transaction that is open, where it has not its number yet.

    The rows of the tables `told` are kept, as far as the new ones have their columns, and put in again in the order of
    their numbers; all else that the file holds must follow from them (triggers). Raises TooNew; sqlite3.Error where the
    file holds something else, or an old row is against the new rules.
    """
    if is_current(connection, number):
        return
    old, new = _tables(connection), _made_by(script)
    kept = [table for table in told if table in old]
    if set(old) - set(new) or any(set(old[table]) - set(new[table]) for table in kept):
        raise sqlite3.DatabaseError("holds tables of something else: name another file; nothing was changed")
    connection.execute("PRAGMA defer_foreign_keys=ON")
    for table in kept:
        connection.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM main.{table} ORDER BY rowid")
    _drop_all(connection)
    for statement in statements(script):
        connection.execute(statement)
    for table in kept:
        columns = ", ".join(old[table])
        connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM kept_{table} ORDER BY rowid")
        connection.execute(f"DROP TABLE kept_{table}")
    connection.execute(f"PRAGMA user_version={number:d}")


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of each table of a file."""
    names = connection.execute(f"SELECT name FROM main.sqlite_master WHERE type = 'table' AND {_OURS}").fetchall()
    columns = "SELECT name FROM pragma_table_info(?, 'main')"
    return {table: [column for (column,) in connection.execute(columns, [table])] for (table,) in names}


def _made_by(script: str) -> dict[str, list[str]]:
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(script)
        return _tables(empty)


def _drop_all(connection: sqlite3.Connection) -> None:
    for kind in ("trigger", "view", "table"):  # those that lean on others first
        sql = f"SELECT name FROM main.sqlite_master WHERE type = '{kind}' AND {_OURS} ORDER BY rowid DESC"
        for (name,) in connection.execute(sql).fetchall():
            connection.execute(f"DROP {kind} main.[{name}]")
