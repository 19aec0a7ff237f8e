"""A claim as this visitor sees it: the words, whether the machine or a person marked them, and what people said."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb.anchors import find_anchored
from kb.labels import ReviewKind, VerdictTag
from kb.reviews import ClaimReviews, ClaimSeen, Event
from kb.web.holding import holding
from kb.web.session import Refused
from kb.web.site import Row, Site

if TYPE_CHECKING:
    from kb.reviews import ReviewLog

BUILD = "SELECT inputs FROM builds ORDER BY id DESC LIMIT 1"
ADDED = "SELECT * FROM reviews.added_claims WHERE claim_id = ? ORDER BY id LIMIT 1"
STANDING = "SELECT * FROM reviews.standing WHERE anchor = ?"
_TIMELINE = frozenset({ReviewKind.DECISION, ReviewKind.SETTLEMENT, ReviewKind.ATTACHMENT, ReviewKind.ASSIGNMENT})
OUTCOMES: Mapping[str, str] = {"needs_work": "needs work", "not_a_claim": "not a claim"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What people said of a claim, for the pages: `reviews` as far as the visitor may see it, `standing` the row that
    counts (None while nobody or not enough have decided), `people` the accounts that may be given work."""

    reviews: ClaimReviews
    standing: Row | None
    people: tuple[str, ...]

    @property
    def timeline(self) -> tuple[Event, ...]:
        return tuple(event for event in self.reviews.events if event.kind in _TIMELINE)

    @property
    def notes(self) -> tuple[Event, ...]:
        return tuple(event for event in self.reviews.events if event.kind is ReviewKind.NOTE)

    @property
    def counting(self) -> frozenset[int]:
        """The last decision of each reviewer, and the last settlement."""
        last: dict[tuple[str, str], tuple[str, int]] = {}
        for event in self.reviews.events:
            if event.decision:
                key = (event.kind, event.reviewer if event.kind is ReviewKind.DECISION else "")
                last[key] = max(last.get(key, ("", 0)), (event.at, event.id))
        return frozenset(ident for _, ident in last.values())

    @property
    def to_settle(self) -> bool:
        """Whether this visitor may settle a disagreement."""
        return self.reviews.may_settle and bool(self.standing) and self.standing["status"] in ("disputed", "settled")


def readable_log(site: Site) -> "ReviewLog | None":
    """The log, or None where it cannot be read: what the machine says is shown all the same."""
    try:
        return site.log
    except Refused:
        return None


async def build_of(site: Site) -> str:
    """The fingerprint of the inputs that the present knowledge base was made from."""
    rows = await site.rows(BUILD)
    return rows[0]["inputs"] if rows else ""


async def find_seen(site: Site, ident: str) -> ClaimSeen | None:
    """The claim with this id, as it stands now; None where there is none."""
    rows = await site.rows("SELECT * FROM claims WHERE id = ?", ident)
    if rows:
        return ClaimSeen.from_row(rows[0], await build_of(site))
    return await find_added(site, ident)


async def find_added(site: Site, ident: str) -> ClaimSeen | None:
    """A claim that a person marked, where its words stand now; None where they stand nowhere, or more than once."""
    rows = await site.rows(ADDED, ident) if "+" in ident and readable_log(site) else []
    texts = await site.rows("SELECT text FROM articles WHERE id = ?", rows[0]["article_id"]) if rows else []
    return place_added(rows[0], texts[0]["text"], await build_of(site)) if texts else None


def place_added(row: Row, text: str, build: str) -> ClaimSeen | None:
    """A row of `added_claims` as a claim of the present text of its article."""
    places = find_anchored(text, row["quote"], row["before"], row["after"])
    if len(places) != 1:
        return None
    (start, end), about = places[0], {name: row[name] for name in ("article_id", "quote", "before", "after")}
    return ClaimSeen.marked(**about, start_char=start, end_char=end, build=build)


async def what_was_said(site: Site, anchor: str) -> Said | None:
    """What people said of the claim with this anchor; None where the log cannot be read."""
    log = readable_log(site)
    if log is None:
        return None
    reviews = await asyncio.to_thread(log.seen_by, site.visitor.name, anchor)
    standing = await site.rows(STANDING, anchor)
    users = holding(site.datasette).accounts.all() if site.visitor.may_decide else ()
    people = tuple(user.name for user in users if user.active and user.role.may_decide)
    return Said(reviews=reviews, standing=standing[0] if standing else None, people=people)


def outcome_words(outcome: str | None) -> str:
    """What a decision comes to, in words: a verdict, needs work, not a claim; empty for a disagreement."""
    return OUTCOMES.get(outcome or "", outcome or "")


def choices(machine: VerdictTag | str | None) -> list[VerdictTag]:
    """The verdicts that a person can choose instead of the machine's."""
    return [verdict for verdict in VerdictTag if verdict != machine]


def draft(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a person wrote in a form that was refused, to be shown again."""
    return {name: str(fields.get(name, "")) for name in ("decision", "verdict", "reason", "citation", "note")}
