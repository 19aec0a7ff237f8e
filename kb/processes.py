"""Work spread over processes: items in, what the work made of them out, in the order given.

The processes are forked, so that each has the loaded model and the library of the one that forked it without a copy
being sent; only items and results travel, never parsed documents. Where there is no fork, one process does it all.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Sequence[Item]], Iterable[Result]]

CHUNKS = 4  # for each process, so that a slow chunk does not leave the others waiting
LARGEST = 64  # items in a chunk: what is waited for and held at once

_work: Work | None = None  # what a forked process does with each chunk; set only while one is forked


def spread(work: Work, items: Sequence[Item], jobs: int) -> Iterator[Result]:
    """What `work` gives for the items, in their order. `work` takes some items that follow each other, and gives one
    result for each; what it gives must not depend on how they are cut. `jobs` is the number of processes. An exception
    of `work` is raised here."""
    jobs = min(jobs, len(items))
    if jobs < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from work(items)
        return
    size = max(1, min(LARGEST, -(-len(items) // (jobs * CHUNKS))))
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    with _forked(work, jobs) as executor:
        for results in executor.map(_do, chunks):
            yield from results


@contextmanager
def _forked(work: Work, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that inherit `work` with everything that it refers to: a closure cannot be sent to them."""
    global _work
    _work = work
    try:
        with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as executor:
            yield executor
    finally:
        _work = None


def _do(chunk: Sequence[Item]) -> list[Result]:
    assert _work is not None
    return list(_work(chunk))
