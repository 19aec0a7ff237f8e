"""Sentences whose verb the small model takes for a noun or an adjective, mostly behind a name that it does not know
("Botox halves migraine days", "Semaglutide reduced body weight"), or behind "and" ("reduced pain and improved sleep").

Comes in: a parsed sentence. Goes out: the same words parsed anew with a pronoun in the place of what stands before the
verb, where the sentence has no verb of its own, or only the one that it is joined to, the vocabulary names one that it
could have, and so read it takes an object; else the sentence as it is. Words and offsets stay.
"""

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc, Token

from kb.nlp import Lexicon
from kb.propositions.parses import reread

_FINITE = frozenset({"VBZ", "VBP", "VBD"})
_NAMING = frozenset({"NOUN", "PROPN", "ADJ", "DET", "PRON", "NUM", "VERB", "ADV"})  # what may stand before the verb
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_MODIFIERS = frozenset({"amod", "compound", "nmod"})
_BEFORE = 6  # words of a subject, at most
_OPENING = 24  # words of what stands before the subject, at most: "In a trial of 90 adults, ..."
_COMPARING = frozenset({"compared", "relative", "versus", "as"})
_JOINING = frozenset({"plus", "and", "or", "with"})
_JOINED = 4  # verbs that are joined to one, at most
_JOINING_VERBS = frozenset({"and", "or", "but", ","})
_CHANGING = frozenset({"effect", "cause", "act"})
_DOING = frozenset({"effect", "prevent", "cure", "cause", "act", "start"})  # families whose verbs take an object


def regain_verb(doc: Doc, lexicon: Lexicon) -> Doc:
    """The sentence with its verbs, where the model found none and the vocabulary knows one; else the same object."""
    return lexicon.once(doc, "verb regained", lambda: _joined_verbs(_regained(doc, lexicon), lexicon))


def _regained(doc: Doc, lexicon: Lexicon) -> Doc:
    named = {i for hit in lexicon.concepts(doc) for i in range(hit.start, hit.end)}
    opening = _opening(doc) if named else 0
    if not named or any(_is_verb(t, named) for t in doc[_carrying(doc, opening) :] if t.head.i == t.i):
        return doc
    for verb, pronoun in _candidates(doc, opening, named, lexicon):
        rest = _parsed_behind(doc, verb.i, pronoun, lexicon)
        read = rest[1]
        finite = read.head.i == read.i and read.tag_ in _FINITE
        if finite and _takes(read, lexicon) and not named.isdisjoint(range(opening, verb.i)):
            return _grafted(doc, opening, verb.i, rest, lexicon)
    return doc


def _joined_verbs(doc: Doc, lexicon: Lexicon) -> Doc:
    """The sentence, each verb that is joined to another one of the past a verb: "reduced pain and improved sleep"."""
    for _ in range(_JOINED):
        found = next(_taken_for_adjectives(doc, lexicon), None)
        if found is None:
            return doc
        first, noun, verb = found
        rest = _parsed_behind(doc[: noun.right_edge.i + 1].as_doc(), first.i, "It", lexicon)
        read = rest[1]
        if read.head.i != read.i or read.tag_ not in {"VBD", "VBN"} or not _takes(read, lexicon):
            return doc
        doc = _joined_at(doc, first.i, verb.i, rest)
    return doc


def _taken_for_adjectives(doc: Doc, lexicon: Lexicon) -> Iterator[tuple[Token, Token, Token]]:
    """Each word that may be a joined verb, with the noun that it is said to belong to, and the verb that it is joined
    to. "Showed reduced pain and improved sleep" has none: there the first thing has such a word too."""
    forms = lexicon.verb_forms(_CHANGING)
    for noun in doc:
        first = noun.left_edge
        joined = noun.dep_ == "conj" and noun.pos_ in {"NOUN", "PROPN"} and first.i > 1
        if not joined or forms.get(first.lower_) != "past" or doc[first.i - 1].lower_ not in _JOINING_VERBS:
            continue
        verb = next((t for t in noun.ancestors if t.pos_ == "VERB"), None)
        if verb is None or forms.get(verb.lower_) != "past" or any(map(_helps, verb.children)):
            continue
        thing = next((c for c in verb.children if c.dep_ == "dobj"), None)
        if thing is not None and thing.left_edge.tag_ not in {"VBN", "VBD"}:
            yield first, noun, verb


def _helps(token: Token) -> bool:
    """Whether a word makes a verb another than one of the past: "was reduced", "will reduce"."""
    return token.dep_ == "auxpass" or (token.dep_ == "aux" and token.lemma_ != "have")


def _joined_at(doc: Doc, start: int, verb: int, rest: Doc) -> Doc:
    """The sentence, its words from `start` on as `rest` reads them behind its pronoun: its verb joined to another."""
    read = {start + t.i - 1: t for t in rest[1:]}
    told = [read.get(t.i, t) for t in doc]
    deps = ["conj" if t.i == start else told[t.i].dep_ for t in doc]
    heads = [verb if t.i == start else told[t.i].head.i + (start - 1 if t.i in read else 0) for t in doc]
    return reread(doc, told, deps, heads)


def _opening(doc: Doc) -> int:
    """Where the subject can start: behind the comma that ends a phrase with a preposition ("in adults", "compared with
    zinc"), else at once."""
    if doc[0].pos_ != "ADP" and doc[0].lower_ not in _COMPARING:
        return 0
    return next((t.i + 1 for t in doc[:_OPENING] if t.text == "," and t.i + 2 < len(doc)), 0)


