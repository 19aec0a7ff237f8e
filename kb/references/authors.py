"""Author lists at the head of an entry, in the notations of the common styles."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|ten|ter|bin|ibn|aan|het|zu|zur)"
_NAME_WORD = rf"(?:(?:[dDLO]['’]|al-|el-|Mc|Mac|[OÓ]\s|St\.?\s)?[{_UP}][^\W\d_]+(?:[-‐'’][{_UP}a-z][^\W\d_]*)*)"
_FAMILY = rf"(?:{_PARTICLE}\s+){{0,3}}{_NAME_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_NAME_WORD}){{0,2}}"
_ONE_FAMILY = rf"(?:{_PARTICLE}\s+){{0,3}}{_NAME_WORD}"
_SUFFIX = r"(?:,?\s+(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"  # no part of a family name
_DOTTED = rf"(?:[{_UP}]\.[\s-]?-?){{1,4}}"
_INITIAL = rf"(?:[{_UP}]\.?(?![\w]))"
_GIVEN = rf"(?:{_NAME_WORD}|{_INITIAL})"
ET_AL = re.compile(r"\s*,?\s*(?:and\s+|&\s+)?et\.?\s*al\b\.?|\s*,?\s*and\s+(?:colleagues|others)\b\.?", re.I)
# A name in which one of these stands is no person's.
_BODY = re.compile(
    r"\b(?:association|society|institutes?|academy|college|administration|agency|organi[sz]ation|foundation|cent(?:er|re)s?|"
    r"university|council|department|ministry|federation|school|survey|clinic|hospital|bureau|commission|committee|health|"
    r"medicine|medical|national|international|american|royal|group|consortium|service|services|office|library|journal|"
    r"investigators|collaborators|collaboration|network|staff|team|panel|board|authority|alliance|initiative|registry|trust|"
    r"charity|union|wellness|biosciences|pharma|pharmaceuticals?|therapeutics|biotech\w*|labs?|laboratories|ltd|limited|inc|"
    r"llc|gmbh|corp|corporation|company)\b",
    re.I,
)
# A body behind the persons: "; PRISMA Group", ", and the Tideline Study Group", "; on behalf of ...".
_GROUP = re.compile(
    r"\s*[;,]\s*(?:(?:and|&)\s+)?(?:(?:for|on\s+behalf\s+of)\s+)?(?:the\s+)?"
    rf"(?P<group>[{_UP}][\w *+&/’'-]{{2,100}})(?=\s*[.(])"
)
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:&|and\b)|[,;]\s*(?:\.\s?\.\s?\.|…)\s*(?:&|and\b)?|&|and\b|,|;)\s*")


@dataclass(frozen=True, slots=True)
class _Notation:
    """One way of writing an author: the pattern has `family` and, where it is written, `given`. `rest` is the pattern
    for the authors after the first where they are written otherwise (MLA, Chicago)."""

    first: re.Pattern[str]
    rest: re.Pattern[str]
    ends: Callable[[str, int], bool]


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _closed(text: str, end: int) -> bool:
    """A list ends before a year, a full stop, a colon, a quotation mark, or where the entry does."""
    return bool(re.match(r"\s*(?:[.:(“\"‘]|$|,?\s*(?:1[89]|20)\d\d|,\s*[“\"‘])", text[end : end + 12]))


def _dot_behind(text: str, end: int) -> bool:
    """As `_closed`, or behind an initial's own full stop."""
    return _closed(text, end) or text[end - 1 : end] in "." or text[max(0, end - 2) : end] == ". "


_VANCOUVER = rf"(?P<family>{_FAMILY})\s+(?P<given>[{_UP}]{{1,4}}(?:-[{_UP}])?){_SUFFIX}(?![\w])"
_APA = rf"(?P<family>{_FAMILY}),\s*(?P<given>{_DOTTED}){_SUFFIX}"
_APA_BARE = rf"(?P<family>{_FAMILY}),\s*(?P<given>[{_UP}]{{1,4}}){_SUFFIX}(?![\w.])"
_IEEE = rf"(?P<given>{_DOTTED})\s*(?P<family>{_FAMILY})"
_FULL_FIRST = rf"(?P<family>{_FAMILY}),\s+(?P<given>{_NAME_WORD}(?:\s+{_GIVEN}){{0,4}}){_SUFFIX}"
_FULL = rf"(?P<given>{_NAME_WORD}(?:\s+{_INITIAL}){{0,4}}(?:\s+{_NAME_WORD})?)\s+(?P<family>{_ONE_FAMILY})"
_FAMILY_ONLY = rf"(?P<family>{_ONE_FAMILY})(?P<given>)(?=\s*,?\s+(?:et\s+al|and\s+colleagues))"
_NOTATIONS = (
    _Notation(_p(_VANCOUVER), _p(_VANCOUVER), _closed),
    _Notation(
        _p(_APA), _p(f"(?:{_APA}|{_IEEE.replace('<family>', '<family2>').replace('<given>', '<given2>')})"), _dot_behind
    ),
    _Notation(_p(_APA_BARE), _p(_APA_BARE), _closed),
    _Notation(_p(_IEEE), _p(_IEEE), lambda text, end: _closed(text, end) or text[end : end + 1] == ","),
    _Notation(_p(_FULL_FIRST), _p(_FULL), _closed),
    _Notation(_p(_FULL_FIRST), _p(_FULL_FIRST), _closed),
    _Notation(_p(_FAMILY_ONLY), _p(r"(?!)"), _closed),
    _Notation(_p(_FULL), _p(_FULL), _closed),
)


def read_authors(text: str) -> tuple[tuple[str, ...], int]:
    """The persons at the head of an entry as "Family, Given" (initials without stops), and where their list ends; no
    authors and 0 where it starts with something else."""
    # The reading that sees most people; of equals the commoner notation.
    return max((_read(notation, text) for notation in _NOTATIONS), key=lambda read: len(read[0]))


def is_body(name: str) -> bool:
    """Whether a name is that of an institution."""
    return bool(_BODY.search(name))


def _read(notation: _Notation, text: str) -> tuple[tuple[str, ...], int]:
    authors: list[str] = []
    position, pattern = 0, notation.first
    while match := pattern.match(text, position):
        authors.append(_author(match))
        position, pattern = match.end(), notation.rest
        if others := ET_AL.match(text, position):
            return tuple(authors), others.end()
        separator = _SEPARATOR.match(text, position)
        if not separator or not pattern.match(text, separator.end()):
            break
        position = separator.end()
    if any(_BODY.search(author) for author in authors):
        return (), 0
    group = _GROUP.match(text, position) if authors else None
    if group and _BODY.search(group["group"]):
        authors.append(group["group"].strip())
        position = group.end()
    ended = authors and notation.ends(text, position)
    return (tuple(authors), position) if ended else ((), 0)


def _author(match: re.Match[str]) -> str:
    groups = match.groupdict()
    family = groups["family"] or groups.get("family2") or ""
    given = (groups["given"] or groups.get("given2") or "").strip()
    if re.fullmatch(rf"(?:[{_UP}]\.?[\s-]*)+", given):
        given = re.sub(r"[.\s-]", "", given)
    return f"{family}, {given.rstrip('.') if len(given) > 2 else given}" if given else family
