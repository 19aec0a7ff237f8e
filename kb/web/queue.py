"""The queue: claims that await a decision, gravest first; what was handed to the visitor; where reviewers disagree."""

from collections.abc import Mapping, Sequence
from typing import Any

from datasette.utils.asgi import Response

from kb.gravity import GRAVITIES
from kb.labels import ClaimType
from kb.reviews import Awaits
from kb.web.seen import readable_log
from kb.web.session import Refused
from kb.web.site import VERDICTS, Row, Site
from kb.web.trail import FILTERS, FIRST, Trail, awaiting, awaits, disputed, own_among, with_anchors

PAGE = 50
SHOWS: Mapping[str, str] = {
    "queue": "Awaiting a decision",
    "mine": "Assigned to you",
    "mentions": "You are mentioned",
    "disputed": "To settle",
}
ADDED = """
SELECT n.claim_id AS id, n.anchor, n.article_id, n.quote, n.reviewer, a.label AS article_label,
  coalesce(t.decided, 0) AS decided
FROM reviews.added_claims n JOIN articles a ON a.id = n.article_id LEFT JOIN reviews.tally t ON t.anchor = n.anchor
WHERE coalesce(t.is_open, 0) = 0 AND n.claim_id = n.article_id || '+' || substr(n.anchor, 1, 8) ORDER BY n.id LIMIT 500
"""
COUNTS = """
SELECT (SELECT count(*) FROM reviews.tally WHERE is_open = 1) AS done,
  (SELECT count(*) FROM reviews.standing WHERE status = 'disputed') AS disputed,
  (SELECT needed FROM reviews.policy) AS needed, (SELECT sum(claims) FROM builds) AS claims
"""


async def show_queue(site: Site) -> Response:
    """A list of claims: `show` says which; `verdict`, `type` and `article` narrow the first; `after` pages it."""
    if readable_log(site) is None:
        raise Refused(503, "The file of reviews cannot be read, so there is no queue.")
    show = site.argument("show") if site.argument("show") in SHOWS else "queue"
    trail = Trail(name=show, filters={name: site.argument(name) for name in FILTERS if site.argument(name)})
    waiting = await awaits(site)
    mentioned, assigned = _mentions(waiting), waiting.assigned
    claims, onward = await _listed(site, trail, assigned)
    counts = (await site.rows(COUNTS))[0]
    return await site.page(
        "kb_queue.html",
        show=show,
        shows=SHOWS,
        numbers={"mine": len(assigned), "mentions": len(mentioned), "disputed": counts["disputed"]},
        counts=counts,
        claims=claims,
        added=await _added(site, trail),
        mentioned=mentioned if show == "mentions" else (),
        trail=trail,
        trail_query=site.address("/", **trail.arguments).partition("?")[2],
        onward=onward,
        first_page=not site.argument("after"),
        gravities=GRAVITIES,
        types=list(ClaimType),
        verdict_choices=VERDICTS,
    )


async def _listed(site: Site, trail: Trail, assigned: Sequence[str]) -> tuple[list[Row], str]:
    """The claims of the list, and the address of its next page."""
    if trail.name == "mine":
        return await with_anchors(site, assigned), ""
    if trail.name == "disputed":
        rows = await disputed(site)
        own = await own_among(site, [row["anchor"] for row in rows])
        return [{**row, "own": row["anchor"] in own} for row in rows], ""
    if trail.name == "mentions":
        return [], ""
    rows = await awaiting(site, trail.filters, _after(site.argument("after")), PAGE + 1)
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    key = f"{last['gravity']}.{last['position']}.{last['article_id']}"
    return rows[:PAGE], site.address("/queue", **trail.filters, after=key)


def _after(key: str) -> tuple[int, str, int]:
    """The place of a claim in the queue, as the address of a page carries it; the beginning for anything else."""
    gravity, _, rest = key.partition(".")
    position, _, article = rest.partition(".")
    if not (gravity.isascii() and gravity.isdigit() and position.isascii() and position.isdigit() and len(key) < 999):
        return FIRST
    return min(int(gravity), 99), article, min(int(position), 2**62)


def _mentions(waiting: Awaits) -> tuple[dict[str, Any], ...]:
    """Notes that call the visitor and that he has not answered."""
    return tuple({"note": event, "claim": event.claim_id} for event in waiting.mentions)


async def _added(site: Site, trail: Trail) -> list[Row]:
    """The claims that people marked and that await this visitor; only at the head of the whole queue."""
    if trail.name != "queue" or site.argument("after") or set(trail.filters) - {"article"}:
        return []
    rows = await site.rows(ADDED)
    own = await own_among(site, [row["anchor"] for row in rows])
    return [
        row for row in rows if row["anchor"] not in own and trail.filters.get("article") in (None, row["article_id"])
    ]
