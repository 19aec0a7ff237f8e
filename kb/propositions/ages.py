"""Ages as the people who have them: "patients 65 years of age or older" are older adults.

Comes in: the words of a sentence with their figures. Goes out: the same, each age that tells who was studied with the
key of its time of life, where the sentence does not name that itself. Bounds are those of the age groups of MeSH (child
to 12, adolescent to 18, adult), and for older adults the 60 years of the WHO (World report on ageing and health, 2015).
"""

from collections.abc import Mapping

from spacy.tokens import Doc

from kb.quantity import Quantity
from kb.vocab import Vocabulary

_UNIT = "years of age"
_OPEN = frozenset({"at_least", "more_than"})
_CHILD, _ADOLESCENT, _ADULT, _OLDER = 12, 18, 18, 60
_MIDDLE = frozenset({"mean", "median", "average"})  # what a mean tells is nobody's age


def life_stage(age: Quantity) -> str:
    """The concept of the people of an age or of a range of ages; empty where it spans several times of life."""
    low = 0 if age.bound == "less_than" else age.low
    high = float("inf") if age.bound in _OPEN else age.high
    if age.unit != _UNIT:
        return ""
    if low >= _OLDER:
        return "older_adult"
    if low >= _ADULT:
        return "adult"
    if high <= _CHILD or (not low and high <= _ADULT):
        return "child"
    return "adolescent" if low >= _CHILD and high <= _ADOLESCENT else ""


def people_of_ages(
    doc: Doc, figure: Mapping[int, Quantity], key: Mapping[int, str], vocabulary: Vocabulary
) -> dict[int, str]:
    """The key of each age's last word, by the word's index."""
    named = {k for k in key.values() if k in vocabulary.concepts}
    wide = {broader for k in named for broader in vocabulary.ancestors(k)}
    told: dict[int, str] = {}
    for i, q in figure.items():
        stage = life_stage(q) if figure.get(i + 1) is not q else ""
        first = next(j for j in range(i, -1, -1) if figure.get(j - 1) is not q)
        middle = any(t.lower_ in _MIDDLE for t in doc[max(0, first - 2) : first])
        if stage in vocabulary.concepts and stage not in named | wide and not middle:
            told[i] = stage
    return told
