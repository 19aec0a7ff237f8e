"""Whether the clauses of a claim and those of a finding that speak of the same agree: in negation, direction, relation,
speed, way in and order, and in which figure is whose.

`aligning` lays claim and finding beside each other as sets of what they name; that says nothing of which way things go.
"""

from collections.abc import Sequence

from kb.evidence import scope
from kb.evidence.coming import rank_of, told_common
from kb.evidence.entries import Entry
from kb.evidence.harms import doers_of
from kb.evidence.meeting import MET, Meeting
from kb.evidence.timing import AT_ONCE, ENDLESS, says
from kb.labels import SlotOutcome
from kb.model import Proposition
from kb.model.marks import EVERY
from kb.quantity import Quantity

PLAIN = frozenset({"", "occur", "is_a", "use", "studied", "report", "work", "experience"})
_OF_GROUPS = ("size", "dose", "onset", "duration")  # figures that each group, thing or route may have its own of
_DONE = frozenset({"effect", "prevent", "cure"})
_WARDING = frozenset({"prevent", "cure"})  # an equal figure may be of those who have it
_AGAINST = (
    ("=predicate.reduce", "=predicate.increase"),
    ("=predicate.increase", "=predicate.reduce"),
    ("=predicate.improve", "=predicate.worsen"),
    ("=predicate.worsen", "=predicate.improve"),
)


def is_near(p: Proposition, weighty: Sequence[str], meeting: Meeting) -> bool:
    """Whether a clause speaks of one of some things."""
    return any(meeting.best(key, p.content)[0] in MET for key in weighty)


def agree(
    said: Sequence[Proposition],
    near: Sequence[Proposition],
    entry: Entry,
    anchored: bool,
    meeting: Meeting,
) -> bool:
    """Negation, direction and relation of the claim's clauses against those of the finding that speak of the same."""
    families = {f.family for f in entry.propositions}
    if _turned(said, entry) or _crossed(said, near):
        return False
    if not all(_related(key, p, entry, families, meeting) for p in said for key in p.content if key[0] == "="):
        return False
    return all(_agrees(p, near, entry, families, anchored, meeting) for p in said)


def _agrees(
    p: Proposition,
    near: Sequence[Proposition],
    entry: Entry,
    families: set[str],
    anchored: bool,
    meeting: Meeting,
) -> bool:
    if p.family == "start" and p.change == 1 and not _is_fast(f"={p.predicate}", p, entry, meeting):
        return False
    named = [k for k in p.content if k in meeting.vocabulary.concepts]
    same = [f for f in near if is_near(f, named, meeting)] or near
    things = [key for key in p.object if key in meeting.vocabulary.concepts]
    if p.family == "effect" and things and (p.negated or p.effect in {0, -1}):
        # What leaves one thing as it is in people with a trouble says nothing of the trouble.
        same = [f for f in same if meeting.any(things, (*f.subject, *f.object)) in MET]
        if not same:
            return False
    if any(_undone(p, f, meeting) for f in same) or _only_compared(p, same, meeting):
        return False
    if not p.family and p.predicate[1:7] and not _said_so(p, entry):
        return False
    if same and all(scope.swapped(p, f, meeting) for f in same):
        return False
    if not _agrees_closely(p, closest(p, same, meeting), meeting):
        return False
    kin = [f.negated != p.negated for f in entry.propositions if f.family == p.family not in PLAIN]
    if kin and all(kin):
        return False
    effects = {f.effect for f in same if f.effect is not None}
    changes = {f.change for f in same if f.change is not None}
    if not _goes_the_way(p, effects, changes):
        return False
    if p.family in PLAIN:
        return True
    # Where the finding's own verb is not known either, equal figures stand in for the relation.
    unread = anchored and "" in families and p.family != "cure"
    if not unread and not any(scope.relates(p.family, family) for family in families):
        return False
    return _has_the_way(p, effects, changes, anchored)


def _only_compared(p: Proposition, same: Sequence[Proposition], meeting: Meeting) -> bool:
    """Whether what the copy says to work is only what another treatment is held against in the finding ("A was superior
    to B"): that tells of no effect of it."""
    doers = doers_of(p.subject, meeting) if p.family in _DONE and not p.comparator else []
    told = [f for f in same if f.family in _DONE]
    if not doers or not any(f.comparator for f in told):
        return False
    own = [key for f in told for key in (*f.subject, *f.object)]
    return all(meeting.best(key, own)[0] not in MET for key in doers)


def _undone(p: Proposition, told: Proposition, meeting: Meeting) -> bool:
    """Whether one of the two wards off what the other brings about: the same figure makes them no more alike."""
    if p.negated or told.negated or not p.object or p.family == told.family:
        return False
    apart = ("cause" in {p.family, told.family}) and not _WARDING.isdisjoint({p.family, told.family})
    return apart and meeting.all(p.object, told.object) in MET


def _agrees_closely(p: Proposition, told: Sequence[Proposition], meeting: Meeting) -> bool:
    """Whether nothing in the clauses that say the same goes against one of the copy."""
    if any(f.negated != p.negated or rank_of(f) * p.commonness < 0 for f in told):
        return False
    if told and not any(told_common(p, f) for f in told):
        return False
    if p.family == "is_a" and not p.negated and told and all(f.effect == 0 for f in told):
        return False  # "is not without effect on sleep" against "had no effect on sleep"
    if any(step.reason for f in told for step in scope.denied_of_some(p, f, meeting)):
        return False
    if p.effect is not None and any(f.effect not in {None, p.effect} for f in told):
        return False
    ways = [way for f in told for way in f.route]
    if p.route and ways and meeting.all(p.route, ways) not in MET:
        return False  # given another way in the clauses that say the same, whatever the study tells elsewhere
    if p.family == "act" and any(scope.acts_how(f.object, meeting) == -(p.change or 2) for f in told):
        return False
    orders = {f.order for f in told}
    if p.order and p.order not in orders and orders <= {"before", "after"}:
        return False
    return not (p.effect is None and p.change and any(f.effect is None and f.change == -p.change for f in told))


