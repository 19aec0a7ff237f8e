"""Copy held against copy: claims that say the same, and claims that speak against each other.

Comes in: claims with their propositions, what each cites, and a comparison of two propositions (`evidence.opposing`,
which the build passes in). Goes out: clusters, conflicts, and what these mean for the verdicts of a page. What is said
alike on many pages is compared once, a claim is compared only with those that speak of its things, and of the claims of
other pages that speak against one the first few are kept: the work grows with the claims, not with their pairs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice

from kb.labels import Basis, ClaimType, Reason, Strength, VerdictTag
from kb.model import Claim, Cluster, Conflict, Proposition, Slot, Verdict
from kb.vocab import Vocabulary

Comparison = Callable[[Proposition, Proposition], Slot | None]
Citing = Mapping[str, frozenset[str]]  # study ids by claim id

COMPARED = 64  # statements of other pages that one statement is compared with
KEPT = 8  # claims of other pages that are shown against one claim
FIGURES = ("size", "dose", "frequency", "onset", "duration")
_SCOPES = ("comparator", "population", "species", "route", "regimen")
# Second relations that say more than the first ("works *fast*"); the rest is said by subject, relation and object.
_TELLING = frozenset({"start", "last", "safe", "cure", "prevent", "approve", "addictive", "uncertain"})
# Families whose predicates are one relation in several words ("relieves", "improves"; "causes", "leads to").
_ONE_RELATION = frozenset({"effect", "cause", "approve", "use", "addictive", "schedule", "prevent", "cure"})
# What holds at one clinic need not hold at the next.
_OWN = frozenset({ClaimType.PROVIDER, ClaimType.ACCESS_COST, ClaimType.EXPERIENCE})


def cluster_claims(claims: Iterable[Claim], vocabulary: Vocabulary) -> tuple[Cluster, ...]:
    """The clusters of at least two claims that say the same, within an article or across, in order of id.

    A claim is in one cluster for each thing that it says; strength makes no difference. A claim whose reading names no
    two things is clustered by its words. The id depends on what is said alone, so it outlives any other change.
    """
    members: dict[tuple, dict[str, Strength]] = defaultdict(dict)
    articles: dict[tuple, set[str]] = defaultdict(set)
    labels: dict[tuple, str] = {}
    for claim in claims:
        said = {_gist(p, vocabulary): p for p in claim.propositions if _says_enough(p, vocabulary)}
        for gist, p in said.items() or [(("words", *_words(claim.quote)), None)]:
            members[gist].setdefault(claim.id, _strength(claim, p) if p else claim.strength)
            labels.setdefault(gist, _label(p, vocabulary) if p else claim.quote)
            articles[gist].add(claim.article_id)
    found = (
        Cluster(id=_digest(gist), label=labels[gist], articles=len(articles[gist]), members=tuple(sorted(said.items())))
        for gist, said in members.items()
        if len(said) > 1
    )
    return tuple(sorted(found, key=lambda cluster: cluster.id))


def find_conflicts(claims: Sequence[Claim], cites: Citing, oppose: Comparison) -> tuple[Conflict, ...]:
    """Every pair of claims of one article that speak against each other, each pair once, in the order of the claims."""
    stated = [(claim, p) for claim in claims for p in _stated(claim)]
    relations: dict[str, list[int]] = defaultdict(list)
    denials = [i for i, (_, p) in enumerate(stated) if _denies(p)]
    for i, (_, p) in enumerate(stated):
        relations[p.family or p.predicate].append(i)
    found: dict[tuple[str, str], Conflict] = {}
    for i, (one, p) in enumerate(stated):
        # A denial may meet another relation ("has no risks", "causes nausea"), the rest only its own.
        near = range(len(stated)) if _denies(p) else sorted({*relations[p.family or p.predicate], *denials})
        for other, q in (stated[j] for j in near if j > i):
            pair = (one.id, other.id)
            if one.id != other.id and pair not in found and _may_oppose(p, q):
                slot = oppose(p, q)
                if slot and _comparable(one, other, slot, cites):
                    found[pair] = _conflict(one, other, slot)
    return tuple(found.values())


def find_conflicts_between(
    claims: Iterable[Claim], cites: Citing, oppose: Comparison, vocabulary: Vocabulary
) -> tuple[Conflict, ...]:
    """Pairs of claims of two articles that speak against each other, each pair once, in order of the ids; for one
    claim at most KEPT of those that say the same against it."""
    statements = _statements(claims, vocabulary)
    postings: dict[tuple, list[_Statement]] = defaultdict(list)
    for statement in statements:
        sorts = tuple(_sorts(statement.proposition))
        for thing in _things(statement.proposition, vocabulary):
            for sort in sorts:
                postings[(*sort, *thing)].append(statement)
    found: dict[tuple[str, str], Conflict] = {}
    for statement in statements:
        p = statement.proposition
        for sort in _opposed(p):
            for other in postings.get((*sort, p.subject[0], p.object[0] if p.object else ""), ())[:COMPARED]:
                slot = oppose(p, other.proposition) if _may_oppose(p, other.proposition) else None
                if slot:
                    found |= _pairs(statement, other, slot, cites)
    return tuple(found[pair] for pair in sorted(found))


@dataclass(frozen=True, slots=True)
class _Statement:
    """What several claims say in one way."""

    proposition: Proposition
    claims: list[Claim]


def _statements(claims: Iterable[Claim], vocabulary: Vocabulary) -> list[_Statement]:
    """What the claims say, each thing once for each way of wording that a comparison looks at, in the order in which it
    is first said."""
    known: dict[tuple, _Statement] = {}
    for claim in claims:
        for p in _stated(claim):
            wording = (p.strength is Strength.HEDGED, p.predicate, p.object == p.carried_object)
            known.setdefault((_gist(p, vocabulary), *wording), _Statement(p, [])).claims.append(claim)
    return list(known.values())


def _stated(claim: Claim) -> Iterator[Proposition]:
    """What a claim asserts of something, hedged where the claim hedges."""
    for p in claim.propositions:
        if p.asserted and p.subject:
            yield replace(p, strength=_strength(claim, p))


def _denies(p: Proposition) -> bool:
    return p.negated or p.effect == 0


def _things(p: Proposition, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a statement speaks of, with all that is broader: whoever denies the broader thing will ask there."""
    for subject in _upwards(p.subject, vocabulary):
        for thing in _upwards(p.object, vocabulary) or ("",):
            yield subject, thing


