"""The shipped articles, built once and decided here and there, for the tests of reports and exports."""

import sqlite3
from pathlib import Path

from reviewing import outcome

from kb.build import build
from kb.reviews import ClaimSeen, ReviewLog

ROOT = Path(__file__).resolve().parent.parent
ARTICLES, STUDIES = ROOT / "sources" / "articles", ROOT / "sources" / "studies"


def build_shipped(folder: Path, nlp) -> Path:
    """kb.db of the shipped sources, beside a reviews.db in which people decided; gives the path of kb.db."""
    build(ARTICLES, STUDIES, folder / "kb.db", nlp=nlp)
    with sqlite3.connect(folder / "kb.db") as database:
        database.row_factory = sqlite3.Row
        claims = database.execute("SELECT * FROM claims WHERE article_id LIKE 'ipc%' ORDER BY position").fetchall()
    with ReviewLog(folder / "reviews.db") as log:
        for row, what in zip(claims, ("unsupported", "supported", "not_a_claim", "needs_work"), strict=False):
            outcome(log, "kim", ClaimSeen.from_row(dict(row), "b"), what)
        disputed = ClaimSeen.from_row(dict(claims[4]), "b")
        outcome(log, "kim", disputed, "supported")
        outcome(log, "lee", disputed, "unsupported")
    return folder / "kb.db"
