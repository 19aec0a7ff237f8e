"""What the browser tests of the desk share: a served folder with accounts, and visitors whose pages must go well."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error

from bench.serving import free_port, running
from kb.accounts import Accounts
from kb.labels import Role
from kb.reviews import ReviewLog

PASSWORD = "a long sentence about salts"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 400, "height": 800}
ROOT = Path(__file__).resolve().parent.parent
KB = (sys.executable, "-m", "kb.cli")
DATASETTE = (
    *(sys.executable, "-m", "datasette", "serve", "-m", str(ROOT / "metadata.yml")),
    *("--setting", "suggest_facets", "off", "-h", "127.0.0.1"),
)


def make_people(folder: Path, *, needed: int = 2, **roles: Role) -> None:
    """accounts.db with these people, and a log in which so many must decide a claim."""
    accounts = Accounts(folder / "accounts.db")
    for name, role in roles.items():
        accounts.add(name, role, PASSWORD)
    with ReviewLog(folder / "reviews.db") as log:
        log.set_needed(reviewer=next(iter(roles)), needed=needed)


@contextmanager
def kb_serve(folder: Path, *options: str) -> Iterator[str]:
    """`kb serve` over kb.db in the folder, as a person starts it, on a free port; gives its address."""
    port = free_port()
    command = [*KB, "serve", "--no-build", "--db", "kb.db", "--port", str(port), *options]
    with running(command, port, folder=folder, log=folder / "serve.log") as address:
        yield address


@contextmanager
def datasette_serve(database: Path) -> Iterator[str]:
    """The same without the start of `kb serve` and without its eye on the file: there sooner."""
    folder, port = database.parent, free_port()
    command = (*DATASETTE, "-i", str(database), "-p", str(port))
    with running(command, port, folder=folder, log=folder / "serve.log") as address:
        yield address


class Visitors:
    """Opens pages as different people; whatever goes wrong in one is remembered in `wrong`."""

    def __init__(self, browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.wrong: list[str] = []
        self.refusals = False  # whether answers of 400 and more are part of the test
        self._contexts = []

    def open(self, path: str, name: str = "", viewport=WIDE, **options):
        """A page in a browser of its own; `name` signs in first."""
        context = self.browser.new_context(base_url=self.address, viewport=viewport, **options)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(f"{path}: {error}"))
        page.on("console", lambda m: self._console(path, m))
        page.on("request", lambda r: self._asks(path, r.url))
        page.on("response", lambda r: self._answered(r))
        page.goto(f"/-/login?next={path}" if name else path)
        if name:
            sign_in(page, name)
        return page

    def _console(self, path: str, message) -> None:
        if message.type in ("error", "warning") and not (self.refusals and "status of 4" in message.text):
            self.wrong.append(f"{path}: {message.text}")

    def _asks(self, path: str, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.wrong.append(f"{path}: asks {url}")

    def _answered(self, response) -> None:
        if response.status >= 500 or (response.status >= 400 and not self.refusals):
            self.wrong.append(f"{response.status} {response.url}")

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def sign_in(page, name: str) -> None:
    """On the page of the door."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/-/login" not in url)


def press(page, *keys: str) -> None:
    """Keys that lead to another page, which is waited for. (Playwright's own waiting for a condition is an `eval` in the
    page, which the content security policy of our pages refuses.)"""
    before = page.evaluate("performance.timeOrigin")
    for key in keys:
        page.keyboard.press(key)
    for _ in range(300):
        try:
            if page.evaluate("document.readyState === 'complete' ? performance.timeOrigin : 0") not in (0, before):
                return
        except Error:  # between two pages
            pass
        time.sleep(0.05)
    raise AssertionError(f"{keys} led nowhere from {page.url}")


def said(page) -> str:
    """The words at the top of the page."""
    return " ".join(page.locator("body > .kb-notice").all_inner_texts())
