"""Rows out, a database in place: writes what the stages found into a new file and puts it where the old one was.

`schema.sql` alone names the columns; this module fills them. The file is built aside and takes the place of the old one
in a single rename, so a build that fails or is killed leaves the old file as it was. Rows are written in a fixed order
and hold no clock, so equal inputs give equal dumps.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from sqlite_utils import Database

from kb.anchors import find_anchors
from kb.gravity import gravity_of
from kb.labels import CitationStatus
from kb.model import Article, Audit, Cluster, Conflict, Finding, HeldText, Problem, Proposition, Slot, Study, StudyFact
from kb.names import study_name
from kb.old_file import settle
from kb.sqlscript import statements
from kb.whole_file import aside

SCHEMA = Path(__file__).resolve().parent.parent / "schema.sql"
_INDEX = re.compile(r"^CREATE (?:UNIQUE )?INDEX ", re.MULTILINE)
SEPARATOR = "; "  # between the values of a list column
# While a file is filled nobody reads it. Pages that stay in memory are not written twice. A sort takes as much again,
# and several may be at work: with 64 MB a large build took more memory than a small one, and no less time.
_FILLING = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA locking_mode=EXCLUSIVE;
PRAGMA cache_size=-16000; PRAGMA temp.cache_size=-16000;
"""
_AT_ONCE = (128, 16, 1)  # rows that are written in one statement; as many as there are go in the largest
_WRITTEN = 16384  # JSON texts kept: what many pages say is written many times

Row = dict[str, object]
Rows = list[list[object]]  # the names of the columns, then the values of each row: how rows travel and are kept


@contextmanager
def replacing(database: Path, schema: Path = SCHEMA) -> Iterator[Database]:
    """Give an empty database with the schema, and put it in place of `database` when the block ends well.

    While it is filled it lies beside the target as `.NAME.new` (`kb.whole_file`). On any error, and on a keyboard
    interrupt, the new file is removed and the old one is untouched. Raises OSError when the folder cannot be written or
    another build is at it, sqlite3.Error when another program is writing to `database`.
    """
    settle(database)
    with aside(database) as new, closing(sqlite3.connect(new)) as connection:
        # Nobody reads the file before it is complete and synced, so a journal would only cost time. References are
        # looked at once, when all rows are there, and indexes are made then: an index that grows by every row costs
        # more than all its rows sorted once.
        connection.executescript(_FILLING)
        script = list(statements(schema.read_text(encoding="utf-8")))
        indexes = [statement for statement in script if _INDEX.search(statement)]
        connection.executescript("".join(statement for statement in script if statement not in indexes))
        yield Database(connection)
        _finish(connection, indexes)
        settle(database)


def _finish(connection: sqlite3.Connection, indexes: Iterable[str]) -> None:
    connection.commit()
    for statement in indexes:
        connection.execute(statement)
    _count(connection)
    full_text = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
    ]
    for name in sorted(full_text):
        connection.execute(f"INSERT INTO [{name}]([{name}]) VALUES ('rebuild')")
        connection.execute(f"INSERT INTO [{name}]([{name}]) VALUES ('optimize')")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise sqlite3.IntegrityError(f"table {broken[0]} refers to a missing row of {broken[2]}")
    connection.execute("ANALYZE")
    connection.commit()


def _count(connection: sqlite3.Connection) -> None:
    """Fill the tables that hold what pages show often, each from its temporary view, then the number of rows of every
    standing question."""
    fillings = connection.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view' ORDER BY rowid").fetchall()
    for (view,) in fillings:
        connection.execute(f"INSERT INTO [{view.removeprefix('fill_')}] SELECT * FROM [{view}]")
    questions = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").fetchall()
    for (view,) in questions:
        connection.execute(f"INSERT INTO counts SELECT 'question', '{view}', count(*) FROM [{view}]")
    for column in ("verdict", "reason", "gravity"):
        connection.execute(f"INSERT INTO counts SELECT '{column}', {column}, count(*) FROM claims GROUP BY {column}")


