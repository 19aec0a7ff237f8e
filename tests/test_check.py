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
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from shipped import ARTICLES, STUDIES

from kb.build import build
from kb.checking.drafts import Checked, check_files
from kb.checking.places import find_places, line_and_column
from kb.checking.sarif import sarif_log
from kb.cli import main
from kb.escaping import restored_cell
from kb.labels import ArticleFindingKind, Reason
from kb.model import Problem
from kb.reports.reading import open_kb, read_report

GLUE = STUDIES / "glue2018.yml"
LABEL = STUDIES / "ketalar_label.yml"
PAGE = """---
title: Rest & more
---

# Rest

Ketamine is *approved* for insomnia. It lowers anxiety by **90% one hour** after a dose.

- Ketamine raised mean systolic blood pressure by about 10 mmHg at 30 minutes.
- Our team is kind &amp; skilled.
"""
NAMES = ("ipc-ketamine-for-anxiety", "clarus-ketamine-for-anxiety")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("check")
    (folder / "studies").mkdir()
    for path in STUDIES.glob("*.yml"):
        if path.stem in ("glue2018", "glue2017") or "approv" in path.stem or "ketalar" in path.stem:
            (folder / "studies" / path.name).write_bytes(path.read_bytes())
    (folder / "rest.md").write_text(PAGE, encoding="utf-8")
    (folder / "calm.txt").write_bytes("\ufeffCalm\r\n\r\nOur team is kind.\r\n".encode())
    return folder


@pytest.fixture
def run(folder, monkeypatch, lexicon):
    """The command in the folder, with the vocabulary and the pipeline that the tests have loaded."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("kb.checking.drafts.load_lexicon", lambda _: lexicon)
    return lambda *words: CliRunner().invoke(main, ["check", "--studies", "studies", *words])


@pytest.fixture(scope="module")
def checked(lexicon):
    return {
        c.report.article.id: c for c in check_files([ARTICLES / f"{n}.md" for n in NAMES], STUDIES, lexicon=lexicon)
    }


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


# ---- places ----


@pytest.mark.parametrize(
    ("source", "text", "words", "found"),
    [
        ("a **bold** word", "a bold word", "bold word", "bold** word"),
        (
            "see [the site](https://x.example/site) now",
            "see the site now",
            "site now",
            "site](https://x.example/site) now",
        ),
        (
            "---\ntitle: Salt helps\n---\n\n# Salt helps\n\nSalt helps.",
            "Salt helps\n\nSalt helps.",
            "Salt helps.",
            "Salt helps.",
        ),
        ("one\r\ntwo three.", "one\ntwo three.", "two three.", "two three."),
        ("Tom &amp; Ann run.", "Tom & Ann run.", "Ann run.", "Ann run."),
    ],
)
def test_words_are_followed_into_the_file(source, text, words, found):
    start = text.rindex(words)
    (place,) = find_places(text, source, [(start, start + len(words))])
    assert source[slice(*place)] == found


@given(st.lists(st.sampled_from(["ab", "ab.", "c", "ab\n", "\n- c"]), min_size=1, max_size=20), st.data())
def test_equal_texts_have_equal_places_and_other_line_ends_do_no_harm(words, data):
    text = " ".join(words)
    hits = list(re.finditer(r"\w+", text))
    first = data.draw(st.integers(0, len(hits) - 1))
    last = data.draw(st.integers(first, len(hits) - 1))
    start, end = hits[first].start(), hits[last].end()
    assert find_places(text, text, [(start, end)]) == [(start, end)]
    source = text.replace("\n", "\r\n")
    (place,) = find_places(text, source, [(start, end)])
    assert source[slice(*place)] == text[start:end].replace("\n", "\r\n")


def test_lines_and_columns_begin_at_one():
    assert [line_and_column("ab\r\ncd\n", at) for at in (0, 1, 4, 5)] == [(1, 1), (1, 2), (2, 1), (2, 2)]


# ---- SARIF ----

# What SARIF 2.1.0 asks of the parts that we write (the sections are those of the OASIS standard).
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
AT_LEAST = {number: {"type": "integer", "minimum": number} for number in (0, 1)}
REGION = {  # 3.30
    "type": "object",
    "required": ["startLine", "startColumn", "endLine", "endColumn", "charOffset", "charLength"],
    "properties": {
        **dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), AT_LEAST[1]),
        **dict.fromkeys(("charOffset", "charLength"), AT_LEAST[0]),
        "snippet": TEXT,
    },
    "additionalProperties": False,
}
LOCATION = {  # 3.4, 3.28, 3.29
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string"}, "index": AT_LEAST[0]},
                },
                "region": REGION,
            },
        }
    },
}
RULE = {  # 3.49
    "type": "object",
    "required": ["id", "shortDescription", "fullDescription", "help"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string", "pattern": "^[A-Z][A-Za-z]+$"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}, "additionalProperties": False},
    },
}
RESULT = {  # 3.27
    "type": "object",
    "required": ["ruleId", "ruleIndex", "kind", "level", "message", "locations", "partialFingerprints"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": AT_LEAST[0],
        "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": LOCATION, "minItems": 1, "maxItems": 1},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
        "properties": {"type": "object"},
    },
    # 3.27.10: whatever does not fail has no level
    "if": {"properties": {"kind": {"const": "fail"}}},
    "else": {"properties": {"level": {"const": "none"}}},
}
ARTIFACT = {  # 3.24
    "type": "object",
    "required": ["location"],
    "additionalProperties": False,
    "properties": {
        "location": {
            "type": "object",
            "required": ["uri"],
            "properties": {"uri": {"type": "string", "format": "uri-reference"}},
        },
        "parentIndex": AT_LEAST[0],
        "mimeType": {"type": "string"},
        "contents": TEXT,
        "description": TEXT,
        "hashes": {"type": "object", "additionalProperties": {"type": "string"}},
        "roles": {"type": "array", "items": {"enum": ["analysisTarget"]}, "uniqueItems": True},
    },
}
INVOCATION = {  # 3.20
    "type": "object",
    "required": ["executionSuccessful"],
    "additionalProperties": False,
    "properties": {
        "executionSuccessful": {"type": "boolean"},
        "toolExecutionNotifications": {
            "type": "array",
            "items": {"type": "object", "required": ["message"], "properties": {"message": TEXT, "level": LEVEL}},
        },
    },
}
LOG = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"rules": {"type": "array", "items": RULE, "uniqueItems": True}},
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "artifacts": {"type": "array", "items": ARTIFACT, "uniqueItems": True},
                    "invocations": {"type": "array", "items": INVOCATION},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def log(checked, folder, lexicon):
    few = check_files([folder / "rest.md", folder / "calm.txt", folder / "no.md"], folder / "studies", lexicon=lexicon)
    return json.loads(sarif_log([*checked.values(), *few]))


def test_sarif_is_valid(log):
    Draft202012Validator(LOG).validate(log)
    (run,) = log["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False and "no.md" in json.dumps(run["invocations"])


def test_the_rules_of_sarif_are_the_labels_and_each_result_has_one(log):
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [f"claim/{r.value}" for r in Reason] + [f"page/{k.value}" for k in ArticleFindingKind]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    prints = [json.dumps(result["partialFingerprints"]) for result in run["results"] if "properties" in result]
    assert len(set(prints)) == len(prints)


def test_the_regions_of_sarif_hold_the_words(log, checked):
    """Read as another program reads it: the file's text by offset, and by line and column."""
    (run,) = log["runs"]
    quotes = {c.id: c.quote for one in checked.values() for c in one.report.claims}
    for result in run["results"]:
        where = result["locations"][0]["physicalLocation"]
        artifact = run["artifacts"][where["artifactLocation"]["index"]]
        assert artifact["location"]["uri"] == where["artifactLocation"]["uri"]
        if "region" not in where or "properties" not in result or result["properties"]["claimId"] not in quotes:
            continue
        region, path = where["region"], where["artifactLocation"]["uri"].removeprefix("file://")
        text = artifact["contents"]["text"] if "contents" in artifact else Path(path).read_bytes().decode("utf-8-sig")
        start, stop = region["charOffset"], region["charOffset"] + region["charLength"]
        lines = re.split(r"(?<=\n)", text)
        begin = sum(map(len, lines[: region["startLine"] - 1])) + region["startColumn"] - 1
        end = sum(map(len, lines[: region["endLine"] - 1])) + region["endColumn"] - 1
        assert (begin, end) == (start, stop) and region["snippet"]["text"] == text[start:stop]
        words, inside = (re.findall(r"\w+", t) for t in (quotes[result["properties"]["claimId"]], text[start:stop]))
        missing = [word for word in words if word not in inside]
        assert not missing and (words[0], words[-1]) == (
            inside[0],
            inside[-1] if words[-1] == inside[-1] else words[-1],
        )


