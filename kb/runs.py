"""Runs without end, interrupted: a text in, a text of the same length out, in which no stretch is so long that a
pattern which looks for its end from each of its places would take quadratic time.

A megabyte of spaces, or of one word, is no copy, but a page may hold it. Every offset stays; only what is read changes.
"""

import re

# A pattern of this file tries a run from its first character alone.
_RUN = re.compile(r"(?<!\s)\s{301,}|(?<!\S)\S{601,}")
_PIECE = 100  # characters between two interruptions
MARK = "\x1a"  # neither word nor white space; no text file holds it


def interrupted(text: str) -> str:
    """The text itself where no run of white space has more than 300 characters and no word more than 600; else with
    every hundredth character of such a run replaced by MARK."""
    return _RUN.sub(_interrupt, text)


def _interrupt(run: re.Match[str]) -> str:
    characters = list(run[0])
    characters[_PIECE::_PIECE] = MARK * len(characters[_PIECE::_PIECE])
    return "".join(characters)
