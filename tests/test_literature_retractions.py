"""A list of retractions held against the library: who is matched, which state counts, what leans on it."""

import csv
import io
import json
import sqlite3

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kb.build import build
from kb.cli import main
from kb.labels import RetractionState
from kb.model import Notice
from kb.read.notices import judge_notices
from kb.read.studies import read_studies

COLUMNS = ["Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS", "ArticleType",
           "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate", "OriginalPaperDOI",
           "OriginalPaperPubMedID", "RetractionNature", "Reason", "Paywalled", "Notes"]  # fmt: skip
RECORD = """\
id: {id}
type: article-journal
kind: article
title: {title}
author: ["Roe, J"]
year: 2020
{identifiers}
design: Randomised trial
design_class: rct
level: 2
n: 90
verified: true
text_held: abstract
subjects: [ketamine]
findings:
  - statement: {statement}
    verified: true
"""
PAIN = "Ketamine lowered anxiety by 40 % in adults."


def listed(*rows):
    """A list in the format of Retraction Watch; a row is (nature, date, DOI, PMID) of the original paper and more."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for number, (nature, date, doi, pmid, *more) in enumerate(rows, 1):
        notice = dict(zip(("RetractionDOI", "RetractionPubMedID"), more, strict=False))
        writer.writerow({"Record ID": number, "Title": "Any title", "RetractionNature": nature, "RetractionDate": date,
                         "OriginalPaperDOI": doi, "OriginalPaperPubMedID": pmid, "Reason": "+Error in Data;+Bias;", **notice})  # fmt: skip
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    studies = tmp_path / "studies"
    studies.mkdir()
    for ident, identifiers, statement in (
        ("roe2020", "DOI: 10.5555/roe\nPMID: 31234567", PAIN),
        ("doe2020", "PMID: 7654321", "Ketamine lowered blood loss by 10 %."),
        ("poe2020", "issue: 3", "Ketamine lowered sleep by 10 %."),
        ("erratum2020", "DOI: 10.5555/notice", "Ketamine raised hope by 10 %."),
    ):
        text = RECORD.format(
            id=ident, title=f"The {ident} trial of ketamine", identifiers=identifiers, statement=statement
        )
        (studies / f"{ident}.yml").write_text(text)
    return studies


@pytest.fixture
def check(tmp_path, folder):
    def run(text, expected=0):
        path = tmp_path / "list.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        result = CliRunner().invoke(main, ["studies", "retractions", str(path), "--studies", str(folder)])
        assert result.exit_code == expected, result.output
        studies, problems = read_studies(folder)
        assert problems == ()
        return {study.id: study.retraction.value for study in studies}, result

    return run


CLEAN = {"roe2020": "clean", "doe2020": "clean", "poe2020": "unchecked", "erratum2020": "clean"}
ROE = "10.5555/ROE"


@pytest.mark.parametrize(
    "rows, changed",
    [
        ([("Retraction", "1/15/2022 0:00", ROE, "0")], {"roe2020": "retracted"}),
        ([("Retraction", "1/15/2022 0:00", "https://doi.org/10.5555/roe", "")], {"roe2020": "retracted"}),
        ([("Retraction", "1/15/2022 0:00", "unavailable", "7654321")], {"doe2020": "retracted"}),
        ([("Correction", "1/15/2022 0:00", ROE, "31234567")], {"roe2020": "corrected"}),
        ([("Expression of concern", "1/15/2022 0:00", ROE, "0")], {"roe2020": "concern"}),
        ([("Retraction", "1/1/2022 0:00", ROE, "0"), ("Correction", "1/1/2023 0:00", ROE, "0")], {"roe2020": "retracted"}),
        ([("Retraction", "1/1/2022 0:00", ROE, "0"), ("Reinstatement", "1/1/2023 0:00", ROE, "0")], {"roe2020": "reinstated"}),
        ([("Reinstatement", "1/1/2021 0:00", ROE, "0"), ("Retraction", "1/1/2022 0:00", ROE, "0")], {"roe2020": "retracted"}),
        ([("Expression of concern", "1/1/2022 0:00", ROE, "0"), ("Correction", "1/1/2023 0:00", ROE, "0")], {"roe2020": "corrected"}),
        # The notice itself, a neighbour in the list, and one that only looks like it.
        ([("Retraction", "1/1/2022 0:00", "10.5555/else", "0", "10.5555/notice", "31234567")], {}),
        ([("Retraction", "1/1/2022 0:00", "10.5555/roe2", "0")], {}),
        ([("Retraction", "1/1/2022 0:00", "10.5555/ro", "3123456")], {}),
        ([("Retraction", "1/1/2022 0:00", "", "")], {}),
    ],
)  # fmt: skip
def test_which_state_counts(check, rows, changed):
    states, _ = check(listed(*rows))
    assert states == CLEAN | changed


def test_what_was_checked_and_by_what_is_kept(check, folder):
    _, result = check(listed(("Retraction", "1/15/2022 0:00", ROE, "0", "10.5555/notice")))
    assert result.stdout.splitlines() == [
        "roe2020: retracted (2022-01-15: Error in Data; Bias)",
        "3 checked against 1 notices up to 2022-01-15: 1 have notices; 1 unchecked, without DOI and PMID",
    ]
    study = next(s for s in read_studies(folder)[0] if s.id == "roe2020")
    assert (study.retraction_date, study.retraction_reason) == ("2022-01-15", "Error in Data; Bias")
    assert study.retraction_source.startswith("list.csv, notices up to 2022-01-15, SHA-256 ")
    assert [(n.nature, n.doi, n.matched_by) for n in study.notices] == [
        (RetractionState.RETRACTED, "10.5555/notice", "DOI")
    ]


@pytest.mark.parametrize("date, said", [("", "Error in Data; Bias"), ("1/1/2022", "2022-01-01: Error in Data; Bias")])
def test_a_notice_is_told_with_what_it_says(check, date, said):
    _, result = check(listed(("Retraction", date, ROE, "0")))
    assert result.stdout.splitlines()[0] == f"roe2020: retracted ({said})"


def test_a_study_that_changed_since_is_unchecked_again(check, folder):
    check(listed(("Retraction", "1/15/2022 0:00", "10.5555/none", "0")))
    path = folder / "doe2020.yml"
    path.write_text(path.read_text().replace("7654321", "7654322"))
    assert {s.id: s.retraction.value for s in read_studies(folder)[0]} == CLEAN | {"doe2020": "unchecked"}


@pytest.mark.parametrize(
    "text, line",
    [
        ("Title,Reason,OriginalPaperDOI\nx,y,z\n", "lacks the columns Record ID, RetractionDate, RetractionDOI, RetractionPubMedID, OriginalPaperPubMedID, RetractionNature"),
        (listed().replace("RetractionNature", "Nature"), "lacks the column RetractionNature"),
        (listed(("Retraction", "1/1/2022", ROE, "0")).replace(",", ";"), "its columns are parted by semicolons or tabs"),
        ("", "is empty"),
        (listed(), "holds no row"),
        (b"\xff\xfe\x00\x01", "lacks the columns"),
        (listed(("Retraction", "1/1/2022", ROE, "0")) + '"' + "x" * 2_000_000, "field larger than field limit"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_named_in_a_line(check, folder, text, line):
    states, result = check(text, expected=1)
    assert line in result.stderr and len(result.stderr.splitlines()) == 1
    assert set(states.values()) == {"unchecked"} and not (folder / "retractions.json").exists()


@pytest.mark.parametrize(
    "row, line, state",
    [
        (("Retraction", "1/1/2022", ROE, "7654321"), "its DOI and PubMed number (10.5555/roe, 7654321) are not both those of roe2020; not used; roe2020 and doe2020 stay unchecked unless another row is about it", "unchecked"),
        (("Retraction", "1/1/2022", ROE, "999"), "its DOI and PubMed number (10.5555/roe, 999) are not both those of roe2020; not used; roe2020 stays unchecked unless another row is about it", "unchecked"),
        (("Withdrawn?", "1/1/2022", ROE, "0"), "RetractionNature: 'Withdrawn?' is none of those known; roe2020 stays unchecked unless another row is about it", "unchecked"),
        (("Retraction", "last week", ROE, "0"), "RetractionDate: 'last week' is no date; used without one", "retracted"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_told(check, row, line, state):
    states, result = check(listed(row), expected=1)
    assert result.stderr.rstrip().endswith(f"list.csv: record 1: {line}") and states["roe2020"] == state


def test_a_row_about_two_works_leaves_both_unchecked_unless_another_row_is_about_one(check):
    twice = listed(("Retraction", "1/1/2022", ROE, "7654321"), ("Correction", "1/2/2022", ROE, "0"))
    states, result = check(twice, expected=1)
    assert states == CLEAN | {"roe2020": "corrected", "doe2020": "unchecked"}
    assert result.stdout.splitlines()[-1].endswith("1 unchecked, since a row about it could not be used")


def test_what_a_person_says_of_it_counts_before_the_list(check, folder):
    (folder / "corrections").mkdir()
    (folder / "corrections" / "roe2020.yml").write_text("retraction: {state: reinstated, date: 2024-01-01}\n")
    states, _ = check(listed(("Retraction", "1/15/2022 0:00", ROE, "0")))
    assert states["roe2020"] == "reinstated"


def test_a_spoiled_file_of_notices_is_one_problem(folder):
    (folder / "retractions.json").write_text('{"list": 3}')
    studies, problems = read_studies(folder)
    assert [str(p) for p in problems] == [
        "retractions.json: is not as `kb studies retractions` writes it; run that again"
    ]
    assert len(studies) == 4


NOTICES = st.lists(st.builds(
    Notice, nature=st.sampled_from([s for s in RetractionState if s not in ("unchecked", "clean")]),
    date=st.sampled_from(["", "2020-01-01", "2020-06-01", "2021-01-01"]), record=st.sampled_from(["1", "2"]),
), max_size=5)  # fmt: skip


@given(NOTICES, st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing_and_a_retraction_stands_until_it_is_lifted(notices, random):
    state, _ = judge_notices(notices)
    shuffled = list(notices)
    random.shuffle(shuffled)
    assert judge_notices(shuffled)[0] is state
    retracted = max((n.date for n in notices if n.nature == "retracted"), default=None)
    lifted = max((n.date for n in notices if n.nature == "reinstated"), default="")
    if retracted is not None:
        assert (state is RetractionState.RETRACTED) == (lifted <= retracted)
    assert (state is RetractionState.CLEAN) == (not notices)


PAGE = """---
title: Ketamine for anxiety
---

