"""What each step of the comparison is worth: every step switched off in turn, and everything measured again.

Prints a table in Markdown (docs/ablation.md is its output): verdict accuracy and macro-F1 on the restated articles and
on the held-out copy, the relation of the labelled pairs, and how many hand-written claims with a fact broken are still
called supported. Run: `python -m bench.ablation > docs/ablation.md`; it takes minutes. `--steps` names steps to try.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from kb import evidence, verdicts
from kb.build import build
from kb.evidence import aligning, comparing, denying, departing, figures, scope, strength
from kb.evidence.entries import Comparison, Step
from kb.labels import Relation
from kb.nlp import Lexicon, load_pipeline
from kb.pairs import Comparer
from kb.vocab import load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from oracle import Oracle  # noqa: E402
from pairs import accuracy, judge, read_rows  # noqa: E402
from rates import hand_written, rate  # noqa: E402
from scoring import read_gold, score  # noqa: E402

HELD_OUT = ROOT / "tests" / "held_out"
CORPORA = (
    (ROOT / "sources" / "articles", ROOT / "sources" / "studies", ROOT / "tests" / "gold"),
    (HELD_OUT / "articles", HELD_OUT / "studies", HELD_OUT / "gold"),
)
PAIRS = (ROOT / "tests" / "cases" / "pairs.jsonl", HELD_OUT / "pairs.jsonl")
HEAD = (
    "step switched off",
    "restated: accuracy",
    "macro-F1",
    "held out: accuracy",
    "macro-F1",
    "pairs",
    "pairs held out",
    "broken claims still supported",
)

Patch = tuple[object, str, object]


def _none(*_: object, **__: object) -> None:
    return None


def _nothing(*_: object, **__: object) -> tuple[Step, ...]:
    return ()


def _forgiving(original: Callable[..., Iterator[Step]]) -> Callable[..., Iterator[Step]]:
    """The steps of a comparison, none of which fails."""
    return lambda *args, **options: (replace(s, reason=None, denies=False) for s in original(*args, **options))


def _supporting_none(*args: object, **options: object) -> Comparison:
    found = comparing.compare_propositions(*args, **options)
    return replace(found, relation=Relation.WEAKER) if found.relation is Relation.SUPPORTS else found


STEPS: Mapping[str, tuple[Patch, ...]] = {
    "nothing (the whole program)": (),
    "direction and polarity": (
        (comparing, "_sign", lambda *_: True),
        (aligning, "agree", lambda *_: True),
    ),
    "figures": ((figures, "compare_figures", _nothing), (aligning, "bear_figures", _nothing)),
    "scope: people, route, dose, comparator, breadth, words": (
        (scope, "compare_scope", _forgiving(scope.compare_scope)),
        (aligning, "_limits", _nothing),
    ),
    "strength against design": (
        (strength, "compare_strength", _forgiving(strength.compare_strength)),
        (aligning, "_strengths", _nothing),
    ),
    "clause against clause": ((evidence, "compare_propositions", _supporting_none),),
    "the claim as a whole": ((evidence, "align", _none), (departing, "align", _none)),
    "one study's findings together": ((evidence, "_taken_together", lambda _propositions, _asked, found, *_: found),),
    "what speaks against it in another shape": ((evidence, "refute", _none), (evidence, "refute_contrast", _none)),
    "excuses of a contradiction": tuple(
        (denying, name, lambda *_: "") for name in ("_unsure", "_of_another_study", "_untested", "_apart", "_logic")
    ),
    "dissent of the library": ((verdicts, "_opposed", lambda *_: []),),
}


@contextmanager
def switched_off(step: str) -> Iterator[None]:
    """Within, that step of the comparison does nothing."""
    with ExitStack() as stack:
        for target, name, instead in STEPS[step]:
            stack.enter_context(patch.object(target, name, instead))
        yield


def measure(lexicon: Lexicon) -> list[str]:
    """The cells of one row."""
    cells = []
    with tempfile.TemporaryDirectory() as folder:
        for articles, studies, gold in CORPORA:
            database = Path(folder) / "kb.db"
            build(articles, studies, database, nlp=lexicon.nlp)
            found = score(database, read_gold(gold))
            cells += [f"{found.verdicts:.3f}", f"{found.macro_f1:.3f}"]
    cells += [f"{accuracy(judge(read_rows(path), Comparer(lexicon))):.3f}" for path in PAIRS]
    outcomes = hand_written(HELD_OUT / "falsified.jsonl", Oracle.of(HELD_OUT / "studies", lexicon))
    broken = rate(o for o in outcomes if not o.sound)
    return [*cells, f"{broken.wrong} of {broken.made}"]


def main() -> None:
    """Print the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--steps", nargs="*", default=list(STEPS), choices=list(STEPS), metavar="STEP")
    args = parser.parse_args()
    lexicon = Lexicon(load_pipeline(), load_vocabulary())
    print("# What each step of the comparison is worth\n")
    print("Made by `python -m bench.ablation`: a row for each step, with that step alone switched off.\n")
    print(f"| {' | '.join(HEAD)} |\n|{' -- |' * len(HEAD)}")
    for step in args.steps:
        with switched_off(step):
            print(f"| {step} | {' | '.join(measure(lexicon))} |", flush=True)


if __name__ == "__main__":
    main()
