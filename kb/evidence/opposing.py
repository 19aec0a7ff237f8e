"""Whether two statements of copy speak against each other: no finding between them, no design, no citation.

Comes in: two propositions. Goes out: the slot in which they cannot both hold, or None. Both must speak of one subject
and one object, of the same people and the same way of giving; the denial must be at least as wide as what it denies;
and neither may hedge, since "may help" and "does not help" can both be told in good faith. One thing is asked
otherwise: a flat denial of harm falls to any harm that is told, hedged or not ("no side effects", "may cause nausea"),
as in `refuting`.
"""

from collections.abc import Collection, Iterable, Iterator

from kb.evidence.comparing import OPPOSITES, say
from kb.evidence.figures import FIGURES
from kb.evidence.harms import DENYING, HARM_AS_SUCH, is_harm
from kb.evidence.meeting import Meeting
from kb.labels import SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.quantity import Quantity

COPY = "copy"  # how rules begin
REPORTED = "copy.reported"  # rules for what is told in the past tense: of two studies both may be true
_SCOPES = ("population", "species", "route", "regimen", "comparator")
_DENIED = frozenset({
    "effect", "cause", "approve", "schedule", "act", "last", "start", "safe", "addictive", "cure", "prevent",
})  # fmt: skip
_SEVERAL = frozenset({"act", "last", "start", "safe"})  # families whose relations say nothing of each other
_ALONE = frozenset({"safe", "addictive", "schedule", "start"})  # "it is addictive" needs no object
_MEASURES = frozenset({"percent", "fraction", "ratio", "score", "duration", "dose", "money", "year", "rate"})
_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.BROADER})


def oppose(one: Proposition, other: Proposition, meeting: Meeting) -> Slot | None:
    """The slot in which the two cannot both hold; `copy` is what the first says, `study` what the second says.

    Symmetric but for that order; None where both can be true.
    """
    if not (one.asserted and other.asserted and one.subject and other.subject):
        return None
    if one.carried_object or other.carried_object:
        return None
    harm = None
    if one.negated or other.negated:
        harm = _harm(one, other, meeting) or _turned(_harm(other, one, meeting))
    if Strength.HEDGED in (one.strength, other.strength):
        return harm
    if harm and (one.predicate, set(one.object)) != (other.predicate, set(other.object)):
        return harm
    if one.family != other.family or (not one.family and one.predicate != other.predicate):
        return harm
    denials = _denials(one, other, meeting)
    if denials:
        told = any(p.reported and p.family == "effect" for p in denials)
        rule = f"{REPORTED if told else COPY}.opposite"
        return Slot(name="predicate", copy=say(one), study=say(other), outcome=SlotOutcome.OPPOSITE, rule=rule)
    return harm or _figure(one, other, meeting)


def _denials(one: Proposition, other: Proposition, meeting: Meeting) -> list[Proposition]:
    """Which of the two denies just what the other says, or something at least as wide; both where each claims the
    reverse of the other; none where they can both hold."""
    if one.negated != other.negated and one.predicate == other.predicate and _alike(one, other, meeting):
        same = _names_enough(one) and _figures_of(one) == _figures_of(other)
        return [one if one.negated else other] if same else []
    sign = _compare_signs(one, other)
    pairs = {"one": [(one, other)], "other": [(other, one)], "both": [(one, other), (other, one)]}.get(sign, [])
    return [denial for denial, _ in pairs] if all(_reaches(d, told, meeting) for d, told in pairs) else []


def _figures_of(p: Proposition) -> list[tuple]:
    return [(name, q.kind, q.low, q.high, q.unit, q.bound) for name in FIGURES for q in getattr(p, name)]


def _names_enough(p: Proposition) -> bool:
    """A relation of two named things: "is difficult to get" and "is not difficult to bear" may be read alike."""
    return any(key[0] != "~" for key in p.subject) and any(key[0] != "~" for key in p.object)


def _compare_signs(one: Proposition, other: Proposition) -> str:
    """Which of the two denies: "one", "other", "both" where each claims the reverse of the other; "" where the signs
    agree or cannot be compared."""
    if one.family not in _DENIED:
        return ""
    if one.family == "effect":
        signs = (one.effect, other.effect) if None not in (one.effect, other.effect) else (one.change, other.change)
        if None in signs or signs[0] == signs[1] or _lifted(one, other) or _lifted(other, one):
            return ""
        return "one" if signs[0] == 0 else "other" if signs[1] == 0 else "both"
    if frozenset((one.predicate, other.predicate)) in OPPOSITES:
        return "both" if one.negated == other.negated else ""
    if one.negated == other.negated or (one.predicate != other.predicate and one.family in _SEVERAL):
        return ""
    return "one" if one.negated else "other"


def _lifted(one: Proposition, other: Proposition) -> bool:
    """Whether a rise of something bad stands against relief of it: "lifts depression" may be meant as relief."""
    return one.change == 1 and one.effect == -1 and other.change is None


