"""The work area of block code."""

from __future__ import annotations

from typing import Any

import numpy as np


class Workspace:
    """Work buffers as wide as a block: `b` numbers, `m` truths, `l` whole series; and how texts fold."""

    __slots__ = ("b", "folded", "l", "m", "width")

    def __init__(self, counts: dict[str, int], periods: int, width: int, folded: Any) -> None:
        self.width = width
        self.b = [np.empty(width) for _ in range(counts["b"])]
        self.m = [np.empty(width, dtype=bool) for _ in range(counts["m"])]
        self.l = [np.empty((periods, width)) for _ in range(counts["l"])]
        self.folded = folded

    def narrowed(self, width: int) -> Workspace:
        """The same buffers for a block of fewer rows."""
        if width == self.width:
            return self
        found = object.__new__(Workspace)
        found.width = width
        found.b = [buffer[:width] for buffer in self.b]
        found.m = [buffer[:width] for buffer in self.m]
        found.l = [buffer[:, :width] for buffer in self.l]
        found.folded = self.folded
        return found
