"""Linking: which study an entry is, what a mention points at, which claims it covers, what a reviewer is told."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from kb.citations import find_citations
from kb.labels import BlockKind, CitationStatus, ClaimType, Strength
from kb.linking import citation_status, link_citations, match_references
from kb.model import Article, Block, Claim, Link, Reference, Study
from kb.observing.sources import observe_references
from kb.read.articles import read_articles
from kb.read.studies import read_studies
from kb.references import parse_references
from kb.vocab import SHIPPED, load_vocabulary

ROOT = Path(__file__).resolve().parent.parent

OKAFOR_2018 = Study(
    id="okafor2018", type="article-journal", title="Velamine for migraine: a randomised trial in adults",
    authors=("Okafor, A", "Lind, B"), year="2018", container_title="Journal of Headache", doi="10.1234/vel.2018",
    pmid="11111111",
)  # fmt: skip
OKAFOR_2017 = Study(
    id="okafor2017", type="article-journal", title="Dose finding for velamine", authors=("Okafor, A",), year="2017",
    container_title="Journal of Headache",
)  # fmt: skip
LIND_2019 = Study(
    id="lind2019", type="article-journal", title="Sleep after velamine in older adults", authors=("Lind, Birgit",),
    year="2019", pmcid="PMC2222222", trial_registrations=("NCT01234567", "EudraCT 2015-001234-56"),
)  # fmt: skip
LEAGUE = Study(
    id="league", type="webpage", title="Facts", authors=("Migraine and Epilepsy League",), aliases=("MEL",), year="2022",
    url="https://www.league.example.org/facts/index.html",
)  # fmt: skip
STUDIES = (OKAFOR_2018, OKAFOR_2017, LIND_2019, LEAGUE)
LIST = (
    "\n\nReferences\n\n"
    "1. Okafor A, Lind B. Velamine for migraine: a randomised trial in adults. J Headache. 2018;1:1-9.\n"
    "2. Lind B. Sleep after velamine in older adults. Sleep Well. 2019;2:3-4.\n"
    "3. Moreau C. Cost of tablets. Econ Med. 2020;3:5-6.\n"
)


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vocabulary")
    (folder / "citation_cues.yml").write_text((SHIPPED / "citation_cues.yml").read_text(encoding="utf-8"), "utf-8")
    (folder / "organisations.yml").write_text(
        "concepts: {league: {label: Migraine and Epilepsy League, kind: organisation, synonyms: [MEL]}}", "utf-8"
    )
    return load_vocabulary(folder)


def entry(**fields) -> Reference:
    return Reference(**{"id": "page.r1", "article_id": "page", "start": 0, "end": 1, "text": "-", **fields})


MATCHES = {
    "doi": (entry(doi="10.1234/VEL.2018"), "okafor2018", "doi", ""),
    "pmid": (entry(pmid="11111111"), "okafor2018", "pmid", ""),
    "pmcid": (entry(pmcid="PMC2222222"), "lind2019", "pmcid", ""),
    "trial registration": (entry(trial_registration="NCT01234567"), "lind2019", "trial_registration", ""),
    "url without its index page": (entry(url="http://league.example.org/facts/"), "league", "url", ""),
    "title, author, year": (
        entry(title="Velamine for Migraine: A Randomized Trial in Adults", authors=("Okafor, Ada",), year="2018"),
        "okafor2018", "author_year_title", "",
    ),
    "title without subtitle": (
        entry(title="Sleep after velamine in older adults: a cohort", authors=("Lind, B",), year="2019"),
        "lind2019", "author_year_title", "",
    ),
    "title alone": (entry(title="Sleep after velamine in older adults"), "lind2019", "title", ""),
    "another year": (
        entry(title="Sleep after velamine in older adults", authors=("Lind, B",), year="2018"),
        "lind2019", "title", "the entry says 2018, the study is of 2019",
    ),
    "identifier of another work": (
        entry(doi="10.1234/vel.2018", title="Costs of hospital laundry in Leeds", year="2018"),
        "okafor2018", "doi", "the doi is that of “Velamine for migraine: a randomised trial in adults”",
    ),
    "author and year of one, title of none": (
        entry(title="Laundry in hospitals", authors=("Okafor, A",), year="2018"), "", "none",
        "no study of the library fits",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "study", "method", "note"), MATCHES.values(), ids=MATCHES)
def test_entries_meet_their_study(reference, study, method, note):
    (match,) = match_references([reference], STUDIES)
    assert (match.study_id, match.method, match.note) == (study, method, note)


def test_an_entry_that_two_studies_fit_is_left_open():
    twins = tuple(Study(id=i, type="article", title="One title for two works", year="2018") for i in ("a", "b"))
    (match,) = match_references([entry(title="One title for two works", year="2018")], twins)
    assert (match.study_id, match.method, match.note) == ("", "none", "several studies fit: a, b")


def claims_of(page: Article, *parts: str) -> list[Claim]:
    """A claim for each part of the text; a part that names its sentence is written "clause | sentence"."""
    claims = []
    for number, part in enumerate(parts):
        clause, _, sentence = (p.strip() for p in part.partition("|"))
        start, begin = page.text.index(clause), page.text.index(sentence or clause)
        claims.append(
            Claim(
                id=f"claim{number}", article_id="page", start=start, end=start + len(clause), quote=clause, block=0,
                block_kind=BlockKind.PROSE, section="", type=ClaimType.EFFICACY, strength=Strength.PLAIN,
                sentence_start=begin, sentence_end=begin + len(sentence or clause),
            )
        )  # fmt: skip
    return claims


def linked(words, text: str, *parts: str, blocks: tuple[Block, ...] = ()):
    page = Article(id="page", title="", text=text, path="", sha256="", blocks=blocks)
    references = parse_references(page)
    matches = match_references(references, STUDIES)
    citations = find_citations(page, words, STUDIES)
    claims = claims_of(page, *parts)
    links = link_citations(page, claims, citations, references, matches, STUDIES)
    return links, observe_references(page, citations, references, links)


def rows(links, claim: str = "claim0") -> list[tuple[str, str, str, str]]:
    """(entry, study, method, status) of a claim's links."""
    return [
        (k.reference_id.removeprefix("page."), k.study_id, k.method, k.status.value)
        for k in links
        if k.claim_id == claim
    ]


