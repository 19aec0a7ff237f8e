"""What an earlier build made of a file that cannot be read now: its article or its study, out of the database again."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from kb.labels import BlockKind, RetractionState, TextHeld
from kb.model import Article, Block, Finding, Mark, Study
from kb.store import SEPARATOR, Row


def last_good_article(database: Path, article_id: str) -> Article | None:
    """The article as an earlier build stored it, or None where there is no such build or no such article."""
    with _old(database) as old:
        row = _first(old, "SELECT * FROM articles WHERE id = ?", article_id)
        if old is None or row is None:
            return None
        blocks = [_noun(Block, block) for block in _all(old, "blocks", article_id)]
        marks = tuple(Mark(**mark) for mark in json.loads(str(row["marks"])))
        return _noun(Article, {**row, "blocks": tuple(blocks), "marks": marks})


def last_good_study(database: Path, study_id: str) -> Study | None:
    """The study as an earlier build stored it, or None where there is no such build or no such study."""
    with _old(database) as old:
        row = _first(old, "SELECT * FROM studies WHERE id = ?", study_id)
        if old is None or row is None:
            return None
        findings = tuple(_old_finding(finding) for finding in _all(old, "findings", study_id))
        lists = {name: _split(row[name]) for name in ("authors", "aliases", "subjects", "populations")}
        states = {
            "text_held": TextHeld(row["text_held"]),
            "retraction": RetractionState(row["retraction"]),
            "verified": bool(row["verified"]),
        }
        return _noun(Study, {**row, **lists, **states, "findings": findings})


def _old_finding(row: Row) -> Finding:
    authored = tuple(
        {slot: tuple(values) for slot, values in slots.items()} for slots in json.loads(str(row["authored"]))
    )
    return _noun(Finding, {**row, "verified": bool(row["verified"]), "authored": authored})


@contextmanager
def _old(database: Path) -> Iterator[sqlite3.Connection | None]:
    if not database.is_file():
        yield None
        return
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    except (sqlite3.Error, KeyError, TypeError, ValueError):
        pass  # a file of another schema, or no database at all, holds no last good rows
    finally:
        connection.close()


def _first(old: sqlite3.Connection | None, sql: str, ident: str) -> Row | None:
    row = old.execute(sql, [ident]).fetchone() if old else None
    return dict(row) if row else None


def _all(old: sqlite3.Connection, table: str, owner: str) -> list[Row]:
    column = {"blocks": "article_id", "findings": "study_id"}[table]
    return [dict(r) for r in old.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY position", [owner])]


def _noun(kind: type, row: Row):
    renamed = {"start_char": "start", "end_char": "end", "position": "index"}
    named = {renamed.get(name, name): value for name, value in row.items()}
    wanted = {item.name for item in fields(kind)}
    if kind is Block:
        named["kind"] = BlockKind(named["kind"])
    return kind(**{name: value for name, value in named.items() if name in wanted})


def _split(value: object) -> tuple[str, ...]:
    return tuple(part for part in str(value).split(SEPARATOR) if part)
