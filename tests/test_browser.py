"""The pages in a real Chromium: no console error, nothing asked of another site, keyboard, filters, narrow screens.

Runs in a pytest process of its own (`pytest -m browser`): the browser keeps an event loop that the others cannot share.
"""

from itertools import pairwise
from pathlib import Path

import pytest
from browsing import datasette_serve
from datasette.utils import tilde_encode
from web_sample import ODD_ID, ODD_STUDY, write_sample

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
FIRST = "/article/salts-for-cough"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 400, "height": 800}
PAGES = [
    "/",
    "/legend",
    "/search?q=cough",
    "/matrix",
    "/graph?study=meyer2019",
    FIRST,
    f"/article/{tilde_encode(ODD_ID)}",
    "/claim/salts-for-cough-aaaa",
    "/claim/salts-for-cough-eeee",
    "/study/meyer2019",
    f"/study/{tilde_encode(ODD_STUDY)}",
]
TABLES = [
    "/kb",
    "/kb/claims",
    "/kb/claims/salts-for-cough-aaaa",
    "/kb/assessments",
    "/kb?sql=select+1",
    "/kb/study_uses",
]


@pytest.fixture(scope="session", name="site")
def served_site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    with datasette_serve(write_sample(folder / "kb.db")) as address:
        yield address


@pytest.fixture
def visit(browser, site):
    """Opens a page of the site; whatever goes wrong in it fails the test."""
    wrong, contexts = [], []

    def open_page(path: str, viewport=WIDE, **options):
        context = browser.new_context(base_url=site, viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{path}: {error}"))
        page.on("console", lambda m: wrong.append(f"{path}: {m.text}") if m.type in ("error", "warning") else None)
        page.on(
            "request", lambda r: None if r.url.startswith((site, "data:")) else wrong.append(f"{path}: asks {r.url}")
        )
        page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, wrong


@pytest.mark.parametrize("path", PAGES + TABLES)
def test_pages_load_clean(visit, path):
    page = visit(path)
    assert page.title() not in ("", "owned")
    assert page.evaluate("document.styleSheets.length") >= 1
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("path", PAGES)
def test_narrow_screens_do_not_scroll_sideways(visit, path):
    page = visit(path, NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_from_home_to_the_evidence(visit):
    page = visit("/")
    page.get_by_role("link", name="Salts for cough", exact=True).click()
    page.wait_for_url("**/article/salts-for-cough")
    page.locator(".kb-copy .kb-claim.kb-contradicted").first.click()
    page.wait_for_url("**/claim/salts-for-cough-aaaa")
    page.locator(".kb-chain").get_by_role("link", name="Meyer 2019").click()
    page.wait_for_url("**/study/meyer2019")
    page.get_by_role("link", name="Salts halve cough within weeks [1].").first.click()
    page.wait_for_url("**/claim/salts-for-cough-aaaa")


def _marked(page) -> list[str]:
    return page.locator(".kb-copy [data-claims]:not(.kb-off)").evaluate_all(
        "marks => [...new Set(marks.flatMap(m => m.dataset.claims.split(' ')))]"
    )


def test_filters_fade_and_list_and_can_be_sent(visit):
    page = visit(FIRST)
    everything = len(_marked(page))
    page.get_by_label("Verdict").select_option("contradicted")
    assert page.locator(".kb-margin li[data-claim]:visible").count() == 2
    assert page.locator(".kb-shown").inner_text() == "2 of 6 claims"
    assert len(_marked(page)) < everything
    assert page.url.endswith("?verdict=contradicted")
    again = visit("/article/salts-for-cough?verdict=contradicted")
    assert again.locator(".kb-margin li[data-claim]:visible").count() == 2
    page.get_by_label("Verdict").select_option("")
    assert len(_marked(page)) == everything and page.url.endswith(FIRST)


def test_keyboard_steps_through_the_claims(visit):
    page = visit(FIRST)
    page.keyboard.press("j")
    current = page.locator(".kb-margin li[aria-current]")
    assert current.get_attribute("data-claim") == "c-salts-for-cough-aaaa"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert current.get_attribute("data-claim") == "c-salts-for-cough-bbbb"
    assert page.locator(".kb-copy .kb-current").count() >= 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/claim/salts-for-cough-bbbb")
    page.keyboard.press("j")
    page.wait_for_url("**/claim/salts-for-cough-cccc")
    page.keyboard.press("k")
    page.wait_for_url("**/claim/salts-for-cough-bbbb")


def test_keys_pass_over_what_a_filter_hides_and_leave_fields_alone(visit):
    page = visit(f"{FIRST}?verdict=contradicted")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".kb-margin li[aria-current]").get_attribute("data-claim") == "c-salts-for-cough-cccc"
    search = visit("/search")
    search.locator("#kb-q").fill("")
    search.locator("#kb-q").press("j")
    assert search.locator("#kb-q").input_value() == "j"


def test_an_address_with_an_anchor_chooses_the_claim(visit):
    page = visit(f"{FIRST}#c-salts-for-cough-dddd")
    assert page.locator(".kb-margin li[aria-current]").get_attribute("data-claim") == "c-salts-for-cough-dddd"


def test_skip_link_and_visible_focus(visit):
    page = visit(FIRST)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the content"
    assert focused.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "kb-main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_without_javascript(visit):
    page = visit(FIRST, java_script_enabled=False)
    page.get_by_label("Verdict").select_option("supported")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".kb-margin li[data-claim]:visible").count() == 1
    page.locator(".kb-margin li[data-claim]:visible a", has_text="why").click()
    assert "𝛼-salts" in page.locator("h1").inner_text()
    home = visit("/", java_script_enabled=False)
    home.locator("#kb-q").fill("approve")
    home.get_by_role("button", name="Search").click()
    assert home.locator("main mark").first.inner_text() == "approved"


