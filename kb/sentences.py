"""Sentences: the blocks of an article in, each sentence with its own parsed text out.

An article is cut block by block with rules over the raw text (closed-class words and the abbreviations of the
vocabulary), then only the sentences that could hold a claim are parsed, in batches over all articles. What cannot hold
one (questions, captions, bibliography, navigation) keeps its words and offsets and stays unparsed, which is where the
time goes that parsing whole pages would cost. Citation markers are masked with as many spaces, so that every offset
holds: `token.idx + sentence.start` counts characters of `article.text`.

It refuses to decide what is a claim: that is the next stage's job.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import tee

from spacy.language import Language

from kb.labels import BlockKind
from kb.model import Article, Block, Citation, Sentence
from kb.nlp import ParsedSentence
from kb.runs import interrupted
from kb.vocab import Vocabulary

_NEVER_CLAIMS = frozenset(
    {
        BlockKind.CAPTION,
        BlockKind.SOURCE_LINE,
        BlockKind.REFERENCE,
        BlockKind.FURNITURE,
        BlockKind.TABLE_HEADER,
    }
)
_WHOLE = frozenset({BlockKind.ROW, BlockKind.TABLE_HEADER, BlockKind.REFERENCE})  # one sentence each
_BATCH = 128  # sentences; larger batches gained nothing when measured
_NEAR = 200  # characters around a stop that tell whether it ends a sentence
_RECENT = 2048  # sentences kept parsed, should they come again: some 40 kB each with what was found in them

_END = re.compile(
    r"""(?P<stop>[.!?…]+)            # what may end a sentence
        (?P<close>["'”’»)\]*]*)      # quotes, brackets and emphasis that close with it
        (?P<gap>\s*)                 # nothing at all where the copy lost the space
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\s(\[“\"‘]*$")
_WORD_BEFORE = re.compile(r"(?P<word>[A-Za-z]+)\s+\S+\Z")
_FIRST_WORD = re.compile(r"[\w'’]+")
_OPENERS = "\"'“‘([*«—–-•"
_BULLET = re.compile(r"\s*[•‣▪◦●○■·]\s+")
_ITEM_MARKER = re.compile(r"\s*(?:[•‣▪◦●○■*·–—-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_LABEL = re.compile(r"(?P<label>[^\s:.!?][^:.!?]{0,60}):\s+(?=[\w“\"‘(])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LABEL_WORDS = 6
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_MINUS = re.compile(r"(?<![^\s(\[])[−–](?=\.?\d)")
_MM_HG = re.compile(r"\bmm Hg\b")


def parse_articles(
    articles: Iterable[tuple[Article, Sequence[Citation]]], nlp: Language, vocabulary: Vocabulary
) -> Iterator[tuple[Article, tuple[ParsedSentence, ...]]]:
    """Cut and parse articles as a stream, in the order given: each article with its sentences in text order.

    Texts of all articles share the batches of `nlp.pipe`, so that a hundred short pages cost what one long one does.
    Words that stand on many pages (the boilerplate of a publisher) are parsed once: their sentences share one doc.
    """
    abbreviations = Abbreviations(vocabulary, nlp.Defaults.stop_words)
    mine, theirs = tee(_cut(article, citations, abbreviations) for article, citations in articles)
    docs = nlp.pipe(_new(text for _, rows in theirs for s, text in rows if may_hold_claim(s)), batch_size=_BATCH)
    parsed = lru_cache(maxsize=_RECENT)(lambda _: next(docs))
    for article, rows in mine:
        yield (
            article,
            tuple(ParsedSentence(s, parsed(text) if may_hold_claim(s) else nlp.make_doc(text)) for s, text in rows),
        )


def _new(texts: Iterable[str]) -> Iterator[str]:
    """The texts that are not among the last _RECENT different ones. A cache of that size which is asked for the same
    texts in the same order misses just these."""
    missed: list[str] = []
    ask = lru_cache(maxsize=_RECENT)(missed.append)
    for text in texts:
        ask(text)
        yield from missed
        missed.clear()


def _cut(
    article: Article, citations: Sequence[Citation], abbreviations: "Abbreviations"
) -> tuple[Article, list[tuple[Sentence, str]]]:
    masked = interrupted(mask_citations(article.text, citations))
    return article, [(s, _to_parse(s, masked)) for s in find_sentences(article, masked, abbreviations)]


def _to_parse(sentence: Sentence, masked: str) -> str:
    """The masked words of a sentence with straight quotes, as the model and the vocabulary have them; a heading in
    title case in sentence case. Every change keeps the length."""
    text = to_plain(masked[sentence.start : sentence.end])
    if sentence.kind is not BlockKind.HEADING:
        return text
    words = _WORD.findall(text)
    titled = sum(w[0].isupper() for w in words) > len(words) / 2
    # Lower-casing keeps the length: only plain capitalised words of ASCII letters are touched, never acronyms.
    return text[:1] + re.sub(r"\b[A-Z][a-z]+\b", lambda m: m[0].lower(), text[1:]) if titled else text


def to_plain(text: str) -> str:
    """The text with straight quotes, plain minus signs and "mm Hg" in one word, as the model and the vocabulary have
    them; the length stays."""
    return _MM_HG.sub(" mmHg", _MINUS.sub("-", text.translate(_STRAIGHT)))


def mask_citations(text: str, citations: Sequence[Citation]) -> str:
    """The text with every citation marker blanked by as many spaces: the length, and so every offset, stays.

    Left in, "anxiety.[1" is one token, and both the term and the sentence boundary are lost.
    """
    pieces, cursor = [], 0
    for start, end in sorted((c.start, c.end) for c in citations if c.is_marker):
        start = max(start, cursor)
        if start < end:
            pieces += [text[cursor:start], " " * (end - start)]
            cursor = end
    return "".join([*pieces, text[cursor:]])


def may_hold_claim(sentence: Sentence) -> bool:
    """A cheap screen on words alone: False only where no reading could make a claim of it, so that parsing is spared.

    Questions, blocks that are not the copy's own prose, and texts without two words (one will do for a list item or a
    table row, which say something through what introduces them).
    """
    if sentence.kind in _NEVER_CLAIMS or sentence.text.rstrip("\"'”’)* ").endswith("?"):
        return False
    words = len(_WORD.findall(sentence.text))
    return words >= (1 if sentence.lead_in or sentence.header else 2)


class Abbreviations:
    """Which full stops end no sentence: `never`, or `sometimes` when a sentence plainly starts after them."""

    def __init__(self, vocabulary: Vocabulary, function_words: Iterable[str]) -> None:
        self._ends: dict[str, str] = {}
        for cue in vocabulary.cues_of("abbreviation"):
            for phrase in cue.phrases:
                self._ends[phrase.lower()] = cue.attributes.get("ends", "never")
        self._starters = frozenset(function_words)

    def hold(self, word: str, following: str, before: str = "") -> bool:
        """Whether the full stop after `word` (given with it) is part of an abbreviation; `following` is the word
        behind it, `before` the one before. Single initials hold ("J. Smith"), but not the letter of a small word
        ("vitamin C. Colds ..."); sentence starters are the closed-class words (Kiss & Strunk 2006,
        the orthographic heuristic of Punkt, with a fixed list in place of a trained one)."""
        if re.fullmatch(r"[A-Z]\.", word):
            named = before.islower() and before not in self._starters
            return following.lower() not in self._starters and not named
        ends = self._ends.get(word.lower())
        if ends is None:
            return False
        if ends == "before_number":
            return following[:1].isdigit()
        return ends == "never" or following.lower() not in self._starters


def find_sentences(article: Article, masked: str, abbreviations: Abbreviations) -> Iterator[Sentence]:
    """The sentences of an article's blocks in order; `masked` is its text from `mask_citations`.

    A table row is one sentence. Item markers ("• "), and a short label before a full sentence ("Cost: The price ..."),
    stand outside the sentence; the label joins the lead-in.
    """
    for block in article.blocks:
        first = True
        for start, end in _spans(block, masked, abbreviations):
            label = ""
            if first and block.kind is BlockKind.ITEM:
                start, label = _strip_label(masked, start, end)
            first = False
            yield Sentence(
                article_id=article.id,
                block=block.index,
                kind=block.kind,
                start=start,
                end=end,
                text=article.text[start:end],
                section=block.section,
                lead_in=" ".join(filter(None, (block.lead_in, label))),
                header=block.header,
                speaker=block.speaker,
            )


def _spans(block: Block, masked: str, abbreviations: Abbreviations) -> Iterator[tuple[int, int]]:
    start = block.start
    if marker := (_ITEM_MARKER if block.kind is BlockKind.ITEM else _BULLET).match(masked, start, block.end):
        start = marker.end()
    cuts = [] if block.kind in _WHOLE else boundaries(masked[start : block.end], abbreviations)
    for end in (*(start + cut for cut in cuts), block.end):
        piece = masked[start:end]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = end


def _strip_label(masked: str, start: int, end: int) -> tuple[int, str]:
    label = _LABEL.match(masked, start, end)
    rest = masked[label.end() : end] if label else ""
    if not label or len(label["label"].split()) > _LABEL_WORDS or not (rest[:1].isupper() or rest[:1] in '“"‘('):
        return start, ""
    # "Side effects: Nausea, headache." needs its label to say anything; a sentence of its own does not.
    return label.end(), label["label"] + ":"


def boundaries(text: str, abbreviations: Abbreviations) -> list[int]:
    """Where sentences end in one block's (masked) text, as offsets behind the closing mark; the block's own end is not
    listed. A line break inside a block is white space."""
    cuts = []
    for end in _END.finditer(text):
        if end.end() < len(text) and _ends_here(text, end, abbreviations):
            cuts.append(end.start("gap"))
    return cuts


def _ends_here(text: str, end: re.Match[str], abbreviations: Abbreviations) -> bool:
    following = text[end.end() : end.end() + _NEAR]
    first = following.lstrip(_OPENERS)
    word = _FIRST_WORD.match(first)
    before = _LAST_WORD.search(text, max(0, end.end("stop") - _NEAR), end.end("stop"))[0]
    if not end["gap"]:
        return _is_glued(before, first)
    if word and first[:1].islower():
        return False
    if end["stop"] == "." and not end["close"]:
        earlier = _WORD_BEFORE.search(text, max(0, end.start() - _NEAR), end.start("stop"))
        return not abbreviations.hold(before, word[0] if word else "", earlier["word"] if earlier else "")
    return not (end["stop"] == "." and end["close"] and before.lower() in ("al.", "e.g.", "i.e."))


def _is_glued(before: str, following: str) -> bool:
    # "anxiety.Unfortunately": a lower-case word, the stop, a capitalised word. Addresses and initials do not fit.
    return bool(
        re.search(r"[a-z)\]”]{2,}[.!?]+$", before) and re.match(r"[A-Z][a-z]*\b(?!\.)", following)
    ) and not re.search(r"[/@]|www", before)
