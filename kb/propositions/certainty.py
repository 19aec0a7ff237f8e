"""How firmly a clause says what it says: a clause and its words in; hedged, plain or absolute out."""

from collections.abc import Sequence

from spacy.tokens import Token

from kb.labels import Strength
from kb.propositions.clauses import Clause
from kb.propositions.measures import is_universal
from kb.propositions.words import Words


def strength_of(clause: Clause, words: Words, negated: bool, denials: Sequence[int] = ()) -> Strength:
    """The strength of a clause; `negated` where it is denied, `denials` the tokens that deny it."""
    tokens = (*clause.tokens, *clause.subject, *clause.attributed, *_shared_hedges(clause))
    marks = {t.i: words.cues["certainty"][t.i].rpartition(".")[2] for t in tokens if t.i in words.cues["certainty"]}
    marks = {i: mark for i, mark in marks.items() if not (mark == "absolute" and _describes(words.doc[i], words))}
    # "Indicated for" approves: a hedge that is the relation itself hedges nothing.
    own = words.cues["predicate"]
    said = {
        mark
        for i, mark in marks.items()
        if mark != "hedged"
        or not (
            (clause.cue and own.get(i) == clause.cue)
            or _no_hedge(words.doc[i])
            or (negated and denials and not _hedges_denial(words.doc[i], denials[0], words))
        )
    }
    if any(t.lower_ == "others" and t.dep_ in {"nsubj", "nsubjpass", "dobj"} for t in tokens):
        said.add("hedged")  # "others benefit": there are some
    figures = [words.figure[t.i] for t in tokens if t.i in words.figure]
    universal = any(is_universal(q) or (q.kind == "fraction" and q.high == 0) for q in figures)
    none_at_all = negated and any(t.lower_ in {"any", "ever", "whatsoever", "never", "zero"} for t in tokens)
    none_at_all &= not any(t.lemma_.lower() in {"seem", "appear"} for t in tokens)  # "does not seem to have any"
    if negated and universal and all(q.low == 100 for q in figures):
        return Strength.HEDGED  # "does not work for everyone": for some it does not
    # "May cure": a relation that is absolute by itself is hedged all the same.
    beside = any(mark == "absolute" and own.get(i) != clause.cue for i, mark in marks.items())
    if "hedged" in said and not (beside or universal or none_at_all):
        return Strength.HEDGED
    if "absolute" in said or universal or none_at_all:
        return Strength.ABSOLUTE
    cue = words.vocabulary.cues.get(clause.cue)
    promised = cue is not None and cue.attributes.get("strength") == "hedged" and not (negated and denials)
    return Strength.HEDGED if promised or "hedged" in said else Strength.PLAIN


_DOUBTING = frozenset({"appear", "seem", "likely", "expect", "think", "believe", "necessarily", "always"})


def _hedges_denial(token: Token, denial: int, words: Words) -> bool:
    """Whether a hedge leaves a denial open ("may not", "some do not", "does not seem to", "not always"): what stands
    within the denial is denied with it ("has not shown promising results", "cannot often", "no potential risks")."""
    if any(hit.start <= denial < hit.end and hit.start <= token.i < hit.end for hit in words.spans["certainty"]):
        return True
    if token.lemma_.lower() in _DOUBTING:
        return True
    return token.i < denial and token.dep_ != "amod" and token.lower_ not in {"can", "could", "ca"}


def _shared_hedges(clause: Clause) -> list[Token]:
    """The words above a clause that it shares with the one that it is joined to: "is thought to act on X and raise Y",
    "may ease pain and lower stress"."""
    head = clause.head
    if head.dep_ != "conj" or head.tag_ != "VB" or any(c.dep_ in {"nsubj", "nsubjpass", "aux"} for c in head.children):
        return []
    first = head.head
    while first.dep_ == "conj":
        first = first.head
    return [*(c for c in first.children if c.dep_ == "aux"), *(t for t in first.ancestors if t.i < first.i)]


def _describes(token: Token, words: Words) -> bool:
    """ "A powerful sedative" says of what kind a drug is, where "a powerful effect" would praise."""
    return token.lower_ == "powerful" and words.kind(words.key.get(token.head.i, "")) == "drug_class"


def _no_hedge(token: Token) -> bool:
    """ "Cannot" and "can't" rule out, where "can" only allows, and "can safely" vouches; "twice as likely" measures,
    and "no potential for abuse" denies."""
    if token.lower_ == "likely" and token.i > 0:
        return token.nbor(-1).lower_ in {"as", "more", "less", "most", "least"}
    if token.lower_ == "potential" and token.pos_ == "NOUN":
        return any(child.lower_ in {"no", "zero"} for child in token.children)
    if token.lower_ not in {"can", "ca"} or token.i + 1 >= len(token.doc):
        return False
    return token.nbor().dep_ == "neg" or token.nbor().lower_ == "safely"  # "can safely take" calls it safe
