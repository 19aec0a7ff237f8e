"""When a finding of the other sign, or with another figure, speaks against the copy: only where both speak of the same
thing, people and route, and nothing lets both be true. Otherwise the finding is weaker, and the page shows why."""

from collections.abc import Iterator, Sequence

from kb.evidence import harms
from kb.evidence.chance import doubt
from kb.evidence.coming import by_figure, troubled_or_doing
from kb.evidence.entries import Comparison, Entry, Step
from kb.evidence.meeting import MET, Meeting
from kb.evidence.scope import SCOPES, coverage, explain
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition
from kb.model.marks import EVERY

_SHARES = frozenset({"percent", "fraction"})
EXCUSED, UNSURE = "deny.excused", "deny.source_hedges"
_HEDGES = "the source hedges"
_EXCUSED = {_HEDGES: UNSURE}
CONTROL = "placebo"  # the concept of what a treatment is only compared with
_CONTROLS = frozenset({CONTROL, "usual_care", "control_group", "healthy_volunteer"})
_ADDING = frozenset({"~only", "~mere", "~just"})  # words that only say more of what is denied
# Words for how a thing is measured: none of them makes it another thing.
_MEASURING = frozenset(
    {"~scor", "~rate", "~rating", "~sever", "~inten", "~level", "~scal", "~mean", "~associat", "~frequ"}
)
STOPPED = "after_treatment"  # the concept of time after a treatment


def deny(
    copy: Proposition,
    study: Proposition,
    entry: Entry,
    steps: Sequence[Step],
    score: float,
    meeting: Meeting,
    *,
    cited: bool = True,
) -> Comparison:
    """Contradicts, or weaker with the excuse that lets both statements stand. `cited`: the copy leans on this study."""
    slots = tuple(step.slot for step in steps)
    against = next(step for step in steps if step.denies)
    figure = against.slot.rule.startswith("figure.")
    excuse = (
        _unsure(copy, study, entry, figure)
        or ("" if cited else _seen_once(copy))
        or (_of_another_study(copy, entry) if figure and not cited else "")
        or ("" if figure and cited else _untested(copy, study, entry))
        or _apart(copy, study, entry, steps, against, meeting)
        or _logic(copy, study, entry, meeting)
    )
    if excuse:
        first = next(step for step in steps if step.reason)
        detail = f"{explain(against.slot)} ({excuse})"
        return Comparison(
            Relation.WEAKER,
            first.reason or Reason.OVERSTATED,
            detail,
            _EXCUSED.get(excuse, EXCUSED),
            score * 0.8,
            slots,
        )
    reason = Reason.WRONG_NUMBER if figure else Reason.CONFLICTS_WITH_LIBRARY
    if study.family in {"approve", "schedule"}:
        reason = Reason.REGULATORY_CONFLICT
    elif copy.family == "safe" or (copy.family == "cause" and copy.negated):
        reason = Reason.SAFETY_CONFLICT
    return Comparison(Relation.CONTRADICTS, reason, explain(against.slot), against.slot.rule, score, slots)


def _unsure(copy: Proposition, study: Proposition, entry: Entry, figure: bool) -> str:
    """What keeps either side from being a flat statement; `figure`: it is one of those that the two dispute."""
    # What a drug does to a receptor it does in any animal's.
    if entry.study.species not in {"", "human"} and not copy.species and copy.family != "act":
        return "the study is not in people"
    if copy.strength is Strength.HEDGED:
        return "the copy hedges"
    denied = (copy.negated or copy.effect == 0) and not figure
    if denied and any(q.kind in _SHARES and q.low < 100 and q.high > 0 for q in copy.size):
        return "the copy speaks of some of the people only"
    if STOPPED in study.regimen and STOPPED not in copy.regimen:
        return "the source speaks of the time after treatment"
    if copy.carried_object or (copy.carried and copy.family == "effect" and copy.effect == 0):
        return "the copy does not name it in this sentence"
    # In a label "can cause" tells a harm that is known.
    warned = entry.study.kind in harms.WARNING and (copy.negated or copy.effect == 0)
    if not figure and (why := doubt(study)):
        return f"in the source chance is not ruled out: {why}"
    if study.strength is Strength.HEDGED and not (warned or (copy.negated and copy.strength is Strength.ABSOLUTE)):
        return _HEDGES
    if copy.family == study.family == "effect" and (_both_ways(copy) or _both_ways(study)):
        return "the direction cannot be read for certain"
    return ""


