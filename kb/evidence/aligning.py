"""A claim as a whole against a finding as a whole, where their clauses could not be brought into one shape.

The same thing is said in many shapes: "71% had responded a day later" and "met the criteria of response at day 1".
Where no proposition of the finding bears the claim out clause by clause, the two are laid beside each other as sets of
concepts, figures and signs. That is no comparison of words: every concept that carries meaning, every figure and every
limit of the claim must be borne, negation and direction must agree, and design must carry the strength; only how the
sentence is built, and words that say little, are forgiven.
"""

from collections.abc import Iterator, Sequence

from kb.evidence import scope, strength
from kb.evidence.entries import Comparison, Entry, Step
from kb.evidence.figures import bear_figures, displaced
from kb.evidence.harms import doers_of
from kb.evidence.meeting import MET, Meeting
from kb.evidence.timing import AT_ONCE, ENDLESS, says
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.quantity import Quantity

_OF_GROUPS = ("size", "dose", "onset", "duration")  # figures that each group, thing or route may have its own of
# Concepts that say what a sentence is about; the rest (settings, costs, organisations) colours it.
_WEIGHTY = frozenset({
    "drug", "drug_class", "device", "procedure", "psychotherapy", "condition", "symptom", "adverse_effect", "outcome",
    "scale", "mechanism", "regulation",
})  # fmt: skip
_PLAIN = frozenset({"", "occur", "is_a", "use", "studied", "report", "work", "experience"})
# So many concepts beneath it: such a concept ("medication", "disease"; of anatomy, "brain") names no topic.
_GENERAL = 85
_GENERAL_ANATOMY = 12
_WARDING = frozenset({"prevent", "cure"})  # an equal figure may be of those who have it
_UNASKED = frozenset({"", "studied"})  # "it did not measure anxiety"
_AGAINST = (
    ("=predicate.reduce", "=predicate.increase"),
    ("=predicate.increase", "=predicate.reduce"),
    ("=predicate.improve", "=predicate.worsen"),
    ("=predicate.worsen", "=predicate.improve"),
)
_ENOUGH = 0.7  # of the weight of a claim's lesser words, where no figure anchors it
_ENOUGH_ANCHORED = 0.8


def align(claim: Sequence[Proposition], entry: Entry, meeting: Meeting, *, cited: bool) -> Comparison | None:
    """Supports, where the finding as a whole bears the claim as a whole; else None: it then says no more than the
    comparison of clauses did."""
    said = [p for p in claim if p.asserted]
    if not said or not entry.propositions:
        return None
    weighty, lesser = _weigh(said, meeting)
    if not all(_borne(key, entry, meeting, cited=cited) for key in weighty):
        return None
    if any(_clause_alone(key, p, entry, meeting) for p in said for key in p.content):
        return None
    if not all(_subject_borne(p, entry, meeting) for p in said) or _only_denied(said, weighty, entry):
        return None
    figures = tuple(bear_figures(said, entry))
    anchored = any(step.slot.rule == "aligned.figure" for step in figures)
    bare = not (weighty or (cited and anchored))  # "They can take weeks to work": of what the context names
    topics = {*weighty, *(key for key in _around(said, meeting) if _borne(key, entry, meeting, cited=cited))}
    enough = anchored or len(topics) > 1 or ((cited or bare) and topics)
    if any(step.reason for step in figures) or not enough:
        return None
    if any(p.negated and p.carried_object and p.strength is not Strength.HEDGED for p in said):
        return None  # what is flatly denied of a thing must be said of that thing, clause against clause
    if bare and not (figures or lesser) and all(p.family in _PLAIN for p in said):
        return None  # "many of these are not": nothing is left to be borne out
    if any(_sweeps(p, entry, meeting) or _only_rival(p, entry, meeting) for p in said):
        return None
    if not anchored and not _said_here([*weighty, *lesser], entry, meeting):
        return None  # a study's record tells whom it is about, and nothing of them
    share = _share(lesser, entry, meeting)
    needed = 1.0 if bare or any(p.family == "is_a" for p in said) else _ENOUGH_ANCHORED if anchored else _ENOUGH
    if share < needed:  # what a thing is said to be lies in the words themselves
        return None
    near = [p for p in entry.propositions if _near(p, weighty, meeting)] or list(entry.propositions)
    if not _agree(said, near, entry, anchored, meeting) or displaced(said, entry):
        return None
    steps = (*figures, *_limits(said, entry, meeting), *_strengths(said, near, entry, meeting, cited))
    if any(step.reason for step in steps):
        return None
    words = Slot(
        name="content",
        copy=meeting.label(weighty),
        study=meeting.label(sorted(k for k in entry.said if k in meeting.vocabulary.concepts)),
        outcome=SlotOutcome.EQUAL,
        rule="aligned.content",
    )
    rule = "aligned.figures" if anchored else "aligned.words"
    slots = (words, *(step.slot for step in steps))
    return Comparison(
        Relation.SUPPORTS, Reason.ENTAILED, "bears out the statement as a whole", rule, 0.9 * share, slots
    )


