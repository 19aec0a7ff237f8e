"""Bibliographic files into a folder of records: formats, duplicates, ids, and what is said of what is wrong."""

import json
import tracemalloc
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from kb.cli import main
from kb.literature.csl import to_csl
from kb.literature.folder import StudyFolder, filled
from kb.literature.formats import LIMIT
from kb.read.studies import read_studies

RIS = """\
TY  - JOUR
TI  - Drug X for worry in nurses: a pilot
AU  - Roe, Jane
AU  - The Worry Study Group
PY  - 2021
DA  - 2021/03/05/
T2  - Journal of Trials
VL  - 4
IS  - 2
SP  - 10
EP  - 19
DO  - https://doi.org/10.5555/ABC.1
AB  - Drug X halved worry.
ER  -
"""
NBIB = """\
PMID- 31234567
DP  - 2021 Mar 5
TI  - Drug X for worry in nurses: a
      pilot.
AB  - Drug X halved worry.
FAU - Roe, Jane
CN  - The Worry Study Group
PT  - Journal Article
JT  - Journal of Trials
VI  - 4
IP  - 2
PG  - 10-19
AID - 10.5555/abc.1 [doi]
PMC - PMC1234567
"""
BIB = r"""
@string{jot = "Journal of Trials"}
@article{x, title = {{Drug X} for worry in nurses: a pilot}, author = {Roe, Jane and {The Worry Study Group}},
  journal = jot, year = 2021, month = mar, day = 5, volume = 4, number = "2", pages = {10--19}, doi = {10.5555/abc.1},
  abstract = {Drug X halved worry.}}
"""
XML = """\
<?xml version="1.0"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.example.invalid/p.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">31234567</PMID><Article>
<Journal><JournalIssue><Volume>4</Volume><Issue>2</Issue><PubDate><Year>2021</Year><Month>Mar</Month><Day>5</Day></PubDate>
</JournalIssue><Title>Journal of Trials</Title></Journal>
<ArticleTitle>Drug X for <i>worry</i> in nurses: a pilot.</ArticleTitle>
<Pagination><MedlinePgn>10-19</MedlinePgn></Pagination>
<Abstract><AbstractText Label="RESULTS">Drug X halved worry.</AbstractText>
<AbstractText Label="CONCLUSIONS">It may help.</AbstractText></Abstract>
<AuthorList><Author><LastName>Roe</LastName><ForeName>Jane</ForeName></Author>
<Author><CollectiveName>The Worry Study Group</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList></Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.5555/abc.1</ArticleId><ArticleId IdType="pmc">PMC1234567</ArticleId>
</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.5555/other</ArticleId></ArticleIdList>
</Reference></ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>
"""
CSL = json.dumps([{
    "id": "x", "type": "article-journal", "title": "Drug X for worry in nurses: a pilot", "volume": 4, "issue": "2",
    "author": [{"family": "Roe", "given": "Jane"}, {"literal": "The Worry Study Group"}], "page": "10–19",
    "issued": {"date-parts": [["2021", 3, 5]]}, "container-title": "Journal of Trials", "DOI": "10.5555/abc.1",
    "abstract": "Drug X halved worry.",
}])  # fmt: skip
YAML = """\
id: roe2021
type: article-journal
kind: article
title: "Drug X for worry in nurses: a pilot"
author: ["Roe, Jane", The Worry Study Group]
issued: 2021-03-05
year: 2021
container-title: Journal of Trials
volume: 4
issue: 2
page: 10-19
DOI: 10.5555/abc.1
design: open-label pilot  # as its authors call it
design_class: uncontrolled
verified: true
text_held: abstract
findings:
  - statement: Drug X halved worry.
    verified: true
"""
ENDNOTE = """\
<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><database name="a.enl">a.enl</database>
<ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal">Roe, Jane</style></author>
<author><style>The Worry Study Group,</style></author></authors></contributors>
<titles><title><style face="normal">Drug X for </style><style face="italic">worry</style><style> in nurses: a pilot</style></title>
<secondary-title><style>Journal of Trials</style></secondary-title></titles><pages><style>10-19</style></pages>
<volume><style>4</style></volume><number><style>2</style></number><dates><year><style>2021</style></year>
<pub-dates><date><style>Mar 5</style></date></pub-dates></dates><accession-num><style>31234567</style></accession-num>
<abstract><style>Drug X halved worry. Registered as NCT 01234567.</style></abstract>
<urls><related-urls><url><style>&lt;Go to ISI&gt;://WOS:000</style></url></related-urls></urls>
<electronic-resource-num><style>10.5555/ABC.1</style></electronic-resource-num>
<remote-database-provider><style>NLM</style></remote-database-provider></record></records></xml>
"""
# As EndNote writes RIS: a date without its year, a command of its own for an address, the PubMed number by its provider.
BY_ENDNOTE = RIS.replace("DA  - 2021/03/05/", "DA  - Mar 5").replace(
    "ER  -", "AN  - 31234567\nDP  - NLM\nN1  - Trial registration: NCT01234567\nUR  - <Go to ISI>://WOS:000\nER  -"
)
FORMATS = {"ris": RIS, "nbib": NBIB, "bib": BIB, "xml": XML, "json": CSL, "yml": YAML}


