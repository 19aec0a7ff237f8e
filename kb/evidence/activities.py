"""What the copy says one may do after a treatment, against an official source that forbids it until later.

"You can drive home afterwards", "there is no downtime": a label that says not to drive until the next day rules that
out. What the copy allows only after such a wait is none of this, and neither is what somebody else does ("have a friend
drive you home").
"""

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import WARNING, doers_of
from kb.evidence.meeting import Meeting
from kb.evidence.timing import AT_ONCE, says
from kb.labels import Reason, SlotOutcome
from kb.model import Proposition, Slot

FAMILY = "activity"
_DRIVE, _RESUME, _AVOID = "predicate.drive", "predicate.resume", "predicate.prevent"
_SAME_DAY = "predicate.same_day"
_DOWNTIME = "recovery"  # the concept of the time that one needs to recover
_WAIT = 12.0  # hours: who may drive after so long waits as the sources ask
_ANOTHER_DAY = frozenset({"~day", "~tomorrow", "~morn"})
_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})


def refute_activity(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where an official source forbids for a while what the copy allows at once; else None."""
    doers = doers_of((*copy.subject, *copy.object), meeting)
    # Free text that does not say what it is speaks for itself.
    official = (entry.study.kind in WARNING or not entry.study.kind) and entry.finding.verified
    if not permits(copy) or not doers or not official:
        return None
    theirs = (*entry.said, *entry.study.subjects)
    told = next((p for p in entry.propositions if forbids(p)), None)
    if told is None or meeting.all(doers, theirs) not in _COVERED:
        return None
    said = "may be done at once" if copy.family == FAMILY else "no time to recover is needed"
    slot = Slot(name="activity", copy=said, study="forbidden for a time", outcome=SlotOutcome.OPPOSITE,
                rule="activity.forbidden")  # fmt: skip
    detail = "the copy allows at once what the source forbids for a time after treatment"
    return contradict(copy, told, slot, Reason.SAFETY_CONFLICT, meeting, detail=detail)


def permits(copy: Proposition) -> bool:
    """Whether a proposition of the copy allows to drive, or to go back to work at once, or denies any downtime."""
    if copy.family == "occur":
        return copy.negated and _DOWNTIME in copy.object and not copy.size
    if copy.family != FAMILY or copy.negated or _waits(copy):
        return False
    return copy.predicate == _DRIVE or says(copy, AT_ONCE)


def forbids(told: Proposition) -> bool:
    """Whether a proposition of a finding tells people not to drive."""
    if told.predicate == _DRIVE:
        return told.negated
    advised = told.negated if told.family == "recommend" else told.predicate == _AVOID and not told.negated
    return advised and f"={_DRIVE}" in told.content  # "should avoid driving"


def _waits(copy: Proposition) -> bool:
    times = any(q.kind == "duration" and q.high >= _WAIT for q in (*copy.onset, *copy.duration))
    return times or (not _ANOTHER_DAY.isdisjoint(copy.content) and not says(copy, _SAME_DAY))
