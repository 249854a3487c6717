"""Arithmetic that never raises: what generated code calls where an operator alone would not do.

A number that cannot be is NaN, and NaN is carried by everything. A division by zero is a fault, not an infinity:
an infinite price would turn into a cost of 0 one division later. Only overflow gives an infinity.
"""

from __future__ import annotations

import math
from typing import Any

NAN = math.nan
INFINITY = math.inf

Value = Any  # a float, bool, str or list: the plan's types decide which


def quotient(a: float, b: float) -> float:
    return a / b if b else NAN


def power(base: float, exponent: float) -> float:
    if base != base or exponent != exponent:
        return NAN  # math.pow(nan, 0) is 1
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -INFINITY if base < 0 and exponent % 2 == 1 else INFINITY
    except ValueError:  # a root of a negative number, or 0 to a negative power
        return NAN


def exponential(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return INFINITY


def logarithm(x: float) -> float:
    return math.log(x) if x > 0 else NAN


def logarithm10(x: float) -> float:
    return math.log10(x) if x > 0 else NAN


def square_root(x: float) -> float:
    return math.sqrt(x) if x >= 0 else NAN


def floor(x: float) -> float:
    """The whole number below, without any tolerance: 2.9999999999999996 is 2."""
    return x // 1.0 if x - x == 0 else x


def ceil(x: float) -> float:
    return -(-x // 1.0) if x - x == 0 else x


def round_half_away(x: float) -> float:
    if x - x != 0:
        return x
    size = abs(x)
    whole = size // 1.0
    # Comparing the exact remainder: adding a half first would round 0.49999999999999994 up.
    return math.copysign(whole + 1.0 if size - whole >= 0.5 else whole, x)


def least(*items: float) -> float:
    found = items[0]
    for item in items:
        if item != item:
            return NAN
        if item < found:
            found = item
    return found


def greatest(*items: float) -> float:
    found = items[0]
    for item in items:
        if item != item:
            return NAN
        if item > found:
            found = item
    return found


def equal(a: Value, b: Value) -> Value:
    """Of two numbers, or of two texts in any case."""
    if a != a or b != b:
        return NAN
    if isinstance(a, str) and isinstance(b, str):
        return a.casefold() == b.casefold()
    return a == b


def unequal(a: Value, b: Value) -> Value:
    found = equal(a, b)
    return found if found != found else not found


def conjunction(*truths: Value) -> Value:
    found = True
    for truth in truths:
        if truth != truth:
            return NAN
        found = found and truth
    return found


def disjunction(*truths: Value) -> Value:
    found = False
    for truth in truths:
        if truth != truth:
            return NAN
        found = found or truth
    return found


def negation(truth: Value) -> Value:
    return NAN if truth != truth else not truth


def less(a: Value, b: Value) -> Value:
    return True if a < b else False if a >= b else NAN


def less_or_equal(a: Value, b: Value) -> Value:
    return True if a <= b else False if a > b else NAN


def greater(a: Value, b: Value) -> Value:
    return less(b, a)


def greater_or_equal(a: Value, b: Value) -> Value:
    return less_or_equal(b, a)


def chosen(condition: Value, then: Value, otherwise: Value) -> Value:
    return then if condition is True else otherwise if condition is False else NAN


def guarded(number: Value, truth: Value) -> Value:
    return number if truth is True else NAN


_TAIL = 0.02425


def normal_quantile(share: float) -> float:
    """The standard normal's quantile, to the last digits: a crude start, then Halley steps on erf."""
    if not 0 < share < 1:
        return NAN
    if share == 0.5:
        return 0.0
    share = max(share, 1e-300)  # further out the density itself underflows
    if _TAIL < share < 1 - _TAIL:
        x = (share - 0.5) * math.sqrt(2 * math.pi)
    else:
        tail = min(share, 1 - share)
        t = math.sqrt(-2 * math.log(tail))
        # The leading terms of the tail's expansion; the steps below do the rest.
        x = math.copysign(t - (math.log(t * math.sqrt(2 * math.pi))) / t, share - 0.5)
    for _ in range(60):
        step = _excess(x, share) * math.sqrt(2 * math.pi) * math.exp(x * x / 2)
        step /= 1 + x * step / 2
        x -= step
        if abs(step) <= 1e-9 * abs(x):  # convergence is cubic: the next step is below the last digit
            return x - _excess(x, share) * math.sqrt(2 * math.pi) * math.exp(x * x / 2)
    return x


def _excess(x: float, share: float) -> float:
    """Share of the standard normal below x less the given share, exact near the middle and in both tails."""
    if abs(x) < 0.7:
        return math.erf(x / math.sqrt(2)) / 2 - (share - 0.5)
    if x < 0:
        return math.erfc(-x / math.sqrt(2)) / 2 - share
    return (1 - share) - math.erfc(x / math.sqrt(2)) / 2
