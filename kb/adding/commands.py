"""`kb add` puts copy into the reader's folder; `kb diff` tells what a new version of a page does to its claims."""

import json
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from kb.escaping import printable
from kb.model import Article, Problem
from kb.old_file import open_old
from kb.options import FILE, FOLDER, STUDIES, VOCABULARY

_ARTICLES = click.option("--articles", type=FOLDER, default="sources/articles", show_default=True, help="Your copy.")
_MARKS = {"kept": " ", "changed": "~", "gone": "-", "new": "+"}


@click.command()
@click.argument("places", nargs=-1, required=True, metavar="PATH|URL...")
@_ARTICLES
@click.option("--id", "ident", default="", help="The name that the page is to have; of one page only.")
def add(places: tuple[str, ...], articles: Path, ident: str) -> None:
    """Put copy into your folder: files of any format that can be read, and addresses of the web.

    A page that is there already and has changed becomes a new version; the one before is put by. Exit status: 0, or 1
    when something could not be added (one line each says which and why; the rest is added).
    """
    if ident and len(places) > 1:
        raise click.UsageError("--id names one page, and several are given")
    failed = [place for place in places if not _add(place, articles, ident)]
    if failed:
        sys.exit(1)


def _add(place: str, articles: Path, ident: str) -> bool:
    from kb.adding.fetching import NotFetched, fetch
    from kb.adding.shelf import Outcome, id_of, put

    try:
        if place.lower().startswith(("http://", "https://")):
            page = fetch(place)
            today = date.today().isoformat()
            found = put(articles, page.data, page.ending, name=id_of(ident), url=page.url, captured=today)
        else:
            path = Path(place)
            name = id_of(ident or path.stem)
            found = put(articles, path.read_bytes(), path.suffix.lower(), name=name)
    except NotFetched as error:
        found = Problem(path=place, field="", message=str(error))
    except OSError as error:
        found = Problem(path=place, field="", message=f"cannot be added: {error.strerror or error}")
    if isinstance(found, Problem):
        click.echo(str(replace(found, path=place)), err=True)
        return False
    more = f"; `kb diff {found.id}` tells what changed" if found.outcome is Outcome.NEW_VERSION else ""
    unread = f"; {found.unread}, whose words were not read" if found.unread else ""
    click.echo(f"{found.id}: {found.outcome.value}, {found.words} words{unread}{more}")
    return True


@click.command()
@click.argument("article")
@_ARTICLES
@STUDIES
@click.option(
    "--version", "number", type=click.IntRange(1), help="Against this version; the newest before, if not given."
)
@VOCABULARY
@click.option("--reviews", type=FILE, default="reviews.db", show_default=True, help="What people decided.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(
    article: str,
    articles: Path,
    studies: Path,
    number: int | None,
    vocabulary: Path,
    reviews: Path,
    shape: str,
) -> None:
    """Tell which claims of ARTICLE were kept, changed, gone or new since the version before, and where decisions go.

    A decision follows a claim whose words and surroundings stand on exactly once; the others wait among the orphans.
    """
    from kb.adding.differing import Fate

    new, old = _both(articles, article, number)
    found = _compared(old, new, studies, vocabulary)
    decided = _decided(reviews, [one.anchor for one in found if one.anchor])
    rows = [
        {
            "fate": one.fate.value,
            "was": one.was,
            "now": one.now,
            "decision": decided.get(one.anchor, ""),
            "follows": one.follows if one.anchor in decided else None,
        }
        for one in found
    ]
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo("\n".join(_lines(row)))
    counts = {fate: sum(row["fate"] == fate.value for row in rows) for fate in Fate}
    lost = sum(row["follows"] is False for row in rows)
    told = ", ".join(f"{count} {fate.value}" for fate, count in counts.items())
    click.echo(f"{told}; {sum(row['follows'] is True for row in rows)} decisions follow, {lost} wait among the orphans")


def _lines(row: dict) -> list[str]:
    mark, fate = _MARKS[row["fate"]], row["fate"]
    said = [f"- {_plain(row['was'])}"] if fate in ("changed", "gone") else []
    if fate != "gone":
        said.append(f"{'+' if fate == 'changed' else mark} {_plain(row['now'])}")
    if row["decision"]:
        where = "follows" if row["follows"] else "waits among the orphans"
        said.append(f"    decided: {row['decision']}; it {where}")
    return said


def _plain(text: str) -> str:
    """A text as one line in which nothing steers a terminal."""
    return printable(" ".join(text.split()))


def _both(articles: Path, ident: str, number: int | None) -> tuple[Article, Article]:
    """The version in the folder and the one before it, under one id."""
    from kb.adding.shelf import held, versions
    from kb.read.articles import read_article

    path, earlier = held(articles, ident), versions(articles, ident)
    if path is None:
        raise click.ClickException(f"{articles}: holds no article {ident!r}")
    if number is not None:
        earlier = tuple(p for p in earlier if p.stem.isdigit() and int(p.stem) == number)
    if not earlier:
        raise click.ClickException(f"{ident}: there is no {f'version {number}' if number else 'earlier version'}")
    read = [read_article(p) for p in (path, earlier[-1])]
    for found in read:
        if isinstance(found, Problem):
            raise click.ClickException(str(found))
    new, old = read
    return new, replace(old, id=new.id)


def _compared(old: Article, new: Article, studies: Path, vocabulary: Path) -> Sequence:
    from kb.adding.differing import differences
    from kb.auditing import claims_of
    from kb.nlp import Lexicon, load_pipeline
    from kb.read.studies import read_studies
    from kb.vocab import VocabularyError, load_with_own

    held, _ = read_studies(studies)
    try:
        lexicon = Lexicon(load_pipeline(), load_with_own(vocabulary))
    except VocabularyError as error:
        raise click.ClickException(str(error)) from None
    before, after = claims_of([old, new], held, lexicon)
    return differences((old, before), (new, after))


def _decided(reviews: Path, anchors: Sequence[str]) -> dict[str, str]:
    """What people made of these claims, by anchor, as far as it is open to all."""
    if not reviews.is_file():
        return {}
    try:
        log = open_old(reviews)
        rows = log.execute(
            "SELECT anchor, coalesce(outcome, status), decided_by FROM standing "
            "WHERE anchor IN (SELECT value FROM json_each(?))",
            [json.dumps(list(anchors))],
        ).fetchall()
    except sqlite3.Error as error:
        raise click.ClickException(f"{reviews}: {error}") from None
    return {anchor: f"{outcome} by {who}" for anchor, outcome, who in rows}
