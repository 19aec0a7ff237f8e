"""Suggestions: claims with their verdicts and comparisons in, wordings and studies to offer out."""

import re
from pathlib import Path

import pytest
from observed import audit, study

from kb.auditing import audit_articles
from kb.labels import RetractionState, SuggestionKind, TextHeld
from kb.progress import Silent
from kb.read.articles import read_articles
from kb.suggesting import OVERSTATED

ROOT = Path(__file__).resolve().parent.parent
OPEN = {"design_class": "uncontrolled", "level": "4", "n": 12, "year": "2019"}
TRIAL = {"design_class": "rct", "level": "2", "n": 200, "year": "2020", "authors": ("Doe, J",)}


def suggested(lexicon, copy, *studies):
    """(kind, text) of every suggestion for the claims of a page, in order."""
    return [(s.kind.value, s.text) for s in audit(lexicon, copy, *studies).suggestions]


REWORDED = [
    ("Sertraline reduces migraine.", "Sertraline may reduce migraine [Roe 2019 (uncontrolled, n = 12)]."),
    (
        "Sertraline has been shown to reduce migraine.",
        "Sertraline may reduce migraine [Roe 2019 (uncontrolled, n = 12)].",
    ),
    ("Sertraline is proven to reduce migraine.", "Sertraline may reduce migraine [Roe 2019 (uncontrolled, n = 12)]."),
    ("Sertraline will reduce migraine.", "Sertraline may reduce migraine [Roe 2019 (uncontrolled, n = 12)]."),
    ("Sertraline always reduces migraine.", "Sertraline may reduce migraine [Roe 2019 (uncontrolled, n = 12)]."),
    ("Migraine is reduced by sertraline.", "Migraine may be reduced by sertraline [Roe 2019 (uncontrolled, n = 12)]."),
]


@pytest.mark.parametrize(("copy", "wanted"), REWORDED)
def test_a_firm_claim_on_an_uncontrolled_study_is_hedged(lexicon, copy, wanted):
    found = suggested(lexicon, copy, study("roe2019", "Sertraline reduced migraine.", **OPEN))
    assert ("reword", wanted) in found
    assert ("state", "In Roe 2019 (uncontrolled, n = 12): Sertraline reduced migraine.") in found


def test_no_wording_keeps_a_word_that_should_not_stand(lexicon):
    for copy in ("Sertraline is the best treatment for migraine.", "Sertraline cures migraine.",
                 "Sertraline reduces migraine at the root cause."):  # fmt: skip
        found = suggested(lexicon, copy, study("roe2019", "Sertraline reduced migraine.", **OPEN))
        assert "reword" not in {kind for kind, _ in found}


STILL_TOO_MUCH = [  # a softer word does not mend what the finding does not say at all
    ("Sertraline reduces treatment-resistant migraine.", "Sertraline reduced migraine."),
    ("Sertraline is an entirely new kind of therapy for migraine.", "Sertraline reduced migraine."),
    ("Sertraline is known for relieving migraine in children.", "Sertraline reduced migraine in adults."),
]


@pytest.mark.parametrize(("copy", "finding"), STILL_TOO_MUCH)
def test_a_wording_is_judged_again_before_it_is_offered(lexicon, copy, finding):
    found = suggested(lexicon, copy, study("roe2019", finding, **OPEN))
    assert "reword" not in {kind for kind, _ in found}


def test_the_nearest_is_offered_only_where_nothing_bears_the_claim_out(lexicon):
    near = study("near", "Sertraline reduced migraine in adolescents.", **TRIAL)
    copy = "Sertraline may reduce migraine in veterans."
    assert "cite" not in {kind for kind, _ in suggested(lexicon, copy, near)}
    exact = study("exact", "Sertraline reduced migraine in veterans.", **TRIAL)
    assert {kind for kind, _ in suggested(lexicon, copy, near, exact)} == {"cite"}


def test_a_hedged_claim_needs_no_other_wording(lexicon):
    found = suggested(
        lexicon, "Sertraline may reduce migraine.", study("roe2019", "Sertraline reduced migraine.", **OPEN)
    )
    assert [kind for kind, _ in found] == ["cite"]


FIGURES = [
    ("Sertraline reduced migraine by 80%.", "Sertraline reduced migraine by 30%.", "80%", "30%"),
]


