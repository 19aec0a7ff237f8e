"""`kb report`: what a Word document, a page and the tables say of an article, read again as other programs read them."""

import csv
import json
import re
import sqlite3
from base64 import b64encode
from hashlib import sha256
from io import BytesIO, StringIO

import docx
import lxml.html
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from payloads import CLASSES
from web_reading import FIRST

from kb.cli import main
from kb.escaping import printable, restored_cell
from kb.labels import VerdictTag
from kb.reports.page import html_page
from kb.reports.reading import NoSuchArticle, open_kb, read_report
from kb.reports.tables import claim_row, csv_lines, markdown_lines
from kb.reports.word import word_file
from kb.reports.wordstyle import MARK

IPC = "ipc-ketamine-for-anxiety"
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "\x1b]0;owned\x07",
    "@SUM(1)",
    *(text for some in CLASSES.values() for text in some[:4]),
]

ALLOWED = frozenset(
    "html head meta title style body a main header section p h1 h2 h3 h4 h5 h6 table caption thead tbody tr th td "  # noqa: SIM905
    "colgroup col div span article ul ol li br strong sup".split()
)


@pytest.fixture(scope="module")
def report(shipped):
    with open_kb(shipped) as connection:
        return read_report(connection, IPC)


@pytest.fixture(scope="module")
def hostile(sample, tmp_path_factory):
    """The sample, every title, quote, rationale and note of it replaced by something that tries to be more than text."""
    path = tmp_path_factory.mktemp("hostile") / "kb.db"
    path.write_bytes(sample.read_bytes())
    with sqlite3.connect(path) as database:
        for column in ("articles.title", "articles.publisher", "articles.note", "claims.rationale", "studies.title",
                       "claim_citations.text", "suggestions.text", "article_findings.detail", "findings.statement"):  # fmt: skip
            table, name = column.split(".")
            for number, (rowid,) in enumerate(database.execute(f"SELECT rowid FROM {table}").fetchall()):
                database.execute(
                    f"UPDATE {table} SET {name} = ? WHERE rowid = ?", [HOSTILE[number % len(HOSTILE)] + "​", rowid]
                )
    reports = []
    with open_kb(path) as connection:
        for (ident,) in connection.execute("SELECT id FROM articles").fetchall():
            reports.append(read_report(connection, ident))
    return reports


# ---- what is told ----


def test_machine_and_person_are_two_things(report):
    by_number = {claim.number: claim for claim in report.claims}
    told = [by_number[n].decided for n in range(1, 6)]
    assert [(d.outcome, d.status, d.by) for d in told] == [
        ("unsupported", "agreed", "kim"),
        ("supported", "agreed", "kim"),
        ("not_a_claim", "not_a_claim", "kim"),
        ("needs_work", "needs_work", "kim"),
        ("", "disputed", "kim, lee"),
    ]
    assert (
        by_number[2].verdict == "unsupported"
        and by_number[2].counts == "supported"
        and by_number[2].look == "supported"
    )
    assert by_number[3].look == "struck" and by_number[5].look == by_number[5].verdict
    rows = [claim_row(report, claim) for claim in report.claims]
    assert rows[1]["machine_verdict"] == "unsupported" and rows[1]["reviewer_outcome"] == "supported"
    assert {row["reviewer_outcome"] for row in rows[5:]} == {""}
    assert sum(report.looks.values()) == len(report.claims)


def test_rows_are_those_of_the_database(shipped, report):
    with sqlite3.connect(shipped) as database:
        rows = database.execute(
            "SELECT id, quote, start_char, end_char, verdict, reason, rationale FROM claims WHERE article_id = ? "
            "ORDER BY start_char, position", [IPC]).fetchall()  # fmt: skip
    assert [(c.id, c.quote, c.start, c.end, c.verdict, c.reason, c.rationale) for c in report.claims] == rows
    text = report.article.text
    assert all(text[c.start : c.end] == c.quote for c in report.claims)


