"""How many claims with one fact broken are still called supported, and how many sound ones are not, by sort of edit.

Baselines on the same task with other claims: a MiniLM cross-encoder trained for it keeps *supported* for 82 % of
changed numbers, 55 % of turned directions and 96 % of "may" become "is proven to"; word-list rules catch 21 % of
turned directions. Run: `python -m bench.falsified`; `--failures N` lists the first N failures of each sort.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from kb.nlp import Lexicon, load_pipeline
from kb.vocab import load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from oracle import Oracle  # noqa: E402
from rates import UNTOUCHED, Outcome, by_edit, hand_written, outcomes, rate, statements  # noqa: E402


def corpora(lexicon: Lexicon, every: int) -> Iterator[tuple[str, list[Outcome]]]:
    """Each corpus by name with its outcomes; of the library's statements every so manyth."""
    library = Oracle.of(ROOT / "sources" / "studies", lexicon)
    copies = [c for c in library.copies(ROOT / "sources" / "articles") if library.restate(c).supported]
    yield "supported claims of sources/articles", list(outcomes(copies, library))
    chosen = islice(statements(library.studies, library), 0, None, every)
    yield "statements of sources/studies as claims", list(outcomes(chosen, library))
    held_out = Oracle.of(ROOT / "tests" / "held_out" / "studies", lexicon)
    yield "hand-written claims, held out", list(hand_written(ROOT / "tests" / "held_out" / "falsified.jsonl", held_out))
    chosen = islice(statements(held_out.studies, held_out), 0, None, every)
    yield "statements of the held-out studies as claims", list(outcomes(chosen, held_out))


def table(name: str, found: Sequence[Outcome]) -> Iterator[str]:
    """The lines of one corpus."""
    yield f"\n{name}"
    for (sound, edit), each in by_edit(found).items():
        wrong = "not supported" if sound else "still supported"
        yield f"  {edit:<16}{each.made:>6} made {each.wrong:>6} {wrong:<16}{each.share:>7.1%}"
    broken = [o for o in found if not o.sound]
    sound = [o for o in found if o.sound and o.edit != UNTOUCHED]
    yield f"  all broken: {rate(broken)}; of supported claims: {rate(o for o in broken if o.given)}"
    yield f"  all reworded: {rate(sound)}; of supported claims: {rate(o for o in sound if o.given)}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="of the library's statements every Nth")
    parser.add_argument("--failures", type=int, default=0, metavar="N", help="list the first N failures of each sort")
    args = parser.parse_args()
    for name, found in corpora(Lexicon(load_pipeline(), load_vocabulary()), args.every):
        print("\n".join(table(name, found)))
        for key in by_edit(found) if args.failures else ():
            wrong = (o for o in found if (o.sound, o.edit) == key and o.supported is not o.sound)
            print("\n".join(f"    {o}" for o in islice(wrong, args.failures)))


if __name__ == "__main__":
    main()
