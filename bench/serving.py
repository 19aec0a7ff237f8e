"""A real server in a process of its own, for benches and tests: started on a free port, waited for, ended with all that
it started."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

TRIES, PAUSE = 300, 0.2  # a minute in all


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    *,
    folder: Path,
    log: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The command, started in `folder`, until the block ends; gives its address once it answers on the port. What it
    prints is added to `log`. Raises RuntimeError where it ends early or never answers."""
    address = f"http://127.0.0.1:{port}"
    with (log or Path(os.devnull)).open("a") as out:
        # A reloader starts a process of its own: both go when the group is ended.
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True)
        try:
            wait_for(address, server)
            yield address
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Wait until the server answers. Raises RuntimeError where it ended or does not."""
    for _ in range(TRIES):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            urllib.request.urlopen(f"{address}/-/static/app.css", timeout=2).close()  # which needs no account
            return
        except OSError:
            time.sleep(PAUSE)
    raise RuntimeError("the server did not answer")
