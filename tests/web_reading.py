"""How the tests of the pages ask for a page and read it."""

import sqlite3
from html.parser import HTMLParser
from pathlib import Path

from datasette.app import Datasette
from datasette.utils import tilde_encode
from web_sample import ODD_ID, ODD_STUDY

from kb.labels import Reason
from kb.yamltext import load

ROOT = Path(__file__).resolve().parent.parent
METADATA = load((ROOT / "metadata.yml").read_text(encoding="utf-8"))
DESCRIBED = METADATA["databases"]["kb"]
FIRST = "salts-for-cough"


OWN_PAGES = [
    "/",
    "/legend",
    "/search",
    "/search?q=cough",
    "/matrix",
    "/matrix?q=headache&show=contradicted",
    "/graph",
    "/graph?verdict=contradicted",
    "/graph?study=meyer2019",
    f"/graph?article={FIRST}&page=2",
    f"/article/{FIRST}",
    f"/article/{tilde_encode(ODD_ID)}",
    *(f"/claim/{FIRST}-{name * 4}" for name in "abcdef"),
    *(f"/claim/{tilde_encode(ODD_ID)}-{number:04}" for number in range(len(Reason))),
    "/study/meyer2019",
    "/study/label2020",
    f"/study/{tilde_encode(ODD_STUDY)}",
]


def serve(database: Path, **more) -> Datasette:
    """A Datasette in process over a database that does not change."""
    return Datasette(immutables=[str(database)], **{"metadata": METADATA, **more})


async def get(site: Datasette, path: str, status: int = 200) -> str:
    response = await site.client.get(path)
    assert response.status_code == status, (path, response.status_code, response.text[:500])
    return response.text


def served_rows(database: Path, sql: str) -> list[tuple]:
    """The rows of a query on a database that is being served."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


class Reading(HTMLParser):
    """Collects the text, the ids, the addresses and the elements of a page, and checks that elements nest."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.ids, self.links, self.tags, self.open = "", [], [], [], []
        self.feed(html)
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
