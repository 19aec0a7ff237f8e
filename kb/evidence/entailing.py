"""What a finding bears out by what it entails, in another shape than its own.

Clause against clause, support needs one relation said of one subject and one object. Some general statements are never
told so: that a dose goes by weight is told by a dose in mg/kg, that people respond differently by the share that
responds. Each kind is asked apart, and gives the keys of the copy that it accounts for; all the rest of the copy, its
figures, its scope and its strength must be borne as everywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.evidence import scope, strength
from kb.evidence.entries import Comparison, Entry
from kb.evidence.figures import compare_figures
from kb.evidence.meeting import MET, Meeting
from kb.labels import Reason, Relation, SlotOutcome
from kb.model import Proposition, Slot
from kb.quantity import Quantity

VARIABLY = "predicate.respond_variably"
_RESPONSES = frozenset({"predicate.respond", "predicate.remit", "predicate.reach"})
_SHARES = frozenset({"percent", "fraction"})
_FEW, _MOST = 5, 95  # per cent: a share between them leaves some who respond and some who do not
_DOSE, _WEIGHT = "dose", "body_weight"
_BOTH = "comorbidity"
_TROUBLES = frozenset({"condition", "symptom"})
_HEALTHY = frozenset({"healthy_volunteer", "control_group"})
_ACTIVE = "predicate.activate"
_SAME = frozenset({SlotOutcome.EQUAL, SlotOutcome.BROADER})  # the finding names the thing, or a kind of it
_THING = "thing"  # attribute of a predicate that is the same as to cause a thing: "addictive"


def entail(copy: Proposition, entry: Entry, meeting: Meeting, *, cited: bool) -> Comparison | None:
    """Supports, where a proposition of the finding entails the copy's; else None."""
    if copy.negated or not copy.asserted or not copy.content:
        return None
    for rule in _RULES:
        for told in entry.propositions:
            borne = rule(copy, told, meeting)
            if borne is not None and _carries(copy, told, entry, borne, meeting, cited):
                slot = Slot(
                    name="entailment",
                    copy=meeting.label([f"={copy.predicate}"]),
                    study=entry.finding.statement[told.start : told.end],
                    outcome=SlotOutcome.NARROWER,
                    rule=f"entailed.{rule.__name__.lstrip('_')}",
                )
                detail = "entails what the copy says"
                return Comparison(Relation.SUPPORTS, Reason.ENTAILED, detail, slot.rule, 0.9, (slot,))
    return None


def _carries(
    copy: Proposition, told: Proposition, entry: Entry, borne: frozenset[str], meeting: Meeting, cited: bool
) -> bool:
    rest = [key for key in scope.coverage(copy, told, entry, meeting)[1] if key not in borne]
    copy = replace(copy, regimen=tuple(key for key in copy.regimen if key not in borne))
    steps = (
        *compare_figures(copy, told, entry, meeting),
        *scope.compare_scope(copy, told, entry, rest, meeting),
        *strength.compare_strength(copy, told, entry, cited=cited),
    )
    return not any(step.reason for step in steps)


def _varied_response(copy: Proposition, told: Proposition, meeting: Meeting) -> frozenset[str] | None:
    """ "People respond differently": of so many, some respond, or a share does not."""
    if copy.predicate != VARIABLY or told.predicate not in _RESPONSES:
        return None
    return frozenset() if _partial(told.size) else None


def _partial(sizes: Sequence[Quantity]) -> bool:
    return any(q.kind in _SHARES and q.low >= _FEW and q.high <= _MOST for q in sizes)


def _dose_by_weight(copy: Proposition, told: Proposition, meeting: Meeting) -> frozenset[str] | None:
    """ "The dose depends on body weight": a dose is given for each kilogram."""
    if copy.family not in {"vary", "require"} or _WEIGHT not in copy.content or _DOSE not in copy.content:
        return None
    return frozenset({_WEIGHT, _DOSE}) if any(q.unit.endswith("/kg") for q in told.dose) else None


