"""Anchors: a stretch of text is found again by its own words and those around it, and only where they are unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.anchors import WIDTH, find_anchored, find_anchors, surroundings

TEXT = "Salts are old. Salts halve cough within weeks.\n\nThey taste of  sea.\nSalts halve cough within weeks. So it is said."


def key(text, quote, article="page", nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return find_anchors(article, text, [(start, start + len(quote))])[0].key


@pytest.mark.parametrize(
    "text, follows",
    [
        (TEXT, True),
        (TEXT.replace("\n\n", "\n"), True),
        (TEXT.replace("  sea", " sea"), True),
        (TEXT + " More of it." * 20, True),
        ("A new beginning, far away. " * 9 + TEXT, False),  # what stood at the beginning stands there no longer
        (TEXT.replace("are old", "are new"), False),
        (TEXT.replace("taste", "smell"), False),
        (TEXT.replace("halve", "halved"), False),
    ],
)
def test_what_keeps_an_anchor(text, follows):
    quote = "Salts halve cough within weeks." if "halved" not in text else "Salts halved cough within weeks."
    assert (key(text, quote) == key(TEXT, "Salts halve cough within weeks.")) is follows


def test_another_article_is_another_anchor():
    assert key(TEXT, "They taste", "a") != key(TEXT, "They taste", "b")


@pytest.mark.parametrize("copies", [2, 3])
def test_words_repeated_with_their_surroundings_are_told_apart_by_more_of_them(copies):
    filler = "It is said again and again, in the same words, on every page of the site. " * 2
    text = "Begin. " + (filler + "Salts cure. " + filler) * copies + "End."
    starts = [i for i in range(len(text)) if text.startswith("Salts cure.", i)]
    anchors = find_anchors("page", text, [(s, s + 11) for s in starts])
    assert len({a.key for a in anchors}) == len(starts) == copies
    for start, anchor in zip(starts, anchors, strict=True):
        assert find_anchored(text, "Salts cure.", anchor.before, anchor.after) == ((start, start + 11),)


words = st.text(alphabet="ab .\n\té🧂", max_size=300)


@given(words, st.data())
def test_a_stretch_is_found_where_it_stands(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, after = surroundings(text, start, end)
    assert len(before) <= WIDTH and len(after) <= WIDTH
    quote = text[start:end]
    if quote.strip() and quote == quote.strip():
        assert (start, end) in find_anchored(text, quote, before, after)


@given(words, st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40)), max_size=8))
def test_different_stretches_have_different_anchors(text, drawn):
    spans = {
        (s, s + n)
        for s, n in drawn
        if s + n <= len(text) and text[s : s + n].split() and text[s : s + n] == text[s : s + n].strip()
    }
    anchors = find_anchors("page", text, sorted(spans))
    assert len({a.key for a in anchors}) == len(spans)