def _goes_the_way(p: Proposition, effects: set[int], changes: set[int]) -> bool:
    """Whether a clause goes no other way than those of the finding that tell one."""
    if p.effect is not None and effects and p.effect not in effects:
        return False
    if p.family == "effect" and p.effect is None and p.change is None and changes == {0}:
        return False  # a change, whichever way, is not borne out by none
    return not (p.change is not None and changes and p.change not in changes and p.effect not in effects)


def _has_the_way(p: Proposition, effects: set[int], changes: set[int], anchored: bool) -> bool:
    """Whether some clause of the finding tells the way that one of the copy goes, where no figure stands in for it."""
    if p.effect is not None:
        return p.effect in effects or (anchored and p.family not in _WARDING)
    return anchored or p.family != "effect" or p.change not in {1, -1} or p.change in changes


def closest(p: Proposition, same: Sequence[Proposition], meeting: Meeting) -> list[Proposition]:
    """The clauses of the finding that share most with one of the copy: whether it is denied, and better or worse, is
    theirs to say."""
    same = [f for f in same if not f.family or scope.relates(p.family, f.family)] or same
    shared = [sum(meeting.best(key, f.content)[0] in MET for key in p.content if key[0] not in "!=") for f in same]
    return [f for f, count in zip(same, shared, strict=True) if count == max(shared)]


def _turned(said: Sequence[Proposition], entry: Entry) -> bool:
    """Whether a word is denied on one side alone, or compared the other way ("less frequent" for "more frequent")."""
    copy = {key for p in said for key in p.content}
    denied = {key for key in copy if key[0] == "!"}
    if EVERY in copy and EVERY not in entry.said:
        return True  # what some have, not all have
    if any(says(p, ENDLESS) for p in said) and not any(says(p, ENDLESS) for p in entry.propositions):
        return True  # what lasts is not said to last without end
    if denied - entry.said or {key for key in entry.said if key[0] == "!" and key[1:] in copy and key not in denied}:
        return True
    return any(one in copy and other in entry.said and one not in entry.said for one, other in _AGAINST)


def _related(key: str, p: Proposition, entry: Entry, families: set[str], meeting: Meeting) -> bool:
    """Whether a second relation of a clause of the claim ("rapidly", "safely") is the finding's too."""
    cue = meeting.vocabulary.cues[key[1:]].attributes
    family = cue["family"]
    if family == "start" and cue.get("direction") == "up":
        return _is_fast(key, p, entry, meeting)
    if key in entry.said or family in PLAIN or (family == "start" and scope.is_quick(entry.propositions)):
        return True
    if family == "effect" and cue.get("direction") in {"worse", "none"}:  # "the harm of X may be promising"
        return not {f"={family}.{cue['direction']}", "=effect.worse"}.isdisjoint(entry.said)
    return any(scope.relates(family, other) for other in families)


def _is_fast(key: str, p: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether the finding says that the doer of a clause works fast, or at once: what it says so of another ("faster
    than X") is none of it, and that a thing works does not say that it works fast."""
    doers = doers_of(p.subject, meeting)
    own = [f for f in entry.propositions if not doers or _may_be_of(doers, f, meeting)]
    if any(key in (f"={f.predicate}", *f.content) for f in own):
        return True
    if key == f"={AT_ONCE}":
        return scope.is_quick(own, scope.AT_ONCE_WITHIN)
    cues = meeting.vocabulary.cues
    told = (cues.get(k.removeprefix("=")) for f in own for k in (f.predicate, *f.content))
    fast = any((c.attributes["family"], c.attributes.get("direction")) == ("start", "up") for c in told if c)
    return fast or scope.is_quick(own)


def _may_be_of(doers: Sequence[str], told: Proposition, meeting: Meeting) -> bool:
    """Whether a clause is about one of some doers, or names none."""
    others = doers_of(told.subject, meeting)
    return not others or meeting.any(doers, others) in MET


def _crossed(said: Sequence[Proposition], near: Sequence[Proposition]) -> bool:
    """Whether two groups, or two things, have changed figures: "28% with X and 64% with Y" for "64% with X and 28% with
    Y". A figure that the finding gives, but of another than the one that it gives a figure of too, is not the copy's.
    """
    for p in said:
        for slot in ("subject", "object", "route"):
            named = set(getattr(p, slot))
            own = [f for f in near if named & set(getattr(f, slot))]
            others = [f for f in near if not named & set(getattr(f, slot))]
            for figure in (q for name in _OF_GROUPS for q in getattr(p, name)):
                given = any(r.unit == figure.unit for f in own for name in _OF_GROUPS for r in getattr(f, name))
                if given and not _gives(figure, own) and _gives(figure, others):
                    return True
    return False


def _gives(figure: Quantity, propositions: Sequence[Proposition]) -> bool:
    fine = (SlotOutcome.EQUAL, SlotOutcome.NARROWER)
    return any(figure.compare(other) in fine for p in propositions for n in _OF_GROUPS for other in getattr(p, n))


def _said_so(p: Proposition, entry: Entry) -> bool:
    """Whether the finding uses the copy's own verb, where the vocabulary does not know it: an unknown verb may turn the
    sentence round ("inflated", "warded off"), so it is never taken for what the finding says."""
    return p.predicate.removeprefix("~")[:6] in entry.stems
