"""Time grows with the text alone, whatever is repeated in it; and the attacks that say so find what is slow."""

import re

import pytest

from bench.linear import UNITS, attack, stages
from bench.pumping import FASTER, Attack, attacks, growth
from kb.runs import MARK, interrupted

# Expressions that are known to be slow, and some that are not.
KNOWN = {
    r"(a+)+$": True,
    r"(?:a|aa)+b": True,
    r"\w+@": True,
    r"\s+$": True,
    r"\d+(?:,\d+)*;": True,
    r"(?i)see\s{1,3}also\s?\(": False,
    r"(?<!\w)\w+@": False,
    r"(?<!\s)\s++\(": False,
}


@pytest.mark.parametrize("source", KNOWN)
def test_an_attack_is_found_where_there_is_one(source):
    pattern = re.compile(source)
    made = attacks(pattern, orders=1, ends=2)
    found = (growth(lambda text: list(pattern.finditer(text)), one, length=4000, patience=1) for one in made)
    assert (next((g for g in found if g > FASTER), 0) > FASTER) == KNOWN[source]


@pytest.mark.parametrize("stage", ["citations", "references", "quantities", "sentences", "plain", "yaml"])
def test_time_grows_with_the_text_alone(stage):
    work = stages()[stage]
    assert {unit: g for unit in UNITS if (g := growth(work, attack(unit), length=5000)) > FASTER} == {}


@pytest.mark.parametrize(
    ("unit", "size", "stays"),
    [("a", 600, True), ("a", 601, False), (" ", 298, True), (" ", 301, False), ("\n", 999, False), ("ab ", 999, True)],
)
def test_runs_without_end_are_interrupted_at_the_same_length(unit, size, stays):
    text = "Salts help. " + Attack("", unit, "").text(size) + " They do."
    found = interrupted(text)
    assert (found == text) == stays
    assert all(one in (other, MARK) for one, other in zip(found, text, strict=True))
