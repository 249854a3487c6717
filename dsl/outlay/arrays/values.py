"""The values of one run over rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.diagnostics.model import OutlayError
from outlay.scalar.contents import whole_number

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis
    from outlay.arrays.texts import TextPool

Array = np.ndarray[Any, np.dtype[np.float64]]


class ArrayValues:
    """What was asked for: one value per row, or per period and row; what does not vary is the same in every row."""

    def __init__(
        self,
        analysis: Analysis,
        rows: int,
        arrays: Mapping[int, Array],
        counts: Mapping[int, Array],
        uniform: Any,
        texts: TextPool,
    ) -> None:
        self._analysis = analysis
        self._arrays = arrays
        self._counts = counts
        self._uniform = uniform  # values of the scalar program
        self.rows = rows
        self.texts = texts

    def node(self, index: int) -> Array:
        """float64 of shape (rows,) or (periods, rows); truths are 1 and 0, texts codes, and NaN is a fault.

        What does not vary is a read-only view. A node that was not among the roots is an `OutlayError`.
        """
        at = self._analysis.knowledge.alias[index]
        found = self._arrays.get(at)
        if found is not None:
            return found
        constants = self._analysis.knowledge.constants
        if at in constants:
            value = constants[at]
        elif at in self._analysis.roots:
            value = self._uniform.node(at)
        else:
            raise OutlayError(f"Node {index} was not asked for when the plan was compiled for arrays.")
        plain = np.asarray(numeric(value, self.texts), dtype=np.float64)
        if self._analysis.whole_of(at):
            return np.broadcast_to(plain[:, None], (len(plain), self.rows))
        return np.broadcast_to(plain, (self.rows,))

    def quantity(self, index: int) -> Array:
        """The values of a quantity of the plan; see `node`."""
        return self.node(self._analysis.plan.quantities[index].node)

    def check(self, index: int) -> Array:
        """1 where a check holds, 0 where it fails, NaN where it cannot be judged; per period where it is by period."""
        return self.node(self._analysis.plan.checks[index].node)

    def question(self, index: int) -> tuple[Array, Array]:
        """The answer to a question in every row (NaN where there is none), and how many roots there are."""
        at = self._analysis.knowledge.alias[self._analysis.plan.solves[index].node]
        found = self._counts.get(at)
        if found is not None:
            return self._arrays[at], found
        answer = self._uniform.solve(whole_number(self._analysis.nodes[at].value))
        value = math.nan if answer.value is None else answer.value
        return np.broadcast_to(value, (self.rows,)), np.broadcast_to(float(len(answer.roots)), (self.rows,))


def numeric(value: Any, texts: TextPool) -> Any:
    """A value of the scalar back end as block code has it: truths as 1 and 0, texts as codes."""
    if isinstance(value, str):
        return texts.code(value)
    if isinstance(value, list):
        return [numeric(item, texts) for item in value]
    if isinstance(value, tuple):
        return tuple([numeric(item, texts) for item in value])
    return float(value)
