"""Files that are there whole or not at all: filled aside, then put in place in one rename.

While it is filled, a file lies beside its target as `.NAME.new`, locked by the process that fills it (flock(2), which
the kernel lifts when the process ends, however it ends). So two that write the same file cannot take each other's half
for a whole, and what a killed one left can be told from what is being written.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be replaced anyway
    fcntl = None  # type: ignore[assignment]

OF_SQLITE = ("-journal", "-wal", "-shm")  # what SQLite makes beside a file
# What is written among people's own files.
_ASIDE = (".*.yml.new", "*/.*.yml.new", "*/.*.txt.new", ".versions/*/.*.new")
_APART = ".adding-"


class InUse(OSError):
    """Another process is writing the same file."""


@contextmanager
def aside(target: Path, *, mode: int = 0o666) -> Iterator[Path]:
    """Give the path of an empty file beside `target`, and put it in place of `target` when the block ends well, synced
    to the disk. On any error, and on a keyboard interrupt, it is removed and `target` is as it was. Its permissions are
    `mode`, less the umask.

    Raises InUse where another process is at it, OSError where the folder cannot be written.
    """
    new = target.with_name(f".{target.name}.new")
    handle = _made(new, mode)
    try:
        yield new
        os.fsync(handle)
        os.replace(new, target)
        _sync(target.parent)
    except BaseException:
        _remove(new)
        raise
    finally:
        os.close(handle)


@contextmanager
def folder_aside(target: Path) -> Iterator[Path]:
    """Give an empty folder beside `target`, and put it in place of `target` when the block ends well, all files synced
    to the disk. On any error, and on a keyboard interrupt, it is removed and `target` is as it was; a power cut in the
    moment between the two may leave the old one as `.NAME.old`, and the next call puts that back.

    Raises InUse where another process is at it, OSError where the folder cannot be written.
    """
    new, old = (target.with_name(f".{target.name}.{end}") for end in ("new", "old"))
    handle = _made_folder(new)
    try:
        if old.is_dir() and not target.exists():
            os.replace(old, target)
        _remove(old)
        yield new
        for path in sorted(new.rglob("*")):
            _sync(path)
        if target.exists():
            os.replace(target, old)
        os.replace(new, target)
        _sync(target.parent)
        _remove(old)
    except BaseException:
        _remove(new)
        if old.is_dir() and not target.exists():
            os.replace(old, target)
        raise
    finally:
        os.close(handle)


@contextmanager
def apart(folder: Path) -> Iterator[Path]:
    """Give an empty folder in `folder` that is gone when the block ends. Raises OSError."""
    from tempfile import mkdtemp

    path = Path(mkdtemp(prefix=_APART, dir=folder))
    handle = os.open(path, os.O_RDONLY)
    try:
        _lock(handle)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def clear_left_behind(folder: Path) -> None:
    """Remove what killed processes left in a folder of copy or of studies; what others are writing now stays."""
    for pattern in (*_ASIDE, f"{_APART}????????"):
        for path in folder.glob(pattern):
            with suppress(OSError):
                _take_away(path)


def _made(new: Path, mode: int) -> int:
    """The new file, locked. What a killed process left in its place is thrown away."""
    while True:
        try:
            handle = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError:
            _take_away(new)
            continue
        if _lock(handle) and _is_at(handle, new):
            return handle
        os.close(handle)  # somebody took it for left behind before it was locked


def _made_folder(new: Path) -> int:
    """The new folder, locked. What a killed process left in its place is thrown away."""
    while True:
        try:
            new.mkdir()
        except FileExistsError:
            _take_away(new)
            continue
        handle = os.open(new, os.O_RDONLY)
        if _lock(handle) and _is_at(handle, new):
            return handle
        os.close(handle)  # somebody took it for left behind before it was locked


def _take_away(path: Path) -> None:
    """Remove a file or folder that nobody has locked. Raises InUse where somebody has."""
    if path.is_symlink():
        path.unlink()
        return
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return
    try:
        if not _lock(handle):
            raise InUse("another process is writing it")
        if _is_at(handle, path):
            _remove(path)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Whether the lock is ours now."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: as if there were no others
        return True
    return True


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    for end in ("", *OF_SQLITE):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """A file, or a rename in a folder, reaches the disk; where it cannot be opened or synced (Windows, some network
    disks), in time."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
