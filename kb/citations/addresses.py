"""Works and pages named by identifier or address: DOI, PMID, PMCID, URL, hyperlinked words."""

from collections.abc import Iterable

from kb.citations.cues import Cues
from kb.citations.page import Mention, Page
from kb.identifiers import find_identifiers, host, identify_address
from kb.labels import CitationKind
from kb.registrations import INTRODUCED


def find_addresses(page: Page, cues: Cues) -> tuple[Mention, ...]:
    """The identifiers and links of a page that may be evidence. A page's links to itself, to profiles, maps, shops and
    forms are none."""
    no_evidence = cues.words("not_evidence_host")
    return tuple(m for m in (*_written(page), *_linked(page)) if _is_evidence(page, m, no_evidence))


def _written(page: Page) -> Iterable[Mention]:
    for block in page.readable():
        for found in find_identifiers(page.text, block.start, block.end):
            start = found.start
            if found.kind == "trial_registration":
                before = INTRODUCED.search(page.text, max(block.start, start - 80), start)
                start = before.start() if before else start
            yield _mention(found.kind, found.value, *_with_brackets(page.text, start, found.end))


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """An address alone in brackets takes them along."""
    pairs = {"(": ")", "[": "]"}
    if start and pairs.get(text[start - 1]) == text[end : end + 1]:
        return start - 1, end + 1
    return start, end


def _linked(page: Page) -> Iterable[Mention]:
    readable = {block.index for block in page.readable()}
    for mark in page.article.marks:
        block = page.block_at(mark.start)
        outward = mark.kind == "link" and mark.value.lower().startswith(("http://", "https://"))
        if outward and block and block.index in readable and page.text[mark.start : mark.end].strip():
            yield _mention(*identify_address(mark.value), mark.start, mark.end)


def _mention(kind: str, value: str, start: int, end: int) -> Mention:
    return Mention(kind=CitationKind(kind), start=start, end=end, identifier=value)


def _is_evidence(page: Page, mention: Mention, no_evidence: frozenset[str]) -> bool:
    if mention.kind is not CitationKind.URL:
        return True
    name = host(mention.identifier)
    own = host(page.article.url)
    if own and (name == own or name.endswith("." + own)):
        return False
    return not any(name == other or name.endswith("." + other) for other in no_evidence)
