"""The mood of a sentence: does it tell its reader what to do, ask something, or head a section without saying anything?
A reading in, yes or no out."""

import re

from kb.claims.reading import DOSE, SESSIONS, Reading, is_finite, own_subject
from kb.labels import BlockKind

_WH = frozenset({"what", "how", "why", "where", "when", "which", "who", "is", "are", "does", "do", "can", "will"})


def is_imperative(reading: Reading) -> bool:
    """Whether the sentence tells its reader to do something: its first word is a base-form verb without a subject."""
    words = [
        t for t in reading.words if t.lower_ not in ("please", "just", "simply", "now", "then", "so", "and", "also")
    ]
    if not words:
        return False
    first = words[0]
    if first.lower_ in ("let", "let's") or (first.lower_ == "do" and len(words) > 1 and words[1].dep_ == "neg"):
        return True
    root = reading.span.root
    if (
        root != first
        and (subject := own_subject(root)) is not None
        and first.i < subject.i < root.i
        and is_finite(root)
    ):
        return False  # "Rest assured, our therapists are ...": the main clause is an assertion
    listed = any(h.start == first.i for h in reading.cues("no.imperative"))
    if not listed:
        main = reading.predicate
        return bool(
            main and main.tag_ == "VB" and not is_finite(main) and own_subject(main) is None and not reading.finite
        )
    verbal = first.pos_ in ("VERB", "AUX") and first.tag_ in ("VB", "VBP")
    if first.dep_ in ("nsubj", "nsubjpass", "compound", "csubj", "amod") and not verbal:
        return False
    if own_subject(first) is not None and own_subject(first).i < first.i:
        return False
    return verbal or first == reading.predicate or not reading.finite


def is_dosing_instruction(reading: Reading) -> bool:
    """Whether it tells how to take something, and how much: what a reviewer checks against the label."""
    starts = reading.words and any(h.start == reading.words[0].i for h in reading.cues("no.intake_verb"))
    return bool(starts and is_imperative(reading) and (reading.matches(DOSE) or reading.matches(SESSIONS)))


_BYLINE = re.compile(r"^(?:Dr|Prof)\.|\b(?:MD|M\.D\.|PhD|DO|LPC|DNP|PA-C|RN|NP|DDS|DPT)\b")


def is_undeclared_heading(reading: Reading) -> bool:
    """A heading that is no full assertion: no subject with a tensed verb, one that a question word opens, a byline."""
    if reading.sentence.kind is not BlockKind.HEADING:
        return False
    if _BYLINE.search(reading.sentence.text):
        return True
    first = reading.words[0].lower_ if reading.words else ""
    declared = reading.finite and reading.subject is not None and not _only_describes(reading)
    return first in _WH or not declared or not _precedes(reading)


def _only_describes(reading: Reading) -> bool:
    """ "Infusions for Depression That Will Not Lift": the verb says which thing is meant, and nothing of it."""
    return reading.predicate.dep_ == "relcl" and reading.subject.tag_ in {"WDT", "WP"}


def _precedes(reading: Reading) -> bool:
    return reading.subject is not None and reading.predicate is not None and reading.subject.i < reading.predicate.i


def is_open_question(reading: Reading) -> bool:
    """Whether it only announces what follows ("Here's what matters ...")."""
    first = reading.words[0] if reading.words else None
    if first is None or first.lower_ not in ("what", "how", "why", "so", "who", "here"):
        return False
    return reading.text.rstrip().endswith(("…", "...", ":")) and not reading.has_content
