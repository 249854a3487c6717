"""A bar for work that takes a while: on stderr, only on a terminal, and only once a second has passed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

_WAIT = 1.0  # seconds without a bar: most work is done by then
_EVERY = 0.1
_WIDTH = 30


class Progress:
    """`with Progress("drawing") as progress:` and then `progress(0.25)` when a quarter is done; it cleans up behind."""

    def __init__(self, what: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.what = what
        self.clock = clock
        self.stream = sys.stderr if stream is None else stream
        self.wanted = self.stream.isatty()
        self._begun = clock()
        self._last = 0.0
        self._shown = 0

    def __call__(self, share: float, rate: str = "") -> None:
        """Show the share of the work that is done, from 0 to 1, and how fast it goes."""
        now = self.clock()
        if not self.wanted or now - self._begun < _WAIT or now - self._last < _EVERY:
            return
        self._last = now
        done = round(_WIDTH * min(max(share, 0.0), 1.0))
        left = (now - self._begun) * (1 - share) / share if share > 0 else 0.0
        said = f"{self.what} {'█' * done}{'░' * (_WIDTH - done)} {share:4.0%}, {_time(left)} left"
        said += f", {rate}" if rate else ""
        self.stream.write(f"\r{said:<{self._shown}}")
        self.stream.flush()
        self._shown = len(said)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self.stream.write("\r" + " " * self._shown + "\r")
            self.stream.flush()


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
