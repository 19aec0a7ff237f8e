"""A reading: one sentence, or one clause of it, with what the rules ask about it. A parsed text in; its main predicate,
subject, the kinds of concept and the cues that stand in it out. Decides nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from spacy.tokens import Doc, Span, Token

from kb.model import Sentence
from kb.nlp import Hit, Lexicon

CONTENT = (
    "type.regulatory", "type.access_cost", "type.comparative", "type.dosing", "type.onset_duration", "type.safety",
    "type.mechanism", "type.experience", "type.epidemiology", "type.efficacy", "type.generic_evidence",
)  # fmt: skip
_PUNCTUATION = ".,;:!?()[]\"'*"
_ASIDE = frozenset({"relcl", "advcl", "acl", "parataxis"})
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_HOLDING = frozenset(
    {
        "believe",
        "demonstrate",
        "establish",
        "find",
        "indicate",
        "know",
        "report",
        "reveal",
        "say",
        "show",
        "suggest",
        "think",
    }
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_NUMBER_WORD = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|a|an|few|several|many|half)"
PERCENT = re.compile(
    r"\d\s?%|\bper ?cent\b|\b(?:one|two|three)[- ](?:third|quarter|fifth|tenth|half)s?\b"
    r"|\b(?:a|nearly|over|about|almost) half\b|\bhalf of\b|\bmillions? of\b|\bmillion\b"
    rf"|\b{_NUMBER_WORD}\s(?:in|of|out of)\s(?:\w+\s)?(?:\d+|two|three|four|five|six|ten|hundred|thousand)\b",
    re.IGNORECASE,
)
_TIME = (
    rf"(?:{_NUMBER_WORD}[\s–-]*(?:(?:to|or|–|-)\s*\w+\s*)?(?:more )?(?:second|minute|hour|day|week|month|year|decade)s?"
    r"|minutes|hours|days|weeks|months|years|decades|lifetime)\b"
)
TIME = re.compile(rf"\b{_TIME}", re.IGNORECASE)
TAKES_TIME = re.compile(rf"\b(?:take|takes|taking|took)\s(?:\w+\s){{0,3}}?{_TIME}", re.IGNORECASE)
FOR_TIME = re.compile(rf"\bfor (?:at least |up to |more than |about |over |some )?{_TIME}", re.IGNORECASE)
DOSE = re.compile(r"\d\s?(?:mg|mcg|µg|ml|IU|units)\b", re.IGNORECASE)
SESSIONS = re.compile(
    r"\b(?:\d[\d,.]*|\d+\s*[-–]\s*\d+|one|two|three|four|five|six|eight|ten)\s(?:[\w-]+\s)?"
    r"(?:infusion|session|treatment|injection|dose|capsule|tablet|pill)s?\b",
    re.IGNORECASE,
)
MONEY = re.compile(r"[$€£]\s?\d|\b(?:hundred|thousand)s? (?:of )?dollars\b", re.IGNORECASE)
PEOPLE = re.compile(
    r"\d[\d,]{3,}\s(?:\w+\s)?(?:people|adults|americans|men|women|children|deaths|cases|lives)\b", re.IGNORECASE
)
# "as effective as", and none of the fixed phrases of that form
_AS_AS = re.compile(r"\bas (?!long|soon|well|much|many|little|far|few|early|late)\w+ as\b", re.IGNORECASE)
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year", "decade", "lifetime")
# Plain words without which a pattern cannot match: looking for them first is several times faster.
_PLAIN = {
    PERCENT: ("%", "per", "third", "quarter", "fifth", "tenth", "hal", " in ", " of ", "million"),
    TIME: _UNITS,
    TAKES_TIME: ("tak", "took"),
    FOR_TIME: ("for ",),
    DOSE: ("mg", "mcg", "µg", "ml", "iu", "unit"),
    SESSIONS: ("infusion", "session", "treatment", "injection", "dose", "capsule", "tablet", "pill"),
    _AS_AS: ("as ",),
    MONEY: ("$", "€", "£", "dollar"),
}
# Greek and Latin endings name diseases and procedures in any field of medicine; the endings of drug names are stems of
# the WHO's international nonproprietary names ("The use of stems", 2018).
_ENDINGS = (
    (re.compile(r"\w{3,}(?:itis|osis|a?emia|oma|pathy|algia|plegia|penia|uria)s?$", re.IGNORECASE), "condition"),
    (re.compile(r"\w{3,}(?:ectomy|plasty|scopy|therapy|otomy)s?$", re.IGNORECASE), "procedure"),
    (
        re.compile(
            r"\w*(?:mab|tinib|pril|sartan|statin|olol|azole|cillin|mycin|glutide|patide|gliptin|gliflozin|azepam"
            r"|triptan|oxetine|parin|caine)s?$",
            re.IGNORECASE,
        ),
        "drug",
    ),
)


@cache
def _kind_by_ending(word: str) -> str:
    return next((kind for ending, kind in _ENDINGS if ending.match(word)), "")


TREATMENTS = frozenset(
    {"drug", "drug_class", "device", "procedure", "psychotherapy", "dosage_form", "regimen", "route"}
)
FAMILY = ("no.", "type.", "strength.", "word.")  # the cue categories that are this stage's own
ILLS = frozenset({"condition", "symptom"})
MEDICAL = TREATMENTS | ILLS | {"adverse_effect", "outcome", "scale", "mechanism", "regulation"}


@dataclass(frozen=True)
class Reading:
    """What the rules see of tokens `start` to `end` of a sentence; `leader` is the reading of the sentence that
    introduces its list."""

    sentence: Sentence
    doc: Doc
    start: int
    end: int
    hits: Mapping[str, tuple[Hit, ...]]  # concept kind -> where
    found: Mapping[str, tuple[Hit, ...]]  # cue category -> where
    names_study: bool = False  # a study is named in it, or pointed back to
    topic: frozenset[str] = frozenset()  # kinds that the sentence before was about, for a pronoun to stand for
    imagined: bool = False  # it stands in a scene that the reader was asked to imagine
    only: frozenset[int] | None = None  # where set, the tokens that count; the rest is looked past

    @cached_property
    def span(self) -> Span:
        return self.doc[self.start : self.end]

    @cached_property
    def text(self) -> str:
        return self.span.text if self.only is None else " ".join(t.text for t in self.tokens if t.i in self.only)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of the concepts named here, and `medical` for a word with a medical ending."""
        named = {kind for kind, hits in self.hits.items() if any(self.counts(h) for h in hits)}
        named.update(kind for word in self._lowered.split() if (kind := _kind_by_ending(word.strip(_PUNCTUATION))))
        return frozenset(named)

    def counts(self, hit: Hit) -> bool:
        """Whether a hit stands in this clause, and where it is looked for."""
        within = self.start <= hit.start and hit.end <= self.end
        return within and (self.only is None or hit.start in self.only)

    def cues(self, category: str) -> tuple[Hit, ...]:
        """The cues of one category that stand in this clause."""
        found = self.found.get(category, ())
        return found if self._all else tuple(h for h in found if self.counts(h))

    @cached_property
    def _all(self) -> bool:
        return self.only is None and self.start == 0 and self.end == len(self.doc)

    def has(self, *categories: str) -> bool:
        """Whether a cue of any of the categories stands here."""
        return any(category in self.found and self.cues(category) for category in categories)

    def within(self, start: int, end: int) -> "Reading":
        """The same, for a part of it."""
        return replace(self, start=start, end=end)

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern is found in the words; looked for once, and only where its plain words stand."""
        if pattern not in self._matched:
            lowered, plain = self._lowered, _PLAIN.get(pattern, ("",))
            self._matched[pattern] = any(w in lowered for w in plain) and pattern.search(self.text) is not None
        return self._matched[pattern]

    @cached_property
    def _matched(self) -> dict[re.Pattern[str], bool]:
        return {}

    @cached_property
    def _lowered(self) -> str:
        return self.text.lower()

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every token of the clause."""
        return tuple(self.doc) if self._all else tuple(self.doc)[self.start : self.end]

    @cached_property
    def words(self) -> tuple[Token, ...]:
        return tuple(t for t in self.tokens if not (t.is_space or t.is_punct))

    @cached_property
    def predicate(self) -> Token | None:
        """The main verb of the clause, copulas included; none for a fragment."""
        if not self.doc.has_annotation("DEP"):
            return None
        root = self.span.root
        if root.pos_ in ("VERB", "AUX"):
            return root
        # The small model sometimes roots a sentence in a noun: the first finite verb with a subject is what we want.
        return next((t for t in self.tokens if t.pos_ in ("VERB", "AUX") and is_finite(t) and subject_of(t)), None)

    @cached_property
    def subject(self) -> Token | None:
        """The head of the main verb's subject, an expletive's included."""
        return subject_of(self.predicate) if self.predicate is not None else None

    @cached_property
    def subject_words(self) -> tuple[Token, ...]:
        return tuple(t for t in self.subject.subtree if self.start <= t.i < self.end) if self.subject else ()

    @cached_property
    def finite(self) -> bool:
        return self.predicate is not None and is_finite(self.predicate)

    @cached_property
    def person(self) -> str:
        """Who the clause is about: `i`, `provider`, `you`, `practitioner` (a named person or he/she), `it` (a pronoun),
        `thing`, or `none` where it has no subject."""
        if self.subject is None:
            return "none"
        head = self.subject.lower_
        owners = {t.lower_ for t in self.subject.children if t.dep_ == "poss"}
        if head == "i" or "my" in owners:
            return "i"
        if head == "we" or ("our" in owners and self._on("word.provider", self.subject)):
            return "provider"
        if head in ("you", "yourself") or "your" in owners:
            return "you"
        if head in ("he", "she") or _is_named_person(self.subject):
            return "practitioner"
        if self._on("word.provider", self.subject):
            return "provider"
        return "it" if head in ("it", "they", "this", "these", "that", "those", "others", "some") else "thing"

    def _on(self, category: str, token: Token) -> bool:
        return any(h.start <= token.i < h.end for h in self.cues(category))

    @cached_property
    def subject_text(self) -> str:
        words = self.subject_words
        return self.doc[words[0].i : words[-1].i + 1].text if words else ""

    @cached_property
    def complement(self) -> "Reading | None":
        """What is said to be so, where the main verb only says who holds it: "we believe that ...", "studies show"."""
        verb = self.predicate
        held = (
            next((c for c in verb.children if c.dep_ == "ccomp" and is_finite(c)), None) if verb is not None else None
        )
        if held is None or own_subject(held) is None or held.i < verb.i:
            return None
        return self.within(max(held.left_edge.i, verb.i + 1), min(held.right_edge.i + 1, self.end))

    def subject_has(self, *categories: str) -> bool:
        """Whether a cue of one of the categories stands in the subject."""
        inside = {t.i for t in self.subject_words}
        found = (h for category in categories for h in self.cues(category))
        return any(inside.intersection(range(h.start, h.end)) for h in found)

    def subject_kinds(self) -> frozenset[str]:
        """The kinds of the concepts in the subject."""
        inside = {t.i for t in self.subject_words}
        return frozenset(k for k, hits in self.hits.items() if any(h.start in inside for h in hits))

    @cached_property
    def medical(self) -> bool:
        """Whether any concept of medicine is named, as far as the vocabulary and word endings tell."""
        return bool(self.kinds & MEDICAL)

    @cached_property
    def counted(self) -> bool:
        """Whether a share, a time, a dose, a number of sessions or a price is named."""
        return any(self.matches(p) for p in (PERCENT, TIME, DOSE, SESSIONS, MONEY))

    @cached_property
    def has_content(self) -> bool:
        """Whether anything is said that medicine, a number or a comparison could check."""
        return self.medical or self.has(*CONTENT) or self.counted or compares_things(self)

    @property
    def medical_topic(self) -> bool:
        """Whether an illness or a treatment is named."""
        return bool(self.kinds & (TREATMENTS | ILLS))

    @cached_property
    def main(self) -> "Reading":
        """The same clause with its relative and adverbial clauses looked past; itself where it has none."""
        if self.only is not None or len(self.main_tokens) == self.end - self.start:
            return self
        view = replace(self, only=self.main_tokens)
        # Subject and verb are the same in both views: what is known of them is handed on.
        view.__dict__["words"] = tuple(t for t in self.words if t.i in self.main_tokens)
        view.__dict__.update(
            {
                name: getattr(self, name)
                for name in ("predicate", "subject", "subject_words", "person", "span", "tokens")
            },
            whole=self,
        )
        return view

    @cached_property
    def whole(self) -> "Reading":
        """The clause with nothing looked past."""
        return self if self.only is None else replace(self, only=None)

    def about(self) -> frozenset[str]:
        """The kinds that the subject is about; of a pronoun those of the sentence before."""
        return self.topic if self.person == "it" and not self.subject_kinds() else self.subject_kinds()

    @cached_property
    def main_tokens(self) -> frozenset[int]:
        """Tokens of the main clause without its relative and adverbial clauses, where a hedge counts."""
        aside = {d.i for t in self.tokens if t.dep_ in _ASIDE and _stands_aside(t) for d in t.subtree}
        return frozenset(range(self.start, self.end)) - aside


