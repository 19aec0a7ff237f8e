"""Figures of the copy against figures of a finding: size, dose, frequency, onset, duration.

A figure that the source does not give is not found, which is no contradiction. A different figure for the same thing,
in the same unit and slot, is. A finding's other clauses are asked after its own, and the study's record last.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kb.evidence import harms
from kb.evidence.agreeing import closest
from kb.evidence.entries import Entry, Step
from kb.evidence.meeting import MET, Meeting
from kb.evidence.ratios import CHANGING, RELATIVE, TROUBLES, bears
from kb.labels import Reason, SlotOutcome
from kb.model import Proposition, Slot
from kb.quantity import Quantity

FIGURES = ("size", "dose", "frequency", "onset", "duration")
REASONS = {"size": Reason.WRONG_NUMBER, "dose": Reason.WRONG_ROUTE_OR_DOSE, "frequency": Reason.WRONG_ROUTE_OR_DOSE,
           "onset": Reason.WRONG_DURATION, "duration": Reason.WRONG_DURATION}  # fmt: skip
# kinds that two statements can dispute
_TELLING = frozenset({"percent", "fraction", "year", "ratio", "score", "duration"})
_BY = re.compile(r"\bby\s+(?:(?:a|an|about|around|some|mean|average|median|of)\s+)*$", re.IGNORECASE)
_MEAN = re.compile(r"\b(?:mean|average|median)\b", re.IGNORECASE)
LASTS = "=predicate.last"
_FAR = 1.3  # times: beyond all figures of a finding by so much, a figure is none of them
_SEVERAL = 3  # shares of a clause
MANY = 10_000  # people: a count of so many is of a country, not of a study
GOOD = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})
# How many tell it, not what they tell.
_NOT_FIGURES = frozenset({"study", "trial", "paper", "article", "investigation"})
_NUMBERS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"})
_TIMES = frozenset({"onset", "duration"})


def compare_figures(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> Iterator[Step]:
    """One step per figure of the copy."""
    for name in FIGURES:
        for figure in getattr(copy, name):
            given = [q for q in related_of(study, name) if bears(q, figure, copy, study, meeting)]
            own = _of_arm(copy, study, alike(figure, (q for q in getattr(study, name) if q in given)))
            own = _leading(own, figure, copy)
            if figure.low == 100:  # "for everyone": of people, not "lowered by 58%"
                own = [q for q in own if not _BY.search(entry.finding.statement[: q.start])]
            beside = alike(figure, _lasting(copy, entry, name)) or alike(figure, given)
            told = (p for p in entry.propositions if not _had_it(p, study, meeting))
            others = alike(figure, (q for p in told for q in related_of(p, name) if q.kind != RELATIVE))
            record = _sample(figure, entry) if figure.unit == "person" else []
            outcome, met = _best(figure, own or beside or [*record, *others])
            if outcome is SlotOutcome.NOT_STATED and _names_the_study(figure, entry):
                continue
            slot = Slot(
                name=name, copy=figure.text, study=met.text if met else "", outcome=outcome, rule=f"figure.{name}"
            )
            if outcome in GOOD:
                yield Step(slot)
            elif outcome is SlotOutcome.NOT_STATED:
                yield Step(
                    slot, Reason.DOES_NOT_ADDRESS if name != "duration" and name != "onset" else Reason.WRONG_DURATION
                )
            else:
                disputed = outcome is SlotOutcome.DIFFERENT and _measured_alike(figure, own, getattr(copy, name))
                denies = disputed and _tells(figure, copy, study, name)
                yield Step(slot, REASONS[name], denies)


def _had_it(told: Proposition, study: Proposition, meeting: Meeting) -> bool:
    """Whether a clause only says how many of a group had the trouble that the study's clause says was made less: by how
    much it was, that is not."""
    if study.family not in CHANGING or study.effect != 1 or told.family != "occur":
        return False
    concepts = meeting.vocabulary.concepts
    troubles = [key for key in told.object if key in concepts and concepts[key].kind in TROUBLES]
    return bool(troubles) and meeting.all(troubles, study.object) in MET


def _leading(given: list[Quantity], figure: Quantity, copy: Proposition) -> list[Quantity]:
    """Of three shares or more that a clause gives ("19 %: 23 % of women, 14 % of men"; "mild in 43 %, moderate in 34 %,
    serious in 23 %") the first, where the copy gives one: which of the others it would be, nobody can tell."""
    shares = {(q.low, q.high) for q in given if q.kind in {"percent", "fraction"}}
    if len(shares) < _SEVERAL or len(alike(figure, copy.size)) != 1:
        return given
    return [min(given, key=lambda q: q.start)]


def _lasting(copy: Proposition, entry: Entry, name: str) -> list[Quantity]:
    """How long a thing lasts is told by the clause that tells it, and not by when another measured it."""
    if name != "duration" or LASTS not in copy.content:
        return []
    return [q for p in entry.propositions for q in p.duration]


def _of_arm(copy: Proposition, study: Proposition, figures: list[Quantity]) -> list[Quantity]:
    """Of figures told one for each group ("44% on X and 16% on Y"), that of the group of which the copy speaks."""
    groups = tuple(dict.fromkeys((*study.subject, *study.comparator)))
    mine = [i for i, group in enumerate(groups) if group in copy.subject]
    if len(copy.size) > 1 or len(figures) < 2 or len(figures) != len(groups) or len(mine) != 1:
        return figures
    return [sorted(figures, key=lambda q: q.start)[mine[0]]]


def _measured_alike(figure: Quantity, own: list[Quantity], beside: tuple[Quantity, ...]) -> bool:
    """Whether figures can dispute each other: one of the copy against one of the finding, or against several that all
    lie far from it; a share of people tells nothing of a mean, and of "half of them lost 5%" either may be meant."""
    if not own or sum(q.unit == figure.unit for q in beside) > 1:
        return False
    if _is_mean(figure) != _is_mean(own[0]) and (_is_share(figure) or _is_share(own[0])):
        return False
    if len(own) > 1:
        return all(figure.low > q.high * _FAR or figure.high * _FAR < q.low for q in own)
    return not _alike_times(figure, own[0])


def _is_mean(figure: Quantity) -> bool:
    return bool(_MEAN.search(figure.text))


def _is_share(figure: Quantity) -> bool:
    """A figure that only people are counted in: "eight in ten", "most"."""
    return figure.kind in {"percent", "fraction"} and "%" not in figure.text and "per" not in figure.text


def _alike_times(figure: Quantity, other: Quantity) -> bool:
    """ "Four times" rounds 4.2 times."""
    return figure.unit == other.unit == "times" and abs(figure.low - other.low) < 0.15 * other.low


def _tells(figure: Quantity, copy: Proposition, study: Proposition, name: str) -> bool:
    """Whether another figure in its place disputes it: a share, a score, the count of a people ("25 million adults"), a
    duration by which a thing is defined ("the half-life is 3 hours")."""
    if name == "duration":
        return copy.family == study.family == "is_a" and set(copy.subject) == set(study.subject)
    of_one = {*copy.content} - {*copy.population} == {*study.content} - {*study.population}  # one country, one trouble
    many = figure.kind == "count" and figure.unit == "person" and figure.low >= MANY and of_one
    return name == "size" and (figure.kind in _TELLING or many)


def same_figure(copy: Proposition, entry: Entry) -> tuple[Quantity, Proposition] | None:
    """A figure of the copy that the finding gives to the last digit, with the statement that gives it. A round one
    ("50 %", "10 weeks") may stand anywhere, and is none."""
    for figure in copy.size:
        if figure.kind not in _TELLING or figure.low != figure.high or figure.low % 5 == 0:
            continue
        for told in entry.propositions:
            given = (q for q in told.size if q.kind != RELATIVE)  # that is reckoned, and stands nowhere
            if any((q.low, q.high, q.unit) == (figure.low, figure.high, figure.unit) for q in given):
                return figure, told
    return None


def torn(claim: Sequence[Proposition], entry: Entry) -> bool:
    """Whether a statement of the claim repeats the figures of a finding but for one, in whose place the finding has
    another of that unit: what the study gives elsewhere is then of something else."""
    theirs = _distinct(entry.propositions)
    for p in claim:
        own = _distinct([p])
        borne_by = _bearers(own, theirs)
        taken: dict[int, int] = {}
        left = [i for i in range(len(own)) if not _assign(i, borne_by, taken, set())]
        free = {told.unit for j, told in enumerate(theirs) if j not in taken}
        if len(taken) > 1 and any(own[i].unit in free for i in left):
            return True
    return False


def displaced(claim: Sequence[Proposition], entry: Entry) -> Step | None:
    """Where two figures of the copy lean on one of the finding while another of the finding, in the same unit, bears
    none: "30 % and 20 %" against "30 % and 50 %". Each figure of a finding bears one of the copy."""
    own, theirs = _distinct(p for p in claim if p.asserted), _distinct(entry.propositions)
    borne_by = _bearers(own, theirs)
    taken: dict[int, int] = {}  # figure of the finding -> figure of the copy
    for i in sorted(borne_by, key=lambda i: (_off(own[i], theirs), i)):
        if not borne_by[i] or _assign(i, borne_by, taken, set()):
            continue
        left = [told for j, told in enumerate(theirs) if j not in taken and told.unit == own[i].unit]
        if left:
            slot = Slot(name=own[i].kind, copy=own[i].text, study=left[0].text, outcome=SlotOutcome.DIFFERENT,
                        rule="figure.displaced")  # fmt: skip
            return Step(slot, Reason.WRONG_DURATION if own[i].kind == "duration" else Reason.WRONG_NUMBER)
    return None


def _bearers(own: Sequence[Quantity], theirs: Sequence[Quantity]) -> dict[int, list[int]]:
    """For each figure of the copy, by its place, the places of those of the finding that bear it."""
    return {i: [j for j, told in enumerate(theirs) if figure.compare(told) in GOOD] for i, figure in enumerate(own)}


def _off(figure: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether no other figure is the very same: such a one is placed last."""
    return not any((figure.low, figure.high, figure.unit) == (o.low, o.high, o.unit) for o in others)


def _assign(i: int, borne_by: Mapping[int, Sequence[int]], taken: dict[int, int], seen: set[int]) -> bool:
    """Give figure `i` one that bears it, moving others to another that bears them too where that is needed."""
    for j in borne_by[i]:
        if j in seen:
            continue
        seen.add(j)
        if j not in taken or _assign(taken[j], borne_by, taken, seen):
            taken[j] = i
            return True
    return False


def _distinct(propositions: Iterable[Proposition]) -> list[Quantity]:
    """The figures of some propositions in text order, each once."""
    found = {q: None for p in propositions for name in FIGURES for q in getattr(p, name)}
    return sorted(found, key=lambda q: (q.start, q.end, q.text))


def _names_the_study(figure: Quantity, entry: Entry) -> bool:
    """Whether a year is that of the study itself ("in a 2018 study"): part of its name, no result."""
    return figure.kind == "year" and f"{figure.low:.0f}" == entry.study.year


def related_of(p: Proposition, name: str) -> tuple[Quantity, ...]:
    """The figures that may say what this slot says: a time may be read as an onset or as a duration, and as how much a
    time has changed."""
    times = (*p.onset, *p.duration)
    if name == "size":
        return (*p.size, *times)
    return (*times, *(q for q in p.size if q.kind == "duration")) if name in _TIMES else getattr(p, name)


def alike(figure: Quantity, others: Iterable[Quantity]) -> list[Quantity]:
    return [other for other in others if other.unit == figure.unit]


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


def bear_figures(said: Sequence[Proposition], entry: Entry, meeting: Meeting) -> Iterator[Step]:
    """A step for each figure of a claim as a whole: whether some clause of the finding, or the number of people in its
    study's record, gives it. Where the clause that says the same counts people itself, the record is not asked."""
    for p in said:
        for name in FIGURES:
            for figure in getattr(p, name):
                if _says_little(figure, name):
                    continue
                slots = _TIMES | {"size"} if name in _TIMES else frozenset(FIGURES)  # "by 17 minutes" is a size
                told_by = _of_its_thing(p, figure, slots, _of_its_doer(p, said, figure, slots, entry, meeting), meeting)
                others = _bearing(figure, p, told_by, slots, meeting)
                record = [] if _counts_itself(p, figure, entry, meeting) else _sample(figure, entry)
                outcome, met = _best(figure, [*others, *record])
                fine = outcome in GOOD
                exact = fine and figure.kind in {"percent", "fraction", "ratio", "score", "dose"}
                told = figure.low == figure.high or any(c.isdigit() for c in figure.text)
                rule = "aligned.figure" if exact and told else "aligned.count"
                slot = Slot(name=name, copy=figure.text, study=met.text if met else "", outcome=outcome, rule=rule)
                yield Step(slot, None if fine else Reason.WRONG_NUMBER)


def _bearing(
    figure: Quantity, p: Proposition, told_by: Sequence[Proposition], slots: Iterable[str], meeting: Meeting
) -> list[Quantity]:
    """The figures of some clauses that can bear one of the claim's. What a ratio tells of a change, the rates of the
    groups do not tell: who has less than another by 21 % may have 1.27 %."""
    given = {f: _figures(f, slots) for f in told_by}
    own = {
        f: (*_leading(alike(figure, q), figure, p), *(o for o in q if o.unit != figure.unit)) for f, q in given.items()
    }
    told = {f: [q for q in own[f] if bears(q, figure, p, f, meeting)] for f in told_by}
    reckoned = any(q.kind == RELATIVE and q.unit == figure.unit for own in told.values() for q in own)
    return [q for f, own in told.items() for q in own if f.family in CHANGING or not reckoned]


def _figures(p: Proposition, slots: Iterable[str]) -> list[Quantity]:
    return [q for name in FIGURES if name in slots for q in getattr(p, name)]


def _of_its_doer(
    p: Proposition,
    said: Sequence[Proposition],
    figure: Quantity,
    slots: Iterable[str],
    entry: Entry,
    meeting: Meeting,
) -> Sequence[Proposition]:
    """The clauses whose figures can bear one of the claim's: where some give such a figure of what the claim speaks of
    (`p`, or where that names no doer, all that is said), not those of the group that it was compared with."""
    doers = harms.doers_of((*p.subject, *p.content), meeting)
    doers = doers or harms.doers_of([key for other in said for key in other.subject], meeting)
    told = [(f, harms.doers_of((*f.subject, *f.object), meeting)) for f in entry.propositions]
    own = [f for f, named in told if alike(figure, _figures(f, slots)) and meeting.any(doers, named) in MET]
    return [f for f, named in told if not named or f in own] if own else entry.propositions


def _of_its_thing(
    p: Proposition, figure: Quantity, slots: Iterable[str], told_by: Sequence[Proposition], meeting: Meeting
) -> Sequence[Proposition]:
    """Of some clauses those that give such a share of all that the copy speaks of, where there are such: "its
    specificity was 99 %" has the figure of specificity, whatever another clause has of sensitivity."""
    if figure.kind not in {"percent", "fraction"}:
        return told_by
    aside = {*harms.doers_of(p.content, meeting), *p.population, *p.comparator}
    things = {key for key in p.content if key not in aside and key[0] not in "=!"}
    own = [f for f in told_by if things and things <= {*f.content} and alike(figure, _figures(f, slots))]
    return own or told_by


def _counts_itself(p: Proposition, figure: Quantity, entry: Entry, meeting: Meeting) -> bool:
    """Whether the clause of a finding that says what the copy says counts people too, and none of them as the copy
    counts others: "all 35 patients" are not the 235 of the record, "16 of the patients" may be some of them."""
    told = alike(figure, (q for f in closest(p, entry.propositions, meeting) for q in f.size))
    others = [q for q in alike(figure, p.size) if q != figure]
    return bool(told) and not any(q.compare(one) in GOOD for q in others for one in told)


def _sample(figure: Quantity, entry: Entry) -> list[Quantity]:
    """The number of people in the study's record, in the unit of the claim's count of people; a count of what they were
    given is none."""
    if figure.kind != "count" or figure.unit == "session" or entry.study.n is None:
        return []
    return [replace(figure, low=entry.study.n, high=entry.study.n, bound="exact", text=f"n = {entry.study.n}")]


def _says_little(figure: Quantity, name: str) -> bool:
    """ "In recent years" gives no duration, "one study" and "a single dose" no size that a finding could bear."""
    if name in _TIMES:
        told = any(c.isdigit() for c in figure.text) or not _NUMBERS.isdisjoint(
            re.findall(r"[a-z]+", figure.text.lower())
        )
        return figure.low != figure.high and not told and figure.high >= 24 * 365
    few = figure.kind == "count" and figure.high in {1, 2}
    return figure.unit in _NOT_FIGURES or few
