"""Text that tries to become markup, in a real Chromium: none of it runs, none becomes an element, all is shown as text.

The content security policy is switched off in this browser, so that the pages must escape all by themselves. Runs with
the other browser tests, in a pytest process of its own (`pytest -m browser`).
"""

import sqlite3
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from browsing import datasette_serve
from datasette.utils import tilde_encode
from hostile_sample import NUMBERED, claim_id, say_hostile, study_id, write_hostile
from payloads import CLASSES, PAYLOADS
from visitors import SECRET, make_accounts, session
from web_reading import serve

pytestmark = pytest.mark.browser

HOOK = "window.__ran = []; window.__pwn = () => { window.__ran.push(location.href); };"
# What ran, and what stands in the page that none of our templates makes.
FOUND = """() => ({
  ran: window.__ran,
  handlers: [...document.querySelectorAll("*")]
    .filter((el) => [...el.attributes].some((a) => /^on/i.test(a.name))).map((el) => el.outerHTML.slice(0, 200)),
  foreign: [...document.querySelectorAll("iframe, object, embed, base, meta[http-equiv], math, video, audio, marquee, "
    + "template, plaintext, xmp, x, foreignObject, animate, style, main script, main link, [style], noscript")]
    .map((el) => el.outerHTML.slice(0, 200)),
  elsewhere: [...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .flatMap((el) => ["href", "src", "action", "formaction"].map((name) => el.getAttribute(name)))
    .filter((value) => value && /^[^/?#]*:/.test(value.replace(/[\\s\\x00-\\x1f]/g, "")) && !/^https?:\\/\\//i.test(value)),
  text: document.documentElement.textContent
    + [...document.querySelectorAll("input, textarea")].map((el) => el.value).join(" "),
})"""
# Pages that show many of the texts at once.
SHARED = ["/", "/legend", "/matrix", "/graph", "/queue", "/orphans", "/people"]
TABLES = [
    f"/kb/{name}?_size=max"
    for name in ("articles", "claims", "studies", "findings", "assessments", "suggestions", "citations")
]
TABLES += [f"/kb/{name}?_size=max" for name in ("citation_references", "article_findings", "problems", "blocks")]
SQL = "select reason, citation, quote from reviews.decisions union all select note, note, quote from reviews.notes"


@pytest.fixture(scope="module", name="site")
def hostile_site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    database = write_hostile(folder / "kb.db")
    say_hostile(database, folder / "reviews.db")
    make_accounts(folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATASETTE_SECRET", SECRET)
        with datasette_serve(database) as address:
            yield address, session(serve(database, secret=SECRET), "lea"), folder / "reviews.db"


@pytest.fixture(scope="module")
def watch(browser, site):
    """Opens a page as a lead and tells what is in it; whatever asks for what a text names fails the test."""
    address, cookie, _ = site
    context = browser.new_context(base_url=address, bypass_csp=True)
    context.add_cookies([{"name": "ds_actor", "value": cookie, "url": address}])
    context.add_init_script(HOOK)
    page, wrong = context.new_page(), []
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda r: wrong.append(r.url) if not r.url.startswith(f"{address}/") or asks_for_pwned(r.url) else None,
    )

    def look(path: str, *, own: bool = True) -> str:
        wrong.clear()
        response = page.goto(path)
        page.wait_for_timeout(15)  # what an element does once it stands
        found = page.evaluate(FOUND)
        assert found["ran"] == [] and wrong == [], (path, found["ran"], wrong)
        if own:
            assert (found["handlers"], found["foreign"]) == ([], []), path
        assert found["elsewhere"] == [], path
        assert response.status < 500, path
        return found["text"]

    yield look
    context.close()


def asks_for_pwned(url: str) -> bool:
    return urlsplit(url).path.endswith("/pwned")


def plain(text: str) -> str:
    """Without white space, which a page may fold."""
    return "".join(text.split()).replace("\x01", "").replace("\x02", "").replace("\x03", "")


def test_there_are_enough_of_them():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 100 and len(CLASSES) >= 10


def test_what_would_run_is_noticed(browser):
    """The hooks see it where texts are not escaped: else the other tests could not fail."""
    from playwright.sync_api import Error

    context = browser.new_context(bypass_csp=True)
    context.set_default_timeout(2000)  # some never come to rest, which is noticed too
    context.add_init_script(HOOK)
    noticed, asked = 0, []
    context.route("**/*", lambda route: (asked.append(route.request.url), route.fulfill(body="<html></html>"))[0])
    sample = PAYLOADS[::6]
    for words in sample:
        page = context.new_page()
        page.goto("http://127.0.0.1:9/start")
        asked.clear()
        try:
            page.set_content(
                f"<!DOCTYPE html><title>x</title><main><p title='{words}'>{words}</p></main>", wait_until="commit"
            )
            page.wait_for_timeout(15)
            found = page.evaluate(f"() => window.__ran ? ({FOUND})() : null")
        except Error:  # it has led away meanwhile
            found = None
        led_away = found is None or not page.url.endswith("/start")
        noticed += bool(
            led_away or asked or found["ran"] or found["handlers"] or found["foreign"] or found["elsewhere"]
        )
        page.close()
    context.close()
    assert noticed >= len(sample) // 3, noticed  # the others run only where a page puts them elsewhere