@pytest.fixture
def add(tmp_path):
    """Add texts, by file name, to the folder `studies`; gives exit status, output and errors."""

    def run(**files):
        paths = []
        for name, text in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths.append(str(path))
        result = CliRunner().invoke(main, ["studies", "add", *paths, "--studies", str(tmp_path / "studies")])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout.replace(f"{tmp_path}/", ""), result.stderr.replace(f"{tmp_path}/", "")

    return run


def records(tmp_path):
    found, problems = read_studies(tmp_path / "studies")
    assert problems == ()
    return found


@pytest.mark.parametrize("form", [ENDNOTE, BY_ENDNOTE])
def test_exports_of_endnote(add, tmp_path, form):
    status, out, err = add(refs__txt=form)
    assert (status, err) == (0, "") and "added as roe2021" in out
    (study,) = records(tmp_path)
    assert (study.title, study.type) == ("Drug X for worry in nurses: a pilot", "article-journal")
    assert study.authors == ("Roe, Jane", "The Worry Study Group")
    assert (study.issued, study.container_title, study.page) == ("2021-03-05", "Journal of Trials", "10-19")
    assert (study.doi, study.pmid, study.url) == ("10.5555/abc.1", "31234567", "")
    assert study.trial_registrations == ("NCT01234567",) and study.text_held == "abstract"


TRIALS = {
    "nbib": NBIB.replace("PT  -", "SI  - ClinicalTrials.gov/NCT01234567\nPT  -"),
    "xml": XML.replace(
        "<PublicationTypeList>",
        "<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>"
        "<AccessionNumber>NCT01234567</AccessionNumber></AccessionNumberList></DataBank></DataBankList><PublicationTypeList>",
    ),
    "ris": RIS.replace("halved worry.", "halved worry (ClinicalTrials.gov: NCT01234567)."),
    "bib": BIB.replace("doi =", "note = {Registered: NCT 01234567}, doi ="),
    "json": CSL.replace('"DOI"', '"note": "nct01234567", "DOI"'),
}


@pytest.mark.parametrize("ending", TRIALS)
def test_trial_registrations_are_read(add, tmp_path, ending):
    add(**{f"refs__{ending}": TRIALS[ending]})
    (study,) = records(tmp_path)
    assert study.trial_registrations == ("NCT01234567",)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", ["right", "txt"])
def test_each_format_gives_the_same_record(add, tmp_path, ending, name):
    status, out, err = add(**{f"refs__{ending if name == 'right' else 'txt'}": FORMATS[ending]})
    assert (status, err) == (0, "") and out.endswith("1 added, 0 merged, 0 unchanged, 0 refused\n")
    (study,) = records(tmp_path)
    assert (study.id, study.title, study.authors) == (
        "roe2021",
        "Drug X for worry in nurses: a pilot",
        ("Roe, Jane", "The Worry Study Group"),
    )
    assert (study.issued, study.year, study.container_title) == ("2021-03-05", "2021", "Journal of Trials")
    assert (study.volume, study.issue, study.page, study.doi) == ("4", "2", "10-19", "10.5555/abc.1")
    assert study.text_held == "abstract" and (study.held is None) == (ending == "yml")


def test_pubmed_xml_keeps_labels_and_what_it_says_of_a_retraction(add, tmp_path):
    add(p__xml=XML)
    (study,) = records(tmp_path)
    assert study.held.text == "RESULTS: Drug X halved worry.\n\nCONCLUSIONS: It may help.\n"
    assert (study.retraction, study.pmid, study.pmcid) == ("retracted", "31234567", "PMC1234567")


