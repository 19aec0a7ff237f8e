"""Held texts: quotations that stand in them or do not, sentences as findings, what a machine reads, what a person says."""

import shutil
import sqlite3

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kb.auditing import read_library
from kb.build import build
from kb.cli import main
from kb.labels import TextHeld
from kb.literature.sentences import MOST, TextReader
from kb.model import HeldText, Study
from kb.progress import Silent
from kb.read.quoting import Quotable
from kb.read.studies import read_studies

TEXT = "The “gel” eased pain\nin nurses. It did not help cooks' sleep; it was safe.  The end."


@pytest.mark.parametrize(
    "quote, found",
    [
        ('The "gel" eased pain in nurses.', "The “gel” eased pain\nin nurses."),
        ("The 'gel' eased   pain in\nnurses", "The “gel” eased pain\nin nurses"),
        ("eased pain ... help cooks’ sleep", "eased pain\nin nurses. It did not help cooks' sleep"),
        ("eased pain […] it was safe", "eased pain\nin nurses. It did not help cooks' sleep; it was safe"),
        ("eased pain (...) safe", "eased pain\nin nurses. It did not help cooks' sleep; it was safe"),
        ("… in nurses. …", "in nurses."),
        ("help cooks' sleep ... eased pain", None),
        ("the gel eased pain", None),
        ("The “gel” eased no pain", None),
        ("eased pain in nurses. It did help", None),
        ("The gel", None),
        ("", None),
        ("...", None),
    ],
)  # fmt: skip
def test_where_a_quotation_stands(quote, found):
    place = Quotable(TEXT).find(quote)
    assert (TEXT[slice(*place)] if place else None) == (" ".join(found.split()) and found if found else None)


WORDS = st.lists(st.sampled_from(["pain", "“gel”", "cooks'", "é", "5%", "x.", "a"]), min_size=1, max_size=12)


@given(WORDS, st.sampled_from([" ", "\n", "  ", "\u00a0", " \n\n "]), st.data())
def test_every_stretch_of_words_stands_where_it_was_taken(words, gap, data):
    text = gap.join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    place = Quotable(text).find(" ".join(words[first:last]))
    assert place is not None and text[slice(*place)].split() == words[first:last]


LABELLED = """BACKGROUND: Exercise reduces insomnia. OBJECTIVE: To test whether ketamine helps.
METHODS: In a randomized, double-blind trial, 48 adults with social anxiety disorder received ketamine 0.5 mg/kg or drug X.
RESULTS: Ketamine reduced anxiety by 40% compared with placebo (p = 0.003). Nausea occurred in 12% of patients.
CONCLUSIONS: Ketamine may reduce social anxiety. The small sample size is a limitation."""
UNLABELLED = """Social anxiety is a common disorder in adults. We aimed to test whether ketamine helps against it. Forty adults were
randomly assigned to ketamine or placebo. Anxiety fell by 40% with ketamine (p = 0.003). Sleep did not change at all. These
findings suggest that ketamine helps."""
UNWORDED = "Social anxiety is common. In this small, open trial, 40 adults took ketamine. Anxiety fell by 3 points. Sleep did not."
PAPER = """Ketamine in nurses
Roe J, Doe P

Abstract
Ketamine helped nurses to sleep (p = 0.01).

1. Introduction
Others found that ketamine helps many people.

2. Methods
We asked ninety nurses about
their sleep.

3. Results
Sleep improved by 20% in
most nurses.

Discussion
Ketamine may help nurses with their sleep.

References
1. Roe J. A study of sleep in many nurses. 2019."""


