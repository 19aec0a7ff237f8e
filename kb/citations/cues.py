"""The citation words of a vocabulary, sorted and compiled for the finders."""

import re
from collections.abc import Iterable

from kb.vocab import Vocabulary


class Cues:
    """Word sets by category, in lower case, and patterns made of them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def words(self, category: str, **attributes: str) -> frozenset[str]:
        """The phrases of a category, lower case; only of cues that carry the attributes named."""
        return frozenset(
            phrase.lower()
            for cue in self._vocabulary.cues_of(category)
            if all(cue.attributes.get(name) == value for name, value in attributes.items())
            for phrase in cue.phrases
        )

    def any_of(self, category: str, **attributes: str) -> str:
        """A pattern for any phrase of a category; matches nothing where there is none."""
        return alternatives(self.words(category, **attributes))


def alternatives(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first, white space of any kind between their words."""
    ordered = sorted({p for p in phrases if p}, key=lambda p: (-len(p), p))
    return "(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in ordered) + ")" if ordered else r"(?!)"