def write_studies(
    db: Database,
    studies: Iterable[Study],
    readings: Mapping[str, Sequence[Proposition]],
    stale: Mapping[str, str],
) -> None:
    """Write studies with their findings; `readings` and `stale` as in `study_rows`."""
    write_tables(db, study_rows(studies, readings, stale))


def study_rows(
    studies: Iterable[Study], readings: Mapping[str, Sequence[Proposition]], stale: Mapping[str, str]
) -> dict[str, Rows]:
    """The rows of each table that studies fill, in the order in which tables refer to each other; `readings` are the
    propositions by finding id, `stale` says by study id why a record is that of an earlier build."""
    studies = tuple(studies)
    found = (
        _finding_row(finding, position, readings.get(finding.id, ()))
        for study in studies
        for position, finding in enumerate(study.findings, 1)
    )
    notices = ((study.id, notice) for study in studies for notice in study.notices)
    tables = {
        "studies": (_study_row(study, stale.get(study.id, "")) for study in studies),
        "findings": found,
        "study_texts": (_text_row(study.id, study.held) for study in studies if study.held),
        "study_facts": (_fact_row(fact) for study in studies for fact in study.facts),
        "retraction_notices": ({"study_id": ident, **asdict_row(notice)} for ident, notice in notices),
    }
    return {name: tabled(rows) for name, rows in tables.items()}


def write_rows(db: Database, table: str, rows: Iterable[Row]) -> None:
    """Write rows that have the same columns. sqlite-utils would look at every value, to see what table it needs: that
    takes longer than the insertion, and here the schema says it."""
    _insert(db, table, tabled(rows))


def tabled(rows: Iterable[Row]) -> Rows:
    """Rows that have the same columns, with the names of these once; nothing where there is no row."""
    rows = list(rows)
    return [list(rows[0]), *(list(row.values()) for row in rows)] if rows else []


def _insert(db: Database, table: str, rows: Rows) -> None:
    if not rows:
        return
    columns, *values = rows
    names, row = ", ".join(f"[{name}]" for name in columns), f"({', '.join('?' * len(columns))})"
    done = 0
    # Many rows in one statement: a list of words that a CHECK allows is made ready for each statement, not each row.
    for size in _AT_ONCE:
        statement = f"INSERT INTO [{table}] ({names}) VALUES {', '.join([row] * size)}"
        while len(values) - done >= size:
            db.conn.execute(statement, list(chain.from_iterable(values[done : done + size])))
            done += size


def write_audit(db: Database, audit: Audit, stale: str = "") -> None:
    """Write all that one article gave; `stale` says why its text is that of an earlier build."""
    write_tables(db, audit_rows(audit), stale)


def audit_rows(audit: Audit) -> dict[str, Rows]:
    """The rows of each table that one article fills, in the order in which tables refer to each other."""
    tables = {
        "articles": [_article_row(audit.article)],
        "blocks": _block_rows(audit.article),
        "citation_references": _reference_rows(audit),
        "citations": _citation_rows(audit),
        "claims": _claim_rows(audit),
        "claim_citations": _claim_citation_rows(audit),
        "assessments": _assessment_rows(audit),
        "suggestions": _suggestion_rows(audit),
        "article_findings": _observation_rows(audit),
    }
    return {name: tabled(rows) for name, rows in tables.items()}


def write_tables(db: Database, tables: Mapping[str, Rows], stale: str = "") -> None:
    """Write rows, as `audit_rows` and `study_rows` give them; `stale` as in `write_audit`."""
    for table, rows in tables.items():
        _insert(db, table, told_stale(rows, stale) if table == "articles" else rows)


def told_stale(articles: Rows, stale: str) -> Rows:
    """Rows of articles that say why they are of an earlier build; those that say it themselves stay."""
    columns, *values = articles
    return articles if "stale" in columns else [[*columns, "stale"], *([*row, stale] for row in values)]


