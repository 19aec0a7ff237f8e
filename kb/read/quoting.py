"""Where a quotation stands in a text, word for word; offsets count the text as it is.

White space and quotation marks may differ, since books set them as they like; nothing else may. An ellipsis ("..." or
"…") leaves words out: its parts must follow each other in order.
"""

import re
from bisect import bisect_right

_MARKS = str.maketrans(dict.fromkeys('‘’‚‛′“”„‟″«»‹›`"', "'"))
_ELLIPSIS = re.compile(r"\s*[\[(]?(?:\.\s?){3,}[\])]?\s*|\s*[\[(]?…[\])]?\s*")


class Quotable:
    """A text made ready to be asked for several quotations."""

    def __init__(self, text: str) -> None:
        self._plain, self._pieces, self._starts = _folded(text)

    def find(self, quote: str) -> tuple[int, int] | None:
        """Start and end of a quotation in the text, from its first part to its last; None where it does not stand
        there, or is empty."""
        parts = [part for part in (_fold(piece) for piece in _ELLIPSIS.split(quote)) if part]
        places: list[tuple[int, int]] = []
        at = 0
        for part in parts:
            found = self._plain.find(part, at)
            if found < 0:
                return None
            at = found + len(part)
            places.append((found, at))
        if not places:
            return None
        return self._original(places[0][0]), self._original(places[-1][1] - 1) + 1

    def _original(self, place: int) -> int:
        """The place in the text of a character of the folded text."""
        piece = bisect_right(self._starts, place) - 1
        return self._pieces[piece] + place - self._starts[piece]


def _fold(text: str) -> str:
    return " ".join(text.translate(_MARKS).split())


def _folded(text: str) -> tuple[str, list[int], list[int]]:
    """The text folded; where its words begin in the original, and where they begin in the folded text."""
    words = [(match.start(), match[0].translate(_MARKS)) for match in re.finditer(r"\S+", text)]
    plain, pieces, starts, length = [], [], [], 0
    for place, word in words:
        if plain:
            plain.append(" ")
            length += 1
        pieces.append(place)
        starts.append(length)
        plain.append(word)
        length += len(word)
    return "".join(plain), pieces, starts