POINTERS = {
    "Velamine eases pain.[1]": [("r1", "okafor2018", "number", "cited")],
    "Velamine eases pain.[1,2]": [("r1", "okafor2018", "number", "cited"), ("r2", "lind2019", "number", "cited")],
    "Tablets are dear.[3]": [("r3", "", "number", "cited")],
    "Velamine eases pain.[7]": [("", "", "no_entry", "miscited")],
    "Okafor et al (2018) saw less pain.": [("r1", "okafor2018", "author_year", "cited")],
    "Okafor and Lind (2018) saw less pain.": [("r1", "okafor2018", "author_year", "cited")],
    "Okafor and Moreau (2018) saw less pain.": [("", "", "disagrees", "miscited")],
    "Okafor et al (2017) saw less pain.": [("", "", "disagrees", "miscited")],
    "Velamine lifts sleep (Lind, 2019).": [("r2", "lind2019", "author_year", "cited")],
    "Velamine eases pain (doi:10.1234/vel.2018).": [("", "okafor2018", "library_doi", "cited")],
    "Sleep rose (ClinicalTrials.gov NCT01234567).": [("", "lind2019", "trial_registration", "cited")],
    "Velamine eases pain (data on file).": [("", "", "data_on_file", "cited")],
    "Velamine eases pain (PMID: 99999999).": [("u1", "", "pmid", "cited")],
    "The Migraine and Epilepsy League reports that many suffer.": [("", "league", "library_name", "cited")],
    "The Royal Institute of Sleep reports that many suffer.": [("", "", "name", "cited")],
    "Studies have shown that velamine helps.": [("", "", "vague", "vague")],
    "Velamine has been shown to help.[2]": [("r2", "lind2019", "number", "cited")],
    "Velamine is cheap.": [],
}


@pytest.mark.parametrize(("sentence", "wanted"), POINTERS.items())
def test_mentions_on_a_page_with_a_bibliography(words, sentence, wanted):
    links, _ = linked(words, sentence + LIST, sentence)
    got = [(r if not (r.startswith("u") and s) else "", s, m.replace("doi", "library_doi") if r.startswith("u") and s else m, t)
           for r, s, m, t in rows(links)]  # fmt: skip
    assert got == wanted