def test_what_is_there_is_merged_and_never_overwritten(add, tmp_path):
    add(a__yml=YAML)
    before = (tmp_path / "studies" / "roe2021.yml").read_text()
    status, out, _ = add(b__ris=RIS.replace("VL  - 4", "VL  - 9"), c__nbib=NBIB, d__bib=BIB)
    assert status == 0
    assert out.splitlines() == [
        "b.ris: record 1: merged into roe2021 by DOI; filled abstract",
        "c.nbib: record 1: merged into roe2021 by DOI; filled PMID, PMCID",
        "d.bib: record 1: is roe2021 by DOI; nothing new",
        "0 added, 2 merged, 1 unchanged, 0 refused",
    ]
    after = (tmp_path / "studies" / "roe2021.yml").read_text()
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        "PMID: 31234567",
        "PMCID: PMC1234567",
    ]
    (study,) = records(tmp_path)
    assert (study.volume, study.pmid, len(study.findings)) == ("4", "31234567", 1)


def test_a_later_export_that_marks_a_work_as_retracted_says_so_in_its_record(add, tmp_path):
    add(a__yml=YAML)
    assert "filled PMID, PMCID, retraction, abstract" in add(b__xml=XML)[1]
    (study,) = records(tmp_path)
    assert (study.retraction, study.retraction_reason) == ("retracted", "marked so by PubMed")


def ris(title, year="2021", author="Roe, Jane", **tags):
    lines = [
        "TY  - JOUR",
        f"TI  - {title}",
        f"AU  - {author}",
        f"PY  - {year}",
        *(f"{t}  - {v}" for t, v in tags.items()),
    ]
    return "\n".join([*lines, "ER  - ", ""])


@pytest.mark.parametrize(
    "one, other, same",
    [
        (ris("Drug X, worry and sleep in night nurses"), ris("DRUG X, WORRY & SLEEP IN NIGHT-NURSES"), False),
        (ris("Drug X for worry and sleep in night nurses"), ris("Drug X for Worry and Sleep in Night-Nurses."), True),
        (ris("Drug X for worry and sleep in night nurses"), ris("Drug X for wory and sleep in night nurses"), True),
        (ris("Drug X for worry in nurses, part 1"), ris("Drug X for worry in nurses, part 2"), False),
        (ris("Drug X for worry in nurses II"), ris("Drug X for worry in nurses I"), False),
        (ris("Drug X for worry in nurses"), ris("Drug X for worry in nurses", year="2019"), False),
        (ris("Editorial"), ris("Editorial", author="Doe, J"), False),
        (ris("Drug X for worry in nurses"), ris("Drug X for worry in nurses", author="Doe, J"), False),
        (ris("Naïve Møller's trial of drug X"), ris("Naive Moller's trial of drug X", author="Roe, J"), True),
        (ris("Drug X in nurses", DO="10.5555/a"), ris("Drug X in nurses", DO="10.5555/b"), False),
        (ris("Drug X in nurses", DO="10.5555/a"), ris("Quite another title", DO="10.5555/A"), True),
        (ris("Drug X in nurses", N1="PMID: 31234567"), ris("Drug X given", N1="PMID: 31234567", DO="10.5555/a"), True),
    ],
)  # fmt: skip
def test_what_is_one_work(add, tmp_path, one, other, same):
    assert add(a__ris=one + other)[0] == 0
    assert len(records(tmp_path)) == (1 if same else 2)


def test_ids_are_names_and_years_unique_and_stable(add, tmp_path):
    texts = [ris(f"{word} work of drug X") for word in ("First", "Second", "Third")]
    texts += [
        ris("A body's own report", author="The World Body of Trials"),
        ris("漢字の研究", author="山田, 太郎"),
        ris("No year here", year=""),
    ]
    texts += [ris("On the coast", author="van der Berg, J"), ris("Accents", author="Østergård-Núñez, J")]
    add(a__ris="".join(texts))
    names = [
        "ostergardnunez2021",
        "roe",
        "roe2021",
        "roe2021a",
        "roe2021b",
        "study2021",
        "vanderberg2021",
        "worldbody2021",
    ]
    assert [study.id for study in records(tmp_path)] == names
    before = {path.name: path.read_bytes() for path in (tmp_path / "studies").glob("*.yml")}
    status, out, _ = add(a__ris="".join(reversed(texts)))
    assert (status, out.splitlines()[-1]) == (0, "0 added, 0 merged, 8 unchanged, 0 refused")
    assert {path.name: path.read_bytes() for path in (tmp_path / "studies").glob("*.yml")} == before


