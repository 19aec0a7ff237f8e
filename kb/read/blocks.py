"""From the pieces of a page to its blocks: where each stands, in; what each leaves unsaid because the page says it
around it (section, lead-in, table header, speaker), added.

Both readers (plain text and Markdown) end here, so that a page means the same in either form.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kb.labels import BlockKind
from kb.model import Block
from kb.read.layout import Layout
from kb.read.shapes import closes_quote, ends_sentence, opens_quote, quote_end

LABEL_LEVEL = 6  # of the heading of a list item: it heads no more than its item
SPEAKER_LEVEL = 5  # of a line that names a speaker: it heads what the person says

_BODY = (BlockKind.PROSE, BlockKind.ITEM, BlockKind.ROW, BlockKind.TABLE_HEADER)
_INTRODUCED = (BlockKind.ITEM, BlockKind.ROW, BlockKind.TABLE_HEADER)
_SENTENCE_START = re.compile(r"(?<=[.!?…])[\"”’)\]]{0,3}(?:\[[\d,–-]{1,20}\])?\s+(?=[A-Z“\"'(\d])")
_ABBREVIATED = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|al|approx|e\.g|i\.e|U\.S|No|Fig|[A-Z]))\.$")
LEAD_IN_CHARS = 600
SHORT_SENTENCE = 4  # words; a shorter lead-in ("For example,") takes the sentence before it along


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of a page and its kind, before it is known what surrounds it. `group` numbers the list or table that
    it belongs to (0: none), `depth` counts lists within lists. `speaker` of a heading opens a speech; of any other
    piece it is who said that piece."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    group: int = 0
    depth: int = 0
    speaker: str = ""


def make_blocks(text: str, pieces: Sequence[Piece], layout: Layout) -> tuple[Block, ...]:
    """Blocks in text order, one for each piece that holds any text."""
    frame = _Frame(text, layout)
    return tuple(frame.block(i, piece) for i, piece in enumerate(p for p in pieces if text[p.start : p.end].strip()))


def settle(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a whole page after what only the whole page shows: its title, and headings that head nothing."""
    return tuple(_with_title(_without_tail(pieces)))


def _without_tail(pieces: Sequence[Piece]) -> list[Piece]:
    """Headings at the page's end with nothing but its template around them head nothing: they are furniture."""
    kept = list(pieces)
    tail = len(kept)
    while tail and kept[tail - 1].kind in (BlockKind.HEADING, BlockKind.FURNITURE):
        tail -= 1
    seen = tail > 0 and kept[tail - 1].kind is BlockKind.REFERENCE
    for i in range(tail, len(kept)):
        seen = seen or kept[i].kind is BlockKind.FURNITURE
        if seen and kept[i].kind is BlockKind.HEADING and not kept[i].speaker:
            kept[i] = replace(kept[i], kind=BlockKind.FURNITURE, level=0)
    return kept


def _with_title(pieces: Sequence[Piece]) -> list[Piece]:
    """The first heading is the title unless more than a paragraph (a notice, a teaser) stands above it."""
    body = 0
    for i, piece in enumerate(pieces):
        if piece.kind is BlockKind.HEADING and not piece.speaker and piece.level < LABEL_LEVEL:
            return [*pieces[:i], replace(piece, level=1), *pieces[i + 1 :]]
        body += piece.kind is not BlockKind.FURNITURE
        if body > 1:
            break
    return list(pieces)


