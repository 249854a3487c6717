"""Where two figures are equal, in many rows at once: the decisions of `scalar.search`, made with masks.

All points of the first scan are tried row by row of points; what they show (crossings, touches, meetings, edges of
stretches without numbers) becomes tasks, and all tasks of a kind close in together, each on its own course.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from outlay.arrays.brackets import brackets
from outlay.scalar.search import SCAN, scan

Vector = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.intp]]

AT_ONCE = 8192  # tasks that close in together
_MOST_EDGES = 8
_RATIO = (math.sqrt(5) - 1) / 2


class Sides(Protocol):
    """Both sides of a question, in some of the rows, at a tried value of each."""

    def __call__(self, rows: Numbers, x: Vector) -> tuple[Any, Any]: ...


@dataclass(frozen=True, slots=True)
class Points:
    """Tried values with what both sides say there; `scalar.search.Point` for many."""

    x: Vector
    gap: Vector
    scale: Vector
    known: Mask
    meets: Mask

    def __getitem__(self, which: Any) -> Points:
        return Points(self.x[which], self.gap[which], self.scale[which], self.known[which], self.meets[which])

    @property
    def negative(self) -> Mask:
        return self.gap < 0


def points_of(x: Vector, left: Any, right: Any) -> Points:
    gap = np.subtract(left, right)
    scale = np.maximum(np.abs(left), np.abs(right))
    near = 1e-14 * scale
    meets = np.equal(left, right) | ((np.abs(gap) <= near) & (near < math.inf))
    known = np.isfinite(left) & np.isfinite(right)
    return Points(x, *(np.broadcast_to(each, x.shape) for each in (gap, scale, known, meets)))


def _merged(which: Mask, a: Points, b: Points) -> Points:
    """Of each pair of points the first where `which`, else the second."""
    pairs = ((a.x, b.x), (a.gap, b.gap), (a.scale, b.scale), (a.known, b.known), (a.meets, b.meets))
    return Points(*(np.where(which, one, other) for one, other in pairs))


class Search:
    """One search of an interval in every row."""

    def __init__(self, sides: Sides, rows: Numbers) -> None:
        self.sides = sides
        self.rows = rows
        self.found_rows: list[Numbers] = []
        self.found: list[Vector] = []
        self.crossings: list[tuple[Numbers, Points, Points]] = []  # changes of sign that have yet to be closed in on

    def at(self, rows: Numbers, x: Vector) -> Points:
        return points_of(x, *self.sides(rows, x))

    def _add(self, rows: Numbers, x: Vector, kept: Mask | None = None) -> None:
        self.found_rows.append(rows if kept is None else rows[kept])
        self.found.append(x if kept is None else x[kept])

    def roots(self, low: Vector, high: Vector) -> tuple[Vector, Vector]:
        """The lowest root in every row (NaN: none) and their number; `low` may not lie above `high`."""
        x, present = scans(low, high)
        left, right = np.empty(x.shape), np.empty(x.shape)
        for part, rows in _together(self.rows, len(x)):
            sides = self.sides(rows, x[part].reshape(-1))
            for room, side in zip((left, right), sides, strict=True):
                room[part] = np.reshape(side, room[part].shape) if np.ndim(side) else side
        points = points_of(x, left, right)
        known = points.known & present
        changes = (known[1:] != known[:-1]) & present[1:]
        edged = changes.any(axis=0)
        plain = ~edged
        self._look(self.rows[plain], points[:, plain], present[:, plain])
        if edged.any():
            self._look(self.rows[edged], *self._with_edges(self.rows[edged], points[:, edged], present[:, edged]))
        self._close_in()
        return self._lowest(low.shape[0])

    def _lowest(self, size: int) -> tuple[Vector, Vector]:
        place = np.zeros(int(self.rows.max(initial=-1)) + 1, dtype=np.intp)
        place[self.rows] = np.arange(size)
        rows = place[np.concatenate(self.found_rows)] if self.found_rows else np.empty(0, dtype=np.intp)
        x = np.concatenate(self.found) if self.found else np.empty(0)
        order = np.lexsort((x, rows))
        rows, x = rows[order], x[order]
        new = np.ones(len(x), dtype=bool)
        new[1:] = (rows[1:] != rows[:-1]) | (x[1:] != x[:-1])
        rows, x = rows[new], x[new]
        lowest = np.full(size, math.nan)
        lowest[rows[::-1]] = x[::-1]
        return lowest, np.bincount(rows, minlength=size).astype(np.float64)

    # ------------------------------------------------------------------------------------------------ the scan

    def _with_edges(self, rows: Numbers, points: Points, present: Mask) -> tuple[Points, Mask]:
        """The scan with the last point that can be computed added where a stretch without numbers begins or ends."""
        known = points.known & present
        changes = (known[1:] != known[:-1]) & present[1:]
        changes &= np.cumsum(changes, axis=0) <= _MOST_EDGES
        at, where = np.nonzero(changes)
        before, after = points[at, where], points[at + 1, where]
        good = _merged(before.known, before, after)
        bad = np.where(before.known, after.x, before.x)
        edged = rows[where]
        for _ in range(50):
            middle = self.at(edged, (good.x + bad) / 2)
            bad = np.where(middle.known, bad, middle.x)
            good = _merged(middle.known, middle, good)
        size, width = points.x.shape
        wide = [np.zeros((2 * size, width), dtype=each.dtype) for each in _parts(points)]
        shown = np.zeros((2 * size, width), dtype=bool)
        for room, each, edge in zip(wide, _parts(points), _parts(good), strict=True):
            room[1::2] = each
            room[2 * (at + 1), where] = edge
        shown[1::2] = present
        shown[2 * (at + 1), where] = True
        order = np.argsort(~shown, axis=0, kind="stable")[: int(shown.sum(axis=0).max())]
        taken = [np.take_along_axis(room, order, axis=0) for room in wide]
        return Points(*taken), np.take_along_axis(shown, order, axis=0)

    def _look(self, rows: Numbers, points: Points, present: Mask) -> None:
        """What the points of the scan show, row by row."""
        if not rows.size:
            return
        known, meets, negative = points.known & present, points.meets, points.negative
        shape = known.shape
        before_known, before_meets, crosses = np.zeros(shape, bool), np.zeros(shape, bool), np.zeros(shape, bool)
        before_known[1:], before_meets[1:] = known[:-1], meets[:-1]
        crosses[1:] = negative[1:] != negative[:-1]
        at, where = np.nonzero(known & meets & ~before_known)
        self._add(rows[where], points.x[at, where])
        at, where = np.nonzero(known & meets & before_known & ~before_meets)
        self._meetings(rows[where], points.x[at - 1, where], points.x[at, where])
        apart = known & ~meets & before_known & ~before_meets
        at, where = np.nonzero(apart & crosses)
        self.crossings.append((rows[where], points[at - 1, where], points[at, where]))
        apart &= ~crosses
        apart[-1] = False
        size = np.abs(points.gap)
        apart[1:-1] &= known[2:] & ~meets[2:] & ~crosses[2:]
        apart[1:-1] &= (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:])
        apart[1:-1] &= size[1:-1] < np.maximum(size[:-2], size[2:])
        at, where = np.nonzero(apart)
        self._touches(rows[where], points[at - 1, where], points[at, where], points[at + 1, where])

    # ------------------------------------------------------------------------------------------------ tasks

    def _meetings(self, rows: Numbers, apart: Vector, meeting: Vector) -> None:
        """The low end of a stretch on which both sides are equal (or a root that the scan hit)."""
        for part in _chunks(len(rows)):
            self._add(rows[part], self._first_meetings(rows[part], apart[part].copy(), meeting[part].copy()))

    def _first_meetings(self, rows: Numbers, apart: Vector, meeting: Vector) -> Vector:
        live = np.arange(len(rows))
        lively = rows
        for _ in range(60):
            if not live.size:
                break
            middle = (apart[live] + meeting[live]) / 2
            meets = self.at(lively, middle).meets
            meeting[live] = np.where(meets, middle, meeting[live])
            apart[live] = np.where(meets, apart[live], middle)
            going = ~(np.abs(meeting[live] - apart[live]) <= 1e-13 * np.abs(meeting[live]))
            if not going.all():
                live, lively = live[going], lively[going]
        return meeting

    def _close_in(self) -> None:
        """The roots of all crossings, those that touches turned out to be included."""
        rows = np.concatenate([each for each, _, _ in self.crossings])
        a, b = _joined([each for _, each, _ in self.crossings]), _joined([each for _, _, each in self.crossings])
        for part in _chunks(len(rows)):
            self._cross(rows[part], a[part], b[part])

    def _cross(self, rows: Numbers, a: Points, b: Points) -> None:
        live, lively = None, rows

        def gaps(which: Numbers, x: Vector) -> Vector:
            nonlocal live, lively
            if which is not live:
                live, lively = which, rows[which]
            return self.at(lively, x).gap

        x, _, value, other = brackets(gaps, a.x, b.x, a.gap, b.gap)
        best = self.at(rows, x)
        size, bound = np.abs(value), np.maximum(np.abs(a.gap), np.abs(b.gap))
        small = (size <= 1e-7 * bound) | (size <= 1e-9 * best.scale)
        # next to a pole both sides of the gap are huge, however small the step was
        self._add(rows, x, (other == other) & best.known & small & (size <= bound))

    def _touches(self, rows: Numbers, a: Points, b: Points, c: Points) -> None:
        for part in _chunks(len(rows)):
            self._touch(rows[part], a[part], b[part], c[part])

    def _touch(self, rows: Numbers, a: Points, b: Points, c: Points) -> None:
        """Roots near b where the gap comes closest to 0 between a and c without changing its sign in the scan."""
        bound = np.maximum(np.abs(a.gap), np.abs(c.gap))
        low, high = a.x, c.x
        inner = self.at(rows, high - _RATIO * (high - low))
        outer = self.at(rows, low + _RATIO * (high - low))
        for _ in range(50):
            passed = [point.known & (point.negative != b.negative) & ~point.meets for point in (inner, outer)]
            crossed = passed[0] | passed[1]
            if crossed.any():
                point = _merged(passed[0], inner, outer)[crossed]
                self.crossings += [(rows[crossed], a[crossed], point), (rows[crossed], point, c[crossed])]
            going = ~crossed & inner.known & outer.known
            if not going.all():
                rows, bound, low, high = (each[going] for each in (rows, bound, low, high))
                a, b, c, inner, outer = (each[going] for each in (a, b, c, inner, outer))
            if not rows.size:
                return
            left = np.abs(inner.gap) <= np.abs(outer.gap)
            low, high = np.where(left, low, inner.x), np.where(left, outer.x, high)
            tried = self.at(rows, np.where(left, high - _RATIO * (high - low), low + _RATIO * (high - low)))
            inner, outer = _merged(left, tried, outer), _merged(left, inner, tried)
        nearest = _merged(np.abs(inner.gap) <= np.abs(outer.gap), inner, outer)
        # the place of a touching root is only as exact as the square root of rounding allows
        self._add(rows, nearest.x, np.abs(nearest.gap) <= 1e-9 * bound)


def _joined(points: Sequence[Points]) -> Points:
    return Points(*(np.concatenate(each) for each in zip(*map(_parts, points), strict=True)))


def _parts(points: Points) -> tuple[Any, ...]:
    return points.x, points.gap, points.scale, points.known, points.meets


def _chunks(size: int) -> list[slice]:
    return [slice(start, min(start + AT_ONCE, size)) for start in range(0, size, AT_ONCE)]


def _together(rows: Numbers, count: int) -> Iterator[tuple[slice, Numbers]]:
    """Of `count` values to try in all rows, as many together as make a block; and the rows, as often."""
    together = max(1, AT_ONCE // max(1, len(rows)))
    repeated = np.tile(rows, together) if together > 1 else rows
    for start in range(0, count, together):
        size = min(together, count - start)
        if size < together:
            repeated = repeated[: size * len(rows)]
        yield slice(start, start + size), repeated


def scans(low: Vector, high: Vector) -> tuple[Vector, Mask]:
    """The values tried first in every row, as `scalar.search.scan` has them, and which of them are there."""
    if (low == low[0]).all() and (high == high[0]).all():
        found = np.array(scan(float(low[0]), float(high[0])))[:, None]
        x = np.broadcast_to(found, (len(found), len(low)))
        return x, np.ones(x.shape, dtype=bool)
    by_ratio = (low > 0) & (high / low > 100)
    ratio = np.where(by_ratio, high / low, 1.0)
    for _ in range(SCAN.bit_length() - 1):
        ratio = np.sqrt(ratio)
    numbers = np.arange(1, SCAN, dtype=np.float64)[:, None]
    even = low + (high - low) * (numbers / SCAN)
    factors = np.broadcast_to(ratio, (SCAN - 1, len(low)))
    inner = np.where(by_ratio, np.multiply.accumulate(np.vstack([low, factors]))[1:], even)
    x = np.concatenate([low[None], inner, high[None]])
    present = np.concatenate([low[None] == low, (low < inner) & (inner < high), low[None] != high])
    if present.all():
        return x, present
    order = np.argsort(~present, axis=0, kind="stable")
    return np.take_along_axis(x, order, axis=0), np.take_along_axis(present, order, axis=0)
