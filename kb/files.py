"""Bytes of a file that somebody else put there: read once, from a regular file within its folder, and never too many.

What is read is what was looked at: the file is opened first and examined by its handle, and where a folder bounds it,
no link is followed that was none when it was looked at; so nobody can put another in its place in between. A file that
grows is not read to its end.
"""

import os
import stat
from pathlib import Path

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe that nobody writes to


class NotText(ValueError):
    """The bytes are not copy that can be read; the message says why, for the person who can mend the file. `field` is
    the part of the file that is at fault, where it has a name."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def bytes_of(path: Path, most: int, folder: Path | None = None, too_large: str = "is larger than {} MB") -> bytes:
    """All bytes of a regular file. Where a `folder` is given, a link must not lead out of that.

    Raises NotText for what is no regular file, for a link that leads nowhere or out of the folder, and for more than
    `most` bytes (`too_large` says so, with the megabytes); OSError where it cannot be read.
    """
    if path.is_symlink():
        target = Path(os.path.realpath(path))
        if not target.exists():
            raise NotText("is a link to a file that does not exist")
        if folder and not target.is_relative_to(os.path.realpath(folder)):
            raise NotText("is a link that leaves the folder; put the file itself here")
        path = target
    if path.is_dir():
        raise NotText("is a folder, not a file")
    handle = os.open(path, _FLAGS | (_NO_LINK if folder else 0))
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotText("is not a regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise NotText(too_large.format(most // 1_000_000))
    return data


def is_there(path: Path) -> bool:
    """Whether anything has this name, a link that leads nowhere too; a name that no file can have, none has."""
    return os.path.lexists(path)


def text_of(path: Path, most: int, folder: Path | None = None) -> str:
    """The text of a file of ours in UTF-8, with or without byte order mark. Raises as `bytes_of`, and NotText where it
    is not UTF-8."""
    try:
        return bytes_of(path, most, folder).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise NotText(f"is not UTF-8 text (byte {error.start + 1})") from None
