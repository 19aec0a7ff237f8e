"""Where the words of an audited text stand in the file that it was read from."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.checking.places import find_places, line_and_column


@pytest.mark.parametrize(
    ("source", "text", "words", "found"),
    [
        ("a **bold** word", "a bold word", "bold word", "bold** word"),
        (
            "see [the site](https://x.example/site) now",
            "see the site now",
            "site now",
            "site](https://x.example/site) now",
        ),
        (
            "---\ntitle: Salt helps\n---\n\n# Salt helps\n\nSalt helps.",
            "Salt helps\n\nSalt helps.",
            "Salt helps.",
            "Salt helps.",
        ),
        ("one\r\ntwo three.", "one\ntwo three.", "two three.", "two three."),
        ("Tom &amp; Ann run.", "Tom & Ann run.", "Ann run.", "Ann run."),
    ],
)
def test_words_are_followed_into_the_file(source, text, words, found):
    start = text.rindex(words)
    (place,) = find_places(text, source, [(start, start + len(words))])
    assert source[slice(*place)] == found


@given(st.lists(st.sampled_from(["ab", "ab.", "c", "ab\n", "\n- c"]), min_size=1, max_size=20), st.data())
def test_equal_texts_have_equal_places_and_other_line_ends_do_no_harm(words, data):
    text = " ".join(words)
    hits = list(re.finditer(r"\w+", text))
    first = data.draw(st.integers(0, len(hits) - 1))
    last = data.draw(st.integers(first, len(hits) - 1))
    start, end = hits[first].start(), hits[last].end()
    assert find_places(text, text, [(start, end)]) == [(start, end)]
    source = text.replace("\n", "\r\n")
    (place,) = find_places(text, source, [(start, end)])
    assert source[slice(*place)] == text[start:end].replace("\n", "\r\n")


def test_lines_and_columns_begin_at_one():
    assert [line_and_column("ab\r\ncd\n", at) for at in (0, 1, 4, 5)] == [(1, 1), (1, 2), (2, 1), (2, 2)]
