"""The NumPy engine: block code run over one block of rows after another, with work buffers that are used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays.writer import Generated, Writer
from outlay.scalar.codegen import compiled

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis
    from outlay.arrays.texts import TextPool
    from outlay.arrays.work import Work

BLOCK = 8192  # rows: some ten buffers of this size stay in the processor's second cache


class Workspace:
    """The work buffers of block code: `b` numbers, `m` truths, `l` whole series, each as wide as the block."""

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


class BlockEngine:
    """Block code of one analysed plan."""

    name = "numpy"

    def __init__(self, analysis: Analysis, texts: TextPool) -> None:
        self.analysis = analysis
        self.texts = texts
        writer = Writer(analysis, texts.code, analysis.needed, analysis.roots)
        self.functions: list[Generated] = compiled(writer.source(), writer.namespace)
        self.counts = writer.slots.counts

    def evaluate(self, work: Work) -> None:
        """Fills the arrays of `work`."""
        rows = work.rows
        width = min(BLOCK, rows)
        space = Workspace(self.counts, self.analysis.periods, width, self.texts.folded)
        with np.errstate(all="ignore"):
            for start in range(0, rows, BLOCK):
                stop = min(start + BLOCK, rows)
                self._block(work, start, stop, space.narrowed(stop - start))

    def _block(self, work: Work, start: int, stop: int, space: Workspace) -> None:
        columns = {number: column[..., start:stop] for number, column in work.columns.items()}
        results = {index: array[..., start:stop] for index, array in work.arrays.items()}
        state: dict[int, Any] = {}
        for function in self.functions:
            function(stop - start, columns, work.uniform, state, None, space, results)
