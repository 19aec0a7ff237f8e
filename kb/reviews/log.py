"""The log: `ReviewLog` appends what a person says, and tells each person what he may see.

A row is written in one transaction that takes the write lock first, computes number, time and hash, and lets the
triggers of `schema.sql` judge: what they refuse was never there. A method returns when its row is on the disk.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from kb.labels import Decision, ReviewKind, VerdictTag
from kb.reviews import seeing
from kb.reviews.chain import row_hash
from kb.reviews.events import (
    COLUMNS,
    Awaits,
    ClaimReviews,
    ClaimSeen,
    Event,
    Mine,
    Orphan,
    Replayed,
    ReviewRefused,
    Stale,
)
from kb.sqlscript import install, is_current

SCHEMA = Path(__file__).with_name("schema.sql")
NUMBER = 1  # of the schema: raise it when that changes, and logs that are there are read into the new one
BUSY = 30.0  # seconds to wait for another program that writes
INSERT = f"INSERT INTO reviews ({', '.join(COLUMNS)}) VALUES ({', '.join(':' + name for name in COLUMNS)})"
_REFUSALS: Mapping[str, type[ReviewRefused]] = {"replayed": Replayed, "stale": Stale, "refused": ReviewRefused}


def open_log(path: Path) -> sqlite3.Connection:
    """A connection that may write, to the log at `path`, which is made if it is not there, and brought to the present
    schema if it is older; raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
        if not is_current(connection, NUMBER):
            connection.execute("BEGIN IMMEDIATE")
            install(connection, SCHEMA.read_text(encoding="utf-8"), NUMBER, ["reviews"])
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def now() -> str:
    """The time in UTC to the millisecond, in a form that sorts as text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def append(connection: sqlite3.Connection, row: Mapping[str, Any]) -> Event:
    """Append one row within a transaction that is open: numbers it, chains it, and lets the triggers judge."""
    last = connection.execute("SELECT id, hash FROM reviews ORDER BY id DESC LIMIT 1").fetchone()
    full = {**row, "id": last["id"] + 1 if last else 1, "prev_hash": last["hash"] if last else ""}
    full["hash"] = row_hash(full)
    connection.execute(INSERT, full)
    return Event.from_row(full)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that has the write lock from its beginning; what the triggers refuse becomes a ReviewRefused."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error | UnicodeEncodeError):
            raise why_refused(error) from error
        raise


def why_refused(error: Exception) -> ReviewRefused:
    """An error of SQLite in words for the person who asked."""
    kind, _, why = str(error).partition(": ")
    if isinstance(error, sqlite3.IntegrityError) and kind in _REFUSALS:
        return _REFUSALS[kind](why)
    if isinstance(error, sqlite3.OperationalError):
        return ReviewRefused(f"Nothing was saved, because the log cannot be written now ({error}). Please try again.")
    return ReviewRefused(f"Nothing was saved, because the log does not take such a row ({error}).")


class ReviewLog:
    """The log at `path`, made if it is not there. Safe to use from several threads and beside other processes.

    Every method that writes gives the event as it was written, or raises ReviewRefused (Stale, Replayed) and has then
    written nothing. `form` is the one-time id of the form that was sent, None for none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = open_log(path)
        self._reader = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        self._reader.row_factory = sqlite3.Row
        self._reader.execute("PRAGMA query_only=ON")
        self._writing, self._reading = Lock(), Lock()

    def close(self) -> None:
        """Close both connections."""
        with self._writing, self._reading:
            self._reader.close()
            self._writer.close()

    def __enter__(self) -> "ReviewLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def decide(
        self,
        *,
        reviewer: str,
        claim: ClaimSeen,
        decision: Decision,
        verdict: VerdictTag | None = None,
        reason: str = "",
        citation: str = "",
        supersedes: int | None = None,
        form: str | None = None,
    ) -> Event:
        """A reviewer decides a claim. `verdict` is asked for only when overruling; `supersedes` is the decision of his
        own that the page showed him (Stale when it is not his last)."""
        said = _decided(claim, decision, verdict, reason, citation)
        return self._append(ReviewKind.DECISION, reviewer, claim, form, supersedes=supersedes, **said)

    def settle(
        self,
        *,
        reviewer: str,
        claim: ClaimSeen,
        decision: Decision,
        verdict: VerdictTag | None = None,
        reason: str = "",
        citation: str = "",
        form: str | None = None,
    ) -> Event:
        """A third person settles a claim that at least two have decided; the last settlement counts."""
        said = _decided(claim, decision, verdict, reason, citation)
        return self._append(ReviewKind.SETTLEMENT, reviewer, claim, form, **said)

    def note(self, *, reviewer: str, claim: ClaimSeen, note: str, form: str | None = None) -> Event:
        """A note on a claim; names after @ are those of people who shall see it."""
        return self._append(ReviewKind.NOTE, reviewer, claim, form, note=_words(note, "The note is empty."))

    def add_claim(
        self,
        *,
        reviewer: str,
        article_id: str,
        quote: str,
        before: str,
        after: str,
        start_char: int,
        end_char: int,
        build: str | None,
        form: str | None = None,
    ) -> Event:
        """A claim that the machine missed; `before` and `after` are those of kb.anchors.surroundings."""
        place = {"before": before, "after": after, "start_char": start_char, "end_char": end_char, "build": build}
        words = _words(quote, "No words are marked.")
        claim = ClaimSeen.marked(article_id=article_id, quote=words, **place)
        return self._append(ReviewKind.CLAIM, reviewer, claim, form)

    def attach(self, *, reviewer: str, refers_to: int, claim: ClaimSeen, form: str | None = None) -> Event:
        """A person says that the words of which event `refers_to` spoke are this claim now. All that was said of those
        words goes along. Whether the event is an orphan is for the caller to ask (`orphans`)."""
        return self._append(ReviewKind.ATTACHMENT, reviewer, claim, form, refers_to=refers_to)

    def assign(self, *, reviewer: str, claim: ClaimSeen, assignee: str | None, form: str | None = None) -> Event:
        """The claim is for `assignee` to decide; None takes an assignment back."""
        return self._append(ReviewKind.ASSIGNMENT, reviewer, claim, form, assignee=assignee)

    def set_needed(self, *, reviewer: str, needed: int, form: str | None = None) -> Event:
        """From now on `needed` (1 to 9) people must decide a claim before others see what they decided. What is open
        stays open."""
        if not 1 <= needed <= 9:
            raise ReviewRefused("The number of reviewers needed must be from 1 to 9.")
        return self._append(ReviewKind.POLICY, reviewer, None, form, needed=needed)

    def _append(
        self, kind: ReviewKind, reviewer: str, claim: ClaimSeen | None, form: str | None, **said: object
    ) -> Event:
        row: dict[str, Any] = dict.fromkeys(COLUMNS)
        row |= {"reason": "", "citation": "", "note": "", "blind": 0}
        if claim is not None:
            row |= {name: getattr(claim, name) for name in ClaimSeen.__slots__}
        row |= {"kind": kind, "reviewer": reviewer, "form": form, **said}
        row = {name: str(value) if isinstance(value, str) else value for name, value in row.items()}
        if any("\0" in value for value in row.values() if isinstance(value, str)):
            raise ReviewRefused("There is a character in it that cannot be kept (a zero).")
        with self._writing, writing(self._writer):
            newest = self._writer.execute("SELECT max(at) FROM reviews").fetchone()[0] or ""
            row["at"] = max(now(), newest)  # a clock that was set back must not upset the order
            if kind is ReviewKind.DECISION:
                row["blind"] = int(not seeing.others_seen(self._writer, str(row["anchor"]), reviewer))
            return append(self._writer, row)

    def seen_by(self, reviewer: str | None, anchor: str) -> ClaimReviews:
        """What this visitor may see of what was said of the claim with this anchor; None is somebody without a name."""
        with self._reading:
            return seeing.claim_reviews(self._reader, reviewer, anchor)

    def mine(self, reviewer: str) -> Mine:
        """What this person has decided and settled, and what waits for him."""
        with self._reading:
            return seeing.mine(self._reader, reviewer)

    def needed(self) -> int:
        """How many must decide a claim before others see what they decided."""
        with self._reading:
            return seeing.needed(self._reader)

    def awaits(self, reviewer: str) -> Awaits:
        """What waits for this person: assignments and mentions."""
        with self._reading:
            return seeing.awaits(self._reader, reviewer)

    def undisclosed(self, reviewer: str) -> tuple[str, ...]:
        """The claims that this person has decided and that are not open yet, by anchor."""
        with self._reading:
            return seeing.undisclosed(self._reader, reviewer)

    def own_among(self, reviewer: str, anchors: Iterable[str]) -> Mapping[str, Event]:
        """His last decision or settlement of each of these claims that he has spoken on, by anchor."""
        with self._reading:
            return seeing.own_among(self._reader, reviewer, anchors)

    def orphans(self, kb: sqlite3.Connection) -> tuple[Orphan, ...]:
        """What was said of words that are not in this kb.db, or not exactly once; in the order of the log."""
        with self._reading:
            return seeing.orphans(self._reader, kb)


