"""From sources to database: what is made of the inputs, written whole or not at all."""

import sqlite3
from pathlib import Path

from spacy.language import Language

from kb.making import BuildFailed, Inputs, making
from kb.old_file import what_to_do
from kb.progress import Silent, Watcher
from kb.store import replacing, write_tables
from kb.whole_file import clear_left_behind
from kb.writing import Counts, write_knowledge

__all__ = ["BuildFailed", "Counts", "build"]


def build(
    articles: Path,
    studies: Path,
    database: Path,
    *,
    watcher: Watcher | None = None,
    nlp: Language | None = None,
    jobs: int = 1,
    vocabulary: Path | None = None,
    cache: Path | None = None,
    scheduler: str = "",
) -> Counts:
    """Build `database` from a folder of articles and a folder of studies; gives what was made.

    `watcher` is told of progress; `nlp` is a loaded pipeline to use again; `jobs` is the number of processes, and
    changes nothing but the time; `vocabulary` is a folder of words that adds to the shipped ones, if it is there;
    `cache` is a file where what was worked out is kept for the next build, which again changes nothing but the time;
    `scheduler` is the address of a Dask cluster whose workers do the work, to the same effect.
    Raises BuildFailed when there is nothing to build from, the vocabulary or the model cannot be used, or the database
    cannot be written: the old one then stands.
    """
    inputs = Inputs(
        articles=articles,
        studies=studies,
        earlier=database,
        vocabulary=vocabulary,
        cache=cache,
        jobs=jobs,
        scheduler=scheduler,
    )
    try:
        for folder in (articles, studies):
            clear_left_behind(folder)
        with replacing(database) as db, making(inputs, watcher or Silent(), nlp) as made:
            return write_knowledge(
                db,
                made.shelf,
                made.extracts,
                made.vocabulary,
                put=lambda found: write_tables(db, found.tables, made.stale(found.article_id)),
                problems=made.problems,
            )
    except (OSError, sqlite3.Error) as error:
        raise BuildFailed(f"{database}: cannot be written: {what_to_do(error)}; the old one stands") from None
