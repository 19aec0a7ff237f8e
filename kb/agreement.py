"""Copy held against copy on one page, and what each claim says in short, to be held against other pages (`gathering`).

Comes in: claims with their propositions, what each cites, and a comparison of two propositions (`evidence.opposing`,
which the build passes in). Goes out: sayings, conflicts, and what these mean for the verdicts of a page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kb.labels import Basis, ClaimType, Reason, Strength, VerdictTag
from kb.model import Claim, Conflict, Proposition, Slot, Verdict
from kb.vocab import Vocabulary

Comparison = Callable[[Proposition, Proposition], Slot | None]
Citing = Mapping[str, frozenset[str]]  # study ids by claim id
Standing = tuple[ClaimType, tuple[str, ...]]  # what decides with which claims one may be compared: type, studies cited

FIGURES = ("size", "dose", "frequency", "onset", "duration")
_SCOPES = ("comparator", "population", "species", "route", "regimen")
# Second relations that say more than the first ("works *fast*"); the rest is said by subject, relation and object.
_TELLING = frozenset({"start", "last", "safe", "cure", "prevent", "approve", "addictive", "uncertain"})
# Families whose predicates are one relation in several words ("relieves", "improves"; "causes", "leads to").
_ONE_RELATION = frozenset({"effect", "cause", "approve", "use", "addictive", "schedule", "prevent", "cure"})
# What holds at one clinic need not hold at the next.
_OWN = frozenset({ClaimType.PROVIDER, ClaimType.ACCESS_COST, ClaimType.EXPERIENCE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Saying:
    """What one claim says, in short: all that is needed to hold it against the claims of other pages."""

    claim_id: str
    article_id: str
    type: ClaimType
    cites: tuple[str, ...]  # study ids, sorted
    alike: tuple[tuple[str, str, Strength], ...]  # for each thing said: id of its cluster, label, how firmly
    stated: tuple[tuple[str, Proposition], ...]  # what it asserts, with a key that equal statements share


def sum_up(claim: Claim, cites: Citing, vocabulary: Vocabulary) -> Saying:
    """What a claim says. It is in one cluster for each thing that it says; strength makes no difference. A claim whose
    reading names no two things is clustered by its words. The id depends on what is said alone, so it outlives any
    other change."""
    said = {_gist(p, vocabulary): p for p in claim.propositions if _says_enough(p, vocabulary)}
    alike = tuple((_digest(gist), _label(p, vocabulary), _strength(claim, p)) for gist, p in said.items())
    return Saying(
        claim_id=claim.id,
        article_id=claim.article_id,
        type=claim.type,
        cites=tuple(sorted(cites.get(claim.id, ()))),
        alike=alike or ((_digest(("words", *_words(claim.quote))), claim.quote, claim.strength),),
        stated=tuple((_statement(p, vocabulary), p) for p in _stated(claim)),
    )


def _statement(p: Proposition, vocabulary: Vocabulary) -> str:
    """What is stated, and the way of wording that a comparison looks at, as a key."""
    wording = (p.strength is Strength.HEDGED, p.predicate, p.object == p.carried_object)
    return sha256(repr((_gist(p, vocabulary), *wording)).encode()).hexdigest()[:24]


def find_conflicts(claims: Sequence[Claim], cites: Citing, oppose: Comparison) -> tuple[Conflict, ...]:
    """Every pair of claims of one article that speak against each other, each pair once, in the order of the claims."""
    stated = [(claim, p) for claim in claims for p in _stated(claim)]
    relations: dict[str, list[int]] = defaultdict(list)
    denials = [i for i, (_, p) in enumerate(stated) if denies(p)]
    for i, (_, p) in enumerate(stated):
        relations[p.family or p.predicate].append(i)
    standings = {claim.id: (claim.type, tuple(sorted(cites.get(claim.id, ())))) for claim in claims}
    found: dict[tuple[str, str], Conflict] = {}
    for i, (one, p) in enumerate(stated):
        # A denial may meet another relation ("has no risks", "causes nausea"), the rest only its own.
        near = range(len(stated)) if denies(p) else sorted({*relations[p.family or p.predicate], *denials})
        for other, q in (stated[j] for j in near if j > i):
            pair = (one.id, other.id)
            if one.id != other.id and pair not in found and may_oppose(p, q):
                slot = oppose(p, q)
                if slot and comparable(standings[one.id], standings[other.id], slot, one_page=True):
                    found[pair] = _conflict(one, other, slot)
    return tuple(found.values())


def _stated(claim: Claim) -> Iterator[Proposition]:
    """What a claim asserts of something, hedged where the claim hedges."""
    for p in claim.propositions:
        if p.asserted and p.subject:
            strength = _strength(claim, p)
            yield p if p.strength is strength else replace(p, strength=strength)


def denies(p: Proposition) -> bool:
    return p.negated or p.effect == 0


def may_oppose(one: Proposition, other: Proposition) -> bool:
    """Whether one of two statements denies or reverses the other, or both give figures."""
    if (one.negated, one.effect, one.change) != (other.negated, other.effect, other.change):
        return True
    return one.predicate != other.predicate or any(getattr(one, name) and getattr(other, name) for name in FIGURES)


def comparable(one: Standing, other: Standing, slot: Slot, *, one_page: bool) -> bool:
    """Whether two claims speak of one matter: what a study is said to have found stands against what that study is
    said to have found, and what holds at one clinic against nothing of another's."""
    (one_type, ours), (other_type, theirs) = one, other
    if not one_page and {one_type, other_type} & _OWN:
        return False
    told = ClaimType.STUDY_REPORT in {one_type, other_type} or slot.rule.startswith("copy.reported")
    if ".figure." in slot.rule or told:
        return ours == theirs and (len(ours) == 1 or not (ours or told))
    return True


