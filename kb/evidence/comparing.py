"""One proposition of the copy against one proposition of a finding, slot by slot, in the order of DESIGN section 4:
topic, direction and polarity, figures, scope, strength against design. The first slot that fails decides; all are kept.

Sharing words is never support: whatever the copy asserts must be borne by the finding, word by word through the
vocabulary, and what is not borne makes the finding weaker, never supporting.
"""

from collections.abc import Iterator, Sequence

from kb.evidence import figures, strength
from kb.evidence.entries import Comparison, Entry, Step
from kb.evidence.meeting import MET, meet_all, meet_best
from kb.model import Proposition, Reason, Relation, Slot, SlotOutcome, Strength
from kb.vocab import Vocabulary

# What a finding of one family bears out of another: what treats is used, what causes is associated and occurs.
_ENTAILS = {
    "cause": frozenset({"associated", "occur", "is_a"}),
    "associated": frozenset({"occur"}),
    "effect": frozenset({"use", "cause"}),
    "recommend": frozenset({"use"}),
    "approve": frozenset({"use"}),
    "occur": frozenset({"is_a", "cause"}),
    "is_a": frozenset({"occur", "act", "use"}),
    "act": frozenset({"is_a"}),
    "use": frozenset({"is_a"}),
    "start": frozenset({"effect"}),
    "last": frozenset({"effect"}),
}
# Families where the copy may not name a part of what the study names: relief of anxiety is not relief of panic disorder.
_NO_NARROWING = frozenset({"effect", "start", "last", "cure", "prevent", "safe"})


def compare_propositions(copy: Proposition, study: Proposition, entry: Entry, vocabulary: Vocabulary) -> Comparison:
    """Compare; pure and total. The score is the share of the copy's content that the finding bears."""
    borne, missing = _coverage(copy, entry, vocabulary)
    total = len(borne) + len(missing)
    score = len(borne) / total if total else 0.0
    topic = tuple(_topic(copy, study, entry, vocabulary))
    if any(step.reason for step in topic):
        return _silent(topic, score * 0.3)
    direction = _direction(copy, study)
    if direction.reason and not direction.denies:
        return _decide((*topic, direction), score * 0.6)
    measured = tuple(figures.compare_figures(copy, study, entry))
    scope = tuple(_scope(copy, study, entry, missing, vocabulary))
    steps = (*topic, direction, *measured, *scope, *strength.compare_strength(copy, study, entry))
    if any(step.denies for step in steps):
        return _deny(copy, study, entry, steps, score, vocabulary)
    return _decide(steps, score)


def _label(keys: Sequence[str], vocabulary: Vocabulary) -> str:
    return ", ".join(vocabulary.label(key.lstrip("!=")) for key in keys)


def _slot(name: str, copy: str, study: str, outcome: SlotOutcome, rule: str) -> Slot:
    return Slot(name=name, copy=copy, study=study, outcome=outcome, rule=rule)


# --- topic ------------------------------------------------------------------------------------------------------------


def _topic(copy: Proposition, study: Proposition, entry: Entry, vocabulary: Vocabulary) -> Iterator[Step]:
    """Subject and object must meet in the hierarchy, on either side; a swap of cause and effect is another topic."""
    met = 0
    for name in ("subject", "object"):
        keys = getattr(copy, name)
        if not keys:
            continue
        own = getattr(study, name)
        both = (*study.subject, *study.object, *study.population, *(entry.study.subjects if name == "subject" else ()))
        outcome = _any_met(keys, own, vocabulary)
        if outcome is SlotOutcome.DIFFERENT:
            outcome = _any_met(keys, both, vocabulary)
        failed = outcome is SlotOutcome.DIFFERENT
        met += not failed
        yield Step(
            _slot(name, _label(keys, vocabulary), _label(own, vocabulary), outcome, f"topic.{name}"),
            Reason.DOES_NOT_ADDRESS if failed else None,
        )
    if copy.subject and copy.object and study.subject and study.object and _swapped(copy, study, vocabulary):
        yield Step(_slot("roles", "", "", SlotOutcome.DIFFERENT, "topic.swapped"), Reason.DOES_NOT_ADDRESS)
    if not met:
        outcome = SlotOutcome.NOT_STATED
        yield Step(_slot("topic", "", "", outcome, "topic.none"), None if _all_said(copy, entry) else Reason.DOES_NOT_ADDRESS)


def _all_said(copy: Proposition, entry: Entry) -> bool:
    return bool(copy.content) and all(key in entry.known for key in copy.content)


def _any_met(keys: Sequence[str], study: Sequence[str], vocabulary: Vocabulary) -> SlotOutcome:
    best = SlotOutcome.DIFFERENT
    for key in keys:
        outcome, _ = meet_best(key, study, vocabulary)
        if outcome is SlotOutcome.EQUAL:
            return outcome
        best = outcome if outcome in MET else best
    return best


