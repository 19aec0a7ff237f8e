"""The command line: `kb build`, `serve`, `check`, `report`, `compare` and others. Says what is wrong in one line."""

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.accounts.commands import user
from kb.adding.commands import add, diff
from kb.checking.commands import check
from kb.dataset.commands import extract_command, load_command
from kb.escaping import printable
from kb.exports.commands import export_command
from kb.literature.commands import studies as studies_group
from kb.model import Problem
from kb.old_file import open_old
from kb.options import ARTICLES, CACHE, FILE, JOBS, SCHEDULER, STUDIES, VOCABULARY, check_jobs
from kb.own_words.commands import vocab
from kb.progress import Watcher
from kb.reports.commands import report
from kb.reviews.commands import backup, reviews, verify
from kb.watching import watched

if TYPE_CHECKING:
    from kb.writing import Counts

ROOT = Path(__file__).resolve().parent.parent

# Datasette's settings for this database: SQL stays open for analysts, within limits; suggested facets are switched off
# because they cost most of a table page's time.
SETTINGS = {
    "default_allow_sql": "on",
    "suggest_facets": "off",
    "allow_download": "on",
    "sql_time_limit_ms": "2000",
    "facet_time_limit_ms": "500",
    "max_returned_rows": "1000",
    "default_page_size": "50",
    "truncate_cells_html": "400",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="claims-kb", prog_name="kb")
def main() -> None:
    """Find the claims of marketing copy, what they cite, and whether the evidence bears them out."""


def _sources(command):
    for option in (
        CACHE,
        VOCABULARY,
        JOBS,
        click.option(
            "--db", "database", type=FILE, default="kb.db", show_default=True, help="Where to put the result."
        ),
        STUDIES,
        ARTICLES,
    ):
        command = option(command)
    return command


@main.command()
@_sources
@SCHEDULER
def build(
    articles: Path, studies: Path, database: Path, jobs: int, vocabulary: Path, cache: bool, scheduler: str
) -> None:
    """Build the knowledge base from a folder of articles and a folder of studies.

    Exit status: 0 when every file was good, 1 when some were left out or the build could not be made (one line each
    says which and why).
    """
    sys.exit(1 if _build(articles, studies, database, jobs, vocabulary, cache, scheduler) else 0)


def _build(
    articles: Path, studies: Path, database: Path, jobs: int, vocabulary: Path, cache: bool, scheduler: str = ""
) -> tuple[Problem, ...]:
    check_jobs(jobs, scheduler)

    def make(watcher: Watcher) -> "Counts":
        # Imported here: spaCy takes seconds to load, and `kb --help` should not.
        from kb.build import build as build_database
        from kb.kept import beside

        settings = {"jobs": jobs, "vocabulary": vocabulary, "scheduler": scheduler}
        settings["cache"] = beside(database) if cache else None
        return build_database(articles, studies, database, watcher=watcher, **settings)

    return watched(make)


