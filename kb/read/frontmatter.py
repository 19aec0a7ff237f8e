"""The front matter of a Markdown article: the file's text in; what its checked keys say, and the body, out."""

import re
from datetime import date
from unicodedata import category

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kb import yamltext
from kb.read.decoding import NotText
from kb.read.described import Described

FENCE = "---"
_ENDS = ("---", "...")


class FrontMatter(BaseModel):
    """The keys that front matter may hold. `captured` is the day on which the page was taken, YYYY-MM-DD, `published`
    and `modified` those on which it appeared and was last changed; `language` is a code such as "en"; `note` is for the
    reader, for example that the text restates a page in other words."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    title: str = Field(min_length=1)
    publisher: str = ""
    url: str = ""
    captured: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""
    note: str = ""

    @field_validator("title", "publisher", "url", "captured", "published", "modified", "language", "note")
    @classmethod
    def _stripped(cls, value: str) -> str:
        control = next((c for c in value if category(c) == "Cc" and c not in "\t\n"), "")
        if control:
            raise ValueError(f"holds the control character U+{ord(control):04X}")
        return value.strip()

    @field_validator("title")
    @classmethod
    def _has_words(cls, value: str) -> str:
        if not value:
            raise ValueError("is empty")
        return value

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/]+\S*", value):
            raise ValueError("is not an address that begins with http:// or https://")
        return value

    @field_validator("captured", "published", "modified")
    @classmethod
    def _is_date(cls, value: str) -> str:
        try:
            sound = not value or date.fromisoformat(value).isoformat() == value
        except ValueError:
            sound = False
        if not sound:
            raise ValueError(f"{value!r} is not a date of the form YYYY-MM-DD")
        return value


def split_front_matter(text: str) -> tuple[Described, str]:
    """What the front matter says, and the body below it. Raises NotText with the first fault: one file, one line."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise _fault("is missing: begin the file with --- and a line such as title: ..., then ---")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in _ENDS), 0)
    if not end:
        raise _fault("has no closing line ---")
    try:
        data = yamltext.load("\n".join(lines[1:end]))
    except yamltext.YamlProblem as error:
        # The YAML began on the second line of the file.
        message = re.sub(r"^line \d+: ", "", str(error))
        raise _fault(f"line {error.line + 1}: {message}") from None
    if not isinstance(data, dict):
        raise _fault("is empty" if data is None else "is not a mapping of keys to values")
    try:
        front = FrontMatter.model_validate(data)
    except ValidationError as error:
        raise first_fault(error) from None
    return Described(**front.model_dump()), "\n".join(lines[end + 1 :])


def _fault(message: str) -> NotText:
    return NotText(message, "front matter")


def first_fault(error: ValidationError) -> NotText:
    """The fault of some keys that explains the others, in words and with the key."""
    # An unknown key first: "titel" explains why "title" is missing.
    faults = sorted(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    fault = faults[0]
    messages = {
        "extra_forbidden": f"is no key of front matter (known: {', '.join(FrontMatter.model_fields)})",
        "missing": "is missing",
        "string_type": f"must be text, not {repr(fault['input'])[:80]}",
        "string_too_short": "is empty",
    }
    message = messages.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return NotText(message, ".".join(str(part) for part in fault["loc"]))
