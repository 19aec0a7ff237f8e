"""Times, doses and frequencies of the copy against what a source rules on the same use.

That a trial measured after six weeks denies nothing of what happens after one; that an effect takes six weeks, or lasts
two, does. A label's doses and frequencies hold of every patient it speaks of: outside all of those that it names for a
product, the copy is wrong; one trial's schedule rules on nothing.
"""

import re

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import WARNING, doers_of
from kb.evidence.meeting import MET, Meeting
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.quantity import Quantity

_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})
ENDLESS = "predicate.permanent"
FADING = ("predicate.fade", "predicate.return", "predicate.regain")
AT_ONCE = "predicate.at_once"
_WEEK = 24.0 * 7
_OPEN = frozenset({"at_least", "more_than"})  # bounds that leave the other side open
_FAR = 3.0  # times: below it two durations may be two ways of measuring one
_OFF = 1.9  # the same of doses and frequencies
# Before a time: it is how long a thing takes, and not when it was measured.
_TAKES = re.compile(
    r"\b(?:takes?|took|needs?|requires?|only after|not before|not until"
    r"|(?:starts?|begins?)\s+(?:to\s+\w+|\w+ing)\s+(?:after|in))\s+(?:\w+\s+){0,3}$",
    re.I,
)
_LASTS = re.compile(r"\b(?:last(?:s|ed|ing)?|durations?)\b", re.I)
_LIMITING = {"route": frozenset({"route", "dosage_form"}), "population": frozenset({"population"})}
_TROUBLES = frozenset({"condition", "symptom"})


def refute_timing(copy: Proposition, entry: Entry, meeting: Meeting, whole: Entry) -> Comparison | None:
    """Contradicts, where a finding gives another time, dose or frequency for just what the copy speaks of; else None.
    `whole` is all that the study says."""
    doers = doers_of((*copy.subject, *copy.object), meeting)
    credible = entry.finding.verified and entry.study.species in {"", "human"}
    if copy.strength is Strength.HEDGED or copy.negated or not doers or not credible:
        return None
    for told in entry.propositions:
        theirs = (*told.subject, *told.object, *entry.study.subjects)
        if told.negated or meeting.all(doers, theirs) not in _COVERED or not _same_use(copy, told, entry, meeting):
            continue
        met = _early(copy, told, entry) or _lasting(copy, told, entry) or _outside(copy, entry, whole)
        if met:
            return _against(copy, told, *met, meeting)
    return None


