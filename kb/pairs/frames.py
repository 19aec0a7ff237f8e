"""The words that open a sentence with the study and not with what it found: "In a randomised trial of 120 adults, ...".

The small model often takes the result behind such words for a part of them. So the two are parsed apart: comes in, a
parsed sentence; goes out, where its result begins, and the result's propositions with who and how many the frame names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from kb.model import Proposition
from kb.nlp import Lexicon
from kb.propositions import Context, read_propositions
from kb.propositions.words import SLOT_KINDS, mark_words

_OPENERS = frozenset({"in", "across", "among", "during", "from", "over", "throughout"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence; `result` is what stands behind its frame, parsed by itself, and the same doc where there is
    none. `frame` counts the tokens of the frame."""

    doc: Doc
    result: Doc
    frame: int = 0


def frame_of(doc: Doc, lexicon: Lexicon) -> int:
    """How many tokens open a sentence by naming the study; 0 where it opens with what it says."""
    if not len(doc) or doc[0].lower_ not in _OPENERS:
        return 0
    cues = lexicon.vocabulary.cues
    nouns = [h for h in lexicon.cues(doc, "evidence_noun") if cues[h.id].attributes["work"] == "yes"]
    first = min((h.end for h in nouns or lexicon.cues(doc, "design")), default=len(doc))
    end = next((t.i for t in doc[first:] if t.text == ","), len(doc))
    rest = doc[end + 1 :]
    if any(t.tag_ in _FINITE for t in doc[:end]) or sum(t.is_alpha for t in rest) < _MIN_WORDS:
        return 0
    says = any(t.pos_ in {"VERB", "AUX"} for t in rest) or any(h.start > end for h in lexicon.cues(doc, "predicate"))
    return end + 1 if says else 0


def read_sentence(sentence: Sentence, lexicon: Lexicon, context: Context) -> tuple[Proposition, ...]:
    """The propositions of a sentence; who and how many the frame names belongs to each of them."""
    found = read_propositions(sentence.result, lexicon, context)
    if not sentence.frame:
        return found
    words = mark_words(sentence.doc, lexicon)
    keys = [key for i, key in sorted(words.key.items()) if i < sentence.frame]
    people = _of_kind("population", keys, words.kind)
    counts = tuple(
        dict.fromkeys(q for i, q in sorted(words.figure.items()) if i < sentence.frame and q.kind == "count")
    )
    shift = len(sentence.doc.text) - len(sentence.result.text)
    return tuple(
        replace(
            p,
            population=tuple(dict.fromkeys((*p.population, *people))),
            content=tuple(dict.fromkeys((*p.content, *keys))),
            size=(*p.size, *counts),
            start=p.start + shift,
            end=p.end + shift,
        )
        for p in found
    )


def _of_kind(slot: str, keys: Sequence[str], kind: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(key for key in keys if SLOT_KINDS.get(kind(key)) == slot)
