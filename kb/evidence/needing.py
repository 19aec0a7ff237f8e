"""What the copy says is not needed, or is enough, against a source that says more is needed: no monitoring, no blood
tests, a few weeks only, one session.

A trial's own schedule asks nothing of others, so only labels, rulings and guidelines are held against the copy here.
"""

from kb.evidence.contradicting import contradict
from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import WARNING, doers_of
from kb.evidence.meeting import MET, Meeting
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.quantity import Quantity

_COVERED = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})
_NEEDED = frozenset({"setting", "procedure", "regulation", "device"})  # kinds of what a treatment can require
_ASKING = frozenset({"require", "recommend"})
_TAKING = frozenset({"require", "use", "recommend", "suffice", "is_a"})
_COURSE = frozenset({"session", "treatment", "infusion", "injection", "dose"})
_OFF = 1.9  # times; as in `timing`
ONLY = "~only"
_SETTING = "setting"


def refute_needlessness(copy: Proposition, entry: Entry, meeting: Meeting) -> Comparison | None:
    """Contradicts, where the source requires what the copy says is not needed, or more than it says is enough; else
    None."""
    doers = doers_of((*copy.subject, *copy.object), meeting)
    official = entry.finding.verified and (entry.study.kind in WARNING or entry.study.design_class == "guideline")
    if not doers or not official:
        return None
    for told in entry.propositions:
        theirs = (*told.subject, *told.object, *entry.study.subjects)
        if told.negated or not told.asserted or not _same_people(copy, told, meeting):
            continue
        if not any(meeting.best(key, theirs)[0] in _COVERED for key in doers):
            continue
        against = _spared(copy, told, meeting) or _short(copy, told) or _few(copy, told)
        against = against or _elsewhere(copy, told, meeting)
        if against:
            return _against(copy, told, *against, meeting)
    return None


def spares(copy: Proposition, meeting: Meeting) -> bool:
    """Whether the copy says that something is not needed, that little is enough, or where it can be had."""
    denied = any(key[0] == "!" for key in copy.content) or (copy.family in _ASKING and copy.negated)
    short = copy.family in _TAKING and ONLY in copy.content and bool(copy.duration)
    placed = copy.family in _TAKING and bool(_settings(copy, meeting))
    return denied or short or placed or copy.family == "suffice"


def _same_people(copy: Proposition, told: Proposition, meeting: Meeting) -> bool:
    for name in ("population", "route"):
        limits = getattr(told, name)
        if limits and getattr(copy, name) and meeting.any(getattr(copy, name), limits) not in MET:
            return False
    return told.strength is not Strength.HEDGED


def _spared(copy: Proposition, told: Proposition, meeting: Meeting) -> tuple[str, str] | None:
    """ "Needs no blood tests", "without supervision" against "requires regular blood tests"."""
    spared = [key[1:] for key in copy.content if key[0] == "!"]
    if copy.family in _ASKING and copy.negated:
        spared += [*copy.subject, *copy.object]
    if copy.comparator or told.family not in _ASKING:
        return None
    concepts = meeting.vocabulary.concepts
    for key in spared:
        needed = key in concepts and key not in told.subject and concepts[key].kind in _NEEDED
        if needed and any(meeting.key(other, key) in _COVERED for other in told.content if other[0] not in "=!~"):
            return f"no {meeting.label([key])}", f"{meeting.label([key])} needed"
    return None


def _short(copy: Proposition, told: Proposition) -> tuple[str, str] | None:
    """ "For a few weeks only" against "for at least six months", "for long-term use"."""
    if copy.family not in _TAKING or ONLY not in copy.content or not copy.duration or told.family not in _TAKING:
        return None
    mine = copy.duration[0]
    if "long_term_use" in told.content:
        return mine.text, "long-term use"
    longer = (q for q in told.duration if q.bound not in {"up_to", "less_than"} and q.low > mine.high * _OFF)
    theirs = next(longer, None)
    return (mine.text, theirs.text) if theirs else None


def _elsewhere(copy: Proposition, told: Proposition, meeting: Meeting) -> tuple[str, str] | None:
    """ "Can be taken at home" against "is given only in a certified clinic"."""
    mine, theirs = _settings(copy, meeting), _settings(told, meeting)
    allowed = copy.family in _TAKING and not copy.negated
    if not allowed or told.family not in _TAKING or ONLY not in told.content or not mine or not theirs:
        return None
    if any(meeting.key(one, other) in MET for one in mine for other in theirs):
        return None
    return meeting.label(mine), f"only {meeting.label(theirs)}"


def _settings(p: Proposition, meeting: Meeting) -> list[str]:
    concepts = meeting.vocabulary.concepts
    return [key for key in p.content if key in concepts and concepts[key].kind == _SETTING]


def _few(copy: Proposition, told: Proposition) -> tuple[str, str] | None:
    """ "A single session is enough" against "a course takes 20 sessions"."""
    enough = copy.family == "suffice" or "=predicate.suffice" in copy.content
    single = "single_dose" in copy.regimen or any(_counts(q) and q.high <= 1 for q in _figures(copy))
    many = next((q for q in _figures(told) if _counts(q) and q.low >= 2), None)
    if not enough or not single or copy.negated or many is None or told.family not in _TAKING:
        return None
    return "one is enough", many.text


def _figures(p: Proposition) -> tuple[Quantity, ...]:
    return (*p.size, *p.dose, *p.frequency)


def _counts(figure: Quantity) -> bool:
    return figure.kind == "count" and figure.unit in _COURSE


def _against(copy: Proposition, told: Proposition, said: str, needed: str, meeting: Meeting) -> Comparison:
    slot = Slot(name="need", copy=said, study=needed, outcome=SlotOutcome.OPPOSITE, rule="need.denied")
    return contradict(copy, told, slot, Reason.CONFLICTS_WITH_LIBRARY, meeting)
