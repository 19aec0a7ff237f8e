"""Copy against copy: which claims speak against each other, which say the same, and what follows for a page.

Each row is two sentences that one page, or two, might hold, and the slot in which a careful reader finds that both
cannot be true.
"""

import sqlite3
from dataclasses import replace
from functools import partial
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nouns import CLAIM
from observed import audit, study

from kb import gathering
from kb.agreement import find_conflicts, judge_conflicts, sum_up
from kb.evidence.meeting import Meeting
from kb.evidence.opposing import oppose
from kb.gathering import KEPT, Gathering
from kb.labels import Basis, CitationStatus, ClaimType, Reason, Strength, VerdictTag
from kb.model import Conflict, Verdict
from kb.noting import note
from kb.propositions import read_propositions

SUPPORTED, UNSUPPORTED, CONTRADICTED = VerdictTag.SUPPORTED, VerdictTag.UNSUPPORTED, VerdictTag.CONTRADICTED


@pytest.fixture(scope="module")
def said(lexicon):
    """A claim that says these words, on a page of this name."""

    def make(text, name="c", article="page", **facts):
        claim = replace(CLAIM, id=f"{article}-{name}", article_id=article, quote=text, type=ClaimType.EFFICACY, **facts)
        return replace(claim, propositions=read_propositions(lexicon.nlp(text), lexicon))

    return make


@pytest.fixture(scope="module")
def against(vocabulary):
    return partial(oppose, meeting=Meeting(vocabulary))


def gather(claims, vocabulary, cites=None):
    """What the claims say, gathered in the order given."""
    gathering = Gathering(sqlite3.connect(":memory:"))
    gathering.add(note(sum_up(claim, cites or {}, vocabulary), vocabulary) for claim in claims)
    return gathering


def find_conflicts_between(claims, cites, against, vocabulary):
    return tuple(gather(claims, vocabulary, cites).conflicts(against))


def cluster_claims(claims, vocabulary):
    return tuple(gather(claims, vocabulary).clusters())


OPPOSED = [  # one sentence, another, the slot
    ("Metformin lowers blood sugar.", "Metformin does not lower blood sugar.", "predicate"),
    ("Statins relieve migraine.", "Statins do not help migraine.", "predicate"),
    ("Melatonin increases anxiety.", "Melatonin reduces anxiety.", "predicate"),
    ("The FDA has approved semaglutide for obesity.", "Semaglutide is not approved for obesity.", "predicate"),
    ("Ketamine is FDA-approved for depression.", "Ketamine is not approved for any mental disorder.", "predicate"),
    ("Zolpidem is addictive.", "Zolpidem is not addictive.", "predicate"),
    ("Ketamine blocks the NMDA receptor.", "Ketamine does not block the NMDA receptor.", "predicate"),
    ("Testosterone causes acne.", "Testosterone does not cause acne.", "predicate"),
    ("Testosterone has no side effects.", "Testosterone may cause nausea.", "harm"),
    ("Semaglutide has no side effects.", "Nausea is a common side effect of semaglutide.", "harm"),
    ("There is no risk of seizure with TMS.", "TMS can cause seizures in rare cases.", "harm"),
    ("Metformin lowers HbA1c by 1%.", "Metformin lowers HbA1c by 3%.", "size"),
    ("Anxiety affects 18% of adults.", "Anxiety affects 40% of adults.", "size"),
    ("Botox relieves migraine for three months.", "Botox relieves migraine for three days.", "duration"),
]
AT_PEACE = [  # what differs, one sentence, another
    ("a hedge", "Metformin may lower blood sugar.", "Metformin does not lower blood sugar."),
    ("a hedge", "Statins might relieve migraine.", "Statins do not help migraine."),
    ("the condition", "Ketamine is approved for anesthesia.", "Ketamine is not approved for depression."),
    ("the drug", "Esketamine is approved for depression.", "Ketamine is not approved for depression."),
    ("the people", "Botox relieves migraine in adults.", "Botox does not relieve migraine in children."),
    ("the route", "Oral semaglutide lowers weight.", "Intravenous semaglutide does not lower weight."),
    ("how wide it is", "Metformin improves diabetes.", "Metformin does not improve type 1 diabetes."),
    ("the outcome", "Metformin lowers weight.", "Metformin does not lower blood pressure."),
    ("the harm", "Testosterone causes acne.", "Testosterone does not cause headache."),
    ("the drug", "Testosterone has no side effects.", "Semaglutide causes nausea."),
    ("a likeness", "Ketamine does not have the same side effects as diazepam.", "Ketamine causes nausea."),
    ("a limit", "Aspirin does not cause bleeding at low doses.", "Aspirin causes bleeding."),
    (
        "a time",
        "The effect of ketamine on anxiety lasts two weeks.",
        "The effect of ketamine on anxiety does not last.",
    ),
    ("rounding", "Anxiety affects about 18% of adults.", "Anxiety affects 19% of adults."),
    ("a study", "Metformin lowered HbA1c by 1%.", "Metformin lowered HbA1c by 3%."),
    ("a study", "Ketamine did not improve anxiety.", "Ketamine improves anxiety."),
    ("a trial", "Ketamine caused no side effects in the trial.", "Ketamine can cause nausea."),
    ("a figure of speech", "Esketamine lifts depression.", "Esketamine relieves depression."),
    ("the unit", "Metformin lowers HbA1c by 1%.", "Metformin lowers HbA1c by 5 points."),
    ("the time", "Aspirin reduces pain by 30% in one week.", "Aspirin reduces pain by 60% in eight weeks."),
    ("a bound", "Migraine affects more than 10% of women.", "Migraine affects 20% of women."),
    ("nothing", "Metformin lowers blood sugar.", "Metformin lowers blood sugar."),
]


