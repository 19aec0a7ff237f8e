"""A work named before: "ibid.", "loc. cit.", "Novak, op. cit., p. 45"."""

import re
from collections.abc import Iterable, Sequence

from kb.citations.page import Mention, Page
from kb.citations.works import ET_AL, NAME
from kb.labels import CitationKind
from kb.names import fold, same_family

_AGAIN = re.compile(
    rf"(?P<open>[(\[]\s*)?(?:(?P<first>{NAME})(?:,?\s+(?:and|&)\s+{NAME})?(?:{ET_AL})?,?\s+)?"
    r"(?P<word>[Ii]bid(?:em)?\b\.?|[Oo]p\.?\s*cit\b\.?|[Ll]oc\.?\s*cit\b\.?|[Ii]dem\b|(?<=[(\[])[Ii]d\.)"
    r"(?:\s*,?\s*(?:at\s+)?(?:pp?\.?\s*)?\d{1,4}(?:\s*[–-]\s*\d{1,4})?)?(?P<close>\s*[)\]])?\.?"
)


def find_again(page: Page, named: Sequence[Mention]) -> Iterable[Mention]:
    """The mentions that repeat one, of the blocks that are read. `named` are the works named on the page: one that an
    author's name repeats gives its year; without a name, the mention points back to the last."""
    dated = sorted((m for m in named if m.authors and m.year), key=lambda m: m.start)
    for block in page.readable():
        if "cit" not in (words := page.text[block.start : block.end]).lower() and "id" not in words.lower():
            continue
        for match in _AGAIN.finditer(page.text, block.start, block.end):
            name = match["first"] or ""
            before = next((m for m in reversed(dated) if m.start < match.start() and _same(m, name)), None)
            known = before is not None or fold(name) in page.known_names
            start, end = _span(page.text, match, named=known)
            if known:
                year = before.year if before else ""
                yield Mention(kind=CitationKind.AUTHOR_YEAR, start=start, end=end, authors=(name,), year=year)
            else:
                yield Mention(kind=CitationKind.ANAPHOR, start=start, end=end, lonely=False)


def _same(mention: Mention, name: str) -> bool:
    return bool(name) and same_family(mention.authors[0], name)


def _span(text: str, match: re.Match[str], *, named: bool) -> tuple[int, int]:
    """With its brackets where both are there; with the full stop where it is a sentence of its own."""
    if match["open"] and match["close"]:
        return match.start(), match.end("close")
    if match["word"][0].isupper() and not match["first"]:
        return match.start("word"), match.end()
    return match.start("first" if named else "word"), match.end("word")
