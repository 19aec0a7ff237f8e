"""What the comparison works on and gives: an entry of the library, a step of the comparison, its outcome."""

from dataclasses import dataclass

from kb.labels import Reason, Relation
from kb.model import Finding, Proposition, Slot, Study


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as it is compared: with its study, its propositions, and all keys that it and its study's record
    say."""

    finding: Finding
    study: Study
    propositions: tuple[Proposition, ...]
    said: frozenset[str]  # keys of the finding itself
    background: frozenset[str]  # keys of the study's record: population, intervention, design, title
    known: frozenset[str]  # both
    stems: frozenset[str]  # of the statement's plain words, as keys without their mark
    reach: frozenset[str]  # `known` with everything broader


@dataclass(frozen=True, slots=True)
class Step:
    """A slot compared; `reason` is set where it keeps the finding from bearing the copy out, `denies` where it speaks
    against it."""

    slot: Slot
    reason: Reason | None = None
    denies: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One proposition of the copy against one of a finding; the slots in the order in which they were compared."""

    relation: Relation
    reason: Reason
    detail: str
    rule: str
    score: float
    slots: tuple[Slot, ...]
