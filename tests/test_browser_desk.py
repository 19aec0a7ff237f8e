"""The reviewer's desk in a real Chromium: sign in, decide by keyboard, overrule, settle, mark, rebuild, re-attach."""

import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from browsing import NARROW, PASSWORD, datasette_serve, kb_serve, make_people, press, said
from datasette.utils import tilde_encode
from web_sample import ODD_ID, write_sample

from kb.labels import Role

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
FIRST = "/article/salts-for-cough"
CLAIM = "/claim/salts-for-cough-aaaa"


@pytest.fixture(scope="module")
def peopled(tmp_path_factory):
    """The sample with two reviewers, who decide blind, and a lead; to be copied."""
    folder = tmp_path_factory.mktemp("peopled")
    write_sample(folder / "kb.db")
    make_people(folder, ana=Role.REVIEWER, ben=Role.REVIEWER, lea=Role.LEAD)
    return folder


@pytest.fixture
def folder(peopled, tmp_path):
    """A copy of that, in which everything may be done."""
    shutil.copytree(peopled, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def desk(folder, visitors_to):
    """The copy, served."""
    with datasette_serve(folder / "kb.db") as address:
        yield visitors_to(address)


def rows(folder: Path, sql: str) -> list[tuple]:
    with sqlite3.connect(folder / "reviews.db") as db:
        return db.execute(sql).fetchall()


# ---- the first decision of somebody new ----


def test_from_home_to_the_first_decision_without_a_manual(tmp_path, visitors_to):
    """Nobody has an account. What a person does: reads what stands on the page, and takes the nearest way."""
    write_sample(tmp_path / "kb.db")
    with kb_serve(tmp_path) as address:
        began = time.monotonic()
        page = visitors_to(address).open("/")
        page.get_by_role("link", name="Queue").first.click()
        page.locator(".kb-queue a[data-step]").first.click()
        claim = page.url
        page.get_by_role("link", name="Make the first account").click()
        page.get_by_label("Name").fill("ana")
        for label in ("Password at least", "The password again"):
            page.get_by_label(label).fill(PASSWORD)
        page.get_by_role("button", name="Make the account and sign in").click()
        page.wait_for_url(claim)
        page.get_by_role("button", name="Agree").click()
        page.locator("body > .kb-notice").wait_for()
        took = time.monotonic() - began
    assert took < 60, took
    assert rows(tmp_path, "SELECT kind, reviewer, decision FROM reviews WHERE kind = 'decision'") == [
        ("decision", "ana", "agree")
    ]


def test_signing_in_from_a_claim_leads_back_to_it(desk):
    page = desk.open(CLAIM + "?from=queue")
    page.keyboard.press("a")
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**" + CLAIM + "?from=queue")
    assert page.get_by_role("button", name="Agree: contradicted").is_visible()


# ---- deciding by keyboard ----


def test_one_key_a_claim_through_the_queue(desk, folder):
    page = desk.open("/queue", "ana")
    assert page.locator(".kb-queue li").count() == 27
    press(page, "j", "Enter")
    for _ in range(5):
        press(page, "a")
        assert said(page).startswith("Agreed: ")
    assert page.locator("#kb-decide").get_by_role("button", name="Agree").is_visible()
    decided = rows(folder, "SELECT count(DISTINCT claim_id), count(*) FROM reviews WHERE kind = 'decision'")
    assert decided == [(5, 5)]
    press(page, "q")
    assert page.locator(".kb-queue li").count() == 22


def test_overruling_takes_a_verdict_and_a_reason(desk, folder):
    page = desk.open(CLAIM, "ana")
    page.keyboard.press("o")
    page.keyboard.press("u")
    assert page.locator("input[value=unsupported]").first.is_checked()
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.press("Control+Enter")
    assert page.evaluate("document.activeElement.validity.valueMissing") and page.url.endswith(CLAIM)
    page.keyboard.type("a s u c n w: letters of a reason are no keys")
    page.get_by_label("A better citation").fill("10.1000/182")
    press(page, "Control+Enter")
    assert said(page).startswith("Recorded: unsupported.")
    sql = "SELECT decision, verdict, machine_verdict, reason, citation FROM reviews WHERE kind = 'decision'"
    reason = "a s u c n w: letters of a reason are no keys"
    assert rows(folder, sql) == [("overrule", "unsupported", "contradicted", reason, "10.1000/182")]


@pytest.mark.parametrize(("key", "decision"), [("w", "needs_work"), ("n", "not_a_claim")])
def test_needs_work_and_not_a_claim(desk, folder, key, decision):
    page = desk.open(CLAIM, "ana")
    page.keyboard.press(key)
    page.keyboard.type("see the label")
    press(page, "Control+Enter")
    assert rows(folder, "SELECT decision, verdict, reason FROM reviews WHERE kind = 'decision'") == [
        (decision, None, "see the label")
    ]
    page.goto(FIRST)
    own = page.locator(".kb-margin li").first
    assert f"you: {decision.replace('_', ' ')}" in own.inner_text()
    assert bool(page.locator(".kb-copy .kb-struck").count()) == (decision == "not_a_claim")


def test_the_list_of_keys_names_every_key_of_the_page(desk):
    page = desk.open(CLAIM, "lea")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    keys = set(dialog.locator("kbd").all_inner_texts())
    assert {"a", "o", "w", "n", "m", "j", "q", "x", "?"} <= keys
    page.keyboard.press("a")
    assert dialog.is_visible(), "keys of the page rest while the list is open"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "kb-note"


def test_a_decision_can_be_changed_and_what_was_said_stays(desk, folder):
    page = desk.open(CLAIM, "ana")
    press(page, "a")
    page.goto(CLAIM)
    page.keyboard.press("e")
    page.keyboard.press("o")
    page.keyboard.press("s")
    page.keyboard.type("I read it again.")
    press(page, "Control+Enter")
    page.goto(CLAIM)
    timeline = page.locator(".kb-timeline li").all_inner_texts()
    assert len(timeline) == 2 and "since changed" in timeline[0] and "I read it again." in timeline[1]
    assert rows(folder, "SELECT supersedes IS NOT NULL FROM reviews WHERE kind = 'decision' ORDER BY id") == [
        (0,),
        (1,),
    ]


def test_a_page_that_is_older_than_ones_own_decision_is_refused_and_keeps_the_words(desk, folder):
    old, new = desk.open(CLAIM, "ana"), None
    new = old.context.new_page()
    new.goto(CLAIM)
    press(new, "a")
    desk.refusals = True
    old.keyboard.press("o")
    old.keyboard.press("s")
    old.keyboard.type("words that took long")
    press(old, "Control+Enter")
    assert "decided" in old.get_by_role("alert").inner_text()
    assert old.locator("textarea[name=reason]").first.input_value() == "words that took long"
    assert rows(folder, "SELECT count(*) FROM reviews WHERE kind = 'decision'") == [(1,)]


# ---- two who do not see each other, and a third ----


def test_blind_then_open_then_settled(desk, folder):
    ana, ben = desk.open(CLAIM, "ana"), desk.open(CLAIM, "ben")
    press(ana, "a")
    ana.goto(CLAIM)
    assert "1 of 2 has decided" in ana.locator("#kb-decide").inner_text()
    ben.reload()
    assert "1 of 2 has decided" in ben.locator("#kb-decide").inner_text()
    assert "ana" not in ben.locator(".kb-said .kb-who").all_inner_texts()
    ben.keyboard.press("o")
    ben.keyboard.press("s")
    ben.keyboard.type("The study says so.")
    press(ben, "Control+Enter")
    ben.goto(CLAIM)
    assert ben.locator(".kb-timeline .kb-who").all_inner_texts() == ["ana", "ben"]
    assert "They disagree" in ben.locator("#kb-decide").inner_text()
    assert ben.get_by_role("button", name="Settle").count() == 0, "nobody settles what he decided"
    lea = desk.open("/queue?show=disputed", "lea")
    press(lea, "j", "Enter")
    press(lea, "a")
    lea.goto(CLAIM)
    assert "Counts: ✗ contradicted settled by lea" in " ".join(lea.locator(".kb-counts").inner_text().split())
    standing = rows(folder, "SELECT verdict, status, decided_by FROM standing")
    assert standing == [("contradicted", "settled", "lea")]
    ana.goto("/people")
    assert "ana and ben" in ana.locator("main").inner_text()


def test_notes_call_people_and_work_is_handed_out(desk):
    lea = desk.open(CLAIM, "lea")
    lea.locator("summary", has_text="Assign").click()
    lea.get_by_label("To be decided by").select_option("ben")
    lea.get_by_role("button", name="Assign").click()
    lea.locator("body > .kb-notice").wait_for()
    lea.keyboard.press("m")
    lea.keyboard.type("@ben: does the label say so? And @zoe?")
    press(lea, "Control+Enter")
    assert said(lea) == "Noted. Nobody here is called zoe."
    ben = desk.open("/queue?show=mine", "ben")
    assert ben.locator(".kb-queue li").count() == 1
    assert "1" in ben.get_by_role("link", name="You are mentioned").inner_text()
    ben.get_by_role("link", name="You are mentioned").click()
    ben.locator(".kb-queue a[data-step]").click()
    assert "does the label say so?" in ben.locator(".kb-notes").inner_text()
    ben.get_by_label("A note").fill("@lea it does.")
    ben.get_by_role("button", name="Note it").click()
    ben.locator("body > .kb-notice").wait_for()
    ben.goto("/queue?show=mentions")
    assert "Nobody calls you." in ben.locator("main").inner_text()
    ana = desk.open(CLAIM, "ana")
    assert "label" not in ana.locator(".kb-said").inner_text(), "a note is for those it calls until the claim is open"


# ---- filters, scripts switched off, narrow screens ----


def test_the_queue_is_narrowed_and_keeps_to_what_it_was_narrowed_to(desk):
    page = desk.open("/queue", "ana")
    page.get_by_label("Type").select_option("safety")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**type=safety")
    shown = page.locator(".kb-queue li").count()
    assert 0 < shown < 27
    press(page, "j", "Enter")
    for _ in range(shown - 1):
        press(page, "a")
        assert page.locator(".kb-facts dd").first.inner_text() == "safety"
    press(page, "a")
    page.wait_for_url("**/queue?type=safety")
    assert "No claim awaits you here." in page.locator("main").inner_text()


def test_the_article_goes_on_to_its_next_claim_and_ends_where_it_began(desk):
    page = desk.open(FIRST, "ana")
    page.keyboard.press("ArrowRight")
    press(page, "Enter")
    for _ in range(6):
        press(page, "a")
    page.wait_for_url("**" + FIRST)
    assert page.locator(".kb-margin .kb-people").count() == 6
    page.get_by_label("Decision").select_option("decided")
    assert page.locator(".kb-shown").inner_text() == "6 of 6 claims"


def test_without_javascript_the_same_decision(desk, folder):
    page = desk.open(CLAIM, "ana", java_script_enabled=False)
    page.locator("summary", has_text="Overrule").click()
    page.locator("input[name=verdict][value=supported]").first.check()
    page.get_by_label("Why", exact=True).fill("Read.")
    page.get_by_role("button", name="Overrule").click()
    assert "Recorded: supported" in said(page)
    page.get_by_role("button", name="Agree").click()
    assert "Agreed" in said(page)
    page.goto(FIRST)
    page.get_by_label("Its words").fill("Our team is the best")
    page.get_by_role("button", name="Add claim").click()
    assert "Our team is the best" in page.locator("h1").inner_text()
    kinds = rows(folder, "SELECT kind, decision FROM reviews WHERE kind <> 'policy' ORDER BY id")
    assert kinds == [("decision", "overrule"), ("decision", "agree"), ("claim", None)]


PAGES = [FIRST, CLAIM, "/claim/salts-for-cough-eeee", "/queue", "/queue?show=mine", "/queue?show=mentions"]
PAGES += ["/queue?show=disputed", "/orphans", "/people", f"/article/{tilde_encode(ODD_ID)}", "/-/login"]


def test_pages_are_sound_wide_and_narrow(desk):
    """No serious finding of axe, and no sideways scrolling, on any page, for a lead and for nobody."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the accessibility checker is not here")
    lea = desk.open(CLAIM, "lea")
    press(lea, "a")
    for page in (lea, desk.open("/")):
        for path in PAGES:
            page.goto(path)
            for details in page.locator("details").all()[:8]:
                details.evaluate("one => { one.open = true; }")
            found = axe.Axe().run(page).response["violations"]
            grave = [v for v in found if v["impact"] in ("serious", "critical")]
            assert not grave, (path, [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in grave])
            page.set_viewport_size(NARROW)
            assert page.evaluate("document.documentElement.scrollWidth") <= 400, path
            page.set_viewport_size({"width": 1280, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path
