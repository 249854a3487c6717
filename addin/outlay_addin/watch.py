"""Whether files are still what they were when they were read: asked before every call, so it costs next to nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from hashlib import sha256

_Stamp = tuple[int, int, int] | None

# A file changed so shortly before it was read may be changed again without a new time: its bytes are compared.
_TOO_NEW = 2_000_000_000  # nanoseconds


class Watch:
    """Some files as they were read: each path with the hash of its bytes, None for one that was not there."""

    def __init__(self, files: Mapping[str, str | None]) -> None:
        self._stamps = {path: _stamp(path) for path in files}
        now = time.time_ns()
        self._young = {
            path: known
            for path, known in files.items()
            if known is not None and (stamp := self._stamps[path]) is not None and now - stamp[0] < _TOO_NEW
        }

    def changed(self) -> bool:
        """Whether any file is another one now, has gone or has come."""
        for path, stamp in self._stamps.items():
            if _stamp(path) != stamp:
                return True
        return bool(self._young) and self._changed_within()

    def _changed_within(self) -> bool:
        old = time.time_ns() - _TOO_NEW
        for path, known in list(self._young.items()):
            stamp = self._stamps[path]
            settled = stamp is None or stamp[0] < old
            if _hash(path) != known:
                return True
            if settled:
                del self._young[path]
        return False


def _stamp(path: str) -> _Stamp:
    try:
        state = os.stat(path)
    except (OSError, ValueError):
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


def _hash(path: str) -> str | None:
    try:
        with open(path, "rb") as stream:
            return sha256(stream.read()).hexdigest()
    except (OSError, ValueError):
        return None
