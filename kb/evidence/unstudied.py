"""The flat statement that something was never studied, against a study of just that.

"There is little research" is a judgement that one study does not refute; "there is none" is a fact that it does.
"""

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import doers_of
from kb.evidence.meeting import Meeting
from kb.evidence.scope import SCOPES
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot

_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.BROADER})  # what is said of the wider is said of each part
_STUDIES = frozenset({"rct", "controlled", "systematic_review", "uncontrolled", "cohort"})
_RESULTS = frozenset({"effect", "cause", "start", "last", "occur"})


def refute_unstudied(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the copy says that something was never studied and the finding is a result of just that; else
    None."""
    # "The trial did not examine X" tells of one study alone.
    none = copy.family == "studied" and copy.negated and not copy.reported
    denies = none or copy.predicate == "predicate.never_studied"
    doers = doers_of((*copy.subject, *copy.object), meeting)
    if not denies or copy.strength is Strength.HEDGED or not doers or entry.study.design_class not in _STUDIES:
        return None
    limits = {key for name, _ in SCOPES for key in getattr(copy, name)}
    things = [key for key in copy.content if key[0] != "=" and key not in limits]
    for told in entry.propositions:
        if told.family not in _RESULTS or not entry.finding.verified or len(things) < 2:
            continue
        keys = (*told.content, *entry.study.subjects)
        if not all(meeting.best(key, keys)[0] in _COVERED for key in things):
            continue
        if all(meeting.best(key, entry.known)[0] in _COVERED for key in limits):
            return _against(copy, told, things, meeting)
    return None


def _against(copy: Proposition, told: Proposition, things: list[str], meeting: Meeting) -> Comparison:
    slot = Slot(
        name="evidence", copy="never studied", study="a result", outcome=SlotOutcome.OPPOSITE, rule="unstudied.denied"
    )
    detail = f"the copy says that {meeting.label(things)} was never studied, the source is a study of it"
    return contradict(copy, told, slot, Reason.CONFLICTS_WITH_LIBRARY, meeting, detail=detail)
