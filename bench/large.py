"""A large knowledge base of made-up words: as many articles and claims as asked for, written through the store.

Nothing is read or judged; what is made has the shape of what a build makes: claims in blocks, mentions that lead to
entries and studies, comparisons with slots, clusters, conflicts, suggestions, a graph. Words and studies come up as
they do in real copy, a few very often and most of them rarely. Equal sizes give equal files.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from kb.graph_tables import GraphTables
from kb.labels import (
    ArticleFindingKind,
    Basis,
    BlockKind,
    CitationKind,
    CitationStatus,
    ClaimType,
    Reason,
    Relation,
    RetractionState,
    SlotOutcome,
    Strength,
    SuggestionKind,
    TextHeld,
    VerdictTag,
)
from kb.model import (
    Article,
    ArticleFinding,
    Assessment,
    Audit,
    Block,
    Citation,
    CitationVerdict,
    Claim,
    Cluster,
    Conflict,
    Finding,
    Link,
    Proposition,
    Reference,
    ReferenceMatch,
    Slot,
    Study,
    Suggestion,
    Verdict,
)
from kb.store import replacing, write_agreement, write_audit, write_build, write_studies

CONSONANTS, VOWELS = "bcdfglmnprstv", "aeiou"
FINDINGS = 5  # of each study
VERDICTS = {
    VerdictTag.SUPPORTED: (Reason.ENTAILED, Reason.ESTABLISHED),
    VerdictTag.CONTRADICTED: (Reason.SAFETY_CONFLICT, Reason.CONFLICTS_WITH_LIBRARY, Reason.REGULATORY_CONFLICT),
    VerdictTag.UNSUPPORTED: (
        Reason.NO_EVIDENCE_GIVEN,
        Reason.OVERSTATED,
        Reason.DOES_NOT_ADDRESS,
        Reason.SOURCE_NOT_HELD,
        Reason.WRONG_NUMBER,
        Reason.VAGUE_EVIDENCE,
    ),
}


class Words:
    """Made-up words, of which the first stands in about a quarter of all claims and the others less and less often."""

    def __init__(self, seed: int, number: int = 4000) -> None:
        self.chance = random.Random(seed)
        made: dict[str, None] = {}
        while len(made) < number:
            syllables = self.chance.randint(2, 4)
            pairs = (self.chance.choice(CONSONANTS) + self.chance.choice(VOWELS) for _ in range(syllables))
            made["".join(pairs)] = None
        self.words = list(made)
        self.weights = list(accumulate(1 / (rank + 30) for rank in range(number)))
        self.common = self.words[0]

    def sentence(self, length: int) -> str:
        """A sentence of `length` words."""
        chosen = self.chance.choices(self.words, cum_weights=self.weights, k=length)
        if self.chance.random() < 0.2:
            chosen[length // 2] = self.common
        return " ".join(chosen).capitalize() + "."


def write_large(database: Path, articles: int, claims: int, studies: int = 1000) -> Words:
    """Write the database: `claims` claims in `articles` articles, and `studies` studies; gives the words used."""
    words = Words(seed=articles)
    library = [_study(words, number) for number in range(studies)]
    popular = list(accumulate(1 / (rank + 5) for rank in range(studies)))
    said: dict[int, list[tuple[str, Strength]]] = defaultdict(list)
    nodes, edges, everyone = [], [], []
    with replacing(database) as db:
        write_studies(db, library, {}, {})
        for number in range(articles):
            audit = _audit(words, number, claims // articles, library, popular)
            write_audit(db, audit)
            for claim in audit.claims:
                # A few statements are made by thousands of claims, most by a handful.
                said[int(len(library) * 8 * words.chance.random() ** 3)].append((claim.id, claim.strength))
                everyone.append(claim.id)
            _add_graph(audit, nodes, edges)
        clusters = [_cluster(words, number, members) for number, members in sorted(said.items()) if len(members) > 1]
        write_agreement(db, clusters, list(_conflicts(words, everyone)))
        for study in library:
            nodes.append([f"study:{study.id}", "study", study.title, "{}"])
            for finding in study.findings:
                nodes.append([f"finding:{finding.id}", "finding", finding.statement, "{}"])
                edges.append([f"study:{study.id}", f"finding:{finding.id}", "reports", "{}"])
        graph = GraphTables(db.conn)
        graph.add(nodes, edges)
        graph.write()
        counted = {"articles": articles, "claims": len(everyone), "studies": studies, "findings": studies * FINDINGS}
        write_build(db, {"inputs": "0" * 64, "vocabulary": "0" * 64, "version": "bench", **counted}, [])
    return words


def _study(words: Words, number: int) -> Study:
    ident = f"study{number:04}"
    name = words.words[-1 - number % len(words.words)].capitalize()
    return Study(
        id=ident,
        type="article-journal",
        title=words.sentence(12),
        authors=(f"{name}, A", "Other, B"),
        year=str(1990 + number % 35),
        container_title="Journal of Made-up Words",
        doi=f"10.1000/{ident}",
        pmid=str(10_000_000 + number),
        design="randomised trial",
        design_class="randomised",
        level="2",
        retraction=RetractionState.RETRACTED if number % 50 == 25 else RetractionState.UNCHECKED,
        n=40 + number,
        population=words.sentence(6),
        limits=words.sentence(10),
        text_held=TextHeld.ABSTRACT,
        verified=True,
        path=f"{ident}.yml",
        findings=tuple(
            Finding(id=f"{ident}.{n}", study_id=ident, statement=words.sentence(16), verified=True, locator="table 2")
            for n in range(1, FINDINGS + 1)
        ),
    )


def _audit(words: Words, number: int, claims: int, library: list[Study], popular: list[float]) -> Audit:
    entries = words.chance.choices(library, cum_weights=popular, k=3)
    article = _article(words, number, claims, entries)
    made = [_claim(words, article, block, n) for n, block in enumerate(article.blocks[: claims * 2 : 2])]
    references = tuple(
        Reference(id=f"{article.id}#r{n}", article_id=article.id, start=b.start, end=b.end,
                  text=article.text[b.start : b.end], number=n)
        for n, b in enumerate(article.blocks[-len(entries) :], 1)
    )  # fmt: skip
    citing = [claim for claim in made if words.chance.random() < 0.2]
    judged = [_judge(words, claim, claim in citing, library, popular) for claim in made]
    cited = [
        _cite(words, claim, f"{article.id}#m{n}", references[n % 3], entries[n % 3]) for n, claim in enumerate(citing)
    ]
    return Audit(
        article=article,
        claims=tuple(made),
        citations=tuple(mention for mention, _, _ in cited),
        references=references,
        matches=tuple(
            ReferenceMatch(reference_id=r.id, study_id=s.id, method="title")
            for r, s in zip(references, entries, strict=True)
        ),
        links=tuple(link for _, link, _ in cited),
        assessments=tuple(a for _, found, _ in judged for a in found),
        citation_verdicts=tuple(verdict for _, _, verdict in cited),
        verdicts=tuple(verdict for verdict, _, _ in judged),
        suggestions=tuple(s for _, _, some in judged for s in some),
        findings=tuple(_remark(words, article.id, made) for _ in range(8)),
    )


def _article(words: Words, number: int, claims: int, entries: list[Study]) -> Article:
    """Every other sentence will be a claim; the last blocks are the list of references."""
    pieces = [words.sentence(words.chance.randint(12, 24)) for _ in range(claims * 2)]
    pieces += [f"{n}. {study.authors[0]}. {study.title} {study.year}." for n, study in enumerate(entries, 1)]
    blocks, at = [], 0
    for index, piece in enumerate(pieces):
        kind = BlockKind.REFERENCE if index >= claims * 2 else BlockKind.PROSE
        blocks.append(Block(index=index, kind=kind, start=at, end=at + len(piece), section="Section"))
        at += len(piece) + 2
    ident = f"article{number:05}"
    return Article(
        id=ident, title=words.sentence(6), text="\n\n".join(pieces), path=f"{ident}.md", sha256=f"{number:064}",
        publisher=f"Publisher {number % 400}", blocks=tuple(blocks),
    )  # fmt: skip


def _cite(
    words: Words, claim: Claim, ident: str, reference: Reference, study: Study
) -> tuple[Citation, Link, CitationVerdict]:
    mention = Citation(
        id=ident, article_id=claim.article_id, kind=CitationKind.NUMERIC, start=claim.start, end=claim.start + 3,
        text=f"[{reference.number}]", block=claim.block, scope_start=claim.start, scope_end=claim.end,
    )  # fmt: skip
    link = Link(claim_id=claim.id, citation_id=ident, reference_id=reference.id, study_id=study.id, method="number")
    tag = words.chance.choices(list(VERDICTS), weights=(4, 1, 5))[0]
    reason = words.chance.choice(VERDICTS[tag])
    return (
        mention,
        link,
        CitationVerdict(claim_id=claim.id, study_id=study.id, verdict=tag, reason=reason, rationale=""),
    )


def _claim(words: Words, article: Article, block: Block, number: int) -> Claim:
    chance = words.chance
    return Claim(
        id=f"{article.id}-{number:04x}", article_id=article.id, start=block.start, end=block.end,
        quote=article.text[block.start : block.end], block=block.index, block_kind=block.kind, section=block.section,
        type=chance.choice(list(ClaimType)), strength=chance.choices(list(Strength), weights=(3, 6, 1))[0],
        rule="bench", propositions=(Proposition(subject=(chance.choice(words.words),), predicate="improves"),),
    )  # fmt: skip


def _judge(
    words: Words, claim: Claim, cited: bool, library: list[Study], popular: list[float]
) -> tuple[Verdict, tuple[Assessment, ...], tuple[Suggestion, ...]]:
    chance = words.chance
    tag = chance.choices(list(VERDICTS), weights=(25, 3, 72))[0]
    relation = {VerdictTag.SUPPORTED: Relation.SUPPORTS, VerdictTag.CONTRADICTED: Relation.CONTRADICTS}
    relation = relation.get(tag, Relation.WEAKER)
    reason = chance.choice(VERDICTS[tag])
    found = []
    for n, study in enumerate(dict.fromkeys(chance.choices(library, cum_weights=popular, k=4))):
        slots = tuple(
            Slot(name=name, copy=words.words[n], study=words.words[-n], outcome=SlotOutcome.EQUAL, rule="slots.bench")
            for name in ("subject", "object", "direction")
        )
        found.append(
            Assessment(
                claim_id=claim.id, finding_id=f"{study.id}.{chance.randint(1, FINDINGS)}", study_id=study.id,
                slots=slots, relation=relation if n == 0 or chance.random() < 0.3 else Relation.WEAKER, reason=reason,
                detail="Against the copy: the time differs.", rule="bench", cited=False, score=round(1 - n / 10, 2),
            )
        )  # fmt: skip
    decisive = {"finding_id": found[0].finding_id, "study_id": found[0].study_id}
    verdict = Verdict(
        claim_id=claim.id, verdict=tag, reason=reason, rationale=words.sentence(20), rule="bench",
        citation_status=CitationStatus.CITED if cited else CitationStatus.UNCITED, basis=Basis.LIBRARY, **decisive,
    )  # fmt: skip
    offered = Suggestion(claim_id=claim.id, kind=SuggestionKind.STATE, rank=1, text=words.sentence(14), **decisive)
    return verdict, tuple(found), (offered,)


def _remark(words: Words, article: str, claims: list[Claim]) -> ArticleFinding:
    claim = words.chance.choice(claims)
    return ArticleFinding(
        article_id=article, kind=words.chance.choice(list(ArticleFindingKind)), detail=words.sentence(8),
        claim_id=claim.id, start=claim.start, end=claim.start + 5,
    )  # fmt: skip


def _cluster(words: Words, number: int, members: list[tuple[str, Strength]]) -> Cluster:
    articles = len({claim.partition("-")[0] for claim, _ in members})
    label = " · ".join(words.chance.choices(words.words, k=3))
    return Cluster(id=f"{number:012}", label=label, claims=len(members), articles=articles, members=tuple(members))


def _conflicts(words: Words, claims: list[str]) -> Iterator[Conflict]:
    pairs = {tuple(words.chance.sample(claims, 2)) for _ in range(len(claims) // 20)}
    for one, other in sorted(pairs):
        yield Conflict(claim_id=one, other_id=other, slot="direction", said="more", other_said="less", rule="bench")


def _add_graph(audit: Audit, nodes: list[list[str]], edges: list[list[str]]) -> None:
    article = f"article:{audit.article.id}"
    nodes.append([article, "article", audit.article.title, "{}"])
    for claim in audit.claims:
        nodes.append([f"claim:{claim.id}", "claim", claim.quote, "{}"])
        edges.append([article, f"claim:{claim.id}", "contains", "{}"])
    for found in audit.assessments:
        finding, claim = f"finding:{found.finding_id}", f"claim:{found.claim_id}"
        edges.append([finding, claim, found.relation.value, "{}"])
