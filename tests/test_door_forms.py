"""Every form of the site, sent in every wrong way: refused, and nothing written. The forms are those that the pages hold."""

import asyncio
import json
import logging
import sqlite3
import time
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from test_door import elsewhere
from visitors import PASSWORD, SECRET, desk, session, visitors
from web_reading import FIRST, serve

from kb.accounts import signing_in
from kb.labels import Decision
from kb.reviews import ClaimSeen, ReviewLog
from kb.web.gate import LARGEST_FORM
from kb.web.session import LASTS, Visitor, form_token

CLAIM = f"/claim/{FIRST}-aaaa"
DISPUTED = f"/claim/{FIRST}-bbbb"
# Pages that hold forms, and how their forms are filled in: by the last word of the address that a form is sent to.
PAGES = (CLAIM, DISPUTED, f"/article/{FIRST}", "/orphans", "/queue")
FILLED: dict[str, dict[str, str]] = {
    "decide": {"decision": "agree"},
    "settle": {"decision": "needs_work"},
    "note": {"note": "Look at this, @ana."},
    "assign": {"assignee": "ana"},
    "claims": {"quote": "Lithium salts for seasonal cough"},
    "attach": {},
}


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: address and fields as they stand."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.forms.append((given["action"], {}))
        elif self._open and tag == "input" and "name" in given and given.get("type") not in ("radio", "checkbox"):
            self.forms[-1][1][given["name"]] = given.get("value") or ""

    def handle_endtag(self, tag):
        self._open = self._open and tag != "form"


def form_on(html: str, address: str) -> dict[str, str]:
    return next(fields for action, fields in Forms(html).forms if action == address)


@pytest.fixture
def site(tmp_path):
    """With a claim on which two disagree, and a decision on words that are no more."""
    site = desk(tmp_path)
    with sqlite3.connect(tmp_path / "kb.db") as db:
        db.row_factory = sqlite3.Row
        (row,) = db.execute("SELECT * FROM claims WHERE id = ?", [f"{FIRST}-bbbb"])
    seen = ClaimSeen.from_row(row, "a" * 64)
    gone = ClaimSeen.marked(
        article_id=FIRST,
        quote="Salts halve cough within weeks [1]. Now.",
        before="x",
        after="y",
        start_char=1,
        end_char=9,
        build="b",
    )
    with ReviewLog(tmp_path / "reviews.db") as log:
        log.set_needed(reviewer="lea", needed=2)
        for name, decision in (("ana", Decision.NEEDS_WORK), ("bo", Decision.NOT_A_CLAIM)):
            log.decide(reviewer=name, claim=seen, decision=decision, verdict=None, supersedes=None, form=None)
        log.decide(reviewer="bo", claim=gone, decision=Decision.NOT_A_CLAIM, verdict=None, supersedes=None, form=None)
    return site


@pytest.fixture
def empty(tmp_path):
    """A site without accounts."""
    return desk(tmp_path, people=False)


def written(site) -> list:
    """All that could have been written."""
    found = []
    for path, sql in (
        (site._claims_kb.reviews_path, "SELECT id, kind, reviewer, hash FROM reviews ORDER BY id"),
        (site._claims_kb.accounts.path, "SELECT * FROM users ORDER BY name"),
    ):
        if path.exists():
            with sqlite3.connect(path) as db:
                known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'users' OR name = 'reviews'").fetchone()
                found.append(db.execute(sql).fetchall() if known else None)
    return found


