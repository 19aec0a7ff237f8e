"""In whom a thing is changed, which is not what is changed: "raised serum copper in patients with asthma".

Comes in: a clause of an effect with its words. Goes out: the clause without the troubles that only tell whose the
changed thing is. They stay in the content of the statement, which holds of those people alone; but that zinc leaves
the copper of people with asthma as it is says nothing of what it does for asthma.
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kb.propositions.clauses import Clause, is_people
from kb.propositions.words import SLOT_KINDS, TROUBLES, Words

_AMONG = frozenset({"in", "among", "amongst", "of", "for"})
_HAVING = frozenset({"with", "having"})
_JOINED = frozenset({"conj", "compound", "amod", "nmod", "appos"})
_HAD = frozenset({"condition", "symptom"})
_SPOKEN_OF = frozenset({"nsubj", "nsubjpass"})  # "patients with gout had no change in ..."
# An improvement in people with a trouble is one for them, whatever is improved.
_BETTERING = frozenset({"better", "worse"})
_MOVING = frozenset({"up", "down"})


def without_people(clause: Clause, words: Words, direction: str, *, negated: bool) -> Clause:
    """The clause without the troubles that only tell whose the changed thing is; `direction` is that of its relation.

    A rise or fall of what people feel, or of what is known to measure their trouble, is one of that trouble too.
    """
    if direction in _BETTERING:
        return clause
    things = (t for t in _changed(clause) if t.i in words.key and not is_people(t, words))
    changed = {t.i: words.key[t.i] for t in things if words.kind(words.key[t.i]) not in SLOT_KINDS}
    had = {t.i for t in (*clause.subject, *clause.tokens) if _is_had(t, words)}
    changed = {i: key for i, key in changed.items() if i not in had}
    if not changed or not had:
        return clause
    if direction in _MOVING and not negated and any(words.kind(key) in TROUBLES for key in changed.values()):
        return clause
    had = {i for i in had if not any(_is_of(key, words.key[i], words) for key in changed.values())}
    tokens, subject = ([t for t in part if t.i not in had] for part in (clause.tokens, clause.subject))
    return replace(clause, tokens=tokens, subject=subject) if had else clause


def _changed(clause: Clause) -> Iterator[Token]:
    """The words of the phrase that names what is changed: the object of a verb or, without one, its subject; of "a rise
    in copper", the copper."""
    verb = clause.predicate
    if verb is None:
        return
    heads = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    if verb.pos_ not in {"VERB", "AUX"}:
        preps = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"in", "of", "on"})
        heads = [c for prep in preps for c in prep.children if c.dep_ == "pobj"][:1]
    for head in heads or [c for c in verb.children if c.dep_ == "nsubj"]:
        yield from head.subtree


def _is_had(token: Token, words: Words) -> bool:
    """Whether a trouble is one that people have: "in adults with gout", "among asthma patients", "in gout"."""
    if words.kind(words.key.get(token.i, "")) not in _HAD:
        return False
    noun = token
    while noun.dep_ in _JOINED and noun.head.i != noun.i:
        noun = noun.head
    if noun.dep_ != "pobj":
        return False
    if noun.head.lower_ in _HAVING and noun.head.i:
        people = noun.head.nbor(-1)  # the parser hangs "with" on the verb as often
        among = people.dep_ == "pobj" and people.head.lower_ in _AMONG
        return is_people(people, words) and (among or people.dep_ in _SPOKEN_OF)
    if is_people(noun, words):
        return noun.i != token.i and noun.head.lower_ in _AMONG
    return noun.head.lower_ == "in" and noun.head.head.pos_ in {"VERB", "AUX"}


def _is_of(key: str, trouble: str, words: Words) -> bool:
    """Whether what is changed is a part, a kind or a measure of a trouble, as far as the vocabulary tells."""
    vocabulary = words.vocabulary
    concept = vocabulary.concepts.get(key)
    if concept is None:
        return False
    above = {trouble, *vocabulary.ancestors(trouble)}
    if vocabulary.is_a(key, trouble) or key in above or trouble in concept.related:
        return True
    return key in vocabulary.concepts[trouble].related or (
        concept.kind in {"scale", "symptom"} and not above.isdisjoint(concept.broader)
    )
