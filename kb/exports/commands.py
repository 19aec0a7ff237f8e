"""`kb export`: tables, bibliographies, annotations, reviews and nanopublications out of the knowledge base."""

import sqlite3
from pathlib import Path

import click

from kb.options import FILE

FORMATS = ("csv", "jsonl", "parquet", "csl", "ris", "bibtex", "nbib", "jsonld", "trig")


@click.command("export")
@click.argument("what", required=False)
@click.option("--what", "named", metavar="WHAT", help="The same as the argument.")
@click.option("--format", "shape", type=click.Choice(FORMATS), help="The first of those that WHAT has, if not given.")
@click.option("--out", type=FILE, help="Where to; standard output if not given.")
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only of this one; not for tables.")
@click.option("--base", default="urn:claims-kb:", show_default=True, help="How the names of things on the web begin.")
@click.option("--db", "database", type=FILE, default="kb.db", show_default=True, help="The knowledge base.")
@click.option("--reviews", type=FILE, help="What people decided; reviews.db beside the knowledge base if not given.")
def export_command(
    what: str | None,
    named: str | None,
    shape: str | None,
    out: Path | None,
    articles: tuple[str, ...],
    base: str,
    database: Path,
    reviews: Path | None,
) -> None:
    """Write WHAT as a file for other programs.

    \b
    claims, studies, findings, assessments, ... any table or view: csv, jsonl, parquet
    studies                                                        csl, ris, bibtex, nbib as well
    annotations   W3C Web Annotations of the claims                jsonld (one page), jsonl
    claimreviews  schema.org ClaimReview                           jsonld
    nanopubs      nanopublications of verdicts and decisions       trig

    The graph is written by `kb graph`.
    """
    if (what is None) == (named is None):
        raise click.UsageError("say once what to export: kb export claims")
    from kb.exports.offers import export
    from kb.exports.tables import ExportFailed
    from kb.outlet import put_out
    from kb.reports.reading import NoSuchArticle, open_kb

    if not database.is_file():
        raise click.ClickException(f"{database}: is not there: run `kb build` first")
    try:
        with open_kb(database, reviews) as connection:
            put_out(export(connection, what or named or "", shape or "", articles=articles, base=base), out)
    except (ExportFailed, NoSuchArticle) as error:
        raise click.ClickException(str(error)) from None
    except sqlite3.Error as error:
        raise click.ClickException(f"{database}: {error}") from None
    except OSError as error:
        raise click.ClickException(str(error)) from None
