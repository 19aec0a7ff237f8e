"""Claims: the parsed sentences of an article in; the assertions that a reviewer would want substantiated out, each with
its span, type, strength and the names of the rules that made it one.

Reading (`reading`), claim or not (`screening`), coming apart (`splitting`), type (`claim_types`) and strength
(`strength`) are separate steps over frozen values. Words live in vocab/claim_cues.yml; no rule knows an article.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from spacy.tokens import Doc, Span

from kb.claims.claim_types import type_in_context
from kb.claims.reading import Reading, read
from kb.claims.screening import Decision, decide, decide_label, opens_scene, says_all
from kb.claims.splitting import clauses
from kb.claims.strength import strength_of
from kb.labels import BlockKind, CitationKind
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
class Decided:
    """What was decided of one sentence: kept so that the list which it introduces can lean on it."""

    reading: Reading
    decision: Decision


def find_claims(
    article: Article, sentences: Sequence[ParsedSentence], citations: Sequence[Citation], lexicon: Lexicon
) -> tuple[ParsedClaim, ...]:
    """The claims of one article in text order.

    `sentences` are the article's own, in order; those that were not parsed claim nothing. `citations` tell where a
    study is named. Claim types and what counts as a claim follow sections 1 and 2 of the annotation guideline.
    """
    seen: Counter[str] = Counter()
    return tuple(
        ParsedClaim(_claim(article, reading, rule, leader, seen), reading.span)
        for reading, rule, leader in _decided_clauses(sentences, citations, lexicon)
    )


def _decided_clauses(
    sentences: Sequence[ParsedSentence], citations: Sequence[Citation], lexicon: Lexicon
) -> Iterator[tuple[Reading, str, Reading | None]]:
    """Each clause that is a claim, with the rule that made it one and the reading of what introduces it."""
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
        reading = read(
            sentence, parsed.doc, lexicon, names_study=names_study, topic=topic, imagined=scene == sentence.block
        )
        if reading.medical_topic:
            scene = -1
        if opens_scene(reading):
            scene = sentence.block
        topic = reading.about()
        context = sentence.header or sentence.lead_in
        if context and context not in introduced:
            introduced[context] = _introduction(context, before, lexicon)
        leader = introduced.get(context)
        decision = decide(reading, leader and leader.decision, leader and leader.reading)
        for part, rule in _claiming_parts(reading, decision, leader):
            yield part, rule, leader and leader.reading
        if sentence.kind not in _LISTED:
            before.append(Decided(reading, decision))


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
    words = [t.text for t in lexicon.nlp.make_doc(context)]
    if not words:
        return None
    # A label or a header is a noun phrase: its words in the singular are all that is asked of it, so no parse.
    singular = [w.lower().removesuffix("s") if len(w) > 3 else w.lower() for w in words]
    doc = Doc(lexicon.nlp.vocab, words=words, lemmas=singular)
    sentence = Sentence(article_id="", block=0, kind=BlockKind.PROSE, start=0, end=len(context), text=context)
    said = read(sentence, doc, lexicon)
    return Decided(said, decide_label(said))


def _claim(article: Article, reading: Reading, rule: str, leader: Reading | None, seen: Counter[str]) -> Claim:
    sentence = reading.sentence
    span = reading.span
    start = sentence.start + span.start_char
    end = sentence.start + span.end_char
    kind, type_rule = type_in_context(reading, leader, rule)
    return Claim(
        id=claim_id(article.id, span.text, seen),
        article_id=article.id,
        start=start,
        end=end,
        quote=article.text[start:end],
        block=sentence.block,
        block_kind=sentence.kind,
        section=sentence.section,
        type=kind,
        strength=strength_of(reading),
        speaker=sentence.speaker,
        context=sentence.header or sentence.lead_in,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        rule=f"{rule} / {type_rule}",
    )


def claim_id(article_id: str, words: str, seen: Counter[str]) -> str:
    """Article, dash, eight hex digits of the SHA-256 of the claim's words without case, spacing or punctuation: an edit
    elsewhere on the page keeps it. The same words again on the page add "-2", "-3"; `seen` counts them."""
    normalised = " ".join(re.findall(r"\w+", words.casefold()))
    ident = f"{article_id}-{sha256(normalised.encode()).hexdigest()[:8]}"
    seen[ident] += 1
    return ident if seen[ident] == 1 else f"{ident}-{seen[ident]}"
