"""Small sources to build, and processes that build them and are killed, starved or shut out."""

import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STUDIES = ("glue2018.yml", "dore2019.yml", "hamilton2015.yml")
PAGE = """---
title: Tablets against wakefulness
---

# Tablets against wakefulness

In 2018 Glue et al gave ketamine under the skin to 20 people [1]. The drug is approved for insomnia.

## References

1. Glue P, Neehoff SM, Medlicott NJ, Gray A, Kibby G, McNaughton N. Safety and efficacy of maintenance ketamine treatment in patients with treatment-refractory generalised anxiety and social anxiety disorders. J Psychopharmacol. 2018;32(6):663-667.
"""


def small_sources(folder: Path) -> tuple[Path, Path]:
    """A folder with one article and one with three studies, to spoil at will."""
    articles, studies = folder / "articles", folder / "studies"
    articles.mkdir()
    studies.mkdir()
    (articles / "tablets.md").write_text(PAGE, encoding="utf-8")
    for name in STUDIES:
        shutil.copy(ROOT / "sources" / "studies" / name, studies / name)
    return articles, studies


def forked(work: Callable[[], object]) -> int:
    """Do some work in a process of its own, which ends with it: status 0 when it was done, 1 when it raised."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.close(2)  # whatever it has to say is not the test's
        os.open(os.devnull, os.O_WRONLY)
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def killed(child: int, moment: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Kill a process without warning once `moment` has come; whether it was still at work."""
    deadline = time.monotonic() + seconds
    while not moment() and time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def kb(*words: object, cwd: Path, **more: object) -> subprocess.CompletedProcess:
    """Run the real command."""
    command = [sys.executable, "-m", "kb.cli", *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, **more)


@contextmanager
def small_disk(place: Path, options: str) -> Iterator[Path]:
    """A file system of its own in memory, mounted at `place`; skips where that is not allowed."""
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip(reason="to mount a small disk takes the rights of root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
