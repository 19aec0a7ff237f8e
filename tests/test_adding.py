"""Copy into the reader's folder: files and pages of the web, versions put by, and what a new version does to claims."""

import gzip
import json
import sqlite3
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from reviewing import SUPPORTED, outcome, seen

from kb.adding.differing import differences
from kb.adding.fetching import NotFetched, fetch
from kb.adding.shelf import id_of, versions
from kb.anchors import find_anchors
from kb.auditing import claims_of
from kb.cli import main
from kb.read.articles import read_articles
from kb.reviews import ReviewLog

FILLER = (
    "It is a plain page about a plain thing, and whoever reads it will know what we do here every day of the week. "
)
PAGE = f"""<html lang="en"><head><title>Rest well</title></head><body><article><h1>Rest well</h1>
<p>Ketamine reduces anxiety within two hours. {FILLER}</p><p>{FILLER}Sertraline may cause nausea.</p>
</article></body></html>"""


class _Web(BaseHTTPRequestHandler):
    """Good and bad pages of a site on this machine."""

    def do_GET(self):
        name = self.path.strip("/").partition("?")[0]
        if name == "loop":
            self._answer(302, b"", Location="/loop")
        elif name == "moved":
            self._answer(301, b"", Location="/page")
        elif name in {"500", "404"}:
            self._answer(int(name), b"no")
        elif name == "lies":
            self._answer(200, b"x", **{"Content-Type": "text/html", "Content-Length": "2000000000"})
        elif name == "endless":
            self._endless()
        elif name == "bomb":
            packed = gzip.compress(b"x" * 3_000_000)
            self._answer(200, packed, **{"Content-Type": "text/html", "Content-Encoding": "gzip"})
        elif name == "picture":
            self._answer(200, b"\x89PNG", **{"Content-Type": "image/png"})
        elif name in {"headers", "body"}:
            self._trickle(b"X-More: yes\r\n" if name == "headers" else b"Content-Type: text/html\r\n\r\n")
        else:
            self._answer(200, self.server.page.encode(), **{"Content-Type": "text/html; charset=utf-8"})

    def _answer(self, status, body, **headers):
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def _endless(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(2000):
                self.wfile.write(b"<p>more</p>" * 1000)
        except OSError:
            pass  # the reader has hung up, as it should

    def _trickle(self, more):
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        try:
            for _ in range(200):
                self.wfile.write(more)
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_):
        pass


@contextmanager
def _serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    server.page = PAGE
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@pytest.fixture(scope="module")
def site():
    with _serving() as (_, address):
        yield address


BAD = [
    ("/loop", "redirects more than 10 times"),
    ("/500", "answers 500"),
    ("/404", "answers 404"),
    ("/lies", "is larger than 1 MB"),
    ("/endless", "is larger than 1 MB"),
    ("/bomb", "is larger than 1 MB"),
    ("/picture", "is image/png, not a web page"),
]


@pytest.mark.parametrize(("path", "message"), BAD)
def test_an_address_that_gives_no_copy_says_why(site, path, message):
    with pytest.raises(NotFetched, match=message):
        fetch(site + path, most=1_000_000)


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd", "example.org", "https://", "http://[::1"])
def test_only_addresses_of_the_web_are_opened(url):
    with pytest.raises((NotFetched, ValueError)):
        fetch(url)


def test_nobody_there_is_one_line(tmp_path):
    done = CliRunner().invoke(main, ["add", "http://127.0.0.1:9/", "--articles", str(tmp_path)])
    assert done.exit_code == 1
    assert done.output.startswith("http://127.0.0.1:9/: cannot be fetched")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["/headers", "/body"])
def test_a_page_that_trickles_is_given_up(site, path):
    with pytest.raises(NotFetched, match="takes too long to arrive"):
        fetch(site + path, seconds=0.5)


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_a_page_of_the_web_is_added_with_where_and_when(tmp_path):
    with _serving() as (server, address):
        first = run("add", f"{address}/moved", f"{address}/loop", "--articles", tmp_path)
        assert first.exit_code == 1  # for the loop alone
        assert "rest-well: added" in first.output
        assert f"{address}/loop: redirects" in first.output
        (article,), problems = read_articles(tmp_path)
        assert problems == ()
        assert (article.id, article.url) == ("rest-well", f"{address}/page")
        assert article.captured
        assert run("add", f"{address}/page", "--articles", tmp_path).output.startswith("rest-well: unchanged")
        server.page = PAGE.replace("two hours", "two days")
        again = run("add", f"{address}/page", "--articles", tmp_path)
        assert again.output.startswith("rest-well: new version")
    assert [path.name for path in versions(tmp_path, "rest-well")] == ["0001.html"]
    told = run("diff", "rest-well", "--articles", tmp_path, "--studies", tmp_path, "--reviews", tmp_path / "none.db")
    assert "- Ketamine reduces anxiety within two hours." in told.output
    assert "+ Ketamine reduces anxiety within two days." in told.output
    assert " 1 changed, 0 gone, 0 new" in told.output.splitlines()[-1]


NAMES = [
    ("Ketamine for Anxiety – Café draft v3", "ketamine-for-anxiety-cafe-draft-v3"),
    ("../../etc/passwd", "etc-passwd"),
    ("a" * 200, "a" * 80),
    ("…", ""),
]


@pytest.mark.parametrize(("words", "name"), NAMES)
def test_names(words, name):
    assert id_of(words) == name


def test_bad_files_are_one_line_each_and_the_rest_is_added(tmp_path):
    good, bad = tmp_path / "My Page.txt", tmp_path / "sheet.xlsx"
    good.write_text("Ketamine reduces anxiety.\n", encoding="utf-8")
    bad.write_bytes(b"PK")
    folder = tmp_path / "copy"
    done = run("add", bad, tmp_path / "missing.md", good, "--articles", folder)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert [line.partition(": ")[2][:24] for line in lines] == [
        "is a spreadsheet: copy i", "cannot be added: No such", "added, 3 words",
    ]  # fmt: skip
    assert [path.name for path in folder.iterdir()] == ["my-page.txt"]


