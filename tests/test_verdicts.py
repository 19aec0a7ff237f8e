"""The roll-up: assessments and links in, one verdict with its reason out."""

from dataclasses import replace

import pytest

from kb.labels import (
    Basis,
    BlockKind,
    CitationStatus,
    ClaimType,
    Reason,
    Relation,
    RetractionState,
    SlotOutcome,
    Strength,
    TextHeld,
    VerdictTag,
)
from kb.model import Assessment, Claim, Finding, Link, Proposition, Slot, Study
from kb.verdicts import DISMISSED, citation_status, judge_claim

S, W, C = Relation.SUPPORTS, Relation.WEAKER, Relation.CONTRADICTS
SUPPORTED, UNSUPPORTED, CONTRADICTED = VerdictTag.SUPPORTED, VerdictTag.UNSUPPORTED, VerdictTag.CONTRADICTED


def study(ident="trial", *, verified=True, **facts):
    facts = {
        "level": "2",
        "text_held": TextHeld.ABSTRACT,
        "title": "A trial",
        "authors": ("Roe, R",),
        "year": "2019",
    } | facts
    findings = tuple(
        Finding(id=f"{ident}.{n}", study_id=ident, statement=f"Finding {n}.", verified=verified) for n in (1, 2)
    )
    return Study(id=ident, type="article-journal", findings=findings, **facts)


def claim(kind=ClaimType.EFFICACY, strength=Strength.PLAIN, parts=1):
    return Claim(
        id="c", article_id="a", start=0, end=9, quote="It helps.", block=0, block_kind=BlockKind.PROSE, section="",
        type=kind, strength=strength, propositions=(Proposition(content=("a", "b")),) * parts,
    )  # fmt: skip


def assessment(relation, ident="trial", number=1, *, cited=False, parts=None, reason=None, score=1.0, rule="r"):
    reasons = {S: Reason.ENTAILED, W: Reason.OVERSTATED, C: Reason.CONFLICTS_WITH_LIBRARY}
    return Assessment(
        claim_id="c", finding_id=f"{ident}.{number}", study_id=ident, relation=relation, reason=reason or reasons[relation],
        detail="it differs", rule=rule, cited=cited, score=score, parts=(0,) if parts is None and relation is S else parts or (),
    )  # fmt: skip


def cites(ident="trial", status=CitationStatus.CITED):
    return Link(claim_id="c", citation_id="m", study_id=ident, status=status)


def keeps_back(note="nobody can look it up: data on file"):
    return Link(claim_id="c", citation_id="m", method="data_on_file", note=note)


def judge(assessments=(), links=(), studies=(), page_cites=(), **about):
    studies = {s.id: s for s in studies or (study(),)}
    return judge_claim(claim(**about), tuple(assessments), tuple(links), studies, page_cites=frozenset(page_cites))


