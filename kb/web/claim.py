"""The claim page: its words in context, the verdict and why, the chain to the evidence, every comparison made."""

import json
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Response
from markupsafe import Markup

from kb.marking import Marking, Span, raised_spans
from kb.meanings import verdict_class
from kb.reviews import ClaimSeen
from kb.stored import stored_marks
from kb.web.added import desk_of, show_added
from kb.web.drawing import draw
from kb.web.seen import build_of
from kb.web.session import Form
from kb.web.site import Row, Site
from kb.web.subgraph import around_claims

CLAIM = """
SELECT c.*, a.label AS article_label, a.text AS article_text, a.marks, a.stale, b.position AS block_position,
  (SELECT count(*) FROM claims x WHERE x.article_id = c.article_id) AS siblings,
  (SELECT id FROM claims x WHERE x.article_id = c.article_id AND x.position = c.position - 1) AS previous,
  (SELECT id FROM claims x WHERE x.article_id = c.article_id AND x.position = c.position + 1) AS following
FROM claims c JOIN articles a ON a.id = c.article_id JOIN blocks b ON b.id = c.block_id WHERE c.id = ?
"""
AROUND = "SELECT * FROM blocks WHERE article_id = ? AND position BETWEEN ? - 1 AND ? + 1 ORDER BY position"
ASSESSMENTS = """
SELECT b.*, f.statement, f.locator, f.quote AS finding_quote, f.verified, f.role,
  f.origin, s.label, s.title AS study_title, s.design, s.level, s.n, s.n_text, s.text_held, s.retraction,
  s.retraction_date
FROM assessments b JOIN findings f ON f.id = b.finding_id JOIN studies s ON s.id = b.study_id
WHERE b.claim_id = ?
ORDER BY CASE b.relation WHEN 'contradicts' THEN 0 WHEN 'supports' THEN 1 WHEN 'weaker' THEN 2 ELSE 3 END,
  b.cited DESC, b.score DESC, b.finding_id
"""
CHAIN = """
SELECT cc.*, x.kind, r.number, r.text AS entry, s.label, s.title AS study_title, s.design, s.level, s.n, s.n_text,
  s.text_held, s.retraction, s.retraction_date, s.retraction_reason
FROM claim_citations cc JOIN citations x ON x.id = cc.citation_id
LEFT JOIN citation_references r ON r.id = cc.reference_id LEFT JOIN studies s ON s.id = cc.study_id
WHERE cc.claim_id = ? ORDER BY cc.id
"""
WITHDRAWN = """
SELECT id AS study_id, label, retraction, retraction_date, retraction_reason FROM studies
WHERE retraction IN ('retracted', 'concern') AND id IN (
  SELECT study_id FROM claim_citations WHERE claim_id = ?1
  UNION SELECT study_id FROM assessments WHERE claim_id = ?1 AND relation = 'supports')
ORDER BY retraction DESC, id
"""
_TOLD = ("name", "copy", "study", "outcome")
DRAWN = 3  # claims that say the same, and claims that speak against it, in the drawing
SHOWN = 12  # claims that say the same; the table has all of them
# A common statement has tens of thousands of claims: the first few of each are read off the index, the other articles
# first, and they are counted by the table, but for a claim that says several things that others say too.
_OWN = "o.claim_id > ?2 || '-' AND o.claim_id < ?2 || '.'"
_SOME = f"""SELECT k.claim_id AS id FROM claim_clusters mine CROSS JOIN claim_clusters k ON k.id IN (
      SELECT o.id FROM claim_clusters o WHERE o.cluster_id = mine.cluster_id AND {{of}}
      ORDER BY o.claim_id LIMIT {SHOWN}) WHERE mine.claim_id = ?1"""
SAME = f"""
WITH near AS MATERIALIZED (
    {_SOME.format(of=f"NOT ({_OWN})")}
    UNION {_SOME.format(of=f"{_OWN} AND o.claim_id <> ?1")}),
  shown AS MATERIALIZED (SELECT id FROM near ORDER BY id > ?2 || '-' AND id < ?2 || '.', id LIMIT {SHOWN}),
  counted(others) AS (SELECT CASE count(*) WHEN 1 THEN max(mine.claims) ELSE (
      SELECT count(DISTINCT k.claim_id) FROM claim_clusters m CROSS JOIN claim_clusters k ON k.cluster_id = m.cluster_id
      WHERE m.claim_id = ?1) END - 1 FROM claim_clusters mine WHERE mine.claim_id = ?1)
SELECT c.id, c.quote, c.verdict, c.reason, c.strength, c.article_id, a.label AS article_label,
  (SELECT others FROM counted) AS of
FROM shown CROSS JOIN claims c ON c.id = shown.id CROSS JOIN articles a ON a.id = c.article_id
ORDER BY c.article_id = ?2, c.article_id, c.position
"""
AGAINST = """
WITH pairs(id, slot, said, other_said) AS (
  SELECT other_claim_id, slot, said, other_said FROM claim_conflicts WHERE claim_id = ?1
  UNION ALL SELECT claim_id, slot, other_said, said FROM claim_conflicts WHERE other_claim_id = ?1)
SELECT c.id, c.quote, c.verdict, c.reason, c.strength, c.article_id, a.label AS article_label,
  p.slot, p.said, p.other_said
FROM pairs p JOIN claims c ON c.id = p.id JOIN articles a ON a.id = c.article_id
ORDER BY c.article_id <> (SELECT article_id FROM claims WHERE id = ?1), c.article_id, c.position
"""

