"""Choosing among rows of tables and among the items of a plan, for a block of rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from outlay.arrays.operations import NAN, Floats, Held, Known, Mask, Number
from outlay.scalar.lookups import NEWEST, Family

# Days of one family lie between multiples of this, so that all families are searched in one sorted array.
_APART = float(1 << 22)
_LEAST_PART = 256  # rows of a block that a median sorts at once, at least
_SORTED_AT_ONCE = 1 << 18  # numbers


def cell_of(column: Floats, row: Number, out: Floats) -> Floats:
    """A cell of a column; a fault stays one, and so does a row that is none."""
    valid = np.logical_and(np.greater_equal(row, 0.0), np.less(row, float(len(column))))
    if np.count_nonzero(valid) == valid.size:
        return np.take(column, np.asarray(row).astype(np.intp), out=out, mode="clip")
    if not len(column):
        out.fill(NAN)
        return out
    np.take(column, np.where(valid, row, 0.0).astype(np.intp), out=out, mode="clip")
    out[~valid] = NAN
    return out


def item_of(items: Sequence[Number], row: Number, out: Floats) -> Floats:
    """The item whose number `row` is."""
    if isinstance(row, float):
        np.copyto(out, items[int(row)] if 0 <= row < len(items) else NAN)
        return out
    valid = np.logical_and(np.greater_equal(row, 0.0), np.less(row, float(len(items))))
    numbers = np.where(valid, row, float(len(items))).astype(np.intp)
    found = np.full(out.shape, NAN)
    for number in np.flatnonzero(np.bincount(np.atleast_1d(numbers), minlength=len(items))[: len(items)]).tolist():
        np.copyto(found, items[number], where=numbers == number)
    np.copyto(out, found)
    return out


class DatedRows:
    """The rows of dated families, ready to be searched by family and day."""

    def __init__(self, families: Sequence[Family]) -> None:
        flat = [(number, *row) for number, rows in enumerate(families) for row in rows]
        self.count = len(families)
        self.starts = np.array([number * _APART + first for number, first, _, _ in flat])
        self.untils = np.array([np.inf if until is None else float(until) for _, _, until, _ in flat])
        self.rows = np.array([float(row) for _, _, _, row in flat])
        ends = np.cumsum([len(rows) for rows in families], dtype=np.intp)
        self.firsts = np.concatenate([np.zeros(1, dtype=np.intp), ends])  # where each family begins in `flat`


def row_of(dated: DatedRows, family: Number, day: Number, out: Floats) -> Floats:
    """The row of a dated family in force on a day; a day as late as can be means the newest row."""
    family, day = np.broadcast_arrays(family, day)
    valid = (family >= 0) & (family < dated.count) & (day == day)
    number = np.where(valid, family, 0.0).astype(np.intp)
    out.fill(NAN)
    if not len(dated.rows):
        return out
    newest = valid & (day >= NEWEST)
    key = number * _APART + np.clip(np.where(valid, day, 0.0), 0.0, NEWEST)
    at = np.searchsorted(dated.starts, key, side="right") - 1
    at = np.where(newest, dated.firsts[number + 1] - 1, at)
    valid = valid & (at >= dated.firsts[number])
    at = np.where(valid, at, 0)
    valid &= newest | (day <= dated.untils[at])
    np.copyto(out, dated.rows[at], where=valid)
    return out


# ------------------------------------------------------------------------------------------------ among items

Pair = tuple[Number, Held, Known]  # a key, where its condition holds, and where that is known


def best(pairs: Sequence[Pair], out: Floats) -> Floats:
    """Number of the pair with the least key among those that hold, the first of equals."""
    least = np.full(out.shape, np.inf)
    found = np.zeros(out.shape, dtype=bool)
    fault = np.zeros(out.shape, dtype=bool)
    out.fill(NAN)
    for number, (key, holds, known) in enumerate(pairs):
        _note_faults(fault, key, holds, known)
        better = np.logical_and(holds, np.logical_or(~found, np.less(key, least)))
        np.copyto(least, key, where=better)
        np.copyto(out, float(number), where=better)
        np.logical_or(found, holds, found)
    out[fault] = NAN
    return out


def count(pairs: Sequence[Pair], out: Floats) -> Floats:
    """How many pairs hold."""
    out.fill(0.0)
    for _, holds, known in pairs:
        np.add(out, holds, out)
        if known is not None:
            out[np.broadcast_to(np.logical_not(known), out.shape)] = NAN
    return out


def median(pairs: Sequence[Pair], out: Floats) -> Floats:
    """The median key among the pairs that hold."""
    size = out.shape[0]
    part = max(_LEAST_PART, _SORTED_AT_ONCE // max(1, len(pairs)))
    for start in range(0, size, part):
        stop = min(start + part, size)
        _median([tuple([_part(item, start, stop) for item in pair]) for pair in pairs], out[start:stop])
    return out


def _part(item: Any, start: int, stop: int) -> Any:
    return item[start:stop] if isinstance(item, np.ndarray) and item.ndim else item


def _median(pairs: Sequence[Any], out: Floats) -> None:
    keys = np.empty((len(pairs), out.shape[0]))
    number = np.zeros(out.shape, dtype=np.intp)
    fault = np.zeros(out.shape, dtype=bool)
    for at, (key, holds, known) in enumerate(pairs):
        _note_faults(fault, key, holds, known)
        np.add(number, holds, number)
        keys[at] = np.where(holds, key, np.inf)  # sorted behind all that hold, or among equals
    fault |= number == 0
    keys.sort(axis=0)
    columns = np.arange(out.shape[0])
    lower = keys[np.maximum(number - 1, 0) // 2, columns]
    upper = keys[np.minimum(number // 2, len(pairs) - 1), columns]
    np.copyto(out, np.where(number % 2 == 1, lower, (lower + upper) / 2))
    out[fault] = NAN


def _note_faults(fault: Mask, key: Number, holds: Held, known: Known) -> None:
    """A condition that is a fault is one, and so is the key of a pair that holds."""
    if known is not None:
        np.logical_or(fault, np.logical_not(known), fault)
    np.logical_or(fault, np.logical_and(holds, np.not_equal(key, key)), fault)
