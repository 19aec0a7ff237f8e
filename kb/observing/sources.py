"""What is wrong with a page's references and with what it rests on: entries never used, mentions that disagree with
their entry or have none, studies that nobody can identify, sources of the seller's own, sources that are not held."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from kb.labels import ArticleFindingKind, CitationKind, CitationStatus, TextHeld
from kb.model import Article, ArticleFinding, Citation, Claim, Link, Reference
from kb.names import fold, study_name
from kb.observing.page import Page

_MARKERS = (CitationKind.NUMERIC, CitationKind.AUTHOR_YEAR, CitationKind.CAPTION)
_DISAGREES = "21 CFR 202.1(e)(6)(xi): references may not purport to support a claim that they do not support."
_FINDABLE = "FTC Health Products Compliance Guidance (2022): a study behind a claim must be open to examination."
_OWN = "FTC Health Products Compliance Guidance (2022): evidence is to stand apart from the seller's own word."
_HELD = "A claim that rests on a text which nobody here has read was not checked."
_RULES = {
    ArticleFindingKind.REFERENCE_NEVER_CITED: "An entry that no claim uses lends weight that it does not have.",
    ArticleFindingKind.MARKER_WITHOUT_ENTRY: _FINDABLE,
    ArticleFindingKind.CITATION_ENTRY_DISAGREE: _DISAGREES,
}
_MENDED = {
    ArticleFindingKind.REFERENCE_NEVER_CITED: "Cite it where it bears a claim out, or take it off the list.",
    ArticleFindingKind.MARKER_WITHOUT_ENTRY: "Add the entry, or take the mention out.",
    ArticleFindingKind.CITATION_ENTRY_DISAGREE: "Find out which work is meant, and make mention and entry agree.",
}
_NEAR = 6  # words from an indefinite article to the word for a study
_INDEFINITE = frozenset({"a", "an", "one", "another"})
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})  # of addresses such as example.co.uk


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
    missing: dict[str, list[str]] = {}  # by citation: why each of its numbers leads nowhere
    for link in links:
        citation = mentions[link.citation_id]
        if (
            link.method == "no_entry"
            and citation.kind in _MARKERS
            and (listed or citation.kind is CitationKind.NUMERIC)
        ):
            missing.setdefault(citation.id, []).append(link.note)
        elif link.method == "disagrees":
            kind = ArticleFindingKind.CITATION_ENTRY_DISAGREE
            found.append(_finding(article, kind, f"{_quote(citation)}: {link.note}", citation, link.claim_id))
        elif link.note and link.study_id and link.reference_id in entries and "the entry " in link.note:
            entry = entries[link.reference_id]
            kind = ArticleFindingKind.CITATION_ENTRY_DISAGREE
            found.append(_finding(article, kind, f"{_name(entry)}: {link.note}", entry))
    for ident, notes in missing.items():
        detail = f"{_quote(mentions[ident])}: {_together(notes)}"
        found.append(_finding(article, ArticleFindingKind.MARKER_WITHOUT_ENTRY, detail, mentions[ident]))
    once = {(f.kind, f.detail, f.start): f for f in reversed(found)}
    return tuple(sorted(once.values(), key=lambda f: (f.start or 0, f.end or 0, f.kind, f.detail)))


def _together(notes: Sequence[str]) -> str:
    """Notes as one, what they share at the beginning said once: "... has no entry 28, 29"."""
    apart = list(dict.fromkeys(notes))
    head = apart[0][: apart[0].rfind(" ") + 1]
    shared = head if all(note.startswith(head) for note in apart) else ""
    return shared + ", ".join(note.removeprefix(shared) for note in apart)


def _never_cited(article: Article, listed: Sequence[Reference], links: Sequence[Link]) -> Iterable[ArticleFinding]:
    cited = {link.reference_id for link in links}
    for reference in listed:
        if reference.id not in cited:
            detail = f"{_name(reference)} is listed and never cited"
            yield _finding(article, ArticleFindingKind.REFERENCE_NEVER_CITED, detail, reference)


def _finding(
    article: Article, kind: ArticleFindingKind, detail: str, where: Citation | Reference, claim_id: str = ""
) -> ArticleFinding:
    return ArticleFinding(
        article_id=article.id,
        kind=kind,
        detail=detail,
        start=where.start,
        end=where.end,
        reason=_RULES[kind],
        suggestion=_MENDED[kind],
        claim_id=claim_id,
    )


def _quote(citation: Citation) -> str:
    return f"“{' '.join(citation.text.split())}”"


def _name(reference: Reference) -> str:
    words = " ".join(reference.text.split())
    return words if len(words) <= 80 else f"{words[:79]}…"


def observe_sources(page: Page) -> Iterator[ArticleFinding]:
    """Studies that the copy describes and does not identify, claims whose sources nobody here has read, and references
    that are all the seller's own."""
    yield from _unidentified(page)
    yield from _not_held(page)
    yield from _all_own(page)


