"""The real server, killed at random moments while people decide: what it answered to is kept, and the chain is whole."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from html import unescape

import httpx
from browsing import DATASETTE
from datasette.utils import tilde_encode
from visitors import SECRET, desk, session
from web_sample import ODD_ID

from bench.serving import free_port, wait_for
from kb.labels import Reason
from kb.reviews import verify

ROUNDS = 4
PEOPLE = ("ana", "bo", "lea")
DESKS = 2  # of each person, who then sometimes decides from a page that is older than his last decision
CLAIMS = [f"/claim/salts-for-cough-{name * 4}" for name in "abcdef"]
CLAIMS += [f"/claim/{tilde_encode(ODD_ID)}-{number:04}" for number in range(len(Reason))]
FORM = re.compile(r'<form action="([^"]+/decide\?[^"]*)" method="post">(.*?)</form>', re.S)
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Desk(threading.Thread):
    """Somebody who decides one claim after the other until the server is gone; `kept` are the forms answered by 303."""

    def __init__(self, site, address: str, name: str, seed: int) -> None:
        super().__init__(daemon=True)
        self.site, self.address, self.cookie = site, address, session(site, name)
        self.random = random.Random(seed)
        self.kept: list[str] = []
        self.wrong = ""

    def run(self) -> None:
        cookies = {"ds_actor": self.cookie}
        with httpx.Client(base_url=self.address, cookies=cookies, timeout=10) as client:
            try:
                while True:
                    self._decide(client, self.random.choice(CLAIMS))
            except httpx.HTTPError:
                pass

    def _decide(self, client: httpx.Client, claim: str) -> None:
        action, inside = FORM.search(client.get(claim).text).groups()
        fields = {name: unescape(value) for name, value in FIELD.findall(inside)}
        answer = client.post(unescape(action), data={**fields, "decision": "agree"})
        if answer.status_code == 303:
            self.kept.append(self.site.unsign(fields["form_token"], "claims-kb-form")["id"])
        elif answer.status_code != 409:  # the other desk of the same person was sooner
            self.wrong = f"{answer.status_code}: {answer.text}"


def start(folder) -> tuple[subprocess.Popen, str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = (*DATASETTE, "-i", str(folder / "kb.db"), "-p", str(port))
    environment = {**os.environ, "DATASETTE_SECRET": SECRET}
    silent = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=folder, env=environment, stdout=silent, stderr=silent)
    wait_for(address, server)
    return server, address


def kill_under_load(folder, site, seed: int) -> list[Desk]:
    """One life of the server: decisions come in until it is killed."""
    chance = random.Random(seed)
    server, address = start(folder)
    desks = [Desk(site, address, name, 100 * seed + n) for n, name in enumerate(PEOPLE * DESKS)]
    for one in desks:
        one.start()
    deadline = time.monotonic() + 60
    while sum(len(one.kept) for one in desks) < 10 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(chance.uniform(0.05, 1.5))
    os.kill(server.pid, signal.SIGKILL)
    server.wait(10)
    for one in desks:
        one.join(30)
    return desks


def test_every_decision_that_was_answered_is_kept(tmp_path):
    site = desk(tmp_path)
    kept = []
    for seed in range(ROUNDS):
        desks = kill_under_load(tmp_path, site, seed)
        assert not any(one.is_alive() for one in desks)
        assert not [one.wrong for one in desks if one.wrong]
        kept += [form for one in desks for form in one.kept]
        whole = verify(tmp_path / "reviews.db")
        assert whole.intact, whole
    with closing(sqlite3.connect(tmp_path / "reviews.db")) as db:
        forms = [form for (form,) in db.execute("SELECT form FROM reviews WHERE kind = 'decision'")]
    assert len(kept) >= 10 * ROUNDS and len(set(kept)) == len(kept)
    assert set(kept) <= set(forms)
    # What was written and not answered: at most the one decision that each desk had under way when the server died.
    assert len(forms) - len(kept) <= ROUNDS * len(PEOPLE) * DESKS
