"""What a mention covers, and what one points back to."""

import pytest
from citing import article, laid_out

from kb.citations import find_citations
from kb.labels import BlockKind, CitationKind
from kb.model import Article

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


def test_anaphors_point_to_the_last_work_of_their_section(citing_words):
    page = laid_out(
        (H, "Trials", {"section": "Trials"}),
        (P, "Okafor et al (2018) saw less pain.[1] Their work covered two clinics. Sleep rose.[2]", {"section": "Trials"}),
        (P, "This study was small.", {"section": "Trials"}),
        (H, "Prices", {"section": "Prices"}),
        (P, "This study is not about prices. Ask them about their work.", {"section": "Prices"}),
    )  # fmt: skip
    found = find_citations(page, citing_words, ())
    texts = {c.id: c.text for c in found}
    back = [(c.text, texts.get(c.antecedent, "")) for c in found if c.kind is CitationKind.ANAPHOR]
    assert back == [("Their work", "Okafor et al (2018)"), ("This study", "[2]"), ("This study", "")]


def test_a_plural_points_to_each_work_of_the_list(citing_words):
    page = laid_out(
        (I, "Okafor et al (2018) saw less pain.", {}),
        (I, "Lind et al (2019) saw more sleep.", {}),
        (P, "Taken together, these trials are encouraging.", {}),
    )
    found = find_citations(page, citing_words, ())
    assert [c.antecedent for c in found if c.text == "these trials"] == [found[0].id, found[1].id]


@pytest.mark.parametrize(
    "text", ["Despite these findings, doubts remain.", "Larger trials are needed to confirm these findings."]
)
def test_what_is_set_aside_is_not_pointed_to(citing_words, text):
    page = article("Okafor et al (2018) saw less pain. " + text)
    assert [c.kind for c in find_citations(page, citing_words, ())] == [CitationKind.AUTHOR_YEAR]


def test_a_marker_behind_the_stop_covers_the_sentence_it_closes(citing_words):
    page = article("Velamine eases pain. [2] It is cheap.")
    (marker,) = find_citations(page, citing_words, ())
    assert covered(page, marker) == "Velamine eases pain. [2]"


def test_a_source_line_covers_its_table(citing_words):
    page = laid_out(
        (P, "We compared them.", {}),
        (T, "Old New", {}),
        (R, "Slow Fast", {"header": "Old New"}),
        (R, "Dear Cheap", {"header": "Old New"}),
        (S, "Source: https://league.example.org/facts", {}),
        (P, "It is sold everywhere.", {}),
    )
    (line,) = find_citations(page, citing_words, ())
    assert covered(page, line) == "Old New Slow Fast Dear Cheap Source: https://league.example.org/facts"


def test_an_announced_series_runs_to_the_end_of_its_block(citing_words):
    page = laid_out(
        (P, "The Migraine and Epilepsy League presents sobering figures. One in six has migraine. Most are women.", {}),
        (P, "Tablets do not work for all.", {}),
    )
    (source,) = find_citations(page, citing_words, ())
    assert covered(page, source).endswith("Most are women.")


def test_a_series_may_be_announced_before_its_source_is_named(citing_words):
    text = "Sobering figures are presented by the Migraine and Epilepsy League. One in six has migraine."
    page = laid_out((P, text, {}))
    (source,) = find_citations(page, citing_words, ())
    assert covered(page, source) == text


def test_a_figure_recommended_by_a_source_announces_no_series(citing_words):
    page = laid_out((P, "A dose of 5 mg is recommended by the Migraine and Epilepsy League. It is cheap.", {}))
    (source,) = find_citations(page, citing_words, ())
    assert covered(page, source).endswith("League.")


def test_a_lead_in_covers_its_list(citing_words):
    lead_in = "According to the Migraine and Epilepsy League, triggers include:"
    page = laid_out(
        (P, lead_in, {}),
        (I, "Light", {"lead_in": lead_in}),
        (I, "Noise", {"lead_in": lead_in}),
        (I, "Rest", {}),
    )
    (source,) = find_citations(page, citing_words, ())
    assert covered(page, source) == f"{lead_in} Light Noise"


def test_captions(citing_words):
    page = laid_out(
        (P, "Pain fell by half.", {}),
        (C, "Figure 2: Okafor et al 2017", {}),
        (P, "It is cheap.", {}),
    )
    (caption,) = find_citations(page, citing_words, ())
    assert (caption.kind, caption.text, caption.year) == (CitationKind.CAPTION, "Figure 2: Okafor et al 2017", "2017")
    assert covered(page, caption) == "Pain fell by half. Figure 2: Okafor et al 2017"


def test_rows_of_a_table_of_studies_name_their_study(citing_words):
    page = laid_out((T, "Study Duration", {}), (R, "Journal of Headache 5 weeks", {"header": "Study Duration"}))
    (row,) = find_citations(page, citing_words, ())
    assert (row.kind, row.text) == (CitationKind.VAGUE, "Journal of Headache")


AGAIN = {
    "Okafor et al (2018) saw less pain. It came fast (ibid.).": ("(ibid.)", "Okafor et al (2018)"),
    "Pain fell (Okafor, 2018). It came fast. Ibid.": ("Ibid.", "(Okafor, 2018)"),
    "Pain fell.[1] It came fast (ibid., p. 4).": ("(ibid., p. 4)", "[1]"),
    "Pain fell (Okafor, 2018). It came fast (loc. cit.).": ("(loc. cit.)", "(Okafor, 2018)"),
}


@pytest.mark.parametrize(("text", "wanted"), AGAIN.items())
def test_a_work_named_again(citing_words, text, wanted):
    found = find_citations(article(text), citing_words, ())
    (again,) = [c for c in found if c.kind is CitationKind.ANAPHOR]
    named = {c.id: c.text for c in found}
    assert (again.text, named[again.antecedent]) == wanted
    assert again.is_marker and text[again.scope_start :].startswith("It came fast")


def test_an_author_named_again_has_the_year_of_the_last_work(citing_words):
    text = "Pain fell (Okafor, 2018). Sleep rose (Lind, 2019). It came fast (Okafor, op. cit., p. 7)."
    found = find_citations(article(text), citing_words, ())
    assert [(c.authors[0], c.year) for c in found] == [("Okafor", "2018"), ("Lind", "2019"), ("Okafor", "2018")]


@pytest.mark.parametrize("text", ["Bring your id. It helps.", "The ibid of a bird.", "See idem in Leeds."])
def test_nothing_is_named_again_where_nothing_was_named(citing_words, text):
    assert find_citations(article(text), citing_words, ()) == ()