def _seen_once(copy: Proposition) -> str:
    """ "No serious side effects were seen in the trial" tells of one study, "never" and "any" of all."""
    seen = copy.reported and copy.negated and copy.strength is not Strength.ABSOLUTE
    return "the copy tells what one study saw" if seen and copy.family in {*harms.DENYING, "effect"} else ""


def _both_ways(p: Proposition) -> bool:
    """Whether a clause speaks of more and of less ("a greater drop", "less frequent")."""
    return {"=predicate.increase", "=predicate.reduce"} <= {f"={p.predicate}", *p.content}


def _of_another_study(copy: Proposition, entry: Entry) -> str:
    """One study's figure does not dispute what the copy tells of another; a survey, a synthesis, an agency does."""
    if copy.family == "approve":
        return ""  # the year of an approval is one
    settled = entry.study.kind not in {"", "article"} or entry.study.design_class in {"survey", "systematic_review"}
    return "" if settled and not copy.reported else "another study may find another figure"


def _untested(copy: Proposition, study: Proposition, entry: Entry) -> str:
    if (
        copy.family in {"effect", "last", "start"}
        and entry.study.design_class not in _TESTED  # "" is free text that does not say: its words alone speak
        and entry.study.kind not in {"label", "regulation"}
    ):
        return "the study did not test it against a control"
    tested = entry.study.level in {"1", "2"} or not entry.study.design_class
    if copy.family == "effect" and {copy.effect, study.effect} == {0, 1} and not tested:
        return "one small study without an effect is no proof against one"
    return ""


def _apart(
    copy: Proposition, study: Proposition, entry: Entry, steps: Sequence[Step], against: Step, meeting: Meeting
) -> str:
    """Why the two speak of different things; empty where they speak of the same."""
    if not _same_comparison(copy, study, entry, meeting) and not _of_own_group(copy, study, entry, against):
        return "the comparison may differ"
    others = [s for s in steps if s is not against and s.reason and not s.slot.rule.startswith("strength.")]
    if study.negated and study.family in {"approve", "schedule"}:
        # What is approved for nobody and by no route is not approved for these people by this route.
        others = [s for s in others if s.slot.study or s.slot.rule == "scope.not_borne"]
    if not _left_out(copy, study, entry, meeting):
        others = [s for s in others if s.slot.rule != "scope.not_borne"]
    if any(s.slot.rule in _SCOPE_RULES for s in others):
        return "population, route, time or wording differ"
    if copy.effect == 1 and study.effect == 0 and _qualified(copy, study):
        return "the source speaks of something narrower"
    if copy.family == "last" and bool(study.duration) != bool(copy.duration):
        return "one side alone says how long"
    named = copy.object and (copy.subject or copy.population)
    lasting = copy.family == "last" and copy.subject and not study.object
    everyone = any(q.low == 100 for q in copy.size)
    measured = against.slot.rule.startswith("figure.") and copy.family != "use"
    measured = measured and bool(copy.object or copy.population or everyone or _defined(copy))
    alone = copy.family in {"safe", "addictive", "schedule"} or measured
    return "" if named or lasting or alone else "the copy names too little"


def _defined(copy: Proposition) -> bool:
    """ "The half-life is 3 hours", "it was approved in 2019": a thing and its figure say enough."""
    return copy.family in {"is_a", "approve"} and bool(copy.subject)