def test_a_page_without_lines_of_its_own_is_held_in_the_log(folder, lexicon):
    """The words of a web page are told in the text that was audited, which the log then holds."""
    words = "Ketamine is approved for insomnia, which it treats better than sleeping pills do in most people."
    page = f"<html><head><title>Rest</title></head><body><main><h1>Rest</h1><p>{words}</p></main></body></html>"
    (folder / "rest.html").write_text(page, encoding="utf-8")
    log = json.loads(sarif_log(check_files([folder / "rest.html"], folder / "studies", lexicon=lexicon)))
    Draft202012Validator(LOG).validate(log)
    (run,) = log["runs"]
    file, text = run["artifacts"]
    assert text["location"]["uri"] == f"{file['location']['uri']}#text" and text["parentIndex"] == 0
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run["results"] if "properties" in r]
    assert regions
    for region in regions:
        start = region["charOffset"]
        assert text["contents"]["text"][start : start + region["charLength"]] == region["snippet"]["text"]


def test_levels_follow_the_gravity(checked, log):
    levels = {
        r["properties"]["claimId"]: (r["kind"], r["level"]) for r in log["runs"][0]["results"] if "properties" in r
    }
    for one in checked.values():
        for claim in one.report.claims:
            kind, level = levels[claim.id]
            assert (kind == "pass") == (claim.verdict == "supported")
            assert (level == "error") == (claim.verdict == "contradicted")
            assert (kind == "open") == (
                claim.reason in {"source_not_held", "citation_unresolved", "not_checkable_by_literature"}
            )


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
