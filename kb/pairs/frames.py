"""The words that open a sentence with the study and not with what it found: "In a randomised trial of 120 adults, ...".

The small model often takes the result behind such words for a part of them. So the two are parsed apart: comes in, a
parsed sentence; goes out, where its result begins, and the result's propositions with who and how many the frame names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from kb.model import Proposition
from kb.nlp import Lexicon
from kb.propositions import TROUBLED, Context, read_propositions
from kb.propositions.words import SLOT_KINDS, TROUBLES, mark_words

_OPENERS = frozenset({"in", "across", "among", "during", "from", "over", "throughout"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_MIN_WORDS = 3
# What says of any illness how it stands.
MEASURES = frozenset({"symptom", "symptom_relief", "treatment_response", "remission", "relapse", "disease_progression",
                      "~scor", "~sever"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence; `result` is what stands behind its frame, parsed by itself, and the same doc where there is
    none. `frame` counts the tokens of the frame."""

    doc: Doc
    result: Doc
    frame: int = 0


def frame_of(doc: Doc, lexicon: Lexicon) -> int:
    """How many tokens open a sentence by naming the study or its people; 0 where it opens with what it says."""
    if not len(doc) or doc[0].lower_ not in _OPENERS:
        return 0
    cues = lexicon.vocabulary.cues
    studies = (h for h in lexicon.cues(doc, "evidence_noun") if cues[h.id].attributes["work"] == "yes")
    people = (h for h in lexicon.concepts(doc) if _is_of_people(h.id, lexicon))
    firsts = (next((hit.end for hit in hits), 0) for hits in (studies, people, lexicon.cues(doc, "design")))
    return next((end for first in firsts if first and (end := _end(first, doc, lexicon))), 0)


def _end(first: int, doc: Doc, lexicon: Lexicon) -> int:
    """Behind the first comma from a token on, where what stands before says nothing yet and what follows does; else
    0."""
    comma = next((t.i for t in doc[first:] if t.text == ","), len(doc))
    rest = doc[comma + 1 :]
    if any(t.tag_ in _FINITE for t in doc[:comma]) or sum(t.is_alpha for t in rest) < _MIN_WORDS:
        return 0
    says = any(t.pos_ in {"VERB", "AUX"} for t in rest) or any(h.start > comma for h in lexicon.cues(doc, "predicate"))
    return comma + 1 if says else 0


def _is_of_people(ident: str, lexicon: Lexicon) -> bool:
    return lexicon.vocabulary.concepts[ident].kind in {"population", "species"}


def read_sentence(
    sentence: Sentence, lexicon: Lexicon, context: Context, *, evidence: bool = False
) -> tuple[Proposition, ...]:
    """The propositions of a sentence; who and how many the frame names belongs to each of them.

    A claim asserts its frame too, and all of it must be borne out; of evidence the frame is what its record would say.
    How long its study went on is how long a finding holds that gives no time itself. A measure of any illness
    ("symptoms", "relapses") is that of the illness that the people have.
    """
    found = read_propositions(sentence.result, lexicon, context)
    words = mark_words(sentence.doc, lexicon)
    keys = frame_keys(sentence, lexicon)
    ill = tuple(k for k in keys if words.kind(k) in TROUBLED and k not in MEASURES) or context.object
    found = tuple(_of_illness(p, ill, words.kind) for p in found)
    if not sentence.frame:
        return found
    people, species = (_of_kind(slot, keys, words.kind) for slot in ("population", "species"))
    kept = [k for k in keys if not evidence or words.kind(k) not in TROUBLED]
    figures = dict.fromkeys(q for i, q in sorted(words.figure.items()) if i < sentence.frame)
    counts = tuple(q for q in figures if q.kind == "count")
    lasting = tuple(q for q in figures if q.kind == "duration")
    shift = len(sentence.doc.text) - len(sentence.result.text)
    return tuple(
        replace(
            p,
            population=tuple(dict.fromkeys((*p.population, *people))),
            species=tuple(dict.fromkeys((*p.species, *species))),
            content=tuple(dict.fromkeys((*p.content, *kept))),
            size=(*p.size, *counts),
            duration=p.duration if p.duration or p.onset else lasting,
            start=p.start + shift,
            end=p.end + shift,
        )
        for p in found
    )


def frame_keys(sentence: Sentence, lexicon: Lexicon) -> list[str]:
    """What the frame of a sentence names, in order; empty where there is none."""
    if not sentence.frame:
        return []
    return [key for i, key in sorted(mark_words(sentence.doc, lexicon).key.items()) if i < sentence.frame]


def _of_illness(p: Proposition, ill: Sequence[str], kind: Callable[[str], str]) -> Proposition:
    """A proposition about a measure of any illness, with the illness that it is a measure of."""
    if not ill or not MEASURES & {*p.object, *p.subject} or any(_is_ill(k, kind) for k in (*p.object, *p.subject)):
        return p
    content = tuple(dict.fromkeys((*p.content, *ill)))
    return replace(p, object=tuple(dict.fromkeys((*ill, *p.object))), content=content)


def _is_ill(key: str, kind: Callable[[str], str]) -> bool:
    return kind(key) in TROUBLES and key not in MEASURES


def _of_kind(slot: str, keys: Sequence[str], kind: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(key for key in keys if SLOT_KINDS.get(kind(key)) == slot)
