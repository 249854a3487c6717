"""Beta quantiles on arrays, fast: the logit of the quantile is a smooth function of the normal score of the share.

Where the parameters are single numbers that function is laid down once, as polynomials on pieces of the score, and
read for as many draws as are wanted. The scores of 5%, 50% and 95% are middles of pieces, so that there the quantile
is SciPy's own to the last digits; elsewhere it is within 1e-13 of it, relatively. Where every row has parameters of
its own, each quantile is inverted by itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy

from outlay.doubt import Z95
from outlay.draws.beta_fit import fit_betas
from outlay.draws.normal import Floats
from outlay.incomplete_beta import CONCENTRATED, fit_beta, moments

_WIDTH = Z95 / 32
_REACH = 192  # pieces on each side of the median's: scores to 9.8, beyond any draw
_HALF = 3
_DEGREE = 2 * _HALF
_NODES = -numpy.cos(numpy.pi * numpy.arange(_DEGREE + 1) / _DEGREE) / 2  # Chebyshev-Lobatto, from -1/2 to 1/2
_FIT = numpy.linalg.inv(numpy.vander(_NODES, increasing=True))
_BLOCK = 8192


def beta90(low: float | Floats, high: float | Floats, scores: Floats) -> Floats:
    """Of the beta with 5% below `low` and 5% above `high`: quantiles at the shares of normal scores."""
    if isinstance(low, numpy.ndarray) or isinstance(high, numpy.ndarray):
        lows, highs, wide = numpy.broadcast_arrays(low, high, scores)
        return numpy.where(lows == highs, lows, beta(*fit_betas(lows, highs), wide))
    if low == high:
        return numpy.full(scores.shape, low)
    return beta(*fit_beta(low, high), scores)


def beta(a: float | Floats, b: float | Floats, scores: Floats) -> Floats:
    """Of the beta(a, b), both above 0: quantiles at the shares of normal scores."""
    if isinstance(a, numpy.ndarray) or isinstance(b, numpy.ndarray):
        wide_a, wide_b, wide = numpy.broadcast_arrays(a, b, scores)
        narrow = wide_a + wide_b > CONCENTRATED
        found = _inverted(wide_a, wide_b, wide)[0]
        if narrow.any():
            found[narrow] = _concentrated(*_moments(wide_a[narrow], wide_b[narrow]), wide[narrow])
        return found
    if a + b > CONCENTRATED:
        return _concentrated(*moments(a, b), scores)
    return _read(_pieces(a, b), scores)


def _concentrated(mean: Any, sd: Any, skew: Any, scores: Floats) -> Floats:
    found: Floats = mean + sd * (scores + skew * (scores * scores - 1) / 6)
    return found


def _moments(a: Floats, b: Floats) -> tuple[Floats, Floats, Floats]:
    mean = a / (a + b)
    sd = numpy.sqrt(mean * (1 - mean) / (a + b + 1))
    return mean, sd, 2 * (b - a) * numpy.sqrt(a + b + 1) / ((a + b + 2) * numpy.sqrt(a) * numpy.sqrt(b))


def _inverted(a: Any, b: Any, scores: Floats) -> tuple[Floats, Floats]:
    """Quantiles and what they lack of 1, inverted from the tail in which the share is exact."""
    from scipy.special import betaincinv, ndtr

    lower = scores <= 0
    tail = betaincinv(numpy.where(lower, a, b), numpy.where(lower, b, a), ndtr(-numpy.abs(scores)))
    return numpy.where(lower, tail, 1 - tail), numpy.where(lower, 1 - tail, tail)


@lru_cache(maxsize=256)
def _pieces(a: float, b: float) -> tuple[Floats, ...]:
    """Coefficients of the logit on each piece, the constant first, in widths from its middle."""
    middles = numpy.arange(-_REACH, _REACH + 1) * _WIDTH
    x, rest = _inverted(a, b, middles[:, None] + _WIDTH * _NODES)
    # where even the logarithm of a share of 1e-300 is out of reach, no draw ever comes
    tiny = numpy.finfo(float).tiny
    logit = numpy.log(numpy.maximum(x, tiny)) - numpy.log(numpy.maximum(rest, tiny))
    middle = logit[:, _HALF]
    table = (logit - middle[:, None]) @ _FIT.T
    table[:, 0] = middle
    return tuple(numpy.ascontiguousarray(column) for column in table.T)


def _read(pieces: tuple[Floats, ...], scores: Floats) -> Floats:
    """The logistic function of the polynomials, block by block so that the work area stays in the cache."""
    found = numpy.empty(scores.shape)
    flat, into = numpy.ascontiguousarray(scores).reshape(-1), found.reshape(-1)
    for start in range(0, flat.size, _BLOCK):
        place = flat[start : start + _BLOCK] * (1 / _WIDTH)
        place += _REACH + 0.5
        piece = place.astype(numpy.intp)
        place -= piece
        place -= 0.5
        logit = numpy.take(pieces[-1], piece, mode="clip")
        for column in pieces[-2::-1]:
            logit *= place
            logit += numpy.take(column, piece, mode="clip")
        numpy.negative(logit, out=logit)
        numpy.exp(logit, out=logit)
        logit += 1
        numpy.divide(1, logit, out=into[start : start + _BLOCK])
    return found