def _conflict(one: Claim, other: Claim, slot: Slot) -> Conflict:
    return Conflict(
        claim_id=one.id, other_id=other.id, slot=slot.name, said=slot.copy, other_said=slot.study, rule=slot.rule
    )


def _strength(claim: Claim, p: Proposition) -> Strength:
    """A hedge anywhere in the claim hedges what it says."""
    return Strength.HEDGED if claim.strength is Strength.HEDGED else p.strength


def _says_enough(p: Proposition, vocabulary: Vocabulary) -> bool:
    """Whether two claims with this reading say the same: it names what it speaks of, and what of it."""
    named = [key for key in p.subject if key in vocabulary.concepts]
    things = [key for key in p.object if key in vocabulary.concepts and key not in p.carried_object]
    if not named or not p.asserted or (p.carried and not things):
        return False
    return bool(things or any(getattr(p, name) for name in FIGURES))


def _gist(p: Proposition, vocabulary: Vocabulary) -> tuple:
    """What is said, without how firmly, where or in what order."""
    signs = (p.effect,) if p.effect is not None else (p.change,)
    relation = (p.family, *signs) if p.family in _ONE_RELATION else (p.predicate,)
    slots = {key for name in ("subject", "object", *_SCOPES) for key in getattr(p, name)}
    rest = sorted(key for key in p.content if key not in slots and _tells(key, vocabulary))
    figures = tuple(
        (name, q.kind, q.low, q.high, q.unit, q.bound)
        for name in FIGURES
        for q in sorted(getattr(p, name), key=lambda q: (q.kind, q.low, q.high, q.unit, q.bound))
    )
    named = tuple((name, *sorted(getattr(p, name))) for name in ("subject", "object", *_SCOPES))
    return (*map(str, relation), p.negated, *named, figures, tuple(rest))


def _tells(key: str, vocabulary: Vocabulary) -> bool:
    cue = vocabulary.cues.get(key[1:]) if key[0] == "=" else None
    return key[0] != "=" or (cue is not None and cue.attributes["family"] in _TELLING)


def _digest(gist: tuple) -> str:
    return sha256(repr(gist).encode()).hexdigest()[:12]


def _words(text: str) -> tuple[str, ...]:
    return tuple("".join(c.lower() if c.isalnum() else " " for c in text).split())


def _label(p: Proposition, vocabulary: Vocabulary) -> str:
    """A statement in words, for a person: what is said of what, with its limits and figures."""
    verb = p.predicate.removeprefix("predicate.").removeprefix("~").replace("_", " ")
    figures = (q.text for name in FIGURES for q in getattr(p, name))
    limits = (vocabulary.label(key) for name in _SCOPES for key in getattr(p, name))
    things = (", ".join(map(vocabulary.label, keys)) for keys in (p.subject, p.object))
    subject, thing = things
    parts = [subject, f"not {verb}" if p.negated else verb, thing, *limits, *figures]
    return " · ".join(part for part in parts if part)


def judge_conflicts(
    claims: Sequence[Claim], verdicts: Sequence[Verdict], conflicts: Sequence[Conflict]
) -> tuple[Verdict, ...]:
    """The verdicts of a page in the same order, after its claims have been held against each other.

    Of two claims that speak against each other the unsupported one is contradicted where the other is supported: then
    the page itself holds the better evidence against it. Else neither is: which of them is wrong is for a reviewer to
    say. A hedged claim is never contradicted so.
    """
    before = {verdict.claim_id: verdict for verdict in verdicts}
    after = dict(before)
    named = {claim.id: claim for claim in claims}
    for conflict in conflicts:
        for ident, other in ((conflict.claim_id, conflict.other_id), (conflict.other_id, conflict.claim_id)):
            tags = (before[ident].verdict, before[other].verdict)
            firm = named[ident].strength is not Strength.HEDGED
            if firm and tags == (VerdictTag.UNSUPPORTED, VerdictTag.SUPPORTED):
                after[ident] = _fallen(before[ident], before[other], named[other])
    return tuple(after[verdict.claim_id] for verdict in verdicts)


def _fallen(verdict: Verdict, better: Verdict, other: Claim) -> Verdict:
    return replace(
        verdict,
        verdict=VerdictTag.CONTRADICTED,
        reason=Reason.INTERNAL_CONFLICT,
        rationale=f"The page itself says otherwise: {_quoted(other)}. {better.rationale}",
        basis=Basis.COPY,
        finding_id=better.finding_id,
        study_id=better.study_id,
        cap="",
        rule="contradicted.claim",
    )


def _quoted(claim: Claim) -> str:
    return f"\u201c{' '.join(claim.quote.split())}\u201d"