@pytest.mark.parametrize(("number", "name"), list(enumerate(CLASSES)), ids=list(CLASSES))
def test_articles_show_text(watch, number, name):
    text = plain(watch(f"/article/a{number}"))
    for words in CLASSES[name]:
        assert plain(words) in text, words


@pytest.mark.parametrize("name", CLASSES)
def test_claims_and_studies_show_text(watch, name):
    """Words of the copy, of the record, of reasons, better citations and notes."""
    for article, number, words in NUMBERED:
        if words not in CLASSES[name]:
            continue
        text = plain(watch(f"/claim/{claim_id(article, number)}"))
        for shown in (
            f"salts {words} help",
            f"R {words}",
            f"because {words}",
            f"better {words}",
            f"{words} @lea said {words}",
        ):
            assert plain(shown) in text, (words, shown)
        text = plain(watch(f"/study/{study_id(article, number)}"))
        assert plain(f"T {words}") in text and plain(f"S {words}") in text, words


@pytest.mark.parametrize("name", CLASSES)
def test_search_shows_what_was_typed_and_found_as_text(watch, name):
    for words in CLASSES[name][::2]:
        shown = watch(f"/search?q={quote(words)}")
        assert plain(words)[:40] in plain(shown), words


@pytest.mark.parametrize("path", SHARED)
def test_pages_of_many_show_text(watch, path):
    watch(path)


def test_claims_that_people_marked_show_text(watch, site):
    _, _, reviews = site
    with sqlite3.connect(reviews) as db:
        marked = db.execute("SELECT claim_id, quote FROM reviews WHERE kind = 'claim' ORDER BY id").fetchall()
    assert len(marked) == len(NUMBERED)
    for ident, words in marked[::8]:
        assert plain(words) in plain(watch(f"/claim/{tilde_encode(ident)}")), words


@pytest.mark.parametrize("path", [*TABLES, f"/kb?sql={quote(SQL)}", "/kb/claims/a0-0000", "/kb/studies/a0s0"])
def test_tables_show_text(watch, path):
    watch(path, own=False)


@pytest.mark.parametrize("name", CLASSES)
def test_addresses_are_no_way_in(watch, name):
    """The texts as ids, as filters and as the way on after signing in."""
    for words in CLASSES[name][::3]:
        typed = quote(words, safe="")
        for path in (f"/claim/{typed}", f"/article/a0?verdict={typed}", f"/-/login?next={typed}", f"/{typed}"):
            watch(path)


def test_a_built_article_shows_text(tmp_path, browser):
    """The same through the whole build: front matter, Markdown and plain text, a record of a study, broken bytes."""
    from kb.build import build

    articles, studies = tmp_path / "articles", tmp_path / "studies"
    articles.mkdir()
    studies.mkdir()
    said = [" ".join(words.split()) for words in PAYLOADS if words.isprintable()]
    lines = [f"Ketamine reduces anxiety in adults {words} within weeks." for words in said]
    front = "---\ntitle: '<script>__pwn()</script>'\npublisher: '<img src=x onerror=__pwn()>'\nurl: 'javascript:__pwn()'\n---\n"
    (articles / "marked.md").write_text(front + "\n\n".join(lines), encoding="utf-8")
    (articles / "plain.txt").write_text("\n\n".join(lines), encoding="utf-8")
    broken = [
        line.encode() if n % 3 else line.replace(" in ", " \xa0\xff ").encode("latin-1", "replace")
        for n, line in enumerate(lines)
    ]
    (articles / "broken.md").write_bytes(b"\n\n".join(broken))
    build(articles, studies, tmp_path / "kb.db")
    with datasette_serve(tmp_path / "kb.db") as address:
        context = browser.new_context(base_url=address, bypass_csp=True)
        context.add_init_script(HOOK)
        page = context.new_page()
        for path in ("/", "/article/marked", "/article/plain", "/article/broken", "/kb/claims?_size=max", "/graph"):
            page.goto(path)
            page.wait_for_timeout(50)
            found = page.evaluate(FOUND)
            assert found["ran"] == [] and found["elsewhere"] == [], path
            if not path.startswith("/kb"):
                assert (found["handlers"], found["foreign"]) == ([], []), path
        context.close()


def test_names_of_accounts_cannot_be_markup(tmp_path):
    from kb.accounts import AccountRefused, Accounts
    from kb.labels import Role

    accounts = Accounts(Path(tmp_path) / "accounts.db")
    for words in PAYLOADS:
        with pytest.raises(AccountRefused):
            accounts.add(words, Role.READER, "a long sentence about salts")
    assert not accounts.exist()
