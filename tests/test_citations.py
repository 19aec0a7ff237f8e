"""Citations on raw text: what is one, what only looks like one, what it covers, what it points back to."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.citations import find_citations
from kb.labels import BlockKind, CitationKind
from kb.model import Article, Block, Mark, Study
from kb.vocab import SHIPPED, load_vocabulary

ORGANISATIONS = """
concepts:
  league: {label: Migraine and Epilepsy League, kind: organisation, synonyms: [MEL]}
  medicines_agency: {label: National Medicines Agency, kind: organisation, synonyms: [NMA]}
  guild: {label: Guild of Neurologists, kind: organisation}
  velamine: {label: velamine, kind: drug, synonyms: [Velax]}
  migraine: {label: migraine, kind: condition}
"""
STUDIES = (
    Study(id="okafor2018", type="article-journal", title="Velamine in migraine", authors=("Okafor, A",), year="2018"),
    Study(id="brightline", type="article-journal", title="The BRIGHT-LINE trial", aliases=("BRIGHT-LINE trial",)),
)
LIST = "\n\nReferences\n1. Okafor A. One. J One. 2018;1:1-2.\n2. Lind B. Two. J Two. 2019;2:3-4.\n"


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vocabulary")
    (folder / "citation_cues.yml").write_text((SHIPPED / "citation_cues.yml").read_text(encoding="utf-8"), "utf-8")
    (folder / "organisations.yml").write_text(ORGANISATIONS, encoding="utf-8")
    return load_vocabulary(folder)


def article(text: str, blocks: tuple[Block, ...] = (), **rest) -> Article:
    return Article(id="page", title="", text=text, path="page.md", sha256="", blocks=blocks, **rest)


def laid_out(*parts: tuple[BlockKind, str, dict]) -> Article:
    """An article of blocks (kind, words, further keys), one a paragraph."""
    text, blocks = "", []
    for index, (kind, words_of, keys) in enumerate(parts):
        blocks.append(Block(index=index, kind=kind, start=len(text), end=len(text) + len(words_of), **keys))
        text += words_of + "\n\n"
    return article(text, tuple(blocks))


def brief(citations) -> list[tuple]:
    """Kind, words, and numbers or first author with year or identifier: what a table row can say."""
    return [
        (c.kind.value, c.text, c.numbers or (*c.authors[:1], *([c.year] if c.year else [])) or c.identifier)
        for c in citations
    ]


NUMBERS = {
    "Pain fell.[3]": [("numeric", "[3]", (3,))],
    "Pain fell [1-3].": [("numeric", "[1-3]", (1, 2, 3))],
    "Pain fell [1,3–5].": [("numeric", "[1,3–5]", (1, 3, 4, 5))],
    "Pain fell (PMN).[2, 3] Sleep too.": [("numeric", "[2, 3]", (2, 3))],
    "Pain fell.[1][2]": [("numeric", "[1]", (1,)), ("numeric", "[2]", (2,))],
    "Pain fell [refs. 2, 4].": [("numeric", "[refs. 2, 4]", (2, 4))],
    "It began in the war.2In peace it stopped.": [("numeric", "2", (2,))],
    "Pain fell.¹ Sleep rose.²⁻⁴": [("numeric", "¹", (1,)), ("numeric", "²⁻⁴", (2, 3, 4))],
    "Pain fell¹,³ in most.": [("numeric", "¹,³", (1, 3))],
    "As reference 2 reports, pain fell." + LIST: [("numeric", "reference 2", (2,))],
    "Pain returned in the first year [4].": [("numeric", "[4]", (4,))],
    "Pain fell in most (1). Sleep rose (2)." + LIST: [("numeric", "(1)", (1,)), ("numeric", "(2)", (2,))],
    "Pain fell in most.1 Sleep rose.2" + LIST: [("numeric", "1", (1,)), ("numeric", "2", (2,))],
}


@pytest.mark.parametrize(("text", "wanted"), NUMBERS.items())
def test_numbers_that_cite(words, text, wanted):
    assert brief(find_citations(article(text), words, ())) == wanted


NO_NUMBERS = [
    "Give 0.5 mg/kg [over 40 minutes] twice.",
    "The tracer [18F]FDG and [11]C-labelled drug were given.",
    "The tracer ¹⁸F is short-lived, and ³H is not.",
    "There were 10³ cells in 5 cm³, at 70 kg/m², with R² and χ² given.",
    "Mg²⁺ blocks the channel.",
    "The rate was 4 mL·min⁻¹.",
    "Take these steps: (1) breathe, (2) rest, (3) walk.",
    "(1) Breathe.\n(2) Rest.",
    "1. Breathe.\n2. Rest.",
    "In phase (2) the dose rose (3 mg).",
    "A mean of 4.5 (95% CI [2-7]) was seen, IQR [1-3].",
    "The company was founded in 2004 (and again in 2011).",
    "In 2019 we opened in Leeds.",
    "See No.2In the list.",
    "Nausea (3), headache (2) and fatigue (1) were seen.",
    "About 1 in 5 adults, or 20-30%, are affected.",
    "Vitamin B12 and interleukin-6 fell, as did CYP3A4.",
    "She is 42. He is 43.",
]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_numbers_that_do_not_cite(words, text):
    assert [c for c in find_citations(article(text), words, ()) if c.kind is CitationKind.NUMERIC] == []


def test_counts_in_brackets_are_no_citations_on_a_page_with_many_entries(words):
    entries = "".join(f"{n}. Lind B. Title. J Two. 2019;2:3-4.\n" for n in range(1, 9))
    text = f"Nausea was seen in three (3).\n\nReferences\n{entries}"
    assert find_citations(article(text), words, ()) == ()


AUTHORS = {
    "Okafor et al (2018) reported less pain.": [("author_year", "Okafor et al (2018)", ("Okafor", "2018"))],
    "Okafor and Lind (2018) agreed.": [("author_year", "Okafor and Lind (2018)", ("Okafor", "2018"))],
    "Okafor and colleagues (2018) agreed.": [("author_year", "Okafor and colleagues (2018)", ("Okafor", "2018"))],
    "Pain fell (Okafor et al., 2018).": [("author_year", "(Okafor et al., 2018)", ("Okafor", "2018"))],
    "Pain fell (see Okafor & Lind, 2018, p. 4).": [("author_year", "(see Okafor & Lind, 2018, p. 4)", ("Okafor", "2018"))],
    "Pain fell (Okafor et al., 2018a, b).": [
        ("author_year", "(Okafor et al., 2018a,", ("Okafor", "2018a")),
        ("author_year", "b)", ("Okafor", "2018b")),
    ],
    "Pain fell (Okafor, 2018; Lind et al., 2019; van der Berg 2020).": [
        ("author_year", "(Okafor, 2018;", ("Okafor", "2018")),
        ("author_year", "Lind et al., 2019;", ("Lind", "2019")),
        ("author_year", "van der Berg 2020)", ("van der Berg", "2020")),
    ],
    "In a 2018 open label trial by Okafor et al, pain fell.": [
        ("author_year", "2018 open label trial by Okafor et al", ("Okafor", "2018"))
    ],
    "In 2018, Okafor et al. saw less pain.": [("author_year", "Okafor et al.", ("Okafor", "2018"))],
    "A 2018 case series by Dr. Ada Okafor saw less pain.": [
        ("author_year", "2018 case series by Dr. Ada Okafor", ("Okafor", "2018"))
    ],
    "Okafor's 2018 study saw less pain.": [("author_year", "Okafor's 2018 study", ("Okafor", "2018"))],
    "Gøtzsche-Müller et al. (2001) disagreed.": [
        ("author_year", "Gøtzsche-Müller et al. (2001)", ("Gøtzsche-Müller", "2001"))
    ],
    "One in five is affected (Leeds Medical School, 2007).": [
        ("author_year", "(Leeds Medical School, 2007)", ("Leeds Medical School", "2007"))
    ],
    "One in five is affected (MEL, 2019).": [("author_year", "(MEL, 2019)", ("MEL", "2019"))],
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), AUTHORS.items())
def test_works_named_by_author_and_year(words, text, wanted):
    found = [c for c in find_citations(article(text), words, ()) if c.kind is CitationKind.AUTHOR_YEAR]
    assert brief(found) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "We opened in March (2019).",
        "Last reviewed (June 2021).",
        "(Updated January 2020)",
        "Velax (2019) is sold in boxes of ten.",
        "Since Velamine (1970) was approved, much has changed.",
        "The Second Great Health Act (2009) changed that.",
        "Copyright 2024 The Clinic",
    ],
)
def test_years_without_an_author(words, text):
    assert [c for c in find_citations(article(text), words, ()) if c.kind is CitationKind.AUTHOR_YEAR] == []


def test_a_bracket_of_works_is_wholly_taken(words):
    text = "Pain fell (e.g., Okafor, 2018; Lind et al., 2019) in most."
    citations = find_citations(article(text), words, ())
    covered = {i for c in citations for i in range(c.start, c.end)}
    assert {i for i in range(text.index("("), text.index(")") + 1) if not text[i].isspace()} <= covered


MARKERS = {
    "Pain fell.[3]": [True],
    "Pain fell.¹": [True],
    "Pain fell (Okafor, 2018; Lind et al., 2019; Reyes 2020a, b).": [True] * 4,
    "Okafor et al (2018) saw it.": [False],
    "Okafor et al (2018, 2019) saw it.": [False, True],
    "In a 2018 trial by Okafor et al, pain fell.": [False],
    "Pain fell (doi:10.1234/ab).": [True],
    "Pain fell, PMID 12345678.": [True],
    "Pain fell, https://league.example.org/facts.": [True],
    "According to the MEL, pain fell.": [False],
}


@pytest.mark.parametrize(("text", "wanted"), MARKERS.items())
def test_what_may_be_blanked(words, text, wanted):
    assert [c.is_marker for c in find_citations(article(text), words, ())] == wanted


ADDRESSES = {
    "doi:10.1234/AB.cd.5": ("doi", "10.1234/ab.cd.5"),
    "DOI: 10.1234/ab(05)6": ("doi", "10.1234/ab(05)6"),
    "https://doi.org/10.1234/ab": ("doi", "10.1234/ab"),
    "http://dx.doi.org/10.1234%2Fab": ("doi", "10.1234/ab"),
    "https://journal.example.com/doi/full/10.1234/ab?x=1": ("doi", "10.1234/ab"),
    "PMID: 12345678": ("pmid", "12345678"),
    "PMID12345678": ("pmid", "12345678"),
    "https://pubmed.ncbi.nlm.nih.gov/12345678/": ("pmid", "12345678"),
    "PMC1234567": ("pmcid", "PMC1234567"),
    "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/": ("pmcid", "PMC1234567"),
    "https://league.example.org/facts": ("url", "https://league.example.org/facts"),
    "www.league.example.org/facts": ("url", "https://www.league.example.org/facts"),
}


@pytest.mark.parametrize("frame", ["See {}.", "Pain fell ({}).", "Pain fell, {}, and sleep rose.", "Source: {}"])
@pytest.mark.parametrize(("address", "wanted"), ADDRESSES.items())
def test_addresses_in_any_spelling(words, frame, address, wanted):
    (found,) = find_citations(article(frame.format(address)), words, ())
    assert (found.kind.value, found.identifier) == wanted


def test_links_of_the_format(words):
    text = "Pain fell in one trial of velamine. Follow us. Book now. See prices.³"
    addresses = (
        "https://doi.org/10.1234/ab",
        "https://www.facebook.com/us",
        "/book",
        "https://www.clinic.example/cost",
    )
    spans = ("one trial", "Follow us", "Book now", "See prices")
    marks = tuple(
        Mark(kind="link", start=text.index(s), end=text.index(s) + len(s), value=a)
        for s, a in zip(spans, addresses, strict=True)
    )
    page = article(text, marks=marks, url="https://clinic.example/page")
    found = find_citations(page, words, ())
    assert [(c.kind.value, c.identifier, c.is_marker) for c in found] == [
        ("doi", "10.1234/ab", False),
        ("numeric", "", True),
    ]


def test_superscripts_of_the_format(words):
    text = "Pain fell.1,2 The area was 5 m2."
    marks = tuple(Mark(kind="superscript", start=text.index(t), end=text.index(t) + len(t)) for t in ("1,2", "2."))
    marks = (marks[0], Mark(kind="superscript", start=len(text) - 2, end=len(text) - 1))
    assert brief(find_citations(article(text, marks=marks), words, ())) == [("numeric", "1,2", (1, 2))]


NAMED = {
    "The Migraine and Epilepsy League reports that one in six is affected.": "Migraine and Epilepsy League",
    "According to the MEL, one in six is affected.": "Migraine and Epilepsy League",
    "The Royal Institute of Sleep estimates that one in six sleeps badly.": "Royal Institute of Sleep",
    "The BRIGHT-LINE trial enrolled 200 people.": "BRIGHT-LINE trial",
}


@pytest.mark.parametrize(("text", "name"), NAMED.items())
def test_sources_that_speak(words, text, name):
    found = [c for c in find_citations(article(text), words, STUDIES) if c.kind is CitationKind.NAMED_SOURCE]
    assert [c.identifier for c in found] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Ames is a member of the Migraine and Epilepsy League.",
        "The National Medicines Agency approved velamine in 2019.",
        "Velamine is approved by the NMA for migraine.",
        "We work with the Guild of Neurologists to train nurses.",
        "She trained at the Royal Institute of Sleep.",
    ],
)
def test_organisations_that_only_appear(words, text):
    assert [c for c in find_citations(article(text), words, ()) if c.kind is CitationKind.NAMED_SOURCE] == []


VAGUE = [
    "Multiple studies have shown that velamine helps.",
    "Research suggests a benefit.",
    "One study found less pain.",
    "Pain fell, as demonstrated in clinical trials.",
    "Velamine has been shown to ease pain.",
    "Scientists have observed new synapses.",
    "Some research on velamine in older adults suggests a benefit.",
    "A handful of trials have focused on children.",
    "It works fast, with studies showing relief within hours.",
    "A randomised study published in the Journal of Headache found less pain.",
    "In 2016, the Guild of Neurologists published a major finding about velamine.",
    "Dr. Ada Ames, chief neurologist at Leeds, called it a breakthrough.",
    "Experts say it works.",
    "It is clinically proven.",
    "There is evidence to suggest that it works.",
    "Relief lasts a week (data on file).",
    "According to studies, relief lasts a week.",
    "Children have been the focus of several trials.",
    "Multiple trials have been carried out to learn how long it lasts.",
]


@pytest.mark.parametrize("text", VAGUE)
def test_appeals_to_unnamed_evidence(words, text):
    assert {c.kind for c in find_citations(article(text), words, ())} == {CitationKind.VAGUE}


@pytest.mark.parametrize(
    "text",
    [
        "More research is needed to confirm this.",
        "Further studies are needed to determine the dose.",
        "Velamine is the most studied drug.",
        "Research on tablets is scant and not compelling.",
        "The evidence for tablets is still inconclusive.",
        "There is no evidence that it works.",
        "Our nurses keep up with the latest research in headache care.",
        "We study each person with care and find a plan.",
        "Velamine is known to ease pain.",
        "Patients often report feeling calm.",
        "Because larger trials are ongoing, we show caution.",
        "Dr. Ames leads our team of nurses.",
        "As more research is conducted, insurers may pay.",
    ],
)
def test_what_is_no_appeal(words, text):
    assert find_citations(article(text), words, ()) == ()


H, P, I, R, T, C, S = (  # noqa: E741
    BlockKind.HEADING,
    BlockKind.PROSE,
    BlockKind.ITEM,
    BlockKind.ROW,
    BlockKind.TABLE_HEADER,
    BlockKind.CAPTION,
    BlockKind.SOURCE_LINE,
)


def covered(page: Article, citation) -> str:
    return " ".join(page.text[citation.scope_start : citation.scope_end].split())


def test_anaphors_point_to_the_last_work_of_their_section(words):
    page = laid_out(
        (H, "Trials", {"section": "Trials"}),
        (P, "Okafor et al (2018) saw less pain.[1] Their work covered two clinics. Sleep rose.[2]", {"section": "Trials"}),
        (P, "This study was small.", {"section": "Trials"}),
        (H, "Prices", {"section": "Prices"}),
        (P, "This study is not about prices. Ask them about their work.", {"section": "Prices"}),
    )  # fmt: skip
    found = find_citations(page, words, ())
    texts = {c.id: c.text for c in found}
    back = [(c.text, texts.get(c.antecedent, "")) for c in found if c.kind is CitationKind.ANAPHOR]
    assert back == [("Their work", "Okafor et al (2018)"), ("This study", "[2]"), ("This study", "")]


def test_a_plural_points_to_each_work_of_the_list(words):
    page = laid_out(
        (I, "Okafor et al (2018) saw less pain.", {}),
        (I, "Lind et al (2019) saw more sleep.", {}),
        (P, "Taken together, these trials are encouraging.", {}),
    )
    found = find_citations(page, words, ())
    assert [c.antecedent for c in found if c.text == "these trials"] == [found[0].id, found[1].id]


@pytest.mark.parametrize(
    "text", ["Despite these findings, doubts remain.", "Larger trials are needed to confirm these findings."]
)
def test_what_is_set_aside_is_not_pointed_to(words, text):
    page = article("Okafor et al (2018) saw less pain. " + text)
    assert [c.kind for c in find_citations(page, words, ())] == [CitationKind.AUTHOR_YEAR]


def test_a_marker_behind_the_stop_covers_the_sentence_it_closes(words):
    page = article("Velamine eases pain. [2] It is cheap.")
    (marker,) = find_citations(page, words, ())
    assert covered(page, marker) == "Velamine eases pain. [2]"


def test_a_source_line_covers_its_table(words):
    page = laid_out(
        (P, "We compared them.", {}),
        (T, "Old New", {}),
        (R, "Slow Fast", {"header": "Old New"}),
        (R, "Dear Cheap", {"header": "Old New"}),
        (S, "Source: https://league.example.org/facts", {}),
        (P, "It is sold everywhere.", {}),
    )
    (line,) = find_citations(page, words, ())
    assert covered(page, line) == "Old New Slow Fast Dear Cheap Source: https://league.example.org/facts"


def test_an_announced_series_runs_to_the_end_of_its_block(words):
    page = laid_out(
        (P, "The Migraine and Epilepsy League presents sobering figures. One in six has migraine. Most are women.", {}),
        (P, "Tablets do not work for all.", {}),
    )
    (source,) = find_citations(page, words, ())
    assert covered(page, source).endswith("Most are women.")


def test_a_series_may_be_announced_before_its_source_is_named(words):
    text = "Sobering figures are presented by the Migraine and Epilepsy League. One in six has migraine."
    page = laid_out((P, text, {}))
    (source,) = find_citations(page, words, ())
    assert covered(page, source) == text


def test_a_figure_recommended_by_a_source_announces_no_series(words):
    page = laid_out((P, "A dose of 5 mg is recommended by the Migraine and Epilepsy League. It is cheap.", {}))
    (source,) = find_citations(page, words, ())
    assert covered(page, source).endswith("League.")


def test_a_lead_in_covers_its_list(words):
    lead_in = "According to the Migraine and Epilepsy League, triggers include:"
    page = laid_out(
        (P, lead_in, {}),
        (I, "Light", {"lead_in": lead_in}),
        (I, "Noise", {"lead_in": lead_in}),
        (I, "Rest", {}),
    )
    (source,) = find_citations(page, words, ())
    assert covered(page, source) == f"{lead_in} Light Noise"


def test_captions(words):
    page = laid_out(
        (P, "Pain fell by half.", {}),
        (C, "Figure 2: Okafor et al 2017", {}),
        (P, "It is cheap.", {}),
    )
    (caption,) = find_citations(page, words, ())
    assert (caption.kind, caption.text, caption.year) == (CitationKind.CAPTION, "Figure 2: Okafor et al 2017", "2017")
    assert covered(page, caption) == "Pain fell by half. Figure 2: Okafor et al 2017"


def test_rows_of_a_table_of_studies_name_their_study(words):
    page = laid_out((T, "Study Duration", {}), (R, "Journal of Headache 5 weeks", {"header": "Study Duration"}))
    (row,) = find_citations(page, words, ())
    assert (row.kind, row.text) == (CitationKind.VAGUE, "Journal of Headache")


PIECES = ["Pain fell", ".[1]", " (Okafor et al., 2018)", " This study", " studies show", "10.1234/x", "²", " [2, 3]", ".2In ",
          "\n\n", " according to the MEL,", "(", "[", "1-3", " et al", "Source: ", "https://a.org/b", "é", "“", "References\n"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25))
@settings(deadline=None, max_examples=150)
def test_any_text_gives_ordered_disjoint_mentions(words, pieces):
    page = article("".join(pieces))
    found = find_citations(page, words, STUDIES)
    assert found == find_citations(page, words, STUDIES)
    ids = [c.id for c in found]
    assert len(set(ids)) == len(ids)
    spans = list(dict.fromkeys((c.start, c.end) for c in found))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for c in found:
        assert c.text == page.text[c.start : c.end] and c.text.strip()
        assert 0 <= c.scope_start <= c.start < c.end <= c.scope_end <= len(page.text)
        assert c.antecedent in ("", *ids)


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "A",
        "(",
        "[1,",
        "A. ",
        "Okafor, ",
        "1.",
        "¹",
        "studies ",
        "10.1234/",
        "a.",
        "http://",
        "Aa et al ",
        "]",
        ")",
        "\n• a",
    ],
)
def test_time_grows_with_the_text_alone(words, unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        page = article(text)
        runs = []
        for _ in range(3):  # processor time, the best of three: what else the machine does is not the text's doing
            start = time.process_time()
            find_citations(page, words, ())
            runs.append(time.process_time() - start)
        return min(runs)

    # Eight times the text: linear growth takes 8 times as long, quadratic growth 64 times.
    assert seconds(160_000) < 30 * max(seconds(20_000), 0.01)
