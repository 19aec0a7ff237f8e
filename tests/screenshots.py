"""Takes the screenshots of the README from a built knowledge base: `python tests/screenshots.py kb.db docs/screenshots`.

Which pages are shown follows from the database alone.
"""

import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from browsing import datasette_serve, make_people, sign_in
from chromium import CHROMIUM, FLAGS
from datasette.utils import tilde_encode
from playwright.sync_api import sync_playwright

from kb.labels import Role

# The claim whose verdict rests on the study that it cites and compares in most slots, with its article and that study.
CHOICE = """
SELECT c.article_id, c.id, cc.study_id FROM claims c
JOIN claim_citations cc ON cc.claim_id = c.id AND cc.study_id = c.study_id
JOIN assessments b ON b.claim_id = c.id AND b.finding_id = c.finding_id
ORDER BY json_array_length(b.slots) DESC, c.id LIMIT 1
"""
# The page of which most kinds of things are to be said.
OBSERVED = """
SELECT article_id FROM article_findings GROUP BY article_id ORDER BY count(DISTINCT kind) DESC, article_id LIMIT 1
"""
# A claim that could be mended in its own words; where there is none, the one with the most to do about it.
MENDED = """
SELECT claim_id FROM suggestions GROUP BY claim_id ORDER BY max(kind = 'reword') DESC, count(*) DESC, claim_id LIMIT 1
"""


def take(database: Path, folder: Path) -> None:
    """Write a picture of each kind of page, as a reviewer sees it, and of the parts that need one of their own."""
    with sqlite3.connect(database) as db:
        chosen = [*db.execute(CHOICE).fetchone(), *db.execute(OBSERVED).fetchone(), *db.execute(MENDED).fetchone()]
    article, claim, study, observed, mended = map(tilde_encode, chosen)
    pages = {
        "home": ("/", 900),
        "queue": ("/queue", 620),
        "article": (f"/article/{article}", 900),
        "claim": (f"/claim/{claim}", 1240),
        "study": (f"/study/{study}", 900),
        "matrix": ("/matrix", 640),
        "graph": ("/graph", 1000),
    }
    parts = {"whole": (f"/article/{observed}", ".kb-whole"), "suggested": (f"/claim/{mended}", ".kb-suggested")}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        shutil.copy(database, Path(place) / "kb.db")
        make_people(Path(place), needed=1, ana=Role.REVIEWER)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with datasette_serve(Path(place) / "kb.db") as address:
            page = browser.new_page()
            page.goto(f"{address}/-/login")
            sign_in(page, "ana")
            for name, (path, height) in pages.items():
                page.set_viewport_size({"width": 1280, "height": height})
                page.goto(address + path)
                page.screenshot(path=folder / f"{name}.png")
            page.set_viewport_size({"width": 1000, "height": 900})
            for name, (path, part) in parts.items():
                page.goto(address + path)
                page.locator(part).screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
