"""One proposition of the copy against one proposition of a finding, slot by slot, in the order of DESIGN section 4:
topic, direction and polarity, figures, scope, strength against design. The first slot that fails decides; all are kept.

Sharing words is never support: whatever the copy asserts must be borne by the finding, word by word through the
vocabulary, and what is not borne makes the finding weaker, never supporting.
"""

from collections.abc import Iterator, Sequence

from kb.evidence import figures, scope, strength
from kb.evidence.approvals import COMPOUNDED, EXCLUSIVE, OFF_LABEL, without_agencies
from kb.evidence.coming import as_common, both_rank, by_figure, rank_slot, told_common
from kb.evidence.contrasting import ALIKE, doses_turned
from kb.evidence.denying import deny
from kb.evidence.entries import Comparison, Entry, Step
from kb.evidence.harms import doers_of
from kb.evidence.meeting import MET, Meeting
from kb.evidence.timing import ENDLESS
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition, Slot
from kb.model.marks import EVERY

OPPOSITES = frozenset(
    frozenset(f"predicate.{one}" for one in pair)
    for pair in (("block", "activate"), ("last", "fade"), ("start", "slow_start"), ("is_safe", "is_unsafe"))
)
# Families in which one statement can speak against another; that a trial did not study children denies nothing.
_DENIED = frozenset({
    "effect", "cause", "approve", "schedule", "act", "last", "start", "safe", "addictive", "cure", "prevent",
    "recommend",
})  # fmt: skip
_DOSING = frozenset({"use", "start", "recommend", "require", "is_a"})
_ONE = frozenset({frozenset({"predicate.reach", "predicate.occur"})})  # "reached remission", "were in remission"
_AS_NARROW = frozenset({SlotOutcome.EQUAL, SlotOutcome.NARROWER})
# Cues that are one relation where two are compared.
_ALIKE = {"predicate.at_once": "predicate.start", "predicate.return": "predicate.fade"}
SILENT = Comparison(Relation.SILENT, Reason.DOES_NOT_ADDRESS, "speaks of something else", "topic.none", 0.0, ())


def compare_propositions(
    copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting, *, brief: bool = False
) -> Comparison:
    """Compare; pure and total. The score is the share of the copy's content that the finding bears. With `brief`
    (a study that the copy does not cite), what speaks of another relation is silent without more."""
    rule, same = _relate(copy, study, entry, meeting)
    if brief and (rule == "direction.relation" or _off_topic(copy, study, entry, meeting)):
        return SILENT  # most comparisons end here: no row of an explanation is made for them
    direction = _direction(copy, study, entry, rule, same)
    topic = tuple(_topic(copy, study, entry, meeting))
    if any(step.reason for step in topic):
        return SILENT if brief else _silent(topic)
    borne, missing = scope.coverage(copy, study, entry, meeting)
    score = len(borne) / max(1, len(borne) + len(missing))
    if direction.reason and not direction.denies:
        return _decide(copy, (*topic, direction), score * 0.6)
    measured = (
        *_order(copy, study),
        *_doses_in_turn(copy, entry),
        *_rank(copy, study),
        *_split(copy, study, entry, meeting),
        *_no_better(copy, study, meeting),
        *figures.compare_figures(copy, study, entry, meeting),
    )
    scoped = tuple(scope.compare_scope(copy, study, entry, missing, meeting))
    steps = (*topic, direction, *measured, *scoped, *strength.compare_strength(copy, study, entry, cited=not brief))
    if any(step.denies for step in steps):
        return deny(copy, study, entry, steps, score, meeting, cited=not brief)
    return _decide(copy, steps, score)


def compare_figure_alone(copy: Proposition, entry: Entry) -> Comparison | None:
    """Where a finding that else speaks of something different gives the copy's very figure: weaker, with what the
    figure is of in the source ("36.9 % receive treatment" against "36.9 % seek treatment"). Else None."""
    found = figures.same_figure(copy, entry)
    if found is None:
        return None
    figure, told = found
    given = Slot(name="size", copy=figure.text, study=figure.text, outcome=SlotOutcome.EQUAL, rule="figure.size")
    of = Slot(name="predicate", copy=say(copy), study=say(told), outcome=SlotOutcome.DIFFERENT, rule="figure.of_else")
    detail = "the source gives this figure, and words what it is of in another way"
    return Comparison(Relation.WEAKER, Reason.OVERSTATED, detail, of.rule, 0.5, (given, of))


