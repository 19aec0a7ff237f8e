"""The home page: how all articles stand, the standing questions, what to read first; and the legend."""

from collections import Counter

from datasette.utils.asgi import Response

from kb.web.labels import HEADINGS, MEANINGS
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
COUNT_QUESTIONS = " UNION ALL ".join(f"SELECT '{view}' AS name, count(*) AS n FROM [{view}]" for view, _ in QUESTIONS)
ARTICLES = """
SELECT s.*, a.publisher, a.stale FROM article_scorecard s JOIN articles a ON a.id = s.article_id ORDER BY a.label
"""
# Gravest first: what conflicts with a rule or a warning, then the firmest wording.
READ_FIRST = """
SELECT c.id, c.quote, c.reason, c.rationale, c.strength, a.id AS article_id, a.label AS article_label
FROM claims c JOIN articles a ON a.id = c.article_id WHERE c.verdict = 'contradicted'
ORDER BY c.reason NOT IN ('regulatory_conflict', 'safety_conflict'),
  CASE c.strength WHEN 'absolute' THEN 0 WHEN 'plain' THEN 1 ELSE 2 END, c.article_id, c.position LIMIT 10
"""


async def show_home(site: Site) -> Response:
    """All articles with their verdicts, the standing questions, and what to read first."""
    articles = await site.rows(ARTICLES)
    counts = {row["name"]: row["n"] for row in await site.rows(COUNT_QUESTIONS)}
    return await site.page(
        "kb_home.html",
        articles=articles,
        totals=Counter({verdict: sum(a[verdict] for a in articles) for verdict in VERDICTS}),
        claims=sum(a["claims"] for a in articles),
        questions=[(name, text, counts[name]) for name, text in QUESTIONS],
        first=await site.rows(READ_FIRST),
        problems=await site.rows("SELECT * FROM problems ORDER BY id"),
        builds=await site.rows("SELECT * FROM builds ORDER BY id DESC LIMIT 1"),
    )


async def show_legend(site: Site) -> Response:
    """What every label means."""
    sets = [(HEADINGS[kind], kind.__name__, MEANINGS[kind].items()) for kind in HEADINGS]
    return await site.page("kb_legend.html", sets=sets)
