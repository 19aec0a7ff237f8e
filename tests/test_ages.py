"""Ages as the people who have them, in copy and in findings."""

import pytest

from kb.propositions import read_propositions
from kb.propositions.ages import life_stage
from kb.quantities import find_quantities

AGES = [  # words, the time of life
    ("aged 65 or older", "older_adult"),
    ("65 years of age or older", "older_adult"),
    ("65 years or older", "older_adult"),
    ("older than 75 years", "older_adult"),
    ("65-year-old", "older_adult"),
    ("18 years of age or older", "adult"),
    ("18 to 75 years of age", "adult"),
    ("aged 40 to 80 years", "adult"),
    ("aged 6 to 12", "child"),
    ("younger than 18 years", "child"),
    ("12 to 17 years of age", "adolescent"),
    ("aged 10 to 40", ""),
    ("12 years of age or older", ""),
    ("8 to 16 years of age", ""),
]


@pytest.mark.parametrize(("words", "stage"), AGES, ids=[words for words, _ in AGES])
def test_an_age_is_a_time_of_life(words, stage):
    (age,) = find_quantities(f"It was given to patients {words}.")
    assert (age.unit, life_stage(age)) == ("years of age", stage)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Zinc eased pain in patients 65 years of age or older.", ("older_adult",)),
        ("Zinc eased pain in patients with a mean age of 71 years.", ()),
        ("Zinc eased pain in older adults aged 70 years.", ("older_adult",)),
        ("Zinc eased pain in adolescents aged 12 to 17 years.", ("adolescent",)),
        ("Zinc eased pain in patients 12 to 17 years of age.", ("adolescent",)),
        ("Zinc eased pain for 65 years.", ()),
    ],
)
def test_who_is_meant(lexicon, text, people):
    (said,) = read_propositions(lexicon.parse(text), lexicon)
    assert said.population == people
