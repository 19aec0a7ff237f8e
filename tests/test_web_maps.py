"""Home, search, study, matrix and graph: what they count, choose, page and mark."""

import re
import sqlite3
from urllib.parse import quote

import pytest
from web_reading import FIRST, ROOT, Reading, get, served_rows

from bench.large import Words
from kb.web import claim, graph, reader, study
from kb.web.bars import bar
from kb.web.home import QUESTIONS


def boxes(html: str) -> list[str]:
    """The addresses of the boxes of a drawing."""
    drawing = html[html.index('<svg class="kb-graph"') :]
    return [attrs["href"] for tag, attrs in Reading(drawing[: drawing.index("</svg>") + 6]).tags if tag == "a"]


async def test_graph_draws_the_chosen_claims_with_their_surroundings(site):
    found = boxes(await get(site, f"/graph?article={FIRST}"))
    assert f"/article/{FIRST}" in found and "/study/meyer2019" in found and "/study/meyer2019#f-meyer2019~2E1" in found
    assert sorted(a for a in found if a.startswith("/claim/")) == [f"/claim/{FIRST}-{name * 4}" for name in "abcdef"]
    assert f"/kb/citation_references/{FIRST}~23r1" in found


async def test_graph_by_verdict(site, verdicts):
    found = boxes(await get(site, "/graph?verdict=contradicted"))
    claims = [a for a in found if a.startswith("/claim/")]
    assert len(claims) == verdicts["contradicted"]


async def test_graph_marks_what_falls_with_a_study(site):
    html = await get(site, "/graph?study=meyer2019")
    text = Reading(html).text
    assert "If Meyer 2019 were retracted, 1 supported claim would fall" in " ".join(text.split())
    assert html.count("kb-box-falls") == 1
    assert f"/claim/{FIRST}-dddd" in boxes(html)


@pytest.mark.parametrize(
    "query",
    ["verdict=maybe", "page=0", "page=-1", "page=999999999999", "page=x", "page=²", "study=", "article=&page=%00"],
)
async def test_graph_takes_any_argument(site, query):
    assert boxes(await get(site, f"/graph?{query}"))


@pytest.mark.parametrize("query", ["article=nothing", "study=%27", "article=%00&study=%F0%9F%98%80"])
async def test_graph_of_nothing_says_so(site, query):
    assert "No claim is like that" in await get(site, f"/graph?{query}")


async def test_matrix_shows_the_verdict_of_each_article_on_what_they_share(site):
    page = Reading(await get(site, "/matrix"))
    cells = [attrs["href"] for tag, attrs in page.tags if tag == "a" and attrs["href"].startswith("/claim/")]
    assert len(cells) == 2 and f"/claim/{FIRST}-aaaa" in cells
    assert "2 claims in 2 articles" in page.text and "hedged" in page.text
    heads = [attrs for tag, attrs in page.tags if tag == "th"]
    assert [head["scope"] for head in heads] == ["col", "col", "col", "row"]


@pytest.mark.parametrize(
    "query, rows",
    [
        ("q=HEAD", 1), ("q=nothing+of+that", 0), ("q=%25", 0), ("q=''", 0), ("show=contradicted", 1), ("show=differ", 1),
        ("show=odd", 1), (f"article={FIRST}", 1), ("article=nothing", 0), ("page=7&columns=9", 1), ("q=%00", 0),
    ],
)  # fmt: skip
async def test_matrix_is_filtered(site, query, rows):
    html = await get(site, f"/matrix?{query}")
    assert html.count('<th scope="row">') == rows
    assert rows or "Nothing that several articles say is like that" in html


