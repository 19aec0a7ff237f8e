"""How the tests of reading show blocks: page text in, one short line for each block out."""

from kb.model import Block
from kb.read.blocks import make_blocks
from kb.read.layout import Layout
from kb.read.markdown import render_markdown
from kb.read.plain import cut_lines, cut_plain

SHORT = {
    "heading": "H",
    "prose": "P",
    "item": "I",
    "row": "R",
    "table_header": "T",
    "caption": "C",
    "source_line": "S",
    "reference": "B",
    "furniture": "F",
}


def plain(text: str, layout: Layout) -> tuple[Block, ...]:
    return make_blocks(text, cut_plain(text, layout), layout)


def markdown(source: str, layout: Layout) -> tuple[str, tuple[Block, ...]]:
    page = render_markdown(source)
    return page.text, make_blocks(page.text, cut_lines(page.text, page.lines, layout), layout)


def shown(text: str, blocks: tuple[Block, ...]) -> list[str]:
    """Each block as its letter and the words it begins with."""
    return [f"{SHORT[b.kind]} {' '.join(text[b.start : b.end].split())}" for b in blocks]


def block_with(words: str, text: str, blocks: tuple[Block, ...]) -> Block:
    """The block that holds these words; they must stand in one block only."""
    found = [b for b in blocks if words in " ".join(text[b.start : b.end].split())]
    assert len(found) == 1, f"{words!r} stands in {len(found)} blocks"
    return found[0]
