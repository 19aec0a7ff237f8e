"""Who is asking, and whether a form that was sent is to be believed.

A session is Datasette's signed cookie `ds_actor` with a name, the generation of its account and an expiry. The role is
looked up by name at every request, so that it changes, or ends, at once.
"""

import hmac
import secrets
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils import baseconv
from datasette.utils.asgi import Request, Response
from itsdangerous import BadData

from kb.labels import Role
from kb.web.holding import holding

if TYPE_CHECKING:
    from datasette.app import Datasette

    from kb.web.site import Site

COOKIE = "ds_actor"
LASTS = 8 * 3600  # seconds that a session and a form last
DECIDERS = frozenset(role for role in Role if role.may_decide)
LEADS = frozenset({Role.LEAD})
_SEEN = "claims_kb_visitor"  # in the scope of a request


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Who asks: a signed-in account, or nobody. `no_accounts`: nobody could be signed in, since there is no account."""

    name: str | None = None
    role: Role | None = None
    generation: int = 0
    no_accounts: bool = False

    @property
    def may_decide(self) -> bool:
        return self.role is not None and self.role.may_decide

    @property
    def may_settle(self) -> bool:
        return self.may_decide  # whether of this claim is for the log to say: nobody settles what they decided

    @property
    def may_assign(self) -> bool:
        return self.role in LEADS


class Refused(Exception):
    """A request that is not granted: the status of the answer and one plain sentence for the page."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What was sent in a form that is believed. `form_id` is its own for ever: what it asks for is done once."""

    fields: Mapping[str, str]
    form_id: str
    visitor: Visitor

    def get(self, name: str) -> str:
        """A field, empty where it is missing; lines end as in Unix."""
        return self.fields.get(name, "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


async def visitor(datasette: "Datasette", request: Request) -> Visitor:
    """Who asks; looked up once a request."""
    if _SEEN not in request.scope:
        request.scope[_SEEN] = look_up(datasette, request)
    return request.scope[_SEEN]


def look_up(datasette: "Datasette", request: Request) -> Visitor:
    """Who asks, by the cookie and by what the accounts say now. Raises sqlite3.Error where they cannot be read."""
    held = holding(datasette)
    if held is None:
        return Visitor(no_accounts=True)
    named = _session(datasette, request.cookies.get(COOKIE))
    if named is not None:
        user = held.accounts.find(named[0])
        if user is not None and user.active and user.generation == named[1]:
            return Visitor(name=user.name, role=user.role, generation=user.generation)
    return Visitor(no_accounts=not held.accounts.exist())


def _session(datasette: "Datasette", cookie: str | None) -> tuple[str, int] | None:
    """Name and generation of a session that has not expired."""
    try:
        said = datasette.unsign(cookie or "", "actor")
        actor, ends = said["a"], baseconv.base62.decode(said["e"])
        name, generation = actor["id"], actor["g"]
    except (BadData, KeyError, TypeError, ValueError):
        return None
    return (name, generation) if time.time() < ends and isinstance(name, str) and isinstance(generation, int) else None


def open_session(datasette: "Datasette", request: Request, response: Response, *, name: str, generation: int) -> None:
    """Signs the account in. The cookie is not for scripts, and goes with links from elsewhere but with no form of
    theirs: `Strict` would show whoever follows a link from a mail as signed out."""
    ends = baseconv.base62.encode(int(time.time()) + LASTS)
    signed = datasette.sign({"a": {"id": name, "g": generation}, "e": ends}, "actor")
    response.set_cookie(
        COOKIE, signed, path=_path(datasette), max_age=LASTS, httponly=True, secure=is_https(datasette, request)
    )


def close_session(datasette: "Datasette", request: Request, response: Response) -> None:
    response.set_cookie(
        COOKIE, "", path=_path(datasette), max_age=0, expires=0, httponly=True, secure=is_https(datasette, request)
    )


def _path(datasette: "Datasette") -> str:
    return datasette.setting("base_url") or "/"


def is_https(datasette: "Datasette", request: Request) -> bool:
    return request.scheme == "https" or bool(datasette.setting("force_https_urls"))


# ---- forms ----


def form_token(datasette: "Datasette", visitor: Visitor, purpose: str) -> str:
    """A token for one form: who may send it, what for, and until when."""
    token = {
        "name": visitor.name,
        "generation": visitor.generation,
        "purpose": purpose,
        "id": secrets.token_urlsafe(16),
        "at": int(time.time()),
    }
    return datasette.sign(token, "claims-kb-form")


async def accept_post(site: "Site", purpose: str, roles: Collection[Role] | None) -> Form:
    """The form that was sent, where it is to be believed: sent by POST, by a page of ours that the same browser was
    shown (Datasette's token, which Datasette itself does not ask of a request without cookies), for this purpose, to
    this visitor, in the last hours. `roles` may send it; None lets anybody. Raises Refused with 403 or 405."""
    request = site.request
    if request.method != "POST":
        raise Refused(405, "This address takes forms only.")
    asking = await visitor(site.datasette, request)
    if roles is not None:
        _check_role(asking, roles)
    fields = await request.post_vars()
    check_csrf(request, fields)
    return Form(fields=fields, form_id=_checked_token(site.datasette, fields, asking, purpose), visitor=asking)


def _check_role(asking: Visitor, roles: Collection[Role]) -> None:
    if asking.no_accounts:
        raise Refused(403, "Nothing can be written before there is an account.")
    if asking.role is None:
        raise Refused(403, "Sign in first. Nothing was written.")
    if asking.role not in roles:
        raise Refused(403, f"A {asking.role} may not do this. Nothing was written.")


def check_csrf(request: Request, fields: Mapping[str, str]) -> None:
    """Datasette's token against forged requests, in the form or the header. Raises Refused."""
    sent = fields.get("csrftoken") or request.headers.get("x-csrftoken") or ""
    # Without a valid cookie the token is made up for this request: nothing that was sent equals it.
    if not hmac.compare_digest(sent.encode(), request.scope["csrftoken"]().encode()):
        raise Refused(403, "The form did not come from a page shown to this browser. Open the page again.")


def _checked_token(datasette: "Datasette", fields: Mapping[str, str], asking: Visitor, purpose: str) -> str:
    """The form's own id. Raises Refused."""
    try:
        token = datasette.unsign(fields.get("form_token", ""), "claims-kb-form")
    except BadData:
        raise Refused(403, "The form lacks its token. Open the page again.") from None
    if token["purpose"] != purpose:
        raise Refused(403, "The form was made for something else. Open the page again.")
    if (token["name"], token["generation"]) != (asking.name, asking.generation):
        raise Refused(403, "The form was made for another session. Open the page again.")
    if not 0 <= time.time() - token["at"] <= LASTS:
        raise Refused(403, "The form is too old. Open the page again.")
    return token["id"]