async def test_columns_of_the_matrix_begin_with_the_article_asked_for_and_with_those_that_say_most(large, many):
    asked = served_rows(many, "SELECT article_id FROM cluster_articles ORDER BY place DESC LIMIT 1")[0][0]
    for query, first in ((f"?article={asked}", asked), ("", None)):
        page = await get(large, f"/matrix{query}")
        heads = re.findall(r'<th scope="col"><a href="/article/([^"]+)">', page)
        filled = [page.count(f'href="/claim/{head}-') for head in heads]
        assert len(heads) == 10 and heads[0] == (first or heads[0])
        assert filled[bool(first) :] == sorted(filled[bool(first) :], reverse=True)


# ---- many articles, claims and studies ----


async def follow(site, path: str, kind: str, area: str = "") -> list[str]:
    """The addresses of a kind on a page and on all that follow it by `next`, in order; each page must be sound."""
    found = []
    while path:
        html = await get(site, path.partition("#")[0])
        page = Reading(html)
        assert len(page.ids) == len(set(page.ids))
        part = Reading(re.search(area, html, re.S)[0]) if area else page
        found += [link for link in part.links if link.startswith(kind)]
        rel = [attrs["href"] for tag, attrs in part.tags if tag == "a" and attrs.get("rel") == "next"]
        rel = rel or [
            attrs["href"] for tag, attrs in page.tags if tag == "a" and attrs.get("rel") == "next" and not area
        ]
        path = rel[0] if rel else ""
    return found


TABLE = r'<section aria-labelledby="kb-articles">.*?</section>'


@pytest.mark.parametrize("order", ["gravest", "name", "claims", "odd"])
async def test_home_lists_every_article_once(large, order):
    found = await follow(large, f"/?sort={order}", "/article/", TABLE)
    assert len(found) == len(set(found)) == 60


async def test_home_lists_the_gravest_article_first_and_counts_what_is_there(large, many):
    rows = served_rows(
        many,
        "SELECT article_id, sum(gravity = 0) AS grave, sum(verdict = 'contradicted') AS against FROM claims GROUP BY 1 "
        "ORDER BY 2 DESC, 3 DESC",
    )
    alike = {f"/article/{article}" for article, *counts in rows if tuple(counts) == tuple(rows[0][1:])}
    found = await follow(large, "/", "/article/", TABLE)
    assert set(found[: len(alike)]) == alike
    text = " ".join(Reading(await get(large, "/")).text.split())
    assert "1,200 claims in 60 articles" in text
    for verdict, n in served_rows(many, "SELECT verdict, count(*) FROM claims GROUP BY 1"):
        assert f"{n} " in text and verdict in text


async def test_home_counts_the_rows_of_every_question(large, many):
    html = await get(large, "/")
    counts = re.findall(r'<li><a href="/kb/(\w+)">[^<]*</a> <span class="kb-count">([\d,]+)</span>', html)
    assert {name for name, _ in counts} == {name for name, _ in QUESTIONS}
    for name, n in counts:
        assert served_rows(many, f"SELECT count(*) FROM [{name}]")[0][0] == int(n.replace(",", ""))


async def test_study_lists_every_claim_that_cites_it(large, many):
    study, n = served_rows(many, "SELECT study_id, claims FROM study_counts ORDER BY claims DESC LIMIT 1")[0]
    cites = served_rows(many, f"SELECT DISTINCT claim_id FROM claim_citations WHERE study_id = '{study}'")
    found = await follow(large, f"/study/{study}", "/claim/", r'<h2 id="kb-citing">.*?(?=<h2 )')
    assert sorted(found) == sorted(f"/claim/{claim}" for (claim,) in cites) and len(found) == n > 15


@pytest.mark.parametrize("relation", ["supports", "contradicts", "weaker"])
async def test_study_lists_every_claim_that_it_speaks_to(large, many, relation):
    study = served_rows(many, "SELECT study_id FROM study_counts ORDER BY supports DESC LIMIT 1")[0][0]
    sql = f"SELECT DISTINCT claim_id FROM assessments WHERE study_id = '{study}' AND relation = '{relation}'"
    area = r'<h2 id="kb-speaking">.*?(?=<h2>)'
    found = await follow(large, f"/study/{study}?relation={relation}", "/claim/", area)
    assert sorted(found) == sorted(f"/claim/{claim}" for (claim,) in served_rows(many, sql))


