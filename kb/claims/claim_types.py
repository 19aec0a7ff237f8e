"""What a claim is about: ordered rules over a reading, the most specific first; the first that holds names the type.

The order is section 2 of the annotation guideline ("choose the most specific"): what a study reports, then what the
law says, then money, and so on down to efficacy.
"""

from collections.abc import Callable

from kb.claims.reading import DOSE, ILLS, MONEY, PERCENT, SESSIONS, TIME, TREATMENTS, Reading
from kb.model import ClaimType

Rule = tuple[str, ClaimType, Callable[[Reading], bool]]

_OTHERWISE = "otherwise"
_SPECIFIC = frozenset(["a", "an", "one", "another", "this", "these", "those", "that", "the", "their", "its", "his", "her", "our", "each"])


def type_of(reading: Reading) -> tuple[ClaimType, str]:
    """The type of a claim and the rule that named it."""
    for name, kind, holds in RULES:
        if holds(reading):
            return kind, name
    return ClaimType.EFFICACY, _OTHERWISE


def _reports_study(reading: Reading) -> bool:
    """A named, cited or particular study found or did something. "Studies show" appeals to evidence in general: there
    the type is that of what they are said to show."""
    if (reading.names_study or reading.has("type.study_work")) and reading.has("type.study_activity"):
        return True
    for hit in reading.cues("type.study_noun"):
        noun = reading.doc[hit.end - 1]
        if noun.pos_ not in ("NOUN", "PROPN"):
            continue
        specific = any(t.lower_ in _SPECIFIC or t.like_num for t in noun.children)
        acts = noun == reading.subject or noun in reading.subject_words or _opens(reading, noun)
        if acts and reading.has("type.study_activity") and (specific or not reading.has("type.generic_evidence")):
            return True
    return "organisation" in reading.kinds and any(t.lemma_ == "publish" for t in reading.words)


def _opens(reading: Reading, noun) -> bool:
    # "In a 2018 trial, ...": the study stands in a phrase before the subject.
    return reading.subject is not None and noun.i < reading.subject.i


def _indication(reading: Reading) -> bool:
    return reading.has("type.indication") and bool(reading.kinds & {"drug", "drug_class"})


def _cost(reading: Reading) -> bool:
    return reading.has("type.access_cost") or reading.matches(MONEY) or "cost" in reading.kinds


def _treated(reading: Reading) -> bool:
    return bool(reading.kinds & TREATMENTS)


def _compares(reading: Reading) -> bool:
    if _timed(reading) or (_doses(reading) and reading.has("type.than")):
        return False
    return reading.has("type.comparative") or (reading.has("type.than") and _treated(reading))


def _timed(reading: Reading) -> bool:
    return reading.has("type.onset_duration") and reading.matches(TIME)


def _doses(reading: Reading) -> bool:
    return reading.matches(DOSE) or reading.has("type.dosing")


def _harms(reading: Reading) -> bool:
    if reading.has("type.joint_benefit"):
        return False
    if reading.has("type.risk_of_disease") and not _treated(reading):
        return False
    return reading.has("type.safety") or "adverse_effect" in reading.kinds


def _provider(reading: Reading) -> bool:
    return reading.person in ("provider", "practitioner") or reading.has("word.credential")


def _people_with_illness(reading: Reading) -> bool:
    if reading.has("type.epidemiology") and not reading.has("type.treatment_outcome"):
        return not (reading.subject_kinds() & TREATMENTS)
    return reading.matches(PERCENT) and bool(reading.kinds & ILLS) and not _treated(reading)


def _illness_only(reading: Reading) -> bool:
    return bool(reading.kinds & ILLS) and not _treated(reading) and not reading.has("type.efficacy")


def _mechanism(reading: Reading) -> bool:
    return "mechanism" in reading.kinds or reading.has("type.mechanism")


RULES: tuple[Rule, ...] = (
    ("study_report", ClaimType.STUDY_REPORT, _reports_study),
    ("regulatory", ClaimType.REGULATORY, lambda r: r.has("type.regulatory")),
    ("indication", ClaimType.REGULATORY, _indication),
    ("cost", ClaimType.ACCESS_COST, _cost),
    ("safe_and_effective", ClaimType.EFFICACY, lambda r: r.has("type.joint_benefit")),
    ("comparison", ClaimType.COMPARATIVE, _compares),
    ("experience", ClaimType.EXPERIENCE, lambda r: r.has("type.experience")),
    ("provider", ClaimType.PROVIDER, lambda r: _provider(r) and not (_doses(r) or _harms(r))),
    ("harm", ClaimType.SAFETY, _harms),
    ("mechanism", ClaimType.MECHANISM, _mechanism),
    ("time_course", ClaimType.ONSET_DURATION, lambda r: r.has("type.onset_duration")),
    ("dosing", ClaimType.DOSING, lambda r: _doses(r) or r.matches(SESSIONS)),
    ("people_with_illness", ClaimType.EPIDEMIOLOGY, _people_with_illness),
    ("illness_only", ClaimType.EPIDEMIOLOGY, _illness_only),
)


def type_in_context(reading: Reading, leader: Reading | None, screened: str) -> tuple[ClaimType, str]:
    """The type of a claim that may lean on what introduces it: an item that completes a lead-in takes its type, a table
    row that of its header where the header says."""
    kind, rule = type_of(reading)
    if leader is None or screened not in ("item_completes_lead_in", "table_row"):
        return kind, rule
    led, led_by = type_of(leader)
    if led_by == _OTHERWISE or (screened == "table_row" and led not in _OF_HEADERS):
        return (kind, rule) if rule != _OTHERWISE else (led, f"lead_in.{led_by}")
    return led, f"lead_in.{led_by}"


_OF_HEADERS = frozenset({ClaimType.SAFETY, ClaimType.DOSING, ClaimType.ACCESS_COST, ClaimType.ONSET_DURATION})
