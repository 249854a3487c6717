"""Whether what is left of runs after their hardware goes with their size, or with how long they were trained."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.training import Run, fitted_pool


@dataclass(frozen=True)
class Trend:
    """A straight line through the residuals of logarithms: change for a tenfold, and its standard error."""

    slope: float
    error: float

    @property
    def clear(self) -> bool:
        return abs(self.slope) > 2 * self.error


def trend(fitted: Sequence[Run], size: Callable[[Run], float]) -> Trend:
    """How a run's MFU, over that of its hardware, changes with the logarithm of a size."""
    found = fitted_pool(list(fitted))
    left = np.array([math.log(run.mfu / found.expect(run.of)[0]) for run in fitted])
    logs = np.array([math.log10(size(run)) for run in fitted])
    logs -= logs.mean()
    slope = float(logs @ left / (logs @ logs))
    scatter = left - left.mean() - slope * logs
    error = math.sqrt(float(scatter @ scatter) / (len(left) - 2) / float(logs @ logs))
    return Trend(slope, error)


def step_shares(runs: Sequence[Run]) -> list[tuple[str, float]]:
    """Whole-run MFU over the MFU reported while training, of runs that report one."""
    return [
        (run.row["model"], run.mfu / float(run.row["mfu_reported"]))
        for run in runs
        if run.row["mfu_reported"] and run.row["kind"] == "dense"
    ]
