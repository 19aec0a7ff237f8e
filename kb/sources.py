"""The inputs of a build: both folders read, and a last good copy in the place of each file that cannot be.

A faulty file stops no build, and what was known of it does not vanish: the earlier copy is used, and marked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from kb.kept import Forgetful
from kb.last_good import last_good_article, last_good_study
from kb.model import Article, Problem, Study
from kb.propositions.authored import check_authored
from kb.read.articles import find_copy, stream_articles
from kb.read.studies import read_studies
from kb.vocab import Vocabulary

_ARTICLE = TypeAdapter(Article)
Thing = TypeVar("Thing")


class Copy:
    """The articles of a folder by id, read as they are asked for, once; in the place of a faulty file, what `database`
    holds of it. A bad file raises nothing. When all are read, `problems` names what was wrong, by path, and `stale` has
    the reason for each article that was taken from the database."""

    def __init__(self, folder: Path, database: Path | None, kept: Forgetful) -> None:
        self._folder, self._database, self._kept = folder, database, kept
        self._paths = find_copy(folder)
        self._problems: list[Problem] = []
        self.stale: dict[str, str] = {}

    def __len__(self) -> int:
        """How many files there are; as many articles, if all are sound."""
        return len(self._paths)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(sorted(self._problems, key=lambda problem: problem.path))

    def __iter__(self) -> Iterator[Article]:
        return self._taken(stream_articles(self._folder, self._paths, self._remember), lambda article: article)

    def _taken(
        self, stream: Iterable[tuple[str, Thing | Problem]], again: Callable[[Article], Thing | Problem]
    ) -> Iterator[Thing]:
        """What was made of each sound file, and in the place of a faulty one what is made `again` of the article that
        the database holds."""
        for ident, group in groupby(stream, key=lambda pair: pair[0]):
            known = len(self._problems)
            sound = False
            for _, found in group:
                if isinstance(found, Problem):
                    self._problems.append(found)
                else:
                    sound = True
                    yield found
            if not sound and (article := last_good_article(self._database, ident)):
                found = again(article)
                if isinstance(found, Problem):
                    self._problems.append(found)
                else:
                    self.stale[ident] = str(self._problems[known])
                    yield found

    def _remember(self, key: tuple[str | bytes, ...], read: Callable[[], Article]) -> Article:
        """The article that an earlier build read from the same bytes, or what is read now."""
        name = self._kept.key("article", *key)
        known = self._kept.get(name)
        if known is not None:
            with suppress(ValidationError):
                return _ARTICLE.validate_json(known)
        article = read()
        self._kept.put(name, _ARTICLE.dump_json(article))
        return article


def digest_of(article: Article) -> bytes:
    """A digest of all that was read of an article."""
    return sha256(_ARTICLE.dump_json(article)).digest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """The studies of a folder by id: those that are sound, those taken from an earlier build (id to reason), and what
    was wrong."""

    studies: tuple[Study, ...]
    stale: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_evidence(folder: Path, database: Path | None, vocabulary: Vocabulary) -> Evidence:
    """All studies of a folder; in the place of a faulty file, what `database` holds of it. A bad file raises nothing:
    it is a problem that names it."""
    found, problems = read_sound_studies(folder, vocabulary)
    kept = _last_good(problems, found, partial(last_good_study, database))
    return Evidence(
        studies=tuple(sorted((*found, *(study for study, _ in kept)), key=lambda study: study.id)),
        stale={study.id: reason for study, reason in kept},
        problems=problems,
    )


def read_sound_studies(folder: Path, vocabulary: Vocabulary) -> tuple[tuple[Study, ...], tuple[Problem, ...]]:
    """The studies of a folder, and what is wrong with the rest; one with an authored proposition that the vocabulary
    cannot read is left out, and named."""
    studies, problems = read_studies(folder)
    wrong = [
        Problem(path=study.path, field=f"findings.{number}.propositions.{place}.{slot}", message=message)
        for study in studies
        for number, finding in enumerate(study.findings, 1)
        for place, slots in enumerate(finding.authored, 1)
        for slot, message in check_authored(slots, vocabulary)
    ]
    faulty = {problem.path for problem in wrong}
    sound = tuple(study for study in studies if study.path not in faulty)
    return sound, tuple(sorted((*problems, *wrong), key=lambda problem: problem.path))


def _last_good(
    problems: Iterable[Problem], sound: Iterable[Study], look_up: Callable[[str], Study | None]
) -> list[tuple[Study, str]]:
    """For each faulty file, what an earlier build made of it, with the reason why it is used."""
    known = {study.id for study in sound}
    kept = {}
    for problem in problems:
        ident = Path(problem.path).stem
        if ident not in known and ident not in kept and (study := look_up(ident)):
            kept[ident] = (study, str(problem))
    return list(kept.values())
