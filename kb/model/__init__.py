"""The nouns of the project; their closed label sets are in `labels`, how figures compare in `quantity`.

A mention (Citation), an entry (Reference), a work (Study), a result (Finding), a comparison (Assessment), a roll-up
(Verdict) and a human word (Review, in reviews.db) are seven things and never share a record.

Every offset counts code points of `Article.text`; `end` is exclusive. Every noun is frozen: a new fact is a new object.
"""

from kb.model.copy import Article, Block, Citation, Link, Mark, Problem, Reference, ReferenceMatch, Sentence
from kb.model.judging import (
    ArticleFinding,
    Assessment,
    Audit,
    CitationVerdict,
    Claim,
    Cluster,
    Conflict,
    Proposition,
    Slot,
    Suggestion,
    Verdict,
)
from kb.model.literature import Finding, HeldText, Notice, Study, StudyFact

__all__ = [
    "Article",
    "ArticleFinding",
    "Assessment",
    "Audit",
    "Block",
    "Citation",
    "CitationVerdict",
    "Claim",
    "Cluster",
    "Conflict",
    "Finding",
    "HeldText",
    "Link",
    "Mark",
    "Notice",
    "Problem",
    "Proposition",
    "Reference",
    "ReferenceMatch",
    "Sentence",
    "Slot",
    "Study",
    "StudyFact",
    "Suggestion",
    "Verdict",
]
