"""Datasette's own pages with our badges, links and notes, and the notes against the schema."""

import re
import sqlite3

import pytest
from datasette.utils import tilde_encode
from web_reading import DESCRIBED, FIRST, ROOT, get, served_rows
from web_sample import HOSTILE, ODD_ID, ODD_STUDY

from kb.labels import Reason
from kb.reviews import attach_empty
from kb.web.home import QUESTIONS


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


TABLES = sorted(name for name in DESCRIBED["tables"] if "columns" in DESCRIBED["tables"][name])


@pytest.mark.parametrize("table", TABLES)
async def test_a_row_of_every_table_is_shown_with_what_it_refers_to(site, sample, table):
    keys = [row[1] for row in served_rows(sample, f"PRAGMA table_info([{table}])") if row[5]]
    found = served_rows(sample, f"SELECT {', '.join(keys)} FROM [{table}] ORDER BY {', '.join(keys)} LIMIT 1")
    assert found, "the sample has no row of it"
    html = await get(site, f"/kb/{table}/{','.join(tilde_encode(str(value)) for value in found[0])}")
    assert '<dl class="kb-row">' in html and HOSTILE not in html
    for key in served_rows(sample, f"PRAGMA foreign_key_list([{table}])"):
        column, where = key[3], " AND ".join(f"{name} = ?" for name in keys)
        with sqlite3.connect(f"file:{sample}?mode=ro", uri=True) as db:
            value = db.execute(f"SELECT [{column}] FROM [{table}] WHERE {where}", found[0]).fetchone()[0]
        cell = re.search(rf'<dd class="col-{column} .*?</dd>', html, re.S)[0]
        assert value is None or "<a href=" in cell, column


async def test_a_row_page_names_what_its_keys_refer_to(site):
    html = await get(site, f"/kb/claims/{FIRST}-aaaa")
    assert '<span class="kb-row-label">Salt Clinic: Salts for cough</span>' in html
    assert '<span class="kb-row-label">Cough fell by about half one hour after a dose.</span>' in html
    assert f'<a href="/claim/{FIRST}-aaaa">Read it on its own page</a>' in html
    assert 'class="kb-badge kb-contradicted"' in html and "The machine&#39;s verdict" in html


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
        attach_empty(db)
        for query in DESCRIBED["queries"].values():
            assert query["title"] and query["description"]
            db.execute(query["sql"], dict.fromkeys(query["params"], "")).fetchall()


QUESTIONS_OF_README = re.findall(r"```sql\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)


@pytest.mark.parametrize("question", QUESTIONS_OF_README)
def test_questions_of_the_readme_run(sample, question):
    with sqlite3.connect(f"file:{sample}?mode=ro", uri=True) as db:
        assert db.execute(question).description


def test_the_readme_asks_five_questions():
    assert len(QUESTIONS_OF_README) == 5


def test_home_asks_only_views_that_exist():
    assert {name for name, _ in QUESTIONS} <= set(VIEWS)
