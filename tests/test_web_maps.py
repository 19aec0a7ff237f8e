"""Home, search, study, matrix and graph: what they count, choose, page and mark."""

import pytest
from web_reading import FIRST, Reading, get

from kb.web.matrix import order_columns


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


def test_columns_of_the_matrix():
    cells = [
        {"article_id": name, "cluster_id": cluster, "place": place}
        for cluster, name, place in (("x", "b", 2), ("x", "c", 3), ("y", "a", 1), ("y", "c", 3))
    ]
    assert order_columns(cells) == ["c", "a", "b"]
    assert order_columns(cells, "b") == ["b", "c", "a"]