@pytest.mark.parametrize(
    "kind, text, expected",
    [
        ("abstract", LABELLED, [
            ("background", "abstract, Background, sentence 1", "Exercise reduces insomnia."),
            ("method", "abstract, Methods, sentence 3", "In a randomized, double-blind trial,"),
            ("result", "abstract, Results, sentence 4", "Ketamine reduced anxiety by 40%"),
            ("result", "abstract, Results, sentence 5", "Nausea occurred in 12% of patients."),
            ("conclusion", "abstract, Conclusions, sentence 6", "Ketamine may reduce social anxiety."),
            ("conclusion", "abstract, Conclusions, sentence 7", "The small sample size is a limitation."),
        ]),
        ("abstract", UNLABELLED, [
            ("background", "abstract, sentence 1", "Social anxiety is a common"),
            ("method", "abstract, sentence 3", "Forty adults were\nrandomly"),
            ("result", "abstract, sentence 4", "Anxiety fell by 40%"),
            ("result", "abstract, sentence 5", "Sleep did not change"),
            ("conclusion", "abstract, sentence 6", "These\nfindings suggest"),
        ]),
        ("abstract", UNWORDED, [
            ("background", "abstract, sentence 1", "Social anxiety is"),
            ("method", "abstract, sentence 2", "In this small"),
            ("result", "abstract, sentence 3", "Anxiety fell by 3 points."),
            ("conclusion", "abstract, sentence 4", "Sleep did not."),
        ]),
        ("full_text", PAPER, [
            ("result", "full text, Abstract, paragraph 3, sentence 2", "Ketamine helped nurses"),
            ("method", "full text, Methods, paragraph 7, sentence 4", "We asked ninety nurses about\ntheir sleep."),
            ("result", "full text, Results, paragraph 9, sentence 5", "Sleep improved by 20%"),
            ("conclusion", "full text, Discussion, paragraph 11, sentence 6", "Ketamine may help"),
        ]),
    ],
)  # fmt: skip
def test_sentences_become_findings_with_their_words_place_and_role(lexicon, kind, text, expected):
    held = HeldText(kind=TextHeld(kind), text=text, path="texts/x.txt", sha256="0")
    found = list(TextReader(lexicon).findings("x", held))
    assert [(f.role, f.locator) for f in found] == [(role, place) for role, place, _ in expected]
    for finding, (_, _, words) in zip(found, expected, strict=True):
        assert text[finding.start : finding.end].startswith(words)
        assert finding.statement == finding.quote == " ".join(text[finding.start : finding.end].split())
        assert Quotable(text).find(finding.quote) == (finding.start, finding.end)


@pytest.mark.parametrize(
    "text", ["x " * 200_000, "A b c d. " * 40_000, "RESULTS: A b c d. " * 20_000, "\n" * 50_000, "Results\n" * 9000]
)
def test_a_text_of_any_shape_is_bounded(lexicon, text):
    held = HeldText(kind=TextHeld.FULL_TEXT, text=text, path="", sha256="")
    assert len(list(TextReader(lexicon).findings("x", held))) <= MOST


def study(text, **more):
    held = HeldText(kind=TextHeld.ABSTRACT, text=text, path="texts/x.txt", sha256="0")
    values = {"title": "Ketamine for social anxiety", "design_class": "other", "text_held": TextHeld.ABSTRACT, **more}
    return Study(id="x", type="article-journal", held=held, **values)


def facts(lexicon, one):
    known = read_library([one], lexicon, Silent()).studies["x"]
    return known, {(f.field, f.value, f.origin, f.counts) for f in known.facts}


def test_what_a_machine_reads_of_a_study_and_where(lexicon):
    known, found = facts(lexicon, study(LABELLED))
    assert found >= {
        ("design", "randomized", "machine", True), ("design_class", "rct", "machine", True), ("level", "2", "machine", True),
        ("n", "48", "machine", True), ("dose", "0.5 mg/kg", "machine", True), ("effect", "40%", "machine", True),
        ("p_value", "p = 0.003", "machine", True), ("outcome", "anxiety", "machine", True),
        ("limits", "The small sample size is a limitation.", "machine", True),
        ("population", "adult, social anxiety disorder", "machine", True),
    }  # fmt: skip
    assert (known.design_class, known.level, known.n) == ("rct", "2", 48)
    for fact in known.facts:
        assert " ".join(LABELLED[fact.start : fact.end].split()) == fact.quote


