"""Claims: the parsed sentences of an article in; the assertions that a reviewer would want substantiated out, each with
its span, type, strength and the names of the rules that made it one.

Reading (`reading`), claim or not (`screening`), coming apart (`splitting`), type (`claim_types`) and strength
(`strength`) are separate steps over frozen values. Words live in vocab/claim_cues.yml; no rule knows an article.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from spacy.tokens import Doc, Span

from kb.claims.claim_types import type_in_context
from kb.claims.reading import Reading, read
from kb.claims.screening import Decision, decide, decide_label, opens_scene, says_all
from kb.claims.splitting import clauses
from kb.claims.strength import strength_of
from kb.labels import BlockKind, CitationKind, ClaimType, Strength
from kb.model import Article, Citation, Claim, Sentence
from kb.nlp import Lexicon, ParsedSentence

_NAMES_A_STUDY = frozenset({CitationKind.AUTHOR_YEAR, CitationKind.ANAPHOR})
_LISTED = frozenset({BlockKind.ITEM, BlockKind.ROW})


@dataclass(frozen=True, slots=True)
class ParsedClaim:
    """A claim with the parsed words that make it, for the stage that reads its propositions."""

    claim: Claim
    doc: Span


@dataclass(frozen=True, slots=True)
class Part:
    """The words of a sentence that make one claim, with the names of the rules that said so."""

    span: Span
    type: ClaimType
    strength: Strength
    rule: str


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """What was decided of one sentence: kept so that the list which it introduces can lean on it."""

    reading: Reading
    decision: Decision
    parts: tuple[Part, ...] = ()


def find_claims(
    article: Article, sentences: Sequence[ParsedSentence], citations: Sequence[Citation], lexicon: Lexicon
) -> tuple[ParsedClaim, ...]:
    """The claims of one article in text order.

    `sentences` are the article's own, in order; those that were not parsed claim nothing. `citations` tell where a
    study is named. Claim types and what counts as a claim follow sections 1 and 2 of the annotation guideline.
    """
    seen: Counter[str] = Counter()
    return tuple(
        ParsedClaim(_claim(article, sentence, part, seen), part.span)
        for sentence, decided in _decide_all(sentences, citations, lexicon)
        for part in decided.parts
    )


def _decide_all(
    sentences: Sequence[ParsedSentence], citations: Sequence[Citation], lexicon: Lexicon
) -> Iterator[tuple[Sentence, Decided]]:
    """Each parsed sentence with what was decided of it."""
    # Narrative mentions only: "(Lind 2009)" behind a sentence says where it comes from, not what it is about.
    named = tuple((c.start, c.end) for c in citations if c.kind in _NAMES_A_STUDY and c.text[:1] not in ("(", "["))
    before: list[Decided] = []
    topic: frozenset[str] = frozenset()
    scene = -1  # the block that asks its reader to imagine something
    introduced: dict[str, Decided | None] = {}
    for parsed in sentences:
        if not parsed.doc.has_annotation("DEP"):
            continue
        sentence = parsed.sentence
        names_study = any(s < sentence.end and sentence.start < e for s, e in named)
        context = sentence.header or sentence.lead_in
        if context and context not in introduced:
            introduced[context] = _introduction(context, before, lexicon)
        # Of where a sentence stands nothing is asked, so that what is decided holds on every page that repeats it.
        said = replace(sentence, article_id="", block=0, start=0, end=len(sentence.text))
        asked = (said, names_study, topic, scene == sentence.block, introduced.get(context))
        decided = lexicon.once(
            parsed.doc, ("decided", *asked), lambda doc=parsed.doc, asked=asked: _decide(doc, lexicon, *asked)
        )
        reading = decided.reading
        if reading.medical_topic:
            scene = -1
        if opens_scene(reading):
            scene = sentence.block
        topic = reading.about()
        yield sentence, decided
        if sentence.kind not in _LISTED:
            before.append(decided)


def _decide(
    doc: Doc,
    lexicon: Lexicon,
    said: Sentence,
    names_study: bool,
    topic: frozenset[str],
    imagined: bool,
    leader: Decided | None,
) -> Decided:
    reading = read(said, doc, lexicon, names_study=names_study, topic=topic, imagined=imagined)
    decision = decide(reading, leader and leader.decision, leader and leader.reading)
    parts = []
    for part, rule in _claiming_parts(reading, decision, leader):
        kind, type_rule = type_in_context(part, leader and leader.reading, rule)
        parts.append(Part(part.span, kind, strength_of(part), f"{rule} / {type_rule}"))
    return Decided(reading, decision, tuple(parts))


def _claiming_parts(reading: Reading, whole: Decision, leader: Decided | None) -> Iterator[tuple[Reading, str]]:
    if not whole.claim and says_all(whole):
        return
    parts = clauses(reading)
    if len(parts) == 1:
        if whole.claim:
            yield reading, whole.rule
        return
    decisions = [decide(part, leader and leader.decision, leader and leader.reading) for part in parts]
    if whole.claim and not any(d.claim for d in decisions):
        yield reading, whole.rule
    for part, decision in zip(parts, decisions, strict=True):
        if decision.claim:
            yield part, decision.rule


def _introduction(context: str, before: Sequence[Decided], lexicon: Lexicon) -> Decided | None:
    """The sentence that introduces a list or table: the nearest that the context quotes. A mere "For example," leans
    in turn on the sentence before it, and words that are no sentence of the page (a label, a header) are read here."""
    squeezed = " ".join(context.split())
    for index in range(len(before) - 1, -1, -1):
        text = " ".join(before[index].reading.sentence.text.split())
        if text and text in squeezed:
            bare = len(before[index].reading.words) < 3 and index > 0
            return before[index - 1] if bare else before[index]
    doc = lexicon.cut(context)
    return lexicon.once(doc, "label", lambda: _read_label(context, doc, lexicon)) if len(doc) else None


def _read_label(context: str, cut: Doc, lexicon: Lexicon) -> Decided:
    words = [t.text for t in cut]
    # A label or a header is a noun phrase: its words in the singular are all that is asked of it, so no parse.
    singular = [w.lower().removesuffix("s") if len(w) > 3 else w.lower() for w in words]
    doc = Doc(lexicon.nlp.vocab, words=words, lemmas=singular)
    sentence = Sentence(article_id="", block=0, kind=BlockKind.PROSE, start=0, end=len(context), text=context)
    said = read(sentence, doc, lexicon)
    return Decided(said, decide_label(said))


def _claim(article: Article, sentence: Sentence, part: Part, seen: Counter[str]) -> Claim:
    start = sentence.start + part.span.start_char
    end = sentence.start + part.span.end_char
    return Claim(
        id=claim_id(article.id, part.span.text, seen),
        article_id=article.id,
        start=start,
        end=end,
        quote=article.text[start:end],
        block=sentence.block,
        block_kind=sentence.kind,
        section=sentence.section,
        type=part.type,
        strength=part.strength,
        speaker=sentence.speaker,
        context=sentence.header or sentence.lead_in,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        rule=part.rule,
    )


def claim_id(article_id: str, words: str, seen: Counter[str]) -> str:
    """Article, dash, eight hex digits of the SHA-256 of the claim's words without case, spacing or punctuation: an edit
    elsewhere on the page keeps it. The same words again on the page add "-2", "-3"; `seen` counts them."""
    normalised = " ".join(re.findall(r"\w+", words.casefold()))
    ident = f"{article_id}-{sha256(normalised.encode()).hexdigest()[:8]}"
    seen[ident] += 1
    return ident if seen[ident] == 1 else f"{ident}-{seen[ident]}"
