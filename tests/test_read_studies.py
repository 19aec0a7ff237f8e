"""Study records: what is wrong with one in a line, and that every shipped record is right."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.labels import RetractionState, TextHeld
from kb.propositions.authored import SLOTS as READABLE
from kb.propositions.authored import check_authored
from kb.read.records import SLOTS
from kb.read.studies import read_studies

SHIPPED = Path(__file__).resolve().parent.parent / "sources" / "studies"

RECORD = """\
id: roe2020
type: article-journal
kind: article
title: A trial of one thing
  against another
author: ["Roe, J", The Study Group]
issued: 2020-03
year: 2020
container-title: Journal of Trials
volume: 12
issue: 3
page: 101-110
DOI: https://doi.org/10.1000/ROE.1
PMID: 12345678
PMCID: pmc765432
trial_registrations: [nct 01234567, EudraCT 2015-001234-56]
design: Randomised trial
design_class: rct
level: 2
n: 40
verified: true
text_held: abstract
retraction: {state: clean, date: 2024-05-01}
aliases: [THING-1]
subjects: [ketamine]
populations: [adult]
findings:
  - statement: >-
      The thing lowered pain more
      than the other thing.
    verified: true
    locator: abstract
    propositions:
      - {subject: ketamine, predicate: decreases, object: [pain]}
  - statement: Nobody was harmed.
    verified: false
    role: background
