"""References: an article's bibliography in, each entry with its fields out; and what the copy links to.

AMA, APA, Vancouver, Harvard, MLA, Chicago, IEEE, publishers' own and web styles are read by the same steps, because
copy mixes them. A field that cannot be told stays empty; nothing is guessed.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from kb.bibliography import find_entries
from kb.identifiers import Identifier, address_key, find_identifiers, identify_address
from kb.labels import BlockKind
from kb.model import Article, Reference
from kb.references.entry import parse_entry
from kb.runs import interrupted


def parse_references(article: Article) -> tuple[Reference, ...]:
    """The entries that an article lists, in order, then the works that it only links or names by identifier.

    Offsets count `article.text`. Ids are the article's id with `.r` and the entry's place, or `.u` and the place among
    the addresses; a year may carry the letter of "2018a". Never raises.
    """
    given, article = article.text, replace(article, text=interrupted(article.text))
    entries = find_entries(article)
    listed = tuple(
        Reference(
            id=f"{article.id}.r{place}",
            article_id=article.id,
            start=entry.start,
            end=entry.end,
            text=given[entry.start : entry.end],
            number=entry.number,
            **parse_entry(article.text[entry.body : entry.end]),
        )
        for place, entry in enumerate(entries, 1)
    )
    return (*listed, *_addressed(article, given, listed, [(e.start, e.end) for e in entries]))


def _addressed(
    article: Article, given: str, listed: tuple[Reference, ...], spans: list[tuple[int, int]]
) -> Iterable[Reference]:
    """An entry, in the words given, for each work that the text links and the bibliography does not list."""
    known = {key for reference in listed for key in reference_keys(reference)}
    for found in _identifiers(article, spans):
        key = (found.kind, address_key(found.value) if found.kind == "url" else found.value)
        if key not in known:
            known.add(key)
            yield Reference(
                id=f"{article.id}.u{len(known)}",
                article_id=article.id,
                start=found.start,
                end=found.end,
                text=given[found.start : found.end],
                **{found.kind: found.value},
            )


def reference_keys(reference: Reference) -> frozenset[tuple[str, str]]:
    """The identifiers of an entry as pairs of kind and comparable value."""
    keys = {("doi", reference.doi), ("pmid", reference.pmid), ("pmcid", reference.pmcid)}
    keys.add(("trial_registration", reference.trial_registration))
    keys.add(("url", address_key(reference.url)))
    return frozenset(key for key in keys if key[1])


def _identifiers(article: Article, spans: list[tuple[int, int]]) -> Iterable[Identifier]:
    blocks = [(b.start, b.end) for b in article.blocks if b.kind not in (BlockKind.FURNITURE, BlockKind.REFERENCE)]
    stop = spans[0][0] if spans else len(article.text)
    for start, end in blocks or [(0, stop)]:
        for found in find_identifiers(article.text, start, end):
            if not _within(found.start, spans):
                yield found
    for mark in article.marks:
        outward = mark.kind == "link" and mark.value.lower().startswith(("http://", "https://"))
        if outward and not _within(mark.start, spans):
            yield Identifier(*identify_address(mark.value), mark.start, mark.end)


def _within(position: int, spans: list[tuple[int, int]]) -> bool:
    """Whether one of the spans, which are in order, holds a position."""
    index = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return index >= 0 and position < spans[index][1]
