"""How fast this machine is just now, so that a bound on time means the same on a quick machine and on a busy one.

Bounds in tests are processor seconds at the reference pace: a machine on which `work` takes `REFERENCE` seconds. A
slower machine is allowed that much more; a faster one no less. The pace of a shared machine changes within seconds,
so it is measured where it is used, before and after, and the slower counts. A slow case is slow three times.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

REFERENCE = 0.012  # processor seconds of `work` on a small virtual server of two cores of which one is idle
TRIES = 3
MOST_SLOW = 20  # cases that are kept to be tried again

Case = TypeVar("Case")


def work() -> int:
    """The kind of thing the engine does: small objects made, kept, hashed, looked up, sorted and joined to texts."""
    rows = [(number, f"name_{number % 997}", number * 0.5) for number in range(9_000)]
    known: dict[str, list[tuple[int, str, float]]] = {}
    for row in rows:
        known.setdefault(row[1], []).append(row)
    total = 0
    for name in sorted(known):
        for number, text, half in known[name]:
            total += number if half > 100.0 and text.endswith("7") else len(text)
    return total + len(",".join(text for _, text, _ in rows))


def spent(job: Callable[[], object]) -> float:
    """Processor seconds of this process that a job takes, in which what other tests have left is not looked through."""
    gc.freeze()
    begin = time.process_time()
    try:
        job()
        return time.process_time() - begin
    finally:
        gc.unfreeze()


def allowance() -> float:
    """How much longer than at the reference pace anything takes just now; never below 1."""
    return max(1.0, spent(work) / REFERENCE)


def least(measure: Callable[[], float], bound: float) -> float:
    """Seconds at the reference pace: the least of three tries, or the first within the bound.

    `measure` does what is timed and returns the processor seconds it took, here or in a process of its own.
    """
    before, found = 1.0, float("inf")
    for _ in range(TRIES):
        taken = measure()
        if taken <= bound:  # whatever the pace, so it need not be known
            return taken
        after = allowance()
        found = min(found, taken / max(before, after))
        if found <= bound:
            return found
        gc.collect()
        before = allowance()
    return found


def seconds(job: Callable[[], object], bound: float) -> float:
    """`least` of a job in this process."""
    return least(lambda: spent(job), bound)


def growth(job: Callable[[int], object], small: int, large: int, bound: float) -> float:
    """How many times longer a job takes for `large` than for `small`: the least of three tries, or the first within.

    Each side is divided by the pace around it, in the job's favour, so that a machine that slows down half-way is not
    taken for an engine that does.
    """
    found = float("inf")
    for _ in range(TRIES):
        gc.collect()
        first = spent(work)
        short = min(spent(partial(job, small)) for _ in range(3))
        middle = spent(work)
        long = spent(partial(job, large))
        found = min(found, (long / max(middle, spent(work))) / (short / min(first, middle)))
        if found <= bound:
            break
    return found


class Watch(Generic[Case]):
    """Times the cases of a property without letting the property fail by it.

    Hypothesis tries a failing case again, and one that is quick then makes the test "flaky". So what is slow is kept,
    and tried again by `slow` once the property has held.
    """

    def __init__(self, job: Callable[[Case], object], bound: float) -> None:
        self.job = job
        self.bound = bound
        self.kept: list[Case] = []

    def __call__(self, case: Case) -> None:
        """Do the job, and keep a case that took longer than the bound."""
        if spent(partial(self.job, case)) > self.bound and len(self.kept) < MOST_SLOW:
            self.kept.append(case)

    def slow(self) -> list[tuple[float, Case]]:
        """The cases that are slow each time, with their seconds."""
        tried = ((seconds(partial(self.job, case), self.bound), case) for case in self.kept)
        return [(taken, case) for taken, case in tried if taken > self.bound]