def write_agreement(db: Database, clusters: Iterable[Cluster], conflicts: Iterable[Conflict]) -> None:
    """Write which claims say the same, and which speak against each other."""
    for c in clusters:
        shared = {"cluster_id": c.id, "label": c.label, "claims": c.claims, "articles": c.articles}
        write_rows(db, "claim_clusters", ({**shared, "claim_id": ident, "strength": s.value} for ident, s in c.members))
    write_rows(db, "claim_conflicts", (asdict_row(conflict, other_id="other_claim_id") for conflict in conflicts))


def write_build(db: Database, row: Row, problems: Iterable[Problem]) -> None:
    """Write the one row of `builds` and the problems of its inputs."""
    db["builds"].insert(row)
    db["problems"].insert_all(asdict(problem) for problem in problems)


def to_json(value: object) -> str:
    """JSON with sorted keys and enumerations as their words."""
    return _encoder().encode(value)


@cache
def _encoder() -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not for JSON")


def asdict_row(noun: object, *left_out: str, **renamed: str) -> Row:
    """A frozen noun as a row: tuples of text joined, enumerations as words, some fields left out, others renamed."""
    row = {}
    for name in _names(type(noun)):
        if name in left_out:
            continue
        value = getattr(noun, name)
        if isinstance(value, tuple):
            value = SEPARATOR.join(map(str, value))
        row[renamed.get(name, name)] = value.value if isinstance(value, Enum) else value
    return row


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def _article_row(article: Article) -> Row:
    row = asdict_row(article, "blocks", "marks")
    return {**row, "words": article.words, "marks": to_json([asdict(m) for m in article.marks])}


def _block_rows(article: Article) -> Iterator[Row]:
    for block in article.blocks:
        row = asdict_row(block, index="position", start="start_char", end="end_char")
        yield {"id": f"{article.id}#{block.index}", "article_id": article.id, **row}


def _study_row(study: Study, stale: str) -> Row:
    row = asdict_row(study, "findings", "held", "notices", "facts")
    return {**row, "label": study_name(study), "verified": int(study.verified), "stale": stale}


def _finding_row(finding: Finding, position: int, propositions: Sequence[Proposition]) -> Row:
    return {
        **asdict_row(finding, "authored", start="start_char", end="end_char"),
        "position": position,
        "verified": int(finding.verified),
        "authored": to_json([dict(slots) for slots in finding.authored]),
        "propositions": propositions_json(tuple(propositions)),
    }


def _text_row(study_id: str, held: HeldText) -> Row:
    return {"study_id": study_id, **asdict_row(held, "text"), "characters": len(held.text)}


def _fact_row(fact: StudyFact) -> Row:
    return {**asdict_row(fact, start="start_char", end="end_char"), "counts": int(fact.counts)}


@lru_cache(maxsize=_WRITTEN)
def propositions_json(propositions: tuple[Proposition, ...]) -> str:
    """Propositions as JSON, empty slots left out."""
    return to_json([_stated(p) for p in propositions])


def _stated(noun: object) -> Row:
    """The fields that say something, nouns within as rows too; dataclasses.asdict copies deeply and takes ten times as
    long."""
    row = {}
    for name in _names(type(noun)):
        value = getattr(noun, name)
        if value not in ((), "", None) and name != "gist":
            held = isinstance(value, tuple) and is_dataclass(value[0])
            row[name] = [_flat(part) for part in value] if held else value
    return row


def _flat(noun: object) -> Row:
    return {name: getattr(noun, name) for name in _names(type(noun))}


def _reference_rows(audit: Audit) -> Iterator[Row]:
    matches = {match.reference_id: match for match in audit.matches}
    for reference in audit.references:
        match = matches.get(reference.id)
        yield {
            **asdict_row(reference, start="start_char", end="end_char"),
            "study_id": match.study_id or None if match else None,
            "method": match.method if match else "",
            "note": match.note if match else "",
        }


