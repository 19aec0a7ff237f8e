"""The propositions of a page's claims: what each leaves out is carried over from its page, list or the claim before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span

from kb.labels import BlockKind
from kb.model import Article, Claim, Proposition
from kb.nlp import Hit, Lexicon
from kb.propositions import CONTROL, TROUBLED, carry_context, read_propositions
from kb.propositions.words import INTERVENTIONS

_ONE = frozenset({"it", "its"})


def read_claims(article: Article, parsed: Sequence[tuple[Claim, Span]], lexicon: Lexicon) -> tuple[Claim, ...]:
    """The same claims in the same order, each with its propositions; `parsed` pairs a claim with its parsed words.

    A claim that is no list item or table row takes over the subject of the claim before it in the same section.
    """
    topic = page_topic(article, lexicon)
    given: list[Claim] = []
    section = ""
    previous: tuple[Proposition, ...] = ()
    for claim, words in parsed:
        if claim.section != section:
            section, previous = claim.section, ()
        context = carry_context(
            lexicon,
            heading=claim.section,
            lead_in=claim.context,
            previous=previous,
            topic=topic,
            singular=any(t.lower_ in _ONE for t in words),
        )
        propositions = read_propositions(words, lexicon, context)
        given.append(replace(claim, propositions=propositions))
        if claim.block_kind not in (BlockKind.ITEM, BlockKind.ROW):
            previous = propositions
    return tuple(given)


def page_topic(article: Article, lexicon: Lexicon) -> tuple[str, ...]:
    """What a page is about, interventions first and then troubles: of each sort those that its title names, else the
    one that the page names most often."""
    title, text = (lexicon.concepts(lexicon.nlp.make_doc(words)) for words in (article.title, article.text))
    about = (_most_named(title, text, kinds, lexicon) for kinds in (INTERVENTIONS, TROUBLED))
    return tuple(dict.fromkeys(ident for named in about for ident in named))


def _most_named(title: Sequence[Hit], text: Sequence[Hit], kinds: frozenset[str], lexicon: Lexicon) -> list[str]:
    named = [k for k in _of_kinds(title, kinds, lexicon) if k != CONTROL and not lexicon.vocabulary.is_a(k, CONTROL)]
    if named:
        return named
    counts = Counter(_of_kinds(text, kinds, lexicon))
    return [ident for ident, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:1]]


def _of_kinds(hits: Sequence[Hit], kinds: frozenset[str], lexicon: Lexicon) -> list[str]:
    return [hit.id for hit in hits if lexicon.vocabulary.concepts[hit.id].kind in kinds]
