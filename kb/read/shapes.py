"""The shapes of lines: how a sentence ends, how a heading, a label, an entry of a bibliography is set.

A line of text in, yes or no out. No stock words (those are in kb/read/layout.py) and nothing of medicine. Every test
takes time linear in the line; a line too long for its role is refused before it is looked at.
"""

import re
from types import MappingProxyType

HEADING_CHARS = 180
HEADING_WORDS = 12  # of a heading in sentence case; one in title case may have twice as many
_QUOTES = MappingProxyType({"“": "”", '"': '"', "«": "»", "„": "“", "‘": "’"})
_CLOSERS = "\"'”’»)]*†‡"
_MARKERS = re.compile(r"(?:\[[\d\s,;–-]{1,40}\]|[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+)$")
_GLUED_NUMBER = re.compile(r"(?<=[A-Za-z%)”\"][.!?])\d{1,3}(?:[,–-]\d{1,3}){0,6}$")
_INNER_STOP = re.compile(r"(\S+)\.\s+[\"“(]?[A-Z]")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_ADDRESS = re.compile(r"https?://|www\.|\bdoi\b|\b10\.\d{4,9}/|\bPMC?(?:ID)?:?\s*\d{5,8}", re.IGNORECASE)
_BIBLIOGRAPHIC = re.compile(
    r"\bet al\b|\d{1,6}\s?\(\d{1,6}(?:[-–]\d{1,6})?\)|\b\d{4};\s?\d"
    r"|\bvol\.|\bpp?\.\s*\d|\bn\.d\.|\bretrieved\b|\baccessed\b|\bjournal\b",
    re.IGNORECASE,
)
_VOLUME = re.compile(r"\d{1,6}\s?\(\d{1,6}(?:[-–]\d{1,6})?\)|\b\d{4}(?:\s\w{3}\s\d{1,2})?;\s?\d|\b10\.\d{4,9}/")
_AUTHOR_FIRST = re.compile(r"[A-Z][\w'’-]+,?\s+(?:[A-Z]\.?\s?-?){1,3}[,.;&]|[A-Z][\w'’-]+,\s+[A-Z]\.")
_ABBREVIATION = re.compile(
    r"[(“\"]*(?:dr|mrs?|ms|prof|st|vs|no|fig|e\.g|i\.e|u\.[sk]|al|approx|inc|ph\.d|m\.d|jr|sr|mt|\w{1,2})",
    re.IGNORECASE,
)
# Words that a title leaves in lower case: articles, conjunctions, prepositions, forms of "be" and "do", short pronouns.
_SMALL_WORD = re.compile(
    r"a|an|and|as|at|but|by|for|from|if|in|into|is|it|its|nor|of|off|on|or|out|over|per|so|than|that|the|then|this|to|up"
    r"|via|vs|with|your|you|are|be|can|do|does|how|what|when|why"
)


def _bare_end(line: str) -> str:
    """The end of a line without the citation markers that close it. The end alone, so that the cost stays constant."""
    end = line[-120:].rstrip()
    while True:
        shorter = _MARKERS.sub("", _GLUED_NUMBER.sub("", end)).rstrip()
        if shorter == end:
            return end
        end = shorter


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, citation markers and closing quotes aside."""
    return _bare_end(_bare_end(line).rstrip(_CLOSERS)).endswith((".", "!", "?", "…"))


def opens_quote(text: str) -> bool:
    """Whether a text begins with an opening quotation mark."""
    return text[:1] in _QUOTES and bool(text)


def quote_end(text: str) -> str:
    """The mark that closes the quotation which a text opens; empty where it opens none."""
    return _QUOTES.get(text[:1], "")


def closes_quote(text: str, mark: str) -> bool:
    """Whether a text ends with this closing quotation mark, citation markers aside."""
    return bool(mark) and _bare_end(text).endswith(mark)


def is_title_case(line: str) -> bool:
    """Whether most words that a title would capitalise are capitalised."""
    words = [w.strip("“”\"'‘’():,;?!&–—-") for w in line.split()]
    weighty = [w for w in words if w[:1].isalpha() and not _SMALL_WORD.fullmatch(w.lower())]
    return len(weighty) >= 1 and sum(not w[0].islower() for w in weighty) >= 0.6 * len(weighty)


def is_heading_like(line: str) -> bool:
    """Whether a line standing alone has the look of a heading: short, no sentence's end, begins like one.

    What follows decides with it: the caller knows whether there is anything for it to head.
    """
    if not line or len(line) > HEADING_CHARS:
        return False
    words = line.split()
    question = _bare_end(line).endswith("?")
    if line.endswith((",", ";", "…", "...")) or (ends_sentence(line) and not question and not _shouts(line, words)):
        return False
    first = line.lstrip("“\"'‘(¿#0123456789.) ")
    if first and first[0].islower():
        return False
    if question and closes_quote(line, quote_end(line)):
        return False
    if not all(_ABBREVIATION.fullmatch(stop.group(1)) for stop in _INNER_STOP.finditer(line)):
        return False
    return len(words) <= (2 * HEADING_WORDS if is_title_case(line) else HEADING_WORDS)


def _shouts(line: str, words: list[str]) -> bool:
    return line.endswith("!") and len(words) <= 8 and is_title_case(line)


def is_label(line: str) -> bool:
    """Whether the first line of a list item names what the rest of it is about: "Follow-up:", "What does it cost?"."""
    if len(line.split()) > HEADING_WORDS or not line:
        return False
    return line.endswith((":", "?")) or (is_heading_like(line) and len(line.split()) <= 8)


def is_reference_like(line: str) -> bool:
    """Whether a line could be an entry of a bibliography: an address, an identifier, or a year with other signs."""
    head = line[:2000]
    if _ADDRESS.search(head):
        return True
    year = bool(_YEAR.search(head))
    return year and bool(_BIBLIOGRAPHIC.search(head) or _AUTHOR_FIRST.match(head) or head.count(".") >= 3)


def is_plain_entry(line: str) -> bool:
    """The stricter test for a list without a heading: an address alone, or authors or a journal with a year."""
    head = line[:2000]
    address = _ADDRESS.match(head)
    dated = bool(_YEAR.search(head))
    return bool(address) or (
        dated and bool(_AUTHOR_FIRST.match(head) or re.search(r"\bet al\b", head) or _VOLUME.search(head))
    )


def is_entry_like(line: str) -> bool:
    """The laxer test for a line that stands under a heading such as "References": a year is enough."""
    return is_reference_like(line) or bool(_YEAR.search(line[:2000]) or _AUTHOR_FIRST.match(line))
