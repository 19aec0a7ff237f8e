"""The order in which claims ask for a decision."""

from itertools import product

import pytest

from kb.gravity import GRAVITIES, gravity_of
from kb.labels import CitationStatus, ClaimType, Reason, Strength, VerdictTag


@pytest.mark.parametrize(
    "verdict, reason, type, strength, status, expected",
    [
        ("contradicted", "safety_conflict", "efficacy", "hedged", "cited", 0),
        ("contradicted", "regulatory_conflict", "provider", "plain", "uncited", 0),
        ("contradicted", "conflicts_with_library", "safety", "absolute", "uncited", 1),
        ("contradicted", "internal_conflict", "efficacy", "plain", "vague", 1),
        ("unsupported", "safety_conflict", "efficacy", "plain", "uncited", 2),
        ("unsupported", "no_evidence_given", "safety", "absolute", "uncited", 2),
        ("unsupported", "source_not_held", "regulatory", "hedged", "cited", 2),
        ("unsupported", "overstated", "efficacy", "absolute", "uncited", 3),
        ("unsupported", "overstated", "mechanism", "absolute", "cited", 3),
        ("unsupported", "no_evidence_given", "efficacy", "plain", "uncited", 4),
        ("unsupported", "no_evidence_given", "comparative", "hedged", "uncited", 4),
        ("unsupported", "no_evidence_given", "onset_duration", "plain", "uncited", 4),
        ("unsupported", "vague_evidence", "efficacy", "plain", "vague", 5),
        ("unsupported", "no_evidence_given", "mechanism", "plain", "uncited", 5),
        ("unsupported", "wrong_number", "efficacy", "plain", "miscited", 5),
        ("supported", "entailed", "safety", "absolute", "uncited", 6),
    ],
)
def test_gravity(verdict, reason, type, strength, status, expected):
    labels = {"verdict": verdict, "reason": reason, "type": type, "strength": strength, "citation_status": status}
    assert gravity_of(**labels) == expected


def test_every_claim_has_a_gravity_and_verdicts_never_mix():
    found = {tag: set() for tag in VerdictTag}
    for tag, reason, type, strength, status in product(VerdictTag, Reason, ClaimType, Strength, CitationStatus):
        labels = {"verdict": tag, "reason": reason, "type": type, "strength": strength, "citation_status": status}
        found[tag].add(gravity_of(**labels))
    assert found == {"contradicted": {0, 1}, "unsupported": {2, 3, 4, 5}, "supported": {6}}
    assert len(GRAVITIES) == 7
