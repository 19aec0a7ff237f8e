"""Where a command's output goes: standard output, or a file that is there whole or not at all."""

import sys
from collections.abc import Iterable
from pathlib import Path

from kb.escaping import printable
from kb.whole_file import aside


def put_out(pieces: Iterable[bytes], out: Path | None) -> None:
    """Write the pieces as they come to standard output, or to `out`, which takes the place of an older file only when
    all is written. Raises OSError where it cannot be."""
    if out is None:
        shown = sys.stdout.isatty()  # a file keeps what is in the data, a terminal is not to obey it
        for piece in pieces:
            sys.stdout.buffer.write(printable(piece.decode("utf-8", "replace")).encode() if shown else piece)
        sys.stdout.buffer.flush()
        return
    if out.exists() and not out.is_file():  # a pipe or a device is written to, not replaced
        with out.open("wb") as handle:
            handle.writelines(pieces)
        return
    with aside(out) as new, new.open("wb") as handle:
        handle.writelines(pieces)