SUGGESTIONS = """
SELECT s.*, x.label FROM suggestions s JOIN studies x ON x.id = s.study_id WHERE s.claim_id = ? ORDER BY s.rank
"""


async def show_claim(site: Site, *, refused: str = "", form: Form | None = None) -> Response:
    """One claim and everything that bears on it; `refused` says why the `form` that was sent was not accepted."""
    found = await site.rows(CLAIM, site.ident)
    if not found:
        return await show_added(site, refused=refused, form=form)
    claim = found[0]
    assessments = [_with_slots(row) for row in await site.rows(ASSESSMENTS, claim["id"])]
    blocks = await site.rows(AROUND, claim["article_id"], claim["block_position"], claim["block_position"])
    same, against = await site.rows(SAME, claim["id"], claim["article_id"]), await site.rows(AGAINST, claim["id"])
    near = dict.fromkeys(row["id"] for row in (*against[:DRAWN], *same[:DRAWN]))
    graph = await around_claims(site, [claim["id"], *near])
    return await site.page(
        "kb_claim.html",
        409 if refused else 200,
        claim=claim,
        words_of_claim=claim["article_text"][claim["start_char"] : claim["end_char"]],
        around=_around(site, claim, blocks),
        chain=_chain(await site.rows(CHAIN, claim["id"]), assessments),
        withdrawn=await site.rows(WITHDRAWN, claim["id"]),
        suggestions=await site.rows(SUGGESTIONS, claim["id"]),
        decisive=[b for b in assessments if b["finding_id"] == claim["finding_id"]],
        others=[b for b in assessments if b["finding_id"] != claim["finding_id"] and b["relation"] != "silent"],
        silent=[b for b in assessments if b["finding_id"] != claim["finding_id"] and b["relation"] == "silent"],
        same=same,
        against=against,
        drawing=draw(graph, site.link, name="What this claim is joined to"),
        **await desk_of(site, ClaimSeen.from_row(claim, await build_of(site)), refused=refused, form=form),
    )


def _with_slots(assessment: Row) -> dict[str, Any]:
    """The comparison with its slots; what two rules say alike of one slot is shown once."""
    slots = {tuple(slot[name] for name in _TOLD): slot for slot in reversed(json.loads(assessment["slots"]))}
    return {**assessment, "slots": list(reversed(slots.values()))}


def _chain(links: Sequence[Row], assessments: Sequence[Row]) -> list[dict[str, Any]]:
    """The links by the source that they lead to, each with its mentions and with the findings of its study: those that
    speak to the claim, and the number of those that do not."""
    sources: dict[tuple, list[Row]] = {}
    for link in links:
        found = link["reference_id"] or link["study_id"]
        sources.setdefault((link["reference_id"], link["study_id"]) if found else (link["id"],), []).append(link)
    chain = []
    for mentions in sources.values():
        study = mentions[0]["study_id"]
        of_study = [b for b in assessments if study and b["study_id"] == study]
        speaking = [b for b in of_study if b["relation"] != "silent"]
        chain.append(
            {**mentions[0], "mentions": mentions, "speaking": speaking, "silent": len(of_study) - len(speaking)}
        )
    return chain


def _around(site: Site, claim: Row, blocks: Sequence[Row]) -> list[tuple[str, Markup]]:
    """The claim's block with the one before and the one after, each with its kind; the claim is marked."""
    span = Span(
        start=claim["start_char"],
        end=claim["end_char"],
        anchor="kb-here",
        css=f"kb-claim kb-{verdict_class(claim)}",
        title="in the copy",
        href=site.link.article(claim["article_id"], claim["id"]),
        claim=True,
    )
    text = claim["article_text"]
    marking = Marking(text, [span], raised_spans(text, stored_marks(claim)))
    shown = [b for b in blocks if b["kind"] != "furniture" or b["id"] == claim["block_id"]]
    return [(b["kind"], marking.mark(b["start_char"], b["end_char"])) for b in shown]
