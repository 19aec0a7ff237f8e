"""`kb report`: the annotated copy of an article for the agency, from what is built and decided."""

import sqlite3
from pathlib import Path

import click

from kb.options import FILE


@click.command()
@click.argument("article")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["html", "docx", "md", "csv", "json"]),
    help="What to write; by the ending of --out if not given, else HTML.",
)
@click.option("--out", type=FILE, help="Where to; standard output if not given.")
@click.option("--db", "database", type=FILE, default="kb.db", show_default=True, help="The knowledge base.")
@click.option("--reviews", type=FILE, help="What people decided; reviews.db beside the knowledge base if not given.")
def report(article: str, shape: str | None, out: Path | None, database: Path, reviews: Path | None) -> None:
    """Write ARTICLE (its id) with every claim marked, its verdict, evidence and decision, for people without Datasette.

    A Word document has each claim highlighted with a comment of Word's own, then the substantiation table, the
    scorecard and a place to sign. What the machine says and what a reviewer decided never share a column.
    """
    from kb.outlet import put_out
    from kb.reports.reading import NoSuchArticle
    from kb.reports.writing import BINARY, ENDINGS, report_article

    shape = shape or ENDINGS.get(out.suffix.lower() if out else "", "html")
    if shape in BINARY and out is None and click.get_text_stream("stdout").isatty():
        raise click.UsageError(f"{shape} is no text for a terminal: give --out FILE")
    if not database.is_file():
        raise click.ClickException(f"{database}: is not there: run `kb build` first")
    if reviews is not None and not reviews.is_file():
        raise click.ClickException(f"{reviews}: is not there")
    try:
        put_out([report_article(database, article, shape, reviews)], out)
    except NoSuchArticle as error:
        raise click.ClickException(str(error)) from None
    except sqlite3.Error as error:
        raise click.ClickException(f"{database}: {error}") from None
    except OSError as error:
        raise click.ClickException(str(error)) from None