def test_csv_and_markdown_hold_every_claim(report):
    rows = list(csv.DictReader(StringIO("".join(csv_lines([report])), newline="")))
    expected = [{k: str(v) for k, v in claim_row(report, c).items()} for c in report.claims]
    assert [{k: restored_cell(v) for k, v in row.items()} for row in rows] == expected
    table = "".join(markdown_lines([report])).partition("## Substantiation")[2].partition("## References")[0]
    lines = [line for line in table.splitlines() if re.match(r"\| \d+ \|", line)]
    assert len(lines) == len(report.claims)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {9}


def test_a_table_does_not_say_the_finding_twice(report):
    told = [claim for claim in report.claims if claim.finding]
    assert told and all(claim.finding not in claim.why + claim.advice for claim in told)
    assert all(claim.why == claim.rationale for claim in report.claims if not claim.finding)


# ---- Word ----


@pytest.fixture(scope="module")
def written(report):
    return word_file(report)


def commented(document):
    """The words between the anchors of each comment, marks of claims aside, by comment id; in document order."""
    open_now, words = {}, {}
    for element in document.element.body.iter():
        if element.tag == qn("w:commentRangeStart"):
            open_now[element.get(qn("w:id"))] = True
            words[element.get(qn("w:id"))] = ""
        elif element.tag == qn("w:commentRangeEnd"):
            del open_now[element.get(qn("w:id"))]
        elif element.tag == qn("w:r"):
            style = element.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
            if style is None or style.get(qn("w:val")) != MARK.replace(" ", ""):
                text = "".join(
                    {qn("w:t"): t.text or "", qn("w:br"): "\n", qn("w:tab"): "\t"}.get(t.tag, "") for t in element
                )
                for ident in open_now:
                    words[ident] += text
    assert not open_now
    return words


def test_each_claim_has_a_comment_at_its_words(report, written):
    document = docx.Document(BytesIO(written))
    comments = {str(comment.comment_id): comment for comment in document.comments}
    assert len(comments) == len(report.claims)
    anchored = commented(document)
    assert anchored.keys() == comments.keys()
    for claim, ident in zip(report.claims, sorted(comments, key=int), strict=True):
        # Between the cells of a table row stands no text.
        assert re.sub(r"\s*\|\s*|\s+", "", anchored[ident]) == re.sub(r"\s*\|\s*|\s+", "", printable(claim.quote))
        said = comments[ident].text
        for told in (claim.verdict, claim.reason.replace("_", " "), claim.rationale):
            assert printable(told) in said
        for study in claim.cited_studies:
            assert report.references[study] in said
        assert (("Reviewer: " in said) == bool(claim.decided)) and (not claim.decided or claim.decided.told in said)


