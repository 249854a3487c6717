"""How many draws of each of several rows are spread: the figures of a simulation in a row or a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

QUANTILES = (0.05, 0.5, 0.95)
SPREAD = ("mean", "sd", "p5", "p50", "p95")
MOST_DRAWS = 1_000_000  # of each row
TOGETHER = 1 << 19  # rows times draws that are computed together


def spread(drawn: Floats) -> list[Floats]:
    """The figures of `SPREAD` for each row of draws; a draw without a number is left out."""
    missing = np.isnan(drawn)
    if missing.any():
        found = np.full((len(SPREAD), len(drawn)), np.nan)
        for row in np.flatnonzero(~missing.all(axis=1)):
            found[:, row] = [figure[0] for figure in spread(drawn[row][~missing[row]][None, :])]
        return list(found)
    mean = drawn.mean(axis=1)
    sd = drawn.std(axis=1, ddof=1) if drawn.shape[1] > 1 else np.zeros(len(drawn))
    return [mean, sd, *np.quantile(drawn, QUANTILES, axis=1)]
