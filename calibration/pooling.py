"""One figure for each class of hardware from few runs: partial pooling of logarithms, robust to single odd runs.

A run's logarithm is that of its class plus a scatter `within`; a class's is that of all hardware plus a scatter
`between`. A class with many runs keeps its own mean, one with few leans on all the others, one with none takes theirs.
Both scatters are those that make the data most likely. Single runs far off weigh less (Student's t with four degrees of
freedom, by reweighting), so that one odd run does not move its class.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DEGREES = 4.0  # of freedom: the usual choice where a few outliers are expected
BROAD = 1.0  # standard deviation of the mean of all hardware before any run is seen: no information
BETWEEN = [step / 50 for step in range(21)]
WITHIN = [step / 50 for step in range(5, 26)]


@dataclass(frozen=True)
class Pool:
    """Runs of several classes, ready to say what to expect of a class."""

    classes: tuple[str, ...]
    logs: tuple[float, ...]
    between: float
    within: float

    def expect(self, wanted: str) -> tuple[float, float]:
        """Median and standard deviation (of the logarithm) of the next run of a class, seen or not."""
        together = self._together((*self.classes, wanted))
        size = len(self.logs)
        centre = _centre(self.logs)
        logs = np.array(self.logs) - centre
        weights = np.ones(size)
        for _ in range(60):
            noise = np.diag(self.within**2 / weights)
            fitted = together[:size, :size] @ np.linalg.solve(together[:size, :size] + noise, logs)
            weights = (DEGREES + 1) / (DEGREES + ((logs - fitted) / self.within) ** 2)
        shares = np.linalg.solve(together[:size, :size] + np.diag(self.within**2 / weights), together[:size, size])
        variance = together[size, size] - shares @ together[:size, size]
        return math.exp(centre + float(shares @ logs)), math.sqrt(self.within**2 + float(variance))

    def _together(self, classes: Sequence[str]) -> np.ndarray:
        return _together(classes, self.between)


def pool(classes: Sequence[str], values: Sequence[float]) -> Pool:
    """The pool under which the values are most likely."""
    logs = [math.log(value) for value in values]
    residual = np.array(logs) - _centre(logs)
    _, between, within = max(
        (_likelihood(_together(classes, between) + np.eye(len(logs)) * within**2, residual), between, within)
        for between in BETWEEN
        for within in WITHIN
    )
    return Pool(tuple(classes), tuple(logs), between, within)


def _centre(logs: Sequence[float]) -> float:
    return sum(logs) / len(logs)


def _together(classes: Sequence[str], between: float) -> np.ndarray:
    """Covariance of what runs have in common: all hardware, and the class where it is the same."""
    alike = np.array([[one == other for other in classes] for one in classes])
    return BROAD**2 + between**2 * alike


def _likelihood(covariance: np.ndarray, residual: np.ndarray) -> float:
    return float(-0.5 * residual @ np.linalg.solve(covariance, residual) - 0.5 * np.linalg.slogdet(covariance)[1])