def _decided(
    claim: ClaimSeen, decision: Decision, verdict: VerdictTag | None, reason: str, citation: str
) -> dict[str, object]:
    """The columns of a decision; raises ReviewRefused for what a person can put right."""
    decision, verdict = Decision(decision), verdict and VerdictTag(verdict)
    if decision is Decision.AGREE:
        verdict = claim.machine_verdict
        if verdict is None:
            raise ReviewRefused("There is no verdict of the machine to agree with: choose one.")
    elif decision is Decision.OVERRULE:
        if verdict is None:
            raise ReviewRefused("To overrule, choose a verdict.")
        if verdict == claim.machine_verdict:
            raise ReviewRefused("This is the machine's own verdict: agree with it, or choose another.")
    elif verdict is not None:
        raise ReviewRefused("Choose a verdict only when overruling.")
    reason, citation = reason.strip(), citation.strip()
    if decision is Decision.OVERRULE and not reason:
        raise ReviewRefused("To overrule, say why: the reason is missing.")
    _bounded(reason, citation)
    return {"decision": decision, "verdict": verdict, "reason": reason, "citation": citation}


def _words(text: str, missing: str) -> str:
    if not text.strip():
        raise ReviewRefused(missing)
    _bounded(text)
    return text.strip()


def _bounded(*texts: str) -> None:
    if any(len(text) > 10_000 for text in texts):
        raise ReviewRefused("That is too long: at most 10,000 characters are kept.")
