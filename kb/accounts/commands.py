"""`kb user`: makes accounts and changes them. Passwords are asked for, or read from standard input, never given as
arguments, where other users of the machine could read them."""

import sqlite3
import sys
from pathlib import Path

import click

from kb.accounts.store import AccountRefused, Accounts, User, checked_name
from kb.labels import Role
from kb.options import FILE

_ROLE = click.Choice([role.value for role in Role])
_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")


@click.group()
@click.option("--accounts", type=FILE, help="The file of accounts; accounts.db beside the knowledge base if not given.")
@click.option("--reviews", type=FILE, help="The file of reviews; reviews.db beside the knowledge base if not given.")
@click.option("--db", "database", type=FILE, default="kb.db", show_default=True, help="The knowledge base.")
@click.pass_context
def user(context: click.Context, accounts: Path | None, reviews: Path | None, database: Path) -> None:
    """Who may sign in: make, list and change accounts."""
    folder = database.resolve().parent
    context.obj = (Accounts(accounts or folder / "accounts.db"), reviews or folder / "reviews.db")


@user.command()
@click.argument("name")
@click.option(
    "--role", type=_ROLE, required=True, help="reader reads, reviewer also decides, lead also hands out work."
)
@_STDIN
@click.pass_obj
def add(held: tuple[Accounts, Path], name: str, role: str, password_stdin: bool) -> None:
    """Make the account NAME."""
    accounts, reviews = held
    with _plainly():
        checked_name(name)
        before, new = accounts.deciders(), not accounts.path.exists()
        made = accounts.add(name, Role(role), _password(password_stdin))
        click.echo(f"{made.name}: {made.role}")
        if new:
            click.echo(f"the first account of {accounts.path}", err=True)
        _raise_needed(accounts, reviews, before, made)


@user.command("list")
@click.pass_obj
def show(held: tuple[Accounts, Path]) -> None:
    """List the accounts: name, role, since when, and whether disabled."""
    with _plainly():
        for one in held[0].all():
            state = f"disabled {one.disabled}" if one.disabled else ""
            click.echo(f"{one.name:<20} {one.role:<9} {one.created} {state}".rstrip())


@user.command()
@click.argument("name")
@click.argument("role", type=_ROLE)
@click.pass_obj
def role(held: tuple[Accounts, Path], name: str, role: str) -> None:
    """Give the account NAME another role; it counts at once, also for who is signed in."""
    accounts, reviews = held
    with _plainly():
        before = accounts.deciders()
        changed = accounts.set_role(name, Role(role))
        click.echo(f"{changed.name}: {changed.role}")
        _raise_needed(accounts, reviews, before, changed)


@user.command()
@click.argument("name")
@_STDIN
@click.pass_obj
def passwd(held: tuple[Accounts, Path], name: str, password_stdin: bool) -> None:
    """Give the account NAME a new password; whoever is signed in as NAME is signed out."""
    with _plainly():
        if held[0].find(name) is None:
            raise AccountRefused(f"There is no account {name}.")
        held[0].set_password(name, _password(password_stdin))
        click.echo(f"{name}: new password")


@user.command()
@click.argument("name")
@click.pass_obj
def remove(held: tuple[Accounts, Path], name: str) -> None:
    """Disable the account NAME and sign it out. Its decisions stay, and its name is given to nobody else."""
    with _plainly():
        held[0].disable(name)
        click.echo(f"{name}: disabled")


@user.command()
@click.argument("name")
@click.pass_obj
def restore(held: tuple[Accounts, Path], name: str) -> None:
    """Let the disabled account NAME sign in again."""
    accounts, reviews = held
    with _plainly():
        before = accounts.deciders()
        restored = accounts.restore(name)
        click.echo(f"{name}: {restored.role}")
        _raise_needed(accounts, reviews, before, restored)


def _password(stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)


def _raise_needed(accounts: Accounts, reviews: Path, before: int, changed: User) -> None:
    """With a second account that may decide, decisions are made blind, by two."""
    if before >= 2 or accounts.deciders() < 2:
        return
    from kb.reviews import ReviewLog

    log = ReviewLog(reviews)
    try:
        log.set_needed(reviewer=changed.name, needed=2)
    finally:
        log.close()
    click.echo("Two accounts may decide: from now on two decide a claim blind; `kb reviews needed N` changes that.")


class _plainly:
    """What goes wrong is told in one line."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, AccountRefused | sqlite3.Error | OSError):
            raise click.ClickException(str(error)) from None
