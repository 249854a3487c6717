"""Doubtful inputs in a block: drawn for every row, or at their median or mean where only their numbers vary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay import doubt
from outlay.arrays.search import Numbers

if TYPE_CHECKING:
    from outlay.draws import Draws

Vector = np.ndarray[Any, np.dtype[np.float64]]
Kept = tuple[str, str, bool, Any]  # family, stream, whether every period has a draw of its own, data


class BlockDraws:
    """The draws of the rows of a block; a stream that several nodes or periods read is drawn once."""

    def __init__(self, draws: Draws, start: int, stop: int) -> None:
        self.draws = draws
        self.start = start
        self.stop = stop
        self.read: dict[tuple[str, int | None, bool], Vector] = {}

    def value(self, kept: Kept, args: Sequence[Any], period: int | None, n: int) -> Vector:
        """Values of a draw in rows, whose number is `n`."""
        from outlay.draws import BY_SCORES, quantiles

        family, stream, _, data = kept
        found = quantiles(family, self.stream(stream, period, family in BY_SCORES), args, data)
        return found if len(found) == n else np.broadcast_to(found, (n,))

    def stream(self, stream: str, period: int | None, scores: bool) -> Vector:
        """Scores, or shares, of a stream in every row."""
        key = stream, period, scores
        found = self.read.get(key)
        if found is None:
            read = self.draws.scores if scores else self.draws.shares
            found = self.read[key] = read(stream, period, self.start, self.stop)
        return found

    def of(self, rows: Numbers) -> BlockDraws:
        """The draws of some rows of the block."""
        return _SomeDraws(self, rows)


class _SomeDraws(BlockDraws):
    def __init__(self, whole: BlockDraws, rows: Numbers) -> None:
        self.whole = whole
        self.rows = rows
        self.read = {}

    def stream(self, stream: str, period: int | None, scores: bool) -> Vector:
        key = stream, period, scores
        found = self.read.get(key)
        if found is None:
            found = self.read[key] = self.whole.stream(stream, period, scores)[self.rows]
        return found


class AtPoint:
    """Doubtful inputs at their median or mean."""

    def __init__(self, point: str) -> None:
        self.point = point

    def of(self, _rows: Numbers) -> AtPoint:
        return self

    def value(self, kept: Kept, args: Sequence[Any], _period: int | None, n: int) -> Vector:
        """The median or the mean in every row; a fault where the numbers make no distribution."""
        from outlay.draws import BY_SCORES, quantiles

        family, _, _, data = kept
        if family == "choice":
            return _choice(self.point, np.stack([np.broadcast_to(arg, (n,)) for arg in args]), data)
        middle = quantiles(family, np.full(n, 0.0 if family in BY_SCORES else 0.5), args, data)
        if self.point == "median":
            return middle
        found: Vector = np.broadcast_to(_MEANS[family](*[np.asarray(arg) for arg in args]), (n,)).copy()
        found[middle != middle] = math.nan
        return found


def _choice(point: str, values: Vector, weights: Any) -> Vector:
    chances = np.asarray(weights if weights is not None else [1.0] * len(values))
    fault = ~np.isfinite(values).all(axis=0)
    if doubt.problem("categorical", (), tuple(chances.tolist())) is not None or len(chances) != len(values):
        return np.full(values.shape[1], math.nan)
    if point == "mean":
        found = (values * chances[:, None]).sum(axis=0) / math.fsum(chances)
    else:
        order = np.argsort(values, axis=0, kind="stable")
        passed = np.cumsum(chances[order], axis=0)
        reached = (chances[order] > 0) & (passed >= 0.5 * math.fsum(chances) * (1 - 1e-12))
        place = np.where(reached.any(axis=0), reached.argmax(axis=0), len(values) - 1)
        found = np.take_along_axis(np.take_along_axis(values, order, 0), place[None], 0)[0]
    found[fault] = math.nan
    return np.asarray(found, dtype=np.float64)


def _mean_lognormal90(low: Any, high: Any) -> Any:
    from outlay.draws.quantiles import log_ratio

    sigma = log_ratio(high, low) / (2 * doubt.Z95)
    return np.sqrt(low) * np.sqrt(high) * np.exp(sigma * sigma / 2)


def _mean_beta90(low: Any, high: Any) -> Any:
    from outlay.draws.beta_fit import fit_betas

    a, b = fit_betas(low, high)
    return np.where(low == high, low, a / (a + b))


_MEANS: dict[str, Any] = {
    "lognormal90": _mean_lognormal90,
    "normal90": lambda low, high: (low + high) / 2,
    "beta90": _mean_beta90,
    "uniform": lambda low, high: (low + high) / 2,
    "normal": lambda mean, _sd: mean,
    "lognormal": lambda mean, _sd: mean,
    "triangular": lambda low, mode, high: (low + mode + high) / 3,
    "pert": lambda low, mode, high: (low + 4 * mode + high) / 6,
}
