"""How often a trouble comes, on either side: whether two clauses put it at one end of the scale from rare to common.

A finding may say so in words or with a figure, which is read as labels have it: very common from one in ten on, rare
below one in a thousand (CIOMS Working Group III; European Commission, A guideline on summary of product
characteristics, 2009, section 4.8). What lies between is called common by one and rare by another, and denies neither.
"""

from collections.abc import Sequence

from kb.evidence.meeting import Meeting
from kb.labels import SlotOutcome
from kb.model import Proposition, Slot
from kb.model.marks import RARE

_TELLING = frozenset({"cause", "occur", "is_a", "associated"})  # families that may say how often a trouble comes
_TROUBLES = frozenset({"condition", "symptom", "adverse_effect"})
_HARM = "adverse_effect"
MOST = 2  # the rank of an extreme
_OFTEN, _SELDOM = 10.0, 0.1  # per cent


def both_rank(copy: Proposition, study: Proposition) -> bool:
    """Whether both call their trouble common or rare, the study in words or with a figure."""
    return bool(copy.commonness and rank_of(study)) and copy.family in _TELLING


def by_figure(copy: Proposition, study: Proposition) -> bool:
    """Whether both do so, the study with a figure: of words one chooses these and another those."""
    return both_rank(copy, study) and not study.commonness and copy.negated == study.negated


def rank_slot(copy: Proposition, study: Proposition, rule: str) -> Slot:
    """The row that holds the word of the copy against the figure of the study."""
    outcome = SlotOutcome.OPPOSITE if copy.commonness * rank_of(study) < 0 else SlotOutcome.EQUAL
    said, known = "common" if copy.commonness > 0 else "rare", ", ".join(q.text for q in study.size)
    return Slot(name="commonness", copy=said, study=known, outcome=outcome, rule=rule)


def rank_of(p: Proposition) -> int:
    """At which end of the scale a clause puts its trouble; 0 where at none."""
    shares = [q for q in p.size if q.kind in {"percent", "fraction"}]
    if p.commonness or p.negated or not shares or p.family not in {"cause", "occur"}:
        return p.commonness
    return int(min(q.low for q in shares) >= _OFTEN) - int(max(q.high for q in shares) < _SELDOM)


def as_common(copy: Proposition, study: Proposition, meeting: Meeting) -> bool | None:
    """Whether two clauses that rank it call a trouble common, or rare, alike; None where they speak of different
    troubles. That side effects are rare is denied by one that is common; that they are common, by none that is rare."""
    if copy.commonness * rank_of(study) > 0:
        return True
    named, told = (_troubles(p, meeting) for p in (copy, study))
    met = meeting.all(named, told) if named else SlotOutcome.DIFFERENT
    wider = met is SlotOutcome.BROADER and copy.commonness < 0
    return False if met is SlotOutcome.EQUAL or wider else None


def troubled_or_doing(keys: Sequence[str]) -> list[str]:
    """What a clause that ranks a trouble names, without the rank and without the word for side effects as such."""
    return [key for key in keys if key not in {RARE, _HARM}]


def told_common(copy: Proposition, study: Proposition) -> bool:
    """Whether a finding bears out that a trouble is the most common of some, if the copy says so: in words, or with a
    figure. That a thing can happen tells of no rank."""
    if copy.commonness < MOST or copy.family not in _TELLING:
        return True
    return study.commonness > 0 or bool(study.size)


def _troubles(p: Proposition, meeting: Meeting) -> list[str]:
    """The troubles that a clause names; side effects as such only where it names no other."""
    concepts = meeting.vocabulary.concepts
    found = [key for key in p.content if key in concepts and concepts[key].kind in _TROUBLES]
    return [key for key in found if key != _HARM] or found
