"""Ratios of risk as results give them, and what of the copy they bear out: "hazard ratio, 0.69" is a risk lower by 31 %.

The rows of cases/ratios.jsonl that were written `first` and `second` were so before the program was asked of any of them
and stay as they are; `later` ones were written beside it. `missed` says why a row is not read yet. The figures are those
of trials where a trial is well known, else invented.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from pairs import read_rows

from kb.evidence.meeting import Meeting
from kb.evidence.ratios import with_ratios
from kb.propositions import read_propositions

ROWS = read_rows(Path(__file__).parent / "cases" / "ratios.jsonl")
BLEEDING = (
    "The rate of major bleeding was 2.13% per year in the apixaban group, as compared with 3.09% per year in the "
    "warfarin group (hazard ratio, 0.69; 95% CI, 0.60 to 0.80; P<0.001)."
)


@pytest.mark.parametrize(
    ("claim", "finding", "accepted"),
    [
        pytest.param(
            row["claim"],
            row["finding"],
            set(row["accepted"]),
            marks=[pytest.mark.xfail(strict=True, reason=row["missed"])] if "missed" in row else [],
        )
        for row in ROWS
    ],
)
def test_a_reduction_is_held_against_its_ratio(relation, claim, finding, accepted):
    assert relation(claim, finding) in accepted


def _bleeding_by_group(lexicon, given_by: set[str]):
    """A statement for each group without a word of comparison, the ratio with those of some groups."""
    for p in read_propositions(lexicon.nlp(BLEEDING), lexicon):
        own = given_by.intersection((*p.subject, *p.object))
        yield replace(p, comparator=(), size=tuple(q for q in p.size if own or q.kind != "statistic"))


@pytest.mark.parametrize("given_by", [{"apixaban"}, {"warfarin"}, {"apixaban", "warfarin"}])
@pytest.mark.parametrize("turn", [1, -1])
def test_the_rates_tell_whose_a_ratio_is(lexicon, given_by, turn):
    told = list(_bleeding_by_group(lexicon, given_by))[::turn]
    *_, found = with_ratios(told, Meeting(lexicon.vocabulary))
    assert (found.subject, found.comparator, found.change) == (("apixaban",), ("warfarin",), -1)
