"""Our pages in process: every route, every label, hostile text, odd ids, search, permissions, headers."""

import re
import sqlite3
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from datasette.utils import tilde_encode
from web_reading import FIRST, OWN_PAGES, Reading, get, serve
from web_sample import HOSTILE, ODD_ID, ODD_STUDY

from kb import meanings
from kb.web.home import QUESTIONS


@pytest.mark.parametrize("path", OWN_PAGES)
async def test_own_pages_are_sound_html(site, path):
    html = await get(site, path)
    page = Reading(html)
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert HOSTILE not in html and "<script>" not in html
    assert not [link for link in page.links if link.lower().startswith("javascript")]
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert not [name for _, attrs in page.tags for name in attrs if name == "style"]
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert set(inside) <= set(page.ids)


async def test_links_of_own_pages_lead_somewhere(site):
    links = {link for path in OWN_PAGES for link in Reading(await get(site, path)).links if link.startswith("/")}
    anchors = {}
    for link in sorted(links):
        path, _, fragment = link.partition("#")
        if path not in anchors:
            response = await site.client.get(path)
            assert response.status_code == 200, link
            anchors[path] = set(re.findall(r' id="([^"]*)"', response.text))
        assert not fragment or fragment in anchors[path], link


@pytest.mark.parametrize("kind", ["article", "claim", "study"])
@pytest.mark.parametrize("ident", ["nothing", "a~2Fb", "~00", "'", "%27%3B", "~F0~9F~A7~82"])
async def test_what_is_not_there_is_404(site, kind, ident):
    response = await site.client.get(f"/{kind}/{ident}", follow_redirects=True)
    assert response.status_code == 404
    assert "There is no" in response.text


async def test_unknown_page_is_404_in_our_frame(site):
    assert "There is no such page" in await get(site, "/no/such/page/at/all", 404)


async def test_percent_encoded_ids_reach_the_page(site):
    response = await site.client.get(f"/article/{quote(ODD_ID, safe='')}", follow_redirects=True)
    assert "All labels" in response.text


# ---- what the pages say ----


async def test_home_counts_and_names_problems(site):
    text = Reading(await get(site, "/")).text
    for words in (
        "broken.md",
        "Salts for cough",
        "Last build: from 2 articles",
        *(question for _, question in QUESTIONS),
    ):
        assert words in text


async def test_article_text_is_whole_and_each_claim_is_marked(site, sample):
    html = await get(site, f"/article/{FIRST}")
    page = Reading(html)
    with sqlite3.connect(sample) as db:
        rows = db.execute("SELECT id, verdict FROM claims WHERE article_id = ?", [FIRST]).fetchall()
    for ident, verdict in rows:
        anchor = f"c-{tilde_encode(ident)}"
        assert anchor in page.ids
        marks = [a for _, a in page.tags if anchor in a.get("data-claims", "").split()]
        assert marks and all(f"kb-{verdict}" in a["class"] for a in marks)
    copy = html[html.index('<article class="kb-copy">') : html.index("</article>")]
    assert f"They are approved {HOSTILE} for cough." in Reading(copy + "</article>").text
    assert "𝛼-salts 🧂 work." in Reading(copy + "</article>").text
    assert "<table>" in copy and "<th " in copy and "kb-caption" in copy and "kb-references" in copy


async def test_balance_strip_lays_benefits_and_risks_along_the_page(site):
    html = await get(site, f"/article/{FIRST}")
    page = Reading(html)
    assert "2 of benefit, 1 of risk; 1 of the benefits before the first risk" in page.text
    ticks = [attrs for tag, attrs in page.tags if tag == "rect" and attrs["class"].startswith("kb-side")]
    assert [tick["class"] for tick in ticks] == ["kb-side-benefit", "kb-side-risk", "kb-side-benefit"]
    assert [float(t["x"]) for t in ticks] == sorted(float(t["x"]) for t in ticks)
    strip = html[html.index("<svg") : html.index("</svg>")]
    assert re.findall(r'href="#([^"]*)"', strip) == [f"c-{FIRST}-{n * 4}" for n in "acd"]
    assert "kb-strip" not in await get(site, f"/article/{tilde_encode(ODD_ID)}")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 6),
        ("?verdict=contradicted", 2),
        ("?verdict=contradicted&type=safety", 1),
        ("?status=uncited", 3),
        ("?verdict=nonsense", 6),
        ("?verdict=supported&status=vague", 0),
        ("?verdict=", 6),
    ],
)
async def test_filter_without_javascript(site, query, shown):
    html = await get(site, f"/article/{FIRST}{query}")
    assert f"{shown} of 6 claims" in html
    items = [a for tag, a in Reading(html).tags if tag == "li" and "data-claim" in a]
    assert sum("hidden" not in a for a in items) == shown


