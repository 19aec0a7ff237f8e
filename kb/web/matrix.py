"""The matrix: the same claim across articles. Rows are what several articles say, columns articles, cells verdicts."""

from collections import Counter

from datasette.utils.asgi import Response

from kb.web.choosing import articles_to_choose
from kb.web.paging import paging
from kb.web.site import Row, Site

ROWS, COLUMNS = 15, 10  # on a page
# Of what more articles say, the cells of so many of them are laid out, the articles with the gravest claims first.
WEIGHED = 300
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
CELLS = f"SELECT * FROM (SELECT * FROM cluster_articles WHERE cluster_id = ? ORDER BY place LIMIT {WEIGHED})"
QUOTES = "SELECT id, quote FROM claims WHERE id IN ({marks})"
LABELS = "SELECT id, title, publisher FROM articles WHERE id IN ({marks})"


async def show_matrix(site: Site) -> Response:
    """What several articles say: first what is contradicted somewhere, then what most of them say."""
    kind = site.argument("show") if site.argument("show") in KINDS else ""
    values = {"q": site.argument("q").strip()[:200], "article": site.argument("article")}
    clusters = CLUSTERS.format(kind=KINDS[kind][1])
    at = paging(site, (await site.rows(f"SELECT count(*) AS n {clusters}", **values))[0]["n"], ROWS, drop=("columns",))
    rows = await site.rows(f"SELECT k.* {clusters} ORDER BY k.place LIMIT {at.size} OFFSET {at.offset}", **values)
    cells = await site.rows(" UNION ALL ".join([CELLS] * len(rows)), *(row["id"] for row in rows)) if rows else []
    articles = order_columns(cells, values["article"])
    across = paging(site, len(articles), COLUMNS, argument="columns")
    shown = articles[across.offset : across.offset + across.size]
    visible = {(cell["cluster_id"], cell["article_id"]): cell for cell in cells if cell["article_id"] in set(shown)}
    return await site.page(
        "kb_matrix.html",
        rows=rows,
        at=at,
        across=across,
        cells=visible,
        columns=await _named(site, LABELS, shown),
        quotes={
            row["id"]: row["quote"] for row in await _named(site, QUOTES, [c["claim_id"] for c in visible.values()])
        },
        kinds=KINDS,
        kind=kind,
        asked=values,
        weighed=WEIGHED,
        articles=await articles_to_choose(site, values["article"]),
    )


def order_columns(cells: list[Row], first: str = "") -> list[str]:
    """The articles of the cells: `first` before all, then those that say most of it, then those with graver claims."""
    says = Counter(cell["article_id"] for cell in cells)
    place = {cell["article_id"]: cell["place"] for cell in cells}
    return sorted(says, key=lambda article: (article != first, -says[article], place[article]))


async def _named(site: Site, sql: str, idents: list[str]) -> list[Row]:
    """The rows of these ids, in this order."""
    found = {row["id"]: row for row in await site.rows(sql.format(marks=", ".join("?" * len(idents))), *idents)}
    return [found[ident] for ident in idents]
