"""How one key of the copy meets the keys of a study: the hierarchy of the vocabulary, and words where it is silent."""

import re
from collections.abc import Collection, Iterable

from kb.labels import SlotOutcome
from kb.vocab import Vocabulary

MET = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER, SlotOutcome.BROADER})


def stems_of(text: str) -> frozenset[str]:
    """The words of a text, each cut to its first six letters."""
    return frozenset(word[:6] for word in re.findall(r"[a-z]{3,}", text.lower()))


class Meeting:
    """Meets keys by one vocabulary, and remembers; the answers depend on the vocabulary alone.

    A key meets few others, those above and beneath it: they are found once, so that a comparison with a whole record is
    a look into a small table.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._near: dict[str, dict[str, SlotOutcome]] = {}
        self._labels: dict[str, str] = {}
        self._stems: dict[str, frozenset[str]] = {}
        self._beneath: dict[str, list[str]] = {}
        self._kinds: dict[frozenset[str], frozenset[str]] = {}
        for ident in vocabulary.concepts:
            for above in vocabulary.ancestors(ident):
                self._beneath.setdefault(above, []).append(ident)

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

        A symptom and the disorder named after it are one thing in lay copy ("suffer from anxiety"), and so is a scale
        with what it measures: EQUAL.
        """
        return self.near(copy).get(study, SlotOutcome.DIFFERENT)

    def near(self, key: str) -> dict[str, SlotOutcome]:
        """Every key that this one meets, and how; a plain word meets itself alone."""
        if key not in self._near:
            others = (*self.vocabulary.ancestors(key), *self._beneath.get(key, ()))
            self._near[key] = {other: self._compare(key, other) for other in others} | {key: SlotOutcome.EQUAL}
        return self._near[key]

    def of_kinds(self, kinds: frozenset[str]) -> frozenset[str]:
        """All concepts of some kinds."""
        if kinds not in self._kinds:
            concepts = self.vocabulary.concepts.values()
            self._kinds[kinds] = frozenset(concept.id for concept in concepts if concept.kind in kinds)
        return self._kinds[kinds]

    def breadth(self, key: str) -> int:
        """How many concepts lie beneath one."""
        return len(self._beneath.get(key, ()))

    def divided(self, key: str) -> bool:
        """Whether other classes lie beneath a class: its members may act in different ways."""
        concepts = self.vocabulary.concepts
        return any(concepts[other].kind == "drug_class" for other in self._beneath.get(key, ()) if other != key)

    def turn(self, key: str, measure: str) -> int:
        """1 where a key is a rise of a measure or of a kind of it (raised blood pressure), -1 where a fall, else 0."""
        concept = self.vocabulary.concepts.get(key)
        if concept is None:
            return 0
        ways = ((concept.higher_of, 1), (concept.lower_of, -1))
        return next((way for base, way in ways if base and self.vocabulary.is_a(base, measure)), 0)

    def stems(self, key: str) -> frozenset[str]:
        """The words of a concept's label, each cut to its first letters."""
        if key not in self._stems:
            self._stems[key] = stems_of(self._label(key))
        return self._stems[key]

    def _compare(self, copy: str, study: str) -> SlotOutcome:
        if self._lay_name(copy, study) or self._lay_name(study, copy):
            return SlotOutcome.EQUAL
        if self.vocabulary.is_a(copy, study):
            return SlotOutcome.NARROWER
        return SlotOutcome.BROADER if self.vocabulary.is_a(study, copy) else SlotOutcome.DIFFERENT

    def _lay_name(self, symptom: str, disorder: str) -> bool:
        one, other = self.vocabulary.concepts.get(symptom), self.vocabulary.concepts.get(disorder)
        if one is None or other is None or symptom not in other.broader:
            return False
        if other.kind == "scale":
            return True  # a scale says what it measures, as a level in the blood does
        if one.kind != "symptom":
            return False
        more = set(other.label.lower().split()) - set(one.label.lower().split())
        return other.kind == "condition" and more <= {"disorder", "disorders"}

    def best(self, copy: str, study: Collection[str]) -> tuple[SlotOutcome, str]:
        """The best meeting of a key with any of several, and the key met."""
        best, met = SlotOutcome.DIFFERENT, ""
        near = self.near(copy)
        if len(near) == 1:  # a word, or a concept with nothing above or beneath
            return (SlotOutcome.EQUAL, copy) if copy in study else (best, met)
        if near.keys().isdisjoint(study):
            return best, met
        for key in study:
            outcome = near.get(key, SlotOutcome.DIFFERENT)
            if outcome is SlotOutcome.EQUAL:
                return outcome, key
            if outcome is not SlotOutcome.DIFFERENT and (
                best is SlotOutcome.DIFFERENT or outcome is SlotOutcome.BROADER
            ):
                best, met = outcome, key
        return best, met

    def any(self, copy: Iterable[str], study: Collection[str]) -> SlotOutcome:
        """How the key that meets best meets."""
        best = SlotOutcome.DIFFERENT
        for key in copy:
            outcome, _ = self.best(key, study)
            if outcome is SlotOutcome.EQUAL:
                return outcome
            best = outcome if outcome is not SlotOutcome.DIFFERENT else best
        return best

    def all(self, copy: Iterable[str], study: Collection[str]) -> SlotOutcome:
        """How a whole slot meets: DIFFERENT where one key of the copy is not met."""
        found = [self.best(key, study)[0] for key in copy]
        order = (SlotOutcome.DIFFERENT, SlotOutcome.BROADER, SlotOutcome.NARROWER)
        return next((outcome for outcome in order if outcome in found), SlotOutcome.EQUAL)