GOOD = ris("A sound record of drug X")
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><PubmedArticleSet><PubmedArticle>&b;</PubmedArticle></PubmedArticleSet>'
FILE_ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><PubmedArticleSet><PubmedArticle>&e;</PubmedArticle></PubmedArticleSet>'
BAD = [
    ("a.ris", "TY  - JOUR\nTI  - No end\nAU  - Roe, J\nPY  - 2020\n" + GOOD, 2,
     ["a.ris: record 1: ER: the record has no end mark; it is read up to the next record"]),
    ("a.ris", ris("").replace("TI  - \n", "") + GOOD, 1, ["a.ris: record 1: title: is missing"]),
    ("a.ris", ris("Wrong DOI here", DO="see the site") + GOOD, 2, ["a.ris: record 1: DOI: 'see the site' is not a DOI"]),
    ("a.ris", ris("Wrong year here", year="20201") + GOOD, 2, []),
    ("a.ris", ris("A bell \x07 rings") + GOOD, 1,
     ["a.ris: record 1: title: holds a character that cannot be printed: 'A bell \\x07 rings'"]),
    ("a.ris", ris("=HYPERLINK(\"https://example.org\";\"x\")") + GOOD, 2, []),
    ("a.ris", "", 0, ["a.ris: is empty"]),
    ("a.ris", "   \n\n", 0, ["a.ris: is empty"]),
    ("a.ris", "Dear colleague,\nplease find the list.", 0, ["a.ris: is no RIS, whatever its ending says"]),
    ("a.ris", b"TY  - JOUR\nTI  - \x00\x01\x02\nER  - \n", 0,
     ["a.ris: is not a text file: it holds NUL bytes (or it is UTF-16 without a byte order mark)"]),
    ("a.ris", GOOD.encode() + b"TY  - JOUR\nTI  - caf\xe9 \xe2\x82\xac \xff\nER  - \n", 0, None),
    ("a.bib", "@article{a, title = {Broken {braces}, year = 2020\n}\n@article{b, title = {Sound one}, year = 2020}\n", 1,
     ["a.bib: record 1: line 1: the braces or fields of the entry are broken"]),
    ("a.bib", "@article{a, title = {T}, title = {U}}\n@book{b, title = {Sound one}}", 1,
     ["a.bib: record 1: line 1: the field title stands twice"]),
    ("a.json", '[{"title": "x"', 0, ["a.json: is not JSON (line 1: Expecting ',' delimiter)"]),
    ("a.json", "[" * 100_000, 0, ["a.json: is not JSON that can be read (too deeply nested)"]),
    ("a.json", '[{"type": "book", "title": "x", "volume": ' + "9" * 5000 + "}]", 0,
     ["a.json: is not JSON that can be read (a number has too many digits)"]),
    ("a.bib", "@article{a, title = {" + "{" * 3000 + "x" + "}" * 3000 + "}, year = 2020}\n@book{b, title = {Sound one}}", 1,
     ["a.bib: record 1: title: has 6,001 characters, more than 4,000"]),
    ("a.bib", "@article{a, title={" + "{" * 50_000, 0, ["a.bib: record 1: line 1: the braces or fields of the entry are broken"]),
    ("a.xml", FILE_ENTITY.encode("utf-16"), 0, ["a.xml: declares entities, which PubMed XML never does; it is not read"]),
    ("a.ris", "TY  - JOUR\nTI  - Same\nER  - \n" * 2000, 1, []),
    ("a.json", '[3, {"type": "book", "title": "Sound one"}, {"type": "book"}]', 1,
     ["a.json: record 1: is not a mapping of keys to values", "a.json: record 3: title: is missing"]),
    ("a.xml", BOMB, 0, ["a.xml: declares entities, which PubMed XML never does; it is not read"]),
    ("a.xml", FILE_ENTITY, 0, ["a.xml: declares entities, which PubMed XML never does; it is not read"]),
    ("a.xml", "<html><p>no</p></html>", 0, ["a.xml: is XML, and neither PubMed's nor EndNote's: it holds no PubmedArticle and no records"]),
    ("a.xml", XML.replace("</PubmedArticleSet>", "<PubmedArticle>"), 1, None),
    ("a.yml", YAML.replace("kind: article", "kind: advert"), 0, None),
    ("a.nbib", NBIB.replace("TI  - ", "TX  - ") + "\n" + NBIB.replace("10.5555/abc.1", "10.5555/abc.2").replace("31234567", "7"), 1,
     ["a.nbib: record 1: title: is missing"]),
]  # fmt: skip


