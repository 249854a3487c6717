"""The beta distributions with given 5% and 95% quantiles, many at once: `incomplete_beta.fit_beta` for arrays."""

from __future__ import annotations

from typing import Any

import numpy

from outlay.doubt import Z95
from outlay.draws.normal import Floats
from outlay.incomplete_beta import CONCENTRATED

_TINY = 1e-300
_CLOSE = 1e-13  # relative distance of both tails from 5%
_H = 1e-6  # of the differences that stand for slopes
_MOST_STEPS = 100
_MOST_HALVINGS = 40


def fit_betas(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Parameters a and b for every pair of ends, each pair fitted once; NaN where the ends are no share's interval."""
    ends = numpy.stack(numpy.broadcast_arrays(low, high)).astype(float)
    different, place = numpy.unique(ends.reshape(2, -1), axis=1, return_inverse=True)
    fit = (different[0] > 0) & (different[1] < 1) & (different[0] < different[1])
    found = numpy.full(different.shape, numpy.nan)
    with numpy.errstate(all="ignore"):
        found[:, fit] = _fitted(*different[:, fit])
    a, b = found[:, place.reshape(-1)].reshape(ends.shape)
    return a, b


def _fitted(low: Floats, high: Floats) -> Floats:
    """Newton's method on both tails at once, in logarithms, as far as a step makes them better."""
    mean, sd = (low + high) / 2, (high - low) / 3.29
    size = numpy.maximum(mean * (1 - mean) / (sd * sd) - 1, 0.1)
    found = numpy.stack([mean * size, (1 - mean) * size])
    narrow = found.sum(axis=0) > CONCENTRATED
    found[:, narrow] = _concentrated(low[narrow], high[narrow])
    live = numpy.flatnonzero(~narrow)
    logs = numpy.log(found)
    gaps = _gaps(logs[:, live], low[live], high[live])
    for _ in range(_MOST_STEPS):
        going = ~(numpy.abs(gaps).max(axis=0) < _CLOSE)
        live, gaps = live[going], gaps[:, going]
        if not live.size:
            break
        logs[:, live], gaps, better = _stepped(logs[:, live], gaps, low[live], high[live])
        live, gaps = live[better], gaps[:, better]
    found[:, ~narrow] = numpy.exp(logs[:, ~narrow])
    return found


def _stepped(logs: Floats, gaps: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Any]:
    """One step of each, halved until it is one for the better; and which of them are better for it."""
    along_a, along_b = numpy.array([[_H], [0.0]]), numpy.array([[0.0], [_H]])
    j00, j10 = (_gaps(logs + along_a, low, high) - _gaps(logs - along_a, low, high)) / (2 * _H)
    j01, j11 = (_gaps(logs + along_b, low, high) - _gaps(logs - along_b, low, high)) / (2 * _H)
    determinant = j00 * j11 - j01 * j10
    step = numpy.stack([gaps[0] * j11 - gaps[1] * j01, gaps[1] * j00 - gaps[0] * j10]) / determinant
    damping = numpy.minimum(1.0, 1.5 / numpy.abs(step).max(axis=0))
    size = numpy.abs(gaps).max(axis=0)
    better = numpy.zeros(size.shape, dtype=bool)
    waiting = numpy.flatnonzero(numpy.isfinite(step).all(axis=0))
    logs, gaps = logs.copy(), gaps.copy()
    for _ in range(_MOST_HALVINGS):
        if not waiting.size:
            break
        tried = logs[:, waiting] - damping[waiting] * step[:, waiting]
        there = _gaps(tried, low[waiting], high[waiting])
        good = numpy.abs(there).max(axis=0) < size[waiting]
        logs[:, waiting[good]], gaps[:, waiting[good]] = tried[:, good], there[:, good]
        better[waiting[good]] = True
        waiting = waiting[~good]
        damping[waiting] /= 2
    return logs, gaps, better


def _gaps(logs: Floats, low: Floats, high: Floats) -> Floats:
    """How far both tails are from 5%, as logarithms, which are near to straight lines in the parameters."""
    from scipy.special import betainc

    a, b = numpy.exp(logs)
    tails = numpy.maximum(numpy.stack([betainc(a, b, low), betainc(b, a, 1 - high)]), _TINY)
    found: Floats = numpy.log(tails / 0.05)
    return found


def _concentrated(low: Floats, high: Floats) -> Floats:
    """For narrow intervals: the normal shape, moved by its skew until the middle of the quantiles is met."""
    sd = (high - low) / (2 * Z95)
    mean = (low + high) / 2
    for _ in range(20):
        skew = 2 * (1 - 2 * mean) * sd / (mean * (1 - mean))
        mean = (low + high) / 2 - sd * skew * (Z95 * Z95 - 1) / 6
    size = mean * (1 - mean) / (sd * sd) - 1
    return numpy.stack([mean * size, (1 - mean) * size])
