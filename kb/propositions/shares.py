"""Shares per group: "28 % with one drug and 64 % with the other" is two statements, each with a figure of its own.

Comes in: a clause that gives several figures of one unit. Goes out: the clause once for each figure, without the words
that belong to the others. What stands between the figures decides which words those are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Token

from kb.propositions.clauses import Clause, find_predicate
from kb.propositions.frames import sort
from kb.propositions.rivals import compared
from kb.propositions.words import Words
from kb.quantity import Quantity

_SHARED = frozenset({"percent", "fraction", "score"})
_TOLD = (_SHARED, frozenset({"count"}))  # "9 cases with one and 81 cases with the other"
_BY = tuple(frozenset({kind}) for kind in ("duration", "dose", "number"))  # "latency by 19 minutes and waking by 26"
_BARE = (*_TOLD, frozenset({"number"}))  # "(9 versus 81)"
_BY_ROUTE = frozenset({"duration", "dose"})  # told apart where each has a route of its own: "1 hour by mouth, ..."
_WAYS = frozenset({"route", "dosage_form"})
_JOINTS = frozenset({"and", "but", ";", "while", "whereas"})
_NAMES = frozenset({"NOUN", "PROPN", "ADJ"})
_BEFORE, _OPENING = 10, 4  # words, and those that it opens with: "(absolute difference between the groups, -2.1 points"
_ENDS = frozenset({",", ";", ":", "(", ")"})


@dataclass(frozen=True, slots=True)
class _Share:
    """One figure with its own words; `joint` are the tokens that join it to the share before."""

    figure: tuple[int, ...]
    own: frozenset[int]
    joint: frozenset[int] = frozenset()
    compared: bool = False  # joined by "versus" or its like


def part_shares(clause: Clause, words: Words) -> list[Clause]:
    """The clause once for each group that has a figure of its own; the clause itself where it comes apart nowhere."""
    tokens = sorted({t.i: t for t in (*clause.subject, *clause.tokens)}.values(), key=lambda t: t.i)
    shares = _shares(clause, tokens, words) or _by_route(clause, tokens, words)
    return [_only(clause, share, shares, words) for share in shares] or _in_turn(clause, tokens, words) or [clause]


def _in_turn(clause: Clause, tokens: Sequence[Token], words: Words) -> list[Clause]:
    """ "More with zinc than with placebo (54 % vs 32 %)": two figures that name nobody are of the doer and of what it
    is compared with, in that order."""
    figures = next((found for kinds in _BARE if len(found := _figures(tokens, words, kinds)) == 2), [])
    joint = _joint(*figures, tokens, words) if figures else []
    versus = {t.i for t in tokens if t.i in words.cues["comparison"]}
    if not versus.intersection(t.i for t in joint):
        return []
    first, last = (set(figure) for figure in figures)
    if _are_rates(clause, figures, words):
        return [_left(clause, first | last | {t.i for t in joint}, words)]
    around = range(min(first), max(last) + 1)
    doers = {t.i for t in tokens if sort(words.key.get(t.i, ""), words) == "doer"}
    rivals = doers & compared(replace(clause, tokens=[t for t in clause.tokens if t.i not in around]), words)
    if not rivals or doers == rivals or doers.intersection(around):
        return []
    joined = {t.i for t in joint}
    degrees = {t.i for t in tokens if t.tag_ in {"JJR", "RBR"} or t.lower_ == "than"}
    hits = (range(hit.start, hit.end) for hit in words.spans["predicate"])
    degrees |= {i for hit in hits if not degrees.isdisjoint(hit) for i in hit}  # "fewer cases of"
    rivals_named = (hit for hit in words.spans["rival"] if hit.id != "rival.equal")
    degrees |= {i for hit in rivals_named for i in range(hit.start, hit.end)}  # "superior to" is said of the one alone
    other = _had(_left(clause, first | versus | degrees | (doers - rivals), words), degrees, words)
    if clause.predicate is None or clause.predicate.i not in degrees:
        return [_left(clause, last | joined, words), other]
    # "Less bleeding than with zinc: 2 % versus 3 %": so many bled, and not so many fewer.
    own = _had(_left(clause, last | versus | degrees | rivals, words), degrees, words)
    return [_left(clause, first | last | joined, words), own, other]


def _are_rates(clause: Clause, figures: Sequence[tuple[int, ...]], words: Words) -> bool:
    """ "Reduced deaths (4.9 % vs 5.7 %)": what came of it in each group, where the lesser stands first, and not by how
    much each was reduced. Whose the second is stays open."""
    cue = words.vocabulary.cues.get(clause.cue)
    mine, theirs = (words.figure[figure[0]] for figure in figures)
    verb = clause.predicate is not None and clause.predicate.pos_ == "VERB"
    return verb and cue is not None and cue.attributes.get("direction") == "down" and mine.high < theirs.low


def _had(clause: Clause, degrees: set[int], words: Words) -> Clause:
    """A clause that has lost its "less" with the relation that it was left with."""
    if clause.predicate is None or clause.predicate.i not in degrees:
        return clause
    predicate, cue = find_predicate(clause.head, clause.tokens, words)
    return replace(clause, predicate=predicate, cue=cue)


def _shares(clause: Clause, tokens: Sequence[Token], words: Words) -> list[_Share]:
    for kinds in _TOLD:
        figures = _figures(tokens, words, kinds)
        joints = [_joint(one, other, tokens, words) for one, other in pairwise(figures)]
        if joints and all(joints):
            return _before(figures, joints, tokens, words) or _after(figures, joints, tokens, clause, words)
    for kinds in _BY:
        figures = _figures(tokens, words, kinds)
        joints = [_joint(one, other, tokens, words) for one, other in pairwise(figures)]
        if joints and all(joints) and all(words.doc[min(figure) - 1].lower_ == "by" for figure in figures):
            return _before(figures, joints, tokens, words)
    return []


def _by_route(clause: Clause, tokens: Sequence[Token], words: Words) -> list[_Share]:
    """ "93 % into a vein, 20 % by mouth", "an hour by mouth, ten minutes by nose and one minute into a vein": a list of
    figures, each with a way in of its own after it."""
    for kinds in (_SHARED, *(frozenset({kind}) for kind in sorted(_BY_ROUTE))):
        figures = _figures(tokens, words, kinds)
        joints = [
            _joint(one, other, tokens, words) or [t for t in tokens if one[-1] < t.i < other[0] and t.text == ","][-1:]
            for one, other in pairwise(figures)
        ]
        shares = _after(figures, joints, tokens, clause, words) if joints and all(joints) else []
        if shares and all(any(words.kind(words.key.get(i, "")) in _WAYS for i in share.own) for share in shares):
            return shares
    return []


def _figures(tokens: Sequence[Token], words: Words, kinds: frozenset[str]) -> list[tuple[int, ...]]:
    """The tokens of each figure of some kinds, where all are of one unit and each is an exact share; "(difference, 2
    percentage points)" is of no group."""
    found: dict[Quantity, list[int]] = {}
    for token in tokens:
        quantity = words.figure.get(token.i)
        told = quantity and quantity.kind in kinds and any(c.isdigit() for c in quantity.text)
        if told and not _is_difference(token, words):
            found.setdefault(quantity, []).append(token.i)
    one_unit = len({q.unit for q in found}) == 1
    return [tuple(indices) for indices in found.values()] if one_unit else []


