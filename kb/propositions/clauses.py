"""The clauses of a parsed sentence, and who does what to whom in each.

A clause is headed by the root, a coordinated verb, an adverbial or content clause, or a non-restrictive relative one.
Restrictive modifiers stay in their clause: "structures involved in worry" says one thing of one thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kb.propositions.words import MAKING, TROUBLES, Words, stops_treatment
from kb.quantities.terms import PERSON

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
_LIGHT = frozenset(
    [
        "be",
        "have",
        "do",
        "get",
        "make",
        "give",
        "provide",
        "offer",
        "produce",
        "show",
        "experience",
        "feel",
        "find",
        "see",
        "report",
        "take",
        "help",
        "come",
        "lead",
        "result",
        "remain",
        "seem",
        "appear",
        "become",
        "include",
        "need",
        "use",
        "can",
        "may",
        "might",
        "could",
        "cause",
        "bring",
        "exert",
        "receive",
        "notice",
        "demonstrate",
        "observe",
        "achieve",
        "aim",
        "continue",
        "begin",
        "start",
        "keep",
        "leave",
        "put",
        "set",
        "hold",
    ]
)
_ARTICLES = frozenset({"a", "an", "the", "one", "another"})
_ALL_OF_A_KIND = frozenset({"any", "all", "every", "other", "most", "many"})
_ALONE = frozenset({"alone", "only"})
_FEW = 6  # words: a name with its article, and "alone"
_SET_OFF = frozenset({",", "–", "—", "-"})
_LIGHT_CUES = frozenset({"predicate.is_a", "predicate.occur", "predicate.experience"})
# What is needed or studied gives way to doubt: "more research is needed" says that a thing is not known.
_YIELDING = frozenset({"require", "studied", "is_a", "occur", "use", "effect", "last", "allow", "safe", "start"})
_ASKING = frozenset({"how", "whether", "why", "what", "which", "if"})
_COMING = frozenset({"come", "result", "stem", "arise", "follow"})
_NEAR = 3  # steps down the tree
_BRINGING = frozenset({"cause", "associated"})  # relations of which a change may be the thing brought about
_PEOPLE = frozenset({"those", "people", "person"})
_AGENT_PREPS = frozenset(
    {"by", "after", "with", "on", "following", "under", "using", "through", "via", "from", "during"}
)


@dataclass(slots=True)
class Clause:
    """One clause: its head, its tokens in order, its subject's tokens, the token that carries the predicate."""

    head: Token
    tokens: list[Token]
    subject: list[Token]
    predicate: Token | None
    cue: str  # id of the predicate cue, empty where no cue is known
    passive: bool
    attributed: list[Token]  # tokens of the clauses that only report this one
    asserted: bool


def find_clauses(words: Words) -> Iterator[Clause]:
    """The clauses in text order. A clause that only reports another ("trials show that ...") is not given."""
    aside = words.aside | _likened(words) | _not_alone(words)
    heads = [token for token in words.doc if token.i not in aside and _heads_clause(token, words)]
    known = {token.i for token in heads}
    home = {token.i: -1 if token.i in aside else _home(token, known) for token in words.doc}
    reporting = {head.i: _reported(head, known, words) for head in heads}
    for head in heads:
        if reporting[head.i] is not None:
            continue
        tokens = [token for token in words.doc if home[token.i] == head.i]
        outer = [
            h for h in heads if reporting[h.i] is not None and head.is_ancestor(h) is False and h.is_ancestor(head)
        ]
        attributed = [t for h in outer for t in words.doc if home[t.i] == h.i]
        subject = _subject(head, home)
        predicate, cue = find_predicate(head, tokens, words)
        passive = any(child.dep_ in {"nsubjpass", "auxpass"} for child in head.children)
        doubted = (t for t in (*attributed, *_before(head, tokens, words)) if t.i in words.cues["unasserted"])
        asserted = all(_supposes(t) and t.head is not head and t.head.i not in known for t in doubted)
        asserted |= bool(cue) and _family(cue, words) == "uncertain"  # "whether it works is not known" tells the doubt
        yield Clause(head, tokens, subject, predicate, cue, passive, attributed, asserted)


def _supposes(token: Token) -> bool:
    """ "If untreated": a condition without a subject is read with its main clause and denies it nothing."""
    return token.dep_ == "mark" and token.lower_ in {"if", "unless"} and token.head.dep_ == "advcl"


def _likened(words: Words) -> set[int]:
    """The words of "like any medicine" and "like other insulins", which set a thing among its kind and say no more."""
    found: set[int] = set()
    for token in words.doc:
        if token.lower_ == "like" and token.dep_ == "prep":
            phrase = [t for t in token.subtree if t.i > token.i]
            if phrase and phrase[0].lower_ in _ALL_OF_A_KIND:
                found |= {token.i, *(t.i for t in phrase)}
    return found


