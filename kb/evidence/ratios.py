"""Ratios of risk as statements: "hazard ratio, 0.69" says that the risk is lower by 31 %.

Comes in: the propositions of a finding. Goes out: the same, with what its ratios say of their outcomes, so that copy is
held against it like against any other statement. 100 (1 - RR) is the relative reduction in per cent and 100 (RR - 1)
the increase (Cochrane Handbook, 6.4.1.2); of a hazard ratio the same is said of hazards, which trials and copy call
risk. An odds ratio tells the direction alone: read as a ratio of risks it overstates reductions and increases, the
more the commoner the outcome (Cochrane Handbook, 6.4.1.3), and the finding seldom gives how common that is. Nor does a
ratio tell more than its direction where it is of several outcomes at once ("stroke or death").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kb.evidence.chance import RATIOS, RISKS, Figure, apart_from, figure_of, small
from kb.evidence.harms import HARM_AS_SUCH, doers_of
from kb.evidence.meeting import MET, Meeting
from kb.model import Proposition
from kb.quantity import Quantity

RELATIVE = "relative"  # the kind of a figure that a ratio tells: of its own outcome alone
TROUBLES = frozenset({"condition", "symptom", "adverse_effect"})
_OUTCOMES = TROUBLES | {"outcome"}
_COMPARED = frozenset({"placebo", "usual_care", "control_group", "healthy_volunteer"})
_PREDICATES = {-1: "predicate.reduce", 1: "predicate.increase"}
CHANGING = frozenset({"effect", "prevent"})  # the clause says itself which way it goes
_TALLYING = frozenset({"", "is_a", "occur", "experience", "report", "cause", "associated"})  # it says how many, or that


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio where its sentence gives it: what stands between it and the ratio before, and what certainty follows."""

    named: tuple[str, ...]
    interval: Figure | None = None
    p: Figure | None = None

    @property
    def may_be_chance(self) -> bool:
        """Whether the interval holds 1, or the p value is none that trials call significant."""
        if self.interval is not None:
            return not apart_from(1, self.interval)
        return self.p is not None and not small(self.p)


def with_ratios(told: Sequence[Proposition], meeting: Meeting) -> tuple[Proposition, ...]:
    """The propositions of a finding, those that give a ratio of their outcome with what it tells in per cent and times;
    and a statement of its own for each ratio whose clause only gives rates."""
    if not any(q.unit in RATIOS and q.kind == "statistic" for p in told for q in p.size):
        return tuple(told)
    read: list[Proposition] = []
    for gist, group in groupby(told, key=lambda p: p.gist):
        ratios = dict(_ratios(gist))
        sentence = _Sentence(tuple(part for p in group for part in _parts(p, ratios, meeting)), ratios, meeting)
        read += [replace(p, size=(*p.size, *sentence.relative(p)), **sentence.tallied(p)) for p in sentence.clauses]
        read += sentence.stated()
    return tuple(read)


def bears(told: Quantity, figure: Quantity, copy: Proposition, study: Proposition, meeting: Meeting) -> bool:
    """Whether a figure of a finding may be held against one of the copy. One that a ratio tells may be where the copy
    speaks of the same outcome, and says that it is made less, or more, as the ratio does; it is of no difference in
    percentage points. Any other may be."""
    if told.kind != RELATIVE:
        return True
    if copy.family not in CHANGING or copy.negated or "point" in figure.text:
        return False
    if copy.change != study.change and copy.family != "prevent":
        return False
    asked, given = _outcomes(copy, meeting), _outcomes(study, meeting)
    # "The risk of recurrence" names no thing, but what happens.
    happens = [{key for key in p.content if key[0] == "="} for p in (copy, study)]
    if not asked and not given:
        return bool(happens[0]) and happens[0] <= happens[1]
    return bool(given) and all(meeting.best(key, asked)[0] in MET for key in given)  # "stroke or death" is no stroke


def _ratios(gist: Sequence[str]) -> Iterator[tuple[str, Ratio]]:
    """Each ratio of a sentence by its key. The first interval and p value behind it, before the next, are its own."""
    last, ratio = "", Ratio(())
    named: list[str] = []
    for key in gist:
        figure = figure_of(key)
        if figure is None:
            named += [key] if key[0] not in _MARKS else []
        elif figure.unit in RATIOS:
            if last:
                yield last, ratio
            last, ratio, named = key[1:], Ratio(tuple(named)), []
        elif figure.unit == "ci" and ratio.interval is None:
            ratio = replace(ratio, interval=figure)
        elif figure.unit == "p" and ratio.p is None:
            ratio = replace(ratio, p=figure)
    if last:
        yield last, ratio


