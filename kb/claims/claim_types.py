"""What a claim is about: ordered rules over a reading, the most specific first; the first that holds names the type.

The order is section 2 of the annotation guideline ("choose the most specific"): what a study reports, then what the
law says, then money, and so on down to efficacy.
"""

from collections.abc import Callable

from spacy.tokens import Token

from kb.claims.reading import (
    DOSE,
    FOR_TIME,
    ILLS,
    MONEY,
    PEOPLE,
    PERCENT,
    SESSIONS,
    TAKES_TIME,
    TIME,
    TREATMENTS,
    Reading,
    compares_things,
    patients_tell,
)
from kb.labels import ClaimType
from kb.nlp import Hit

Rule = tuple[str, ClaimType, Callable[[Reading], bool]]

_OTHERWISE = "otherwise"
_SPECIFIC = frozenset(
    {"a", "an", "one", "another", "this", "these", "those", "that", "the", "their", "its", "his", "her", "our", "each"}
)


def type_of(reading: Reading) -> tuple[ClaimType, str]:
    """The type of a claim and the rule that named it. What the main clause says counts first; its relative and
    adverbial clauses ("a drug that works fast") only where the main clause tells nothing."""
    for name, kind, holds in RULES[:_FIRST]:
        if holds(reading.main):
            return kind, name
    said = reading.complement or reading
    for view in (said.main,) if said.main is said else (said.main, said):
        for name, kind, holds in RULES:
            if holds(view):
                return kind, name
    return ClaimType.EFFICACY, _OTHERWISE


def _reports_study(reading: Reading) -> bool:
    """A named, cited or particular study found or did something. "Studies show" appeals to evidence in general: there
    the type is that of what they are said to show."""
    if reading.names_study or (reading.has("type.study_work") and reading.has("type.study_activity")):
        return True
    for hit in reading.cues("type.study_noun"):
        noun = reading.doc[hit.end - 1]
        if noun.pos_ not in ("NOUN", "PROPN"):
            continue
        specific = any(t.lower_ in _SPECIFIC or t.like_num for t in noun.children)
        acts = noun == reading.subject or noun in reading.subject_words or _opens(reading, noun)
        if acts and reading.has("type.study_activity") and (specific or not reading.has("type.generic_evidence")):
            return True
        if specific and _opens(reading, noun):
            return True
    return "organisation" in reading.kinds and any(t.lemma_ == "publish" for t in reading.words)


def _opens(reading: Reading, noun: Token) -> bool:
    # "In a 2018 trial, ...": the study stands in a phrase before the subject.
    return reading.subject is not None and noun.i < reading.subject.i


def _indication(reading: Reading) -> bool:
    reading = reading.whole
    return reading.has("type.indication") and bool(reading.kinds & {"drug", "drug_class"})


def _cost(reading: Reading) -> bool:
    return (
        reading.has("type.access_cost")
        or reading.matches(MONEY)
        or ("cost" in reading.kinds and not reading.has("type.treatment_outcome"))
    )


def _treated(reading: Reading) -> bool:
    return bool((reading.kinds | reading.about()) & TREATMENTS)


def _compares(reading: Reading) -> bool:
    if _timed(reading) or (_doses(reading) and compares_things(reading)):
        return False
    return reading.has("type.comparative") or (compares_things(reading) and not reading.subject_has("word.patient"))


def _timed(reading: Reading) -> bool:
    return reading.has("type.onset_duration") and reading.matches(TIME)


def _doses(reading: Reading) -> bool:
    return reading.matches(DOSE) or reading.has("type.dosing")


def _harms(reading: Reading) -> bool:
    if reading.has("type.joint_benefit"):
        return False
    if reading.has("type.risk_of_disease") and not _treated(reading):
        return False
    if reading.about() & ILLS and not _treated(reading):
        return False  # what an illness does is no side effect
    return any(not _is_target(reading.doc[h.start]) for h in _harm_hits(reading))


def _no_harm_told(reading: Reading) -> bool:
    """ "Our patients report no side effects": a denial of harm is one, whoever is said to tell it."""
    verb = reading.predicate
    if verb is None:
        return False
    harms = {i for h in _harm_hits(reading) for i in range(h.start, h.end)}
    told = [c for v in (verb, *(c for c in verb.children if c.dep_ == "ccomp")) for c in v.children]
    objects = [c for c in told if c.dep_ == "dobj" and not harms.isdisjoint(t.i for t in c.subtree)]
    denied = any(c.dep_ == "neg" for c in told)
    return any(denied or any(t.lower_ == "no" for t in c.children) for c in objects)


