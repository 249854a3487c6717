"""The numba engine: compiled code over chunks of rows, in as many threads as are worth starting."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays import kernel_store
from outlay.arrays.analysis import TRUTHS
from outlay.arrays.blocks import BLOCK, BlockCode, results_of
from outlay.arrays.effort import evaluations
from outlay.arrays.kernel_division import divide
from outlay.arrays.kernel_layout import FIXED, FOLDED, TABLES, WORK
from outlay.arrays.kernel_writer import Writer
from outlay.arrays.threads import processors, share
from outlay.scalar.contents import whole_number

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis
    from outlay.arrays.texts import TextPool
    from outlay.arrays.work import Array, Work

CHUNK = 262_144  # rows that a thread takes at a time, at most: memory is read faster in long stretches
SHARES = 4  # chunks for each thread, at least, so that all end together
SMALLEST = 512  # rows of a chunk that is shared
WORTH_A_THREAD = 2_000_000  # simple operations; below, starting threads takes longer than it spares


class KernelEngine:
    """Compiled code of one analysed plan, with NumPy's share of it before and after."""

    name = "numba"

    def __init__(self, analysis: Analysis, texts: TextPool) -> None:
        self.analysis = analysis
        self.texts = texts
        self.division = divide(analysis)
        self.roots = {root for root in analysis.roots if root in self.division.inside} | self.division.given
        self.writer = Writer(analysis, set(self.division.inside), self.roots)
        self.text = self.writer.text()
        self.layout = self.writer.layout
        self.taken = self.division.given | self.division.drawn  # what block code finds when it runs afterwards

    @property
    def statements(self) -> int:
        """What compiling takes time for."""
        return self.text.count("\n")

    @cached_property
    def evaluations(self) -> float:
        """Simple operations for each row."""
        return evaluations(self.analysis, self.division.inside)

    @cached_property
    def function(self) -> kernel_store.Kernel:
        """The compiled code; compiles it, or loads what an earlier process compiled."""
        return kernel_store.kernel(self.text)

    @cached_property
    def before(self) -> BlockCode | None:
        """Block code that draws."""
        division = self.division
        return BlockCode(self.analysis, self.texts, division.before, division.drawn) if division.drawn else None

    @cached_property
    def after(self) -> BlockCode | None:
        """Block code of what compiled code does not do."""
        after = self.division.after
        return BlockCode(self.analysis, self.texts, after, self.analysis.roots) if after else None

    def evaluate(self, work: Work) -> None:
        """Fills the arrays of `work`."""
        function = self.function
        for index in self.analysis.roots:
            if index in work.arrays and self.analysis.is_column(index):
                np.copyto(work.arrays[index], work.columns[whole_number(self.analysis.nodes[index].value)])
        count = self._threads(work)
        parts = _Parts(self, work, count)
        share(range(0, work.rows, parts.chunk), lambda chunks: parts.take(chunks, function), count)

    def _threads(self, work: Work) -> int:
        """How many threads share the work."""
        if work.threads is not None:
            wanted = work.threads
        elif work.rows * self.evaluations < WORTH_A_THREAD:
            wanted = 1
        else:
            wanted = processors()
        return max(1, min(wanted, work.rows // SMALLEST))


class _Parts:
    """One run: where columns, results and fixed numbers are."""

    def __init__(self, engine: KernelEngine, work: Work, threads: int) -> None:
        self.engine = engine
        self.work = work
        layout, nodes = engine.layout, engine.analysis.nodes
        self.fixed = layout.fixed(work.uniform, engine.texts)
        self.tables = layout.table_cells(engine.texts)
        self.folded = engine.texts.folded
        # arrays of all rows, by node; what has none is kept for one chunk at a time
        self.whole: dict[int, Array] = dict(work.arrays)
        self.copied: dict[int, Array] = {}  # columns that compiled code cannot read where they are
        for node in layout.columns:
            if node not in engine.division.drawn:
                column = work.columns[whole_number(nodes[node].value)]
                (self.whole if _is_plain(column) else self.copied)[node] = column
        for node, array in work.arrays.items():
            if not _is_plain(array):
                del self.whole[node]
        places = [*layout.columns, *layout.results]
        self.is_chunked = (
            engine.before is not None or engine.after is not None or any(node not in self.whole for node in places)
        )
        fair = max(SMALLEST, -(-work.rows // (SHARES * threads))) if threads > 1 else CHUNK
        self.chunk = min(fair, BLOCK if self.is_chunked else CHUNK)

    def take(self, chunks: Iterator[int], function: kernel_store.Kernel) -> None:
        """Computes chunks until there are none left."""
        engine, work = self.engine, self.work
        room = _Room(self)
        with np.errstate(all="ignore"):
            for start in chunks:
                stop = min(start + self.chunk, work.rows)
                for node, column in self.copied.items():
                    room.rows(node, start, stop)[...] = column[..., start:stop]
                if engine.before is not None and room.before is not None:
                    drawn = {node: room.rows(node, start, stop) for node in engine.division.drawn}
                    engine.before.run(work, start, stop, room.before, drawn)
                function(stop - start, room.addresses + start * room.steps)
                if engine.after is not None and room.after is not None:
                    given = {node: room.given(node, start, stop) for node in engine.taken}
                    engine.after.run(work, start, stop, room.after, results_of(work, start, stop), given)
                for node in room.apart:
                    work.arrays[node][..., start:stop] = room.rows(node, start, stop)


class _Room:
    """What one thread needs for itself: work areas, what is kept for a chunk, and all addresses."""

    def __init__(self, parts: _Parts) -> None:
        engine, layout = parts.engine, parts.engine.layout
        self.parts = parts
        self.nodes = engine.analysis.nodes
        width = min(parts.chunk, parts.work.rows)
        self.before = engine.before.space(width) if engine.before else None
        self.after = engine.after.space(width) if engine.after else None
        periods = engine.analysis.periods
        self.kept: dict[int, Array] = {
            node: np.empty((periods, width) if self.nodes[node].series else width)
            for node in {*layout.columns, *layout.results, *engine.division.drawn}
            if node not in parts.whole
        }
        self.apart = [node for node in layout.results if node in parts.work.arrays and node in self.kept]
        self.work_area = np.empty(max(1, engine.writer.room * engine.writer.width))
        self.addresses = np.zeros(layout.addresses, dtype=np.int64)
        self.steps = np.zeros_like(self.addresses)  # from one row to the next
        fixed = ((WORK, self.work_area), (FIXED, parts.fixed), (TABLES, parts.tables), (FOLDED, parts.folded))
        for place, array in fixed:
            self.addresses[place] = array.ctypes.data
        for node, place in [*layout.columns.items(), *layout.results.items()]:
            array = self.kept[node] if node in self.kept else parts.whole[node]
            self.steps[place] = 0 if node in self.kept else array.itemsize
            self.addresses[place] = array.ctypes.data
            if self.nodes[node].series:
                self.addresses[place + 1] = array.strides[0] // array.itemsize

    def rows(self, node: int, start: int, stop: int) -> Array:
        """The rows of a column or a result, wherever it is."""
        array = self.parts.whole.get(node)
        return self.kept[node][..., : stop - start] if array is None else array[..., start:stop]

    def given(self, node: int, start: int, stop: int) -> Any:
        """Rows as block code takes what other code has computed: truths that are no series as pairs."""
        found = self.rows(node, start, stop)
        if self.nodes[node].op in TRUTHS and not self.nodes[node].series:
            return found == 1.0, found == found
        return found


def _is_plain(array: Array) -> bool:
    """Whether compiled code can take the array as it is: the rows of a period one behind the other."""
    return array.strides[-1] == array.itemsize and bool(array.flags.aligned)
