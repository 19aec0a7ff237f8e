"""A cited source that gives the copy's very figure addresses it, though its words say another thing of it."""

import pytest
from test_evidence import compare  # noqa: F401 (a fixture)

from kb.labels import Reason, Relation

GIVEN = "Of adults with gout, 36.9% receive treatment."
COPY = [
    ("Only 36.9% of sufferers seek treatment.", GIVEN, Relation.WEAKER, Reason.OVERSTATED),
    ("36.9% of sufferers go to see a doctor.", GIVEN, Relation.WEAKER, Reason.OVERSTATED),
    # another figure, a round one, and none
    ("Only 37.9% of sufferers seek treatment.", GIVEN, Relation.SILENT, Reason.DOES_NOT_ADDRESS),
    ("Only 35% of sufferers seek treatment.", GIVEN.replace("36.9", "35"), Relation.SILENT, Reason.DOES_NOT_ADDRESS),
    ("Few sufferers seek treatment.", GIVEN, Relation.SILENT, Reason.DOES_NOT_ADDRESS),
]


@pytest.mark.parametrize(("copy", "statement", "relation", "reason"), COPY, ids=[row[0] for row in COPY])
def test_figure_of_something_else(copy, statement, relation, reason, compare):  # noqa: F811
    found = compare(copy, statement)
    assert (found.relation, found.reason) == (relation, reason)


def test_what_the_figure_is_of_is_shown(compare):  # noqa: F811
    slots = compare(COPY[0][0], GIVEN).slots
    assert [(slot.name, slot.outcome.value) for slot in slots] == [("size", "equal"), ("predicate", "different")]