ROWS = [
    ("cited and borne out", [assessment(S, cited=True)], [cites()], [], (SUPPORTED, Reason.ENTAILED, Basis.CITED)),
    ("uncited and borne out", [assessment(S)], [], [], (SUPPORTED, Reason.ESTABLISHED, Basis.LIBRARY)),
    ("nothing anywhere", [], [], [], (UNSUPPORTED, Reason.NO_EVIDENCE_GIVEN, Basis.NONE)),
    ("vague appeal", [], [cites("", CitationStatus.VAGUE)], [], (UNSUPPORTED, Reason.VAGUE_EVIDENCE, Basis.NONE)),
    ("cited, not found", [], [cites("")], [], (UNSUPPORTED, Reason.CITATION_UNRESOLVED, Basis.NONE)),
    ("cited, silent", [], [cites()], [], (UNSUPPORTED, Reason.DOES_NOT_ADDRESS, Basis.CITED)),
    ("cited, weaker", [assessment(W, cited=True)], [cites()], [], (UNSUPPORTED, Reason.OVERSTATED, Basis.CITED)),
    ("cited, against", [assessment(C, cited=True)], [cites()], [],
     (CONTRADICTED, Reason.CONFLICTS_WITH_CITED_STUDY, Basis.CITED)),
    ("library against", [assessment(C)], [], [], (CONTRADICTED, Reason.CONFLICTS_WITH_LIBRARY, Basis.LIBRARY)),
    ("label against", [assessment(C, reason=Reason.SAFETY_CONFLICT)], [], [study(kind="label")],
     (CONTRADICTED, Reason.SAFETY_CONFLICT, Basis.REGULATORY)),
    ("no text held", [], [cites()], [study(text_held=TextHeld.NONE)], (UNSUPPORTED, Reason.SOURCE_NOT_HELD, Basis.CITED)),
    ("unverified finding", [assessment(S)], [], [study(verified=False)],
     (UNSUPPORTED, Reason.NO_EVIDENCE_GIVEN, Basis.LIBRARY)),
    ("unverified against", [assessment(C)], [], [study(verified=False)], (UNSUPPORTED, Reason.NO_EVIDENCE_GIVEN, Basis.NONE)),
    ("retracted", [assessment(S, cited=True)], [cites()], [study(retraction=RetractionState.RETRACTED)],
     (UNSUPPORTED, Reason.RETRACTED_SOURCE, Basis.CITED)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("assessments", "links", "studies", "expected"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS]
)
def test_roll_up(assessments, links, studies, expected):
    verdict, _ = judge(assessments, links, studies)
    assert (verdict.verdict, verdict.reason, verdict.basis) == expected
    assert verdict.rationale.endswith(".")
    assert verdict.rule


def test_a_boast_is_not_checkable():
    verdict, _ = judge(kind=ClaimType.PROVIDER)
    assert (verdict.verdict, verdict.reason) == (UNSUPPORTED, Reason.NOT_CHECKABLE_BY_LITERATURE)


BOASTS = [  # findings that touch a boast by one word, whether they are verified, and the rule that says what they are
    ("nothing caps it", [True], "uncheckable"),
    ("one of them is capped", [True, False], "capped"),
    ("all are capped", [False], "capped"),
]


@pytest.mark.parametrize(("verified", "rule"), [r[1:] for r in BOASTS], ids=[r[0] for r in BOASTS])
def test_a_boast_names_no_cap_that_there_is_not(verified, rule):
    studies = [study(f"s{n}", verified=v) for n, v in enumerate(verified)]
    verdict, _ = judge([assessment(S, s.id) for s in studies], studies=studies, kind=ClaimType.PROVIDER)
    assert (verdict.verdict, verdict.rule, bool(verdict.cap)) == (UNSUPPORTED, rule, rule == "capped")
    assert "but ." not in verdict.rationale


def test_every_part_must_be_borne_out():
    half = assessment(W, parts=(0,))
    other = assessment(W, number=2, parts=(1,))
    assert judge([half], parts=2)[0].verdict is UNSUPPORTED
    assert judge([half, other], parts=2)[0].verdict is SUPPORTED


def test_dissent_takes_a_plain_claim_down_and_leaves_a_hedged_one():
    studies = (study("one", level="1"), study("two", level="2"))
    found = [assessment(S, "one"), assessment(C, "two")]
    assert judge(found, studies=studies)[0].verdict is UNSUPPORTED
    assert judge(found, studies=studies, strength=Strength.HEDGED)[0].verdict is SUPPORTED


def test_better_evidence_against_outranks_worse_evidence_for():
    studies = (study("one", level="1"), study("four", level="4"))
    assert judge([assessment(C, "one"), assessment(S, "four")], studies=studies)[0].verdict is CONTRADICTED


OWN, LIBRARY, RULED = study("own", level="4"), study("library", level="1"), study("ruled", kind="label")
PAGE_ROWS = [  # what bears on a claim of a page that cites the study `own` for something else
    ("its own study against", [assessment(C, "own")], [],
     (CONTRADICTED, Reason.CONFLICTS_WITH_CITED_STUDY, Basis.COPY)),
    ("the library for it", [assessment(C, "own"), assessment(S, "library")], [],
     (CONTRADICTED, Reason.CONFLICTS_WITH_CITED_STUDY, Basis.COPY)),
    ("research that it leans on called unconvincing", [assessment(W, "own", rule=DISMISSED)], [],
     (CONTRADICTED, Reason.INTERNAL_CONFLICT, Basis.COPY)),
    ("research that it does not lean on called unconvincing", [assessment(W, "library", rule=DISMISSED)], [],
     (UNSUPPORTED, Reason.OVERSTATED, Basis.LIBRARY)),
    ("its own study on both sides", [assessment(C, "own"), assessment(S, "own", 2), assessment(W, "library")], [],
     (UNSUPPORTED, Reason.OVERSTATED, Basis.LIBRARY)),
    ("the study cited here for it", [assessment(C, "own"), assessment(S, "library", cited=True)], [cites("library")],
     (SUPPORTED, Reason.ENTAILED, Basis.CITED)),
    ("the study cited here against", [assessment(C, "own"), assessment(C, "library", cited=True)], [cites("library")],
     (CONTRADICTED, Reason.CONFLICTS_WITH_CITED_STUDY, Basis.CITED)),
    ("a graver name", [assessment(C, "own", reason=Reason.SAFETY_CONFLICT)], [],
     (CONTRADICTED, Reason.SAFETY_CONFLICT, Basis.LIBRARY)),
    ("a label for it", [assessment(C, "own"), assessment(S, "ruled")], [],
     (UNSUPPORTED, Reason.OVERSTATED, Basis.REGULATORY)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("assessments", "links", "expected"), [r[1:] for r in PAGE_ROWS], ids=[r[0] for r in PAGE_ROWS]
)
def test_what_the_page_cites_elsewhere_outranks_the_library(assessments, links, expected):
    verdict, _ = judge(assessments, links, (OWN, LIBRARY, RULED), page_cites=("own", "library") if links else ("own",))
    assert (verdict.verdict, verdict.reason, verdict.basis) == expected


def test_the_cited_study_is_judged_apart_from_the_library():
    studies = (study("cited"), study("other"))
    verdict, per_study = judge([assessment(S, "other")], [cites("cited")], studies)
    assert verdict.verdict is SUPPORTED
    assert [(v.study_id, v.verdict, v.reason) for v in per_study] == [("cited", UNSUPPORTED, Reason.DOES_NOT_ADDRESS)]


def test_the_rationale_names_study_and_finding():
    verdict, _ = judge([assessment(S, cited=True)], [cites()])
    assert "Roe 2019" in verdict.rationale
    assert "Finding 1" in verdict.rationale


def test_silence_says_what_the_study_does_address():
    verdict, _ = judge(links=[cites()])
    assert "A trial" in verdict.rationale


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], CitationStatus.UNCITED),
        ([CitationStatus.VAGUE], CitationStatus.VAGUE),
        ([CitationStatus.VAGUE, CitationStatus.CITED], CitationStatus.CITED),
        ([CitationStatus.CITED, CitationStatus.MISCITED], CitationStatus.MISCITED),
    ],
)
def test_citation_status(statuses, expected):
    assert citation_status([cites(status=status) for status in statuses]) is expected


