"""Work in a process of its own: it gives what the function gives, and is stopped where it would not stop."""

import os
import signal
from collections.abc import Iterator

import pytest

from kb.processes import Bounded, Broken


def work(item: str) -> str:
    """Does what the item says."""
    if item == "spin":
        while True:
            pass
    if item == "swell":
        return "x" * 10**10
    if item == "nest":
        return work(item)
    if item == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    if item == "wrong":
        raise KeyError(item)
    if item == "refuse":
        raise ValueError("is no good")
    return item.upper()


@pytest.fixture
def bounded() -> Iterator[Bounded[str, str]]:
    bounded = Bounded(work, seconds=1, megabytes=300)
    yield bounded
    bounded.close()


BREAKS = {
    "spin": "takes longer than 1 seconds",
    "swell": "more than 300 MB of memory",
    "nest": "nested too deep",
    "die": "its reader broke down",
    "wrong": "it is damaged (KeyError)",
}


@pytest.mark.parametrize("item", BREAKS)
def test_what_breaks_is_named_and_the_next_is_done(item: str, bounded: Bounded[str, str]) -> None:
    assert bounded("light") == "LIGHT"
    with pytest.raises(Broken) as caught:
        bounded(item)
    assert BREAKS[item] in str(caught.value)
    assert bounded("dark") == "DARK"


def test_a_refusal_comes_through(bounded: Bounded[str, str]) -> None:
    with pytest.raises(ValueError, match="is no good"):
        bounded("refuse")
    assert bounded("dark") == "DARK"


def test_closing_twice_or_unused_is_no_fault() -> None:
    bounded = Bounded(work, seconds=1, megabytes=300)
    bounded.close()
    bounded("light")
    bounded.close()
    bounded.close()
