"""What a mention covers, and what an anaphor points back to."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from kb.citations.page import Mention, Page
from kb.labels import BlockKind, CitationKind
from kb.model import Block, Citation

_BACK = 400  # characters before a marker in which the words it closes are sought
_TABLE = frozenset({BlockKind.ROW, BlockKind.TABLE_HEADER})
_SOURCE_LABEL = re.compile(r"[ \t*]*(?:sources?|data\s+source|via|credit|reference)\s*:\s*$", re.I)


def scope_of(page: Page, mention: Mention) -> tuple[int, int]:
    """The stretch of text that a mention covers.

    Its sentence; under a table or a figure what stands above; in a caption the caption and the text block that the
    figure belongs to; in a sentence that introduces a list the list too; from a source that announces what it gives to
    the end of its block.
    """
    block = page.block_at(mention.start)
    start, end = _own_sentence(page, mention, block)
    if block is None:
        return start, end
    if block.kind is BlockKind.SOURCE_LINE or _is_source_line(page, mention, block):
        return _above(page, block, mention), block.end
    if mention.kind is CitationKind.CAPTION or block.kind is BlockKind.CAPTION:
        return _captioned(page, block, mention)
    if mention.series:
        end = block.end
    return start, max(end, _introduced(page, block, end))


def _own_sentence(page: Page, mention: Mention, block: Block | None) -> tuple[int, int]:
    """The sentence of the last word before a marker: behind the full stop it still closes that sentence."""
    position = mention.start
    if block and (mention.kind is CitationKind.NUMERIC or _stands_apart(page.text, mention)):
        before = (page.masked or page.text)[block.start : mention.start].rstrip(' \t\n.,;:!?)]”"’')
        position = block.start + len(before) - 1 if before else mention.start
    start, end = page.sentence_at(position)
    return min(start, mention.start), max(end, mention.end)


def _stands_apart(text: str, mention: Mention) -> bool:
    """Whether an "Ibid." or a "Data on file." is a sentence or a bracket of its own, behind what it is for."""
    if mention.kind not in (CitationKind.ANAPHOR, CitationKind.DATA_ON_FILE):
        return False
    return text[mention.start] in "([" or text[mention.end - 1] == "."


def _is_source_line(page: Page, mention: Mention, block: Block) -> bool:
    line = page.text.rfind("\n", block.start, mention.start) + 1 or block.start
    return bool(_SOURCE_LABEL.match(page.text, max(line, block.start), mention.start))


def _above(page: Page, block: Block, mention: Mention) -> int:
    """Where the table, list or block above a source line starts; the line's own block where text stands before it."""
    index = page.place_of(block)
    if page.text[block.start : mention.start].count("\n"):
        return block.start
    kind = page.blocks[index - 1].kind if index else None
    if kind is None or kind in (BlockKind.HEADING, BlockKind.REFERENCE, BlockKind.FURNITURE):
        return block.start
    group = _TABLE if kind in _TABLE else {kind}
    first = index - 1
    while kind in _TABLE | {BlockKind.ITEM} and first and page.blocks[first - 1].kind in group:
        first -= 1
    return page.blocks[first].start


def _captioned(page: Page, block: Block, mention: Mention) -> tuple[int, int]:
    """A caption's table, below or above it. A work that a figure is taken from also reaches the text block above,
    where `linking` asks whether that block speaks of the same work."""
    index = page.place_of(block)
    last = index
    while last + 1 < len(page.blocks) and page.blocks[last + 1].kind in _TABLE:
        last += 1
    if last > index:
        return block.start, page.blocks[last].end
    above = page.blocks[index - 1] if index else None
    if above and above.section == block.section:
        if above.kind in _TABLE:
            return _above(page, block, mention), block.end
        if mention.kind is CitationKind.CAPTION and above.kind in (BlockKind.PROSE, BlockKind.ITEM):
            return above.start, block.end
    return block.start, block.end


def _introduced(page: Page, block: Block, sentence_end: int) -> int:
    """The end of the list that the block's last sentence introduces; 0 where it introduces none."""
    index = page.place_of(block) + 1
    if block.kind in _TABLE or index >= len(page.blocks) or not page.blocks[index].lead_in:
        return 0
    if page.text[sentence_end : block.end].strip():
        return 0
    end, opening = 0, " ".join(page.text[block.start : block.end].split())
    while index < len(page.blocks) and (lead_in := " ".join(page.blocks[index].lead_in.split())):
        if not opening.endswith(lead_in):
            break
        end, index = page.blocks[index].end, index + 1
    return end


def antecedents(page: Page, mention: Mention, earlier: Sequence[Citation]) -> tuple[str, ...]:
    """The ids of the citations that an anaphor points back to: the last evidence of its section, named or vague, or,
    of a plural, every work of the blocks that end there. Never across a heading."""
    near = list(_in_section(page, mention, earlier))
    if not near:
        return ()
    if not mention.plural:
        return (_subject(page, near).id,)
    blocks = {c.block for c in near}
    first = max(blocks)
    while first - 1 in blocks:
        first -= 1
    works: dict[tuple[object, ...], str] = {}
    for citation in near:
        if citation.block >= first and citation.kind is not CitationKind.VAGUE:
            works[(citation.numbers, citation.authors[:1], citation.year, citation.identifier)] = citation.id
    return tuple(works.values()) or (near[-1].id,)


def _in_section(page: Page, mention: Mention, earlier: Sequence[Citation]) -> Iterable[Citation]:
    """The citations other than anaphors between the heading above an anaphor and the anaphor, in text order."""
    at = bisect_left(page.headings, mention.start + 1)
    floor = page.headings[at - 1] if at else 0
    for citation in earlier[bisect_left(earlier, floor, key=lambda c: c.start) :]:
        vague = citation.kind is CitationKind.VAGUE and not mention.lonely
        if citation.kind is not CitationKind.ANAPHOR and not vague and citation.end <= mention.start:
            yield citation


def _subject(page: Page, near: Sequence[Citation]) -> Citation:
    """The citation that a following "this study" means: in the last sentence that speaks of evidence the work named by
    its author, else the last marker, else the appeal."""
    start, _ = page.sentence_at(near[-1].scope_start)
    same = [c for c in near if c.start >= start]
    named = [c for c in same if c.kind is CitationKind.AUTHOR_YEAR]
    naming = [c for c in same if c.kind is not CitationKind.VAGUE]
    return (named or naming or near)[-1]