@pytest.mark.parametrize(
    "one, other, slot", [*OPPOSED, ("Testosterone has no side effects.", "Testosterone may cause acne.", "harm")]
)
def test_copy_that_cannot_both_be_true(said, against, one, other, slot):
    (conflict,) = find_conflicts([said(one, "a"), said(other, "b")], {}, against)
    assert (conflict.claim_id, conflict.other_id, conflict.slot) == ("page-a", "page-b", slot)
    (turned,) = find_conflicts([said(other, "b"), said(one, "a")], {}, against)
    assert (turned.said, turned.other_said) == (conflict.other_said, conflict.said)


@pytest.mark.parametrize("what, one, other", AT_PEACE)
def test_copy_that_can_both_be_true(said, against, what, one, other):
    claims = [said(one, "a"), said(other, "b")]
    assert find_conflicts(claims, {}, against) == find_conflicts(claims[::-1], {}, against) == ()


@pytest.mark.parametrize("one, other, slot", OPPOSED)
def test_between_articles_the_same_is_found(said, against, vocabulary, one, other, slot):
    claims = [said(one, article="first"), said(other, article="second")]
    found = find_conflicts_between(claims, {}, against, vocabulary)
    assert [(c.claim_id, c.other_id, c.slot) for c in found] == [("first-c", "second-c", slot)]
    (turned,) = find_conflicts_between(claims[::-1], {}, against, vocabulary)
    assert [turned] == [
        replace(c, claim_id=c.other_id, other_id=c.claim_id, said=c.other_said, other_said=c.said) for c in found
    ]


@pytest.mark.parametrize("what, one, other", AT_PEACE)
def test_between_articles_nothing_else_is_found(said, against, vocabulary, what, one, other):
    claims = [said(one, article="first"), said(other, article="second")]
    assert find_conflicts_between(claims, {}, against, vocabulary) == ()


def test_what_studies_found_is_held_against_the_same_study_alone(said, against, vocabulary):
    told = [said(f"Metformin lowered HbA1c by {n}%.", article=a) for n, a in ((1, "first"), (3, "second"))]
    told = [replace(claim, type=ClaimType.STUDY_REPORT) for claim in told]
    between = partial(find_conflicts_between, told, against=against, vocabulary=vocabulary)
    assert not between({}) and not between({"first-c": frozenset({"one"}), "second-c": frozenset({"two"})})
    assert len(between({"first-c": frozenset({"one"}), "second-c": frozenset({"one"})})) == 1


