"""What the copy calls safe or recommended against a guideline or label that advises against it for the same people.

A general recommendation is not denied by a warning for some ("contraindicated in pregnancy"); one for just those
people, or for a part of them, is.
"""

from collections.abc import Sequence

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import WARNING, doers_of
from kb.evidence.meeting import Meeting
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot

_PEOPLE = frozenset({"population", "condition", "symptom"})
_ADVISING = frozenset({"guideline", "consensus"})
_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})


def refute_advice(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the finding advises against what the copy recommends or calls safe; else None."""
    doers = doers_of((*copy.subject, *copy.object), meeting)
    flat = not copy.negated and not copy.carried and copy.strength is not Strength.HEDGED
    if not advises(copy) or not flat or not doers:
        return None
    people = _people(copy, meeting)
    for told in entry.propositions:
        if not is_advice(told, entry) or told.strength is Strength.HEDGED or told.comparator:
            continue
        theirs = (*told.subject, *told.object, *entry.study.subjects)
        limits = _people(told, meeting)
        same = meeting.all(doers, theirs) in _COVERED and _within(people, limits, meeting)
        if same and not _narrowed(copy, told, meeting):
            return _against(copy, told, limits, meeting)
    return None


def advises(copy: Proposition) -> bool:
    """Whether a proposition recommends something, or calls it safe."""
    return copy.family == "recommend" or (copy.family == "safe" and copy.effect == 1)


def is_advice(p: Proposition, entry: Entry) -> bool:
    """Whether a proposition of a finding advises against something with authority."""
    return p.family == "recommend" and p.negated and _official(entry)


def _official(entry: Entry) -> bool:
    return entry.finding.verified and (entry.study.kind in WARNING or entry.study.design_class in _ADVISING)


def _people(p: Proposition, meeting: Meeting) -> list[str]:
    concepts = meeting.vocabulary.concepts
    keys = dict.fromkeys((*p.population, *p.object))
    return [key for key in keys if key in concepts and concepts[key].kind in _PEOPLE]


def _within(people: Sequence[str], limits: Sequence[str], meeting: Meeting) -> bool:
    """Whether the people of the copy are those that the advice is for, or some of them."""
    return all(any(meeting.key(key, limit) in _COVERED for key in people) for limit in limits)


def _narrowed(copy: Proposition, told: Proposition, meeting: Meeting) -> bool:
    """Whether the advice is limited by what the copy does not name: a route, a dose, a word nobody knows."""
    if told.route and meeting.any(told.route, copy.route) is SlotOutcome.DIFFERENT:
        return True
    unknown = any(key[0] in "~!" and key not in copy.content for key in told.content)
    # "No alcohol before the infusion" advises against neither alone.
    others = any(meeting.any([key], copy.content) is SlotOutcome.DIFFERENT for key in doers_of(told.content, meeting))
    return unknown or others or bool(told.dose or told.duration or told.onset or told.regimen)


def _against(copy: Proposition, told: Proposition, limits: Sequence[str], meeting: Meeting) -> Comparison:
    said = "safe" if copy.family == "safe" else "recommended"
    people = meeting.label(limits)
    detail = f"the copy says {said}, the source advises against it" + (f" for {people}" if people else "")
    reason = Reason.SAFETY_CONFLICT if copy.family == "safe" else Reason.CONFLICTS_WITH_LIBRARY
    slot = Slot(name="advice", copy=said, study="advised against", outcome=SlotOutcome.OPPOSITE, rule="advice.against")
    return contradict(copy, told, slot, reason, meeting, detail=detail)