async def test_article_of_an_earlier_build_says_so(site):
    assert "broken.md: is empty" in await get(site, f"/article/{tilde_encode(ODD_ID)}")
    assert "earlier build" in await get(site, f"/claim/{tilde_encode(ODD_ID)}-0001")
    assert "earlier build" in await get(site, "/study/label2020")


async def test_claim_page_shows_the_chain_slots_and_dissent(site):
    text = Reading(await get(site, f"/claim/{FIRST}-aaaa")).text
    for words in (
        "conflicts with cited study",
        "Because of conflicts_with_cited_study.",
        "an uncontrolled design",
        "1. Meyer A, Okoro B.",
        "Lithium salts for seasonal cough: an open-label pilot",
        "Cough fell by about half one hour after a dose.",
        "An hour is not weeks.",
        "weeks <b>",
        "one hour",
        "about something else",
        "The same claim elsewhere",
        "Copy that speaks against it",
        "here “nausea”, there “no <script>",
        "claim 1 of 6",
    ):
        assert words in text, words


def section(html: str, css: str) -> str:
    """The section of a page with this class, as HTML."""
    start = html.index(f'<section class="{css}"')
    return html[start : html.index("</section>", start) + len("</section>")]


async def test_claim_page_says_what_could_be_written_instead(site):
    html = await get(site, f"/claim/{FIRST}-aaaa")
    part = section(html, "kb-suggested")
    text = Reading(part).text
    assert f"Cough may fall {HOSTILE}." in text and "Write instead" in text and "Cite" in text
    assert "#f-meyer2019.1" in part.replace("~2E", ".")
    assert "What could be done" not in await get(site, f"/claim/{FIRST}-bbbb")


async def test_article_page_shows_what_is_said_of_the_whole_gravest_first(site, sample):
    html = await get(site, f"/article/{FIRST}")
    part = section(html, "kb-whole")
    text = Reading(part).text
    places = [text.index(words) for words in ("benefits without risks", "absolute language", "reference never cited")]
    assert places == sorted(places)
    assert "The page names no risk." in text and "Safer: Leave it out." in text and "Name the risks." in text
    with sqlite3.connect(sample) as db:
        placed = db.execute(
            "SELECT id FROM article_findings WHERE article_id = ? AND start_char IS NOT NULL", [FIRST]
        ).fetchall()
    ids = Reading(html).ids
    assert placed and all(f'href="#o-{ident}"' in part and f"o-{ident}" in ids for (ident,) in placed)


def test_the_scorecard_counts_what_is_said_of_the_whole(sample):
    with sqlite3.connect(sample) as db:
        row = db.execute(
            "SELECT observations, grave_observations, flagged_words, risks_omitted FROM article_scorecard WHERE article_id = ?",
            [FIRST],
        ).fetchone()
        first = db.execute("SELECT severity FROM page_observations WHERE article_id = ?", [FIRST]).fetchone()
    assert row == (3, 1, 1, 0)
    assert first == ("grave",)


async def test_claim_page_of_vague_miscited_and_uncited(site):
    assert "Studies have shown" in await get(site, f"/claim/{FIRST}-bbbb")
    miscited = await get(site, f"/claim/{FIRST}-ffff")
    assert "the entry is of 2019, the mention says 2018" in miscited and "kb-miscited" in miscited
    uncited = await get(site, f"/claim/{FIRST}-eeee")
    assert "names no source" in uncited and "not evidence against it" in uncited


async def test_study_page_tells_how_it_is_used(site):
    text = " ".join(Reading(await get(site, "/study/meyer2019")).text.split())
    assert "Cited by 1 claim: 0 borne out, 1 contradicted, 0 not addressed." in text
    assert "Cited or not, it bears out 1, speaks against 2 and carries 1 in part." in text
    assert "If it were retracted 1 supported claim would fall" in text and "only the abstract was read" in text
    assert "speaks against 2 · bears out 1 · bears on and does not carry in full 1" in text
    assert "not verified in the source" in text
    assert "No claim cites it." in await get(site, "/study/label2020")
    assert "retracted" in await get(site, f"/study/{tilde_encode(ODD_STUDY)}")


async def test_identifiers_lead_to_registries_safely(site):
    links = Reading(await get(site, "/study/meyer2019")).links
    assert "https://doi.org/10.1000/xyz(2019)%3C1%3E" in links
    assert "https://pubmed.ncbi.nlm.nih.gov/12345678/" in links


async def test_legend_explains_every_label(site):
    text = Reading(await get(site, "/legend")).text
    for told in meanings.MEANINGS.values():
        for meaning in told.values():
            assert meaning in text


def test_every_label_has_a_meaning():
    for kind, told in meanings.MEANINGS.items():
        assert set(told) == set(kind)
    assert set(meanings.HEADINGS) == set(meanings.MEANINGS)


