"""`kb serve` in a process of its own: sessions outlive it, nothing secret is logged, options reach the plugin."""

import http.cookiejar
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import KB, ROOT
from visitors import PASSWORD, make_accounts
from web_sample import write_sample

from bench.serving import free_port, running


@contextmanager
def serving(database: Path, log: Path, *options: str) -> Iterator[str]:
    port = free_port()
    command = [*KB, "serve", "--no-build", "--db", str(database), "--port", str(port), *options]
    environment = {name: value for name, value in os.environ.items() if name != "DATASETTE_SECRET"}
    environment["PYTHONPATH"] = str(ROOT)
    with running(command, port, folder=database.parent, log=log, environment=environment) as address:
        yield address


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def test_a_restart_signs_nobody_out_and_nothing_secret_is_logged(tmp_path):
    database, log = write_sample(tmp_path / "kb.db"), tmp_path / "server.log"
    accounts = make_accounts(tmp_path)
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with serving(database, log) as address:
        html = browser.open(f"{address}/-/login").read().decode()
        for password in ("wrong password", PASSWORD):
            form = urllib.parse.urlencode({**hidden(html), "name": "lea", "password": password}).encode()
            try:
                answer = browser.open(f"{address}/-/login", form).read().decode()
            except urllib.error.HTTPError as refused:
                assert refused.code == 403 and password == "wrong password"
        assert "Sign out" in answer
        cookie = next(one for one in jar if one.name == "ds_actor")
        assert cookie.has_nonstandard_attr("HttpOnly")
    with serving(database, log) as address:
        again = urllib.request.Request(f"{address}/legend", headers={"cookie": f"ds_actor={cookie.value}"})
        assert "Sign out" in urllib.request.urlopen(again).read().decode()
    logged = log.read_text()
    told = (PASSWORD, "wrong password", cookie.value, accounts.secret(), "argon2id", "Traceback", "not authorized")
    assert not [words for words in told if words in logged], logged


def test_options_reach_the_plugin(tmp_path):
    database = write_sample(tmp_path / "kb.db")
    (tmp_path / "people").mkdir()
    make_accounts(tmp_path / "people")
    options = ("--accounts", "people/accounts.db", "--reviews", "people/said.db", "--reading", "signed-in")
    with serving(database, tmp_path / "log", *options) as address:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}/legend")
        assert refused.value.code == 403
        assert "Sign in" in urllib.request.urlopen(f"{address}/-/login").read().decode()
    assert (tmp_path / "people" / "said.db").exists() and not (tmp_path / "reviews.db").exists()
    assert not (tmp_path / "accounts.db").exists()
