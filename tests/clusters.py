"""Real Dask clusters on this machine, of processes that can be killed, and faults for their workers to run into."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from distributed import Client, Scheduler

from bench.serving import free_port

ROOT = Path(__file__).resolve().parent.parent
# Runs in every Python of a worker. What a file is called decides what befalls the worker that opens it: `poison` kills
# it each time; `swell` takes more memory than it has, and `wait` makes it wait to be killed, both the first time only.
FAULTS = """
import os, sys, time
def fault(event, given):
    name = os.path.basename(given[0]) if event == "open" and isinstance(given[0], str) else ""
    if name == "poison.md":
        os.kill(os.getpid(), 9)
    mark = os.path.join(os.environ["FAULTS"], name)
    if name in ("swell.md", "wait.md") and not os.path.exists(mark + ".once"):
        with open(mark + ".once", "w") as file:
            file.write(str(os.getpid()))
        held = []
        for _ in range(1200):
            time.sleep(0.05)
            if name == "swell.md" and len(held) < 60:
                held.append(bytearray(b"x") * 50_000_000)
sys.addaudithook(fault)
"""
SETTINGS = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL": "False",
    "PYTHONUNBUFFERED": "1",
}


class Cluster:
    """A scheduler, and workers that are started one by one; all of them end with the block."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._started = folder, []
        self.address = f"tcp://127.0.0.1:{free_port()}"
        guard = folder / "faults"
        guard.mkdir()
        (guard / "sitecustomize.py").write_text(FAULTS, encoding="utf-8")
        self._faults = guard
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", self.address.rpartition(":")[2])
        self._wait_for(self.scheduler, "Scheduler at")

    def workers(self, number: int, program: Path = ROOT, memory: str = "0") -> None:
        """Start workers, each watched by a nanny that starts it again, with the program in a folder."""
        options = ("--nworkers", str(number), "--nthreads", "1", "--memory-limit", memory, "--host", "127.0.0.1")
        worker = self._start("worker", self.address, *options, program=program)
        self._wait_for(worker, "Registered to", number)

    def killed_when(self, name: str, seconds: float = 300.0) -> None:
        """Kill the worker that waits in a file, when it does."""
        mark = self._faults / f"{name}.once"
        deadline = time.monotonic() + seconds
        while not (mark.exists() and mark.read_text()):
            assert time.monotonic() < deadline, "no worker has opened the file"
            time.sleep(0.05)
        os.kill(int(mark.read_text()), signal.SIGKILL)

    def waits_for(self, number: int) -> None:
        """Wait until so many articles wait for a worker."""
        with Client(self.address, set_as_default=False) as client:
            deadline = time.monotonic() + 300
            while client.run_on_scheduler(_waiting) < number:
                assert time.monotonic() < deadline, "nothing was sent"
                time.sleep(0.1)

    def close(self) -> None:
        for process, _ in self._started:
            process.terminate()
        for process, log in self._started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            log.close()

    def _start(self, what: str, *options: str, program: Path = ROOT) -> subprocess.Popen:
        path = os.pathsep.join(map(str, (self._faults, program)))
        environment = {
            **os.environ,
            **SETTINGS,
            "PYTHONPATH": path + os.pathsep + str(ROOT / "tests"),
            "FAULTS": str(self._faults),
        }
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *options, "--no-dashboard"]
        log = (self._folder / f"{what}-{len(self._started)}.log").open("wb")
        process = subprocess.Popen(
            command, cwd=self._folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        self._started.append((process, log))
        return process

    def _wait_for(self, process: subprocess.Popen, words: str, times: int = 1, seconds: float = 300.0) -> None:
        log = next(Path(log.name) for started, log in self._started if started is process)
        deadline = time.monotonic() + seconds
        while log.read_text(encoding="utf-8", errors="replace").count(words) < times:
            assert process.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.05)


def _waiting(dask_scheduler: Scheduler) -> int:
    return len(dask_scheduler.tasks)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster without workers, whose logs lie in a folder."""
    folder.mkdir(exist_ok=True)
    started = Cluster(folder)
    try:
        yield started
    finally:
        started.close()
