"""Promotion for a use that no agency has approved, on a page that does not say so (21 CFR 202.1(e)(4))."""

from collections.abc import Iterator

from kb.labels import ArticleFindingKind, ClaimType
from kb.model import ArticleFinding, Claim, Finding, Study
from kb.observing.labelling import Labels, Uses
from kb.observing.page import TROUBLES, Page, is_denied, with_parts
from kb.vocab import Vocabulary

_RULE = "21 CFR 202.1(e)(4)(i) and (e)(6)(i): an advertisement may not suggest a use that the labelling does not have."
_PROMOTES = frozenset({ClaimType.EFFICACY, ClaimType.ONSET_DURATION, ClaimType.COMPARATIVE})
_SHOWN = 4  # uses that the sentence names; the rest is counted


def observe_approval(page: Page, labels: Labels) -> Iterator[ArticleFinding]:
    """One observation for each product that the page promotes for what it is not approved for, at the first claim that
    does so; none where the page says anywhere that the use is off-label or not approved."""
    if _says_so(page):
        return
    for product in page.products:
        uses = [labels.uses(part) for part in sorted(with_parts(product, page.lexicon))]
        found = [(claim, key, told) for claim, key in _promoted(page, product) if (told := _off_label(key, uses, page))]
        if found:
            yield _observation(page, product, found, labels)


def _says_so(page: Page) -> bool:
    """Whether a sentence of the copy says "off-label", "unapproved" or that something is not approved."""
    for parsed in page.copy:
        for hit in page.lexicon.cues(parsed.doc, "predicate"):
            attributes = page.lexicon.vocabulary.cues[hit.id].attributes
            if attributes["family"] == "approve" and (
                attributes.get("direction") == "absent" or is_denied(parsed, hit.start, page.lexicon)
            ):
                return True
    return any(named.concept == "off_label_use" for named in page.named)


def _promoted(page: Page, product: str) -> Iterator[tuple[Claim, str]]:
    """The troubles that claims of benefit say the product helps with, each once, with the first claim that does."""
    seen: set[str] = set()
    for claim in page.benefits:
        if claim.type not in _PROMOTES:
            continue
        for p in claim.propositions:
            if product in p.subject and (p.effect or 0) > 0 and p.asserted and not p.negated:
                for key in p.object:
                    if page.kind(key) in TROUBLES and key not in seen:
                        seen.add(key)
                        yield claim, key


def _off_label(key: str, uses: list[Uses], page: Page) -> tuple[Study, Finding] | None:
    """The finding that says that a trouble is no approved use, or that other uses are the only ones; None where it is
    approved, even for a part of it or for its like, or where the library does not say."""
    vocabulary = page.lexicon.vocabulary
    for own in uses:
        if key not in own.refused and any(_meets(key, approved, vocabulary) for approved in own.approved):
            return None
    for own in uses:
        for above in (key, *sorted(vocabulary.ancestors(key))):
            if above in own.refused:
                return own.refused[above]
    for own in uses:
        if own.approved:
            return next(iter(own.approved.values()))
    return None


def _meets(one: str, other: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.is_a(one, other) or vocabulary.is_a(other, one) or vocabulary.are_related(one, other)


def _observation(
    page: Page, product: str, found: list[tuple[Claim, str, tuple[Study, Finding]]], labels: Labels
) -> ArticleFinding:
    vocabulary = page.lexicon.vocabulary
    claim, _, (study, finding) = found[0]
    keys = [key for _, key, _ in found]
    named = [vocabulary.label(k) for k in keys if not any(up in keys for up in vocabulary.ancestors(k))]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    name, uses = vocabulary.label(product), ", ".join(named[:_SHOWN]) + more
    source = labels.source(study)
    return ArticleFinding(
        article_id=page.article.id,
        kind=ArticleFindingKind.OFF_LABEL_NOT_STATED,
        detail=f"{name} is promoted for {uses}: no approved use by “{source}”, and the page does not say so",
        start=claim.start,
        end=claim.end,
        term=name,
        reason=_RULE,
        suggestion=f"Say beside the claims that {name} is not approved for this use.",
        claim_id=claim.id,
        study_id=study.id,
        finding_id=finding.id,
    )
