"""`kb load`: a `kb.db` of a dataset, or of a chosen part, as a build of just these articles would make it.

Rows are read part by part and written as they come. What the articles say of one another (clusters, conflicts, the
graph) is worked out for those that were chosen.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

from kb.dataset.columns import BY_ARTICLE, LIBRARY, arrow, columns_of
from kb.dataset.extracting import SHELF
from kb.dataset.manifest import Manifest, digest_of_schema, problems_of, read_manifest
from kb.dataset.parts import LOAD, part_name
from kb.extracting import Extract, with_tables
from kb.making import BuildFailed
from kb.model import Problem
from kb.old_file import what_to_do
from kb.store import Row, Rows, replacing, write_tables
from kb.vocab import VocabularyError, load_with_own
from kb.writing import Counts, Shelf, write_knowledge

Names = dict[str, list[str]]  # the columns of each table that rows give


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which articles to load: those whose id and whose publisher meet one of the patterns (`*` for anything, case
    aside); all where there is none."""

    articles: Sequence[str] = ()
    publishers: Sequence[str] = ()

    def meets(self, article_id: str, publisher: str) -> bool:
        return _meets(article_id, self.articles) and _meets(publisher, self.publishers)


def load(folder: Path, database: Path, choice: Choice, *, vocabulary: Path | None = None) -> Counts:
    """Build `database` from a dataset; gives what was made. `vocabulary` is the folder of one's own words that the
    dataset was made with.

    Raises BuildFailed where the dataset is none, damaged, of another version or of other words, where nothing is
    chosen, and where the database cannot be written: the old one then stands.
    """
    arrow()
    manifest = read_manifest(folder)
    try:
        words = load_with_own(vocabulary)
    except VocabularyError as error:
        raise BuildFailed(*str(error).splitlines()) from None
    if manifest.tables_of != digest_of_schema():
        raise BuildFailed(f"{folder}: has the tables of another version ({manifest.version}): extract it again")
    if manifest.makers.get("vocabulary") != words.digest:
        raise BuildFailed(f"{folder}: was made with other words: give those with --vocabulary, or extract it again")
    chosen = _chosen(folder, manifest, choice)
    try:
        with replacing(database) as db:
            names = {t: [c.name for c in columns_of(db.conn, t) if not c.numbered] for t in (*BY_ARTICLE, *LIBRARY)}
            return write_knowledge(
                db,
                _shelf(folder, manifest, names),
                _extracts(folder, manifest, chosen, names),
                words,
                put=lambda found: write_tables(db, found.tables),
                problems=lambda: _problems(manifest, chosen, choice),
            )
    except (OSError, sqlite3.Error) as error:
        raise BuildFailed(f"{database}: cannot be written: {what_to_do(error)}; the old one stands") from None
    except ValueError as error:
        raise BuildFailed(f"{folder}: is damaged ({error}): extract it again") from None


def _meets(text: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(text.casefold(), pattern.casefold()) for pattern in patterns)


def _chosen(folder: Path, manifest: Manifest, choice: Choice) -> frozenset[str]:
    """The ids of the articles to load. Raises BuildFailed for a pattern that none meets."""
    known = [
        (row["article_id"], row["publisher"])
        for part in range(manifest.parts)
        for row in _read(folder, LOAD, part, ["article_id", "publisher"])
    ]
    if len(known) != manifest.articles:
        raise BuildFailed(f"{folder}: is not whole: extract it again")
    ways = (("article", choice.articles, 0), ("publisher", choice.publishers, 1))
    for option, patterns, place in ways:
        there = sorted({entry[place] for entry in known if entry[place]})
        for pattern in patterns:
            if not any(_meets(one, [pattern]) for one in there):
                near = get_close_matches(pattern, there, 3, 0.4) or there[:3]
                raise BuildFailed(f"{folder}: has no {option} {pattern}; nearest: {', '.join(near)}")
    chosen = frozenset(ident for ident, publisher in known if choice.meets(ident, publisher))
    if not chosen:
        raise BuildFailed(f"{folder}: no article is of both --article and --publisher")
    return chosen


def _extracts(folder: Path, manifest: Manifest, chosen: frozenset[str], names: Names) -> Iterator[Extract]:
    """The extracts of the chosen articles, in order of their ids."""
    for part in range(manifest.parts):
        entries = _read(folder, LOAD, part)
        if chosen.isdisjoint(row["article_id"] for row in entries):
            continue
        tables = {table: _table(folder, table, part, names[table]) for table in BY_ARTICLE}
        taken = dict.fromkeys(BY_ARTICLE, 0)
        for entry in entries:
            counts = json.loads(entry["rows"])
            if entry["article_id"] in chosen:
                rows = {t: _rows(tables[t].slice(taken[t], counts[t])) for t in BY_ARTICLE if t in counts}
                if any(len(rows[table]) != 1 + counts[table] for table in rows):
                    raise BuildFailed(f"{folder}: is not whole: extract it again")
                yield with_tables(entry["article_id"], entry["sha256"], entry["beyond"], rows)
            for table, count in counts.items():
                taken[table] += count


def _shelf(folder: Path, manifest: Manifest, names: Names) -> Shelf:
    """The library of a dataset."""
    tables = {table: _rows(_table(folder, table, 0, names[table])) for table in LIBRARY}
    if any(len(rows[1:]) != manifest.rows.get(table) for table, rows in tables.items()):
        raise BuildFailed(f"{folder}: is not whole: extract it again")
    try:
        graph = json.loads((folder / LOAD / SHELF).read_bytes())
        return Shelf(tables=tables, nodes=graph["nodes"], edges=graph["edges"], digest=manifest.library)
    except (OSError, ValueError, KeyError) as error:
        raise BuildFailed(f"{folder / LOAD / SHELF}: cannot be read ({error}): extract the dataset again") from None


def _problems(manifest: Manifest, chosen: frozenset[str], choice: Choice) -> tuple[Problem, ...]:
    """What was wrong with the inputs of these articles, and with the studies."""
    whole = not choice.articles and not choice.publishers
    found = problems_of(manifest.problems_of_articles)
    articles = (problem for problem in found if whole or Path(problem.path).stem in chosen)
    return (*articles, *problems_of(manifest.problems_of_studies))


def _read(folder: Path, table: str, part: int, columns: Iterable[str] | None = None) -> list[Row]:
    return _table(folder, table, part, list(columns) if columns else None).to_pylist()


def _rows(table) -> Rows:
    """A table of Arrow as rows travel here."""
    values = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return [table.column_names, *map(list, values)] if table.num_rows else []


def _table(folder: Path, table: str, part: int, columns: list[str] | None):
    """A part of a table; without rows where there is no such file. Raises BuildFailed where it is damaged."""
    pa = arrow()
    path = folder / table / part_name(part)
    if not path.exists():
        return pa.table({name: [] for name in columns or ()})
    try:
        return pa.parquet.read_table(path, columns=columns, partitioning=None)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise BuildFailed(f"{path}: cannot be read ({str(error).splitlines()[0]}): extract the dataset again") from None
