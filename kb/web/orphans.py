"""What people said of words that are not in the copy any more: the old words beside those that may have become of them.

Nothing follows a changed claim by itself: a person says that it is the same, and that is an event of the log as well.
"""

import asyncio
from typing import Any

from datasette.utils import tilde_encode
from datasette.utils.asgi import Response
from rapidfuzz import fuzz

from kb.reviews import Orphan, Replayed, ReviewRefused
from kb.web.added import added_in
from kb.web.seen import find_seen, outcome_words
from kb.web.session import DECIDERS, Refused, accept_post
from kb.web.site import Row, Site

SHOWN = 50  # orphans on a page
CANDIDATES = 5
LIKE = 35  # of 100: less alike is hardly the same statement
_CLAIM = "SELECT id, article_id, quote, verdict, reason, before, after FROM claims WHERE"


async def show_orphans(site: Site) -> Response:
    """The orphans in the order of the log, those of one `article` if it is named."""
    wanted = site.argument("article")
    found = [orphan for orphan in await find_orphans(site) if wanted in ("", orphan.article_id)]
    shown = [await _with_candidates(site, orphan) for orphan in found[:SHOWN]]
    return await site.page(
        "kb_orphans.html", orphans=shown, found=len(found), wanted=wanted, outcome_words=outcome_words
    )


async def find_orphans(site: Site) -> tuple[Orphan, ...]:
    """All orphans. Raises Refused where the log cannot be read."""
    return await site.datasette.get_database(site.database).execute_fn(site.log.orphans)


async def attach(site: Site) -> Response:
    """What was said of an orphan belongs to the claim that was chosen."""
    form = await accept_post(site, f"attach {site.ident}", DECIDERS)
    event = int(site.ident) if site.ident.isascii() and site.ident.isdigit() else 0
    if event not in {orphan.event for orphan in await find_orphans(site)}:
        return await site.missing("There is no such orphan: somebody may have attached it already.")
    seen = await find_seen(site, form.get("claim"))
    if seen is None:
        raise Refused(400, "The claim that was chosen is not there any more. Nothing was written.")
    try:
        await asyncio.to_thread(
            site.log.attach, reviewer=form.visitor.name, refers_to=event, claim=seen, form=form.form_id
        )
    except Replayed as refused:
        site.tell(refused.why)
    except ReviewRefused as refused:
        raise Refused(409, refused.why) from None
    else:
        site.tell("Attached: what was said of the old words belongs to this claim now.")
    return Response.redirect(site.address(f"/claim/{tilde_encode(seen.claim_id)}") + "#kb-said", status=303)


async def _with_candidates(site: Site, orphan: Orphan) -> dict[str, Any]:
    reviews = await asyncio.to_thread(site.log.seen_by, site.visitor.name, orphan.anchor)
    return {
        "orphan": orphan,
        "events": [event for event in reviews.events if event.decision or event.note],
        "hidden": not reviews.is_open and reviews.decided - (reviews.own is not None),
        "candidates": await _candidates(site, orphan),
    }


async def _candidates(site: Site, orphan: Orphan) -> list[Row]:
    """Claims with the same words anywhere, then those of the same article that are most alike; best first."""
    rows = [row for ident in orphan.candidates for row in await site.rows(f"{_CLAIM} id = ?", ident)]
    rows += await site.rows(f"{_CLAIM} article_id = ?", orphan.article_id)
    for article in await site.rows("SELECT id, text FROM articles WHERE id = ?", orphan.article_id):
        rows += [
            {"id": seen.claim_id, "article_id": seen.article_id, "quote": seen.quote, "verdict": None, "reason": ""}
            for _, seen in await added_in(site, article)
        ]
    alike = {row["id"]: {**row, "alike": fuzz.token_sort_ratio(orphan.quote, row["quote"])} for row in rows}
    alike.pop(orphan.claim_id, None) if orphan.why == "gone" and orphan.claim_id not in orphan.candidates else None
    good = [row for row in alike.values() if row["alike"] >= LIKE]
    return sorted(good, key=lambda row: (-row["alike"], row["article_id"] != orphan.article_id, row["id"]))[:CANDIDATES]
