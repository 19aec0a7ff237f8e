"""Figures of the copy against figures of a finding: size, dose, frequency, onset, duration.

A figure that the source does not give is not found, which is no contradiction. A different figure for the same thing,
in the same unit and slot, is. A finding's other clauses are asked after its own, and the study's record last.
"""

from collections.abc import Iterator

from kb.evidence.entries import Entry, Step
from kb.labels import Reason, SlotOutcome
from kb.model import Proposition, Quantity, Slot

FIGURES = ("size", "dose", "frequency", "onset", "duration")
_REASONS = {"size": Reason.WRONG_NUMBER, "dose": Reason.WRONG_ROUTE_OR_DOSE, "frequency": Reason.WRONG_ROUTE_OR_DOSE,
            "onset": Reason.WRONG_DURATION, "duration": Reason.WRONG_DURATION}  # fmt: skip
_GOOD = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})


def compare_figures(copy: Proposition, study: Proposition, entry: Entry) -> Iterator[Step]:
    """One step per figure of the copy."""
    for name in FIGURES:
        for figure in getattr(copy, name):
            own = _alike(figure, getattr(study, name))
            others = _alike(
                figure, (q for p in entry.propositions for slot in _related(name) for q in getattr(p, slot))
            )
            outcome, met = _best(figure, own or others)
            if outcome is SlotOutcome.NOT_STATED and _names_the_study(figure, entry):
                continue
            slot = Slot(
                name=name, copy=figure.text, study=met.text if met else "", outcome=outcome, rule=f"figure.{name}"
            )
            if outcome in _GOOD:
                yield Step(slot)
            elif outcome is SlotOutcome.NOT_STATED:
                yield Step(
                    slot, Reason.DOES_NOT_ADDRESS if name != "duration" and name != "onset" else Reason.WRONG_DURATION
                )
            else:
                denies = outcome is SlotOutcome.DIFFERENT and bool(own) and name == "size" and len(own) == 1
                yield Step(
                    slot, _REASONS[name], denies and figure.kind in {"percent", "fraction", "year", "ratio", "score"}
                )


def _names_the_study(figure: Quantity, entry: Entry) -> bool:
    """Whether a year is that of the study itself ("in a 2018 study"): part of its name, no result."""
    return figure.kind == "year" and f"{figure.low:.0f}" == entry.study.year


def _related(name: str) -> tuple[str, ...]:
    return ("onset", "duration") if name in {"onset", "duration"} else (name,)


def _alike(figure: Quantity, others: "object") -> list[Quantity]:
    return [other for other in others if other.unit == figure.unit]  # type: ignore[attr-defined]


def _best(figure: Quantity, others: list[Quantity]) -> tuple[SlotOutcome, Quantity | None]:
    order = [
        SlotOutcome.EQUAL,
        SlotOutcome.NARROWER,
        SlotOutcome.BROADER,
        SlotOutcome.DIFFERENT,
        SlotOutcome.NOT_STATED,
    ]
    best: tuple[SlotOutcome, Quantity | None] = (SlotOutcome.NOT_STATED, None)
    for other in others:
        outcome = figure.compare(other)
        if order.index(outcome) < order.index(best[0]):
            best = (outcome, other)
    return best
