"""An article as the finders read it: its blocks, its rough sentences, what its bibliography holds; and what a finder
gives, a Mention."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.bibliography import Entry, find_entries
from kb.labels import BlockKind, CitationKind
from kb.model import Article, Block, Study
from kb.names import family, fold
from kb.vocab import Vocabulary

# No mention of evidence stands in these: an entry is what a mention points at.
_UNREAD = frozenset({BlockKind.REFERENCE, BlockKind.FURNITURE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A citation before it has an id, a scope and an antecedent.

    `numbers` to `identifier` are as in model.Citation. `lonely` says whether an anaphor that finds nothing to point
    back to is still an appeal to evidence; `plural`, that it may point to several works; `series`, that the sentences
    that follow in its block are its source's too.
    """

    kind: CitationKind
    start: int
    end: int
    numbers: tuple[int, ...] = ()
    authors: tuple[str, ...] = ()
    year: str = ""
    identifier: str = ""
    lonely: bool = True
    plural: bool = False
    series: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """`text` is the article's own; `masked` has numeric markers blanked, so that sentences can be told apart."""

    article: Article
    text: str
    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]
    known_names: frozenset[str]  # folded words that may be authors: of the bibliography, and of the library
    vocabulary: Vocabulary
    headings: tuple[int, ...] = ()  # where they start
    masked: str = ""
    sentences: tuple[tuple[int, int], ...] = ()

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the bibliography's entries."""
        return frozenset(e.number for e in self.entries if e.number is not None)

    def readable(self) -> tuple[Block, ...]:
        """The blocks in which mentions are sought."""
        return tuple(b for b in self.blocks if b.kind not in _UNREAD)

    def block_at(self, position: int) -> Block | None:
        """The block that holds a position; None between blocks."""
        index = bisect_right(self.blocks, position, key=lambda b: b.start) - 1
        return self.blocks[index] if index >= 0 and position < self.blocks[index].end else None

    def place_of(self, block: Block) -> int:
        """Where a block stands among the page's blocks."""
        return bisect_right(self.blocks, block.start, key=lambda b: b.start) - 1

    def sentence_at(self, position: int) -> tuple[int, int]:
        """The rough sentence around a position."""
        index = max(bisect_right(self.sentences, position, key=lambda s: s[0]) - 1, 0)
        return self.sentences[index] if self.sentences else (0, len(self.text))

    def names_thing(self, phrase: str) -> bool:
        """Whether the vocabulary knows the phrase as something that is no organisation: a drug, a condition."""
        wanted = phrase.lower()
        things = (c for c in self.vocabulary.concepts.values() if c.kind != "organisation")
        return any(wanted == p.lower() for c in things for p in c.phrases)

    def entry_texts(self) -> Iterable[str]:
        """The words of each entry of the bibliography."""
        return (self.text[e.body : e.end] for e in self.entries)


def open_page(article: Article, vocabulary: Vocabulary, studies: Sequence[Study]) -> Page:
    """Make the page of an article, without its sentences (see `with_sentences`)."""
    entries = find_entries(article)
    blocks = article.blocks or tuple(_paragraphs(article.text, entries))
    words = {
        w for e in entries for w in re.findall(r"[^\W\d_][\w'’-]+", article.text[e.body : e.end]) if w[0].isupper()
    }
    names = {fold(w) for w in words} | {fold(family(a)) for s in studies for a in s.authors if "," in a}
    return Page(
        article=article,
        text=article.text,
        blocks=blocks,
        entries=entries,
        known_names=frozenset(names - {""}),
        vocabulary=vocabulary,
        headings=tuple(b.start for b in blocks if b.kind is BlockKind.HEADING),
    )


def _paragraphs(text: str, entries: Sequence[Entry]) -> Iterable[Block]:
    """Blocks for a text that came without: its paragraphs, the bibliography left out; a short line without a stop is
    taken for a heading."""
    stop = entries[0].start if entries else len(text)
    spans = [m.span() for m in re.finditer(r"\S(?:[^\n]|\n(?![ \t]*\n))*", text[:stop])]
    for index, (start, end) in enumerate(spans):
        bare = (
            "\n" not in text[start:end]
            and len(text[start:end].split()) <= 12
            and not re.search(r"[.:!…]\W*$", text[max(start, end - 80) : end])
        )
        yield Block(index=index, kind=BlockKind.HEADING if bare else BlockKind.PROSE, start=start, end=end)


_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[•*]*[^\W_a-z])|\n[ \t]*\n|\n(?=[ \t]*[•‣▪◦●])")
_LAST_WORD = re.compile(r"[\w.]+$")


def with_sentences(page: Page, markers: Sequence[Mention], vocabulary: Vocabulary) -> Page:
    """The page with its rough sentences, cut on the text without its numeric markers.

    Rough is enough: they bound where a verb may stand from its noun and which sentence a marker closes; the sentences
    that are parsed later are cut by `sentences`.
    """
    masked = mask(page.text, ((m.start, m.end) for m in markers))
    abbreviations = {p.lower().rstrip(".") for c in vocabulary.cues_of("abbreviation") for p in c.phrases}
    abbreviations |= {"al", "dr", "prof", "mr", "mrs", "ms", "vs", "e.g", "i.e", "fig", "no", "st", "ref", "refs"}
    spans = [span for block in page.blocks for span in _cut(masked, block, abbreviations)]
    return replace(page, masked=masked, sentences=tuple(spans))


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans blanked by as many spaces."""
    pieces, cursor = [], 0
    for start, end in sorted(spans):
        if start >= cursor:
            pieces += [text[cursor:start], " " * (end - start)]
            cursor = end
    return "".join([*pieces, text[cursor:]])


def _cut(text: str, block: Block, abbreviations: set[str]) -> Iterable[tuple[int, int]]:
    start = block.start
    for stop in _STOP.finditer(text, block.start, block.end):
        before = _LAST_WORD.search(text, max(block.start, stop.start() - 30), stop.start())
        word = before[0].lower() if before else ""
        held = text[stop.start()] == "." and (word in abbreviations or (len(word) == 1 and before[0].isupper()))
        if not held:
            yield start, stop.end()
            start = stop.end()
    if start < block.end:
        yield start, block.end
