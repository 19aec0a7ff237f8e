"""What an earlier build made of a file that cannot be read now: its article or its study, out of the database again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.model import Article, Study
from kb.old_file import is_in_use, open_old
from kb.store import Row
from kb.stored import stored_article, stored_study


def last_good_article(database: Path | None, article_id: str) -> Article | None:
    """The article as an earlier build stored it, or None where there is no such build or no such article."""
    with _old(database) as old:
        row = _first(old, "SELECT * FROM articles WHERE id = ?", article_id)
        if old is None or row is None:
            return None
        return stored_article(row, _all(old, "blocks", article_id))


def last_good_study(database: Path | None, study_id: str) -> Study | None:
    """The study as an earlier build stored it, or None where there is no such build or no such study."""
    with _old(database) as old:
        row = _first(old, "SELECT * FROM studies WHERE id = ?", study_id)
        if old is None or row is None:
            return None
        return stored_study(row, _all(old, "findings", study_id))


@contextmanager
def _old(database: Path | None) -> Iterator[sqlite3.Connection | None]:
    if database is None or not database.is_file():
        yield None
        return
    connection = open_old(database)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
        if isinstance(error, sqlite3.Error) and is_in_use(error):
            raise  # it may hold some: they are not to be lost because another program has locked it
        # A file of another schema, or no database at all, holds no last good rows.
    finally:
        connection.close()


def _first(old: sqlite3.Connection | None, sql: str, ident: str) -> Row | None:
    row = old.execute(sql, [ident]).fetchone() if old else None
    return dict(row) if row else None


def _all(old: sqlite3.Connection, table: str, owner: str) -> list[Row]:
    column = {"blocks": "article_id", "findings": "study_id"}[table]
    return [dict(r) for r in old.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY position", [owner])]
