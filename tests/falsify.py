"""One fact of a true sentence broken: a parsed sentence in, variants that are no longer true out.

The phrasings are written here, in the words of people who write copy, and are not taken from the program's vocabulary:
a program that only knows its own lists fails on them. Figures are computed. An edit that would leave the sentence true
is not made: a time limit is broken by a shorter one, "more than" by more, "up to" by less. Deterministic.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from spacy.tokens import Doc, Span, Token


@dataclass(frozen=True, slots=True)
class Variant:
    """A sentence with one fact changed; `edit` names the sort of fact, `change` what became what."""

    edit: str
    text: str
    change: str


def falsify(doc: Doc | Span) -> tuple[Variant, ...]:
    """Every variant that the makers find, each text once, in the order of MAKERS."""
    found: dict[str, Variant] = {}
    for edit, maker in MAKERS.items():
        for start, end, new in maker(doc):
            text = _joined(doc.text[:start], new, doc.text[end:])
            if text.casefold() != doc.text.casefold():
                found.setdefault(text, Variant(edit, text, f"{doc.text[start:end].strip()!r} -> {new.strip()!r}"))
    return tuple(found.values())


Edit = tuple[int, int, str]  # from, to (in the text), and what takes its place


def pick(options: Sequence[str], *seed: str) -> str:
    """One of the options, the same for the same words."""
    return options[sha256("|".join(seed).encode()).digest()[0] % len(options)]


def _joined(before: str, new: str, after: str) -> str:
    """The sentence with its article and its capital letter right again."""
    vowel = bool(re.match(r"(?:8|11\b|18\b|[aeiou])", new or after.lstrip()))
    if new[:1].isalnum():
        before = re.sub(r"\b([Aa])n? $", lambda m: f"{m[1]}{'n' if vowel else ''} ", before)
    text = f"{before}{new}{after}"
    return text[:1].upper() + text[1:]


def _start(span: Doc | Span) -> int:
    return span[0].idx if len(span) else 0


# --- figures ----------------------------------------------------------------------------------------------------------

_UNIT = r"milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?"
_FIGURE = re.compile(r"(?<![\w.,/\-–:])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w/:]|[.,]\d|-\w)")
_TIME = re.compile(rf"(?<![\w.,/])((?:\d+(?:\.\d+)?[-–])?\d+(?:\.\d+)?|one|two|three|four|five|six|eight|ten|twelve|an?)"
                   rf"([ -](?:more |further |full |single )?)({_UNIT})(?!-old| of age| old)\b")  # fmt: skip
_AT_TIME = re.compile(r"\b(weeks?|days?|months?|years?|hours?|minutes?) (\d+)\b", re.IGNORECASE)
_NOT_A_RESULT = re.compile(r"(?:\bet al,? \(?|\b(?:weeks?|days?|months?|years?|hours?|minutes?)|\b(?:19|20)\d\d$|CI|[Pp] ?[<=]|confidence interval|\bStep|\bVersion|\bphase|\bType|No\.|aged|\bages?) ?$",
                           re.IGNORECASE)  # fmt: skip
_LOWER_LIMIT = re.compile(r"(?:more than|over|at least|above|exceed\w*|no less than|minimum of)\s*$", re.IGNORECASE)
_UPPER_LIMIT = re.compile(
    r"(?:less than|fewer than|up to|under|below|at most|no more than|within|as little as|only|just|by)\s*$",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"(?:within|less than|under|in|after|in as little as|by|at|at about|about)\s*(?:about |only |the first )?$",
    re.IGNORECASE,
)


def numbers(doc: Doc | Span) -> Iterator[Edit]:
    """Figures that are no durations, years, doses of a name, or statistics of a test: each another of the same sort."""
    text = doc.text
    timed = [m.span() for m in _TIME.finditer(text)]
    made = 0
    for match in _FIGURE.finditer(text):
        year = re.fullmatch(r"(?:19|20)\d\d", match[0])
        inside = any(start <= match.start() < end for start, end in timed)
        if (
            inside
            or _NOT_A_RESULT.search(text[: match.start()])
            or re.match(r"% ?(?:CI|UI|confidence)", text[match.end() :])
        ):
            continue
        percent = re.match(r"(?:\.\d+)? ?(?:%|per ?cent)", text[match.end() :]) is not None
        other = str(int(match[0]) - 9) if year else _other(match[0], text[: match.start()], percent)
        if made < 3:
            made += 1
            yield match.start(), match.end(), other


def _other(figure: str, before: str, percent: bool) -> str:
    """A figure far from the given one, on the side that no bound before it covers, written as the given one is."""
    value = float(figure.replace(",", ""))
    if _LOWER_LIMIT.search(before):
        new = value + (100 - value) * 0.6 if percent else value * 3
    elif _UPPER_LIMIT.search(before) or (percent and value > 45):
        new = value / 4
    else:
        new = value * 2 + 7.3 if percent else value * 3
    decimals = max(len(figure.partition(".")[2]), 1 if new < 1 else 0)
    return f"{new:,.{decimals}f}" if "," in figure else f"{new:.{decimals}f}"


_LONGER = {
    "second": "days",
    "minute": "days",
    "hour": "weeks",
    "day": "months",
    "week": "years",
    "month": "decades",
    "year": "decades",
}
_SHORTER = {
    "minute": "seconds",
    "hour": "minutes",
    "day": "minutes",
    "week": "hours",
    "month": "days",
    "year": "weeks",
    "decade": "weeks",
}
_MEASURES = (
    (re.compile(r"(?<=\d)(\s?)mg(?=/kg)"), r"\1g"),
    (re.compile(r"(?<=\d)(\s?)mg\b(?!/)"), r"\1g"),
    (re.compile(r"(?<=\d)(\s?)mg/kg\b"), r"\1mg"),
    (re.compile(r"(?<=\d)(\s?)(?:mcg|µg|microgram\w*)"), r"\1mg"),
    (re.compile(r"(?<=\d)(\s?)ml\b", re.IGNORECASE), r"\1litres"),
    (re.compile(r"(?<=\d)(\s?)g\b"), r"\1kg"),
    (re.compile(r"(?<=\d)(\s?)kg\b"), r"\1g"),
    (re.compile(r"(?<=\d) points?\b"), " standard deviations"),
    (re.compile(r"(?<=\d)\s?(?:%|per ?cent\b)(?! ?(?:CI|conf))"), " in every ten thousand"),
    (re.compile(r"(?<=\d) (million)\b"), " thousand"),
)


def units(doc: Doc | Span) -> Iterator[Edit]:
    """The figure stays and its unit is another: time units by steps of two, masses and volumes by a thousand."""
    text = doc.text
    for match in _TIME.finditer(text):
        unit = match[3].rstrip("s")
        soon = _SOON.search(text[: match.start()]) or re.match(r" (?:after|before|ago)", text[match.end() :])
        new = (_SHORTER if soon else _LONGER).get(unit) or _SHORTER.get(unit)
        aged = unit == "year" and _AGED.search(text[: match.start()])
        if new and match[2] == " " and not aged:
            single = match[1] in {"a", "an", "one", "1"}
            yield match.start(3), match.end(3), new.rstrip("s") if single else new
    for pattern, new in _MEASURES:
        for match in list(pattern.finditer(text))[:1]:
            yield match.start(), match.end(), match.expand(new)


def durations(doc: Doc | Span) -> Iterator[Edit]:
    """The unit of a time stays and its figure is another: shorter where a limit is set, else much longer."""
    for match in _AT_TIME.finditer(doc.text):
        yield match.start(2), match.end(2), str(int(match[2]) * 5 + 1)
    for match in _TIME.finditer(doc.text):
        figures = re.split(r"[-–]", match[1])
        soon = _SOON.search(doc.text[: match.start()])
        if match[1] in {"a", "an"} or match[2] != " ":
            continue
        numbers = [float(f) if f[0].isdigit() else _WORDS.get(f, 1) for f in figures]
        aged = match[3].startswith("year") and _AGED.search(doc.text[: match.start()])
        if (soon and numbers[0] <= 1) or aged:
            continue
        new = [max(1, n // 5) if soon else n * 6 for n in numbers]
        unit = match[3].rstrip("s") + ("" if new == [1] else "s")
        yield match.start(), match.end(), "–".join(f"{n:g}" for n in dict.fromkeys(new)) + f" {unit}"


_AGED = re.compile(r"(?:aged?|\b(?:adults|children|people|men|women) of)\b[^,;]{0,12}$")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12}

# --- direction --------------------------------------------------------------------------------------------------------

# base, third person, past, participle, -ing: what stands for the opposite, with an object and without one
Forms = tuple[str, str, str, str, str]


def _regular(verb: str, tail: str = "") -> Forms:
    """The five forms of a regular verb with what follows it."""
    stem = verb[:-1] if verb.endswith("e") else verb
    forms = (verb, f"{verb}s", f"{stem}ed", f"{stem}ed", f"{stem}ing")
    return tuple(f"{form}{tail}" for form in forms)


_UP = (("drive up", "drives up", "drove up", "driven up", "driving up"), _regular("inflate"))
_WORSE = (
    _regular("aggravate"),
    ("make worse", "makes worse", "made worse", "made worse", "making worse"),
    _regular("inflame"),
)
_DOWN = (("bring down", "brings down", "brought down", "brought down", "bringing down"), _regular("dampen"))
_UPWARD = (_regular("climb"), ("go up", "goes up", "went up", "gone up", "going up"), _regular("mount"))
_DOWNWARD = (_regular("dwindle"), ("go down", "goes down", "went down", "gone down", "going down"))
TRANSITIVE: Mapping[str, Sequence[Forms]] = {
    **dict.fromkeys(("lower", "reduce", "decrease", "cut", "lessen", "diminish"), _UP),
    **dict.fromkeys(("improve", "relieve", "ease", "alleviate", "calm", "help"), _WORSE),
    **dict.fromkeys(("increase", "raise", "boost", "enhance", "elevate"), _DOWN),
    **dict.fromkeys(("worsen", "impair", "aggravate"), (("straighten out", "straightens out", "straightened out", "straightened out", "straightening out"), _regular("soothe"))),
    **dict.fromkeys(("cause", "trigger", "induce", "produce", "provoke"), (("ward off", "wards off", "warded off", "warded off", "warding off"), ("keep away", "keeps away", "kept away", "kept away", "keeping away"))),
    **dict.fromkeys(("prevent", "avert"), (("bring on", "brings on", "brought on", "brought on", "bringing on"),)),
    **dict.fromkeys(("block", "inhibit", "antagonise"), (("switch on", "switches on", "switched on", "switched on", "switching on"), ("turn on", "turns on", "turned on", "turned on", "turning on"))),
    **dict.fromkeys(("activate", "stimulate"), (("shut down", "shuts down", "shut down", "shut down", "shutting down"),)),
    **dict.fromkeys(("outperform", "beat", "exceed"), (("fall short of", "falls short of", "fell short of", "fallen short of", "falling short of"),)),
}  # fmt: skip
INTRANSITIVE: Mapping[str, Sequence[Forms]] = {
    **dict.fromkeys(("rise", "increase", "grow"), _DOWNWARD),
    **dict.fromkeys(("fall", "decrease", "drop", "decline", "diminish"), _UPWARD),
    "improve": (("go downhill", "goes downhill", "went downhill", "gone downhill", "going downhill"), ("get worse", "gets worse", "got worse", "gotten worse", "getting worse")),
    "worsen": (("get better", "gets better", "got better", "gotten better", "getting better"),),
}  # fmt: skip
_FORM = {"VB": 0, "VBP": 0, "VBZ": 1, "VBD": 2, "VBN": 3, "VBG": 4}
_TURNED = (
    (r"\bmore(?= (?:[\w-]+ ){0,4}than\b)(?! than)", ("less",)),
    (r"\bless(?= (?:[\w-]+ ){0,4}than\b)(?! than)", ("more",)),
    (r"\bfewer(?= (?:[\w-]+ ){0,4}than\b)(?! than)", ("more",)),
    (r"\bhigher\b", ("lower", "smaller")), (r"\blower(?= (?:\w+ ){0,4}(?:than|in|with|by|risk|rates?|scores?)\b)", ("higher", "greater")),
    (r"(?<!no )\bbetter than\b", ("worse than", "no match for")), (r"\bsuperior to\b", ("outdone by", "no match for")),
    (r"\blonger\b", ("shorter", "more briefly")), (r"\bgreater\b", ("smaller", "slighter")), (r"\bfaster\b", ("slower",)),
    (r"\b(?:most )?common\b(?! (?:pattern|ground))", ("unheard-of", "vanishingly rare")), (r"\brare\b", ("everyday", "an everyday matter")),
    (r"\brarely\b", ("very often", "as a rule")), (r"(?<!more )(?<!less )(?<!as )(?<!how )(?<!most )\boften\b", ("next to never", "seldom")), (r"\busually\b", ("hardly ever",)),
    (r"\bwell[- ]tolerated\b", ("badly tolerated", "hard to bear")), (r"\bsafe\b", ("hazardous", "perilous")),
    (r"\beffective\b", ("useless", "futile")), (r"\bfirst-line\b", ("last-resort",)), (r"\blow(?= (?:to|quality|certainty|risk)\b)", ("excellent",)),
    (r"\bincreased(?= (?:risk|rates?|levels?|blood|heart|anxiety|connectivity|activity)\b)", ("shrunken", "diminished")),
    (r"\breduced(?= (?:risk|rates?|levels?|blood|heart|anxiety|connectivity|activity)\b)", ("heightened",)),
    (r"(?<=[Tt]he )benefits?(?= (?:from|of|in)\b)", ("harm",)), (r"\bbefore\b", ("long after",)),
)  # fmt: skip


def directions(doc: Doc | Span) -> Iterator[Edit]:
    """What is done is the opposite: the verb, or the word that compares."""
    for token in doc:
        forms = _opposite(token)
        if forms:
            chosen = forms[sha256(doc.text.encode()).digest()[1] % len(forms)]
            place = token.idx - _start(doc)
            yield place, place + len(token), chosen[_FORM[token.tag_]]
    if _NEGATIVE.search(doc.text):
        return
    for pattern, options in _TURNED:
        for match in list(re.finditer(pattern, doc.text))[:1]:
            yield match.start(), match.end(), pick(options, doc.text)


def _opposite(token: Token) -> Sequence[Forms]:
    if (
        token.pos_ != "VERB"
        or token.tag_ not in _FORM
        or token.dep_ == "amod"
        or any(c.dep_ in {"neg", "prt"} for c in token.children)
    ):
        return ()
    has_object = any(c.dep_ in {"dobj", "nsubjpass"} for c in token.children) or token.dep_ in {"acl", "pcomp"}
    return (TRANSITIVE if has_object else INTRANSITIVE).get(token.lemma_.lower(), ())


# --- population and route ---------------------------------------------------------------------------------------------

_PEOPLE = (
    (r"\b(?:[Oo]lder adults|[Ee]lderly (?:people|patients))\b", ("toddlers", "schoolchildren")),
    (r"(?<!older )(?<!Older )\b(?:US |American )?[Aa]dults\b", ("schoolchildren", "toddlers", "babies")),
    (r"\b[Aa]dolescents\b", ("pensioners", "people past retirement")), (r"\b[Cc]hildren\b", ("pensioners", "grown men")),
    (r"\b[Vv]eterans\b", ("expectant mothers",)), (r"\b[Hh]ealthy (?:volunteers|people|adults|men)\b", ("people on dialysis",)),
    (r"\b[Ww]omen\b", ("boys",)), (r"\b(?<!wo)[Mm]en\b", ("schoolgirls",)), (r"\b(?:mice|rats|rodents|monkeys)\b", ("patients", "men and women")),
    (r"\busers\b", ("newborn babies",)),
)  # fmt: skip
_BEARERS = ("patients", "people", "adults", "those", "participants", "subjects")


def populations(doc: Doc | Span) -> Iterator[Edit]:
    """Who it was seen in is someone else: by the word for people, or by what they suffer from."""
    for pattern, options in _PEOPLE:
        for match in list(re.finditer(pattern, doc.text))[:1]:
            yield match.start(), match.end(), pick(options, doc.text)
    for token in doc:
        if token.lower_ not in _BEARERS:
            continue
        for child in token.children:
            if child.lower_ == "with" and any(c.dep_ == "pobj" for c in child.children):
                ill = list(next(c for c in child.children if c.dep_ == "pobj").subtree)
                start, end = ill[0].idx - _start(doc), ill[-1].idx + len(ill[-1]) - _start(doc)
                yield start, end, pick(("gout", "a broken leg", "hay fever"), doc.text)
                place = token.idx - _start(doc)
                yield place, end, pick(("people who were never ill", "laboratory pigs", "racehorses"), doc.text)


_WAYS = (
    (r"\b[Ii]ntravenous(?= [a-z])(?:ly)?", ("swallowed", "rectal", "rub-on", "breathed-in")), (r"\bintravenously\b", ("by mouth", "through the skin", "as a nasal spray", "under the skin", "as a syrup")),
    (r"\b(?:IV|I\.V\.)(?= )", ("rub-on", "swallowed")), (r"(?<=ketamine )infusions\b", ("syrup doses", "suppositories")),
    (r"(?<=ketamine )infusion\b", ("syrup", "suppository")), (r"\b[Oo]ral(?= [a-z])(?! route)", ("injected", "rub-on")), (r"\borally\b", ("into a muscle", "by needle", "through a drip", "under the skin")),
    (r"\b[Ss]ublingual(?= [a-z])", ("injected", "inhaled")), (r"\bsublingually\b", ("rectally", "as an ointment")), (r"\b[Ii]ntranasal(?= [a-z])", ("swallowed", "rub-on")),
    (r"\bnasal spray\b", ("skin cream", "syrup")), (r"\b[Ss]ubcutaneous(?= [a-z])", ("inhaled", "swallowed")), (r"\bsubcutaneously\b", ("by mouth", "as a nasal spray", "through a drip")),
    (r"\b[Ii]ntramuscular(?= [a-z])", ("swallowed",)), (r"\bintramuscularly\b", ("by mouth", "as a nasal spray")), (r"\binjections\b", ("syrup doses", "mouthwashes")),
    (r"\binjected\b", ("swallowed", "inhaled")), (r"\bby mouth\b", ("by needle",)), (r"\btablets\b", ("injections", "enemas")),
)  # fmt: skip


def routes(doc: Doc | Span) -> Iterator[Edit]:
    """The way in is another."""
    for pattern, options in _WAYS:
        for match in list(re.finditer(pattern, doc.text))[:1]:
            yield match.start(), match.end(), pick(options, doc.text)


# --- negation and strength --------------------------------------------------------------------------------------------


_NEGATIVE = re.compile(
    r"\b(?:no|none|nothing|neither|nor|not|few|fewer|seldom|rarely|hardly|failed|without|only|until|some)\b",
    re.IGNORECASE,
)


def negations(doc: Doc | Span) -> Iterator[Edit]:
    """The main statement is denied, or its denial taken away."""
    text, base = doc.text, _start(doc)
    root = next((t for t in doc if t.dep_ == "ROOT" or t.head.i < doc[0].i or t.head.i > doc[-1].i), None)
    if (
        root is None
        or root.tag_ not in _FORM
        or not any(c.dep_.startswith("nsubj") for c in root.children)
        or _NEGATIVE.search(text.removeprefix("No ").replace(" not ", " ", 1))
    ):
        return
    denied = next((c for c in root.children if c.dep_ == "neg"), None)
    helper = next((c for c in root.children if c.dep_ in {"aux", "auxpass"}), root if root.lemma_ == "be" else None)
    if denied is not None and denied.lower_ in {"not", "never"}:
        yield denied.idx - base - 1, denied.idx - base + len(denied), ""
    elif re.match(r"No (?=\w)", text):
        yield 0, 3, pick(("Every ", "Nearly every "), text)
    elif _NEGATIVE.search(text):
        return  # a denial of another part: to deny the whole would be hard to read
    elif helper is not None and helper.lower_ in {"may", "might", "could"}:
        yield helper.idx - base, helper.idx - base + len(helper), "cannot"  # that it may not is as true as that it may
    elif helper is not None and helper.lower_ not in {"to", "be"}:
        end = helper.idx - base + len(helper)
        yield end, end, " not" if helper.lower_ != "can" else "not"
        if helper.lower_ in {"is", "are", "was", "were", "has", "have"}:
            yield end, end, pick((" in no way", " by no means"), text)
    elif root.tag_ in {"VBD", "VBZ", "VBP"}:
        start, end = root.idx - base, root.idx - base + len(root)
        do = {"VBD": "did", "VBZ": "does", "VBP": "do"}[root.tag_]
        yield start, end, f"{do} not {root.lemma_}"
        yield start, end, pick((f"{do} nothing at all to {root.lemma_}", f"at no point {root.text}"), text)


_CURED = ("abolish", "abolishes", "abolished", "abolished", "abolishing")
_WIPED = ("wipe out", "wipes out", "wiped out", "wiped out", "wiping out")
_STRONGER = (
    (r"\b(?:may|might)\b(?! not)", ("will without fail", "will inevitably", "is proven to", "is guaranteed to", "will in every case")),
    (r"\bcan\b(?! not)", ("will without fail", "will inevitably", "is guaranteed to", "will in every case")),
    (r"\b(?:appears?|seems?|appeared|seemed) to\b", ("cannot help but", "will inevitably")),
    (r"\b(?:suggests?|suggested)\b(?= that\b)", ("proves beyond doubt", "has settled for good")),
    (r"\b[Ss]ome\b(?= (?:[\w-]+ )?\w+s\b)", ("all", "one hundred percent of")), (r"\b[Ss]everal\b(?! (?:weeks|months|years|days|hours|different ways|ways))", ("all known",)), (r"\b[Mm]any\b(?= \w+s\b)", ("one hundred percent of",)),
    (r"\b[Mm]ost\b(?= (?:patients|people|adults|studies|trials))", ("one hundred percent of",)),
    (r"\b(?:often|usually|generally|commonly|typically|sometimes|mostly)\b", ("without exception", "every single time", "in every case")),
    (r"\b(is|are|was|were) (?:associated|linked) with\b", (r"\1 the proven and only cause of",)),
    (r"\b(?:small|modest|moderate)(?= (?:effect|improvement|reduction|benefit))", ("staggering", "life-changing")),
    (r"\ba few\b", ("all",)), (r"\bpreliminary\b", ("conclusive",)), (r"\bpossible\b", ("inescapable",)), (r"(?<!more )(?<!less )(?<!as )(?<!un)\blikely\b", ("sure as sunrise",)),
)  # fmt: skip


def strengths(doc: Doc | Span) -> Iterator[Edit]:
    """A hedge becomes a certainty, some become all, a relief becomes a cure."""
    for pattern, options in _STRONGER:
        for match in list(re.finditer(pattern, doc.text))[:1]:
            yield match.start(), match.end(), match.expand(pick(options, doc.text))
    for token in doc:
        if token.lemma_.lower() in {"improve", "reduce", "lower", "relieve", "ease"} and token.tag_ in _FORM:
            if not any(c.dep_ in {"dobj", "nsubjpass"} for c in token.children) or any(
                c.dep_ == "neg" for c in token.children
            ):
                continue
            place = token.idx - _start(doc)
            yield place, place + len(token), (_WIPED if len(doc) % 2 else _CURED)[_FORM[token.tag_]]


MAKERS: Mapping[str, Callable[[Doc | Span], Iterator[Edit]]] = {
    "number": numbers,
    "unit": units,
    "duration": durations,
    "direction": directions,
    "population": populations,
    "route": routes,
    "negation": negations,
    "strength": strengths,
}
