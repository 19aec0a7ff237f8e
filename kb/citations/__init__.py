"""Citations: an article's raw text in, every mention of evidence out, with what it covers. No spaCy.

The finders run from the surest to the vaguest (address, number, what nobody can look up, what was named before, author
and year, named source, pointing back, vague appeal); where two meet in the text, the surer one stays. It refuses to say
what a mention points at: which entry, which study, is the business of `linking`.
"""

from collections.abc import Sequence
from dataclasses import replace

from kb.citations.addresses import find_addresses
from kb.citations.again import find_again
from kb.citations.appeals import find_appeals
from kb.citations.cues import Cues
from kb.citations.documents import find_documents
from kb.citations.markers import disjoint, find_markers
from kb.citations.page import Mention, Page, open_page, with_sentences
from kb.citations.scopes import antecedents, scope_of
from kb.citations.sources import find_sources
from kb.citations.unseen import find_unseen
from kb.citations.works import find_works
from kb.labels import CitationKind
from kb.model import Article, Citation, Study
from kb.runs import MARK, interrupted
from kb.vocab import Vocabulary

# Kinds that name a work or a source, so that an anaphor can point back to them.
NAMING = frozenset(CitationKind) - {CitationKind.ANAPHOR, CitationKind.VAGUE}


def find_citations(article: Article, vocabulary: Vocabulary, studies: Sequence[Study]) -> tuple[Citation, ...]:
    """Every mention of evidence in an article, in text order, none overlapping another.

    `vocabulary` gives the words (kb/vocab/citation_cues.yml) and the organisations; `studies` the names by which copy
    may call a work. Offsets count code points of `article.text`. `scope_*` is the sentence as far as raw text tells,
    and what a source line, a caption, a lead-in or an announced series covers beyond it. An anaphor that points to
    several works stands once for each. Never raises; time is linear in the text.
    """
    cues = Cues(vocabulary)
    page = open_page(replace(article, text=interrupted(article.text)), vocabulary, studies)
    markers = find_markers(page, cues)
    addresses = find_addresses(page, cues)
    page = with_sentences(page, disjoint([*addresses, *markers]), vocabulary)
    unseen, works = list(find_unseen(page, cues)), find_works(page, cues)
    again = list(find_again(page, works))
    sources = [*find_documents(page, cues), *find_sources(page, cues, vocabulary, studies)]
    named = disjoint([*addresses, *markers, *unseen, *again, *works, *sources])
    found = _numbered(page, disjoint([*named, *find_appeals(page, cues)]))
    return tuple(replace(one, text=article.text[one.start : one.end]) if MARK in one.text else one for one in found)


def _numbered(page: Page, mentions: Sequence[Mention]) -> tuple[Citation, ...]:
    """Citations with ids, scopes and antecedents; an anaphor that is no appeal by itself and points nowhere is none."""
    citations: list[Citation] = []
    for mention in mentions:
        back = antecedents(page, mention, citations) if mention.kind is CitationKind.ANAPHOR else ()
        if mention.kind is CitationKind.ANAPHOR and not back and not mention.lonely:
            continue
        for antecedent in back or ("",):
            citations.append(_citation(page, mention, f"{page.article.id}.c{len(citations) + 1}", antecedent))
    return tuple(citations)


def _citation(page: Page, mention: Mention, ident: str, antecedent: str) -> Citation:
    block = page.block_at(mention.start)
    scope_start, scope_end = scope_of(page, mention)
    return Citation(
        id=ident,
        article_id=page.article.id,
        kind=mention.kind,
        start=mention.start,
        end=mention.end,
        text=page.text[mention.start : mention.end],
        block=block.index if block else 0,
        scope_start=scope_start,
        scope_end=scope_end,
        numbers=mention.numbers,
        authors=mention.authors,
        year=mention.year,
        identifier=mention.identifier,
        antecedent=antecedent,
    )
