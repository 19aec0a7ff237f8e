"""Plain text as pages are scraped: text in, pieces out, by what the layout still shows of headings, lists and tables.

Rules look at a line, its margin and its neighbours; none knows what any page is about. Where a line could be several
things, it stays prose: prose is read, furniture is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kb.labels import BlockKind
from kb.read.bibliography import bibliography_end, entries, split_inline
from kb.read.blocks import LABEL_LEVEL, SPEAKER_LEVEL, Piece, settle
from kb.read.layout import Layout
from kb.read.lines import Line, read_lines
from kb.read.shapes import ends_sentence, is_heading_like, is_label, is_plain_entry, is_title_case, opens_quote
from kb.read.tables import has_cells, is_ruler, table_kinds, table_run

_INLINE_BULLETS = re.compile(r"([^.!?:•–—]{2,40}:)\s+([•·–—-])\s+(?=\S)")
_NUMBERED_ENTRY = re.compile(r"\[\d{1,3}\]\s*")
_DEFINITION = re.compile(r"[^:.!?]{2,40}:\s+\S")
QUOTED = 20  # paragraphs; no quotation with its speaker beneath it is longer
TITLE_WORDS = 6  # of a heading that ends in a colon


def cut_plain(text: str, layout: Layout) -> tuple[Piece, ...]:
    """The pieces of a plain text, in order, none overlapping another. Time is linear in the text."""
    return cut_lines(text, read_lines(text), layout)


def cut_lines(text: str, lines: Sequence[Line], layout: Layout) -> tuple[Piece, ...]:
    """The pieces of a text whose lines are known already; what a format says of a line (`Line.kind`) is believed."""
    cutter = _Cutter(text, lines, layout)
    position = 0
    while position < len(cutter.lines):
        position = cutter.step(position)
    return settle(cutter.pieces)


@dataclass
class _Cutter:
    """One pass over the lines of a page; each method takes the lines that it recognises and says where the next begins,
    or returns the position unchanged."""

    text: str
    lines: Sequence[Line]
    layout: Layout
    pieces: list[Piece] = field(default_factory=list)
    groups: int = 0  # lists and tables so far
    body_begun: bool = False  # whether any prose was read
    refused: int = 0  # the lines before this one were looked at as a table, and are none

    def step(self, at: int) -> int:
        rules = (self._stock, self._references, self._said, self._list, self._note, self._table, self._heading)
        for rule in rules:
            after = rule(at)
            if after > at:
                return after
        self._add(BlockKind.PROSE, self.lines[at])
        self.body_begun = True
        return at + 1

    def words(self, at: int) -> str:
        """The words of a line, margin included; empty beyond the last line."""
        return self.text[self.lines[at].start : self.lines[at].end] if at < len(self.lines) else ""

    def body(self, at: int) -> str:
        return self.text[self.lines[at].body : self.lines[at].end] if at < len(self.lines) else ""

    def _add(self, kind: BlockKind, line: Line, **more: object) -> None:
        self.pieces.append(Piece(kind=kind, start=line.start, end=line.end, **more))  # type: ignore[arg-type]

    def _together(self, at: int, other: int) -> bool:
        """Whether two lines stand in one run without a blank line between."""
        return 0 <= other < len(self.lines) and self.lines[at].group == self.lines[other].group

    def _is_prose(self, at: int) -> bool:
        line = self.words(at)
        return bool(line) and not self.lines[at].mark and (ends_sentence(line) or len(line) > 200)

    def _stock(self, at: int) -> int:
        """Lines of the page's template."""
        line = self.words(at)
        layout = self.layout
        menu = self._menu_end(at)
        if menu > at:
            return self._furniture(at, menu)
        if layout.is_comments_heading(line):
            return self._furniture(at, self._until_references(at))
        if layout.is_related_heading(line) or layout.is_form_heading(line):
            return self._furniture(at, self._until_prose(at + 1))
        if layout.is_furniture(line) or layout.is_byline(line) or self._is_repeated(at) or self._is_author_box(at):
            return self._furniture(at, at + 1)
        return at

    def _menu_end(self, at: int) -> int:
        """The line after a run of three or more very short lines above the copy: a menu."""
        if self._together(at, at - 1) or self.body_begun:
            return at
        stop = at
        while self._together(at, stop) and self.lines[stop].kind is None and not self.lines[stop].mark:
            words = self.words(stop)
            if len(words) > 40 or len(words.split()) > 3 or ends_sentence(words) or has_cells(words):
                return at
            stop += 1
        return stop if stop >= at + 3 and not self._together(at, stop) else at

    def _furniture(self, at: int, stop: int) -> int:
        for line in self.lines[at:stop]:
            self._add(BlockKind.FURNITURE, line)
        return stop

    def _until_references(self, at: int) -> int:
        while at < len(self.lines) and not self.layout.is_references_heading(self.words(at)):
            at += 1
        return at

    def _until_prose(self, at: int) -> int:
        while at < len(self.lines) and not self.layout.is_references_heading(self.words(at)):
            stock = self.layout.is_furniture(self.words(at)) or self.layout.is_byline(self.words(at))
            if self.lines[at].kind is BlockKind.HEADING or (self._is_prose(at) and not stock):
                break
            if is_heading_like(self.words(at)) and len(self.words(at + 1)) > 100 and self._is_prose(at + 1):
                break
            at += 1
        return at

    def _is_repeated(self, at: int) -> bool:
        """A line printed twice running, as by a breadcrumb or the page's title tag above the title."""
        # Where the format marks one of the two as a heading, the other is the copy.
        heading = self.lines[at].kind is BlockKind.HEADING
        twin = at + 1 if at + 1 < len(self.lines) and self.lines[at + 1].kind is BlockKind.HEADING else at - 1
        return not heading and twin >= 0 and len(self.words(at)) < 200 and self.words(at) == self.words(twin)

    def _is_author_box(self, at: int) -> bool:
        name = self.words(at)
        return len(name) < 60 and any(
            line.endswith(name) and line != name and len(line) < 120 and self.layout.byline.match(line)
            for line in map(self.words, range(at + 1, at + 4))
        )

    def _references(self, at: int) -> int:
        line = self.words(at)
        if self.lines[at].kind is BlockKind.REFERENCE:
            self._add(BlockKind.REFERENCE, self.lines[at])
            return at + 1
        numbered = _NUMBERED_ENTRY.match(line)
        if numbered and not self.lines[at].mark and is_plain_entry(line[numbered.end() :]):
            self._add(BlockKind.REFERENCE, self.lines[at])
            return at + 1
        inline = self.layout.inline_references(line)
        if inline:
            start = self.lines[at].start
            head = self.text[start : start + inline].rstrip()
            self.pieces.append(Piece(kind=BlockKind.HEADING, start=start, end=start + len(head), level=2))
            parts = split_inline(self.text, start + inline, self.lines[at].end)
            self.pieces.extend(Piece(kind=BlockKind.REFERENCE, start=s, end=e) for s, e in parts)
            return at + 1
        if not self.layout.is_references_heading(line):
            return at
        stop = bibliography_end(self.text, self.lines, at + 1, self.layout)
        if stop == at + 1:
            return at
        self._add(BlockKind.HEADING, self.lines[at], level=self.lines[at].level or 2)
        self._entries(self.lines[at + 1 : stop])
        return stop

    def _entries(self, lines: Sequence[Line]) -> None:
        for entry in entries(self.text, lines):
            start = entry.start if entry.is_numbered else entry.body
            self.pieces.append(Piece(kind=BlockKind.REFERENCE, start=start, end=entry.end))

    def _list(self, at: int) -> int:
        if not self.lines[at].mark or self._is_numbered_heading(at):
            return at
        stop = at + 1
        numbered = self.lines[at].is_numbered
        while stop < len(self.lines) and (self.lines[stop].mark or self.lines[stop].hangs):
            line = self.lines[stop]
            if line.mark and line.indent <= self.lines[at].indent and line.is_numbered != numbered:
                break
            stop += 1
        if self._is_bibliography(at, stop):
            self._entries(self.lines[at:stop])
        elif stop == at + 1 and self.lines[at].mark in "*[" and not self.lines[at].indent:
            self._add(BlockKind.PROSE, self.lines[at])  # a footnote, not a list of one
        else:
            self._items(at, stop)
        return stop

    def _is_bibliography(self, at: int, stop: int) -> bool:
        marked = [i for i in range(at, stop) if self.lines[i].mark]
        alone = len(marked) == 1 and not self.lines[at].mark.startswith("[")
        return self.lines[at].is_numbered and not alone and all(is_plain_entry(self.body(i)) for i in marked)

    def _is_numbered_heading(self, at: int) -> bool:
        """ "3. What it costs" with a paragraph below it is a heading; below another number it is an item."""
        line = self.lines[at]
        if not line.is_numbered or not self._is_prose(at + 1) or self.lines[at + 1].hangs:
            return False
        above = self._together(at, at - 1) and self.lines[at - 1].is_numbered
        return not above and is_heading_like(self.body(at)) and len(self.words(at + 1)) > len(self.words(at))

    def _said(self, at: int) -> int:
        """ "— A. Reader, River Clinic" below a quotation: says who spoke, of every paragraph of it."""
        who = self.layout.attribution(self.words(at))
        first = len(self.pieces)
        while (
            who
            and first
            and len(self.pieces) - first < QUOTED
            and self.pieces[first - 1].kind is BlockKind.PROSE
            and not self.pieces[first - 1].speaker
        ):
            first -= 1
            if opens_quote(self.text[self.pieces[first].start : self.pieces[first].end]):
                break
        else:
            if not (who and self.lines[at].quoted and self.pieces and self.pieces[-1].kind is BlockKind.PROSE):
                return at
            first = len(self.pieces) - 1
        self.pieces[first:] = [replace(piece, speaker=who) for piece in self.pieces[first:]]
        self._add(BlockKind.FURNITURE, self.lines[at])
        return at + 1

    def _items(self, at: int, stop: int) -> None:
        self.groups += 1
        group, indents = self.groups, [self.lines[at].indent]
        for i in range(at, stop):
            line = self.lines[i]
            if line.hangs and not line.mark:
                beneath = self._together(i, i - 1)
                self._add(BlockKind.ITEM if beneath else BlockKind.PROSE, line, group=group, depth=len(indents) - 1)
                continue
            while line.indent < indents[-1] and len(indents) > 1:
                indents.pop()
            if line.indent > indents[-1]:
                indents.append(line.indent)
            if self._is_item_label(i, stop):
                self._add(
                    BlockKind.HEADING,
                    replace(line, start=line.body),
                    level=LABEL_LEVEL,
                    group=group,
                    depth=len(indents) - 1,
                )
            else:
                self._item(line, group, len(indents) - 1)

    def _item(self, line: Line, group: int, depth: int) -> None:
        parts = [line.body]
        if line.mark in "•·":
            # Bullets that a scraper ran into one line.
            parts += [m.end() for m in re.finditer(rf"\s{line.mark}\s+(?=\S)", self.text[line.body : line.end])]
            parts[1:] = [line.body + offset for offset in parts[1:]]
        for left, right in zip(parts, [*parts[1:], line.end], strict=True):
            words = self.text[left:right].rstrip()
            end = left + len(words.removesuffix(line.mark).rstrip() if right != line.end else words)
            self.pieces.append(Piece(kind=BlockKind.ITEM, start=left, end=end, group=group, depth=depth))

    def _is_item_label(self, at: int, stop: int) -> bool:
        """Whether an item only names what the next lines of its list are about."""
        below = at + 1
        label = self.body(at)
        if below >= stop or not is_label(label):
            return False
        if self.lines[below].hangs and not self.lines[below].mark:
            return self._together(at, below) or not self._together(at, at - 1) or not self.lines[at - 1].mark
        if not self._together(at, below) or self.lines[below].indent > self.lines[at].indent:
            return False
        asked = self._together(at, at - 1) and self.body(at - 1).endswith("?")
        return label.endswith(":") or (label.endswith("?") and not asked and not self.body(below).endswith("?"))

    def _note(self, at: int) -> int:
        """Captions, source lines and the lines that name a speaker."""
        line, here = self.words(at), self.lines[at]
        if self.layout.is_source_line(line):
            self._add(BlockKind.SOURCE_LINE, here)
            return at + 1
        if here.kind is BlockKind.CAPTION or self.layout.is_caption(line) or self._is_chart_text(at):
            self._add(BlockKind.CAPTION, here)
            return at + 1
        if self.layout.is_speaker(line, self.words(at + 1)):
            self._add(BlockKind.HEADING, here, level=here.level or SPEAKER_LEVEL, speaker=line.rstrip(":"))
            return at + 1
        return at

    def _is_chart_text(self, at: int) -> bool:
        """A few words below a caption that head no prose are what the picture says: an axis, a scale."""
        below = at + 1 < len(self.lines) and (self._is_prose(at + 1) or self.words(at + 1).endswith(":"))
        last = self.pieces[-1] if self.pieces else None
        after_caption = last is not None and last.kind is BlockKind.CAPTION and last.end == self.lines[at - 1].end
        brief = len(self.words(at).split()) <= 4 and not ends_sentence(self.words(at))
        return after_caption and brief and not below and not self._together(at, at + 1)

    def _table(self, at: int) -> int:
        if self.lines[at].kind in (BlockKind.ROW, BlockKind.TABLE_HEADER):
            return self._marked_up_table(at)
        if self.lines[at].kind is BlockKind.HEADING:
            return at
        announced = self._announced() and self.lines[at].kind is None
        inline = _INLINE_BULLETS.match(self.words(at))
        if inline and self.words(at).count(f" {inline.group(2)} ") >= 2:
            self._definitions([self.lines[at]], [inline])
            return at + 1
        if at < self.refused:
            return at
        stop, found = table_run(self.text, self.lines, at, self.layout, announced)
        if not found:
            self.refused = stop
            return at
        rows = self.lines[at:stop]
        words = [self.text[line.start : line.end] for line in rows]
        inline = [_INLINE_BULLETS.match(w) for w in words]
        if any(inline) or (len(words) > 1 and all(_DEFINITION.match(w) for w in words)):
            self._definitions(rows, inline)
            return stop
        if self.lines[at].kind is not None:
            return at
        kinds = table_kinds(words, announced=announced, introduced=self._introduced(), opening=not self.body_begun)
        if not kinds:
            self.refused = stop
            return at
        self.groups += 1
        for line, word, kind in zip(rows, words, kinds, strict=True):
            if not is_ruler(word):
                heading = kind is BlockKind.HEADING
                self._add(kind, line, group=0 if heading else self.groups, level=2 if heading else 0)
        return stop

    def _marked_up_table(self, at: int) -> int:
        self.groups += 1
        stop = at
        while (
            stop < len(self.lines)
            and self._together(at, stop)
            and self.lines[stop].kind in (BlockKind.ROW, BlockKind.TABLE_HEADER)
        ):
            self._add(self.lines[stop].kind, self.lines[stop], group=self.groups)
            stop += 1
        return stop

    def _definitions(self, rows: Sequence[Line], inline: Sequence[re.Match[str] | None]) -> None:
        """Lines of the form "label: content"; a content that is itself a run of dashes makes one item for each."""
        self.groups += 1
        shared = self.groups
        for line, match in zip(rows, inline, strict=True):
            if not match:
                self._add(BlockKind.ITEM, line, group=shared)
                continue
            self.groups += 1
            label = replace(line, end=line.start + match.end(1))
            self._add(BlockKind.HEADING, label, level=LABEL_LEVEL, group=self.groups)
            position = line.start + match.end()
            for part in re.split(rf"(\s+{re.escape(match.group(2))}\s+)", self.text[position : line.end]):
                if part.strip(" \t•·–—-"):
                    self.pieces.append(
                        Piece(kind=BlockKind.ITEM, start=position, end=position + len(part), group=self.groups, depth=1)
                    )
                position += len(part)

    def _last_words(self) -> str:
        body = next((p for p in reversed(self.pieces[-3:]) if p.kind is not BlockKind.FURNITURE), None)
        if body is None or body.kind not in (BlockKind.PROSE, BlockKind.CAPTION, BlockKind.HEADING):
            return ""
        return self.text[max(body.start, body.end - 300) : body.end]

    def _announced(self) -> bool:
        """Whether the page has just said that a table comes."""
        last = self._last_words()
        caption = bool(self.pieces) and self.pieces[-1].kind is BlockKind.CAPTION
        return self.layout.announces_table(last) and (caption or last.endswith(":") or len(last.split()) < 14)

    def _introduced(self) -> bool:
        return self._last_words().endswith(":")

    def _heading(self, at: int) -> int:
        line, here = self.body(at) if self.lines[at].is_numbered else self.words(at), self.lines[at]
        if here.kind is BlockKind.HEADING:
            self._add(BlockKind.HEADING, here, level=here.level)
            return at + 1
        if here.hangs or not is_heading_like(line):
            return at
        if here.kind is not None:
            return at
        last = at + 1 == len(self.lines)
        if last and self.pieces and not is_title_case(line):
            return at
        # A sentence that introduces ends in a colon too; only a title keeps its capitals then.
        if line.endswith(":") and not (is_title_case(line) and len(line.split()) <= TITLE_WORDS):
            return at
        self._add(BlockKind.HEADING, here, level=2)
        return at + 1