def _is_difference(token: Token, words: Words) -> bool:
    """Whether a word stands in parentheses that open with "difference" and give one: it is of no group."""
    before = words.doc[max(0, token.i - _BEFORE) : token.i + 1]
    opens = max((t.i for t in before if t.text == "("), default=None)
    if opens is None or any(t.text == ")" and t.i > opens for t in before):
        return False
    return any(t.lower_ == "difference" for t in words.doc[opens : opens + _OPENING])


def _joint(one: Sequence[int], other: Sequence[int], tokens: Sequence[Token], words: Words) -> list[Token]:
    between = [t for t in tokens if one[-1] < t.i < other[0]]
    compared = [t for t in between if t.i in words.cues["comparison"]]
    joined = [t for t in between if t.lower_ in _JOINTS]
    return compared or joined[-1:]


def _after(
    figures: Sequence[tuple[int, ...]],
    joints: Sequence[list[Token]],
    tokens: Sequence[Token],
    clause: Clause,
    words: Words,
) -> list[_Share]:
    """ "28 % with one and 64 % with the other": the group follows its figure; that of the first may stand before it,
    where another is compared with it ("zinc fell by 3 %, against 1 % on placebo")."""
    shares = []
    for place, figure in enumerate(figures):
        joint = joints[place - 1] if place else []
        until = joints[place][0].i if place < len(joints) else _end(figure[-1], tokens, clause)
        start = joint[0].i if joint else figure[0]
        own = frozenset(t.i for t in tokens if start <= t.i < until) - _of_what(figure, words)
        compared = any(t.i in words.cues["comparison"] for t in joint)
        behind = (i for i in own if i > figure[-1] and not _tells_when(i, words))
        named = (words.doc[i].pos_ in _NAMES or i in words.figure or i in words.key for i in behind)
        before = place == 0 and any(t.i in words.cues["comparison"] for t in joints[0])
        if not any(named) and not before:
            return []
        shares.append(_Share(figure, own, frozenset(t.i for t in joint), compared))
    return shares


