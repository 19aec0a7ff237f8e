"""How good the program is on labelled copy: claims found, types, citations, verdicts; one line a corpus.

Builds the articles of sources/ and the held-out copy of other fields, each with its own library, and compares them with
the labels of this repository. `--errors` lists every sentence that is wrong. Run: `python -m bench.quality`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from kb.build import build
from kb.nlp import load_pipeline

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from scoring import Scores, read_gold, score  # noqa: E402

CORPORA = (
    ("restated articles", ROOT / "sources" / "articles", ROOT / "sources" / "studies", ROOT / "tests" / "gold"),
    (
        "held-out copy of other fields",
        ROOT / "tests" / "held_out" / "articles",
        ROOT / "tests" / "held_out" / "studies",
        ROOT / "tests" / "held_out" / "gold",
    ),
)


def main() -> None:
    """Build, score and print every corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list every sentence that is wrong")
    args = parser.parse_args()
    nlp = load_pipeline()
    with tempfile.TemporaryDirectory() as folder:
        for name, articles, studies, gold in CORPORA:
            database = Path(folder) / "kb.db"
            build(articles, studies, database, nlp=nlp)
            found = score(database, read_gold(gold))
            if args.errors:
                print("\n".join(found.errors))
            print(f"{name}:")
            for measure in Scores.__slots__[:-1]:
                print(f"  {measure:24} {getattr(found, measure):.3f}")


if __name__ == "__main__":
    main()
