"""The nouns of the review log: an event, the claim that a person saw, and why the log refused something."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from kb.anchors import anchor_key
from kb.labels import Decision, ReviewKind, VerdictTag

_MENTION = re.compile(r"(?<![\w@.])@([a-z][a-z0-9]*(?:[._-][a-z0-9]+)*)(?!\w)", re.IGNORECASE)


class ReviewRefused(Exception):
    """Nothing was written; `why` is one plain sentence for the person who asked."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Replayed(ReviewRefused):
    """The same form was sent twice; it counted the first time."""


class Stale(ReviewRefused):
    """The person has decided this claim since the page was shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimSeen:
    """A claim as a person saw it: words, surroundings, place, build and the machine's verdict. A claim that a person
    marked has no machine verdict."""

    claim_id: str
    article_id: str
    quote: str
    before: str
    after: str
    anchor: str
    start_char: int
    end_char: int
    build: str | None = None
    machine_verdict: VerdictTag | None = None
    machine_reason: str | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any], build: str) -> "ClaimSeen":
        """From a row of `claims` (kb.db) with all its columns, and `builds.inputs`."""
        return cls(
            claim_id=row["id"],
            machine_verdict=VerdictTag(row["verdict"]),
            machine_reason=row["reason"],
            build=build,
            **{name: row[name] for name in _PLACE},
        )

    @classmethod
    def marked(
        cls, *, article_id: str, quote: str, before: str, after: str, start_char: int, end_char: int, build: str | None
    ) -> "ClaimSeen":
        """A stretch that a person marked: its id is the article's, a plus sign, and the beginning of its anchor."""
        key = anchor_key(article_id, quote, before, after)
        return cls(
            claim_id=f"{article_id}+{key[:8]}",
            article_id=article_id,
            quote=quote,
            before=before,
            after=after,
            anchor=key,
            start_char=start_char,
            end_char=end_char,
            build=build,
        )


_PLACE = ("article_id", "quote", "before", "after", "anchor", "start_char", "end_char")


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One row of the log, its fields in the order of the columns; see schema.sql for what they mean."""

    id: int
    kind: ReviewKind
    at: str
    reviewer: str
    claim_id: str | None = None
    article_id: str | None = None
    quote: str | None = None
    before: str | None = None
    after: str | None = None
    anchor: str | None = None
    start_char: int | None = None
    end_char: int | None = None
    build: str | None = None
    machine_verdict: VerdictTag | None = None
    machine_reason: str | None = None
    decision: Decision | None = None
    verdict: VerdictTag | None = None
    reason: str = ""
    citation: str = ""
    note: str = ""
    assignee: str | None = None
    needed: int | None = None
    refers_to: int | None = None
    supersedes: int | None = None
    blind: int = 0
    form: str | None = None
    origin: str | None = None
    prev_hash: str = ""
    hash: str = ""

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Event":
        """From a row of `reviews`."""
        values = {name: row[name] for name in COLUMNS}
        for name, label in _LABELS.items():
            if values[name] is not None:
                values[name] = label(values[name])
        return cls(**values)

    @property
    def outcome(self) -> str | None:
        """The verdict that it comes to, or needs_work or not_a_claim."""
        return (self.verdict or self.decision or None) and str(self.verdict or self.decision)


COLUMNS = tuple(item.name for item in fields(Event))
_LABELS: Mapping[str, type[StrEnum]] = {
    "kind": ReviewKind,
    "machine_verdict": VerdictTag,
    "decision": Decision,
    "verdict": VerdictTag,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimReviews:
    """All that one visitor may see of what was said of a claim."""

    anchor: str
    events: tuple[Event, ...]  # in the order of the log: his own, what is open, and notes that mention him
    decided: int  # how many have decided it, seen or not
    needed: int  # how many must, before others see what
    is_open: bool
    own: Event | None  # his decision that counts; its id is what a new one supersedes
    settled: Event | None
    assignee: str | None
    may_decide: bool  # as far as the log is concerned; roles are another matter
    may_settle: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """What concerns one person; claims by anchor."""

    decided: Mapping[str, Event]  # his decisions that count
    settled: frozenset[str]
    assigned: Mapping[str, Event]  # assignments to him, decided or not
    mentions: tuple[Event, ...]  # notes that mention him and that he has not answered by a note or a decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Awaits:
    """What waits for one person: claims that were assigned to him and that he has not decided, by anchor, and notes
    that mention him and that he has not answered."""

    assigned: tuple[str, ...]
    mentions: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Orphan:
    """What was said of words that are not in the present knowledge base, or not exactly once."""

    event: int  # the first of the events: what an attachment refers to
    claim_id: str
    article_id: str
    quote: str
    before: str
    after: str
    anchor: str
    events: int  # how many there are
    reviewers: int
    why: str  # gone; more than once; or no claim: the words stand there, and the machine takes them for none now
    candidates: tuple[str, ...]  # claims with the same words now, in this article first


def mentions(note: str) -> tuple[str, ...]:
    """The names that a note calls with @, in order, each once; names are in small letters, see kb.accounts."""
    return tuple(dict.fromkeys(match[1].lower() for match in _MENTION.finditer(note)))