@main.command()
@_sources
@click.option("--build/--no-build", "fresh", default=True, help="Build first (the default), or serve what is there.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535))
@click.option("--accounts", type=FILE, help="Who may sign in; accounts.db beside the database if not given.")
@click.option("--reviews", type=FILE, help="What people decided; reviews.db beside the database if not given.")
@click.option(
    "--reading",
    type=click.Choice(["local", "open", "signed-in"]),
    help="Who may read without an account: whoever sits at this machine (the default), everybody, nobody.",
)
def serve(
    articles: Path,
    studies: Path,
    database: Path,
    jobs: int,
    vocabulary: Path,
    cache: bool,
    fresh: bool,
    host: str,
    port: int,
    accounts: Path | None,
    reviews: Path | None,
    reading: str | None,
) -> None:
    """Build the knowledge base, browse it in Datasette and decide its claims."""
    if fresh:
        _build(articles, studies, database, jobs, vocabulary, cache)
    elif not database.is_file():
        raise click.ClickException(f"{database}: is not there: run `kb build` first")
    settings = [part for name, value in SETTINGS.items() for part in ("--setting", name, value)]
    # No `serve` before the options: with --reload Datasette reads the word again, as the name of a file.
    command = [sys.executable, "-m", "datasette", "--immutable", str(database), "--reload"]
    command += ["--metadata", str(ROOT / "metadata.yml"), "--host", host, "--port", str(port), *settings]
    os.execve(sys.executable, command, _environment(database, accounts, reviews, reading))


def _environment(database: Path, accounts: Path | None, reviews: Path | None, reading: str | None) -> dict[str, str]:
    """What the plugin is told by the environment, which outlives a reload; with the secret that signs sessions, so that
    neither a reload nor a restart signs anybody out."""
    from kb.accounts import Accounts

    given = {"CLAIMS_KB_ACCOUNTS": accounts, "CLAIMS_KB_REVIEWS": reviews, "CLAIMS_KB_READING": reading}
    told = {name: str(value) for name, value in given.items() if value}
    told = {**os.environ, **told}
    if "DATASETTE_SECRET" not in told:
        path = Path(told.get("CLAIMS_KB_ACCOUNTS") or database.resolve().parent / "accounts.db")
        try:
            told["DATASETTE_SECRET"] = Accounts(path).secret()
        except (sqlite3.Error, OSError) as error:
            click.echo(f"{path}: {error}: a restart will sign everybody out", err=True)
    return told


@main.command()
@click.option("--db", "database", type=FILE, default="kb.db", show_default=True)
@click.option("--out", type=FILE, required=True, help="The ending names the format: .graphml, .gexf or .json.")
def graph(database: Path, out: Path) -> None:
    """Export the knowledge graph as GraphML, GEXF or node-link JSON."""
    from kb.graph import export_graph, load_graph

    if not database.is_file():
        raise click.ClickException(f"{database}: is not there: run `kb build` first")
    try:
        connection = open_old(database)
        connection.row_factory = sqlite3.Row
        rows = {
            table: [{**row, "attributes": json.loads(row["attributes"])} for row in connection.execute(sql)]
            for table, sql in (
                ("nodes", "SELECT * FROM nodes ORDER BY id"),
                ("edges", "SELECT * FROM edges ORDER BY id"),
            )
        }
        export_graph(load_graph(rows["nodes"], rows["edges"]), out)
    except sqlite3.Error as error:
        raise click.ClickException(f"{database}: {error}") from None
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("claim", required=False)
@click.option("--finding", metavar="TEXT", help="The evidence: one or more sentences.")
@click.option("--pairs", metavar="FILE", help="JSON lines with `claim` and `evidence`; - reads standard input.")
@click.option("--format", "shape", type=click.Choice(["text", "json", "jsonl"]), help="Of the output.")
@VOCABULARY
def compare(claim: str | None, finding: str | None, pairs: str | None, shape: str | None, vocabulary: Path) -> None:
    """Hold CLAIM against a finding, or many pairs of a file, as plain text with nothing in the library.

    Prints for each pair whether the evidence supports or contradicts the claim, is weaker or silent, why, by which
    rule, and the comparison slot by slot. Exit status: 0, or 1 when a pair could not be read (one line each says which
    and why; the others are done).
    """
    if (claim is None) == (pairs is None) or (claim is None) != (finding is None):
        raise click.UsageError("give either CLAIM and --finding TEXT, or --pairs FILE")
    from kb.compare import CompareFailed, compare_file, compare_one, load_comparer

    try:
        comparer = load_comparer(vocabulary)
        sys.exit(
            compare_one(claim, finding, shape, comparer) if pairs is None else compare_file(pairs, shape, comparer)
        )
    except CompareFailed as failure:
        for line in str(failure).splitlines():
            click.echo(printable(line), err=True)
        sys.exit(1)


@main.command()
@click.argument("claim_id")
@click.option("--db", "database", type=FILE, default="kb.db", show_default=True)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@VOCABULARY
def explain(claim_id: str, database: Path, shape: str, vocabulary: Path) -> None:
    """Show why a claim has its verdict, slot by slot, down to vocabulary entries, findings and rules.

    CLAIM_ID may be the beginning of an id, where only one begins so.
    """
    from kb.explain import NoSuchClaim, open_database
    from kb.explain import explain as explain_why
    from kb.showing import console_for_output, explained_page, to_line
    from kb.vocab import VocabularyError

    if not database.is_file():
        raise click.ClickException(f"{database}: is not there: run `kb build` first")
    try:
        explained = explain_why(open_database(database), claim_id, vocabulary)
    except NoSuchClaim as error:
        raise click.ClickException(str(error)) from None
    except (sqlite3.Error, VocabularyError) as error:
        raise click.ClickException(f"{database}: {error}") from None
    if shape == "json":
        click.echo(to_line(explained))
    else:
        console_for_output().print(explained_page(explained))


for _command in (
    extract_command,
    load_command,
    studies_group,
    check,
    report,
    export_command,
    user,
    reviews,
    verify,
    backup,
    vocab,
    add,
    diff,
):
    main.add_command(_command)


if __name__ == "__main__":
    main()
