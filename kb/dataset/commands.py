"""`kb extract` and `kb load`: a dataset of Parquet files for analysts, and a knowledge base out of it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.options import ARTICLES, CACHE, FILE, FOLDER, JOBS, SCHEDULER, STUDIES, VOCABULARY, check_jobs
from kb.progress import Watcher
from kb.watching import watched

if TYPE_CHECKING:
    from kb.writing import Counts


@click.command("extract")
@ARTICLES
@STUDIES
@click.option("--out", type=FOLDER, required=True, help="The folder to write; an older dataset there is replaced.")
@JOBS
@SCHEDULER
@VOCABULARY
@CACHE
def extract_command(
    articles: Path, studies: Path, out: Path, jobs: int, scheduler: str, vocabulary: Path, cache: bool
) -> None:
    """Find all that a build finds, and write it as Parquet: OUT/claims/part-00000.parquet and so on.

    The tables, their columns and their rows are those of `kb build`; DuckDB and Spark read a table by its folder.
    OUT/manifest.json says what the dataset was made from and holds. It is written whole or not at all. Exit status as
    of `kb build`.
    """
    check_jobs(jobs, scheduler)

    def make(watcher: Watcher) -> "Counts":
        from kb.dataset.extracting import extract
        from kb.kept import beside
        from kb.making import Inputs

        settings = {"jobs": jobs, "scheduler": scheduler, "vocabulary": vocabulary}
        inputs = Inputs(articles=articles, studies=studies, cache=beside(out) if cache else None, **settings)
        return extract(inputs, out, watcher=watcher)

    sys.exit(1 if watched(make) else 0)


@click.command("load")
@click.argument("dataset", type=FOLDER)
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only these; `*` stands for anything.")
@click.option("--publisher", "publishers", multiple=True, metavar="NAME", help="Only theirs; `*` stands for anything.")
@click.option("--db", "database", type=FILE, default="kb.db", show_default=True, help="Where to put the result.")
@VOCABULARY
def load_command(
    dataset: Path, articles: tuple[str, ...], publishers: tuple[str, ...], database: Path, vocabulary: Path
) -> None:
    """Make a knowledge base of a DATASET that `kb extract` wrote, or of a part of it.

    It is the one that `kb build` would make of the chosen articles: the same claims and verdicts, and the clusters and
    conflicts among just these. Exit status: 0, or 1 when an input of the dataset was bad, or nothing could be loaded
    (one line each says which and why).
    """

    def make(watcher: Watcher) -> "Counts":
        from kb.dataset.loading import Choice, load

        choice = Choice(articles=articles, publishers=publishers)
        return load(dataset, database, choice, vocabulary=vocabulary)

    sys.exit(1 if watched(make) else 0)
