"""Bytes of a text file in, its text out, or one clear reason why there is none."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from charset_normalizer import from_bytes

LEGACY = "cp1252"  # the one legacy encoding that English pages still come in
_COHERENCE = 0.4  # of charset-normalizer: how much the text reads like a language, 0 to 1
_MARGIN = 0.1  # a rival reading within this of the best is a rival
_MARKS = (
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = frozenset(chr(code) for code in (*range(0x20), 0x7F)) - frozenset("\t\n\r\f\v\x1c\x1d\x1e\x1f")


class NotText(ValueError):
    """The bytes are not text that can be read; the message says why, for the person who can mend the file."""


def decode(data: bytes) -> str:
    """The text of a file, without byte order mark and with line ends as "\\n".

    UTF-8, UTF-16 or UTF-32 with a byte order mark; else UTF-8; else Windows-1252 where charset-normalizer reads it so
    and no rival reading comes near. Raises NotText for anything else: a wrong guess would change figures and units.
    """
    text = _decode(data)
    if not text.strip():
        raise NotText("is empty")
    control = next((c for c in text if c in _CONTROLS), "")
    if control:
        raise NotText(f"is not a text file: it holds the control character U+{ord(control):04X}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


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
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise NotText(f"is not UTF-8, and its encoding cannot be told {advice}")
    try:
        text = data.decode(LEGACY)
    except UnicodeDecodeError:
        text = ""
    rivals = [m for m in matches if m.coherence > best.coherence - _MARGIN and m.chaos < best.chaos + _MARGIN]
    if best.coherence < _COHERENCE or any(str(m) != text for m in rivals):
        raise NotText(f"is not UTF-8, and its encoding cannot be told for sure {advice}")
    return text
