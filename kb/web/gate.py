"""What comes before every page: who may read at all, which of Datasette's pages nobody is shown, forms of bounded size.

Reading is open on the machine itself, where the files could be opened as well; from elsewhere it takes an account. The
plugin's configuration `reading: open` opens it to everybody, `reading: signed-in` to nobody without an account.
"""

import re
import sqlite3
from collections.abc import Awaitable, Callable
from http.cookies import CookieError
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

from datasette.utils.asgi import Request, Response

from kb.labels import Role
from kb.web.holding import Holding, holding
from kb.web.session import Visitor, visitor

if TYPE_CHECKING:
    from datasette.app import Datasette

App = Callable[..., Awaitable[None]]
LARGEST_FORM = 1 << 20  # bytes
FORM = "application/x-www-form-urlencoded"
# Pages of Datasette that try permissions, write messages or sign in as root; nobody needs them here.
NEVER = re.compile(r"/-/(allow-debug|permissions|messages|patterns|auth-token)(?![\w-])")
# Pages of Datasette that show paths, settings and plugins.
INTERNAL = re.compile(r"/-/(metadata|databases|threads|plugins|settings|config)(?![\w-])|/_internal(?![\w-])")
# Reached without reading anything.
DOORS = re.compile(r"/-/(login|logout|first-account)$|/-/static(-plugins)?/|/(favicon\.ico|robots\.txt)$")
PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def wrap(datasette: "Datasette", app: App) -> App:
    """The same ASGI application behind the gate."""

    async def gated(scope, receive, send):
        held = holding(datasette) if scope["type"] == "http" else None
        if held is None:
            return await app(scope, receive, send)
        request = Request(dict(scope), receive)
        try:
            asking = await visitor(datasette, request)
            refusal = _refusal(datasette, held, asking, request)
            if refusal is None and request.method not in ("GET", "HEAD", "OPTIONS"):
                request.receive, refusal = await _bounded(request)
        except CookieError:
            refusal = Response.text("The cookies cannot be read.", 400)
        except sqlite3.Error:
            refusal = Response.text("The accounts cannot be read, so nobody is let in.", 503)
        if refusal is not None:
            return await refusal.asgi_send(send)
        if _hidden(_path(datasette, request), asking):
            request.scope.update(path="/-/hidden", raw_path=b"/-/hidden")
        await app(request.scope, request.receive, send)

    return gated


def from_this_machine(request: Request) -> bool:
    """Whether the visitor sits at the machine itself: the connection comes from it, names it as it names itself (a
    site elsewhere can lead its own name here), and was not handed on by another server."""
    scope = request.scope
    if "client" in scope:
        address = (scope["client"] or ("",))[0]
        if not _is_loopback(address) or not _is_loopback(_host(request)):
            return False
    return not any(name in request.headers for name in PROXIED)


def _host(request: Request) -> str:
    """The name by which the visitor calls this machine, without its port; empty where there is none."""
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _path(datasette: "Datasette", request: Request) -> str:
    """The path as Datasette matches it against its routes."""
    base = datasette.setting("base_url")
    return "/" + request.path[len(base) :] if base != "/" and request.path.startswith(base) else request.path


def _hidden(path: str, asking: Visitor) -> bool:
    if NEVER.match(path):
        return True
    return bool(INTERNAL.match(path)) and not asking.no_accounts and asking.role is not Role.LEAD


def _refusal(datasette: "Datasette", held: Holding, asking: Visitor, request: Request) -> Response | None:
    """The answer to a visitor who may not read here; None where they may."""
    if asking.role is not None or held.reading == "open" or DOORS.match(_path(datasette, request)):
        return None
    if held.reading == "local" and from_this_machine(request):
        return None
    if asking.no_accounts:
        return Response.text("There is no account yet. The first one is made on the machine itself: kb user add", 403)
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        onward = quote(request.full_path, safe="")
        return Response.redirect(f"{datasette.urls.path('/-/login')}?next={onward}", status=303)
    return Response.json({"ok": False, "error": "Sign in first.", "status": 403}, status=403)


async def _bounded(request: Request) -> tuple[Callable, Response | None]:
    """The body of a form, read whole and found sound, to be received again; or the refusal of it. What is refused here
    would end in a traceback further on."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return request.receive, Response.text(f"A form is sent as {FORM}.", 415)
    body, more = b"", True
    while more and len(body) <= LARGEST_FORM:
        message = await request.receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if len(body) > LARGEST_FORM:
        return request.receive, Response.text("The form is too large.", 413)
    tokens = [request.headers.get("x-csrftoken", "")]
    if body.isascii():
        tokens += [value for name, value in parse_qsl(body.decode()) if name == "csrftoken"]
    if not body.isascii() or not all(token.isascii() for token in tokens):
        return request.receive, Response.text("The form cannot be read.", 400)
    sent = False

    async def receive() -> dict:
        nonlocal sent
        if sent:
            return await request_receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    request_receive = request.receive
    return receive, None