def _left_out(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> list[str]:
    """The keys of the copy that the finding does not speak of, beside scopes, which are asked apart, and words for the
    effect itself ("works better")."""
    cues = meeting.vocabulary.cues
    # What is denied of some is denied of all.
    slotted = {EVERY, *_ADDING, *(key for name, _ in SCOPES for key in getattr(copy, name))}
    missing = [key for key in coverage(copy, study, entry, meeting)[1] if key not in slotted]
    if study.negated and study.family in {"approve", "schedule"}:  # denied of the whole is denied of the part
        missing = [key for key in missing if meeting.best(key, study.content)[0] is not SlotOutcome.NARROWER]
    return [key for key in missing if key[0] != "=" or cues[key[1:]].attributes["family"] != copy.family]


def _qualified(copy: Proposition, study: Proposition) -> bool:
    """Whether an unknown word narrows what was found to be without effect ("repeated doses")."""
    unknown = (key for key in (*study.subject, *study.object) if key[0] == "~" and key not in _MEASURING)
    return any(key not in copy.content for key in unknown)


def _of_own_group(copy: Proposition, study: Proposition, entry: Entry, against: Step) -> bool:
    """Whether two figures that are disputed are each of one group, whatever that is compared with: the finding gives
    the other group's too."""
    if not against.slot.rule.startswith("figure.") or copy.comparator or len(study.size) != 1:
        return False
    units = {q.unit for q in study.size}
    others = (p for p in entry.propositions if p.subject and set(p.subject) <= set(study.comparator))
    return any(q.unit in units for p in others for q in p.size)


def _same_comparison(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> bool:
    """Whether both compare with one thing; what is held against a placebo, no treatment or usual care is held against
    nothing at all, and what did better than another treatment did better than nothing."""
    concepts = meeting.vocabulary.concepts
    one = [key for key in copy.comparator if key in concepts]
    other = [key for key in (*study.comparator, *_rivals(study, entry, meeting)) if key in concepts]
    if one and other:
        return meeting.all(one, other) in MET and meeting.all(other, one) in MET
    named = bool(harms.doers_of(copy.subject, meeting)) and not (copy.carried or copy.population)
    ahead = study.effect == 1 and copy.effect in {0, -1} and not one and named
    return ahead or all(_is_control(key, meeting) for key in (*one, *other))


def _is_control(key: str, meeting: Meeting) -> bool:
    return key in _CONTROLS or meeting.vocabulary.is_a(key, CONTROL)


def _rivals(p: Proposition, entry: Entry, meeting: Meeting) -> Iterator[str]:
    """What a finding without a word of comparison is against: of "no difference between X and Y", and of "X did better
    than Y; Z was inferior", what the other clauses speak of."""
    if p.effect in {0, -1} and not p.comparator:
        alike = (p.predicate, p.negated, p.object, p.start)  # "neither zinc nor iron helps": the same is said of both
        others = (f for f in entry.propositions if (f.predicate, f.negated, f.object, f.start) != alike)
        spoken = [key for other in others for key in (*other.subject, *other.comparator)]
        yield from (key for key in harms.doers_of(spoken, meeting) if meeting.any([key], p.subject) not in MET)


_TESTED = frozenset({"rct", "systematic_review", "controlled", "guideline", ""})
_SCOPE_RULES = frozenset({
    "scope.split", "scope.population", "scope.species", "scope.route", "scope.regimen", "scope.not_borne",
    "figure.onset", "figure.duration", "figure.dose", "figure.frequency",
})  # fmt: skip


def _logic(copy: Proposition, study: Proposition, entry: Entry, meeting: Meeting) -> str:
    """A denial of the wider thing falls to one case of the narrower; an assertion falls only to a denial at least as
    wide. Every key of subject and object must be met in its own slot."""
    for name in ("subject", "object"):
        own = getattr(study, name)
        if name == "subject" and not harms.doers_of(own, meeting):  # what a finding names itself, it is about alone
            own = (*own, *entry.study.subjects)
        elif copy.family in {"occur", "is_a", "cause"}:
            own = (*own, *study.subject)
        if name == "subject" and copy.family == study.family == "occur":
            own = (*own, *study.object)  # "asthma affects adults", "adults have asthma"
        if copy.family == "cost":
            own = (*own, *study.subject, *study.object)  # "is covered by insurance", "insurance covers"
        asked = getattr(copy, name)
        if by_figure(copy, study):  # "nausea is rare with zinc" against "nausea: zinc 40 %"
            own, asked = (*study.subject, *study.object), troubled_or_doing(asked)
        for key in asked:
            outcome, _ = meeting.best(key, own)
            if outcome is SlotOutcome.EQUAL:
                continue
            wanted = SlotOutcome.BROADER if copy.negated and name == "object" else SlotOutcome.NARROWER
            if outcome is not wanted:
                return f"the source does not speak of just this {name}"
    return ""
