"""Writers of RIS, BibTeX, NBIB and CSL-JSON: what goes out comes back in, and CSL-JSON keeps to the standard's lists."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.labels import RetractionState
from kb.literature.bibtex import from_latex, read_bibtex, to_bibtex, to_latex
from kb.literature.csl import read_csl, to_csl
from kb.literature.incoming import check
from kb.literature.nbib import read_nbib, to_nbib
from kb.literature.ris import read_ris, to_ris
from kb.model import Study
from kb.read.records import CslType

# The closed lists of CSL 1.0.2: the item types and the variables that an item of the input schema may have.
CSL_TYPES = set(re.findall(r"\S+", """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage
"""))  # fmt: skip
CSL_NAMES = set(re.findall(r"\S+", """
    author chair collection-editor compiler composer container-author contributor curator director editor
    editorial-director executive-producer guest host illustrator interviewer narrator organizer original-author
    performer producer recipient reviewed-author script-writer series-creator translator
"""))  # fmt: skip
CSL_DATES = {"accessed", "available-date", "event-date", "issued", "original-date", "submitted"}
CSL_TEXTS = set(re.findall(r"\S+", """
    id type citation-key language journalAbbreviation shortTitle abstract annote archive archive_collection
    archive_location archive-place authority call-number chapter-number citation-number citation-label
    collection-number collection-title container-title container-title-short dimensions division DOI edition event
    event-title event-place first-reference-note-number genre ISBN ISSN issue jurisdiction keyword locator medium note
    number number-of-pages number-of-volumes original-publisher original-publisher-place original-title page page-first
    part part-title PMCID PMID printing publisher publisher-place references reviewed-genre reviewed-title scale section
    source status supplement title title-short URL version volume volume-title volume-title-short year-suffix
