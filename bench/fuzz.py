# ruff: noqa: E501 (a table of pieces)
"""Readers and parsers under random input: `python -m bench.fuzz --inputs 1000000 [--only quantities ...] [--seed 1]`.

Each target is a function that may raise only what it says; anything else, and whatever takes longer than a minute of
processor time, is a finding and is printed once for each place, with the input that did it. Inputs are made of pieces
that the target knows, of noise, and of earlier inputs taken apart. Where `atheris` is installed (`pip install atheris`;
it is not among the requirements), `--coverage SECONDS` lets coverage guide them instead, one target a run.
Exit status 1 where there was a finding.
"""

import argparse
import gc
import random
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

from bench.fuzztargets import TARGETS, Target
from bench.pumping import TooLong, stopped_after

PATIENCE = 60.0  # seconds for one input
LONGEST = 400  # pieces of an input
KEPT = 200  # inputs that are taken apart again
NOISE = (
    "\0", "\x1b[31m", "\u202e", "\ufeff", "\ud800", "\u2028", "\x85", "²", "٣", "①", "ﬁ", "İ", "ß", "\U0001f600", "e\u0301" * 9,
    "9" * 5000, "1" * 12, "-1", "1e999", "NaN", "\n", "\r\n", "\t", " ", "  ", '"', "'", "“", "”", "(", ")", "[", "]", "{", "}",
    "<", ">", "&", "%", "\\", "/", "-", "–", ".", ",", ";", ":", "=", "@", "#", "*", "|", "a", "A", "z" * 700, " " * 400, "([" * 60,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: what went wrong where, and the input that did it."""

    what: str
    where: str
    given: str


class Maker:
    """Makes inputs for a target, the same for the same seed."""

    def __init__(self, target: Target, seed: int) -> None:
        self._chance = random.Random(f"{target.name} {seed}")
        self._target = target
        self._kept = list(target.seeds)

    def __call__(self) -> str:
        made = self._mutated() if self._kept and self._chance.random() < 0.4 else self._built()
        if len(self._kept) < KEPT:
            self._kept.append(made)
        elif self._chance.random() < 0.01:
            self._kept[self._chance.randrange(KEPT)] = made
        return made

    def _built(self) -> str:
        chance, pieces = self._chance, self._target.pieces
        length = min(int(chance.expovariate(1 / 12)) + 1, LONGEST)
        parts = (chance.choice(NOISE if chance.random() < 0.15 else pieces) for _ in range(length))
        return chance.choice(("", " ", " ", "\n")).join(parts)

    def _mutated(self) -> str:
        chance, text = self._chance, self._chance.choice(self._kept)
        for _ in range(chance.randint(1, 4)):
            start, end = sorted(chance.randint(0, len(text)) for _ in range(2))
            end = min(end, start + 40)
            other = chance.choice((*NOISE[:20], *self._target.pieces))
            text = chance.choice((
                text[:start] + text[end:],
                text[:start] + other + text[start:],
                text[:start] + other + text[end:],
                text[:end] + text[start:end] * chance.randint(1, 30) + text[end:],
            ))  # fmt: skip
        return text[:20_000]


def tried(target: Target, given: str) -> Found | None:
    """What went wrong with one input; None for nothing."""
    try:
        with stopped_after(PATIENCE):
            target.run(given)
    except target.raises:
        return None
    except TooLong:
        return Found("takes too long", "", given)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in last if "/kb/" in frame.filename] or last
        return Found(
            f"{type(error).__name__}: {error}"[:200], f"{Path(ours[-1].filename).name}:{ours[-1].lineno}", given
        )
    return None


def fuzz(target: Target, inputs: int, seed: int, told: Callable[[Found], None]) -> dict[str, Found]:
    """Try so many inputs; gives the findings, one for each place, each told when it is first found."""
    make, found = Maker(target, seed), {}
    for _ in range(inputs):
        one = tried(target, make())
        if one and f"{one.what[:30]} {one.where}" not in found:
            found[f"{one.what[:30]} {one.where}"] = one
            told(one)
    return found


def guided(target: Target, seconds: int) -> None:
    """Let coverage guide the inputs; ends the process with atheris's own report."""
    import atheris

    def one(data: bytes) -> None:
        found = tried(target, data.decode("utf-8", "surrogateescape"))
        if found:
            raise RuntimeError(f"{found.what} at {found.where}")

    for value in gc.get_objects():
        if isinstance(value, FunctionType) and (value.__module__ or "").startswith("kb."):
            atheris.instrument_func(value)
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4000"], one)
    atheris.Fuzz()


def main(targets: Mapping[str, Target] = TARGETS) -> int:
    """Fuzz the targets asked for; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=10_000, help="for each target")
    parser.add_argument("--only", nargs="+", choices=sorted(targets), default=sorted(targets))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--coverage", type=int, metavar="SECONDS", help="guided by coverage, with atheris")
    asked = parser.parse_args()
    if asked.coverage:
        guided(targets[asked.only[0]], asked.coverage)
    findings = 0
    for name in asked.only:
        begun = time.monotonic()
        show = lambda one, name=name: print(f"{name}: {one.what} at {one.where}\n    {one.given[:300]!r}", flush=True)  # noqa: E731
        findings += len(fuzz(targets[name], asked.inputs, asked.seed, show))
        print(f"{name}: {asked.inputs:,} inputs in {time.monotonic() - begun:,.0f} s", flush=True)
    print(f"{asked.inputs * len(asked.only):,} inputs, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
