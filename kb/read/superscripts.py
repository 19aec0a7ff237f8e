"""Superscripts that are characters of their own ("³⁻⁵"): a text in, marks out."""

import re

from kb.model import Mark

_SUPERSCRIPT = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"
_SUPERSCRIPTS = re.compile(rf"[{_SUPERSCRIPT}]+(?:[\u207b,–-][{_SUPERSCRIPT}]+)*")
_DIGITS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")


def superscripts(text: str) -> tuple[Mark, ...]:
    """A mark for each, whose value spells it in plain digits."""
    return tuple(
        Mark(kind="superscript", start=m.start(), end=m.end(), value=m.group().translate(_DIGITS))
        for m in _SUPERSCRIPTS.finditer(text)
    )
