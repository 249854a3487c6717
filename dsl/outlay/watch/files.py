"""The files a model hangs on, and whether any of them is no longer what it was. Looked at by name, time and size."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

SETTLE = 2.0  # seconds that a file may go on changing before it is read all the same
_LARGEST = 2**28
_SHORT = 0.05

State = tuple[int, int, int] | None  # time of change, size, which file it is; None where there is none


def states(paths: Iterable[str]) -> dict[str, State]:
    """How each file is just now."""
    return {path: _state(path) for path in paths}


def _state(path: str) -> State:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def unlike(dependencies: Mapping[str, str | None]) -> bool:
    """Whether any file is no longer what was read of it, by its hash; None stands for a file that was not there."""
    return any(digest(path) != known for path, known in dependencies.items())


def digest(path: str) -> str | None:
    """The hash of what a file holds; None where there is no plain file of a size that models read."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > _LARGEST:
            return None
        with open(path, "rb") as stream:
            return sha256(stream.read()).hexdigest()
    except (OSError, ValueError):
        return None


def changed(
    before: Mapping[str, State],
    every: float,
    sleep: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> list[str]:
    """Wait until a file is another than it was `before`, and is written; the files that changed.

    A file that has gone is waited for a moment: many editors put a new one in its place.
    """
    now = states(before)
    while now == before:
        sleep(every)
        now = states(before)
    until = clock() + SETTLE
    while clock() < until:
        sleep(min(every, _SHORT))
        later = states(before)
        gone = any(later[path] is None for path, state in before.items() if state is not None)
        if later == now and not gone:
            break
        now = later
    return [path for path, state in states(before).items() if state != before[path]]
