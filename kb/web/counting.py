"""The verdict that counts of each claim of an article: what people agreed on or settled, else the machine's."""

import json
from collections.abc import Sequence
from typing import Any

from kb.reviews import Event
from kb.web.added import added_in
from kb.web.seen import outcome_words, readable_log
from kb.web.site import Row, Site
from kb.web.trail import own_among

STANDINGS = "SELECT * FROM reviews.standing WHERE anchor IN (SELECT value FROM json_each(?))"
NOT_A_CLAIM = "not_a_claim"


async def counted_claims(site: Site, article: Row, claims: Sequence[Row]) -> list[dict[str, Any]]:
    """The claims of an article, those that people marked among them, in text order. Beside its own columns each has
    `verdict` and `reason` as they count, `machine_verdict`, `people` (what people made of it, in words),
    `state` (awaiting or decided, by this visitor where he is somebody), `struck` (it is no claim) and `added_by`."""
    log = readable_log(site)
    added = [_added_row(row, seen) for row, seen in await added_in(site, article)]
    rows = [{**claim, "added_by": ""} for claim in claims] + added
    if log is None:
        return [_with_people(row, None, None, named=False) for row in rows]
    anchors = json.dumps([row["anchor"] for row in rows])
    standings = {row["anchor"]: row for row in await site.rows(STANDINGS, anchors)}
    name = site.visitor.name
    own = await own_among(site, [row["anchor"] for row in rows])
    found = [
        _with_people(row, standings.get(row["anchor"]), own.get(row["anchor"]), named=name is not None) for row in rows
    ]
    return sorted(found, key=lambda row: (row["start_char"], row["position"]))


def _added_row(row: Row, seen: Any) -> dict[str, Any]:
    """A claim that a person marked, in the columns of one that the machine found; it has no verdict of its own."""
    labels = dict.fromkeys(("reason", "type", "citation_status", "strength", "side"), "")
    place = {"start_char": seen.start_char, "end_char": seen.end_char, "quote": seen.quote, "anchor": seen.anchor}
    return {**labels, **place, "verdict": None, "position": 0, "id": seen.claim_id, "added_by": row["reviewer"]}


def _with_people(row: Row, standing: Row | None, own: Event | None, *, named: bool) -> dict[str, Any]:
    verdict = standing["verdict"] if standing else None
    outcome = (standing["outcome"] if standing else None) or (own.outcome if own else None)
    overruled = verdict is not None and verdict != row["verdict"]
    return {
        **row,
        "machine_verdict": row["verdict"],
        "verdict": verdict or row["verdict"],
        "reason": "" if overruled else row["reason"],
        "people": _people(standing, own),
        "state": "decided" if (own if named else standing) else "awaiting",
        "struck": outcome == NOT_A_CLAIM,
    }


def _people(standing: Row | None, own: Event | None) -> str:
    """What people made of a claim, as far as the visitor may see it."""
    if standing and standing["outcome"]:
        done = "settled" if standing["status"] == "settled" else "decided"
        return f"{outcome_words(standing['outcome'])}, {done} by {standing['decided_by']}"
    if standing:
        return f"{standing['decided_by']} disagree"
    return f"you: {outcome_words(own.outcome)}" if own else ""