def _weigh(said: Sequence[Proposition], meeting: Meeting) -> tuple[list[str], list[str]]:
    """The keys that must be borne, and those of which most must be. A subject that the sentence itself does not name is
    of neither kind."""
    concepts = meeting.vocabulary.concepts
    weighty, lesser = {}, {}
    for p in said:
        carried = {*p.carried_object, *(p.subject if p.carried else ())}
        limits = {k for name, _ in scope.SCOPES for k in getattr(p, name)}
        for key in p.content:
            if key in carried or key in limits:
                continue
            concept = concepts.get(key)
            if concept and concept.kind in _WEIGHTY and not _general(key, meeting):
                weighty[key] = True
            else:
                lesser[key] = True
    return list(weighty), list(lesser)


def _subject_borne(p: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether the finding is about the doer that the copy's sentence leaves to its context: what holds of one drug says
    nothing of the one that the page goes on about."""
    named = [key for key in p.subject if p.carried and not _general(key, meeting)]
    return not named or any(_borne(key, entry, meeting) or _of_kind(key, entry, meeting) for key in named)


def _clause_alone(key: str, p: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether what a key says can be borne clause against clause alone, or not at all."""
    if key[0] == "=":
        return scope.own_to_clause(key, p, meeting)
    return scope.turned(key, p, entry, meeting)


def _of_kind(key: str, entry: Entry, meeting: Meeting) -> bool:
    """Whether the finding speaks of the kind that a thing is of; "drugs" are no kind of their own."""
    near = meeting.near(key)
    kinds = (other for other in entry.known if near.get(other) is SlotOutcome.NARROWER)
    return any(not _general(other, meeting) for other in kinds)


def _only_denied(said: Sequence[Proposition], weighty: Sequence[str], entry: Entry) -> bool:
    """Whether a thing of which the claim affirms something stands in the finding only where that denies."""
    if any(p.negated or p.effect == 0 for p in said):
        return False
    denied = {key for p in entry.propositions if p.negated and p.family in _UNASKED for key in p.content}
    others = (p for p in entry.propositions if not (p.negated and p.family in _UNASKED))
    affirmed = {key for p in others for key in p.content} | set(entry.study.subjects)
    return any(key in denied and key not in affirmed for key in weighty)


def _around(said: Sequence[Proposition], meeting: Meeting) -> Iterator[str]:
    """What a claim speaks of without asserting it anew: a subject carried over, the condition of its people."""
    concepts = meeting.vocabulary.concepts
    for p in said:
        yield from (*p.carried_object, *(p.subject if p.carried else ()))
        for key in p.population:
            if key in concepts and concepts[key].kind in _WEIGHTY:
                yield key


def _only_rival(p: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether the finding speaks of the doer only as what another did better than: "faster than X" tells of no good
    that X does."""
    if p.comparator or p.effect != 1 or not doers_of(p.subject, meeting):
        return False
    told = [f for f in entry.propositions if not set(p.subject).isdisjoint(f.content)]
    return bool(told) and all(set(p.subject) & set(f.content) <= set(f.comparator) for f in told)


def _sweeps(p: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether the claim speaks of all drugs, or treatments, where the finding speaks of some."""
    if p.carried or p.strength is Strength.HEDGED or not p.subject or not all(_general(k, meeting) for k in p.subject):
        return False
    return not any(key in entry.said for key in p.subject)


def _general(key: str, meeting: Meeting) -> bool:
    concept = meeting.vocabulary.concepts.get(key)
    anatomy = concept is not None and concept.kind == "mechanism"
    return meeting.breadth(key) > (_GENERAL_ANATOMY if anatomy else _GENERAL)


def _borne(key: str, entry: Entry, meeting: Meeting, *, cited: bool = False) -> bool:
    """Whether the finding speaks of a thing, by name or in its study's record. Of a study that the copy cites it may
    speak in the wider word ("depressed people")."""
    if key in entry.said or key in entry.study.subjects or scope.worded(key, entry, meeting):
        return True
    concept = meeting.vocabulary.concepts.get(key)
    ruled = (
        concept is not None and concept.kind == "regulation"
    )  # a schedule that the record names need not be this one
    if SlotOutcome.EQUAL in (
        meeting.best(key, entry.said)[0],
        *([] if ruled else [meeting.best(key, entry.background)[0]]),
    ):
        return True
    trouble = concept is not None and concept.kind in ("condition", "symptom")
    return cited and trouble and meeting.best(key, entry.background)[0] is SlotOutcome.BROADER


def _said_here(keys: Sequence[str], entry: Entry, meeting: Meeting) -> bool:
    """Whether the finding itself, and not its study's record alone, speaks of one of these things."""
    for key in keys:
        if key in entry.said or scope.worded(key, entry, meeting) or key.lstrip("~!=")[:6] in entry.stems:
            return True
        if key[0] not in "~!=" and meeting.best(key, entry.said)[0] in MET:
            return True
    return False


def _share(lesser: Sequence[str], entry: Entry, meeting: Meeting) -> float:
    """How much of the weight of the lesser words the finding bears, 0 to 1."""
    total = borne = 0.0
    for key in lesser:
        if key[0] == "=":
            continue  # relations are asked of by `_agree`
        weight = 0.5 if key[0] in "~!" else 1.0
        total += weight
        bare = key.lstrip("~!=")[:6]
        if key in entry.known or bare in entry.stems or meeting.best(key, entry.known)[0] in MET:
            borne += weight
    return borne / total if total else 1.0


def _near(p: Proposition, weighty: Sequence[str], meeting: Meeting) -> bool:
    return any(meeting.best(key, p.content)[0] in MET for key in weighty)


def _agree(
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
    for p in said:
        if p.family == "start" and p.change == 1 and not _is_fast(f"={p.predicate}", p, entry, meeting):
            return False
        same = [
            f for f in near if _near(f, [k for k in p.content if k in meeting.vocabulary.concepts], meeting)
        ] or near
        if not p.family and p.predicate[1:7] and not _said_so(p, entry):
            return False
        if same and all(scope.swapped(p, f, meeting) for f in same):
            return False
        closest = _closest(p, same, meeting)
        if any(f.negated != p.negated for f in closest):
            return False
        if p.family == "is_a" and not p.negated and closest and all(f.effect == 0 for f in closest):
            return False  # "is not without effect on sleep" against "had no effect on sleep"
        if any(step.reason for f in closest for step in scope.denied_of_some(p, f, meeting)):
            return False
        if p.effect is not None and any(f.effect not in {None, p.effect} for f in closest):
            return False
        ways = [way for f in closest for way in f.route]
        if p.route and ways and meeting.all(p.route, ways) not in MET:
            return False  # given another way in the clauses that say the same, whatever the study tells elsewhere
        if p.family == "act" and any(scope.acts_how(f.object, meeting) == -(p.change or 2) for f in closest):
            return False
        orders = {f.order for f in closest}
        if p.order and p.order not in orders and orders <= {"before", "after"}:
            return False
        if p.effect is None and p.change and any(f.effect is None and f.change == -p.change for f in closest):
            return False
        kin = [f.negated != p.negated for f in entry.propositions if f.family == p.family not in _PLAIN]
        if kin and all(kin):
            return False
        effects = {f.effect for f in same if f.effect is not None}
        changes = {f.change for f in same if f.change is not None}
        if p.effect is not None and effects and p.effect not in effects:
            return False
        if p.family == "effect" and p.effect is None and p.change is None and changes == {0}:
            return False  # a change, whichever way, is not borne out by none
        if p.change is not None and changes and p.change not in changes and p.effect not in effects:
            return False
        if p.family in _PLAIN:
            continue
        # Where the finding's own verb is not known either, equal figures stand in for the relation.
        if not (anchored and "" in families and p.family != "cure") and not any(
            scope.relates(p.family, family) for family in families
        ):
            return False
        if (not anchored or p.family in _WARDING) and p.effect is not None and p.effect not in effects:
            return False
        if (
            not anchored
            and p.effect is None
            and p.change in {1, -1}
            and p.family == "effect"
            and p.change not in changes
        ):
            return False
    return True


def _closest(p: Proposition, same: Sequence[Proposition], meeting: Meeting) -> list[Proposition]:
    """The clauses of the finding that share most with one of the copy: whether it is denied, and better or worse, is
    theirs to say."""
    same = [f for f in same if not f.family or scope.relates(p.family, f.family)] or same
    shared = [sum(meeting.best(key, f.content)[0] in MET for key in p.content if key[0] not in "!=") for f in same]
    return [f for f, count in zip(same, shared, strict=True) if count == max(shared)]


def _turned(said: Sequence[Proposition], entry: Entry) -> bool:
    """Whether a word is denied on one side alone, or compared the other way ("less frequent" for "more frequent")."""
    copy = {key for p in said for key in p.content}
    denied = {key for key in copy if key[0] == "!"}
    if scope.EVERY in copy and scope.EVERY not in entry.said:
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
    if key in entry.said or family in _PLAIN or (family == "start" and scope.is_quick(entry.propositions)):
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


def _limits(said: Sequence[Proposition], entry: Entry, meeting: Meeting) -> Iterator[Step]:
    for p in said:
        for name, reason in scope.SCOPES:
            keys = [
                k for k in scope.limiting(name, p, entry, meeting) if name == "comparator" or not _general(k, meeting)
            ]
            if not keys:
                continue
            own = [k for f in entry.propositions for k in getattr(f, name)]
            outcome = meeting.all(keys, (*own, *scope.sources(name, entry, meeting)))
            fine = outcome is SlotOutcome.EQUAL or (outcome is SlotOutcome.NARROWER and p.negated)
            if outcome is SlotOutcome.BROADER:
                fine = p.strength is Strength.HEDGED or name == "population"
            slot = Slot(
                name=name, copy=meeting.label(keys), study=meeting.label(own), outcome=outcome, rule=f"aligned.{name}"
            )
            yield Step(slot, None if fine else reason)


def _strengths(
    said: Sequence[Proposition], near: Sequence[Proposition], entry: Entry, meeting: Meeting, cited: bool
) -> Iterator[Step]:
    """Whether each clause that says the same carries the copy's words, and none of those near it is of animals."""
    animals = [f for f in near if not strength.in_people(f, entry)]
    for p in said:
        closest = [*_closest(p, near, meeting), *animals]
        found = [tuple(strength.compare_strength(p, f, entry, cited=cited)) for f in closest]
        yield from next((steps for steps in found if any(step.reason for step in steps)), found[0])