"""

# What is replaced in RECORD, by what, and the one line that must come of it.
FAULTS = [
    ("id: roe2020\n", "", "roe2020.yml: id: is missing"),
    ("id: roe2020", "id: doe2020", "roe2020.yml: id: 'doe2020' is not the file's name 'roe2020'"),
    (
        "id: roe2020",
        "id: Roe 2020",
        "roe2020.yml: id: 'Roe 2020' is not an id (lower-case letters, digits and underscores)",
    ),
    ("id: roe2020", "id: 2020", "roe2020.yml: id: 2020 is not text"),
    ("design: ", "desing: ", "roe2020.yml: desing: is not a key of the record; did you mean 'design'?"),
    ("level: 2", "level: 2\nmood: good", "roe2020.yml: mood: is not a key of the record"),
    ("DOI: ", "doi: ", "roe2020.yml: doi: is not a key of the record; did you mean 'DOI'?"),
    ("level: 2", "level: 6", "roe2020.yml: level: '6' is none of '1', '2', '3', '4', '5' or ''"),
    (
        "kind: article",
        "kind: advert",
        "roe2020.yml: kind: 'advert' is none of 'article', 'label', 'guideline', 'statistic', 'regulation' or 'statement'",
    ),
    (
        "text_held: abstract",
        "text_held: all",
        "roe2020.yml: text_held: 'all' is none of 'full_text', 'abstract', 'secondary' or 'none'",
    ),
    (
        "state: clean",
        "state: fine",
        "roe2020.yml: retraction.state: 'fine' is none of 'unchecked', 'clean', 'corrected', 'concern', "
        "'retracted' or 'reinstated'",
    ),
    (
        "state: clean",
        "status: clean",
        "roe2020.yml: retraction.status: is not a key of the record; did you mean 'state'?",
    ),
    ("year: 2020", "year: 20", "roe2020.yml: year: 20 is not a year of four digits"),
    ("year: 2020", "year: 2020-03", "roe2020.yml: year: '2020-03' is not a year of four digits"),
    ("year: 2020", "year: true", "roe2020.yml: year: True is not a year of four digits"),
    ("year: 2020", "year: 3020", "roe2020.yml: year: 3020 is not between 1600 and 2100"),
    ("DOI: https://doi.org/10.1000", "DOI: 11.1000", "roe2020.yml: DOI: '11.1000/ROE.1' is not a DOI"),
    ("PMID: 12345678", "PMID: 1234567890", "roe2020.yml: PMID: 1234567890 is not a PMID (one to nine digits)"),
    ("PMID: 12345678", "PMID: none found", "roe2020.yml: PMID: 'none found' is not a PMID (one to nine digits)"),
    ("PMCID: pmc765432", "PMCID: 765432", "roe2020.yml: PMCID: 765432 is not text"),
    ("PMCID: pmc765432", "PMCID: PMX765432", "roe2020.yml: PMCID: 'PMX765432' is not a PMCID (PMC and digits)"),
    (
        "nct 01234567",
        "NCT0123",
        "roe2020.yml: trial_registrations.1: 'NCT0123' is no number of a trial registry",
    ),
    (
        "level: 2",
        "level: 2\nURL: example.org",
        "roe2020.yml: URL: 'example.org' is not a web address with http or https",
    ),
    ("n: 40", "n: -1", "roe2020.yml: n: -1 is not zero or more"),
    ("n: 40", "n: 40.5", "roe2020.yml: n: 40.5 is not a whole number"),
    ("n: 40", "n: many\nn_text: about 40", "roe2020.yml: n: 'many' is not a whole number"),
    ("verified: true\ntext", "verified: probably\ntext", "roe2020.yml: verified: 'probably' is not true or false"),
    ("verified: true\ntext", "verified: yes\ntext", "roe2020.yml: verified: 'yes' is not true or false"),
    ('author: ["Roe, J", The Study Group]', "author: Roe", "roe2020.yml: author: 'Roe' is not a list"),
    ("The Study Group]", "{name: Roe}]", "roe2020.yml: author.2: {'name': 'Roe'} is not text"),
    ("aliases: [THING-1]", 'aliases: [THING-1, ""]', "roe2020.yml: aliases.2: is empty"),
    (
        "subjects: [ketamine]",
        "subjects: [Ketamine]",
        "roe2020.yml: subjects.1: 'Ketamine' is not an id (lower-case letters, digits and underscores)",
    ),
    ("Nobody was harmed.", '" "', "roe2020.yml: findings.2.statement: is empty"),
    (
        "statement: Nobody",
        "statment: Nobody",
        "roe2020.yml: findings.2.statment: is not a key of the record; did you mean 'statement'?",
    ),
    ("statement: Nobody was harmed.\n    v", "v", "roe2020.yml: findings.2.statement: is missing"),
    ("Nobody was harmed.", "12", "roe2020.yml: findings.2.statement: 12 is not text"),
    (
        "Nobody was harmed.",
        "The thing lowered pain more than the other thing.",
        "roe2020.yml: findings.2.statement: repeats findings.1",
    ),
    ("verified: false", "verified: 0", "roe2020.yml: findings.2.verified: 0 is not true or false"),
    (
        "role: background",
        "role: aside",
        "roe2020.yml: findings.2.role: 'aside' is none of 'result', 'conclusion', 'background' or 'method'",
    ),
    (
        "predicate: decreases",
        "verb: decreases",
        f"roe2020.yml: findings.1: 'verb' is no slot of a proposition; slots are {', '.join(sorted(SLOTS))}",
    ),
    ("object: [pain]", "object: 3", "roe2020.yml: findings.1.propositions.1.object: 3 is not a list"),
    ("kind: article", "kind: article\nkind: label", "roe2020.yml: line 4: key 'kind' stands twice"),
    ("kind: article", "kind: [article", "roe2020.yml: line 4: did not find expected ',' or ']'"),
    (
        "title: A trial of one thing\n  against another",
        'title: "A\\0trial"',
        "roe2020.yml: title: holds a character that cannot be printed: 'A\\x00trial'",
    ),
]


def _only(folder: Path) -> str:
    """The one problem of a folder in which nothing else went wrong."""
    _, problems = read_studies(folder)
    return "\n".join(map(str, problems))


@pytest.mark.parametrize(("old", "new", "line"), FAULTS, ids=[line for _, _, line in FAULTS])
def test_a_fault_gives_one_line_and_the_other_files_are_read(tmp_path, old, new, line):
    assert old in RECORD
    (tmp_path / "roe2020.yml").write_text(RECORD.replace(old, new, 1), encoding="utf-8")
    (tmp_path / "sound.yml").write_text(_other("sound"), encoding="utf-8")
    studies, problems = read_studies(tmp_path)
    assert [str(p) for p in problems] == [line]
    assert [s.id for s in studies] == ["sound"]


def _other(ident: str) -> str:
    """A second record that shares no identifier with RECORD."""
    text = RECORD.replace("id: roe2020", f"id: {ident}")
    return "".join(row for row in text.splitlines(keepends=True) if not row.startswith(("DOI:", "PMID:", "PMCID:")))


def test_a_sound_record_becomes_a_study(tmp_path):
    (tmp_path / "roe2020.yml").write_text(RECORD, encoding="utf-8-sig", newline="\r\n")
    (study,), problems = read_studies(tmp_path)
    assert problems == ()
    assert study.title == "A trial of one thing against another"
    assert study.authors == ("Roe, J", "The Study Group")
    assert (study.year, study.issued, study.volume, study.level) == ("2020", "2020-03", "12", "2")
    assert (study.doi, study.pmid, study.pmcid) == ("10.1000/roe.1", "12345678", "PMC765432")
    assert study.trial_registrations == ("NCT01234567", "EudraCT 2015-001234-56")
    assert (study.n, study.n_text, study.species, study.design_class) == (40, "", "human", "rct")
    assert (study.text_held, study.retraction) == (TextHeld.ABSTRACT, RetractionState.CLEAN)
    first, second = study.findings
    assert (first.id, first.statement) == ("roe2020.1", "The thing lowered pain more than the other thing.")
    assert first.authored == ({"subject": ("ketamine",), "predicate": ("decreases",), "object": ("pain",)},)
    assert (second.verified, second.role, second.authored) == (False, "background", ())


@pytest.mark.parametrize(
    ("given_n", "n", "n_text"),
    [
        ("n: 12", 12, ""),
        ("n: n/a", None, "n/a"),
        ("n: 12\nn_text: 12 of 14", 12, "12 of 14"),
        ("n_text: rats", None, "rats"),
    ],
)
def test_a_number_in_words_is_kept_as_words(tmp_path, given_n, n, n_text):
    (tmp_path / "roe2020.yml").write_text(RECORD.replace("n: 40", given_n), encoding="utf-8")
    (study,), problems = read_studies(tmp_path)
    assert (study.n, study.n_text, problems) == (n, n_text, ())


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"", "x.yml: is empty"),
        (b"# nothing but a remark\n", "x.yml: is empty"),
        (b"- a\n- list\n", "x.yml: is not a mapping of keys to values"),
        (b"id: \xff\xfe\n", "x.yml: is not UTF-8 text (byte 5)"),
        (b"id: a\n---\nid: b\n", "x.yml: line 2: "),
        (b"[" * 5000, "x.yml: line "),
    ],
)
def test_a_file_that_is_no_record(tmp_path, content, start):
    (tmp_path / "x.yml").write_bytes(content)
    (tmp_path / "sound.yml").write_text(_other("sound"), encoding="utf-8")
    studies, problems = read_studies(tmp_path)
    assert [s.id for s in studies] == ["sound"]
    assert len(problems) == 1
    assert str(problems[0]).startswith(start)


@pytest.mark.parametrize("key", ["DOI: 10.1000/roe.1", "PMID: 12345678", "PMCID: PMC765432"])
def test_one_work_has_one_record(tmp_path, key):
    (tmp_path / "roe2020.yml").write_text(RECORD, encoding="utf-8")
    (tmp_path / "twin.yml").write_text(f"{_other('twin')}{key}\n", encoding="utf-8")
    studies, problems = read_studies(tmp_path)
    assert [s.id for s in studies] == ["roe2020"]
    assert [str(p) for p in problems] == [f"twin.yml: {key} is already that of roe2020.yml"]


def test_folders_and_names_that_are_wrong(tmp_path):
    assert "cannot be listed" in _only(tmp_path / "nowhere")
    (tmp_path / "a.yaml").write_text(RECORD, encoding="utf-8")
    assert _only(tmp_path) == "a.yaml: a study record ends in .yml"
    (tmp_path / "a.yaml").unlink()
    (tmp_path / "folder.yml").mkdir()
    assert _only(tmp_path) == "folder.yml: is a folder, not a file"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("any")


@settings(max_examples=100)
@given(text=st.text(max_size=200))
def test_no_text_makes_the_reader_raise(scratch, text):
    (scratch / "x.yml").write_text(text, encoding="utf-8", errors="ignore")
    studies, problems = read_studies(scratch)
    assert studies == ()
    assert problems


@pytest.fixture(scope="module")
def shipped():
    studies, problems = read_studies(SHIPPED)
    assert [str(p) for p in problems] == []
    return studies


def test_the_library_is_whole(shipped):
    assert len(shipped) >= 208
    assert sum(len(study.findings) for study in shipped) >= 1064
    assert [s.id for s in shipped if not s.findings] == []


def test_every_statement_is_a_sentence(shipped):
    loose = [f.id for s in shipped for f in s.findings if not f.statement.endswith(".") or f.statement[0].islower()]
    assert loose == []


def test_no_finding_talks_of_copy(shipped):
    """A finding is a fact of its study; what particular copy makes of it is for the verdicts."""
    talk = re.compile(r"\b(?:clinic page|the copy|marketing copy|advertorial|bears out|nearest match)\b", re.IGNORECASE)
    assert [f.id for s in shipped for f in s.findings if talk.search(f.statement)] == []


def test_every_record_says_where_it_comes_from(shipped):
    assert [s.id for s in shipped if not s.source] == []


def test_what_copy_calls_a_study_belongs_to_few(shipped):
    """A name that many records carry tells nothing; two may share the name of a body that issued both."""
    owners: dict[str, list[str]] = {}
    for study in shipped:
        for alias in study.aliases:
            owners.setdefault(alias.lower(), []).append(study.id)
    assert {alias: ids for alias, ids in owners.items() if len(ids) > 2} == {}


def test_every_concept_is_in_the_vocabulary(shipped, vocabulary):
    missing: dict[str, list[str]] = {}
    for study in shipped:
        for concept in (*study.subjects, *study.populations):
            if concept not in vocabulary.concepts:
                missing.setdefault(concept, []).append(study.id)
    assert missing == {}


def test_every_authored_slot_can_be_read(shipped, vocabulary):
    wrong = [
        (finding.id, *fault)
        for study in shipped
        for finding in study.findings
        for slots in finding.authored
        for fault in check_authored(slots, vocabulary)
    ]
    assert wrong == []


def test_what_a_record_may_author_is_what_can_be_read():
    assert SLOTS == READABLE
