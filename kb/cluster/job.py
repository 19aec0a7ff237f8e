"""What travels between the machine that builds and a worker: the job, an article to work out, and what came of it.

Scheduler and workers load this module to read what is sent, so it loads nothing of weight.
"""

from dataclasses import dataclass

from kb.model import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A build, as all its workers must see it: folders that they read themselves, `makers` (kb.kept.makers_of) and a
    digest of the library that they must agree upon, and as JSON the studies that no file tells any more."""

    articles: str
    studies: str
    vocabulary: str
    makers: tuple[tuple[str, str], ...]
    library: bytes
    stale: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """An article worked out: the digest of all that was read of it, and its packed Extract."""

    article: bytes
    packed: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfit:
    """A worker that would mix other results with ours; the reason follows its address in a sentence."""

    worker: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Differs:
    """The file that a worker sees is not the one that was meant."""

    worker: str


Answer = Done | Problem | Unfit | Differs


def work_out(job: Job, name: str, sha256: str) -> Answer:
    """Read and work out the article of a file in the folder of articles; `sha256` is that of its bytes."""
    from kb.cluster.working import answer_file

    return answer_file(job, name, sha256)


def work_out_again(job: Job, article: bytes) -> Answer:
    """Work out an article that no file tells any more, given as JSON."""
    from kb.cluster.working import answer_article

    return answer_article(job, article)