def _upwards(keys: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(sorted({up for key in keys for up in (key, *vocabulary.ancestors(key))}))


def _sorts(p: Proposition) -> Iterator[tuple]:
    """As what a statement can stand against another: as told, as going one way, as giving a figure."""
    if not _denies(p):
        yield ("told",)
    for sign in {p.effect, p.change} - {None, 0}:
        yield ("sign", p.family, sign)
    for name in FIGURES:
        for unit in sorted({q.unit for q in getattr(p, name)}):
            yield ("figure", p.family or p.predicate, name, unit)


def _opposed(p: Proposition) -> Iterator[tuple]:
    """The sorts of statement that can stand against this one."""
    if _denies(p):
        yield ("told",)
        return
    for sort in _sorts(p):
        if sort[0] == "sign":
            yield ("sign", p.family, -sort[2])
        elif sort[0] == "figure":
            yield sort


def _may_oppose(one: Proposition, other: Proposition) -> bool:
    """Whether one of two statements denies or reverses the other, or both give figures."""
    signs = ((one.negated, other.negated), (one.effect, other.effect), (one.change, other.change))
    if any(a != b for a, b in signs) or one.predicate != other.predicate:
        return True
    return any(getattr(one, name) and getattr(other, name) for name in FIGURES)


def _pairs(one: _Statement, other: _Statement, slot: Slot, cites: Citing) -> dict[tuple[str, str], Conflict]:
    """The pairs of claims of two statements; each claim of either has the first KEPT of the other against it."""
    turned = replace(slot, copy=slot.study, study=slot.copy)
    found = {}
    for ours, theirs, seen in ((one, other, slot), (other, one, turned)):
        for claim in ours.claims:
            foreign = (c for c in theirs.claims if c.article_id != claim.article_id)
            for opponent in islice((c for c in foreign if _comparable(claim, c, slot, cites)), KEPT):
                if claim.id < opponent.id:
                    found[claim.id, opponent.id] = _conflict(claim, opponent, seen)
                else:
                    back = turned if seen is slot else slot
                    found[opponent.id, claim.id] = _conflict(opponent, claim, back)
    return found


def _comparable(one: Claim, other: Claim, slot: Slot, cites: Citing) -> bool:
    """Whether the two speak of one matter: what a study is said to have found stands against what that study is
    said to have found, and what holds at one clinic against nothing of another's."""
    if one.article_id != other.article_id and {one.type, other.type} & _OWN:
        return False
    told = ClaimType.STUDY_REPORT in {one.type, other.type} or slot.rule.startswith("copy.reported")
    if ".figure." in slot.rule or told:
        ours, theirs = cites.get(one.id, frozenset()), cites.get(other.id, frozenset())
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
