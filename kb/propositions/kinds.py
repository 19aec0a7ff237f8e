"""Statements that there is more than one of a kind: "there are several ways of giving it", "gout has many causes".

Comes in: a proposition as its clause was read. Goes out: the same, naming the slot of which it says that there are
several; what is in it, the sentence does not say. Two different things in that slot bear it out.
"""

from dataclasses import replace

from spacy.tokens import Token

from kb.model import Proposition
from kb.propositions.clauses import Clause
from kb.propositions.words import ANY, CAUSES, INTERVENTIONS, TROUBLES, Words

_SEVERAL = frozenset({
    "several", "many", "multiple", "various", "different", "numerous", "diverse", "countless", "some", "varied",
})  # fmt: skip
_COUNTING = frozenset({"number", "variety", "range", "host", "multitude", "array", "handful", "plenty", "lot", "lots"})
_WAYS = frozenset({"way", "form", "route", "method", "mode", "formulation"})
_REMEDIES = frozenset({"treatment", "therapy", "medication", "drug", "option", "medicine", "remedy"})
_ANNOUNCING = frozenset({"include", "be"})  # "common causes of gout include:"
# Relations with which a sentence only says that a thing is there, or is given.
_THERE = frozenset({"", "occur", "is_a", "use", "cause", "associated"})


def tell_several(p: Proposition, clause: Clause, words: Words) -> Proposition:
    """The proposition, with `several` where it says that there are several ways, causes or treatments."""
    if p.negated or p.family not in _THERE or p.size or p.dose or p.frequency:
        return p
    for noun in (*clause.subject, *clause.tokens):
        lemma = noun.lemma_.lower()
        announced = lemma in CAUSES and noun.dep_ == "nsubj" and noun.head.lemma_ in _ANNOUNCING
        if noun.tag_ != "NNS" or not (announced or _is_several(noun)):
            continue
        if lemma in _WAYS:
            told = _of_ways(p, words)
        elif lemma in CAUSES:
            told = _of_causes(p, noun, clause, words)
        elif lemma in _REMEDIES:
            told = _of_remedies(p, words)
        else:
            continue
        if told is not p:
            return told
    return p


def _is_several(noun: Token) -> bool:
    """ "Several ways", "a number of ways", "some of the ways"."""
    if any(child.lower_ in _SEVERAL for child in noun.children):
        return True
    before = noun.doc[max(0, noun.left_edge.i - 2) : noun.i]
    counted = any(t.lower_ in _COUNTING for t in before)
    return counted or any(t.lower_ in _SEVERAL and (t.i >= noun.i - 3 or t.nbor().lower_ == "of") for t in before)


def _of_ways(p: Proposition, words: Words) -> Proposition:
    """Ways of giving, forms of a product; a way of doing anything else is none."""
    doers = tuple(k for k in (*p.subject, *p.object) if words.kind(k) in INTERVENTIONS)
    rest = [k for k in p.content if k not in doers and words.kind(k) != "route"]
    if not doers or rest or p.family in {"cause", "associated"}:
        return p
    return replace(
        p, subject=doers, object=(), predicate="predicate.use", family="use", content=doers, route=(), several="route"
    )


def _of_causes(p: Proposition, noun: Token, clause: Clause, words: Words) -> Proposition:
    """Causes of a trouble, where none is named."""
    troubles = tuple(k for k in (*p.subject, *p.object) if words.kind(k) in TROUBLES)
    own = {words.key.get(noun.i), *(words.key.get(t.i) for t in noun.subtree if t.pos_ in {"ADJ", "VERB"})}
    own |= {f"~{p.predicate[1:7]}"} if p.predicate.startswith("~") else set()
    own |= {"=predicate.cause", "=predicate.associated", "=predicate.occur"}
    rest = tuple(k for k in p.content if k not in troubles and k not in own)
    if rest or (p.subject and troubles and set(p.subject) - set(troubles) - own):
        return p
    family = "associated" if noun.lemma_.lower() == "factor" else "cause"  # a risk factor need not be a cause
    return replace(
        p,
        subject=(),
        object=troubles,
        predicate=f"predicate.{family}",
        family=family,
        content=troubles,
        several="subject",
    )


def _of_remedies(p: Proposition, words: Words) -> Proposition:
    """Treatments of a trouble, where none is named."""
    troubles = tuple(k for k in (*p.subject, *p.object) if words.kind(k) in {"condition", "symptom"})
    rest = [k for k in p.content if k not in troubles and k not in ANY]
    if not troubles or rest or p.family not in {"occur", "use", ""}:
        return p
    return replace(
        p,
        subject=(),
        object=troubles,
        predicate="predicate.use",
        family="use",
        content=troubles,
        several="subject",
    )
