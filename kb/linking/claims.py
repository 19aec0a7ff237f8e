"""Which citations cover which claims.

A citation covers its sentence and whatever wider stretch its scope names. In a sentence of several claims a marker
covers what stands between the marker before it and itself, so that each clause keeps its own; all other mentions are
shared by the sentence's claims.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kb.labels import CitationKind, CitationStatus
from kb.linking.mentions import Resolver, Target
from kb.model import Article, Citation, Claim, Link, Reference, ReferenceMatch, Study
from kb.names import family, same_family

_ORDER = (CitationStatus.CITED, CitationStatus.MISCITED, CitationStatus.VAGUE)


def link_citations(
    article: Article,
    claims: Sequence[Claim],
    citations: Sequence[Citation],
    references: Sequence[Reference],
    matches: Sequence[ReferenceMatch],
    studies: Sequence[Study],
) -> tuple[Link, ...]:
    """Every claim with every citation that covers it, in text order; a link for each work that the citation names.

    A claim that something named covers has no links to vague appeals. A citation that covers no claim stands with an
    empty claim id, so that what it points at is kept.
    """
    resolver = Resolver(references, matches, studies)
    targets = resolver.targets(citations)
    covered = _coverage(article, claims, citations)
    _add_captions(covered, claims, citations, targets, resolver)
    links: list[Link] = []
    linked: set[str] = set()
    for claim in claims:
        mine = [_link(claim.id, c, t) for c in covered[claim.id] for t in targets[c.id]]
        named = [link for link in mine if link.status is not CitationStatus.VAGUE]
        links += _without_repeats(named or mine)
        linked |= {link.citation_id for link in named or mine}
    links += [_link("", c, t) for c in citations if c.id not in linked for t in targets[c.id]]
    return tuple(links)


def citation_status(links: Iterable[Link]) -> CitationStatus:
    """What stands behind a claim, from its links: cited before miscited before vague; uncited without any."""
    found = {link.status for link in links}
    return next((status for status in _ORDER if status in found), CitationStatus.UNCITED)


def _link(claim_id: str, citation: Citation, target: Target) -> Link:
    return Link(
        claim_id=claim_id,
        citation_id=citation.id,
        reference_id=target.reference_id,
        study_id=target.study_id,
        method=target.method,
        status=target.status,
        note=target.note,
        candidates=target.candidates,
    )


def _without_repeats(links: Iterable[Link]) -> list[Link]:
    """The links of a claim without a second one of the same citation to the same thing."""
    return list({(link.citation_id, link.reference_id, link.study_id, link.note): link for link in links}.values())


def _coverage(
    article: Article, claims: Sequence[Claim], citations: Sequence[Citation]
) -> defaultdict[str, list[Citation]]:
    """The citations that cover each claim, by claim id, in text order."""
    sentences: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        sentences.setdefault(_sentence(claim), []).append(claim)
    spans = sorted(sentences)
    anchors = _anchors(article, citations)
    previous = _previous_anchors(citations, anchors)
    covered: defaultdict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        anchor = anchors.get(citation.id, citation.start)
        home = bisect_right(spans, (anchor, len(article.text))) - 1
        own = spans[home] if home >= 0 and anchor < spans[home][1] else None
        if own:
            for claim in sentences[own]:
                if citation.id not in anchors or _is_marked(claim, previous[citation.id], anchor, sentences[own]):
                    covered[claim.id].append(citation)
        if citation.kind is CitationKind.CAPTION:
            continue
        first = bisect_right(spans, (citation.scope_start, -1))
        for span in spans[first:]:
            if span[0] >= citation.scope_end:
                break
            if span != own and (span[0] + span[1]) // 2 < citation.scope_end:
                for claim in sentences[span]:
                    covered[claim.id].append(citation)
    return covered


def _sentence(claim: Claim) -> tuple[int, int]:
    if claim.sentence_end > claim.sentence_start:
        return claim.sentence_start, claim.sentence_end
    return claim.start, claim.end


def _anchors(article: Article, citations: Sequence[Citation]) -> dict[str, int]:
    """For each marker that stands behind what it covers, the last letter or figure before it that is no marker."""
    text = article.text
    trailing = [c for c in citations if c.is_marker]
    blocks = {b.index: b.start for b in article.blocks}
    anchors: dict[str, int] = {}
    behind: dict[int, int] = {}  # the end of a marker -> its anchor
    for citation in sorted(trailing, key=lambda c: (c.start, c.end)):
        floor = blocks.get(citation.block, 0)
        position = citation.start - 1
        while position >= floor and not text[position].isalnum() and position + 1 not in behind:
            position -= 1
        anchor = behind.get(position + 1, position)
        anchors[citation.id] = behind[citation.end] = anchor if anchor >= floor else citation.start
    return anchors


def _previous_anchors(citations: Sequence[Citation], anchors: dict[str, int]) -> dict[str, int]:
    """The nearest anchor before each marker's own, -1 where there is none."""
    places = sorted(set(anchors.values()))
    before = dict(zip(places, [-1, *places], strict=False))
    return {c.id: before[anchors[c.id]] for c in citations if c.id in anchors}


def _is_marked(claim: Claim, previous: int, anchor: int, sentence: Sequence[Claim]) -> bool:
    """Whether a marker with this anchor covers the claim: any part of the claim stands between it and the marker
    before. A marker that no clause of the sentence meets is the whole sentence's."""

    def meets(one: Claim) -> bool:
        return one.start <= anchor and one.end - 1 > previous

    return meets(claim) or not any(meets(one) for one in sentence)


def _add_captions(
    covered: defaultdict[str, list[Citation]],
    claims: Sequence[Claim],
    citations: Sequence[Citation],
    targets: dict[str, tuple[Target, ...]],
    resolver: Resolver,
) -> None:
    """A caption's work also stands behind the claims of its text block that cite the same first author, so that a
    caption which names another year than they do shows where it matters."""
    for caption in (c for c in citations if c.kind is CitationKind.CAPTION and c.authors):
        for claim in claims:
            if not caption.scope_start <= claim.start < caption.scope_end or caption in covered[claim.id]:
                continue
            names = {name for c in covered[claim.id] for name in _first_authors(c, targets[c.id], resolver)}
            if any(same_family(name, caption.authors[0]) for name in names):
                covered[claim.id].append(caption)


def _first_authors(citation: Citation, targets: Sequence[Target], resolver: Resolver) -> Iterable[str]:
    yield from citation.authors[:1]
    for target in targets:
        if target.reference_id:
            yield from (family(a) for a in resolver.references[target.reference_id].authors[:1])
