"""A small knowledge base made by hand for the tests of the pages: every label of the closed sets, a text of an earlier
build, a problem, mentions of each status, ids with odd characters, and text that tries to be markup."""

from itertools import cycle
from pathlib import Path

import networkx as nx

from kb.graph_tables import GraphTables, graph_part
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
    Side,
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
    HeldText,
    Link,
    Notice,
    Problem,
    Proposition,
    Reference,
    ReferenceMatch,
    Slot,
    Study,
    StudyFact,
    Suggestion,
    Verdict,
)
from kb.store import replacing, write_agreement, write_audit, write_build, write_studies

HOSTILE = "<script>document.title='owned'</script>"
ODD_ID = "o'brien & söhne (50%) #1 ~a+b"
ODD_STUDY = 'odd "study"; drop%2Ftable'
GRAVE = (Reason.REGULATORY_CONFLICT, Reason.SAFETY_CONFLICT, Reason.CONFLICTS_WITH_LIBRARY, Reason.INTERNAL_CONFLICT)
GRAVE = (*GRAVE, Reason.CONFLICTS_WITH_CITED_STUDY)


class Page:
    """Composes a text and remembers where its blocks are."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Block] = []

    def add(self, kind: BlockKind, words: str, level: int = 0) -> Block:
        start = len(self.text)
        self.text += words + "\n\n"
        self.blocks.append(
            Block(index=len(self.blocks), kind=kind, start=start, end=start + len(words), level=level, section="Relief")
        )
        return self.blocks[-1]

    def find(self, words: str) -> tuple[int, int]:
        start = self.text.index(words)
        return start, start + len(words)


def studies() -> tuple[Study, ...]:
    """A trial, a label, and a record whose every field tries to be markup."""
    trial = Study(
        id="meyer2019",
        type="article-journal",
        title="Lithium salts for seasonal cough: an open-label pilot",
        authors=("Meyer, Ada", "Okoro, Ben"),
        year="2019",
        container_title="Journal of Invented Medicine",
        volume="4",
        issue="2",
        page="11-19",
        doi="10.1000/xyz(2019)<1>",
        pmid="12345678",
        pmcid="PMC1234567",
        url="https://example.org/meyer",
        design="open-label pilot",
        design_class="uncontrolled",
        level="4",
        n=20,
        text_held=TextHeld.ABSTRACT,
        retraction=RetractionState.CLEAN,
        verified=True,
        findings=tuple(
            Finding(id=f"meyer2019.{i}", study_id="meyer2019", statement=text, verified=i != 3, locator="table 2")
            for i, text in enumerate(
                ("Cough fell by about half one hour after a dose.", "Nausea occurred in 4 of 20.", "Dose was oral."), 1
            )
        ),
    )
    odd = Study(
        id=ODD_STUDY,
        type="webpage",
        title=f"A record {HOSTILE}",
        authors=(HOSTILE,),
        url="javascript:alert(1)",
        doi='10.1/"onmouseover="alert(1)',
        design=HOSTILE,
        source="javascript:alert(2) ; https://example.org/a",
        unverified="all of it",
        retraction=RetractionState.RETRACTED,
        retraction_date="2021-05-04",
        retraction_reason=HOSTILE,
        retraction_source=HOSTILE,
        notices=(
            Notice(
                nature=RetractionState.RETRACTED, date="2021-05-04", reason=HOSTILE, doi="10.5555/<b>", matched_by="DOI"
            ),
        ),
        held=HeldText(kind=TextHeld.ABSTRACT, text=HOSTILE, path="texts/odd.txt", sha256="0" * 64),
        facts=(
            StudyFact(
                study_id=ODD_STUDY, field="n", value="12", origin="machine", counts=True, quote=HOSTILE, start=0, end=9
            ),
            StudyFact(study_id=ODD_STUDY, field="n", value=HOSTILE, origin="record", counts=False),
        ),
        findings=(Finding(id=f"{ODD_STUDY}.1", study_id=ODD_STUDY, statement=HOSTILE, verified=False, quote=HOSTILE),),
    )
    unused = Study(
        id="label2020", type="document", title="Label of the salts", year="2020", kind="label", n_text="none"
    )
    return trial, odd, unused


def _article(ident: str, title: str, page: Page, url: str = "") -> Article:
    return Article(
        id=ident,
        title=title,
        text=page.text,
        path=f"{ident}.md",
        sha256="0" * 64,
        publisher="Salt Clinic",
        url=url,
        blocks=tuple(page.blocks),
    )


def _claim(article: str, page: Page, words: str, name: str, **labels: object) -> Claim:
    start, end = page.find(words)
    block = next(b for b in page.blocks if b.start <= start < b.end)
    values = {"type": ClaimType.EFFICACY, "strength": Strength.PLAIN, "section": "Relief", **labels}
    return Claim(
        id=f"{article}-{name}", article_id=article, start=start, end=end, quote=words, block=block.index,
        block_kind=block.kind, propositions=(Proposition(subject=("~salts",), predicate="improves"),), **values,
    )  # fmt: skip


def _verdict(claim: Claim, tag: VerdictTag, reason: Reason, status: CitationStatus, **more: object) -> Verdict:
    return Verdict(
        claim_id=claim.id, verdict=tag, reason=reason, rationale=f"Because of {reason.value}.", citation_status=status,
        rule="test", **{"basis": Basis.NONE, **more},
    )  # fmt: skip


def first_audit() -> Audit:
    """An article with a heading, a list, a table, a caption, references and furniture, and four claims of each kind."""
    ident, page = "salts-for-cough", Page()
    page.add(BlockKind.FURNITURE, "Home | About")
    page.add(BlockKind.HEADING, "Salts for cough", level=1)
    page.add(
        BlockKind.PROSE,
        "Salts halve cough within weeks [1]. Studies have shown that they are safe for all. 𝛼-salts 🧂 work.",
    )
    page.add(BlockKind.HEADING, "Relief", level=2)
    page.add(BlockKind.ITEM, f"They are approved {HOSTILE} for cough.")
    page.add(BlockKind.ITEM, "Our team is the best & kindest.")
    page.add(BlockKind.TABLE_HEADER, "Salt | Onset")
    page.add(BlockKind.ROW, "Lithium | works in an hour")
    page.add(BlockKind.CAPTION, "Figure: Meyer et al 2018")
    page.add(BlockKind.REFERENCE, "1. Meyer A, Okoro B. Lithium salts for seasonal cough. J Inv Med. 2019;4(2):11-19.")
    article = _article(ident, "Salts for cough", page, "https://example.org/salts")
    claims = (
        _claim(ident, page, "Salts halve cough within weeks [1].", "aaaa", type=ClaimType.ONSET_DURATION),
        _claim(ident, page, "Studies have shown that they are safe for all.", "bbbb", strength=Strength.ABSOLUTE),
        _claim(ident, page, "they are safe", "cccc", type=ClaimType.SAFETY),
        _claim(ident, page, "𝛼-salts 🧂 work.", "dddd", strength=Strength.HEDGED),
        _claim(ident, page, f"They are approved {HOSTILE} for cough.", "eeee", type=ClaimType.REGULATORY),
        _claim(ident, page, "Lithium | works in an hour", "ffff", speaker="a nurse"),
    )
    mention, vague, caption = page.find("[1]"), page.find("Studies have shown"), page.find("Figure: Meyer et al 2018")
    entry = page.find("1. Meyer A, Okoro B. Lithium salts for seasonal cough. J Inv Med. 2019;4(2):11-19.")

    def citation(name: str, kind: CitationKind, at: tuple[int, int], antecedent: str = "") -> Citation:
        return Citation(
            id=f"{ident}#{name}", article_id=ident, kind=kind, start=at[0], end=at[1], text=page.text[slice(*at)],
            block=0, scope_start=at[0], scope_end=at[1], antecedent=antecedent,
        )  # fmt: skip

    reference = Reference(
        id=f"{ident}#r1", article_id=ident, start=entry[0], end=entry[1], text=page.text[slice(*entry)], number=1
    )
    a, b, c, d, e, f = claims
    slots = tuple(
        Slot(name=f"slot_{outcome.value}", copy="weeks <b>", study="one hour", outcome=outcome, rule="slots.test")
        for outcome in SlotOutcome
    )
    relations = (
        (a, "meyer2019.1", Relation.CONTRADICTS, Reason.WRONG_DURATION, True),
        (a, "meyer2019.2", Relation.SILENT, Reason.DOES_NOT_ADDRESS, True),
        (a, f"{ODD_STUDY}.1", Relation.SUPPORTS, Reason.ENTAILED, False),
        (c, "meyer2019.2", Relation.CONTRADICTS, Reason.SAFETY_CONFLICT, False),
        (f, "meyer2019.1", Relation.WEAKER, Reason.OVERSTATED, False),
        (d, "meyer2019.1", Relation.SUPPORTS, Reason.ESTABLISHED, False),
    )
    return Audit(
        article=article,
        claims=claims,
        citations=(
            citation("m1", CitationKind.NUMERIC, mention),
            citation("m2", CitationKind.VAGUE, vague),
            citation("m3", CitationKind.CAPTION, caption),
        ),
        references=(reference,),
        matches=(ReferenceMatch(reference_id=reference.id, study_id="meyer2019", method="author_year_title"),),
        links=(
            Link(claim_id=a.id, citation_id=f"{ident}#m1", reference_id=reference.id, study_id="meyer2019", method="number"),
            Link(claim_id=b.id, citation_id=f"{ident}#m2", status=CitationStatus.VAGUE, method="scope"),
            Link(
                claim_id=f.id, citation_id=f"{ident}#m3", status=CitationStatus.MISCITED, method="author_year",
                note="the entry is of 2019, the mention says 2018", candidates=("meyer2019",),
            ),
        ),
        assessments=tuple(
            Assessment(
                claim_id=claim.id, finding_id=finding, study_id=finding.rpartition(".")[0], relation=relation,
                reason=reason, detail="The times differ.", rule="compare.test", cited=cited, score=0.5, slots=slots,
            )
            for claim, finding, relation, reason, cited in relations
        ),
        citation_verdicts=(
            CitationVerdict(
                claim_id=a.id, study_id="meyer2019", verdict=VerdictTag.CONTRADICTED, reason=Reason.WRONG_DURATION,
                rationale="An hour is not weeks.",
            ),
        ),
        verdicts=(
            _verdict(
                a, VerdictTag.CONTRADICTED, Reason.CONFLICTS_WITH_CITED_STUDY, CitationStatus.CITED, basis=Basis.CITED,
                finding_id="meyer2019.1", study_id="meyer2019", cap="an uncontrolled design",
            ),
            _verdict(b, VerdictTag.UNSUPPORTED, Reason.VAGUE_EVIDENCE, CitationStatus.VAGUE),
            _verdict(c, VerdictTag.CONTRADICTED, Reason.SAFETY_CONFLICT, CitationStatus.UNCITED, basis=Basis.REGULATORY),
            _verdict(d, VerdictTag.SUPPORTED, Reason.ESTABLISHED, CitationStatus.UNCITED, basis=Basis.LIBRARY),
            _verdict(e, VerdictTag.UNSUPPORTED, Reason.NO_EVIDENCE_GIVEN, CitationStatus.UNCITED),
            _verdict(f, VerdictTag.UNSUPPORTED, Reason.OVERSTATED, CitationStatus.MISCITED),
        ),
        sides={a.id: Side.BENEFIT, c.id: Side.RISK, d.id: Side.BENEFIT},
        suggestions=(
            Suggestion(claim_id=a.id, kind=SuggestionKind.REWORD, rank=1, text=f"Cough may fall {HOSTILE}.",
                       study_id="meyer2019", finding_id="meyer2019.1"),
            Suggestion(claim_id=a.id, kind=SuggestionKind.CITE, rank=2, text="Meyer 2019 would bear it out.",
                       study_id="meyer2019", finding_id="meyer2019.1"),
        ),
        findings=(
            ArticleFinding(article_id=ident, kind=ArticleFindingKind.REFERENCE_NEVER_CITED, detail=HOSTILE, start=entry[0], end=entry[1]),
            ArticleFinding(
                article_id=ident, kind=ArticleFindingKind.BENEFITS_WITHOUT_RISKS, detail="The page names no risk.",
                reason="A rule.", suggestion="Name the risks.",
            ),
            ArticleFinding(
                article_id=ident, kind=ArticleFindingKind.ABSOLUTE_LANGUAGE, detail="“always” in the copy", start=a.start,
                end=a.start + 6, term="always", reason="A rule.", suggestion="Leave it out.", claim_id=a.id,
            ),
        ),
    )  # fmt: skip


def odd_audit() -> Audit:
    """An article whose id, title and address need care, with one claim for every reason, type, strength and status."""
    page, claims, verdicts = Page(), [], []
    page.add(BlockKind.HEADING, f"All labels {HOSTILE}", level=1)
    types, strengths, statuses, bases = cycle(ClaimType), cycle(Strength), cycle(CitationStatus), cycle(Basis)
    for number, reason in enumerate(Reason):
        words = f"Statement number {number}, for {reason.value}."
        page.add(BlockKind.PROSE, words)
        claim = _claim(ODD_ID, page, words, f"{number:04}", type=next(types), strength=next(strengths))
        tag = (
            VerdictTag.SUPPORTED
            if number < 2
            else VerdictTag.CONTRADICTED
            if reason in GRAVE
            else VerdictTag.UNSUPPORTED
        )
        claims.append(claim)
        verdicts.append(_verdict(claim, tag, reason, next(statuses), basis=next(bases)))
    article = _article(ODD_ID, f"All labels {HOSTILE}", page, 'javascript:alert("url")')
    return Audit(article=article, claims=tuple(claims), verdicts=tuple(verdicts))


def write_sample(database: Path) -> Path:
    """Write the sample to `database`; gives the path back."""
    audits = [first_audit(), odd_audit()]
    graph = nx.MultiDiGraph()
    for audit in audits:
        graph.add_node(f"article:{audit.article.id}", kind="article", label=audit.article.title)
        for claim in audit.claims:
            graph.add_node(f"claim:{claim.id}", kind="claim", label=claim.quote)
            graph.add_edge(f"article:{audit.article.id}", f"claim:{claim.id}", key="contains", kind="contains")
    one, other = audits[0].claims[0].id, audits[1].claims[0].id
    graph.add_edge(f"claim:{other}", f"claim:{one}", key="contradicts_claim", kind="contradicts_claim")
    same = Cluster(
        id="5" * 12,
        label=f"headache {HOSTILE}",
        claims=2,
        articles=2,
        members=((one, Strength.PLAIN), (other, Strength.HEDGED)),
    )
    against = Conflict(
        claim_id=other, other_id=one, slot="harm", said=f"no {HOSTILE}", other_said="nausea", rule="copy.denied_harm"
    )
    problem = Problem(path="broken.md", field="title", message=f"is missing {HOSTILE}")
    with replacing(database) as db:
        write_studies(db, studies(), {}, {"label2020": "label2020.yml: year: is no number"})
        write_audit(db, audits[0])
        write_audit(db, audits[1], stale="broken.md: is empty")
        write_agreement(db, [same], [against])
        parts = GraphTables(db.conn)
        parts.add(*graph_part(graph))
        parts.write()
        row = {"inputs": "a" * 64, "vocabulary": "b" * 64, "version": "0", "articles": 2, "studies": 3, "findings": 4}
        write_build(db, {**row, "claims": sum(len(a.claims) for a in audits)}, [problem])
    return database
