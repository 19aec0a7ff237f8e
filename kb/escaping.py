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
# A cell of CSV (RFC 4180) as it is written; a figure, which is no formula whatever its sign.
_CELL = re.compile(r'"(?:[^"]++|"")*+"|[^,"\r\n]++')
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


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


def spreadsheet_rows(rows: str) -> str:
    """Whole rows of CSV with each cell as `spreadsheet_cell` leaves it. What CSV shows as a figure stays one: there,
    nobody can tell a number from text that reads like one."""
    return _CELL.sub(_cell, rows)


def _cell(match: re.Match[str]) -> str:
    written = match[0]
    quotes = '"' if written[0] == '"' else ""
    text = written[1:-1] if quotes else written
    return written if _FIGURE.fullmatch(text) else f"{quotes}{spreadsheet_cell(text)}{quotes}"


def markdown(text: str) -> str:
    """The text on one line that Markdown (CommonMark 0.31, GFM tables) shows as it is."""
    one_line = printable(" ".join(text.split()))
    return _MARKDOWN.sub(r"\\\1", one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
