"""A claim as a whole against a finding as a whole, where their clauses could not be brought into one shape.

The same thing is said in many shapes: "71% had responded a day later" and "met the criteria of response at day 1".
Where no proposition of the finding bears the claim out clause by clause, the two are laid beside each other as sets of
concepts, figures and signs. That is no comparison of words: every concept that carries meaning, every figure and every
limit of the claim must be borne, negation and direction must agree, and design must carry the strength; only how the
sentence is built, and words that say little, are forgiven.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.evidence import scope, strength
from kb.evidence.agreeing import PLAIN, agree, closest, is_near
from kb.evidence.contrasting import Contrast, contrasts, doses_turned, turned
from kb.evidence.entries import Comparison, Entry, Step
from kb.evidence.figures import bear_figures, displaced
from kb.evidence.harms import doers_of
from kb.evidence.meeting import MET, Meeting
from kb.labels import Reason, Relation, SlotOutcome, Strength
from kb.model import Proposition, Slot

# Concepts that say what a sentence is about; the rest (settings, costs, organisations) colours it.
_WEIGHTY = frozenset({
    "drug", "drug_class", "device", "procedure", "psychotherapy", "condition", "symptom", "adverse_effect", "outcome",
    "scale", "mechanism", "regulation",
})  # fmt: skip
# So many concepts beneath it: such a concept ("medication", "disease"; of anatomy, "brain") names no topic.
_GENERAL = 85
_GENERAL_ANATOMY = 12
_UNASKED = frozenset({"", "studied"})  # "it did not measure anxiety"
_ENOUGH = 0.7  # of the weight of a claim's lesser words, where no figure anchors it
_ENOUGH_ANCHORED = 0.8


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim as it is laid beside findings: what it asserts, the keys that must be borne, and those of which most
    must be; and what it says of one treatment against another."""

    said: tuple[Proposition, ...]
    weighty: tuple[str, ...]
    lesser: tuple[str, ...]
    drawn: tuple[Contrast, ...]


def weigh(claim: Sequence[Proposition], meeting: Meeting) -> Asked:
    """A claim made ready for `align`, once for all findings."""
    said = tuple(p for p in claim if p.asserted)
    weighty, lesser = _weigh(said, meeting)
    return Asked(said, tuple(weighty), tuple(lesser), tuple(contrasts(said, meeting)))


def align(claim: Asked, entry: Entry, meeting: Meeting, *, cited: bool) -> Comparison | None:
    """Supports, where the finding as a whole bears the claim as a whole; else None: it then says no more than the
    comparison of clauses did."""
    said, weighty, lesser = claim.said, claim.weighty, claim.lesser
    if not said or not entry.propositions:
        return None
    if not all(_borne(key, entry, meeting, cited=cited) for key in weighty):
        return None
    if any(_clause_alone(key, p, entry, meeting) for p in said for key in p.content):
        return None
    if not all(_subject_borne(p, entry, meeting) for p in said) or _only_denied(said, weighty, entry):
        return None
    figures = tuple(bear_figures(said, entry, meeting))
    anchored = any(step.slot.rule == "aligned.figure" for step in figures)
    bare = not (weighty or (cited and anchored))  # "They can take weeks to work": of what the context names
    topics = {*weighty, *(key for key in _around(said, meeting) if _borne(key, entry, meeting, cited=cited))}
    enough = anchored or len(topics) > 1 or ((cited or bare) and topics)
    if any(step.reason for step in figures) or not enough:
        return None
    if any(p.negated and p.carried_object and p.strength is not Strength.HEDGED for p in said):
        return None  # what is flatly denied of a thing must be said of that thing, clause against clause
    if bare and not (figures or lesser) and all(p.family in PLAIN for p in said):
        return None  # "many of these are not": nothing is left to be borne out
    if any(_sweeps(p, entry, meeting) or _only_rival(p, entry, meeting) for p in said):
        return None
    if not anchored and not _said_here([*weighty, *lesser], entry, meeting):
        return None  # a study's record tells whom it is about, and nothing of them
    share = _share(lesser, entry, meeting)
    needed = 1.0 if bare or any(p.family == "is_a" for p in said) else _ENOUGH_ANCHORED if anchored else _ENOUGH
    if share < needed:  # what a thing is said to be lies in the words themselves
        return None
    near = [p for p in entry.propositions if is_near(p, weighty, meeting)] or list(entry.propositions)
    otherwise = displaced(said, entry) or turned(claim.drawn, entry.propositions, meeting)
    otherwise = otherwise or any(doses_turned(p, entry.propositions) for p in said)
    if otherwise or not agree(said, near, entry, anchored, meeting):
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
        those = [*closest(p, near, meeting), *animals]
        found = [tuple(strength.compare_strength(p, f, entry, cited=cited)) for f in those]
        yield from next((steps for steps in found if any(step.reason for step in steps)), found[0])