@pytest.mark.parametrize("name, text, kept, lines", BAD)
def test_what_is_wrong_is_said_in_a_line_and_the_rest_done(add, tmp_path, name, text, kept, lines):
    status, _, err = add(**{name.replace(".", "__"): text, "good__ris": ris("Another sound record")})
    assert len(records(tmp_path)) == kept + 1
    assert status == (1 if err else 0) and (lines is not None or err.startswith(name))
    if lines is not None:
        assert err.splitlines() == lines
    assert all(line.startswith(name) and len(line) < 300 for line in err.splitlines())


def test_a_file_that_is_not_there_and_a_huge_one_cost_a_line_each(tmp_path):
    huge = tmp_path / "huge.ris"
    with huge.open("wb") as file:
        file.write(b"TY  - JOUR\n")
        file.truncate(200 * 2**20)
    tracemalloc.start()
    result = CliRunner().invoke(
        main, ["studies", "add", str(huge), str(tmp_path / "no.ris"), "--studies", str(tmp_path / "s")]
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.exit_code == 1 and peak < 50 * 2**20 and huge.stat().st_size > LIMIT
    assert [line.removeprefix(f"{tmp_path}/") for line in result.stderr.splitlines()] == [
        "huge.ris: has 200 MB, more than 64 MB; split it",
        "no.ris: cannot be read: No such file or directory",
    ]


def test_a_title_of_any_length_and_a_list_of_names_without_end_are_bounded(add, tmp_path):
    names = "\n".join(f"AU  - Name{n}, A" for n in range(6000))
    status, _, err = add(a__ris=ris("x" * 5000) + ris("Many hands", year="2020").replace("AU  - Roe, Jane", names))
    assert status == 1 and err.splitlines() == [
        "a.ris: record 1: title: has 5,000 characters, more than 4,000",
        "a.ris: record 2: author: has 6,000 names; the first 5,000 are kept",
    ]


def test_a_record_that_is_two_works_is_refused(add, tmp_path):
    add(a__ris=ris("First work", DO="10.5555/a") + ris("Second work", N1="PMID: 31234567"))
    status, _, err = add(b__ris=ris("Which is it", DO="10.5555/a", N1="PMID: 31234567"))
    assert (status, err) == (
        1,
        "b.ris: record 1: is two works: its DOI that of roe2021 and its PMID that of roe2021a\n",
    )


@pytest.mark.parametrize(
    "text, added",
    [
        (YAML, {"PMID": "123", "URL": "https://example.org/a"}),
        (YAML.replace("page: 10-19", "page: ''"), {"page": "1-2"}),
        (YAML.replace("text_held: abstract", "text_held: none # unread"), {"text_held": "abstract"}),
    ],
)
def test_a_record_is_filled_between_its_lines(text, added):
    after = filled(text, added)
    assert yaml.safe_load(after) == {
        **yaml.safe_load(text),
        **{k: int(v) if v.isdigit() else v for k, v in added.items()},
    }
    assert "# as its authors call it" in after


def test_a_layout_that_lets_no_line_in_is_left_alone():
    with pytest.raises(ValueError, match="by hand"):
        filled('{id: a, title: "x"}', {"PMID": "1"})


def test_a_thousand_records_are_read_in_and_known_again(add, tmp_path):
    items = [{"type": "article-journal", "title": f"Trial number {n} of drug X in group {n * 7}", "id": str(n),
              "author": [{"family": f"Name{n % 50}", "given": "A"}], "issued": {"date-parts": [[2000 + n % 20]]}}
             for n in range(1000)]  # fmt: skip
    text = json.dumps(items)
    assert add(a__json=text)[1].endswith("1000 added, 0 merged, 0 unchanged, 0 refused\n")
    assert add(a__json=text)[1].endswith("0 added, 0 merged, 1000 unchanged, 0 refused\n")


def test_the_shipped_records_go_out_and_are_known_again(tmp_path):
    shipped = Path(__file__).resolve().parent.parent / "sources" / "studies"
    studies, _ = read_studies(shipped)
    folder = StudyFolder(tmp_path / "studies")
    for study in studies:
        (folder.path / study.path).write_bytes((shipped / study.path).read_bytes())
    out = tmp_path / "all.json"
    out.write_text(json.dumps([to_csl(study) for study in studies]))
    result = CliRunner().invoke(main, ["studies", "add", str(out), "--studies", str(folder.path)])
    last = result.stdout.splitlines()[-1]
    assert result.stderr == "" and last.startswith("0 added") and last.endswith("0 refused")
