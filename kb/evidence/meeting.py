"""How one key of the copy meets the keys of a study: the hierarchy of the vocabulary, and words where it is silent."""

import re
from collections.abc import Iterable

from kb.model import SlotOutcome
from kb.vocab import Vocabulary

MET = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER, SlotOutcome.BROADER})


def stems_of(text: str) -> frozenset[str]:
    """The words of a text, each cut to its first six letters."""
    return frozenset(word[:6] for word in re.findall(r"[a-z]{3,}", text.lower()))


class Meeting:
    """Meets keys by one vocabulary, and remembers; the answers depend on the vocabulary alone."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._known: dict[tuple[str, str], SlotOutcome] = {}
        self._labels: dict[str, str] = {}

    def label(self, keys: Iterable[str]) -> str:
        """The keys in words, for a person."""
        return ", ".join([self._label(key) for key in keys])

    def _label(self, key: str) -> str:
        if key not in self._labels:
            self._labels[key] = self.vocabulary.label(key.lstrip("!=").removeprefix("predicate."))
        return self._labels[key]

    def key(self, copy: str, study: str) -> SlotOutcome:
        """EQUAL; NARROWER where the copy names a part of what the study names; BROADER where it names more; else
        DIFFERENT.

        A symptom and the disorder named after it are one thing in lay copy ("suffer from anxiety"): EQUAL.
        """
        if copy == study:
            return SlotOutcome.EQUAL
        if copy[0] in "~!=" or study[0] in "~!=":
            return SlotOutcome.DIFFERENT
        pair = (copy, study)
        if pair not in self._known:
            self._known[pair] = self._compare(copy, study)
        return self._known[pair]

    def stems(self, key: str) -> frozenset[str]:
        """The words of a concept's label, each cut to its first letters."""
        return stems_of(self._label(key))

    def _compare(self, copy: str, study: str) -> SlotOutcome:
        if self._lay_name(copy, study) or self._lay_name(study, copy):
            return SlotOutcome.EQUAL
        if self.vocabulary.is_a(copy, study):
            return SlotOutcome.NARROWER
        return SlotOutcome.BROADER if self.vocabulary.is_a(study, copy) else SlotOutcome.DIFFERENT

    def _lay_name(self, symptom: str, disorder: str) -> bool:
        one, other = self.vocabulary.concepts.get(symptom), self.vocabulary.concepts.get(disorder)
        if one is None or other is None or symptom not in other.broader or one.kind != "symptom":
            return False
        if other.kind == "scale":
            return True
        more = set(other.label.lower().split()) - set(one.label.lower().split())
        return other.kind == "condition" and more <= {"disorder", "disorders"}

    def best(self, copy: str, study: Iterable[str]) -> tuple[SlotOutcome, str]:
        """The best meeting of a key with any of several, and the key met."""
        best, met = SlotOutcome.DIFFERENT, ""
        for key in study:
            outcome = self.key(copy, key)
            if outcome is SlotOutcome.EQUAL:
                return outcome, key
            if outcome is not SlotOutcome.DIFFERENT and (
                best is SlotOutcome.DIFFERENT or outcome is SlotOutcome.BROADER
            ):
                best, met = outcome, key
        return best, met

    def any(self, copy: Iterable[str], study: Iterable[str]) -> SlotOutcome:
        """How the key that meets best meets."""
        best = SlotOutcome.DIFFERENT
        for key in copy:
            outcome, _ = self.best(key, study)
            if outcome is SlotOutcome.EQUAL:
                return outcome
            best = outcome if outcome is not SlotOutcome.DIFFERENT else best
        return best

    def all(self, copy: Iterable[str], study: Iterable[str]) -> SlotOutcome:
        """How a whole slot meets: DIFFERENT where one key of the copy is not met."""
        found = [self.best(key, study)[0] for key in copy]
        order = (SlotOutcome.DIFFERENT, SlotOutcome.BROADER, SlotOutcome.NARROWER)
        return next((outcome for outcome in order if outcome in found), SlotOutcome.EQUAL)