_MARKS = "!^<>="  # as `propositions.gist` sets them: none of these keys names a thing


def _parts(p: Proposition, ratios: Mapping[str, Ratio], meeting: Meeting) -> Iterator[Proposition]:
    """A clause that changes several outcomes, each with its ratio behind it ("of stroke (HR 0.8) and of death (HR
    0.9)"), as one clause for each; what has no ratio stays together."""
    outcomes = _outcomes(p, meeting)
    told = {q: ratios[_key(q)].named for q in p.size if _key(q) in ratios}
    of = {q: {key for key in outcomes if key in named} for q, named in told.items()}
    sets = [keys for keys in (*of.values(), {*outcomes} - {*(k for keys in of.values() for k in keys)}) if keys]
    if p.family not in CHANGING or len(sets) < 2 or sum(map(len, sets)) > len(outcomes):
        yield p
        return
    for keys in sets:
        others = {*outcomes} - keys
        kept = {
            name: tuple(k for k in getattr(p, name) if k not in others) for name in ("subject", "object", "content")
        }
        yield replace(p, **kept, size=tuple(q for q in p.size if q not in of or of[q] == keys))


def _key(q: Quantity) -> str:
    return f"{q.unit}:{q.low:g}:{q.high:g}" if q.unit in RATIOS else ""


def _way(ratio: Quantity) -> int:
    return (ratio.low > 1) - (ratio.high < 1)


def _kind(key: str, meeting: Meeting) -> str:
    concept = meeting.vocabulary.concepts.get(key)
    return concept.kind if concept else ""


def _outcomes(p: Proposition, meeting: Meeting) -> list[str]:
    """The outcomes that a clause speaks of: those that the vocabulary knows, else what words it has for its object."""
    doing = {*doers_of((*p.subject, *p.object), meeting), *p.comparator}
    keys = [key for key in (*p.object, *p.subject) if key not in doing and key not in HARM_AS_SUCH]
    return [key for key in keys if _kind(key, meeting) in _OUTCOMES] or [key for key in p.object if key in keys]


def _valence(keys: Sequence[str], meeting: Meeting) -> int:
    """Whether more of an outcome is better (1) or worse (-1); 0 where the vocabulary does not say."""
    if any(_kind(key, meeting) in TROUBLES for key in keys):
        return -1
    good = meeting.vocabulary.cues["valence.good"].phrases
    return int(any(meeting.label([key]).lower() in good for key in keys))


