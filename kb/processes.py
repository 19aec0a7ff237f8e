"""Work spread over processes: items in, what the work made of them out, in the order given; and work that may hang or
swell, done by a process that can be stopped.

The processes are forked, so that each has the loaded model and the library of the one that forked it without a copy
being sent; only items and results travel, never parsed documents. Where there is no fork, one process does it all.
"""

import logging
import multiprocessing
import os
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Iterable[Item]], Iterable[Result]]

CHUNK = 8  # items that travel at once
AHEAD = 3  # chunks for each process that are read and not yet taken: what is waited for and held at once

_LOOK = 0.25  # seconds between two looks whether the asking process is still there
PATIENCE = 4  # seconds of the clock for one of processor time: other work may have the processor

_work: Work | None = None  # what a forked process does with each chunk; set only while one is forked


def spread(work: Work, items: Iterable[Item], jobs: int) -> Iterator[Result]:
    """What `work` gives for the items, in their order. `work` takes some items that follow each other, and gives one
    result for each; what it gives must not depend on how they are cut. `jobs` is the number of processes. Items are
    taken as they are needed, a bounded number ahead, so that neither they nor the results stand in memory together. An
    exception of `work` is raised here."""
    items = iter(items)
    first = list(islice(items, 2))
    items = chain(first, items)
    if jobs < 2 or len(first) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from work(items)
        return
    waiting: deque[Future[list[Result]]] = deque()
    with _forked(work, jobs) as executor:
        while chunk := list(islice(items, CHUNK)):
            waiting.append(executor.submit(_do, chunk))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


@contextmanager
def _forked(work: Work, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that inherit `work` with everything that it refers to: a closure cannot be sent to them."""
    global _work
    _work = work
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent) as executor:
            yield executor
    finally:
        _work = None


def _end_with_parent() -> None:
    """Let this process end when the one that forked it does: a killed one cannot tell it to, and what they share (such
    as the lock on the file that is built) would stay open."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:  # its number as it forked: it may be gone by now
        Thread(target=_watch, args=(parent.pid,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


def _do(chunk: Sequence[Item]) -> list[Result]:
    assert _work is not None
    return list(_work(chunk))


class Broken(RuntimeError):
    """The work could not be done within its bounds, or failed in a way that it does not name; the message says how."""


class Bounded(Generic[Item, Result]):
    """A function that is called in a process of its own, for inputs from strangers: no call takes longer than `seconds`
    of processor time or more than `megabytes` beyond what the program holds.

    One process does one call after the other, and is replaced when a call broke it. A ValueError of the function is
    raised to the caller; whatever else goes wrong is Broken. Where there is no fork, the function is called here.
    """

    def __init__(self, work: Callable[[Item], Result], *, seconds: int, megabytes: int) -> None:
        self._work, self._seconds, self._megabytes = work, seconds, megabytes
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def __call__(self, item: Item) -> Result:
        if "fork" not in multiprocessing.get_all_start_methods():
            return self._work(item)
        connection = self._connection or self._start()
        try:
            connection.send(item)
            if not connection.poll(PATIENCE * self._seconds):
                raise Broken(f"it takes longer than {self._seconds} seconds")
            done, result = connection.recv()
        except (EOFError, OSError, Broken) as error:
            stopped = self._stop()
            if isinstance(error, Broken):
                raise
            late = stopped in (-signal.SIGXCPU, -signal.SIGKILL)
            reason = f"it takes longer than {self._seconds} seconds" if late else "its reader broke down"
            raise Broken(reason) from None
        if done:
            return result
        raise result

    def close(self) -> None:
        """End the process, if one was begun."""
        self._stop()

    def _start(self) -> Connection:
        context = multiprocessing.get_context("fork")
        self._connection, theirs = context.Pipe()
        bounds = (self._seconds, self._megabytes)
        self._process = context.Process(
            target=_answer, args=(theirs, self._connection, self._work, *bounds), daemon=True
        )
        self._process.start()
        theirs.close()
        return self._connection

    def _stop(self) -> int:
        """End the process; gives how it ended: a signal as its negative number."""
        process, connection, self._process, self._connection = self._process, self._connection, None, None
        if process is None or connection is None:
            return 0
        connection.close()
        process.join(1)
        ended = process.exitcode
        if ended is None:
            process.kill()
            process.join()
        return ended or 0


def _answer(connection: Connection, theirs: Connection, work: Callable, seconds: int, megabytes: int) -> None:
    """Do calls until nobody asks any more; lives in the process."""
    theirs.close()
    _end_with_parent()
    logging.disable()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the asking process ends this one
    _bound_memory(megabytes)
    with suppress(EOFError, OSError):
        while True:
            item = connection.recv()
            _bound_time(seconds)
            try:
                answer = (True, work(item))
            except ValueError as error:
                answer = (False, error)
            except MemoryError:
                answer = (False, Broken(f"it takes more than {megabytes} MB of memory"))
            except RecursionError:
                answer = (False, Broken("its parts are nested too deep"))
            except Exception as error:
                answer = (False, Broken(f"it is damaged ({type(error).__name__})"))
            connection.send(answer)


def _bound_memory(megabytes: int) -> None:
    import resource

    with suppress(OSError, ValueError):
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * 1_000_000,) * 2)


def _bound_time(seconds: int) -> None:
    import resource

    used = int(time.process_time()) + 1
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