def _citation_rows(audit: Audit) -> Iterator[Row]:
    links = {}
    for link in audit.links:
        links.setdefault(link.citation_id, link)
    # An anaphor refers to another mention: those it can refer to come first.
    for citation in sorted(audit.citations, key=lambda c: (bool(c.antecedent), c.start, c.id)):
        link = links.get(citation.id)
        unstored = ("block", "numbers", "authors", "year")
        row = asdict_row(citation, *unstored, start="start_char", end="end_char", antecedent="antecedent_id")
        unlinked = CitationStatus.VAGUE if citation.kind == "vague" else CitationStatus.UNCITED
        yield {
            **row,
            "antecedent_id": citation.antecedent or None,
            "reference_id": link.reference_id or None if link else None,
            "study_id": link.study_id or None if link else None,
            "status": (link.status if link else unlinked).value,
            "note": link.note if link else "covers no claim",
        }


def _claim_rows(audit: Audit) -> Iterator[Row]:
    verdicts = {verdict.claim_id: verdict for verdict in audit.verdicts}
    article = audit.article
    anchors = find_anchors(article.id, article.text, [(claim.start, claim.end) for claim in audit.claims])
    for position, (claim, anchor) in enumerate(zip(audit.claims, anchors, strict=True), 1):
        verdict = verdicts[claim.id]
        unstored = ("block", "block_kind", "sentence_start", "sentence_end", "propositions")
        row = asdict_row(claim, *unstored, start="start_char", end="end_char", rule="claim_rule")
        row.update(asdict_row(verdict, "claim_id"))
        labels = ("verdict", "reason", "type", "strength", "citation_status")
        yield {
            **row,
            "gravity": gravity_of(**{name: row[name] for name in labels}),
            "side": str(audit.sides.get(claim.id, "")),
            "position": position,
            "block_id": f"{claim.article_id}#{claim.block}",
            "finding_id": verdict.finding_id or None,
            "study_id": verdict.study_id or None,
            "propositions": propositions_json(claim.propositions),
            "before": anchor.before,
            "after": anchor.after,
            "anchor": anchor.key,
        }


def _claim_citation_rows(audit: Audit) -> Iterator[Row]:
    mentions = {citation.id: citation.text for citation in audit.citations}
    borne_out = {(v.claim_id, v.study_id): v for v in audit.citation_verdicts}
    for link in audit.links:
        if not link.claim_id:
            continue
        verdict = borne_out.get((link.claim_id, link.study_id))
        yield {
            **asdict_row(link, "candidates"),
            "reference_id": link.reference_id or None,
            "study_id": link.study_id or None,
            "text": mentions[link.citation_id],
            "verdict": verdict.verdict.value if verdict else None,
            "reason": verdict.reason.value if verdict else None,
            "rationale": verdict.rationale if verdict else "",
        }


def _assessment_rows(audit: Audit) -> Iterator[Row]:
    for assessment in audit.assessments:
        yield {
            **asdict_row(assessment, "slots", "disputes"),
            "cited": int(assessment.cited),
            "score": round(assessment.score, 4),
            "slots": _slots_json(assessment.slots),
        }


def _suggestion_rows(audit: Audit) -> Iterator[Row]:
    for suggestion in audit.suggestions:
        yield {"id": f"{suggestion.claim_id}.s{suggestion.rank}", **asdict_row(suggestion)}


def _observation_rows(audit: Audit) -> Iterator[Row]:
    for found in audit.findings:
        yield {
            **asdict_row(found, start="start_char", end="end_char"),
            "severity": found.severity.value,
            **{name: getattr(found, name) or None for name in ("claim_id", "study_id", "finding_id")},
        }


@lru_cache(maxsize=_WRITTEN)
def _slots_json(slots: tuple[Slot, ...]) -> str:
    return to_json([_flat(slot) for slot in slots])
