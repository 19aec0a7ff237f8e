"""Evidence that nobody outside can look up: "(data on file)", "(J. Marsh, personal communication)", "(unpublished)"."""

import re
from collections.abc import Iterable

from kb.citations.cues import Cues
from kb.citations.page import Mention, Page
from kb.labels import CitationKind


def find_unseen(page: Page, cues: Cues) -> Iterable[Mention]:
    """The mentions of such evidence, of the blocks that are read; with the brackets that they fill, or with the full
    stop where they are a sentence of their own."""
    anywhere = cues.any_of("unseen_evidence", stands="anywhere")
    bracketed = re.compile(
        rf"[(\[](?:[^()\[\]]{{0,80}}?[\s,;])??(?P<what>{cues.any_of('unseen_evidence')})\b[^()\[\]]{{0,80}}[)\]]", re.I
    )
    alone = re.compile(rf"(?P<what>\b{anywhere}\b)(?P<stop>[^().;!?]{{0,60}}\.)?", re.I)
    for block in page.readable():
        taken = []
        for match in bracketed.finditer(page.text, block.start, block.end):
            taken.append(match.span())
            yield _unseen(match, *match.span())
        for match in alone.finditer(page.text, block.start, block.end):
            if not any(start <= match.start() < end for start, end in taken):
                own = match["stop"] and _opens_sentence(page.text, block.start, match.start())
                yield _unseen(match, match.start(), match.end() if own else match.end("what"))


def _opens_sentence(text: str, floor: int, start: int) -> bool:
    before = text[max(floor, start - 12) : start].rstrip(" \t\n*†‡")
    return text[start].isupper() and (not before or before[-1] in '.!?”")]')


def _unseen(match: re.Match[str], start: int, end: int) -> Mention:
    what = " ".join(match["what"].lower().split())
    return Mention(kind=CitationKind.DATA_ON_FILE, start=start, end=end, identifier=what)
