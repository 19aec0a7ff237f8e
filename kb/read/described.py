"""What a file says of itself: raw values in, the sound ones out. A doubtful value is left out, never guessed."""

import re
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?![\d])")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
# What programs call a file that nobody gave a title.
_NO_TITLE = re.compile(
    r"(?:microsoft word\s*-.*|.*\.(?:docx?|pdf|indd|pages|rtf|html?)|(?:word )?document\s*\d*|untitled.*|title)", re.I
)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """Title, publisher, address and language of a page, and the days on which it was published, last changed and
    captured (ISO dates); empty where the file does not say."""

    title: str = ""
    publisher: str = ""
    url: str = ""
    captured: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""  # as ISO 639 writes it: "en"
    note: str = ""
    unread: str = ""  # what of the file could not be read
    pictures: str = ""  # large pictures within the copy, in words


def iso_day(value: object) -> str:
    """The day of a date or of a text that begins with one; empty for anything else."""
    match = _DATE.match(str(value or "").strip())
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""


def address(value: object) -> str:
    """An address of the web, or nothing."""
    text = str(value or "").strip()
    return text if _ADDRESS.fullmatch(text) else ""


def language_tag(value: object) -> str:
    """The language of a tag such as "en-GB"."""
    match = _LANGUAGE.fullmatch(str(value or "").strip())
    return match.group(1).lower() if match else ""


def one_line(value: object, longest: int = 300) -> str:
    """A text as one line."""
    return " ".join(str(value or "").split())[:longest].strip()


def said_title(value: object) -> str:
    """The title of a file's properties, where a person gave it one."""
    title = one_line(value)
    return "" if _NO_TITLE.fullmatch(title) else title
