"""How good the comparison is on labelled pairs of claim and evidence, with no library behind it: accuracy by slot, and
which relations are taken for which. `--errors` lists every pair that is wrong. Run: `python -m bench.pairs FILE ...`.
"""

import argparse
import sys
from pathlib import Path

from kb.nlp import Lexicon, load_pipeline
from kb.pairs import Comparer
from kb.vocab import load_vocabulary

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from pairs import judge, read_rows, table


def main() -> None:
    """Compare and print every file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--errors", action="store_true", help="list every pair that is wrong")
    args = parser.parse_args()
    comparer = Comparer(Lexicon(load_pipeline(), load_vocabulary()))
    for path in args.files:
        judged = judge(read_rows(path), comparer)
        for one in judged if args.errors else ():
            if not one.right:
                row, found = one.row, one.found
                print(f"{row['id']} {row['slot']}: {row['relation']} ({row.get('reason', '')}), said {found.relation}")
                print(f"    {row['claim']}\n    {row['evidence']}\n    {found.reason}, {found.rule}: {found.detail}")
        print(f"{path}:")
        print("\n".join(table(judged)))


if __name__ == "__main__":
    main()
