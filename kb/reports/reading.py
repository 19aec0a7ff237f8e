"""A database in, an article with all that was found in it out: kb.db, and what people said where reviews.db is there.

`kb check` writes a draft into a database in memory and reads it here too, so that a draft and a built article are told
in the same words.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from kb.anchors import find_anchored
from kb.model import Study
from kb.names import study_name
from kb.reports.contents import Decided, Report, ReportedClaim, ReportedFinding
from kb.stored import stored_article, stored_study
from kb.vancouver import format_reference

Row = Mapping[str, object]
_CLAIMS = """
SELECT c.*, f.statement AS finding, f.locator FROM claims c LEFT JOIN findings f ON f.id = c.finding_id
WHERE c.article_id = ? ORDER BY c.start_char, c.position
"""
_CITED = """
SELECT cc.claim_id, cc.text AS mention, cc.study_id, r.text AS entry FROM claim_citations cc
JOIN claims c ON c.id = cc.claim_id LEFT JOIN citation_references r ON r.id = cc.reference_id
WHERE c.article_id = ? ORDER BY cc.id
"""
_SUGGESTED = """
SELECT s.claim_id, s.kind, s.text FROM suggestions s JOIN claims c ON c.id = s.claim_id
WHERE c.article_id = ? ORDER BY s.claim_id, s.rank
"""
_OBSERVED = """
SELECT * FROM article_findings WHERE article_id = ?
ORDER BY CASE severity WHEN 'grave' THEN 0 WHEN 'serious' THEN 1 ELSE 2 END, kind, id
"""
_STANDINGS = "SELECT * FROM reviews.standing WHERE anchor IN (SELECT value FROM json_each(?)) ORDER BY anchor"
_SAID = """
SELECT anchor, reviewer, outcome, reason, 0 AS last FROM reviews.decisions
WHERE anchor IN (SELECT value FROM json_each(?1))
UNION ALL SELECT anchor, reviewer, outcome, reason, 1 FROM reviews.settlements
WHERE anchor IN (SELECT value FROM json_each(?1)) ORDER BY anchor, last, reviewer
"""
_LABELS = ("section", "type", "strength", "side", "citation_status", "verdict", "reason", "rationale")


class NoSuchArticle(LookupError):
    """The id names no article; the message is one line and names those that there are."""


@contextmanager
def open_kb(database: Path, reviews: Path | None = None) -> Iterator[sqlite3.Connection]:
    """The knowledge base for reading only, and what people said attached as `reviews`, where the file of reviews is
    there (reviews.db beside the knowledge base if not given). Raises sqlite3.Error where a file is no database."""
    reviews = reviews or database.resolve().with_name("reviews.db")
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("SELECT count(*) FROM sqlite_master")
        if reviews.is_file():
            connection.execute("ATTACH ? AS reviews", [f"{reviews.resolve().as_uri()}?mode=ro"])
        yield connection


def read_report(connection: sqlite3.Connection, article_id: str) -> Report:
    """All that a database holds of an article; what people said as far as all may see it. Raises NoSuchArticle."""
    row = connection.execute("SELECT * FROM articles WHERE id = ?", [article_id]).fetchone()
    if row is None:
        known = ", ".join(r["id"] for r in connection.execute("SELECT id FROM articles ORDER BY id LIMIT 20"))
        raise NoSuchArticle(f"{article_id}: is no article of this database; it has: {known or 'none'}")
    blocks = _all(connection, "SELECT * FROM blocks WHERE article_id = ? ORDER BY position", article_id)
    article = stored_article(dict(row), blocks)
    reviewed = _has_reviews(connection)
    rows = _all(connection, _CLAIMS, article_id)
    added = list(_added(connection, article_id, article.text)) if reviewed else []
    decided = _decided(connection, [str(r["anchor"]) for r in (*rows, *added)]) if reviewed else {}
    claims = _claims(connection, article_id, sorted((*rows, *added), key=lambda r: r["start_char"]), decided)
    studies = {study.id: study for study in _studies(connection, claims)}
    build = connection.execute("SELECT inputs FROM builds ORDER BY id DESC LIMIT 1").fetchone()
    return Report(
        article=article,
        claims=claims,
        findings=tuple(_finding(r) for r in _all(connection, _OBSERVED, article_id)),
        references={ident: format_reference(study) for ident, study in studies.items()},
        names={ident: study_name(study) for ident, study in studies.items()},
        studies=studies,
        stale=row["stale"],
        build=build["inputs"] if build else "",
        reviewed=reviewed,
    )


def _all(connection: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(sql, values)]


def _has_reviews(connection: sqlite3.Connection) -> bool:
    return any(row["name"] == "reviews" for row in connection.execute("PRAGMA database_list"))


def _claims(
    connection: sqlite3.Connection, article_id: str, rows: Sequence[Row], decided: Mapping[str, Decided]
) -> tuple[ReportedClaim, ...]:
    cited = _grouped(_all(connection, _CITED, article_id))
    suggested = _grouped(_all(connection, _SUGGESTED, article_id))
    names = {r["id"]: r["label"] for r in connection.execute("SELECT id, label FROM studies")}
    claims = []
    for number, row in enumerate(rows, 1):
        mine = cited.get(row["id"], [])
        claims.append(
            ReportedClaim(
                number=number,
                id=str(row["id"]),
                start=row["start_char"],
                end=row["end_char"],
                quote=str(row["quote"]),
                **{name: str(row.get(name) or "") for name in (*_LABELS, "finding", "locator", "study_id", "added_by")},
                gravity=row.get("gravity") or 0,
                mentions=_once(link["mention"] for link in mine),
                entries=_once(link["entry"] for link in mine),
                cited_studies=_once(link["study_id"] for link in mine),
                study=names.get(row.get("study_id"), ""),
                suggestions=tuple((s["kind"], s["text"]) for s in suggested.get(row["id"], [])),
                decided=decided.get(row["anchor"]),
            )
        )
    return tuple(claims)


def _grouped(rows: Sequence[Row]) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = {}
    for row in rows:
        found.setdefault(row["claim_id"], []).append(row)
    return found


def _once(values: Iterator[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values if value))


def _added(connection: sqlite3.Connection, article_id: str, text: str) -> Iterator[dict[str, object]]:
    """The claims that a person marked, where their words stand on the page exactly once."""
    for row in _all(connection, "SELECT * FROM reviews.added_claims WHERE article_id = ? ORDER BY id", article_id):
        places = find_anchored(text, str(row["quote"]), str(row["before"]), str(row["after"]))
        if len(places) == 1:
            start, end = places[0]
            kept = {name: row[name] for name in ("quote", "anchor")}
            yield {**kept, "id": row["claim_id"], "start_char": start, "end_char": end, "added_by": row["reviewer"]}


def _decided(connection: sqlite3.Connection, anchors: Sequence[str]) -> dict[str, Decided]:
    """What people made of each claim, by anchor."""
    asked = json.dumps(anchors)
    reasons: dict[str, list[str]] = {}
    for row in connection.execute(_SAID, [asked]):
        told = ": ".join(filter(None, (row["reviewer"], row["outcome"].replace("_", " "), row["reason"])))
        reasons.setdefault(row["anchor"], []).append(told)
    return {
        row["anchor"]: Decided(
            outcome=row["outcome"] or "",
            status=row["status"],
            by=row["decided_by"],
            at=row["at"],
            reasons=tuple(reasons.get(row["anchor"], ())),
        )
        for row in connection.execute(_STANDINGS, [asked])
    }


def _studies(connection: sqlite3.Connection, claims: Sequence[ReportedClaim]) -> Iterator[Study]:
    """The studies that the claims cite or that decided, in the order in which the text comes to them."""
    wanted = _once(ident for claim in claims for ident in (*claim.cited_studies, claim.study_id))
    for ident in wanted:
        row = connection.execute("SELECT * FROM studies WHERE id = ?", [ident]).fetchone()
        if row is not None:
            yield stored_study(dict(row))


def _finding(row: Row) -> ReportedFinding:
    named = {name: str(row[name]) for name in ("kind", "severity", "detail", "term", "reason", "suggestion")}
    return ReportedFinding(**named, start=row["start_char"], end=row["end_char"])
