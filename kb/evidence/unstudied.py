"""The flat statement that something was never studied, and the verdict that its research convinces nobody, against a
study of just that.

"There is little research" is a judgement that one study does not refute; "there is none" is a fact that it does. That
the research is unconvincing is a judgement too, but not one that a page may pass on a study that it leans on itself:
whether it does is asked by `verdicts`.
"""

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import doers_of
from kb.evidence.meeting import Meeting
from kb.evidence.scope import SCOPES
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition, Slot

_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.BROADER})  # what is said of the wider is said of each part
_STUDIES = frozenset({"rct", "controlled", "systematic_review", "uncontrolled", "cohort"})
_RESULTS = frozenset({"effect", "cause", "start", "last", "occur"})


DISMISSED = "unstudied.dismissed"  # rule of a finding that the copy's judgement of all such research falls on
_DISMISSING = "predicate.unconvincing"


def refute_unstudied(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the copy says that something was never studied and the finding is a result of just that; else
    None."""
    # "The trial did not examine X" tells of one study alone.
    none = copy.family == "studied" and copy.negated and not copy.reported
    denies = none or copy.predicate == "predicate.never_studied"
    things = _studied(copy, entry, meeting) if denies else []
    return _against(copy, entry, things, meeting) if things else None


def dismiss(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Weaker under the rule DISMISSED, where the copy calls the research on something unconvincing and the finding is a
    result of just that; else None."""
    things = _studied(copy, entry, meeting) if dismisses(copy) else []
    if not things:
        return None
    slot = Slot(name="evidence", copy="unconvincing", study="a result", outcome=SlotOutcome.DIFFERENT, rule=DISMISSED)
    detail = f"the copy calls research on {meeting.label(things)} unconvincing, the source is a study of it"
    return Comparison(Relation.WEAKER, Reason.OVERSTATED, detail, DISMISSED, 0.5, (slot,))


def dismisses(copy: Proposition) -> bool:
    """Whether a proposition says that the research on something convinces nobody."""
    said = copy.predicate == _DISMISSING or f"={_DISMISSING}" in copy.content
    return said and copy.family == "uncertain" and not copy.negated


def is_result(p: Proposition, entry: Entry) -> bool:
    """Whether a proposition tells what a study in people or animals found."""
    return p.family in _RESULTS and entry.finding.verified and entry.study.design_class in _STUDIES


def _studied(copy: Proposition, entry: Entry, meeting: Meeting) -> list[str]:
    """What the copy speaks of, where the finding is a result of all of it and within all its limits; else empty."""
    if copy.strength is Strength.HEDGED or not doers_of((*copy.subject, *copy.object), meeting):
        return []
    limits = {key for name, _ in SCOPES for key in getattr(copy, name)}
    things = [key for key in copy.content if key[0] != "=" and key not in limits]
    enough = 1 if limits and dismisses(copy) else 2  # a thing, and what it is asked for or how it is given
    if len(things) < enough or not all(meeting.best(key, entry.known)[0] in _COVERED for key in limits):
        return []
    for told in entry.propositions:
        keys = (*told.content, *entry.study.subjects)
        if is_result(told, entry) and all(meeting.best(key, keys)[0] in _COVERED for key in things):
            return [*limits, *things]
    return []


def _against(copy: Proposition, entry: Entry, things: list[str], meeting: Meeting) -> Comparison:
    slot = Slot(
        name="evidence", copy="never studied", study="a result", outcome=SlotOutcome.OPPOSITE, rule="unstudied.denied"
    )
    detail = f"the copy says that {meeting.label(things)} was never studied, the source is a study of it"
    return contradict(copy, entry.propositions[0], slot, Reason.CONFLICTS_WITH_LIBRARY, meeting, detail=detail)
