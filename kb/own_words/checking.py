"""Whether the entries of a vocabulary match what their authors say they match: entries in, one problem a fault out."""

from collections.abc import Iterable, Iterator

from kb.model import Problem
from kb.nlp import Lexicon
from kb.vocab import Concept, Cue

_BY_LINE = "layout_"  # cues that the reader of pages matches against whole lines, without a parse


def check_examples(entries: Iterable[Concept | Cue], lexicon: Lexicon) -> Iterator[Problem]:
    """One problem for each example that does not match its entry, and each `not` that does; `path` is the id."""
    for entry in entries:
        for field, texts, wanted in (("examples", entry.examples, True), ("not", entry.counter_examples, False)):
            for text in texts:
                if _matches(entry, text, lexicon) is not wanted:
                    message = f"{text!r} is not recognised" if wanted else f"{text!r} is taken for it all the same"
                    yield Problem(path=entry.id, field=field, message=message)


def _matches(entry: Concept | Cue, text: str, lexicon: Lexicon) -> bool:
    if isinstance(entry, Concept):
        return entry.id in {hit.id for hit in lexicon.concepts(lexicon.cut(text))}
    if entry.category.startswith(_BY_LINE):
        return any(phrase.lower() in text.lower() for phrase in entry.phrases)
    return entry.id in {hit.id for hit in lexicon.cues(lexicon.parse(text), entry.category)}
