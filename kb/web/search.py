"""The search page: claims, studies, findings and articles by their words, the best first, the words marked.

What a person types is never a query of the full-text engine: it is cut into words and quoted phrases, each of which is
quoted again, so that no input is an error.
"""

import re
import secrets
from collections.abc import Sequence

from datasette.utils.asgi import Response
from markupsafe import Markup, escape

from kb.identifiers import find_identifiers
from kb.web.site import Row, Site

LIMIT = 20
SNIPPET_WORDS = 32
LONGEST_QUERY, MOST_TERMS = 200, 12
# Of a word that stands nearly everywhere so many rows are ranked: the time of a search grows with this number.
RANKED = 1000
BARE = re.compile(r"\d{5,9}")  # a PubMed number as it is pasted
COLUMNS = frozenset({"doi", "pmid", "pmcid"})
TERM = re.compile(r'"([^"]*)"|([^\s"]+)')

# Ranked by bm25 (Robertson and Zaragoza 2009) with weights by column. `snippet` marks with the two sentinels given, and
# is asked only for the rows that are shown.
_SEARCH = f"""
WITH found AS MATERIALIZED
    (SELECT rowid AS row, bm25({{fts}}, {{weights}}) AS score FROM {{fts}} WHERE {{fts}} MATCH :match LIMIT {RANKED}),
  best AS MATERIALIZED (SELECT row, score FROM found ORDER BY score, row LIMIT {LIMIT})
SELECT {{columns}}, (SELECT count(*) FROM found) AS of,
  snippet({{fts}}, {{column}}, :open, :close, '…', {SNIPPET_WORDS}) AS snippet
FROM best CROSS JOIN {{fts}} ON {{fts}}.rowid = best.row AND {{fts}} MATCH :match {{joins}}
ORDER BY best.score, best.row
"""
QUERIES = {
    "claims": _SEARCH.format(
        fts="claims_fts",
        weights="10, 3, 1",
        column=0,
        columns="c.id, c.verdict, c.reason, c.article_id, a.label AS article_label",
        joins="CROSS JOIN claims c ON c.rowid = best.row CROSS JOIN articles a ON a.id = c.article_id",
    ),
    "studies": _SEARCH.format(
        fts="studies_fts",
        weights="10, 5, 3, 1",
        column=1,
        columns="s.id, s.label, s.year, s.design, s.container_title",
        joins="CROSS JOIN studies s ON s.rowid = best.row",
    ),
    "findings": _SEARCH.format(
        fts="findings_fts",
        weights="1, 1",
        column=0,
        columns="f.id, f.study_id, f.verified, s.label",
        joins="CROSS JOIN findings f ON f.rowid = best.row CROSS JOIN studies s ON s.id = f.study_id",
    ),
    "articles": _SEARCH.format(
        fts="articles_fts",
        weights="5, 1",
        column=1,
        columns="a.id, a.label",
        joins="CROSS JOIN articles a ON a.rowid = best.row",
    ),
}


def search_terms(query: str) -> list[str]:
    """The words and quoted phrases of what a person typed, as terms of FTS5; what holds no letter and no digit is left
    out, since the engine keeps nothing of it."""
    found = ((match[1] or match[2] or "").replace("\x00", " ") for match in TERM.finditer(query[:LONGEST_QUERY]))
    return [f'"{term}"' for term in found if any(ch.isalnum() for ch in term)][:MOST_TERMS]


def highlight(snippet: str, opening: str, closing: str) -> Markup:
    """A snippet as HTML, its found words marked: escaped first, so that the text of a page stays text."""
    marked = escape(snippet).replace(opening, Markup("<mark>")).replace(closing, Markup("</mark>"))
    return Markup(marked)


async def show_search(site: Site) -> Response:
    """The results for the argument `q`: what holds all the words, else what holds any of them."""
    query = site.argument("q").strip()
    study = await _identified(site, query)
    if study:
        return Response.redirect(site.link.study(study))
    terms = search_terms(query)
    results = await _find(site, terms, " AND ")
    partly = not any(results.values()) and len(terms) > 1
    if partly:
        results = await _find(site, terms, " OR ")
    found = sum(map(len, results.values()))
    return await site.page(
        "kb_search.html",
        query=query,
        terms=terms,
        results=results,
        partly=partly,
        found=found,
        most=RANKED,
    )


async def _identified(site: Site, query: str) -> str | None:
    """The study that the query names by DOI, PMID or PMCID, alone or as an address; None where it is no identifier or
    nothing of the library has it, or several have."""
    found = find_identifiers(query[:LONGEST_QUERY]) or find_identifiers(
        f"PMID {query}" if BARE.fullmatch(query) else ""
    )
    named = [one for one in found if one.kind in COLUMNS]
    if len(named) != 1:
        return None
    rows = await site.rows(f"SELECT id FROM studies WHERE lower({named[0].kind}) = lower(?) LIMIT 2", named[0].value)
    return rows[0]["id"] if len(rows) == 1 else None


async def _find(site: Site, terms: Sequence[str], joiner: str) -> dict[str, list[Row]]:
    if not terms:
        return {name: [] for name in QUERIES}
    # Sentinels that no text can hold: they are made up for this request.
    opening, closing = secrets.token_hex(8), secrets.token_hex(8)
    values = {"match": joiner.join(terms), "open": opening, "close": closing}
    database = site.datasette.get_database(site.database)
    results = {}
    for name, sql in QUERIES.items():
        rows = (await database.execute(sql, values)).rows
        results[name] = [{**dict(row), "snippet": highlight(row["snippet"], opening, closing)} for row in rows]
    return results
