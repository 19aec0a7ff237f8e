"""The search page: claims, studies, findings and articles by their words, the best first, the words marked.

What a person types is never a query of the full-text engine: it is cut into words and quoted phrases, each of which is
quoted again, so that no input is an error.
"""

import re
import secrets
from collections.abc import Sequence

from datasette.utils.asgi import Response
from markupsafe import Markup, escape

from kb.web.site import Row, Site

LIMIT = 20
SNIPPET_WORDS = 32
LONGEST_QUERY = 200
TERM = re.compile(r'"([^"]*)"|([^\s"]+)')

# Ranked by bm25 (Robertson and Zaragoza 2009) with weights by column; `snippet` marks with the two sentinels given.
_SHOWN = f"snippet({{fts}}, {{column}}, :open, :close, '…', {SNIPPET_WORDS}) AS snippet"
QUERIES = {
    "claims": (
        f"SELECT c.id, c.verdict, c.reason, c.article_id, a.label AS article_label, {_SHOWN} "
        "FROM claims_fts JOIN claims c ON c.rowid = claims_fts.rowid JOIN articles a ON a.id = c.article_id "
        "WHERE claims_fts MATCH :match ORDER BY bm25(claims_fts, 10, 3, 1), c.id LIMIT :limit"
    ).format(fts="claims_fts", column=0),
    "studies": (
        f"SELECT s.id, s.label, s.year, s.design, s.container_title, {_SHOWN} "
        "FROM studies_fts JOIN studies s ON s.rowid = studies_fts.rowid "
        "WHERE studies_fts MATCH :match ORDER BY bm25(studies_fts, 10, 5, 3, 1), s.id LIMIT :limit"
    ).format(fts="studies_fts", column=1),
    "findings": (
        f"SELECT f.id, f.study_id, f.verified, s.label, {_SHOWN} "
        "FROM findings_fts JOIN findings f ON f.rowid = findings_fts.rowid JOIN studies s ON s.id = f.study_id "
        "WHERE findings_fts MATCH :match ORDER BY bm25(findings_fts), f.id LIMIT :limit"
    ).format(fts="findings_fts", column=0),
    "articles": (
        f"SELECT a.id, a.label, {_SHOWN} "
        "FROM articles_fts JOIN articles a ON a.rowid = articles_fts.rowid "
        "WHERE articles_fts MATCH :match ORDER BY bm25(articles_fts, 5, 1), a.id LIMIT :limit"
    ).format(fts="articles_fts", column=1),
}


def search_terms(query: str) -> list[str]:
    """The words and quoted phrases of what a person typed, as terms of FTS5; what holds no letter and no digit is left
    out, since the engine keeps nothing of it."""
    found = ((match[1] or match[2] or "").replace("\x00", " ") for match in TERM.finditer(query[:LONGEST_QUERY]))
    return [f'"{term}"' for term in found if any(ch.isalnum() for ch in term)]


def highlight(snippet: str, opening: str, closing: str) -> Markup:
    """A snippet as HTML, its found words marked: escaped first, so that the text of a page stays text."""
    marked = escape(snippet).replace(opening, Markup("<mark>")).replace(closing, Markup("</mark>"))
    return Markup(marked)


async def show_search(site: Site) -> Response:
    """The results for the argument `q`: what holds all the words, else what holds any of them."""
    query = site.argument("q").strip()
    terms = search_terms(query)
    results = await _find(site, terms, " AND ")
    partly = not any(results.values()) and len(terms) > 1
    if partly:
        results = await _find(site, terms, " OR ")
    found = sum(map(len, results.values()))
    return await site.page(
        "kb_search.html", query=query, terms=terms, results=results, partly=partly, found=found, limit=LIMIT
    )


async def _find(site: Site, terms: Sequence[str], joiner: str) -> dict[str, list[Row]]:
    if not terms:
        return {name: [] for name in QUERIES}
    # Sentinels that no text can hold: they are made up for this request.
    opening, closing = secrets.token_hex(8), secrets.token_hex(8)
    values = {"match": joiner.join(terms), "open": opening, "close": closing, "limit": LIMIT}
    database = site.datasette.get_database(site.database)
    results = {}
    for name, sql in QUERIES.items():
        rows = (await database.execute(sql, values)).rows
        results[name] = [{**dict(row), "snippet": highlight(row["snippet"], opening, closing)} for row in rows]
    return results
