"""Streams of random shares. A draw hangs on the seed, the stream's name, the period and its own number alone.

Each stream of each period is a PCG64DXSM of its own, seeded by a hash; one step of the generator is one draw, and the
generator can be advanced to any draw, so any part of a stream can be had on its own.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from hashlib import sha256

import numpy

from outlay.draws.normal import Floats

_MOST_KEPT = 4096  # generators kept where they stand, for each thread


def key(seed: int, name: str, period: str = "") -> int:
    """The number a generator is seeded with. Lengths keep different names from running into one another."""
    text = f"outlay draws/{seed}/{len(name)}/{name}/{period}"
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")


class _Standing:
    """A generator and the number of the draw it gives next."""

    __slots__ = ("bits", "draw", "first", "generator")

    def __init__(self, seed: int) -> None:
        self.bits = numpy.random.PCG64DXSM(seed)
        self.first = self.bits.state
        self.generator = numpy.random.Generator(self.bits)
        self.draw = 0

    def move(self, draw: int) -> None:
        if draw < self.draw:
            self.bits.state = self.first
            self.draw = 0
        if draw > self.draw:
            self.bits.advance(draw - self.draw)
        self.draw = draw


class RandomStreams(threading.local):
    """Independent uniform shares in [0, 1). Every thread has generators of its own."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._standing: OrderedDict[tuple[str, str], _Standing] = OrderedDict()

    def shares(self, name: str, period: str, start: int, out: Floats) -> Floats:
        """Draws number `start` and following of a stream, as many as `out` holds."""
        place = (name, period)
        found = self._standing.get(place)
        if found is None:
            found = self._standing[place] = _Standing(key(self.seed, name, period))
            if len(self._standing) > _MOST_KEPT:
                self._standing.popitem(last=False)
        found.move(start)
        found.generator.random(out=out)
        found.draw += out.size
        return out
