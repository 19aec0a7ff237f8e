"""Text that is made to be slow, up to a megabyte of it: `python -m bench.linear [--size 1000000]`.

For each stage that reads raw text and each unit that some pattern is slow on when it is repeated (`bench.patterns`
finds them): the exponent with which the processor time grows from a quarter of the size to the whole; 1 is linear, 2
quadratic. Exit status 1 where one is above 1.5.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from bench.fuzztargets import TARGETS
from bench.pumping import FASTER, Attack, growth

UNITS = (
    " ", "\n", "a", "0", ".", "-", "(", "[", "²", "“", ",000", "0.", "A-", "Aa", "Jana", "; ", "A. ", "Dr. ",
    "see also, ", "10.1000/", "EudraCT ", "NCT0", "2018 ", "et al. ", "an average of 0 ", "[1]", "[1,", "1. A.\n",
    "1", "Okafor A, ", "Okafor, 2018; ", "Okafor et al. (", "1. Okafor A. Title. J. 2018;1:1.\n", "a.b ",
)  # fmt: skip
STAGES = ("citations", "references", "quantities", "quotations", "sentences", "plain", "ris", "nbib", "yaml")


@cache
def stages() -> Mapping[str, Callable[[str], object]]:
    """What reads raw text, by name; what it refuses is read all the same."""

    def patient(name: str) -> Callable[[str], object]:
        target = TARGETS[name]

        def run(text: str) -> object:
            try:
                return target.run(text)
            except target.raises:
                return None

        return run

    return MappingProxyType({name: patient(name) for name in STAGES})


def attack(unit: str) -> Attack:
    """The unit without end in a sentence."""
    return Attack("In 2018 salts helped ", unit, "~ and more.")


def main() -> int:
    """Measure; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="characters")
    parser.add_argument("--only", nargs="+", choices=STAGES, default=STAGES)
    asked = parser.parse_args()
    beaten = 0
    for name in asked.only:
        work, worst = stages()[name], (0.0, "")
        for unit in UNITS:
            exponent = growth(work, attack(unit), length=asked.size // 4, patience=1800)
            worst = max(worst, (exponent, unit))
            beaten += exponent > FASTER
            if exponent > FASTER:
                print(f"{name}: {unit!r} grows with exponent {exponent:.2f}", flush=True)
        told = f"{name}: to {asked.size:,} characters of {len(UNITS)} kinds, exponent at most {worst[0]:.2f}"
        print(f"{told} ({worst[1]!r})", flush=True)
    return 1 if beaten else 0


if __name__ == "__main__":
    sys.exit(main())
