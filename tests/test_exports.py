"""`kb export`: rows as they are in the tables, annotations that find their words again, graphs and reviews by their rules."""

import csv
import io
import json
import sqlite3
import sys
from io import StringIO

import pytest
import rispy
from bibtexparser import parse_string
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from pyarrow import parquet
from rdflib import Dataset, URIRef
from rdflib.compare import to_isomorphic
from rdflib.namespace import DCTERMS, PROV, RDF, SDO
from web_reading import FIRST

from kb.cli import main
from kb.escaping import restored_cell
from kb.exports.iris import check_base
from kb.exports.nanopubs import NP
from kb.exports.offers import MADE, export
from kb.exports.tables import ExportFailed, table_names
from kb.read.records import CslType
from kb.reports.reading import NoSuchArticle, open_kb


@pytest.fixture(scope="module")
def connection(shipped):
    with open_kb(shipped) as opened:
        yield opened


@pytest.fixture(scope="module")
def hostile(sample):
    with open_kb(sample) as opened:
        yield opened


def exported(connection, what, shape="", **more) -> bytes:
    return b"".join(export(connection, what, shape, **more))


# ---- tables ----


def tables(connection, table):
    return [tuple(row) for row in connection.execute(f"SELECT * FROM [{table}]")]


@pytest.mark.parametrize("database", ["connection", "hostile"])
def test_rows_are_those_of_the_tables(request, database):
    """Every table and view of both databases, in all three formats."""
    opened = request.getfixturevalue(database)
    for table in table_names(opened):
        expected = tables(opened, table)
        told = list(csv.reader(StringIO(exported(opened, table, "csv").decode(), newline="")))
        names, rows = told[0], told[1:]
        assert [[restored_cell(c) for c in row] for row in rows] == [
            ["" if v is None else str(v) for v in row] for row in expected
        ]
        objects = [json.loads(line) for line in exported(opened, table, "jsonl").decode().split("\n") if line]
        assert [tuple(o.values()) for o in objects] == expected and all(list(o) == names for o in objects)
        read = parquet.read_table(io.BytesIO(exported(opened, table, "parquet")))
        assert read.column_names == names
        columns = [column.to_pylist() for column in read.columns]
        for got, want in zip(columns, zip(*expected, strict=True), strict=bool(expected)):
            assert [v if type(v) is type(w) else str(w) for v, w in zip(got, want, strict=True)] == [
                w if type(v) is type(w) else v for v, w in zip(got, want, strict=True)
            ]


def test_full_text_indexes_are_no_tables(connection):
    assert not [name for name in table_names(connection) if "fts" in name] and "claims" in table_names(connection)


def test_no_cell_of_a_hostile_page_begins_a_formula(tmp_path, sample):
    path = tmp_path / "kb.db"
    path.write_bytes(sample.read_bytes())
    with sqlite3.connect(path) as database:
        database.execute("UPDATE claims SET rationale = '=cmd|''/C calc''!A0', context = char(9) || '=1', cap = '@x'")
    with open_kb(path) as opened:
        cells = [c for row in csv.reader(StringIO(exported(opened, "claims", "csv").decode(), newline="")) for c in row]
    assert "'=cmd|'/C calc'!A0" in cells and not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


def test_rows_come_as_a_stream(many):
    """The first piece is there when no more than the first rows were read."""
    with open_kb(many) as opened:
        steps = 0

        def count():
            nonlocal steps
            steps += 1

        opened.set_progress_handler(count, 100)
        pieces = export(opened, "assessments", "jsonl")
        next(pieces)
        first = steps
        assert sum(1 for _ in pieces) > 100 and steps > 20 * max(first, 1)


