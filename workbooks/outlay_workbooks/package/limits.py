"""How long and how much a strange file may keep this process busy: whatever it does not foresee ends in a sentence."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from outlay.diagnostics import OutlayError

SECONDS = 8.0  # of processor time
MEMORY = 400 * 1024 * 1024  # beyond what the process has already
_GATHERED: list[float] = []  # one entry while limits are in force: who is within them starts no others


@contextmanager
def within_limits(name: str, seconds: float = SECONDS) -> Iterator[None]:
    """Raises `OutlayError` where looking at the workbook `name` takes more processor time or memory than any should.

    Processor time is limited in the main thread, where the system can interrupt one; memory where the system can
    limit it. Elsewhere the sizes that are checked beforehand have to do.
    """
    if _GATHERED or threading.current_thread() is not threading.main_thread():
        yield
        return
    _GATHERED.append(seconds)
    try:
        with _time(name, seconds), _memory():
            yield
    except MemoryError:
        raise OutlayError(f"{name} needs more than {MEMORY // 1024**2} MB to be looked at, so it is not.") from None
    finally:
        _GATHERED.clear()


@contextmanager
def _time(name: str, seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer"):
        yield
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise OutlayError(
            f"{name} takes more than {seconds:.0f} seconds of computing to look at; it is larger or more tangled than "
            "the workbooks this is made for."
        )

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _memory() -> Iterator[None]:
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as stream:
            used = int(stream.read().split()[0]) * resource.getpagesize()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = used + MEMORY
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        if soft != resource.RLIM_INFINITY:
            most = min(most, soft)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (ImportError, OSError, ValueError):  # not Linux: memory is not limited
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
