"""The regularised incomplete beta function, its inverse, and the beta distribution with given 5% and 95% quantiles."""

from __future__ import annotations

import math
from functools import lru_cache

from outlay.scalar.arithmetic import NAN, normal_quantile

_TINY = 1e-300
_MOST_TERMS = 20_000
CONCENTRATED = 1e6  # a + b above which the normal shape with its skew is exact to ten digits


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Share of a beta(a, b) below x, by its continued fraction from the side on which that converges."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _lower(b, a, 1 - x, math.log1p(-x), math.log(x))
    return _lower(a, b, x, math.log(x), math.log1p(-x))


def _lower(a: float, b: float, x: float, log_x: float, log_rest: float) -> float:
    front = math.exp(_log_front(a, b, log_x, log_rest))
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    found = d
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 + term * d, 1 + term / c
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = c if abs(c) > _TINY else _TINY
            found *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * found / a


def _log_front(a: float, b: float, log_x: float, log_rest: float) -> float:
    """Logarithm of x^a (1 - x)^b / B(a, b). Gammas and powers of large parameters all but cancel, so what is left of
    them is computed by itself: deviances and Stirling's remainders, as Loader (2000) does for the binomial."""
    n = a + b
    deviances = _deviance(a, n * math.exp(log_x)) + _deviance(b, n * math.exp(log_rest))
    if deviances == math.inf:
        return a * log_x + b * log_rest + math.lgamma(n) - math.lgamma(a) - math.lgamma(b)
    remainders = _stirling_remainder(n) - _stirling_remainder(a) - _stirling_remainder(b)
    return 0.5 * math.log(a / n * b / (2 * math.pi)) + remainders - deviances


def _deviance(count: float, expected: float) -> float:
    """count · log(count / expected) + expected - count, without losing its digits where the two are close."""
    if expected < _TINY:
        return math.inf
    gap = count - expected
    if abs(gap) > 0.1 * (count + expected):
        return count * math.log(count / expected) - gap
    ratio = gap / (count + expected)
    found, term, square = gap * ratio, 2 * count * ratio, ratio * ratio
    for odd in range(3, 60, 2):
        term *= square
        more = found + term / odd
        if more == found:
            break
        found = more
    return found


def _stirling_remainder(z: float) -> float:
    """log Γ(z) less Stirling's formula for it."""
    if z < 16:
        return math.lgamma(z) - (z - 0.5) * math.log(z) + z - 0.5 * math.log(2 * math.pi)
    w = 1 / (z * z)
    return (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - w * 691 / 360360))))) / z


def beta_quantile(a: float, b: float, share: float) -> float:
    """The x below which the share of a beta(a, b) lies."""
    if not (a > 0 and b > 0) or not 0 <= share <= 1:
        return NAN
    if share in (0.0, 1.0):
        return share
    if a + b > CONCENTRATED:
        mean, sd, skew = moments(a, b)
        z = normal_quantile(share)
        return mean + sd * (z + skew * (z * z - 1) / 6)
    # Newton's steps in the logit of x, which keeps both tails in reach, inside a bracket that always halves at least
    low, high = -740.0, 740.0
    logit = math.log(a / b)
    for _ in range(200):
        x = _logistic(logit)
        rest = _logistic(-logit)
        gap = incomplete_beta(a, b, x) - share
        if gap == 0:
            break
        if gap > 0:
            high = logit
        else:
            low = logit
        log_slope = _log_front(a, b, math.log(x), math.log(rest)) if x > 0 and rest > 0 else -math.inf
        step = gap / math.exp(log_slope) if log_slope > -650 else math.inf
        following = logit - step
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - logit) <= 1e-15 * max(1.0, abs(logit)):
            logit = following
            break
        logit = following
    return _logistic(logit)


def moments(a: float, b: float) -> tuple[float, float, float]:
    """Mean, standard deviation and skew of a beta(a, b)."""
    mean = a / (a + b)
    sd = math.sqrt(mean * (1 - mean) / (a + b + 1))
    return mean, sd, 2 * (b - a) * math.sqrt(a + b + 1) / ((a + b + 2) * math.sqrt(a) * math.sqrt(b))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else math.exp(logit) / (1 + math.exp(logit))


@lru_cache(maxsize=1024)
def fit_beta(low: float, high: float) -> tuple[float, float]:
    """The one beta(a, b) with 5% below `low` and 5% above `high`: Newton's method on both at once, in logarithms."""
    a, b = _first_guess(low, high)
    if a + b > CONCENTRATED:
        return _concentrated(low, high)
    log_a, log_b = math.log(a), math.log(b)
    gaps = _gaps(log_a, log_b, low, high)
    for _ in range(100):
        size = max(abs(gaps[0]), abs(gaps[1]))
        if size < 1e-13:
            break
        h = 1e-6
        by_a = _gaps(log_a + h, log_b, low, high)
        by_b = _gaps(log_a, log_b + h, low, high)
        before_a, before_b = _gaps(log_a - h, log_b, low, high), _gaps(log_a, log_b - h, low, high)
        j00, j01 = (by_a[0] - before_a[0]) / (2 * h), (by_b[0] - before_b[0]) / (2 * h)
        j10, j11 = (by_a[1] - before_a[1]) / (2 * h), (by_b[1] - before_b[1]) / (2 * h)
        determinant = j00 * j11 - j01 * j10
        if determinant == 0:
            break
        step_a = (gaps[0] * j11 - gaps[1] * j01) / determinant
        step_b = (gaps[1] * j00 - gaps[0] * j10) / determinant
        longest = max(abs(step_a), abs(step_b))
        damping = min(1.0, 1.5 / longest) if longest else 1.0
        for _ in range(40):
            trial = _gaps(log_a - damping * step_a, log_b - damping * step_b, low, high)
            if max(abs(trial[0]), abs(trial[1])) < size:
                break
            damping /= 2
        else:
            break
        log_a, log_b, gaps = log_a - damping * step_a, log_b - damping * step_b, trial
    return math.exp(log_a), math.exp(log_b)


def _gaps(log_a: float, log_b: float, low: float, high: float) -> tuple[float, float]:
    """How far both tails are from 5%, as logarithms, which are near to straight lines in the parameters."""
    a, b = math.exp(log_a), math.exp(log_b)
    below = max(incomplete_beta(a, b, low), _TINY)
    above = max(incomplete_beta(b, a, 1 - high), _TINY)
    return math.log(below / 0.05), math.log(above / 0.05)


def _first_guess(low: float, high: float) -> tuple[float, float]:
    """From the mean and spread of the normal distribution with these quantiles."""
    mean = (low + high) / 2
    sd = (high - low) / 3.29
    size = max(mean * (1 - mean) / (sd * sd) - 1, 0.1)
    return mean * size, (1 - mean) * size


def _concentrated(low: float, high: float) -> tuple[float, float]:
    """For a narrow interval: the normal shape, moved by its skew until the middle of the quantiles is met."""
    z = 1.6448536269514722
    sd = (high - low) / (2 * z)
    mean = (low + high) / 2
    for _ in range(20):
        skew = 2 * (1 - 2 * mean) * sd / (mean * (1 - mean))
        mean = (low + high) / 2 - sd * skew * (z * z - 1) / 6
    size = mean * (1 - mean) / (sd * sd) - 1
    return mean * size, (1 - mean) * size
