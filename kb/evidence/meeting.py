"""How one key of the copy meets the keys of a study: the hierarchy of the vocabulary, and words where it is silent."""

from collections.abc import Iterable

from kb.model import SlotOutcome
from kb.vocab import Vocabulary

MET = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER, SlotOutcome.BROADER})


def meet_key(copy: str, study: str, vocabulary: Vocabulary) -> SlotOutcome:
    """EQUAL; NARROWER where the copy names a part of what the study names; BROADER where it names more; else DIFFERENT.

    A symptom and the disorder named after it are one thing in lay copy ("suffer from anxiety"): EQUAL.
    """
    if copy == study:
        return SlotOutcome.EQUAL
    if copy[0] in "~!=" or study[0] in "~!=":
        return SlotOutcome.DIFFERENT
    if vocabulary.is_a(copy, study):
        return SlotOutcome.NARROWER
    if vocabulary.is_a(study, copy):
        return SlotOutcome.EQUAL if _lay_name(copy, study, vocabulary) else SlotOutcome.BROADER
    return SlotOutcome.DIFFERENT


def _lay_name(symptom: str, disorder: str, vocabulary: Vocabulary) -> bool:
    one, other = vocabulary.concepts.get(symptom), vocabulary.concepts.get(disorder)
    if one is None or other is None or symptom not in other.broader:
        return False
    named = set(other.label.lower().split()) - set(one.label.lower().split())
    return one.kind == "symptom" and other.kind in {"condition", "scale"} and named <= {"disorder", "disorders", "scale"}


def meet_best(copy: str, study: Iterable[str], vocabulary: Vocabulary) -> tuple[SlotOutcome, str]:
    """The best meeting of a key with any of several, and the key met."""
    best, met = SlotOutcome.DIFFERENT, ""
    for key in study:
        outcome = meet_key(copy, key, vocabulary)
        if outcome is SlotOutcome.EQUAL:
            return outcome, key
        if outcome is not SlotOutcome.DIFFERENT and (best is SlotOutcome.DIFFERENT or outcome is SlotOutcome.BROADER):
            best, met = outcome, key
    return best, met


def meet_all(copy: Iterable[str], study: frozenset[str] | tuple[str, ...], vocabulary: Vocabulary) -> SlotOutcome:
    """How a whole slot meets: EQUAL only where every key of the copy does; DIFFERENT where one is not met."""
    worst = SlotOutcome.EQUAL
    for key in copy:
        outcome, _ = meet_best(key, study, vocabulary)
        if outcome is SlotOutcome.DIFFERENT:
            return outcome
        if outcome is not SlotOutcome.EQUAL and worst is not SlotOutcome.BROADER:
            worst = outcome
    return worst
