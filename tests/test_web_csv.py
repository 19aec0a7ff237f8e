"""Datasette's own CSV over HTTP: no cell is a formula, figures stay figures, and all else is as it was."""

import csv
import sqlite3
from io import StringIO

import pytest
from visitors import desk
from web_reading import FIRST, get

from kb.escaping import FORMULA, restored_cell, spreadsheet_rows

FORMULAS = (
    "=cmd|' /C calc'!A0", "+1-555", "-1+2", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", '="a,b"', '=HYPERLINK("x","y")\nz',
    "=" + "1" * 200_000,
)  # fmt: skip
HARMLESS = ("", "plain, with a comma", 'said "so"', "a\r\nb", '"=1"', "5 = 5", "-5", "-0.25", "1e-07", "ü")
LARGE = 2_500  # more rows than Datasette reads at once


def rows(text: str) -> list[list[str]]:
    limit = csv.field_size_limit(1_000_000)
    try:
        return list(csv.reader(StringIO(text, newline=""), strict=True))
    finally:
        csv.field_size_limit(limit)


@pytest.fixture
async def hostile(tmp_path):
    """A served knowledge base whose table of problems begins formulas, and a path for each."""
    served = desk(tmp_path)
    with sqlite3.connect(tmp_path / "kb.db") as db:
        db.execute("DELETE FROM problems")
        texts = [*FORMULAS, *HARMLESS, *(f"={number}" for number in range(LARGE))]
        put = "INSERT INTO problems (path, field, message) VALUES (?, ?, ?)"
        db.executemany(put, [(f"{number}.md", text, text) for number, text in enumerate(texts)])
    await served.invoke_startup()
    return served


@pytest.mark.parametrize("options", ["_stream=on", "_stream=on&_dl=1", "_stream=1&_labels=on", "_size=max"])
async def test_no_cell_of_a_table_is_a_formula(hostile, options):
    given = rows(await get(hostile, f"/kb/problems.csv?{options}"))
    assert len(given) - 1 == (len(FORMULAS) + len(HARMLESS) + LARGE if "_stream" in options else 1000)
    for _, path, *cells in given[1:]:
        number = int(path.removesuffix(".md"))
        begun = (*FORMULAS, *HARMLESS)
        text = begun[number] if number < len(begun) else f"={number - len(begun)}"
        for cell in cells:
            assert restored_cell(cell) == text
            assert cell == text if text in HARMLESS else cell[0] not in FORMULA


@pytest.mark.parametrize(
    "path", ["/kb.csv?sql=", "/kb.csv?_dl=1&sql=", "/kb.csv?_stream=on&sql=", "/kb.csv?_header=off&sql="]
)
async def test_no_cell_of_a_query_is_a_formula_and_figures_stay(hostile, path):
    sql = "SELECT -5, -0.5, 1e-9 * -1, 7, NULL, '-5', '=1', '-5 mg' AS [=a], '+5'"
    given = rows((await hostile.client.get(path + sql.replace(" ", "%20").replace("+", "%2B"))).text)
    assert given[-1] == ["-5", "-0.5", "-1e-09", "7", "", "-5", "'=1", "'-5 mg", "'+5"]
    assert "_header" in path or (given[0][7] == "'=a" and len(given) == 2)


async def test_it_is_the_file_of_datasette_otherwise(site):
    plain = await get(site, "/kb/claims.csv?_stream=on")
    shown = (await site.client.get("/kb/claims.json?_shape=arrays&_size=max")).json()["rows"]
    assert rows(plain)[1:] == [["" if cell is None else str(cell) for cell in row] for row in shown]
    zipped = await site.client.get("/kb/claims.csv?_stream=on", headers={"accept-encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip" and zipped.text == plain


@pytest.mark.parametrize(
    ("path", "status"),
    [("/kb/nothing.csv", 404), ("/kb/claims.csv?_stream=1&_next=1", 400)],
)
async def test_refusals_are_as_before(site, path, status):
    assert (await site.client.get(path)).status_code == status


async def test_our_own_report_is_not_escaped_twice(site, sample):
    assert not [c for row in rows(await get(site, f"/article/{FIRST}/report.csv")) for c in row if c.startswith("''")]


def test_rows_are_changed_cell_by_cell():
    assert spreadsheet_rows('a,=b,"=c ""d"", e","x\r\n=y",-5\r\n') == 'a,\'=b,"\'=c ""d"", e","x\r\n=y",-5\r\n'
