"""The inputs of a build: both folders read, and a last good copy in the place of each file that cannot be.

A faulty file stops no build, and what was known of it does not vanish: the earlier copy is used, and marked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from kb.last_good import last_good_article, last_good_study
from kb.model import Article, Problem, Study
from kb.propositions.authored import check_authored
from kb.read.articles import read_articles
from kb.read.studies import read_studies
from kb.vocab import Vocabulary

Noun = TypeVar("Noun", Article, Study)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """What was read: sound articles and studies, those taken from an earlier build (id to reason), and the problems."""

    articles: tuple[Article, ...]
    studies: tuple[Study, ...]
    stale_articles: Mapping[str, str]
    stale_studies: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_sources(articles: Path, studies: Path, database: Path, vocabulary: Vocabulary) -> Sources:
    """All articles and studies of two folders, by id; in the place of a faulty file, what `database` holds of it. A bad
    file raises nothing: it is a problem that names it."""
    found_articles, article_problems = read_articles(articles)
    found_studies, study_problems = read_sound_studies(studies, vocabulary)
    kept_articles = _last_good(article_problems, found_articles, partial(last_good_article, database))
    kept_studies = _last_good(study_problems, found_studies, partial(last_good_study, database))
    return Sources(
        articles=tuple(sorted((*found_articles, *(a for a, _ in kept_articles)), key=lambda a: a.id)),
        studies=tuple(sorted((*found_studies, *(s for s, _ in kept_studies)), key=lambda s: s.id)),
        stale_articles={article.id: reason for article, reason in kept_articles},
        stale_studies={study.id: reason for study, reason in kept_studies},
        problems=(*article_problems, *study_problems),
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
    problems: Iterable[Problem], sound: Iterable[Noun], look_up: Callable[[str], Noun | None]
) -> list[tuple[Noun, str]]:
    """For each faulty file, what an earlier build made of it, with the reason why it is used."""
    known = {noun.id for noun in sound}
    kept = {}
    for problem in problems:
        ident = Path(problem.path).stem
        if ident not in known and ident not in kept and (noun := look_up(ident)):
            kept[ident] = (noun, str(problem))
    return list(kept.values())
