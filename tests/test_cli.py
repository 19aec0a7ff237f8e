"""The command line as a person meets it: what it prints, what it returns, that no traceback is ever shown."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bench.serving import free_port

ROOT = Path(__file__).resolve().parent.parent
PAGE = "---\ntitle: Rest\n---\n\n# Rest\n\nKetamine is approved for insomnia.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "studies").mkdir()
    (tmp_path / "articles" / "rest.md").write_text(PAGE, encoding="utf-8")
    shutil.copy(ROOT / "sources" / "studies" / "glue2018.yml", tmp_path / "studies")
    return tmp_path


def run(folder, *words, script=("-m", "kb.cli")):
    command = [sys.executable, *script, *map(str, words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr + done.stdout
    return done


OPTIONS = ("--articles", "articles", "--studies", "studies")


def test_build_is_quiet_in_a_pipe_and_extract_does_the_same(folder):
    assert run(folder, "build", *OPTIONS).stderr == ""
    assert run(folder, *OPTIONS, "--db", "two.db", script=(str(ROOT / "extract.py"),)).returncode == 0
    assert (folder / "kb.db").read_bytes() == (folder / "two.db").read_bytes()


def test_bad_files_are_one_line_each_and_the_rest_is_built(folder):
    (folder / "articles" / "empty.md").write_text("")
    (folder / "articles" / "untitled.md").write_text("---\nurl: x\n---\ntext")
    (folder / "studies" / "odd.yml").write_text("title: No id\n")
    done = run(folder, "build", *OPTIONS)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert {line.partition(":")[0] for line in lines} == {"empty.md", "untitled.md", "odd.yml"}
    with sqlite3.connect(folder / "kb.db") as connection:
        assert connection.execute("SELECT id FROM articles").fetchall() == [("rest",)]


@pytest.mark.parametrize(
    "words, said",
    [
        (("build", "--articles", "nowhere", "--studies", "studies"), "nowhere"),
        (("graph", "--out", "g.json"), "kb.db: is not there"),
        (("serve", "--no-build"), "kb.db: is not there"),
        (("build", "--db", "no/such/folder/kb.db", *OPTIONS), "kb.db"),
    ],
)
def test_what_cannot_be_done_is_said(folder, words, said):
    done = run(folder, *words)
    assert done.returncode == 1
    assert said in done.stderr


def test_serve_answers_and_shows_a_rebuild(folder):
    """A real server on a real port: what `make serve` starts."""
    port = free_port()
    command = [sys.executable, "-m", "kb.cli", "serve", *OPTIONS, "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        assert "Rest" in poll(f"http://127.0.0.1:{port}/", "Rest")
        (folder / "articles" / "night.md").write_text(PAGE.replace("Rest", "Night").replace("insomnia", "migraine"))
        assert run(folder, "build", *OPTIONS).returncode == 0
        assert "Night" in poll(f"http://127.0.0.1:{port}/", "Night")
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def poll(address, word, tries=120):
    """The page at the address, once it holds the word; the last answer where it never does."""
    answer = ""
    for _ in range(tries):
        time.sleep(0.5)
        try:
            answer = urllib.request.urlopen(address, timeout=10).read().decode()
        except OSError as error:
            answer = str(error)
        if word in answer:
            break
    return answer


@pytest.mark.parametrize("name", ["g.graphml", "g.gexf", "g.json"])
def test_graph_is_exported(folder, name):
    run(folder, "build", *OPTIONS)
    assert run(folder, "graph", "--out", name).returncode == 0
    assert "claim:rest-" in (folder / name).read_text(encoding="utf-8")


def test_graph_of_an_unknown_kind_is_refused(folder):
    run(folder, "build", *OPTIONS)
    done = run(folder, "graph", "--out", "g.png")
    assert (done.returncode, done.stderr.strip()) == (
        1,
        "Error: g.png: the ending must be one of .graphml, .gexf, .json",
    )