def test_the_record_counts_before_the_machine_and_a_person_before_both(lexicon):
    record = study(LABELLED, design="Open-label pilot", design_class="uncontrolled", level="4", n=50)
    known, found = facts(lexicon, record)
    assert (known.design_class, known.level, known.n) == ("uncontrolled", "4", 50)
    assert {("n", "50", "record", True), ("n", "48", "machine", False)} <= found
    known, found = facts(lexicon, study(LABELLED, n=46, corrected=("n", "design_class")))
    assert (known.n, known.design_class) == (46, "other") and ("n", "48", "machine", False) in found


def test_what_the_field_knows_is_no_evidence_of_the_study(lexicon):
    _, found = facts(
        lexicon, study("BACKGROUND: Randomised trials of 900 adults showed that it is safe. RESULTS: Anxiety fell.")
    )
    assert not {field for field, *_ in found} & {"design", "n"}


RECORD = """\
id: roe2021
type: article-journal
kind: article
title: Ketamine for social anxiety
author: ["Roe, J"]
year: 2021
DOI: 10.5555/roe
design_class: other
verified: false
text_held: abstract
findings:
  - statement: Ketamine lowered social anxiety by two fifths.
    verified: true
    quote: Ketamine reduced anxiety by 40% ... (p = 0.003)
"""


@pytest.fixture
def folder(tmp_path):
    studies = tmp_path / "studies"
    (studies / "texts").mkdir(parents=True)
    (studies / "roe2021.yml").write_text(RECORD)
    (studies / "texts" / "roe2021.txt").write_text(LABELLED)
    return studies


@pytest.fixture
def run(folder):
    def command(*args, expected=0, **more):
        result = CliRunner().invoke(main, ["studies", *args, "--studies", str(folder)], **more)
        assert result.exit_code == expected, result.output
        return result.output.replace(str(folder.parent), "").splitlines()

    return command


def test_a_quotation_that_does_not_stand_in_the_text_is_an_error_always(folder):
    assert read_studies(folder)[1] == ()
    (finding,) = read_studies(folder)[0][0].findings
    assert LABELLED[finding.start : finding.end].startswith("Ketamine reduced anxiety by 40% compared")
    path = folder / "roe2021.yml"
    path.write_text(RECORD.replace("by 40%", "by 60%"))
    studies, problems = read_studies(folder)
    assert studies == ()
    assert [str(p) for p in problems] == [
        "roe2021.yml: findings.1.quote: does not stand in texts/roe2021.txt: “Ketamine reduced anxiety by 60% ... (p = 0.003)”"
    ]


def test_a_person_corrects_and_neither_import_nor_reading_undoes_it(folder, run, tmp_path, lexicon):
    assert run("edit", "roe2021", "--set", "n=46", "--set", "population=Nurses: anxious ones") == [
        "roe2021: a person says n, population"
    ]
    bib = tmp_path / "again.ris"
    bib.write_text(
        "TY  - JOUR\nTI  - Ketamine for social anxiety\nAU  - Roe, J\nPY  - 2021\nVL  - 3\nDO  - 10.5555/roe\nER  - \n"
    )
    assert run("add", str(bib))[0].endswith("record 1: merged into roe2021 by DOI; filled volume")
    (study,) = read_studies(folder)[0]
    known = read_library([study], lexicon, Silent()).studies["roe2021"]
    assert (known.n, known.population, known.volume, known.design_class) == (46, "Nurses: anxious ones", "3", "rct")
    shown = "\n".join(run("show", "roe2021"))
    for words in ("48", "46", "person", "randomized", "0.5 mg/kg", "roe2021.t4"):
        assert words in shown
    assert run("edit", "roe2021", "--set", "n=", "--set", "population=") == ["roe2021: a person says nothing"]
    assert not (folder / "corrections" / "roe2021.yml").exists()


