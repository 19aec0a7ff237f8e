"""Citations as a whole: any text, its time, and the table of passages with what each claim cites."""

from itertools import pairwise

import pytest
from citing import STUDIES, article
from hypothesis import given, settings
from hypothesis import strategies as st
from markers import read_passages, score_passages

from bench.pumping import FASTER, Attack, growth
from kb.citations import find_citations

# Of the table of passages: F1 over pairs of claim and cited thing. The held half was written after the rules.
FLOORS = {"tune": 0.97, "held": 0.95}


@pytest.mark.parametrize(("half", "floor"), FLOORS.items())
def test_the_table_of_passages(vocabulary, half, floor):
    rows = read_passages(half)
    counts = score_passages(rows, vocabulary)
    assert len(rows) >= 60
    assert counts.f1 >= floor, "\n".join(counts.errors)


PIECES = ["Pain fell", ".[1]", " (Okafor et al., 2018)", " This study", " studies show", "10.1234/x", "²", " [2, 3]", ".2In ",
          "\n\n", " according to the MEL,", "(", "[", "1-3", " et al", "Source: ", "https://a.org/b", "é", "“", "References\n"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25))
@settings(deadline=None, max_examples=150)
def test_any_text_gives_ordered_disjoint_mentions(citing_words, pieces):
    page = article("".join(pieces))
    found = find_citations(page, citing_words, STUDIES)
    assert found == find_citations(page, citing_words, STUDIES)
    ids = [c.id for c in found]
    assert len(set(ids)) == len(ids)
    spans = list(dict.fromkeys((c.start, c.end) for c in found))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for c in found:
        assert c.text == page.text[c.start : c.end] and c.text.strip()
        assert 0 <= c.scope_start <= c.start < c.end <= c.scope_end <= len(page.text)
        assert c.antecedent in ("", *ids)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "A",
        "(",
        "[1,",
        "A. ",
        "Okafor, ",
        "1.",
        "¹",
        "studies ",
        "10.1234/",
        "a.",
        "http://",
        "Aa et al ",
        "]",
        ")",
        "\n• a",
        "(Okafor, 2018; ",
        "Novak, op. ",
        "NCT",
        "(data on file, ",
    ],
)
def test_time_grows_with_the_text_alone(citing_words, unit):
    attack = Attack("", unit, "")
    assert growth(lambda text: find_citations(article(text), citing_words, ()), attack, length=20_000) <= FASTER
