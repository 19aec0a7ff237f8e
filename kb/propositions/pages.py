"""The propositions of a page's claims: what each leaves out is carried over from its page, list or the claim before."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

from spacy.tokens import Span

from kb.labels import BlockKind
from kb.model import Article, Claim, Proposition
from kb.nlp import Hit, Lexicon
from kb.propositions import CONTROL, TROUBLED, carry_context, read_propositions
from kb.propositions.tables import read_row
from kb.propositions.words import ANY, INTERVENTIONS

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
        propositions: tuple[Proposition, ...] = ()
        if claim.block_kind is BlockKind.ROW:
            cell = partial(read_cell, lexicon=lexicon, heading=claim.section, topic=topic)
            propositions = read_row(words.text, claim.context, lexicon, cell)
        propositions = propositions or read_propositions(words, lexicon, context)
        given.append(replace(claim, propositions=propositions))
        if claim.block_kind not in (BlockKind.ITEM, BlockKind.ROW):
            previous = propositions
    return tuple(given)


def read_cell(
    words: str, head: str, label: tuple[str, ...], *, lexicon: Lexicon, heading: str, topic: tuple[str, ...]
) -> tuple[Proposition, ...]:
    """The propositions of a table cell, by the head of its column and the concepts of its row's label."""
    concepts = lexicon.vocabulary.concepts
    sorts = [kinds for kinds in (INTERVENTIONS, TROUBLED) if any(concepts[key].kind in kinds for key in label)]
    topic = tuple(key for key in topic if not any(concepts[key].kind in kinds for kinds in sorts))
    named = [hit.id for hit in lexicon.concepts(lexicon.cut(head))]
    context = carry_context(lexicon, heading=heading, lead_in=head, topic=(*label, *topic))
    if any(concepts[key].kind in INTERVENTIONS and key not in ANY for key in named):
        context = carry_context(lexicon, heading=head, topic=(*named, *label, *topic))
    return read_propositions(lexicon.parse(words), lexicon, context)


def page_topic(article: Article, lexicon: Lexicon) -> tuple[str, ...]:
    """What a page is about, interventions first and then troubles: of each sort those that its title names, else the
    one that the page names most often."""
    title = lexicon.concepts(lexicon.nlp.make_doc(article.title))
    text = cache(lambda: lexicon.concepts(lexicon.nlp.make_doc(article.text)))  # a whole page: only if it is needed
    about = (_most_named(title, text, kinds, lexicon) for kinds in (INTERVENTIONS, TROUBLED))
    return tuple(dict.fromkeys(ident for named in about for ident in named))


def _most_named(
    title: Sequence[Hit], text: Callable[[], Sequence[Hit]], kinds: frozenset[str], lexicon: Lexicon
) -> list[str]:
    named = [k for k in _of_kinds(title, kinds, lexicon) if k != CONTROL and not lexicon.vocabulary.is_a(k, CONTROL)]
    if named:
        return named
    counts = Counter(_of_kinds(text(), kinds, lexicon))
    return [ident for ident, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:1]]


def _of_kinds(hits: Sequence[Hit], kinds: frozenset[str], lexicon: Lexicon) -> list[str]:
    """The concepts of some kinds; "treatment" as such is what no page is about."""
    concepts = lexicon.vocabulary.concepts
    return [hit.id for hit in hits if concepts[hit.id].kind in kinds and hit.id not in ANY]
