"""Claims as Web Annotations (W3C Recommendation, Web Annotation Data Model, 23 February 2017), in JSON-LD.

Each claim is one annotation by the program; what a person decided is another, by that person. A target has two
selectors that find the same words, each for itself: the quote with what stands before and after it, and the offsets.
Both count code points of the text that was audited, which is the annotation's source.
"""

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version

from kb.exports.iris import iri, web_address
from kb.exports.jsonld import document
from kb.meanings import verdict_class, words
from kb.reports.contents import LOOKS, Report, ReportedClaim

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
WIDTH = 32  # characters before and after a quote, and more where these stand twice


def annotation_lines(reports: Iterable[Report], base: str) -> Iterator[str]:
    """One annotation a line."""
    for report in reports:
        for annotation in annotations(report, base):
            yield json.dumps({"@context": CONTEXT, **annotation}, ensure_ascii=False) + "\n"


def annotation_page(reports: Iterable[Report], base: str) -> Iterator[str]:
    """All annotations as one AnnotationPage (section 5), an item a line."""
    head = {"@context": CONTEXT, "id": iri(base, "annotations", "all"), "type": "AnnotationPage", "startIndex": 0}
    return document(head, "items", (each for report in reports for each in annotations(report, base)))


def annotations(report: Report, base: str) -> Iterator[dict[str, object]]:
    """The annotations of an article, in the order of its text: the program's of each claim, then the people's."""
    for claim in report.claims:
        target = _target(report, claim, base)
        if claim.verdict:
            yield {
                "id": iri(base, "annotation", claim.id),
                "type": "Annotation",
                "motivation": "assessing",
                "creator": software(base),
                "body": [*_tags(claim), _told(claim.rationale)],
                "target": target,
            }
        if claim.decided:
            said = claim.decided
            yield {
                "id": iri(base, "annotation", f"{claim.id}.decision"),
                "type": "Annotation",
                "motivation": "moderating" if said.status == "settled" else "assessing",
                "created": said.at,
                "creator": [{"type": "Person", "name": name} for name in said.by.split(", ")],
                "body": [_tag(words(said.outcome) or "disputed"), *map(_told, said.reasons)],
                "target": target,
            }


def software(base: str) -> dict[str, str]:
    """The program, as the agent that judged."""
    return {"id": iri(base, "software", "claims-kb"), "type": "Software", "name": f"claims-kb {version('claims-kb')}"}


def _target(report: Report, claim: ReportedClaim, base: str) -> dict[str, object]:
    article = report.article
    prefix, suffix = surroundings(article.text, claim.start, claim.end)
    source = {"id": iri(base, "article", article.id), "type": "Text", "format": "text/plain", "language": "en"}
    address = web_address(article.url)
    return {
        "source": source,
        **({"scope": address} if address else {}),
        "selector": [
            {"type": "TextQuoteSelector", "exact": claim.quote, "prefix": prefix, "suffix": suffix},
            {"type": "TextPositionSelector", "start": claim.start, "end": claim.end},
        ],
    }


def surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a stretch, character by character, with so much that it is found in one place."""
    width, exact = WIDTH, text[start:end]
    while True:
        prefix, suffix = text[max(0, start - width) : start], text[end : end + width]
        if width >= len(text) or _times(text, prefix + exact + suffix) == 1:
            return prefix, suffix
        width *= 2


def _times(text: str, words_: str) -> int:
    """How often the words stand in the text, overlapping ones counted too, up to two."""
    first = text.find(words_)
    return 1 if first >= 0 and text.find(words_, first + 1) < 0 else 2


def _tags(claim: ReportedClaim) -> list[dict[str, str]]:
    """Verdict and reason; and between them, where nothing could be held against the claim, that it was not checked."""
    look = verdict_class({"verdict": claim.verdict, "reason": claim.reason})
    checked = [LOOKS[look]] if look != claim.verdict else []
    return [_tag(value) for value in (claim.verdict, *checked, words(claim.reason))]


def _tag(value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def _told(value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": "describing", "value": value, "format": "text/plain", "language": "en"}
