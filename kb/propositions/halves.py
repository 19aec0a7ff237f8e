"""Sentences of two halves that the parser reads as one: "X shows promise, but its long-term effects need more study".

Comes in: a marked sentence. Goes out: its halves, parsed apart, where the parser found clauses on one side of the joint
alone and what stands behind it is a sentence of its own (the model often takes the name of a drug for an adjective, and
its verb for a noun); of "what is even better is that X" the second half alone, since the first only praises it.
"""

import re

from spacy.tokens import Doc

from kb.nlp import Lexicon
from kb.propositions.clauses import find_clauses
from kb.propositions.words import Words

_JOINTS = frozenset({"but", "yet"})
_PRAISE = re.compile(r"\s*what(?:\s+i|[’']?)s\s+(?:\w+[\s-]+){1,4}(?:is|are)\s+(?:that\s+)?", re.IGNORECASE)
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})


def find_halves(words: Words, lexicon: Lexicon) -> tuple[tuple[Doc, int], ...]:
    """The halves, parsed, each with its first character in the whole; empty where the sentence is read as it is."""
    doc = words.doc
    praise = _PRAISE.match(doc.text)
    if praise:
        praised = lexicon.parse(doc.text[praise.end() :])
        return ((praised, praise.end()),) if stands(praised) else ()
    set_off = (t for t in doc[1:-2] if t.lower_ in _JOINTS and t.nbor(-1).text in {",", ";", "–", "—"})
    joint = next((t for t in set_off if t.nbor().lower_ != "not"), None)  # "but not placebo" excepts, and adds nothing
    if joint is None or len({clause.head.i > joint.i for clause in find_clauses(words)}) > 1:
        return ()  # clauses on both sides
    start = joint.nbor().idx
    first, second = lexicon.parse(doc.text[: joint.nbor(-1).idx].rstrip()), lexicon.parse(doc.text[start:])
    return ((first, 0), (second, start)) if stands(second) else ()


def stands(doc: Doc) -> bool:
    """Whether a text is a sentence with a subject and a tensed verb of its own."""
    root = next((t for t in doc if t.head.i == t.i and t.pos_ in {"VERB", "AUX"}), None)
    if root is None or not any(c.dep_ in {"nsubj", "nsubjpass"} for c in root.children):
        return False
    return any(t.tag_ in _FINITE for t in (root, *root.children))
