"""What all our pages share: which database they read, whether the visitor may, how a page is rendered."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Request, Response

from kb import meanings
from kb.web import cells, session
from kb.web.headers import OWN_POLICY
from kb.web.holding import holding, knowledge_base
from kb.web.links import Links
from kb.web.session import Refused, Visitor

if TYPE_CHECKING:  # the plugin is loaded while datasette.app is
    from datasette.app import Datasette

    from kb.reviews import ReviewLog

Row = Mapping[str, Any]
VERDICTS = ("contradicted", "unsupported", "supported")  # gravest first
STATIC = Path(__file__).parent / "static"
GRANTED, MOST_GRANTED = 60, 1000  # seconds, and grants that are kept
STYLE = "/-/static-plugins/claims_kb/kb.css"


@cache
def asset_version() -> str:
    """A short hash of our static files: browsers may keep them until it changes."""
    digest = sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


class Site:
    """One request to one of our pages."""

    def __init__(self, datasette: "Datasette", request: Request, visitor: Visitor) -> None:
        self.datasette = datasette
        self.request = request
        self.visitor = visitor
        self.database = knowledge_base(datasette)
        self.link = Links(datasette.urls, self.database)

    @classmethod
    async def of(cls, datasette: "Datasette", request: Request) -> "Site":
        """The site as whoever asks may see it."""
        return cls(datasette, request, await session.visitor(datasette, request))

    @property
    def log(self) -> "ReviewLog":
        """What people said, to be read as this visitor may and to be added to. Raises Refused where its file cannot
        be written."""
        held = holding(self.datasette)
        if held is None or held.log is None:
            raise Refused(503, "The file of reviews cannot be written. Nothing was written.")
        return held.log

    @property
    def ident(self) -> str:
        """The id in the address."""
        return tilde_decode(self.request.url_vars["id"])

    def argument(self, name: str) -> str:
        """A value of the query string, empty where it is missing."""
        return self.request.args.get(name) or ""

    def address(self, path: str, **arguments: str) -> str:
        """A page of ours below the `base_url`, with the arguments that are not empty."""
        query = urlencode({name: value for name, value in arguments.items() if value})
        return str(self.datasette.urls.path(path)) + (f"?{query}" if query else "")

    def tell(self, what: str) -> None:
        """Words for the top of the page that the visitor sees next."""
        self.datasette.add_message(self.request, what)

    def form_token(self, purpose: str) -> str:
        """The token that a form of this page needs; see `session.accept_post`."""
        return session.form_token(self.datasette, self.visitor, purpose)

    async def rows(self, sql: str, *values: object, **named: object) -> list[Row]:
        """The rows of a query, its values given in order or by name."""
        result = await self.datasette.get_database(self.database).execute(sql, named or values)
        return [dict(row) for row in result.rows]

    async def page(self, template: str, status: int = 200, **context: object) -> Response:
        """A template with what every page needs."""
        shown = {
            "link": self.link,
            "visitor": self.visitor,
            "form_token": self.form_token,
            "here": self.request.full_path if self.request.method == "GET" else "",
            "database": self.database if self.database in self.datasette.databases else None,
            "badge": cells.badge,
            "verdict_badge": cells.verdict_badge,
            "verdict_class": meanings.verdict_class,
            "web_link": cells.web_link,
            "identifier_link": cells.identifier_link,
            "words": meanings.words,
            "number": "{:,}".format,
            "meaning": meanings.meaning,
            "verdicts": VERDICTS,
            "asset_version": asset_version(),
            "description": self.datasette.metadata("description"),
            **context,
        }
        html = await self.datasette.render_template(template, shown, request=self.request, view_name="kb")
        return Response.html(html, status=status, headers={"content-security-policy": OWN_POLICY})

    async def refuse(self, refused: Refused) -> Response:
        """A page that says why a request was not granted, and what would help."""
        return await self.page("kb_refused.html", status=refused.status, why=refused.why)

    async def missing(self, what: str) -> Response:
        """A page that says what is not there. (A raised NotFound would also print a traceback on the console.)"""
        return await self.page("404.html", status=404, error=what)


def guarded(show: Callable[[Site], Awaitable[Response]], *tables: str) -> Callable[..., Awaitable[Response]]:
    """A view for `register_routes`: Datasette does not check the permissions of a plugin's routes by itself, so every
    table that the page reads is checked before it reads any."""

    async def view(datasette: "Datasette", request: Request) -> Response:
        site = await Site.of(datasette, request)
        if "%" in request.url_vars.get("id", ""):
            raise NotFound("percent-encoded")  # Datasette answers with the tilde-encoded address
        if site.database not in datasette.databases:
            return await site.missing("No knowledge base is served here. Build one with: kb build")
        await _ensure_readable(datasette, request.actor, site.database, tables)
        if not await datasette.get_database(site.database).table_exists("article_findings"):
            return await site.missing(f"The database {site.database} is no knowledge base. Build one with: kb build")
        try:
            return await show(site)
        except Refused as refused:
            return await site.refuse(refused)

    return view


async def _ensure_readable(
    datasette: "Datasette", actor: Mapping[str, Any] | None, database: str, tables: tuple[str, ...]
) -> None:
    """Raise Forbidden unless the actor may see all the tables. A page reads a dozen, and Datasette copies all metadata
    for each check: what was granted to an actor holds for GRANTED seconds."""
    granted = vars(datasette).setdefault("_claims_kb_granted", {})
    asked = (json.dumps(actor, sort_keys=True, default=str), database, tables)
    if granted.get(asked, 0) > time.monotonic():
        return
    for table in tables or (None,):
        resource = [("view-table", (database, table))] if table else []
        await datasette.ensure_permissions(actor, [*resource, ("view-database", database), "view-instance"])
    if len(granted) > MOST_GRANTED:
        granted.clear()
    granted[asked] = time.monotonic() + GRANTED