WITHOUT_LIST = {
    "Okafor et al (2017) saw less pain.": [("", "okafor2017", "library_author_year", "cited")],
    "Lind (2019) saw more sleep.": [("", "lind2019", "library_author_year", "cited")],
    "Moreau et al (2020) saw nothing.": [("", "", "no_entry", "cited")],
    "Velamine eases pain.[1]": [("", "", "no_entry", "miscited")],
    "A study published in the Journal of Headache found less pain.": [("", "", "vague", "vague")],
}


@pytest.mark.parametrize(("sentence", "wanted"), WITHOUT_LIST.items())
def test_mentions_on_a_page_without_one(words, sentence, wanted):
    assert rows(linked(words, sentence, sentence)[0]) == wanted


def test_a_disagreeing_mention_offers_what_it_may_mean(words):
    sentence = "Okafor et al (2017) saw less pain."
    (link,) = (k for k in linked(words, sentence + LIST, sentence)[0] if k.claim_id)
    assert link.candidates == ("okafor2017", "okafor2018")
    assert link.note == "the mention says 2017, entry 1 is of 2018"


def test_a_journal_offers_what_it_printed(words):
    sentence = "A study published in the Journal of Headache found less pain."
    assert linked(words, sentence, sentence)[0][0].candidates == ("okafor2018", "okafor2017")


def test_two_works_of_one_author_and_year_are_told_apart_by_letter_or_left_open(words):
    listed = "\n\nReferences\n1. Okafor, A. (2018a). One thing. J A, 1, 1-2.\n2. Okafor, A. (2018b). Other thing. J A, 2, 1-2.\n"
    for year, wanted in {
        "2018a": ("r1", "author_year"),
        "2018b": ("r2", "author_year"),
        "2018": ("", "ambiguous"),
    }.items():
        sentence = f"Okafor ({year}) saw less pain."
        (row,) = rows(linked(words, sentence + listed, sentence)[0])
        assert (row[0], row[2]) == wanted


def test_name_and_number_that_mean_two_works_are_miscited(words):
    sentence = "Moreau et al (2015) saw less pain.[2]"
    links, findings = linked(words, sentence + LIST.replace("Moreau", "Reyes"), sentence)
    assert [(k.status, k.study_id) for k in links if k.claim_id] == [(CitationStatus.MISCITED, "")] * 2
    assert {f.kind for f in findings} >= {"citation_entry_disagree"}


def test_anaphors_share_what_they_point_to(words):
    text = "Okafor et al (2018) saw less pain. Their work covered two clinics. This study was short." + LIST
    links, _ = linked(words, text, "Their work covered two clinics.", "This study was short.")
    assert rows(links, "claim0") == rows(links, "claim1") == [("r1", "okafor2018", "anaphor_author_year", "cited")]


def test_anaphors_of_nothing_and_of_appeals_are_vague(words):
    text = "One study found less pain. This study was short.\n\nOur prices\n\nThis trial was long."
    links, _ = linked(words, text, "This study was short.", "This trial was long.")
    assert [k.status for k in links if k.claim_id] == [CitationStatus.VAGUE] * 2


def test_each_clause_keeps_its_own_marker(words):
    sentence = "Velamine eases pain,[1] and it lifts sleep,[2] but it is dear."
    parts = [f"{p} | {sentence}" for p in ("Velamine eases pain", "it lifts sleep", "it is dear")]
    links, _ = linked(words, sentence + LIST, *parts)
    assert [[r[0] for r in rows(links, f"claim{n}")] for n in range(3)] == [["r1"], ["r2"], []]


def test_a_marker_at_the_end_covers_every_clause(words):
    sentence = "Velamine eases pain and lifts sleep (Lind, 2019).[1]"
    parts = [f"{p} | {sentence}" for p in ("Velamine eases pain", "lifts sleep")]
    links, _ = linked(words, sentence + LIST, *parts)
    assert [[r[0] for r in rows(links, f"claim{n}")] for n in range(2)] == [["r2", "r1"], ["r2", "r1"]]


def test_a_narrative_mention_covers_every_clause(words):
    sentence = "Okafor et al (2018) saw less pain and more sleep."
    links, _ = linked(words, sentence + LIST, f"less pain | {sentence}", f"more sleep | {sentence}")
    assert [[r[0] for r in rows(links, f"claim{n}")] for n in range(2)] == [["r1"], ["r1"]]