def test_without_pyarrow_one_line_says_what_to_install(shipped, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = CliRunner().invoke(main, ["export", "claims", "--format", "parquet", "--db", str(shipped)])
    assert done.exit_code == 1 and done.stderr == "Error: parquet: needs pyarrow: pip install 'claims-kb[parquet]'\n"


# ---- studies ----

# CSL 1.0.2: the item of its JSON schema, as far as we write it.
CSL_NAME = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("family", "given", "suffix", "literal")},
    "additionalProperties": False,
}
CSL_TEXT = (
    "title",
    "container-title",
    "volume",
    "issue",
    "page",
    "DOI",
    "PMID",
    "PMCID",
    "URL",
    "id",
    "abstract",
    "note",
)
CSL_ITEM = {
    "type": "object",
    "required": ["id", "type"],
    "properties": {
        "type": {"enum": [kind.value for kind in CslType]},
        "author": {"type": "array", "items": CSL_NAME},
        "issued": {
            "type": "object",
            "properties": {
                "date-parts": {"type": "array", "minItems": 1, "maxItems": 2},
                "literal": {"type": "string"},
            },
            "additionalProperties": False,
        },
        **{name: {"type": "string"} for name in CSL_TEXT},
    },
    "additionalProperties": False,
}


def test_studies_are_written_as_bibliographies(connection):
    titles = dict(connection.execute("SELECT id, title FROM studies ORDER BY id").fetchall())
    items = json.loads(exported(connection, "studies", "csl"))
    for item in items:
        Draft202012Validator(CSL_ITEM).validate(item)
    assert {item["id"]: item["title"] for item in items} == titles
    ris = rispy.loads(exported(connection, "studies", "ris").decode())
    assert [entry.get("title") or entry.get("primary_title") for entry in ris] == list(titles.values())
    library = parse_string(exported(connection, "studies", "bibtex").decode())
    assert not library.failed_blocks and [entry.key for entry in library.entries] == list(titles)


# ---- ClaimReview ----

REVIEW = {  # schema.org/ClaimReview, with what search engines require of one
    "type": "object",
    "required": ["@type", "@id", "url", "claimReviewed", "author", "itemReviewed", "reviewRating"],
    "properties": {
        "@type": {"const": "ClaimReview"},
        "claimReviewed": {"type": "string", "minLength": 1},
        "datePublished": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "itemReviewed": {
            "type": "object",
            "required": ["@type", "appearance"],
            "properties": {
                "@type": {"const": "Claim"},
                "appearance": {"type": "object", "required": ["@type", "headline"]},
            },
        },
        "reviewRating": {
            "type": "object",
            "required": ["@type", "ratingValue", "worstRating", "bestRating", "alternateName", "ratingExplanation"],
            "properties": {
                "@type": {"const": "Rating"},
                "ratingValue": {"enum": [1, 2, 3]},
                "worstRating": {"const": 1},
                "bestRating": {"const": 3},
            },
        },
    },
}


def test_reviews_have_what_is_required_and_rate_what_was_checked(connection):
    found = json.loads(exported(connection, "claimreviews"))
    assert found["@context"] == "https://schema.org"
    for review in found["@graph"]:
        Draft202012Validator(REVIEW).validate(review)
    scale = {"contradicted": 1, "unsupported": 2, "supported": 3}
    assert all(scale[r["reviewRating"]["alternateName"]] == r["reviewRating"]["ratingValue"] for r in found["@graph"])
    machine = [r["@id"] for r in found["@graph"] if not r["@id"].endswith(".decision")]
    checked = connection.execute(
        "SELECT id FROM claims WHERE reason NOT IN ('source_not_held', 'citation_unresolved', 'not_checkable_by_literature')"
    ).fetchall()
    assert sorted(machine) == sorted(f"urn:claims-kb:review:{row[0]}" for row in checked)
    assert (
        sum(r["@id"].endswith(".decision") for r in found["@graph"]) == 2
    )  # "needs work" and "not a claim" rate nothing


def test_the_words_of_reviews_are_those_of_schema_org(connection):
    """Types and properties of the published vocabulary, as rdflib carries it."""
    words = set()

    def gather(part):
        if isinstance(part, dict):
            words.update(part[key] if key == "@type" else key for key in part if key == "@type" or key[0] != "@")
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            gather(inner)

    gather(json.loads(exported(connection, "claimreviews")))
    assert {"ClaimReview", "Person", "reviewRating", "datePublished"} <= words
    assert [word for word in words if word not in SDO] == [] and "reviewedClaim" not in SDO


# ---- nanopublications ----


