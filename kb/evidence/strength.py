"""Words of the copy against the design behind a finding: who may say "does", who only "may" (DESIGN section 4, step 5).

Levels are those of OCEBM 2011. An absolute statement needs a synthesis of trials, a regulatory fact or a survey; a
plain statement of benefit a controlled study of some size; a hedged one any study in people.
"""

from collections.abc import Iterator

from kb.evidence.chance import doubt
from kb.evidence.entries import Entry, Step
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot

_CAUSAL = frozenset({"effect", "cure", "prevent", "start", "last", "safe"})
_CHANGES = frozenset({"effect", "prevent", "cure"})
_COURSES = frozenset({"start", "last"})
_UNCONTROLLED = frozenset(
    {"uncontrolled", "case_report", "cross_sectional", "survey", "imaging", "review", "other", "cohort"}
)
# What is usually done is told by those who look over many practices.
_PRACTICE = frozenset(
    {"systematic_review", "review", "consensus", "guideline", "label", "survey", "statistic", "statement"}
)
_FACTS = frozenset({"label", "regulation", "guideline", "statistic", "statement"})
# What an agency or a guideline says of these holds without exception: it is a rule, and no observation.
_RULED = frozenset({"approve", "schedule", "recommend", "require"})
_CONTROLLED = frozenset({"rct", "systematic_review", "controlled"})
CHANCE = "strength.chance"
ASSOCIATED = "predicate.associated"
SMALL = 50  # people: below it a single trial is called small here


def compare_strength(copy: Proposition, study: Proposition, entry: Entry, *, cited: bool = False) -> Iterator[Step]:
    """At most three steps: species, chance, and strength against what the finding and its design carry."""
    if not in_people(study, entry) and not copy.species:
        slot = Slot(
            name="species", copy="people", study=entry.study.species, outcome=SlotOutcome.DIFFERENT, rule="scope.animal"
        )
        yield Step(slot, Reason.ANIMAL_ONLY)
    changed = copy.family in _CHANGES and not copy.negated and copy.effect != 0
    told = cited and copy.reported and not copy.comparator  # what fell in a study fell there, by chance or not
    if changed and not told and copy.strength is not Strength.HEDGED and (why := doubt(study)):
        slot = Slot(name="chance", copy="a difference", study=why, outcome=SlotOutcome.BROADER, rule=CHANCE)
        yield Step(slot, Reason.OVERSTATED)
    weak = _weakness(copy, study, entry, cited)
    outcome = SlotOutcome.BROADER if weak else SlotOutcome.EQUAL
    slot = Slot(
        name="strength", copy=copy.strength.value, study=weak or "carries it", outcome=outcome, rule="strength.design"
    )
    yield Step(slot, Reason.OVERSTATED if weak else None)


def _tried(study: Proposition, entry: Entry) -> bool:
    """Whether what is told as an association was found by trying it: in a trial, or against something else."""
    return entry.study.design_class in _CONTROLLED or (not entry.study.design_class and bool(study.comparator))


def in_people(study: Proposition, entry: Entry) -> bool:
    """Whether a finding is about people, or about no living thing: of a study of people and animals it is, where it
    names no animal."""
    return entry.study.species in {"", "human", "none"} or (entry.study.species == "mixed" and not study.species)


def _weakness(copy: Proposition, study: Proposition, entry: Entry, cited: bool) -> str:
    """Why the finding cannot carry the copy's words; empty where it can."""
    practice = copy.family in {"use", "recommend"} and (copy.size or copy.dose or copy.frequency)
    told = cited and copy.reported  # "patients took 5 mg" tells what was done in the cited study, not what is done
    advised = study.family == "recommend" and copy.family == "use"  # "the recommended dose is 5 mg"
    if (
        practice
        and not told
        and not advised
        and entry.study.kind not in _FACTS
        and entry.study.design_class not in _PRACTICE
    ):
        return "one study's schedule"
    if copy.strength is Strength.HEDGED:
        return ""
    if told and copy.strength is Strength.PLAIN:
        return ""  # "anxiety fell by 5 points" only tells what the cited study saw
    linked = f"={ASSOCIATED}" in copy.content  # "is linked to lower weight" claims no cause
    nothing_done = not copy.subject and copy.family in _COURSES  # "onset is at 30": nobody says what brings it about
    causal = copy.family in _CAUSAL and not linked and not nothing_done and copy.effect != 0
    causal = causal and not (copy.negated and copy.family == "effect")
    if study.strength is Strength.HEDGED and (causal or copy.strength is Strength.ABSOLUTE):
        return "the source hedges"
    ruled = entry.study.kind in _FACTS and (copy.family in _RULED or copy.negated)
    if copy.strength is Strength.ABSOLUTE and study.strength is not Strength.ABSOLUTE and not ruled:
        return "the source is less sure"
    if not causal or entry.study.kind in _FACTS:
        return ""
    if f"={ASSOCIATED}" in study.content and not _tried(study, entry):
        return "an association"
    if entry.study.design_class in _UNCONTROLLED:
        return f"design: {entry.study.design_class.replace('_', ' ')}, no control group"
    if entry.study.n is not None and entry.study.n < SMALL and entry.study.level != "1":
        return f"{entry.study.n} people"
    return ""
