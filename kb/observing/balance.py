"""Fair balance (21 CFR 202.1(e)(5) to (7)): how a page weighs benefit and risk, and which risks it leaves out."""

from collections.abc import Iterator

from kb.labels import ArticleFindingKind, ClaimType, Side
from kb.model import ArticleFinding, Claim
from kb.observing.labelling import Labels, Risk
from kb.observing.page import INTERVENTIONS, Named, Page

_BALANCE = "21 CFR 202.1(e)(5)(ii): benefits and risks are to be told in fair balance."
_ORDER = "21 CFR 202.1(e)(7)(viii): risks are to stand as prominent and readable as benefits."
_OMITTED = (
    "21 CFR 202.1(e)(5)(iii) and (e)(3)(iii): facts material to the claims, side effects among them, are to be told."
)
_OF_HARM = frozenset({"risk", "boxed_warning", "contraindication", "rems"})
_FEW = 5  # benefits to one risk: beyond it the page is out of balance
_LATE = 0.8  # share of the benefits that stand before the first risk
_ENOUGH = 3  # benefits, below which nobody can say that the risks come late


def observe_balance(page: Page, labels: Labels) -> Iterator[ArticleFinding]:
    """Benefits that no risks stand against, risks that come last, and the risks of the page's products that it does not
    name; nothing of a page that promotes nothing."""
    if not page.benefits:
        return
    risks = [claim for claim in page.claims if page.is_risk(claim)]
    yield from _weigh(page, risks)
    yield from _omitted(page, labels)


def take_sides(page: Page) -> dict[str, Side]:
    """The claims of benefit and of risk that the balance of a page weighs, by claim id, in text order; a claim that
    tells both is one of risk."""
    benefits = {claim.id for claim in page.benefits}
    told = (
        (claim.id, Side.RISK if page.is_risk(claim) else Side.BENEFIT if claim.id in benefits else None)
        for claim in page.claims
    )
    return {ident: side for ident, side in told if side}


def _weigh(page: Page, risks: list[Claim]) -> Iterator[ArticleFinding]:
    benefits = page.benefits
    count = f"{len(benefits)} statement{'' if len(benefits) == 1 else 's'} of benefit, {len(risks) or 'none'} of risk"
    if len(risks) * _FEW < len(benefits):
        yield ArticleFinding(
            article_id=page.article.id,
            kind=ArticleFindingKind.BENEFITS_WITHOUT_RISKS,
            detail=count,
            reason=_BALANCE,
            suggestion="State the main risks of each product where its benefits are stated.",
        )
        return
    first = min(risks, key=lambda claim: claim.start)
    before = sum(claim.start < first.start for claim in benefits)
    if len(benefits) >= _ENOUGH and before >= _LATE * len(benefits):
        yield ArticleFinding(
            article_id=page.article.id,
            kind=ArticleFindingKind.RISKS_LAST,
            detail=f"{count}; the first risk stands after {before} of the benefits",
            start=first.start,
            end=first.end,
            reason=_ORDER,
            suggestion="Bring the risks up to where the benefits are told.",
            claim_id=first.id,
        )


def _omitted(page: Page, labels: Labels) -> Iterator[ArticleFinding]:
    told = {named.concept for named in page.named if not named.denied and _tells(named, page, labels)}
    omitted: dict[str, tuple[str, Risk]] = {}
    for product in sorted(page.kin, key=lambda p: (p not in page.products, p)):
        for risk in labels.risks(product):
            if risk.concept not in omitted and not _is_told(risk.concept, told, page, labels):
                omitted[risk.concept] = (product, risk)
    for product, risk in omitted.values():
        others = (other for _, other in omitted.values() if other.serious or not risk.serious)
        # A risk of which a part is missing too is told by the part.
        if not any(risk.concept in page.lexicon.vocabulary.ancestors(other.concept) for other in others):
            yield _omission(page, product, risk, labels.source(risk.study))


def _tells(named: Named, page: Page, labels: Labels) -> bool:
    """Whether a name in the copy can tell the reader of a risk: not where it is what the product helps with ("eases
    anxiety"), and not where it is told of something else."""
    claims = page.claims_at(named.start, named.end)
    if not claims:
        return _speaks_of_harm(named, page, labels)
    if any(page.is_risk(claim) for claim in claims):
        return True
    if any(page.is_benefit(claim) for claim in claims) or all(map(page.of_others, claims)):
        return False
    return page.kind(named.concept) == "adverse_effect" or any(claim.type is ClaimType.SAFETY for claim in claims)


def _speaks_of_harm(named: Named, page: Page, labels: Labels) -> bool:
    """Whether a sentence that claims nothing, its heading or its lead-in speaks of risks: "Side effects: nausea"."""
    sentence = named.sentence.sentence
    texts = (sentence.text, sentence.section, sentence.lead_in, sentence.header)
    around = {hit.id for text in texts if text for hit in page.lexicon.concepts(page.lexicon.cut(text))}
    cues = page.lexicon.cues(named.sentence.doc, "predicate")
    if any(page.lexicon.vocabulary.cues[hit.id].attributes["family"] == "cause" for hit in cues):
        return any(page.kind(c) in INTERVENTIONS for c in around)
    return any(c in _OF_HARM or (page.kind(c) == "adverse_effect" and labels.is_general(c)) for c in around)


def _is_told(risk: str, told: set[str], page: Page, labels: Labels) -> bool:
    """Whether the page names a risk, the wider thing that it is part of, or a part of it."""
    vocabulary = page.lexicon.vocabulary
    wider = {up for up in vocabulary.ancestors(risk) if not labels.is_general(up)}
    return risk in told or bool(wider & told) or any(risk in vocabulary.ancestors(name) for name in told)


def _omission(page: Page, product: str, risk: Risk, source: str) -> ArticleFinding:
    vocabulary = page.lexicon.vocabulary
    name, harm = vocabulary.label(product), vocabulary.label(risk.concept)
    kind = ArticleFindingKind.SERIOUS_RISK_OMITTED if risk.serious else ArticleFindingKind.COMMON_RISK_OMITTED
    return ArticleFinding(
        article_id=page.article.id,
        kind=kind,
        detail=f"{harm}: a risk of {name} by “{source}”, and not named on the page",
        term=harm,
        reason=_OMITTED,
        suggestion=f"Name {harm} among the risks of {name}.",
        study_id=risk.study.id,
        finding_id=risk.finding.id,
    )
