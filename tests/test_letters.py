"""The letter that ends a name ("vitamin C.") and the initial of a person: which stop ends a sentence."""

import pytest

TEXTS = [  # text, its tokens
    ("Take vitamin C.", ["Take", "vitamin", "C", "."]),
    ("Take vitamin C. Colds are shorter.", ["Take", "vitamin", "C", ".", "Colds", "are", "shorter", "."]),
    ("It prevents hepatitis B.", ["It", "prevents", "hepatitis", "B", "."]),
    ("by J. Smith", ["by", "J.", "Smith"]),
    ("Robert C. Martin", ["Robert", "C.", "Martin"]),
    ("J. K. Rowling", ["J.", "K.", "Rowling"]),
    ("sold in the U.S. today", ["sold", "in", "the", "U.S.", "today"]),
    ("A. baumannii", ["A.", "baumannii"]),
    ("C.", ["C."]),
]


@pytest.mark.parametrize(("text", "tokens"), TEXTS, ids=[text for text, _ in TEXTS])
def test_a_letter_keeps_its_stop_where_it_is_an_initial(nlp, text, tokens):
    doc = nlp.make_doc(text)
    assert [token.text for token in doc] == tokens
    assert doc.text == text


def test_the_name_is_found_at_the_end(lexicon):
    found = {hit.id for hit in lexicon.concepts(lexicon.parse("Colds were shorter with vitamin C."))}
    assert "vitamin_c" in found
