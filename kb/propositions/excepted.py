"""What a clause denies beside what it says: "eased pain but not stiffness", "in men but not in women".

Comes in: a clause with its proposition. Goes out: a proposition that denies the same of what is excepted, for each such
exception; none where the clause makes none.
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kb.model import Proposition
from kb.propositions.clauses import Clause
from kb.propositions.words import SLOT_KINDS, Words

_JOINTS = frozenset({"but", "and", ","})
_PREDICATES = frozenset({"acomp", "attr", "oprd"})
_SLOTS = ("object", *dict.fromkeys(SLOT_KINDS.values()))
_DENIABLE = frozenset({"effect", "prevent", "cure", "cause", "act"})


def excepted(p: Proposition, clause: Clause, words: Words) -> Iterator[Proposition]:
    """The denials; each in the words of the clause, with what is excepted in the place of what it stands beside."""
    if p.negated or p.family not in _DENIABLE:
        return
    for token in clause.tokens:
        other = _exception(token)
        if other is None:
            continue
        own = words.keys(other.subtree)
        first = words.keys(t for t in _beside(other).subtree if t.i < token.i)
        moved = {name: _instead(name, getattr(p, name), first, own, words) for name in _SLOTS}
        if any(moved[name] != getattr(p, name) for name in _SLOTS):
            kept = (key for key in p.content if key[0] != "!" and key not in first)
            content = tuple(dict.fromkeys((*kept, *own)))
            said = p.effect is not None or p.change is not None
            zero = {"change": 0, "effect": 0} if said and p.family == "effect" else {}
            yield replace(p, negated=True, content=content, size=(), **zero, **moved)


def is_exception(token: Token) -> bool:
    """Whether a "not" denies only what is joined behind it."""
    return _exception(token) is not None


def _exception(token: Token) -> Token | None:
    """The head of the words that a "not" behind a joint excepts: a noun, or a preposition with its noun."""
    joined = token.dep_ == "neg" and token.head.dep_ == "conj" and token.head.pos_ not in {"VERB", "AUX"}
    if not joined or token.lower_ != "not" or token.i < 1 or token.nbor(-1).lower_ not in _JOINTS:
        return None
    return token.head if token.head.head.dep_ not in _PREDICATES else None  # "safe but not effective": two relations


def _beside(other: Token) -> Token:
    """What an exception is joined to; a preposition that the model joins to the verb, to the one before it."""
    preps = [t for t in other.head.children if t.dep_ == "prep" and t.i < other.i]
    return preps[-1] if other.pos_ == "ADP" and other.head.pos_ != "ADP" and preps else other.head


def _instead(
    name: str, keys: tuple[str, ...], first: tuple[str, ...], own: tuple[str, ...], words: Words
) -> tuple[str, ...]:
    """The keys of a slot with those of the exception in the place of those that it stands beside."""
    mine = [key for key in own if SLOT_KINDS.get(words.kind(key), "object") == name]
    return (*(key for key in keys if key not in first), *mine) if mine else keys
