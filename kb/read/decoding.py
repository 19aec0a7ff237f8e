"""Bytes of a text file in, its text out, or one clear reason why there is none."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from charset_normalizer import from_bytes

from kb.files import NotText

LEGACY = "cp1252"  # the one legacy encoding that English pages still come in
_COHERENCE = 0.4  # of charset-normalizer: how much the text reads like a language, 0 to 1
_MARGIN = 0.05  # of its measure of disorder: how much worse than the best reading ours may be
# What another encoding leaves behind when read as Windows-1252: characters that English copy does not hold, a capital
# with an accent after a small letter ("itÕs"), a sign between two letters ("ca‚s").
_MISREAD = re.compile(
    r"[^\x00-\x7f\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u2122\u20ac\u2020\u2021\u0152\u0153"
    r"\u00a0\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0-\u00b3\u00b5\u00b7\u00b9\u00bb-\u00be"
    r"\u00c0-\u00cf\u00d1-\u00dd\u00df-\u00ef\u00f1-\u00ff]"
    r"|[a-z][\u00c0-\u00de]|[A-Za-z][\u00b0-\u00b3\u00b5\u00b9\u00bb-\u00be\u20ac\u00a3\u00a7\u2020\u2021\u201c][a-z]"
)
_MARKS = (
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_CONTROLS = frozenset(chr(code) for code in (*range(0x20), 0x7F)) - frozenset("\t\n\r\f\v\x1c\x1d\x1e\x1f")


def decode_html(data: bytes) -> str:
    """The text of a web page: by its byte order mark, else as UTF-8, else as the page says, else as `decode` finds.

    Raises NotText where none of these reads it. A control character is no reason against a page.
    """
    mark = any(data.startswith(mark) for mark, _ in _MARKS)
    if mark or b"\0" in data[:1000]:
        return _ended(_decode(data))
    try:
        return _ended(data.decode("utf-8"))
    except UnicodeDecodeError:
        declared = _DECLARED.search(data[:4096])
    name = declared.group(1).decode("ascii").lower() if declared else ""
    try:
        # As browsers do: what is called Latin-1 is Windows-1252. And a page that says UTF-8 and is not was damaged.
        return _ended(data.decode(LEGACY if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii") else name))
    except (UnicodeDecodeError, LookupError):
        return _ended(_decode(data))


def _ended(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, *, controls: bool = False) -> str:
    """The text of a file, without byte order mark and with line ends as "\\n"; see `decode_as_it_is`."""
    return _ended(decode_as_it_is(data, controls=controls))


def decode_as_it_is(data: bytes, *, controls: bool = False) -> str:
    """The text of a file with its own line ends, without byte order mark; with `controls`, control characters are let
    through, for the caller to say in which record of many they stand.

    UTF-8, UTF-16 or UTF-32 with a byte order mark; else UTF-8; else Windows-1252 where charset-normalizer finds that a
    likely reading and nothing looks misread. Raises NotText for anything else: a wrong guess would change figures.
    """
    text = _decode(data)
    if not text.strip():
        raise NotText("is empty")
    control = next((c for c in text if c in _CONTROLS), "")
    if control and not controls:
        raise NotText(f"is not a text file: it holds the control character U+{ord(control):04X}")
    return text


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if encoding:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            raise NotText(f"is not {encoding.upper()} as its byte order mark says (byte {error.start + 1})") from None
    if b"\0" in data:
        raise NotText("is not a text file: it holds NUL bytes (or it is UTF-16 without a byte order mark)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error)


def _legacy(data: bytes, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    advice = f"(byte {error.start + 1}, line {line}); save it as UTF-8"
    # A file that holds sound UTF-8 beyond ASCII is UTF-8 with damage, whatever a detector would make of it.
    readable = data.decode("utf-8", errors="ignore")
    if any(ord(c) > 0x7F for c in readable):
        raise NotText(f"is damaged UTF-8 {advice}")
    text = data.decode(LEGACY, errors="replace")
    matches = {match.encoding: match for match in from_bytes(data)}
    chaos = min((match.chaos for match in matches.values()), default=1.0)
    legacy = next((match for match in matches.values() if str(match) == text), None)
    if legacy is None or legacy.coherence < _COHERENCE or legacy.chaos > chaos + _MARGIN or _MISREAD.search(text):
        raise NotText(f"is not UTF-8, and its encoding cannot be told for sure {advice}")
    return text
