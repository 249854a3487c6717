"""Distributions of doubtful inputs: what they accept, their medians, means and quantiles, in plain Python.

A family is a name with numbers, as `draw` nodes of a plan carry them. An interval `a to b` is given by its 5% and 95%
quantiles; for a share the beta distribution with exactly these quantiles is found.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from outlay.incomplete_beta import beta_quantile, fit_beta
from outlay.scalar.arithmetic import NAN, normal_quantile

Z95 = 1.6448536269514722  # the standard normal's 95% quantile
Numbers = Sequence[float]

_BY_DATA = ("sampled", "categorical")  # what they draw from is data, not arguments
_LISTED = (*_BY_DATA, "choice")


def problem(family: str, args: Numbers, data: Any = None) -> str | None:
    """Why these numbers do not make a distribution of this family, or None when they do."""
    numbers = data if family in _BY_DATA else args
    if not numbers:
        return "there are no numbers to draw from" if family in _LISTED else "its numbers are missing"
    if family == "categorical":
        return None if _weights_are_fine(numbers, numbers) else "its weights must not be negative nor all 0"
    if any(not math.isfinite(number) for number in numbers):
        return "one of its numbers cannot be computed"
    check = _CHECKS.get(family)
    if check is not None:
        return check(*args)
    if family == "choice" and data is not None and not _weights_are_fine(args, data):
        return "it needs one weight for each value, none negative and not all 0"
    return None


def point(which: str, family: str, args: Numbers, data: Any = None) -> Any:
    """The median or the mean; a fault when the numbers make no distribution."""
    return _point(which, family, tuple(args), _frozen(data))


def median(family: str, args: Numbers, data: Any = None) -> Any:
    return point("median", family, args, data)


def mean(family: str, args: Numbers, data: Any = None) -> Any:
    return point("mean", family, args, data)


def quantile(family: str, args: Numbers, share: float, data: Any = None) -> Any:
    """The value below which the given share of draws lies."""
    if not 0 <= share <= 1 or problem(family, args, data) is not None:
        return NAN
    if family in _LISTED:
        return _weighted_quantile(family, args, data, share)
    if family in ("lognormal90", "normal90", "normal", "lognormal") and share in (0.0, 1.0):
        return -math.inf if share == 0 and family.startswith("normal") else 0.0 if share == 0 else math.inf
    return _QUANTILES[family](share, *args)


def _frozen(data: Any) -> Any:
    return tuple(data) if isinstance(data, list) else data


@lru_cache(maxsize=4096)
def _point(which: str, family: str, args: tuple[Any, ...], data: Any) -> Any:
    if problem(family, args, data) is not None:
        return NAN
    if family == "categorical":
        return float(max(range(len(data)), key=lambda place: data[place]))  # names have neither median nor mean
    if which == "median":
        return quantile(family, args, 0.5, data)
    if family == "sampled":
        return math.fsum(data) / len(data)
    if family == "choice":
        weights = data if data is not None else (1.0,) * len(args)
        return math.fsum(value * weight for value, weight in zip(args, weights, strict=True)) / math.fsum(weights)
    return _MEANS[family](*args)


# ------------------------------------------------------------------------------------------------ what is accepted


def _weights_are_fine(values: Numbers, weights: Numbers) -> bool:
    return len(weights) == len(values) and all(0 <= weight < math.inf for weight in weights) and sum(weights) > 0


def _interval(low: float, high: float) -> str | None:
    return None if low <= high else "its low end lies above its high end"


def _positive_interval(low: float, high: float) -> str | None:
    if low <= 0:
        return "a lognormal interval needs ends above 0"
    return _interval(low, high)


def _share_interval(low: float, high: float) -> str | None:
    if not (low > 0 and high < 1):
        return "an interval of a share needs ends between 0 and 1, without them"
    return _interval(low, high)


def _spread(_mean: float, sd: float) -> str | None:
    return None if sd >= 0 else "its standard deviation is negative"


def _positive_spread(mean_: float, sd: float) -> str | None:
    return _spread(mean_, sd) if mean_ > 0 else "a lognormal's mean must be above 0"


def _peak(low: float, mode: float, high: float) -> str | None:
    return None if low <= mode <= high else "its most likely value does not lie between its low and its high end"


_CHECKS: dict[str, Callable[..., str | None]] = {
    "lognormal90": _positive_interval,
    "normal90": _interval,
    "beta90": _share_interval,
    "uniform": _interval,
    "normal": _spread,
    "lognormal": _positive_spread,
    "triangular": _peak,
    "pert": _peak,
}


# ------------------------------------------------------------------------------------------------ means


def _log_ratio(high: float, low: float) -> float:
    """The logarithm of how many times greater the one is, though the ratio itself may be beyond all numbers."""
    ratio = high / low
    return math.log(ratio) if ratio < math.inf else math.log(high) - math.log(low)


def _exp(power: float) -> float:
    """Infinite where the number is beyond all that can be written, as arrays have it."""
    try:
        return math.exp(power)
    except OverflowError:
        return math.inf


def _mean_lognormal90(low: float, high: float) -> float:
    sigma = _log_ratio(high, low) / (2 * Z95)
    return math.sqrt(low) * math.sqrt(high) * _exp(sigma * sigma / 2)


def _mean_beta90(low: float, high: float) -> float:
    if low == high:
        return low
    a, b = fit_beta(low, high)
    return a / (a + b)


_MEANS: dict[str, Callable[..., float]] = {
    "lognormal90": _mean_lognormal90,
    "normal90": lambda low, high: (low + high) / 2,
    "beta90": _mean_beta90,
    "uniform": lambda low, high: (low + high) / 2,
    "normal": lambda mean_, _sd: mean_,
    "lognormal": lambda mean_, _sd: mean_,
    "triangular": lambda low, mode, high: (low + mode + high) / 3,
    "pert": lambda low, mode, high: (low + 4 * mode + high) / 6,
}


# ------------------------------------------------------------------------------------------------ quantiles


def _lognormal90(share: float, low: float, high: float) -> float:
    middle = math.sqrt(low) * math.sqrt(high)
    return middle * _exp(normal_quantile(share) * _log_ratio(high, low) / (2 * Z95))


def _normal90(share: float, low: float, high: float) -> float:
    return (low + high) / 2 + normal_quantile(share) * (high - low) / (2 * Z95)


def _beta90(share: float, low: float, high: float) -> float:
    if low == high:
        return low
    return beta_quantile(*fit_beta(low, high), share)


def _lognormal(share: float, mean_: float, sd: float) -> float:
    variance = math.log1p((sd / mean_) ** 2)
    return mean_ * math.exp(normal_quantile(share) * math.sqrt(variance) - variance / 2)


def _triangular(share: float, low: float, mode: float, high: float) -> float:
    if low == high:
        return low
    if share <= (mode - low) / (high - low):
        return low + math.sqrt(share * (high - low) * (mode - low))
    return high - math.sqrt((1 - share) * (high - low) * (high - mode))


def _pert(share: float, low: float, mode: float, high: float) -> float:
    if low == high:
        return low
    width = high - low
    return low + width * beta_quantile(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, share)


_QUANTILES: dict[str, Callable[..., float]] = {
    "lognormal90": _lognormal90,
    "normal90": _normal90,
    "beta90": _beta90,
    "uniform": lambda share, low, high: low + share * (high - low),
    "normal": lambda share, mean_, sd: mean_ + normal_quantile(share) * sd,
    "lognormal": _lognormal,
    "triangular": _triangular,
    "pert": _pert,
}


def _weighted_quantile(family: str, args: Numbers, data: Any, share: float) -> Any:
    """For a choice the first value, in ascending order, that reaches the share; samples are interpolated."""
    if family == "sampled":
        ordered = sorted(data)
        place = share * (len(ordered) - 1)
        below = math.floor(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
    weights = data if data is not None else (1.0,) * len(args)
    values = args if family == "choice" else [float(place) for place in range(len(weights))]
    pairs = sorted(zip(values, weights, strict=True))
    wanted = share * math.fsum(weights)
    passed = 0.0
    for value, weight in pairs:
        passed += weight
        if weight and passed >= wanted * (1 - 1e-12):
            return value
    return pairs[-1][0]
