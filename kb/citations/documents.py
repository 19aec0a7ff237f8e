"""Labels and laws that the copy refers to: "(see full prescribing information)", "21 CFR 202.1".

They are named sources: which label or law is meant is for `linking` to say.
"""

import re
from collections.abc import Iterable

from kb.citations.cues import Cues
from kb.citations.page import Mention, Page
from kb.labels import CitationKind

_PARTS = r"(?:\([a-z0-9]{1,4}\)){0,4}"
_LAW = re.compile(
    rf"""
      \b\d{{1,2}}\s+(?:C\.?\s?F\.?\s?R\.?|U\.?\s?S\.?\s?C\.?)\s*(?:§{{1,2}}|parts?|sec(?:tion|\.)?)?\s*\d{{1,5}}[a-z]?(?:\.\d{{1,4}})?{_PARTS}
    | \b(?:Directive|Regulation|Decision)\s+(?:\((?:EU|EC|EEC)\)\s*)?(?:No\.?\s*)?\d{{2,4}}/\d{{1,4}}(?:/(?:EC|EU|EEC))?
    | \b[Ss]ection\s+\d{{1,5}}[A-Za-z]?{_PARTS}\s+of\s+the\s+(?:[A-Z][\w,&]*\s+(?:and\s+)?){{1,6}}Act\b
    """,
    re.VERBOSE,
)


def find_documents(page: Page, cues: Cues) -> Iterable[Mention]:
    """The labels and laws named on a page, of the blocks that are read."""
    label = re.compile(
        r"[(\[]\s*(?:(?:please\s+)?(?:see|refer\s+to|consult|per)\s+)?(?:the\s+)?(?P<name>(?:(?:full|accompanying|current|US|EU|UK)\s+)*"
        rf"(?:[A-Z][\w-]{{2,30}}®?\s+)?(?i:{cues.any_of('label_name')}))(?:\s*[,;]?\s*(?:19|20)\d\d)?\s*[)\]]"
    )
    for block in page.readable():
        for match in label.finditer(page.text, block.start, block.end):
            name = re.sub(r"^(?:(?:full|accompanying|current)\s+)+", "", " ".join(match["name"].split()))
            yield Mention(kind=CitationKind.NAMED_SOURCE, start=match.start(), end=match.end(), identifier=name)
        for match in _LAW.finditer(page.text, block.start, block.end):
            name = " ".join(match[0].split())
            yield Mention(kind=CitationKind.NAMED_SOURCE, start=match.start(), end=match.end(), identifier=name)
