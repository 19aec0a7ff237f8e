"""The same fact in other words: a parsed sentence in, variants that mean the same out.

Figures as words, units turned into their equals, British and American spelling, the passive for the active, plain
synonyms and harmless adverbs. The synonyms are written here and not taken from the program's vocabulary. Deterministic.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from falsify import Edit, Variant, pick
from spacy.tokens import Doc, Span

_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)


def rephrase(doc: Doc | Span) -> tuple[Variant, ...]:
    """Every variant that the makers find, each text once; `edit` names the sort of change."""
    found: dict[str, Variant] = {}
    for edit, maker in MAKERS.items():
        for start, end, new in maker(doc):
            text = doc.text[:start] + new + doc.text[end:]
            text = text[:1].upper() + text[1:]
            if text != doc.text:
                found.setdefault(text, Variant(edit, text, f"{doc.text[start:end]!r} -> {new!r}"))
    return tuple(found.values())


def words_for(number: int) -> str:
    """A whole number below a hundred in words."""
    if number < 20:
        return _ONES[number]
    return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")


def numerals(doc: Doc | Span) -> Iterator[Edit]:
    """Whole numbers below a hundred as words, first in the sentence first; one at a time."""
    pattern = r"(?<![\w.,/\-–:=<(])(?<!\bto )(?<!\band )(?<!\bor )(\d{1,2})(?= (?:patients|people|adults|weeks?|days?|months?|hours?|minutes?|years?|trials|studies|per ?cent|percent|points|infusions|sessions|of)\b)"
    for match in list(re.finditer(pattern, doc.text))[:1]:
        yield match.start(), match.end(), words_for(int(match[1]))
    for match in list(re.finditer(r"(?<![\w.,/\-–:=<(])(?<!\bto )(?<!\bor )(\d{1,2}) ?%(?! CI)", doc.text))[:1]:
        yield match.start(), match.end(), f"{words_for(int(match[1]))} per cent"


def percents(doc: Doc | Span) -> Iterator[Edit]:
    """The percent sign as a word, and the word as a sign, everywhere in the sentence."""
    for old, new in ((r"(?<=\d) ?%(?! ?(?:CI|confidence))", " percent"), (r"(?<=\d) per ?cent\b", "%")):
        if re.search(old, doc.text):
            yield 0, len(doc.text), re.sub(old, new, doc.text)


_EQUAL = (
    ("60 minutes", "1 hour"), ("1 hour", "60 minutes"), ("one hour", "60 minutes"), ("120 minutes", "2 hours"), ("2 hours", "120 minutes"),
    ("two hours", "120 minutes"), ("24 hours", "one day"), ("one day", "24 hours"), ("48 hours", "two days"), ("72 hours", "3 days"),
    ("one week", "seven days"), ("a week", "seven days"), ("7 days", "one week"), ("two weeks", "14 days"), ("2 weeks", "14 days"),
    ("14 days", "two weeks"), ("3 weeks", "21 days"), ("21 days", "three weeks"), ("28 days", "four weeks"), ("4 weeks", "28 days"),
    ("four weeks", "28 days"), ("12 months", "one year"), ("one year", "12 months"), ("a year", "twelve months"), ("two years", "24 months"),
    ("24 months", "two years"), ("18 months", "a year and a half"), ("1000 mg", "1 g"),
)  # fmt: skip


def equal_units(doc: Doc | Span) -> Iterator[Edit]:
    """The same time or mass in another unit; the larger unit that a range ends in is left alone."""
    for old, new in _EQUAL:
        for match in list(
            re.finditer(
                rf"(?<![\w.,–-])(?<!\bto )(?<!\band )(?<!twice )(?<!once )(?<!times )(?<!every ){re.escape(old)}(?! ago|ly|-)\b",
                doc.text,
            )
        )[:1]:
            yield match.start(), match.end(), new


_SPELLINGS = tuple(
    pair.split("/")
    for pair in """
    anaesthesia/anesthesia anaesthetic/anesthetic randomised/randomized generalised/generalized stabiliser/stabilizer
    hospitalised/hospitalized organisation/organization recognised/recognized behaviour/behavior behavioural/behavioral
    paediatric/pediatric diarrhoea/diarrhea oestrogen/estrogen oedema/edema haemorrhage/hemorrhage programme/program
    centre/center tumour/tumor labelled/labeled judgement/judgment fibre/fiber haemodynamic/hemodynamic colour/color
    counselling/counseling specialised/specialized standardised/standardized synthesised/synthesized
    metabolised/metabolized favour/favor localised/localized summarised/summarized licence/license
    ageing/aging grey/gray analyse/analyze analysed/analyzed tranquilliser/tranquilizer
    """.split()  # noqa: SIM905
)


def spellings(doc: Doc | Span) -> Iterator[Edit]:
    """The whole sentence as the other side of the ocean spells it."""
    for side in (0, 1):
        text = doc.text
        for pair in _SPELLINGS:
            old, new = pair[side], pair[1 - side]
            for was, now in ((old, new), (old.capitalize(), new.capitalize())):
                rest = now[len(was) :] if now.startswith(was) else ""
                text = re.sub(rf"\b{was}(?!{rest or '^'})", now, text)
        yield 0, len(doc.text), text


_SYNONYMS = (
    (r"\babout(?= (?:\d|half|one|two|a |three))", "roughly"), (r"\broughly(?= \d)", "around"), (r"\bapproximately\b", "around"),
    (r"\bshowed\b(?= that)", "revealed"), (r"\bside effects\b", "adverse effects"), (r"\badverse effects\b", "side effects"),
    (r"\bpatients\b(?! of)", "individuals"), (r"\bpeople\b", "individuals"), (r"\bmost common\b", "most frequent"),
    (r"\boften\b(?! (?:than|with))", "frequently"), (r"\busually\b", "as a rule"), (r"\blowered\b", "brought down"), (r"\breduced\b(?= (?:\w+ )?(?:anxiety|depression|symptoms|pain))", "lessened"),
    (r"\bfell\b(?= (?:by|from|to|after|within))", "went down"), (r"\brose\b(?= (?:by|from|to|after|within))", "climbed"), (r"\bdrug\b", "medication"), (r"\bdrugs\b", "medications"),
    (r"\bhas been shown to\b", "was found to"), (r"\bbegins?\b(?= (?:within|in|after))", "sets in"), (r"\bsmall\b(?= (?:trial|study))", "little"),
    (r"\bcompared with\b", "in comparison with"), (r"\bversus\b", "against"), (r"\baccording to\b", "as stated by"), (r"\btrial\b", "study"),
    (r"\bis due to\b", "comes from"), (r"\bin adults\b", "among adults"), (r"\bmore than\b(?= (?:half|one|\d))", "over"), (r"\bUnited States\b", "USA"),
    (r"\bin patients\b", "among patients"), (r"\bsuch as\b", "for example"), (r"\bbecause of\b", "owing to"), (r"\bstopped\b(?= \w+ing|\b)", "discontinued"),
)  # fmt: skip


def synonyms(doc: Doc | Span) -> Iterator[Edit]:
    """One plain word for another."""
    for pattern, new in _SYNONYMS:
        for match in list(re.finditer(pattern, doc.text))[:1]:
            yield match.start(), match.end(), new


def adverbs(doc: Doc | Span) -> Iterator[Edit]:
    """Words that add nothing, before the sentence."""
    first = doc[0]
    root = next((t for t in doc if t.dep_ == "ROOT"), first)
    told = any(c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in root.children)
    if first.pos_ in {"ADP", "SCONJ", "CCONJ", "ADV"} or not told or "|" in doc.text:
        return  # the cell of a table and the item of a list take no adverbial
    name = first.pos_ == "PROPN" or any(c.isupper() or c.isdigit() for c in first.text[1:]) or first.lower_ == "i"
    start = first.text if name else first.text[0].lower() + first.text[1:]
    yield 0, len(first), pick(("In practice, ", "As it happens, ", "Of note, "), doc.text) + start


def passives(doc: Doc | Span) -> Iterator[Edit]:
    """`X lowered Y in Z` as `Y was lowered by X in Z`, where the sentence is just that."""
    base = doc[0].idx
    for verb in doc:
        if verb.dep_ != "ROOT" or verb.tag_ != "VBD" or not verb.text.endswith("ed"):
            continue
        subject = [c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i]
        thing = [c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i]
        if (
            len(subject) != 1
            or len(thing) != 1
            or any(c.dep_ in {"conj", "aux", "neg", "ccomp", "prt"} for c in verb.children)
        ):
            continue
        doer = doc.doc[subject[0].left_edge.i : subject[0].right_edge.i + 1]
        done = doc.doc[thing[0].left_edge.i : thing[0].right_edge.i + 1]
        if doer[0].i != doc[0].i or doer[-1].i + 1 != verb.i or done[0].i != verb.i + 1 or subject[0].tag_ == "PRP":
            continue
        be = "were" if thing[0].tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in thing[0].children) else "was"
        name = doer[0].pos_ == "PROPN" or any(c.isupper() or c.isdigit() for c in doer.text[1:4])
        by = doer.text if name else doer.text[0].lower() + doer.text[1:]
        yield 0, done[-1].idx + len(done[-1]) - base, f"{done.text} {be} {verb.text} by {by}"


MAKERS: Mapping[str, Callable[[Doc | Span], Iterator[Edit]]] = {
    "number as word": numerals,
    "per cent": percents,
    "equal unit": equal_units,
    "spelling": spellings,
    "synonym": synonyms,
    "adverbial": adverbs,
    "passive": passives,
}
