"""A knowledge base, and a log of reviews, in which every text that the program shows tries to be markup."""

import sqlite3
from pathlib import Path

from payloads import CLASSES
from web_sample import Page, _article

from kb.anchors import surroundings
from kb.labels import (
    ArticleFindingKind,
    Basis,
    BlockKind,
    CitationKind,
    CitationStatus,
    Decision,
    Reason,
    Relation,
    SlotOutcome,
    Strength,
    SuggestionKind,
    VerdictTag,
)
from kb.model import (
    ArticleFinding,
    Assessment,
    Audit,
    Citation,
    CitationVerdict,
    Claim,
    Cluster,
    Conflict,
    Finding,
    Link,
    Problem,
    Proposition,
    Reference,
    Slot,
    Study,
    Suggestion,
    Verdict,
)
from kb.reviews import ClaimSeen, ReviewLog
from kb.store import replacing, write_agreement, write_audit, write_build, write_studies

NUMBERED = [(f"a{a}", n, words) for a, texts in enumerate(CLASSES.values()) for n, words in enumerate(texts)]


def claim_id(article: str, number: int) -> str:
    return f"{article}-{number:04}"


def study_id(article: str, number: int) -> str:
    return f"{article}s{number}"


def _study(article: str, number: int, words: str) -> Study:
    ident = study_id(article, number)
    return Study(
        id=ident, type="article-journal", title=f"T {words}", authors=(words, f"{words}, B"), year="2020", issued=words,
        container_title=words, volume=words, issue=words, page=words, doi=f"10.1/{words}", pmid=words, pmcid=words,
        url=words, design=words, level="4", n=20, n_text=words, population=words, intervention=words, comparator=words,
        limits=words, source=words, unverified=words, aliases=(words,),
        findings=(Finding(id=f"{ident}.1", study_id=ident, statement=f"S {words}", verified=True, quote=words, locator=words),),
    )  # fmt: skip


def _audit(article: str, texts: tuple[str, ...]) -> Audit:
    page, claims, citations, references, links = Page(), [], [], [], []
    page.add(BlockKind.HEADING, f"Heading {texts[0]}", level=1)
    kinds = (BlockKind.PROSE, BlockKind.ITEM, BlockKind.ROW, BlockKind.CAPTION, BlockKind.TABLE_HEADER)
    for number, words in enumerate(texts):
        page.add(BlockKind.HEADING, f"Part {words}", level=2)
        said = f"{number} salts {words} help"
        block = page.add(kinds[number % len(kinds)], f"{said} [{number}]")
        start, end = page.find(said)
        claims.append(
            Claim(
                id=claim_id(article, number), article_id=article, start=start, end=end, quote=said, block=block.index,
                block_kind=block.kind, section=words, strength=Strength.PLAIN, type="efficacy", speaker=words, context=words,
                propositions=(Proposition(subject=(f"~{words}",), predicate="improves"),), rule=words,
            )
        )  # fmt: skip
        mention = (end + 1, block.end)
        citations.append(
            Citation(
                id=f"{article}#m{number}", article_id=article, kind=CitationKind.NUMERIC, start=mention[0], end=mention[1],
                text=page.text[slice(*mention)], block=block.index, scope_start=start, scope_end=end,
            )
        )  # fmt: skip
        entry = page.add(BlockKind.REFERENCE, f"{number}. {words}")
        references.append(
            Reference(
                id=f"{article}#r{number}", article_id=article, start=entry.start, end=entry.end,
                text=page.text[entry.start : entry.end], number=number + 1,
            )
        )  # fmt: skip
        links.append(
            Link(
                claim_id=claims[-1].id, citation_id=citations[-1].id, reference_id=references[-1].id,
                study_id=study_id(article, number), status=CitationStatus.CITED, method="numbered", note=words,
            )
        )  # fmt: skip
    slots = {
        n: (Slot(name="size", copy=w, study=w, outcome=SlotOutcome.DIFFERENT, rule=w),) for n, w in enumerate(texts)
    }
    each = list(enumerate(zip(claims, texts, strict=True)))
    return Audit(
        article=_article(article, f"Title {texts[0]}", page, texts[0]),
        claims=tuple(claims),
        citations=tuple(citations),
        references=tuple(references),
        links=tuple(links),
        assessments=tuple(
            Assessment(
                claim_id=c.id, finding_id=f"{study_id(article, n)}.1", study_id=study_id(article, n),
                relation=Relation.CONTRADICTS, reason=Reason.WRONG_DURATION, detail=w, rule=w, cited=True, score=0.5,
                slots=slots[n],
            )
            for n, (c, w) in each
        ),
        citation_verdicts=tuple(
            CitationVerdict(
                claim_id=c.id, study_id=study_id(article, n), verdict=VerdictTag.CONTRADICTED, reason=Reason.WRONG_DURATION,
                rationale=w,
            )
            for n, (c, w) in each
        ),
        verdicts=tuple(
            Verdict(
                claim_id=c.id, verdict=VerdictTag.CONTRADICTED, reason=Reason.WRONG_DURATION, rationale=f"R {w}", cap=w,
                citation_status=CitationStatus.CITED, rule=w, basis=Basis.CITED, finding_id=f"{study_id(article, n)}.1",
                study_id=study_id(article, n),
            )
            for n, (c, w) in each
        ),
        suggestions=tuple(
            Suggestion(
                claim_id=c.id, kind=SuggestionKind.REWORD, rank=1, text=w, study_id=study_id(article, n),
                finding_id=f"{study_id(article, n)}.1",
            )
            for n, (c, w) in each
        ),
        findings=tuple(
            ArticleFinding(
                article_id=article, kind=ArticleFindingKind.ABSOLUTE_LANGUAGE, detail=w, start=c.start, end=c.end, term=w,
                reason=w, suggestion=w, claim_id=c.id,
            )
            for n, (c, w) in each
        ),
    )  # fmt: skip


