"""What is to be said of a page as a whole: the page with its claims, links and verdicts in, observations out.

Fair balance, risks left out, off-label promotion, words that should not stand like this, voices told as typical, what
is wrong with the references, and what the vocabulary did not know. Every observation has a kind of the closed set,
which decides how much it weighs, and names the rule behind it. It refuses to judge claims: verdicts come in and are
only counted.
"""

from kb.model import ArticleFinding
from kb.observing.approval import observe_approval
from kb.observing.balance import observe_balance, take_sides
from kb.observing.conflicts import observe_conflicts
from kb.observing.flagged import observe_words
from kb.observing.labelling import Labels
from kb.observing.page import Page, observe_unread
from kb.observing.retracted import observe_retracted
from kb.observing.sources import observe_references, observe_sources
from kb.observing.unknown_words import observe_unknown
from kb.observing.voices import observe_voices

__all__ = ["observe_page", "take_sides"]


def observe_page(page: Page, labels: Labels) -> tuple[ArticleFinding, ...]:
    """Every observation about a page, in the order in which a reviewer reads them: the balance of the whole first, then
    what speaks against itself, words and voices, then references; within each in text order."""
    return (
        *observe_unread(page),
        *observe_balance(page, labels),
        *observe_approval(page, labels),
        *observe_conflicts(page),
        *observe_words(page),
        *observe_voices(page),
        *observe_retracted(page),
        *observe_sources(page),
        *observe_references(page.article, page.citations, page.references, page.links),
        *observe_unknown(page),
    )