# Ketamine for anxiety

Ketamine lowers anxiety by 40 % in adults. {cited}

## References

1. Roe J. The roe2020 trial of ketamine. J Trials. 2020. doi:10.5555/roe
"""


@pytest.mark.parametrize("cited", ["", "Ketamine lowers anxiety in adults by 40 % [1]."])
def test_what_rests_on_retracted_work_alone_is_not_supported(check, folder, tmp_path, nlp, cited):
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "page.md").write_text(PAGE.format(cited=cited))
    check(listed(("Correction", "1/15/2022 0:00", ROE, "0")))
    build(articles, folder, tmp_path / "before.db", nlp=nlp)
    check(listed(("Retraction", "1/15/2022 0:00", ROE, "0")))
    build(articles, folder, tmp_path / "after.db", nlp=nlp)

    def ask(name, sql):
        with sqlite3.connect(tmp_path / name) as connection:
            return connection.execute(sql).fetchall()

    verdicts = "SELECT DISTINCT verdict, reason = 'retracted_source' FROM claims ORDER BY 1"
    assert ask("before.db", verdicts) == [("supported", 0)]
    assert ask("after.db", verdicts) == [("unsupported", 1)]
    leaning = "SELECT count(DISTINCT claim_id), study_id, max(how) FROM claims_on_retracted_work GROUP BY study_id"
    assert ask("before.db", leaning) == []
    claims = ask("after.db", "SELECT count(*) FROM claims")[0][0]
    assert ask("after.db", leaning) == [(claims, "roe2020", "cited" if cited else "borne out by it")]
    observed = "SELECT kind, severity, detail FROM article_findings WHERE kind = 'retracted_source'"
    rests = "; 1 claim rests on it" if cited else ""
    assert ask("before.db", observed) == []
    assert ask("after.db", observed) == [
        ("retracted_source", "grave", f"Roe 2020 was retracted on 2022-01-15 (Error in Data; Bias){rests}")
    ]
    assert ask("after.db", "SELECT nature, date, matched_by FROM retraction_notices") == [
        ("retracted", "2022-01-15", "DOI")
    ]
    assert json.loads((folder / "retractions.json").read_text())["list"]["as_of"] == "2022-01-15"