async def test_graph_draws_every_claim_of_an_article_on_its_pages(large, many):
    found, page = [], 1
    while (
        claims := [a for a in boxes(await get(large, f"/graph?page={page}")) if a.startswith("/claim/")]
    ) and page <= 50:
        if claims[0] in found:
            break
        found += claims
        page += 1
    assert len(found) == len(set(found)) == 1200


@pytest.mark.parametrize("verdict", ["", "supported"])
async def test_graph_of_a_study_draws_every_claim_joined_to_it_once(large, many, verdict):
    study = served_rows(many, "SELECT study_id FROM study_counts ORDER BY claims DESC, study_id LIMIT 1")[0][0]
    wanted = served_rows(
        many,
        f"SELECT id FROM claims WHERE '{verdict}' IN ('', verdict) AND id IN (SELECT claim_id FROM claim_citations "
        f"WHERE study_id = '{study}' UNION SELECT claim_id FROM assessments WHERE study_id = '{study}' "
        "AND relation IN ('supports', 'contradicts'))",
    )
    found = []
    for page in range(1, -(-len(wanted) // 24) + 1):
        html = await get(large, f"/graph?study={study}&verdict={verdict}&page={page}")
        found += [a for a in boxes(html) if a.startswith("/claim/")]
    assert sorted(found) == sorted(f"/claim/{claim}" for (claim,) in wanted) and len(found) > 24  # more than one page


async def test_matrix_lists_every_thing_that_several_articles_say(large, many):
    shared = served_rows(many, "SELECT count(*) FROM clusters WHERE articles > 1")[0][0]
    found = []
    for page in range(1, -(-shared // 15) + 1):
        links = Reading(await get(large, f"/matrix?page={page}")).links
        found += [link for link in links if link.startswith("/kb/claim_clusters?cluster_id=")]
    assert len(found) == len(set(found)) == shared > 15


async def test_matrix_lays_out_every_article_of_a_row(large, many):
    cluster, label, n = served_rows(many, "SELECT id, label, articles FROM clusters ORDER BY articles DESC LIMIT 1")[0]
    cells, columns = set(), 1
    while columns <= -(-n // 10):
        html = await get(large, f"/matrix?q={quote(label)}&columns={columns}")
        cells |= {link for link in Reading(html).links if link.startswith("/claim/")}
        columns += 1
    wanted = served_rows(many, f"SELECT claim_id FROM cluster_articles WHERE cluster_id = '{cluster}'")
    assert {f"/claim/{claim}" for (claim,) in wanted} <= cells


# ---- bars ----


@pytest.mark.parametrize(
    "row, widths, words",
    [
        ((4, 1, 2, 1, 1), [44, 44, 44, 44, 44, 44, 44], "1 contradicted, 2 unsupported, 1 of them not checked, 1 supported"),
        ((2, 0, 0, 0, 2), [176, 176], "2 contradicted, 0 unsupported, 0 supported"),
        ((1, 1, 0, 0, 0), [176], "0 contradicted, 0 unsupported, 1 supported"),
        ((0, 0, 0, 0, 0), [], "0 contradicted, 0 unsupported, 0 supported"),
    ],
)  # fmt: skip
def test_a_bar_shows_shares_by_colour_pattern_and_words(row, widths, words):
    names = ("claims", "supported", "unsupported", "unchecked", "contradicted")
    html = bar(dict(zip(names, row, strict=True)))
    assert [float(width) for width in re.findall(r'width="([\d.]+)"', html)] == widths
    assert f'aria-label="{words}"' in html


# ---- search ----


@pytest.mark.parametrize(
    "query",
    [
        "", " ", '"', "'", "*", "-", "--", "NEAR", "NEAR(a b)", "a NEAR b", "AND", "OR NOT", "cough AND", "quote:cough", "^cough",
        "cough*", "co-ugh", "COVID-19", "n-1", "(", ")", "{a b}", "\x00", "𝛼-salts 🧂", "“curly”", "%", "a" * 5000, "cough " * 900,
        "+", "~", "\\", ";drop table claims", "<b>", "\ud7ff", "½", "ª",
    ],
)  # fmt: skip
async def test_whatever_is_searched_for_is_no_error(site, query):
    response = await site.client.get("/search", params={"q": query})
    assert response.status_code == 200
    assert "<b>" not in response.text


async def test_search_finds_claims_studies_findings_and_articles_and_says_how_many(site):
    page = Reading(await get(site, "/search?q=cough"))
    assert {"kb-claims", "kb-studies", "kb-findings", "kb-articles"} <= set(page.ids)
    assert [tag for tag, _ in page.tags].count("mark") >= 4


async def test_the_best_match_comes_first(site):
    html = await get(site, "/search?q=halve+cough")
    first = re.search(r'href="(/claim/[^"]+)"', html)[1]
    assert first == f"/claim/{FIRST}-aaaa"


async def test_the_commonest_word_gives_the_best_twenty_of_many(large, many):
    word = Words(seed=60).common
    (n,) = served_rows(many, f"SELECT count(*) FROM claims_fts WHERE claims_fts MATCH '{word}'")[0]
    html = await get(large, f"/search?q={word}")
    assert html.count('<li class="kb-edge-') == 20 and f"<mark>{word}" in html.lower()
    assert f"the best 20 of {n:,}" in html and n > 200


LARGE = {"claims", "assessments", "claim_citations", "claim_clusters", "claim_conflicts", "sole_support"}
OF_ONE = {
    "page: withdrawn work": reader.WITHDRAWN,
    "claim: withdrawn work": claim.WITHDRAWN,
    "claim: said alike": claim.SAME,
    "claim: spoken against": claim.AGAINST,
    "study: what falls with it": study.FALLING,
    "graph: what falls with a study": graph.FALLING,
}
VIEWS = re.findall(r"^CREATE VIEW (\w+)", (ROOT / "schema.sql").read_text(encoding="utf-8"), re.MULTILINE)


def plan(database, sql: str) -> list[str]:
    """The steps in which SQLite carries out a query."""
    number = max((int(n) for n in re.findall(r"\?(\d)", sql)), default=sql.count("?"))
    parameters = dict.fromkeys(re.findall(r":(\w+)", sql), "[]") or [""] * number
    with sqlite3.connect(database) as db:
        return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]


@pytest.mark.parametrize("sql", OF_ONE.values(), ids=OF_ONE)
def test_what_bears_on_one_thing_is_looked_up(many, sql):
    names = {alias: table for table, alias in re.findall(r"(?:FROM|JOIN) (\w+) (\w+)", sql)}
    gone_through = re.findall(r"^SCAN (\w+)", "\n".join(plan(many, sql)), re.MULTILINE)
    assert not LARGE & {names.get(name, name) for name in gone_through}


def test_of_what_surrounds_a_study_only_the_rows_of_a_page_are_sorted(many):
    steps = plan(many, graph.OF_STUDY.format(narrowed=""))
    assert [step for step in steps if "TEMP B-TREE" in step] == [
        "USE TEMP B-TREE FOR GROUP BY",
        "USE TEMP B-TREE FOR ORDER BY",
    ]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan(many, study.FALLING)


@pytest.mark.parametrize("view", VIEWS)
def test_a_question_about_many_rows_begins_at_once(many, view):
    steps = plan(many, f"SELECT * FROM [{view}] LIMIT 100")
    few = "SCAN s" in steps  # what begins with the few studies may be sorted
    assert few or ("USE TEMP B-TREE FOR ORDER BY" not in steps and "USE TEMP B-TREE FOR GROUP BY" not in steps)