def _of_what(figure: Sequence[int], words: Words) -> set[int]:
    """The flu of "9 cases of flu with one and 81 cases with the other": both are counts of it."""
    if words.figure[figure[0]].kind != "count":
        return set()
    preps = (c for i in figure for c in words.doc[i].children if c.lower_ == "of" and c.i > figure[-1])
    things = [c for prep in preps for c in prep.children if c.dep_ == "pobj"]
    return {t.i for thing in things for t in (thing, *thing.lefts)}


def _tells_when(index: int, words: Words) -> bool:
    """The "per year" of "2 % per year" names no group."""
    return index in words.figure and words.figure[index].kind == "rate"


def _end(last: int, tokens: Sequence[Token], clause: Clause) -> int:
    head = clause.head.i
    ends = (t.i for t in tokens if t.i > last and (t.text in _ENDS or t.i == head))
    return next(ends, tokens[-1].i + 1)


def _before(
    figures: Sequence[tuple[int, ...]], joints: Sequence[list[Token]], tokens: Sequence[Token], words: Words
) -> list[_Share]:
    """ "Pain fell by 40 % and fever by 30 %": the thing goes before its figure."""
    later = []
    for joint, figure in zip(joints, figures[1:], strict=True):
        own = frozenset(t.i for t in tokens if joint[0].i <= t.i <= figure[-1])
        if not any(i in words.key and i not in words.figure for i in own):
            return []
        later.append(_Share(figure, own, frozenset(t.i for t in joint)))
    wanted = {sort(words.key[i], words) for i in later[0].own if i in words.key}
    first = [t.i for t in tokens if t.i < figures[0][0] and t.i in words.key and sort(words.key[t.i], words) in wanted]
    if not first:
        return []
    return [_Share(figures[0], frozenset({first[-1], *figures[0]})), *later]


def _only(clause: Clause, share: _Share, shares: Sequence[_Share], words: Words) -> Clause:
    """The clause without what belongs to other shares; what a share is compared with stays, without its figure."""
    dropped = {*share.joint, *(t.i for t in clause.tokens if _is_difference(t, words))}
    for other in shares:
        if other is not share:
            dropped |= set(other.figure) if other.compared and share is shares[0] else other.own
    doers = {t.i for t in clause.tokens if sort(words.key.get(t.i, ""), words) == "doer"}
    if share.compared and doers & share.own:
        dropped |= doers - share.own  # "adults on zinc lost 15 %, against 2 % on placebo"
    return _left(clause, dropped, words)


def _left(clause: Clause, dropped: set[int], words: Words) -> Clause:
    """The clause without some of its tokens."""
    kept, named = (list(_without(tokens, dropped)) for tokens in (clause.tokens, clause.subject))
    predicate, cue = clause.predicate, clause.cue
    if predicate is not None and predicate.i in dropped:  # "58 % responded and 37 % remitted"
        own, own_cue = find_predicate(clause.head, kept, words)
        predicate, cue = (own, own_cue) if own_cue else (predicate, cue)
    return replace(clause, tokens=kept, subject=named, predicate=predicate, cue=cue)


def _without(tokens: Sequence[Token], dropped: set[int]) -> Iterator[Token]:
    return (t for t in tokens if t.i not in dropped)
