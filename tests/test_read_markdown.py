"""Markdown rendered and cut into blocks: tables of source -> blocks, and properties of both readers."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import markdown, plain, shown

from bench.pumping import FASTER, Attack, growth
from kb.model import Block
from kb.read.articles import read_articles
from kb.read.blocks import make_blocks
from kb.read.layout import Layout, load_layout
from kb.read.markdown import render_markdown
from kb.read.plain import cut_lines

FRONT = "---\ntitle: Sleep and light\n---\n"


@pytest.fixture(scope="module")
def layout() -> Layout:
    return load_layout()


MARKDOWN = {
    "headings, prose, emphasis": (
        "# Light\n\nIt **wakes** *us*\nall.\n\n## Dark\n\nIt calms.",
        ["H Light", "P It wakes us all.", "H Dark", "P It calms."],
    ),
    "lists, nested and loose": (
        "Lamps:\n\n- floor\n- desk\n  - small\n  - large\n\n- wall\n\n1. first\n2. second",
        ["P Lamps:", "I floor", "I desk", "I small", "I large", "I wall", "I first", "I second"],
    ),
    "an item with a label": (
        "- **Dose:**\n  Half an hour.\n- **Where**\n\n  At home, or in the garden.\n- **Cost:** little.",
        ["H Dose:", "I Half an hour.", "H Where", "P At home, or in the garden.", "I Cost: little."],
    ),
    "a table": (
        "| Lamp | Price |\n|---|---|\n| Floor | 40 |\n| Desk | |\n\nSource: a shop",
        ["T Lamp | Price", "R Floor | 40", "R Desk |", "S Source: a shop"],
    ),
    "a quotation with its speaker": (
        "> Light heals.\n>\n> — Dr. Ann Example, Lamp Clinic\n\nWe agree.",
        ["P Light heals.", "F — Dr. Ann Example, Lamp Clinic", "P We agree."],
    ),
    "indented copy is copy": ("Text.\n\n    More text, indented.", ["P Text.", "P More text, indented."]),
    "breaks": ("One line.  \nThe next line.", ["P One line.", "P The next line."]),
    "a heading set in bold": (
        "**What To Do**\n\nRest.\n\n**Rest is all that helps.**",
        ["H What To Do", "P Rest.", "P Rest is all that helps."],
    ),
    "an image is a caption": ("![Scores by week](a.png)\n\nThey rose.", ["C Scores by week", "P They rose."]),
    "footnotes are references": (
        "It works.[^1]\n\n[^1]: https://example.org/a\n[^2]: Doe J. Lamps. J Light. 2019;3(2):4-5.",
        ["P It works.[1]", "B [1] https://example.org/a", "B [2] Doe J. Lamps. J Light. 2019;3(2):4-5."],
    ),
    "references as a list and as paragraphs": (
        "It works.\n\n## Bibliography\n\n1. Doe J. Lamps. 2019.\n2. Roe R. Oil. 2020.\n\n## Citations\n\nDoe, J. (2019). Lamps. J Light, 3(2), 4.\n\n"
        "Roe, R. (2020). Oil. J Oil, 1(1), 2.",
        [
            "P It works.",
            "H Bibliography",
            "B 1. Doe J. Lamps. 2019.",
            "B 2. Roe R. Oil. 2020.",
            "H Citations",
            "B Doe, J. (2019). Lamps. J Light, 3(2), 4.",
            "B Roe, R. (2020). Oil. J Oil, 1(1), 2.",
        ],
    ),
    "HTML": (
        "<div><p>Light &amp; sleep matter.</p><script>x()</script><p>So does dark.</p></div>\n\nA<br>B <!-- c --> D.",
        ["P Light & sleep matter.", "P So does dark.", "P A", "P B D."],
    ),
    "furniture": (
        "## Leave a Reply\n\nYour name is kept.\n\n## Light\n\nIt wakes.",
        ["F Leave a Reply", "P Your name is kept.", "H Light", "P It wakes."],
    ),
}


@pytest.mark.parametrize("case", MARKDOWN)
def test_markdown_pages(case: str, layout: Layout) -> None:
    source, expected = MARKDOWN[case]
    assert shown(*markdown(source, layout)) == expected


def test_markdown_keeps_links_and_superscripts_as_marks(tmp_path: Path) -> None:
    body = "Light [wakes us](https://example.org/a) up.<sup>1,2</sup> It does.³⁻⁵\n\n| A | B |\n|--|--|\n| x | [y](https://example.org/b) |\n"
    (tmp_path / "a.md").write_text(FRONT + body, encoding="utf-8")
    (article,), _ = read_articles(tmp_path)
    assert [(m.kind, article.text[m.start : m.end], m.value) for m in article.marks] == [
        ("link", "wakes us", "https://example.org/a"),
        ("superscript", "1,2", ""),
        ("superscript", "³⁻⁵", "3-5"),
        ("link", "y", "https://example.org/b"),
    ]


# Properties

stock_words = cache(load_layout)

_LINES = st.sampled_from(
    [
        "", "", "  ", "A Title Here", "A sentence of copy.", "It says:", "• item", "  - sub", "    under an item.", "1. one",
        "[2] Doe J. Lamps. J Light. 2019;3(2):4-5.", "References", "Table 1: x", "a\tb", "| a | b |", "|---|---|", "> said",
        "— Ann Example, Lamp Clinic", "Dr. Ann Example – Lamp Clinic", "“Quoted.", "End.”", "Source: x", "Leave a Reply", "Comments",
        "Related Posts", "Pros: – a – b", "References: 1. a 2019. doi:10.1/1 2. b 2020. doi:10.1/2", "# H", "**B**", "<p>x", "[a](b)",
        "[^1]: http://x.org", "\u00b9\u00b2", "• a • b", "* ", "```", "x" * 300, "Home", "By Ann Example", "Jan 1, 2020", "What is it?",
    ]
)  # fmt: skip
_TEXTS = st.lists(_LINES, max_size=30).map("\n".join) | st.text(max_size=300)


def check_blocks(text: str, blocks: tuple[Block, ...]) -> None:
    position = 0
    for i, block in enumerate(blocks):
        assert block.index == i
        assert position <= block.start < block.end <= len(text)
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        position = block.end


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_blocks_are_in_order_and_do_not_overlap(text: str) -> None:
    layout = stock_words()
    blocks = plain(text, layout)
    check_blocks(text, blocks)
    outside = "".join(c for i, c in enumerate(text) if not any(b.start <= i < b.end for b in blocks))
    assert not any(len(word) > 4 and word.isalpha() for word in outside.split()), "copy was left out of every block"


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_markdown_blocks_and_marks_lie_in_the_text(source: str) -> None:
    page = render_markdown(source)
    check_blocks(page.text, make_blocks(page.text, cut_lines(page.text, page.lines, stock_words()), stock_words()))
    assert all(0 <= m.start < m.end <= len(page.text) for m in page.marks)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_make_an_article_or_one_problem(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    for name in ("a.txt", "a.md"):
        folder = tmp_path_factory.mktemp("bytes")
        (folder / name).write_bytes(data)
        articles, problems = read_articles(folder)
        assert len(articles) + len(problems) == 1


@pytest.mark.parametrize(
    "unit",
    [
        "A sentence of copy that goes on for a while.\n\n",
        "• item\n",
        "short line\n",
        "a\tb\n",
        "1. Doe J. Lamps. 2019\nmore of it\n",
        "— Ann Example\n\nA line\n\n",
        "[1]",
        " ",
        "“",
        "x.",
        "A b: – c – d ",
        "Home ",
        "1",
    ],
)
@pytest.mark.parametrize("prefix", ["", "References\n", "Title\n\nCopy:\n"])
def test_time_is_linear_in_the_text(prefix: str, unit: str, layout: Layout) -> None:
    assert growth(lambda text: plain(text, layout), Attack(prefix, unit, ""), length=10_000) <= FASTER
