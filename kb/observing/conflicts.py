"""Where a page speaks against itself: pairs of its claims that cannot both hold, found by an earlier stage."""

from collections.abc import Iterator

from kb.labels import ArticleFindingKind
from kb.model import ArticleFinding, Claim
from kb.observing.page import Page

_RULE = "21 CFR 202.1(e)(5)(i): copy may not be false or misleading in any particular; of two such statements one is."
_MENDED = "Find out which of the two the evidence bears out, and take out or reword the other."


def observe_conflicts(page: Page) -> Iterator[ArticleFinding]:
    """One observation for each pair, where the first of the two stands, in the order of the pairs."""
    named = {claim.id: claim for claim in page.claims}
    for conflict in page.conflicts:
        one, other = named[conflict.claim_id], named[conflict.other_id]
        yield ArticleFinding(
            article_id=page.article.id,
            kind=ArticleFindingKind.INTERNAL_CONFLICT,
            detail=f"{_quoted(one)} against {_quoted(other)}",
            start=one.start,
            end=one.end,
            term=conflict.slot,
            reason=_RULE,
            suggestion=_MENDED,
            claim_id=one.id,
        )


def _quoted(claim: Claim) -> str:
    return f"\u201c{' '.join(claim.quote.split())}\u201d"
