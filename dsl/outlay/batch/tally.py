"""What a summary needs of many rows, small enough to keep for each chunk and to add up in any order.

Up to some thousands of values are kept as they are. More are counted in bins whose bounds are the leading bits of the
numbers themselves, 256 to each power of two, so a quantile is within 0.2% of the true one, and mostly much closer. Of
a long block a part that chance has chosen, the same each time, stands for the rest: of ten million rows that is more
than a million, and a median of those is the value at 49.9% to 50.1% of all. Means, the least and the greatest are of
every row.
"""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Keys = npt.NDArray[np.int32]

KEPT = 20_000  # values that are kept as they are
_COUNTED = 16_384  # of a block
_APART = 32  # arrays of bins that are kept before they are put together
_SHIFT = 44  # bits of a float64 that a bin does not tell apart: 8 of the mantissa stay


@dataclass
class Tally:
    """The values of one output."""

    count: int = 0
    missing: int = 0
    total: float = 0.0
    least: float = math.inf
    greatest: float = -math.inf
    values: list[float] = field(default_factory=list)  # while they are few
    bins: list[tuple[Keys, Floats]] = field(default_factory=list)  # from then on: bins and times, not yet put together

    def add(self, numbers: Floats, missing: int) -> None:
        """Count values; NaN are the missing ones and are left out."""
        self.missing += missing
        found = numbers[~np.isnan(numbers)] if missing else numbers
        if not len(found):
            return
        self.count += len(found)
        self.total += float(found.sum())
        self.least = min(self.least, float(found.min()))
        self.greatest = max(self.greatest, float(found.max()))
        if not self.bins and len(self.values) + len(found) <= KEPT:
            self.values += found.tolist()
            return
        self._spill()
        self._count(found if len(found) <= _COUNTED else found[_places(len(found))], len(found))

    def _spill(self) -> None:
        if self.values:
            kept, self.values = np.array(self.values), []
            self._count(kept)

    def _count(self, numbers: Floats, stand_for: int | None = None) -> None:
        keys = (np.ascontiguousarray(numbers).view(np.int64) >> _SHIFT).astype(np.int32)
        keys.sort()
        starts = _starts(keys)
        times = np.diff(starts, append=len(keys))
        each = 1.0 if stand_for is None else stand_for / len(numbers)
        self._put(keys[starts], times.astype(np.float64) * each)

    def _put(self, keys: Keys, times: Floats) -> None:
        self.bins.append((keys, times))
        if len(self.bins) >= _APART:
            self.bins = [self._together()]

    def _together(self) -> tuple[Keys, Floats]:
        """Every bin once, in order."""
        keys = np.concatenate([keys for keys, _ in self.bins])
        times = np.concatenate([times for _, times in self.bins])
        order = keys.argsort(kind="stable")
        starts = _starts(keys[order])
        return keys[order][starts], np.add.reduceat(times[order], starts)

    def merge(self, other: Tally) -> None:
        """Count what another has counted."""
        self.count += other.count
        self.missing += other.missing
        self.total += other.total
        self.least = min(self.least, other.least)
        self.greatest = max(self.greatest, other.greatest)
        if not self.bins and not other.bins and len(self.values) + len(other.values) <= KEPT:
            self.values += other.values
            return
        self._spill()
        for keys, times in other.bins:
            self._put(keys, times)
        if other.values:
            self._count(np.array(other.values))

    @property
    def mean(self) -> float:
        """NaN where there is no value."""
        return self.total / self.count if self.count else math.nan

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Values below which these shares of all lie; NaN where there is no value."""
        if not self.count:
            return [math.nan] * len(shares)
        if not self.bins:
            ordered = np.sort(self.values)  # `np.quantile` would import masked arrays, a fiftieth of a second
            found = np.interp(np.asarray(shares) * (self.count - 1), np.arange(self.count), ordered)
            return [float(each) for each in found]
        keys, counts = self._together()
        lows, highs = _bounds(keys)
        order = np.argsort(lows)
        lows, highs, times = lows[order], highs[order], counts[order]
        cumulated = np.cumsum(times)
        ranks = np.asarray(shares) * (self.count - 1)
        places = np.minimum(np.searchsorted(cumulated, ranks, side="right"), len(times) - 1)
        within = (ranks - (cumulated[places] - times[places]) + 0.5) / times[places]
        values = lows[places] + (highs[places] - lows[places]) * np.clip(within, 0.0, 1.0)
        return [float(each) for each in np.clip(values, self.least, self.greatest)]

    def as_dict(self) -> dict[str, Any]:
        """For a record."""
        plain = {"count": self.count, "missing": self.missing, "total": self.total.hex()}
        if not self.count:
            return plain
        ends = {"least": self.least.hex(), "greatest": self.greatest.hex()}
        if self.bins:
            keys, times = self._together()
            return plain | ends | {"bins": _text(keys), "times": _text(times)}
        return plain | ends | {"values": self.values}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Tally:
        """From a record."""
        found = cls(int(kept["count"]), int(kept["missing"]), float.fromhex(kept["total"]))
        if found.count:
            found.least, found.greatest = float.fromhex(kept["least"]), float.fromhex(kept["greatest"])
            found.values = [float(each) for each in kept.get("values", ())]
            if "bins" in kept:
                found.bins = [(_array(kept["bins"], np.int32), _array(kept["times"], np.float64))]
        return found


def _text(array: npt.NDArray[Any]) -> str:
    """Thousands of numbers for a record: digits would take longer to write than the rows they stand for."""
    return b64encode(array.astype(array.dtype.newbyteorder("<")).tobytes()).decode("ascii")


def _array(text: str, kind: type[np.generic]) -> npt.NDArray[Any]:
    return np.frombuffer(b64decode(text), np.dtype(kind).newbyteorder("<")).astype(kind)


@lru_cache(64)
def _places(rows: int) -> npt.NDArray[np.intp]:
    """Which values of a block are counted for all: one of each stretch, chosen by chance, as rows may have a pattern.

    The chance is the mixing of SplitMix64 (Steele, Lea and Flood 2014): a generator of NumPy's would be imported first.
    """
    number = np.arange(1, _COUNTED + 1, dtype=np.uint64)
    mixed = number * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    share = ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return ((number.astype(np.float64) - 1 + share) * (rows / _COUNTED)).astype(np.intp)


def _starts(keys: Keys) -> npt.NDArray[np.intp]:
    """Where in sorted keys a new one begins. (`unique` would import masked arrays.)"""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))


def _bounds(keys: Keys) -> tuple[Floats, Floats]:
    """The numbers each bin reaches from and to, the smaller first."""
    first = keys.astype(np.int64) << _SHIFT
    ends = np.stack([first, first | ((1 << _SHIFT) - 1)]).view(np.float64)
    return ends.min(axis=0), ends.max(axis=0)
