"""The pages in process: every route, every label, hostile text, odd ids, permissions, and Datasette's own pages."""

import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest
from datasette.app import Datasette
from datasette.utils import tilde_encode
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from web_sample import HOSTILE, ODD_ID, ODD_STUDY, write_sample

from kb.model import Reason, Strength, VerdictTag
from kb.web import cells, labels
from kb.web.home import QUESTIONS
from kb.web.links import Links
from kb.web.marking import Span, article_html
from kb.web.reader import choose_claims
from kb.web.search import highlight, search_terms
from kb.yamltext import load

ROOT = Path(__file__).resolve().parent.parent
METADATA = load((ROOT / "metadata.yml").read_text(encoding="utf-8"))
DESCRIBED = METADATA["databases"]["kb"]
FIRST = "salts-for-cough"


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return write_sample(tmp_path_factory.mktemp("web") / "kb.db")


def serve(database: Path, **more) -> Datasette:
    return Datasette(immutables=[str(database)], **{"metadata": METADATA, **more})


@pytest.fixture(scope="module")
def served(sample):
    return serve(sample)


@pytest.fixture
async def site(served):
    await served.invoke_startup()
    return served


async def get(site: Datasette, path: str, status: int = 200) -> str:
    response = await site.client.get(path)
    assert response.status_code == status, (path, response.status_code, response.text[:500])
    return response.text


