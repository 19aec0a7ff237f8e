"""What a clause compares its doer with: the words after "than" and "versus", and the rival of "beat" and "as well as".

Comes in: a clause with its words. Goes out: the tokens that name what it is compared with, and whether the two are
called equal. What is compared with does nothing itself, so it is neither doer nor done-to of the clause.
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kb.model.marks import LESS, LESSER
from kb.nlp import Hit
from kb.propositions.clauses import Clause, compares
from kb.propositions.words import INTERVENTIONS, Words

EQUAL = "predicate.no_change"
REDUCE, WORSE = "predicate.reduce", "predicate.worsen"
_LIKE = "rival.equal"
_DONE = frozenset({"effect", "prevent", "cure"})
_MARKS = frozenset({"-", "+", "−", ",", "("})
_WHEREIN = frozenset({"for", "in", "at", "on", "among", "after", "within", "of"})


def compared(clause: Clause, words: Words) -> set[int]:
    """Indices of the tokens that name what the doer is compared with."""
    found: set[int] = set()
    for token in clause.tokens:
        # "Effective against gout" compares nothing.
        against = token.lower_ == "against" and token.i in words.cues["predicate"]
        if (token.i in words.cues["comparison"] and not against) or _same_as(token):
            inside = {t.i for t in (token.head if compares(token.head, words) else token).subtree}
            if token.head.i < token.i:  # not "Compared with surgery, half of them ..."
                inside |= {t.i for t in token.head.subtree if t.i > token.i}
            named = {t.i for t in clause.tokens if t.i in inside and t.i > token.i}
            found |= named if not named.isdisjoint(words.key) else named | _behind_figure(token, clause, words)
    for hit in _rivalries(clause, words):
        found |= {t.i for t in clause.tokens if t.i >= hit.end and t.i not in words.cues["predicate"]}
    return found - _beyond(found, words)


def _behind_figure(joint: Token, clause: Clause, words: Words) -> set[int]:
    """ "Versus -0.1 % with placebo": who has the figure that is compared stands behind it, wherever the parser hangs
    it."""
    later = [t for t in clause.tokens if t.i > joint.i]
    prep = next((t for t in later if t.dep_ == "prep"), None)
    between = (t for t in later if prep is not None and t.i < prep.i)
    if prep is None or any(t.i not in words.figure and t.text not in _MARKS for t in between):
        return set()
    return {t.i for t in prep.subtree} & {t.i for t in later}


def degree(clause: Clause, words: Words, comparator: set[int]) -> Iterator[str]:
    """The keys that turn what the clause says of its doer against the other: "as well as" makes the two equal, "eased
    it less than" the doer the lesser; of any other "less" it is not told what of."""
    if not comparator:
        return
    if any(hit.id == _LIKE for hit in _rivalries(clause, words)) and not falls_short(clause, words):
        yield f"={EQUAL}"
    own = clause.predicate.i if clause.predicate is not None else -1
    hits = [range(hit.start, hit.end) for hit in words.spans["predicate"]]
    named = {i for hit in hits if own in hit for i in hit}  # the relation of "less effective than" is that it is less
    less = [t for t in clause.tokens if t.lower_ == "less" and t.i not in {own, *named, *words.figure}]
    if less and all(of_predicate(t, clause) for t in less):
        yield LESSER
    elif less:
        yield LESS
        yield f"={REDUCE}"


def falls_short(clause: Clause, words: Words) -> bool:
    """Whether a clause denies that one does as well as another: "does not work as well as zinc" is "works worse"."""
    denied = any(t.dep_ == "neg" for t in clause.head.children)
    return denied and any(h.id == _LIKE and words.doc[h.start].lower_ == "as" for h in _rivalries(clause, words))


def of_predicate(degree: Token, clause: Clause) -> bool:
    """Whether "more" or "less" tells how much the relation held: "eased pain more than"."""
    verb = clause.predicate
    if degree.lower_ not in {"more", "less"} or verb is None or verb.pos_ not in {"VERB", "ADJ"}:
        return False
    after = degree.i > verb.i and degree.i + 1 < len(degree.doc) and degree.nbor().lower_ == "than"
    return after or (degree.dep_ == "advmod" and degree.head.i == verb.i)


def at_what(clause: Clause, words: Words, comparator: set[int]) -> Clause:
    """ "Superior to zinc in preventing gout" as "prevents gout better than zinc": what one was better at is the
    relation, and that it was better a degree of it."""
    cues = words.vocabulary.cues
    better = clause.cue in cues and cues[clause.cue].attributes.get("direction") == "better"
    if not comparator or not better:
        return clause
    for token in clause.tokens:
        cue = cues.get(words.cues["predicate"].get(token.i, ""))
        at = token.dep_ == "pcomp" and token.tag_ == "VBG" and token.head.lower_ in _WHEREIN
        if at and cue is not None and cue.attributes["family"] in _DONE and cue.id != clause.cue:
            return replace(clause, predicate=token, cue=cue.id, passive=False)
    return clause


def _rivalries(clause: Clause, words: Words) -> Iterator[Hit]:
    """The words after which one treatment is held against another: with a treatment before them and one behind.
    "Nausea as well as headache" and "beat the blues" hold none against another."""
    inside = {t.i for t in clause.tokens}
    treatments = [t.i for t in (*clause.subject, *clause.tokens) if words.kind(words.key.get(t.i, "")) in INTERVENTIONS]
    for hit in words.spans["rival"]:
        later = clause.predicate is not None and hit.end > clause.predicate.i
        between = any(i < hit.start for i in treatments) and any(hit.end <= i for i in treatments)
        if hit.start in inside and later and between:
            yield hit


def _same_as(token: Token) -> bool:
    """The "as" of "the same side effects as older drugs"."""
    if token.lower_ != "as" or token.dep_ != "prep":
        return False
    before = token.doc[max(token.sent.start, token.i - 5) : token.i]
    return any(t.lower_ == "same" for t in before)


def _beyond(compared: set[int], words: Words) -> set[int]:
    """What follows the thing compared with and belongs to the clause: "no better than placebo for knee pain"."""
    first = min((i for i in compared if words.kind(words.key.get(i, "")) in INTERVENTIONS), default=len(words.doc))
    later = [words.doc[i] for i in compared if i > first and words.doc[i].lower_ in _WHEREIN]
    begun = min((prep.i for prep in later if prep.dep_ == "prep"), default=len(words.doc))
    return {i for i in compared if i >= begun}