def test_many_pages_are_not_all_paired(said, against, vocabulary):
    pages = 40
    praise = [said("Metformin lowers blood sugar.", article=f"yes{n:02}") for n in range(pages)]
    denial = [said("Metformin does not lower blood sugar.", article=f"no{n:02}") for n in range(pages)]
    found = find_conflicts_between([*praise, *denial], {}, against, vocabulary)
    assert {c for conflict in found for c in (conflict.claim_id, conflict.other_id)} == {
        c.id for c in (*praise, *denial)
    }
    assert len(found) <= 2 * KEPT * pages < pages**2


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=2, max_size=9))
@settings(max_examples=60, deadline=None)
def test_each_claim_has_the_first_of_other_pages_against_it(said, against, vocabulary, pages):
    """`pages`: how often each says the one thing, and how often the other."""
    praise, denial = said("Metformin lowers blood sugar."), said("Metformin does not lower blood sugar.")
    claims = [
        replace(claim, id=f"{page}-{sign}{n}", article_id=f"{page}")
        for page, counts in enumerate(pages)
        for sign, claim, count in zip("+-", (praise, denial), counts, strict=True)
        for n in range(count)
    ]
    expected = set()
    for one in claims:
        foreign = (c for c in claims if c.article_id != one.article_id and ("+" in c.id) != ("+" in one.id))
        expected |= {tuple(sorted((one.id, other.id), key=order(claims))) for other in islice(foreign, KEPT)}
    found = [(c.claim_id, c.other_id) for c in find_conflicts_between(claims, {}, against, vocabulary)]
    assert found == sorted(expected, key=lambda pair: tuple(map(order(claims), pair)))


def order(claims):
    return {claim.id: place for place, claim in enumerate(claims)}.__getitem__


SAME = [
    ("Metformin lowers blood sugar.", "Metformin may lower blood sugar."),
    ("Metformin lowers blood sugar.", "Blood sugar is lowered by metformin."),
    ("Statins relieve migraine.", "Statins are effective for migraine."),
    ("Anxiety affects 18% of adults.", "Anxiety affects 18 percent of adults."),
]
NOT_SAME = [
    ("Metformin lowers blood sugar.", "Metformin does not lower blood sugar."),
    ("Metformin lowers blood sugar.", "Metformin lowers blood pressure."),
    ("Statins relieve migraine.", "Statins rapidly relieve migraine."),
    ("Oral iron raises ferritin.", "Intravenous iron raises ferritin."),
    ("Anxiety affects 18% of adults.", "Anxiety affects 30% of adults."),
    ("Botox relieves migraine in adults.", "Botox relieves migraine in children."),
]


@pytest.mark.parametrize("one, other", SAME)
def test_what_says_the_same_is_one_cluster(said, vocabulary, one, other):
    claims = [said(one, article="first"), said(other, article="second")]
    (cluster,) = cluster_claims(claims, vocabulary)
    assert [claim for claim, _ in cluster.members] == ["first-c", "second-c"] and cluster.articles == 2
    assert cluster_claims(claims[::-1], vocabulary)[0].id == cluster.id


@pytest.mark.parametrize("one, other", NOT_SAME)
def test_what_says_something_else_is_none(said, vocabulary, one, other):
    assert cluster_claims([said(one, "a"), said(other, "b")], vocabulary) == ()


def test_a_large_cluster_comes_in_parts(said, vocabulary, monkeypatch):
    monkeypatch.setattr(gathering, "PART", 2)
    five = [said("Metformin lowers blood sugar.", article=f"page{n}") for n in range(5)]
    parts = cluster_claims([*five, said("Statins relieve migraine.", article="alone")], vocabulary)
    assert [[claim for claim, _ in part.members] for part in parts] == [
        ["page0-c", "page1-c"], ["page2-c", "page3-c"], ["page4-c"],
    ]  # fmt: skip
    assert len({(part.id, part.label, part.claims, part.articles) for part in parts}) == 1
    assert (parts[0].claims, parts[0].articles) == (5, 5)


def test_a_cluster_keeps_its_id_and_its_strengths_whatever_else_is_said(said, vocabulary):
    two = [said("Metformin lowers blood sugar.", "a"), said("Metformin may lower blood sugar.", "b")]
    (alone,) = cluster_claims(two, vocabulary)
    more = [said("Statins relieve migraine.", "d"), *two, said("Statins are effective for migraine.", "e")]
    assert alone in cluster_claims(more, vocabulary)
    assert dict(alone.members) == {"page-a": Strength.PLAIN, "page-b": Strength.HEDGED}


