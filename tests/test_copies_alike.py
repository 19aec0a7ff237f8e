"""The same article in every format makes the same claims with the same links."""

import sqlite3
from collections import Counter
from functools import partial
from pathlib import Path

import copies
import pytest

from kb.build import build

ROOT = Path(__file__).resolve().parent.parent
FORMATS = {
    "html": (".html", copies.webpage),
    "word": (".docx", copies.word),
    "pdf": (".pdf", copies.pdf),
    "pdf with broken words": (".pdf", partial(copies.pdf, hyphens=True)),
}
ALIKE = 0.97

CLAIMS = "SELECT article_id, quote, verdict FROM claims"
LINKS = """SELECT c.article_id, c.quote, l.study_id FROM claim_citations l JOIN claims c ON c.id = l.claim_id
WHERE l.study_id IS NOT NULL"""


def rows(database: Path, query: str) -> Counter:
    """The rows of a query, white space folded."""
    with sqlite3.connect(database) as db:
        return Counter(tuple(" ".join(str(value).split()) for value in row) for row in db.execute(query))


@pytest.fixture(scope="module")
def from_markdown(nlp, tmp_path_factory) -> Path:
    database = tmp_path_factory.mktemp("markdown") / "kb.db"
    build(ROOT / "sources" / "articles", ROOT / "sources" / "studies", database, nlp=nlp)
    return database


@pytest.fixture(scope="module", params=FORMATS)
def from_format(request, nlp, tmp_path_factory) -> Path:
    ending, make = FORMATS[request.param]
    folder = tmp_path_factory.mktemp("copies")
    for path in sorted((ROOT / "sources" / "articles").glob("*.md")):
        (folder / f"{path.stem}{ending}").write_bytes(make(path))
    counts = build(folder, ROOT / "sources" / "studies", folder / "kb.db", nlp=nlp)
    assert counts.problems == ()
    return folder / "kb.db"


def test_claims_and_links_are_those_of_the_markdown(from_format: Path, from_markdown: Path) -> None:
    for query in (CLAIMS, LINKS):
        wanted, found = rows(from_markdown, query), rows(from_format, query)
        assert sum(wanted.values()) > 0
        shared = sum((wanted & found).values())
        assert shared >= ALIKE * sum(wanted.values()), sorted((wanted - found).elements())[:10]
        assert shared >= ALIKE * sum(found.values()), sorted((found - wanted).elements())[:10]
