"""Parts of a sentence that only set its bounds, read before its clauses: how low a dose is, how long a drug is there,
on what a thing depends.

Comes in: a parsed text with its words marked. Goes out: the same words, where such a part is said by one key or cue and
its own words are none.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from kb.propositions.words import INTERVENTIONS, Words

_AMOUNTS = frozenset({"dose", "dosage"})
_LOWER, _HIGHER = frozenset({"lower", "smaller", "less"}), frozenset({"higher", "larger", "greater"})
_BEING = frozenset({"be", "remain", "stay", "circulate"})
_WITHIN = frozenset({"system", "body", "blood", "bloodstream", "circulation"})
_ONLY = frozenset({"only", "just", "solely", "merely"})
_WHILE = frozenset({"as", "while", "whilst", "that"})
_FADE, _VARY, _LAST, _USE = "predicate.fade", "predicate.vary", "predicate.last", "predicate.use"
_COMMENTING = frozenset({"happen", "turn", "be", "stand"})  # "as it happens", "as it turns out"
_SINCE = frozenset({"from", "since", "over"})
_NEAR = 12  # words between "only" and the verb that says how long a drug is there


def set_aside(words: Words) -> None:
    """Read the bounds of a sentence into keys and cues; what is set aside belongs to no clause."""
    _mark_doses(words)
    for noun in words.doc:
        if noun.lower_ == "baseline" and noun.head.lower_ in _SINCE and noun.head.dep_ == "prep":
            words.aside |= {noun.i, noun.head.i}  # whatever changes changes from there
    for verb in words.doc:
        if _comments(verb):
            words.aside |= {t.i for t in verb.subtree}
            words.cues["predicate"].pop(verb.i, None)
        if words.cues["predicate"].get(verb.i) == _LAST and _is_continued(verb, words):
            words.cues["predicate"][verb.i] = _USE
        if verb.lemma_.lower() in _BEING and _is_there(verb, words):
            _mark_passing(verb, words)
    depending = [t for t in words.doc if t.lower_ == "depending" and t.dep_ in {"prep", "advcl"} and t.head.i != t.i]
    varies = {i for i, cue in words.cues["predicate"].items() if cue == _VARY} - {t.i for t in depending}
    for token in depending:
        phrase = {t.i for t in token.subtree}
        if not varies - phrase and phrase.isdisjoint(words.figure):
            words.aside |= phrase


def _comments(verb: Token) -> bool:
    """ "As it happens": a clause that says nothing of its own."""
    said = [t.lower_ for t in verb.children if t.dep_ in {"mark", "nsubj"}]
    full = any(t.dep_ in {"dobj", "xcomp", "ccomp", "acomp", "attr", "prep"} for t in verb.children)
    return verb.dep_ == "advcl" and verb.lemma_ in _COMMENTING and said == ["as", "it"] and not full


def _is_continued(verb: Token, words: Words) -> bool:
    """ "When the drug is continued": it is given on, which is not to say that its effect lasts."""
    things = [t for t in verb.children if t.dep_ == "nsubjpass"]
    return verb.tag_ == "VBN" and any(words.kind(words.key.get(t.i, "")) in INTERVENTIONS for t in things)


def _mark_doses(words: Words) -> None:
    """ "A dose much lower than", "the dose is higher": a low and a high dose, whatever else is done to it."""
    for noun in words.doc:
        if noun.lemma_.lower() not in _AMOUNTS or noun.i not in words.key:
            continue
        for degree in _degrees(noun):
            if any(noun.i < hit.start < degree.i for hit in words.spans["negation"]):
                continue  # "is not lower"
            if words.key[noun.i] == "dose":
                words.key[noun.i] = "low_dose" if degree.lower_ in _LOWER else "high_dose"
            for i in (degree.i, degree.i + 1):  # "lower than" is one cue
                words.cues["predicate"].pop(i, None)
            words.key.pop(degree.i, None)


def _degrees(noun: Token) -> Iterator[Token]:
    """The comparatives said of a noun: beside it, after it, or behind "is"."""
    said = [*noun.children, *(t for t in words_after(noun) if t.dep_ == "advmod")]
    if noun.dep_ == "nsubj" and noun.head.lemma_ == "be":
        said += [t for t in noun.head.children if t.dep_ == "acomp"]
    yield from (t for t in said if t.lower_ in _LOWER | _HIGHER and t.tag_ in {"JJR", "RBR", "JJ"})


def words_after(noun: Token) -> list[Token]:
    """The next two words, where the parser hangs "a dose much lower than" on the verb."""
    return list(noun.doc[noun.i + 1 : noun.i + 3])


def _is_there(verb: Token, words: Words) -> bool:
    """Whether a subordinate verb says that a drug is in the body."""
    places = (t for prep in verb.children if prep.lower_ == "in" for t in prep.children if t.dep_ == "pobj")
    subjects = [t for t in verb.children if t.dep_ == "nsubj"]
    drug = any(t.pos_ == "PRON" or words.kind(words.key.get(t.i, "")) in INTERVENTIONS for t in subjects)
    return drug and verb.head.i != verb.i and any(t.lower_ in _WITHIN for t in places)


def _mark_passing(verb: Token, words: Words) -> None:
    """ "Only as long as the drug stays in the body": what is said so of an effect is that it fades."""
    start = verb.left_edge.i
    before = words.doc[max(0, start - _NEAR) : start + 1]
    only = next((t for t in before if t.lower_ in _ONLY), None)
    governor = next((t for t in verb.ancestors if t.pos_ in {"VERB", "AUX"} or t.head.i == t.i), None)
    start += words.doc[start].lower_ in _ONLY
    if only is None or governor is None or words.doc[start].lower_ not in _WHILE | {"the"}:
        return
    opening = next((t.i for t in words.doc[only.i : start] if t.lower_ in {"for", "as"}), start)
    phrase = {only.i, *range(opening, verb.right_edge.i + 1)} - {governor.i}
    words.aside |= phrase
    words.cues["predicate"] = {i: cue for i, cue in words.cues["predicate"].items() if i not in phrase}
    words.cues["predicate"][governor.i] = _FADE