CONTRAST = """() => {
  const number = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (el) => { for (; el; el = el.parentElement) { const c = number(getComputedStyle(el).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !el.checkVisibility()) continue;
    const [a, b] = [light(number(getComputedStyle(el).color)), light(ground(el))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push([walker.currentNode.data.trim().slice(0, 40), ratio.toFixed(2), el.className]);
  }
  return faint;
}"""


NAMELESS = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [role=region], svg[role=img]")]
  .filter((el) => el.checkVisibility())
  .filter((el) => !(el.innerText ?? el.textContent).trim() && !el.getAttribute("aria-label") && !(el.labels && el.labels.length))
  .map((el) => el.outerHTML)"""


@pytest.mark.parametrize("path", PAGES)
def test_text_has_contrast_controls_names_and_headings_order(visit, path):
    """WCAG 2.2, success criteria 1.4.3 (at least 4.5 to 1), 4.1.2, 1.3.1 and 3.1.1."""
    page = visit(path)
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate("document.documentElement.lang") == "en"
    outside = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].filter(h => !h.closest('.kb-copy')).map(h => +h.tagName[1])"
    )
    assert outside[0] == 1 and all(b - a <= 1 for a, b in pairwise(outside))


def test_verdicts_differ_without_colour(visit):
    page = visit(FIRST)
    looks = {
        verdict: page.locator(f".kb-legend .kb-{verdict}").evaluate(
            "el => [getComputedStyle(el).textDecorationStyle, getComputedStyle(el, '::after').content].join()"
        )
        for verdict in ("supported", "unsupported", "contradicted")
    }
    assert len({look.split(",")[0] for look in looks.values()}) == 3
    assert [sign in looks[v] for v, sign in (("supported", "✓"), ("unsupported", "?"), ("contradicted", "✗"))] == [
        True
    ] * 3


def test_margin_stays_beside_the_text_on_wide_screens(visit):
    page = visit(f"/article/{tilde_encode(ODD_ID)}", {"width": 1280, "height": 500})
    page.mouse.wheel(0, 600)
    page.wait_for_function("scrollY > 100")
    assert page.locator(".kb-margin").bounding_box()["y"] >= -1


def test_print_leaves_out_the_frame(visit):
    page = visit(FIRST)
    page.emulate_media(media="print")
    for part in (".kb-header", ".kb-filter", ".kb-footer"):
        assert not page.locator(part).is_visible()
    assert page.locator(".kb-copy").is_visible() and page.locator(".kb-margin").is_visible()
