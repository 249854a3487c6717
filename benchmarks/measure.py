"""How things are timed: competitors take turns in one run, and the best of each counts, since noise only adds."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One row of the results. A row fails the bench when its ratio is above `limit` or below `least`."""

    what: str
    measured: str
    ratio: float | None = None
    limit: float | None = None
    least: float | None = None

    @property
    def ok(self) -> bool:
        if self.ratio is None:
            return True
        return (self.limit is None or self.ratio <= self.limit) and (self.least is None or self.ratio >= self.least)

    @property
    def bound(self) -> str:
        """What the ratio is held to, in words."""
        if self.limit is not None:
            return f"at most {self.limit:g}"
        return "" if self.least is None else f"at least {self.least:g}"


@dataclass
class Section:
    """One subject of the results."""

    title: str
    note: str
    lines: list[Line] = field(default_factory=list)


def best(
    jobs: Sequence[Callable[[], object]], rounds: int = 7, repeat: int = 1, patience: float = math.inf
) -> list[float]:
    """The best seconds of each job, run in turns; a job runs `repeat` times each turn.

    A job that has taken more than `patience` seconds altogether is left out of further turns.
    """
    seconds = [float("inf")] * len(jobs)
    taken = [0.0] * len(jobs)
    for _ in range(rounds):
        for number, job in enumerate(jobs):
            if taken[number] > patience:
                continue
            started = time.perf_counter()
            for _ in range(repeat):
                job()
            took = time.perf_counter() - started
            taken[number] += took
            seconds[number] = min(seconds[number], took / repeat)
    return seconds


def command(arguments: Sequence[str], environment: dict[str, str] | None = None) -> Callable[[], object]:
    """A job that runs a process to its end."""
    full = os.environ | (environment or {})

    def job() -> None:
        done = subprocess.run(arguments, env=full, capture_output=True, check=False)
        if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
            raise RuntimeError(done.stderr.decode("utf-8", "replace"))

    return job


@contextmanager
def own_cache() -> Iterator[Path]:
    """A cache that is empty at first and gone afterwards."""
    before = os.environ.get("XDG_CACHE_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["XDG_CACHE_HOME"]
            else:
                os.environ["XDG_CACHE_HOME"] = before


def machine() -> str:
    """What the numbers were measured on."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            names = [line.split(":", 1)[1].strip() for line in stream if line.startswith("model name")]
        model = names[0] if names else model
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def pretty(seconds: float) -> str:
    """`1.23 µs`, `4.5 ms`, `2.1 s`."""
    for factor, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= factor:
            return f"{seconds / factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
