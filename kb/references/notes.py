"""What an entry says about a work that is no field of it: what kind of work it is, which edition, when somebody looked.

A line in, the line without such notes out, and what they tell.
"""

import re
from dataclasses import dataclass

from kb.references.locators import DATE, MONTH, YEAR

_ACCESS = re.compile(
    rf"[\[(]?\b(?:date\s+)?(?:last\s+)?(?:accessed|cited|retrieved|viewed|visited)\b:?\s*(?:on\s+|in\s+)?{DATE}[\])]?[.,]?"
    rf"|\bepub\s+(?:{YEAR}\s*{MONTH}\s*\d*|ahead\s+of\s+print)[.;]?"
    r"|\[(?:internet|online|epub\s+ahead\s+of\s+print|website|web\s*page)\]"
    rf"|\(?\bretrieved\s+(?={MONTH})|\badvance\s+online\s+publication\b\.?",
    re.I,
)
# When a page was last changed dates it where nothing else does.
_CHANGED = re.compile(
    rf"[\[(]?\b(?:(?:page\s+)?last\s+)?(?:updated|reviewed|modified|revised|published)\b:?\s*(?:on\s+|in\s+)?"
    rf"(?P<date>{DATE}|(?:\d\d/)?\d\d/{YEAR})[\])]?[.,;]?",
    re.I,
)
_APPEARING = re.compile(
    rf"\b(?:published\s+)?online\s+(?:first\s+)?(?={MONTH}|\d)|\bpublished\s+online\b|\(?\b(?:in\s+press|forthcoming)\b\)?",
    re.I,
)
_UNDATED = re.compile(r"\(\s*n\.?\s?d\.?\s*\)", re.I)
_LABEL = (
    r"(?:(?:full|highlights\s+of)\s+)?(?:(?:us|eu|uk)\s+)?(?:package\s+(?:insert|leaflet)|(?:full\s+)?prescribing\s+information|product\s+(?:information|monograph|label)|"
    r"patient\s+information\s+leaflet|(?:drug|product)?\s*label|summary\s+of\s+product\s+characteristics|SmPC|SPC)"
)
_THESIS = (
    r"(?:(?:unpublished\s+)?(?:doctoral|master['’]?s|bachelor['’]?s|ph\.?\s?d\.?|m\.?sc\.?|m\.?d\.?|dphil|licentiate|diploma)\s+"
    r"(?:thesis|dissertation)|thesis|dissertation|diss)"
)
_RELEASE = r"(?:(?:press|news|media)\s+release|press\s+statement)"
_OTHER = (
    r"(?:preprint|abstract|letter|editorial|correspondence|blog(?:\s+post)?|video|podcast|poster|fact\s*sheet|brochure|report|"
    r"conference\s+abstract|print|web|[a-z]{3,12}\s+in\s+[a-z]{4,10}|in\s+[a-z]{4,10})"
)
_KINDS = (("label", _LABEL), ("thesis", _THESIS), ("release", _RELEASE), ("other", _OTHER))
# In brackets of its own, with what else stands in them: "[Doctoral dissertation, University of Northmoor]".
_BRACKETED = tuple(
    (kind, re.compile(rf"\s*[\[(]\s*(?:{words})(?:\s*[,;:][^\[\]()]{{0,120}})?\s*[\])]", re.I))
    for kind, words in _KINDS
)
# As a sentence of its own.
_SENTENCE = tuple(
    (kind, re.compile(rf"(?:(?<=[.?!”\"]\s)|^)(?:{words})(?:\s*[.:]\s*|\s*$)", re.I))
    for kind, words in _KINDS
    if kind != "other"
)
_MEDIUM = re.compile(r"(?<=[.,]\s)(?:print|web)\.?(?=\s|$)\s*")
_NUMBERED = re.compile(
    r"(?:(?<=[.?!”\"]\s)|\()(?:[A-Z][\w-]*\s+){0,3}(?:guideline|guidance|report|bulletin|statement|publication|appraisal)s?\s*(?:No\.?\s*)?"
    r"[\[(]?[A-Z]{0,5}\s?-?\d[\w-]*[\])]?(?:\s*\)|\s*[.,]|$)",
    re.I,
)
_EDITION = re.compile(
    r"[\s,.]{0,3}[(\[]?\b(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|revised|rev\.?|new|updated)\s+(?:rev(?:ised|\.)?\s+)?ed(?:n|ition)?\b\.?"
    r"(?P<close>[)\]])?(?=[.,;:\s]|$)",
    re.I,
)
_EDITORS = re.compile(r",?\s?\(?\b(?:Eds?\.|editors?\b|eds?(?=\)))\)?(?=[\s.,]|$)")
_PREPRINT = re.compile(r"\b(?:arXiv\s+preprint\s+)?arXiv\s*:\s*[\w./-]*\w|\bpreprint\s+(?:at|on|in)\s+(?=\w)", re.I)


@dataclass(frozen=True, slots=True)
class Notes:
    """`kinds`: label, thesis, release, other; `changed`: the year in which a page was last changed; `appearing`: it is
    said to be in press or online, so that it has a container."""

    kinds: frozenset[str] = frozenset()
    changed: str = ""
    appearing: bool = False


def take_notes(line: str) -> tuple[str, Notes]:
    """The line without its notes, and what they tell."""
    kinds = set()
    changed = [re.search(YEAR, m["date"])[0] for m in _CHANGED.finditer(line)]
    appearing = bool(_APPEARING.search(line))
    for pattern in (_ACCESS, _CHANGED, _APPEARING, _UNDATED):
        line = pattern.sub(" ", line)
    line = re.sub(r"[\[(][\s;,]*[\])]", " ", " ".join(line.split()))
    line = _PREPRINT.sub(lambda m: "arXiv" if m[0].lower().startswith("arxiv") else "", line)
    for table in (_BRACKETED, _SENTENCE):
        for kind, pattern in table:
            line, count = pattern.subn(" ", line)
            kinds |= {kind} if count else set()
    line = _MEDIUM.sub(" ", _NUMBERED.sub(" ", line))
    line = _EDITION.sub(lambda m: ". " if m[0].startswith(".") else " ", line)
    return _tidy(line), Notes(frozenset(kinds), changed[-1] if changed else "", appearing)


def without_editors(line: str) -> str:
    """The line without "(Eds.)" behind the names at its head."""
    return _EDITORS.sub("", line, count=1) if _EDITORS.search(line, 0, 200) else line


def strip_access(text: str) -> str:
    """The text without when somebody looked at the page or it was last changed."""
    return _CHANGED.sub(" ", _ACCESS.sub(" ", text))


def _tidy(line: str) -> str:
    """No stops or blanks left over where a note was taken out."""
    line = re.sub(r"[(\[]\s*[)\]]", "", " ".join(line.split()))
    line = re.sub(r"([.,;:?!])(?:\s+[.,;:]+)+(?=\s|$)", r"\1", line)
    return re.sub(r"\s+(?=[.,;:)\]])", "", line).strip()
