"""The study page: its record, how the copy uses it, what would fall with it, its findings and what they speak to."""

from collections.abc import Mapping

from datasette.utils.asgi import Response

from kb.labels import Relation, RetractionState, TextHeld
from kb.web.paging import Paging, paging
from kb.web.site import Row, Site

SHOWN = 15  # claims of a list on one page
FEW = 8  # of what falls and of where it is listed; the tables have all
STUDY = "SELECT s.*, n.* FROM studies s JOIN study_counts n ON n.study_id = s.id WHERE s.id = ?"
# A claim that cites a study twice is told once; the judgement is the same. What is shown is chosen by the index alone.
CITING = """
SELECT c.id, a.label AS article_label, c.quote, cc.verdict, cc.reason, cc.rationale
FROM (SELECT claim_id, min(id) AS id, verdict FROM claim_citations WHERE study_id = :study GROUP BY claim_id
  ORDER BY CASE verdict WHEN 'contradicted' THEN 0 WHEN 'unsupported' THEN 1 WHEN 'supported' THEN 2 ELSE 3 END,
  claim_id LIMIT :limit OFFSET :offset) once
CROSS JOIN claim_citations cc ON cc.id = once.id CROSS JOIN claims c ON c.id = cc.claim_id
CROSS JOIN articles a ON a.id = c.article_id
"""
# The first comparison stands for the study where several of its findings speak to a claim in one way.
SPEAKING = """
SELECT c.id, a.label AS article_label, c.quote, c.verdict, c.reason, b.relation, b.detail, b.cited
FROM (SELECT claim_id, min(id) AS id FROM assessments
  WHERE study_id = :study AND relation = :relation GROUP BY claim_id ORDER BY claim_id LIMIT :limit OFFSET :offset) one
JOIN assessments b ON b.id = one.id JOIN claims c ON c.id = b.claim_id JOIN articles a ON a.id = c.article_id
ORDER BY one.claim_id
"""
FALLING = f"""
SELECT c.id, c.quote, c.verdict, c.reason, a.label AS article_label
FROM sole_support x JOIN claims c ON c.id = x.claim_id JOIN articles a ON a.id = c.article_id
WHERE x.study_id = ? ORDER BY x.article_id, x.position LIMIT {FEW}
"""
FINDINGS = """
SELECT f.*, coalesce(n.supports, 0) AS supports, coalesce(n.contradicts, 0) AS contradicts,
  coalesce(n.weaker, 0) AS weaker
FROM findings f LEFT JOIN finding_counts n ON n.finding_id = f.id WHERE f.study_id = ? ORDER BY f.position
"""
FACTS = """
SELECT f.field, f.value, f.origin, f.counts, f.instead_of, f.quote FROM study_facts f WHERE f.study_id = ?
ORDER BY f.field NOT IN ('design', 'design_class', 'level', 'n', 'population', 'species'), f.field,
  CASE f.origin WHEN 'correction' THEN 0 WHEN 'record' THEN 1 ELSE 2 END, f.id
"""
NOTICES = "SELECT * FROM retraction_notices WHERE study_id = ? ORDER BY id"
LISTED = f"""
SELECT r.number, r.text, r.article_id, a.label AS article_label
FROM citation_references r CROSS JOIN articles a ON a.id = r.article_id
WHERE r.study_id = ? ORDER BY r.rowid LIMIT {FEW}
"""
# How each relation is told, the gravest first, and the column of study_counts that counts it.
RELATIONS: Mapping[str, tuple[str, str]] = {
    Relation.CONTRADICTS: ("speaks against", "contradicts"),
    Relation.SUPPORTS: ("bears out", "supports"),
    Relation.WEAKER: ("bears on and does not carry in full", "weaker"),
}
HELD: Mapping[str, str] = {
    TextHeld.FULL_TEXT: "the full text was read",
    TextHeld.ABSTRACT: "only the abstract was read",
    TextHeld.SECONDARY: "its own text was not read; what is known of it comes from other works",
    TextHeld.NONE: "none: nobody here has read its text",
}
RETRACTION: Mapping[str, str] = {
    RetractionState.UNCHECKED: "not checked, which is not the same as clean",
    RetractionState.CLEAN: "checked: nothing is registered against it",
    RetractionState.CORRECTED: "corrected",
    RetractionState.CONCERN: "the publisher has expressed concern",
    RetractionState.RETRACTED: "retracted",
    RetractionState.REINSTATED: "retracted and reinstated",
}


async def show_study(site: Site) -> Response:
    """One study and how the copy uses it. `cited` and `page` turn the pages of the two lists of claims, `relation` says
    which of the claims that it speaks to are shown."""
    found = await site.rows(STUDY, site.ident)
    if not found:
        return await site.missing(f"There is no study {site.ident}.")
    study = found[0]
    citing_at = paging(site, study["claims"], SHOWN, argument="cited", fragment="kb-citing")
    relation = _relation(site, study)
    speaking_at = paging(site, study[RELATIONS[relation][1]], SHOWN, fragment="kb-speaking")
    listed = await site.rows("SELECT count(*) AS n FROM citation_references WHERE study_id = ?", study["id"])
    return await site.page(
        "kb_study.html",
        study=study,
        held=HELD[study["text_held"]],
        retraction=RETRACTION[study["retraction"]],
        findings=await site.rows(FINDINGS, study["id"]),
        facts=await site.rows(FACTS, study["id"]),
        notices=await site.rows(NOTICES, study["id"]),
        citing=await _list(site, CITING, study, citing_at),
        citing_at=citing_at,
        speaking=await _list(site, SPEAKING, study, speaking_at, relation=relation),
        speaking_at=speaking_at,
        relation=relation,
        relations={
            name: (told, study[column], site.address(f"/study/{site.request.url_vars['id']}", relation=name))
            for name, (told, column) in RELATIONS.items()
        },
        falling=await site.rows(FALLING, study["id"]),
        graph=site.address("/graph", study=study["id"]),
        listed=await site.rows(LISTED, study["id"]),
        listings=listed[0]["n"],
    )


def _relation(site: Site, study: Row) -> str:
    """The relation that is asked for, or the gravest in which the study stands to any claim."""
    if site.argument("relation") in RELATIONS:
        return site.argument("relation")
    return next((name for name, (_, column) in RELATIONS.items() if study[column]), Relation.CONTRADICTS.value)


async def _list(site: Site, sql: str, study: Row, at: Paging, **more: object) -> list[Row]:
    return await site.rows(sql, study=study["id"], limit=at.size, offset=at.offset, **more) if at.total else []
