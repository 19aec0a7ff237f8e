"""`kb reviews`, `kb verify` and `kb backup`: the log in and out of its file, and whether it is as it was written."""

import getpass
import sqlite3
import sys
from pathlib import Path

import click

from kb.options import FILE
from kb.outlet import put_out
from kb.reviews.events import ReviewRefused
from kb.reviews.exchange import backup as back_up
from kb.reviews.exchange import export_lines, import_lines
from kb.reviews.log import ReviewLog
from kb.reviews.verifying import verify as look_through

_DB = click.option("--db", "database", type=FILE, default="kb.db", show_default=True, help="The knowledge base.")
_REVIEWS = click.option(
    "--reviews", "path", type=FILE, help="The file of reviews; reviews.db beside the knowledge base if not given."
)


@click.group()
@_DB
@_REVIEWS
@click.pass_context
def reviews(context: click.Context, database: Path, path: Path | None) -> None:
    """What people said: take it out, bring it in, say how many must decide."""
    context.obj = _beside(database, path, "reviews.db")


@reviews.command("export")
@click.option("--out", type=FILE, help="Where to; standard output if not given.")
@click.pass_obj
def take_out(path: Path, out: Path | None) -> None:
    """Write the whole log as JSON, a row a line."""
    _there(path)
    with _plainly(path):
        put_out((f"{line}\n".encode() for line in export_lines(path)), out)


@reviews.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.pass_obj
def bring_in(path: Path, file: Path) -> None:
    """Append the rows of another log, exported to FILE (- is standard input), that are not here yet: all or none."""
    with _plainly(file):
        try:
            text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
            done = import_lines(path, text.decode().splitlines())
        except UnicodeDecodeError as error:
            raise click.ClickException(f"{file}: is not UTF-8 text ({error.reason} at byte {error.start})") from None
    told = f"{done.verbatim + done.rechained} rows added"
    click.echo(f"{told}, {done.rechained} of them chained anew; {done.held} were here already")


@reviews.command("needed")
@click.argument("number", type=click.IntRange(1, 9), required=False)
@click.option("--by", "reviewer", help="Who says so, for the log; the user of this machine if not given.")
@click.pass_obj
def needed(path: Path, number: int | None, reviewer: str | None) -> None:
    """Say that NUMBER people must decide a claim before their decisions are shown; without one, print how many."""
    with _plainly(path), ReviewLog(path) as log:
        if number is not None:
            log.set_needed(reviewer=reviewer or getpass.getuser(), needed=number)
        click.echo(log.needed())


@click.command()
@_DB
@_REVIEWS
@click.option("--head", default="", help="A hash noted earlier: its row must still be there.")
def verify(database: Path, path: Path | None, head: str) -> None:
    """Look through the log of reviews: is every row as it was written, and the chain whole?

    Prints the number of rows and the hash of the last, which is worth noting elsewhere. Exit status: 0, or 1 when
    something is wrong; the line then says at which row.
    """
    path = _beside(database, path, "reviews.db")
    _there(path)
    with _plainly(path):
        found = look_through(path, head.strip().lower())
    if not found.intact:
        raise click.ClickException(f"{path}: row {found.broken_at}: {found.why}; {found.rows} rows before it are good")
    click.echo(f"{path}: {found.rows} rows, chain intact, head {found.head or 'none'}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_DB
@_REVIEWS
@click.option("--accounts", type=FILE, help="The file of accounts; accounts.db beside the knowledge base if not given.")
def backup(folder: Path, database: Path, path: Path | None, accounts: Path | None) -> None:
    """Copy the knowledge base, the reviews and the accounts into FOLDER, whole and consistent, also while they are
    served and written."""
    found = (database, _beside(database, path, "reviews.db"), _beside(database, accounts, "accounts.db"))
    with _plainly(folder):
        copies = back_up(found, folder)
    if not copies:
        raise click.ClickException(f"{database}: is not there, and neither are reviews or accounts: nothing was copied")
    for copy in copies:
        click.echo(copy)


def _beside(database: Path, path: Path | None, name: str) -> Path:
    return path or database.resolve().with_name(name)


def _there(path: Path) -> None:
    if not path.is_file():
        raise click.ClickException(f"{path}: is not there: nobody has decided anything yet")


class _plainly:
    """What goes wrong is told in one line that names the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ReviewRefused | sqlite3.Error):
            raise click.ClickException(f"{self.path}: {error}") from None
        if isinstance(error, OSError):
            raise click.ClickException(str(error)) from None
