"""Text of strangers made safe for where it goes: a terminal, a spreadsheet, Markdown. Titles and copy are untrusted."""

import re

# What steers a terminal, reverses the reading order (Unicode TR36, 2.6) or cannot stand in XML 1.0 (2.2); a tab and a
# line end are text. Each becomes one replacement character, so that offsets stay.
_STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~$^=-])")
# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), full-width forms included.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
QUOTE = "'"


def printable(text: str) -> str:
    """The text with control characters replaced one for one, so that a terminal shows it and obeys nothing."""
    return _STEERING.sub("\ufffd", text)


def spreadsheet_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it; numbers
    stay as they are. `restored_cell` takes it away again."""
    return QUOTE + value if isinstance(value, str) and value.lstrip(QUOTE)[:1] in FORMULA else value


def restored_cell(value: str) -> str:
    """The text that `spreadsheet_cell` was given."""
    return value[1:] if value.startswith(QUOTE) and value.lstrip(QUOTE)[:1] in FORMULA else value


def markdown(text: str) -> str:
    """The text on one line that Markdown (CommonMark 0.31, GFM tables) shows as it is."""
    one_line = printable(" ".join(text.split()))
    return _MARKDOWN.sub(r"\\\1", one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
