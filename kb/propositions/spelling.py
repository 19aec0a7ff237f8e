"""A sentence with the short forms that its text defines spelled out, for reading, and what was read brought back to the
words that stand there. So short and long form of a thing say the same, known to the vocabulary or not.
"""

from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Doc, Span

from kb.model import Proposition
from kb.nlp import Lexicon
from kb.quantity import Quantity

Place = Callable[[int, bool], int]  # where a character stands, and whether it is the end of a stretch
_FIGURES = ("dose", "size", "onset", "duration", "frequency")


def spell(doc: Doc | Span, lexicon: Lexicon) -> tuple[Doc | Span, Place | None]:
    """The sentence with its short forms spelled out and parsed anew, and where each offset of it stands in `doc`; the
    same sentence and None where it has none."""
    whole = doc.doc if isinstance(doc, Span) else doc
    spelled = lexicon.spelled(whole) if lexicon.definitions else None
    if spelled is None:
        return doc, None
    new = lexicon.once(whole, "spelled out", lambda: lexicon.nlp(spelled.text))
    if not isinstance(doc, Span):
        return new, lambda at, end: spelled.place(at, end=end)
    part = new.char_span(spelled.moved(doc.start_char), spelled.moved(doc.end_char), alignment_mode="expand")
    if part is None:
        return doc, None
    return part, lambda at, end: spelled.place(at + part.start_char, end=end) - doc.start_char


def moved(p: Proposition, by: int) -> Proposition:
    """A proposition whose offsets count from `by` characters further left."""
    return placed(p, lambda at, _: at + by) if by else p


def placed(p: Proposition, place: Place) -> Proposition:
    """A proposition, and its figures, with each offset put where `place` says."""
    figures = {name: tuple(_placed(q, place) for q in getattr(p, name)) for name in _FIGURES}
    return replace(p, start=place(p.start, False), end=place(p.end, True), **figures)


def _placed(figure: Quantity, place: Place) -> Quantity:
    return replace(figure, start=place(figure.start, False), end=place(figure.end, True))
