"""Claims that repeat a finding: word for word, or but for one fact.

Whoever copies a sentence from a study and changes a figure in its bracket, a denial, a way in or a direction says
something that reads like support. Where a claim has nearly all words of a finding, what else it says must be the
finding's too, whether a clause took it up or not.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from kb.evidence.entries import Entry, Step
from kb.evidence.meeting import MET, Meeting
from kb.evidence.timing import ENDLESS, says
from kb.labels import Reason, SlotOutcome
from kb.model import Proposition, Slot
from kb.model.marks import EVERY

_LACKED = "!-"  # as `propositions.gist` sets it
_MARKS = frozenset("!^#$<>=")  # as `propositions.gist` sets them
_NEAR = 0.7  # of the claim's words: below it the claim is one of its own
_ENOUGH = 2  # words
_REMEMBERED = 8192  # gists whose words are kept counted: each is held against many
# Directions of one family that cannot both be meant; what is lowered may well be bettered.
_OPPOSED = frozenset(
    frozenset(pair)
    for pair in (
        ("better", "worse"),
        ("up", "down"),
        ("absent", ""),
        ("none", "better"),
        ("none", "up"),
        ("none", "down"),
    )
)
_NONE = "none"
_LIMITS = frozenset({"route", "dosage_form", "population", "species", "regimen"})
_WAYS_IN = frozenset({"route", "dosage_form"})
_REASONS = {"route": Reason.WRONG_ROUTE_OR_DOSE, "dosage_form": Reason.WRONG_ROUTE_OR_DOSE,
            "regimen": Reason.WRONG_ROUTE_OR_DOSE, "population": Reason.WRONG_POPULATION,
            "species": Reason.WRONG_POPULATION}  # fmt: skip


def repeats(claim: Sequence[Proposition], entry: Entry) -> bool:
    """Whether the claim is the finding, or some of its sentences, in the same words."""
    if any(says(p, ENDLESS) for p in claim) and not any(says(p, ENDLESS) for p in entry.propositions):
        return False  # both last; one of them without end
    return bool(claim) and all(len(p.gist) >= _ENOUGH and _is_said(p, entry.propositions) for p in claim)


def _is_said(p: Proposition, told: Sequence[Proposition]) -> bool:
    """Whether a finding has a clause in the words of another, with what was set before them ("in 90 adults with gout,
    ...") and all its figures, whichever of its clauses has these."""
    same = [f for f in told if f.gist == p.gist]
    figures = {(q.unit, q.low, q.high) for f in same for q in f.size}
    given = {(q.unit, q.low, q.high) for q in p.size} <= figures
    return given and any({*p.content} <= {*f.content, *f.gist, *p.gist} for f in same)


def altered(claim: Sequence[Proposition], entry: Entry, meeting: Meeting) -> Step | None:
    """The fact in which a claim departs from the finding whose words it has; None where it has none or words of its
    own."""
    told = list(dict.fromkeys(p.gist for p in entry.propositions if p.gist))
    for gist in dict.fromkeys(p.gist for p in claim):
        nearest = max(told, key=lambda t: _shared(gist, t), default=())
        if not _is_near(gist, nearest):
            continue
        found = _departure(gist, nearest, meeting)
        if found and not any(_is_near(gist, t) and _departure(gist, t, meeting) is None for t in told):
            name, said, known, reason = found
            slot = Slot(name=name, copy=said, study=known, outcome=SlotOutcome.DIFFERENT, rule=f"repeated.{name}")
            return Step(slot, reason)
    return None


@lru_cache(maxsize=_REMEMBERED)
def _words(gist: tuple[str, ...]) -> Mapping[str, int]:
    return Counter(key for key in gist if key[0] not in _MARKS)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    here, there = _words(one), _words(other)
    return sum(min(here[key], there[key]) for key in here.keys() & there.keys())


def _is_near(gist: tuple[str, ...], told: tuple[str, ...]) -> bool:
    shared, most = _shared(gist, told), max(sum(_words(gist).values()), sum(_words(told).values()))
    return shared >= _ENOUGH and shared >= _NEAR * most


def _departure(gist: Sequence[str], told: Sequence[str], meeting: Meeting) -> tuple[str, str, str, Reason] | None:
    """Slot, what the claim says, what the finding says, reason."""
    here, there = Counter(gist), Counter(told)
    more, less = list(here - there), list(there - here)
    figures = [k for k in more if k[0] == "#"]
    if figures:
        return "figure", _figure(figures[0]), next((_figure(k) for k in less if k[0] == "#"), ""), Reason.WRONG_NUMBER
    denied, known = _denies(here), _denies(there)
    if denied != known or _lacks_otherwise(gist, told):
        return "denial", "denied" * denied, "denied" * known, Reason.CONFLICTS_WITH_LIBRARY
    if here["^"] > there["^"] or (EVERY in more):
        return "strength", "without exception", "not so", Reason.OVERSTATED
    if {"<", ">"} == {k for k in (*more, *less) if k in "<>"} and len({k for k in more if k in "<>"}) == 1:
        return (
            "order",
            "before" if "<" in more else "after",
            "after" if "<" in more else "before",
            Reason.WRONG_DURATION,
        )
    turned = _turned(more, less, denied) or _unread(more, less)
    if turned:
        return "direction", *turned, Reason.CONFLICTS_WITH_LIBRARY
    return _another_thing(more, less, gist, told, meeting)


def _turned(more: Sequence[str], less: Sequence[str], denied: bool) -> tuple[str, str] | None:
    """The direction that the claim has for another of the finding's."""
    for key in (k for k in more if k[0] == "="):
        family, _, way = key.partition(".")
        for k in less:
            other = k.partition(".")
            opposed = other[0] == family and frozenset((way, other[2])) in _OPPOSED
            if opposed and not (denied and _NONE in {way, other[2]}):
                return key[1:], k[1:]
    return None


def _unread(more: Sequence[str], less: Sequence[str]) -> tuple[str, str] | None:
    """A word that nobody knows where the finding has a direction: it may well turn the sentence round."""
    strange = [k for k in more if k[0] == "~"]
    lost = [k for k in less if k[0] == "=" and k.partition(".")[2]]
    if strange and lost and not any(k[0] == "=" for k in more):
        return strange[0].lstrip("~"), lost[0][1:]
    return None


def _denies(gist: Counter[str]) -> bool:
    """Whether a text denies a change: with a word of denial, or as none ("no better than", "non-inferior to")."""
    return any(key[0] == "=" and key.endswith(f".{_NONE}") for key in gist) or gist["!"] % 2 == 1


def _lacks_otherwise(gist: Sequence[str], told: Sequence[str]) -> bool:
    """Whether what one is without the other has ("with diabetes"); what only one of them speaks of makes no other."""
    lacked = [{key for mark, key in pairwise(keys) if mark == _LACKED} for keys in (gist, told)]
    return any(key in gist and key in told for key in lacked[0] ^ lacked[1])


def _another_thing(
    more: Sequence[str], less: Sequence[str], gist: Sequence[str], told: Sequence[str], meeting: Meeting
) -> tuple[str, str, str, Reason] | None:
    concepts = meeting.vocabulary.concepts
    for key in more:
        kind = concepts[key].kind if key in concepts else ""
        if not kind or (kind not in _LIMITS and meeting.best(key, told)[0] in MET):
            continue
        if kind in _WAYS_IN:  # one for another, whatever ways in stand beside it
            others = [k for k in less if k in concepts and concepts[k].kind in _WAYS_IN]
            instead = [] if meeting.any([key], others) in MET else others
        else:
            others = [k for k in less if k in concepts and concepts[k].kind == kind]
            instead = [k for k in others if meeting.best(k, gist)[0] not in MET]
        if instead:
            reason = _REASONS.get(kind, Reason.DOES_NOT_ADDRESS)
            return kind, meeting.label([key]), meeting.label(instead[:1]), reason
    return None


def _figure(key: str) -> str:
    unit, low, high = key[1:].split(":")
    return f"{low if low == high else f'{low} to {high}'} {unit}".strip()
