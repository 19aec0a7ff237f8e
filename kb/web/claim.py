"""The claim page: its words in context, the verdict and why, the chain to the evidence, every comparison made."""

import json
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Response

from kb.web.site import Row, Site

AROUND = 320  # characters of the copy on either side
CLAIM = """
SELECT c.*, a.title AS article_title, a.text AS article_text, a.stale,
  (SELECT count(*) FROM claims x WHERE x.article_id = c.article_id) AS siblings,
  (SELECT id FROM claims x WHERE x.article_id = c.article_id AND x.position = c.position - 1) AS previous,
  (SELECT id FROM claims x WHERE x.article_id = c.article_id AND x.position = c.position + 1) AS following
FROM claims c JOIN articles a ON a.id = c.article_id WHERE c.id = ?
"""
ASSESSMENTS = """
SELECT b.*, f.statement, f.locator, f.quote AS finding_quote, f.verified, f.role,
  s.label, s.title AS study_title, s.design, s.level, s.n, s.n_text, s.text_held, s.retraction
FROM assessments b JOIN findings f ON f.id = b.finding_id JOIN studies s ON s.id = b.study_id
WHERE b.claim_id = ?
ORDER BY CASE b.relation WHEN 'contradicts' THEN 0 WHEN 'supports' THEN 1 WHEN 'weaker' THEN 2 ELSE 3 END,
  b.cited DESC, b.score DESC, b.finding_id
"""
CHAIN = """
SELECT cc.*, x.kind, r.number, r.text AS entry, s.label, s.title AS study_title, s.design, s.level, s.n, s.n_text,
  s.text_held, s.retraction
FROM claim_citations cc JOIN citations x ON x.id = cc.citation_id
LEFT JOIN citation_references r ON r.id = cc.reference_id LEFT JOIN studies s ON s.id = cc.study_id
WHERE cc.claim_id = ? ORDER BY cc.id
"""
NEIGHBOURS = """
SELECT DISTINCT c.id, c.quote, c.verdict, c.article_id, a.title AS article_title, e.kind
FROM edges e JOIN claims c ON 'claim:' || c.id = CASE WHEN e.source = ?1 THEN e.target ELSE e.source END
JOIN articles a ON a.id = c.article_id
WHERE e.kind IN ('says_the_same', 'conflicts_with') AND (e.source = ?1 OR e.target = ?1)
ORDER BY e.kind, c.article_id, c.position
"""


async def show_claim(site: Site) -> Response:
    """One claim and everything that bears on it."""
    found = await site.rows(CLAIM, site.ident)
    if not found:
        return await site.missing(f"There is no claim {site.ident}.")
    claim = found[0]
    assessments = [_with_slots(row) for row in await site.rows(ASSESSMENTS, claim["id"])]
    text, start, end = claim["article_text"], claim["start_char"], claim["end_char"]
    return await site.page(
        "kb_claim.html",
        claim=claim,
        before=_from_word(text[max(0, start - AROUND) : start], cut=start > AROUND),
        words_of_claim=text[start:end],
        after=_to_word(text[end : end + AROUND], cut=end + AROUND < len(text)),
        chain=[_with_findings(row, assessments) for row in await site.rows(CHAIN, claim["id"])],
        decisive=[b for b in assessments if b["finding_id"] == claim["finding_id"]],
        others=[b for b in assessments if b["finding_id"] != claim["finding_id"] and b["relation"] != "silent"],
        silent=[b for b in assessments if b["finding_id"] != claim["finding_id"] and b["relation"] == "silent"],
        neighbours=await site.rows(NEIGHBOURS, f"claim:{claim['id']}"),
    )


def _with_slots(assessment: Row) -> dict[str, Any]:
    return {**assessment, "slots": json.loads(assessment["slots"])}


def _with_findings(link: Row, assessments: Sequence[Row]) -> dict[str, Any]:
    """A link of the chain with the findings of its study: those that speak to the claim, and how many do not."""
    of_study = [b for b in assessments if b["study_id"] == link["study_id"]] if link["study_id"] else []
    speaking = [b for b in of_study if b["relation"] != "silent"]
    return {**link, "speaking": speaking, "silent": len(of_study) - len(speaking)}


def _from_word(text: str, *, cut: bool) -> str:
    """The text from the first whole word on, with an ellipsis, where it was cut out of a longer one."""
    return "… " + text.partition(" ")[2] if cut else text


def _to_word(text: str, *, cut: bool) -> str:
    return text.rpartition(" ")[0] + " …" if cut else text