@pytest.mark.parametrize(("copy", "finding", "wrong", "right"), FIGURES)
def test_a_wording_never_keeps_a_figure_that_the_study_does_not_give(lexicon, copy, finding, wrong, right):
    found = suggested(lexicon, copy, study("doe2020", finding, **TRIAL))
    wordings = [text for kind, text in found if kind in {"reword", "state"}]
    assert all(wrong not in text and right in text for text in wordings)


ORDER = [
    study("open", "Sertraline reduced migraine.", **OPEN),
    study("trial", "Sertraline reduced migraine.", **TRIAL),
    study("notice", "Sertraline reduces migraine.", kind="label", title="A label"),
]


def test_studies_are_offered_by_authority_whatever_their_order(lexicon):
    for studies in (ORDER, ORDER[::-1]):
        page = audit(lexicon, "Sertraline may reduce migraine.", *studies)
        assert [(s.kind, s.study_id, s.rank) for s in page.suggestions] == [
            (SuggestionKind.CITE, "notice", 1), (SuggestionKind.CITE, "trial", 2), (SuggestionKind.CITE, "open", 3),
        ]  # fmt: skip


def test_support_is_offered_before_what_speaks_against(lexicon):
    against = study("against", "Sertraline increased migraine.", **TRIAL)
    kinds = [kind for kind, _ in suggested(lexicon, "Sertraline reduces migraine.", against, ORDER[1])]
    offers = [kind for kind in kinds if kind in {"cite", "answer"}]
    assert offers == ["cite", "answer"]


@pytest.mark.parametrize(
    "facts", [{"retraction": RetractionState.RETRACTED}, {"text_held": TextHeld.NONE}, {"verified": False}]
)
def test_what_cannot_carry_a_verdict_is_not_offered(lexicon, facts):
    assert (
        suggested(lexicon, "Sertraline may reduce migraine.", study("roe", "Sertraline reduced migraine.", **facts))
        == []
    )


def test_a_claim_that_cites_is_not_told_to_cite(lexicon):
    copy = "Sertraline may reduce migraine (doi:10.1234/abc.5)."
    cited = study("doe2020", "Sertraline reduced migraine.", doi="10.1234/abc.5", **TRIAL)
    assert suggested(lexicon, copy, cited) == []


# --- the shipped articles ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def audits(library):
    articles, problems = read_articles(ROOT / "sources" / "articles")
    assert not problems
    return list(audit_articles(articles, library.knowledge, Silent()))


def facts_of(suggestion, page, library) -> str:
    """All that a suggestion may draw on: the claim, the finding, and the record of its study."""
    claim = next(c for c in page.claims if c.id == suggestion.claim_id)
    source = library.knowledge.studies[suggestion.study_id]
    finding = next(f for f in source.findings if f.id == suggestion.finding_id)
    record = f"{source.title} {source.authors} {source.year} {source.n} {source.design_class.replace('_', ' ')}"
    return f"{claim.quote}\n{finding.statement}\n{record}"


def test_nothing_new_is_said_in_any_suggestion(audits, library, lexicon):
    """No number and no concept stands in a suggestion that is in neither the claim nor the study."""
    count = 0
    for page in audits:
        for suggestion in page.suggestions:
            facts = facts_of(suggestion, page, library)
            assert set(re.findall(r"\d+(?:[.,]\d+)*", suggestion.text)) <= set(re.findall(r"\d+(?:[.,]\d+)*", facts))
            known = {hit.id for part in facts.split("\n") for hit in lexicon.concepts(lexicon.cut(part))}
            said = {hit.id for hit in lexicon.concepts(lexicon.cut(suggestion.text))}
            assert said <= known, (suggestion.text, said - known)
            count += 1
    assert count > 100


def test_every_overstated_claim_has_a_wording(audits, library):
    verified = {f.id for s in library.studies for f in s.findings if f.verified and s.text_held is not TextHeld.NONE}
    for page in audits:
        wordings = {s.claim_id for s in page.suggestions if s.kind in {SuggestionKind.REWORD, SuggestionKind.STATE}}
        wanted = {
            v.claim_id
            for v in page.verdicts
            if v.reason in OVERSTATED and v.finding_id in verified and v.rule.startswith("weaker")
        }
        assert wanted == wordings


def test_suggestions_are_ranked_without_gaps(audits):
    for page in audits:
        ranks: dict[str, list[int]] = {}
        for suggestion in page.suggestions:
            ranks.setdefault(suggestion.claim_id, []).append(suggestion.rank)
        assert all(found == list(range(1, len(found) + 1)) for found in ranks.values())