def _reaches(denial: Proposition, told: Proposition, meeting: Meeting) -> bool:
    """Whether what is denied takes in what is told: subject, object and scope as wide or wider, no other limit."""
    if not (denial.object or denial.family in _ALONE):
        return False
    for name in ("subject", "object"):
        if not _covers(getattr(denial, name), getattr(told, name), meeting):
            return False
    if any(getattr(denial, name) and not getattr(told, name) for name in _SCOPES):
        return False
    if not all(_covers(getattr(denial, name), getattr(told, name), meeting) for name in _SCOPES):
        return False
    if (denial.negated or denial.effect == 0) and any(getattr(denial, name) for name in FIGURES):
        return False
    if denial.family == "last" and denial.negated and (told.duration or told.onset):
        return False  # what is no long-term solution may last for weeks
    return all(_covers([key], told.content, meeting) for key in _rest(denial))


def _covers(wide: Collection[str], narrow: Collection[str], meeting: Meeting) -> bool:
    """Whether every key of the first slot is, or is broader than, a key of the second."""
    return all(any(meeting.key(key, other) in _COVERED for other in narrow) for key in wide)


def _rest(p: Proposition) -> Iterator[str]:
    """What limits a statement beside its slots and its own relation."""
    slots = {key for name in ("subject", "object", *_SCOPES) for key in getattr(p, name)}
    return (key for key in p.content if key not in slots and key[0] != "=")


def _figure(one: Proposition, other: Proposition, meeting: Meeting) -> Slot | None:
    """The figure in which two statements differ that are alike in all else."""
    if one.negated or other.negated or (one.effect, one.change) != (other.effect, other.change):
        return None
    if not (one.object or one.family == "occur"):
        return None
    differing = []
    for name in FIGURES:
        ours, theirs = getattr(one, name), getattr(other, name)
        if not ours and not theirs:
            continue
        if len(ours) != 1 or len(theirs) != 1:
            return None
        if _differ(ours[0], theirs[0]):
            differing.append((name, ours[0], theirs[0]))
    if len(differing) != 1 or not _alike(one, other, meeting):
        return None
    name, own, their = differing[0]
    told = REPORTED if one.reported or other.reported else COPY
    return Slot(name=name, copy=own.text, study=their.text, outcome=SlotOutcome.DIFFERENT, rule=f"{told}.figure.{name}")


def _alike(one: Proposition, other: Proposition, meeting: Meeting) -> bool:
    """Whether two statements agree in all that they speak of, figures and signs apart."""
    slots = ("subject", "object", *_SCOPES)
    if not all(_same(getattr(one, name), getattr(other, name), meeting) for name in slots):
        return False
    return _same(set(_rest(one)), set(_rest(other)), meeting)


def _differ(one: Quantity, other: Quantity) -> bool:
    return (
        one.kind in _MEASURES
        and one.compare(other) is SlotOutcome.DIFFERENT
        and other.compare(one) is SlotOutcome.DIFFERENT
    )


def _same(one: Iterable[str], other: Collection[str], meeting: Meeting) -> bool:
    one = tuple(one)
    met = lambda a, b: all(any(meeting.key(k, o) is SlotOutcome.EQUAL for o in b) for k in a)  # noqa: E731
    return met(one, other) and met(other, one)


def _harm(denial: Proposition, told: Proposition, meeting: Meeting) -> Slot | None:
    """A harm that one statement flatly denies and another tells of the same intervention."""
    if not denial.negated or denial.strength is Strength.HEDGED or denial.family not in DENYING or told.negated:
        return None
    if denial.reported:
        return None  # "caused no serious harm in the trial" denies none elsewhere
    if told.family not in DENYING or any(getattr(denial, name) for name in FIGURES) or any(_rest(denial)):
        return None
    denied = [key for key in denial.object if key in HARM_AS_SUCH or is_harm(key, meeting)]
    if len(denied) < len(denial.object) or not _covers(denial.subject, told.subject, meeting):
        return None
    if not all(_covers(getattr(denial, name), getattr(told, name), meeting) for name in _SCOPES):
        return None
    met = [
        h for h in told.object if _told_as_harm(h, told, meeting) and any(_denies(key, h, meeting) for key in denied)
    ]
    if not met:
        return None
    no, yes = f"no {meeting.label(denied)}", meeting.label(met)
    return Slot(name="harm", copy=no, study=yes, outcome=SlotOutcome.OPPOSITE, rule="copy.denied_harm")


def _told_as_harm(key: str, told: Proposition, meeting: Meeting) -> bool:
    """An adverse effect by its kind, or any trouble that the intervention is said to cause."""
    concept = meeting.vocabulary.concepts.get(key)
    caused = told.predicate == "predicate.cause" and concept is not None and concept.kind in {"condition", "symptom"}
    return caused or is_harm(key, meeting)


def _denies(key: str, harm: str, meeting: Meeting) -> bool:
    return key in HARM_AS_SUCH or meeting.vocabulary.is_a(harm, key)


def _turned(slot: Slot | None) -> Slot | None:
    """The slot as the other statement would have it."""
    if slot is None:
        return None
    return Slot(name=slot.name, copy=slot.study, study=slot.copy, outcome=slot.outcome, rule=slot.rule)
