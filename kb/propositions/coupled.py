"""Two relations that one clause says of a thing: "is safe and effective for asthma", "is safe but not effective".

Comes in: a clause. Goes out: one clause for each of the joined predicates, each without the words of the others; the
clause itself where there is one relation.
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kb.propositions.clauses import Clause
from kb.propositions.words import Words

_OWN = frozenset({"neg", "advmod", "cc", "preconj"})  # words that belong to one of the joined predicates


def part_coupled(clause: Clause, words: Words) -> Iterator[Clause]:
    """The clause once for each relation that it joins; only adjectives after "be" are taken apart."""
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


def _words_of(predicate: Token) -> set[int]:
    """A predicate with the words that are its alone."""
    return {predicate.i, *(c.i for c in predicate.children if c.dep_ in _OWN)}
