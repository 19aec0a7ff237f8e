"""Scope: what the copy asserts beyond the finding (words not borne, population, route, comparator, breadth)."""

from collections.abc import Iterable, Iterator, Sequence

from kb.evidence.coming import rank_of
from kb.evidence.entries import Entry, Step
from kb.evidence.meeting import MET, Meeting
from kb.evidence.timing import AT_ONCE
from kb.labels import Reason, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.model.marks import RARE

# Families where the copy may not name a part of what the study names: relief of anxiety is not relief of panic
# disorder.
_NO_NARROWING = frozenset({"effect", "start", "last", "cure", "prevent", "safe", "approve"})
# What a finding of one family bears out of another: what treats is used, what causes is associated and occurs.
ENTAILS = {
    "cause": frozenset({"associated", "occur", "is_a"}),
    "associated": frozenset({"occur"}),
    "effect": frozenset({"use", "start"}),
    "recommend": frozenset({"use"}),
    "approve": frozenset({"use"}),
    "occur": frozenset({"is_a", "cause", "associated"}),
    "is_a": frozenset({"occur", "act", "use", "associated"}),
    "act": frozenset({"is_a"}),
    "use": frozenset({"is_a"}),
    "start": frozenset({"effect"}),
    "last": frozenset({"effect"}),
}
_EXISTENTIAL = frozenset({"cause", "occur", "associated", "use", "studied", "is_a"})
_HARMS = frozenset({"cause", "occur", "associated"})  # who has no sedation may still have side effects
_EVENTS = frozenset({
    "incide", "risk", "rate", "rates", "freque", "number", "occurr", "cases", "odds", "hazard", "likeli", "attack",
    "episod", "probab", "events", "event", "fewer", "relaps", "recurr", "onset", "new", "admiss", "hospit",
})  # fmt: skip
QUICK = 24.0  # hours
AT_ONCE_WITHIN = 1.0  # hours in which what works "immediately" must be seen to
_GIVEN_ONE_WAY = frozenset({"effect", "cause", "occur", "associated"})  # what may differ by the way a thing is given
RULED = frozenset({"approve", "schedule"})  # families in which a denial is a ruling on all uses
_RULED_SCOPES = frozenset({"population", "route", "regimen"})
SCOPES = (
    ("population", Reason.WRONG_POPULATION),
    ("species", Reason.WRONG_POPULATION),
    ("route", Reason.WRONG_ROUTE_OR_DOSE),
    ("regimen", Reason.WRONG_ROUTE_OR_DOSE),
    ("comparator", Reason.WRONG_COMPARATOR),
)


# Words for people that leave nobody out, and the age that stands for them unless the finding is about the young.
_ANYBODY = frozenset({"people", "patient"})
_GROWN, _YOUNG = "adult", ("child", "adolescent")
_PLACEBO = "placebo"
_SCORES = frozenset({"~scor", "~rat", "~sever"})  # words for what a scale measures
_MORE, _LESS = "=predicate.increase", "=predicate.reduce"
_COMPARING = {_MORE: 1, _LESS: -1}
_DOSE = "dose"
_GIVEN = frozenset({"route", "dosage_form"})


def limiting(name: str, copy: Proposition, entry: Entry, meeting: Meeting) -> list[str]:
    """The keys of a scope slot of the copy that the finding must bear: plain people, a dosage form in which the
    treatment is given anyhow, and "placebo" for the saline of the finding limit nothing."""
    return [key for key in getattr(copy, name) if not _limits_nothing(name, key, copy, entry, meeting)]


def _only_given(copy: Proposition) -> bool:
    """Whether "dose" names no more than that it is given ("after each dose"), and not what is changed."""
    return copy.family != "effect" or bool(copy.dose)


def _limits_nothing(name: str, key: str, copy: Proposition, entry: Entry, meeting: Meeting) -> bool:
    if name == "population":
        return key in _ANYBODY or (key == _GROWN and meeting.any(_YOUNG, entry.known) is SlotOutcome.DIFFERENT)
    if name == "regimen":
        return key == _DOSE and _only_given(copy)
    if name == "comparator":
        return key == _PLACEBO and meeting.best(key, entry.said)[0] in MET
    concept = meeting.vocabulary.concepts.get(key)
    if name != "route" or concept is None or concept.kind != "dosage_form":
        return False
    return meeting.best(key, _given(entry, meeting))[0] in MET