def test_single_readings_are_corrected_and_the_others_go_on_counting(folder, run, lexicon):
    assert run("edit", "roe2021", "--set", "effect[40%]=45%", "--set", "effect[12%]=-", "--set", "dose[]=1 mg/kg") == [
        "roe2021: a person says effect, dose"
    ]
    assert run("edit", "roe2021", "--set", "limits[The small sample size is a limitation.]=Few took part.")
    (study,) = read_studies(folder)[0]
    known = read_library([study], lexicon, Silent()).studies["roe2021"]
    told = {(f.field, f.origin, f.value): f.counts for f in known.facts if f.field in ("effect", "dose", "limits")}
    assert told == {
        ("effect", "machine", "40%"): False,
        ("effect", "machine", "12%"): False,
        ("effect", "correction", "45%"): True,
        ("effect", "correction", ""): False,
        ("dose", "machine", "0.5 mg/kg"): True,
        ("dose", "correction", "1 mg/kg"): True,
        ("limits", "machine", "The small sample size is a limitation."): False,
        ("limits", "correction", "Few took part."): True,
    }
    assert known.limits == "Few took part."
    shown = " ".join("\n".join(run("show", "roe2021", "--format", "json")).split())
    assert "45% (in place of 40%); none (in place of 12%)" in shown
    run("edit", "roe2021", *(["--set", "effect[40%]=", "--set", "effect[12%]=", "--set", "dose[]="]))
    assert "effect" not in (folder / "corrections" / "roe2021.yml").read_text()


@pytest.mark.parametrize(
    "assignment, line",
    [
        ("effect[7%]=8%", "effect: the machine read no '7%'; it read 40%; 12%"),
        ("effect=8%", "effect: has many values; say which: 'effect[what was read]=8%'"),
        ("n[48]=8", "n: has one value: 'n=8'; many have dose, outcome, p_value, effect, limits"),
        ("n=many", "n: 'many' is not a whole number; words for it belong to n_text"),
        ("level=9", "corrections/roe2021.yml: level: '9' is none of '1', '2', '3', '4', '5' or ''"),
        ("desing=rct", "corrections/roe2021.yml: desing: is not a key of the record; did you mean 'design'?"),
        ("id=other", "corrections/roe2021.yml: id: cannot be corrected"),
        ("nothing", "'nothing' is not field=value"),
    ],
)
def test_a_correction_that_the_schema_does_not_let_through_is_named(run, folder, assignment, line):
    assert run("edit", "roe2021", "--set", assignment, expected=1) == [line]
    assert not (folder / "corrections").exists()


def test_a_spoiled_correction_is_a_problem_of_its_own_file(folder):
    (folder / "corrections").mkdir()
    (folder / "corrections" / "roe2021.yml").write_text("year: soon\n")
    studies, problems = read_studies(folder)
    assert studies == () and str(problems[0]) == "corrections/roe2021.yml: year: 'soon' is not a year of four digits"


def test_an_editor_gets_what_is_known_and_gives_the_correction(run, folder, monkeypatch, tmp_path):
    script = tmp_path / "editor.sh"
    script.write_text("#!/bin/sh\ngrep -q '# n (machine): 48' \"$1\" && echo 'n: 45' >> \"$1\"\n")
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    assert run("edit", "roe2021") == ["roe2021: a person says n"]
    assert (folder / "corrections" / "roe2021.yml").read_text() == "n: 45\n"


