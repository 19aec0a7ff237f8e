"""Patients' experiences told as what everybody may expect (16 CFR 255.2(b))."""

from collections.abc import Iterable, Iterator

from kb.labels import ArticleFindingKind, ClaimType, Strength
from kb.model import ArticleFinding
from kb.observing.page import Page

_RULE = "16 CFR 255.2(b): a patient's experience is taken as typical unless the page says what most people can expect."
_DISCLAIMER = "no.disclaimer"


def observe_voices(page: Page) -> Iterator[ArticleFinding]:
    """One observation for each claim that reports an experience without a hedge. "Results may vary" elsewhere on the
    page is told, and does not clear it: 16 CFR 255.2 asks for the typical result itself."""
    disclaimed = any(page.lexicon.cues(parsed.doc, _DISCLAIMER) for parsed in page.sentences)
    for claim in page.claims:
        if claim.type is not ClaimType.EXPERIENCE or claim.strength is Strength.HEDGED:
            continue
        if not page.lexicon.cues(page.lexicon.cut(claim.quote), "voice"):
            continue
        # What got worse is a thing we know: an effect on nothing, or on a word unknown, tells nothing bad.
        if all(p.negated or (p.effect == -1 and _names_a_thing(p.object)) for p in claim.propositions):
            continue
        quote = " ".join(claim.quote.split())
        yield ArticleFinding(
            article_id=page.article.id,
            kind=ArticleFindingKind.TESTIMONIAL_AS_TYPICAL,
            detail=f"an experience told as typical{', with a disclaimer elsewhere' if disclaimed else ''}: {quote}",
            start=claim.start,
            end=claim.end,
            reason=_RULE,
            suggestion="Say how many patients this holds for and where that was measured, or leave it out.",
            claim_id=claim.id,
        )


def _names_a_thing(keys: Iterable[str]) -> bool:
    return any(key[0] not in "~=!" for key in keys)
