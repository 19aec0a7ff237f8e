"""The door: signing in and out, the way on, the first account, and the secret that sessions are signed with."""

import asyncio
import json
import logging
import time
from pathlib import Path

import httpx
import pytest
from test_door_forms import form_on, opened
from visitors import PASSWORD, SECRET, desk, session
from web_reading import FIRST, serve

from kb.accounts import signing_in
from kb.web.session import LASTS

CLAIM = f"/claim/{FIRST}-aaaa"


@pytest.fixture
def site(tmp_path):
    return desk(tmp_path)


@pytest.fixture
def empty(tmp_path):
    """A site without accounts."""
    return desk(tmp_path, people=False)


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
