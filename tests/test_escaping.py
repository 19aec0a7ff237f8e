"""Text of strangers on a terminal, in a spreadsheet, in Markdown; one style of references."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb.escaping import FORMULA, markdown, printable, restored_cell, spreadsheet_cell
from kb.model import Study
from kb.reports.tables import csv_line
from kb.vancouver import format_reference


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain — “text”\n\tand more", "plain — “text”\n\tand more"),
        ("\x1b[31mred\x1b[0m", "\ufffd[31mred\ufffd[0m"),
        ("\x1b]0;owned\x07", "\ufffd]0;owned\ufffd"),
        ("\x9b2J", "\ufffd2J"),
        ("a\rb\x08\x00", "a\ufffdb\ufffd\ufffd"),
        ("abc\u202edcba", "abc\ufffddcba"),
    ],
)
def test_nothing_steers_a_terminal(text, shown):
    assert printable(text) == shown
    assert len(printable(text)) == len(text)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(1)", "\t=1", "\r=1", "＝1", "'=1", "''@x"])
def test_no_cell_begins_a_formula(text):
    cell = spreadsheet_cell(text)
    assert cell[0] == "'" and restored_cell(cell) == text


@pytest.mark.parametrize("value", ["", "'", "plain", "5 = 5", "'quoted'", -5, 0.5, None])
def test_other_cells_stay(value):
    assert spreadsheet_cell(value) == value


@given(st.text())
def test_a_cell_can_be_restored(text):
    cell = spreadsheet_cell(text)
    assert cell[:1] not in FORMULA and restored_cell(cell) == text


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=2))
def test_a_line_of_csv_is_read_as_its_cells(values):
    (cells,) = csv.reader(StringIO(csv_line(values), newline=""))
    assert [restored_cell(cell) for cell in cells] == values


@given(st.text(alphabet="ab *_[](){}<>|#`~!\\&;=-+.1\n\"'$^", max_size=40))
def test_markdown_shows_the_text_as_it_is(text):
    parsed = MarkdownIt("commonmark").enable("table").parse(f"| head |\n| --- |\n| x{markdown(text)} |\n")
    (inline,) = [token for token in parsed if token.type == "inline" and token.content != "head"]
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    assert "".join(child.content for child in inline.children) == f"x{' '.join(text.split())}"


STUDY = {"id": "a", "type": "article-journal", "title": "On salts", "container_title": "J Salt", "year": "2019"}


@pytest.mark.parametrize(
    ("given_", "printed"),
    [
        (
            {"authors": ("Glue, P", "Neehoff, Shona M."), "volume": "32", "issue": "6", "page": "663-667", "doi": "10.1/x"},
            "Glue P, Neehoff SM. On salts. J Salt. 2019;32(6):663-667. doi:10.1/x",
        ),
        (
            {"authors": tuple(f"N{i}, A" for i in range(7)), "pmid": "5", "pmcid": "PMC6"},
            "N0 A, N1 A, N2 A, N3 A, N4 A, N5 A, et al. On salts. J Salt. 2019. PMID: 5 PMCID: PMC6",
        ),
        ({"authors": ("van der Berg, Jean-Paul",), "volume": "1"}, "van der Berg JP. On salts. J Salt. 2019;1."),
        ({"title": "Do salts help?"}, "Do salts help? J Salt. 2019."),
        (
            {"authors": ("Society of Salts, Waters and Airs (SSWA)",), "type": "webpage", "container_title": "salt.example", "url": "https://salt.example/a"},
            "Society of Salts, Waters and Airs (SSWA). On salts. salt.example; 2019. Available from: https://salt.example/a",
        ),
        ({"type": "report", "container_title": "", "issued": "5 May 2020"}, "On salts. 5 May 2020."),
    ],
)  # fmt: skip
def test_references_have_one_style(given_, printed):
    assert format_reference(Study(**{**STUDY, **given_})) == printed