def test_every_version_is_kept_also_of_another_format(tmp_path):
    folder, texts = tmp_path / "copy", ["Ketamine helps one.", "Ketamine helps two.", "# T\n\nKetamine helps three."]
    for text, ending in zip(texts, (".txt", ".txt", ".md"), strict=True):
        path = tmp_path / f"page{ending}"
        path.write_text(text if ending == ".txt" else f"---\ntitle: T\n---\n{text}", encoding="utf-8")
        assert run("add", path, "--articles", folder).exit_code == 0
    assert [path.read_text() for path in versions(folder, "page")] == texts[:2]
    assert [path.name for path in folder.iterdir() if not path.name.startswith(".")] == ["page.md"]
    assert [article.id for article in read_articles(folder)[0]] == ["page"]


OLD = "Ketamine reduces anxiety in adults. Sertraline may cause nausea. Lithium treats mania."
FATES = [
    (OLD, ["kept", "kept", "kept"]),
    (OLD.replace("in adults", "in most adults"), ["changed", "kept", "kept"]),
    (OLD.replace(" Sertraline may cause nausea.", ""), ["kept", "kept", "gone"]),
    (OLD + " Aspirin prevents strokes.", ["kept", "kept", "kept", "new"]),
    ("Lithium treats mania. Sertraline may cause nausea. Ketamine reduces anxiety in adults.", ["kept"] * 3),
]


def _claims(text, lexicon, tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "page.txt").write_text(text, encoding="utf-8")
    (article,), _ = read_articles(folder)
    return article, claims_of([article], (), lexicon)[0]


@pytest.mark.parametrize(("text", "fates"), FATES)
def test_what_became_of_each_claim(lexicon, tmp_path, text, fates):
    found = differences(_claims(OLD, lexicon, tmp_path, "old"), _claims(text, lexicon, tmp_path, "new"))
    assert [one.fate.value for one in found] == fates


def test_a_decision_follows_what_stands_and_waits_where_the_words_changed(lexicon, tmp_path):
    far = "Nothing is said in this long stretch of words that stands between the two of them for a while. " * 2
    text = f"Ketamine reduces anxiety in adults. {far} Lithium treats mania."
    folder, source = tmp_path / "copy", tmp_path / "page.txt"
    for words in (text, text.replace("mania", "gout")):
        source.write_text(words, encoding="utf-8")
        assert run("add", source, "--articles", folder).exit_code == 0
    article, claims = _claims(text, lexicon, tmp_path, "old")
    log = ReviewLog(tmp_path / "reviews.db")
    anchors = find_anchors("page", article.text, [(c.start, c.end) for c in claims])
    for claim, anchor in zip(claims, anchors, strict=True):
        said = seen(quote=claim.quote, before=anchor.before, after=anchor.after)
        assert said.anchor == anchor.key
        outcome(log, "ann", said, SUPPORTED)
    log.close()
    words = ("diff", "page", "--articles", folder, "--studies", tmp_path, "--reviews", tmp_path / "reviews.db")
    rows = json.loads(run(*words, "--format", "json").output)
    assert [(row["fate"], row["decision"], row["follows"]) for row in rows] == [
        ("kept", "supported by ann", True), ("changed", "supported by ann", False),
    ]  # fmt: skip
    assert run(*words).output.endswith("1 decisions follow, 1 wait among the orphans\n")
    with sqlite3.connect(tmp_path / "reviews.db") as kept:
        assert kept.execute("SELECT count(*) FROM reviews WHERE kind = 'decision'").fetchone() == (2,)


def test_diff_of_what_is_not_there_says_so(tmp_path):
    (tmp_path / "page.txt").write_text("Ketamine helps.", encoding="utf-8")
    assert "holds no article 'other'" in run("diff", "other", "--articles", tmp_path).output
    assert "there is no earlier version" in run("diff", "page", "--articles", tmp_path).output


def test_diff_reads_a_folder_of_words_and_says_what_is_wrong_with_it(tmp_path):
    folder, words = tmp_path / "copy", tmp_path / "words"
    words.mkdir()
    (words / "own.yml").write_text("concepts: 3\n")
    draft = tmp_path / "page.html"
    for text in (PAGE, PAGE.replace("nausea", "fatigue")):
        draft.write_text(text)
        run("add", draft, "--articles", folder)
    result = run("diff", "page", "--articles", folder, "--studies", tmp_path, "--vocabulary", words)
    assert result.exit_code == 1 and "own.yml" in result.output and "Traceback" not in result.output


ABOUT = [
    ("publisher: Clinic\nurl: https://example.org/a\n", "", ("Clinic", "https://example.org/a")),
    ("colour: red\n", "page.about.yml: colour: is no key", None),
    ("captured: yesterday\n", "page.about.yml: captured: 'yesterday' is not a date", None),
    ("- a\n", "page.about.yml: is not a mapping", None),
]


@pytest.mark.parametrize(("about", "problem", "wanted"), ABOUT)
def test_what_is_said_beside_a_file_counts(tmp_path, about, problem, wanted):
    (tmp_path / "page.txt").write_text("Ketamine helps.", encoding="utf-8")
    (tmp_path / "page.about.yml").write_text(about, encoding="utf-8")
    articles, problems = read_articles(tmp_path)
    assert [(a.publisher, a.url) for a in articles] == ([wanted] if wanted else [])
    assert [str(p).startswith(f"page.txt: {problem}") for p in problems] == ([True] if problem else [])
