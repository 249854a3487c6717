"""Rows shared out among threads: each takes the next part when it is done with the last."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(parts: range, take: Callable[[Iterator[int]], None], count: int) -> None:
    """Has `count` threads, this one among them, take parts until there are no more; raises what one of them raised."""
    left = iter(parts)
    if count <= 1:
        take(left)
        return
    failures: list[BaseException] = []

    def work() -> None:
        try:
            take(left)
        except BaseException as failure:  # raised again below, in the thread that asked
            failures.append(failure)
            for _ in left:
                pass

    threads = [threading.Thread(target=work, daemon=True) for _ in range(count - 1)]
    for thread in threads:
        thread.start()
    work()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