async def opened(site, page: str, address: str, cookies: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The fields of a form as a page shows it to a visitor, and the cookies that the browser has then."""
    response = await site.client.get(page, cookies=cookies)
    assert response.status_code == 200, page
    return form_on(response.text, address), {**cookies, "ds_csrftoken": response.cookies["ds_csrftoken"]}


# ---- signing in and out ----


async def test_signing_in_and_out(site):
    form, cookies = await opened(site, f"/-/login?next={CLAIM}", "/-/login", {})
    response = await site.client.post("/-/login", data={**form, "name": "Ana", "password": PASSWORD}, cookies=cookies)
    assert (response.status_code, response.headers["location"]) == (303, CLAIM)
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and f"Max-Age={LASTS}" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie
    cookies["ds_actor"] = response.cookies["ds_actor"]
    html = (await site.client.get(CLAIM, cookies=cookies)).text
    assert "ana" in html and "Sign out" in html
    out = await site.client.post("/-/logout", data=form_on(html, "/-/logout"), cookies=cookies)
    assert (
        out.status_code == 303
        and 'ds_actor=""' in out.headers["set-cookie"]
        and "Max-Age=0" in out.headers["set-cookie"]
    )


async def test_the_cookie_is_secure_under_https(tmp_path):
    site = desk(tmp_path, settings={"force_https_urls": True})
    form, cookies = await opened(site, "/-/login", "/-/login", {})
    response = await site.client.post("/-/login", data={**form, "name": "lea", "password": PASSWORD}, cookies=cookies)
    assert response.status_code == 303 and "; Secure" in response.headers["set-cookie"]


@pytest.mark.parametrize(
    ("onward", "leads_to"),
    [
        ("/legend", "/legend"),
        ("/kb/claims?verdict=supported&_size=5", "/kb/claims?verdict=supported&_size=5"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        (" //evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("data:text/html,x", "/"),
        ("http:evil.example", "/"),
        ("legend", "/"),
        ("/legend\r\nset-cookie: a=b", "/"),
        ("/-/logout", "/"),
        ("/-/login?next=/x", "/"),
        ("/\u202e", "/"),
        ("//[::1", "/"),
    ],
)
async def test_the_way_on_stays_on_the_site(site, monkeypatch, onward, leads_to):
    monkeypatch.setattr(signing_in, "password_matches", lambda stored, password: password == PASSWORD)
    form, cookies = await opened(site, "/-/login", "/-/login", {})
    data = {**form, "name": "lea", "password": PASSWORD, "next": onward}
    response = await site.client.post("/-/login", data=data, cookies=cookies)
    assert (response.status_code, response.headers["location"]) == (303, leads_to)
    shown = form_on((await site.client.get("/-/login", params={"next": onward})).text, "/-/login")["next"]
    assert shown == leads_to


@pytest.mark.parametrize("name", ["lea", "zoe", "gone", "", "<script>alert(1)</script>"])
async def test_wrong_known_unknown_and_disabled_look_alike(site, name):
    form, cookies = await opened(site, "/-/login", "/-/login", {})
    response = await site.client.post("/-/login", data={**form, "name": name, "password": "wrong"}, cookies=cookies)
    assert response.status_code == 403 and "Name or password is wrong." in response.text
    assert "set-cookie" not in response.headers and "<script>alert" not in response.text
    assert "wrong" not in form_on(response.text, "/-/login").get("password", "")


async def test_after_failures_signing_in_waits(site, monkeypatch):
    monkeypatch.setattr(signing_in, "password_matches", lambda stored, password: password == PASSWORD)
    form, cookies = await opened(site, "/-/login", "/-/login", {})
    seen = []
    for password in ["wrong"] * (signing_in.FREE + 1) + [PASSWORD]:
        data = {**form, "name": "lea", "password": password}
        seen.append((await site.client.post("/-/login", data=data, cookies=cookies)).status_code)
    assert seen == [403] * signing_in.FREE + [429, 429]
    other = {**form, "name": "bo", "password": PASSWORD}
    assert (await site.client.post("/-/login", data=other, cookies=cookies)).status_code == 303


async def test_others_are_answered_while_a_password_is_hashed(site, monkeypatch):
    def slowly(stored, password):
        time.sleep(1)
        return False

    monkeypatch.setattr(signing_in, "password_matches", slowly)
    form, cookies = await opened(site, "/-/login", "/-/login", {})
    data = {**form, "name": "lea", "password": "wrong"}
    began = time.perf_counter()
    attempts = [asyncio.create_task(site.client.post("/-/login", data=data, cookies=cookies)) for _ in range(2)]
    await asyncio.sleep(0.1)
    answered = []
    while not all(task.done() for task in attempts):
        response = await site.client.get("/legend")
        answered.append((response.status_code, time.perf_counter() - began))
        await asyncio.sleep(0.02)
    assert [(await task).status_code for task in attempts] == [403, 403]
    assert len([seen for status, seen in answered if status == 200 and seen < 0.95]) >= 3


async def test_passwords_and_names_are_not_logged(site, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    form, cookies = await opened(site, "/-/login", "/-/login", {})
    for password in (PASSWORD, "a wrong password"):
        await site.client.post("/-/login", data={**form, "name": "lea", "password": password}, cookies=cookies)
    logged = caplog.text + "".join(capfd.readouterr())
    for told in (PASSWORD, "a wrong password", form["form_token"], "argon2id", site._claims_kb.accounts.secret()):
        assert told not in logged
    assert "Traceback" not in logged


@pytest.mark.parametrize("how", ["csrftoken", "form_token", "no cookies", "get"])
async def test_signing_in_takes_a_form_of_ours(site, how):
    form, cookies = await opened(site, "/-/login", "/-/login", {})
    data = {**form, "name": "lea", "password": PASSWORD}
    if how == "get":
        response = await site.client.get("/-/login", params=data, cookies=cookies)
        assert response.status_code == 200
    else:
        data.pop(how, None)
        response = await site.client.post("/-/login", data=data, cookies={} if how == "no cookies" else cookies)
        assert response.status_code == 403
    assert "ds_actor" not in response.headers.get("set-cookie", "")


async def test_signing_out_takes_a_token(site):
    cookies = {"ds_actor": session(site, "lea")}
    assert (await site.client.get("/-/logout", cookies=cookies)).status_code == 200
    for data in ({"x": "y"}, {"csrftoken": "x"}):
        response = await site.client.post("/-/logout", data=data, cookies=cookies)
        assert response.status_code == 403 and "set-cookie" not in response.headers


# ---- the first account ----


async def test_the_first_account_is_a_lead_and_signed_in(empty):
    assert (await empty.client.get("/-/login")).headers["location"] == "/-/first-account?next=%2F"
    form, cookies = await opened(empty, "/-/first-account?next=/legend", "/-/first-account", {})
    data = {**form, "name": "Ana", "password": PASSWORD, "again": PASSWORD}
    response = await empty.client.post("/-/first-account", data=data, cookies=cookies)
    assert (response.status_code, response.headers["location"]) == (303, "/legend")
    (user,) = empty._claims_kb.accounts.all()
    assert (user.name, user.role) == ("ana", "lead")
    cookies["ds_actor"] = response.cookies["ds_actor"]
    assert (await empty.client.get("/-/actor.json", cookies=cookies)).json()["actor"] == {"id": "ana", "role": "lead"}
    again = await empty.client.post("/-/first-account", data={**data, "name": "bo"}, cookies=cookies)
    assert again.status_code == 404 and len(empty._claims_kb.accounts.all()) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"csrftoken": ""}, 403),
        ({"csrftoken": "x"}, 403),
        ({"csrftoken": "é"}, 400),
        ({"form_token": ""}, 403),
        ({"again": "another password"}, 403),
        ({"password": "short", "again": "short"}, 403),
        ({"name": "<b>"}, 403),
        ({"name": "root"}, 403),
        ({"name": ""}, 403),
        ({"host": "kb.example"}, 403),
        ({"host": "kb.example:8001"}, 403),
        ({"host": "127.0.0.1.kb.example"}, 403),
        ({"x-forwarded-for": "192.0.2.7"}, 403),
        ({"cookies": "none"}, 403),
        ({"address": "192.0.2.7"}, 403),
    ],
)
async def test_the_first_account_is_refused(empty, change, status):
    form, cookies = await opened(empty, "/-/first-account", "/-/first-account", {})
    data = {**form, "name": "ana", "password": PASSWORD, "again": PASSWORD}
    headers = {name: value for name, value in change.items() if name in ("host", "x-forwarded-for")}
    data |= {name: value for name, value in change.items() if name in data}
    transport = httpx.ASGITransport(app=empty.app(), client=(change.get("address", "127.0.0.1"), 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        given = {} if "cookies" in change else cookies
        response = await client.post("/-/first-account", data=data, cookies=given, headers=headers)
    assert response.status_code == status and "ds_actor" not in response.headers.get("set-cookie", "")
    assert not empty._claims_kb.accounts.exist()


# ---- every form that writes ----


async def writing_forms(site, name: str) -> list[tuple[str, str]]:
    """The forms (page, address) that the pages hold for a visitor, but for the doors."""
    found = []
    for page in PAGES:
        html = (await site.client.get(page, cookies={"ds_actor": session(site, name)})).text
        found += [(page, action) for action, _ in Forms(html).forms if not action.startswith("/-/log")]
    found = list(dict.fromkeys(found))
    assert {word(address) for _, address in found} == set(FILLED), "a form that is not filled in, or is gone"
    return found


def word(address: str) -> str:
    return address.partition("?")[0].rsplit("/", 1)[-1]


def retold(site, token: str, **other) -> str:
    """A form's token with something else in it, signed as ours are."""
    return site.sign({**site.unsign(token, "claims-kb-form"), **other}, "claims-kb-form")


async def test_nobody_is_shown_a_form_that_they_may_not_send(site):
    """Whoever may not write sees no form, or one that leads to the door."""
    for who in ("nobody", "reader", "disabled", "expired"):
        for page in PAGES:
            html = (await site.client.get(page, cookies=visitors(site)[who])).text
            assert all(action.startswith("/-/log") for action, _ in Forms(html).forms), who


async def test_forms_are_refused_in_every_wrong_way(site):
    await site.client.get("/")
    for page, address in await writing_forms(site, "lea"):
        before = written(site)
        form, cookies = await opened(site, page, address, {"ds_actor": session(site, "lea")})
        good = {**form, **FILLED[word(address)]}
        other, _ = await opened(site, page, address, {"ds_actor": session(site, "lea")})
        assert other["csrftoken"] != good["csrftoken"]
        token = good["form_token"]
        told = site.unsign(token, "claims-kb-form")
        ways = {
            "no csrf token": {"csrftoken": None},
            "an empty csrf token": {"csrftoken": ""},
            "csrf token of another browser": {"csrftoken": other["csrftoken"]},
            "no form token": {"form_token": None},
            "a form token that is none": {"form_token": "x"},
            "cut form token": {"form_token": token[:-2]},
            "session for a form token": {"form_token": cookies["ds_actor"]},
            "csrf token for a form token": {"form_token": form["csrftoken"]},
            "for something else": {"form_token": retold(site, token, purpose=told["purpose"] + "x")},
            "for the door": {"form_token": retold(site, token, purpose="login")},
            "of another reviewer": {"form_token": retold(site, token, name="ana", generation=2)},
            "of nobody": {"form_token": retold(site, token, name=None, generation=0)},
            "of before the password changed": {"form_token": retold(site, token, generation=0)},
            "old": {"form_token": retold(site, token, at=told["at"] - LASTS - 60)},
            "of tomorrow": {"form_token": retold(site, token, at=told["at"] + 86400)},
        }
        for way, change in ways.items():
            data = {name: value for name, value in {**good, **change}.items() if value is not None}
            response = await site.client.post(address, data=data, cookies=cookies)
            assert response.status_code == 403, (address, way)
            assert written(site) == before, (address, way)
        for who, given in visitors(site).items():
            if who == "lead":
                continue
            asking = {"reader": ("rita", 1), "disabled": ("gone", 1), "stale generation": ("ana", 1)}.get(
                who, (None, 0)
            )
            if who == "reviewer":
                continue  # may send some of them; see below
            data = {**good, "form_token": retold(site, token, name=asking[0], generation=asking[1])}
            for cookies_of in (given, {**given, "ds_csrftoken": cookies["ds_csrftoken"]}):
                response = await site.client.post(address, data=data, cookies=cookies_of)
                assert response.status_code == 403, (address, who)
                assert written(site) == before, (address, who)
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
            content = {"params": good} if method in ("GET", "HEAD") else {"data": good}
            response = await site.client.request(method, address, cookies=cookies, **content)
            assert response.status_code in (404, 405), (address, method)
            assert written(site) == before, (address, method)
        kinds = {
            "json": {"json": good},
            "several parts": {"files": {name: (None, value) for name, value in good.items()}},
            "text": {
                "content": "&".join(f"{n}={v}" for n, v in good.items()),
                "headers": {"content-type": "text/plain"},
            },
            "token of a program": {"data": {**good, "csrftoken": ""}, "headers": {"authorization": "Bearer x"}},
            "too large": {"data": {**good, "note": "x" * LARGEST_FORM, "reason": "x"}},
            "not ASCII": {
                "content": b"csrftoken=\xff",
                "headers": {"content-type": "application/x-www-form-urlencoded"},
            },
            "header not ASCII": {"data": {**good, "csrftoken": ""}, "headers": {"x-csrftoken": "é".encode("latin-1")}},
            "nothing": {},
        }
        for kind, content in kinds.items():
            response = await site.client.post(address, cookies=cookies, **content)
            assert response.status_code in (400, 403, 413, 415), (address, kind, response.status_code)
            assert written(site) == before, (address, kind)
        async with elsewhere(site) as client:
            response = await client.post(address, data=good)
            assert response.status_code == 403 and written(site) == before


async def test_a_good_form_is_taken_once(site):
    """What shows that the refusals above are for the reasons named."""
    await site.client.get("/")
    for page, address in await writing_forms(site, "lea"):
        form, cookies = await opened(site, page, address, {"ds_actor": session(site, "lea")})
        data = {**form, **FILLED[word(address)]}
        before = written(site)
        response = await site.client.post(address, data=data, cookies=cookies)
        assert response.status_code == 303, (address, response.text)
        after = written(site)
        assert len(after[0]) == len(before[0]) + 1 and after[1] == before[1], address
        await site.client.post(address, data=data, cookies=cookies)
        assert written(site) == after, (address, "sent twice")


async def test_without_accounts_writing_leads_to_the_first(empty):
    """Without accounts no page holds a form; one that is made up is refused, and says what helps."""
    await empty.client.get("/")
    token = form_token(empty, Visitor(no_accounts=True), f"decide {FIRST}-aaaa")
    response = await empty.client.get("/legend")
    html = (await empty.client.get(CLAIM)).text
    assert not Forms(html).forms and "/-/first-account" in html
    assert response.status_code == 200
    before = written(empty)
    for action in ("decide", "note", "settle", "assign"):
        address = f"{CLAIM}/{action}"
        response = await empty.client.post(address, data={"form_token": token, "decision": "agree"})
        assert response.status_code in (403, 404, 405) and written(empty) == before
        if response.status_code == 403:
            assert "/-/first-account" in response.text


async def test_a_second_server_with_the_same_secret_keeps_sessions(site):
    given = {"ds_actor": session(site, "lea")}
    other = serve(Path(site.files[0]), secret=SECRET)
    assert json.loads((await other.client.get("/-/actor.json", cookies=given)).text)["actor"]["id"] == "lea"


def test_kb_serve_keeps_the_secret(tmp_path, monkeypatch):
    from kb.cli import _environment

    monkeypatch.delenv("DATASETTE_SECRET", raising=False)
    first = _environment(tmp_path / "kb.db", None, None, None)["DATASETTE_SECRET"]
    assert first == _environment(tmp_path / "kb.db", None, None, None)["DATASETTE_SECRET"]
    monkeypatch.setenv("DATASETTE_SECRET", "mine")
    told = _environment(tmp_path / "kb.db", tmp_path / "a.db", tmp_path / "r.db", "open")
    assert told["DATASETTE_SECRET"] == "mine"
    assert told["CLAIMS_KB_ACCOUNTS"] == str(tmp_path / "a.db") and told["CLAIMS_KB_READING"] == "open"
