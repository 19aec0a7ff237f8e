"""The reader's folder of copy: a file's bytes in, a named file in the folder out; the version before it put by.

Earlier versions lie in `.versions/ID/0001.ext` and so on, in the order in which they were replaced. A version is put by
before the new one takes its place, each by a rename, so that no moment is without the page.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from kb import yamltext
from kb.model import Article, Problem
from kb.read.articles import read_article
from kb.read.beside import ENDING
from kb.read.formats import FORMATS
from kb.whole_file import apart, aside, clear_left_behind
from kb.wording import slug

VERSIONS = ".versions"
_LONGEST = 80  # characters of an id


class Outcome(StrEnum):
    ADDED = "added"
    NEW_VERSION = "new version"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """What became of one file: the id that it has in the folder, and how many words it holds."""

    id: str
    outcome: Outcome
    words: int
    unread: str = ""  # what of the file could not be read, its large pictures among it
    version: int = 0  # the number of the version that was put by


def id_of(words: str) -> str:
    """A name for a file, made of a title or of a file's own name.

    >>> id_of("Ketamine for Anxiety – Café draft v3")
    'ketamine-for-anxiety-cafe-draft-v3'
    """
    return slug(words, "-")[:_LONGEST].strip("-")


def put(
    folder: Path, data: bytes, ending: str, *, name: str = "", url: str = "", captured: str = ""
) -> Added | Problem:
    """Put a file of copy into the folder, once it has been read there and found sound.

    `name` is the id that it is to have; without one, the id of the page that has this `url` already, else one made of
    its title. `url` and `captured` are noted beside it. A Problem where it cannot be read; raises OSError where the
    folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    clear_left_behind(folder)
    with apart(folder) as place:
        arrived = place / f"{name or 'page'}{ending}"
        arrived.write_bytes(data)
        _note(arrived, url, captured)
        article = read_article(arrived)
        if isinstance(article, Problem):
            return article
        ident = name or (url and _known(folder, url)) or id_of(article.title) or "page"
        return _settle(folder, arrived, ident, article)


def held(folder: Path, ident: str) -> Path | None:
    """The file of the folder that is the article of this id, wherever in the folder it lies."""
    return next((path for path in _files(folder) if path.stem == ident), None)


def versions(folder: Path, ident: str) -> tuple[Path, ...]:
    """The earlier versions of an article that were put by, the oldest first."""
    shelf = folder / VERSIONS / ident
    named = shelf.glob("[0-9]*") if shelf.is_dir() else ()
    found = (path for path in named if path.suffix.lower() in FORMATS)
    return tuple(sorted(found))


def _files(folder: Path) -> Iterator[Path]:
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    for path in paths:
        inside = path.relative_to(folder).parts
        if path.suffix.lower() in FORMATS and not any(part.startswith(".") for part in inside):
            yield path


def _known(folder: Path, url: str) -> str:
    """The id of the page of the folder that came from this address."""
    for path in _files(folder):
        if url and _address(path) == _bare(url):
            return path.stem
    return ""


def _address(path: Path) -> str:
    beside = path.with_suffix(ENDING)
    try:
        about = yamltext.load(beside.read_text(encoding="utf-8")) if beside.is_file() else None
    except (OSError, ValueError):
        return ""
    return _bare(str(about.get("url", ""))) if isinstance(about, dict) else ""


def _bare(url: str) -> str:
    """An address without what does not tell pages apart: scheme, case of the host, fragment, the slash at the end."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _note(path: Path, url: str, captured: str) -> None:
    about = {name: value for name, value in (("url", url), ("captured", captured)) if value}
    if about:
        path.with_suffix(ENDING).write_text(yaml.safe_dump(about, allow_unicode=True), encoding="utf-8")


def _settle(folder: Path, arrived: Path, ident: str, article: Article) -> Added:
    there = held(folder, ident)
    if there and there.suffix == arrived.suffix and there.read_bytes() == arrived.read_bytes():
        return Added(id=ident, outcome=Outcome.UNCHANGED, words=article.words, unread=_unread(article))
    number = _put_by(folder, there, ident) if there else 0
    target = (there.parent if there else folder) / f"{ident}{arrived.suffix}"
    _move(arrived, target)
    if there and there != target:
        there.unlink()  # of another format; its copy is on the shelf
    outcome = Outcome.NEW_VERSION if number else Outcome.ADDED
    return Added(id=ident, outcome=outcome, words=article.words, unread=_unread(article), version=number)


def _put_by(folder: Path, path: Path, ident: str) -> int:
    shelf = folder / VERSIONS / ident
    shelf.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(p.stem) for p in versions(folder, ident) if p.stem.isdigit()), default=0)
    for one in (path.with_suffix(ENDING), path):  # copies: whoever pulls the plug here has the page twice, never not
        if one.is_file():
            ending = one.name.removeprefix(path.stem)
            with aside(shelf / f"{number:04}{ending}") as new:
                shutil.copy2(one, new)
    return number


def _move(arrived: Path, target: Path) -> None:
    note, beside = arrived.with_suffix(ENDING), target.with_suffix(ENDING)
    if note.is_file():
        old = yamltext.load(beside.read_text(encoding="utf-8")) if beside.is_file() else None
        new = yamltext.load(note.read_text(encoding="utf-8"))
        text = yaml.safe_dump({**(old if isinstance(old, dict) else {}), **new}, allow_unicode=True)
        note.write_text(text, encoding="utf-8")
        os.replace(note, beside)
    os.replace(arrived, target)


def _unread(article: Article) -> str:
    return " and ".join(filter(None, (article.unread, article.pictures)))
