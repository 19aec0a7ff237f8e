"""Where in its container a work stands: volume, issue and pages, with the year that some styles put among them."""

import re

YEAR = r"(?:1[89]|20)\d\d"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Fall|Autumn|Winter)[a-z]*\.?"
DATE = (
    rf"(?:{YEAR}\s+{MONTH}\s*\d{{0,2}}|(?:{MONTH}\s*)?\d{{0,2}},?\s*(?:{MONTH}\s*)?{YEAR}"
    rf"|{YEAR}(?:[-/]\d\d){{0,2}})"
)
PAGES = r"(?:[A-Za-z]{0,3}\d+[A-Za-z]?(?:\.\w+)?(?:\s*[-–—]\s*[A-Za-z]{0,3}\d+[A-Za-z]?)?|[ivxlc]+[-–][ivxlc]+)"
_PP = r"(?:(?:pp?|pages?)\.?\s*|art(?:icle)?\.?\s*(?:no\.?\s*)?|:\s*)"
_VOL = r"(?P<volume>\d+[A-Za-z]?(?:\s*Suppl\.?(?:\s*\d+)?)?)"
_ISSUE = r"(?P<issue>[\w.–\-/ ]{1,20})"
# The surest first. Each stands where the container has ended.
_LOCATORS = tuple(
    re.compile(pattern, re.I | re.VERBOSE)
    for pattern in (
        # Press; 2013:284-369 and May 3, 2019:D1: pages of a book or a newspaper
        rf"(?:[;,]\s*|{MONTH}\s*(?:\d{{1,2}}\s*,\s*)?)(?P<year>{YEAR})\s*:\s*(?P<page>{PAGES})(?!\d*\s*\()",
        # 2018;32(6):663-667 (AMA, Vancouver), 2015 Aug 15;78(4):224-30
        rf"(?P<year>{YEAR})(?:\s+{MONTH}(?:[-–/]{MONTH})?(?:\s*\d{{1,2}})?)?\s*;\s*{_VOL}?\s*(?:\(\s*{_ISSUE}\s*\))?\s*(?::\s*(?P<page>{PAGES}))?",
        # vol. 32, no. 6, June 2018, pp. 663-667 (MLA, IEEE)
        rf"\bvol(?:ume)?\.?\s*{_VOL}\s*,?\s*(?:(?:no|issue|iss|number)\.?\s*{_ISSUE}?)?\s*(?:,?\s*(?:\d{{1,2}}\s+)?(?:{MONTH}(?:[-–/]{MONTH})?\s*)?(?P<year>{YEAR}))?(?:\s*,?\s*{_PP}(?P<page>{PAGES}))?(?:\s*,\s*(?:{MONTH}\s*)?(?P<year2>{YEAR}))?",
        # 32, no. 6 (2018): 663-667 (Chicago)
        rf"(?<![\w-]){_VOL}\s*,\s*no\.\s*{_ISSUE}\s*(?:\((?:{MONTH}\s*)?(?P<year>{YEAR})\))?\s*:\s*(?P<page>{PAGES})",
        # 51:2, 189-198 (Taylor & Francis)
        rf"(?<![\w-]){_VOL}:(?P<issue>\w{{1,5}}),\s*(?:pp?\.\s*)?(?P<page>{PAGES})",
        # 32 (2018) 663-667 (Elsevier)
        rf"(?<![\w-]){_VOL}\s*\((?P<year>{YEAR})\)\s*:?\s*(?P<page>{PAGES})",
        # 32(6), 663-667 (APA); 32(6), pp.663-667 (Harvard); 32(6):663-667
        rf"(?<![\w-]){_VOL}\s*\(\s*{_ISSUE}\s*\)\s*(?:[,:]\s*(?:{_PP})?(?P<page>{PAGES}))?",
        # 32: 663-667 and 32, 663-667, pp. 663-667
        rf"(?<![\w-]){_VOL}\s*[,:]\s*(?:{_PP})?(?P<page>[A-Za-z]?\d+\s*[-–—]\s*[A-Za-z]?\d+|e\d+)",
        rf"(?<![\w-]){_VOL}\s*,\s*{_PP}(?P<page>{PAGES})",
    )
)
COMMA_STYLES = (_LOCATORS[4], _LOCATORS[5])  # these styles set the container off by a comma


def find_locator(line: str) -> re.Match[str] | None:
    """The last locator of the surest notation that the line has; its groups are volume, issue, page, year, year2."""
    for pattern in _LOCATORS:
        found = None
        for match in pattern.finditer(line):
            if match.groupdict().get("volume") or match.groupdict().get("page"):
                found = match
        if found:
            return found
    return None


def plain_pages(text: str) -> str:
    """Pages with a plain hyphen between first and last."""
    return re.sub(r"\s*[-–—]\s*", "-", text)
