"""Closing in on changes of sign, many at once: the scalar search's brackets, each with its own course."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Vector = np.ndarray[Any, np.dtype[np.float64]]
# The values of some of the functions (by number) at a point of each.
Functions = Callable[[np.ndarray[Any, np.dtype[np.intp]], Vector], Vector]

_MOST_STEPS = 200
_TOLERANCE = 1e-15


def brackets(
    functions: Functions, a: Vector, b: Vector, at_a: Vector, at_b: Vector
) -> tuple[Vector, Vector, Vector, Vector]:
    """Chandrupatla's method as `scalar.search.bracket` has it: both ends, the better first, and the values there."""
    found = np.array([a, b, at_a, at_b])
    live = np.arange(len(a))
    x1, x2, f1, f2 = found.copy()
    part = np.full(len(a), 0.5)
    for _ in range(_MOST_STEPS):
        if not live.size:
            break
        x = x1 + part * (x2 - x1)
        value = functions(live, x)
        known = value == value
        if not known.all():
            live, x, value, x1, x2, f1, f2 = (each[known] for each in (live, x, value, x1, x2, f1, f2))
        same = ((value < 0) == (f1 < 0)) & (value != 0)
        x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
        x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
        x1, f1 = x, value
        found[:, live] = x1, x2, f1, f2
        width = np.abs(x2 - x1)
        nearest = np.where(np.abs(f1) < np.abs(f2), x1, x2)
        least_step = 2 * _TOLERANCE * np.abs(nearest) + 5e-324
        going = ~((f1 == 0) | (f2 == 0) | (width <= 2 * least_step))
        part = _part(least_step / width, x1, x2, x3, f1, f2, f3)
        if not going.all():
            live, part, x1, x2, f1, f2 = (each[going] for each in (live, part, x1, x2, f1, f2))
    better = np.abs(found[2]) <= np.abs(found[3])
    first, second = np.where(better, found[0], found[1]), np.where(better, found[1], found[0])
    return first, second, np.where(better, found[2], found[3]), np.where(better, found[3], found[2])


def _part(least: Vector, x1: Vector, x2: Vector, x3: Vector, f1: Vector, f2: Vector, f3: Vector) -> Vector:
    """The next step as a part of the bracket: inverse quadratic interpolation where it is known to help."""
    xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
    helps = (f3 != f2) & (f3 != f1) & (x3 != x2) & (phi * phi < xi) & ((1 - phi) * (1 - phi) < 1 - xi)
    part = f1 / (f2 - f1) * (f3 / (f2 - f3)) + (x3 - x1) / (x2 - x1) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
    outside = np.where(part < least, least, np.where(part > 0, 1 - least, 0.5))
    part = np.where((least <= part) & (part <= 1 - least), part, outside)
    return np.where(helps, part, 0.5)


def bracketed_roots(functions: Functions, a: Vector, b: Vector, at_a: Vector, at_b: Vector) -> Vector:
    """The roots between a and b, where the functions change their signs and do not jump."""
    found = np.where(at_a == 0, a, b)
    open_ = np.flatnonzero((at_a != 0) & (at_b != 0))
    if open_.size:
        found[open_] = brackets(
            lambda which, x: functions(open_[which], x), a[open_], b[open_], at_a[open_], at_b[open_]
        )[0]
    return found
