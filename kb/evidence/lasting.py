"""A cure, a benefit without end, or one that outlasts the treatment, against one that denies it: "there is no cure",
"the weight came back after it was stopped".

That a trouble cannot be cured is said of the trouble, whatever is given for it; that it comes back once a treatment has
stopped is said of that treatment, and is held too against copy that needs it "for a few weeks only".
"""

from kb.evidence.contradicting import contradict
from kb.evidence.denying import STOPPED
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import doers_of, is_harm
from kb.evidence.meeting import Meeting
from kb.evidence.timing import ENDLESS, FADING, says
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot

_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})
_TROUBLES = frozenset({"condition", "symptom"})
_ANECDOTES = frozenset({"case_report", "animal", "in_vitro", "other", "statement"})
CURE = "predicate.cure"
_ONLY = "~only"
_TAKING = frozenset({"require", "use"})


def refute_lasting(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the source denies the cure or the lasting benefit that the copy promises; else None."""
    doers = doers_of((*copy.subject, *copy.object), meeting)
    credible = entry.finding.verified and entry.study.species in {"", "human"}
    if copy.negated or copy.strength is Strength.HEDGED or not doers or not credible:
        return None
    for told in entry.propositions:
        seen = bool(told.size or told.duration)  # "to some extent in 8 of 18" was seen, whatever it hedges
        if not told.asserted or (told.strength is Strength.HEDGED and not seen):
            continue
        if _incurable(copy, told, meeting):
            return _against(copy, told, "a cure", "no cure", meeting)
        if entry.study.design_class not in _ANECDOTES and _comes_back(copy, told, doers, entry, meeting):
            return _against(copy, told, "that the benefit stays", "that it is lost after treatment", meeting)
    return None


def _incurable(copy: Proposition, told: Proposition, meeting: Meeting) -> bool:
    """Whether the copy cures a trouble of which the source says that there is no cure."""
    cures = copy.family == "cure" or (says(copy, ENDLESS) and copy.effect == 1)
    if not cures or told.family != "cure" or not told.negated or doers_of((*told.subject, *told.object), meeting):
        return False
    mine, theirs = (_troubles(p, meeting) for p in (copy, told))
    return bool(mine) and all(meeting.best(key, theirs)[0] in _COVERED for key in mine)


def _comes_back(copy: Proposition, told: Proposition, doers: list[str], entry: Entry, meeting: Meeting) -> bool:
    """Whether the copy says of a treatment that its benefit outlasts it, or that a short course is enough, and the
    source that what it did was lost once it had stopped."""
    lost = _fades(told) and not told.negated
    if not lost or STOPPED not in told.content or not promises_more(copy, meeting):
        return False
    if any(is_harm(key, meeting) for key in told.content):
        return False  # side effects that went away with the treatment
    theirs = (*told.subject, *told.object, *entry.study.subjects)
    mine = _troubles(copy, meeting)
    named = [key for key in _troubles(told, meeting) if key not in entry.study.subjects]
    met = not mine or not named or any(meeting.best(key, named)[0] in _COVERED for key in mine)
    return met and any(meeting.best(key, theirs)[0] in _COVERED for key in doers)


def promises_more(copy: Proposition, meeting: Meeting) -> bool:
    """Whether the copy says that the benefit outlasts the treatment or has no end, that it cures, or that a short
    course is enough."""
    outlasts = STOPPED in copy.content and "last" in _families(copy, meeting)
    # "In one trial it lasted four weeks after the last dose", "up to four weeks" tell of some people and of a time.
    bounded = bool(copy.duration) and (copy.reported or all(q.bound == "up_to" for q in copy.duration))
    outlasts = outlasts and not _fades(copy) and not bounded
    short = not _families(copy, meeting).isdisjoint(_TAKING) and _ONLY in copy.content and bool(copy.duration)
    named = all(
        key in meeting.vocabulary.concepts for key in copy.object
    )  # "break free of loops of worry" cures nothing
    cures = copy.predicate == CURE and named and bool(_troubles(copy, meeting)) and not copy.carried
    return outlasts or short or cures or says(copy, ENDLESS)


def _fades(p: Proposition) -> bool:
    return any(says(p, cue) for cue in FADING)


def _families(p: Proposition, meeting: Meeting) -> set[str]:
    cues = meeting.vocabulary.cues
    return {p.family, *(cues[key[1:]].attributes["family"] for key in p.content if key[0] == "=")}


def _troubles(p: Proposition, meeting: Meeting) -> list[str]:
    concepts = meeting.vocabulary.concepts
    return [key for key in p.content if key in concepts and concepts[key].kind in _TROUBLES]


def _against(copy: Proposition, told: Proposition, said: str, found: str, meeting: Meeting) -> Comparison:
    slot = Slot(name="duration", copy=said, study=found, outcome=SlotOutcome.OPPOSITE, rule="lasting.denied")
    return contradict(copy, told, slot, Reason.WRONG_DURATION, meeting)
