"""Quantiles of every family on arrays of draws; faults are NaN exactly where `outlay.doubt` has them.

A family is read either at normal scores or at shares, whichever is the shorter way from a uniform number to a value.
Parameters are single numbers or arrays with one for each draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from outlay import doubt
from outlay.draws.beta import beta, beta90
from outlay.draws.normal import Floats

BY_SCORES = frozenset({"lognormal90", "normal90", "beta90", "normal", "lognormal", "pert"})
Parameter = Any  # a float or an array


def quantiles(
    family: str, drawn: Floats, args: Sequence[Parameter], data: Any = None, *, reuse: bool = False
) -> Floats:
    """Values of a family at normal scores (families of `BY_SCORES`) or at shares (all others).

    `drawn` has one score or share for each draw, `args` and `data` are those of a `draw` node. The result is an array
    with NaN where the parameters make no distribution; with `reuse` it may take the place of `drawn`.
    """
    if family in ("choice", "categorical", "sampled"):
        return _TABLES[family](drawn, args, data)
    numbers = [_plain(arg) for arg in args]
    if all(isinstance(number, float) for number in numbers):
        if doubt.problem(family, numbers, data) is not None:
            return numpy.full(drawn.shape, math.nan)
        return _QUANTILES[family](drawn, *numbers, drawn if reuse else None)
    with numpy.errstate(all="ignore"):  # what is no distribution is marked afterwards
        found = _QUANTILES[family](drawn, *numbers, None)
        wide = [numpy.asarray(number) for number in numbers]
        good = _ACCEPTED[family](*wide)
        for number in wide:
            good = good & numpy.isfinite(number)
    found[~numpy.broadcast_to(good, found.shape)] = math.nan
    return found


def _plain(number: Parameter) -> Parameter:
    return number if isinstance(number, numpy.ndarray) and number.ndim else float(number)


# ------------------------------------------------------------------------------------------------ by normal scores


def log_ratio(high: Parameter, low: Parameter) -> Any:
    """The logarithm of how many times greater the one is, though the ratio itself may be beyond all numbers."""
    found = numpy.log(high / low)
    finite = numpy.isfinite(found)
    return found if finite.all() else numpy.where(finite, found, numpy.log(high) - numpy.log(low))


def _lognormal90(scores: Floats, low: Parameter, high: Parameter, out: Floats | None) -> Floats:
    found: Floats = numpy.multiply(scores, log_ratio(high, low) / (2 * doubt.Z95), out=out)
    numpy.exp(found, out=found)
    found *= numpy.sqrt(low) * numpy.sqrt(high)
    return found


def _normal90(scores: Floats, low: Parameter, high: Parameter, out: Floats | None) -> Floats:
    found: Floats = numpy.multiply(scores, (high - low) / (2 * doubt.Z95), out=out)
    found += (low + high) / 2
    return found


def _normal(scores: Floats, mean: Parameter, sd: Parameter, out: Floats | None) -> Floats:
    found: Floats = numpy.multiply(scores, sd, out=out)
    found += mean
    return found


def _lognormal(scores: Floats, mean: Parameter, sd: Parameter, out: Floats | None) -> Floats:
    variance = numpy.log1p((sd / mean) ** 2)
    found: Floats = numpy.multiply(scores, numpy.sqrt(variance), out=out)
    found -= variance / 2
    numpy.exp(found, out=found)
    found *= mean
    return found


def _pert(scores: Floats, low: Parameter, mode: Parameter, high: Parameter, _out: Floats | None) -> Floats:
    width = high - low
    if isinstance(width, float) and isinstance(mode, float):
        if not width:
            return numpy.full(scores.shape, low)
        found = beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, scores)
    else:
        wide = numpy.where(width > 0, width, 1.0)
        found = beta(1 + 4 * (mode - low) / wide, 1 + 4 * (high - mode) / wide, scores)
    found *= width
    found += low
    return found


# ------------------------------------------------------------------------------------------------ by shares


def _uniform(shares: Floats, low: Parameter, high: Parameter, out: Floats | None) -> Floats:
    found: Floats = numpy.multiply(shares, high - low, out=out)
    found += low
    return found


def _triangular(shares: Floats, low: Parameter, mode: Parameter, high: Parameter, _out: Floats | None) -> Floats:
    width, rise, fall = high - low, mode - low, high - mode
    below = low + numpy.sqrt(shares * (width * rise))
    above = high - numpy.sqrt((1 - shares) * (width * fall))
    found: Floats = numpy.where(shares * width <= rise, below, above)
    return found


def _choice(shares: Floats, values: Sequence[Parameter], weights: Any) -> Floats:
    """The first value, in ascending order, at which the weights reach the share."""
    count = len(values)
    chances = (1.0,) * count if weights is None else tuple(map(float, weights))
    numbers = [_plain(value) for value in values]
    if all(isinstance(number, float) for number in numbers):
        if doubt.problem("choice", numbers, weights) is not None:
            return numpy.full(shares.shape, math.nan)
        order = sorted(range(count), key=lambda place: (numbers[place], chances[place]))
        ascending = numpy.array([numbers[place] for place in order])
        found: Floats = ascending[_reached(shares, tuple(chances[place] for place in order))]
        return found
    table = numpy.stack(numpy.broadcast_arrays(*numbers, shares)[:-1])
    order_ = numpy.argsort(table, axis=0, kind="stable")
    passed = numpy.cumsum(numpy.asarray(chances)[order_], axis=0)
    passed /= passed[-1]
    passed[-1] = 1.0
    place = (passed < shares).sum(axis=0)
    found = numpy.take_along_axis(numpy.take_along_axis(table, order_, 0), place[None], 0)[0]
    found[~numpy.isfinite(table).all(axis=0)] = math.nan
    return found


def _categorical(shares: Floats, _args: Sequence[Parameter], weights: Any) -> Floats:
    """The number of a category, in the order in which they are written."""
    if doubt.problem("categorical", (), weights) is not None:
        return numpy.full(shares.shape, math.nan)
    return _reached(shares, tuple(map(float, weights))).astype(float)


def _reached(shares: Floats, weights: tuple[float, ...]) -> numpy.ndarray[Any, numpy.dtype[numpy.intp]]:
    """For each share the first place at which the weights before and at it make up that share of all."""
    passed = numpy.cumsum(weights)
    passed /= passed[-1]
    last = max(place for place, weight in enumerate(weights) if weight)
    return numpy.searchsorted(passed[:last], shares)  # beyond them all is the last with a weight


def _sampled(shares: Floats, _args: Sequence[Parameter], data: Any) -> Floats:
    """One of the numbers, each as likely as any other."""
    ordered = _ordered(data if isinstance(data, tuple) else tuple(data or ()))
    if ordered is None:
        return numpy.full(shares.shape, math.nan)
    place = (shares * ordered.size).astype(numpy.intp)
    return numpy.take(ordered, place, mode="clip")


def _ordered(data: tuple[float, ...]) -> Floats | None:
    """The numbers in ascending order, or None; kept by identity, for a sample may be long."""
    found = _SORTED.get(id(data))
    if found is None or found[0] is not data:
        good = doubt.problem("sampled", (), data) is None
        found = data, numpy.sort(numpy.array(data, float)) if good else None
        if len(_SORTED) > 64:
            _SORTED.clear()
        _SORTED[id(data)] = found
    return found[1]


_SORTED: dict[int, tuple[tuple[float, ...], Floats | None]] = {}
_QUANTILES: dict[str, Callable[..., Floats]] = {
    "lognormal90": _lognormal90,
    "normal90": _normal90,
    "beta90": lambda scores, low, high, _out: beta90(low, high, scores),
    "normal": _normal,
    "lognormal": _lognormal,
    "pert": _pert,
    "uniform": _uniform,
    "triangular": _triangular,
}
_TABLES: dict[str, Callable[[Floats, Sequence[Parameter], Any], Floats]] = {
    "choice": _choice,
    "categorical": _categorical,
    "sampled": _sampled,
}
# What `outlay.doubt` accepts, for arrays; that all are finite is asked of every family.
_ACCEPTED: dict[str, Callable[..., Any]] = {
    "lognormal90": lambda low, high: (low > 0) & (low <= high),
    "normal90": lambda low, high: low <= high,
    "beta90": lambda low, high: (low > 0) & (high < 1) & (low <= high),
    "normal": lambda _mean, sd: sd >= 0,
    "lognormal": lambda mean, sd: (mean > 0) & (sd >= 0),
    "pert": lambda low, mode, high: (low <= mode) & (mode <= high),
    "uniform": lambda low, high: low <= high,
    "triangular": lambda low, mode, high: (low <= mode) & (mode <= high),
}
