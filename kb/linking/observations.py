"""What a reviewer is told of a page's references as a whole."""

from collections.abc import Iterable, Sequence

from kb.labels import CitationKind
from kb.model import Article, ArticleFinding, Citation, Link, Reference

_MARKERS = (CitationKind.NUMERIC, CitationKind.AUTHOR_YEAR, CitationKind.CAPTION)


def observe_references(
    article: Article, citations: Sequence[Citation], references: Sequence[Reference], links: Sequence[Link]
) -> tuple[ArticleFinding, ...]:
    """Entries that nothing cites (`reference_never_cited`), mentions without an entry (`marker_without_entry`),
    mentions that disagree with their entry (`citation_entry_disagree`); in text order, each said once.

    `links` are those of `link_citations`, which keep every citation.
    """
    mentions = {citation.id: citation for citation in citations}
    entries = {reference.id: reference for reference in references}
    listed = [r for r in references if r.number is not None or r.authors or r.title]
    found = [*_never_cited(article, listed, links)]
    for link in links:
        citation = mentions[link.citation_id]
        if (
            link.method == "no_entry"
            and citation.kind in _MARKERS
            and (listed or citation.kind is CitationKind.NUMERIC)
        ):
            found.append(_finding(article, "marker_without_entry", f"{_quote(citation)}: {link.note}", citation))
        elif link.method == "disagrees":
            found.append(_finding(article, "citation_entry_disagree", f"{_quote(citation)}: {link.note}", citation))
        elif link.note and link.study_id and link.reference_id in entries and "the entry " in link.note:
            entry = entries[link.reference_id]
            found.append(_finding(article, "citation_entry_disagree", f"{_name(entry)}: {link.note}", entry))
    return tuple(sorted(set(found), key=lambda f: (f.start or 0, f.end or 0, f.kind, f.detail)))


def _never_cited(article: Article, listed: Sequence[Reference], links: Sequence[Link]) -> Iterable[ArticleFinding]:
    cited = {link.reference_id for link in links}
    for reference in listed:
        if reference.id not in cited:
            detail = f"{_name(reference)} is listed and never cited"
            yield _finding(article, "reference_never_cited", detail, reference)


def _finding(article: Article, kind: str, detail: str, where: Citation | Reference) -> ArticleFinding:
    return ArticleFinding(article_id=article.id, kind=kind, detail=detail, start=where.start, end=where.end)


def _quote(citation: Citation) -> str:
    return f"“{' '.join(citation.text.split())}”"


def _name(reference: Reference) -> str:
    words = " ".join(reference.text.split())
    return words if len(words) <= 80 else f"{words[:79]}…"
