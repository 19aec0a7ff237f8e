"""The home page: how all articles stand, the standing questions, what to read first; and the legend."""

import json

from datasette.utils.asgi import Response

from kb.gravity import GRAVITIES
from kb.meanings import HEADINGS, MEANINGS, UNCHECKED
from kb.web.bars import bar
from kb.web.paging import paging
from kb.web.seen import readable_log
from kb.web.site import VERDICTS, Row, Site
from kb.web.trail import FIRST as BEGINNING
from kb.web.trail import awaiting

# The standing questions, each a view of schema.sql, in a reviewer's words.
QUESTIONS = (
    ("contradicted_claims", "What does the evidence speak against?"),
    ("regulatory_conflicts", "What conflicts with an approval, a label or a warning?"),
    ("cited_not_borne_out", "Which cited studies do not bear the claim out?"),
    ("overstated_claims", "Where does the copy say more than its evidence?"),
    ("uncited_efficacy", "Which claims of benefit stand without a source?"),
    ("vague_appeals", "Where does it appeal to evidence nobody can look up?"),
    ("page_observations", "What is to be said of each page as a whole?"),
    ("risks_omitted", "Which risks of its products does a page leave out?"),
    ("suggested_wordings", "What could stand in the place of overstated claims?"),
    ("flagged_words", "Which words should not stand like this?"),
    ("miscitations", "Where do a mention and its entry disagree?"),
    ("references_never_cited", "Which entries are listed and never used?"),
    ("most_cited_studies", "Which studies does the copy lean on?"),
    ("study_load", "Which studies speak to most claims, cited or not?"),
    ("single_study_claims", "Which claims rest on one study alone?"),
    ("shared_claims", "Which claims do several articles make?"),
    ("conflicting_claims", "Which claims speak against each other?"),
)
ARTICLES = """
SELECT n.*, a.title, a.publisher, a.words, a.stale
FROM (SELECT article_id AS id FROM article_counts ORDER BY {order} LIMIT ? OFFSET ?) shown
CROSS JOIN article_counts n ON n.article_id = shown.id CROSS JOIN articles a ON a.id = shown.id
"""
# How the articles may be listed: the argument, in words, and the order (each has an index).
ORDERS = {
    "gravest": ("gravest first", "place"),
    "name": ("by name", "label, article_id"),
    "claims": ("most claims first", "claims DESC, article_id"),
}
SHOWN = 20
UNDECIDED = 5  # claims on the home page; the queue has all of them
FIRST = f"""
SELECT c.id, c.quote, c.verdict, c.reason, c.strength, c.gravity, a.label AS article_label
FROM claims c CROSS JOIN articles a ON a.id = c.article_id
ORDER BY c.gravity, c.article_id, c.position LIMIT {UNDECIDED}
"""
RATIONALES = "SELECT id, rationale FROM claims WHERE id IN (SELECT value FROM json_each(?))"


async def show_home(site: Site) -> Response:
    """Totals, what needs a decision first, the standing questions, and the articles a page at a time."""
    counts: dict[str, dict[str, int]] = {}
    for row in await site.rows("SELECT * FROM counts"):
        counts.setdefault(row["topic"], {})[row["name"]] = row["n"]
    totals = {verdict: counts.get("verdict", {}).get(verdict, 0) for verdict in VERDICTS}
    builds = await site.rows("SELECT * FROM builds ORDER BY id DESC LIMIT 1")
    total = builds[0]["articles"] if builds else 0
    order = site.argument("sort") if site.argument("sort") in ORDERS else "gravest"
    at = paging(site, total, SHOWN, fragment="kb-articles")
    return await site.page(
        "kb_home.html",
        totals=totals,
        claims=sum(totals.values()),
        unchecked=sum(counts.get("reason", {}).get(reason, 0) for reason in UNCHECKED),
        questions=[(name, text, counts.get("question", {}).get(name, 0)) for name, text in QUESTIONS],
        first=await _undecided(site),
        gravities=GRAVITIES,
        articles=await site.rows(ARTICLES.format(order=ORDERS[order][1]), at.size, at.offset),
        at=at,
        bar=bar,
        order=order,
        orders={name: (words, site.address("/", sort=name) + "#kb-articles") for name, (words, _) in ORDERS.items()},
        problems=await site.rows("SELECT * FROM problems ORDER BY id LIMIT 50"),
        builds=builds,
    )


async def _undecided(site: Site) -> list[Row]:
    """The gravest claims that await a decision of the visitor, or of all claims where no decisions can be read."""
    readable = readable_log(site) is not None
    rows = await awaiting(site, {}, BEGINNING, UNDECIDED) if readable else await site.rows(FIRST)
    rationales = await site.rows(RATIONALES, json.dumps([row["id"] for row in rows]))
    told = {row["id"]: row["rationale"] for row in rationales}
    return [{**row, "rationale": told[row["id"]]} for row in rows]


async def show_legend(site: Site) -> Response:
    """What every label means."""
    sets = [(HEADINGS[kind], kind.__name__, MEANINGS[kind].items()) for kind in HEADINGS]
    return await site.page("kb_legend.html", sets=sets)
