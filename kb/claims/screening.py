"""Claim or not: ordered rules over a reading, the first that speaks decides and gives its name.

The rules are section 1 of the annotation guideline put into linguistics: a claim is a declarative assertion about the
world; what addresses the reader, speaks of the page or of the speaker's own mind, or only says what a word means, is
none. What no rule refuses and what says something of medicine, of the provider or in numbers is a claim.
"""

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Token

from kb.claims.mood import is_dosing_instruction, is_imperative, is_open_question, is_undeclared_heading
from kb.claims.reading import (
    CONTENT,
    ILLS,
    PERCENT,
    TREATMENTS,
    Reading,
    compares_things,
    is_finite,
    patients_tell,
)
from kb.labels import BlockKind

_TELLING = (*CONTENT[:8], "type.risk_of_disease", "type.epidemiology")
_ADVICE_MODALS = frozenset({"should", "ought"})


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a sentence or clause is a claim, and which rule said so."""

    claim: bool
    rule: str


# Refused as a whole: no clause of such a sentence is looked at alone.
_WHOLE = frozenset(
    {
        "navigation",
        "disclaimer",
        "undeclared_heading",
        "greeting",
        "imperative",
        "open_question",
        "about_the_page",
        "narration",
        "biography",
        "logistics",
        "imagined_scene",
    }
)

Rule = tuple[str, bool, Callable[[Reading], bool]]


def decide(reading: Reading, leader: Decision | None, leader_reading: Reading | None) -> Decision:
    """Decide one reading. `leader` is what was decided about the sentence that introduces its list or table, if any."""
    kind = reading.sentence.kind
    if kind is BlockKind.ROW:
        return _decide_row(reading)
    if kind is BlockKind.ITEM and not _is_clause(reading):
        return _decide_item(reading, leader, leader_reading)
    for name, claim, holds in RULES:
        if holds(reading):
            return Decision(claim, name)
    return Decision(False, "nothing_checkable")


def says_all(decision: Decision) -> bool:
    """Whether a refusal holds for every clause of the sentence."""
    return decision.rule in _WHOLE


def decide_label(label: Reading) -> Decision:
    """A label or header ("Side effects:") makes claims of what stands under it where it says what they are."""
    listed = label.has("word.list_noun", "type.safety") and not label.has("word.symptom_list")
    return Decision(listed, "label")


def _decide_row(reading: Reading) -> Decision:
    if not reading.sentence.header and not (reading.finite or reading.has_content):
        return Decision(False, "row_without_assertion")
    return Decision(True, "table_row")


def _decide_item(reading: Reading, leader: Decision | None, said: Reading | None) -> Decision:
    """A list item that is no sentence says something only through what introduces it: "Nausea" under "common side
    effects include" is a claim, "Sweaty palms" in a list of symptoms is not. Where the words above claim nothing
    themselves, "Most people notice:", the item must say something of medicine."""
    finished = said is not None and _is_finished_by_items(said)
    if leader is None or said is None or not (leader.claim or (finished and not says_all(leader))):
        if is_imperative(reading):
            return Decision(False, "imperative")
        return Decision(False, "item_without_lead_in")
    if leader.claim and _lists_symptoms(said):
        return Decision(False, "symptom_list")
    if leader.claim and (_is_open(reading.sentence.lead_in) or said.has("word.list_noun")):
        return Decision(True, "item_completes_lead_in")
    if finished and not _lists_symptoms(said) and (leader.claim or reading.has_content or reading.medical):
        return Decision(True, "item_finishes_lead_in")
    return Decision(False, "item_beside_lead_in")


def _lists_symptoms(said: Reading) -> bool:
    nouns = {t.lemma_.lower() for t in said.subject_words} | _last_nouns(said)
    symptoms = said.subject_has("word.symptom_list") or nouns & {"symptom", "sign"}
    return bool(symptoms) and not said.has("type.safety")


def _is_finished_by_items(said: Reading) -> bool:
    """Whether a sentence waits for what people notice or what a thing has been shown to do: "Most people notice:",
    "It can help you:", "It has been shown to:". Of people who are ill it would be told what they suffer."""
    if not said.words or not said.sentence.text.rstrip().endswith(":"):
        return False
    if said.kinds & ILLS and not said.kinds & TREATMENTS:
        return False
    last = [t for t in said.words if t.pos_ != "PRON"][-1:]
    waits = any(h.start <= t.i < h.end for h in said.cues("word.outcome_verb") for t in last)
    return waits or said.words[-1].lower_ == "to"


def _last_nouns(said: Reading) -> set[str]:
    return {t.lemma_.lower() for t in said.words[-2:] if t.pos_ == "NOUN"}


def _is_open(lead_in: str) -> bool:
    # A lead-in that a list must complete ends in a verb, a preposition or "including"; one that ends in a noun stands.
    last = lead_in.rstrip(" :.,").rsplit(None, 1)[-1].lower() if lead_in.strip() else ""
    return last in _OPEN_ENDS


_OPEN_ENDS = frozenset(
    {"are", "as", "be", "by", "can", "example", "for", "from", "has", "have", "include", "included", "includes"}
    | {"including", "is", "may", "of", "on", "that", "to", "treat", "who", "with"}
)


def _is_clause(reading: Reading) -> bool:
    return reading.finite and reading.subject is not None and len(reading.words) > 3


# ---------------------------------------------------------------------------------------------------------------- rules


def _own_mind(reading: Reading) -> bool:
    """The provider says what it believes, wants or promises, or where its heart is, and nothing that can be checked."""
    if reading.person not in ("provider", "practitioner"):
        return False
    verb = reading.predicate
    mental = any(h.start <= verb.i < h.end for h in reading.cues("no.attitude_verb")) or _warm_copula(reading, verb)
    if not mental:
        return False
    if any(h.start <= verb.i < h.end for h in reading.cues("no.opinion_verb")):
        return not _holds_assertion(reading, verb)
    return not reading.has("word.credential")


def _warm_copula(reading: Reading, verb: Token) -> bool:
    feelings = {h.start for h in reading.cues("no.attitude_adjective")}
    return (verb.lemma_ == "be" and any(c.i in feelings for c in verb.children)) or (verb.i in feelings)


def _holds_assertion(reading: Reading, verb: Token) -> bool:
    """ "We believe that trauma is at the root of it": the complement is an assertion about medicine."""
    for child in verb.children:
        if child.dep_ == "ccomp" and is_finite(child):
            part = reading.within(child.left_edge.i, child.right_edge.i + 1)
            return part.medical and part.has_content
    return False


def _advice(reading: Reading) -> bool:
    """What the reader or the patient ought to do: "you should", "it is important to", "talk it over with"."""
    if reading.has("no.advice_frame"):
        return not reading.has("no.attention_frame")
    modal = (
        {t.lower_ for t in reading.predicate.children if t.dep_ == "aux"} if reading.predicate is not None else set()
    )
    if not modal & _ADVICE_MODALS:
        return False
    if reading.person in ("you", "provider") or reading.subject_has("word.patient"):
        return not reading.has("type.dosing")
    return reading.has("no.consult") and not reading.has("type.safety", "type.regulatory")


def _definition(reading: Reading) -> bool:
    """What a word means, or what a thing is filed under, without a word that weighs or counts it."""
    if reading.matches(PERCENT):
        return False
    verb = reading.predicate
    if verb is not None and verb.lemma_ == "mean" and reading.person == "it":
        return False  # "This means that ..." draws a conclusion
    if verb is not None and any(h.start <= verb.i < h.end for h in reading.cues("no.definition")):
        return not reading.has("no.evaluation") or reading.person in ("provider", "it")
    return _files_under(reading)


def _files_under(reading: Reading) -> bool:
    verb = reading.predicate
    if verb is None or verb.lemma_ != "be" or reading.person in ("you", "provider", "practitioner"):
        return False
    genus = next((c for c in verb.children if c.dep_ == "attr" and c.pos_ in ("NOUN", "PROPN")), None)
    risk = reading.subject_has("type.safety", "type.epidemiology") and not reading.subject_kinds() & ILLS
    if genus is None or risk:
        return False  # "the main risk of it is a condition called ..." names a risk
    listed = any(h.start <= genus.i < h.end for h in reading.cues("no.genus"))
    indefinite = genus.tag_ == "NNS" or any(c.lower_ in ("a", "an") for c in genus.children)
    if not listed and not (indefinite and reading.subject_kinds() & ILLS and reading.subject.i < genus.i):
        return False
    if any(c.dep_ in ("aux", "conj") for c in verb.children) or any(c.dep_ == "poss" for c in genus.children):
        return False
    phrase = reading.within(genus.left_edge.i, genus.right_edge.i + 1)
    own = reading.within(genus.left_edge.i, genus.i + 1)
    return not own.has("no.evaluation") and not phrase.has(
        "type.epidemiology", "type.regulatory", "type.onset_duration"
    )


def _empty_copula(reading: Reading) -> bool:
    """X is a Y, where Y names nothing that medicine, a number or a comparison could check: a figure of speech."""
    verb = reading.predicate
    if verb is None or verb.lemma_ != "be" or reading.person == "practitioner" or reading.subject is None:
        return False
    if reading.subject.dep_ == "expl":
        return False
    said = next((c for c in verb.children if c.dep_ == "attr" and c.pos_ == "NOUN"), None)
    if said is None or any(c.dep_ == "conj" for c in verb.children):
        return False
    phrase = reading.within(verb.i + 1, reading.end)
    return not phrase.has_content and not phrase.has("no.evaluation", "word.credential", "word.provider")


def _narration(reading: Reading) -> bool:
    """First person singular: what the writer lived through. In a quoted speaker's mouth, what was seen in patients is
    evidence of a kind and stays."""
    mine = any(t.lower_ in ("i", "me", "my", "myself", "mine", "i’m", "i'm") for t in reading.words)
    return mine and not (reading.sentence.speaker and reading.medical and reading.has("word.patient"))


def _imagined(reading: Reading) -> bool:
    """Part of a scene that the copy asked its reader to imagine, until it speaks of an illness or a treatment."""
    return reading.imagined and not reading.medical_topic


def opens_scene(reading: Reading) -> bool:
    """Whether the sentence asks its reader to imagine something."""
    return bool(reading.words) and reading.words[0].lower_ in {"imagine", "picture", "suppose", "envision"}


def _address(reading: Reading) -> bool:
    """Speech about the reader without anything that medicine, money or a clock could check."""
    if reading.person != "you":
        return False
    if reading.predicate is not None and reading.subject_has("word.provider") and _may(reading.predicate):
        return not reading.matches(PERCENT)  # "Your nurse may dim the lights": a courtesy, not a fact
    telling = reading.has(*_TELLING) or reading.has("word.credential") or reading.medical
    return not telling and not reading.matches(PERCENT)


def _may(verb: Token) -> bool:
    return any(c.lower_ in ("may", "might", "can") for c in verb.children if c.dep_ == "aux")


def _biography(reading: Reading) -> bool:
    return reading.has("no.biography") and (reading.person in ("practitioner", "it", "thing")) and not reading.medical


def _logistics(reading: Reading) -> bool:
    return reading.has("no.logistics") and not reading.has("type.safety", "type.mechanism", "type.comparative")


def _study_statement(reading: Reading) -> bool:
    """What is said of a study or its results, whatever the words."""
    return reading.finite and (
        reading.subject_has("type.study_noun") or reading.subject_has("type.study_work") or reading.names_study
    )


def _provider_fact(reading: Reading) -> bool:
    return reading.finite and (reading.person in ("provider", "practitioner") or reading.subject_has("word.provider"))


def _credential(reading: Reading) -> bool:
    return reading.finite and reading.has("word.credential")


def _general_life(reading: Reading) -> bool:
    """Platitudes about life with an illness; a number or a treatment makes them something to check."""
    return reading.has("no.platitude", "no.figurative") and not (reading.kinds & TREATMENTS or reading.matches(PERCENT))


def _kinds_of_illness(reading: Reading) -> bool:
    # "Anxiety comes in many forms" sorts an illness; of a drug the same words state which products there are.
    forms = any(t.lemma_.lower() in ("form", "type", "kind", "shape", "variety") for t in reading.words[-3:])
    return forms and bool(reading.subject_kinds() & ILLS) and not reading.kinds & TREATMENTS


def _fragment(reading: Reading) -> bool:
    return not reading.finite or reading.subject is None


def _claiming_fragment(reading: Reading) -> bool:
    """No verb that the parser found, and yet something said: a boast ("Lasting relief."), or a verb read as a noun."""
    if not _fragment(reading) or not (reading.has_content or reading.has("word.credential")):
        return False
    stopped = reading.sentence.kind is BlockKind.PROSE and reading.sentence.text.rstrip("\"'”’)").endswith((".", "!"))
    return len(reading.words) > (2 if stopped else 6)


RULES: tuple[Rule, ...] = (
    ("navigation", False, lambda r: r.has("no.navigation")),
    ("disclaimer", False, lambda r: r.has("no.disclaimer")),
    ("dosing_instruction", True, is_dosing_instruction),
    ("undeclared_heading", False, is_undeclared_heading),
    ("greeting", False, lambda r: r.has("no.greeting")),
    ("imperative", False, is_imperative),
    ("open_question", False, is_open_question),
    ("about_the_page", False, lambda r: r.has("no.page")),
    ("narration", False, _narration),
    ("imagined_scene", False, _imagined),
    ("own_mind", False, _own_mind),
    ("advice", False, _advice),
    ("platitude", False, _general_life),
    ("definition", False, _definition),
    ("figure_of_speech", False, _empty_copula),
    ("kinds_of_illness", False, _kinds_of_illness),
    ("biography", False, _biography),
    ("logistics", False, _logistics),
    ("address", False, _address),
    ("fragment_with_claim", True, _claiming_fragment),
    ("fragment", False, _fragment),
    ("provider_fact", True, _provider_fact),
    ("credential", True, _credential),
    ("organisation_states", True, lambda r: "organisation" in r.subject_kinds()),
    ("patients_tell", True, patients_tell),
    ("medical_assertion", True, lambda r: r.medical),
    ("counted_assertion", True, lambda r: r.counted),
    ("study_statement", True, _study_statement),
    ("comparison", True, compares_things),
    ("assertion_by_cue", True, lambda r: r.has(*CONTENT)),
)
