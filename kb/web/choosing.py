"""The articles and studies that a form offers: the gravest and the most used, since there can be thousands."""

from collections.abc import Iterable

from markupsafe import Markup

from kb.web.site import Row, Site

LONGEST = 70  # characters of a name in a list to choose from
OFFERED = 60  # the pages of the others lead to the same forms, with themselves chosen
ARTICLES = f"SELECT article_id AS id, label FROM article_counts ORDER BY place LIMIT {OFFERED}"
STUDIES = f"""
SELECT s.id, s.label FROM study_counts n JOIN studies s ON s.id = n.study_id
WHERE n.claims + n.supports + n.contradicts > 0 ORDER BY n.claims DESC, n.supports DESC, n.study_id LIMIT {OFFERED}
"""


async def articles_to_choose(site: Site, chosen: str) -> list[Row]:
    """Rows with `id` and `label` in order of name, the chosen one always among them; `options` writes them."""
    return await _with_chosen(site, ARTICLES, "SELECT id, label FROM articles WHERE id = ?", chosen)


async def studies_to_choose(site: Site, chosen: str) -> list[Row]:
    """Rows with `id` and `label` in order of name, the chosen one always among them."""
    return await _with_chosen(site, STUDIES, "SELECT id, label FROM studies WHERE id = ?", chosen)


async def _with_chosen(site: Site, offered: str, one: str, chosen: str) -> list[Row]:
    rows = await site.rows(offered)
    if chosen and all(row["id"] != chosen for row in rows):
        rows += await site.rows(one, chosen)
    return sorted(rows, key=lambda row: (row["label"].casefold(), row["id"]))


def options(rows: Iterable[Row], chosen: str) -> Markup:
    """The rows as options of a list, the chosen one selected."""
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            row["id"],
            Markup(" selected") if row["id"] == chosen else "",
            row["label"] if len(row["label"]) <= LONGEST else row["label"][: LONGEST - 1] + "…",
        )
        for row in rows
    )
