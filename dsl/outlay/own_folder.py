"""The user's own cache folder: where it is, whether no one else can write into it, and its files read and written.

Whatever looks odd about the folder or a file makes it count as absent. Nothing here raises for what the disk does.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys

LARGEST_FILE = 64 * 1024 * 1024


def folder() -> str | None:
    """Where entries are kept; None when the cache is off or there is no place for it. `OUTLAY_CACHE` moves it."""
    return place("OUTLAY_CACHE", "cache", windows="LOCALAPPDATA", xdg="XDG_CACHE_HOME", home=".cache", elsewhere="")


def place(variable: str, within: str, *, windows: str, xdg: str, home: str, elsewhere: str) -> str | None:
    """A folder of this user's; None when it is off or there is no place for it.

    The environment's `variable` moves it or says `off`. Otherwise it is `outlay` in the folder that this system has
    for such files, and in that `within` on Windows and `elsewhere` on others.
    """
    chosen = os.environ.get(variable, "")
    if chosen.casefold() == "off":
        return None
    if chosen:
        return os.path.abspath(chosen)
    if sys.platform == "win32":
        base = os.environ.get(windows, "")
        return os.path.join(base, "outlay", within) if base else None
    base = os.environ.get(xdg, "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), home)
        if not os.path.isabs(base):
            return None
    return os.path.join(base, "outlay", elsewhere) if elsewhere else os.path.join(base, "outlay")


def is_private(where: str) -> bool:
    """Whether this is a true folder of this user's that no one else can write into."""
    try:
        state = os.lstat(where)
    except OSError:
        return False
    if not stat.S_ISDIR(state.st_mode):
        return False
    return not _has_owners() or (state.st_uid == os.geteuid() and not state.st_mode & 0o022)


def make_private(where: str) -> bool:
    """Makes the folder if it is missing; whether it is there and private."""
    try:
        os.makedirs(os.path.dirname(where), mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.mkdir(where, 0o700)
    except OSError:
        return False
    return is_private(where)


def _has_owners() -> bool:
    return sys.platform != "win32" and hasattr(os, "geteuid")


def read_own(path: str) -> bytes | None:
    """The bytes of a plain file of this user's, never through a link."""
    try:
        wanted = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")  # each where the system has it
        handle = os.open(path, os.O_RDONLY | sum(getattr(os, name, 0) for name in wanted))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST_FILE:
            return None
        if _has_owners() and (state.st_uid != os.geteuid() or state.st_mode & 0o022):
            return None
        try:
            return stream.read()
        except OSError:
            return None


def write_own(path: str, data: bytes) -> bool:
    """Writes a file beside its place and renames it, so that no one ever reads half of it; whether that worked."""
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)  # left by a process that died
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as stream:
            stream.write(data)
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        return False
    return True


def oldest_first(where: str, endings: tuple[str, ...]) -> list[str]:
    """Paths of the files with one of these endings, the oldest first."""
    found: list[tuple[float, str]] = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(where):
            if entry.name.endswith(endings):
                with contextlib.suppress(OSError):
                    found.append((entry.stat(follow_symlinks=False).st_mtime, entry.path))
    return [path for _, path in sorted(found)]
