"""Home, search, study, matrix and graph: what they count, choose, page and mark."""

import pytest
from web_reading import FIRST, Reading, get


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
