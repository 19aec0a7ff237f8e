"""What a finding tells of chance, and what that leaves of the copy: a difference that may be chance bears nothing out and
denies nothing. Sentences are written for this table; figures are invented."""

import pytest

from kb.evidence.chance import excluded, figure_of

S, W, C, N = "supports", "weaker", "contradicts", "silent"
OPEN = {W, N}

GISTS = [  # figures of a sentence in order: which of them tell chance, and whether it is ruled out
    (["$p:0:0.05"], [True]),
    (["$p:0.05:0.05"], [False]),
    (["$p:0.05:1"], [False]),
    (["$p:0.0499:0.0499"], [True]),
    (["$p:0:0.1"], [False]),
    (["#p for noninferiority:0:0.001"], []),
    (["$hr:0.8:0.8", "#ci:0.7:0.9"], [True]),
    (["$hr:0.8:0.8", "#ci:0.7:1"], [False]),
    (["$rr:1.4:1.4", "zinc", "#ci:1.1:1.9", "#p:0.01:0.01"], [True, True]),
    (["$rd:3:3", "#ci:-5:-1"], [True]),
    (["$rd:3:3", "#ci:-5:1"], [False]),
    (["$smd:0.3:0.3", "#ci:0.1:0.5"], [True]),
    (["$percent:12:12", "#ci:9:15"], []),  # of one group
    (["$score:2:2", "#ci:-3:-1"], [True]),
    (["$score:2:2", "#ci:-3:0.5"], [False]),
    (["zinc", "=effect.down", "!"], []),
]


@pytest.mark.parametrize(("gist", "expected"), GISTS, ids=[" ".join(gist) for gist, _ in GISTS])
def test_what_a_sentence_tells_of_chance(gist, expected):
    assert list(excluded(gist)) == expected


@pytest.mark.parametrize("word", ["zinc", "~score", "=effect.down", "!", "^", "<"])
def test_a_word_is_no_figure(word):
    assert figure_of(word) is None


CHANGED = "The mean change in knee pain was -2.1 with glucosamine and -1.8 with placebo ({})."
MORE = "Glucosamine reduced knee pain more than placebo (-2.1 vs -1.8; {})."
TWO = "Glucosamine reduced knee pain (P={}) and improved sleep quality (P={})."
BETTER, NO_BETTER = (
    "Glucosamine eases knee pain better than placebo.",
    "Glucosamine is no better than placebo for knee pain.",
)
PAIRS = [  # copy, finding, what the finding may be said to do
    *((BETTER, text.format(chance), {S}) for text in (CHANGED, MORE) for chance in ("P<0.001", "P=0.04", "P less than 0.05")),
    *(
        (BETTER, text.format(chance), OPEN)
        for text in (CHANGED, MORE)
        for chance in ("P=0.17", "P>0.05", "P=NS", "P=0.05", "95% CI for the difference, -0.9 to 0.2", "95% CI, -0.9 to 0.2; P=0.2")
    ),
    *((NO_BETTER, text.format("P=0.17"), OPEN) for text in (CHANGED, MORE)),
    *((NO_BETTER, text.format("P<0.001"), {C, W}) for text in (CHANGED, MORE)),
    (NO_BETTER, MORE.format("P<0.001"), {C}),
    ("Glucosamine eases knee pain.", CHANGED.format("P=0.17"), OPEN),
    ("Glucosamine may ease knee pain.", CHANGED.format("P=0.17"), {S, *OPEN}),
    ("Glucosamine worsens knee pain.", CHANGED.format("P=0.17"), OPEN),
    ("Glucosamine eases knee pain.", TWO.format("0.01", "0.4"), {S}),
    ("Glucosamine improves sleep quality.", TWO.format("0.01", "0.4"), OPEN),
    ("Glucosamine eases knee pain.", TWO.format("0.4", "0.01"), OPEN),
    ("Glucosamine improves sleep quality.", TWO.format("0.4", "0.01"), {S}),
    ("Zinc lowers the risk of stroke.", "Zinc reduced the risk of stroke (hazard ratio, 0.9; 95% CI, 0.7 to 1.1).", OPEN),
    ("Zinc lowers the risk of stroke.", "Zinc reduced the risk of stroke (hazard ratio, 0.7; 95% CI, 0.6 to 0.9).", {S}),
    ("Zinc raises the risk of stroke.", "Zinc increased the risk of stroke (relative risk, 1.1; 95% CI, 0.9 to 1.3).", OPEN),
    ("Zinc does not lower the risk of stroke.", "Zinc did not reduce the risk of stroke (hazard ratio, 0.96; P=0.47).", {S}),
    ("Zinc lowers the risk of stroke.", "Zinc did not reduce the risk of stroke (hazard ratio, 0.96; P=0.47).", {C}),
    ("Zinc shortens colds.", "Zinc shortened colds by 1.6 days (95% CI, 0.9 to 2.3).", {S}),
    ("Zinc shortens colds.", "Zinc shortened colds by 0.4 days (95% CI, -0.2 to 1.0).", OPEN),
    ("Zinc eases pain.", "Zinc reduced pain compared with placebo (P<0.001 for superiority).", {S}),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "finding", "accepted"), PAIRS)
def test_a_difference_that_may_be_chance_decides_nothing(relation, claim, finding, accepted):
    assert relation(claim, finding) in accepted


def test_the_reason_names_the_figure(comparer):
    from kb.pairs.files import Pair

    (found,) = comparer.compare([Pair(id="pair", claim=BETTER, evidence=MORE.format("P=0.17"))])
    assert (found.reason, found.detail) == ("overstated", "the source does not rule out chance: P = 0.17")