def test_word_keeps_the_structure_and_tells_no_verdict_by_colour_alone(report, written):
    document = docx.Document(BytesIO(written))
    blocks = [block for block in report.article.blocks if block.kind == "heading"]
    headings = [re.sub(r" \[\d+ .\]", "", p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[: len(blocks)] == [report.article.text[b.start : b.end] for b in blocks]
    assert sum(p.style.name == "List Bullet" for p in document.paragraphs) == sum(
        b.kind == "item" for b in report.article.blocks
    )
    looks = [document.styles[f"Claim {look}"].font for look in report.looks if look != "struck"]
    assert len({font.underline for font in looks}) == len(looks)
    (table,) = [t for t in document.tables if t.rows[0].cells[0].text == "#"]
    heads = [cell.text for cell in table.rows[0].cells]
    assert heads[-2:] == ["Machine", "Reviewer"] and len(table.rows) == len(report.claims) + 1
    second = [cell.text for cell in table.rows[2].cells]
    assert "unsupported" in second[-2] and "supported, decided by kim" in second[-1] and "kim" not in second[-2]


def test_tables_of_the_copy_are_tables_in_word(sample):
    with open_kb(sample) as connection:
        report = read_report(connection, FIRST)
    document = docx.Document(BytesIO(word_file(report)))
    assert [[re.sub(r" \[\d+ .\]", "", cell.text) for cell in row.cells] for row in document.tables[0].rows] == [
        ["Salt", "Onset"],
        ["Lithium", "works in an hour"],
    ]
    assert len(list(document.comments)) == len(report.claims)


def test_equal_reports_are_equal_files(report, written):
    assert sha256(word_file(report)).digest() == sha256(written).digest()
    assert html_page([report]) == html_page([report])


# ---- HTML ----


def test_the_page_loads_nothing_and_names_its_style(report):
    page = html_page([report])
    assert "<script" not in page and not re.search(
        r"\s(?:src|srcset|poster|data|action)=|@import|url\(|<link|<base", page
    )
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', page))
    style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in page
    targets = re.findall(r'id="([^"]*)"', page)
    assert len(targets) == len(set(targets))
    assert {link[1:] for link in re.findall(r'href="([^"]*)"', page)} <= set(targets)


def test_the_page_tells_each_verdict_in_words(report):
    page = html_page([report])
    for claim in report.claims:
        assert f'id="a1-r{claim.number}"' in page and f'id="a1-c{claim.number}"' in page
    text = " ".join(lxml.html.document_fromstring(page).text_content().split())
    assert "supported, decided by kim" in text and "kim, lee disagree" in text and "not checked" in text


def test_hostile_words_stay_words(hostile):
    page = html_page(hostile)
    tree = lxml.html.document_fromstring(page)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert {e.tag for e in elements} <= ALLOWED and "\x1b" not in page
    assert not [name for e in elements for name in e.attrib if name.startswith(("on", "src", "style"))]
    assert all(e.get("href", "#").startswith("#") for e in elements)
    for report in hostile:
        rows = csv.reader(StringIO("".join(csv_lines([report])), newline=""))
        assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]
        told = "".join(markdown_lines([report]))
        assert "<" not in told and "\x1b" not in told
        document = docx.Document(BytesIO(word_file(report)))
        assert len(list(document.comments)) == len(report.claims)


# ---- the command ----


@pytest.mark.parametrize("name", ["r.html", "r.docx", "r.md", "r.csv", "r.json"])
def test_the_ending_names_the_format(shipped, tmp_path, name):
    done = CliRunner().invoke(main, ["report", IPC, "--db", str(shipped), "--out", str(tmp_path / name)])
    assert (done.exit_code, done.output) == (0, "")
    content = (tmp_path / name).read_bytes()
    if name == "r.json":
        (told,) = json.loads(content)
        assert {c["machine_verdict"] for c in told["claims"]} <= set(VerdictTag)
    assert content[:2] == b"PK" if name == "r.docx" else b"kim" in content


def test_what_cannot_be_done_is_said(shipped, tmp_path):
    run = CliRunner()
    done = run.invoke(main, ["report", "nothing", "--db", str(shipped)])
    assert done.exit_code == 1 and IPC in done.stderr and len(done.stderr.splitlines()) == 1
    done = run.invoke(main, ["report", IPC, "--db", str(tmp_path / "no.db")])
    assert done.exit_code == 1 and "kb build" in done.stderr
    (tmp_path / "odd.db").write_bytes(b"no database" * 1000)
    done = run.invoke(main, ["report", IPC, "--db", str(tmp_path / "odd.db")])
    assert done.exit_code == 1 and "odd.db" in done.stderr
    done = run.invoke(main, ["report", IPC, "--db", str(shipped), "--out", str(tmp_path / "no" / "r.html")])
    assert done.exit_code == 1 and "no" in done.stderr


def test_an_unknown_article_names_those_that_there_are(shipped):
    with open_kb(shipped) as connection, pytest.raises(NoSuchArticle, match="clarus"):
        read_report(connection, "x")
