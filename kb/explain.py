"""Why a claim has its verdict: a database and a claim's id in; every fact that the verdict rests on out, as a mapping.

Everything is read from kb.db. Only which vocabulary entries of claim and finding meet is worked out again, with the
vocabulary and the meeting rules that the comparison uses. Opens the database read-only, and changes nothing.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from kb.evidence.meeting import Meeting
from kb.labels import SlotOutcome
from kb.vocab import Vocabulary, load_with_own

NEAREST = 5  # claims named where an id is not known
_LIKE = 55.0  # of 100: a quote that is less like the words asked for is not named
_CLAIM = """
SELECT c.*, a.title AS article_title FROM claims c JOIN articles a ON a.id = c.article_id WHERE c.id = ?
"""
_CITED = """
SELECT cc.text, cc.status, cc.method, cc.study_id, s.label AS study, cc.verdict, cc.reason, cc.rationale, cc.note
FROM claim_citations cc LEFT JOIN studies s ON s.id = cc.study_id WHERE cc.claim_id = ? ORDER BY cc.id
"""
# The finding that decided stands first; then what is cited, and what speaks most clearly.
_ASSESSED = """
SELECT b.*, f.statement, f.propositions AS finding_propositions, s.label AS study, s.design_class, s.level, s.n,
  s.species, s.subjects, s.populations
FROM assessments b JOIN findings f ON f.id = b.finding_id JOIN studies s ON s.id = b.study_id
WHERE b.claim_id = ?1
ORDER BY b.finding_id IS NOT ?2, b.cited DESC,
  CASE b.relation WHEN 'contradicts' THEN 0 WHEN 'supports' THEN 1 WHEN 'weaker' THEN 2 ELSE 3 END,
  b.score DESC, b.finding_id
"""
_OF_CLAIM = ("quote", "article_id", "article_title", "section", "context", "type", "strength", "speaker", "verdict",
             "reason", "rationale", "rule", "basis", "cap", "citation_status", "claim_rule", "study_id",
             "finding_id")  # fmt: skip
_OF_ASSESSMENT = ("finding_id", "study_id", "study", "design_class", "level", "n", "species", "statement", "relation",
                  "reason", "detail", "rule", "score")  # fmt: skip


class NoSuchClaim(LookupError):
    """The id names no claim, or several; the message is one line and names the nearest."""


def open_database(path: Path) -> sqlite3.Connection:
    """The database for reading only. Raises sqlite3.Error where it is none."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def explain(connection: sqlite3.Connection, wanted: str, vocabulary: Path | None = None) -> dict[str, object]:
    """Why a claim has its verdict: `explain_claim` of the claim with this id, or alone with an id that begins so.

    `vocabulary` is a folder of words that adds to the shipped ones, if it is there. Raises NoSuchClaim, VocabularyError
    and sqlite3.Error.
    """
    return explain_claim(connection, find_claim(connection, wanted), load_with_own(vocabulary))


def find_claim(connection: sqlite3.Connection, wanted: str) -> str:
    """The id of the claim that has this id, or alone an id that starts so. Raises NoSuchClaim with the nearest ids:
    those that start so, else those most like it by id or by words."""
    claims = {row["id"]: row["quote"] for row in connection.execute("SELECT id, quote FROM claims ORDER BY id")}
    if wanted in claims:
        return wanted
    begun = [ident for ident in claims if wanted and ident.startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise NoSuchClaim(f"{wanted}: {len(begun)} claims begin so: {_named(begun[:NEAREST], claims)}")
    near = _nearest(wanted, claims)
    if not near:
        raise NoSuchClaim(f"{wanted or 'an empty id'}: is no claim of this database, and none is like it")
    raise NoSuchClaim(f"{wanted}: is no claim of this database; nearest: {_named(near, claims)}")


def _nearest(wanted: str, claims: Mapping[str, str]) -> list[str]:
    """Ids by how much they, or their quotes, are like the words asked for; ties by id."""
    scores: dict[str, float] = {}
    for choices, scorer in (({k: k for k in claims}, fuzz.ratio), (claims, fuzz.token_set_ratio)):
        found = process.extract(wanted, choices, scorer=scorer, limit=None, score_cutoff=_LIKE, processor=str.lower)
        for _, score, ident in found:
            scores[ident] = max(score, scores.get(ident, 0.0))
    return sorted(scores, key=lambda ident: (-scores[ident], ident))[:NEAREST]


def _named(idents: Sequence[str], claims: Mapping[str, str]) -> str:
    return "; ".join(f"{ident} ({' '.join(claims[ident].split())[:60]})" for ident in idents)


def explain_claim(connection: sqlite3.Connection, claim_id: str, vocabulary: Vocabulary) -> dict[str, object]:
    """The claim with its verdict, citations, propositions, and every assessment slot by slot, the deciding one first.

    `concepts` of an assessment are the vocabulary entries of the claim that the finding or its study speaks of, with
    the entry that was met and how (equal, narrower or broader than the study's).
    """
    claim = connection.execute(_CLAIM, [claim_id]).fetchone()
    propositions = json.loads(claim["propositions"])
    keys = _keys(propositions)
    meeting = Meeting(vocabulary)
    rows = connection.execute(_ASSESSED, [claim_id, claim["finding_id"]]).fetchall()
    return {
        "id": claim_id,
        **{name: claim[name] for name in _OF_CLAIM},
        "citations": [dict(row) for row in connection.execute(_CITED, [claim_id])],
        "propositions": propositions,
        "vocabulary": {key: vocabulary.label(key) for key in keys if key in vocabulary.concepts},
        "assessments": [_assessment(row, claim, keys, meeting) for row in rows],
    }


def _assessment(row: sqlite3.Row, claim: sqlite3.Row, keys: Sequence[str], meeting: Meeting) -> dict[str, object]:
    theirs = [*_keys(json.loads(row["finding_propositions"])), *row["subjects"].split("; ")]
    theirs += row["populations"].split("; ")
    return {
        **{name: row[name] for name in _OF_ASSESSMENT},
        "decided": row["finding_id"] == claim["finding_id"],
        "cited": bool(row["cited"]),
        "parts": [int(part) for part in row["parts"].split("; ") if part],
        "slots": json.loads(row["slots"]),
        "concepts": _met(keys, theirs, meeting),
    }


def _met(keys: Sequence[str], theirs: Sequence[str], meeting: Meeting) -> list[dict[str, str]]:
    met = []
    for key in keys:
        if key not in meeting.vocabulary.concepts:
            continue
        outcome, other = meeting.best(key, theirs)
        if outcome is not SlotOutcome.DIFFERENT:
            labels = {"label": meeting.vocabulary.label(key), "met_label": meeting.vocabulary.label(other)}
            met.append({"id": key, "met": other, "outcome": outcome.value, **labels})
    return met


def _keys(propositions: Sequence[Mapping[str, object]]) -> list[str]:
    """Every key of some propositions, concepts and cues, each once, in order."""
    slots = ("subject", "object", "population", "comparator", "route", "regimen", "species", "content")
    named = (key for p in propositions for slot in slots for key in p.get(slot, ()))
    return list(dict.fromkeys(key for key in named if isinstance(key, str)))