# ---- search ----


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cough", ["Claims", "Studies", "Findings", "Articles", "<mark>"]),
        ("approving", ["<mark>approved</mark>"]),
        ("document title owned", ["&lt;", "<mark>owned</mark>"]),
        ("cough zebra", ["Nothing has all of these words"]),
        ("zebra", ["Nothing found"]),
        ('"', ["no letter and no digit"]),
        ("*", ["no letter and no digit"]),
        ("COVID-19", ["Nothing found"]),
        ("<b>x", ["&lt;b&gt;x"]),
        ("' OR 1=1 --", [""]),
        ("x" * 5000, ["Nothing found"]),
        ("🧂", ["no letter"]),
    ],
)
async def test_search_page(site, query, expected):
    response = await site.client.get("/search", params={"q": query})
    assert response.status_code == 200
    for words in expected:
        assert words in response.text
    assert HOSTILE not in response.text


@pytest.mark.parametrize(
    ("query", "study"),
    [
        ("12345678", "meyer2019"),
        ("PMID: 12345678", "meyer2019"),
        ("https://pubmed.ncbi.nlm.nih.gov/12345678/", "meyer2019"),
        ("12345679", None),
        ("10.1000/none", None),
        ("12345678 cough", None),
    ],
)
async def test_an_identifier_leads_to_its_study(site, query, study):
    response = await site.client.get("/search", params={"q": query})
    assert (response.status_code, response.headers.get("location")) == (
        (302, f"/study/{study}") if study else (200, None)
    )


async def test_search_ranks_the_closest_first(site):
    html = await get(site, "/search?q=salts+cough+weeks")
    assert html.index(f"/claim/{FIRST}-aaaa") < html.index('id="kb-articles"')


# ---- base url, permissions, headers, other databases ----


async def test_base_url_is_respected(sample):
    site = serve(sample, settings={"base_url": "/kb-audit/"})
    await site.invoke_startup()
    for path in ("/", f"/article/{FIRST}", f"/claim/{FIRST}-aaaa", "/study/meyer2019", "/search?q=cough", "/kb/claims"):
        html = await get(site, path)
        local = (
            [link for link in Reading(html.replace("<br>", "")).links if link.startswith("/")]
            if path != "/kb/claims"
            else re.findall(r'href="(/[^"]*)"', html)
        )
        assert local and all(link.startswith("/kb-audit/") for link in local), path


@pytest.mark.parametrize(
    ("closed", "shut", "open_"),
    [
        ({"allow": False}, OWN_PAGES, []),
        ({"databases": {"kb": {"allow": {"id": "ana"}}}}, OWN_PAGES, []),
        (
            {"databases": {"kb": {"tables": {"claims": {"allow": False}}}}},
            ["/", f"/article/{FIRST}", "/search?q=x"],
            ["/legend"],
        ),
        ({"databases": {"kb": {"tables": {"findings": {"allow": False}}}}}, ["/study/meyer2019", "/search?q=x"], ["/"]),
    ],
)
async def test_pages_check_permissions(sample, closed, shut, open_):
    site = serve(sample, metadata=closed)
    await site.invoke_startup()
    for path in shut:
        assert (await site.client.get(path)).status_code == 403, path
    assert (await site.client.get("/study/nothing")).status_code == 403
    for path in open_:
        await get(site, path)


@pytest.mark.parametrize("path", ["/", "/kb/claims", "/kb/claims.json", "/nowhere", "/-/static/app.css"])
async def test_headers_are_on_every_answer(site, path):
    headers = (await site.client.get(path)).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


async def test_static_files_are_kept_by_their_hash(site):
    href = next(link for link in Reading(await get(site, "/")).links if "kb.css" in link)
    response = await site.client.get(href)
    assert response.status_code == 200 and "immutable" in response.headers["cache-control"]
    assert "cache-control" not in (await site.client.get(href.partition("?")[0])).headers
    assert href in await get(site, "/kb/claims")
    assert (await site.client.get("/-/static-plugins/claims_kb/reader.js")).status_code == 200


async def test_a_knowledge_base_of_another_name(sample, tmp_path):
    other = tmp_path / "originals.db"
    other.write_bytes(sample.read_bytes())
    site = serve(other)
    await site.invoke_startup()
    assert "/originals/contradicted_claims" in await get(site, "/")
    html = await get(site, "/originals/claims")
    assert "kb-badge" in html and "The claim in the words of the copy" in html
    assert "Meyer 2019" in await get(site, f"/originals/substantiation_table?article={FIRST}")


async def test_without_a_knowledge_base_pages_say_what_to_do(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (a)")
    for site in (Datasette([str(path)]), Datasette([])):
        await site.invoke_startup()
        assert "kb build" in await get(site, "/", 404)
