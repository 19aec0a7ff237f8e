"""The graph page: some claims, the gravest first, drawn with what they cite and what speaks to them."""

from datasette.utils.asgi import Response

from kb.web.choosing import articles_to_choose, studies_to_choose
from kb.web.drawing import draw
from kb.web.paging import paging
from kb.web.site import VERDICTS, Site
from kb.web.subgraph import around_claims

SHOWN = 40  # claims: with their studies and findings about as many boxes as can be read at once
# The claims that lean on a study, or that it speaks to without being cited.
OF_STUDY = """c.id IN (SELECT claim_id FROM claim_citations WHERE study_id = :study
  UNION SELECT claim_id FROM assessments WHERE study_id = :study AND relation IN ('supports', 'contradicts'))"""


async def show_graph(site: Site) -> Response:
    """The graph around the claims that the arguments `article`, `verdict` and `study` choose; with a study, those that
    would fall with it are marked."""
    chosen = {name: site.argument(name) for name in ("article", "verdict", "study")}
    chosen["verdict"] = chosen["verdict"] if chosen["verdict"] in VERDICTS else ""
    conditions = {"article": "c.article_id = :article", "verdict": "c.verdict = :verdict", "study": OF_STUDY}
    where = " AND ".join(conditions[name] for name, value in chosen.items() if value) or "1"
    at = paging(site, await _number(site, where, chosen), SHOWN)
    order = f"ORDER BY c.gravity, c.article_id, c.position LIMIT {at.size} OFFSET {at.offset}"
    claims = [row["id"] for row in await site.rows(f"SELECT c.id FROM claims c WHERE {where} {order}", **chosen)]
    graph = await around_claims(site, claims, chosen["study"])
    falling = set()
    if chosen["study"]:
        fall = await site.rows("SELECT claim_id FROM sole_support WHERE study_id = ?", chosen["study"])
        falling = {row["claim_id"] for row in fall}
    for claim in falling.intersection(claims):
        graph.nodes[f"claim:{claim}"]["falls"] = True
    studies = await studies_to_choose(site, chosen["study"])
    return await site.page(
        "kb_graph.html",
        drawing=draw(graph, site.link, name="Claims, what they cite and what speaks to them"),
        boxes=len(graph),
        at=at,
        chosen=chosen,
        fall=len(falling),
        study=next((row for row in studies if row["id"] == chosen["study"]), None),
        articles=await articles_to_choose(site, chosen["article"]),
        studies=studies,
    )


async def _number(site: Site, where: str, chosen: dict[str, str]) -> int:
    """How many claims there are to draw; where nothing narrows them, the build has counted them."""
    if where == "1":
        return (await site.rows("SELECT coalesce(sum(n), 0) AS n FROM counts WHERE topic = 'verdict'"))[0]["n"]
    return (await site.rows(f"SELECT count(*) AS n FROM claims c WHERE {where}", **chosen))[0]["n"]