@dataclass
class _Frame:
    """What has been read so far of one page; lives for one call of `make_blocks`."""

    text: str
    layout: Layout
    headings: list[tuple[int, str]] = field(default_factory=list)  # level and words of the open headings
    leads: dict[tuple[int, int], str] = field(default_factory=dict)  # by group and depth
    headers: dict[int, str] = field(default_factory=dict)  # by group
    speaker: str = ""
    quote_end: str | None = None  # the mark that will close the speaker's quotation; None while nothing of it was read
    before: Piece | None = None  # the last piece that is no furniture

    def block(self, index: int, piece: Piece) -> Block:
        words = self.text[piece.start : piece.end]
        if piece.kind is BlockKind.HEADING:
            self._close_headings(piece.level or 2)
        elif not piece.group and piece.kind is not BlockKind.FURNITURE:
            self._close_headings(LABEL_LEVEL)
        if piece.kind is BlockKind.HEADING and piece.group:
            self._lead_in(piece)  # a list may begin with a label: what introduces the list stands before that
        if piece.kind is BlockKind.TABLE_HEADER:
            self.headers.setdefault(piece.group, words)
        block = Block(
            index=index,
            kind=piece.kind,
            start=piece.start,
            end=piece.end,
            level=piece.level,
            section=self.headings[-1][1] if self.headings else "",
            lead_in=self._lead_in(piece) if piece.kind in _INTRODUCED else "",
            header=self.headers.get(piece.group, "") if piece.kind is BlockKind.ROW else "",
            speaker=self._speaker(piece, words),
        )
        if piece.kind is BlockKind.HEADING and not piece.speaker:
            self.headings.append((piece.level or 2, words))
        if piece.kind is not BlockKind.FURNITURE:
            self.before = piece
        return block

    def _close_headings(self, level: int) -> None:
        while self.headings and self.headings[-1][0] >= level and level > 1:
            self.headings.pop()
        if level == 1:
            self.headings.clear()

    def _speaker(self, piece: Piece, words: str) -> str:
        if piece.kind is BlockKind.HEADING:
            # A label inside a speaker's list leaves the speech open; any other heading ends it.
            if piece.speaker or piece.level < LABEL_LEVEL:
                self.speaker, self.quote_end = piece.speaker, None
            return ""
        if piece.speaker or piece.kind not in _BODY:
            return piece.speaker if piece.kind in _BODY else ""
        if not self.speaker:
            return ""
        opens = opens_quote(words)
        if self.quote_end is None and not opens:
            return self.speaker  # a speech without quotation marks lasts until the next heading
        if not (self.quote_end or opens):
            return ""  # the page speaks again after the quotation was closed
        mark = self.quote_end or quote_end(words)
        self.quote_end = "" if closes_quote(words, mark) else mark
        return self.speaker

    def _lead_in(self, piece: Piece) -> str:
        key = (piece.group, piece.depth)
        if key not in self.leads or self._is_deeper(piece):
            self.leads[key] = self._introduction(piece)
        return self.leads[key]

    def _is_deeper(self, piece: Piece) -> bool:
        return self.before is not None and self.before.group == piece.group and self.before.depth < piece.depth

    def _introduction(self, piece: Piece) -> str:
        if self.before is None:
            return ""
        before = self.text[self.before.start : self.before.end]
        if self._is_deeper(piece):
            outer = self.leads.get((piece.group, piece.depth - 1), "")
            return last_sentence(before) if before.endswith(":") else outer
        if self.before.kind is BlockKind.CAPTION and piece.kind is not BlockKind.ITEM:
            return before
        if self.before.kind is BlockKind.HEADING:
            return before if before.endswith(":") else ""
        if self.before.kind not in (BlockKind.PROSE, BlockKind.ITEM):
            return ""
        sentence = last_sentence(before)
        introduces = before.endswith(":") or not ends_sentence(before) or self.layout.announces_list(sentence)
        return sentence if introduces and self.before.kind is BlockKind.PROSE else ""


def last_sentence(text: str) -> str:
    """The sentence that ends a paragraph; with the one before it where it is too short to say anything alone.

    >>> last_sentence("Sleep helps. It has three stages:")
    'It has three stages:'
    """
    tail = text[-LEAD_IN_CHARS:]
    starts = [
        m.end()
        for m in _SENTENCE_START.finditer(tail)
        if not _ABBREVIATED.search(tail[max(0, m.start() - 8) : m.start()])
    ]
    if len(tail) == len(text):
        starts.insert(0, 0)
    for start in reversed(starts):
        if len(tail[start:].split()) >= SHORT_SENTENCE:
            return tail[start:].strip()
    return tail[starts[0] :].strip() if starts else tail.strip()
