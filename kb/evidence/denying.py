"""When a finding of the other sign, or with another figure, speaks against the copy: only where both speak of the same
thing, people and route, and nothing lets both be true. Otherwise the finding is weaker, and the page shows why."""

from collections.abc import Sequence

from kb.evidence.entries import Comparison, Entry, Step
from kb.evidence.meeting import Meeting
from kb.evidence.scope import explain
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition


def deny(
    copy: Proposition, study: Proposition, entry: Entry, steps: Sequence[Step], score: float, meeting: Meeting
) -> Comparison:
    """Contradicts, or weaker with the excuse that lets both statements stand."""
    slots = tuple(step.slot for step in steps)
    against = next(step for step in steps if step.denies)
    excuse = _excuse(copy, study, entry, steps, against, meeting)
    if excuse:
        first = next(step for step in steps if step.reason)
        detail = f"{explain(against.slot)} ({excuse})"
        return Comparison(
            Relation.WEAKER, first.reason or Reason.OVERSTATED, detail, "deny.excused", score * 0.8, slots
        )
    reason = Reason.WRONG_NUMBER if against.slot.rule.startswith("figure.") else Reason.CONFLICTS_WITH_LIBRARY
    if study.family in {"approve", "schedule"}:
        reason = Reason.REGULATORY_CONFLICT
    elif copy.family == "safe" or (copy.family == "cause" and copy.negated):
        reason = Reason.SAFETY_CONFLICT
    return Comparison(Relation.CONTRADICTS, reason, explain(against.slot), against.slot.rule, score, slots)


def _excuse(
    copy: Proposition, study: Proposition, entry: Entry, steps: Sequence[Step], against: Step, meeting: Meeting
) -> str:
    """Why both can be true; empty where they cannot."""
    if entry.study.species not in {"", "human"} and not copy.species:
        return "the study is not in people"
    if copy.strength is Strength.HEDGED and not copy.negated:
        return "the copy hedges"
    if copy.carried_object:
        return "the copy does not name it in this sentence"
    if study.strength is Strength.HEDGED and not (copy.negated and copy.strength is Strength.ABSOLUTE):
        return "the source hedges"
    if (
        copy.family in {"effect", "last", "start"}
        and entry.study.design_class not in _TESTED  # "" is free text that does not say: its words alone speak
        and entry.study.kind not in {"label", "regulation"}
    ):
        return "the study did not test it against a control"
    if copy.comparator or study.comparator:
        return "the comparison may differ"
    tested = entry.study.level in {"1", "2"} or not entry.study.design_class
    if copy.family == "effect" and {copy.effect, study.effect} == {0, 1} and not tested:
        return "one small study without an effect is no proof against one"
    others = [s for s in steps if s is not against and s.reason and not s.slot.rule.startswith("strength.")]
    if study.negated and study.family in {"approve", "schedule"}:
        # What is approved for nobody and by no route is not approved for these people by this route.
        others = [s for s in others if s.slot.study or s.slot.rule == "scope.not_borne"]
    if any(s.slot.rule in _SCOPE_RULES for s in others):
        return "population, route, time or wording differ"
    figure = against.slot.rule.startswith("figure.")
    if not (
        figure
        or copy.family in {"safe", "addictive", "schedule"}
        or (copy.object and (copy.subject or copy.population))
    ):
        return "the copy names too little"
    return _logic(copy, study, entry, meeting)


_TESTED = frozenset({"rct", "systematic_review", "controlled", "guideline", ""})
_SCOPE_RULES = frozenset({
    "scope.population", "scope.species", "scope.route", "scope.regimen", "scope.not_borne", "figure.onset",
    "figure.duration", "figure.dose", "figure.frequency",
})  # fmt: skip


def _logic(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> str:
    """A denial of the wider thing falls to one case of the narrower; an assertion falls only to a denial at least as
    wide. Every key of subject and object must be met in its own slot."""
    for name in ("subject", "object"):
        own = getattr(study, name)
        if name == "subject":
            own = (*own, *entry.study.subjects)
        elif copy.family in {"occur", "is_a", "cause"}:
            own = (*own, *study.subject)
        for key in getattr(copy, name):
            outcome, _ = meeting.best(key, own)
            if outcome is SlotOutcome.EQUAL:
                continue
            wanted = SlotOutcome.BROADER if copy.negated and name == "object" else SlotOutcome.NARROWER
            if outcome is not wanted:
                return f"the source does not speak of just this {name}"
    return ""
