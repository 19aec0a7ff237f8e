"""A statement that there are several of a kind, against the library: two different things of that kind bear it out.

No finding says that there are many causes of gout; one tells of beer, another of a gene. Each must speak of just what
the copy speaks of, or of a part of it, and affirm; a finding that denies another instance denies nothing here. Two
names of one thing, or a thing and its kind, are one.
"""

from collections.abc import Iterator

from kb.evidence.entries import Comparison, Entry
from kb.evidence.harms import DOERS
from kb.evidence.library import Library
from kb.evidence.meeting import MET, Meeting
from kb.evidence.scope import SCOPES
from kb.labels import Reason, Relation, SlotOutcome
from kb.model import Proposition, Slot

SEVERAL = "several.instances"
_ENOUGH = 2
_WAYS = frozenset({"route", "dosage_form"})
_ANY_WAY = "route_of_administration"
_SAME = frozenset({SlotOutcome.EQUAL, SlotOutcome.BROADER})
_USED = frozenset({"use", "recommend", "approve"})
_BRINGING = frozenset({"cause", "associated"})
# What may bring a trouble about; that a drug can is told of the drug.
_CAUSES = frozenset({"condition", "symptom"})


def bear_several(copy: Proposition, library: Library) -> dict[str, Comparison]:
    """A supporting comparison for each finding, by its id, that gives an instance, where the library gives at least
    two; else nothing."""
    if not copy.several:
        return {}
    meeting = library.meeting
    named = copy.subject if copy.several == "route" else copy.object
    told = {
        entry.finding.id: (entry, list(_instances(copy, named, entry, meeting)))
        for entry in library.naming(named)
        if _credible(entry)
    }
    chosen: list[str] = []
    for key in sorted({key for _, keys in told.values() for key in keys}):
        if meeting.any([key], chosen) not in MET and meeting.any(chosen, [key]) not in MET:
            chosen.append(key)
    if not named or len(chosen) < _ENOUGH:
        return {}
    return {
        ident: _borne(copy, keys, chosen, meeting)
        for ident, (_, keys) in told.items()
        if any(key in chosen for key in keys)
    }


def _credible(entry: Entry) -> bool:
    return entry.finding.verified and entry.study.species in {"", "human", "mixed"}


def _instances(copy: Proposition, named: tuple[str, ...], entry: Entry, meeting: Meeting) -> Iterator[str]:
    """The things that a finding puts into the slot that the copy leaves open."""
    concepts = meeting.vocabulary.concepts
    if any(getattr(copy, name) and meeting.all(getattr(copy, name), entry.known) not in MET for name, _ in SCOPES):
        return
    for told in entry.propositions:
        if told.negated or not told.asserted or (told.effect in {0, -1} and copy.family == "use"):
            continue
        if not all(meeting.best(key, (*told.subject, *told.object))[0] in _SAME for key in named):
            continue
        if copy.several == "route":
            yield from (k for k in told.content if k in concepts and concepts[k].kind in _WAYS and k != _ANY_WAY)
        elif copy.family == "use" and (told.family in _USED or told.effect == 1):
            yield from (k for k in told.subject if k in concepts and concepts[k].kind in DOERS and concepts[k].broader)
        elif copy.family in _BRINGING and told.family in _BRINGING:
            # Which of two things that go together stands first is chance; what causes does not.
            alike = told.family == "associated"
            met = alike or all(meeting.best(key, told.object)[0] in _SAME for key in named)
            kinds = _CAUSES if alike else _CAUSES | {"mechanism", "adverse_effect"}
            keys = (*told.subject, *told.object) if alike else told.subject if met else ()
            found = (k for k in keys if k in concepts and concepts[k].kind in kinds)
            yield from (k for k in found if meeting.any([k], named) not in MET)


def _borne(copy: Proposition, keys: list[str], chosen: list[str], meeting: Meeting) -> Comparison:
    first = next(key for key in keys if key in chosen)
    others = [key for key in chosen if key != first]
    slot = Slot(
        name=copy.several,
        copy="several",
        study=meeting.label([first]),
        outcome=SlotOutcome.NARROWER,
        rule=SEVERAL,
    )
    detail = f"gives one of several: {meeting.label([first])}, beside {meeting.label(others[:3])}"
    return Comparison(Relation.SUPPORTS, Reason.ENTAILED, detail, SEVERAL, 1.0, (slot,))
