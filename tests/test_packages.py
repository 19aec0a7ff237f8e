"""What the program stands on: packages pinned by hash, under licences that are allowed, and a network that is left alone."""

import os
import re
import subprocess
import sys

import httpx
import pytest
from faulting import ROOT, small_sources

from bench.licences import PAGE, is_allowed, pinned, rows
from bench.serving import free_port, wait_for

LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-bench.txt")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if entry.strip() and not entry.startswith("#")]
    assert len(entries) == len(pinned(ROOT / lock)) > 90
    assert [entry[:60] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert "://" not in text


def test_every_licence_is_allowed_and_listed():
    found = rows()
    assert len(found) > 90
    assert [row for row in found if not is_allowed(row.split(" | ")[2].removesuffix(" |"))] == []
    missing = [row for row in found if row not in PAGE.read_text(encoding="utf-8").splitlines()]
    assert missing == [], "run `make licences`"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR ISC) AND BSD-3-Clause", True),
        ("(MIT OR ISC) AND GPL-2.0-only", False),
        ("AGPL-3.0-only", False),
        ("", False),
    ],
)
def test_which_licences_are_allowed(expression, allowed):
    assert is_allowed(expression) == allowed


# ---- the network ----

# Runs in every Python that the commands start: whatever looks up or calls another machine is noted and refused.
GUARD = """
import os, sys
def guard(event, given):
    if event == "socket.getaddrinfo":
        host = given[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        host = given[1][0] if isinstance(given[1], tuple) else None
    elif event in ("socket.gethostbyname", "socket.gethostbyaddr"):
        host = given[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in (None, "", "localhost", "127.0.0.1", "::1"):
        with open(os.environ["GUARD_LOG"], "a") as log:
            log.write(f"{event} {host}\\n")
        raise OSError(101, "the network is forbidden here")
sys.addaudithook(guard)
"""


@pytest.fixture
def guarded(tmp_path):
    """Runs a command to which other machines are forbidden; `log` is what it tried."""
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    log = tmp_path / "tried.log"
    log.touch()
    environment = {**os.environ, "PYTHONPATH": f"{guard}{os.pathsep}{ROOT}", "GUARD_LOG": str(log)}
    environment = {name: value for name, value in environment.items() if not name.lower().endswith("_proxy")}

    def start(*words: object) -> subprocess.Popen:
        command = [sys.executable, "-m", "kb.cli", *map(str, words)]
        return subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=-1, stderr=subprocess.STDOUT, text=True)

    start.log = log
    return start


def test_no_command_calls_another_machine(guarded, tmp_path):
    articles, studies = small_sources(tmp_path)
    link = "\n![x](https://tracker.example/p.png) <img src=https://tracker.example/q> https://tracker.example/page\n"
    with (articles / "tablets.md").open("a", encoding="utf-8") as page:
        page.write(link)
    html = '<!DOCTYPE html PUBLIC "x" "http://www.w3.org/TR/html4/strict.dtd"><link href=https://a.example/s.css><p>'
    (articles / "page.html").write_text(f"{html}Salts help people with a cough. They are sold as tablets.", "utf-8")
    for words, status in (
        (("build", "--articles", articles, "--studies", studies), 0),
        (("check", articles / "page.html", "--studies", studies, "--fail-on", "never"), 0),
        (("report", "tablets", "--format", "docx", "--out", "report.docx"), 0),
        (("report", "tablets", "--out", "report.html"), 0),
        (("export", "claims", "--format", "csv", "--out", "claims.csv"), 0),
        (("export", "nanopubs", "--out", "nanopubs.trig"), 0),
    ):
        command = guarded(*words)
        said, _ = command.communicate(timeout=300)
        assert command.returncode == status, said
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = guarded("serve", "--no-build", "--port", port)
    try:
        wait_for(address, server)
        for page in ("/", "/queue", "/article/tablets", "/kb/claims.json", "/search?q=ketamine"):
            assert httpx.get(address + page, timeout=60).status_code == 200
    finally:
        server.kill()
        server.communicate()
    assert guarded.log.read_text() == ""


def test_an_address_that_a_person_names_is_called_and_no_other(guarded, tmp_path):
    command = guarded("add", "http://192.0.2.7/page", "--articles", tmp_path / "articles")
    said, _ = command.communicate(timeout=120)
    assert command.returncode == 1 and "192.0.2.7" in said
    assert {line.split()[1] for line in guarded.log.read_text().splitlines()} == {"192.0.2.7"}
