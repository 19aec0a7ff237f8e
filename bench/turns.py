"""Works that are compared, timed in turn."""

import statistics
import time
from collections.abc import Callable, Mapping

ROUNDS = 5


def in_turn(works: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median seconds of processor time that each piece of work takes, one after the other in each round, so that a
    slow moment hits all of them. What each loads once is loaded before."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            start = time.process_time()
            work()
            if turn:
                taken[name].append(time.process_time() - start)
    return {name: statistics.median(times) for name, times in taken.items()}
