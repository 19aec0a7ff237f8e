"""The door: signing in and out, and the page that makes the first account."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable

from datasette.utils.asgi import NotFound, Request, Response

from kb.accounts import SHORTEST_PASSWORD, AccountRefused, SignedIn, User, Wait, sign_in
from kb.labels import Role
from kb.web.gate import from_this_machine
from kb.web.holding import Holding, holding
from kb.web.session import Refused, accept_post, check_csrf, close_session, open_session
from kb.web.site import Site

LONGEST_QUEUE = 32  # passwords that wait to be hashed; more is no crowd of reviewers
_DOORS = re.compile(r"^[^?#]*/-/(login|logout|first-account)(?![\w-])")


def doorway(show: Callable[[Site, Holding], Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """A view for `register_routes` that asks for no permission: it is how one gets any."""

    async def view(datasette, request: Request) -> Response:
        held = holding(datasette)
        if held is None:
            raise NotFound("no knowledge base")
        site = await Site.of(datasette, request)
        try:
            return await show(site, held)
        except Refused as refused:
            return await site.refuse(refused)

    return view


async def show_login(site: Site, held: Holding) -> Response:
    """The form, or what came of it."""
    onward = own_path(site, site.argument("next"))
    if site.visitor.no_accounts:
        return _see_other(site, site.address("/-/first-account", next=onward))
    if site.request.method == "GET":
        return await site.page("kb_login.html", next=onward)
    form = await accept_post(site, "login", None)
    onward = own_path(site, form.get("next"))
    name = form.get("name")
    found = await _hashing(
        held, lambda: sign_in(held.accounts, name, form.get("password"), address=_address(site), now=time.time())
    )
    if isinstance(found, SignedIn):
        return _enter(site, found.user, onward)
    if isinstance(found, Wait):
        why = f"Too many attempts. Try again in {found.seconds} second{'' if found.seconds == 1 else 's'}."
        return await site.page("kb_login.html", 429, next=onward, why=why, name=name)
    return await site.page("kb_login.html", 403, next=onward, why="Name or password is wrong.", name=name)


async def show_logout(site: Site, held: Holding) -> Response:
    """A button, or signed out. Datasette's own pages sign out by its token alone, and so may ours."""
    if site.request.method == "GET":
        return await site.page("kb_logout.html")
    if site.request.method != "POST":
        raise Refused(405, "This address takes forms only.")
    check_csrf(site.request, await site.request.post_vars())
    response = _see_other(site, site.address("/"))
    close_session(site.datasette, site.request, response)
    return response


async def show_first_account(site: Site, held: Holding) -> Response:
    """Makes the first account, a lead, for whoever sits at the machine itself."""
    if not site.visitor.no_accounts:
        return await site.missing("There are accounts already. More are made with: kb user add")
    if not from_this_machine(site.request):
        raise Refused(403, "The first account is made on the machine itself: here, or with `kb user add`.")
    onward = own_path(site, site.argument("next"))
    if site.request.method == "GET":
        return await site.page("kb_first_account.html", next=onward, shortest=SHORTEST_PASSWORD)
    form = await accept_post(site, "first-account", None)
    onward = own_path(site, form.get("next"))
    try:
        if form.get("password") != form.get("again"):
            raise AccountRefused("The two passwords differ.")
        user = await _hashing(
            held, lambda: held.accounts.add(form.get("name"), Role.LEAD, form.get("password"), first=True)
        )
    except AccountRefused as refused:
        return await site.page(
            "kb_first_account.html",
            403,
            next=onward,
            shortest=SHORTEST_PASSWORD,
            why=str(refused),
            name=form.get("name"),
        )
    return _enter(site, user, onward)


async def _hashing(held: Holding, work: Callable[[], object]) -> object:
    """Runs beside the event loop, a few at a time: other visitors are answered meanwhile. Raises Refused."""
    if held.hashes_waiting >= LONGEST_QUEUE:
        raise Refused(503, "Too many people sign in at once. Try again in a moment.")
    held.hashes_waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(held.hashing, work)
    finally:
        held.hashes_waiting -= 1


def _enter(site: Site, user: User, onward: str) -> Response:
    response = _see_other(site, onward)
    open_session(site.datasette, site.request, response, name=user.name, generation=user.generation)
    return response


def _see_other(site: Site, address: str) -> Response:
    return Response.redirect(address, status=303)


def _address(site: Site) -> str:
    return (site.request.scope.get("client") or ("",))[0]


def own_path(site: Site, address: str) -> str:
    """The address where it is a page of this site, else the home page. Browsers read a backslash as a slash and leave
    out control characters: an address with any is nobody's."""
    home = site.address("/")
    odd = not address.isprintable() or "\\" in address or " " in address
    return (
        home if odd or not address.startswith(home) or address.startswith("//") or _DOORS.search(address) else address
    )
