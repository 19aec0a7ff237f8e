"""Registration numbers of trials in a text, in any spelling, normalised. A leaf that stages share.

Registries and the forms of their numbers: WHO ICTRP, list of primary registries and data providers; ClinicalTrials.gov;
ISRCTN; EudraCT and its successor CTIS; ANZCTR; ChiCTR; UMIN-CTR and jRCT; CTRI; DRKS; NTR.
"""

import re

_GAP = r"[\s#:-]{0,2}"
# How each registry writes its numbers (what stands before the digits), how copy may write that, and the digits.
_FORMS = (
    ("NCT", rf"NCT{_GAP}", r"\d{8}"),
    ("ISRCTN", rf"ISRCTN{_GAP}", r"\d{8}"),
    # Bare, these would be any number in three parts: the label must stand before them.
    (
        "EudraCT ",
        r"(?:EudraCT|EU[\s-]?CT|CTIS|EU\s+Clinical\s+Trials?\s+Register)\s*(?:(?:number|no\.?|nr\.?|identifier|id)\s*)?"
        r"[#:]?\s*",
        r"\d{4}-\d{6}-\d{2}(?:-\d{2})?",
    ),
    ("ACTRN", rf"ACTRN{_GAP}", r"\d{14}p?"),
    ("ChiCTR", r"ChiCTR[\s#:]{0,2}", r"(?:-?[A-Z]{2,5}-)?\d{8,10}"),
    ("UMIN", rf"(?:JPRN-)?UMIN(?:-?CTR)?{_GAP}", r"\d{9}"),
    ("jRCT", rf"(?:JPRN-)?jRCT{_GAP}", r"s?\d{9,10}"),
    ("CTRI/", r"CTRI[\s/:#-]{1,2}", r"\d{4}/\d{2,3}/\d{6}"),
    ("DRKS", rf"DRKS{_GAP}", r"\d{8}"),
    ("NTR", rf"NTR{_GAP}", r"\d{3,5}"),
    ("PACTR", rf"PACTR{_GAP}", r"\d{15}"),
    ("IRCT", rf"IRCT{_GAP}", r"\d{8,14}N\d{1,3}"),
    ("KCT", rf"KCT{_GAP}", r"\d{7}"),
    ("TCTR", rf"TCTR{_GAP}", r"\d{11}"),
)
# A number in running text, for a pattern that disregards case.
PATTERN = rf"(?<![A-Za-z0-9])(?:{'|'.join(lead + digits for _, lead, digits in _FORMS)})(?![\d\w])"
# Without one of these, in lower case, a text holds no number.
HINTS = (
    "nct", "isrctn", "eudract", "eu ct", "eu-ct", "euct", "ctis", "clinical trial", "actrn", "chictr", "umin", "jrct",
    "ctri", "drks", "ntr", "pactr", "irct", "kct", "tctr",
)  # fmt: skip
# What people write before a number, which tells nothing more.
LABEL = r"(?:(?:trial|registry|study)\s+)?(?:identifier|registration(?:\s+(?:number|no\.?))?|id|number)\s*[:#]?"
# The register and the label, as they stand before a number in running text.
INTRODUCED = re.compile(
    rf"(?:\b(?:ClinicalTrials\.gov|(?:[A-Z][\w&-]*\s+){{1,5}}(?:Register|Registry))\s*[,:]?\s*)?(?:\b{LABEL}\s*,?\s*)?$",
    re.I,
)
_READ = tuple(
    (prefix, re.compile(f"(?<![a-z0-9]){lead}({digits})(?![0-9a-z_])", re.I)) for prefix, lead, digits in _FORMS
)


_ANY = re.compile(PATTERN, re.I)


def registrations(text: str) -> tuple[str, ...]:
    """All numbers in a text, as their registries write them, none twice."""
    if not any(hint in text.lower() for hint in HINTS):
        return ()
    return tuple(dict.fromkeys(number for m in _ANY.finditer(text) if (number := normalise_registration(m[0]))))


def normalise_registration(text: str) -> str:
    """The first number that a text holds, as its registry writes it ("NCT01234567"); empty where it holds none."""
    for prefix, form in _READ:
        if match := form.search(text):
            digits = match[1].lower() if prefix in ("jRCT", "ACTRN") else match[1].upper()
            return prefix + digits
    return ""
