"""Claims that the machine missed: marking one in the reader, and the page about one; and what the page of any claim
needs so that people can decide it."""

import asyncio
from collections.abc import Sequence
from typing import Any

from datasette.utils import tilde_encode
from datasette.utils.asgi import Response

from kb.anchors import WIDTH, find_anchored, fold, surroundings
from kb.marking import Marking, Span
from kb.reviews import ClaimSeen, Replayed, ReviewRefused
from kb.web.seen import build_of, choices, draft, find_added, outcome_words, place_added, readable_log, what_was_said
from kb.web.session import DECIDERS, Form, Refused, accept_post
from kb.web.site import Row, Site
from kb.web.trail import next_claim, place_of, trail_of

LONGEST = 2000  # characters of a claim that a person marks
AROUND = """
WITH own AS (SELECT min(position) AS first, max(position) AS last FROM blocks
  WHERE article_id = ?1 AND start_char < ?2 AND end_char > ?3)
SELECT b.* FROM blocks b, own WHERE b.article_id = ?1 AND b.position BETWEEN own.first - 1 AND own.last + 1
ORDER BY b.position
"""


async def add_claim(site: Site) -> Response:
    """Marks a claim that the machine missed: where `start` and `end` say, or else where the words stand."""
    form = await accept_post(site, f"add {site.ident}", DECIDERS)
    articles = await site.rows("SELECT id, text FROM articles WHERE id = ?", site.ident)
    if not articles:
        return await site.missing(f"There is no article {site.ident}.")
    text = articles[0]["text"]
    start, end = _where(text, form)
    await _refuse_known(site, start, end)
    before, after = _told_apart(text, start, end)
    place = {"quote": text[start:end], "before": before, "after": after, "start_char": start, "end_char": end}
    add, build = site.log.add_claim, await build_of(site)
    try:
        event = await asyncio.to_thread(
            add, reviewer=form.visitor.name, article_id=site.ident, build=build, form=form.form_id, **place
        )
    except Replayed:
        return Response.redirect(site.address(f"/article/{tilde_encode(site.ident)}"), status=303)
    except ReviewRefused as refused:
        raise Refused(409, refused.why) from None
    site.tell("Marked. Now decide it.")
    return Response.redirect(site.address(f"/claim/{tilde_encode(event.claim_id)}"), status=303)


def _where(text: str, form: Form) -> tuple[int, int]:
    """The stretch that was selected, without white space at its ends. Raises Refused."""
    quote, given = form.get("quote").strip(), (form.get("start"), form.get("end"))
    if not quote:
        raise Refused(400, "No words are marked. Select the words of the claim, or copy them into the field.")
    if len(quote) > LONGEST:
        raise Refused(400, f"A claim has at most {LONGEST} characters.")
    if all(value.isascii() and value.isdigit() and len(value) < 12 for value in given):
        start, end = map(int, given)
        if _bare(text[start:end]) == _bare(quote):
            inner = text[start:end]
            return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
    places = _places(text, quote)
    if len(places) != 1:
        often = f"stand {len(places)} times in the article: take more of them" if places else "are not in the article"
        raise Refused(400, f"These words {often}. Nothing was written.")
    return places[0]


def _bare(text: str) -> str:
    """Without white space and the bars between cells, which a selection may hold or not."""
    return "".join(part for part in text if not part.isspace() and part != "|")


def _places(text: str, quote: str) -> Sequence[tuple[int, int]]:
    """Every stretch with these words, whatever the white space between them."""
    words, found = fold(quote), []
    places = [(i, len(part)) for i, part in enumerate(text) if part == words[0]]
    for start, _ in places:
        end = start
        for char in words:
            if char == " ":
                if not text[end : end + 1].isspace():
                    break
                while text[end : end + 1].isspace():
                    end += 1
            elif text[end : end + 1] == char:
                end += 1
            else:
                break
        else:
            found.append((start, end))
    return found


def _told_apart(text: str, start: int, end: int) -> tuple[str, str]:
    """Enough of the words before and after to find this stretch and no other."""
    width = WIDTH
    while True:
        before, after = surroundings(text, start, end, width)
        if width > len(text) or len(find_anchored(text, text[start:end], before, after)) == 1:
            return before, after
        width *= 2


async def _refuse_known(site: Site, start: int, end: int) -> None:
    sql = "SELECT position FROM claims WHERE article_id = ? AND start_char = ? AND end_char = ?"
    known = await site.rows(sql, site.ident, start, end)
    if known:
        raise Refused(409, f"This is claim {known[0]['position']} of the article already. Nothing was written.")


async def added_in(site: Site, article: Row) -> list[tuple[Row, ClaimSeen]]:
    """The claims that people marked in an article and that its text still holds, each with the row that says who, in
    text order; a stretch that two people marked comes once."""
    if readable_log(site) is None:
        return []
    rows = await site.rows("SELECT * FROM reviews.added_claims WHERE article_id = ? ORDER BY id", article["id"])
    build = await build_of(site)
    placed = ((row, place_added(row, article["text"], build)) for row in rows)
    found = {seen.anchor: (row, seen) for row, seen in reversed(list(placed)) if seen}
    return sorted(found.values(), key=lambda pair: (pair[1].start_char, pair[1].end_char))


async def show_added(site: Site, *, refused: str = "", form: Form | None = None) -> Response:
    """The page about a claim that a person marked."""
    seen = await find_added(site, site.ident)
    if seen is None:
        return await site.missing(f"There is no claim {site.ident}.")
    article = (await site.rows("SELECT id, label, text FROM articles WHERE id = ?", seen.article_id))[0]
    blocks = await site.rows(AROUND, article["id"], seen.end_char, seen.start_char)
    span = Span(seen.start_char, seen.end_char, "kb-here", "kb-claim kb-added", "in the copy", "", claim=True)
    marking = Marking(article["text"], [span])
    around = [(b["kind"], marking.mark(b["start_char"], b["end_char"])) for b in blocks]
    desk = await desk_of(site, seen, refused=refused, form=form)
    return await site.page("kb_added.html", 409 if refused else 200, article=article, around=around, **desk)


async def desk_of(site: Site, seen: ClaimSeen, *, refused: str, form: Form | None) -> dict[str, Any]:
    """What the page of a claim needs for its forms and for what people said."""
    trail = trail_of(site)
    following = await next_claim(site, trail, await place_of(site, seen)) if readable_log(site) else None
    onward = site.address(f"/claim/{tilde_encode(following)}", **trail.arguments) if following else ""
    return {
        "seen": seen,
        "said": await what_was_said(site, seen.anchor),
        "trail": trail,
        "trail_query": site.address("/", **trail.arguments).partition("?")[2],
        "onward": onward,
        "choices": choices(seen.machine_verdict),
        "outcome_words": outcome_words,
        "refused": refused,
        "draft": draft(form.fields if form else {}),
    }
