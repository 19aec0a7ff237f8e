"""Bytes of a file that somebody else put there: read once, from a regular file within its folder, and never too many.

What is read is what was looked at: the file is opened first and examined by its handle, and where a folder bounds it,
it is reached from there folder by folder and no link is followed that was none when it was looked at; so nobody can put
another in its place in between. A file that grows is not read to its end.
"""

import os
import stat
from pathlib import Path

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_STEP = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINK
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe that nobody writes to


class NotText(ValueError):
    """The bytes are not copy that can be read; the message says why, for the person who can mend the file. `field` is
    the part of the file that is at fault, where it has a name."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def bytes_of(path: Path, most: int, folder: Path | None = None, too_large: str = "is larger than {} MB") -> bytes:
    """All bytes of a regular file. Where a `folder` is given, no link, be it of the file or of a folder on the way to
    it, must lead out of that.

    Raises NotText for what is no regular file, for a link that leads nowhere or out of the folder, and for more than
    `most` bytes (`too_large` says so, with the megabytes); OSError where it cannot be read.
    """
    linked, path = path.is_symlink(), Path(os.path.realpath(path))
    if linked and not path.exists():
        raise NotText("is a link to a file that does not exist")
    within = folder and Path(os.path.realpath(folder))
    if within and not path.is_relative_to(within):
        raise NotText("is a link that leaves the folder; put the file itself here")
    if path.is_dir():
        raise NotText("is a folder, not a file")
    handle = _opened(path, within) if within else os.open(path, _FLAGS)
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotText("is not a regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise NotText(too_large.format(most // 1_000_000))
    return data


def _opened(path: Path, folder: Path) -> int:
    """A handle on a file below the folder; both are real paths. Raises OSError where a part of the path has become a
    link. Where the system cannot open from a folder, only the last part is looked at."""
    if os.open not in os.supports_dir_fd:
        return os.open(path, _FLAGS | _NO_LINK)
    *folders, name = path.relative_to(folder).parts
    at = os.open(folder, _STEP)
    try:
        for part in folders:
            inner = os.open(part, _STEP, dir_fd=at)
            os.close(at)
            at = inner
        return os.open(name, _FLAGS | _NO_LINK, dir_fd=at)
    finally:
        os.close(at)


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
