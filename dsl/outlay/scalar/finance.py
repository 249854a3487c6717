"""Figures of a whole series: present values, rates of return, payback, cohorts, depreciation, tiers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from outlay.scalar.arithmetic import NAN, greatest, least
from outlay.scalar.search import bracketed_root

DAYS_PER_YEAR = 365.0  # of xnpv and xirr, as every spreadsheet has it; no part of the model's calendar


def npv(series: Sequence[float], rate: float) -> float:
    """Present value with every period discounted, the first one too."""
    if not rate > -1:
        return NAN
    kept = 1 / (1 + rate)
    found = 0.0
    for amount in reversed(series):  # Horner: no power is ever taken
        found = (found + amount) * kept
    return found


def xnpv(series: Sequence[float], rate: float, years: Sequence[float]) -> float:
    """Present value at the first period's start; `years` are the periods' starts since then."""
    if not rate > -1:
        return NAN
    growth = math.log1p(rate)
    try:
        return sum(amount * math.exp(-growth * year) for amount, year in zip(series, years, strict=True)) + 0.0
    except OverflowError:
        return NAN


def rate_of_return(series: Sequence[float], times: Sequence[float]) -> float:
    """The rate nearest to 0 at which amounts at those times are worth nothing together; a fault when there is none.

    The unknown is the logarithm of 1 + rate. For negative ones everything is scaled by the last period's factor, so
    that nothing overflows and signs stay.
    """
    if any(amount - amount != 0 for amount in series):
        return NAN
    if not any(amount > 0 for amount in series) or not any(amount < 0 for amount in series):
        return NAN
    last = times[-1]

    def worth(growth: float) -> float:
        shift = last if growth < 0 else 0.0
        return sum(amount * math.exp(-growth * (time - shift)) for amount, time in zip(series, times, strict=True))

    here = worth(0.0)
    if here == 0:
        return 0.0
    lower, upper, below, above = 0.0, 0.0, here, here
    step = 0.01
    while step < 60:
        next_upper, next_lower = upper + step, lower - step
        value = worth(next_upper)
        if value == 0 or (value < 0) != (above < 0):
            return math.expm1(bracketed_root(worth, upper, next_upper, above, value))
        upper, above = next_upper, value
        value = worth(next_lower)
        if value == 0 or (value < 0) != (below < 0):
            # below 0 the scaled worth has the same sign and the same root
            return math.expm1(bracketed_root(worth, next_lower, lower, value, below))
        lower, below = next_lower, value
        step *= 1.2
    return NAN


def irr(series: Sequence[float]) -> float:
    return rate_of_return(series, [float(t) for t in range(len(series))])


def payback(series: Sequence[float]) -> float:
    """Periods until the running sum is no longer negative for good, interpolated; 0 if it never is."""
    total = 0.0
    found = 0.0
    for t, amount in enumerate(series):
        before = total
        total += amount
        if total < 0:
            found = NAN
        elif not total >= 0:
            return NAN
        elif before < 0:
            found = t + (-before) / amount
    return found


def cohort_by_age(new: Sequence[float], alive: Sequence[float], t: int) -> float:
    """Those alive in period t: each period's new ones times the share alive at their age; none beyond the list."""
    found = 0.0
    for age in range(min(t + 1, len(alive))):
        found += new[t - age] * alive[age]
    return found


def depreciation(method: str, periods: int, cost: float, residual: float, life: float, factor: float) -> list[float]:
    """Depreciation of each period from the first one. Never below the residual, and nothing after the life's end.

    "declining" takes `factor / life` of the book value and does not turn to a straight line, as DDB in spreadsheets.
    A life that is no whole number ends within a period, which takes what is left.
    """
    if not (life > 0 and cost - cost == 0 and residual - residual == 0 and life - life == 0):
        return [NAN] * periods
    if method == "declining" and not factor > 0:
        return [NAN] * periods
    base = cost - residual
    left = base
    found: list[float] = []
    for t in range(periods):
        if t >= life:
            found.append(0.0)
            continue
        if method == "straight":
            amount = base / life
        elif method == "declining":
            amount = (left + residual) * min(factor / life, 1.0)
        else:
            amount = base * (life - t) * 2 / (life * (life + 1))
        if method != "declining" and t + 1 >= life:
            amount = left
        elif base >= 0:
            amount = max(0.0, min(amount, left))
        left -= amount
        found.append(amount)
    return found


def tier(quantity: float, starts: Sequence[float], prices: Sequence[float], graduated: object) -> float:
    """Cost of a quantity by bands: each part at its band's price, or all of it at the price of the band reached.

    What lies below the first start costs nothing. Starts that do not ascend, or lists of unequal length, are faults.
    """
    if len(starts) != len(prices) or not starts or not quantity >= 0 or graduated != graduated:
        return NAN
    if any(not a < b for a, b in pairwise(starts)):
        return NAN
    if not graduated:
        reached = [price for start, price in zip(starts, prices, strict=True) if quantity >= start]
        return quantity * reached[-1] if reached else 0.0
    ends = [*starts[1:], math.inf]
    return (
        sum(
            (min(quantity, end) - start) * price
            for start, end, price in zip(starts, ends, prices, strict=True)
            if quantity > start
        )
        + 0.0
    )


def total(items: Sequence[float]) -> float:
    return sum(items) + 0.0


def mean(items: Sequence[float]) -> float:
    return sum(items) / len(items) if items else NAN


def minimum(items: Sequence[float]) -> float:
    return least(*items) if items else NAN


def maximum(items: Sequence[float]) -> float:
    return greatest(*items) if items else NAN


def running_sum_years(days: Sequence[int]) -> list[float]:
    """Years from the first period's start to each period's start, as xnpv and xirr count them."""
    found: list[float] = []
    passed = 0
    for length in days:
        found.append(passed / DAYS_PER_YEAR)
        passed += length
    return found
