"""The notes of a study's record (intervention, population, comparator): what they deny is not of the study."""

import pytest
from test_evidence import compare, make_study  # noqa: F401 (a fixture)

from kb.labels import Relation
from kb.propositions.records import background_keys, mask_denied, study_context

MASKED = [
    ("Tablets, without an infusion; daily", "Tablets,                    ; daily"),
    ("Deep TMS for 6 weeks (NO sertraline)", "Deep TMS for 6 weeks (             )"),
    ("Adults with or without asthma", "Adults with or without asthma"),
    ("Not only adults", "Not only adults"),
    ("Adults", "Adults"),
    ("", ""),
]


@pytest.mark.parametrize(("note", "masked"), MASKED)
def test_what_a_note_denies_is_blank_up_to_the_next_mark(note, masked, lexicon):
    assert mask_denied(note, lexicon) == masked


def test_the_route_that_a_record_denies_is_none_of_the_study(lexicon):
    study = make_study(["It lowered pain."], intervention="Morphine without intravenous access; oral, no nasal spray")
    assert study_context(study, lexicon).route == ("oral",)


def test_a_population_that_a_record_excludes_is_none_of_its_background(lexicon):
    kept, excluded = (
        background_keys(make_study(["It lowered pain."], population=f"Adults with asthma, {note}"), lexicon)
        for note in ("obesity", "not obesity")
    )
    assert kept - excluded == {"obesity"}


ROUTES = [
    ("Intravenous morphine reduces headache.", "Morphine, intravenous", Relation.SUPPORTS),
    ("Intravenous morphine reduces headache.", "Morphine, oral, without intravenous access", Relation.WEAKER),
    ("Oral morphine reduces headache.", "Morphine, oral, without intravenous access", Relation.SUPPORTS),
]


@pytest.mark.parametrize(("copy", "intervention", "relation"), ROUTES)
def test_a_study_bears_out_only_the_routes_that_it_used(copy, intervention, relation, compare):  # noqa: F811
    assert compare(copy, "Morphine reduced headache.", intervention=intervention).relation is relation
