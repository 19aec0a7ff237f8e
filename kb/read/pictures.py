"""Pictures that may hold words: how large a picture is in; whether it has to be told, and in what words, out.

What a picture says is not read. A small one (a logo, a symbol, a pixel that counts visitors) says nothing worth
telling, and one that the page describes in words has been read by these words.
"""

import re

from lxml.html import HtmlElement

WIDE, HIGH = 300, 150  # pixels; at 96 a (CSS) inch about 8 by 4 cm: below that no sentence can be read in it


def is_large(width: float | None, height: float | None) -> bool:
    """Whether a picture of this size (in pixels, None where nothing says) may hold sentences."""
    return (width is None or width >= WIDE) and (height is None or height >= HIGH)


def told(count: int, *, described: bool = False) -> str:
    """So many large pictures in words; `described` where others of the page come with a description."""
    if not count:
        return ""
    what = "1 large picture" if count == 1 else f"{count} large pictures"
    return what + (" without a description" if described else "")


def may_speak(image: HtmlElement) -> bool:
    """Whether an `img` without a description may hold sentences: it is not small, and where its page calls it an
    ornament (alt="") its size is said, and large."""
    width, height = (_pixels(image.get(side)) for side in ("width", "height"))
    ornament = image.get("alt") == "" or image.get("role") in ("presentation", "none")
    if image.get("aria-hidden") == "true" or (ornament and (width is None or height is None)):
        return False
    return is_large(width, height)


def _pixels(said: str | None) -> float | None:
    found = re.fullmatch(r"\s*(\d{1,6})(?:\.\d+)?\s*(?:px)?\s*", said or "")
    return float(found[1]) if found else None
