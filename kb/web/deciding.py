"""What a reviewer sends from the page of a claim: decisions, settlements, notes, assignments.

Every form names the claim as its page showed it. Where the claim has changed since, or the log refuses, the page comes
back with the reason and with what was written; else the visitor goes on to the next claim of the list.
"""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial

from datasette.utils import tilde_encode
from datasette.utils.asgi import Response

from kb.labels import Decision, VerdictTag
from kb.reviews import ClaimSeen, Event, Replayed, ReviewRefused, mentions
from kb.web.claim import show_claim
from kb.web.holding import holding
from kb.web.seen import find_seen, outcome_words
from kb.web.session import DECIDERS, LEADS, Form, Refused, accept_post
from kb.web.site import Site
from kb.web.trail import Trail, next_claim, place_of, trail_of

# What makes a claim the one that the page showed.
_SHOWN = ("anchor", "machine_verdict", "machine_reason")
_CHANGED = "The claim, or the machine's verdict, has changed since this page was shown. Look again, then decide."


async def decide(site: Site) -> Response:
    """A decision about the claim; then the next claim of the list."""
    form = await accept_post(site, f"decide {site.ident}", DECIDERS)
    return await _judge(site, form, partial(site.log.decide, supersedes=_number(form.get("supersedes"))))


async def settle(site: Site) -> Response:
    """A third person settles a disagreement; then the next claim of the list."""
    form = await accept_post(site, f"settle {site.ident}", DECIDERS)
    return await _judge(site, form, site.log.settle)


async def note(site: Site) -> Response:
    """A note in the thread of the claim."""
    form = await accept_post(site, f"note {site.ident}", DECIDERS)
    return await _add(site, form, partial(site.log.note, note=form.get("note")), lambda _: _noted(site, form))


async def assign(site: Site) -> Response:
    """Who is to decide the claim; nobody where no name is chosen."""
    form = await accept_post(site, f"assign {site.ident}", LEADS)
    assignee = form.get("assignee") or None
    user = holding(site.datasette).accounts.find(assignee) if assignee else None
    if assignee and not (user and user.active and user.role.may_decide):
        raise Refused(400, f"There is nobody called {assignee} who may decide.")
    told = f"Assigned to {assignee}." if assignee else "Assigned to nobody."
    return await _add(site, form, partial(site.log.assign, assignee=assignee), lambda _: told)


async def _judge(site: Site, form: Form, write: Callable[..., Event]) -> Response:
    decision = _label(Decision, form.get("decision"))
    chosen = form.get("verdict") if decision is Decision.OVERRULE else ""
    said = {
        "decision": decision,
        "verdict": _label(VerdictTag, chosen) if chosen else None,
        "reason": form.get("reason"),
        "citation": form.get("citation"),
    }

    async def onward(seen: ClaimSeen) -> str:
        trail = trail_of(site)
        following = await next_claim(site, trail, await place_of(site, seen))
        if following:
            return site.address(f"/claim/{tilde_encode(following)}", **trail.arguments)
        return _end_of_list(site, trail, seen)

    return await _write(site, form, partial(write, **said), _told, onward)


async def _add(site: Site, form: Form, write: Callable[..., Event], told: Callable[[Event], str]) -> Response:
    """Write, and come back to the same claim."""

    async def onward(seen: ClaimSeen) -> str:
        return site.address(f"/claim/{tilde_encode(seen.claim_id)}", **trail_of(site).arguments) + "#kb-said"

    return await _write(site, form, write, told, onward)


async def _write(
    site: Site,
    form: Form,
    write: Callable[..., Event],
    told: Callable[[Event], str],
    onward: Callable[[ClaimSeen], Awaitable[str]],
) -> Response:
    seen = await find_seen(site, site.ident)
    if seen is None:
        return await site.missing(f"There is no claim {site.ident}.")
    if any(form.get(name) != _shown(seen, name) for name in _SHOWN):
        return await show_claim(site, refused=_CHANGED, form=form)
    try:
        event = await asyncio.to_thread(write, reviewer=form.visitor.name, claim=seen, form=form.form_id)
    except Replayed as refused:
        site.tell(refused.why)
    except ReviewRefused as refused:
        return await show_claim(site, refused=refused.why, form=form)
    else:
        site.tell(told(event))
    return Response.redirect(await onward(seen), status=303)


def _shown(seen: ClaimSeen, name: str) -> str:
    return str(getattr(seen, name) or "")


def _told(event: Event) -> str:
    words = event.quote if len(event.quote) <= 60 else event.quote[:59].rstrip() + "…"
    done = "Agreed" if event.decision is Decision.AGREE else "Recorded"
    return f"{done}: {outcome_words(event.outcome)}. “{words}”"


def _noted(site: Site, form: Form) -> str:
    """That the note was kept, and which of the names that it calls are nobody's."""
    accounts = holding(site.datasette).accounts
    unknown = [name for name in mentions(form.get("note")) if accounts.find(name) is None]
    return "Noted." + (f" Nobody here is called {', '.join(unknown)}." if unknown else "")


def _end_of_list(site: Site, trail: Trail, seen: ClaimSeen) -> str:
    """Where to go when no claim of the list is left."""
    if trail.name == "article":
        return site.address(f"/article/{tilde_encode(seen.article_id)}")
    show = {} if trail.name == "queue" else {"show": trail.name}
    return site.address("/queue", **show, **trail.filters)


def _label(labels: type[StrEnum], value: str) -> StrEnum:
    try:
        return labels(value)
    except ValueError:
        raise Refused(400, f"{value or 'nothing'!r} is none of: {', '.join(labels)}. Nothing was written.") from None


def _number(value: str) -> int | None:
    if value and not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Refused(400, "The form names no decision that it replaces. Nothing was written.")
    return int(value) if value else None
