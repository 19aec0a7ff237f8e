"""The forms under which a phrase of the vocabulary may stand in a text: plural, British and American spelling, hyphen.

A phrase in, its forms out, the phrase itself first. Text only. A form that nobody writes does no harm, a form that is
another word does: so the rules are few, and the spellings are whole medical stems.
"""

import re
import unicodedata

# British and American spellings of one stem, after the British National Formulary and the Orange Book: each is written
# for the other wherever it stands in a word.
SPELLINGS = (
    ("anaesth", "anesth"),
    ("behaviour", "behavior"),
    ("colour", "color"),
    ("favour", "favor"),
    ("tumour", "tumor"),
    ("paediatr", "pediatr"),
    ("orthopaed", "orthoped"),
    ("gynaecolog", "gynecolog"),
    ("haemo", "hemo"),
    ("haema", "hema"),
    ("haemia", "hemia"),
    ("anaemi", "anemi"),
    ("glycaemi", "glycemi"),
    ("kaemia", "kemia"),
    ("lipidaemi", "lipidemi"),
    ("uricaemi", "uricemi"),
    ("natraemi", "natremi"),
    ("cholesterolaemi", "cholesterolemi"),
    ("ischaemi", "ischemi"),
    ("oesophag", "esophag"),
    ("oestr", "estr"),
    ("oedema", "edema"),
    ("diarrhoea", "diarrhea"),
    ("dyspnoea", "dyspnea"),
    ("apnoea", "apnea"),
    ("amenorrhoea", "amenorrhea"),
    ("dysmenorrhoea", "dysmenorrhea"),
    ("coeliac", "celiac"),
    ("foetal", "fetal"),
    ("faecal", "fecal"),
    ("caesarean", "cesarean"),
    ("fibre", "fiber"),
    ("centre", "center"),
    ("programme", "program"),
    ("counselling", "counseling"),
    ("labelled", "labeled"),
    ("labelling", "labeling"),
    ("signalling", "signaling"),
    ("sulph", "sulf"),
    ("leucocyt", "leukocyt"),
    ("grey matter", "gray matter"),
    ("licence", "license"),
    ("ageing", "aging"),
    ("titre", "titer"),
    ("analogue", "analog"),
    ("dialyse", "dialyze"),
)
_BRITISH_S = re.compile(r"(?<=[a-z]{3})is(?=(?:e[drs]?|ing|ation(?:al)?s?)\b)")
_AMERICAN_Z = re.compile(r"(?<=[a-z]{3})iz(?=(?:e[drs]?|ing|ation(?:al)?s?)\b)")
# Only stems that take both: "exercise", "advise" and "size" have one spelling.
_BOTH_ENDINGS = re.compile(
    r"(?:general|hospital|optim|normal|sensit|stabil|tranquil|immun|randomi?|modern|metabol|personal|minim|maxim|util"
    r"|depersonal|dereal|derealiz|author|organ|steril|ideal|visual|character|categor|fertil|local|mobil|neutral|pasteur"
    r"|polar|desensit|anaesthet|anesthet|victim|special|standard|legal|criminal|colon|metast|hydrol|synthes|recogn)$"
)
_PREFIX = re.compile(r"\b(non|anti|post|pre|re|co|sub|intra|multi|pro|over)-(?=[a-z])")
_HEAD_OF = re.compile(r"^(.*?\w)( (?:of|in|with|for|to|at|from|on|about|without) .+)$")
_IRREGULAR = {"man": "men", "woman": "women", "child": "children", "foot": "feet", "tooth": "teeth", "person": "people"}


def is_acronym(phrase: str) -> bool:
    """Whether a phrase matches by case, so that "SAD" the disorder is not "sad"."""
    return phrase.isupper() and len(phrase) > 1


def forms(phrase: str) -> tuple[str, ...]:
    """Every form of a phrase, itself first; of an acronym its plural in "s" and its hyphens alone.

    >>> forms("beta-blocker")
    ('beta-blocker', 'beta-blockers', 'beta blocker', 'beta blockers')
    """
    written = dict.fromkeys(_hyphens(phrase))
    if is_acronym(phrase):
        return tuple(dict.fromkeys(form for each in written for form in (each, each + "s")))
    spelt = dict.fromkeys(form for each in written for form in _spellings(each))
    return tuple(dict.fromkeys(form for each in spelt for form in (each, *plurals(each))))


def plurals(phrase: str) -> tuple[str, ...]:
    """The plural forms to accept for a noun phrase, of the noun before "of", "in", "with" where it has one."""
    post = _HEAD_OF.match(phrase)
    if post:
        return tuple(head + post[2] for head in plurals(post[1]))
    before, _, last = phrase.rpartition(" ")
    lead = before + " " if before else ""
    for single, plural in _IRREGULAR.items():
        if last.endswith(single):
            return (lead + last.removesuffix(single) + plural,)
    if last.endswith("sis"):
        return (lead + last.removesuffix("is") + "es",)
    if last.endswith(("s", "x", "ch", "sh")):
        return (phrase + "es",)
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return (phrase[:-1] + "ies",)
    return (phrase + "s",)


def _hyphens(phrase: str) -> tuple[str, ...]:
    """The phrase, with spaces for its hyphens, with its prefixes ("non-", "anti-") joined on, and two words as one."""
    if "-" not in phrase:
        return (phrase, phrase.replace(" ", "-")) if phrase.count(" ") == 1 else (phrase,)
    written = (phrase, re.sub(r"(?<=\w)-(?=\w)", " ", phrase), _PREFIX.sub(r"\1", phrase))
    return (*written, phrase.replace("-", "–")) if is_acronym(phrase) else written


def _spellings(phrase: str) -> tuple[str, ...]:
    """The phrase, all British, all American."""
    british = american = phrase
    for gb, us in SPELLINGS:
        if gb in phrase or us in phrase:
            british = british.replace(gb, us).replace(us, gb)
            american = american.replace(gb, us)
    return (phrase, _endings(british, _AMERICAN_Z, "is"), _endings(american, _BRITISH_S, "iz"))


def _endings(phrase: str, found: re.Pattern[str], written: str) -> str:
    def swap(match: re.Match[str]) -> str:
        return written if _BOTH_ENDINGS.search(phrase[: match.start()]) else match[0]

    return found.sub(swap, phrase)


def third_person(verb: str) -> str:
    """ "Halves" of "halve", "carries" of "carry"."""
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"


def past_form(verb: str) -> str:
    """The regular past: "halved" of "halve", "carried" of "carry"; a consonant that doubles is left alone."""
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ied"
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


_VOWELS = frozenset("aeiou")


def slug(words: str, joint: str) -> str:
    """The plain letters and digits of a name in lower case, its words joined by `joint`: an id or a file's name.

    >>> slug("Crohn’s disease", "_")
    'crohns_disease'
    """
    plain = unicodedata.normalize("NFKD", words.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", joint, plain.lower()).strip(joint)
