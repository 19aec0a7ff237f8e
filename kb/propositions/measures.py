"""The figures of a clause: which is a size, a dose, a frequency, an onset or a duration. Quantities in, slots out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kb.quantity import Quantity

_ONSET = re.compile(
    r"\b(?:within|in as little as|in|after|by|at|from|take|takes|begins?|starts?)\s+(?:about\s+|just\s+)?$", re.I
)
# A difference of means is an amount of change, as "by 7 minutes" is, and no time that a treatment takes.
_DIFFERENCE = re.compile(
    r"(?:\bmean\s+difference(?:\s*[\[(]\w{2,4}[\])])?|\b(?-i:W?MD|LSMD))\s*(?:of|was|=|:|,)?\s*[-−+]?\s*$", re.I
)
_SIGNED = re.compile(r"(?:^|[\s(\[])(?P<sign>[-−+])$")
_LASTING = re.compile(
    r"\b(?:for|over|during|last(?:s|ed|ing)?|through(?:out)?|up to|until|persist\w*|sustain\w*|remain\w*|hold|held)\s+"
    r"(?:the\s+|about\s+|around\s+|up\s+to\s+|at\s+least\s+|a\s+|course\s+of\s+|as\s+long\s+as\s+|\w+\s+)?$",
    re.I,
)


_BY = re.compile(r"\bby\s+(?:(?:a|an|about|around|some|over|nearly|almost|mean|average|median|of)\s+)*$", re.I)
_TIMES = frozenset({"latency", "time", "duration", "stay", "interval", "length", "days", "hours"})
_TIMING = frozenset({"shorten", "lengthen", "prolong", "extend"})
_NEAR = 80  # characters between the word and its figure


def is_universal(quantity: Quantity) -> bool:
    """ "All", "every patient", "everyone"."""
    return quantity.kind == "fraction" and quantity.low == quantity.high == 100


def as_odds(found: Sequence[Quantity], doc: Doc) -> list[Quantity]:
    """The figures, those that multiply odds in a unit of their own: "odds 4.2 times as high" is not "4.2 times as
    likely" (Cochrane Handbook, 6.4.1)."""
    odds = [t.idx for t in doc if t.lower_ == "odds"]
    return [
        replace(q, unit="times the odds") if q.kind == "ratio" and any(0 < q.start - at < _NEAR for at in odds) else q
        for q in found
    ]


def changes_time(tokens: Iterable[Token], family: str) -> bool:
    """Whether what a clause changes is a time: "shortened colds", "reduced sleep latency"."""
    return family == "effect" and any(t.lower_ in _TIMES or t.lemma_.lower() in _TIMING for t in tokens)


def sign_of(found: Sequence[Quantity], doc: Doc) -> int:
    """1 or -1 where the first of some figures that has a sign is above or below nought, 0 where none has one."""
    text = doc.text if found else ""
    signs = (_SIGNED.search(text, max(0, q.start - 2), q.start) for q in found)
    return next((1 if m["sign"] == "+" else -1 for m in signs if m), 0)


def sort_figures(
    found: Sequence[Quantity], doc: Doc, family: str, *, timed: bool = False
) -> dict[str, tuple[Quantity, ...]]:
    """The figures of a clause by slot; `family` is that of its relation, which tells an onset from a duration. Where a
    time is what changes (`timed`), "by 19 minutes" is how much."""
    slots: dict[str, list[Quantity]] = {"size": [], "dose": [], "frequency": [], "onset": [], "duration": []}
    text = doc.text if found else ""
    for quantity in found:
        if quantity.unit == "ci" or _only_tallies(quantity):
            continue
        slot = {"dose": "dose", "rate": "frequency", "duration": "duration"}.get(quantity.kind, "size")
        if slot == "duration" and timed and _BY.search(text[max(0, quantity.start - 30) : quantity.start]):
            slot = "size"
            if quantity.text.lower().startswith("over "):  # "over 12 weeks" is during them, "by over an hour" is more
                quantity = replace(quantity, bound="more_than")
        if slot == "duration" and _is_onset(quantity, text, family):
            slot = "onset"
        slots[slot].append(quantity)
    return {name: tuple(values) for name, values in slots.items()}


def _only_tallies(quantity: Quantity) -> bool:
    """ "A single infusion", "two arms", "a handful of trials": how often it was done or told, no result."""
    if quantity.kind != "count":
        return False
    last = quantity.text.lower().rpartition(" ")[2].rstrip("s")
    return quantity.text.lower().startswith(("single", "a single")) or (last in _TALLIED and quantity.high < 10)


_TALLIED = frozenset(
    {"second", "arm", "group", "way", "reason", "study", "studie", "trial", "paper", "guide", "report"}
)


def _is_onset(quantity: Quantity, text: str, family: str) -> bool:
    before = text[max(0, quantity.start - 40) : quantity.start]
    if _LASTING.search(before) or quantity.text.lower().startswith(("up to", "for", "over")):
        return False
    if family == "last" and not quantity.text.lower().startswith("within"):
        return False
    return bool(_ONSET.search(before) or _DIFFERENCE.search(before)) or quantity.text.lower().startswith(
        ("within", "as little", "day", "week", "month")
    )
