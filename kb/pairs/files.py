"""Pairs in a file: lines of JSON in; pairs and problems out, one a line, in order, without holding the file.

A line is an object with `claim` and `evidence` (text, or a list of sentences); its `id` is given back with the result,
and other keys are left alone. Refuses to guess: a line that is no such object is a problem, and the next line is read.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.model import Problem

LONGEST = 100_000  # characters of a claim or of its evidence; a page of copy has five thousand
Ident = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A claim and the evidence that it is held against, as plain text. `id` is the caller's own."""

    id: Ident
    claim: str
    evidence: str


class BadPair(ValueError):
    """What is wrong with a pair: the field (empty where it is the line as a whole) and a message."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field
        self.message = message


def read_pairs(lines: Iterable[bytes], name: str) -> Iterator[Pair | Problem]:
    """The pairs of a JSONL file; a line that holds none gives a problem that names file, line number and field. Empty
    lines are passed over. A pair without an `id` has the number of its line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _read(line, number)
        except BadPair as fault:
            yield Problem(path=f"{name}:{number}", field=fault.field, message=fault.message)


def check_text(value: object, field: str) -> str:
    """A claim or a piece of evidence, its white space folded. Raises BadPair where it is no text that can be read."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = " ".join(value)
    if not isinstance(value, str):
        raise BadPair(field, "is no text")
    if len(value) > LONGEST:
        raise BadPair(field, f"is longer than {LONGEST} characters")
    text = " ".join(value.split())
    if not text:
        raise BadPair(field, "is empty")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise BadPair(field, "holds half a character (a lone surrogate)") from None
    return text


def _read(line: bytes, number: int) -> Pair:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadPair("", f"is not UTF-8 (byte {error.start + 1} of the line)") from None
    except json.JSONDecodeError as error:
        raise BadPair("", f"is no JSON ({error.msg} at character {error.pos + 1})") from None
    except (ValueError, RecursionError):
        raise BadPair("", "is no JSON that can be read (a number or a nesting is too long)") from None
    if not isinstance(found, dict):
        raise BadPair("", "is no object with `claim` and `evidence`")
    for field in ("claim", "evidence"):
        if field not in found:
            raise BadPair(field, "is missing")
    ident = found.get("id", number)
    if isinstance(ident, (dict, list)):
        raise BadPair("id", "is no text or number")
    if isinstance(ident, str):
        ident = check_text(ident, "id")
    claim, evidence = (check_text(found[field], field) for field in ("claim", "evidence"))
    return Pair(id=ident, claim=claim, evidence=evidence)