def read(
    sentence: Sentence,
    doc: Doc,
    lexicon: Lexicon,
    *,
    names_study: bool = False,
    topic: frozenset[str] = frozenset(),
    imagined: bool = False,
) -> Reading:
    """The reading of a whole parsed sentence; `topic` is what the sentence before it was about."""
    hits: dict[str, list[Hit]] = {}
    for hit in lexicon.concepts(doc):
        hits.setdefault(lexicon.vocabulary.concepts[hit.id].kind, []).append(hit)
    kinds = {kind: tuple(found) for kind, found in sorted(hits.items())}
    return Reading(
        sentence, doc, 0, len(doc), kinds, lexicon.cues_by_category(doc, FAMILY), names_study, topic, imagined
    )


def is_finite(verb: Token) -> bool:
    """Whether a verb, or an auxiliary of it, carries tense."""
    return verb.tag_ in _FINITE or any(c.tag_ in _FINITE for c in verb.children if c.dep_ in ("aux", "auxpass", "cop"))


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, its own or an expletive's; the verb that it is coordinated with lends it one."""
    for child in verb.children:
        if child.dep_ in _SUBJECTS or child.dep_ == "expl":
            return child
    return subject_of(verb.head) if verb.dep_ == "conj" and verb.head is not verb else None


def own_subject(verb: Token) -> Token | None:
    """The subject that depends on this verb itself."""
    return next((c for c in verb.children if c.dep_ in _SUBJECTS or c.dep_ == "expl"), None)


