"""What the copy calls the only treatment for a trouble, against a ruling that approves another for it.

"The only FDA-approved treatment for gout" falls to any other approval for gout, and so does "the only treatment": what
is approved is one. What is only of a kind, given one way, or for some people, may well be the only one.
"""

from collections.abc import Sequence

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import doers_of
from kb.evidence.meeting import MET, Meeting
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.model.marks import SOLE

_CALLING = frozenset({"use", "is_a", "approve", "effect"})
_TROUBLES = frozenset({"condition", "symptom"})
_AGENCIES = frozenset({"organisation"})
_ANY = frozenset({"drug", "treatment"})  # concepts of any treatment
_WITHIN = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})
_AS_WIDE = frozenset({SlotOutcome.EQUAL, SlotOutcome.BROADER})


def refute_sole(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the finding tells of an approval of another treatment for the same trouble; else None."""
    if not claims_sole(copy) or not entry.finding.verified:
        return None
    mine = doers_of(copy.subject, meeting)
    troubles = _of(copy.object, _TROUBLES, meeting)
    limited = copy.route or copy.population or any(key[0] == "~" and key != SOLE for key in copy.content)
    if not mine or not troubles or limited:
        return None
    for told in entry.propositions:
        others = doers_of(told.subject, meeting) or doers_of(entry.study.subjects, meeting)
        approved = told.family == "approve" and told.asserted and not told.negated
        if not approved or not others or meeting.any(mine, others) in MET:
            continue
        if not (_of_kind(copy, others, meeting) and _same_agency(copy, told, entry, meeting)):
            continue
        if all(meeting.best(key, told.object)[0] in _AS_WIDE for key in troubles):
            slot = Slot(name="only", copy=f"only {meeting.label(mine)}", study=meeting.label(others),
                        outcome=SlotOutcome.OPPOSITE, rule="sole.another")  # fmt: skip
            detail = f"the copy calls it the only one, the source tells of {meeting.label(others)}"
            return contradict(copy, told, slot, Reason.REGULATORY_CONFLICT, meeting, detail=detail)
    return None


def claims_sole(copy: Proposition) -> bool:
    """Whether a proposition calls its subject the only one of its kind."""
    flat = not copy.negated and copy.strength is not Strength.HEDGED
    return SOLE in copy.content and copy.family in _CALLING and flat


def _of_kind(copy: Proposition, others: Sequence[str], meeting: Meeting) -> bool:
    """Whether another treatment is of the class that the copy names ("the only SSRI"), where it names one."""
    classes = [key for key in doers_of(copy.object, meeting) if key not in _ANY]
    return not classes or meeting.any(others, classes) in _WITHIN


def _same_agency(copy: Proposition, told: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether the ruling is by the agency that the copy names, if it names one; a label need not name its own."""
    mine = _of(copy.content, _AGENCIES, meeting)
    theirs = _of(told.content, _AGENCIES, meeting) or _of(sorted(entry.background), _AGENCIES, meeting)
    if not mine:
        return True
    return meeting.any(mine, theirs) in MET if theirs else entry.study.kind == "label"


def _of(keys: Sequence[str], kinds: frozenset[str], meeting: Meeting) -> list[str]:
    """The keys of some kinds."""
    concepts = meeting.vocabulary.concepts
    return [key for key in keys if key in concepts and concepts[key].kind in kinds]
