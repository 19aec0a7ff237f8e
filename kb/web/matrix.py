"""The matrix: the same claim across articles. Rows are what several articles say, columns articles, cells verdicts."""

import json

from datasette.utils.asgi import Response

from kb.web.choosing import articles_to_choose, options
from kb.web.paging import paging
from kb.web.site import Site

ROWS, COLUMNS = 15, 10  # on a page
# Of what more articles say, the cells of so many of them are laid out, the articles with the gravest claims first.
WEIGHED = 100
# What may be shown: the argument, in words, and the condition.
KINDS = {
    "": ("all", "1"),
    "contradicted": ("contradicted somewhere", "k.contradicted > 0"),
    "differ": ("judged differently", "(k.supported > 0) + (k.unsupported > 0) + (k.contradicted > 0) > 1"),
}
CLUSTERS = """
FROM clusters k WHERE k.articles > 1 AND {kind} AND (:q = '' OR instr(lower(k.label), lower(:q)))
  AND (:article = '' OR k.id IN (SELECT cluster_id FROM cluster_articles WHERE article_id = :article))
"""
FIRST = f"""
SELECT * FROM (SELECT article_id, place FROM cluster_articles WHERE cluster_id = ? ORDER BY place LIMIT {WEIGHED})
"""
# The article that is asked for before all, then those that say most of what is shown, then those with graver claims.
COLUMN_ORDER = "SELECT article_id FROM ({cells}) GROUP BY article_id ORDER BY article_id <> ?, count(*) DESC, place"
CELLS = """
SELECT x.*, c.quote FROM cluster_articles x CROSS JOIN claims c ON c.id = x.claim_id
WHERE x.cluster_id IN (SELECT value FROM json_each(:clusters))
  AND x.place IN (SELECT place FROM article_counts WHERE article_id IN (SELECT value FROM json_each(:articles)))
"""
LABELS = """
SELECT a.id, a.title, a.publisher FROM json_each(?) shown CROSS JOIN articles a ON a.id = shown.value ORDER BY shown.key
"""


async def show_matrix(site: Site) -> Response:
    """What several articles say: first what is contradicted somewhere, then what most of them say."""
    kind = site.argument("show") if site.argument("show") in KINDS else ""
    values = {"q": site.argument("q").strip()[:200], "article": site.argument("article")}
    clusters = CLUSTERS.format(kind=KINDS[kind][1])
    at = paging(site, (await site.rows(f"SELECT count(*) AS n {clusters}", **values))[0]["n"], ROWS, drop=("columns",))
    rows = await site.rows(f"SELECT k.* {clusters} ORDER BY k.place LIMIT {at.size} OFFSET {at.offset}", **values)
    said = [row["id"] for row in rows]
    articles = await _columns(site, said, values["article"])
    across = paging(site, len(articles), COLUMNS, argument="columns")
    shown = articles[across.offset : across.offset + across.size]
    cells = await site.rows(CELLS, clusters=json.dumps(said), articles=json.dumps(shown))
    return await site.page(
        "kb_matrix.html",
        rows=rows,
        at=at,
        across=across,
        cells={(cell["cluster_id"], cell["article_id"]): cell for cell in cells},
        columns=await site.rows(LABELS, json.dumps(shown)),
        kinds=KINDS,
        kind=kind,
        asked=values,
        weighed=WEIGHED,
        articles=await articles_to_choose(site, values["article"]),
        options=options,
    )


async def _columns(site: Site, said: list[str], first: str) -> list[str]:
    """The articles that say any of this, in the order of the columns."""
    if not said:
        return []
    sql = COLUMN_ORDER.format(cells=" UNION ALL ".join([FIRST] * len(said)))
    return [row["article_id"] for row in await site.rows(sql, *said, first)]
