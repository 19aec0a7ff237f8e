"""The propositions of a page's claims: what each leaves out is carried over from its page, list or the claim before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span

from kb.model import Article, BlockKind, Claim, Proposition
from kb.nlp import Lexicon
from kb.propositions import TROUBLED, carry_context, read_propositions
from kb.propositions.words import INTERVENTIONS


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
        context = carry_context(lexicon, heading=claim.section, lead_in=claim.context, previous=previous, topic=topic)
        propositions = read_propositions(words, lexicon, context)
        given.append(replace(claim, propositions=propositions))
        if claim.block_kind not in (BlockKind.ITEM, BlockKind.ROW):
            previous = propositions
    return tuple(given)


def page_topic(article: Article, lexicon: Lexicon) -> tuple[str, ...]:
    """What a page is about, interventions first and then troubles: of each sort those that its title names, else the
    one that the page names most often."""
    return tuple(
        dict.fromkeys((*_most_named(article, INTERVENTIONS, lexicon), *_most_named(article, TROUBLED, lexicon)))
    )


def _most_named(article: Article, kinds: frozenset[str], lexicon: Lexicon) -> list[str]:
    title = _named(article.title, kinds, lexicon)
    if title:
        return title
    counts = Counter(_named(article.text, kinds, lexicon))
    return [ident for ident, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:1]]


def _named(text: str, kinds: frozenset[str], lexicon: Lexicon) -> list[str]:
    hits = lexicon.concepts(lexicon.nlp.make_doc(text))
    return [hit.id for hit in hits if lexicon.vocabulary.concepts[hit.id].kind in kinds]
