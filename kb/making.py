"""From folders to what a knowledge base is made of: the library, and an Extract of each article as it comes.

`kb build` writes it into a database and `kb extract` into a dataset; how it is made is the same. An input file that
cannot be read is named in one line; where an earlier database has a last good copy of it, that takes its place.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

from spacy.language import Language

from kb.auditing import Knowledge, read_library
from kb.extracting import Extract, extract_articles
from kb.kept import Forgetful, keeping, makers_of, origin_of
from kb.model import Problem
from kb.nlp import Lexicon, ModelMissing, load_pipeline, pipeline_of
from kb.progress import Watcher
from kb.sources import Copy, Evidence, read_evidence
from kb.vocab import Vocabulary, VocabularyError, load_with_own
from kb.writing import Shelf, shelve

Thing = TypeVar("Thing")
Extracting = tuple[Copy, Knowledge, Iterator[Extract]]


class BuildFailed(RuntimeError):
    """Nothing was built and what was there stands; `lines` say why, one fault a line."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What to build from, and how: folders, the database whose last good rows may be taken, the folder of one's own
    words, the file where what was worked out is kept, and who works: so many processes of this machine, or the workers
    of a Dask scheduler."""

    articles: Path
    studies: Path
    earlier: Path | None = None
    vocabulary: Path | None = None
    cache: Path | None = None
    jobs: int = 1
    scheduler: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """What comes of the inputs. `extracts` can be gone through once; then `problems` are all, and `stale` says of each
    article that is of an earlier build why."""

    makers: dict[str, str]
    vocabulary: Vocabulary
    shelf: Shelf
    extracts: Iterator[Extract]
    copy: Copy
    evidence: Evidence

    def stale(self, article_id: str) -> str:
        return self.copy.stale.get(article_id, "")

    def problems(self) -> tuple[Problem, ...]:
        return (*self.copy.problems, *self.evidence.problems)


@contextmanager
def making(inputs: Inputs, watcher: Watcher, nlp: Language | None = None) -> Iterator[Making]:
    """All that is made of the inputs, while the block lasts; `nlp` is a loaded pipeline to use again.

    Raises BuildFailed where there is nothing to build from, or the vocabulary, the model or the cluster cannot be used;
    OSError where what was kept of an earlier build is damaged.
    """
    try:
        words = load_with_own(inputs.vocabulary)
        nlp = nlp or load_pipeline()
    except (VocabularyError, ModelMissing) as error:
        raise BuildFailed(*str(error).splitlines()) from None
    lexicon, makers = Lexicon(nlp, words), makers_of(words.digest, pipeline_of(nlp))
    with keeping(inputs.cache, origin_of(makers)) as kept:
        evidence = read_evidence(inputs.studies, inputs.earlier, words)
        extracting = _afar if inputs.scheduler else _here
        with extracting(inputs, evidence, lexicon, makers, watcher, kept) as (copy, knowledge, extracts):
            shelf = shelve(evidence, knowledge)
            with _rare_collections():
                yield Making(
                    makers=makers, vocabulary=words, shelf=shelf, extracts=extracts, copy=copy, evidence=evidence
                )


@contextmanager
def _here(
    inputs: Inputs, evidence: Evidence, lexicon: Lexicon, makers: dict[str, str], watcher: Watcher, kept: Forgetful
) -> Iterator[Extracting]:
    """The articles worked out by processes of this machine."""
    copy = Copy(inputs.articles, inputs.earlier, kept)
    articles = _some(iter(copy), copy, evidence, inputs)
    knowledge = read_library(evidence.studies, lexicon, watcher, inputs.jobs, kept)
    watcher.start("articles", len(copy))
    yield copy, knowledge, extract_articles(articles, knowledge, watcher, inputs.jobs, kept)


@contextmanager
def _afar(
    inputs: Inputs, evidence: Evidence, lexicon: Lexicon, makers: dict[str, str], watcher: Watcher, kept: Forgetful
) -> Iterator[Extracting]:
    """The articles worked out by the workers of a cluster."""
    from kb.cluster.afar import Afar
    from kb.cluster.connecting import ClusterFailed, connected

    copy = Afar(inputs.articles, inputs.earlier, kept)
    try:
        with connected(inputs.scheduler) as client:
            # Connected to a cluster the program has threads, and one that has threads is not forked.
            knowledge = read_library(evidence.studies, lexicon, watcher, 1, kept)
            watcher.start("articles", len(copy))
            extracts = copy.extracts(client, evidence, knowledge, inputs.studies, inputs.vocabulary, makers, watcher)
            yield copy, knowledge, _some(extracts, copy, evidence, inputs)
    except ClusterFailed as failure:
        raise BuildFailed(*failure.lines) from None


def _some(things: Iterator[Thing], copy: Copy, evidence: Evidence, inputs: Inputs) -> Iterator[Thing]:
    """The same; the first is made at once. Raises BuildFailed where there is none."""
    first = next(things, None)
    if first is None:
        problems = (*copy.problems, *evidence.problems)
        raise BuildFailed(*map(str, problems), f"{inputs.articles}: no article could be read, nothing was built")
    return chain([first], things)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Collect garbage less often, and never what is there already: the vocabulary and the library stay to the end. Some
    is collected all the same: a parsed sentence and what was found in it hold each other, and would stay, every one."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(20_000, 5, 2)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
