"""Who does and what it is done to, in one clause: a clause and its words in, the keys of both roles out."""

from collections.abc import Sequence

from spacy.tokens import Token

from kb.propositions.clauses import Clause, agent_tokens
from kb.propositions.words import ANY, CAUSES, INTERVENTIONS, SLOT_KINDS, TROUBLES, Words

# Relations of which an intervention is the doer, wherever it stands in the clause.
_DOING = frozenset({
    "effect", "cause", "start", "last", "safe", "prevent", "cure", "use", "approve", "recommend", "addictive",
})  # fmt: skip

_GROUPS = frozenset(
    {"group", "arm", "recipient", "patient", "participant", "user", "people", "adult", "child", "woman", "man"}
)

_GIVEN = frozenset({"with", "on"})
_AMONG = _GIVEN | {"in", "among", "for", "of"}
_GIVING = frozenset({"give", "receive", "take", "assign", "allocate", "randomize", "randomise", "use"})


def roles(
    clause: Clause, words: Words, inner: Sequence[Token], family: str, direction: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the doer and of what it is done to. In "anxiety fell after ketamine" the subject of the sentence is
    what changes; where an intervention and a trouble stand on one side each, their kinds decide, whatever the parser
    says."""
    subject_indices = {t.i for t in clause.subject}
    left, right = list(clause.subject), [t for t in inner if t.i not in subject_indices]
    cue = words.vocabulary.cues.get(clause.cue)
    if _names_cause(clause, subject_indices):
        left, right = right, left
    governs = clause.predicate is not None and any(c.dep_ in {"dobj", "attr"} for c in clause.predicate.children)
    theme_first = (clause.passive and not _is_raised(clause)) or (
        cue is not None and cue.attributes.get("theme") == "subject" and not governs
    )
    doers = words.keys(left)
    if theme_first and not any(words.kind(k) in INTERVENTIONS for k in doers):
        agents = [t for t in agent_tokens(clause) if t in inner]
        indices = {t.i for t in agents}
        left, right = agents, [*left, *(t for t in right if t.i not in indices)]
    subject, obj = _topical(words.keys(left), words), _topical(words.keys(right), words)
    if family == "use":
        named = words.keys(_as_what(inner))  # "used as an anaesthetic": what it is used as is no doer
        subject = tuple(k for k in subject if k not in named)
        if subject and all(words.kind(k) in TROUBLES | {"outcome"} for k in subject):
            return (), tuple(dict.fromkeys((*subject, *obj, *named)))  # what a thing is used for uses nothing
        if subject:
            return subject, tuple(dict.fromkeys((*obj, *named)))
    if family == "approve" and _is_place(clause, words):
        subject = tuple(k for k in subject if words.kind(k) not in INTERVENTIONS)
    if family == "occur":
        given = words.keys(t for t in (*left, *right) if _is_group(t, words))
        if given and not any(words.kind(k) in INTERVENTIONS for k in subject if k not in given):
            return given, tuple(dict.fromkeys(k for k in (*subject, *obj) if k not in given))
    if family in _DOING:
        both = tuple(dict.fromkeys((*subject, *obj)))
        beside = {words.key[t.i] for t in left if beside_doer(t, words)}
        doers = tuple(k for k in both if words.kind(k) in INTERVENTIONS or k in beside)
        rest = tuple(k for k in both if k not in doers)
        apart = not subject or not set(obj) - set(doers) or any(words.kind(k) in TROUBLES for k in rest)
        if doers and apart:
            return doers, rest
    return subject, tuple(k for k in obj if k not in subject)


def beside_doer(token: Token, words: Words) -> bool:
    """Whether an unknown name is joined to that of an intervention: the copper of "zinc and copper"."""
    if token.pos_ not in {"NOUN", "PROPN"} or words.key.get(token.i, "")[:1] != "~":
        return False
    return any(words.kind(words.key.get(t.i, "")) in INTERVENTIONS for t in token.conjuncts)


def _is_group(token: Token, words: Words) -> bool:
    """The zinc of "in the zinc group", "with zinc" and "on zinc": who had what happens."""
    if words.kind(words.key.get(token.i, "")) not in INTERVENTIONS:
        return False
    noun = token.head if token.dep_ in {"compound", "amod", "nmod"} and token.head.lemma_.lower() in _GROUPS else token
    if token.head.lemma_.lower() in _GIVING and token.dep_ in {"dobj", "oprd", "dative", "pobj"}:
        return True
    within = noun.head.lower_ if noun.dep_ == "pobj" else ""
    if within == "to" and noun.head.head.lemma_.lower() in _GIVING:
        return True
    return within in (_AMONG if noun.lemma_.lower() in _GROUPS else _GIVEN)  # "placebo group" may be one name


def _is_raised(clause: Clause) -> bool:
    """ "Is proven to reduce", "was found to cause": what is said to do a thing is the doer."""
    verb = clause.predicate
    if verb is None or verb.dep_ != "xcomp" or verb.tag_ != "VB" or verb.head.i != clause.head.i:
        return False
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def specific(subject: tuple[str, ...], tokens: Sequence[Token], words: Words) -> tuple[str, ...]:
    """The subject without what it is only called: "SSRIs are first-line drugs" says nothing of all drugs."""
    called = {words.key.get(t.i, "") for t in tokens if t.dep_ == "attr"} & ANY
    return tuple(k for k in subject if k not in called) or subject


def _as_what(tokens: Sequence[Token]) -> list[Token]:
    """The names after "as" ("as a sedative")."""
    return [t for prep in tokens if prep.lower_ == "as" and prep.dep_ == "prep" for t in prep.children]


def _is_place(clause: Clause, words: Words) -> bool:
    """ "The clinic where it is given is approved": it is the clinic that is approved."""
    heads = [t for t in clause.subject if t.dep_ in {"nsubj", "nsubjpass"} and t.head.i == clause.head.i]
    return any(words.kind(words.key.get(t.i, "")) in {"setting", "organisation"} for t in heads)


def _names_cause(clause: Clause, subject: set[int]) -> bool:
    """ "Causes of gout are stress and beer": what stands after the verb brings about what the subject names."""
    noun = clause.predicate
    return noun is not None and noun.pos_ == "NOUN" and noun.i in subject and noun.lemma_.lower() in CAUSES


def _topical(keys: Sequence[str], words: Words) -> tuple[str, ...]:
    return tuple(k for k in keys if words.kind(k) not in SLOT_KINDS)
