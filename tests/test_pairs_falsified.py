"""Plain text against plain text: of the labelled pairs that we call supported, a fact of the claim is broken."""

from pathlib import Path

from falsify import falsify
from pairs import judge, read_rows

from kb.labels import Relation
from kb.pairs import Comparer
from kb.pairs.files import Pair

PAIRS = Path(__file__).resolve().parent / "cases" / "pairs.jsonl"
TARGET = 0.05


def test_a_broken_claim_is_rarely_called_supported(lexicon):
    comparer = Comparer(lexicon)
    rows = [r.row for r in judge(read_rows(PAIRS), comparer) if r.found.relation is Relation.SUPPORTS]
    rows = [row for row in rows if row["relation"] == "supports"]
    broken = [
        Pair(id=variant.text, claim=variant.text, evidence=row["evidence"])
        for row in rows
        for variant in falsify(lexicon.nlp(row["claim"]))
    ]
    wrong = [found.id for found in comparer.compare(broken) if found.relation is Relation.SUPPORTS]
    assert len(broken) >= 40
    assert len(wrong) <= TARGET * len(broken), "\n".join(map(str, wrong))
