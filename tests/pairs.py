"""Labelled pairs of claim and evidence, compared and counted: how often the relation is right, by slot, and what was said
instead.

A row has `id`, `slot` (the slot that the pair tries), `claim`, `evidence`, `relation`, `reason` and `origin`. `relation`
may name several answers that a careful reader would accept, separated by "|".
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.labels import Relation
from kb.pairs import Compared, Comparer
from kb.pairs.files import Pair

RELATIONS = tuple(relation.value for relation in Relation)


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled row with what the program says of it."""

    row: dict[str, str]
    found: Compared

    @property
    def right(self) -> bool:
        return self.found.relation.value in self.row["relation"].split("|")

    @property
    def right_reason(self) -> bool:
        return self.right and self.found.reason.value in self.row.get("reason", "").split("|")


def read_rows(path: Path) -> list[dict[str, str]]:
    """The labelled rows of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def judge(rows: Sequence[dict[str, str]], comparer: Comparer) -> list[Judged]:
    """What the program says of each row, in order."""
    pairs = [Pair(id=row["id"], claim=row["claim"], evidence=row["evidence"]) for row in rows]
    return [Judged(row, found) for row, found in zip(rows, comparer.compare(pairs), strict=True)]


def accuracy(judged: Sequence[Judged]) -> float:
    """The share of pairs with the right relation."""
    return sum(one.right for one in judged) / max(1, len(judged))


def precision(judged: Sequence[Judged], relation: str) -> float:
    """Of the pairs of which the program says this relation, how many have it; 1 where it says it of none."""
    said = [one for one in judged if one.found.relation.value == relation]
    return accuracy(said) if said else 1.0


def falsely_borne_out(judged: Sequence[Judged]) -> float:
    """Of the pairs whose evidence does not bear the claim out, the share that the program calls supported."""
    others = [one for one in judged if "supports" not in one.row["relation"].split("|")]
    return sum(one.found.relation is Relation.SUPPORTS for one in others) / max(1, len(others))


def recall(judged: Sequence[Judged], relation: str) -> float:
    """Of the pairs that have this relation, how many the program says it of."""
    have = [one for one in judged if one.row["relation"] == relation]
    return accuracy(have) if have else 1.0


def table(judged: Sequence[Judged]) -> Iterator[str]:
    """Accuracy by slot, confusion by relation, precision and recall, as lines to print."""
    slots = sorted({one.row["slot"] for one in judged})
    yield f"{'slot':24} {'pairs':>6} {'relation right':>15} {'reason too':>11}"
    for slot in (*slots, "all"):
        mine = [one for one in judged if slot in (one.row["slot"], "all")]
        reasons = sum(one.right_reason for one in mine) / len(mine)
        yield f"{slot:24} {len(mine):6} {accuracy(mine):15.3f} {reasons:11.3f}"
    yield ""
    yield f"{'labelled':14}" + "".join(f"{name:>13}" for name in RELATIONS) + f"{'precision':>13}{'recall':>9}"
    counts = Counter((one.row["relation"], one.found.relation.value) for one in judged)
    for name in sorted({one.row["relation"] for one in judged}, key=lambda n: (n not in RELATIONS, n)):
        told = "".join(f"{counts[name, said]:13}" for said in RELATIONS)
        yield f"{name:14}{told}{precision(judged, name):13.3f}{recall(judged, name):9.3f}"
