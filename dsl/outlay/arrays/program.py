"""A plan compiled for many rows: checks what it is given, computes once what does not vary, and lets an engine run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from outlay.arrays import kernel_choice, kernel_store
from outlay.arrays.analysis import QUESTIONS, Analysis
from outlay.arrays.blocks import BlockEngine
from outlay.arrays.kernel import KernelEngine
from outlay.arrays.room import room
from outlay.arrays.texts import TextPool
from outlay.arrays.values import Array, ArrayValues, numeric
from outlay.arrays.work import Engine, Work
from outlay.diagnostics.model import OutlayError
from outlay.plan import Plan
from outlay.scalar.inputs import Inputs

ENGINES = ("auto", "numpy", "numba")


class ArrayProgram:
    """Some nodes of a plan, ready to run over rows that give the varying inputs."""

    def __init__(self, plan: Plan, roots: Sequence[int], varying: Collection[int], drawn: bool) -> None:
        for number in varying:
            if not 0 <= number < len(plan.inputs):
                raise OutlayError(f"{plan.name} has no input number {number}; it has {len(plan.inputs)}.")
        self.plan = plan
        self.analysis = Analysis(plan, roots, varying, drawn)
        self.texts = TextPool()
        for root in self.analysis.roots:
            if self.analysis.kind(root) == "list":
                raise OutlayError("A list is no result over rows; ask for its sum or for its items.")
        self.engine_used = ""  # by the last run; "" where nothing varied
        self._blocks: BlockEngine | None = None

    def run(
        self,
        columns: Mapping[int, Any],
        rows: int,
        fixed: Mapping[int, Any] | None = None,
        draws: Any = None,
        point: str = "median",
        engine: str = "auto",
        threads: int | None = None,
        out: Mapping[int, Array] | None = None,
    ) -> ArrayValues:
        """Values in every row.

        `columns`: for every varying input float64 of shape (rows,), or (periods, rows) for a series: numbers in the
        input's unit; truths as 1 and 0; dates as ordinals; records as row numbers of their table; texts as codes of
        `texts`. NaN is a fault of that row. `fixed` sets other inputs for all rows, as a scalar run does. `draws` are
        needed when the program was compiled with `drawn`; without it doubtful inputs are at `point`, their median or
        mean. `out` may bring arrays for results, by node.
        """
        analysis = self.analysis
        given = {number: self._column(number, columns, rows) for number in analysis.columns}
        if analysis.drawn and draws is None and analysis.draws:
            raise OutlayError("This program was compiled with draws, so a run needs them.")
        values = analysis.program.run(fixed, point=point, unused=analysis.varying) if analysis.uniform else None
        uniform = {index: numeric(values.node(index), self.texts) for index in analysis.uniform} if values else {}
        if fixed:
            uniform |= self._set_apart(fixed)
        arrays = {index: self._room(index, rows, out or {}) for index in analysis.roots if index in analysis.varies}
        if out:  # results may take the place of columns
            given = {n: c.copy() if _shares(c, out.values()) else c for n, c in given.items()}
        counts = {index: room((rows,)) for index in arrays if self.plan.nodes[index].op in QUESTIONS}
        if arrays and rows:
            work = Work(rows, given, uniform, draws, point, arrays, counts, threads)
            chosen = self.engine(engine, rows)
            self.engine_used = chosen.name
            chosen.evaluate(work)
        return ArrayValues(analysis, rows, arrays, counts, values, self.texts)

    def engine(self, name: str, rows: int) -> Engine:
        """The engine of that name for so many rows.

        "auto" takes compiled code where it is worth what it costs; what cannot be compiled is left to NumPy, and an
        `OutlayError` says so where "numba" is asked for and not installed.
        """
        if name not in ENGINES:
            raise OutlayError(f'There is no engine "{name}"; there are {", ".join(ENGINES)}.')
        if name == "numba":
            kernel_store.require()
        if name == "numba" or (name == "auto" and kernel_choice.is_worth_a_look(self.analysis, rows)):
            compiled = self.compiled
            wanted = name == "numba" or kernel_choice.is_worth_it(compiled, rows)
            if wanted and kernel_choice.is_possible(compiled):
                return compiled
        if self._blocks is None:
            self._blocks = BlockEngine(self.analysis, self.texts)
        return self._blocks

    @cached_property
    def compiled(self) -> KernelEngine:
        """The engine of compiled code, which compiles when it first runs."""
        return KernelEngine(self.analysis, self.texts)

    def _set_apart(self, fixed: Mapping[int, Any]) -> dict[int, Any]:
        """Inputs that the run sets though their defaults vary."""
        checked = Inputs(self.plan).values(fixed, None)
        nodes = {number: self.plan.inputs[number].node for number in fixed}
        return {
            ~node: numeric(checked[number], self.texts)
            for number, node in nodes.items()
            if node not in self.analysis.uniform
        }

    def _column(self, number: int, columns: Mapping[int, Any], rows: int) -> Array:
        item = self.plan.inputs[number]
        if number not in columns:
            raise OutlayError(f"{item.path} varies from row to row, and no column was given for it.")
        found = np.asarray(columns[number], dtype=np.float64)
        if not self.plan.nodes[item.node].series:
            if found.shape != (rows,):
                raise OutlayError(f"The column of {item.path} has the shape {found.shape}; {rows} rows are wanted.")
            return found
        if found.shape == (rows,):
            return np.broadcast_to(found, (self.analysis.periods, rows))
        if found.shape != (self.analysis.periods, rows):
            raise OutlayError(
                f"The column of {item.path} has the shape {found.shape}; "
                f"{self.analysis.periods} periods of {rows} rows are wanted."
            )
        return found

    def _room(self, index: int, rows: int, out: Mapping[int, Array]) -> Array:
        shape = (self.analysis.periods, rows) if self.analysis.whole_of(index) else (rows,)
        found = out.get(index)
        if found is None:
            return room(shape)
        if found.shape != shape or found.dtype != np.float64:
            raise OutlayError(f"Room of shape {shape} and 64-bit floats is wanted for node {index}.")
        return found


def _shares(column: Array, arrays: Iterable[Array]) -> bool:
    return any(np.may_share_memory(column, array) for array in arrays)


def compile_arrays(
    plan: Plan, roots: Sequence[int], varying: Collection[int] = (), drawn: bool = False
) -> ArrayProgram:
    """A program for these nodes of a plan, over rows that give the inputs `varying`; `drawn`: doubt is drawn."""
    return ArrayProgram(plan, roots, varying, drawn)
