"""The table of passages (tests/cases/markers.jsonl) and how finding and linking of citations are scored on it.

A row has `half` (tune: rules were made with it in sight; held: written after them), a passage with its bibliography (`entries`, with `numbered`), what its format set apart (`marks`) and, for each
stretch of words that claims something, what it `cites`: the place of an entry in the list; an identifier or address that
the list does not have; "?" for a mention that the list lacks; "file" for evidence that nobody can look up; "source" for a
body, a label or a law. Vague appeals name nothing and do not count.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kb.citations import find_citations
from kb.labels import BlockKind, CitationKind, CitationStatus, ClaimType, Strength
from kb.linking import link_citations, match_references
from kb.model import Article, Block, Citation, Claim, Link, Mark, Reference
from kb.references import parse_references
from kb.sentences import Abbreviations, find_sentences, mask_citations
from kb.vocab import Vocabulary

TABLE = Path(__file__).resolve().parent / "cases" / "markers.jsonl"


@dataclass(slots=True)
class LinkCounts:
    """Pairs of claim and cited thing: right, given, found; `errors` names each claim of which the pairs are wrong."""

    right: int = 0
    given: int = 0
    found: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.given + self.found) if self.given + self.found else 1.0


def read_passages(half: str = "") -> tuple[dict, ...]:
    """The rows of the table, of one half or of both."""
    rows = (json.loads(line) for line in TABLE.read_text("utf-8").splitlines())
    return tuple(row for row in rows if half in ("", row["half"]))


def score_passages(rows: Iterable[Mapping], vocabulary: Vocabulary) -> LinkCounts:
    """What each claim of each passage is found to cite, against what the table says."""
    counts = LinkCounts()
    for row in rows:
        for claim, cited in zip(row["claims"], cited_by(row, vocabulary), strict=True):
            given = {str(one) for one in claim["cites"]}
            counts.right += len(given & cited)
            counts.given += len(given)
            counts.found += len(cited)
            if given != cited:
                said = f"{row['style']}: {claim['words']!r} cites {sorted(given)}, said {sorted(cited)}: {row['text']}"
                counts.errors.append(said)
    return counts


def cited_by(row: Mapping, vocabulary: Vocabulary) -> list[set[str]]:
    """What each claim of a passage is found to cite, in the words of the table."""
    article = to_article(row)
    citations = find_citations(article, vocabulary, ())
    references = parse_references(article)
    claims = _claims(row, article, citations, vocabulary)
    links = link_citations(article, claims, citations, references, match_references(references, ()), ())
    by_id = {c.id: c for c in citations}
    places = {r.id: (r, place) for place, r in enumerate(references, 1)}
    return [
        {
            named
            for link in links
            if link.claim_id == claim.id and (named := _named(link, by_id, places, len(row["entries"])))
        }
        for claim in claims
    ]


def to_article(row: Mapping) -> Article:
    """The passage as a page: its paragraphs, then its bibliography."""
    text = row["text"]
    blocks, start = [], 0
    for paragraph in text.split("\n\n"):
        blocks.append((BlockKind.PROSE, start, start + len(paragraph)))
        start += len(paragraph) + 2
    if row["entries"]:
        text += "\n\nReferences\n"
        blocks.append((BlockKind.HEADING, len(text) - len("References\n"), len(text) - 1))
    for place, entry in enumerate(row["entries"], 1):
        line = f"{place}. {entry}" if row["numbered"] else entry
        text += "\n"
        blocks.append((BlockKind.REFERENCE, len(text), len(text) + len(line)))
        text += line + "\n"
    marks = tuple(Mark(kind=kind, start=s, end=e, value=value) for kind, s, e, value in row.get("marks", ()))
    nouns = (Block(index=n, kind=kind, start=s, end=e) for n, (kind, s, e) in enumerate(blocks))
    return Article(id="page", title="", text=text, path="", sha256="", blocks=tuple(nouns), marks=marks)


def _claims(row: Mapping, article: Article, citations: tuple[Citation, ...], vocabulary: Vocabulary) -> list[Claim]:
    sentences = list(find_sentences(article, mask_citations(article.text, citations), Abbreviations(vocabulary, ())))
    claims = []
    for number, claim in enumerate(row["claims"]):
        start = claim["start"] + len(claim["words"]) - len(claim["words"].lstrip())
        home = next(s for s in sentences if s.start <= start < s.end)
        claims.append(
            Claim(
                id=str(number), article_id="page", start=start, end=claim["start"] + len(claim["words"]),
                quote=claim["words"], block=home.block, block_kind=BlockKind.PROSE, section="", type=ClaimType.EFFICACY,
                strength=Strength.PLAIN,
                sentence_start=home.start, sentence_end=home.end,
            )
        )  # fmt: skip
    return claims


def _named(
    link: Link, citations: Mapping[str, Citation], places: Mapping[str, tuple[Reference, int]], listed: int
) -> str:
    citation = citations[link.citation_id]
    if link.status is CitationStatus.VAGUE:
        return ""
    if link.reference_id and places[link.reference_id][1] <= listed:
        return str(places[link.reference_id][1])
    while citation.antecedent:
        citation = citations[citation.antecedent]
    if citation.kind is CitationKind.DATA_ON_FILE:
        return "file"
    if citation.kind is CitationKind.NAMED_SOURCE:
        return "source"
    return "?" if citation.numbers or citation.authors else citation.identifier
