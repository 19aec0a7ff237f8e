"""The report of an article as a download: the file of `kb report`, to be saved and never shown as a page."""

from io import BytesIO

import docx
import pytest
from datasette.utils import tilde_encode
from reviewing import outcome
from visitors import desk, session
from web_reading import FIRST, get
from web_sample import ODD_ID

from kb.reports.reading import open_kb, read_report
from kb.reports.writing import write_reports
from kb.reviews import ClaimSeen, ReviewLog


@pytest.mark.parametrize("shape", ["html", "csv", "docx"])
@pytest.mark.parametrize("ident", [FIRST, ODD_ID])
async def test_the_download_is_the_report(site, sample, ident, shape):
    response = await site.client.get(f"/article/{tilde_encode(ident)}/report.{shape}")
    with open_kb(sample) as connection:
        report = read_report(connection, ident)
    if shape == "docx":
        assert len(list(docx.Document(BytesIO(response.content)).comments)) == len(report.claims)
    else:
        assert len(response.content) > 500
        assert response.content.count(b"\n") == b"".join(write_reports(shape, [report])).count(b"\n")
    assert response.headers["content-disposition"].startswith("attachment; filename=")
    assert response.headers["content-disposition"].isascii() and response.headers["x-content-type-options"] == "nosniff"


async def test_the_article_page_leads_to_its_reports(site):
    page = await get(site, f"/article/{FIRST}")
    for shape in ("docx", "html", "csv"):
        assert f'href="/article/{FIRST}/report.{shape}" download' in page


async def test_another_format_is_no_page(site):
    assert (await site.client.get(f"/article/{FIRST}/report.exe")).status_code == 404


async def test_it_tells_what_is_open_and_nothing_else(tmp_path):
    """Two must decide: what one said alone stands in nobody's report, not even in his own."""
    served = desk(tmp_path)
    with open_kb(tmp_path / "kb.db") as connection:
        row = dict(
            connection.execute("SELECT * FROM claims WHERE article_id = ? ORDER BY position", [FIRST]).fetchone()
        )
    seen = ClaimSeen.from_row(row, "b")
    with ReviewLog(tmp_path / "reviews.db") as log:
        log.set_needed(reviewer="lea", needed=2)
        outcome(log, "ana", seen, "supported")
    cookies = {"ds_actor": session(served, "ana")}
    address = f"/article/{FIRST}/report.csv"
    assert "ana" not in (await served.client.get(address, cookies=cookies)).text
    with ReviewLog(tmp_path / "reviews.db") as log:
        outcome(log, "bo", seen, "supported")
    assert "ana, bo" in (await served.client.get(address, cookies=cookies)).text
