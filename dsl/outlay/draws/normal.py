"""The normal distribution on arrays: standard normal scores of shares, and shares of scores.

The quantile is a table of cubics, a thousand to each halving of the share, fitted to SciPy's `ndtri` when first
needed: within 4e-15 of it (relative), a third faster, and made of nothing but additions and multiplications, so that
every block of an array and every processor gives the same bits.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

import numpy

Floats = numpy.ndarray[Any, numpy.dtype[numpy.float64]]
Whole = numpy.ndarray[Any, numpy.dtype[numpy.int64]]

SMALLEST = 2.0**-54  # half of the least share a sampler draws
_LEAST_EXPONENT = -54
_PIECE_BITS = 10
_KEPT_BITS = 52 - _PIECE_BITS
_FIRST_PIECE = numpy.int64((1023 + _LEAST_EXPONENT) << _PIECE_BITS)
_PIECE_START = numpy.int64(-1 << _KEPT_BITS)
_BLOCK = 8192  # the work area stays in the second-level cache


@lru_cache(maxsize=1)
def _pieces() -> tuple[Floats, Floats, Floats, Floats]:
    """Coefficients of the cubics in the distance from each piece's start, for shares from 2^-54 to 1/2."""
    from scipy.special import ndtri

    octave = 2.0 ** numpy.arange(_LEAST_EXPONENT, -1)[:, None]
    start = octave * (1 + numpy.arange(1 << _PIECE_BITS) / (1 << _PIECE_BITS))
    width = (octave / (1 << _PIECE_BITS))[:, :, None]
    nodes = numpy.array([0.0, 0.25, 0.75, 1.0])  # Chebyshev-Lobatto: neighbours meet exactly
    values = ndtri(start[:, :, None] + width * nodes)
    fit = numpy.linalg.inv(numpy.vander(nodes, increasing=True))
    coefficients = (values @ fit.T) / width ** numpy.arange(4)
    coefficients[:, :, 0] = values[:, :, 0]
    half = [0.0, numpy.sqrt(2 * numpy.pi), 0.0, 0.0]  # the share 1/2 itself begins a piece of its own
    table = numpy.vstack([coefficients.reshape(-1, 4), half])
    zero, one, two, three = (numpy.ascontiguousarray(column) for column in table.T)
    return zero, one, two, three


class _Room(threading.local):
    """The work area of a thread: made once, for to make it anew takes as long as to fill it."""

    def __init__(self) -> None:
        self.numbers = [numpy.empty(_BLOCK) for _ in range(3)]
        self.bits = [numpy.empty(_BLOCK, numpy.int64) for _ in range(2)]


_ROOM = _Room()


def scores(shares: Floats, out: Floats | None = None) -> Floats:
    """Standard normal quantiles of shares in (0, 1); `out` may be `shares` itself."""
    if out is None:
        out = numpy.empty_like(shares)
    if not (shares.flags.c_contiguous and out.flags.c_contiguous):
        out[...] = scores(numpy.ascontiguousarray(shares))
        return out
    flat, into = shares.reshape(-1), out.reshape(-1)
    (side, near, coefficient), (piece, bits) = _ROOM.numbers, _ROOM.bits
    for start in range(0, flat.size, _BLOCK):
        part = flat[start : start + _BLOCK]
        n = part.size
        _scores(part, into[start : start + n], side[:n], near[:n], coefficient[:n], piece[:n], bits[:n])
    return out


def _scores(
    shares: Floats, out: Floats, side: Floats, near: Floats, coefficient: Floats, piece: Whole, bits: Whole
) -> None:
    """One block: fold the share onto the lower half, find its piece by exponent and leading bits, take the cubic."""
    zero, one, two, three = _pieces()
    numpy.subtract(shares, 0.5, out=side)
    numpy.subtract(1.0, shares, out=near)
    numpy.minimum(near, shares, out=near)
    numpy.maximum(near, SMALLEST, out=near)
    as_bits = near.view(numpy.int64)
    numpy.right_shift(as_bits, _KEPT_BITS, out=piece)
    numpy.subtract(piece, _FIRST_PIECE, out=piece)
    numpy.bitwise_and(as_bits, _PIECE_START, out=bits)
    numpy.subtract(near, bits.view(numpy.float64), out=near)
    # "clip" only leaves out the check of the bounds, which every folded share keeps
    numpy.take(three, piece, out=out, mode="clip")
    for column in (two, one, zero):
        numpy.multiply(out, near, out=out)
        numpy.take(column, piece, out=coefficient, mode="clip")
        numpy.add(out, coefficient, out=out)
    numpy.copysign(out, side, out=out)


def shares(scores: Floats, out: Floats | None = None) -> Floats:
    """Shares of the standard normal below scores, never 0 or 1."""
    from scipy.special import ndtr

    out = numpy.empty_like(scores) if out is None else out
    ndtr(scores, out=out)
    return numpy.clip(out, SMALLEST, 1 - 2.0**-53, out=out)
