"""The best whole number in many rows at once: what `scalar.search.least_over` finds, row by row of numbers tried."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from outlay.arrays.search import AT_ONCE, Numbers, Vector
from outlay.scalar.search import MOST_WHOLE_NUMBERS


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbers that all rows try together: `first` + `start` and the `count` - 1 that follow, each by `times` rows."""

    first: float
    start: float
    count: int
    times: int
    left: int  # how many numbers there are from `start` on


class Sides(Protocol):
    """Both sides of a question, in some of the rows, at a tried value of each; `steps` when these are the same."""

    def __call__(self, rows: Numbers, x: Vector, steps: Steps | None = None) -> tuple[Any, Any]: ...


def least_over(sides: Sides, rows: Numbers, low: Vector, high: Vector) -> tuple[Vector, Vector]:
    """In every row the whole number with the least left side among those where the right one holds, and 1 or 0."""
    first, last = np.ceil(low), np.floor(high)
    span = last - first + 1
    found, least = np.full(len(rows), math.nan), np.full(len(rows), math.nan)
    live = np.flatnonzero((span > 0) & (span <= MOST_WHOLE_NUMBERS))
    start = 0.0
    while live.size:
        longest, shortest = float(span[live].max()), float(span[live].min())
        # so many numbers of every row together as make a block
        size = max(1, min(AT_ONCE // len(live), int(longest - start)))
        tiled, base, limit, best = np.tile(rows[live], size), first[live], span[live], least[live]
        offsets = np.arange(size, dtype=np.float64)[:, None]
        is_same = bool((base == base[0]).all())
        again = True
        while again:
            tried = base + (start + offsets)
            steps = Steps(float(base[0]), start, size, len(live), int(longest - start)) if is_same else None
            objective, holds = (_laid_out(each, tried) for each in sides(tiled, tried.reshape(-1), steps))
            fit = (objective < math.inf) & (objective > -math.inf)
            fit &= holds
            if start + size > shortest:
                fit &= start + offsets < limit
            fit &= ~(objective >= best)
            if fit.any():
                which = np.flatnonzero(fit.any(axis=0))
                candidates = np.where(fit[:, which], objective[:, which], math.inf)
                at = candidates.argmin(axis=0)
                found[live[which]] = tried[at, which]
                best[which] = candidates[at, np.arange(len(which))]
            start += size
            again = start < shortest and start + size <= longest
        least[live] = best
        live = live[span[live] > start]
    return found, (found == found).astype(np.float64)


def _laid_out(side: Any, tried: Vector) -> Any:
    """A side as the numbers tried: a row of them for each number."""
    return side.reshape(tried.shape) if np.size(side) == tried.size else np.broadcast_to(side, tried.shape)
