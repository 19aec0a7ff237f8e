"""`kb extract`: what is made of the inputs, as a dataset of Parquet files, written whole or not at all."""

import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from spacy.language import Language
from sqlite_utils import Database

from kb.dataset.columns import ACROSS, LIBRARY, arrow
from kb.dataset.manifest import Manifest, digest_of_schema, is_dataset, told, write_manifest
from kb.dataset.parts import LOAD, Parts, write_table
from kb.making import BuildFailed, Inputs, Making, making
from kb.progress import Silent, Watcher
from kb.store import SCHEMA, to_json
from kb.whole_file import InUse, clear_left_behind, folder_aside
from kb.writing import Counts, write_knowledge

SHELF = "library.json"  # what no table tells of the library


def extract(inputs: Inputs, out: Path, *, watcher: Watcher | None = None, nlp: Language | None = None) -> Counts:
    """Write the dataset `out`, a folder that is made or, where it is a dataset already, replaced; gives what was made.

    The rows are those of a build of the same inputs, with the same numbers. Raises BuildFailed as `kb.build.build`
    does, and where `out` is another folder or a file: what was there then stands.
    """
    arrow()
    _check(out)
    try:
        for folder in (inputs.articles, inputs.studies):
            clear_left_behind(folder)
        # What spans all articles is gathered in a file that SQLite makes and removes by itself.
        with (
            folder_aside(out) as folder,
            closing(sqlite3.connect("")) as connection,
            making(inputs, watcher or Silent(), nlp) as made,
        ):
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
            connection.executescript(SCHEMA.read_text(encoding="utf-8"))
            return _write(folder, Database(connection), made)
    except InUse:
        raise BuildFailed(f"{out}: another process is writing it: wait until that has ended") from None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BuildFailed(f"{out}: cannot be written: {reason}; what was there stands") from None


def _check(out: Path) -> None:
    """Raises BuildFailed where `out` is something that is not to be replaced."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise BuildFailed(f"{out}: is no folder: name another place with --out")
    if out.is_dir() and any(out.iterdir()) and not is_dataset(out):
        raise BuildFailed(f"{out}: holds something else than a dataset: name another place with --out")


def _write(folder: Path, db: Database, made: Making) -> Counts:
    parts = Parts(folder, db.conn)
    counts = write_knowledge(
        db,
        made.shelf,
        made.extracts,
        made.vocabulary,
        put=lambda found: parts.put(found, made.stale(found.article_id)),
        problems=made.problems,
    )
    parts.close()
    rows = {table: write_table(folder, db.conn, table) for table in (*LIBRARY, *ACROSS)}
    shelf = {"nodes": made.shelf.nodes, "edges": made.shelf.edges}
    (folder / LOAD / SHELF).write_text(to_json(shelf), encoding="utf-8")
    (inputs,) = db.conn.execute("SELECT inputs FROM builds").fetchone()
    manifest = Manifest(
        version=version("claims-kb"),
        makers=made.makers,
        tables_of=digest_of_schema(),
        library=made.shelf.digest,
        inputs=inputs,
        articles=counts.articles,
        claims=counts.claims,
        studies=counts.studies,
        findings=counts.findings,
        parts=parts.parts,
        rows={name: count for name, count in sorted({**parts.rows, **rows}.items()) if name != LOAD},
        problems_of_articles=told(made.copy.problems),
        problems_of_studies=told(made.evidence.problems),
    )
    write_manifest(folder, manifest)
    return counts