def test_evidence_that_nobody_can_look_up_is_named_as_such():
    verdict, per_study = judge([assessment(W)], [keeps_back()])
    assert (verdict.verdict, verdict.reason) == (UNSUPPORTED, Reason.CITATION_UNRESOLVED)
    assert "nobody outside can look up" in verdict.rationale and verdict.citation_status is CitationStatus.CITED
    assert per_study == ()
    other, _ = judge([], [keeps_back(), Link(claim_id="c", citation_id="n", method="no_entry")])
    assert "could not be found" in other.rationale


@pytest.mark.parametrize(
    ("copy", "study", "told"),
    [
        ("31%", "hazard ratio, 0.69", "as worded; its figure for 31% is hazard ratio, 0.69."),
        ("seven minutes", "7.06 minutes", "as worded; its figure for seven minutes is 7.06 minutes."),
        ("a third", "33%", "as worded; its figure for a third is 33%."),
        ("nearly 1 in 5", "19.1%", "as worded; its figure for nearly 1 in 5 is 19.1%."),
        ("18%", "18.1%", "as worded."),
        ("18%", "18 %", "as worded."),
        ("all", "All", "as worded."),
    ],
)
def test_a_figure_that_the_finding_gives_in_another_way_is_told(copy, study, told):
    slot = Slot(name="size", copy=copy, study=study, outcome=SlotOutcome.EQUAL, rule="figure.size")
    found, _ = judge([replace(assessment(S, cited=True), slots=(slot,))], [cites()])
    assert found.rationale.endswith(told)