class Reading(HTMLParser):
    """Collects the text, the ids, the addresses and the elements of a page, and checks that elements nest."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.ids, self.links, self.tags, self.open = "", [], [], [], []
        self.feed(html)
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


OWN_PAGES = [
    "/",
    "/legend",
    "/search",
    "/search?q=cough",
    f"/article/{FIRST}",
    f"/article/{tilde_encode(ODD_ID)}",
    *(f"/claim/{FIRST}-{name * 4}" for name in "abcdef"),
    *(f"/claim/{tilde_encode(ODD_ID)}-{number:04}" for number in range(len(Reason))),
    "/study/meyer2019",
    "/study/label2020",
    f"/study/{tilde_encode(ODD_STUDY)}",
]


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
    from urllib.parse import quote

    response = await site.client.get(f"/article/{quote(ODD_ID, safe='')}", follow_redirects=True)
    assert "All labels" in response.text


# ---- what the pages say ----


async def test_home_counts_and_names_problems(site):
    text = Reading(await get(site, "/")).text
    for words in ("broken.md", "Salts for cough", "Built from 2 articles", *(question for _, question in QUESTIONS)):
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
    assert "<table>" in copy and "<th>" in copy and "kb-caption" in copy and "kb-references" in copy


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
        "says the same",
        "speaks against this claim",
        "claim 1 of 6",
    ):
        assert words in text, words


async def test_claim_page_of_vague_miscited_and_uncited(site):
    assert "Studies have shown" in await get(site, f"/claim/{FIRST}-bbbb")
    miscited = await get(site, f"/claim/{FIRST}-ffff")
    assert "the entry is of 2019, the mention says 2018" in miscited and "kb-miscited" in miscited
    uncited = await get(site, f"/claim/{FIRST}-eeee")
    assert "names no source" in uncited and "not evidence against it" in uncited


async def test_study_page_tells_how_it_is_used(site):
    text = " ".join(Reading(await get(site, "/study/meyer2019")).text.split())
    assert "Cited by 1 claim: 0 borne out, 1 contradicted, 0 not borne out." in text
    assert "It bears on 3 more" in text
    assert "not verified in the source" in text
    assert "No claim cites it." in await get(site, "/study/label2020")
    assert "retracted" in await get(site, f"/study/{tilde_encode(ODD_STUDY)}")


async def test_identifiers_lead_to_registries_safely(site):
    links = Reading(await get(site, "/study/meyer2019")).links
    assert "https://doi.org/10.1000/xyz(2019)%3C1%3E" in links
    assert "https://pubmed.ncbi.nlm.nih.gov/12345678/" in links


async def test_legend_explains_every_label(site):
    text = Reading(await get(site, "/legend")).text
    for meanings in labels.MEANINGS.values():
        for meaning in meanings.values():
            assert meaning in text


def test_every_label_has_a_meaning():
    for kind, meanings in labels.MEANINGS.items():
        assert set(meanings) == set(kind)
    assert set(labels.HEADINGS) == set(labels.MEANINGS)


# ---- search ----


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", []),
        ("   ", []),
        ('"', []),
        ("* - ( )", []),
        ("cough", ['"cough"']),
        ("COVID-19", ['"COVID-19"']),
        ("n-1 OR x:y", ['"n-1"', '"OR"', '"x:y"']),
        ('"side effects" now', ['"side effects"', '"now"']),
        ('half "open', ['"half"', '"open"']),
        ("a\x00b", ['"a b"']),
        ("Übelkeit*", ['"Übelkeit*"']),
    ],
)
def test_search_terms(query, terms):
    assert search_terms(query) == terms


@given(st.text(max_size=60))
def test_no_query_is_an_error(query):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='porter unicode61')")
    for joiner in (" AND ", " OR "):
        terms = joiner.join(search_terms(query))
        if terms:
            db.execute("SELECT * FROM t WHERE t MATCH ?", [terms]).fetchall()
    db.close()


@given(st.text(), st.integers(min_value=0, max_value=20))
def test_highlight_keeps_the_text(text, at):
    html = highlight(text[:at] + "0pen" + text[at:] + "cl0se", "0pen", "cl0se")
    read = Reading("<p>" + str(html).replace("\x00", "") + "</p>")
    assert {tag for tag, _ in read.tags} <= {"p", "mark"}


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


async def test_search_ranks_the_closest_first(site):
    html = await get(site, "/search?q=salts+cough+weeks")
    assert html.index(f"/claim/{FIRST}-aaaa") < html.index("Articles")


# ---- Datasette's own pages ----


@pytest.mark.parametrize(
    "path",
    [
        "/kb",
        "/kb/claims",
        "/kb/claims?verdict=contradicted&_facet=reason",
        "/kb/claims?_search=cough",
        f"/kb/claims/{FIRST}-aaaa",
        f"/kb/articles/{tilde_encode(ODD_ID)}",
        f"/kb/studies/{tilde_encode(ODD_STUDY)}",
        "/kb/findings/meyer2019~2E1",
        "/kb/edges",
        "/kb?sql=select+verdict,+count(*)+from+claims+group+by+1",
        "/-/versions.json",
        "/robots.txt",
        *(f"/kb/{name}" for name in DESCRIBED["tables"]),
        *(f"/kb/{name}" for name in DESCRIBED["queries"]),
    ],
)
async def test_datasette_pages_work(site, path):
    html = await get(site, path)
    assert HOSTILE not in html


async def test_tables_have_facets_badges_and_links(site):
    html = await get(site, "/kb/claims")
    for facet in ("verdict", "type", "citation_status", "article_id"):
        assert f'data-column="{facet}"' in html and f"facet-{facet.replace('_', '-')}" in html.replace("_", "-")
    assert 'class="kb-badge kb-contradicted"' in html
    assert f'<a href="/claim/{FIRST}-aaaa">Salts halve cough' in html
    assert f'<a href="/article/{FIRST}">Salt Clinic: Salts for cough</a>' in html
    assert '<details class="kb-json">' in html
    assert 'name="_search"' in html


async def test_row_page_links_its_foreign_keys(site):
    html = await get(site, f"/kb/claims/{FIRST}-aaaa")
    for link in (
        f"/article/{FIRST}",
        "/study/meyer2019",
        "/study/meyer2019#f-meyer2019~2E1",
        f"/kb/blocks/{FIRST}~232",
    ):
        assert f'href="{link}"' in html
    citation = await get(site, f"/kb/citations/{FIRST}~23m1")
    assert f'href="/kb/citation_references/{FIRST}~23r1"' in citation


async def test_json_and_csv_stay_plain(site):
    rows = (await site.client.get("/kb/claims.json?_shape=array&verdict=supported&_size=2")).json()
    assert rows[0]["verdict"] == "supported" and "<" not in rows[0]["verdict"]
    csv = await get(site, "/kb/claims.csv?verdict=contradicted")
    assert csv.startswith("id,article_id") and "kb-badge" not in csv
    sql = (await site.client.get("/kb.json?sql=select+count(*)+as+n+from+claims&_shape=array")).json()
    assert sql == [{"n": 6 + len(Reason)}]


async def test_canned_queries_take_any_word(site):
    for name in DESCRIBED["queries"]:
        parameter = DESCRIBED["queries"][name]["params"][0]
        for value in ("", "cough", '"', "'", "*", "COVID-19", FIRST, "meyer2019", "absolute"):
            response = await site.client.get(f"/kb/{name}.json", params={parameter: value, "_shape": "array"})
            assert response.status_code == 200, (name, value, response.text)
    found = (await site.client.get("/kb/claims_about.json?word=approve&_shape=array")).json()
    assert [row["claim_id"] for row in found] == [f"{FIRST}-eeee"]
    table = (await site.client.get(f"/kb/substantiation_table.json?article={FIRST}&_shape=array")).json()
    assert len(table) == 6 and table[0]["studies"] == "Meyer 2019"
    offer = (await site.client.get("/kb/references_to_offer.json?_shape=array")).json()
    assert [row["claim_id"] for row in offer] == [f"{FIRST}-dddd"]


# ---- metadata ----


def schema() -> dict[str, list[str]]:
    db = sqlite3.connect(":memory:")
    db.executescript((ROOT / "schema.sql").read_text(encoding="utf-8"))
    names = [
        (name, kind)
        for name, kind in db.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')")
        if "_fts" not in name
    ]
    columns = {name: [row[1] for row in db.execute(f"PRAGMA table_xinfo([{name}])")] for name, _ in names}
    db.close()
    return columns


VIEWS = re.findall(r"^CREATE VIEW (\w+)", (ROOT / "schema.sql").read_text(encoding="utf-8"), re.M)


def test_metadata_names_every_table_and_view_and_no_other():
    assert set(DESCRIBED["tables"]) == set(schema())


@pytest.mark.parametrize("name", sorted(DESCRIBED["tables"]))
def test_metadata_fits_the_schema(name):
    described, columns = DESCRIBED["tables"][name], schema()[name]
    assert described["title"] and described["description"]
    assert set(described.get("columns", {})) == (set() if name in VIEWS else set(columns))
    named = [*described.get("facets", []), *filter(None, (described.get("sort"), described.get("label_column")))]
    assert set(named) <= set(columns)
    if name in VIEWS:
        assert described["description"].endswith("?")


async def test_views_and_queries_run(site, sample):
    with sqlite3.connect(f"file:{sample}?mode=ro", uri=True) as db:
        for view in VIEWS:
            db.execute(f"SELECT * FROM [{view}]").fetchall()
        for query in DESCRIBED["queries"].values():
            assert query["title"] and query["description"]
            db.execute(query["sql"], dict.fromkeys(query["params"], "")).fetchall()


def test_home_asks_only_views_that_exist():
    assert {name for name, _ in QUESTIONS} <= set(VIEWS)


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
    assert (await site.client.get("/article/nothing")).status_code == 403
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


# ---- marking, cells ----


@st.composite
def marked(draw):
    text = draw(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), min_size=1, max_size=80)
    )
    point = st.integers(min_value=0, max_value=len(text))
    spans = []
    for number, (a, b) in enumerate(draw(st.lists(st.tuples(point, point), max_size=6))):
        if a != b:
            claim = draw(st.booleans())
            spans.append(
                Span(
                    min(a, b),
                    max(a, b),
                    f"s-{number}",
                    "kb-claim" if claim else "kb-mention",
                    "t",
                    draw(st.sampled_from(["", "/x"])),
                    claim,
                )
            )
    return text, spans


@given(marked())
def test_marking_keeps_the_text_and_gives_each_span_one_anchor(case):
    text, spans = case
    block = {"kind": "prose", "start_char": 0, "end_char": len(text), "level": 0}
    page = Reading(str(article_html(text, [block], spans)))
    assert page.text == text
    assert sorted(page.ids) == sorted(s.anchor for s in spans)
    for span in spans:
        if span.claim:
            assert any(span.anchor in a.get("data-claims", "").split() for _, a in page.tags)


def test_a_claim_over_several_blocks_has_one_anchor():
    text = "Salt | Onset\nLithium | an hour"
    blocks = [
        {"kind": "table_header", "start_char": 0, "end_char": 12, "level": 0},
        {"kind": "row", "start_char": 13, "end_char": len(text), "level": 0},
    ]
    html = str(article_html(text, blocks, [Span(0, len(text), "c-1", "kb-claim kb-supported", "t", "/claim/1", True)]))
    page = Reading(html)
    assert page.ids == ["c-1"]
    assert page.text.strip() == "SaltOnset\nLithiuman hour"
    assert html.count("<td>") == html.count("<th>") == 2


class Urls:
    def path(self, path):
        return f"/base{path}"

    def row(self, database, table, ident):
        return f"/base/{database}/{table}/{ident}"


LINK = Links(Urls(), "kb")


@pytest.mark.parametrize(
    ("table", "column", "value", "row", "expected"),
    [
        ("claims", "verdict", "contradicted", {}, "✗"),
        ("claims", "verdict", "supported", {}, "✓"),
        (None, "verdict", "unsupported", {}, "?"),
        ("claims", "strength", "absolute", {}, "kb-absolute"),
        ("claims", "reason", "wrong_number", {}, "wrong number"),
        ("claims", "quote", "a <b> c", {"id": "x-1"}, '<a href="/base/claim/x-1">a &lt;b&gt; c</a>'),
        ("claims", "id", "x-1", {"id": "x-1"}, "/base/claim/x-1"),
        ("studies", "doi", "10.1/a", {}, "https://doi.org/10.1/a"),
        (
            "claims",
            "study_id",
            {"value": "m 1", "label": "Meyer <1>"},
            {},
            '<a href="/base/study/m+1">Meyer &lt;1&gt;</a>',
        ),
        ("claims", "finding_id", "m.1.2", {}, "/base/study/m~2E1#f-m~2E1~2E2"),
        (None, "claim_id", "x-1", {}, "/base/claim/x-1"),
        ("citations", "antecedent_id", "a#1", {}, "/base/kb/citations/a~231"),
        ("edges", "source", "claim:1", {}, "/base/kb/nodes/claim~3A1"),
        ("claims", "propositions", '[{"a": "<b>"}]', {}, "1 entry"),
        ("claims", "propositions", "[]", {}, "none"),
    ],
)
def test_cells(table, column, value, row, expected):
    html = cells.render(row, value, column, table, LINK)
    assert isinstance(html, Markup) and expected in html


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("claims", "verdict", "<script>"),
        ("claims", "quote", ""),
        ("claims", "article_id", None),
        ("claims", "position", 3),
        ("claims", "rationale", "supported"),
        ("claims", "propositions", "[not json"),
        (None, "x", "[1]"),
        ("studies", "url", "javascript:alert(1)"),
    ],
)
def test_other_cells_are_left_to_datasette(table, column, value):
    assert cells.render({}, value, column, table, LINK) is None


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " https://x", "data:text/html,x", "https://", "//x.org", "http:x"]
)
def test_only_web_addresses_become_links(url):
    assert "href" not in cells.web_link(url)


def test_every_verdict_and_relation_has_a_sign():
    for verdict in VerdictTag:
        assert cells.SIGNS[verdict] in cells.badge(verdict)
    assert len({cells.SIGNS[v] for v in VerdictTag}) == 3
    assert "kb-sign" not in cells.badge(Strength.PLAIN)


def test_choose_claims_leaves_out_filters_that_no_claim_meets():
    claims = [{"id": "1", "verdict": "supported", "type": "safety", "citation_status": "cited"}]
    assert choose_claims(claims, {"verdict": "x", "type": "safety", "status": ""}) == ({"type": "safety"}, {"1"})
    assert choose_claims([], {"verdict": "supported", "type": "", "status": ""}) == ({}, set())
