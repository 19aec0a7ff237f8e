"""What a claim says as it is kept and gathered: a Saying in, the rows of it and its places in an index out.

Statements of all pages are found again by what they speak of and by what they can stand against (`gathering`). Where
a statement stands in that index follows from it and from the vocabulary: it is worked out once, with the article.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from pydantic import TypeAdapter

from kb.agreement import FIGURES, Saying, Standing, denies
from kb.labels import ClaimType
from kb.model import Proposition
from kb.vocab import Vocabulary

_REMEMBERED = 65_536  # places in the index: what many pages speak of is asked for many times
_STANDINGS = 4096  # standings kept read
_PROPOSITION = TypeAdapter(Proposition)

Sort = tuple  # as what a statement can stand against another


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """What one claim says, as rows."""

    claim_id: str
    article_id: str
    standing: str  # JSON of what decides with which claims it may be compared
    alike: tuple[tuple[str, str, str], ...]  # for each thing said: id of its cluster, label, how firmly
    stated: tuple[tuple[str, str, tuple[int, ...]], ...]  # key that equal statements share, JSON, places in the index


def note(saying: Saying, vocabulary: Vocabulary) -> Noted:
    """The rows of what a claim says."""
    return Noted(
        claim_id=saying.claim_id,
        article_id=saying.article_id,
        standing=json.dumps([saying.type.value, saying.cites]),
        alike=tuple((cluster, label, strength.value) for cluster, label, strength in saying.alike),
        stated=tuple((key, _text(p), _places(p, vocabulary)) for key, p in saying.stated),
    )


def read_statement(text: str) -> Proposition:
    """What is stated, from its JSON."""
    return _PROPOSITION.validate_json(text)


@lru_cache(maxsize=_STANDINGS)
def read_standing(text: str) -> Standing:
    """What decides with which claims one may be compared, from its JSON."""
    kind, cites = json.loads(text)
    return ClaimType(kind), tuple(cites)


def _text(p: Proposition) -> str:
    return _PROPOSITION.dump_json(p, exclude_defaults=True, exclude={"gist"}).decode()


def _places(p: Proposition, vocabulary: Vocabulary) -> tuple[int, ...]:
    """Where a statement stands in the index: under all that it speaks of, as all that it can stand against."""
    kinds = tuple(sorts(p))
    return tuple(sorted({posting(*sort, *thing) for thing in _things(p, vocabulary) for sort in kinds}))


@lru_cache(maxsize=_REMEMBERED)
def posting(*parts: object) -> int:
    """A key of the index over statements: 63 bits of a hash."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest()) >> 1


def _things(p: Proposition, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a statement speaks of, with all that is broader: whoever denies the broader thing will ask there."""
    for subject in _upwards(p.subject, vocabulary):
        for thing in _upwards(p.object, vocabulary) or ("",):
            yield subject, thing


def _upwards(keys: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(sorted({up for key in keys for up in (key, *vocabulary.ancestors(key))}))


def sorts(p: Proposition) -> Iterator[Sort]:
    """As what a statement can stand against another: as told, as going one way, as giving a figure."""
    if not denies(p):
        yield ("told",)
    for sign in {p.effect, p.change} - {None, 0}:
        yield ("sign", p.family, sign)
    for name in FIGURES:
        for unit in sorted({q.unit for q in getattr(p, name)}):
            yield ("figure", p.family or p.predicate, name, unit)


def opposed_sorts(p: Proposition) -> Iterator[Sort]:
    """The sorts of statement that can stand against this one."""
    if denies(p):
        yield ("told",)
        return
    for sort in sorts(p):
        if sort[0] == "sign":
            yield ("sign", p.family, -sort[2])
        elif sort[0] == "figure":
            yield sort