def _not_alone(words: Words) -> set[int]:
    """The words of "X, not Y alone", which deny nothing of Y: they only say again that there was more than Y."""
    found: set[int] = set()
    for hit in words.spans["negation"]:
        reach = words.doc[hit.end : hit.end + _FEW]
        alone = next((t.i for t in reach if t.lower_ in _ALONE), hit.end)
        named = words.doc[hit.end : alone]
        tells = any(t.i in words.cues["predicate"] or t.head.i == t.i for t in named)
        if named and named[-1].i in words.key and not tells:
            found |= set(range(hit.start, alone + 1))
    return found


def _before(head: Token, tokens: list[Token], words: Words) -> list[Token]:
    """The clause's tokens with its introducing words, where "the claim that ..." would stand."""
    above = list(head.ancestors)
    return [*tokens, *(t for t in above if t.pos_ in {"NOUN", "VERB"})]


def _heads_clause(token: Token, words: Words) -> bool:
    if token.head.i == token.i or is_appositive(token, words):
        return True
    if token.pos_ not in {"VERB", "AUX"}:
        return False
    if token.dep_ == "dep":  # a part of a sentence, whose own root hangs on the "and" that joined it
        return token.head.head.i == token.head.i and token.head.pos_ not in {"VERB", "AUX"}
    if token.dep_ == "conj":
        inner = token.i in words.figure or token.i in words.named  # "and wake after sleep onset" names a thing
        return token.head.pos_ in {"VERB", "AUX"} and not inner
    if token.dep_ in {"ccomp", "parataxis"}:
        if token.head.lemma_ in MAKING and words.kind(words.key.get(token.i, "")) in TROUBLES:
            return False  # "makes people drowsy", where the model takes the state for a verb
        doubt = words.cues["predicate"].get(token.head.i, "")
        if doubt and _family(doubt, words) == "uncertain":
            return False  # "it is unknown how it works": what is unknown is not told
        if token.left_edge.lower_ in _ASKING and _in_doubt(token, words):
            return False  # "more research must establish how safe it is"
        return any(child.dep_ in _SUBJECTS for child in token.children)
    if _trails(token):
        return True
    if token.dep_ == "advcl":
        if compares(token, words):
            return False  # "lower than surgery requires" belongs to what is compared
        return not stops_treatment(token) and _has_subject(token)
    if token.dep_ == "relcl":
        if _tells_more(token):
            return True
        before = words.doc[token.left_edge.i - 1].text if token.left_edge.i else ""
        edge = token.left_edge
        opening = edge.nbor() if edge.dep_ == "prep" and edge.i < token.i else edge  # "after which they may go"
        return before in {",", "("} and opening.lower_ in {"which", "who", "whom"}
    return False


def _has_subject(token: Token) -> bool:
    """Whether an adverbial clause has a subject of its own, at its head or, where the parser missed its verb ("when
    gout impairs walking"), anywhere behind the word that opens it."""
    if any(child.dep_ in _SUBJECTS for child in token.children):
        return True
    opens = token.left_edge.tag_ == "WRB" and token.left_edge.i < token.i
    return opens and any(t.dep_ in _SUBJECTS for t in token.subtree)


def _in_doubt(token: Token, words: Words) -> bool:
    """Whether a word above, or beside one above, says that a thing is not known."""
    cues = words.cues["predicate"]
    near = (t for up in token.ancestors for t in (up, *up.children))
    return any(t.i in cues and _family(cues[t.i], words) == "uncertain" for t in near)


def is_appositive(token: Token, words: Words) -> bool:
    """A noun phrase set off beside a thing that it says something of: "gout, a disease of joints, ..."."""
    if token.dep_ != "appos" or token.pos_ not in {"NOUN", "PROPN"} or token.head.i not in words.key:
        return False
    edge = token.left_edge
    return edge.lower_ in _ARTICLES and words.doc[edge.i - 1].text in _SET_OFF


def _tells_more(token: Token) -> bool:
    """ "Zinc is a mineral that eases colds": what stands in for the subject is said to do something too."""
    noun = token.head
    opens = token.left_edge.lower_ in {"that", "which"} and token.left_edge.dep_ in {"nsubj", "nsubjpass"}
    return (
        opens
        and noun.dep_ == "attr"
        and noun.head.lemma_ == "be"
        and any(c.dep_ == "det" and c.lower_ in {"a", "an"} for c in noun.children)
        and any(c.dep_ == "nsubj" and c.pos_ != "PRON" for c in noun.head.children)
    )


