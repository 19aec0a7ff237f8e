"""One treatment against another: "beats", "no better than", "as well as", and two shares side by side.

A statement of comparison says who came off better, and may say it with either of the two as its subject: "A did better
than B", "B was inferior to A", "64% with A and 28% with B". Each becomes a contrast of one form, so that the copy and
a finding can be held against each other whichever way round they are told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from kb.evidence.chance import doubt
from kb.evidence.entries import Comparison, Entry
from kb.evidence.figures import FIGURES
from kb.evidence.harms import DOERS, doers_of
from kb.evidence.meeting import MET, Meeting
from kb.evidence.strength import compare_strength
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.model.marks import LESS, LESSER, SAME

FROM_OTHER_END = "contrast.same"
ALIKE = "=predicate.no_change"
_HARMFUL = frozenset({"cause", "associated"})
_DONE = frozenset({"effect", "prevent"})
_SHARES = frozenset({"percent", "fraction"})
_COUNTED = frozenset({"count", "duration", "dose"})
_CERTAINTY = frozenset({"statistic", "relative"})  # what a ratio or a p value tells is of both groups
_SAID = {1: "better than", 0: "no different from", -1: "worse than"}


@dataclass(frozen=True, slots=True)
class Contrast:
    """What did better (1), the same (0) or worse (-1) than what, for the person, and at what."""

    doers: tuple[str, ...]
    rivals: tuple[str, ...]
    sign: int
    objects: tuple[str, ...]
    told: Proposition


def refute_contrast(copy: Sequence[Contrast], entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the copy says that one treatment did better, the same or worse than another, and the finding
    says otherwise of the same two at the same thing; else None. A hedged statement denies nothing and is not denied.
    `copy` are the contrasts that the copy draws."""
    if not copy or not entry.finding.verified or entry.study.species not in {"", "human"}:
        return None
    theirs = list(contrasts(entry.propositions, meeting))
    for ours in copy:
        for other in theirs:
            sign = _as_told_by(ours, other, meeting)
            if sign is None or sign == ours.sign or not _one_matter(ours, other, entry, meeting):
                continue
            if doubt(other.told) or (ours.sign == 0 and _is_part(other, ours, meeting)):
                continue  # what may be chance is no difference; of several things one may differ where all do not
            return _against(ours, sign, meeting)
    return None


def bear_contrast(copy: Proposition, entry: Entry, meeting: Meeting, *, cited: bool) -> Comparison | None:
    """Supports, where a finding draws the contrast of the copy from its other end ("A did better than B" of "B was less
    effective than A") and names all that the copy does; else None."""
    if not copy.comparator or any(getattr(copy, name) for name in FIGURES):
        return None
    for ours in contrasts((copy,), meeting):
        for other in contrasts(entry.propositions, meeting):
            if not ours.sign or _as_told_by(ours, other, meeting) != ours.sign:
                continue
            told = other.told
            other_sort = (copy.family in _HARMFUL) is not (told.family in _HARMFUL)
            if other_sort and not (ours.objects and meeting.all(ours.objects, other.objects) in MET):
                continue  # who had fewer side effects was not the better therefore
            if not _one_matter(ours, other, entry, meeting) or not _all_named(copy, told, entry, meeting):
                continue
            steps = tuple(compare_strength(copy, told, entry, cited=cited))
            if not any(step.reason for step in steps):
                slot = replace(_slot(ours, ours.sign, SlotOutcome.EQUAL, meeting), rule=FROM_OTHER_END)
                slots = (slot, *(step.slot for step in steps))
                return Comparison(
                    Relation.SUPPORTS, Reason.ENTAILED, "draws the same comparison", slot.rule, 0.9, slots
                )
    return None


def _is_part(theirs: Contrast, ours: Contrast, meeting: Meeting) -> bool:
    """Whether the other contrast is drawn at a thing of the kind that ours is drawn at, and not at that itself."""
    both = ours.objects and theirs.objects
    return bool(both) and meeting.any(ours.objects, theirs.objects) is SlotOutcome.BROADER


