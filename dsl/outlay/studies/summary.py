"""What many draws of one number say: its mean, spread and percentiles, and how far each of them may be off.

Standard errors of independent draws are the textbook's: sd / √n for the mean, and for a percentile half the distance
between the order statistics √(n p (1 - p)) ranks below and above it, which asks nothing of the distribution. Draws of
Sobol sequences are not independent; there the errors come from how far the separately scrambled sequences lie apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

PERCENTS = (5, 10, 25, 50, 75, 90, 95)
SHARES = tuple(percent / 100 for percent in PERCENTS)


@dataclass(frozen=True, slots=True)
class Summary:
    """Many draws of one number. `faulty` of `count` draws gave no number and are left out of everything else.

    Figures are NaN where there is nothing to make them of. `percentiles` and their standard errors go with PERCENTS.
    """

    count: int
    faulty: int
    mean: float
    sd: float
    percentiles: tuple[float, ...]
    mean_error: float
    percentile_errors: tuple[float, ...]
    stepped: bool = False  # many draws gave the very same numbers, so percentiles jump from one to another

    @property
    def median(self) -> float:
        return self.percentiles[PERCENTS.index(50)]

    @property
    def width(self) -> float:
        """From the 5th to the 95th percentile; for what hardly ever varies, one standard deviation."""
        return max(self.percentiles[-1] - self.percentiles[0], self.sd)

    @property
    def relative_error(self) -> float:
        """Standard error of the mean as a share of the mean; infinite where the mean is 0 and uncertain."""
        if not self.mean_error:
            return 0.0
        return self.mean_error / abs(self.mean) if self.mean else math.inf

    def percentile(self, percent: int) -> float:
        """One of the percentiles that are kept: 5, 10, 25, 50, 75, 90, 95."""
        return self.percentiles[PERCENTS.index(percent)]


NOTHING = (math.nan,) * len(PERCENTS)


def summarise(column: Floats, replicates: int = 1) -> Summary:
    """The summary of a column of draws, NaN and infinities being faulty ones.

    With `replicates` above 1, draw k belongs to sequence k % replicates, and errors are told from the sequences.
    """
    count = column.size
    uniform = count > 0 and column.strides[-1] == 0  # one number seen many times
    numbers = column[:1] if uniform else column
    numbers = numbers[np.isfinite(numbers)]
    faulty = (0 if numbers.size else count) if uniform else count - numbers.size
    if not numbers.size:
        return Summary(count, faulty, math.nan, math.nan, NOTHING, math.nan, NOTHING)
    numbers.sort()
    if numbers[0] == numbers[-1]:
        value = float(numbers[0])
        return Summary(count, faulty, value, 0.0, (value,) * len(PERCENTS), 0.0, (0.0,) * len(PERCENTS))
    percentiles = tuple(_at(numbers, share * (numbers.size - 1)) for share in SHARES)
    with np.errstate(over="ignore", invalid="ignore"):
        mean, sd = float(numbers.mean()), float(numbers.std(ddof=1))
    if replicates > 1:
        mean_error, errors = _between(column, replicates)
    else:
        mean_error, errors = sd / math.sqrt(numbers.size), tuple(_rank_error(numbers, share) for share in SHARES)
    stepped = bool((numbers[1:] == numbers[:-1]).mean() > 0.1)
    return Summary(count, faulty, mean, sd, percentiles, mean_error, errors, stepped)


def _at(ordered: Floats, place: float) -> float:
    """Ascending numbers read at a place between two of them."""
    below = min(max(math.floor(place), 0), ordered.size - 1)
    above = min(below + 1, ordered.size - 1)
    low, high = float(ordered[below]), float(ordered[above])
    return low if low == high else low + (high - low) * min(max(place - below, 0.0), 1.0)


def _rank_error(ordered: Floats, share: float) -> float:
    n = ordered.size
    ranks = math.sqrt(n * share * (1 - share))
    middle = share * (n - 1)
    return (_at(ordered, middle + ranks) - _at(ordered, middle - ranks)) / 2


def _between(column: Floats, replicates: int) -> tuple[float, tuple[float, ...]]:
    """Standard errors of the mean and the percentiles over several sequences, from the spread between these."""
    found: list[list[float]] = []
    for number in range(replicates):
        own = column[number::replicates]
        own = np.sort(own[np.isfinite(own)])
        if own.size:
            found.append([float(own.mean()), *(_at(own, share * (own.size - 1)) for share in SHARES)])
    if len(found) < 2:
        return math.nan, NOTHING
    errors = np.array(found).std(axis=0, ddof=1) / math.sqrt(len(found))
    return float(errors[0]), tuple(float(error) for error in errors[1:])


def share_error(hits: Floats, draws: Floats) -> float:
    """Standard error of a share of draws: by the binomial for one sequence of draws, by the spread between several.

    `hits` and `draws` count per sequence.
    """
    total = float(draws.sum())
    if not total:
        return math.nan
    if hits.size == 1:
        share = float(hits[0]) / total
        return math.sqrt(share * (1 - share) / total)
    kept = draws > 0
    shares = hits[kept] / draws[kept]
    return float(shares.std(ddof=1)) / math.sqrt(shares.size) if shares.size > 1 else math.nan