def _harm_hits(reading: Reading) -> tuple[Hit, ...]:
    named = reading.hits.get("adverse_effect", ()) if "adverse_effect" in reading.kinds else ()
    return (*reading.cues("type.safety"), *(h for h in named if reading.counts(h)))


def _is_target(token: Token) -> bool:
    """Whether a harm is what is treated or taken away: "a treatment for addiction", "reduces dependence"."""
    while token.dep_ in _INSIDE_PHRASE and token.head != token:
        token = token.head
        if token.lemma_ in _BENEFITS:
            return True
    return False


_INSIDE_PHRASE = frozenset({"pobj", "prep", "dobj", "conj", "appos", "compound", "amod", "nmod", "nsubjpass", "poss"})
_BENEFITS = frozenset(
    {"treatment", "therapy", "remedy", "relief", "treat", "reduce", "relieve", "eliminate", "ease", "lower", "prevent"}
    | {"alleviate", "manage", "overcome", "help", "improve", "decrease", "avoid", "control", "fight", "heal"}
    | {"cut", "halve", "lessen", "curb", "end", "stop", "minimize", "minimise", "soothe", "against", "diminish"}
)


def _provider(reading: Reading) -> bool:
    return reading.person == "provider" or _by_provider(reading)


def _credentials(reading: Reading) -> bool:
    """Who provides, and how good they are said to be."""
    speaks = reading.predicate is not None and reading.predicate.lemma_ in _SPEECH
    if _by_provider(reading) and not reading.matches(DOSE):
        return True
    if reading.person not in ("practitioner", "provider") and _doses(reading):
        return False  # "given with a trained nurse at hand" tells how a drug is given
    return (reading.person == "practitioner" and not speaks) or reading.has("word.credential") or _praised(reading)


_SPEECH = frozenset({"add", "call", "claim", "describe", "explain", "note", "report", "say", "state", "tell", "write"})


def _praised(reading: Reading) -> bool:
    praise = {h.start for h in reading.cues("no.evaluation")}
    heads = {reading.doc[h.end - 1] for h in reading.cues("word.provider")}
    return any(child.i in praise for head in heads for child in head.children)


def _by_provider(reading: Reading) -> bool:
    heads = {reading.doc[h.end - 1] for h in reading.cues("word.provider")}
    return any(head.dep_ == "pobj" and head.head.dep_ == "agent" for head in heads)


def _counted_people(reading: Reading) -> bool:
    """A share of people, or of those with an illness, is the subject; a share of those treated tells efficacy."""
    if not PERCENT.search(reading.subject_text) or reading.subject_kinds() & TREATMENTS:
        return False
    ill = reading.subject_kinds() & ILLS or " with " in reading.subject_text  # "a third of patients with asthma"
    return bool(ill) or not reading.has("type.treatment_outcome", "type.efficacy")


def _people_with_illness(reading: Reading) -> bool:
    if reading.has("type.epidemiology") and not reading.has("type.treatment_outcome"):
        return bool(reading.about() & ILLS) or not _treated(reading)
    return reading.matches(PERCENT) and bool(reading.kinds & ILLS) and not _treated(reading)


def _holds_for_time(reading: Reading) -> bool:
    verb = reading.predicate
    return (
        verb is not None
        and verb.lemma_ in {"stay", "remain", "hold", "continue", "endure"}
        and (reading.matches(FOR_TIME))
    )


def _illness_only(reading: Reading) -> bool:
    whole = reading.whole
    return bool(reading.kinds & ILLS) and not _treated(whole) and not whole.has("type.efficacy")


def _ill_under_treatment(reading: Reading) -> bool:
    # "Muscle aches occur in people who take statins": an illness that comes with a treatment is a side effect.
    verb = reading.predicate
    if verb is None or not reading.subject_kinds() & ILLS:
        return False
    if verb.lemma_ in {"occur", "happen", "appear", "develop", "arise", "follow"} and _treated(reading.whole):
        return True
    treatments = [h for kind in sorted(TREATMENTS) for h in reading.hits.get(kind, ()) if reading.counts(h)]
    heads = {reading.doc[h.end - 1].head.lower_ for h in treatments}
    return bool(heads & {"after", "following", "during"})


def _session_length(reading: Reading) -> bool:
    verb = reading.predicate
    if verb is None or reading.subject is None or verb.lemma_ not in {"last", "take", "run"}:
        return False
    return reading.subject.lemma_.lower() in _SESSIONS and reading.matches(TIME)


