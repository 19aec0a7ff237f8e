"""Rows of kb.db as the nouns they were: the other way round from `store`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields

from kb.labels import BlockKind, RetractionState, TextHeld
from kb.model import Article, Block, Finding, Mark, Study
from kb.store import SEPARATOR

Row = Mapping[str, object]
LISTS = ("authors", "trial_registrations", "aliases", "subjects", "populations", "corrected")


def stored_article(row: Row, blocks: Iterable[Row]) -> Article:
    """An article from its row of `articles` and its rows of `blocks`, in order."""
    marks = stored_marks(row)
    return _noun(Article, {**row, "blocks": tuple(_noun(Block, block) for block in blocks), "marks": marks})


def stored_marks(row: Row) -> tuple[Mark, ...]:
    """The marks of an article from its row of `articles`."""
    return tuple(Mark(**mark) for mark in json.loads(str(row["marks"])))


def stored_study(row: Row, findings: Iterable[Row] = ()) -> Study:
    """A study from its row of `studies` and its rows of `findings`, in order."""
    states = {
        "text_held": TextHeld(row["text_held"]),
        "retraction": RetractionState(row["retraction"]),
        "verified": bool(row["verified"]),
    }
    lists = {name: _split(row[name]) for name in LISTS}
    return _noun(Study, {**row, **lists, **states, "findings": tuple(map(_finding, findings))})


def _finding(row: Row) -> Finding:
    authored = tuple(
        {slot: tuple(values) for slot, values in slots.items()} for slots in json.loads(str(row["authored"]))
    )
    return _noun(Finding, {**row, "verified": bool(row["verified"]), "authored": authored})


def _noun(kind: type, row: Row):
    renamed = {"start_char": "start", "end_char": "end", "position": "index"}
    named = {renamed.get(name, name): value for name, value in row.items()}
    wanted = {item.name for item in fields(kind)}
    if kind is Block:
        named["kind"] = BlockKind(named["kind"])
    return kind(**{name: value for name, value in named.items() if name in wanted})


def _split(value: object) -> tuple[str, ...]:
    return tuple(part for part in str(value).split(SEPARATOR) if part)