def _told_by(ratio: Quantity) -> Iterator[Quantity]:
    """The relative change in per cent, and how many times as great an increased risk is."""
    if ratio.unit not in RISKS:
        return
    low, high = sorted(abs(100 * (1 - end)) for end in (ratio.low, ratio.high))
    told = replace(ratio, kind=RELATIVE, unit="percent", low=round(low, 6), high=round(high, 6))
    yield told
    if _way(ratio) > 0:
        yield replace(told, unit="times", low=ratio.low, high=ratio.high)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The clauses of a sentence of a finding, and its ratios by their keys."""

    clauses: tuple[Proposition, ...]
    ratios: Mapping[str, Ratio]
    meeting: Meeting

    def relative(self, p: Proposition) -> Iterator[Quantity]:
        """What the ratios of a clause tell of the change that it speaks of."""
        if p.family not in CHANGING or p.negated:
            return
        way = -1 if p.family == "prevent" else p.change
        for q, ratio in self._given(p):
            if _way(q) == way and self._is_own(p, ratio):
                yield from _told_by(q)

    def tallied(self, p: Proposition) -> dict[str, str]:
        """What a clause says that only names a risk ("the relative risk of stroke was 0.6"): how great it was, and not
        that anything brings it about."""
        named = p.family == "cause" and any(_way(q) < 0 and self._is_own(p, ratio) for q, ratio in self._given(p))
        return {"family": "is_a", "predicate": "predicate.is_a"} if named else {}

    def stated(self) -> Iterator[Proposition]:
        """A statement for each ratio behind bare rates ("2.13 % with X, 3.09 % with Y (hazard ratio, 0.69)"), where it
        is clear what and which group it is of, and chance is ruled out."""
        done = set[Quantity]()
        for p in self.clauses:
            for q, ratio in self._given(p) if p.family in _TALLYING and not p.negated else ():
                outcomes = self._measured(p, ratio)
                if q.unit == "hr":  # what is at hazard is that a good thing ends ("survival (hazard ratio, 0.70)")
                    outcomes = [key for key in outcomes if _valence([key], self.meeting) <= 0]
                if q in done or not outcomes or ratio.may_be_chance:
                    continue
                done.add(q)
                among = self._groups(q, outcomes)
                doer = self._treated(among, q)
                if doer is not None:
                    yield self._statement(p, q, outcomes, doer, among)

    def _groups(self, q: Quantity, outcomes: Sequence[str]) -> list[Proposition]:
        """The clauses that say how many had an outcome, or give its ratio: between them they name all groups."""
        told = (c for c in self.clauses if c.family in _TALLYING and not c.negated)
        return [c for c in told if q in c.size or not {*outcomes}.isdisjoint(_outcomes(c, self.meeting))]

    def _given(self, p: Proposition) -> Iterator[tuple[Quantity, Ratio]]:
        """The ratios that a clause gives, with their certainty; none that is 1."""
        for q in p.size:
            if _way(q) and _key(q) in self.ratios:
                yield q, self.ratios[_key(q)]

    def _is_own(self, p: Proposition, ratio: Ratio) -> bool:
        """Whether a ratio is of the outcome of a clause, and of that alone. One before which nothing is named but who
        did it ("(RR 0.6; OR 0.5)") is of the only outcome that there is; words that nobody knows may be another."""
        mine = set(_outcomes(p, self.meeting))
        others = {key for c in self.clauses for key in _outcomes(c, self.meeting)} - mine
        if not others.isdisjoint(ratio.named):
            return False
        return not mine.isdisjoint(ratio.named) or not (
            others or {*ratio.named} - {*doers_of(ratio.named, self.meeting)}
        )

    def _measured(self, p: Proposition, ratio: Ratio) -> list[str]:
        """The outcome that a ratio is of: that of its clause, or the only one that is named for it alone."""
        if self._is_own(p, ratio):
            return [key for key in _outcomes(p, self.meeting) if key in ratio.named]
        named = [key for key in dict.fromkeys(ratio.named) if _kind(key, self.meeting) in _OUTCOMES]
        sole = len(named) == 1 and _kind(named[0], self.meeting) != "condition"  # that may be what people had before
        return named if sole else []

    def _treated(self, among: Sequence[Proposition], q: Quantity) -> tuple[str, ...] | None:
        """The group that a ratio is of: the one that is compared, and not with what. Where the clauses do not tell the
        two apart, their rates do. Without a group, what its clause is of; None where it cannot be told, or the rates go
        the other way."""
        against = {k for c in among for k in c.comparator if k not in (*c.subject, *c.object)} | _COMPARED
        rates = self._rates(among)
        named = dict.fromkeys(k for c in among for k in doers_of((*c.subject, *c.object, *c.content), self.meeting))
        groups = tuple(key for key in named if key not in against)
        if len(rates) == 2:
            (first, one), (second, other) = rates.items()
            by_rate = first if (one < other) is (_way(q) < 0) else second
            return (by_rate,) if one != other and (len(groups) != 1 or groups[0] == by_rate) else None
        if groups:
            return groups if len(groups) == 1 else None
        return tuple(k for k in among[0].subject if k not in against and _kind(k, self.meeting) not in _OUTCOMES)

    def _rates(self, among: Sequence[Proposition]) -> dict[str, float]:
        """The share of each group, by what the group was given."""
        rates: dict[str, float] = {}
        for c in among:
            mine = doers_of((*c.subject, *c.object), self.meeting)
            shares = [q.low for q in c.size if q.unit == "percent" and q.kind != RELATIVE]
            if len(mine) == 1 and len(shares) == 1:
                rates[mine[0]] = shares[0]
        return rates

    def _statement(
        self, p: Proposition, q: Quantity, outcomes: Sequence[str], doer: Sequence[str], among: Sequence[Proposition]
    ) -> Proposition:
        way, valence = _way(q), _valence(outcomes, self.meeting)
        groups = (key for c in among for key in doers_of((*c.subject, *c.object, *c.comparator), self.meeting))
        else_measured = {*_outcomes(p, self.meeting)} - {*outcomes}
        said = (*doer, *(key for key in p.content if key not in else_measured), *outcomes)
        return replace(
            p,
            subject=tuple(doer),
            predicate=_PREDICATES[way],
            object=tuple(outcomes),
            family="effect",
            change=way,
            effect=way * valence or None,
            comparator=tuple(dict.fromkeys(key for key in groups if key not in doer)),
            content=tuple(dict.fromkeys(said)),
            size=(q, *_told_by(q)),
            frequency=(),
            commonness=0,
        )
