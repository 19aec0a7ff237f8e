"""Names and titles brought to a form in which two spellings of one thing are equal. A leaf that stages share."""

import re
import unicodedata

from kb.model import Study

# Letters that Unicode does not decompose.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "ten", "ter"}
)
_WORDS = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no accents, words of letters and digits joined by single spaces."""
    if text.isascii():
        return " ".join(_WORDS.findall(text.lower()))
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(plain.translate(_LETTERS)))


def family(author: str) -> str:
    """The family name of "Family, Given", or the whole of a literal name."""
    return author.split(",")[0].strip()


def study_name(study: Study) -> str:
    """How people name a study: first author and year; a body, or a work without authors, by its own name."""
    first = family(study.authors[0]) if study.authors else study.title
    return f"{first} {study.year}".strip()


def same_family(one: str, other: str) -> bool:
    """Whether two family names may be one: equal without accents, hyphens and particles ("van der Berg", "Berg")."""
    first, second = fold(one), fold(other)
    if not first or not second:
        return False
    if first.replace(" ", "") == second.replace(" ", ""):
        return True
    short, long = sorted((first.split(), second.split()), key=len)
    particles = {
        "van",
        "von",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "ten",
    }
    return len(short) < len(long) and long[-len(short) :] == short and particles.issuperset(long[: -len(short)])
