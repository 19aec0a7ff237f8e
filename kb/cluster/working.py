"""What a worker does for a build: it reads the library once, and then one article after the other.

A worker answers only where program, vocabulary and library are those of the machine that builds; else it is Unfit.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter

from kb.auditing import digest_of_library, read_library
from kb.cluster.job import Answer, Differs, Done, Job, Unfit
from kb.extracting import packer
from kb.kept import makers_of
from kb.model import Article, Problem, Study
from kb.nlp import Lexicon, ModelMissing, load_pipeline, pipeline_of
from kb.progress import Silent
from kb.read.articles import open_copy, read_copy
from kb.read.formats import Formats
from kb.read.layout import Layout, load_layout
from kb.sources import digest_of, read_sound_studies
from kb.vocab import VocabularyError, load_with_own

_ARTICLE, _STUDY = TypeAdapter(Article), TypeAdapter(Study)
_ONE_AT_A_TIME = Lock()  # a worker may have several threads, and the pipeline is for one


class Refused(Exception):
    """This worker does not fit the job; the message says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """What a worker has at hand for a job."""

    folder: Path
    layout: Layout
    formats: Formats
    extract: Callable[[Iterable[Article]], Iterator[bytes]]


def answer_file(job: Job, name: str, digest: str) -> Answer:
    """What comes of a file in the folder of articles; `digest` is the SHA-256 that its bytes have where it was sent."""
    with _ONE_AT_A_TIME:
        try:
            bench = set_up(job)
        except Refused as refused:
            return Unfit(worker=_address(), reason=str(refused))
        path = bench.folder / name
        data = open_copy(path, name, bench.folder)
        if isinstance(data, Problem) or sha256(data).hexdigest() != digest:
            return Differs(worker=_address())
        found = read_copy(path, name, bench.folder, data, bench.formats, bench.layout)
        return found if isinstance(found, Problem) else _done(bench, found)


def answer_article(job: Job, article: bytes) -> Answer:
    """What comes of an article that is given as JSON."""
    with _ONE_AT_A_TIME:
        try:
            return _done(set_up(job), _ARTICLE.validate_json(article))
        except Refused as refused:
            return Unfit(worker=_address(), reason=str(refused))


def _done(bench: Bench, article: Article) -> Done:
    (packed,) = bench.extract([article])
    return Done(article=digest_of(article), packed=packed)


@lru_cache(maxsize=1)
def set_up(job: Job) -> Bench:
    """What the job takes, read once. Raises Refused where this worker does not fit it, which is not remembered."""
    for folder in (job.articles, job.studies):
        if not Path(folder).is_dir():
            raise Refused(f"cannot see {folder}: put it where all machines find it under the same name")
    _compare(dict(job.makers), makers_of("", ()), ("program", "Python", "spaCy"))  # before anything is loaded
    try:
        words = load_with_own(Path(job.vocabulary) if job.vocabulary else None)
        nlp = load_pipeline()
    except (VocabularyError, ModelMissing) as error:
        raise Refused(str(error).splitlines()[0]) from None
    _compare(dict(job.makers), makers_of(words.digest, pipeline_of(nlp)), tuple(dict(job.makers)))
    studies, _ = read_sound_studies(Path(job.studies), words)
    earlier = {study.id: study for study in map(_STUDY.validate_json, job.stale)}
    whole = sorted({**{study.id: study for study in studies}, **earlier}.values(), key=lambda study: study.id)
    knowledge = read_library(whole, Lexicon(nlp, words), Silent())
    if digest_of_library(knowledge) != job.library:
        raise Refused(f"finds other studies in {job.studies}: let all machines see the same folder")
    # Dask starts workers as daemons, which may have no processes of their own: copy of strangers is read in one.
    multiprocessing.current_process().daemon = False
    layout = load_layout()
    return Bench(folder=Path(job.articles), layout=layout, formats=Formats(layout), extract=packer(knowledge))


def _compare(theirs: Mapping[str, str], ours: Mapping[str, str], names: Iterable[str]) -> None:
    """Raises Refused where the worker is made of something else, in what is named."""
    for name in names:
        value = theirs.get(name, "")
        if ours[name] != value:
            told = f" ({ours[name]}, here {value})" if len(value) < 40 else ""
            what = "the same words" if name == "vocabulary" else f"the same {name}"
            raise Refused(f"has another {name} than this machine{told}: give both {what}")


def _address() -> str:
    from distributed import get_worker

    return get_worker().address
