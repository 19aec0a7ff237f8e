"""How often a trouble comes, on either side: whether two clauses put it at one end of the scale from rare to common."""

from kb.evidence.meeting import Meeting
from kb.labels import SlotOutcome
from kb.model import Proposition

_TELLING = frozenset({"cause", "occur", "is_a", "associated"})  # families that may say how often a trouble comes
_TROUBLES = frozenset({"condition", "symptom", "adverse_effect"})
_HARM = "adverse_effect"
MOST = 2  # the rank of an extreme


def both_rank(copy: Proposition, study: Proposition) -> bool:
    """Whether both call their trouble common or rare."""
    return bool(copy.commonness and study.commonness) and copy.family in _TELLING


def as_common(copy: Proposition, study: Proposition, meeting: Meeting) -> bool | None:
    """Whether two clauses that rank it call a trouble common, or rare, alike; None where they speak of different
    troubles. That side effects are rare is denied by one that is common; that they are common, by none that is rare."""
    if copy.commonness * study.commonness > 0:
        return True
    named, told = (_troubles(p, meeting) for p in (copy, study))
    met = meeting.all(named, told) if named else SlotOutcome.DIFFERENT
    wider = met is SlotOutcome.BROADER and copy.commonness < 0
    return False if met is SlotOutcome.EQUAL or wider else None


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
