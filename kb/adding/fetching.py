"""A page of the web: its address in; bytes, ending and final address out, within bounds.

The one place that opens a connection, and only for an address that a person names.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import urlsplit

import httpx

MOST = 50_000_000  # bytes after decoding; a page of copy has some ten thousand
REDIRECTS = 10
SECONDS = 60.0  # for the whole of one address
_TIMEOUT = httpx.Timeout(20.0)  # for each step: to connect, to send, to receive the next bytes
_ENDINGS: Mapping[str, str] = MappingProxyType({
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/plain": ".txt",
    "text/markdown": ".md",
})  # fmt: skip
_UNSURE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/download"})


class NotFetched(ValueError):
    """The address gave no copy; the message says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """What an address gave: `url` is where the redirects ended, `ending` that of the format."""

    url: str
    data: bytes
    ending: str


def fetch(url: str, *, most: int = MOST, seconds: float = SECONDS) -> Fetched:
    """Fetch an address of http or https. Raises NotFetched: no such address, no answer in time, an error status, too
    many redirects, more than `most` bytes, a kind of content that is no copy."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise NotFetched("is not an address that begins with http:// or https://")
    try:
        return asyncio.run(_within(url, most, seconds))
    except TimeoutError:
        raise NotFetched("takes too long to arrive") from None
    except httpx.TooManyRedirects:
        raise NotFetched(f"redirects more than {REDIRECTS} times") from None
    except httpx.TimeoutException:
        raise NotFetched("does not answer in time") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotFetched(f"cannot be fetched ({error or type(error).__name__})") from None


async def _within(url: str, most: int, seconds: float) -> Fetched:
    """Fetch, and hang up when the time is over, wherever the answer then is: a server that sends a header a second
    never lets the timeout of a step run out."""
    headers = {"User-Agent": "claims-kb", "Accept": "text/html,application/pdf,text/plain;q=0.8,*/*;q=0.5"}
    client = httpx.AsyncClient(
        follow_redirects=True, max_redirects=REDIRECTS, timeout=_TIMEOUT, headers=headers
    )  # fmt: skip
    async with asyncio.timeout(seconds), client, client.stream("GET", url) as response:
        if response.status_code != httpx.codes.OK:
            raise NotFetched(f"answers {response.status_code} {response.reason_phrase}".rstrip())
        ending = _ending(response)
        return Fetched(url=str(response.url), data=await _body(response, most), ending=ending)


def _ending(response: httpx.Response) -> str:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    named = PurePosixPath(urlsplit(str(response.url)).path).suffix.lower()
    if kind in _UNSURE and named in {*_ENDINGS.values(), ".htm"}:
        return named
    if kind not in _ENDINGS:
        raise NotFetched(f"is {kind or 'of no known kind'}, not a web page, PDF, Word file or text")
    return _ENDINGS[kind]


async def _body(response: httpx.Response, most: int) -> bytes:
    """The decoded bytes, counted as they come: neither a length that lies nor what a small answer unpacks to gets past
    the bound."""
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise NotFetched(f"is larger than {most // 1_000_000} MB")
    parts, size = [], 0
    async for part in response.aiter_bytes(chunk_size=65_536):
        size += len(part)
        if size > most:
            raise NotFetched(f"is larger than {most // 1_000_000} MB")
        parts.append(part)
    return b"".join(parts)