def _swapped(copy: Proposition, study: Proposition, vocabulary: Vocabulary) -> bool:
    if copy.family not in {"cause", "effect", "prevent", "cure"} or study.family != copy.family:
        return False
    straight = _any_met(copy.subject, study.subject, vocabulary) in MET or _any_met(copy.object, study.object, vocabulary) in MET
    crossed = _any_met(copy.subject, study.object, vocabulary) in MET and _any_met(copy.object, study.subject, vocabulary) in MET
    return crossed and not straight


# --- direction and polarity ---------------------------------------------------------------------------------------------


def _direction(copy: Proposition, study: Proposition) -> Step:
    """Same relation, same sign: fine. Same relation, other sign: against. Another relation: it does not speak to it."""
    said, found = _say(copy), _say(study)
    related = copy.family == study.family or copy.family in _ENTAILS.get(study.family, ())
    if not copy.family or not study.family:
        related = copy.predicate == study.predicate or not copy.predicate
    if not related:
        return Step(_slot("predicate", said, found, SlotOutcome.DIFFERENT, "direction.relation"), Reason.DOES_NOT_ADDRESS)
    verdict = _sign(copy, study)
    if verdict is None:
        return Step(_slot("predicate", said, found, SlotOutcome.DIFFERENT, "direction.unclear"), Reason.DOES_NOT_ADDRESS)
    if not verdict:
        return Step(
            _slot("predicate", said, found, SlotOutcome.OPPOSITE, "direction.opposite"), Reason.CONFLICTS_WITH_LIBRARY, True
        )
    return Step(_slot("predicate", said, found, SlotOutcome.EQUAL, "direction.same"))


def _say(p: Proposition) -> str:
    verb = p.predicate.removeprefix("predicate.").removeprefix("~").replace("_", " ")
    return f"not {verb}" if p.negated else verb


def _sign(copy: Proposition, study: Proposition) -> bool | None:
    """True for the same sign, False for the opposite, None where the two cannot be compared."""
    if copy.family == study.family == "effect":
        if copy.effect is not None and study.effect is not None:
            return copy.effect == study.effect
        if copy.change is not None and study.change is not None:
            return copy.change == study.change
        return None
    if copy.family in {"effect", "use"} and study.family in {"effect", "start", "last"}:
        return None if study.effect == 0 or study.negated else not copy.negated
    same = copy.negated == study.negated
    if copy.family == study.family and copy.family in {"act", "last", "start", "safe"}:
        one, other = copy.predicate, study.predicate
        opposite = {frozenset(pair) for pair in _OPPOSITES}
        if frozenset((one, other)) in opposite:
            return not same
        if copy.family == "act" and one != other and "predicate.act_on" not in {one, other}:
            return None
        return same if one == other or other != "predicate.act_on" or one == "predicate.act_on" else None
    return same


_OPPOSITES = (
    ("predicate.block", "predicate.activate"),
    ("predicate.last", "predicate.fade"),
    ("predicate.start", "predicate.slow_start"),
    ("predicate.is_safe", "predicate.is_unsafe"),
)


# --- scope --------------------------------------------------------------------------------------------------------------


def _coverage(copy: Proposition, entry: Entry, vocabulary: Vocabulary) -> tuple[list[str], list[str]]:
    """The keys of the copy that the finding bears, with what its study's record says of population, route and design, and
    those that it does not."""
    borne, missing = [], []
    for key in copy.content:
        ok = key in entry.known or (key[0] not in "!=~" and meet_best(key, entry.known, vocabulary)[0] in MET)
        (borne if ok else missing).append(key)
    return borne, missing


_SCOPES = (
    ("population", Reason.WRONG_POPULATION),
    ("species", Reason.WRONG_POPULATION),
    ("route", Reason.WRONG_ROUTE_OR_DOSE),
    ("regimen", Reason.WRONG_ROUTE_OR_DOSE),
    ("comparator", Reason.WRONG_COMPARATOR),
)


def _scope(
    copy: Proposition, study: Proposition, entry: Entry, missing: Sequence[str], vocabulary: Vocabulary
) -> Iterator[Step]:
    for name, reason in _SCOPES:
        keys = getattr(copy, name)
        if not keys:
            continue
        own = getattr(study, name) or tuple(sorted(entry.known))
        outcome = meet_all(keys, own, vocabulary)
        wrong = outcome is SlotOutcome.DIFFERENT and not set(keys) <= entry.said
        yield Step(
            _slot(name, _label(keys, vocabulary), _label(getattr(study, name), vocabulary), outcome, f"scope.{name}"),
            reason if wrong else None,
        )
    yield from _breadth(copy, study, entry, vocabulary)
    slotted = {key for name, _ in _SCOPES for key in getattr(copy, name)}
    rest = [key for key in missing if key not in slotted]
    if rest:
        yield Step(
            _slot("content", _label(rest, vocabulary), "", SlotOutcome.NOT_STATED, "scope.not_borne"), Reason.OVERSTATED
        )