def _stands_aside(token: Token) -> bool:
    # A clause with "because" carries the assertion on: it is what the sentence is for.
    return not any(c.dep_ == "mark" and c.lower_ == "because" for c in token.children)


def compares_things(reading: Reading) -> bool:
    """Whether "than" or "as ... as" sets one thing against another, and no number, time or group of people."""
    if reading.matches(_AS_AS):
        return True
    for token in (reading.doc[hit.start] for hit in reading.cues("type.than")):
        if token.i and token.nbor(-1).lower_ in ("rather", "other"):
            continue
        beside = [t for t in token.subtree if t.i > token.i and t.is_alpha and t.pos_ not in ("DET", "ADP", "ADV")][:1]
        if beside and not beside[0].like_num and not beside[0].lower_.startswith(("before", "expect")):
            return True
    return False


_TELLING = frozenset({"report", "say", "describe", "tell", "feel"})


def patients_tell(reading: Reading) -> bool:
    """Whether patients or customers are said to tell or feel something."""
    verb = reading.predicate
    return verb is not None and verb.lemma_ in _TELLING and reading.subject_has("word.patient")


def _is_named_person(head: Token) -> bool:
    phrase = list(head.subtree)
    return head.pos_ == "PROPN" and any(t.lower_ in ("dr.", "dr", "prof.", "mr.", "ms.", "mrs.") for t in phrase)
