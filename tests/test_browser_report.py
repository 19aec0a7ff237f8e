"""The report in a real browser: it asks for nothing, breaks none of its own rules, and is readable for all."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from kb.reports.page import html_page
from kb.reports.reading import open_kb, read_report

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(sample, tmp_path_factory):
    with open_kb(sample) as connection:
        idents = [row["id"] for row in connection.execute("SELECT id FROM articles ORDER BY id")]
        page = html_page(read_report(connection, ident) for ident in idents)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def open_page(browser, path, **options):
    page, asked, told = browser.new_page(**options), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(path.as_uri())
    return page, asked, told


def test_it_asks_for_nothing_and_its_style_is_let_in(browser, page_file):
    page, asked, told = open_page(browser, page_file)
    assert asked == [page_file.as_uri()] and told == []
    lines = page.eval_on_selector_all(
        "a.kb-claim", "all => all.map(e => e.className + ': ' + getComputedStyle(e).textDecorationStyle)"
    )
    drawn = {
        look: {line.rpartition(": ")[2] for line in lines if look in line} for look in ("supported", "contradicted")
    }
    assert drawn["contradicted"] == {"double"} and page.title() != "owned"
    page.close()


def test_it_is_readable_for_all(browser, page_file):
    page, _, _ = open_page(browser, page_file, bypass_csp=True)  # the checker brings a script with it
    found = Axe().run(page).response["violations"]
    assert not [one["id"] for one in found if one["impact"] in ("serious", "critical")]
    assert "landmark-no-duplicate-main" not in {one["id"] for one in found}
    page.close()
