"""Whose a share is that names nobody: "of those on zinc 12 % had a rash and 30 % a headache", "with A and B ... 3 % and
4 %, respectively".

Comes in: a proposition, and those that the same sentence made before it. Goes out: the proposition of their group, or
one for each of two.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.model import Proposition
from kb.propositions.words import INTERVENTIONS, Words
from kb.quantity import Quantity

_SHARES = frozenset({"percent", "fraction"})
_BOTH = re.compile(r"\d\s*%?\s+and\s+\d")


def of_same_groups(p: Proposition, before: Sequence[Proposition], words: Words) -> Iterator[Proposition]:
    """The proposition with the group that its share is of; as it is where it names one, or none can be told."""
    shares = [q for q in p.size if q.kind in _SHARES]
    if p.family != "occur" or not shares:
        yield p
        return
    groups = tuple(dict.fromkeys(k for f in before for k in f.subject if words.kind(k) in INTERVENTIONS))
    named = any(words.kind(key) in INTERVENTIONS for key in p.content if key not in groups or not p.carried)
    if not groups or named:
        yield p
    elif len(groups) == 1:
        yield _of(p, groups[0], groups, p.size)
    elif len(groups) == 2 and (pair := _in_order(shares, words)):
        others = tuple(q for q in p.size if q not in shares)
        for group, share in zip(groups, pair, strict=True):
            yield replace(_of(p, group, groups, (share, *others)), comparator=tuple(g for g in groups if g != group))
    else:
        yield p


def _of(p: Proposition, group: str, groups: Sequence[str], size: Sequence[Quantity]) -> Proposition:
    had = tuple(key for key in (*p.object, *p.subject) if key not in groups)
    content = (group, *(key for key in p.content if key not in groups))
    return replace(p, subject=(group,), object=had, content=content, size=tuple(size), carried=True)


def _in_order(shares: Sequence[Quantity], words: Words) -> tuple[Quantity, Quantity] | None:
    """The two shares of "3 % and 4 %, respectively", which are one figure else."""
    if len(shares) != 1 or not _BOTH.search(shares[0].text):
        return None
    if not any(t.lower_ == "respectively" and t.idx >= shares[0].end for t in words.doc):
        return None
    both, (first, second) = shares[0], re.split(r"\s+and\s+", shares[0].text)
    values = sorted((both.low, both.high), reverse=_number(first) > _number(second))
    place = both.end - len(second)
    return (
        replace(both, low=values[0], high=values[0], text=first, end=both.start + len(first)),
        replace(both, low=values[1], high=values[1], text=second, start=place),
    )


def _number(text: str) -> float:
    found = re.search(r"\d+(?:\.\d+)?", text)
    return float(found[0]) if found else 0.0
