"""Who may see what of the log: connections to it in, frozen answers for one visitor out. Reads the raw log, and keeps
back from each visitor what others said of a claim that is not open yet."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from kb.anchors import find_anchored
from kb.labels import ReviewKind
from kb.reviews.events import COLUMNS, Awaits, ClaimReviews, Event, Mine, Orphan, mentions

_R = ", ".join(f"r.{name}" for name in COLUMNS)
_OF_CLAIM = f"SELECT {_R} FROM places p CROSS JOIN reviews r ON r.id = p.id WHERE p.anchor = ? ORDER BY r.at, r.id"
_NEEDED = "SELECT needed FROM reviews WHERE kind = 'policy' ORDER BY at DESC, id DESC LIMIT 1"


def others_seen(log: sqlite3.Connection, anchor: str, reviewer: str) -> bool:
    """Whether a decision or settlement of somebody else can be seen for this claim."""
    sql = "SELECT 1 FROM opened WHERE anchor = ? AND kind IN ('decision', 'settlement') AND reviewer <> ? LIMIT 1"
    return log.execute(sql, [anchor, reviewer]).fetchone() is not None


def needed(log: sqlite3.Connection) -> int:
    """How many must decide a claim before their decisions are shown; 1 where nobody said otherwise."""
    row = log.execute(_NEEDED).fetchone()
    return row[0] if row else 1


def claim_reviews(log: sqlite3.Connection, reviewer: str | None, anchor: str) -> ClaimReviews:
    """What this visitor may see of a claim."""
    log.execute("BEGIN")  # one state of the log for all questions
    try:
        events = [Event.from_row(row) for row in log.execute(_OF_CLAIM, [anchor])]
        tally = log.execute("SELECT decided, is_open FROM tally WHERE anchor = ?", [anchor]).fetchone()
        is_opened = {row[0] for row in log.execute("SELECT id FROM opened WHERE anchor = ?", [anchor])}
        wanted = needed(log)
    finally:
        log.execute("COMMIT")
    decided, is_open = (tally[0], bool(tally[1])) if tally else (0, False)
    mine = [event for event in events if reviewer is not None and event.reviewer == reviewer]
    own = _newest(mine, ReviewKind.DECISION)
    settler = _newest(mine, ReviewKind.SETTLEMENT)
    assignment = _newest(events, ReviewKind.ASSIGNMENT)
    return ClaimReviews(
        anchor=anchor,
        events=tuple(e for e in events if e.id in is_opened or e in mine or _calls(e, reviewer)),
        decided=decided,
        needed=wanted,
        is_open=is_open,
        own=own,
        settled=_newest(events, ReviewKind.SETTLEMENT),
        assignee=assignment.assignee if assignment else None,
        may_decide=reviewer is not None and settler is None,
        may_settle=reviewer is not None and own is None and is_open and decided >= 2,
    )


def _newest(events: Iterable[Event], kind: ReviewKind) -> Event | None:
    return max((event for event in events if event.kind is kind), key=lambda e: (e.at, e.id), default=None)


def _calls(event: Event, reviewer: str | None) -> bool:
    return event.kind is ReviewKind.NOTE and reviewer in mentions(event.note)


_AT = f"SELECT {_R}, p.anchor AS place FROM reviews r CROSS JOIN places p ON p.id = r.id WHERE "
_ASSIGNED = """r.kind = 'assignment' AND r.assignee = ? AND NOT EXISTS (SELECT 1 FROM places q
  CROSS JOIN reviews n ON n.id = q.id WHERE q.anchor = p.anchor
  AND n.kind = 'assignment' AND (n.at, n.id) > (r.at, r.id))"""
_CALLING = "r.kind = 'note' AND r.reviewer <> ? AND instr(lower(r.note), '@' || ?) ORDER BY r.at, r.id"


class _Events(Mapping[str, Event]):
    """Events by anchor, each made of its row when it is asked for: a person may have decided ten thousand claims."""

    def __init__(self, rows: Iterable[sqlite3.Row]) -> None:
        self._rows = {row["place"]: row for row in rows}

    def __getitem__(self, anchor: str) -> Event:
        return Event.from_row(self._rows[anchor])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def mine(log: sqlite3.Connection, reviewer: str) -> Mine:
    """What this person has decided and settled, and what waits for him; claims by the anchor that they have now."""
    log.execute("BEGIN")
    try:
        own = log.execute(_AT + "r.reviewer = ? ORDER BY r.at, r.id", [reviewer]).fetchall()
        assigned = log.execute(_AT + _ASSIGNED, [reviewer]).fetchall()
        calling = log.execute(_AT + _CALLING, [reviewer, reviewer]).fetchall()
    finally:
        log.execute("COMMIT")
    answering = (ReviewKind.NOTE, ReviewKind.DECISION, ReviewKind.SETTLEMENT)
    answers = {row["place"]: (row["at"], row["id"]) for row in own if row["kind"] in answering}
    return Mine(
        decided=_Events(row for row in own if row["kind"] == ReviewKind.DECISION),
        settled=frozenset(row["place"] for row in own if row["kind"] == ReviewKind.SETTLEMENT),
        assigned=_Events(assigned),
        mentions=tuple(
            Event.from_row(row)
            for row in calling
            if reviewer in mentions(row["note"]) and answers.get(row["place"], ("", 0)) < (row["at"], row["id"])
        ),
    )


_SAID = "r.kind IN ('decision', 'settlement')"


def undisclosed(log: sqlite3.Connection, reviewer: str) -> tuple[str, ...]:
    """The claims that this person has decided and that are not open yet, by anchor: no query over what everybody may
    see knows that he has."""
    sql = (
        "SELECT DISTINCT p.anchor FROM reviews r CROSS JOIN places p ON p.id = r.id "
        f"CROSS JOIN tally t ON t.anchor = p.anchor WHERE r.reviewer = ? AND {_SAID} AND t.is_open = 0"
    )
    return tuple(sorted(row[0] for row in log.execute(sql, [reviewer])))


def own_among(log: sqlite3.Connection, reviewer: str, anchors: Iterable[str]) -> dict[str, Event]:
    """The last decision, or settlement, of this person for each of these claims that he has spoken on; by anchor."""
    sql = (
        f"SELECT {_R}, p.anchor AS place FROM places p CROSS JOIN reviews r ON r.id = p.id "
        f"WHERE p.anchor IN (SELECT value FROM json_each(?)) AND r.reviewer = ? AND {_SAID} ORDER BY r.at, r.id"
    )
    found = log.execute(sql, [json.dumps(list(anchors)), reviewer]).fetchall()
    return {row["place"]: Event.from_row(row) for row in found}


def awaits(log: sqlite3.Connection, reviewer: str) -> Awaits:
    """What waits for this person, without a look at all that he has ever decided."""
    log.execute("BEGIN")
    try:
        assigned = [row["place"] for row in log.execute(_AT + _ASSIGNED, [reviewer])]
        calling = log.execute(_AT + _CALLING, [reviewer, reviewer]).fetchall()
        own = own_among(log, reviewer, assigned)
        places = json.dumps(sorted({row["place"] for row in calling}))
        answers = log.execute(
            "SELECT p.anchor, max(r.at), r.id FROM places p CROSS JOIN reviews r ON r.id = p.id WHERE p.anchor IN "
            "(SELECT value FROM json_each(?)) AND r.reviewer = ? AND r.kind IN ('note', 'decision', 'settlement') "
            "GROUP BY 1",
            [places, reviewer],
        ).fetchall()
    finally:
        log.execute("COMMIT")
    answered = {anchor: (at, ident) for anchor, at, ident in answers}
    return Awaits(
        assigned=tuple(sorted(anchor for anchor in assigned if anchor not in own)),
        mentions=tuple(
            Event.from_row(row)
            for row in calling
            if reviewer in mentions(row["note"]) and answered.get(row["place"], ("", 0)) < (row["at"], row["id"])
        ),
    )


_PLACES = """
SELECT p.anchor, p.claim_id, p.article_id, min(p.id) AS event, count(*) AS events,
  count(DISTINCT r.reviewer) AS reviewers, max(r.kind = 'claim') AS marked