"""))  # fmt: skip
NAME_KEYS = {"family", "given", "dropping-particle", "non-dropping-particle", "suffix", "comma-suffix",
             "static-ordering", "literal", "parse-names"}  # fmt: skip
DATE_KEYS = {"date-parts", "season", "circa", "literal", "raw"}


def csl_faults(item):
    """What of an item breaks the rules of the input schema of CSL 1.0.2."""
    faults = [key for key in ("id", "type") if key not in item]
    faults += [item["type"]] if item["type"] not in CSL_TYPES else []
    for key, value in item.items():
        if key in CSL_NAMES:
            faults += [
                f"{key}.{k}" for name in value for k, v in name.items() if k not in NAME_KEYS or type(v) is not str
            ]
        elif key in CSL_DATES:
            faults += [f"{key}.{k}" for k in value if k not in DATE_KEYS]
            parts = value.get("date-parts", [[1]])
            if not (1 <= len(parts) <= 2 and all(1 <= len(p) <= 3 and all(type(x) is int for x in p) for p in parts)):
                faults.append(key)
        elif key not in CSL_TEXTS or type(value) is not str:
            faults.append(key)
    return faults


WORDS = ["ketamine", "O'Brien", "naïve", "Øresund", "β-blocker", "{GAD}", "R&D", "50%", "$5", "a_b", "C#", "x^2", "~3",
         "\\alpha", "--", "``so''", "<<", ">>", "“quoted”", "–", "=SUM(A1)", "@home", "?", "!", "(n=20)", "Ж", "漢字",
         '"', "'", "`", "¿`", "?`", "TY", "ER -", "and", "of", "in vivo"]  # fmt: skip
TITLES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join).filter(lambda t: re.search(r"\w", t))
FAMILIES = st.sampled_from(["Glue", "van der Berg", "O'Brien", "Smith-Jones", "Østergård", "García Márquez", "d'Arc", "Ng",
                            "Braces{x}", "Sand and Sons"])  # fmt: skip
GIVEN = st.sampled_from(["P", "Jan Q", "J.-P.", "Émile", "Ana María", "S. M. & T."])
PEOPLE = st.builds(
    lambda *parts: ", ".join(filter(None, parts)), FAMILIES, GIVEN, st.sampled_from(["", "", "Jr", "III"])
)
BODIES = st.sampled_from(["The GAD Study Group", "Ministry of Health and Care", "R&D {Unit}", "WHO", "de facto group"])
YEARS = st.integers(1900, 2030).map(str)
DATES = YEARS.flatmap(
    lambda y: st.tuples(st.just(y), st.sampled_from(["", f"{y}-03", f"{y}-11-30", f"{y} Spring", f"{y} (online)"]))
)
PAGES = st.sampled_from(["", "1-8", "e415-e419", "18r12475", "55", "ENEURO.0116-15.2016", "S12-S20"])
IDENTIFIERS = st.sampled_from(
    [("", "", ""), ("10.5555/abc_1", "123456", "PMC7654"), ("10.5555/(sici)1<2::aid>3.0.co;2-2", "", "")]
)
CARRIED = {
    "ris": ("trial_registrations", "type", "title", "authors", "year", "issued", "container_title", "volume", "issue", "page", "doi", "pmid",
            "pmcid", "url"),
    "bibtex": ("trial_registrations", "type", "title", "authors", "year", "issued", "container_title", "volume", "issue", "page", "doi", "pmid",
               "pmcid", "url"),
    "csl": ("trial_registrations", "type", "title", "authors", "year", "issued", "container_title", "volume", "issue", "page", "doi", "pmid",
            "pmcid", "url"),
    "nbib": ("trial_registrations", "kind", "retraction", "title", "authors", "year", "issued", "container_title", "volume", "issue", "page", "doi", "pmid", "pmcid"),
}  # fmt: skip


@st.composite
def studies(draw):
    year, issued = draw(DATES)
    doi, pmid, pmcid = draw(IDENTIFIERS)
    return Study(
        id="roe2020",
        type=draw(st.sampled_from([each.value for each in CslType])),
        title=draw(TITLES),
        authors=tuple(draw(st.lists(PEOPLE | BODIES, max_size=6))),
        year=year,
        issued=issued,
        container_title=draw(st.sampled_from(["", "Journal of Trials & Errors", "Acta Ψ: A–Z", "J. {Braced} 100%"])),
        volume=draw(st.sampled_from(["", "32", "12 Suppl 1", "A_1"])),
        issue=draw(st.sampled_from(["", "6", "1-2"])),
        page=draw(PAGES),
        doi=doi,
        kind=draw(st.sampled_from(["article", "guideline"])),
        retraction=draw(st.sampled_from([RetractionState.UNCHECKED, RetractionState.RETRACTED])),
        trial_registrations=draw(st.sampled_from([(), ("NCT01234567",), ("ISRCTN12345678", "EudraCT 2012-001234-12")])),
        pmid=pmid,
        pmcid=pmcid,
        url=draw(st.sampled_from(["", "https://example.org/a_b?x=1&y=%20#z"])),
    )


def read_back(form, some):
    """Studies written in a format and read again."""
    if form == "csl":
        raws = read_csl(json.dumps([to_csl(study) for study in some]))
    else:
        write, read = {"ris": (to_ris, read_ris), "bibtex": (to_bibtex, read_bibtex), "nbib": (to_nbib, read_nbib)}[
            form
        ]
        raws = read(write(some))
    found = [check(raw) for raw in raws]
    assert [faults for _, faults in found] == [()] * len(some)
    return [incoming.study for incoming, _ in found]


@pytest.mark.parametrize("form", CARRIED)
@settings(max_examples=60, deadline=None)
@given(some=st.lists(studies(), min_size=1, max_size=3))
def test_what_goes_out_comes_back(form, some):
    for before, after in zip(some, read_back(form, some), strict=True):
        assert {k: getattr(after, k) for k in CARRIED[form]} == {k: getattr(before, k) for k in CARRIED[form]}


@pytest.mark.parametrize("form", CARRIED)
def test_a_long_list_of_authors_and_an_en_dash_come_back(form):
    authors = tuple(f"Family{n}, G{n}" for n in range(3000))
    study = Study(id="a", type="article-journal", title="T", authors=authors, page="12–19", year="2020")
    (after,) = read_back(form, [study])
    assert after.authors == authors and after.page == "12-19"


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_any_text_survives_latex(text):
    folded = " ".join(text.split())
    assert " ".join(from_latex(to_latex(folded)).split()) == folded


@settings(max_examples=60, deadline=None)
@given(studies())
def test_csl_keeps_to_the_standard(study):
    assert csl_faults(json.loads(json.dumps(to_csl(study)))) == []


def test_the_check_of_csl_sees_what_is_wrong():
    wrong = {"id": "a", "type": "paper", "doi": "10.5555/x", "author": [{"name": "Roe"}], "issued": {"year": 2020}}
    assert csl_faults(wrong) == ["paper", "doi", "author.name", "issued.year"]


def test_types_of_records_are_types_of_csl():
    assert {each.value for each in CslType} <= CSL_TYPES