_SESSIONS = frozenset(
    {"appointment", "course", "cycle", "drip", "infusion", "injection", "operation", "phase", "procedure", "program"}
    | {"scan", "session", "surgery", "test", "therapy", "treatment", "visit"}
)


def _treated_with(reading: Reading) -> bool:
    verb = reading.predicate
    return verb is not None and verb.lemma_ == "treat" and verb.tag_ == "VBN"


def _regulated(reading: Reading) -> bool:
    acts = {"recommend", "endorse", "mandate", "warn", "approve", "clear", "require", "authorize", "authorise"}
    body = "organisation" in reading.subject_kinds() and reading.predicate is not None
    return reading.has("type.regulatory") or (body and reading.predicate.lemma_ in acts)


def _mechanism(reading: Reading) -> bool:
    verb = reading.predicate
    acts = verb is not None and verb.lemma_ in _ACTS and "mechanism" in reading.kinds
    return acts or reading.has("type.mechanism")


# Said of a part or process of the body, these tell how something works; "whitens teeth" tells that it does.
_ACTS = frozenset(
    {"act", "activate", "affect", "balance", "bind", "block", "boost", "decrease", "disrupt", "increase", "inhibit"}
    | {
        "interrupt",
        "modulate",
        "normalize",
        "raise",
        "rebalance",
        "regulate",
        "release",
        "reset",
        "stimulate",
        "target",
    }
)


RULES: tuple[Rule, ...] = (
    ("study_report", ClaimType.STUDY_REPORT, _reports_study),
    ("regulatory", ClaimType.REGULATORY, _regulated),
    ("no_harm_told", ClaimType.SAFETY, _no_harm_told),
    ("patients_tell", ClaimType.EXPERIENCE, lambda r: patients_tell(r) and not _timed(r)),
    ("indication", ClaimType.REGULATORY, _indication),
    ("cost", ClaimType.ACCESS_COST, _cost),
    ("safe_and_effective", ClaimType.EFFICACY, lambda r: r.has("type.joint_benefit")),
    ("credential", ClaimType.PROVIDER, _credentials),
    ("comparison", ClaimType.COMPARATIVE, _compares),
    ("experience", ClaimType.EXPERIENCE, lambda r: r.has("type.experience")),
    ("provider", ClaimType.PROVIDER, lambda r: _provider(r) and not (_doses(r) or _harms(r))),
    ("ill_under_treatment", ClaimType.SAFETY, _ill_under_treatment),
    ("toll", ClaimType.EPIDEMIOLOGY, lambda r: r.matches(PEOPLE) and not r.has("type.efficacy")),
    ("harm", ClaimType.SAFETY, _harms),
    ("counted_people", ClaimType.EPIDEMIOLOGY, _counted_people),
    ("treated_with", ClaimType.EFFICACY, _treated_with),
    ("mechanism", ClaimType.MECHANISM, _mechanism),
    ("holds_for_time", ClaimType.ONSET_DURATION, _holds_for_time),
    ("session_length", ClaimType.DOSING, _session_length),
    ("time_course", ClaimType.ONSET_DURATION, lambda r: r.has("type.onset_duration") or r.matches(TAKES_TIME)),
    ("dosing", ClaimType.DOSING, lambda r: _doses(r) or r.matches(SESSIONS)),
    ("people_with_illness", ClaimType.EPIDEMIOLOGY, _people_with_illness),
    ("illness_only", ClaimType.EPIDEMIOLOGY, _illness_only),
)


_FIRST = 4  # who reports, a study, a regulator or a patient, counts before what is reported


def type_in_context(reading: Reading, leader: Reading | None, screened: str) -> tuple[ClaimType, str]:
    """The type of a claim that may lean on what introduces it: an item that completes a lead-in takes its type, a table
    row that of its header where the header says."""
    kind, rule = type_of(reading)
    if leader is None or screened not in ("item_completes_lead_in", "table_row"):
        return kind, rule
    led, led_by = type_of(leader)
    if screened == "table_row" and (led_by == _OTHERWISE or led not in _OF_HEADERS):
        return (kind, rule) if rule != _OTHERWISE else (led, f"lead_in.{led_by}")
    return led, f"lead_in.{led_by}"


_OF_HEADERS = frozenset({ClaimType.SAFETY, ClaimType.DOSING, ClaimType.ACCESS_COST, ClaimType.ONSET_DURATION})