FROM places p JOIN reviews r ON r.id = p.id GROUP BY p.anchor ORDER BY min(p.id)
"""


def orphans(log: sqlite3.Connection, kb: sqlite3.Connection) -> tuple[Orphan, ...]:
    """What was said of words that are not in this kb.db, or not exactly once; see kb.anchors."""
    found = []
    for place in log.execute(_PLACES).fetchall():
        times = kb.execute("SELECT count(*) FROM claims WHERE anchor = ?", [place["anchor"]]).fetchone()[0]
        if times == 1:
            continue
        words = _words_at(log, place["anchor"])
        standing = len(marked_spans(kb, words))
        if times or standing != 1 or not place["marked"]:
            why = "more than once" if times or standing > 1 else "no claim" if standing else "gone"
            found.append(_orphan(place, words, kb, why))
    return tuple(found)


def marked_spans(kb: sqlite3.Connection, words: Mapping[str, str]) -> tuple[tuple[int, int], ...]:
    """Where in the present text of its article a claim stands that a person marked, of which `words` has article_id,
    quote, before and after. It is there when there is exactly one place."""
    row = kb.execute("SELECT text FROM articles WHERE id = ?", [words["article_id"]]).fetchone()
    return find_anchored(row[0], words["quote"], words["before"], words["after"]) if row else ()


def _words_at(log: sqlite3.Connection, anchor: str) -> Mapping[str, str]:
    """The words to which an anchor belongs: those of an event that was made with it."""
    sql = "SELECT article_id, quote, before, after FROM reviews WHERE anchor = ? ORDER BY id LIMIT 1"
    return dict(log.execute(sql, [anchor]).fetchone())


def _orphan(place: sqlite3.Row, words: Mapping[str, str], kb: sqlite3.Connection, why: str) -> Orphan:
    sql = "SELECT id FROM claims WHERE quote = ? ORDER BY article_id <> ?, article_id, position LIMIT 10"
    candidates = tuple(row[0] for row in kb.execute(sql, [words["quote"], words["article_id"]]))
    counts = {name: place[name] for name in ("event", "claim_id", "anchor", "events", "reviewers")}
    return Orphan(**words, **counts, why=why, candidates=candidates)