def _topic(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> Iterator[Step]:
    """Subject and object must meet in the hierarchy, on either side; a swap of cause and effect is another topic."""
    met = 0
    for name in ("subject", "object"):
        keys = _asked(name, copy, meeting)
        if not keys:
            continue
        own = getattr(study, name)
        outcome, failed = _meet(name, keys, copy, study, entry, meeting)
        met += not failed
        slot = Slot(
            name=name, copy=meeting.label(keys), study=meeting.label(own), outcome=outcome, rule=f"topic.{name}"
        )
        yield Step(slot, Reason.DOES_NOT_ADDRESS if failed else None)
        if failed:
            return
    made = [meeting.label([COMPOUNDED]) if COMPOUNDED in p.content else "" for p in (copy, study)]
    if copy.family in scope.RULED and made[0] != made[1]:  # no ruling on one is a ruling on the other
        slot = Slot(name="product", copy=made[0], study=made[1], outcome=SlotOutcome.DIFFERENT, rule="topic.product")
        yield Step(slot, Reason.DOES_NOT_ADDRESS)
        return
    if scope.swapped(copy, study, meeting):
        slot = Slot(name="roles", copy="", study="", outcome=SlotOutcome.DIFFERENT, rule="topic.swapped")
        yield Step(slot, Reason.DOES_NOT_ADDRESS)
    if not met:
        slot = Slot(name="topic", copy="", study="", outcome=SlotOutcome.NOT_STATED, rule="topic.none")
        said = bool(copy.content) and all(key in entry.known for key in copy.content)
        yield Step(slot, None if said else Reason.DOES_NOT_ADDRESS)


def _asked(name: str, copy: Proposition, meeting: Meeting) -> Sequence[str]:
    """What of a slot the finding must speak of: who rules on a use is not what it is used for."""
    keys = getattr(copy, name)
    if name == "subject" or copy.family not in scope.RULED:
        return keys
    return without_agencies(keys, meeting) or keys


def _meet(
    name: str, keys: Sequence[str], copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting
) -> tuple[SlotOutcome, bool]:
    """How the keys of subject or object meet what the finding speaks of, on either side, and whether they fail to."""
    subjects = entry.study.subjects if name == "subject" else ()
    if name == "subject" and study.comparator and doers_of(study.subject, meeting):
        subjects = [key for key in subjects if key not in study.comparator]  # what it is held against, it is not about
    outcome = meeting.any(keys, (*study.subject, *study.object, *study.population, *subjects))
    near = outcome in _AS_NARROW or (outcome is SlotOutcome.BROADER and bool(copy.size))
    if name == "object" and near and _told_elsewhere(keys, study, entry):
        return SlotOutcome.DIFFERENT, True
    if outcome is not SlotOutcome.DIFFERENT:
        return outcome, False
    # What another clause of the finding speaks of by name is not met by this one.
    return outcome, not any(key not in entry.said and scope.worded(key, entry, meeting) for key in keys)


def _told_elsewhere(keys: Sequence[str], study: Proposition, entry: Entry) -> bool:
    """Whether another clause of the finding tells what became of just this thing: what this one says of a wider one is
    then of another ("reduced latency by 19 minutes and waking by 26", "lowered glucose but had no effect on HbA1c")."""
    if any(key in study.object for key in keys):
        return False
    others = (p for p in entry.propositions if p is not study and p.family == study.family)
    return any(all(key in p.object for key in keys) for p in others)


def _off_topic(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether the subject or the object of the copy is met by nothing in the finding."""
    named = ((name, _asked(name, copy, meeting)) for name in ("subject", "object"))
    return any(keys and _meet(name, keys, copy, study, entry, meeting)[1] for name, keys in named)


def _relate(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> tuple[str, bool | None]:
    """How the two predicates are related, as the name of the rule, and whether their signs are the same (None where
    they cannot be compared)."""
    if copy.family == "studied" and not copy.negated:  # any result shows that it was studied
        return "direction.studied", True
    entailed = not copy.negated and copy.family in scope.ENTAILS.get(study.family, ())
    entailed |= not copy.negated and not study.negated and frozenset((copy.predicate, study.predicate)) in _ONE
    related = entailed or scope.same_relation(copy, study, entry)
    if _tells_how_long(study, copy) and not copy.negated and study.change == 1:
        return "direction.lasting", True
    if _doses(copy) and _doses(study) and copy.negated == study.negated:
        return "direction.dosing", True  # "is started at 5 mg", "the recommended dose is 5 mg"
    if not copy.family or not study.family:
        related = copy.predicate == study.predicate or not copy.predicate
    if not related:
        return "direction.relation", None
    same = _sign(copy, study, meeting)
    return "direction.unclear" if same is None else "direction.same" if same else "direction.opposite", same


def _tells_how_long(study: Proposition, copy: Proposition) -> bool:
    """Whether a finding says how long it lasts that the thing does what the copy says of it ("the relief lasted a
    week", "protection lasted for ten years")."""
    return study.family == "last" and not study.negated and f"={copy.predicate}" in study.content


def _doses(p: Proposition) -> bool:
    """Whether a clause tells how much of a treatment is given, or how often, and nothing of what it does."""
    return p.family in _DOSING and bool(p.dose or p.frequency) and not p.size


def _direction(copy: Proposition, study: Proposition, entry: Entry, rule: str, same: bool | None) -> Step:
    """Same relation, same sign: fine. Same relation, other sign: against. Another relation: it does not speak to it."""
    outcome, reason = SlotOutcome.EQUAL, None
    if same is None:
        outcome, reason = SlotOutcome.DIFFERENT, Reason.DOES_NOT_ADDRESS
    elif not same:
        outcome, reason = SlotOutcome.OPPOSITE, Reason.CONFLICTS_WITH_LIBRARY
    if same is not None and by_figure(copy, study):
        return Step(rank_slot(copy, study, rule), reason, not same)
    slot = Slot(name="predicate", copy=say(copy), study=say(study), outcome=outcome, rule=rule)
    # Another relation that merely entails this one cannot deny it: what is not recommended may well be used.
    acts = (copy.family, study.family) == ("act", "is_a")  # "activates it" against "is an antagonist of it"
    denied = copy.family in _DENIED or (study.negated and _of_all(copy))
    denies = same is False and (acts or scope.same_relation(copy, study, entry)) and denied
    denies = denies and not (both_rank(copy, study) and copy.negated == study.negated)  # "common" is no figure
    return Step(slot, reason, denies)


def _of_all(copy: Proposition) -> bool:
    """Whether the copy says that a thing is paid for always, or by everybody: what most do not pay for denies that,
    where it would not deny that some do."""
    return copy.family == "cost" and (copy.strength is Strength.ABSOLUTE or EVERY in copy.content)


def _order(copy: Proposition, study: Proposition) -> Iterator[Step]:
    """ "Long after surgery" against "before surgery"; nothing where one of them sets nothing before or after."""
    if copy.order and study.order and copy.order != study.order:
        slot = Slot(
            name="order", copy=copy.order, study=study.order, outcome=SlotOutcome.DIFFERENT, rule="order.turned"
        )
        yield Step(slot, Reason.WRONG_DURATION)


def _doses_in_turn(copy: Proposition, entry: Entry) -> Iterator[Step]:
    """ "2 % was better than 5 %" against "5 % than 2 %" of one drug."""
    told = doses_turned(copy, entry.propositions)
    if told:
        slot = Slot(name="dose", copy=told[0], study=told[1], outcome=SlotOutcome.DIFFERENT, rule="dose.turned")
        yield Step(slot, Reason.WRONG_ROUTE_OR_DOSE)


def _rank(copy: Proposition, study: Proposition) -> Iterator[Step]:
    """ "The most common side effect" against "can cause it"."""
    if not told_common(copy, study):
        slot = Slot(name="commonness", copy="the most common", study="", outcome=SlotOutcome.NOT_STATED,
                    rule="scope.commonness")  # fmt: skip
        yield Step(slot, Reason.OVERSTATED)


def _split(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> Iterator[Step]:
    """ "Does not ease pain", or "eases pain", of people as such against "eased pain in men but not in women"."""
    if copy.population or not study.population:
        return
    for other in entry.propositions:
        same = (other.predicate, other.subject, other.object) == (study.predicate, study.subject, study.object)
        if same and other.negated != study.negated and other.population and other.population != study.population:
            slot = Slot(
                name="population",
                copy="people",
                study=meeting.label(study.population),
                outcome=SlotOutcome.BROADER,
                rule="scope.split",
            )
            yield Step(slot, Reason.WRONG_POPULATION)
            return


def _no_better(copy: Proposition, study: Proposition, meeting: Meeting) -> Iterator[Step]:
    """ "Better than zinc" against "lowered it as much as zinc"."""
    flat = not copy.negated and not study.negated and copy.family in {"effect", "prevent"}
    against = flat and copy.comparator and meeting.all(copy.comparator, study.comparator) in MET
    if against and ALIKE in study.content and ALIKE not in {f"={copy.predicate}", *copy.content} and copy.effect != 0:
        slot = Slot(name="comparison", copy="not the same", study="the same", outcome=SlotOutcome.DIFFERENT,
                    rule="comparison.equal")  # fmt: skip
        yield Step(slot, Reason.WRONG_COMPARATOR)


def say(p: Proposition) -> str:
    """The relation of a proposition in words, for a row of an explanation."""
    verb = p.predicate.removeprefix("predicate.").removeprefix("~").replace("_", " ")
    return f"not {verb}" if p.negated else verb


def _sign(copy: Proposition, study: Proposition, meeting: Meeting) -> bool | None:
    """True for the same sign, False for the opposite, None where the two cannot be compared."""
    if _as_well(copy, study, meeting):
        return True
    if {copy.family, study.family} in ({"effect"}, {"effect", "prevent"}):
        if copy.effect is not None and study.effect is not None:
            return copy.effect == study.effect
        if copy.change is not None and study.change is not None:
            return copy.change == study.change
        return None
    if copy.family == "start" and study.family == "effect":
        quick = any(q.high <= scope.QUICK for q in (*study.onset, *study.duration))
        return True if quick and study.effect == 1 and not copy.negated and copy.change == 1 else None
    if study.family in {"start", "last", "effect"} and copy.family in {"effect", "use"}:
        if study.negated or study.effect in {0, -1} or copy.negated:
            return None
        if copy.effect is None and copy.change in {0, -1}:
            return None  # that a thing lasts, or works, makes nothing less
        if study.family == "last" and study.change == -1 and copy.strength is not Strength.HEDGED:
            return None  # what wears off is not said to work without more
        return copy.effect in {1, None} or None
    if copy.family == "act" and study.family == "is_a" and copy.change is not None:
        named = scope.acts_how(study.object, meeting)
        return None if named is None else (named == copy.change) is (copy.negated == study.negated)
    if both_rank(copy, study):
        return as_common(copy, study, meeting)
    same = copy.negated == study.negated
    if copy.predicate == ENDLESS != study.predicate and same:
        return None  # what lasts is not said to last without end
    if copy.predicate == OFF_LABEL and not copy.object and not same:
        return None  # what is used off-label is approved for something
    if EXCLUSIVE == copy.predicate != study.predicate:
        return None  # what is approved for a use is not by that approved for it alone
    one, other = (_ALIKE.get(p, p) for p in (copy.predicate, study.predicate))
    if copy.family == study.family and one != other and copy.family in {"act", "last", "start", "safe"}:
        if frozenset((one, other)) in OPPOSITES:
            # What lasts for a week fades: only what is said to last without end is denied by that.
            return None if copy.family == "last" and (copy.duration or study.duration) else not same
        if other == "predicate.act_on" and study.negated and not copy.negated:
            return False  # what does not act on it neither blocks nor activates it
        return same if one == "predicate.act_on" and same else None
    return same


def _as_well(copy: Proposition, study: Proposition, meeting: Meeting) -> bool:
    """Whether both call one thing no better and no worse than another: "eases pain as well as zinc", "was noninferior
    to zinc"."""
    same = all(ALIKE in {f"={p.predicate}", *p.content} and not p.negated for p in (copy, study))
    return same and bool(copy.comparator) and meeting.all(copy.comparator, study.comparator) in MET


def _says_enough(copy: Proposition) -> bool:
    """A subject with a bare "helps" or "is" is no assertion that a finding could bear out."""
    figures_given = copy.size or copy.onset or copy.duration or copy.dose or copy.frequency
    things = [key for key in copy.content if key[0] not in "=!" and key not in copy.population]
    return bool(figures_given) or len(things) > 1 or (bool(things) and _enough_alone(copy))


def _enough_alone(copy: Proposition) -> bool:
    """ "It is addictive", "it acts fast" and "there are cases of it" need no second thing."""
    exists = copy.family == "occur" and copy.strength is Strength.HEDGED and not copy.negated
    return exists or copy.family in {"start", "safe", "addictive", "schedule"}


def _silent(steps: Sequence[Step]) -> Comparison:
    failed = next(step for step in steps if step.reason)
    detail = f"says nothing of {failed.slot.copy}" if failed.slot.copy else "speaks of something else"
    slots = tuple(step.slot for step in steps)
    return Comparison(Relation.SILENT, Reason.DOES_NOT_ADDRESS, detail, failed.slot.rule, 0.0, slots)


def _decide(copy: Proposition, steps: Sequence[Step], score: float) -> Comparison:
    # What differs tells a reviewer more than what is merely not found.
    faults = [step for step in steps if step.reason]
    failed = next((s for s in faults if s.slot.outcome is not SlotOutcome.NOT_STATED), faults[0] if faults else None)
    slots = tuple(step.slot for step in steps)
    if failed is None and not _says_enough(copy):
        detail = "the copy says too little to be borne out"
        return Comparison(Relation.WEAKER, Reason.OVERSTATED, detail, "topic.thin", score * 0.4, slots)
    if failed is None:
        return Comparison(Relation.SUPPORTS, Reason.ENTAILED, "bears out every part", "all.equal", score, slots)
    return Comparison(Relation.WEAKER, failed.reason, scope.explain(failed.slot), failed.slot.rule, score, slots)