def sources(name: str, entry: Entry, meeting: Meeting) -> frozenset[str]:
    """Where a limit of the copy may be borne: by the finding or its study's record; a route, where the finding itself
    names one, by the finding alone."""
    concepts = meeting.vocabulary.concepts
    named = name == "route" and any(k in concepts and concepts[k].kind == "route" for k in entry.said)
    return entry.said if named else entry.known


def _given(entry: Entry, meeting: Meeting) -> frozenset[str]:
    """How the finding's treatment is given: as the finding or its record says; where neither does, as it usually is."""
    vocabulary = meeting.vocabulary
    said = frozenset(k for k in entry.known if k in vocabulary.concepts and vocabulary.concepts[k].kind in _GIVEN)
    return said or frozenset(filter(None, map(vocabulary.usual_route, (*entry.said, *entry.study.subjects))))


def relates(copy: str, study: str) -> bool:
    """Whether a finding of one family of predicates can bear out a statement of another."""
    return copy == study or copy in ENTAILS.get(study, ())


def same_relation(copy: Proposition, study: Proposition, entry: Entry) -> bool:
    """Whether two predicates say one relation: to prevent a thing is to lower how often it comes, which a finding must
    count ("a lower rate of stroke") and not only measure ("lower pain scores")."""
    if {copy.family, study.family} == {"effect", "prevent"}:
        return study.family == "prevent" or (study.change in {-1, 0} and not _EVENTS.isdisjoint(entry.stems))
    return copy.family == study.family


