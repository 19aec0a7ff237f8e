"""What is set into the midst of a sentence: statistics in parentheses ("(hazard ratio, 0.69; 95% CI, 0.60 to 0.80)"),
and what is excepted (", but not placebo,").

Comes in: a parsed sentence. Goes out: the same words, parsed as if what is set in were not there; that hangs on the
word before it then. The model was not trained on them, and takes two clauses with one in between for one.
"""

import re

from spacy.tokens import Doc, Token

from kb.nlp import Lexicon
from kb.propositions.parses import reread
from kb.propositions.verbs import regain_verb
from kb.quantities import find_quantities
from kb.vocab import Vocabulary

_BRACKET = re.compile(r"\((?:[^()]|\([^()]{0,20}\)){3,400}\)")
_INSET = re.compile(r",\s+(?:but|and)\s+not\s+[^,;:()]{2,40},")
_GIVING = frozenset({"treated", "given", "assigned", "randomized", "randomised", "allocated", "receiving", "taking"})
_IRREGULAR = frozenset({"had", "lost", "fell", "felt", "grew", "rose", "slept", "got"})
_REACH = 9  # words from what was given to the verb
_MOST = 12  # parentheses of one sentence that are looked at
_GRADE = "uncertain"


def without_grade(doc: Doc, predicates: dict[int, str], vocabulary: Vocabulary) -> None:
    """ "Yoga eased pain (low-certainty evidence)": how sure it is (GRADE), and not what is said, where something is; it
    stays a hedge. Takes the grade out of `predicates`, cue ids by token."""
    family = {i: vocabulary.cues[cue].attributes["family"] for i, cue in predicates.items()}
    if _GRADE not in family.values():
        return
    for bracket in _BRACKET.finditer(doc.text):
        inside = {t.i for t in doc if bracket.start() <= t.idx < bracket.end()}
        if any(family[i] != _GRADE for i in family.keys() - inside):
            for i in inside:
                if family.get(i) == _GRADE:
                    predicates.pop(i, None)


def parse_around(doc: Doc, lexicon: Lexicon) -> Doc:
    """The sentence with its statistics set aside, and ", but not zinc," between its subject and a verb that the model
    then missed; the same object where it has neither."""
    return lexicon.once(doc, "parsed around", lambda: _parsed_around(doc, lexicon))


def _parsed_around(doc: Doc, lexicon: Lexicon) -> Doc:
    found = [m.span() for m, _ in zip(_BRACKET.finditer(doc.text), range(_MOST), strict=False)]
    spans = [*((start, end) for start, end in found if _tells_chance(doc.text[start:end])), *_insets(doc), *_given(doc)]
    inside = {t.i for t in doc if any(start <= t.idx < end for start, end in spans)}
    outside = [t for t in doc if t.i not in inside]
    if not inside or not outside or 0 in inside:
        return doc
    rest = Doc(doc.vocab, words=[t.text for t in outside], spaces=[bool(t.whitespace_) for t in outside])
    read = regain_verb(lexicon.nlp(rest), lexicon)
    return _joined(doc, {t.i: other for t, other in zip(outside, read, strict=True)}, [t.i for t in outside])


def _insets(doc: Doc) -> list[tuple[int, int]]:
    if any(t.head.i == t.i and t.pos_ in {"VERB", "AUX"} for t in doc):
        return []
    return [m.span() for m in _INSET.finditer(doc.text)]


def _given(doc: Doc) -> list[tuple[int, int]]:
    """What people were given, where the model takes that for the verb of the sentence, or the verb for a part of it:
    "38 % of patients treated with zinc achieved remission"."""
    spans = []
    for token in doc[1:-2]:
        if token.lower_ not in _GIVING or token.nbor(-1).pos_ not in {"NOUN", "PRON", "DET"}:
            continue
        verb = next((t for t in doc[token.i + 2 : token.i + _REACH] if _may_carry(t, token)), None)
        if verb is not None:
            spans.append((token.idx, verb.nbor(-1).idx + len(verb.nbor(-1))))
    return spans


def _may_carry(verb: Token, given: Token) -> bool:
    """Whether a word is a verb of the past that hangs on what was given, without a word that joins it."""
    past = verb.tag_ in {"VBD", "VBN"} and (verb.lower_.endswith("ed") or verb.lower_ in _IRREGULAR)
    before = verb.nbor(-1)
    joined = before.pos_ in {"ADP", "AUX", "CCONJ", "PART", "SCONJ", "PRON", "DET"} or before.text == ","
    return past and not joined and verb.dep_ in {"conj", "acl", "amod", "dep", "ccomp"} and given.is_ancestor(verb)


def _tells_chance(words: str) -> bool:
    """Whether a parenthesis gives a ratio, an interval, a p value or their like."""
    return any(q.kind == "statistic" for q in find_quantities(words))


def _joined(doc: Doc, read: dict[int, Token], places: list[int]) -> Doc:
    """The words of the sentence, those outside as `read` anew, at their `places`."""
    heads, deps = [], []
    before = 0
    for token in doc:
        if token.i in read:
            before = token.i
            heads.append(places[read[token.i].head.i])
            deps.append(read[token.i].dep_)
        else:  # it stays together where it was, and else hangs on the word before the parenthesis
            own = token.head.i not in read and token.head.i != token.i
            heads.append(token.head.i if own else before)
            deps.append(token.dep_ if own else "acl" if token.lower_ in _GIVING else "dep")
    given = {i for i, dep in enumerate(deps) if dep == "acl" and i not in read}
    told = [read.get(token.i, token) for token in doc]
    tags = ["VBN" if i in given and t.tag_ == "VBD" else t.tag_ for i, t in enumerate(told)]
    return reread(doc, told, deps, heads, tags=tags)
