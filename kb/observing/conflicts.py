"""Where a page speaks against itself: pairs of its claims that cannot both hold, found by an earlier stage."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kb.labels import ArticleFindingKind
from kb.model import ArticleFinding, Claim, Conflict
from kb.observing.page import Page

_RULE = "21 CFR 202.1(e)(5)(i): copy may not be false or misleading in any particular; of two such statements one is."
_MENDED = "Find out which of the two the evidence bears out, and take out or reword the other."


def observe_conflicts(page: Page) -> Iterator[ArticleFinding]:
    """One observation for each claim and what it speaks against, in the order of the pairs: what many claims of a page
    speak against is one fault and not many."""
    named = {claim.id: claim for claim in page.claims}
    for (ident, slot), others in _by_claim(page.conflicts).items():
        one, first, more = named[ident], named[others[0]], len(others) - 1
        rest = f" and {more} more statement{'' if more == 1 else 's'}" if more else ""
        yield ArticleFinding(
            article_id=page.article.id,
            kind=ArticleFindingKind.INTERNAL_CONFLICT,
            detail=f"{_quoted(one)} against {_quoted(first)}{rest}",
            start=one.start,
            end=one.end,
            term=slot,
            reason=_RULE,
            suggestion=_MENDED,
            claim_id=one.id,
        )


def _by_claim(conflicts: Sequence[Conflict]) -> dict[tuple[str, str], list[str]]:
    """Each pair under that of its two claims, and its slot, which is in more pairs; the first of the two where both are
    in as many."""
    pairs = Counter(ident for conflict in conflicts for ident in (conflict.claim_id, conflict.other_id))
    grouped: dict[tuple[str, str], list[str]] = {}
    for conflict in conflicts:
        one, other = conflict.claim_id, conflict.other_id
        if pairs[other] > pairs[one]:
            one, other = other, one
        grouped.setdefault((one, conflict.slot), []).append(other)
    return grouped


def _quoted(claim: Claim) -> str:
    return f"\u201c{' '.join(claim.quote.split())}\u201d"
