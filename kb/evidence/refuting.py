"""What speaks against a claim in another shape than the claim's own.

Clause against clause, a contradiction needs one relation said of one subject and one object. The grave ones seldom
come so: the copy says approved for pain, the ruling approved only for epilepsy. Each kind is asked apart, of all that
a finding says, and each tells what it found.
"""

from kb.evidence.advice import refute_advice
from kb.evidence.approvals import refute_approval, refute_status
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import denied_harms, is_harm, refute_denied_harm
from kb.evidence.meeting import Meeting
from kb.evidence.timing import refute_timing
from kb.model import Proposition

_REFUTERS = (refute_approval, refute_status, refute_denied_harm, refute_advice)


def refute(copy: Proposition, entry: Entry, meeting: Meeting, whole: Entry) -> Comparison | None:
    """The first contradiction that a refuter finds between a proposition of the copy and a finding; else None. `whole`
    is all that the finding's study says."""
    found = (refuter(copy, entry, meeting) for refuter in _REFUTERS)
    return next(filter(None, found), None) or refute_timing(copy, entry, meeting, whole)


def themes(entry: Entry, meeting: Meeting) -> set[str]:
    """What of a finding can rule out a claim on its subject that names another object: an approval, a harm."""
    families = {p.family for p in entry.propositions}
    return {"approve"} & families | ({"harm"} if any(is_harm(key, meeting) for key in entry.said) else set())


def opposed_by(copy: Proposition, meeting: Meeting) -> str:
    """The theme that a proposition of the copy could be ruled out by, beside those that speak of its own object."""
    if copy.family == "approve":
        return "" if copy.negated else "approve"
    return "harm" if denied_harms(copy, meeting) else ""
