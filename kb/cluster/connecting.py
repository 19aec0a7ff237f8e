"""A Dask scheduler found by its address, and left in peace afterwards.

What Dask has to say of connections comes to the reader as one line of ours, so its own log is silent meanwhile.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10  # seconds for a scheduler to answer


class ClusterFailed(RuntimeError):
    """The cluster cannot be used, or not any longer; `lines` say why, one fault a line."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@contextmanager
def connected(address: str) -> Iterator["Client"]:
    """A client of the scheduler at this address, while the block lasts. Raises ClusterFailed where none answers, or
    Dask is not installed."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterFailed("--scheduler needs Dask: pip install 'claims-kb[distributed]'") from None
    with _quiet():
        try:
            client = Client(address, timeout=PATIENCE, name="kb", set_as_default=False)
        except (OSError, ValueError, RuntimeError, TypeError):
            raise ClusterFailed(f"{address}: no Dask scheduler answers there: nothing was built") from None
        try:
            with client.as_current():
                yield client
        finally:
            with suppress(Exception):
                client.close(timeout=1)


@contextmanager
def _quiet() -> Iterator[None]:
    before = logging.root.manager.disable
    logging.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
