"""Where a stretch of text stands, told by its own words and those around it, so that it can be found in another.

The words before and after are the prefix and suffix of a TextQuoteSelector (W3C Web Annotation Data Model, 4.2.4). Runs
of white space count as one blank everywhere: a line broken elsewhere is the same text.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

WIDTH = 64  # characters on either side, with white space folded


class Anchor(NamedTuple):
    """The words before and after a stretch, and the hash that stands for article, stretch and surroundings."""

    before: str
    after: str
    key: str


def fold(text: str) -> str:
    """Text with each run of white space made one blank, and none at its ends."""
    return " ".join(text.split())


def surroundings(text: str, start: int, end: int, width: int = WIDTH) -> tuple[str, str]:
    """The `width` characters before and after text[start:end], folded; fewer where the text ends."""
    reach = 4 * width
    before = fold(text[max(0, start - reach) : start])
    while len(before) < width and reach < start:
        reach *= 2
        before = fold(text[max(0, start - reach) : start])
    reach = 4 * width
    after = fold(text[end : end + reach])
    while len(after) < width and end + reach < len(text):
        reach *= 2
        after = fold(text[end : end + reach])
    return before[-width:].strip(), after[:width].strip()


def anchor_key(article_id: str, quote: str, before: str, after: str) -> str:
    """The hash that stands for a stretch of an article: 20 hexadecimal digits of a SHA-256."""
    told = json.dumps([article_id, fold(quote), before, after], ensure_ascii=False)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def find_anchors(article_id: str, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Anchor, ...]:
    """The anchor of each stretch (start, end), in the order given.

    Where the same words stand twice with the same words around them, more of what surrounds them is taken until they
    differ; only one and the same stretch, given twice, keeps one anchor for both.
    """
    found: dict[tuple[int, int], Anchor] = {}
    waiting, width = set(spans), WIDTH
    while waiting:
        for span in waiting:
            before, after = surroundings(text, *span, width)
            found[span] = Anchor(before, after, anchor_key(article_id, text[slice(*span)], before, after))
        times = Counter(anchor.key for anchor in found.values())
        waiting = {span for span in waiting if times[found[span].key] > 1} if width < len(text) else set()
        width *= 2
    return tuple(found[span] for span in spans)


def find_anchored(text: str, quote: str, before: str, after: str) -> tuple[tuple[int, int], ...]:
    """Every stretch (start, end) of the text that has these words, and these before and after it."""
    words = quote.split()
    pattern = re.compile(r"\s+".join(map(re.escape, words))) if words else None
    hits, position = [], 0
    while pattern and (hit := pattern.search(text, position)):
        if _stands_between(text, hit.span(), before, after):
            hits.append(hit.span())
        position = hit.start() + 1
    return tuple(hits)


def _stands_between(text: str, span: tuple[int, int], before: str, after: str) -> bool:
    """Whether these are the surroundings at one of the widths that `find_anchors` tries."""
    width = WIDTH
    while True:
        if surroundings(text, *span, width) == (before, after):
            return True
        if width > max(len(before), len(after)):
            return False
        width *= 2
