"""A flat denial of harm against a finding of harm: "no respiratory effects", "no risks", "never affects fertility".

Clause by clause such a pair seldom has one shape: the copy denies that something occurs to people, the label lists what
the drug causes. Safety is where that matters most, so it is asked apart: one harm that a credible source reports of the
same intervention is enough against a denial of that harm, of a wider one, or of harm as such (DESIGN section 4; 21 CFR
202.1(e)(6)(i) on claims of safety that the label does not carry).
"""

from kb.evidence.entries import Comparison, Entry
from kb.evidence.meeting import Meeting
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition, Slot

HARM_AS_SUCH = frozenset({"risk", "adverse_effect"})
DENYING = frozenset({"occur", "cause", "experience", "associated"})
_TELLING = frozenset({"cause", "occur", "associated"})
_ANECDOTES = frozenset({"case_report", "animal", "in_vitro", "other", "statement"})


def refute(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the copy flatly denies a harm that the finding reports of the same intervention; else None."""
    if not copy.negated or copy.strength is Strength.HEDGED or copy.family not in DENYING or copy.comparator:
        return None
    if any(key[0] == "~" and key not in copy.object for key in copy.content):
        return None  # "not the same risks", "no risks beyond these": some word limits the denial
    credible = entry.finding.verified and entry.study.species in {"", "human"}
    denied = [key for key in copy.object if key in HARM_AS_SUCH or is_harm(key, meeting)]
    if not denied or not copy.subject or not credible or entry.study.design_class in _ANECDOTES:
        return None
    for told in entry.propositions:
        harms = [key for key in told.object if is_harm(key, meeting)]
        if told.negated or told.family not in _TELLING or not harms or told.strength is Strength.HEDGED:
            continue
        doers = (*told.subject, *entry.study.subjects)
        if meeting.all(copy.subject, doers) not in (SlotOutcome.EQUAL, SlotOutcome.NARROWER):
            continue
        met = [h for h in harms for key in denied if key in HARM_AS_SUCH or meeting.vocabulary.is_a(h, key)]
        if met and not told.population:
            return _against(copy, told, denied, met, meeting)
    return None


def is_harm(key: str, meeting: Meeting) -> bool:
    """Whether a key names a harm that people may come to."""
    concept = meeting.vocabulary.concepts.get(key)
    return concept is not None and concept.kind == "adverse_effect"


def _against(copy: Proposition, told: Proposition, denied: list[str], met: list[str], meeting: Meeting) -> Comparison:
    slots = (
        Slot(name="subject", copy=meeting.label(copy.subject), study=meeting.label(told.subject),
             outcome=SlotOutcome.EQUAL, rule="topic.subject"),
        Slot(name="harm", copy=f"no {meeting.label(denied)}", study=meeting.label(met), outcome=SlotOutcome.OPPOSITE,
             rule="safety.denied_harm"),
    )  # fmt: skip
    detail = f"the copy denies {meeting.label(denied)}, the source reports {meeting.label(met)}"
    return Comparison(Relation.CONTRADICTS, Reason.SAFETY_CONFLICT, detail, "safety.denied_harm", 1.0, slots)
