"""Datasette's own CSV made safe for a spreadsheet: no cell of a table, view or query is taken for a formula.

Datasette writes cells as they are, and they are strangers' copy. The rows pass by here on their way out, one or a few
at a time, so that a stream of a whole table stays a stream.
"""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request

from kb.escaping import spreadsheet_rows

if TYPE_CHECKING:
    from datasette.app import Datasette

App = Callable[..., Awaitable[None]]
OWN = re.compile(r"/article/[^/]+/report\.csv$")  # written by `kb.reports`, by the same rule
ROW_END = b"\r\n"


def wrap(datasette: "Datasette", app: App) -> App:
    """The same ASGI application, the cells of its every CSV file made safe."""

    async def wrapped(scope, receive, send):
        path = Request(scope, receive).path if scope["type"] == "http" else ""
        base = datasette.setting("base_url").rstrip("/")
        if path.endswith(".csv") and not OWN.fullmatch(path.removeprefix(base)):
            send = _Rows(send)
        await app(scope, receive, send)

    return wrapped


class _Rows:
    """Sends on what is written of a CSV file, by whole rows; any other answer as it is."""

    def __init__(self, send: Callable[[dict], Awaitable[None]]) -> None:
        self._send = send
        self._is_csv = False
        self._held = b""

    async def __call__(self, event: dict) -> None:
        if event["type"] == "http.response.start":
            headers = event.get("headers", ())
            kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
            self._is_csv = event["status"] == 200 and kind.startswith((b"text/plain", b"text/csv"))
            if self._is_csv:
                event = {**event, "headers": [h for h in headers if h[0].lower() != b"content-length"]}
        elif event["type"] == "http.response.body" and self._is_csv:
            event = {**event, "body": self._rows(event.get("body", b""), last=not event.get("more_body", False))}
        await self._send(event)

    def _rows(self, body: bytes, *, last: bool) -> bytes:
        """The whole rows that have come by now; the rest is held until it is whole, or nothing more comes. A row ends
        outside of quotation marks, of which there is then an even number."""
        self._held += body
        if not last and (not self._held.endswith(ROW_END) or self._held.count(b'"') % 2):
            return b""
        rows, self._held = self._held, b""
        return spreadsheet_rows(rows.decode()).encode()
