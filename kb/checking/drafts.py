"""A draft against the library, with nothing built: files and a folder of studies in, a report of each file out.

Each draft goes through `kb.auditing`, as in a build, and into a database in memory, which `kb.reports.reading` reads as
it reads kb.db: so a draft has the verdicts, and the words, that its build would give it.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sqlite_utils import Database

from kb.auditing import audit_articles, read_library
from kb.checking.places import find_places, line_and_column
from kb.model import Article, Problem
from kb.nlp import Lexicon, ModelMissing, load_pipeline
from kb.progress import Silent, Watcher
from kb.read.articles import read_article
from kb.read.decoding import NotText, decode_as_it_is
from kb.reports.contents import Report
from kb.reports.reading import read_report
from kb.sources import read_sound_studies
from kb.store import SCHEMA, write_audit, write_studies
from kb.vocab import VocabularyError, load_with_own

TEXTS = (".txt", ".md", ".markdown")  # files whose own text has lines that an editor shows


class CheckFailed(RuntimeError):
    """Nothing could be checked; the message says why, one fault a line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A draft that was checked: the file as it was given, its own text (None where it is none: a PDF, a page) and the
    report of it. `places` says of each stretch that the report tells where it stands in that text, None where nowhere.
    """

    path: Path
    report: Report
    source: str | None
    places: Mapping[tuple[int, int], tuple[int, int] | None]

    def position(self, start: int, end: int) -> tuple[int, int]:
        """Line and column, from 1, in the file; in the audited text where the file's own will not do."""
        place = self.places.get((start, end))
        if place is None or self.source is None:
            return line_and_column(self.report.article.text, start)
        return line_and_column(self.source, place[0])


def load_lexicon(vocabulary: Path | None = None) -> Lexicon:
    """The shipped vocabulary and what a folder adds to it, compiled for the pipeline. Raises CheckFailed where one of
    them cannot be used."""
    try:
        return Lexicon(load_pipeline(), load_with_own(vocabulary))
    except (VocabularyError, ModelMissing) as error:
        raise CheckFailed(str(error)) from None


def check_files(
    files: Sequence[Path],
    studies: Path,
    *,
    vocabulary: Path | None = None,
    lexicon: Lexicon | None = None,
    watcher: Watcher | None = None,
    jobs: int = 1,
) -> Iterator[Checked | Problem]:
    """Check each file against a folder of studies; gives problems (of studies, then of each file in its place) and what
    was checked, in the order given. Writes nothing. Raises CheckFailed where vocabulary or model cannot be used, or no
    study could be read. `vocabulary` is a folder of words that
    adds to the shipped ones, if it is there; `lexicon` is one that was loaded before, to use again."""
    watcher = watcher or Silent()
    lexicon = lexicon or load_lexicon(vocabulary)
    found, problems = read_sound_studies(studies, lexicon.vocabulary)
    if not found:
        raise CheckFailed("\n".join([*map(str, problems), f"{studies}: holds no study that could be read"]))
    yield from problems
    read = [(path, read_article(path)) for path in files]
    drafts = [article for _, article in read if isinstance(article, Article)]
    knowledge = read_library(found, lexicon, watcher, jobs) if drafts else None
    with closing(_in_memory()) as library:
        write_studies(Database(library), found, knowledge.readings if knowledge else {}, {})
        library.commit()  # an open transaction would keep the copies below waiting for ever
        audits = audit_articles(drafts, knowledge, watcher, jobs) if knowledge else iter(())
        for path, article in read:
            if isinstance(article, Problem):
                yield replace(article, path=str(path))
                continue
            with closing(_in_memory()) as draft:
                library.backup(draft)  # each draft alone: two files of one name are two drafts
                write_audit(Database(draft), next(audits))
                yield _checked(path, read_report(draft, article.id), article.sha256)


def _checked(path: Path, report: Report, digest: str) -> Checked:
    source = _own_text(path, digest)
    spans = [(claim.start, claim.end) for claim in report.claims]
    spans += [(f.start, f.end) for f in report.findings if f.start is not None and f.end is not None]
    found = [None] * len(spans) if source is None else find_places(report.article.text, source, spans)
    return Checked(path=path, report=report, source=source, places=dict(zip(spans, found, strict=True)))


def _own_text(path: Path, digest: str) -> str | None:
    """The text of the file with its own line ends, byte order mark aside; None where it is no text, or not any more
    what was read."""
    if path.suffix.lower() not in TEXTS:
        return None
    try:
        data = path.read_bytes()
        return decode_as_it_is(data) if sha256(data).hexdigest() == digest else None
    except (OSError, NotText):
        return None


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    connection.row_factory = sqlite3.Row
    return connection