def _trails(token: Token) -> bool:
    """A participle set off after what it tells more of: "..., lowering blood pressure"."""
    edge = token.left_edge
    return token.dep_ == "advcl" and token.tag_ == "VBG" and edge.i > token.head.i and edge.nbor(-1).text in _SET_OFF


def _home(token: Token, heads: set[int]) -> int:
    while token.i not in heads and token.head.i != token.i:
        token = token.head
    return token.i


def _reported(head: Token, heads: set[int], words: Words) -> Token | None:
    """The content clause that this one only reports, if it does ("research has shown that ...")."""
    if words.cues["certainty"].get(head.i) not in {"certainty.attribution", "certainty.hedged"}:
        return None
    return next((child for child in head.children if child.dep_ == "ccomp" and child.i in heads), None)


def _subject(head: Token, home: dict[int, int]) -> list[Token]:
    if head.dep_ == "appos":
        return [t for t in head.head.subtree if home[t.i] == home[head.head.i]]
    for child in head.children:
        if child.dep_ in {"nsubj", "nsubjpass", "csubj", "csubjpass"}:
            if head.dep_ == "relcl" and _tells_more(head):
                return _subject(head.head.head, home)
            if child.lower_ in {"which", "who", "that"} and head.dep_ == "relcl":
                return list(head.head.subtree)[: head.left_edge.i - head.head.left_edge.i] or [head.head]
            return [t for t in child.subtree if home[t.i] == home[child.i]]
    if (head.dep_ == "conj" and head.head is not head) or _trails(head):
        return _subject(head.head, home)
    missed = [t for t in head.subtree if t.dep_ in _SUBJECTS and home[t.i] == head.i] if head.dep_ == "advcl" else []
    return list(missed[0].subtree) if missed else []


def find_predicate(head: Token, tokens: list[Token], words: Words) -> tuple[Token | None, str]:
    """The token and cue that carry the clause's relation: the highest cue in the tree, passing over light verbs."""
    cues = words.cues["predicate"]
    likened = words.cues["comparison"]  # "compared with placebo" tells of no study that compared
    candidates = [
        (_depth(t, head), t.i, t)
        for t in tokens
        if t.i in cues and t.i not in likened and not _degree(t, words) and not _measures(t, head, words)
    ]
    # "Soldiers who were injured": what people are like is not what is said, where something is.
    candidates = [c for c in candidates if not _of_people(c[2], head, words)] or candidates
    candidates = [c for c in candidates if not _names_kind(c[2], cues[c[2].i], words)]
    candidates = [c for c in candidates if _speaks_of(cues[c[2].i], tokens, words)]
    heavy = [c for c in candidates if cues[c[2].i] not in _LIGHT_CUES and _is_heavy(c[2], words)]
    ranked = sorted(heavy or candidates, key=lambda c: c[:2])
    if ranked and cues[ranked[0][2].i] == "predicate.reach":
        # "A halving of pain was reached by half": what was reached is the relation.
        gained = [c for c in ranked if c[0] <= _NEAR and _family(cues[c[2].i], words) == "effect"]
        ranked = gained[1:] or ranked
    if ranked and _family(cues[ranked[0][2].i], words) in _BRINGING:
        ranked = [c for c in ranked if _is_change_caused(c[2], ranked[0][2], words)] or ranked
    if len(ranked) > 1 and ranked[0][2].lemma_ == "include":
        ranked = ranked[1:]  # "common causes of gout include stress": what the list is of is the relation
    if ranked and _family(cues[ranked[0][2].i], words) in _YIELDING:
        doubted = [c for c in candidates if _family(cues[c[2].i], words) == "uncertain"]
        ranked = sorted(doubted, key=lambda c: c[:2]) or ranked
    for _, _, token in ranked:
        return token, cues[token.i]
    if head.dep_ == "appos":
        return None, "predicate.is_a"
    return (head, "") if head.pos_ in {"VERB", "AUX"} else (None, "")


def _is_change_caused(token: Token, verb: Token, words: Words) -> bool:
    """ "Led to a drop in weight", "caused fewer falls": what is caused is itself a change, and the relation."""
    family = _family(words.cues["predicate"][token.i], words)
    if token.dep_ == "nsubj" and token.head.i == verb.i and verb.lemma_.lower() in _COMING:
        return family == "effect"  # "quick relief can come from the gel"
    if family != "effect":
        return False
    if verb.pos_ == "NOUN":
        return _is_other_end(token, verb)
    if verb.pos_ != "VERB":
        return False
    noun = token.head if token.dep_ == "amod" and token.tag_ in {"JJR", "RBR", "VBN", "VBD", "JJ"} else token
    if noun.pos_ not in {"NOUN", "PROPN"}:
        return False
    above = noun.head.head if noun.dep_ == "pobj" else noun.head if noun.dep_ == "dobj" else None
    return above is not None and above.i == verb.i


