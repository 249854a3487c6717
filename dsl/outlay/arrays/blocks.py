"""The NumPy engine: block code run over one block of rows after another, with work buffers that are used again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays.doubtful import AtPoint, BlockDraws
from outlay.arrays.questions import BUDGET, Budget
from outlay.arrays.space import Workspace
from outlay.arrays.threads import processors, share
from outlay.arrays.writer import Generated, Writer
from outlay.scalar.codegen import compiled

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis
    from outlay.arrays.texts import TextPool
    from outlay.arrays.work import Work

BLOCK = 8192  # rows: some ten buffers of this size stay in the processor's second cache

WORTH_THREADS = 200_000_000  # simple operations, a fifth of a second


class BlockCode:
    """Block code of some nodes of an analysed plan; what else they need is given, or is the same in every row."""

    def __init__(self, analysis: Analysis, texts: TextPool, subset: Collection[int], roots: Collection[int]) -> None:
        self.analysis = analysis
        self.texts = texts
        writer = Writer(analysis, texts.code, set(subset), roots)
        self.functions: list[Generated] = compiled(writer.source(), writer.namespace)
        self.counts = writer.slots.counts

    def space(self, width: int) -> Workspace:
        """A work area for blocks of up to so many rows."""
        return Workspace(self.counts, self.analysis.periods, width, self.texts.folded)

    def run(
        self,
        work: Work,
        start: int,
        stop: int,
        space: Workspace,
        results: Mapping[int, Any],
        given: Mapping[int, Any] | None = None,
    ) -> None:
        """Computes rows `start` to `stop` - 1 into `results`, from `given` nodes of the same rows."""
        columns = {number: column[..., start:stop] for number, column in work.columns.items()}
        state: dict[int, Any] = {BUDGET: Budget(stop - start), **(given or {})}
        draws = BlockDraws(work.draws, start, stop) if self.analysis.drawn else AtPoint(work.point)
        for function in self.functions:
            function(stop - start, columns, work.uniform, state, draws, space.narrowed(stop - start), results)


class BlockEngine:
    """Block code of all that an analysed plan needs."""

    name = "numpy"

    def __init__(self, analysis: Analysis, texts: TextPool) -> None:
        self.code = BlockCode(analysis, texts, analysis.needed, analysis.roots)

    def evaluate(self, work: Work) -> None:
        """Fills the arrays of `work`."""
        rows, size = work.rows, BLOCK

        def take(starts: Iterator[int]) -> None:
            space = self.code.space(min(size, rows))
            with np.errstate(all="ignore"):
                for start in starts:
                    stop = min(start + size, rows)
                    self.code.run(work, start, stop, space, results_of(work, start, stop))

        share(range(0, rows, size), take, self._threads(work))

    def _threads(self, work: Work) -> int:
        """How many threads share the work: NumPy's are worth starting for long runs only."""
        most = -(-work.rows // BLOCK)
        if work.threads is not None:
            return max(1, min(work.threads, most))
        return min(processors(), most) if work.rows * self.code.analysis.effort > WORTH_THREADS else 1


def results_of(work: Work, start: int, stop: int) -> dict[int, Any]:
    """The rows of every result, and of the numbers of roots under the complement of a question's node."""
    found = {index: array[..., start:stop] for index, array in work.arrays.items()}
    return found | {~index: array[start:stop] for index, array in work.counts.items()}
