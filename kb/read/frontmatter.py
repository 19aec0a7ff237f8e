"""The front matter of a Markdown article: the file's text in; its checked keys, and where the body begins, out."""

import re
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kb import yamltext
from kb.model import Problem

FENCE = "---"
_ENDS = ("---", "...")


class FrontMatter(BaseModel):
    """The keys that front matter may hold. `captured` is the day on which the page was taken, YYYY-MM-DD; `note` is for
    the reader, for example that the text restates a page in other words."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    title: str = Field(min_length=1)
    publisher: str = ""
    url: str = ""
    captured: str = ""
    note: str = ""

    @field_validator("title", "publisher", "url", "captured", "note")
    @classmethod
    def _stripped(cls, value: str) -> str:
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

    @field_validator("captured")
    @classmethod
    def _is_date(cls, value: str) -> str:
        try:
            sound = not value or date.fromisoformat(value).isoformat() == value
        except ValueError:
            sound = False
        if not sound:
            raise ValueError(f"{value!r} is not a date of the form YYYY-MM-DD")
        return value


def split_front_matter(text: str, path: str) -> tuple[FrontMatter | None, str, Problem | None]:
    """The front matter, the body below it, and what is wrong; one of the first and the last is None.

    Only the first fault is told: one file, one line.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return None, "", _problem(path, "is missing: begin the file with --- and a line such as title: ..., then ---")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in _ENDS), 0)
    if not end:
        return None, "", _problem(path, "has no closing line ---")
    try:
        data = yamltext.load("\n".join(lines[1:end]))
    except yamltext.YamlProblem as error:
        # The YAML began on the second line of the file.
        message = re.sub(r"^line \d+: ", "", str(error))
        return None, "", _problem(path, f"line {error.line + 1}: {message}")
    if not isinstance(data, dict):
        return None, "", _problem(path, "is empty" if data is None else "is not a mapping of keys to values")
    try:
        front = FrontMatter.model_validate(data)
    except ValidationError as error:
        return None, "", _first_fault(path, error)
    return front, "\n".join(lines[end + 1 :]), None


def _problem(path: str, message: str) -> Problem:
    return Problem(path=path, field="front matter", message=message)


def _first_fault(path: str, error: ValidationError) -> Problem:
    # An unknown key first: "titel" explains why "title" is missing.
    faults = sorted(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    fault = faults[0]
    messages = {
        "extra_forbidden": f"is no key of front matter (known: {', '.join(FrontMatter.model_fields)})",
        "missing": "is missing",
        "string_type": f"must be text, not {fault['input']!r}",
        "string_too_short": "is empty",
    }
    message = messages.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return Problem(path=path, field=".".join(str(part) for part in fault["loc"]), message=message)
