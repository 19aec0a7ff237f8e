"""What speaks against a claim in another shape than the claim's own.

Clause against clause, a contradiction needs one relation said of one subject and one object. The grave ones seldom
come so: the copy says approved for pain, the ruling approved only for epilepsy. Each kind is asked apart, of all that
a finding says, and each tells what it found.
"""

from kb.evidence.activities import forbids, permits, refute_activity
from kb.evidence.advice import advises, is_advice, refute_advice
from kb.evidence.approvals import (
    SOLD,
    asserts_approval,
    is_ruled,
    is_scheduled,
    refute_approval,
    refute_schedule,
    refute_status,
)
from kb.evidence.denying import STOPPED
from kb.evidence.entries import Comparison, Entry
from kb.evidence.everybody import helps_everybody, is_share_helped, refute_everybody
from kb.evidence.harms import WARNINGS, denied_harms, is_harm, refute_denied_harm
from kb.evidence.lasting import promises_more, refute_lasting
from kb.evidence.meeting import Meeting
from kb.evidence.needing import ONLY, refute_needlessness, spares
from kb.evidence.sole import claims_sole, refute_sole
from kb.evidence.timing import ENDLESS, once_is_enough, refute_timing, says
from kb.evidence.unstudied import dismisses, is_result, refute_unstudied
from kb.model import Proposition

_REFUTERS = (
    refute_approval, refute_status, refute_schedule, refute_denied_harm, refute_advice, refute_needlessness,
    refute_lasting, refute_unstudied, refute_everybody, refute_activity, refute_sole,
)  # fmt: skip


def refute(copy: Proposition, entry: Entry, meeting: Meeting, whole: Entry) -> Comparison | None:
    """The first contradiction that a refuter finds between a proposition of the copy and a finding; else None. `whole`
    is all that the finding's study says."""
    found = (refuter(copy, entry, meeting) for refuter in _REFUTERS)
    return next(filter(None, found), None) or refute_timing(copy, entry, meeting, whole)


def themes(entry: Entry, meeting: Meeting) -> set[str]:
    """What of a finding can rule out a claim on its subject that names another object: an approval, a harm."""
    families = {p.family for p in entry.propositions}
    found = {"approve", "require"} & families
    found |= {"require"} if ONLY in entry.said else set()
    found |= {"advice"} if any(is_advice(p, entry) for p in entry.propositions) else set()
    found |= {"activity"} if any(map(forbids, entry.propositions)) else set()
    found |= {"schedule"} if is_ruled(entry, meeting) else set()
    found |= {"lasting"} if any(p.family == "last" and p.duration for p in entry.propositions) else set()
    found |= {"share"} if any(is_share_helped(p) for p in entry.propositions) else set()
    found |= {"harm"} if any(is_harm(key, meeting) or key in WARNINGS for key in entry.said) else set()
    found |= {"result"} if any(is_result(p, entry) for p in entry.propositions) else set()
    return found | ({"return"} if STOPPED in entry.said else set())


def opposed_by(copy: Proposition, meeting: Meeting) -> set[str]:
    """The themes that a proposition of the copy could be ruled out by, beside those that speak of its own object."""
    if asserts_approval(copy, meeting):
        return set() if copy.negated else {"approve"}
    found = {"harm"} if denied_harms(copy, meeting) else set()
    found |= {"return"} if promises_more(copy, meeting) else set()
    found |= {"result"} if dismisses(copy) else set()
    found |= {"advice"} if advises(copy) else set()
    found |= {"approve"} if claims_sole(copy) else set()
    found |= {"activity"} if permits(copy) else set()
    found |= {"schedule"} if SOLD in copy.content or is_scheduled(copy, meeting) else set()
    found |= {"lasting"} if says(copy, ENDLESS) or once_is_enough(copy) else set()
    found |= {"share"} if helps_everybody(copy) else set()
    return found | ({"require"} if spares(copy, meeting) else set())
