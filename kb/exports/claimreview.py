"""Claims as schema.org ClaimReview, in JSON-LD: what was claimed, where it stands, how it was rated and why.

The scale has three steps: 1 contradicted, 2 unsupported, 3 supported. A claim that nothing could be held against has no
place on it and is left out. What a person decided is a review of its own, by that person; "needs work" and "not a
claim" rate nothing.
"""

from collections.abc import Iterable, Iterator
from importlib.metadata import version

from kb.exports.iris import iri, study_iri, web_address
from kb.exports.jsonld import document
from kb.labels import VerdictTag
from kb.meanings import MEANINGS, verdict_class
from kb.reports.contents import Report, ReportedClaim

SCALE = (VerdictTag.CONTRADICTED, VerdictTag.UNSUPPORTED, VerdictTag.SUPPORTED)
_EXPLAINED = "; ".join(f"{n} {tag.value}: {MEANINGS[VerdictTag][tag]}" for n, tag in enumerate(SCALE, 1))


def review_graph(reports: Iterable[Report], base: str) -> Iterator[str]:
    """All reviews as one graph, a review a line."""
    head = {"@context": "https://schema.org"}
    return document(head, "@graph", (each for report in reports for each in claim_reviews(report, base)))


def claim_reviews(report: Report, base: str) -> Iterator[dict[str, object]]:
    """The reviews of an article's claims, in the order of the text: the program's, then the people's."""
    for claim in report.claims:
        if claim.verdict and verdict_class({"verdict": claim.verdict, "reason": claim.reason}) != "unchecked":
            about = {"name": f"claims-kb {version('claims-kb')}", "@type": "Organization"}
            yield _review(report, claim, base, claim.id, claim.verdict, claim.rationale, about)
        said = claim.decided
        if said and said.outcome in SCALE:
            people = [{"@type": "Person", "name": name} for name in said.by.split(", ")]
            review = _review(report, claim, base, f"{claim.id}.decision", said.outcome, " ".join(said.reasons), people)
            yield {**review, "datePublished": said.at[:10]}


def _review(
    report: Report, claim: ReportedClaim, base: str, ident: str, verdict: str, why: str, author: object
) -> dict[str, object]:
    article = report.article
    address = web_address(article.url)
    appearance = {"@type": "Article", "headline": article.title, **({"url": address} if address else {})}
    maker = {"author": {"@type": "Organization", "name": article.publisher}} if article.publisher else {}
    studies = [report.studies[ident] for ident in dict.fromkeys((*claim.cited_studies, claim.study_id)) if ident]
    cited = [{"@type": "CreativeWork", "name": s.title, "@id": study_iri(base, s)} for s in studies]
    return {
        "@type": "ClaimReview",
        "@id": iri(base, "review", ident),
        "url": iri(base, "claim", claim.id),
        "claimReviewed": claim.quote,
        "author": author,
        "itemReviewed": {"@type": "Claim", "appearance": appearance, **maker},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": SCALE.index(VerdictTag(verdict)) + 1,
            "worstRating": 1,
            "bestRating": len(SCALE),
            "alternateName": verdict,
            "ratingExplanation": f"{why} (Scale: {_EXPLAINED})".strip(),
        },
        **({"citation": cited} if cited else {}),
    }