def coverage(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> tuple[list[str], list[str]]:
    """The keys of the copy that the finding bears, and those that it does not. What the copy's proposition is about
    must stand in the finding's own proposition; what only qualifies it may stand anywhere in the finding or, for
    people, route and design, in its study's record."""
    own = frozenset((*study.content, *study.subject, *study.object, *entry.study.subjects))
    main = {*copy.subject, *copy.object[:1]}
    if _denies_all(copy):
        main = {key for key in copy.content if key not in _agencies(copy, meeting)}
    borne, missing = [], []
    open_question = doubts_all(study, meeting)
    nobody = _agencies(copy, meeting) if copy.negated and study.negated and not _agencies(study, meeting) else ()
    for key in copy.content:
        if key == _DOSE and _only_given(copy):
            borne.append(key)
            continue
        if key == RARE and copy.commonness and rank_of(study):  # a figure says how rare
            borne.append(key)
            continue
        if key in nobody:  # what is not approved, without more, is approved by no agency
            borne.append(key)
            continue
        if copy.family == "uncertain" and (
            (open_question and _is_aspect(key, meeting)) or _unknown_of_all(key, study, meeting)
        ):
            borne.append(key)
            continue
        if _of_another_case(key, study, entry, meeting) and meeting.best(key, own)[0] not in MET:
            missing.append(key)  # whatever words another clause has for it
            continue
        keys = own if key in main else entry.known
        (borne if _bears(entry, key, copy, study, keys, meeting) else missing).append(key)
    return borne, missing


def _of_another_case(key: str, study: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether a condition is named only by clauses of the finding that speak of another case than this one does: what
    was found in severe illness is not borne by a clause about mild illness."""
    concepts = meeting.vocabulary.concepts

    def ill(one: str) -> bool:
        return one in concepts and concepts[one].kind == "condition"

    named = [one for one in study.content if ill(one)]
    if not ill(key) or not named or meeting.any([key], (*named, *entry.background)) in MET:
        return False
    return any(meeting.vocabulary.ancestors(key) & meeting.vocabulary.ancestors(one) for one in named)


def _is_scale(key: str, meeting: Meeting) -> bool:
    concept = meeting.vocabulary.concepts.get(key)
    return concept is not None and concept.kind == "scale"


def _agencies(copy: Proposition, meeting: Meeting) -> set[str]:
    """Who rules on an approval: a source of the agency need not name it anew."""
    concepts = meeting.vocabulary.concepts
    return {k for k in copy.content if copy.family in RULED and k in concepts and concepts[k].kind == "organisation"}


_ASPECTS = frozenset({"duration_of_effect", "mechanism_of_action", "risk", "adverse_effect"})
_ASPECT_FAMILIES = frozenset({"safe", "effect", "last", "start", "cause", "act"})


def _is_aspect(key: str, meeting: Meeting) -> bool:
    """What can be asked of a treatment: its effect, safety, onset, duration, mechanism."""
    if key[0] != "=":
        return key in _ASPECTS
    cue = meeting.vocabulary.cues[key[1:]].attributes
    # "How useless it is" asks of no aspect, and takes the answer for granted.
    return cue["family"] in _ASPECT_FAMILIES and cue.get("direction") not in {"worse", "none"}


_TROUBLES = frozenset({"condition", "symptom"})


def _unknown_of_all(key: str, study: Proposition, meeting: Meeting) -> bool:
    """Whether a doubt names no trouble: what is not known of a treatment is not known of it in this trouble."""
    concepts = meeting.vocabulary.concepts
    if study.family != "uncertain" or study.negated or key not in concepts or concepts[key].kind not in _TROUBLES:
        return False
    return not any(k in concepts and concepts[k].kind in _TROUBLES for k in study.content)


def doubts_all(study: Proposition, meeting: Meeting) -> bool:
    """Whether a finding calls the evidence as such uncertain, and so each aspect of it: "evidence on X is limited"."""
    doubted = study.family == "uncertain" and not study.negated
    return doubted and not any(_is_aspect(key, meeting) for key in study.content)


def _denies_all(copy: Proposition) -> bool:
    """Whether the copy says that something never holds: then nothing narrower can bear it out."""
    return (copy.negated or copy.effect == 0) and not copy.size and copy.strength is not Strength.HEDGED


def turned(key: str, copy: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether all that is said of a measure is that it goes the other way: "lower blood pressure" where the finding has
    a rise in it, and nothing of it else."""
    signs = {sign for word, sign in _COMPARING.items() if word in copy.content}
    way = copy.change if copy.family == "effect" and copy.change else signs.pop() if len(signs) == 1 else 0
    if not way:
        return False
    near = meeting.near(key)
    return {meeting.turn(other, key) for other in entry.said if other in near or meeting.turn(other, key)} == {-way}


def own_to_clause(key: str, copy: Proposition, meeting: Meeting) -> bool:
    """Whether a second relation of a clause must be borne by one clause too, and not by what another says of something
    else: "is more severe", and what has the other valence than the clause as a whole ("the harm of X is promising")."""
    if key in _COMPARING and copy.family == "is_a":
        return not copy.comparator
    direction = meeting.vocabulary.cues[key[1:]].attributes.get("direction", "")
    return {"better": 1, "worse": -1}.get(direction, 0) * (copy.effect or 0) < 0


def _bears(
    entry: Entry, key: str, copy: Proposition, study: Proposition, keys: frozenset[str], meeting: Meeting
) -> bool:
    if key[0] == "=" and own_to_clause(key, copy, meeting):
        return key in study.content or (key in _COMPARING and study.change == _COMPARING[key])
    if key in keys:
        return True
    if key[0] == "=":
        cue = meeting.vocabulary.cues[key[1:]]
        if cue.attributes["family"] == "associated":
            return True  # what changes a thing goes with the change
        if key == _MORE and copy.comparator and outdone(copy, study, entry, meeting):
            return True
        family, direction = cue.attributes["family"], cue.attributes.get("direction", "")
        if key == f"={AT_ONCE}":
            return is_quick(entry.propositions, AT_ONCE_WITHIN)
        if family == "start" and direction == "up" and (is_quick(entry.propositions) or _sooner(entry, meeting)):
            return True  # "quickly" is borne out by a time, "sooner" by a shorter one until it
        return f"={family}.{direction}" in entry.said
    if key in _SCORES:
        return any(_is_scale(k, meeting) for k in (*study.content, *study.object))
    if key[0] in "~!":
        return False
    if turned(key, copy, entry, meeting):
        return False
    if worded(key, entry, meeting):
        return True
    near = meeting.near(key)
    outcomes = {near[other] for other in near.keys() & keys}
    # Whether a wider subject or object may stand is asked of each by `_breadth`.
    wide = SlotOutcome.BROADER in outcomes and (not _denies_all(copy) or key in copy.subject or key in copy.object)
    if SlotOutcome.EQUAL in outcomes or wide:
        return True
    return SlotOutcome.NARROWER in outcomes and may_narrow(copy, key, keys, meeting)


def _sooner(entry: Entry, meeting: Meeting) -> bool:
    """Whether a finding says that the time until something was made shorter."""
    times = meeting.vocabulary.times_to.values()
    return any(p.change == -1 and not p.negated and not {*p.object}.isdisjoint(times) for p in entry.propositions)


def acts_how(keys: Sequence[str], meeting: Meeting) -> int | None:
    """What a name says of how a thing acts: an antagonist blocks (-1), an agonist activates (1)."""
    named = meeting.label(keys).lower()
    if any(word in named for word in ("antagonist", "inhibitor", "blocker", "inverse agonist")):
        return -1
    return 1 if any(word in named for word in ("agonist", "activator", "stimulant")) else None


def outdone(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether a clause that says the same tells it as a difference from what the copy compares with: "lowered pain
    compared with placebo" bears "lowered pain more than placebo", and so does "by 5 points, and by 2 on placebo"."""
    rivals = [p for p in entry.propositions if _like(p, study) and meeting.all(copy.comparator, p.subject) in MET]
    if rivals:
        return all(study.size[0].low > p.size[0].high for p in rivals)
    compared = bool(study.comparator) and meeting.all(copy.comparator, study.comparator) in MET
    alike = copy.effect is not None and copy.effect == study.effect
    return compared and alike and not study.negated and _LESS not in study.content


def _like(one: Proposition, other: Proposition) -> bool:
    """Whether two clauses tell one figure each of the same change of the same thing, in two groups."""
    same = (one.predicate, one.object, one.negated) == (other.predicate, other.object, other.negated)
    measured = len(one.size) == len(other.size) == 1 and one.size[0].unit == other.size[0].unit
    return same and measured and one.subject != other.subject and bool(one.subject)


def swapped(copy: Proposition, study: Proposition, meeting: Meeting) -> bool:
    """Whether cause and effect have changed places."""
    if copy.family not in {"cause", "effect", "prevent", "cure"} or study.family != copy.family:
        return False
    if not (copy.subject and copy.object and study.subject and study.object):
        return False
    straight = meeting.any(copy.subject, study.subject) in MET or meeting.any(copy.object, study.object) in MET
    crossed = meeting.any(copy.subject, study.object) in MET and meeting.any(copy.object, study.subject) in MET
    return crossed and not straight


def is_quick(told: Iterable[Proposition], within: float = QUICK) -> bool:
    """Whether clauses of a finding give a time within a day, or within so many hours."""
    return any(q.high <= within for p in told for q in (*p.onset, *p.duration))


def worded(key: str, entry: Entry, meeting: Meeting) -> bool:
    """Whether a concept of several words is said in the finding word by word ("resistance to treatment in anxiety")."""
    words = meeting.stems(key) if key[0] not in "~!=" else frozenset()
    return len(words) > 1 and words <= entry.stems


def may_narrow(copy: Proposition, key: str, keys: Iterable[str], meeting: Meeting) -> bool:
    """Whether the copy may name a part of what the finding names: in a denial always; else a drug for its class, in
    what holds of a class (mechanism, side effects), not in what is measured (benefit)."""
    if copy.negated or copy.effect == 0 or copy.family == "uncertain":
        return True  # what is not known of the whole is not known of a part
    if copy.family in _NO_NARROWING:
        return False
    concepts = meeting.vocabulary.concepts
    above = [concepts[k] for k in meeting.vocabulary.ancestors(key) if k in set(keys) and k in concepts]
    classes = [concept for concept in above if concept.kind == "drug_class" and concept.broader]
    if copy.family == "act":  # how anaesthetics act is not how each of them does
        classes = [concept for concept in classes if not meeting.divided(concept.id)]
    return bool(classes)


def compare_scope(
    copy: Proposition, study: Proposition, entry: Entry, missing: Sequence[str], meeting: Meeting
) -> Iterator[Step]:
    """One step per scope slot of the copy, one per key that is wider or narrower, one for the words not borne."""
    for name, reason in SCOPES:
        keys = limiting(name, copy, entry, meeting)
        if not keys:
            continue
        own = getattr(study, name)
        if _ruled_out(copy, study, name):
            continue
        outcome = meeting.all(keys, own) if own else SlotOutcome.NOT_STATED
        if outcome not in MET and not (name == "route" and own and meeting.any(keys, own) not in MET):
            outcome = meeting.all(keys, sources(name, entry, meeting)) if set(keys) & entry.reach else outcome
        slot = Slot(
            name=name, copy=meeting.label(keys), study=meeting.label(own), outcome=outcome, rule=f"scope.{name}"
        )
        # A figure of all is none of a part of them: what holds of 4 % of men is not told of boys.
        part = name == "population" and outcome is SlotOutcome.NARROWER and bool(copy.size)
        yield Step(slot, None if outcome in MET and not part else reason)
    yield from _breadth(copy, study, entry, meeting)
    yield from _of_more_people(copy, study, entry, meeting)
    yield from denied_of_some(copy, study, meeting)
    slotted = {key for name, _ in SCOPES for key in getattr(copy, name)}
    rest = [key for key in missing if key not in slotted]
    if rest:
        outcome = SlotOutcome.NOT_STATED
        yield Step(
            Slot(name="content", copy=meeting.label(rest), study="", outcome=outcome, rule="scope.not_borne"),
            Reason.OVERSTATED,
        )


def denied_of_some(copy: Proposition, study: Proposition, meeting: Meeting) -> Iterator[Step]:
    """What is denied of one way of giving a thing is not denied of all: "no effect on sleep" against "oral X had no
    effect on sleep"."""
    told = [key for key in study.route if key in study.content]
    if _denies_all(copy) and told and not copy.route and copy.family in _GIVEN_ONE_WAY:
        slot = Slot(
            name="route", copy="any", study=meeting.label(told), outcome=SlotOutcome.BROADER, rule="scope.one_route"
        )
        yield Step(slot, Reason.WRONG_ROUTE_OR_DOSE)


def _ruled_out(copy: Proposition, study: Proposition, name: str) -> bool:
    """What is approved for nobody and by no route is approved neither for these people nor by this route."""
    denied = copy.negated and study.negated and copy.family in RULED and study.family in RULED
    return denied and name in _RULED_SCOPES and not set(getattr(study, name)) & set(study.content)


def _breadth(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> Iterator[Step]:
    """Widening ("anxiety" from "social anxiety") and narrowing ("panic disorder" from "anxiety"). A hedged statement
    may be wider than its finding, since it says that there are cases; a denial may be narrower, and never wider."""
    for name in ("subject", "object"):
        for key in getattr(copy, name):
            if key in entry.said or any(meeting.vocabulary.is_a(k, key) for k in getattr(copy, name) if k != key):
                continue  # "drugs like diazepam" are what the example shows
            own = (*getattr(study, name), *study.subject, *study.object, *entry.study.subjects)
            outcome, met = meeting.best(key, own)
            if outcome is SlotOutcome.EQUAL or outcome is SlotOutcome.DIFFERENT or worded(key, entry, meeting):
                continue
            denied = _denies_all(copy)
            if outcome is SlotOutcome.BROADER:
                existential = (copy.family in _EXISTENTIAL and not copy.size) or (copy.negated and bool(copy.size))
                fine = not denied and (existential or copy.strength is Strength.HEDGED)
                fine = fine and not (copy.negated and name == "object" and copy.family in _HARMS)
            else:
                fine = may_narrow(copy, key, own, meeting)
            reason = Reason.WRONG_POPULATION if name == "object" else Reason.OVERSTATED
            rule = f"scope.{name}_breadth"
            slot = Slot(name=name, copy=meeting.label([key]), study=meeting.label([met]), outcome=outcome, rule=rule)
            yield Step(slot, None if fine else reason)


def _of_more_people(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> Iterator[Step]:
    """What was found in people with one trouble is not told of all who have one of its kind: "in women with cancer"
    against "in women with breast cancer"."""
    concepts = meeting.vocabulary.concepts
    told = (*study.subject, *study.object, *entry.study.subjects)
    things = {k for k in (*copy.subject, *copy.object) if meeting.best(k, told)[0] is not SlotOutcome.DIFFERENT}
    slotted = {*things, *copy.population, *copy.comparator, *entry.said}
    had = (key for key in copy.content if key not in slotted and key in concepts and concepts[key].kind in _TROUBLES)
    for key in had if copy.strength is not Strength.HEDGED else ():
        outcome, met = meeting.best(key, study.content)
        if outcome is SlotOutcome.BROADER and not worded(key, entry, meeting):
            whom = {"copy": meeting.label([key]), "study": meeting.label([met])}
            slot = Slot(name="population", **whom, outcome=outcome, rule="scope.population_breadth")
            yield Step(slot, Reason.WRONG_POPULATION)


def explain(slot: Slot) -> str:
    """A slot in words."""
    if slot.name == "chance":
        return f"the source does not rule out chance: {slot.study}"
    if slot.outcome is SlotOutcome.NOT_STATED:
        return f"{slot.copy or slot.name}: not found in the source"
    return f"{slot.name}: the copy says {slot.copy or 'nothing'}, the source {slot.study or 'does not say'}"
