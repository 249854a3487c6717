"""The NumPy engine: block code run over one block of rows after another, with work buffers that are used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays.doubtful import AtPoint, BlockDraws
from outlay.arrays.questions import BUDGET, Budget
from outlay.arrays.space import Workspace
from outlay.arrays.writer import Generated, Writer
from outlay.scalar.codegen import compiled

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis
    from outlay.arrays.texts import TextPool
    from outlay.arrays.work import Work

BLOCK = 8192  # rows: some ten buffers of this size stay in the processor's second cache


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
        results |= {~index: array[start:stop] for index, array in work.counts.items()}
        state: dict[int, Any] = {BUDGET: Budget(stop - start)}
        draws = BlockDraws(work.draws, start, stop) if self.analysis.drawn else AtPoint(work.point)
        for function in self.functions:
            function(stop - start, columns, work.uniform, state, draws, space, results)
