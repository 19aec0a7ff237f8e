"""A sentence as the row of all that it says, clause or no clause: the keys of its words in order, and what marks them.

Comes in: a marked sentence and its propositions. Goes out: the gist of each of its sentences, for the comparison to ask
whether a claim repeats a finding, wholly or but for one fact. Reading by clauses leaves words out (the statistic in a
bracket, the word that only strengthens, the denial of a clause that only reports); the gist leaves none out.
"""

from collections.abc import Sequence
from dataclasses import replace

from kb.model import Proposition
from kb.model.marks import EVERY
from kb.nlp import Hit
from kb.propositions.excepted import is_exception
from kb.propositions.words import INTERVENTIONS, Words
from kb.quantity import Quantity

DENIAL, CERTAIN, BEFORE, AFTER = "!", "^", "<", ">"
LACKED = "!-"  # "without diabetes", "but not in men": what is named next is lacking, and nothing else denied
_LACKING = frozenset({"without"})
ALIKE = "=effect.none"  # "as well as": as "no better than" has it
_NEXT = 4  # words
READ, UNREAD = "$", "#"  # a figure that a slot holds, and one that none does
_SLOTS = ("size", "dose", "onset", "duration", "frequency")
_ORDERS = {"before": BEFORE, "after": AFTER, "following": AFTER}
_COLOURLESS = frozenset({"is_a", "occur", "use", "studied", "experience", "report"})


def with_gist(found: Sequence[Proposition], words: Words) -> tuple[Proposition, ...]:
    """The propositions, each with the gist of the sentence that it stands in."""
    if not found:
        return ()
    taken = {q for p in found for name in _SLOTS for q in getattr(p, name)}
    gists = [(sent.end_char, _gist(sent, words, taken)) for sent in words.doc.sents]
    last = gists[-1][1]
    return tuple(replace(p, gist=next((g for end, g in gists if p.start < end), last)) for p in found)


def _is_relation(denial: int, words: Words) -> bool:
    """The "not" of "not recommended", which is one relation with "recommended against"."""
    cue = words.vocabulary.cues.get(words.cues["predicate"].get(denial, ""))
    return cue is not None and cue.attributes.get("direction") == "absent"


def _is_between_treatments(hit: Hit, words: Words) -> bool:
    """Whether "as well as" holds one treatment against another, and no cue of its own says so already: "nausea as well
    as headache" does not."""
    around = (words.doc[: hit.start], words.doc[hit.end : hit.end + _NEXT])
    told = words.cues["predicate"].get(hit.start) == "predicate.no_change"
    return not told and all(any(words.kind(words.key.get(t.i, "")) in INTERVENTIONS for t in part) for part in around)


def _gist(sentence: object, words: Words, taken: set[Quantity]) -> tuple[str, ...]:
    marks: dict[int, list[str]] = {}
    for hit in words.spans["negation"]:
        if not _is_relation(hit.start, words):
            token = words.doc[hit.start]
            without = token.lower_ in _LACKING or is_exception(token)
            marks.setdefault(hit.start, []).append(LACKED if without else DENIAL)
    for hit in words.spans["certainty"]:
        if hit.id == "certainty.absolute":
            marks.setdefault(hit.start, []).append(CERTAIN)
    for hit in words.spans["rival"]:
        if hit.id == "rival.equal" and _is_between_treatments(hit, words):
            marks.setdefault(hit.start, []).append(ALIKE)
    told: list[str] = []
    told_figures: set[Quantity] = set()
    last = {words.figure[t.i]: t.i for t in sentence if t.i in words.figure and words.figure[t.i].kind == "statistic"}
    for token in sentence:
        told.extend(marks.get(token.i, ()))
        figure = words.figure.get(token.i)
        # A statistic stands where its number does: what it is of may come between its name and that.
        if figure is not None and figure not in told_figures and last.get(figure, token.i) == token.i:
            told_figures.add(figure)
            mark = READ if figure in taken else UNREAD
            told.append(f"{mark}{figure.unit}:{figure.low:g}:{figure.high:g}")
        if token.i in words.key:
            told.append(words.key[token.i])
        cue = words.vocabulary.cues.get(words.cues["predicate"].get(token.i, ""))
        if cue is not None and cue.attributes["family"] not in _COLOURLESS:
            key = f"={cue.attributes['family']}.{cue.attributes.get('direction', '')}"
            if token.i == sentence.start or words.cues["predicate"].get(token.i - 1) != cue.id:
                told.append(key)  # once for a cue of several words
        share = token.head.dep_ == "pobj" and token.head.head.lower_ == "of"  # "a quarter of all deaths"
        if token.lower_ in {"all", "every"} and figure is None and not share:
            told.append(EVERY)
        if token.lower_ in _ORDERS and token.dep_ in {"prep", "mark"}:
            told.append(_ORDERS[token.lower_])
    return tuple(told)