def _same_use(copy: Proposition, told: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether both speak of one trouble (a source that names none speaks of all), one route and one sort of people;
    what the copy does not limit, it says of all."""
    concepts = meeting.vocabulary.concepts
    for key in copy.content:
        if key not in concepts or concepts[key].kind not in _TROUBLES:
            continue
        general = not any(k in concepts and concepts[k].kind in _TROUBLES for k in entry.known)
        outcome, met = meeting.best(key, told.content)
        measured = met in concepts and concepts[met].kind == "outcome"  # an antidepressant effect is one on depression
        if not general and outcome not in _COVERED and not (measured and outcome in MET):
            return False
    for name in ("route", "population"):
        one, other = getattr(copy, name), getattr(told, name)
        limits = [k for k in entry.known if k in concepts and concepts[k].kind in _LIMITING[name]]
        if one and not other and (not limits or meeting.any(one, limits) in MET):
            continue  # the source speaks of all, or is about just these and says so elsewhere
        if (one or (other and copy.family != "last")) and meeting.any(one, other) not in MET:
            return False
    return True


def says(p: Proposition, cue: str) -> bool:
    """Whether a relation is that of a proposition, or one of its words."""
    return p.predicate == cue or f"={cue}" in p.content


def once_is_enough(copy: Proposition) -> bool:
    """Whether the copy says that a single dose or session is enough."""
    single = "single_dose" in copy.content or any(q.kind == "count" and q.high <= 1 for q in copy.size)
    return copy.family == "suffice" and single and not copy.negated


def _early(copy: Proposition, told: Proposition, entry: Entry) -> tuple[Quantity | None, Quantity] | None:
    """A quicker onset than the source allows: "within hours", "at once" against "takes 4 to 6 weeks"."""
    if copy.family not in {"effect", "start"} or told.family not in {"effect", "start"} or copy.effect == -1:
        return None
    if says(copy, AT_ONCE) and not copy.onset:
        slow = (q for q in (*told.onset, *told.duration) if q.low >= _WEEK and q.bound != "up_to")
        late = next((q for q in slow if _TAKES.search(_before(q, entry))), None)
        if late:
            return None, late
    for mine in copy.onset:
        for theirs in (*told.onset, *told.duration):
            taking = bool(_TAKES.search(_before(theirs, entry)))
            if taking and mine.bound not in _OPEN and mine.high * _FAR < theirs.low and theirs.bound != "up_to":
                return mine, theirs
    return None


def _lasting(copy: Proposition, told: Proposition, entry: Entry) -> tuple[Quantity | None, Quantity] | None:
    """A longer effect than the source allows: "for months", "permanent" against "lasts a week", "fades in a week"; one
    dose that is enough, against how long one lasts."""
    once = once_is_enough(copy)
    if once and "single_dose" not in told.content:
        return None
    endless = says(copy, ENDLESS) or once
    if not endless and (copy.family != "last" or copy.change != 1):
        return None
    fades = any(says(told, cue) for cue in FADING)
    lasts = told.predicate == "predicate.last" and _LASTS.search(entry.finding.statement[told.start : told.end])
    some = any(q.kind == "count" and q.unit == "person" for q in told.size)  # "in four patients it came back by day 4"
    for theirs in (*told.duration, *told.onset) if (fades or lasts) and not some else ():
        if theirs.bound in _OPEN:
            continue
        if endless:
            return None, theirs
        longer = [q for q in copy.duration if q.bound not in {"up_to", "less_than"} and q.low > theirs.high * _FAR / 2]
        if longer:
            return longer[0], theirs
    return None


def _outside(copy: Proposition, entry: Entry, whole: Entry) -> tuple[Quantity, Quantity] | None:
    """A dose or frequency outside all that an official source names in the same unit."""
    if entry.study.kind not in WARNING or copy.reported or copy.family in {"cause", "occur", "associated"}:
        return None
    for name in ("dose", "frequency"):
        here = [q for p in entry.propositions for q in getattr(p, name)]
        for mine in getattr(copy, name):
            told = [q for p in whole.propositions for q in getattr(p, name) if q.unit == mine.unit]
            if not told or not any(q.unit == mine.unit for q in here):
                continue
            most, least = max(q.high for q in told), min(q.low for q in told)
            nearest = max((q for q in here if q.unit == mine.unit), key=lambda q: q.high)
            if mine.low > most * _OFF or mine.high * _OFF < least:
                return mine, nearest
    return None


def _before(figure: Quantity, entry: Entry) -> str:
    return entry.finding.statement[max(0, figure.start - 40) : figure.start]


def _against(
    copy: Proposition, told: Proposition, mine: Quantity | None, theirs: Quantity, meeting: Meeting
) -> Comparison:
    endless = "one is enough" if once_is_enough(copy) else "without end"
    said = mine.text if mine else "at once" if says(copy, AT_ONCE) else endless
    reason = Reason.WRONG_DURATION if theirs.kind == "duration" else Reason.WRONG_ROUTE_OR_DOSE
    rule = f"timing.{theirs.kind}"
    slot = Slot(name=theirs.kind, copy=said, study=theirs.text, outcome=SlotOutcome.DIFFERENT, rule=rule)
    detail = f"{theirs.kind}: the copy says {said}, the source {theirs.text}"
    return contradict(copy, told, slot, reason, meeting, detail=detail)
