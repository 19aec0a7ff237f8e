"""Sentences: where they end, what is masked, what is spared the parser. Every offset points into the article's text."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.labels import BlockKind, CitationKind
from kb.model import Article, Block, Citation, Sentence
from kb.sentences import Abbreviations, boundaries, find_sentences, mask_citations, may_hold_claim, parse_articles


@pytest.fixture(scope="session")
def abbreviations(nlp, vocabulary) -> Abbreviations:
    return Abbreviations(vocabulary, nlp.Defaults.stop_words)


def article(text: str, *blocks: Block) -> Article:
    whole = Block(index=0, kind=BlockKind.PROSE, start=0, end=len(text))
    return Article(id="page", title="", text=text, path="page.txt", sha256="", blocks=blocks or (whole,))


def marker(text: str, words: str, kind: CitationKind = CitationKind.NUMERIC) -> Citation:
    start = text.index(words)
    end = start + len(words)
    return Citation(
        id="c", article_id="page", kind=kind, start=start, end=end, text=words, block=0, scope_start=0, scope_end=end
    )


def cut(text: str, abbreviations: Abbreviations, citations=(), **block) -> list[str]:
    block = Block(index=0, start=0, end=len(text), **{"kind": BlockKind.PROSE, **block})
    page = article(text, block)
    return [s.text for s in find_sentences(page, mask_citations(text, citations), abbreviations)]


# Each row is one text with | where a sentence ends.
@pytest.mark.parametrize(
    "marked",
    [
        "Zinc is a metal.| It is found in oysters.",
        "Dr. Okafor runs the unit.| She trained in Lagos.",
        "Ask Prof. Lind about it.| He knows.",
        "Some tablets, e.g. Those with a coating, dissolve slowly.",
        "Rest et al. (2011) counted them.| Nobody else did.",
        "It was measured by Vega et al. The authors were careful.",
        "We compared cream vs. ointment.| Both worked.",
        "Batch No. 7 was recalled.| Nobody was harmed.",
        "Was it harmful?| No.| It was not.",
        "It is sold in the U.S. under two names.",
        "It is sold in the U.S.| The price is high.",
        "It is sold in the U.S. Navy hospitals too.",
        "We open at 9 a.m. Mondays.",
        "We open at 9 a.m.| This changes in June.",
        "J. Smith wrote it.| We read it.",
        "Report by J. Smith and others.| We read it.",
        "Oranges hold vitamin C. | Colds are shorter with it.",
        "It protects against hepatitis B.| Boosters are rare.",
        "Robert C. Martin wrote it.| We read it.",
        "The dose is 2.5 mg.| Take it at night.",
        "Relief came at once!| Nobody had hoped for it.",
        "Does it hurt?| Not at all.",
        "She said “it was quick.”| Then she left.",
        "It works (see below.)| We checked.",
        "The wait… was long.",
        "The wait was long…| Then it ended.",
        "The pain stopped.|Then it came back.",
        "See www.example.org.Details for more.",
        "Eat iron-rich food, etc.| The list is long.",
        "It costs approx. Ten dollars.",
        "Ph.D. students took part.",
        "A first line\nand its second line.| Another.",
    ],
)
def test_boundaries(marked: str, abbreviations: Abbreviations) -> None:
    wanted = [part.strip() for part in marked.split("|")]
    assert cut(marked.replace("|", ""), abbreviations) == wanted


def test_marker_stands_outside_the_sentence_that_it_closes(abbreviations: Abbreviations) -> None:
    text = "Naps help memory.[2, 3] Coffee does too [4]."
    citations = [marker(text, "[2, 3]"), marker(text, "[4]")]
    assert cut(text, abbreviations, citations) == ["Naps help memory.", "Coffee does too [4]."]


def test_narrative_mention_stays_and_parenthetical_goes() -> None:
    text = "Lind et al (2009) saw it (Vega, 2011)."
    kept = marker(text, "Lind et al (2009)", CitationKind.AUTHOR_YEAR)
    gone = marker(text, "(Vega, 2011)", CitationKind.AUTHOR_YEAR)
    assert mask_citations(text, [kept, gone]) == "Lind et al (2009) saw it             ."


@pytest.mark.parametrize(
    "text, sentence, lead_in",
    [
        ("• Nausea and vomiting", "Nausea and vomiting", ""),
        ("3) Nausea and vomiting", "Nausea and vomiting", ""),
        ("• Cost: The price varies with the clinic.", "The price varies with the clinic.", "Cost:"),
        ("• at a ratio of 3:1 in water", "at a ratio of 3:1 in water", ""),
    ],
)
def test_item_marker_and_label_stand_outside(text, sentence, lead_in, abbreviations) -> None:
    block = Block(index=0, kind=BlockKind.ITEM, start=0, end=len(text))
    page = article(text, block)
    (found,) = find_sentences(page, text, abbreviations)
    assert (found.text, found.lead_in) == (sentence, lead_in)


def test_item_carries_its_lead_in_and_row_its_header(abbreviations: Abbreviations) -> None:
    assert cut("Cough. Fever. Chills.", abbreviations, kind=BlockKind.ROW) == ["Cough. Fever. Chills."]
    block = Block(index=4, kind=BlockKind.ROW, start=0, end=5, header="Sign Meaning", section="Signs", speaker="Dr. Vu")
    (row,) = find_sentences(article("Cough", block), "Cough", abbreviations)
    assert (row.block, row.header, row.section, row.speaker) == (4, "Sign Meaning", "Signs", "Dr. Vu")


@pytest.mark.parametrize(
    "text, kind, lead_in, may",
    [
        ("Zinc shortens colds.", BlockKind.PROSE, "", True),
        ("Does zinc shorten colds?", BlockKind.PROSE, "", False),
        ("“Does zinc shorten colds?”", BlockKind.PROSE, "", False),
        ("Zinc Shortens Colds", BlockKind.HEADING, "", True),
        ("Zinc", BlockKind.ITEM, "", False),
        ("Zinc", BlockKind.ITEM, "Remedies include:", True),
        ("Figure 1: Zinc and colds", BlockKind.CAPTION, "", False),
        ("Home About Contact", BlockKind.FURNITURE, "", False),
        ("Lind A. Zinc and colds. 2009.", BlockKind.REFERENCE, "", False),
        ("* * *", BlockKind.PROSE, "", False),
    ],
)
def test_screen_spares_what_cannot_claim(text, kind, lead_in, may) -> None:
    sentence = Sentence(article_id="a", block=0, kind=kind, start=0, end=len(text), text=text, lead_in=lead_in)
    assert may_hold_claim(sentence) is may


def test_parsed_tokens_count_characters_of_the_article(nlp, vocabulary) -> None:
    text = "Naps help memory.[2] It’s proven.\nDoes Coffee Help?\nCoffee Keeps Us Awake"
    first, second = text.index("\nDoes"), text.index("\nCoffee")
    page = article(
        text,
        Block(index=0, kind=BlockKind.PROSE, start=0, end=first),
        Block(index=1, kind=BlockKind.HEADING, start=first + 1, end=second),
        Block(index=2, kind=BlockKind.HEADING, start=second + 1, end=len(text)),
    )
    ((given, parsed),) = parse_articles([(page, [marker(text, "[2]")])], nlp, vocabulary)
    assert given is page
    assert [p.doc.has_annotation("DEP") for p in parsed] == [True, True, False, True]
    for p in parsed:
        assert len(p.doc.text) == p.sentence.end - p.sentence.start
        for token in p.doc:
            start = p.sentence.start + token.idx
            original = text[start : start + len(token)].replace("’", "'")
            assert token.text.lower() == original.lower()
    assert parsed[3].doc.text == "Coffee keeps us awake"


def test_articles_are_parsed_as_one_stream_in_order(nlp, vocabulary) -> None:
    texts = ["One is odd. Two is even.", "Is it? Three is odd."]
    alone = [list(parse_articles([(article(t), ())], nlp, vocabulary)) for t in texts]
    together = list(parse_articles([(article(t), ()) for t in texts], nlp, vocabulary))
    assert [[p.sentence for p in ps] for _, ps in together] == [[p.sentence for p in ps] for [(_, ps)] in alone]
    assert [[t.dep_ for p in ps for t in p.doc] for _, ps in together] == [
        [t.dep_ for p in ps for t in p.doc] for [(_, ps)] in alone
    ]


def test_a_sentence_that_stands_on_many_pages_is_parsed_once(nlp, vocabulary, monkeypatch) -> None:
    texts = ["One is odd. Two is even.", "Two is even. Three is odd.", "One is odd. Four is even.", "Three is odd."]
    plain = [[p.doc.text for p in ps] for _, ps in parse_articles([(article(t), ()) for t in texts], nlp, vocabulary)]
    for kept in (1, 2, 100):  # as well where the first page is forgotten before the last is read
        monkeypatch.setattr("kb.sentences._RECENT", kept)
        pages = [ps for _, ps in parse_articles([(article(t), ()) for t in texts], nlp, vocabulary)]
        assert [[p.doc.text for p in ps] for ps in pages] == plain
        assert [[p.sentence.text for p in ps] for ps in pages] == plain
    assert pages[0][1].doc is pages[1][0].doc


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("aB. !?…[1]\n”(U.S.)é• ")), max_size=60))
def test_sentences_never_overlap_and_lose_no_word(abbreviations, text: str) -> None:
    page = article(text, Block(index=0, kind=BlockKind.PROSE, start=0, end=max(len(text), 1)))
    found = list(find_sentences(page, text, abbreviations))
    assert all(s.text == text[s.start : s.end] and s.text.strip() == s.text and s.text for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    cut_off = {i for s in found for i in range(s.start, s.end)}
    outside = "".join(c for i, c in enumerate(text) if i not in cut_off)
    assert not any(c.isalpha() for c in outside)


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=5))
def test_masking_keeps_every_offset(text: str, spans) -> None:
    spans = [(min(a, b), max(a, b)) for a, b in spans if max(a, b) <= len(text)]
    citations = [
        Citation(
            id="c",
            article_id="a",
            kind=CitationKind.NUMERIC,
            start=a,
            end=b,
            text="",
            block=0,
            scope_start=a,
            scope_end=b,
        )
        for a, b in spans
    ]
    masked = mask_citations(text, citations)
    blank = {i for a, b in spans for i in range(a, b)}
    assert masked == "".join(" " if i in blank else c for i, c in enumerate(text))


def test_boundaries_are_offsets_behind_the_closing_mark(abbreviations: Abbreviations) -> None:
    assert boundaries("It is so. Is it? Yes", abbreviations) == [9, 16]


def test_agreement_with_the_annotated_sentences(shared, nlp, vocabulary) -> None:
    """Outside the bibliographies, where an entry is one sentence here and several there, and lone item markers."""
    articles = pytest.importorskip("kb.read.articles", reason="the reader is not there yet")
    citations = pytest.importorskip("kb.citations", reason="the citation stage is not there yet")
    pages, _ = articles.read_articles(shared / "originals")
    marked = [(page, citations.find_citations(page, vocabulary, ())) for page in pages]
    ends = {page.id: {p.sentence.end for p in parsed} for page, parsed in parse_articles(marked, nlp, vocabulary)}
    texts = {page.id: page.text for page in pages}
    masked = {page.id: mask_citations(page.text, found) for page, found in marked}
    same = total = 0
    for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        words = masked[row["article"]][row["start"] : row["end"]]
        if row.get("kind") in ("reference", "nav") or not any(c.isalpha() for c in words):
            continue
        total += 1
        same += row["start"] + len(words.rstrip()) in ends[row["article"]]
    assert texts and total > 200
    assert same / total >= 0.98
