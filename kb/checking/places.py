"""Where the words of a draft stand in its file: offsets of the audited text in, offsets of the file's own text out.

The text of a Markdown file is rendered before it is audited, so markup, front matter and entities lie between words
that stand side by side in the audited text. Words keep their order, so each is looked for behind the one before it.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_FRONT = re.compile(r"---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.S | re.M)  # its words are no words of the copy
_NEAR = 2000  # characters within which the next word is looked for: a link's address may lie between


def find_places(text: str, source: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """For each stretch of `text`, the stretch of `source` from its first word to its last, with the mark that ends it;
    None where its words cannot be followed. Where both are one text the stretches are the same."""
    if text == source:
        return list(spans)
    starts, words = _follow(text, source)
    found = []
    for start, end in spans:
        first, last = bisect_left(starts, start), bisect_left(starts, end) - 1
        inside = [words[i] for i in range(first, last + 1) if words[i] is not None]
        if first > last or len(inside) * 2 < last - first + 1:
            found.append(None)
            continue
        stop, behind = inside[-1][1], text[_end_of_word(text, starts[last]) : end].strip()
        found.append((inside[0][0], stop + len(behind) if source.startswith(behind, stop) else stop))
    return found


def _end_of_word(text: str, start: int) -> int:
    hit = _WORD.match(text, start)
    return hit.end() if hit else start


def _follow(text: str, source: str) -> tuple[list[int], list[tuple[int, int] | None]]:
    """Where each word of the text begins, and where in the source it stands; None for a word that is not near."""
    spots: dict[str, list[int]] = {}
    for hit in _WORD.finditer(source):
        spots.setdefault(hit.group(), []).append(hit.start())
    front = _FRONT.match(source)
    starts, words, position = [], [], front.end() if front else 0
    for hit in _WORD.finditer(text):
        starts.append(hit.start())
        places = spots.get(hit.group(), [])
        nth = bisect_left(places, position)
        at = places[nth] if nth < len(places) else -1
        if at < 0 or at > position + _NEAR:
            words.append(None)
            continue
        position = at + len(hit.group())
        words.append((at, position))
    return starts, words


def line_and_column(source: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, columns in code points; lines end as in SARIF 2.1.0 (3.14.24)."""
    before = source[:offset]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