def test_a_text_is_attached_and_says_how_much_of_the_work_it_is(run, folder, tmp_path):
    long = tmp_path / "paper.txt"
    long.write_text(PAPER + "\n\nResults\n" + LABELLED + "\n\n" + "Nurses slept well in the ward. " * 200)
    assert run("text", "roe2021", str(long)) == ["roe2021: holds the full text (/studies/texts/roe2021.txt)"]
    (study,) = read_studies(folder)[0]
    assert study.text_held is TextHeld.FULL_TEXT and "text_held: full_text" in (folder / "roe2021.yml").read_text()
    other = tmp_path / "other.txt"
    other.write_text("Nothing of the kind stands here.")
    assert run("text", "roe2021", str(other), expected=1) == [
        f"roe2021.yml: findings.1.quote: does not stand in {str(other).replace(str(folder.parent), '')}"
    ]
    assert run("text", "nobody", str(other), expected=1) == ["/studies: holds no record nobody"]
    assert read_studies(folder)[0][0].text_held is TextHeld.FULL_TEXT


PAGE = """---
title: Ketamine for anxiety
---

# Ketamine for anxiety

Ketamine reduced anxiety by 40 % compared with placebo [1]. Exercise reduces insomnia [1]. Nausea occurred in
12 % of patients [1].

## References

1. Roe J. Ketamine for social anxiety. 2021. doi:10.5555/roe
"""


@pytest.fixture
def built(tmp_path, folder, nlp):
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "page.md").write_text(PAGE)

    def run(name="kb.db", jobs=1):
        assert build(articles, folder, tmp_path / name, nlp=nlp, jobs=jobs).problems == ()
        return tmp_path / name

    return run


def ask(path, sql):
    with sqlite3.connect(path) as connection:
        return connection.execute(sql).fetchall()


def test_the_very_words_reach_the_database(built):
    path = built()
    rows = ask(path, "SELECT id, origin, role, locator, start_char, end_char, quote FROM findings ORDER BY position")
    assert [row[:4] for row in rows[:3]] == [
        ("roe2021.1", "record", "result", ""),
        ("roe2021.t1", "text", "background", "abstract, Background, sentence 1"),
        ("roe2021.t3", "text", "method", "abstract, Methods, sentence 3"),
    ]
    for _, origin, _, _, start, end, quote in rows:
        assert Quotable(LABELLED).find(quote) == (start, end)
        assert origin == "record" or " ".join(LABELLED[start:end].split()) == quote
    assert ask(path, "SELECT study_id, kind, characters FROM study_texts") == [("roe2021", "abstract", len(LABELLED))]
    assert ask(path, "SELECT value FROM study_facts WHERE field = 'n' AND counts") == [("48",)]


def test_findings_of_the_record_come_first_and_background_bears_nothing_out(built):
    verdicts = dict(ask(built(), "SELECT substr(quote, 1, 6), verdict || ' ' || ifnull(finding_id, '') FROM claims"))
    assert verdicts["Nausea"] == "supported roe2021.t5"
    assert not verdicts["Exerci"].startswith("supported")
    decided = verdicts["Ketami"]
    assert decided.startswith("supported roe2021.")


def test_two_builds_of_one_folder_are_one_file(built):
    assert built("one.db").read_bytes() == built("two.db", jobs=2).read_bytes()


def test_the_claim_page_shows_words_place_and_role(built):
    from web_reading import get, serve

    path = built()
    (ident,) = [row[0] for row in ask(path, "SELECT id FROM claims WHERE quote LIKE 'Nausea%'")]
    import asyncio

    async def look():
        site = serve(path)
        return await get(site, f"/claim/{ident}"), await get(site, "/study/roe2021")

    claim, page = asyncio.run(look())
    for words in (
        "Nausea occurred in 12% of patients.",
        "abstract, Results, sentence 5",
        "result",
        "only abstract held",
    ):
        assert words in claim
    for words in (
        "Who says what of it",
        "the machine",
        "only the abstract was read",
        "abstract, Conclusions, sentence 7",
    ):
        assert words in page


def test_the_same_folder_elsewhere_is_the_same_database(built, folder, tmp_path, nlp):
    first = built("one.db")
    shutil.copytree(folder, tmp_path / "copy")
    build(tmp_path / "articles", tmp_path / "copy", tmp_path / "three.db", nlp=nlp)
    assert (tmp_path / "three.db").read_bytes() == first.read_bytes()
