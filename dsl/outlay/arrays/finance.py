"""Figures of a whole series for a block of rows: present values, rates of return, cohorts, depreciation, tiers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from outlay.arrays.brackets import bracketed_roots
from outlay.arrays.operations import NAN, Floats, Mask, Number

Items = Sequence[Number]  # one item per period, or a list's items: arrays of rows, or floats


def npv(series: Items, rate: Number, out: Floats) -> Floats:
    """Present value with every period discounted, the first one too."""
    kept = np.where(np.greater(rate, -1.0), np.divide(1.0, np.add(1.0, rate)), NAN)
    out.fill(0.0)
    for t in range(len(series) - 1, -1, -1):
        np.add(out, series[t], out)
        np.multiply(out, kept, out)
    return out


def xnpv(series: Items, rate: Number, years: Sequence[float], out: Floats) -> Floats:
    """Present value at the first period's start; `years` are the periods' starts since then."""
    growth = np.where(np.greater(rate, -1.0), np.log1p(rate), NAN)
    fault = np.zeros(out.shape, dtype=bool)
    out.fill(0.0)
    for t, year in enumerate(years):
        power = np.multiply(-growth, year)
        factor = np.exp(power)
        fault |= np.logical_and(np.isinf(factor), np.isfinite(power))
        np.add(out, np.multiply(series[t], factor), out)
    out[fault] = NAN
    return out


def rate_of_return(series: Items, times: Sequence[float], out: Floats) -> Floats:
    """The rate nearest to 0 at which amounts at those times are worth nothing together; see the scalar function.

    The tried logarithms of the rate are the same for all rows until a row's value changes its sign.
    """
    amounts = np.empty((len(times), *out.shape))
    for t in range(len(times)):
        amounts[t] = series[t]
    fit = np.isfinite(amounts).all(axis=0) & (amounts > 0).any(axis=0) & (amounts < 0).any(axis=0)
    out.fill(NAN)
    rows = np.flatnonzero(fit)
    here = _worth(amounts[:, rows], times, 0.0)
    out[rows[here == 0]] = 0.0
    rows, here = rows[here != 0], here[here != 0]
    lower, upper, below, above = 0.0, 0.0, here, here
    step = 0.01
    while step < 60 and rows.size:
        next_upper, next_lower = upper + step, lower - step
        live = amounts[:, rows]
        value = _worth(live, times, next_upper)
        met = (value == 0) | ((value < 0) != (above < 0))
        _close_in(live, times, out, rows, met, (upper, above), (next_upper, value))
        following = _worth(live, times, next_lower)
        met_below = ~met & ((following == 0) | ((following < 0) != (below < 0)))
        _close_in(live, times, out, rows, met_below, (next_lower, following), (lower, below))
        still = ~(met | met_below)
        rows, above, below = rows[still], value[still], following[still]
        lower, upper = next_lower, next_upper
        step *= 1.2
    return out


def _close_in(
    amounts: Any,
    times: Sequence[float],
    out: Floats,
    rows: Any,
    met: Mask,
    low: tuple[float, Any],
    high: tuple[float, Any],
) -> None:
    """The roots of the rows that have met a change of sign, between two tried values."""
    if not met.any():
        return
    live = amounts[:, met]
    size = live.shape[1]
    found = bracketed_roots(
        lambda which, growth: _worth(live[:, which], times, growth),
        np.full(size, low[0]),
        np.full(size, high[0]),
        low[1][met],
        high[1][met],
    )
    out[rows[met]] = np.expm1(found)


def _worth(amounts: Any, times: Sequence[float], growth: Number) -> Any:
    shift = np.where(np.less(growth, 0.0), times[-1], 0.0)
    found = np.zeros(amounts.shape[1])
    for amount, time in zip(amounts, times, strict=True):
        found += amount * np.exp(-growth * (time - shift))
    return found


def payback(series: Items, out: Floats) -> Floats:
    """Periods until the running sum is no longer negative for good, interpolated; 0 if it never is."""
    total = np.zeros(out.shape)
    fault = np.zeros(out.shape, dtype=bool)
    out.fill(0.0)
    for t in range(len(series)):
        amount = series[t]
        before = total
        total = before + amount
        negative = total < 0
        fault |= ~negative & ~(total >= 0)
        turned = ~negative & (before < 0)
        np.copyto(out, t + (-before) / amount, where=turned)
        out[negative] = NAN
    out[fault] = NAN
    return out


def alive_at(new: Items, alive: Items, t: int, out: Floats, spare: Floats) -> Floats:
    """Those alive in period t: each period's new ones times the share alive at their age; none beyond the list."""
    out.fill(0.0)
    for age in range(min(t + 1, len(alive))):
        np.multiply(new[t - age], alive[age], spare)
        np.add(out, spare, out)
    return out


def depreciation(method: str, cost: Number, residual: Number, life: Number, factor: Number, out: Floats) -> Floats:
    """Depreciation of each period from the first one, as the scalar function, into an array of periods by rows."""
    fit = np.greater(life, 0.0) & np.isfinite(cost) & np.isfinite(residual) & np.isfinite(life)
    if method == "declining":
        fit = fit & np.greater(factor, 0.0)
    base = np.subtract(cost, residual)
    left = base
    share: Number = np.divide(factor, life)
    share = np.where(share > 1.0, 1.0, share)
    for t in range(out.shape[0]):
        if method == "straight":
            amount = np.divide(base, life)
        elif method == "declining":
            amount = np.multiply(np.add(left, residual), share)
        else:
            amount = base * (life - float(t)) * 2.0 / (life * (life + 1.0))
        least: Number = np.where(np.less(left, amount), left, amount)
        bounded = np.where(np.greater_equal(base, 0.0), np.where(least > 0.0, least, 0.0), amount)
        if method != "declining":
            bounded = np.where(np.greater_equal(t + 1.0, life), left, bounded)
        over = np.less_equal(life, float(t))
        amount = np.where(over, 0.0, bounded)
        left = left - amount
        np.copyto(out[t], np.where(fit, amount, NAN))
    return out


def tier(quantity: Number, starts: Items, prices: Items, graduated: Number, out: Floats) -> Floats:
    """Cost of a quantity by bands: each part at its band's price, or all of it at the price of the band reached."""
    if len(starts) != len(prices) or not len(starts):
        out.fill(NAN)
        return out
    fault = np.logical_or(~np.greater_equal(quantity, 0.0), np.not_equal(graduated, graduated))
    for a, b in pairwise(starts):
        fault = fault | ~np.less(a, b)
    if isinstance(graduated, float):
        found = _by_part(quantity, starts, prices) if graduated == 1.0 else _as_one(quantity, starts, prices)
    else:
        found = np.where(graduated == 1.0, _by_part(quantity, starts, prices), _as_one(quantity, starts, prices))
    np.copyto(out, np.where(fault, NAN, found))
    return out


def _by_part(quantity: Number, starts: Items, prices: Items) -> Number:
    found: Number = 0.0
    for start, end, price in zip(starts, [*starts[1:], math.inf], prices, strict=True):
        part = (np.where(np.less(end, quantity), end, quantity) - start) * price
        found = found + np.where(np.greater(quantity, start), part, 0.0)
    return found


def _as_one(quantity: Number, starts: Items, prices: Items) -> Number:
    found: Number = 0.0
    for start, price in zip(starts, prices, strict=True):
        found = np.where(np.greater_equal(quantity, start), np.multiply(quantity, price), found)
    return found
