"""An article as HTML: its blocks as a person reads them, every claim and citation marked where it stands.

Text goes out exactly as it is stored, escaped; marks are cut at every boundary, so that overlapping claims never nest
wrongly. A claim that several pieces make up has its anchor on the first and its sign on the last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from markupsafe import Markup, escape

from kb.model import Mark

CELL = " | "  # between the cells of a table row, see read.blocks

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article to mark, in offsets of the whole text. `anchor` is the id of its element; a claim also
    gives it to each of its pieces as `data-claims`, and is faded where a filter leaves it out. Without `href` it is
    marked and not linked. `told` is what paper says where it ends."""

    start: int
    end: int
    anchor: str
    css: str
    title: str
    href: str = ""
    claim: bool = False
    faded: bool = False
    told: str = ""


@dataclass(slots=True)
class Marking:
    """Renders one article; remembers which spans have had their anchor. `raised` are its superscripts."""

    text: str
    spans: Sequence[Span]
    raised: Sequence[tuple[int, int]] = ()
    _anchored: set[str] = field(default_factory=set)

    def mark(self, start: int, end: int) -> Markup:
        """The text from `start` to `end` as HTML, with the spans that touch it marked and linked."""
        touching = [s for s in self.spans if s.start < end and start < s.end]
        places = (p for s in touching for p in (s.start, s.end))
        raised = (p for span in self.raised for p in span)
        cuts = sorted({start, end, *(p for p in (*places, *raised) if start < p < end)})
        return Markup("").join(self._piece(a, b, end, touching) for a, b in pairwise(cuts))

    def _piece(self, start: int, end: int, stop: int, spans: Sequence[Span]) -> Markup:
        covering = sorted(
            (s for s in spans if s.start <= start and end <= s.end), key=lambda s: (s.end - s.start, s.start)
        )
        if not covering:
            return self._words(start, end)
        inner = next((s for s in covering if s.href), covering[0])  # the smallest that leads somewhere names the link
        new = [s.anchor for s in covering if s.anchor not in self._anchored]
        self._anchored.update(new)
        targets = Markup("").join(Markup('<span class="kb-anchor" id="{}"></span>').format(name) for name in new)
        return targets + self._element(inner, covering, start, end, stop)

    def _element(self, inner: Span, covering: Sequence[Span], start: int, end: int, stop: int) -> Markup:
        claims = [s for s in covering if s.claim]
        css = list(dict.fromkeys(s.css for s in covering))
        ending = [s for s in claims if min(s.end, stop) == end]
        if ending:
            css.append("kb-end")
        if claims and all(s.faded for s in claims):
            css.append("kb-off")
        attributes = Markup(' class="{}" title="{}"').format(" ".join(css), inner.title)
        if claims:
            attributes += Markup(' data-claims="{}"').format(" ".join(s.anchor for s in claims))
        if any(s.told for s in ending):
            attributes += Markup(' data-told="{}"').format(", ".join(s.told for s in ending if s.told))
        if not inner.href:
            return Markup("<span{}>{}</span>").format(attributes, self._words(start, end))
        return Markup('<a href="{}"{}>{}</a>').format(inner.href, attributes, self._words(start, end))

    def _words(self, start: int, end: int) -> Markup:
        words = escape(self.text[start:end])
        within = any(a <= start and end <= b for a, b in self.raised)
        return Markup("<sup>{}</sup>").format(words) if within else words


def raised_spans(text: str, marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Where the original raises what the text holds as plain signs; superscript characters are raised already."""
    spans = ((mark.start, mark.end) for mark in marks if mark.kind == "superscript")
    return [(a, b) for a, b in spans if any(c.isascii() and c.isalnum() for c in text[a:b])]


def article_html(
    text: str, blocks: Sequence[Row], spans: Sequence[Span], raised: Sequence[tuple[int, int]] = ()
) -> Markup:
    """The whole article. `blocks` are rows of the table `blocks` in order, `raised` its superscripts."""
    marking = Marking(text, sorted(spans, key=lambda s: (s.start, s.end)), raised)
    return Markup("\n").join(_groups(marking, blocks))


def _groups(marking: Marking, blocks: Sequence[Row]) -> Iterator[Markup]:
    for family, group in groupby(blocks, key=lambda b: _FAMILIES.get(b["kind"], "single")):
        body = Markup("\n").join([_block(marking, block) for block in group])
        yield _WRAPPERS[family].format(body) if family in _WRAPPERS else body


def _block(marking: Marking, block: Row) -> Markup:
    start, end, kind = block["start_char"], block["end_char"], block["kind"]
    if kind in ("row", "table_header"):
        return _row(marking, start, end, "th" if kind == "table_header" else "td")
    body = marking.mark(start, end)
    if kind == "heading":
        # Level 1 is the title of the page, which our own page shows as its h1.
        return Markup('<h{0} data-start="{2}">{1}</h{0}>').format(min(max(block["level"], 1) + 1, 6), body, start)
    return _TAGS.get(kind, _TAGS["prose"]).format(body, start)


def _row(marking: Marking, start: int, end: int, tag: str) -> Markup:
    cells, position = [], start
    for cell in marking.text[start:end].split(CELL):
        body = marking.mark(position, position + len(cell))
        cells.append(Markup('<{0} data-start="{2}">{1}</{0}>').format(tag, body, position))
        position += len(cell) + len(CELL)
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


_FAMILIES = {
    "item": "list",
    "row": "table",
    "table_header": "table",
    "reference": "references",
    "furniture": "furniture",
}
_WRAPPERS = {
    "list": Markup("<ul>{}</ul>"),
    "table": Markup(
        '<div class="kb-scroll" tabindex="0" role="region" aria-label="Table of the copy"><table>{}</table></div>'
    ),
    "references": Markup('<ul class="kb-references">{}</ul>'),
    "furniture": Markup('<div class="kb-furniture">{}</div>'),
}
# Each says where its text begins in the article, so that a selection can be told in offsets of the whole text.
_TAGS = {
    "prose": Markup('<p data-start="{1}">{0}</p>'),
    "item": Markup('<li data-start="{1}">{0}</li>'),
    "reference": Markup('<li data-start="{1}">{0}</li>'),
    "caption": Markup('<p class="kb-caption" data-start="{1}">{0}</p>'),
    "source_line": Markup('<p class="kb-caption" data-start="{1}">{0}</p>'),
    "furniture": Markup('<p data-start="{1}">{0}</p>'),
}
