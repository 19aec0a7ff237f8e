"""A flat denial of harm against a finding of harm: "no respiratory effects", "risk-free", "never affects fertility".

Clause by clause such a pair seldom has one shape: the copy denies that something occurs to people, the label lists what
the drug causes. Safety is where that matters most, so it is asked apart: one harm that a credible source reports of the
same intervention is enough against a denial of that harm, of a wider one, or of harm as such (DESIGN section 4; 21 CFR
202.1(e)(6)(i) on claims of safety that the label does not carry).
"""

import re
from collections.abc import Iterator, Sequence

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.meeting import MET, Meeting
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot

_NO_MORE = re.compile(r"\b(?:no|not|not any)\s+(?:more|higher|greater)\b", re.IGNORECASE)  # than on placebo
HARM_AS_SUCH = frozenset({"risk", "adverse_effect"})
DENYING = frozenset({"occur", "cause", "experience", "associated", "addictive"})
_TELLING = frozenset({"cause", "occur", "associated", "addictive"})
_ANECDOTES = frozenset({"case_report", "animal", "in_vitro", "other", "statement"})
WARNING = frozenset({"label", "regulation", "guideline"})  # there "can cause" is how a known harm is told
_ILLS = frozenset({"adverse_effect", "condition", "symptom"})
_ADDICTION = ("addiction", "dependence", "abuse_potential")
WARNINGS = frozenset({"boxed_warning", "safety_warning"})
DOERS = frozenset({"drug", "drug_class", "device", "procedure", "psychotherapy"})


def refute_denied_harm(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the copy flatly denies a harm that the finding reports of the same intervention; else None."""
    credible = entry.finding.verified and entry.study.species in {"", "human"}
    if not credible or entry.study.design_class in _ANECDOTES:
        return None
    doers = doers_of(copy.subject, meeting) or doers_of(copy.object, meeting)
    denied = denied_harms(copy, meeting) if doers else []
    if not denied:
        return None
    for told in entry.propositions:
        if not _same_people(copy, told, meeting):
            continue
        harms = _harms_told(told, meeting)
        theirs = [key for key in (*told.subject, *told.object, *entry.study.subjects) if key not in told.comparator]
        # "Neither drug has side effects" falls to those of one.
        if not any(meeting.best(key, theirs)[0] in (SlotOutcome.EQUAL, SlotOutcome.NARROWER) for key in doers):
            continue
        met = [h for h in harms if any(key in HARM_AS_SUCH or meeting.vocabulary.is_a(h, key) for key in denied)]
        if met and _tells_harm(told, entry):
            return _against(copy, told, denied, met, meeting)
    return None


def _harms_told(told: Proposition, meeting: Meeting) -> list[str]:
    """What a treatment causes is a harm, whatever else it may be; that it is addictive names its harm itself."""
    caused = told.family == "cause"
    named = [k for k in (*told.object, *told.subject) if _harmful(k, meeting) or (caused and _is_ill(k, meeting))]
    return [*named, *(_ADDICTION if told.family == "addictive" else ())]


def denied_harms(copy: Proposition, meeting: Meeting) -> list[str]:
    """The harms that a proposition flatly denies, by name ("no nausea"), as such ("free of side effects", "completely
    safe") or by what they would impair ("no effect on fertility", "patients stay aware"); empty where it hedges, counts
    some of the people only, or compares."""
    limited = copy.dose or copy.duration or copy.onset or any(0 < q.low < 100 for q in copy.size)
    # "No more nausea than with X" carries a word of its own for that; "unlike X, it causes no nausea" denies it flatly.
    compares = copy.comparator and not copy.negated and copy.strength is not Strength.ABSOLUTE
    if copy.strength is Strength.HEDGED or limited or compares:
        return []
    return list(dict.fromkeys(_denied(copy, meeting)))


def _denied(copy: Proposition, meeting: Meeting) -> Iterator[str]:
    things = (*copy.object, *copy.subject)
    without = [key[1:] for key in copy.content if key[0] == "!"]
    if all(_harmful(key, meeting) for key in without):  # "without nausea"; not "not by the drug"
        yield from without
    # "Not the same risks", "no risks beyond these": some word limits the denial.
    limited = any(key[0] == "~" and key not in copy.object for key in copy.content)
    negated = copy.negated or any(q.high == 0 for q in copy.size)  # "zero side effects"
    if negated and copy.family in DENYING and not limited:
        yield from (k for k in things if _harmful(k, meeting) or (copy.family == "cause" and _is_ill(k, meeting)))
    if copy.negated and copy.family == "addictive":
        yield from _ADDICTION
    if copy.family == "cure" and not copy.negated:  # "free of side effects"
        yield from (key for key in things if key in HARM_AS_SUCH)
    if copy.family == "safe" and not copy.negated and copy.effect == 1 and copy.strength is Strength.ABSOLUTE:
        yield "adverse_effect"
    untouched = copy.effect == 0 or (copy.negated and copy.family == "occur")
    if untouched or (copy.family == "last" and copy.change == 1 and not copy.negated):
        yield from (harm for key in things for harm in _impairments(key, meeting))


def _impairments(faculty: str, meeting: Meeting) -> Iterator[str]:
    """The harms that impair a function or an organ: those that the vocabulary relates to it."""
    concept = meeting.vocabulary.concepts.get(faculty)
    if concept is not None and concept.kind in {"outcome", "mechanism"}:
        yield from (key for key in concept.related if _is_ill(key, meeting))


def _is_ill(key: str, meeting: Meeting) -> bool:
    concept = meeting.vocabulary.concepts.get(key)
    return concept is not None and concept.kind in _ILLS


def is_harm(key: str, meeting: Meeting) -> bool:
    """Whether a concept is an adverse effect."""
    concept = meeting.vocabulary.concepts.get(key)
    return concept is not None and concept.kind == "adverse_effect"


def _harmful(key: str, meeting: Meeting) -> bool:
    return key in HARM_AS_SUCH or key in WARNINGS or is_harm(key, meeting)


def doers_of(keys: Sequence[str], meeting: Meeting) -> list[str]:
    """The interventions among some keys."""
    doers = meeting.of_kinds(DOERS)
    return [key for key in keys if key in doers]


def _tells_harm(told: Proposition, entry: Entry) -> bool:
    """Whether a proposition of a finding reports that something happens, or more often."""
    if told.negated or not told.asserted or any(q.high == 0 for q in told.size):
        return False
    if _NO_MORE.search(entry.finding.statement[told.start : told.end]):
        return False
    if told.strength is Strength.HEDGED and entry.study.kind not in WARNING:
        return False
    return told.family in _TELLING or (told.family == "effect" and told.effect == -1)


def _same_people(copy: Proposition, told: Proposition, meeting: Meeting) -> bool:
    """Whether what is told holds of the people and by the route that the copy speaks of; a denial that names nobody is
    said of everybody."""
    if copy.population and told.population and meeting.any(copy.population, told.population) not in MET:
        return False
    return not (copy.route and told.route) or meeting.any(copy.route, told.route) in MET


def _against(copy: Proposition, told: Proposition, denied: list[str], met: list[str], meeting: Meeting) -> Comparison:
    harm, reported = meeting.label(denied), meeting.label(met)
    slot = Slot(name="harm", copy=f"no {harm}", study=reported, outcome=SlotOutcome.OPPOSITE, rule="safety.denied_harm")
    detail = f"the copy denies {harm}, the source reports {reported}"
    return contradict(copy, told, slot, Reason.SAFETY_CONFLICT, meeting, detail=detail)