def _all_named(copy: Proposition, told: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether the finding's clause, and of people its study, names each thing that the copy does."""
    known = (*told.content, *told.subject, *told.object, *told.comparator)
    people = (*known, *told.population, *entry.background)
    asked = (key for key in copy.content if key[0] != "=" and key != LESSER)
    return all(meeting.best(key, people if key in copy.population else known)[0] in MET for key in asked)


def contrasts(told: Sequence[Proposition], meeting: Meeting) -> Iterator[Contrast]:
    """The contrasts that some propositions draw, each by itself or two by their figures."""
    for p in told:
        sign = _sign(p)
        doers, against = tuple(doers_of(p.subject, meeting)), tuple(doers_of(p.comparator, meeting))
        added, rivals = _apart(doers, against)
        if not against and sign == 0:
            doers, rivals = doers[:1], doers[1:]  # "A did not differ from B"
        if sign is not None and len(doers) == 1 and rivals and added:
            yield Contrast(doers, rivals, sign, _things(p, meeting), p)
        elif sign is not None and set(doers) & set(against) and bool(added) is not bool(rivals):
            yield Contrast(added, rivals, sign, _things(p, meeting), p)  # "A with B did better than B alone"
    for one, other in combinations(told, 2):
        sign = _by_figures(one, other)
        doers, rivals = tuple(doers_of(one.subject, meeting)), tuple(doers_of(other.subject, meeting))
        if sign is not None and len(doers) == len(rivals) == 1 and doers != rivals:
            yield Contrast(doers, rivals, sign, _things(one, meeting), one)
        elif sign is not None and set(doers) & set(rivals):
            added, lacking = _apart(doers, rivals)
            if bool(added) is not bool(lacking):
                yield Contrast(added, lacking, sign, _things(one, meeting), one)


def _apart(doers: Sequence[str], against: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What only the one side was given, and what only the other."""
    return tuple(k for k in doers if k not in against), tuple(k for k in against if k not in doers)


def turned(ours: Sequence[Contrast], told: Sequence[Proposition], meeting: Meeting) -> bool:
    """Whether one of our contrasts is told of the same two treatments with another outcome, and never with that one:
    "B was superior to A" where "A was superior to B"."""
    theirs = list(contrasts(told, meeting)) if ours else []
    for contrast in ours:
        signs = {_as_told_by(contrast, other, meeting) for other in theirs} - {None}
        if signs and contrast.sign not in signs:
            return True
    return False


def doses_turned(copy: Proposition, told: Sequence[Proposition]) -> tuple[str, str] | None:
    """How copy and finding hold a drug against itself at another dose, where they do so the other way round; None where
    one of them does not. `told` is all that the finding says."""
    if len(copy.dose) < 2 or not set(copy.comparator) & set(copy.subject):
        return None
    given = (copy.dose, [q for p in told for q in p.dose])
    doses = [sorted({q.low: q for q in some}.values(), key=lambda q: q.start) for some in given]
    if len(doses[0]) < 2 or len(doses[1]) < 2 or doses[0][0].low == doses[1][0].low:
        return None
    one, other = (" than ".join(q.text for q in some) for some in doses)
    return one, other


def _sign(p: Proposition) -> int | None:
    if p.strength is Strength.HEDGED:
        return None
    if p.family in _HARMFUL:
        return _harm_sign(p)
    if p.family not in _DONE:
        return None
    if ALIKE in {f"={p.predicate}", *p.content}:
        return 0
    if any(q.kind in _SHARES for q in p.size):
        return None  # of shares the figures tell who did better
    if p.effect == 0:
        return 0
    if LESSER in p.content and not p.negated:
        return -p.effect if p.effect else None
    turned = LESS in p.content or "=predicate.worsen" in p.content
    return None if turned or p.negated else p.effect  # "helped less": more or less of what is not told apart


def _harm_sign(p: Proposition) -> int | None:
    """Who came off better where one has more, or fewer, side effects than the other; None where it is not said."""
    more, fewer = ("=predicate.increase" in p.content, "=predicate.reduce" in p.content)
    if p.negated and SAME in p.content and more and not fewer:
        return 0  # "no more frequent than"
    if p.negated or more is fewer or any(q.kind in _SHARES for q in p.size):
        return None
    return -1 if more else 1


def _by_figures(one: Proposition, other: Proposition) -> int | None:
    """Which of two like statements gives the larger share, as good or ill for the person; None where they differ in
    more than the treatment, or the shares overlap."""
    sizes = [[q for q in p.size if q.kind not in _CERTAINTY and q.unit != "person"] for p in (one, other)]
    if one.predicate != other.predicate or one.object != other.object or any(len(some) != 1 for some in sizes):
        return None
    times = ((one.onset, other.onset), (one.duration, other.duration))
    if one.negated or other.negated or any(mine and theirs and mine != theirs for mine, theirs in times):
        return None
    if (one.change, one.effect) == (-1, -1):
        return (
            None  # "remission was less frequent with A (46%) than with B (63%)": shares of it, and not by how much less
        )
    mine, theirs = (some[0] for some in sizes)
    good = -1 if one.family in _HARMFUL else one.effect
    if mine.unit != theirs.unit or mine.kind not in _SHARES or not good:
        return None
    if mine.low > theirs.high:
        return good
    return -good if theirs.low > mine.high else None


def _things(p: Proposition, meeting: Meeting) -> tuple[str, ...]:
    """What the treatments were compared at."""
    concepts = meeting.vocabulary.concepts
    named = (*p.object, *p.subject)
    return tuple(key for key in named if key in concepts and concepts[key].kind not in DOERS)


def _as_told_by(ours: Contrast, theirs: Contrast, meeting: Meeting) -> int | None:
    """The other contrast's sign as seen from our doer; None where they do not speak of the same two."""
    if _same(ours.doers, theirs.doers, meeting) and _same(ours.rivals, theirs.rivals, meeting):
        return theirs.sign
    if _same(ours.doers, theirs.rivals, meeting) and _same(ours.rivals, theirs.doers, meeting):
        return -theirs.sign
    return None


def _same(one: Sequence[str], other: Sequence[str], meeting: Meeting) -> bool:
    if not one or not other:
        return not one and not other
    return meeting.all(one, other) in MET and meeting.all(other, one) in MET


def _one_matter(ours: Contrast, theirs: Contrast, entry: Entry, meeting: Meeting) -> bool:
    """Whether both speak of one outcome, of people and ways of giving that do not exclude each other."""
    if any(key[0] == "~" and key not in ours.told.content for key in (*theirs.told.subject, *theirs.told.object)):
        return False  # an unknown word may make it another matter ("the number of sessions to remission")
    if (
        any(q.kind in _COUNTED and q.unit != "person" for q in theirs.told.size)
        or "=predicate.require" in theirs.told.content
    ):
        return False  # what was alike is how many or how long it took
    if ours.objects and theirs.objects and meeting.any(ours.objects, (*theirs.objects, *entry.background)) not in MET:
        return False
    ill, theirs_ill = (_conditions(c.told, meeting) for c in (ours, theirs))
    if ill and theirs_ill and meeting.any(ill, theirs_ill) not in MET:
        return False  # what was found in severe illness is another matter than mild illness
    for name in ("population", "route", "regimen", "species"):
        own, other = getattr(ours.told, name), getattr(theirs.told, name)
        if own and other and meeting.all(own, other) not in MET:
            return False
    times = (*ours.told.onset, *ours.told.duration), (*theirs.told.onset, *theirs.told.duration)
    return not (times[0] and times[1]) or any(
        one.compare(other) in (SlotOutcome.EQUAL, SlotOutcome.NARROWER) for one in times[0] for other in times[1]
    )


def _conditions(p: Proposition, meeting: Meeting) -> list[str]:
    concepts = meeting.vocabulary.concepts
    return [key for key in p.content if key in concepts and concepts[key].kind == "condition"]


def _against(ours: Contrast, sign: int, meeting: Meeting) -> Comparison:
    slot = _slot(ours, sign, SlotOutcome.OPPOSITE, meeting)
    detail = f"comparison: the copy says {slot.copy}, the source {slot.study}"
    return Comparison(Relation.CONTRADICTS, Reason.CONFLICTS_WITH_LIBRARY, detail, slot.rule, 1.0, (slot,))


def _slot(ours: Contrast, sign: int, outcome: SlotOutcome, meeting: Meeting) -> Slot:
    """The two treatments as the copy and as the finding, which says `sign`, set them against each other."""
    doers, rivals = (
        meeting.label(keys or doers_of(named, meeting))
        for keys, named in ((ours.doers, ours.told.subject), (ours.rivals, ours.told.comparator))
    )
    copy, study = (f"{doers} {_SAID[s]} {rivals}" for s in (ours.sign, sign))
    return Slot(name="comparison", copy=copy, study=study, outcome=outcome, rule="contrast.sign")
