"""Compound sentences: a reading in; the clauses of it that can be true or false apart out, each with its own span.

Only clauses with a subject and a tensed verb of their own part company: coordinate main clauses ("X reduces pain, but Y
does not") and a concession before or after the main clause ("While X is new, Y is proven"). Every other sentence
stays whole, so that no part loses the words that it needs.
"""

from itertools import pairwise

from spacy.tokens import Token

from kb.claims.reading import Reading, is_finite, own_subject

_CONCESSIVE = frozenset({"while", "whereas", "although", "though"})
_MIN_WORDS = 3
_JOINTS = frozenset({"and", "but", "or", "yet", "so", "while", "whereas", "although", "though", "even", "nor"})


def clauses(reading: Reading) -> tuple[Reading, ...]:
    """The clauses in text order; the reading itself alone where it does not come apart cleanly."""
    root = reading.predicate
    if root is None or root != reading.span.root or own_subject(root) is None:
        return (reading,)
    cuts = sorted({cut for verb in _apart(root) for cut in _edges(reading, verb)})
    bounds = [reading.start, *cuts, reading.end]
    parts = [_trim(reading, start, end) for start, end in pairwise(bounds)]
    if len(parts) < 2 or any(part is None or not _stands(part) for part in parts):
        return (reading,)
    return tuple(part for part in parts if part is not None)


def _apart(root: Token) -> list[Token]:
    """Finite verbs beside the main one that have subjects of their own."""
    found = []
    frontier = [root]
    while frontier:
        verb = frontier.pop()
        for child in verb.children:
            if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") and is_finite(child) and own_subject(child):
                found.append(child)
                frontier.append(child)
            elif child.dep_ == "advcl" and own_subject(child) and is_finite(child) and _concedes(child):
                found.append(child)
    return found


def _concedes(clause: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ in _CONCESSIVE for c in clause.children)


def _edges(reading: Reading, verb: Token) -> list[int]:
    start, end = verb.left_edge.i, verb.right_edge.i + 1
    while start > reading.start and reading.doc[start - 1].lower_ in _JOINTS:
        start -= 1
    return [cut for cut in (start, end) if reading.start < cut < reading.end and not _only_marks(reading, cut)]


def _only_marks(reading: Reading, cut: int) -> bool:
    return all(t.is_punct or t.is_space for t in reading.doc[cut : reading.end])


def _trim(reading: Reading, start: int, end: int) -> Reading | None:
    """A part without the joint that opens it and the comma that closes it."""
    doc = reading.doc
    while start < end and (doc[start].is_punct or doc[start].is_space or _joins(doc[start])):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in (",", ";", "—", "–", "-")):
        end -= 1
    return reading.within(start, end) if start < end else None


def _joins(token: Token) -> bool:
    """Whether a word only joins what follows it ("so far" joins nothing)."""
    return token.lower_ in _JOINTS and not (token.lower_ == "so" and token.nbor(1).lower_ in {"far", "long", "many"})


def _stands(part: Reading) -> bool:
    return len(part.words) >= _MIN_WORDS and part.finite and part.subject is not None
