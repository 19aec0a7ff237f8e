"""The home page: how all articles stand, the standing questions, what to read first; and the legend."""

from datasette.utils.asgi import Response

from kb.gravity import GRAVITIES
from kb.web.cells import UNCHECKED
from kb.web.labels import HEADINGS, MEANINGS
from kb.web.paging import paging
from kb.web.site import VERDICTS, Site

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
SELECT n.*, a.title, a.publisher, a.words, a.stale FROM article_counts n JOIN articles a ON a.id = n.article_id
ORDER BY {order} LIMIT ? OFFSET ?
"""
# How the articles may be listed: the argument, in words, and the order (each has an index).
ORDERS = {
    "gravest": ("gravest first", "n.place"),
    "name": ("by name", "n.label, n.article_id"),
    "claims": ("most claims first", "n.claims DESC, n.article_id"),
}
SHOWN = 20
FIRST = """
SELECT c.id, c.quote, c.verdict, c.reason, c.rationale, c.strength, c.gravity, a.label AS article_label
FROM claims c JOIN articles a ON a.id = c.article_id
WHERE c.gravity < 6 ORDER BY c.gravity, c.article_id, c.position LIMIT 5
"""


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
        waiting=sum(n for gravity, n in counts.get("gravity", {}).items() if gravity != "6"),
        questions=[(name, text, counts.get("question", {}).get(name, 0)) for name, text in QUESTIONS],
        first=await site.rows(FIRST),
        gravities=GRAVITIES,
        articles=await site.rows(ARTICLES.format(order=ORDERS[order][1]), at.size, at.offset),
        at=at,
        order=order,
        orders={name: (words, site.address("/", sort=name) + "#kb-articles") for name, (words, _) in ORDERS.items()},
        problems=await site.rows("SELECT * FROM problems ORDER BY id LIMIT 50"),
        builds=builds,
    )


async def show_legend(site: Site) -> Response:
    """What every label means."""
    sets = [(HEADINGS[kind], kind.__name__, MEANINGS[kind].items()) for kind in HEADINGS]
    return await site.page("kb_legend.html", sets=sets)
