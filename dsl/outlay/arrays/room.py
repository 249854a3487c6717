"""Room for results, taken again once nobody looks at what it held.

Memory fresh from the operating system is slow: it is cleared page by page when it is first written to, which takes
longer than compiled code takes to compute what goes there. So the room of a large result is kept when the last array
that shows it is gone, and the next run writes there. No more than `KEPT` bytes lie ready, the oldest go first.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]

KEPT = 64 * 1024 * 1024  # bytes
SMALLEST = 128 * 1024  # bytes of a room worth keeping: below, the C library keeps memory itself
_PAGE = 2 * 1024 * 1024  # of the large pages that NumPy asks for, which have to begin at a multiple
_LARGE = 4 * 1024 * 1024  # from here on it asks
_kept: dict[int, Array] = {}  # by address, the oldest first; a dict's single steps are safe between threads


class _Room:
    """Lends memory to the arrays that show it, and has it kept when the last of them is gone."""

    __slots__ = ("__array_interface__", "memory")

    def __init__(self, memory: Array, shape: tuple[int, ...]) -> None:
        self.memory = memory
        address = (memory.ctypes.data, False)
        self.__array_interface__ = {"version": 3, "typestr": memory.dtype.str, "shape": shape, "data": address}

    def __del__(self) -> None:
        _keep(self.memory)


def room(shape: tuple[int, ...]) -> Array:
    """An array of that shape; what is in it is anything."""
    size = math.prod(shape)
    if size * 8 < SMALLEST:
        return np.empty(shape)
    return np.asarray(_Room(_taken(size), shape))


def _taken(size: int) -> Array:
    """Memory for that many numbers: of those that are kept the one put by last, if it is not far too large."""
    for address in reversed(tuple(_kept)):
        memory = _kept.get(address)
        if memory is not None and size <= memory.size <= 2 * size and _kept.pop(address, None) is not None:
            return memory
    if size * 8 < _LARGE:
        return np.empty(size)
    memory = np.empty(size + _PAGE // 8)
    first = -memory.ctypes.data % _PAGE // 8
    return memory[first : first + size]


def _keep(memory: Array) -> None:
    _kept[memory.ctypes.data] = memory
    held = {address: memory.nbytes for address, memory in _kept.copy().items()}
    too_much = sum(held.values()) - KEPT
    for address, size in held.items():
        if too_much <= 0:
            break
        if _kept.pop(address, None) is not None:
            too_much -= size
