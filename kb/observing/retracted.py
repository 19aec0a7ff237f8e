"""Works that a page leans on though they were retracted, or though their publisher has expressed concern."""

from collections.abc import Iterator, Mapping

from kb.labels import ArticleFindingKind, RetractionState
from kb.model import ArticleFinding, Claim, Study
from kb.names import study_name
from kb.observing.page import Page

_RULE = "COPE Retraction Guidelines (2019): retracted findings are unreliable and are not to be relied on."
_KINDS: Mapping[RetractionState, ArticleFindingKind] = {
    RetractionState.RETRACTED: ArticleFindingKind.RETRACTED_SOURCE,
    RetractionState.CONCERN: ArticleFindingKind.SOURCE_OF_CONCERN,
}
_SAID = {RetractionState.RETRACTED: "was retracted", RetractionState.CONCERN: "stands under an expression of concern"}
_MENDED = {
    RetractionState.RETRACTED: "Take it out, with every claim that rests on it alone.",
    RetractionState.CONCERN: "Read the notice, and rest the claim on another work.",
}


def observe_retracted(page: Page) -> Iterator[ArticleFinding]:
    """One observation for each such work that the page cites or lists, at the first claim that cites it, else at its
    entry."""
    claims = {claim.id: claim for claim in page.claims}
    citing: dict[str, list[Claim]] = {}
    for link in page.links:
        if link.study_id and link.claim_id in claims:
            citing.setdefault(link.study_id, []).append(claims[link.claim_id])
    entries = {match.study_id: match.reference_id for match in reversed(page.matches) if match.study_id}
    places = {reference.id: reference for reference in page.references}
    for ident in dict.fromkeys((*citing, *reversed(entries))):
        study = page.studies.get(ident)
        if study is None or study.retraction not in _KINDS:
            continue
        found = {claim.id: claim for claim in citing.get(ident, ())}
        where = min(found.values(), key=lambda claim: claim.start) if found else places.get(entries.get(ident, ""))
        rests = f"; {len(found)} claim{' rests' if len(found) == 1 else 's rest'} on it" if found else ""
        yield ArticleFinding(
            article_id=page.article.id,
            kind=_KINDS[study.retraction],
            detail=f"{study_name(study)} {_SAID[study.retraction]}{_when(study)}{rests}",
            start=where.start if where else None,
            end=where.end if where else None,
            term=study_name(study),
            reason=_RULE,
            suggestion=_MENDED[study.retraction],
            claim_id=next(iter(found.values())).id if found else "",
            study_id=ident,
        )


def _when(study: Study) -> str:
    date = f" on {study.retraction_date}" if study.retraction_date else ""
    return f"{date} ({study.retraction_reason})" if study.retraction_reason else date
