"""What a sentence says beside its clause: remarks in parentheses, and clauses that a semicolon sets off.

Comes in: a parsed sentence. Goes out: its parts, parsed apart, each with its first character in the whole; none where
it is read as it is. A parenthesis with a subject and a tensed verb is a part of its own, the legend of a scale
("0 indicated no pain", "range, 0 to 52"; vocab/predicates.yml) says nothing of what was found, and any other belongs
to its clause ("15% vs 2%", "hazard ratio, 0.69"). So neither denies, hedges or measures what stands around it. What is
taken out is masked, so that offsets stay.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from spacy.tokens import Doc, Span

from kb.nlp import Lexicon
from kb.propositions.halves import stands
from kb.propositions.verbs import regain_verb

_REMARK = re.compile(r"\((?P<words>[^()\s][^()]{5,400})\)")
_RANGE, _SCORE = "legend.range", "legend.score"
_MEANS = frozenset({"=", ":"})
_FEWEST = 3  # words of a remark with a verb
_SIGNS = re.compile(r"[()]|;\s+(?=\S)")
_MOST = 12  # remarks, and semicolons, of one sentence; more are no prose, and each costs a parse
_RELATIVES = frozenset({"which", "who", "whose", "whom", "that"})

Part = tuple[Doc, int]


def part_remarks(doc: Doc | Span, lexicon: Lexicon) -> tuple[Part, ...]:
    """The parts of a sentence in text order; empty where it is one whole."""
    text = doc.text
    if "(" not in text and ";" not in text:
        return ()
    said: list[Part] = []
    pieces: list[str] = []
    cursor = 0
    for remark in islice(_REMARK.finditer(text), _MOST):
        words, start = remark["words"], remark.start("words")
        legend = _is_legend(words, lexicon)
        if not legend and not _stands_alone(words, lexicon):
            continue
        pieces += [text[cursor : remark.start()], " " * len(remark[0])]
        cursor = remark.end()
        if not legend:
            said.append((lexicon.parse(words), start))
    around = "".join([*pieces, text[cursor:]])
    clauses = list(_set_off(around, lexicon))
    if not pieces and len(clauses) < 2:
        return ()
    parts = ((lexicon.parse(around[start:end]), start) for start, end in clauses)
    return tuple(sorted((*parts, *said), key=lambda part: part[1]))


def _is_legend(words: str, lexicon: Lexicon) -> bool:
    """Whether words tell how to read a scale: its range, or what a figure or a higher score means. "Scores fell" does
    not, it is a result."""
    doc = lexicon.cut(words.strip())
    opening = {hit.id for hit in lexicon.cues(doc, "legend") if hit.start == 0}
    meaning = [hit.start for hit in lexicon.cues(doc, "legend_meaning")]
    if _RANGE in opening:
        return True
    if doc[0].like_num and len(doc) > 2:
        return 1 in meaning or (doc[1].text in _MEANS and doc[2].is_alpha)
    return _SCORE in opening and bool(meaning)


def _stands_alone(words: str, lexicon: Lexicon) -> bool:
    """Whether a remark is a sentence with a verb of its own; one that opens with "which" hangs on its noun."""
    several = sum(word.isalpha() for word in words.split()) >= _FEWEST
    return several and _stands(words, lexicon) and words.split()[0].lower() not in _RELATIVES


def _stands(words: str, lexicon: Lexicon) -> bool:
    return stands(regain_verb(lexicon.parse(words), lexicon))


def _set_off(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The stretches between semicolons outside brackets; what is no sentence of its own stays with what is before."""
    depth, cuts = 0, []
    for sign in _SIGNS.finditer(text):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if sign[0] not in "()" and depth == 0:
            cuts.append(sign.end())
    ends = _standing([0, *(cuts if len(cuts) <= _MOST else ()), len(text)], text, lexicon)
    yield from zip([0, *ends], ends, strict=False)


def _standing(places: Sequence[int], text: str, lexicon: Lexicon) -> list[int]:
    """The ends of the stretches that stand for themselves, where all that is before does too."""
    if len(places) < 3 or not _stands(text[: places[1]].rstrip("; "), lexicon):
        return [places[-1]]
    inner = pairwise(places[1:])
    return [*(start for start, end in inner if _stands(text[start:end].rstrip("; "), lexicon)), places[-1]]
