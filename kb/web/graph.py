"""The graph page: some claims, the gravest first, drawn with what they cite and what speaks to them."""

import json

from datasette.utils.asgi import Response

from kb.web.choosing import articles_to_choose, options, studies_to_choose
from kb.web.drawing import draw
from kb.web.paging import Paging, paging
from kb.web.site import VERDICTS, Site
from kb.web.subgraph import around_claims

SHOWN = 24  # claims: with their studies and findings some 150 boxes, as many as can be read at once
COLUMNS = {"article": "article_id", "verdict": "verdict"}  # argument to column
# The claims that a study contradicts, those that cite it, those that fall with it, and the others that it bears out.
# Of each so many are read, in the order of an index, as can come onto the page.
_JOINED = """
SELECT claim_id, {rank} AS rank FROM (SELECT DISTINCT claim_id FROM {source} WHERE study_id = :study {which}
  ORDER BY claim_id LIMIT :enough)
"""
_BRANCHES = (
    ("assessments", "AND relation = 'contradicts'"),
    ("claim_citations", ""),
    ("sole_support", ""),
    ("assessments", "AND relation = 'supports'"),
)
OF_STUDY = (
    "SELECT claim_id AS id FROM ("
    + " UNION ALL ".join(
        _JOINED.format(rank=rank, source=source, which=which) for rank, (source, which) in enumerate(_BRANCHES)
    )
    + ") {narrowed} GROUP BY claim_id ORDER BY min(rank), claim_id LIMIT :limit OFFSET :offset"
)
FALLING = """
SELECT x.claim_id FROM json_each(:claims) c CROSS JOIN sole_support x ON x.claim_id = c.value AND x.study_id = :study
"""
NARROWED = """
WHERE EXISTS (SELECT 1 FROM claims c WHERE c.id = claim_id AND (:article = '' OR c.article_id = :article)
  AND (:verdict = '' OR c.verdict = :verdict))
"""
CLAIMS = (
    "SELECT c.id FROM claims c WHERE {where} ORDER BY c.gravity, c.article_id, c.position LIMIT :limit OFFSET :offset"
)
NUMBERS = {
    "": "SELECT coalesce(sum(n), 0) AS n FROM counts WHERE topic = 'verdict'",
    "verdict": "SELECT n FROM counts WHERE topic = 'verdict' AND name = :verdict",
    "article": "SELECT claims AS n FROM article_counts WHERE article_id = :article",
    "article verdict": "SELECT count(*) AS n FROM claims WHERE article_id = :article AND verdict = :verdict",
}


async def show_graph(site: Site) -> Response:
    """The graph around the claims that the arguments `article`, `verdict` and `study` choose; with a study, those that
    would fall with it are marked."""
    chosen = {name: site.argument(name) for name in ("article", "verdict", "study")}
    chosen["verdict"] = chosen["verdict"] if chosen["verdict"] in VERDICTS else ""
    at, claims = await (_of_study(site, chosen) if chosen["study"] else _of_all(site, chosen))
    graph = await around_claims(site, claims, chosen["study"])
    for row in await site.rows(FALLING, study=chosen["study"], claims=json.dumps(claims)):
        graph.nodes[f"claim:{row['claim_id']}"]["falls"] = True
    fall = await site.rows("SELECT falls FROM study_counts WHERE study_id = ?", chosen["study"])
    studies = await studies_to_choose(site, chosen["study"])
    return await site.page(
        "kb_graph.html",
        drawing=draw(graph, site.link, name="Claims, what they cite and what speaks to them"),
        boxes=len(graph),
        at=at,
        chosen=chosen,
        fall=fall[0]["falls"] if fall else 0,
        study=next((row for row in studies if row["id"] == chosen["study"]), None),
        articles=await articles_to_choose(site, chosen["article"]),
        studies=studies,
        options=options,
    )


async def _of_all(site: Site, chosen: dict[str, str]) -> tuple[Paging, list[str]]:
    """A page of the claims of an article, of a verdict or of all, gravest first."""
    narrowing = [name for name in ("article", "verdict") if chosen[name]]
    found = await site.rows(NUMBERS[" ".join(narrowing)], **chosen)
    at = paging(site, found[0]["n"] if found else 0, SHOWN)
    where = " AND ".join(f"c.{column} = :{name}" for name, column in COLUMNS.items() if chosen[name]) or "1"
    rows = await site.rows(CLAIMS.format(where=where), **chosen, limit=at.size, offset=at.offset)
    return at, [row["id"] for row in rows]


async def _of_study(site: Site, chosen: dict[str, str]) -> tuple[Paging, list[str]]:
    """A page of the claims around a study; where nothing narrows them, the build has counted them."""
    if chosen["article"] or chosen["verdict"]:
        rows = await site.rows(OF_STUDY.format(narrowed=NARROWED), **chosen, enough=-1, limit=-1, offset=0)
        at = paging(site, len(rows), SHOWN)
        return at, [row["id"] for row in rows[at.offset : at.offset + at.size]]
    found = await site.rows("SELECT joined FROM study_counts WHERE study_id = ?", chosen["study"])
    at = paging(site, found[0]["joined"] if found else 0, SHOWN)
    values = {"enough": at.offset + at.size, "limit": at.size, "offset": at.offset}
    rows = await site.rows(OF_STUDY.format(narrowed=""), **chosen, **values)
    return at, [row["id"] for row in rows]