def test_a_marker_outside_the_sentence_belongs_to_the_one_before(words):
    links, _ = linked(words, "It eases pain. [1] It is cheap." + LIST, "It eases pain.", "It is cheap.")
    assert [rows(links, "claim0")[0][0], rows(links, "claim1")] == ["r1", []]


def test_a_caption_of_another_year_shows_on_the_claims_that_cite_its_author(words):
    text = "Okafor et al (2018) saw less pain. Sleep is dear.\n\nFigure: Okafor et al 2017" + LIST
    first = text.index("Figure")
    blocks = (
        Block(index=0, kind=BlockKind.PROSE, start=0, end=first - 2),
        Block(index=1, kind=BlockKind.CAPTION, start=first, end=text.index("\n\nReferences")),
        *(Block(index=n + 1, kind=BlockKind.REFERENCE, start=m.start(), end=m.end())
          for n, m in enumerate(re.finditer(r"^\d\. .*$", text, re.M), 1)),
    )  # fmt: skip
    links, findings = linked(words, text, "Okafor et al (2018) saw less pain.", "Sleep is dear.", blocks=blocks)
    assert [r[2:] for r in rows(links, "claim0")] == [("author_year", "cited"), ("disagrees", "miscited")]
    assert rows(links, "claim1") == []
    assert citation_status(k for k in links if k.claim_id == "claim0") is CitationStatus.CITED
    assert "citation_entry_disagree" in {f.kind for f in findings}


def test_what_is_told_of_the_page(words):
    sentence = "Velamine eases pain.[1] It is safe.[9]"
    _, findings = linked(words, sentence + LIST, "Velamine eases pain.")
    told = [(f.kind, f.detail.split(":")[0][:20]) for f in findings]
    assert told == [
        ("marker_without_entry", "“[9]”"),
        ("reference_never_cited", "2. Lind B. Sleep aft"),
        ("reference_never_cited", "3. Moreau C. Cost of"),
    ]


def test_citations_that_cover_no_claim_are_kept(words):
    links, _ = linked(words, "Velamine eases pain.[1] It is cheap." + LIST, "It is cheap.")
    assert [(k.claim_id, k.reference_id) for k in links] == [("", "page.r1")]


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        ((), "uncited"),
        (("vague",), "vague"),
        (("vague", "miscited"), "miscited"),
        (("miscited", "cited", "vague"), "cited"),
    ],
)
def test_the_best_of_its_links_stands_behind_a_claim(statuses, wanted):
    links = [Link(claim_id="c", citation_id="x", status=CitationStatus(s)) for s in statuses]
    assert citation_status(links).value == wanted


def test_gold_status_and_links(shared, vocabulary):
    """Reviewers' labels, on claims made of their own sentences: what this stage can reach whatever `claims` finds."""
    studies, _ = read_studies(ROOT / "sources" / "studies")
    articles = {a.id: a for a in read_articles(shared / "originals")[0]}
    gold = defaultdict(list)
    for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["claim"]:
            gold[row["article"]].append(row)
    right, lost, total = 0, [], 0
    for ident, gold_rows in gold.items():
        page = articles[ident]
        references = parse_references(page)
        citations = find_citations(page, vocabulary, studies)
        claims = [
            Claim(
                id=r["id"], article_id=ident, start=r["start"], end=r["end"], quote="", block=0, section="",
                block_kind=BlockKind.PROSE, type=ClaimType.EFFICACY, strength=Strength.PLAIN,
                sentence_start=r["start"], sentence_end=r["end"],
            )
            for r in gold_rows
        ]  # fmt: skip
        links = link_citations(page, claims, citations, references, match_references(references, studies), studies)
        texts = {c.id: c.text for c in citations}
        for row in (r for r in gold_rows if not r["borderline"]):
            mine = [k for k in links if k.claim_id == row["id"]]
            status = citation_status(mine).value
            total += 1
            right += {"miscited": "cited", "uncited": "none"}.get(status, status) in {
                c.split(":")[0] for c in row["citations"]
            }
            named = {re.sub(r"[^a-z0-9]", "", f"{k.study_id} {texts[k.citation_id]}".lower()) for k in mine}
            wanted = [c.split(":")[-1].lower() for c in row["citations"] if c.startswith("cited:")]
            lost += [(row["id"], w) for w in wanted if not any(w in n for n in named)]
    assert total > 100
    assert right / total >= 0.97
    assert lost == []
