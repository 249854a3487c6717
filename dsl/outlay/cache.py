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
from datetime import date
from hashlib import sha256
from typing import Any

from outlay import own_lists
from outlay.own_folder import LARGEST_FILE, folder, is_private, make_private, oldest_first, read_own, write_own
from outlay.plan import Plan
from outlay.plan_json import FORMAT, PlanFormatError, plan_document, plan_from_document
from outlay.structs import struct
from outlay.version import VERSION

MOST_ENTRIES = 256
_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_ENDING = ".plan.json"


@struct(frozen=True, slots=True)
class Entry:
    """A plan that may be used as it is, with what the checker warned of (diagnostics as dicts) and known answers."""

    plan: Plan
    warnings: tuple[dict[str, Any], ...]
    answers: dict[str, float | None]  # of the plan's questions, where they were kept with it
    dependencies: dict[str, str | None]  # every path looked at, with the hash of what was there or None


def load(path: str | os.PathLike[str], scenario: str = "", search: Sequence[str] = ()) -> Entry | None:
    """The plan of a model file as it was checked before, if nothing has changed since."""
    document = _read(path, scenario, search)
    if document is None:
        return None
    try:
        warnings = tuple([dict(item) for item in document["warnings"]])
        answers = {
            str(name): None if value is None else float(value) for name, value in document.get("answers", {}).items()
        }
        return Entry(plan_from_document(document), warnings, answers, dict(document["dependencies"]))
    except (PlanFormatError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None  # damaged: the next store writes it anew


def store(
    path: str | os.PathLike[str],
    scenario: str,
    search: Sequence[str],
    plan: Plan,
    dependencies: Mapping[str, str | None],
    warnings: Iterable[Mapping[str, Any]] = (),
    answers: Mapping[str, float | None] | None = None,
) -> bool:
    """Keeps a plan. `dependencies`: each file's path with the hash of its bytes, None for what did not exist."""
    document = {
        "warnings": [dict(item) for item in warnings],
        "answers": dict(answers or {}),
        **plan_document(plan),
    }
    return _write(path, scenario, search, document, dependencies)


def load_results(path: str | os.PathLike[str], what: str, search: Sequence[str] = ()) -> Any:
    """Results that were worked out of a model file and kept as JSON, if nothing has changed since; else None."""
    document = _read(path, what, search)
    return None if document is None else document.get("results")


def store_results(
    path: str | os.PathLike[str],
    what: str,
    search: Sequence[str],
    results: Any,
    dependencies: Mapping[str, str | None],
) -> bool:
    """Keeps results of a model, which JSON must be able to hold, under a name of their own."""
    return _write(path, what, search, {"results": results}, dependencies)


def _read(path: str | os.PathLike[str], what: str, search: Sequence[str]) -> dict[str, Any] | None:
    """What was kept, if every file it came from is as it was."""
    where = folder()
    if where is None or not is_private(where):
        return None
    key = _key(path, what, search)
    data = read_own(os.path.join(where, key + _ENDING))
    if data is None:
        return None
    try:
        document: dict[str, Any] = json.loads(data)
        if document["key"] != key or document["surroundings"] != _surroundings():
            return None
        dependencies = document["dependencies"]
        if not dependencies or not all(_hash(name) == known for name, known in dependencies.items()):
            return None
        return document
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None


def _write(
    path: str | os.PathLike[str],
    what: str,
    search: Sequence[str],
    document: Mapping[str, Any],
    dependencies: Mapping[str, str | None],
) -> bool:
    where = folder()
    if where is None or not dependencies or not make_private(where):
        return False
    key = _key(path, what, search)
    whole = {"key": key, "surroundings": _surroundings(), "dependencies": dict(dependencies), **document}
    data = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(data) > LARGEST_FILE:
        return False
    if not write_own(os.path.join(where, key + _ENDING), data):
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
        own_lists.folder() or "",
        date.today().isoformat()[:7],  # warnings of old prices come with time
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
        if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST_FILE:
            return "no plain file"
        with open(path, "rb") as stream:
            return sha256(stream.read()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return "unreadable"


def _prune(where: str) -> None:
    """The oldest entries beyond the number that is kept, and what dead processes left."""
    entries = oldest_first(where, (_ENDING, ".tmp"))
    for path in entries[: max(0, len(entries) - MOST_ENTRIES)]:
        with contextlib.suppress(OSError):
            os.unlink(path)
