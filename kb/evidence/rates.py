"""Two groups side by side: "less bleeding with A than with B" against "bleeding occurred in 2 % on A and 3 % on B".

Shares of two groups that differ tell who had more of a thing only where chance is ruled out (`chance`): by the
finding's own p value or confidence interval, as CONSORT 2010, item 17a, asks results to be given. A finding that gives
neither bears no comparison out, and denies none.
"""

from collections.abc import Iterator

from kb.evidence.chance import excluded
from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.figures import GOOD
from kb.evidence.meeting import MET, Meeting
from kb.evidence.strength import compare_strength
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.quantity import Quantity

_HAD = frozenset({"occur", "cause", "associated"})
_SHARES = frozenset({"percent", "fraction", "count"})
_SAID = {1: "more with {} than with {}", -1: "less with {} than with {}"}


def hold_rates(copy: Proposition, entry: Entry, meeting: Meeting, *, cited: bool) -> Comparison | None:
    """Supports or contradicts, where the finding gives the share of both groups that the copy compares; else None."""
    if copy.negated or not copy.asserted or copy.change not in _SAID or not copy.comparator or not copy.object:
        return None
    if copy.family != "effect" or copy.strength is Strength.HEDGED:
        return None
    if not significant(entry) and not (copy.reported and copy.size):
        return None  # what was counted may be told as such
    for ours, theirs in _pairs(copy, entry, meeting):
        mine, other = _share(ours), _share(theirs)
        change = -1 if mine.high < other.low else 1 if mine.low > other.high else 0
        doers, rivals = meeting.label(copy.subject), meeting.label(copy.comparator)
        told = f"{mine.text} with {doers} and {other.text} with {rivals}"
        same = change == copy.change
        outcome = SlotOutcome.EQUAL if same else SlotOutcome.OPPOSITE
        said = _SAID[copy.change].format(doers, rivals)
        slot = Slot(name="comparison", copy=said, study=told, outcome=outcome, rule="rates.compared")
        if change and not same and entry.finding.verified:
            return contradict(copy, ours, slot, Reason.CONFLICTS_WITH_LIBRARY, meeting)
        steps = tuple(compare_strength(copy, ours, entry, cited=cited))
        fine = all(any(q.compare(own) in GOOD for own in ours.size) for q in copy.size)
        if same and fine and not any(step.reason for step in steps):
            slots = (slot, *(step.slot for step in steps))
            return Comparison(Relation.SUPPORTS, Reason.ENTAILED, "gives both shares", slot.rule, 0.9, slots)
    return None


def significant(entry: Entry) -> bool:
    """Whether a finding tells that chance is no explanation, and of no comparison that it may be."""
    told = [sure for gist in dict.fromkeys(p.gist for p in entry.propositions) for sure in excluded(gist)]
    return bool(told) and all(told)


def _pairs(copy: Proposition, entry: Entry, meeting: Meeting) -> Iterator[tuple[Proposition, Proposition]]:
    """Statements of the finding that give the copy's doer, and what it is compared with, a share of one thing."""
    told = [p for p in entry.propositions if _share(p) and meeting.all(copy.object, p.object) in MET]
    for ours in told:
        if meeting.all(copy.subject, ours.subject) not in MET:
            continue
        for theirs in told:
            alike = theirs.object == ours.object and _share(theirs).unit == _share(ours).unit
            if alike and theirs is not ours and meeting.all(copy.comparator, theirs.subject) in MET:
                yield ours, theirs


def _share(p: Proposition) -> Quantity | None:
    """The one share of a group that had something; None where it is no such statement."""
    shares = [q for q in p.size if q.kind in _SHARES]
    return shares[0] if len(shares) == 1 and p.subject and p.family in _HAD and not p.negated else None
