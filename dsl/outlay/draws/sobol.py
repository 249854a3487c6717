"""Scrambled Sobol sequences, for means that settle sooner than with independent draws.

SciPy's `qmc.Sobol` gives the sequence; each stream of each period is a dimension of it. So that a standard error can
be told, the draws are dealt out to sixteen sequences in turn, each scrambled on its own (a random lower triangular
matrix and a random shift of the binary digits, after Matoušek 1998): how far sixteen means lie apart says how
far their mean may be off.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy

from outlay.diagnostics.model import OutlayError
from outlay.draws.normal import Floats
from outlay.draws.streams import key

REPLICATES = 16
MOST_DIMENSIONS = 21_201  # as many as SciPy has direction numbers for
_BITS = 52  # binary digits of a share
_DIRECTION_BITS = 32  # of the sequence before it is scrambled: enough to tell 2^32 points apart
_TABLE_BITS = 8

Bits = numpy.ndarray[Any, numpy.dtype[numpy.uint64]]


class SobolStreams:
    """Shares in (0, 1) of streams named beforehand: adding one moves the dimensions of others."""

    def __init__(self, seed: int, dimensions: Sequence[tuple[str, str]]) -> None:
        if len(dimensions) > MOST_DIMENSIONS:
            raise OutlayError(
                f"A Sobol sequence has at most {MOST_DIMENSIONS:,} dimensions, and this model draws "
                f"{len(dimensions):,} numbers (one for each period where a number is drawn anew in each); "
                "use --method random."
            )
        self.seed = seed
        self._dimension = {place: number for number, place in enumerate(dimensions)}
        self._directions = numpy.empty((len(dimensions), 0), numpy.uint64)
        self._scrambled: dict[tuple[str, str], tuple[Bits, Bits]] = {}
        self._lock = threading.Lock()

    def shares(self, name: str, period: str, start: int, out: Floats) -> Floats:
        """Draws number `start` and following; draw k is point k // 16 of sequence k % 16."""
        if (name, period) not in self._dimension:
            raise KeyError(f"no dimension of this Sobol sequence is {name} {period}".rstrip())
        first, last = start // REPLICATES, -(-(start + out.size) // REPLICATES)
        directions, shift = self._of((name, period), max(int(last - 1).bit_length(), 1))
        skipped = start - first * REPLICATES
        points = _points(directions, shift, first, last).reshape(-1)[skipped : skipped + out.size]
        # the middle of the cell, so that no share is 0 or 1
        numpy.add(points, 0.5, out=out)
        return numpy.multiply(out, 2.0**-_BITS, out=out)

    def _of(self, place: tuple[str, str], digits: int) -> tuple[Bits, Bits]:
        """Direction numbers of one dimension, scrambled for every sequence, and the shifts."""
        with self._lock:
            found = self._scrambled.get(place)
            if found is None or found[0].shape[1] < digits:
                if self._directions.shape[1] < digits:
                    self._directions = _direction_numbers(len(self._dimension), digits)
                own = self._directions[self._dimension[place]]
                made = [_scramble(key(self.seed, place[0], f"{place[1]} sobol {n}"), own) for n in range(REPLICATES)]
                found = numpy.stack([each[0] for each in made]), numpy.array([each[1] for each in made], numpy.uint64)
                self._scrambled[place] = found
            return found


def _direction_numbers(dimensions: int, digits: int) -> Bits:
    """One row of `digits` numbers a dimension. In Gray code neighbouring points differ by one direction number."""
    from scipy.stats import qmc

    made = qmc.Sobol(dimensions, scramble=False, bits=_DIRECTION_BITS)

    def following() -> Bits:
        point: Bits = (made.random(1)[0] * 2.0**_BITS).astype(numpy.uint64)
        return point

    found = numpy.empty((dimensions, digits), numpy.uint64)
    before, count = following(), 1
    for digit in range(digits):
        wanted = 1 << digit
        if count < wanted:
            made.fast_forward(wanted - 1 - count)
            before = following()
        point = following()
        found[:, digit] = before ^ point
        before, count = point, wanted + 1
    return found


def _scramble(seed: int, directions: Bits) -> tuple[Bits, int]:
    """A random lower triangular binary matrix with ones on its diagonal, applied to the digits, and a random shift."""
    generator = numpy.random.Generator(numpy.random.PCG64DXSM(seed))
    rows = generator.integers(0, 1 << _BITS, _BITS, numpy.uint64)
    shift = int(generator.integers(0, 1 << _BITS, dtype=numpy.uint64))
    found = numpy.zeros_like(directions)
    for row in range(_BITS):  # row 0 makes the leading digit
        place = _BITS - 1 - row
        above = ((1 << row) - 1) << (place + 1)
        mask = numpy.uint64((int(rows[row]) & above) | (1 << place))
        digit = numpy.bitwise_count(directions & mask) & numpy.uint8(1)
        found |= digit.astype(numpy.uint64) << numpy.uint64(place)
    return found, shift


def _points(directions: Bits, shift: Bits, first: int, last: int) -> Bits:
    """Points first … last - 1 of every sequence: the exclusive or of the direction numbers a point's digits name."""
    low = directions[:, :_TABLE_BITS]
    table = numpy.zeros((1 << low.shape[1], shift.size), numpy.uint64)
    for digit in range(low.shape[1]):
        numpy.bitwise_xor(table[: 1 << digit], low[:, digit], out=table[1 << digit : 2 << digit])
    start = first >> _TABLE_BITS
    block = numpy.arange(start, (last - 1 >> _TABLE_BITS) + 1)
    high = numpy.tile(shift, (block.size, 1))
    for digit in range(_TABLE_BITS, directions.shape[1]):
        named = (block >> (digit - _TABLE_BITS) & 1).astype(bool)[:, None]
        numpy.bitwise_xor(high, directions[:, digit], out=high, where=named)
    found = (high[:, None, :] ^ table).reshape(-1, shift.size)
    return found[first - (start << _TABLE_BITS) : last - (start << _TABLE_BITS)]