def test_nanopublications_keep_to_the_guidelines(connection):
    """Structural rules of the Nanopublication Guidelines, asked of what another reader makes of the file."""
    ident = "ipc-ketamine-for-anxiety"
    text = exported(connection, "nanopubs", articles=[ident]).decode()
    read = Dataset()
    read.parse(data=text, format="trig")
    graphs = {g.identifier: g for g in read.graphs() if len(g)}
    heads = [(s, g) for s, _, _, g in read.quads((None, RDF.type, NP.Nanopublication, None))]
    people = connection.execute("SELECT count(*) FROM reviews.standing WHERE outcome IS NOT NULL").fetchone()[0]
    checked = connection.execute(
        "SELECT count(*) FROM claims WHERE article_id = ? AND reason NOT IN ('source_not_held', 'citation_unresolved', "
        "'not_checkable_by_literature')", [ident]).fetchone()[0]  # fmt: skip
    assert len(heads) == len({uri for uri, _ in heads}) == checked + people
    used = set()
    for uri, head in heads:
        head = getattr(head, "identifier", head)
        parts = [list(graphs[head].objects(uri, p)) for p in (NP.hasAssertion, NP.hasProvenance, NP.hasPublicationInfo)]
        assert all(len(part) == 1 for part in parts) and len(graphs[head]) == 4
        assertion, provenance, info = (part[0] for part in parts)
        assert len({uri, head, assertion, provenance, info}) == 5
        assert len(graphs[assertion]) and (assertion, PROV.wasAttributedTo, None) in graphs[provenance]
        assert (uri, DCTERMS.creator, None) in graphs[info]
        assert all(isinstance(s, URIRef) for g in (assertion, provenance, info) for s in graphs[g].subjects())
        used |= {head, assertion, provenance, info}
    assert used == graphs.keys(), "no statement stands outside the four graphs"
    again = Dataset()
    again.parse(data=read.serialize(format="trig"), format="trig")
    for name in graphs:
        assert to_isomorphic(again.graph(name)) == to_isomorphic(graphs[name])


def test_hostile_words_stay_literals(hostile):
    read = Dataset()
    read.parse(data=exported(hostile, "nanopubs").decode(), format="trig")
    titles = {str(o) for _, _, o, _ in read.quads((None, DCTERMS.title, None, None))}
    assert any("<script>" in title for title in titles)


# ---- what all share ----


@pytest.mark.parametrize("what", [*MADE, "studies"])
def test_equal_on_every_run_and_named_below_the_base(connection, what):
    assert exported(connection, what) == exported(connection, what)
    if what in MADE:
        told = exported(connection, what, articles=["clarus-ketamine-for-anxiety"], base="https://kb.example/")
        assert b"https://kb.example/" in told and b"urn:claims-kb" not in told and b"ipc-ketamine" not in told


@pytest.mark.parametrize(
    "base", ["javascript:alert(1)", "urn:x", "https://kb.example", "https://kb.example/#", "http://a b/", ""]
)
def test_a_base_that_begins_no_name_is_refused(connection, base):
    with pytest.raises(ValueError, match="is no beginning"):
        check_base(base)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("klaims",), "nearest: claims"),
        (("claims", "--format", "trig"), "csv, jsonl, parquet"),
        (("claims", "--article", FIRST), "exported whole"),
        (("annotations", "--article", "nothing"), "is no article"),
        (("nanopubs", "--base", "x"), "is no beginning"),
        (("claims; drop table claims",), "cannot be exported"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_line(sample, words, said):
    done = CliRunner().invoke(main, ["export", *words, "--db", str(sample)])
    assert done.exit_code == 1 and said in done.stderr and len(done.stderr.splitlines()) == 1


def test_errors_of_the_function_are_those_of_the_command(connection):
    with pytest.raises(ExportFailed):
        export(connection, "nothing")
    with pytest.raises(NoSuchArticle):
        exported(connection, "annotations", articles=["nothing"])


@pytest.mark.parametrize("words", [("claims",), ("--what", "claims")])
def test_the_command_writes_what_the_function_gives(shipped, connection, tmp_path, words):
    done = CliRunner().invoke(main, ["export", *words, "--db", str(shipped), "--out", str(tmp_path / "c.csv")])
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "c.csv").read_bytes() == exported(connection, "claims")
    assert CliRunner().invoke(main, ["export", *words, "--db", str(shipped)]).stdout_bytes == exported(
        connection, "claims"
    )
