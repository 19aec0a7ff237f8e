"""Takes the screenshots of the README from a built knowledge base: `python tests/screenshots.py kb.db docs/screenshots`.

Which pages are shown follows from the database alone.
"""

import sqlite3
import sys
import tempfile
from pathlib import Path

from datasette.utils import tilde_encode
from playwright.sync_api import sync_playwright
from test_browser import CHROMIUM, FLAGS, serving

# The claim whose verdict rests on the study that it cites and compares in most slots, with its article and that study.
CHOICE = """
SELECT c.article_id, c.id, cc.study_id FROM claims c
JOIN claim_citations cc ON cc.claim_id = c.id AND cc.study_id = c.study_id
JOIN assessments b ON b.claim_id = c.id AND b.finding_id = c.finding_id
ORDER BY json_array_length(b.slots) DESC, c.id LIMIT 1
"""


def take(database: Path, folder: Path) -> None:
    """Write home.png, article.png, claim.png and study.png into `folder`."""
    with sqlite3.connect(database) as db:
        article, claim, study = (tilde_encode(ident) for ident in db.execute(CHOICE).fetchone())
    pages = {
        "home": ("/", 900),
        "article": (f"/article/{article}", 720),
        "claim": (f"/claim/{claim}", 1240),
        "study": (f"/study/{study}", 900),
    }
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as log,
        serving(database.resolve(), Path(log)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (path, height) in pages.items():
            page = browser.new_page(viewport={"width": 1280, "height": height})
            page.goto(address + path)
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