def _is_other_end(change: Token, association: Token) -> bool:
    """ "An association of coffee with a reduction in pain", "between coffee and a reduction in pain"."""
    noun = change.head if change.dep_ == "conj" else change
    return noun.dep_ == "pobj" and noun.head.lower_ in {"with", "between"} and noun.head.head.i == association.i


def _family(cue: str, words: Words) -> str:
    return words.vocabulary.cues[cue].attributes["family"]


def _of_people(token: Token, head: Token, words: Words) -> bool:
    """Whether a word stands in a clause that says which people are meant: "who took zinc", "treated with zinc"."""
    while token.i != head.i and token.head.i != token.i:
        if token.dep_ == "relcl" and any(t.lower_ in {"who", "whose", "whom"} for t in token.subtree):
            return True
        if token.dep_ == "acl" and token.tag_ in {"VBN", "VBG"} and is_people(token.head, words):
            return True
        token = token.head
    return False


def is_people(token: Token, words: Words) -> bool:
    figure = words.figure.get(token.i)
    counted = figure is not None and figure.unit == "person"
    named = words.kind(words.key.get(token.i, "")) == "population"
    return counted or named or token.lower_ in _PEOPLE or token.lemma_.lower() in PERSON


def _names_kind(token: Token, cue: str, words: Words) -> bool:
    """ "Than the approved drugs", "in an approved facility": what is approved is no doer of the clause."""
    return _family(cue, words) == "approve" and token.dep_ == "amod" and token.head.dep_ == "pobj"


def _speaks_of(cue: str, tokens: list[Token], words: Words) -> bool:
    """A cue that is one only of certain things ("limited", of evidence) needs one of them in its clause."""
    wanted = words.vocabulary.cues[cue].attributes.get("of", "")
    return not wanted or not {t.lemma_.lower() for t in tokens}.isdisjoint(wanted.split(","))


def _degree(token: Token, words: Words) -> bool:
    """ "more research", "less often": no relation; "less pain", "less major bleeding", as all that is said, is one."""
    degree = token.lower_ in {"more", "less"} and token.dep_ in {"amod", "det", "advmod", "quantmod"}
    named = token.head
    if named.dep_ == "amod" and named.i not in words.key:  # part of the name of its noun
        named = named.head
    return degree and named.dep_ not in {"dobj", "attr"} and named.head.i != named.i


def compares(verb: Token, words: Words) -> bool:
    """Whether a clause names what is compared with ("lower than surgery requires", not "than they need")."""
    if verb.dep_ != "advcl" or not any(child.lower_ == "than" for child in verb.children):
        return False
    return any(words.key.get(t.i, "~")[0] != "~" for t in verb.subtree)


def _measures(token: Token, head: Token, words: Words) -> bool:
    """Whether a word stands in the clause of a comparison."""
    while token.i != head.i and token.head.i != token.i:
        if compares(token, words):
            return True
        token = token.head
    return False


def _is_heavy(token: Token, words: Words) -> bool:
    index = token.i
    return token.lemma_.lower() not in _LIGHT or any(
        hit.start <= index < hit.end and hit.end - hit.start > 1 for hit in words.spans["predicate"]
    )


def _depth(token: Token, head: Token) -> int:
    depth = 0
    while token.i != head.i and token.head.i != token.i:
        # Modifiers of the subject weigh more: "the higher dose works" is about working.
        depth += 3 if token.dep_ in {"amod", "relcl", "acl", "compound", "advmod"} else 1
        if token.dep_ == "nsubj" and token.head.lemma_.lower() in _LIGHT:
            depth += any(c.dep_ == "acomp" for c in token.head.children)  # "the benefit is temporary"
        depth += 2 if token.dep_ in {"nsubj", "nsubjpass"} and token.head.lemma_.lower() not in _LIGHT else 0
        token = token.head
    return depth


def agent_tokens(clause: Clause) -> list[Token]:
    """The tokens after "by", "with", "after" and their like: who or what does it where the subject is what changes."""
    found: list[Token] = []
    inside = {t.i for t in clause.tokens}
    named = {t.i for t in clause.subject}  # "patients with gout improved": gout is no doer
    for token in clause.tokens:
        if token.i in named and not clause.passive:
            continue
        if token.lower_ in _AGENT_PREPS and token.dep_ in {"prep", "agent", "mark", "pcomp"}:
            found.extend(t for t in token.subtree if t.i in inside and t.i != token.i)
    return found
