"""Two relations that one clause says of a thing: "is safe and effective for asthma", "is safe but not effective", "is
associated with a lower risk of stroke and a higher risk of falls".

Comes in: a clause. Goes out: one clause for each of the joined predicates, each without the words of the others; the
clause itself where there is one relation.
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kb.propositions.clauses import Clause
from kb.propositions.words import Words

_STATES = frozenset({"VBN", "VBD", "JJ"})  # as the model takes a participle before a noun
_OWN = frozenset({"neg", "advmod", "cc", "preconj"})  # words that belong to one of the joined predicates


def part_coupled(clause: Clause, words: Words) -> Iterator[Clause]:
    """The clause once for each relation that it joins: adjectives after "be", and nouns of which each has its own
    words behind it."""
    second = _joined_noun(clause, words) or _joined_state(clause, words)
    if second is not None:
        first = clause.predicate
        whole = first.head if first.dep_ == "amod" else first
        own = {t.i for t in second.subtree}
        rest = {t.i for t in whole.subtree} - own
        yield replace(clause, tokens=[t for t in clause.tokens if t.i not in own])
        cue = _cue_of(second, words)
        yield from part_coupled(
            replace(clause, predicate=second, cue=cue, tokens=[t for t in clause.tokens if t.i not in rest]), words
        )
        return
    joined = _joined(clause, words)
    if len(joined) < 2:
        yield clause
        return
    for token in joined:
        others = {i for other in joined if other is not token for i in _words_of(other)}
        tokens = [t for t in clause.tokens if t.i not in others]
        yield replace(clause, predicate=token, cue=words.cues["predicate"][token.i], tokens=tokens)


def _joined(clause: Clause, words: Words) -> list[Token]:
    """The predicate and those joined to it that are relations of another family."""
    first = clause.predicate
    cues, known = words.cues["predicate"], words.vocabulary.cues
    if first is None or first.dep_ != "acomp" or first.pos_ != "ADJ" or first.i not in cues:
        return []
    found = {known[cues[first.i]].attributes["family"]: first}
    for token in first.conjuncts:
        if token.i > first.i and token.pos_ == "ADJ" and token.i in cues:
            found.setdefault(known[cues[token.i]].attributes["family"], token)
    return list(found.values())


def _joined_noun(clause: Clause, words: Words) -> Token | None:
    """The noun of another relation that is joined to the predicate: "a benefit for pain and more risk of nausea"."""
    first, cues = clause.predicate, words.cues["predicate"]
    if first is None or first.pos_ != "NOUN" or first.i not in cues:
        return None
    inside = {t.i for t in clause.tokens}
    joined = (t for t in first.conjuncts if t.i > first.i and t.i in inside and t.pos_ == "NOUN")
    others = (t for t in joined if _cue_of(t, words) not in ("", cues[first.i]))
    return next((t for t in others if any(c.dep_ == "prep" for c in t.children)), None)


def _joined_state(clause: Clause, words: Words) -> Token | None:
    """The noun whose own participle is another relation: "showed reduced pain and improved sleep"."""
    first, cues = clause.predicate, words.cues["predicate"]
    if first is None or first.dep_ != "amod" or first.tag_ not in _STATES or first.i not in cues:
        return None
    inside = {t.i for t in clause.tokens}
    joined = (t for t in first.head.conjuncts if t.i > first.i and t.i in inside and t.pos_ == "NOUN")
    return next((t for t in joined if _state(t, words) not in ("", cues[first.i])), None)


def _state(noun: Token, words: Words) -> str:
    cues = words.cues["predicate"]
    return next((cues[t.i] for t in noun.children if t.i in cues and t.dep_ == "amod" and t.tag_ in _STATES), "")


def _cue_of(noun: Token, words: Words) -> str:
    """The relation that a noun or its adjective names: "an increased risk for"."""
    cues = words.cues["predicate"]
    return next((cues[t.i] for t in (noun, *noun.children) if t.i in cues and (t is noun or t.dep_ == "amod")), "")


def _words_of(predicate: Token) -> set[int]:
    """A predicate with the words that are its alone."""
    return {predicate.i, *(c.i for c in predicate.children if c.dep_ in _OWN)}
