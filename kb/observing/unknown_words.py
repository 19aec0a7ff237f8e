"""Claims about things that the vocabulary does not know: they are compared by their own words, figures and direction
alone, and a reader must know that before trusting "nothing bears it out"."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from shlex import quote

from spacy.tokens import Doc, Span

from kb.labels import ArticleFindingKind, ClaimType
from kb.model import ArticleFinding, Claim
from kb.nlp import Lexicon
from kb.observing.page import Page

_NAMED = 8  # phrases named at most, the most used first
_MANY, _SHARE = 3, 8  # what so many claims speak of, and one in so many, is what the page is about
_RULE = "What the vocabulary does not know is compared by its own words: other words for it are not recognised."
_MENDED = "Add what matters with `kb vocab add`, then build again."
# Claims that no finding of a study speaks to anyhow.
_ASIDE = frozenset({ClaimType.PROVIDER, ClaimType.ACCESS_COST, ClaimType.EXPERIENCE})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_BARE = frozenset({"DET", "PRON", "NUM", "PUNCT", "CCONJ", "PART"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """A noun phrase in which nothing is a concept: its characters in the sentence's text, its words, the words that a
    list would have of it (empty for a pronoun), and whether it is a proper name that the sentence is about."""

    start: int
    end: int
    text: str
    bare: str
    named: bool


def observe_unknown(page: Page) -> Iterator[ArticleFinding]:
    """One observation where the page is about a thing that the vocabulary does not know: how many of its claims name no
    condition, treatment, outcome or other thing that it does know, and which phrases it does not; and one for each name
    that it goes on about, most often its own product."""
    asked = [claim for claim in page.claims if claim.type not in _ASIDE]
    yield from _unknown_names(page, asked)
    blind = [claim for claim in asked if not _names_known(page, claim)]
    unknown = (dict.fromkeys(p.bare for p in _phrases(page, claim) if p.bare) for claim in blind)
    phrases = Counter(phrase for some in unknown for phrase in some)
    least = max(min(_MANY, len(asked)), len(asked) / _SHARE)
    if not any(times >= least for times in phrases.values()):
        return  # a claim here and there that names nothing is as common as "this helps"
    named = [phrase for phrase, _ in phrases.most_common(_NAMED)]
    detail = f"{len(blind)} of {len(asked)} claims name nothing that the vocabulary knows; not recognised: "
    yield ArticleFinding(
        article_id=page.article.id,
        kind=ArticleFindingKind.WORDS_NOT_RECOGNISED,
        detail=detail + ", ".join(named),
        term=named[0],
        reason=_RULE,
        suggestion=_MENDED,
        claim_id=blind[0].id,
    )


def _unknown_names(page: Page, asked: Sequence[Claim]) -> Iterator[ArticleFinding]:
    """A capitalised name that many claims have for their subject: of other words for the same thing, such as those of a
    study, nobody knows that they are the same."""
    found: dict[str, list[tuple[str, Claim]]] = {}
    publisher = set(page.article.publisher.lower().split())
    for claim in asked:
        for phrase in _phrases(page, claim):
            name, words = phrase.bare, phrase.text
            if phrase.named and name and not publisher & set(name.split()) and not _is_cited(page, claim, words):
                found.setdefault(name, []).append((words, claim))
    for name, uses in found.items():
        claims = list(dict.fromkeys(claim.id for _, claim in uses))
        if len(claims) >= max(_MANY, len(asked) / _SHARE):
            yield ArticleFinding(
                article_id=page.article.id,
                kind=ArticleFindingKind.WORDS_NOT_RECOGNISED,
                detail=f"“{uses[0][0]}” is what {len(claims)} of {len(asked)} claims are about, and is not recognised",
                term=name,
                reason=_RULE,
                suggestion=f"If it is a name for a thing that is known: kb vocab add {quote(uses[0][0])} --to ID.",
                claim_id=claims[0],
            )


def _is_cited(page: Page, claim: Claim, words: str) -> bool:
    """Whether a name is that of an author or a source which the claim cites."""
    return any(c.start < claim.end and claim.start < c.end and words in c.text for c in page.citations)


def _names_known(page: Page, claim: Claim) -> bool:
    """Whether a subject or object that the claim itself names is a concept."""
    for p in claim.propositions:
        named = {*(() if p.carried else p.subject), *p.object} - set(p.carried_object)
        if any(page.kind(key) for key in named):
            return True
    return False


def _phrases(page: Page, claim: Claim) -> Iterator[Phrase]:
    """The noun phrases of a claim in which nothing is a concept, in text order."""
    for parsed in page.sentences:
        offset, doc = parsed.sentence.start, parsed.doc
        if parsed.sentence.end <= claim.start or claim.end <= offset or not doc.has_annotation("DEP"):
            continue
        for phrase in page.lexicon.once(doc, "observing.unknown", partial(_strange, doc, page.lexicon)):
            if claim.start <= offset + phrase.start and offset + phrase.end <= claim.end:
                yield phrase


def _strange(doc: Doc, lexicon: Lexicon) -> tuple[Phrase, ...]:
    known = {i for hit in lexicon.concepts(doc) for i in range(hit.start, hit.end)}
    return tuple(
        Phrase(
            start=chunk.start_char,
            end=chunk.end_char,
            text=chunk.text,
            bare=_bare(chunk),
            named=chunk.root.dep_ in _SUBJECTS and chunk.root.pos_ == "PROPN",
        )
        for chunk in doc.noun_chunks
        if known.isdisjoint(range(chunk.start, chunk.end))
    )


def _bare(chunk: Span) -> str:
    """A noun phrase as a word list would have it; empty for a pronoun."""
    tokens = list(chunk)
    while tokens and tokens[0].pos_ in _BARE:
        tokens = tokens[1:]
    return " ".join(token.lower_ for token in tokens) if tokens and chunk.root.pos_ in {"NOUN", "PROPN"} else ""
