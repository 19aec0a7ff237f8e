"""The words under which copy goes on about its product: its form ("the jab", "this spray") or its class ("the drug").

Comes in: a clause with its words, and what the text was about before; goes out: the proposition told of that. A form
stays behind as a limit of its own (the route); a class word is taken for the product itself.
"""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from kb.model import Proposition
from kb.propositions.clauses import Clause
from kb.propositions.words import INTERVENTIONS, Words

_FORMS = frozenset({"route", "dosage_form"})
_POINTING = frozenset({"the", "this", "these", "that", "those", "our", "your", "neither"})
_CONTROLS = frozenset({"placebo", "saline", "active_placebo", "control_group", "usual_care"})
_DRUGS = frozenset({"drug", "drug_class"})
# Words for whatever is given, and the kinds of things that may be called so; other class words by the hierarchy alone.
_ANYTHING = {
    "drug": _DRUGS, "treatment": INTERVENTIONS, "new_treatment": INTERVENTIONS, "medical_device": frozenset({"device"}),
}  # fmt: skip


def name_product(p: Proposition, clause: Clause, known: Sequence[str], words: Words) -> Proposition:
    """The proposition with the product for a word that only points to it; the same where it has none. `known` are the
    concepts that the text was about before."""
    if not known or clause.cue == "predicate.is_a" or p.family == "is_a":
        return p
    pointed = _pointed(p, clause, known, words)
    if pointed:
        return _swap(p, pointed, _meant(pointed, known, words))
    named = any(words.kind(k) in INTERVENTIONS for k in (*p.subject, *p.object))
    if named or not p.family or not _speaks_of_form(p, clause, words):
        return p
    kept = (*p.subject, *p.object)
    return replace(p, subject=tuple(known), object=kept, content=(*known, *p.content), carried=True)


def _pointed(p: Proposition, clause: Clause, known: Sequence[str], words: Words) -> str:
    """The class word of the clause for what is known already: "the drug", "this vaccine"; never one of several."""
    doers = [k for k in (*p.subject, *p.object) if words.kind(k) in INTERVENTIONS and k not in _CONTROLS]
    for token in (*clause.subject, *clause.tokens):
        key = words.key.get(token.i, "")
        other = key in known or key in p.comparator or len(doers) != 1
        if key in doers and not other and _points(token) and _meant(key, known, words):
            return key
    return ""


def _meant(key: str, known: Sequence[str], words: Words) -> tuple[str, ...]:
    kinds = _ANYTHING.get(key, frozenset())
    return tuple(k for k in known if words.kind(k) in kinds or words.vocabulary.is_a(k, key))


def _points(token: Token) -> bool:
    """Whether a noun of the singular, or of "these", is pointed at."""
    if any(child.dep_ in {"amod", "compound", "relcl", "prep", "acl"} for child in token.children):
        return False  # "the best drug", "the drug that he took": another, or it says which
    pointing = {child.lower_ for child in token.children if child.dep_ in {"det", "poss"}} & _POINTING
    return bool(pointing) and (token.tag_ in {"NN", "NNP"} or bool(pointing & {"these"}))


def _swap(p: Proposition, key: str, product: tuple[str, ...]) -> Proposition:
    def put(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new for k in keys for new in (product if k == key else (k,))))

    return replace(p, subject=put(p.subject), object=put(p.object), content=put(p.content), carried=True)


def _speaks_of_form(p: Proposition, clause: Clause, words: Words) -> bool:
    """Whether a dosage form or a way of giving stands as a thing of its own: "six drips", "on the gel"."""
    return any(
        words.kind(words.key.get(t.i, "")) in _FORMS
        and words.key[t.i] not in p.comparator
        and t.pos_ in {"NOUN", "PROPN"}
        and t.dep_ not in {"compound", "amod", "nmod"}
        for t in (*clause.subject, *clause.tokens)
    )
