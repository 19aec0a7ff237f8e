"""Better or worse: what a clause says is done to a thing, and what that means for the person.

Comes in: a clause with its words and its relation. Goes out: (change, effect) as a `Proposition` has them.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from kb.propositions.clauses import Clause
from kb.propositions.words import INTERVENTIONS, TROUBLES, Words

RETURN = "predicate.return"  # of a trouble: it is worse again
_SIGNS = {"up": 1, "down": -1, "none": 0}
_SCORES = frozenset({"score", "rating"})
_CHANCES = frozenset({"chance", "odds", "likelihood", "probability", "rate", "risk"})
_CHANGES = frozenset({"loss", "deterioration", "failure"})  # changes that are words of a valence too

_WAITS = frozenset({"latency", "delay", "lag", "wait"})
_TIMES = frozenset({"time", "interval", "day", "week", "month"})
_UNTIL = frozenset({"to", "until", "till", "before"})


def signs(
    clause: Clause, words: Words, *, cue: str, subject: Sequence[str], obj: Sequence[str], negated: bool
) -> tuple[int | None, int | None]:
    """(change, effect) of a clause with this relation, subject and object; a denied change is none."""
    attributes = words.vocabulary.cues[cue].attributes if cue in words.vocabulary.cues else {}
    direction = attributes.get("direction", "")
    change, effect = _effect(direction, subject, obj, clause, words)
    if attributes.get("family") == "last" and not _lasts_itself(clause, words):
        effect = None  # "the effect on pain lasts": it is not pain that lasts
    if cue == RETURN:
        effect = -1
    if negated and direction not in {"", "absent"}:
        return (0, 0) if direction != "none" else (None, None)
    return change, effect


def _lasts_itself(clause: Clause, words: Words) -> bool:
    """Whether what lasts or fades is a good or a bad thing by itself ("the pain", "remission")."""
    heads = [t for t in clause.subject if t.head.i == clause.head.i or t.dep_ in {"nsubj", "nsubjpass"}]
    return any(t.i in words.cues["valence"] or words.kind(words.key.get(t.i, "")) in TROUBLES for t in heads)


def _effect(
    direction: str, subject: Sequence[str], obj: Sequence[str], clause: Clause, words: Words
) -> tuple[int | None, int | None]:
    """(change, effect): what is done to the thing, and what that means for the person."""
    change = _SIGNS.get(direction)
    inner = _inner_change(clause, words) if change else ""
    if change and inner:
        # "Slowed the decline in memory": what is made less is itself a change for the worse.
        turned = {"better": 1, "worse": -1}.get(inner) or _SIGNS[inner] * _valence(obj or subject, clause, words)
        return change, change * turned or None
    if direction in {"better", "worse"}:
        return None, 1 if direction == "better" else -1
    if change is None:
        return None, None
    if change == 0:
        return 0, 0
    valence = _valence(obj or subject, clause, words)
    return change, change * valence if valence else None


def _inner_change(clause: Clause, words: Words) -> str:
    """The direction of a change that the relation is said of ("slows the loss of", "speeds up the rise in")."""
    verb = clause.predicate
    if verb is None or verb.pos_ != "VERB":
        return ""
    for noun in verb.children:
        if noun.dep_ not in {"dobj", "nsubjpass"} or noun.pos_ != "NOUN":
            continue
        noun = _hoped_for(noun)
        cue = words.vocabulary.cues.get(words.cues["predicate"].get(noun.i, ""))
        if cue is None or cue.attributes["family"] != "effect" or noun.i in words.key:
            continue
        if any(c.dep_ == "prep" and c.lower_ in {"in", "of"} for c in noun.children):
            direction = cue.attributes.get("direction", "")
            return direction if direction in {"up", "down", "better", "worse"} else ""
    return ""


def _hoped_for(noun: Token) -> Token:
    """The improvement of "the chance of improvement"; else the noun itself."""
    preps = (c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of")
    things = [t for prep in preps for t in prep.children if t.dep_ == "pobj"] if noun.lemma_ in _CHANCES else []
    return things[0] if things else noun


def _valence(keys: Sequence[str], clause: Clause, words: Words) -> int:
    """Of the thing that changes: the word of a known valence that stands nearest to the predicate ("remission of
    depression" is good, "risk of a long life" is bad)."""
    found = []
    doing = {t.i for t in clause.subject} if _has_object(clause.predicate) else set()
    for token in (*clause.subject, *clause.tokens):
        if (token is clause.predicate and token.pos_ == "VERB") or _names_doer(token, keys, words):
            continue  # neither "calms", as a relation, nor the name of "collagen peptides" is a thing made less
        if token.i in doing and words.key.get(token.i) not in keys:
            continue  # "collagen reduced pain": it is no collagen that there is less of
        # The sleep of "wake after sleep onset" is no good thing by itself.
        mark = None if words.kind(words.named.get(token.i, "")) in TROUBLES else _mark(token, words)
        key = words.key.get(token.i, "")
        if mark:
            good = (mark == "valence.good") is not _awaited(token)
            found.append((_distance(token, clause), token.i, 1 if good else -1))
        elif key in keys and words.kind(key) in TROUBLES:
            found.append((_distance(token, clause), token.i, -1))
    if found:
        return min(found)[2]
    return -1 if any(words.kind(k) in TROUBLES for k in keys) else 0


def _has_object(verb: Token | None) -> bool:
    return verb is not None and verb.pos_ == "VERB" and any(c.dep_ == "dobj" for c in verb.children)


def _names_doer(token: Token, keys: Sequence[str], words: Words) -> bool:
    """Whether a word is part of the name of a treatment that is not itself what changes."""
    while token.dep_ in {"compound", "amod", "nmod"} and token.i not in words.key:
        token = token.head
    key = words.key.get(token.i, "")
    return key not in keys and words.kind(key) in INTERVENTIONS


def _awaited(token: Token) -> bool:
    """Whether it is the time until a thing that is spoken of: a shorter "time to remission" is as good as a longer
    "time to relapse"."""
    path = (token, *token.ancestors)
    if any(t.lemma_.lower() in _WAITS for t in path[1:]):
        return True
    until = (t for t in path if t.lower_ in _UNTIL and t.i > 0)  # the parser may hang "to" on the verb
    return any(t.doc[t.i - 1].lemma_.lower() in _TIMES for t in until)


def _mark(token: Token, words: Words) -> str | None:
    """The valence of a word; that of a score is that of what is scored ("scores of sleep quality"). A change that the
    relation is said of has been counted."""
    mark = words.cues["valence"].get(token.i)
    if (
        mark
        and token.lemma_.lower() in _SCORES
        and any(words.cues["valence"].get(t.i) == "valence.good" for t in token.subtree)
    ):
        return "valence.good"
    inner = token.pos_ == "NOUN" and token.lemma_.lower() in _CHANGES and token.i in words.cues["predicate"]
    return None if inner and token.dep_ in {"dobj", "nsubjpass"} else mark


def _distance(token: Token, clause: Clause) -> int:
    """How far down the tree a word stands from the predicate."""
    steps, anchor = 0, clause.predicate or clause.head
    while token.i != anchor.i and token.i != clause.head.i and token.head.i != token.i:
        token, steps = token.head, steps + 1
    return steps
