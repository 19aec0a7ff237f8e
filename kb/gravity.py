"""How much a claim asks for a person's decision: the order of the queue and of the home page."""

from kb.labels import CitationStatus, ClaimType, Reason, Strength, VerdictTag

# From the gravest: what each number says. `gravity_of` gives the index.
GRAVITIES = (
    "contradicted by a rule, a label or a warning",
    "contradicted",
    "unsupported, about safety or a regulation",
    "unsupported, in words that leave no room",
    "unsupported, a benefit without a source",
    "unsupported",
    "supported",
)
_RULED = frozenset({Reason.REGULATORY_CONFLICT, Reason.SAFETY_CONFLICT})
_GRAVE_TYPES = frozenset({ClaimType.REGULATORY, ClaimType.SAFETY})
_BENEFITS = frozenset({ClaimType.EFFICACY, ClaimType.COMPARATIVE, ClaimType.ONSET_DURATION})


def gravity_of(*, verdict: str, reason: str, type: str, strength: str, citation_status: str) -> int:
    """The gravity of a claim by its labels, 0 the gravest and 6 the least; the first that holds.

    A supported claim is 6, however it is worded. A contradicted one is 0 where a regulation or a warning says
    otherwise, else 1. Of the unsupported, 2 has a regulation or a risk as its subject or its reason, 3 is worded
    absolutely, 4 tells a benefit (efficacy, comparison, onset and duration) and cites nothing, and 5 is the rest.
    """
    if verdict == VerdictTag.SUPPORTED:
        return 6
    if verdict == VerdictTag.CONTRADICTED:
        return 0 if reason in _RULED else 1
    if reason in _RULED or type in _GRAVE_TYPES:
        return 2
    if strength == Strength.ABSOLUTE:
        return 3
    return 4 if citation_status == CitationStatus.UNCITED and type in _BENEFITS else 5
