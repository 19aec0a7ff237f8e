"""From which list a visitor came to a claim, and which claim of it comes next."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.reviews import Awaits, ClaimSeen, Event
from kb.web.seen import readable_log
from kb.web.site import Row, Site

FILTERS: Mapping[str, str] = {"verdict": "verdict", "type": "type", "article": "article_id"}  # argument to column
LISTS = ("queue", "article", "mine", "disputed")
_COLUMNS = """
SELECT c.id, c.article_id, c.position, c.quote, c.verdict, c.reason, c.type, c.strength, c.citation_status, c.gravity,
  c.anchor, a.label AS article_label, coalesce(t.decided, 0) AS decided
FROM claims c CROSS JOIN articles a ON a.id = c.article_id LEFT JOIN reviews.tally t ON t.anchor = c.anchor
"""
_OPEN = "coalesce(t.is_open, 0) = 0 AND c.anchor NOT IN (SELECT value FROM json_each(:own))"
_AFTER = "(c.gravity, c.article_id, c.position) > (:gravity, :article, :position)"
_ORDER = "ORDER BY c.gravity, c.article_id, c.position LIMIT :limit"
LONGEST = 500  # of the lists that are not paged
_GRAVITIES = {"contradicted": (0, 1), "unsupported": (2, 5), "supported": (6, 6)}
FIRST = (-1, "", 0)  # before the first claim of the queue


@dataclass(frozen=True, kw_only=True, slots=True)
class Trail:
    """A list of claims: `name` is one of LISTS, `filters` hold arguments of the queue. An article is a list by itself,
    and what a claim page belongs to where nothing else is said."""

    name: str = "article"
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments that carry the list along from page to page."""
        return {"from": self.name, **self.filters}


def trail_of(site: Site) -> Trail:
    """The list that the address names."""
    name = site.argument("from")
    filters = {name: site.argument(name) for name in FILTERS if site.argument(name)}
    return Trail(name=name, filters=filters) if name in LISTS else Trail()


async def awaiting(site: Site, filters: Mapping[str, str], after: tuple[int, str, int], limit: int) -> list[Row]:
    """The claims that await a decision of this visitor, gravest first, from behind `after` (gravity, article,
    position): those that too few have decided, without those that he has decided."""
    conditions = [_OPEN, _AFTER, *(f"c.{FILTERS[name]} = :f_{name}" for name in filters)]
    values = {"own": json.dumps(await own_closed(site)), "limit": limit}
    values |= dict(zip(("gravity", "article", "position"), after, strict=True))
    values |= {f"f_{name}": value for name, value in filters.items()}
    if filters.get("verdict") in _GRAVITIES:  # what the gravity implies, said again for its index
        conditions.append("c.gravity BETWEEN {} AND {}".format(*_GRAVITIES[filters["verdict"]]))
    return await site.rows(f"{_COLUMNS} WHERE {' AND '.join(conditions)} {_ORDER}", **values)


async def with_anchors(site: Site, anchors: Sequence[str]) -> list[Row]:
    """The claims with these anchors, gravest first."""
    chosen = "c.anchor IN (SELECT value FROM json_each(:anchors))"
    return await site.rows(f"{_COLUMNS} WHERE {chosen} {_ORDER}", anchors=json.dumps(anchors), limit=LONGEST)


async def disputed(site: Site) -> list[Row]:
    """The claims on which the reviewers disagree."""
    chosen = "c.anchor IN (SELECT anchor FROM reviews.standing WHERE status = 'disputed')"
    return await site.rows(f"{_COLUMNS} WHERE {chosen} {_ORDER}", limit=LONGEST)


async def own_closed(site: Site) -> list[str]:
    """The claims that this visitor has decided and that are not open yet, by anchor."""
    log = readable_log(site)
    if log is None or site.visitor.name is None:
        return []
    return list(await asyncio.to_thread(log.undisclosed, site.visitor.name))


async def own_among(site: Site, anchors: Iterable[str]) -> Mapping[str, Event]:
    """What this visitor last said of each of these claims that he has decided or settled, by anchor."""
    log = readable_log(site)
    if log is None or site.visitor.name is None:
        return {}
    return await asyncio.to_thread(log.own_among, site.visitor.name, tuple(anchors))


async def awaits(site: Site) -> Awaits:
    """What was assigned to this visitor, and who calls him."""
    log = readable_log(site)
    if log is None or site.visitor.name is None:
        return Awaits(assigned=(), mentions=())
    return await asyncio.to_thread(log.awaits, site.visitor.name)


async def place_of(site: Site, seen: ClaimSeen) -> Row:
    """Where a claim stands in the lists; one that a person marked, before those that the machine found behind it."""
    rows = await site.rows("SELECT id, anchor, gravity, article_id, position FROM claims WHERE id = ?", seen.claim_id)
    before = "SELECT count(*) AS n FROM claims WHERE article_id = ? AND start_char < ?"
    n = rows or await site.rows(before, seen.article_id, seen.start_char)
    marked = {"id": seen.claim_id, "anchor": seen.anchor, "gravity": -1, "article_id": seen.article_id}
    return rows[0] if rows else {**marked, "position": n[0]["n"]}


async def next_claim(site: Site, trail: Trail, current: Row | None) -> str | None:
    """The id of the next claim of the list that awaits this visitor, after `current` (a row of `claims`) and then from
    the beginning; None where none is left."""
    if trail.name == "mine":
        return _following(await with_anchors(site, (await awaits(site)).assigned), current)
    if trail.name == "disputed":
        rows = await disputed(site)
        own = await own_among(site, [row["anchor"] for row in rows])
        return _following([row for row in rows if row["anchor"] not in own], current)
    if trail.name == "article" and current:
        return await _next_of_article(site, current)
    after = (current["gravity"], current["article_id"], current["position"]) if current else FIRST
    found = await awaiting(site, trail.filters, after, 1)
    if not found and current:
        found = [row for row in await awaiting(site, trail.filters, FIRST, 2) if row["id"] != current["id"]]
    return found[0]["id"] if found else None


async def _next_of_article(site: Site, current: Row) -> str | None:
    order = "ORDER BY c.position <= :position, c.position LIMIT 1"
    chosen = f"c.article_id = :article AND c.id <> :id AND {_OPEN}"
    own = json.dumps(await own_closed(site))
    values = {"article": current["article_id"], "position": current["position"], "id": current["id"], "own": own}
    found = await site.rows(f"{_COLUMNS} WHERE {chosen} {order}", **values)
    return found[0]["id"] if found else None


def _following(rows: list[Row], current: Row | None) -> str | None:
    """The row after `current` in a list that may hold it or not."""
    others = [row for row in rows if current is None or row["id"] != current["id"]]
    if not others:
        return None
    if current is None:
        return others[0]["id"]
    place = (current["gravity"], current["article_id"], current["position"])
    later = [row for row in others if (row["gravity"], row["article_id"], row["position"]) > place]
    return (later or others)[0]["id"]
