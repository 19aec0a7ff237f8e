"""What one sentence states, for the tests of propositions."""

from kb.model import Proposition
from kb.propositions import Context, read_propositions


def first(nlp, lexicon, text: str, context: Context | None = None) -> Proposition:
    """The first proposition of a sentence, of which there must be one."""
    found = read_propositions(nlp(text), lexicon, context or Context())
    assert found, text
    return found[0]