def _caused_thing(copy: Proposition, told: Proposition, meeting: Meeting) -> frozenset[str] | None:
    """ "It is addictive", "can be habit-forming": the finding says that it causes dependence."""
    if told.negated or told.family not in {"cause", "addictive"}:
        return None
    cues = meeting.vocabulary.cues
    named = {key for key in (f"={copy.predicate}", *copy.content) if key[0] == "=" and key[1:] in cues}
    named = {key for key in named if cues[key[1:]].attributes.get(_THING)}
    if not named:
        return None
    own = copy.family in {"cause", "occur"} or f"={copy.predicate}" in named
    things = [cues[key[1:]].attributes[_THING] for key in sorted(named)]
    said = f"={told.predicate}" in named or all(meeting.best(thing, told.object)[0] in _SAME for thing in things)
    return frozenset(named) if own and said else None


def _found_together(copy: Proposition, told: Proposition, meeting: Meeting) -> frozenset[str] | None:
    """ "It seldom comes alone", "they often have other disorders too": a share of those with one have another."""
    if _BOTH not in copy.content or copy.family not in {"occur", "associated"}:
        return None
    return frozenset({_BOTH}) if _tells_two(told, meeting) else None


def _tells_two(told: Proposition, meeting: Meeting) -> bool:
    """Whether a share, or "comorbid", is told of two troubles."""
    if told.negated or told.family not in {"occur", "associated"} or not (told.size or _BOTH in told.content):
        return False
    concepts = meeting.vocabulary.concepts
    named = [k for k in (*told.content, *told.population) if k in concepts and concepts[k].kind in _TROUBLES]
    named = [k for k in named if k != _BOTH]
    return any(meeting.any([one], [other]) not in MET for one in named for other in named if one < other)


def _differs_by_group(copy: Proposition, told: Proposition, meeting: Meeting) -> frozenset[str] | None:
    """ "X goes with gout", "X is active in gout": it was higher, or lower, in people with gout than in healthy ones."""
    if copy.predicate != _ACTIVE and copy.family != "associated":
        return None
    higher = _higher_in_patients(told)
    if higher is None or (copy.predicate == _ACTIVE and not higher):
        return None
    named = [key for key in (*copy.subject, *copy.object) if key in meeting.vocabulary.concepts]
    ill = [key for key in named if meeting.vocabulary.concepts[key].kind in _TROUBLES]
    content = (*told.content, *told.population)
    fine = bool(ill) and len(named) > len(ill)
    return frozenset() if fine and all(meeting.best(key, content)[0] in _SAME for key in named) else None


def _higher_in_patients(told: Proposition) -> bool | None:
    """Whether a thing was more in patients than in healthy people; None where no such two were compared."""
    other = set(told.comparator)
    healthy = [bool(_HEALTHY & keys) for keys in ({*told.population, *told.subject} - other, other)]
    if told.negated or told.change not in {1, -1} or healthy[0] == healthy[1]:
        return None
    return (told.change == 1) is healthy[1]


def asks(copy: Proposition) -> set[str]:
    """The themes of findings that can entail a statement without naming its object."""
    if copy.predicate == VARIABLY:
        return {"response"}
    if _BOTH in copy.content:
        return {"together"}
    return {"weight"} if _WEIGHT in copy.content and _DOSE in copy.content else set()


def tells(entry: Entry, meeting: Meeting) -> set[str]:
    """The themes in which a finding can entail something of that kind."""
    shares = any(p.predicate in _RESPONSES and _partial(p.size) for p in entry.propositions)
    doses = any(q.unit.endswith("/kg") for p in entry.propositions for q in p.dose)
    together = any(_tells_two(p, meeting) for p in entry.propositions)
    found = (("response", shares), ("weight", doses), ("together", together))
    return {theme for theme, told in found if told}


_RULES: tuple[Callable[[Proposition, Proposition, Meeting], frozenset[str] | None], ...] = (
    _varied_response,
    _dose_by_weight,
    _caused_thing,
    _found_together,
    _differs_by_group,
)
