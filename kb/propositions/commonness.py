"""How often a clause says that a trouble comes: at which end of the scale from rare to common, where it says that.

Comes in: a clause with its words. Goes out: 1 for common, -1 for rare, twice that for the most common and the rarest of
some; 0 where the clause does not say, or says both.
"""

from spacy.tokens import Token

from kb.nlp import Hit
from kb.propositions.clauses import Clause
from kb.propositions.words import HARM_AS_SUCH, TROUBLES, Words

_ALONG = frozenset({"acomp", "attr", "oprd", "amod", "advmod", "conj", "dobj", "nsubj", "nsubjpass"})
_SOME = frozenset({"one", "among"})  # "one of the most common side effects"
_NOUNS = frozenset({"NOUN", "PROPN"})


def commonness(clause: Clause, words: Words, negated: bool) -> int:
    """The rank of the clause's trouble; what is denied to be common is rare, and of an extreme denied nothing is
    told."""
    inside = {t.i for t in (*clause.subject, *clause.tokens)}
    hits = [hit for hit in words.spans["commonness"] if hit.start in inside and _is_of(hit, clause, words)]
    ranks = {words.rank(hit) for hit in hits}
    if not ranks or min(ranks) < 0 < max(ranks):
        return 0
    rank = max(ranks, key=abs)
    if negated:
        return -rank if abs(rank) == 1 else 0
    return rank


def _is_of(hit: Hit, clause: Clause, words: Words) -> bool:
    """Whether it is the clause's own trouble that is called common: not the people, the drug or a disease named
    beside it."""
    token: Token = words.doc[hit.end - 1]
    while token.i != clause.head.i:
        if token.dep_ == "pobj" and token.head.head.lower_ in _SOME:
            token = token.head.head
            continue
        above = token.head
        named = token.dep_ in {"amod", "advmod"} and above.pos_ in _NOUNS
        if token.dep_ not in _ALONG or (named and not _is_trouble(above, words)):
            return False
        token = above
    return True


def _is_trouble(noun: Token, words: Words) -> bool:
    key = words.key.get(noun.i, "")
    return key in HARM_AS_SUCH or words.kind(key) in TROUBLES or words.cues["valence"].get(noun.i) == "valence.bad"
