"""Checked plans kept in the user's own cache folder, each used only while everything it came from is unchanged.

An entry names every file that was read, or looked for in vain, with the hash of what it held; all are read again
before the entry is used. Entries are JSON, in a folder only the user can enter, and whatever looks odd about an entry
or the folder makes it count as absent. Nothing here can fail a run: a cache that cannot be used is not used.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from outlay.plan import Plan
from outlay.plan_json import FORMAT, PlanFormatError, plan_document, plan_from_document
from outlay.version import VERSION

MOST_ENTRIES = 256
LARGEST_ENTRY = 64 * 1024 * 1024
_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_ENDING = ".plan.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A plan that may be used as it is, with what the checker warned of (diagnostics as dicts)."""

    plan: Plan
    warnings: tuple[dict[str, Any], ...]


def folder() -> str | None:
    """Where entries are kept; None when the cache is off or there is no place for it. `OUTLAY_CACHE` moves it."""
    chosen = os.environ.get("OUTLAY_CACHE", "")
    if chosen.casefold() == "off":
        return None
    if chosen:
        return os.path.abspath(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return os.path.join(base, "outlay", "cache") if base else None
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
        if not os.path.isabs(base):
            return None
    return os.path.join(base, "outlay")


def load(path: str | os.PathLike[str], scenario: str = "", search: Sequence[str] = ()) -> Entry | None:
    """The plan of a model file as it was checked before, if nothing has changed since."""
    where = folder()
    if where is None or not _is_private(where):
        return None
    key = _key(path, scenario, search)
    data = _read_own(os.path.join(where, key + _ENDING))
    if data is None:
        return None
    try:
        document = json.loads(data)
        if document["key"] != key or document["surroundings"] != _surroundings():
            return None
        dependencies = document["dependencies"]
        if not dependencies or not all(_hash(name) == known for name, known in dependencies.items()):
            return None
        warnings = tuple([dict(item) for item in document["warnings"]])
        return Entry(plan_from_document(document), warnings)
    except (PlanFormatError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None  # damaged: the next store writes it anew


def store(
    path: str | os.PathLike[str],
    scenario: str,
    search: Sequence[str],
    plan: Plan,
    dependencies: Mapping[str, str | None],
    warnings: Iterable[Mapping[str, Any]] = (),
) -> bool:
    """Keeps a plan. `dependencies`: each file's path with the hash of its bytes, None for what did not exist."""
    where = folder()
    if where is None or not dependencies or not _make_private(where):
        return False
    key = _key(path, scenario, search)
    document = {
        "key": key,
        "surroundings": _surroundings(),
        "dependencies": dict(dependencies),
        "warnings": [dict(item) for item in warnings],
        **plan_document(plan),
    }
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(data) > LARGEST_ENTRY:
        return False
    kept = os.path.join(where, key + _ENDING)
    beside = f"{kept}.{os.getpid()}.tmp"
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)  # left by a process that died
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as stream:
            stream.write(data)
        os.replace(beside, kept)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        return False
    _prune(where)
    return True


# ------------------------------------------------------------------------------- what an entry hangs on


def _key(path: str | os.PathLike[str], scenario: str, search: Sequence[str]) -> str:
    parts = (
        os.path.realpath(os.fspath(path)),
        os.fspath(path),  # what diagnostics and places call the file
        scenario,
        [os.path.realpath(name) for name in search],
        os.environ.get("OUTLAY_PATH", ""),
        VERSION,
        FORMAT,
        list(sys.version_info[:3]),
    )
    return sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _surroundings() -> str:
    """The program itself: names, sizes and times of its files, and which library modules there are.

    What the library's modules hold is hashed as any other file a model reads.
    """
    found: list[tuple[str, int, int]] = []
    waiting = [_PACKAGE]
    while waiting:
        for entry in os.scandir(waiting.pop()):
            if entry.name.startswith((".", "__pycache__")):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.name.endswith((".py", ".lark")):
                state = entry.stat()
                found.append((entry.path, state.st_size, state.st_mtime_ns))
            elif entry.name.endswith(".cost"):
                found.append((entry.path, 0, 0))
    found.sort()
    return sha256(repr(found).encode("utf-8", "surrogatepass")).hexdigest()


def _hash(path: str) -> str | None:
    """Hash of a file's bytes; None when there is no such file."""
    try:
        state = os.stat(path)
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST_ENTRY:
            return "no plain file"
        with open(path, "rb") as stream:
            return sha256(stream.read()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return "unreadable"


# ------------------------------------------------------------------------------------------------ the folder


def _is_private(where: str) -> bool:
    """Whether this is a true folder of this user's that no one else can write into."""
    try:
        state = os.lstat(where)
    except OSError:
        return False
    if not stat.S_ISDIR(state.st_mode):
        return False
    return not _has_owners() or (state.st_uid == os.geteuid() and not state.st_mode & 0o022)


def _make_private(where: str) -> bool:
    try:
        os.makedirs(os.path.dirname(where), mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.mkdir(where, 0o700)
    except OSError:
        return False
    return _is_private(where)


def _has_owners() -> bool:
    return sys.platform != "win32" and hasattr(os, "geteuid")


def _read_own(path: str) -> bytes | None:
    """The bytes of a plain file of this user's, never through a link."""
    try:
        wanted = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")  # each where the system has it
        handle = os.open(path, os.O_RDONLY | sum(getattr(os, name, 0) for name in wanted))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST_ENTRY:
            return None
        if _has_owners() and (state.st_uid != os.geteuid() or state.st_mode & 0o022):
            return None
        try:
            return stream.read()
        except OSError:
            return None


def _prune(where: str) -> None:
    """The oldest entries beyond the number that is kept, and what dead processes left."""
    entries: list[tuple[float, str]] = []
    try:
        for entry in os.scandir(where):
            if entry.name.endswith((_ENDING, ".tmp")):
                with contextlib.suppress(OSError):
                    entries.append((entry.stat(follow_symlinks=False).st_mtime, entry.path))
    except OSError:
        return
    if len(entries) <= MOST_ENTRIES:
        return
    entries.sort()
    for _, path in entries[: len(entries) - MOST_ENTRIES]:
        with contextlib.suppress(OSError):
            os.unlink(path)