def verdict(claim, tag):
    return Verdict(claim_id=claim.id, verdict=tag, reason=Reason.ESTABLISHED, rationale="Roe 2020.", basis=Basis.LIBRARY,
                   citation_status=CitationStatus.UNCITED, finding_id="roe.1", study_id="roe")  # fmt: skip


@pytest.mark.parametrize(
    "one, other, strength, expected",
    [
        (UNSUPPORTED, SUPPORTED, Strength.PLAIN, (CONTRADICTED, SUPPORTED)),
        (SUPPORTED, UNSUPPORTED, Strength.PLAIN, (SUPPORTED, CONTRADICTED)),
        (UNSUPPORTED, SUPPORTED, Strength.HEDGED, (UNSUPPORTED, SUPPORTED)),
        (UNSUPPORTED, UNSUPPORTED, Strength.PLAIN, (UNSUPPORTED, UNSUPPORTED)),
        (SUPPORTED, SUPPORTED, Strength.PLAIN, (SUPPORTED, SUPPORTED)),
        (CONTRADICTED, SUPPORTED, Strength.PLAIN, (CONTRADICTED, SUPPORTED)),
        (UNSUPPORTED, CONTRADICTED, Strength.PLAIN, (UNSUPPORTED, CONTRADICTED)),
    ],
)
def test_only_a_supported_claim_fells_another(one, other, strength, expected):
    claims = [replace(CLAIM, id=ident, strength=strength) for ident in "ab"]
    conflict = Conflict(claim_id="a", other_id="b", slot="harm", said="no", other_said="yes", rule="copy.denied_harm")
    before = [verdict(claim, tag) for claim, tag in zip(claims, (one, other), strict=True)]
    after = judge_conflicts(claims, before, [conflict])
    assert tuple(v.verdict for v in after) == expected
    for old, new in zip(before, after, strict=True):
        fell = old.verdict is not new.verdict
        assert (new.reason, new.basis) == (Reason.INTERNAL_CONFLICT, Basis.COPY) if fell else new == old


# --- whole pages ------------------------------------------------------------------------------------------------------

PAGE = """Metformin lowers blood sugar. Metformin may cause nausea. Statins relieve migraine. Melatonin improves sleep.

Testosterone increases bone density. Semaglutide is approved for obesity."""
LABEL = study("label", "Semaglutide is approved for obesity.", "Metformin can cause nausea.", kind="label")


def pairs(found) -> set[frozenset[str]]:
    quotes = {claim.id: claim.quote.strip() for claim in found.claims}
    return {frozenset((quotes[c.claim_id], quotes[c.other_id])) for c in found.conflicts}


@pytest.mark.parametrize(
    "claim, denial",
    [
        ("Metformin lowers blood sugar.", "Metformin does not lower blood sugar."),
        ("Metformin may cause nausea.", "Metformin has no side effects."),
        ("Statins relieve migraine.", "Statins do not relieve migraine."),
        ("Melatonin improves sleep.", "Melatonin does not improve sleep."),
        ("Testosterone increases bone density.", "Testosterone lowers bone density."),
        ("Semaglutide is approved for obesity.", "Semaglutide is not approved for obesity."),
    ],
)
def test_a_claim_denied_on_its_own_page_is_the_one_conflict(lexicon, claim, denial):
    assert pairs(audit(lexicon, PAGE, LABEL)) == set()
    for copy in (f"{PAGE}\n\n{denial}", f"{denial}\n\n{PAGE}"):
        found = audit(lexicon, copy, LABEL)
        assert pairs(found) == {frozenset((claim, denial))}
        assert [f.kind.value for f in found.findings].count("internal_conflict") == 1


def test_the_better_supported_claim_of_a_page_decides(lexicon):
    found = audit(lexicon, f"{PAGE}\n\nMetformin does not cause nausea.", study("case", "Metformin can cause nausea."))
    tags = {claim.quote.strip(): v for claim, v in zip(found.claims, found.verdicts, strict=True)}
    assert tags["Metformin may cause nausea."].verdict is SUPPORTED
    assert tags["Metformin does not cause nausea."].verdict is CONTRADICTED
