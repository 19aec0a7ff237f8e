"""The study page: its record, its findings, and every claim that leans on it, with how it was used."""

from collections import Counter

from datasette.utils.asgi import Response

from kb.web.site import Site

CITING = """
SELECT DISTINCT c.id, c.article_id, a.label AS article_label, c.quote, cc.verdict, cc.reason, cc.rationale
FROM claim_citations cc JOIN claims c ON c.id = cc.claim_id JOIN articles a ON a.id = c.article_id
WHERE cc.study_id = ?
ORDER BY CASE cc.verdict WHEN 'contradicted' THEN 0 WHEN 'unsupported' THEN 1 WHEN 'supported' THEN 2 ELSE 3 END,
  c.article_id, c.position
"""
# The gravest finding stands for the study where several bear on a claim.
BEARING = """
SELECT * FROM (
  SELECT c.id, c.article_id, a.label AS article_label, c.position, c.quote, b.relation, b.detail, b.finding_id,
    row_number() OVER (PARTITION BY c.id ORDER BY CASE b.relation WHEN 'contradicts' THEN 0 WHEN 'supports' THEN 1
      ELSE 2 END, b.score DESC, b.finding_id) AS rank
  FROM assessments b JOIN claims c ON c.id = b.claim_id JOIN articles a ON a.id = c.article_id
  WHERE b.study_id = ? AND b.relation <> 'silent' AND b.cited = 0)
WHERE rank = 1
ORDER BY CASE relation WHEN 'contradicts' THEN 0 WHEN 'supports' THEN 1 ELSE 2 END, article_id, position
"""
FINDINGS = """
SELECT f.*, count(DISTINCT CASE b.relation WHEN 'supports' THEN b.claim_id END) AS supports,
  count(DISTINCT CASE b.relation WHEN 'contradicts' THEN b.claim_id END) AS contradicts,
  count(DISTINCT CASE b.relation WHEN 'weaker' THEN b.claim_id END) AS weaker
FROM findings f LEFT JOIN assessments b ON b.finding_id = f.id WHERE f.study_id = ? GROUP BY f.id ORDER BY f.position
"""


async def show_study(site: Site) -> Response:
    """One study and how the copy uses it."""
    found = await site.rows("SELECT * FROM studies WHERE id = ?", site.ident)
    if not found:
        return await site.missing(f"There is no study {site.ident}.")
    study = found[0]
    citing = await site.rows(CITING, study["id"])
    uses = Counter(row["verdict"] for row in {row["id"]: row for row in reversed(citing)}.values())
    return await site.page(
        "kb_study.html",
        study=study,
        findings=await site.rows(FINDINGS, study["id"]),
        citing=citing,
        bearing=await site.rows(BEARING, study["id"]),
        uses=uses,
        listed=await site.rows(
            "SELECT r.*, a.label AS article_label FROM citation_references r JOIN articles a ON a.id = r.article_id "
            "WHERE r.study_id = ? ORDER BY r.article_id, r.start_char",
            study["id"],
        ),
    )