def _breadth(copy: Proposition, study: Proposition, entry: Entry, vocabulary: Vocabulary) -> Iterator[Step]:
    """Widening ("anxiety" from "social anxiety") and narrowing ("panic disorder" from "anxiety"). A hedged statement may be
    wider than its finding, since it says that there are cases; a denial may be narrower, and never wider."""
    for name in ("subject", "object"):
        for key in getattr(copy, name):
            outcome, met = meet_best(key, (*getattr(study, name), *sorted(entry.said)), vocabulary)
            if outcome is SlotOutcome.EQUAL or outcome is SlotOutcome.DIFFERENT:
                continue
            wide = outcome is SlotOutcome.BROADER
            denied = copy.negated or copy.effect == 0
            existential = copy.family in {"cause", "occur", "associated", "use", "studied", "is_a"} and not copy.size
            fine = (wide and not denied and (existential or copy.strength is Strength.HEDGED)) or (
                not wide and (denied or copy.family not in _NO_NARROWING)
            )
            reason = Reason.WRONG_POPULATION if name == "object" else Reason.OVERSTATED
            yield Step(
                _slot(name, vocabulary.label(key), vocabulary.label(met), outcome, f"scope.{name}_breadth"),
                None if fine else reason,
            )


# --- deciding -----------------------------------------------------------------------------------------------------------


def _silent(steps: Sequence[Step], score: float) -> Comparison:
    failed = next(step for step in steps if step.reason)
    detail = f"says nothing of {failed.slot.copy}" if failed.slot.copy else "speaks of something else"
    return Comparison(
        Relation.SILENT, Reason.DOES_NOT_ADDRESS, detail, failed.slot.rule, score, tuple(s.slot for s in steps)
    )


def _decide(steps: Sequence[Step], score: float) -> Comparison:
    failed = next((step for step in steps if step.reason), None)
    slots = tuple(step.slot for step in steps)
    if failed is None:
        return Comparison(Relation.SUPPORTS, Reason.ENTAILED, "bears out every part", "all.equal", score, slots)
    return Comparison(Relation.WEAKER, failed.reason, _explain(failed.slot), failed.slot.rule, score, slots)


def _explain(slot: Slot) -> str:
    if slot.outcome is SlotOutcome.NOT_STATED:
        return f"{slot.copy or slot.name}: not found in the source"
    return f"{slot.name}: the copy says {slot.copy or 'nothing'}, the source {slot.study or 'does not say'}"


def _deny(
    copy: Proposition, study: Proposition, entry: Entry, steps: Sequence[Step], score: float, vocabulary: Vocabulary
) -> Comparison:
    """Speaks against it, where the two speak of the same people, route and thing: else the two can both hold."""
    slots = tuple(step.slot for step in steps)
    against = next(step for step in steps if step.denies)
    excuse = _excuse(copy, study, entry, steps, score, vocabulary)
    if excuse:
        return Comparison(
            Relation.WEAKER, Reason.OVERSTATED, f"{_explain(against.slot)} ({excuse})", "deny.excused", score, slots
        )
    reason = against.reason or Reason.CONFLICTS_WITH_LIBRARY
    if study.family in {"approve", "schedule"}:
        reason = Reason.REGULATORY_CONFLICT
    elif copy.family in {"cause", "safe"} and (copy.negated or copy.family == "safe"):
        reason = Reason.SAFETY_CONFLICT
    return Comparison(Relation.CONTRADICTS, reason, _explain(against.slot), against.slot.rule, score, slots)


def _excuse(
    copy: Proposition, study: Proposition, entry: Entry, steps: Sequence[Step], score: float, vocabulary: Vocabulary
) -> str:
    if entry.study.species not in {"", "human"}:
        return "the study is not in people"
    if copy.strength is Strength.HEDGED and not copy.negated:
        return "the copy hedges"
    if study.strength is Strength.HEDGED and copy.strength is not Strength.ABSOLUTE:
        return "the source hedges"
    if copy.comparator or study.comparator:
        return "the comparison may differ"
    scoped = [s for s in steps if s.slot.rule.startswith("scope.") and s.reason and s.slot.rule != "scope.not_borne"]
    if any(not s.slot.rule.endswith("_breadth") for s in scoped):
        return "population, route or comparison differ"
    return _logic(copy, study, vocabulary) or ("only part of the statement is spoken to" if score < 0.75 else "")


def _logic(copy: Proposition, study: Proposition, vocabulary: Vocabulary) -> str:
    """A denial of the wider thing falls to one case of the narrower; an assertion falls only to a denial at least as wide."""
    for name in ("subject", "object"):
        keys, own = getattr(copy, name), (*getattr(study, name), *getattr(study, "object"), *getattr(study, "subject"))
        if not keys:
            continue
        outcome = _any_met(keys, own, vocabulary)
        if outcome is SlotOutcome.EQUAL:
            continue
        if copy.negated and outcome is not SlotOutcome.BROADER:
            return "the source speaks of more than the copy denies"
        if not copy.negated and outcome is not SlotOutcome.NARROWER:
            return "the source speaks of less than the copy asserts"
    return ""
