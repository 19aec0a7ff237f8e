"""The response headers that keep pages to themselves: no framing, no sniffing, nothing loaded from elsewhere."""

from collections.abc import Awaitable, Callable

# Datasette's own templates carry inline scripts and styles, hence 'unsafe-inline' for those two.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# Ours carry none: scripts and styles come from our own files alone.
OWN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
# Our static files are asked for with a hash of their content, so what a browser holds never goes stale.
LASTING = (b"cache-control", b"public, max-age=31536000, immutable")

App = Callable[..., Awaitable[None]]


def wrap(app: App) -> App:
    """The same ASGI application, its every HTTP response with our headers."""

    async def wrapped(scope, receive, send):
        lasting = (
            scope["type"] == "http"
            and "/-/static-plugins/claims_kb/" in scope["path"]
            and scope["query_string"].startswith(b"v=")
        )

        async def send_with_headers(event):
            if event["type"] == "http.response.start":
                given = list(event.get("headers", ()))
                added = (*HEADERS, LASTING) if lasting and event["status"] == 200 else HEADERS
                if not any(name.lower() == b"content-security-policy" for name, _ in given):
                    added = (*added, (b"content-security-policy", POLICY.encode()))
                event = {**event, "headers": [*given, *added]}
            await send(event)

        await app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    return wrapped
