"""Claims that a finding would bear out if they gave one figure, or one way in, as the finding does.

Where no rule says what a cited study lacks, the claim is asked again with one of its facts put as the finding has it.
If the finding then bears it out, that fact is all in which the two differ, and the reason names both sides. A figure
for which the finding has none in the same unit, or a way in where it names none, is not found in it: no departure.
"""

from collections.abc import Iterator
from dataclasses import replace

from kb.evidence import scope
from kb.evidence.aligning import align, weigh
from kb.evidence.entries import Comparison, Entry
from kb.evidence.figures import FIGURES, GOOD, REASONS, alike, related_of
from kb.evidence.meeting import MET, Meeting
from kb.labels import Reason, Relation, SlotOutcome
from kb.model import Proposition, Slot
from kb.quantity import Quantity

DEPARTS = "departs."  # how the names of these rules begin


def depart(copy: Proposition, entry: Entry, meeting: Meeting, whole: Entry) -> Comparison | None:
    """Weaker, with the one fact of a claim in which it departs from a finding of a study that it cites; None where it
    differs in more. `whole` is all that the study says: a figure that it gives elsewhere departs from none."""
    for changed, slot, reason in (*_other_figures(copy, entry, whole), *_other_ways(copy, entry, meeting)):
        borne = align(weigh([changed], meeting), entry, meeting, cited=True)
        if borne:
            others = (s for s in borne.slots if s.name != slot.name)
            return Comparison(Relation.WEAKER, reason, scope.explain(slot), slot.rule, borne.score, (*others, slot))
    return None


def _slot(name: str, copy: str, study: str) -> Slot:
    return Slot(name=name, copy=copy, study=study, outcome=SlotOutcome.DIFFERENT, rule=f"{DEPARTS}{name}")


def _other_figures(copy: Proposition, entry: Entry, whole: Entry) -> Iterator[tuple[Proposition, Slot, Reason]]:
    """The claim with one figure put as the finding has it."""
    for name in FIGURES:
        figures: tuple[Quantity, ...] = getattr(copy, name)
        for place, figure in enumerate(figures):
            for other in _instead(figure, name, copy, entry, whole):
                put = replace(figure, low=other.low, high=other.high, bound=other.bound, text=other.text)
                changed = replace(copy, **{name: (*figures[:place], put, *figures[place + 1 :])})
                yield changed, _slot(name, figure.text, other.text), REASONS[name]


def _instead(figure: Quantity, name: str, copy: Proposition, entry: Entry, whole: Entry) -> list[Quantity]:
    """The figures that the finding has in one's place, in its unit, those of the same doer first; none where the study
    has one that bears it out."""
    given = (q for p in (*whole.propositions, *entry.propositions) for q in related_of(p, name))
    if any(figure.compare(q) in GOOD for q in given):
        return []
    mine = [p for p in entry.propositions if set(p.subject) & set(copy.subject)]
    told = {q: p for p in (*mine, *entry.propositions) for q in related_of(p, name)}
    return [q for q in alike(figure, told) if name != "size" or _is_of(told[q], copy)]


def _is_of(told: Proposition, copy: Proposition) -> bool:
    """Whether a clause gives its figure of what the copy gives one of: what share is treated is no other share than
    what share is ill."""
    return scope.relates(copy.family, told.family) or f"={copy.predicate}" in told.content


def _other_ways(copy: Proposition, entry: Entry, meeting: Meeting) -> Iterator[tuple[Proposition, Slot, Reason]]:
    """The claim given the way in which the finding gives it."""
    asked = scope.limiting("route", copy, entry, meeting)
    told = tuple(dict.fromkeys(key for p in entry.propositions for key in p.route if key in p.content))
    if not asked or not told or meeting.all(asked, told) in MET:
        return
    kept = tuple(key for key in copy.content if key not in asked)
    changed = replace(copy, route=told, content=(*kept, *told))
    yield changed, _slot("route", meeting.label(asked), meeting.label(told)), Reason.WRONG_ROUTE_OR_DOSE
