"""Finding where two figures are equal, and the best whole number: a scan, then brackets that close in.

What is searched is any function of one number that may be undefined (NaN) in places and may jump. A jump over the
wanted value is no root, and a stretch without numbers is stepped around, up to its very edge.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from outlay.structs import struct

Function = Callable[[float], float]
Sides = Callable[[float], tuple[float, float]]

SCAN = 256  # intervals of the first scan, a power of two
MOST_WHOLE_NUMBERS = 100_000


def bracket(
    function: Function, a: float, b: float, at_a: float, at_b: float, tolerance: float = 1e-15
) -> tuple[float, float, float, float]:
    """Closes in on a change of sign (Chandrupatla's method): both ends, the better one first, and the values there."""
    x1, f1, x2, f2 = a, at_a, b, at_b
    part = 0.5
    for _ in range(200):
        x = x1 + part * (x2 - x1)
        value = function(x)
        if value != value:
            break
        if (value < 0) == (f1 < 0) and value != 0:
            x3, f3 = x1, f1
        else:
            x3, f3, x2, f2 = x2, f2, x1, f1
        x1, f1 = x, value
        width = abs(x2 - x1)
        nearest = x1 if abs(f1) < abs(f2) else x2
        least_step = 2 * tolerance * abs(nearest) + 5e-324
        if f1 == 0 or f2 == 0 or width <= 2 * least_step:
            break
        smallest_part = least_step / width
        part = 0.5
        if f3 != f2 and f3 != f1 and x3 != x2:
            xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
            if phi * phi < xi and (1 - phi) * (1 - phi) < 1 - xi:
                # inverse quadratic interpolation, where it is known to help
                part = f1 / (f2 - f1) * (f3 / (f2 - f3)) + (x3 - x1) / (x2 - x1) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
                if not smallest_part <= part <= 1 - smallest_part:
                    part = smallest_part if part < smallest_part else 1 - smallest_part if part > 0 else 0.5
    return (x1, x2, f1, f2) if abs(f1) <= abs(f2) else (x2, x1, f2, f1)


def bracketed_root(function: Function, a: float, b: float, at_a: float, at_b: float) -> float:
    """The root between a and b, where the function changes its sign and does not jump."""
    if at_a == 0:
        return a
    if at_b == 0:
        return b
    return bracket(function, a, b, at_a, at_b)[0]


@struct(frozen=True, slots=True)
class Point:
    """One tried value with both sides there."""

    x: float
    left: float
    right: float

    @property
    def gap(self) -> float:
        return self.left - self.right

    @property
    def scale(self) -> float:
        return max(abs(self.left), abs(self.right))

    @property
    def meets(self) -> bool:
        """Whether the sides are equal but for the rounding of the last digits."""
        return self.left == self.right or abs(self.gap) <= 1e-14 * self.scale < math.inf

    @property
    def known(self) -> bool:
        return self.left - self.left == 0 and self.right - self.right == 0


@struct(frozen=True, slots=True)
class Found:
    """Roots in ascending order, and the sides at both ends of the interval for the sentence that is said."""

    roots: tuple[float, ...]
    low: Point
    high: Point
    jumps: tuple[float, ...] = ()


class Search:
    """One search of an interval; every value is tried at most once."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.tried: dict[float, Point] = {}

    def at(self, x: float) -> Point:
        found = self.tried.get(x)
        if found is None:
            left, right = self.sides(x)
            found = self.tried[x] = Point(x, left, right)
        return found

    def gap(self, x: float) -> float:
        return self.at(x).gap

    def roots(self, low: float, high: float) -> Found:
        points = self._with_edges([self.at(x) for x in scan(low, high)])
        roots: list[float] = []
        jumps: list[float] = []
        last = len(points) - 1
        for number, point in enumerate(points):
            if not point.known:
                continue
            before = points[number - 1] if number else None
            if point.meets:
                if before is None or not before.known:
                    roots.append(point.x)
                elif not before.meets:
                    roots.append(self._first_meeting(before, point))
                continue
            if before is None or not before.known or before.meets:
                continue
            if (before.gap < 0) != (point.gap < 0):
                root = self._crossing(before, point)
                (roots if root is not None else jumps).append(root if root is not None else point.x)
            elif number < last:
                roots.extend(self._touch(before, point, points[number + 1]))
        return Found(tuple(sorted(set(roots))), self.at(low), self.at(high), tuple(jumps))

    def _with_edges(self, points: list[Point]) -> list[Point]:
        """The scan with the last point that can be computed added where a stretch without numbers begins or ends."""
        found: list[Point] = []
        edges = 0
        for number, point in enumerate(points):
            if number and point.known != points[number - 1].known and edges < 8:
                edges += 1
                good, bad = (points[number - 1], point) if points[number - 1].known else (point, points[number - 1])
                for _ in range(50):
                    middle = self.at((good.x + bad.x) / 2)
                    good, bad = (middle, bad) if middle.known else (good, middle)
                found.append(good)
            found.append(point)
        return found

    def _first_meeting(self, apart: Point, meeting: Point) -> float:
        """The low end of a stretch on which both sides are equal (or a root that the scan hit)."""
        near = self.at((apart.x + meeting.x) / 2)
        for _ in range(60):
            if near.meets:
                meeting = near
            else:
                apart = near
            near = self.at((apart.x + meeting.x) / 2)
            if abs(meeting.x - apart.x) <= 1e-13 * abs(meeting.x):
                break
        return meeting.x

    def _crossing(self, a: Point, b: Point) -> float | None:
        x, _, value, other = bracket(self.gap, a.x, b.x, a.gap, b.gap)
        best = self.at(x)
        if other != other or not best.known:
            return None
        small = abs(value) <= 1e-7 * max(abs(a.gap), abs(b.gap)) or abs(value) <= 1e-9 * best.scale
        # next to a pole both sides of the gap are huge, however small the step was
        return x if small and abs(value) <= max(abs(a.gap), abs(b.gap)) else None

    def _touch(self, a: Point, b: Point, c: Point) -> list[float]:
        """Roots near b where the gap comes closest to 0 between a and c without changing its sign in the scan."""
        if not c.known or c.meets or (c.gap < 0) != (b.gap < 0):
            return []
        size_a, size_b, size_c = abs(a.gap), abs(b.gap), abs(c.gap)
        if not (size_b <= size_a and size_b <= size_c and size_b < max(size_a, size_c)):
            return []
        low, high = a.x, c.x
        ratio = (math.sqrt(5) - 1) / 2
        inner, outer = self.at(high - ratio * (high - low)), self.at(low + ratio * (high - low))
        for _ in range(50):
            for point in (inner, outer):
                if point.known and (point.gap < 0) != (b.gap < 0) and not point.meets:
                    crossings = (self._crossing(a, point), self._crossing(point, c))
                    return [x for x in crossings if x is not None]
            if not (inner.known and outer.known):
                return []
            if abs(inner.gap) <= abs(outer.gap):
                high, outer = outer.x, inner
                inner = self.at(high - ratio * (high - low))
            else:
                low, inner = inner.x, outer
                outer = self.at(low + ratio * (high - low))
        nearest = inner if abs(inner.gap) <= abs(outer.gap) else outer
        # the place of a touching root is only as exact as the square root of rounding allows
        return [nearest.x] if abs(nearest.gap) <= 1e-9 * max(size_a, size_c) else []


def scan(low: float, high: float) -> list[float]:
    """The values tried first: evenly spaced, by ratio where the interval spans more than two orders of magnitude."""
    if low == high:
        return [low]
    if low > 0 and high / low > 100:
        ratio = high / low
        for _ in range(SCAN.bit_length() - 1):
            ratio = math.sqrt(ratio)  # exact to the last digit everywhere, as powers and logarithms are not
        inner, x = [], low
        for _ in range(SCAN - 1):
            x *= ratio
            inner.append(x)
    else:
        inner = [low + (high - low) * (number / SCAN) for number in range(1, SCAN)]
    return [low, *(x for x in inner if low < x < high), high]


def least_over(low: int, high: int, sides: Sides) -> tuple[int, float] | None:
    """The whole number with the least objective among those where the condition holds, the first of equals."""
    found: tuple[int, float] | None = None
    for number in range(low, high + 1):
        objective, condition = sides(float(number))
        if condition is True and objective - objective == 0 and (found is None or objective < found[1]):
            found = number, objective
    return found
