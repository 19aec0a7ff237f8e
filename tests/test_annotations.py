"""W3C Web Annotations of claims: the model's own rules, selectors that find the words again, machine and person apart."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from test_exports import connection, exported, hostile  # noqa: F401 (two are fixtures)

from kb.exports.annotations import surroundings

IRI = {"type": "string", "pattern": r"^(urn:[a-z0-9-]+:|https?://)[^\s<>\"{}|\\^`]+$"}
BODY = {  # section 3.2.4: a TextualBody has exactly one value; 3.3.5: motivations and purposes are a closed list
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "TextualBody"},
        "value": {"type": "string"},
        "purpose": {"enum": ["tagging", "describing"]},
        "format": {"const": "text/plain"},
        "language": {"const": "en"},
    },
    "additionalProperties": False,
}
QUOTED = {  # 4.2.4
    "type": "object",
    "required": ["type", "exact"],
    "properties": {
        "type": {"const": "TextQuoteSelector"},
        **{n: {"type": "string"} for n in ("exact", "prefix", "suffix")},
    },
    "additionalProperties": False,
}
PLACED = {  # 4.2.5: non-negative integers
    "type": "object",
    "required": ["type", "start", "end"],
    "properties": {
        "type": {"const": "TextPositionSelector"},
        **{n: {"type": "integer", "minimum": 0} for n in ("start", "end")},
    },
    "additionalProperties": False,
}
AGENT = {  # 3.3.1
    "type": "object",
    "properties": {"id": IRI, "type": {"enum": ["Person", "Organization", "Software"]}, "name": {"type": "string"}},
    "required": ["type", "name"],
    "additionalProperties": False,
}
ANNOTATION = {  # 3.1: @context, one IRI, the type, one target or more
    "type": "object",
    "required": ["@context", "id", "type", "target"],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": IRI,
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["assessing", "moderating"]},
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"},
        "creator": {"anyOf": [AGENT, {"type": "array", "items": AGENT, "minItems": 1}]},
        "body": {"type": "array", "items": BODY, "minItems": 1},
        "target": {
            "type": "object",
            "required": ["source", "selector"],
            "additionalProperties": False,
            "properties": {
                "source": {"type": "object", "required": ["id"], "properties": {"id": IRI}},
                "scope": IRI,
                "selector": {"type": "array", "prefixItems": [QUOTED, PLACED], "minItems": 2, "maxItems": 2},
            },
        },
    },
}


@pytest.fixture(scope="module", params=["connection", "hostile"])
def annotated(request):
    """Each annotation with the text that it is about, and the claims of the database."""
    opened = request.getfixturevalue(request.param)
    texts = dict(opened.execute("SELECT id, text FROM articles").fetchall())
    return (
        opened,
        texts,
        [json.loads(line) for line in exported(opened, "annotations", "jsonl").decode().split("\n") if line],
    )


def test_annotations_keep_to_the_model(annotated):
    opened, _, found = annotated
    for annotation in found:
        Draft202012Validator(ANNOTATION).validate(annotation)
    assert len({annotation["id"] for annotation in found}) == len(found)
    page = json.loads(exported(opened, "annotations", "jsonld"))
    assert page["type"] == "AnnotationPage" and page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["items"] == [{k: v for k, v in one.items() if k != "@context"} for one in found]


def test_both_selectors_find_the_same_words(annotated):
    """Each for itself: the quote is searched in the text with nothing known of offsets, the offsets are cut out."""
    from urllib.parse import unquote

    opened, texts, found = annotated
    places = {
        f"urn:claims-kb:annotation:{i}": (s, e)
        for i, s, e in opened.execute("SELECT id, start_char, end_char FROM claims")
    }
    quoted = {}
    for annotation in found:
        text = texts[unquote(annotation["target"]["source"]["id"].removeprefix("urn:claims-kb:article:"))]
        quote, position = annotation["target"]["selector"]
        hits = [
            m.start() + len(quote["prefix"])
            for m in re.finditer(f"(?={re.escape(quote['prefix'] + quote['exact'] + quote['suffix'])})", text)
        ]
        assert hits == [position["start"]] and hits[0] + len(quote["exact"]) == position["end"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        quoted[unquote(annotation["id"])] = (position["start"], position["end"])
    assert places.items() <= quoted.items()


@given(st.text(alphabet="ab ", min_size=1, max_size=200), st.data())
def test_so_much_surrounds_a_quote_that_it_stands_once(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    prefix, suffix = surroundings(text, start, end)
    hits = [m.start() for m in re.finditer(f"(?={re.escape(prefix + text[start:end] + suffix)})", text)]
    assert hits == [start - len(prefix)] or (prefix, suffix) == (text[:start], text[end:])


def test_machine_and_person_annotate_apart(annotated):
    opened, _, found = annotated
    people = [a for a in found if isinstance(a["creator"], list)]
    assert {a["id"].endswith(".decision") for a in people} <= {True}
    if opened.execute("SELECT count(*) FROM pragma_database_list WHERE name = 'reviews'").fetchone()[0]:
        assert len(people) == 5 and {p["name"] for a in people for p in a["creator"]} == {"kim", "lee"}
    for annotation in found:
        tags = [body["value"] for body in annotation["body"] if body["purpose"] == "tagging"]
        if {"source not held", "not checkable by literature"} & set(tags):
            assert "not checked" in tags