def _unidentified(page: Page) -> Iterator[ArticleFinding]:
    """Vague appeals in a sentence that speaks of one study ("in a 2019 trial of nurses")."""
    vague = [c for c in page.citations if c.kind is CitationKind.VAGUE]
    for parsed in page.copy:
        sentence = parsed.sentence
        mine = [c for c in vague if sentence.start <= c.start < sentence.end]
        named = any(
            c.kind is not CitationKind.VAGUE
            for c in page.citations
            if c.start < sentence.end and sentence.start < c.end
        )
        hits = page.lexicon.cues(parsed.doc, "evidence_noun") if mine and not named else ()
        one = next((h for h in hits if h.id == "evidence_singular" and _is_one(parsed.doc, h.start)), None)
        if one:
            words = " ".join(parsed.doc[max(0, one.start - 2) : one.end].text.split())
            claims = page.claims_at(sentence.start, sentence.end)
            yield ArticleFinding(
                article_id=page.article.id,
                kind=ArticleFindingKind.UNIDENTIFIED_STUDY,
                detail=f"one study is spoken of, and nothing says which: {' '.join(sentence.text.split())}",
                start=mine[0].start,
                end=mine[0].end,
                term=words,
                reason=_FINDABLE,
                suggestion="Give authors and year, or a DOI, or leave the study out.",
                claim_id=claims[0].id if claims else "",
            )


def _is_one(doc: Sequence, index: int) -> bool:
    return any(token.lower_ in _INDEFINITE for token in doc[max(0, index - _NEAR) : index])


def _not_held(page: Page) -> Iterator[ArticleFinding]:
    """One observation for each work that claims rest on and of which no text was read, at the first of those claims."""
    claims = {claim.id: claim for claim in page.claims}
    resting: dict[str, list[Claim]] = {}
    works: dict[str, tuple[str, str]] = {}  # name and study id
    for link in page.links:
        claim = claims.get(link.claim_id)
        work = _work(link, page) if claim and link.status is CitationStatus.CITED else None
        if claim and work:
            works[work[0]] = (work[1], link.study_id)
            resting.setdefault(work[0], []).append(claim)
    for key, found in resting.items():
        first = min(found, key=lambda claim: claim.start)
        count = len({claim.id for claim in found})
        name, study_id = works[key]
        why = "no text of it is held" if study_id else "it is not in the library"
        yield ArticleFinding(
            article_id=page.article.id,
            kind=ArticleFindingKind.SOURCE_NOT_HELD,
            detail=f"{count} claim{' rests' if count == 1 else 's rest'} on {name}; {why}",
            start=first.start,
            end=first.end,
            term=name,
            reason=_HELD,
            suggestion="Get the text and add its findings to the library, then build again.",
            claim_id=first.id,
            study_id=study_id,
        )


def _work(link: Link, page: Page) -> tuple[str, str] | None:
    """What a link leads to where no text of that is held: a key and a name."""
    study = page.studies.get(link.study_id)
    if study:
        return (f"study {study.id}", study_name(study)) if study.text_held is TextHeld.NONE else None
    entry = next((r for r in page.references if r.id == link.reference_id), None)
    if entry:
        return f"entry {entry.id}", _name(entry)
    mention = next((c for c in page.citations if c.id == link.citation_id), None)
    if mention is None or not (mention.identifier or mention.authors):
        return None
    return f"mention {mention.identifier or fold(mention.text)}", _quote(mention)


def _all_own(page: Page) -> Iterator[ArticleFinding]:
    """The entries of the list, or the addresses that the copy gives where it has no list, if every one leads to the
    seller."""
    article = page.article
    entries = [r for r in page.references if r.url or r.authors or r.title]
    addresses = [c for c in page.citations if c.kind is CitationKind.URL]
    given: Sequence[Reference | Citation] = entries or addresses
    if not given or not all(_is_own(one, article) for one in given):
        return
    count = f"the {len(given)} references lead" if len(given) > 1 else "the only reference leads"
    yield ArticleFinding(
        article_id=article.id,
        kind=ArticleFindingKind.REFERENCES_ALL_OWN,
        detail=f"{count} to {article.publisher or 'the site of the page itself'}",
        start=given[0].start,
        end=given[0].end,
        reason=_OWN,
        suggestion="Cite work that others have published.",
    )


def _is_own(given: Reference | Citation, article: Article) -> bool:
    """Whether an entry or an address is of the page's publisher: by its site, or by its name as author or publisher."""
    address = given.url if isinstance(given, Reference) else given.identifier
    if address and _site(address):
        if article.url and _site(address) == _site(article.url):
            return True
        name = fold(article.publisher).replace(" ", "")
        return bool(name) and name == _site(address).partition(".")[0].replace("-", "")
    if isinstance(given, Citation) or not article.publisher:
        return False
    names = (*given.authors, given.container, given.publisher)
    return any(fold(name) == fold(article.publisher) for name in names if name)


def _site(url: str) -> str:
    """The registered part of an address: example.com, example.co.uk."""
    try:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
    except ValueError:  # brackets that hold no address
        return ""
    parts = host.split(".")
    size = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    return ".".join(parts[-size:])
