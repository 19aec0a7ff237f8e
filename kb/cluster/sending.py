"""Articles sent to the workers of a cluster, and what came of each, in the order given.

So many are under way at once as keep the workers busy, however many there are to come. Dask itself sends again what a
lost worker had; an article whose workers were lost too often is tried once more with nothing beside it, and one that
fails is tried again, before it is given up. What was sent again is remembered, and told at the end.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4

from kb.cluster.connecting import ClusterFailed
from kb.cluster.job import Answer, Differs, Done, Job, Unfit, work_out, work_out_again
from kb.model import Problem

if TYPE_CHECKING:
    from distributed import Client, Future

AHEAD = 8  # articles under way for each thread of a worker: what is waited for and held at once
TRIES = 3  # of an article that fails
LOOK = 1.0  # seconds between two looks whether anybody is at work
WITHOUT = 120.0  # seconds without any worker: a cluster may have to start one
SHOWN = 20  # articles of the report that are named


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """An article on its way through the workers: the id and the name of its file with the SHA-256 of the bytes; or, for
    one that no file tells any more, the article as JSON. Where there is nothing to work out, it says so: `problem` is
    what is wrong, `kept` the key of what an earlier build kept."""

    ident: str
    name: str
    sha256: str = ""
    article: bytes = b""
    problem: Problem | None = None
    kept: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Failed:
    reason: str
    lost: bool  # with its workers, which may have been the fault of what was beside it


class Sending:
    """Sends sheets of one job by a client. `look_again` gives the sheet of a file as it is now."""

    def __init__(self, client: "Client", job: Job, look_again: Callable[[Sheet], Sheet]) -> None:
        self._client, self._job, self._look_again = client, job, look_again
        self._address = client.scheduler.address
        self._token = uuid4().hex  # others may use the cluster, with keys of their own
        self._sent = 0
        self._names: dict[str, str] = {}  # of what is under way, by its key
        self._again: dict[str, Counter[str]] = {}
        self._lost: set[str] = set()
        self._refused: dict[str, str] = {}
        self._bound: dict[str, set[str]] = {}  # what was sent to some workers alone, by its key
        self._at_work = monotonic()
        client.subscribe_topic("all", self._hear)

    def in_order(self, sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, Done | Problem | None]]:
        """Each sheet with what came of it: None where there was nothing to work out. Raises ClusterFailed."""
        waiting: deque[tuple[Sheet, Future | None]] = deque()
        for sheet in sheets:
            waiting.append((sheet, None if sheet.problem or sheet.kept else self._send(sheet)))
            if len(waiting) >= self._room():
                yield self._first(waiting)
        while waiting:
            yield self._first(waiting)

    def alone(self, sheet: Sheet) -> Done | Problem:
        """What comes of one sheet that is sent now. Raises ClusterFailed."""
        return self._outcome(sheet, self._send(sheet), ())

    def report(self) -> list[str]:
        """What was lost, refused and sent again so far, a line each."""
        lines = [f"{worker}: is not used: it {reason}" for worker, reason in sorted(self._refused.items())]
        if self._lost:
            lines.append(f"{self._address}: lost {_times(len(self._lost), 'worker')}")
        for name, reasons in sorted(self._again.items())[:SHOWN]:
            told = "; ".join(f"{reason} ({count} times)" if count > 1 else reason for reason, count in reasons.items())
            lines.append(f"{name}: sent again: {told}")
        if len(self._again) > SHOWN:
            lines.append(f"{len(self._again) - SHOWN} more articles were sent again")
        return lines

    def _first(self, waiting: deque) -> tuple[Sheet, Done | Problem | None]:
        sheet, future = waiting.popleft()
        if future is None:
            return sheet, None
        return sheet, self._outcome(sheet, future, [other for _, other in waiting if other is not None])

    def _outcome(self, sheet: Sheet, future: "Future", others: Sequence["Future"]) -> Done | Problem:
        """What comes of a sheet in the end; `others` are under way beside it."""
        failed, alone = 0, False
        while True:
            answer = self._answer(future)
            if isinstance(answer, Done | Problem):
                return answer
            if isinstance(answer, Unfit):
                self._refuse(answer)
            elif isinstance(answer, _Failed):
                failed += 1
                if failed == TRIES or (answer.lost and alone):
                    return Problem(path=sheet.name, field="", message=f"was given up by the cluster: {answer.reason}")
                alone = answer.lost
                self._note(sheet.name, f"{answer.reason}, so that it was tried alone" if alone else answer.reason)
                self._wait(others if alone else ())
            elif isinstance(answer, Differs):
                found = self._seen_again(sheet, answer)
                if isinstance(found, Problem):
                    return found
                sheet = found
            future = self._send(sheet)

    def _send(self, sheet: Sheet) -> "Future":
        key = f"kb-article-{self._token}-{self._sent}"
        self._sent += 1
        self._names[key] = sheet.name
        settings: dict = {"key": key, "pure": False}
        if self._refused and (fit := self._workers().keys() - self._refused.keys()):
            self._bound[key], settings["workers"] = fit, sorted(fit)
        with self._reached():
            if sheet.article:
                return self._client.submit(work_out_again, self._job, sheet.article, **settings)
            return self._client.submit(work_out, self._job, sheet.name, sheet.sha256, **settings)

    def _answer(self, future: "Future") -> Answer | _Failed | None:
        """What a worker answers; None where none of those is there any more to which it was sent."""
        from distributed.scheduler import KilledWorker

        error, answer = None, None
        while error is None and answer is None:
            if not self._wait([future]):
                return None
            with self._reached(), suppress(TimeoutError):  # its worker was lost after it was done
                error = future.exception(timeout=LOOK)
                answer = None if error else future.result(timeout=LOOK)
        self._names.pop(future.key, None)
        self._bound.pop(future.key, None)
        if answer is not None:
            return answer
        if isinstance(error, KilledWorker):
            return _Failed(reason="its workers were lost each time", lost=True)
        told = str(error).strip().splitlines()[:1] or ["for no reason given"]
        if isinstance(error, ImportError) or "deserializ" in told[0]:
            raise ClusterFailed(
                f"{self._address}: scheduler or workers cannot read what is sent to them: each needs"
                f" claims-kb[distributed] in the version of this machine ({error.__cause__ or told[0]}):"
                " nothing was built"
            )
        return _Failed(reason=f"{type(error).__name__}: {told[0]}", lost=False)

    def _wait(self, futures: Sequence["Future"]) -> bool:
        """Wait until all are done, as long as anybody is at work; false where one is bound to workers of which none is
        left. Raises ClusterFailed."""
        from distributed import wait

        while futures:
            with self._reached(), suppress(TimeoutError):
                wait(futures, timeout=LOOK)
                return True
            fit = self._workers().keys() - self._refused.keys()
            if fit:
                self._at_work = monotonic()
                if any(fit.isdisjoint(self._bound.get(future.key, fit)) for future in futures if not future.done()):
                    return False
            elif monotonic() - self._at_work > WITHOUT:
                raise ClusterFailed(
                    f"{self._address}: has had no workers with memory to spare for {WITHOUT:.0f} seconds:"
                    " nothing was built"
                )

    def _room(self) -> int:
        """How many may be under way."""
        return AHEAD * max(2, sum(self._workers().values()))

    def _workers(self) -> dict[str, int]:
        """The threads of each worker that works."""
        with self._reached():
            known = self._client.scheduler_info()["workers"]
        return {address: found["nthreads"] for address, found in known.items() if found["status"] == "running"}

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Raises ClusterFailed where the scheduler is no longer there."""
        try:
            yield
        except (CancelledError, OSError, RuntimeError):
            raise ClusterFailed(f"{self._address}: the scheduler was lost: nothing was built") from None

    def _refuse(self, found: Unfit) -> None:
        """Use a worker no more. Raises ClusterFailed where none is left."""
        self._refused[found.worker] = found.reason
        if all(worker in self._refused for worker in self._workers()):
            raise ClusterFailed(f"{self._address}: has no worker that can be used: nothing was built")

    def _seen_again(self, sheet: Sheet, found: Differs) -> Sheet | Problem:
        """The sheet of a file that has changed since it was sent; where it has not, the worker sees another."""
        now = self._look_again(sheet)
        if now.problem is None and now.sha256 == sheet.sha256:
            reason = f"does not find {sheet.name} as it is here: let all machines see the same folder"
            self._refuse(Unfit(worker=found.worker, reason=reason))
        return now.problem or now

    def _note(self, name: str, reason: str) -> None:
        self._again.setdefault(name, Counter())[reason] += 1

    def _hear(self, event: tuple[float, Mapping]) -> None:
        """Note what was on a worker that is gone: Dask sends it again and says nothing of it."""
        _, told = event
        if told.get("action") != "remove-worker":
            return
        names = {self._names.get(key) for part in ("processing-tasks", "lost-computed-tasks") for key in told[part]}
        for name in names - {None}:
            self._note(name, f"worker {told['worker']} was lost")
        if names - {None} and not told["expected"]:
            self._lost.add(told["worker"])


def _times(number: int, thing: str) -> str:
    return f"{number} {thing}" + "s" * (number != 1)
