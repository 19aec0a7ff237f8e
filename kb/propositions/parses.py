"""A sentence with another reading of it: the words, spaces and offsets of one doc, the parse of others."""

from collections.abc import Sequence

from spacy.tokens import Doc, Token


def reread(
    doc: Doc,
    told: Sequence[Token],
    deps: Sequence[str],
    heads: Sequence[int],
    *,
    tags: Sequence[str] | None = None,
    pos: Sequence[str] | None = None,
) -> Doc:
    """The words of `doc`: `told` are the tokens, one for each, whose lemmas, tags and parts of speech they get, unless
    these are given; `heads` are indices in `doc`."""
    return Doc(
        doc.vocab,
        words=[t.text for t in doc],
        spaces=[bool(t.whitespace_) for t in doc],
        lemmas=[t.lemma_ for t in told],
        tags=list(tags or (t.tag_ for t in told)),
        pos=list(pos or (t.pos_ for t in told)),
        deps=list(deps),
        heads=list(heads),
    )
