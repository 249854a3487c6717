"""The NumPy engine: block code run over one block of rows after another, with work buffers that are used again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays.doubtful import AtPoint, BlockDraws
from outlay.arrays.effort import heavy_share
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

NEAR = 3 << 20  # bytes of whole series that stay in a cache
FEWEST_BY_PERIOD = 2048
LARGEST = 64 << 20  # bytes of one thread's work area, unless the fewest rows need more
FEWEST = 128
WORTH_THREADS = 50_000_000  # simple operations, a twentieth of a second and more
MOSTLY = 0.5


class BlockCode:
    """Block code of some nodes of an analysed plan; what else they need is given, or is the same in every row."""

    def __init__(self, analysis: Analysis, texts: TextPool, subset: Collection[int], roots: Collection[int]) -> None:
        self.analysis = analysis
        self.texts = texts
        writer = Writer(analysis, texts.code, set(subset), roots)
        self.functions: list[Generated] = compiled(writer.source(), writer.namespace)
        self.counts = writer.slots.counts

    @property
    def width(self) -> int:
        """Rows of a block: fewer where whole series are kept, so that they stay near, and none too many to hold."""
        series = 8 * self.analysis.periods * self.counts["l"]
        row = series + 8 * self.counts["b"] + self.counts["m"]
        wanted = BLOCK if not series else max(FEWEST_BY_PERIOD, NEAR // row)
        return max(1, min(BLOCK, wanted, max(FEWEST, LARGEST // max(1, row))))

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
        rows, size = work.rows, self.code.width

        def take(starts: Iterator[int]) -> None:
            space = self.code.space(min(size, rows))
            with np.errstate(all="ignore"):
                for start in starts:
                    stop = min(start + size, rows)
                    self.code.run(work, start, stop, space, results_of(work, start, stop))

        share(range(0, rows, size), take, self._threads(work, -(-rows // size)))

    def _threads(self, work: Work, most: int) -> int:
        """How many threads share the work; by itself NumPy shares long runs of long operations only.

        Threads that call short ones wait for each other between the calls longer than they spare.
        """
        if work.threads is not None:
            return max(1, min(work.threads, most))
        if work.rows * self.code.analysis.effort < WORTH_THREADS or self.heavy_share < MOSTLY:
            return 1
        return min(processors(), most)

    @cached_property
    def heavy_share(self) -> float:
        return heavy_share(self.code.analysis, self.code.analysis.needed)


def results_of(work: Work, start: int, stop: int) -> dict[int, Any]:
    """The rows of every result, and of the numbers of roots under the complement of a question's node."""
    found = {index: array[..., start:stop] for index, array in work.arrays.items()}
    return found | {~index: array[start:stop] for index, array in work.counts.items()}
