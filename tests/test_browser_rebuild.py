"""An edit of the copy and a rebuild, seen in a real Chromium: what follows its claim, what is orphaned and attached again,
and a claim that the machine missed."""

import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from browsing import KB, ROOT, kb_serve, make_people, press

from kb.labels import Role
from kb.reviews import verify

pytestmark = pytest.mark.browser

COPY = """---
title: Tablets against wakefulness
---

# Tablets against wakefulness

In 2018 Glue et al gave ketamine under the skin to 20 people. The drug is approved for insomnia.

Ketamine cures generalised anxiety disorder in every patient who takes it at night.

Ask for it at the front desk. A warm blanket waits for you.

Ketamine has no side effects.
"""


def rows(folder: Path, sql: str) -> list[tuple]:
    with sqlite3.connect(folder / "reviews.db") as db:
        return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Copy and studies of our own, built."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "articles").mkdir()
    (folder / "studies").mkdir()
    (folder / "articles" / "tablets.md").write_text(COPY, encoding="utf-8")
    shutil.copy(ROOT / "sources" / "studies" / "glue2018.yml", folder / "studies")
    build(folder)
    make_people(folder, needed=1, ana=Role.REVIEWER, ben=Role.REVIEWER)
    return folder


def build(folder: Path) -> None:
    command = [*KB, "build", "--articles", "articles", "--studies", "studies", "--db", "kb.db"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)


def test_mark_rebuild_orphan_attach(built, visitors_to):
    with kb_serve(built) as address:
        page = visitors_to(address).open("/article/tablets", "ana")
        marked = _mark(page, "Ask for it at the front desk.")
        approved = _decide(page, "approved for insomnia", "s", "The label says so.")
        _decide(page, "no side effects", "u", "Nobody asked.")
        page.goto("/orphans")
        assert "Everything that was said belongs to a claim" in page.locator("main").inner_text()
        copy = (built / "articles" / "tablets.md").read_text(encoding="utf-8")
        (built / "articles" / "tablets.md").write_text(
            copy.replace("is approved for insomnia", "is approved for insomnia in adults"), encoding="utf-8"
        )
        build(built)
        _until(page, "/article/tablets", "insomnia in adults")
        assert page.locator(".kb-margin li", has_text="no side effects").locator(".kb-people").count() == 1
        assert page.locator(".kb-margin li", has_text="added by ana").count() == 1
        _attach(page, approved)
        page.goto(marked)
        assert "supported" in page.locator(".kb-counts").inner_text()
    assert rows(built, "SELECT count(*) FROM reviews WHERE kind = 'attachment'") == [(1,)]
    assert verify(built / "reviews.db").intact


SELECT = """([start, end]) => {
  const walker = document.createTreeWalker(document.querySelector(".kb-copy"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(start);
    if (at >= 0) getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + end);
  }
}"""


def _mark(page, words: str) -> str:
    """Selects the words in the copy, marks them as a claim, decides it; gives the address of its page."""
    page.evaluate(SELECT, [words, len(words)])
    page.get_by_role("button", name="Add claim").click()
    page.wait_for_url("**/claim/**")
    assert page.locator("h1").inner_text() == f"“{words}”"
    address = page.url
    page.keyboard.press("s")
    page.locator("textarea[name=reason]").first.fill("They do.")
    press(page, "Control+Enter")
    page.goto("/article/tablets")
    mark = page.locator(".kb-copy .kb-added")
    assert mark.inner_text() == words and "marked by ana" in mark.get_attribute("title")
    return address


def _decide(page, words: str, key: str, reason: str) -> str:
    page.goto("/article/tablets")
    page.locator(".kb-margin li", has_text=words).get_by_role("link", name="why").click()
    page.wait_for_url("**/claim/**")
    address = page.url
    page.keyboard.press("o")
    if page.locator(f"#kb-decide input[data-key={key}]").count():
        page.keyboard.press(key)
        page.locator("textarea[name=reason]").first.fill(reason)
        press(page, "Control+Enter")
    else:
        press(page, "a")
    return address


def _until(page, path: str, words: str) -> None:
    """Until the server, which starts again when the knowledge base is replaced, shows the new words."""
    for _ in range(100):
        try:
            page.goto(path)
            if words in page.locator(".kb-copy").inner_text():
                return
        except Exception:
            pass
        time.sleep(0.3)
    raise AssertionError(f"{path} never showed {words!r}")


def _attach(page, before: str) -> None:
    page.goto("/orphans")
    orphan = page.locator(".kb-orphan")
    assert orphan.count() == 1 and "The label says so." in orphan.inner_text()
    candidate = orphan.locator("li", has_text="insomnia in adults")
    candidate.get_by_role("button", name="attach").click()
    page.wait_for_url("**/claim/**")
    assert page.url.partition("#")[0] != before
    assert "The label says so." in page.locator(".kb-timeline").inner_text()
    page.goto("/orphans")
    assert "Everything that was said belongs to a claim" in page.locator("main").inner_text()
