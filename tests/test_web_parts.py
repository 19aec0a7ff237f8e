"""The parts of pages alone: marks in the text, cells of tables, search terms, filters."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from web_reading import Reading

from kb import meanings
from kb.labels import Strength, VerdictTag
from kb.marking import Span, article_html, raised_spans
from kb.model import Mark
from kb.web import cells
from kb.web.links import Links
from kb.web.reader import choose_claims
from kb.web.search import highlight, search_terms


@st.composite
def marked(draw):
    text = draw(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), min_size=1, max_size=80)
    )
    point = st.integers(min_value=0, max_value=len(text))
    spans = []
    for number, (a, b) in enumerate(draw(st.lists(st.tuples(point, point), max_size=6))):
        if a != b:
            claim = draw(st.booleans())
            spans.append(
                Span(
                    min(a, b),
                    max(a, b),
                    f"s-{number}",
                    "kb-claim" if claim else "kb-mention",
                    "t",
                    draw(st.sampled_from(["", "/x"])),
                    claim,
                )
            )
    return text, spans


@given(marked())
def test_marking_keeps_the_text_and_gives_each_span_one_anchor(case):
    text, spans = case
    block = {"kind": "prose", "start_char": 0, "end_char": len(text), "level": 0}
    page = Reading(str(article_html(text, [block], spans)))
    assert page.text == text
    assert sorted(page.ids) == sorted(s.anchor for s in spans)
    for span in spans:
        if span.claim:
            assert any(span.anchor in a.get("data-claims", "").split() for _, a in page.tags)


def test_what_the_original_raises_is_raised_and_keeps_the_text():
    text = "It works.1,2 Take 10³ cells."
    marks = [Mark(kind="superscript", start=9, end=12), Mark(kind="superscript", start=20, end=21)]
    block = {"kind": "prose", "start_char": 0, "end_char": len(text), "level": 0}
    span = Span(0, 9, "c-1", "kb-claim", "t", "/claim/1", True)
    html = str(article_html(text, [block], [span], raised_spans(text, marks)))
    assert "<sup>1,2</sup>" in html and html.count("<sup>") == 1  # a superscript character is raised by itself
    assert Reading(html).text == text


def test_a_claim_over_several_blocks_has_one_anchor():
    text = "Salt | Onset\nLithium | an hour"
    blocks = [
        {"kind": "table_header", "start_char": 0, "end_char": 12, "level": 0},
        {"kind": "row", "start_char": 13, "end_char": len(text), "level": 0},
    ]
    html = str(article_html(text, blocks, [Span(0, len(text), "c-1", "kb-claim kb-supported", "t", "/claim/1", True)]))
    page = Reading(html)
    assert page.ids == ["c-1"]
    assert page.text.strip() == "SaltOnset\nLithiuman hour"
    assert html.count("<td ") == html.count("<th ") == 2


class Urls:
    def path(self, path):
        return f"/base{path}"

    def row(self, database, table, ident):
        return f"/base/{database}/{table}/{ident}"


LINK = Links(Urls(), "kb")


@pytest.mark.parametrize(
    ("table", "column", "value", "row", "expected"),
    [
        ("claims", "verdict", "contradicted", {}, "✗"),
        ("claims", "verdict", "supported", {}, "✓"),
        (None, "verdict", "unsupported", {}, "?"),
        ("claims", "strength", "absolute", {}, "kb-absolute"),
        ("claims", "reason", "wrong_number", {}, "wrong number"),
        ("claims", "quote", "a <b> c", {"id": "x-1"}, '<a href="/base/claim/x-1">a &lt;b&gt; c</a>'),
        ("claims", "id", "x-1", {"id": "x-1"}, "/base/claim/x-1"),
        ("studies", "doi", "10.1/a", {}, "https://doi.org/10.1/a"),
        (
            "claims",
            "study_id",
            {"value": "m 1", "label": "Meyer <1>"},
            {},
            '<a href="/base/study/m+1">Meyer &lt;1&gt;</a>',
        ),
        ("claims", "finding_id", "m.1.2", {}, "/base/study/m~2E1#f-m~2E1~2E2"),
        (None, "claim_id", "x-1", {}, "/base/claim/x-1"),
        ("citations", "antecedent_id", "a#1", {}, "/base/kb/citations/a~231"),
        ("edges", "source", "claim:1", {}, "/base/kb/nodes/claim~3A1"),
        ("claims", "propositions", '[{"a": "<b>"}]', {}, "1 entry"),
        ("claims", "propositions", "[]", {}, "none"),
    ],
)
def test_cells(table, column, value, row, expected):
    html = cells.render(row, value, column, table, LINK)
    assert isinstance(html, Markup) and expected in html


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("claims", "verdict", "<script>"),
        ("claims", "quote", ""),
        ("claims", "article_id", None),
        ("claims", "position", 3),
        ("claims", "rationale", "supported"),
        ("claims", "propositions", "[not json"),
        (None, "x", "[1]"),
        ("studies", "url", "javascript:alert(1)"),
    ],
)
def test_other_cells_are_left_to_datasette(table, column, value):
    assert cells.render({}, value, column, table, LINK) is None


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " https://x", "data:text/html,x", "https://", "//x.org", "http:x"]
)
def test_only_web_addresses_become_links(url):
    assert "href" not in cells.web_link(url)


def test_every_verdict_and_relation_has_a_sign():
    for verdict in VerdictTag:
        assert cells.SIGNS[verdict] in cells.badge(verdict)
    assert len({cells.SIGNS[v] for v in VerdictTag}) == 3
    assert "kb-sign" not in cells.badge(Strength.PLAIN)


def test_choose_claims_leaves_out_filters_that_no_claim_meets():
    claims = [{"id": "1", "verdict": "supported", "type": "safety", "citation_status": "cited"}]
    assert choose_claims(claims, {"verdict": "x", "type": "safety", "status": ""}) == ({"type": "safety"}, {"1"})
    assert choose_claims([], {"verdict": "supported", "type": "", "status": ""}) == ({}, set())


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", []),
        ("   ", []),
        ('"', []),
        ("* - ( )", []),
        ("cough", ['"cough"']),
        ("COVID-19", ['"COVID-19"']),
        ("n-1 OR x:y", ['"n-1"', '"OR"', '"x:y"']),
        ('"side effects" now', ['"side effects"', '"now"']),
        ('half "open', ['"half"', '"open"']),
        ("a\x00b", ['"a b"']),
        ("Übelkeit*", ['"Übelkeit*"']),
    ],
)
def test_search_terms(query, terms):
    assert search_terms(query) == terms


@given(st.text(max_size=60))
def test_no_query_is_an_error(query):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='porter unicode61')")
    for joiner in (" AND ", " OR "):
        terms = joiner.join(search_terms(query))
        if terms:
            db.execute("SELECT * FROM t WHERE t MATCH ?", [terms]).fetchall()
    db.close()


@given(st.text(), st.integers(min_value=0, max_value=20))
def test_highlight_keeps_the_text(text, at):
    html = highlight(text[:at] + "0pen" + text[at:] + "cl0se", "0pen", "cl0se")
    read = Reading("<p>" + str(html).replace("\x00", "") + "</p>")
    assert {tag for tag, _ in read.tags} <= {"p", "mark"}


@pytest.mark.parametrize("reason", ["source_not_held", "citation_unresolved", "not_checkable_by_literature"])
def test_what_was_not_checked_does_not_look_unsupported(reason):
    row = {"verdict": "unsupported", "reason": reason}
    assert meanings.verdict_class(row) == "unchecked"
    assert "kb-unsupported" not in cells.verdict_badge(row) and "unsupported: not check" in cells.verdict_badge(row)


@pytest.mark.parametrize(("verdict", "reason"), [("unsupported", "overstated"), ("contradicted", "source_not_held")])
def test_every_other_verdict_has_its_own_badge(verdict, reason):
    row = {"verdict": verdict, "reason": reason}
    assert meanings.verdict_class(row) == verdict and cells.verdict_badge(row) == cells.badge(verdict)