def write_hostile(database: Path) -> Path:
    """kb.db with one article a class of payloads, one claim and one study a payload, and nothing that is only text."""
    with replacing(database) as db:
        write_studies(db, [_study(*one) for one in NUMBERED], {}, {study_id("a0", 0): CLASSES["tags"][0]})
        for number, texts in enumerate(CLASSES.values()):
            audit = _audit(f"a{number}", texts)
            write_audit(db, audit, stale=texts[0] if number % 2 else "")
        pairs = [(claim_id("a0", n), claim_id("a1", n), words) for n, words in enumerate(CLASSES["event handlers"])]
        clusters = [
            Cluster(
                id=f"{n:012}",
                label=words,
                claims=2,
                articles=2,
                members=((one, Strength.PLAIN), (other, Strength.PLAIN)),
            )
            for n, (one, other, words) in enumerate(pairs)
        ]
        conflicts = [
            Conflict(claim_id=one, other_id=other, slot="harm", said=words, other_said=words, rule=words)
            for one, other, words in pairs
        ]
        write_agreement(db, clusters, conflicts)
        row = {"inputs": "a" * 64, "vocabulary": "b" * 64, "version": "0", "articles": 9, "studies": 9, "findings": 9}
        problems = [Problem(path=words, field=words, message=words) for words in CLASSES["tags"]]
        write_build(db, {**row, "claims": len(NUMBERED)}, problems)
    return database


def say_hostile(database: Path, reviews: Path) -> None:
    """For each claim a decision with reason and citation, a note, and the same of a claim that is no more."""
    with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as db:
        db.row_factory = sqlite3.Row
        rows = {row["id"]: row for row in db.execute("SELECT * FROM claims")}
        texts = {row["id"]: row["text"] for row in db.execute("SELECT id, text FROM articles")}
    with ReviewLog(reviews) as log:
        for article, number, words in NUMBERED:
            seen = ClaimSeen.from_row(rows[claim_id(article, number)], "a" * 64)
            gone = ClaimSeen.marked(
                article_id=article,
                quote=f"gone {words}",
                before=words,
                after=words,
                start_char=1,
                end_char=9,
                build=words,
            )
            for claim in (seen, gone):
                log.decide(
                    reviewer="ana", claim=claim, decision=Decision.OVERRULE, verdict=VerdictTag.SUPPORTED,
                    reason=f"because {words}", citation=f"better {words}", supersedes=None, form=None,
                )  # fmt: skip
                log.note(reviewer="bo", claim=claim, note=f"{words} @lea said {words}", form=None)
            log.assign(reviewer="lea", claim=seen, assignee="lea", form=None)
            start = texts[article].index(f"Part {words}\n\n{number} salts")
            end = start + len(f"Part {words}")
            before, after = surroundings(texts[article], start, end)
            log.add_claim(
                reviewer="bo", article_id=article, quote=texts[article][start:end], before=before, after=after,
                start_char=start, end_char=end, build=words, form=None,
            )  # fmt: skip