def _carrying(doc: Doc, opening: int) -> int:
    """From which word on a verb can carry the sentence: the "compared" of its opening cannot."""
    return opening if doc[0].lower_ in _COMPARING else 0


def _takes(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb has an object, or the preposition with which it is a relation ("acts on")."""
    if any(c.dep_ == "dobj" for c in verb.children):
        return True
    return any(hit.start == verb.i < hit.end - 1 for hit in lexicon.cues(verb.doc, "predicate"))


def _is_verb(root: Token, named: set[int]) -> bool:
    """Whether a root carries its sentence: a verb that names no thing and whose subject does not hang on it as a mere
    modifier, and no "-ing" form without a helper."""
    # The "achieved" of "achieved remission" is a verb.
    whole = root.lower_.endswith("ed") and {"nsubj", "dobj"} <= {c.dep_ for c in root.children}
    if root.pos_ not in {"VERB", "AUX"} or (root.i in named and not whole):
        return False
    if root.i and root.tag_ in {"VBZ", "VBP"} and not any(c.dep_ in _SUBJECTS for c in root.children):
        return root.nbor(-1).head.i != root.i or root.nbor(-1).dep_ not in _MODIFIERS
    return root.tag_ != "VBG" or any(c.dep_ in {"aux", "auxpass"} for c in root.children)


def _candidates(doc: Doc, opening: int, named: set[int], lexicon: Lexicon) -> Iterator[tuple[Token, str]]:
    """The words that could be the verb, each with the pronoun that can stand before it."""
    forms = lexicon.verb_forms(_DOING)
    for token in doc[opening + 1 : opening + _BEFORE + 1]:
        before = doc[token.i - 1]
        if before.lower_ in _JOINING and doc[token.i - 2].i in named and token.i in named:
            continue  # "metformin plus insulin lowers ..."
        if before.pos_ == "ADP" and before.i > opening:
            continue  # "CBT for insomnia reduced ..."; not "for" itself, nor what it governs
        if before.pos_ not in _NAMING and before.i not in named:
            return  # "with reduced pain", "anxiety and lower stress": no subject ends here
        form = forms.get(token.lower_, "")
        if form == "base" and before.tag_ in {"NNS", "NNPS"}:
            yield token, "They"
        elif form in {"third", "past"}:
            yield token, "It"


def _parsed_behind(doc: Doc, start: int, pronoun: str, lexicon: Lexicon) -> Doc:
    """The words from one on, parsed with a pronoun before them."""
    tail = doc[start:]
    words = [pronoun, *(t.text for t in tail)]
    spaces = [True, *(bool(t.whitespace_) for t in tail)]
    return lexicon.nlp(Doc(doc.vocab, words=words, spaces=spaces))


def _grafted(doc: Doc, opening: int, start: int, rest: Doc, lexicon: Lexicon) -> Doc:
    """The sentence, read from the verb on as `rest` reads it; what stands before is the verb's subject, and before that
    what opens the sentence."""
    before = [*_opening_read(doc, opening, start, lexicon), *_subject(doc, opening, start)]
    nouns = (i for i, (dep, _) in enumerate(before) if i >= opening and dep in {"nsubj", "pobj"})
    lacking = {i for i in nouns if doc[i].pos_ not in {"NOUN", "PROPN", "PRON"}}
    tags = [*("NNP" if t.i in lacking else t.tag_ for t in doc[:start]), *(t.tag_ for t in rest[1:])]
    pos = [*("PROPN" if t.i in lacking else t.pos_ for t in doc[:start]), *(t.pos_ for t in rest[1:])]
    deps = [*(dep for dep, _ in before), *(t.dep_ for t in rest[1:])]
    heads = [*(head for _, head in before), *(t.head.i + start - 1 for t in rest[1:])]
    return reread(doc, [*doc[:start], *rest[1:]], deps, heads, tags=tags, pos=pos)


def _opening_read(doc: Doc, opening: int, verb: int, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """How the words of the opening hang, and on what: read by themselves, since the model may take what stands behind
    the comma into them, and on the verb."""
    words = doc[:opening]
    alone = Doc(doc.vocab, words=[t.text for t in words], spaces=[bool(t.whitespace_) for t in words])
    for token in lexicon.nlp(alone) if opening else ():
        root = token.head.i == token.i
        yield ("punct" if token.text == "," else "prep", verb) if root else (token.dep_, token.head.i)


def _subject(doc: Doc, opening: int, start: int) -> Iterator[tuple[str, int]]:
    """How the words of the subject hang, and on what: on the noun that ends it, or that ends what a preposition opens
    within it ("CBT for insomnia")."""
    preps = [t.i for t in doc[opening + 1 : start] if t.pos_ == "ADP"]
    for opens, ends in pairwise([opening - 1, *preps, start]):
        if opens >= opening:
            yield "prep", opens - 1
        for name in doc[opens + 1 : ends - 1]:
            yield _before_noun(name), ends - 1
        if ends > opens + 1:
            yield ("nsubj", start) if opens < opening else ("pobj", opens)


def _before_noun(token: Token) -> str:
    """How a word before the noun hangs on it."""
    return {"DET": "det", "ADJ": "amod", "NUM": "nummod", "ADV": "advmod"}.get(token.pos_, "compound")
