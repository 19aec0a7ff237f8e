"""`kb check`: a draft has the verdicts of its build, nothing is written, the exit status tells how grave it is."""

import contextlib
import csv
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from drafts import NAMES, PAGE, check_shipped, write_drafts
from shipped import STUDIES

from kb.build import build
from kb.checking.drafts import Checked, check_files
from kb.cli import main
from kb.escaping import restored_cell
from kb.model import Problem
from kb.reports.reading import open_kb, read_report

GLUE = STUDIES / "glue2018.yml"
LABEL = STUDIES / "ketalar_label.yml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_drafts(tmp_path_factory.mktemp("check"))


@pytest.fixture
def run(folder, monkeypatch, lexicon):
    """The command in the folder, with the vocabulary and the pipeline that the tests have loaded."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("kb.checking.drafts.load_lexicon", lambda _: lexicon)
    return lambda *words: CliRunner().invoke(main, ["check", "--studies", "studies", *words])


@pytest.fixture(scope="module")
def checked(lexicon):
    return check_shipped(lexicon)


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_has_the_claims_and_verdicts_of_its_build(shipped, checked, name):
    with open_kb(shipped) as connection:
        built = read_report(connection, name)
    report = checked[name].report
    undecided = tuple(replace(claim, decided=None) for claim in built.claims)
    assert report.claims == undecided and report.findings == built.findings
    assert report.references == built.references and report.article == built.article


def test_nothing_is_written(folder, run):
    before = sorted(folder.rglob("*"))
    assert run("rest.md").exit_code == 3
    assert sorted(folder.rglob("*")) == before


def test_two_files_of_one_name_are_two_drafts(folder, lexicon):
    (folder / "other").mkdir(exist_ok=True)
    twin = folder / "other" / "rest.md"
    twin.write_text(PAGE.replace("insomnia", "hay fever"), encoding="utf-8")
    first, second = check_files([folder / "rest.md", twin], folder / "studies", lexicon=lexicon)
    assert {c.quote for c in first.report.claims} != {c.quote for c in second.report.claims}


@pytest.mark.parametrize(
    ("files", "fail_on", "status"),
    [
        (("rest.md",), "contradicted", 3),
        (("rest.md",), "unsupported", 3),
        (("rest.md",), "never", 0),
        (("mild.md",), "contradicted", 0),
        (("mild.md",), "grave", 0),
        (("mild.md",), "unsupported", 4),
        (("grave.md",), "grave", 4),
        (("grave.md",), "contradicted", 0),
        (("rest.md", "mild.md"), "unsupported", 3),
        (("calm.txt",), "unsupported", 0),
        (("rest.md", "nothing.md"), "contradicted", 1),
        (("nothing.md",), "never", 1),
    ],
)
def test_the_exit_status_tells_the_gravity(folder, run, files, fail_on, status):
    page = "---\ntitle: Rest\n---\n\n# Rest\n\n{}\n"
    (folder / "mild.md").write_text(page.format("Ketamine lowers anxiety by 90% one hour after a dose."))
    (folder / "grave.md").write_text(page.format("Ketamine does no harm to the bladder of rats at 5 mg/kg."))
    done = run(*files, "--fail-on", fail_on)
    assert done.exit_code == status, done.output


def test_not_checked_stands_apart_and_faults_are_a_line_each(run):
    done = run("rest.md", "calm.txt", "nothing.md")
    contradicted, unsupported, unchecked = (
        done.stdout.index(f"\n{word} (") for word in ("contradicted", "unsupported", "not checked")
    )
    assert contradicted < unsupported < unchecked < done.stdout.index("Our team is kind")
    assert done.stderr.strip() == "nothing.md: cannot be read: No such file or directory"


@pytest.mark.parametrize("shape", ["text", "lines", "json", "csv", "md", "html", "sarif"])
def test_every_format_goes_to_a_file_too(folder, run, tmp_path, shape):
    told = run("rest.md", "--format", shape).stdout
    out = tmp_path / "out"
    assert run("rest.md", "--format", shape, "--out", str(out)).stdout == ""
    written = out.read_text(encoding="utf-8")
    assert "insomnia" in written
    assert [line.rstrip() for line in written.splitlines()] == [
        line.rstrip() for line in told.splitlines()
    ] or shape == "csv"


@pytest.mark.parametrize("shape", ["text", "lines", "json", "csv", "md", "html", "docx", "sarif"])
def test_nothing_that_can_be_read_is_no_accident(run, tmp_path, shape):
    done = run("nothing.md", "--format", shape, "--out", str(tmp_path / "out"))
    assert done.exit_code == 1 and done.stderr.startswith("nothing.md: cannot be read")
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_formats_tell_the_same_verdicts(run, lexicon, folder):
    report = next(c for c in check_files([folder / "rest.md"], folder / "studies", lexicon=lexicon)).report
    expected = [(c.id, c.verdict, c.reason) for c in report.claims]
    names = ("claim_id", "machine_verdict", "machine_reason")
    rows = csv.DictReader(StringIO(run("rest.md", "--format", "csv").stdout))
    assert [tuple(restored_cell(row[name]) for name in names) for row in rows] == expected
    (told,) = json.loads(run("rest.md", "--format", "json").stdout)
    assert [tuple(row[name] for name in names) for row in told["claims"]] == expected
    lines = run("rest.md", "--format", "lines").stdout.splitlines()
    assert lines[0].startswith("rest.md:7:1: ") and "Rest" not in lines[0][:12]


def test_a_bad_library_is_said(run, tmp_path):
    done = run("rest.md", "--studies", str(tmp_path))
    assert done.exit_code == 1 and str(tmp_path) in done.stderr


@pytest.mark.parametrize("shape", ["text", "csv"])
def test_a_terminal_obeys_nothing_that_a_draft_says(folder, tmp_path, shape):
    """In a real terminal: escape codes of a file's name and of its words come out as replacement characters."""
    words = (
        "Ketamine is approved &#27;]0;owned&#7; for insomnia &#155;2J, and it is completely safe for everybody at home."
    )
    draft = tmp_path / "a\x1b[31mb.html"
    draft.write_text(
        f"<html><head><title>Rest &#27;[31m</title></head><body><main><p>{words}</p></main></body></html>",
        encoding="utf-8",
    )
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "kb.cli", "check", draft.name, "none\x1b[2J.md", "--format", shape, "--studies"]
    done = subprocess.Popen([*command, str(folder / "studies")], cwd=tmp_path, stdout=slave, stderr=subprocess.PIPE)
    os.close(slave)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while piece := os.read(master, 65536):
            shown += piece
    _, said = done.communicate(timeout=120)
    colours = re.sub(rb"\x1b\[[0-9;]*m", b"", shown) if shape == "text" else shown  # the table's own
    assert b"approved" in shown, said
    assert b"\x1b" not in colours + said and b"\x07" not in shown and b"none" in said
    assert b"\x1b[31mb" not in shown


def test_what_is_checked_comes_in_the_order_given(folder, lexicon):
    found = list(check_files([folder / "no.md", folder / "rest.md"], folder / "studies", lexicon=lexicon))
    assert isinstance(found[0], Problem) and isinstance(found[1], Checked)


def test_a_draft_agrees_with_a_build_of_the_same_folder(folder, lexicon, tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "rest.md").write_text(PAGE, encoding="utf-8")
    build(tmp_path / "articles", folder / "studies", tmp_path / "kb.db", nlp=lexicon.nlp)
    with sqlite3.connect(tmp_path / "kb.db") as database:
        built = database.execute(
            "SELECT id, verdict, reason, rationale FROM claims ORDER BY start_char, position"
        ).fetchall()
    (one,) = check_files([folder / "rest.md"], folder / "studies", lexicon=lexicon)
    assert [(c.id, c.verdict, c.reason, c.rationale) for c in one.report.claims] == built
