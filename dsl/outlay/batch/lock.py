"""One run at a time for one output: a lock that the system takes away from a process that is gone."""

from __future__ import annotations

import json
import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from outlay.batch import places
from outlay.diagnostics import OutlayError

STALE = 600.0  # seconds after which a lock elsewhere, which nobody can take away, counts as left behind
_BEAT = 60.0


class Lock:
    """A held lock; `beat` says now and then that its holder lives."""

    def __init__(self, path: str, name: str) -> None:
        self._path = path
        self._name = name
        self._last = time.monotonic()

    def beat(self) -> None:
        """Say that the run goes on. Raises `OutlayError` when the lock is someone else's by now."""
        if not places.is_remote(self._path) or time.monotonic() - self._last < _BEAT:
            return
        self._last = time.monotonic()
        if _holder(self._path).get("name") != self._name:
            raise OutlayError(f"{self._path} was taken by another run, so this one has stopped.")
        places.write_bytes(self._path, _about(self._name))


@contextmanager
def locked(folder: str) -> Iterator[Lock]:
    """Hold the lock of an output's folder. Raises `OutlayError` where another run holds it."""
    places.make_folder(folder)
    path = places.join(folder, "lock")
    name = uuid.uuid4().hex
    with _elsewhere(path, name) if places.is_remote(path) else _here(path, name):
        yield Lock(path, name)


@contextmanager
def _here(path: str, name: str) -> Iterator[None]:
    descriptor = _opened(path)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, _about(name))
        yield
    finally:
        os.close(descriptor)  # which gives the lock back


def _opened(path: str) -> int:
    """The lock's file, locked. It is opened again where the last holder has just removed it."""
    while True:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:
            continue
        try:
            _lock(descriptor)
        except OSError:
            os.close(descriptor)
            raise OutlayError(_held(path, _holder(path))) from None
        try:
            same = os.stat(path).st_ino == os.fstat(descriptor).st_ino
        except FileNotFoundError:
            same = False
        if same:
            return descriptor
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        getattr(msvcrt, "locking")(descriptor, getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009 - not there on other systems
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _elsewhere(path: str, name: str) -> Iterator[None]:
    """A lock where nothing locks: a file that says who has it and since when, read back once it is written."""
    holder = _holder(path)
    if holder and time.time() - float(holder.get("seen", 0)) < STALE:
        raise OutlayError(
            _held(path, holder)
            + f" If that run is gone, its lock ends {STALE / 60:.0f} minutes after its last sign of life."
        )
    places.write_bytes(path, _about(name))
    time.sleep(0.2)
    if _holder(path).get("name") != name:
        raise OutlayError(_held(path, _holder(path)))
    try:
        yield
    finally:
        places.discard(path)


def _about(name: str) -> bytes:
    return json.dumps(
        {"name": name, "host": socket.gethostname(), "process": os.getpid(), "seen": time.time()}
    ).encode()


def _holder(path: str) -> dict[str, Any]:
    try:
        found = json.loads(places.read_bytes(path))
    except (ValueError, OutlayError, OSError):
        return {}
    return found if isinstance(found, dict) else {}


def _held(path: str, holder: dict[str, Any]) -> str:
    who = f" (process {holder.get('process')} on {holder.get('host')})" if holder else ""
    output = os.path.dirname(path).removesuffix(".batch")
    return f"Another run is writing {output}{who}. Wait for it, or write somewhere else."
