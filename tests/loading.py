"""A load on the log of reviews: people who decide as fast as they are answered, and note what was acknowledged.

`keep_sending` is the client: it takes whatever sends one decision, be it a `ReviewLog` in this process or a POST to a server.
Run as a program it decides through a `ReviewLog`: `python loading.py REVIEWS_DB REVIEWER COUNT ACKS`.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from reviewing import seen

from kb.labels import Decision, VerdictTag
from kb.reviews import ReviewLog, Stale

CLAIMS = 125  # that all of them decide


def keep_sending(send: Callable[[int], str], count: int, acks: Path) -> None:
    """Send decisions 0, 1, 2, ...; what `send` gives for each (a hash, a number) is written down when it is there, in a
    way that a SIGKILL does not undo."""
    handle = os.open(acks, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    for number in range(count):
        os.write(handle, f"{send(number)}\n".encode())
    os.close(handle)


def acknowledged(*files: Path) -> Iterator[str]:
    """What was written down; a line that a SIGKILL cut off was not acknowledged."""
    for path in files:
        if path.exists():
            yield from path.read_text().rpartition("\n")[0].splitlines()


def through(log: ReviewLog, reviewer: str) -> Callable[[int], str]:
    """Decides one claim after the other, round after round."""

    def send(number: int) -> str:
        claim = seen(f"c{number % CLAIMS}")
        said = (
            {"decision": Decision.AGREE}
            if number % 3
            else {"decision": Decision.OVERRULE, "verdict": VerdictTag.SUPPORTED, "reason": f"no. {number}"}
        )
        while True:
            own = log.seen_by(reviewer, claim.anchor).own
            try:
                return log.decide(reviewer=reviewer, claim=claim, supersedes=own and own.id, **said).hash
            except Stale:  # the same reviewer at another desk
                continue

    return send


def main(path: str, reviewer: str, count: str, acks: str) -> None:
    with ReviewLog(Path(path)) as log:
        keep_sending(through(log, reviewer), int(count), Path(acks))


if __name__ == "__main__":
    main(*sys.argv[1:])
