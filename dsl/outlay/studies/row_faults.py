"""Why a row has no number: the scalar program runs it once more and says where the fault began, as a run does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.diagnostics import OutlayError
from outlay.scalar import compile_plan
from outlay.scalar.faults import explain_fault
from outlay.scalar.inputs import Inputs

if TYPE_CHECKING:
    from outlay.plan import Input, Plan
    from outlay.studies.columns import Floats


class RowFaults:
    """A plan's rows by the arrays of `Columns.read`; `fixed` sets other inputs, `text` knows the codes of texts."""

    def __init__(self, plan: Plan, fixed: Mapping[int, Any], text: Callable[[float], str | None]) -> None:
        self._plan = plan
        self._fixed = fixed
        self._text = text
        self._inputs = Inputs(plan)
        self._program = compile_plan(plan, plan.outputs)

    def reason(self, values: Mapping[int, Floats], row: int, node: int, point: str) -> str:
        """What `outlay run` would say of a node in this row; "" where it has a number there, or cannot be run."""
        try:
            given = self._given(values, row)
            fault = explain_fault(self._plan, self._program.trace(given, point=point), node)
        except (OutlayError, ArithmeticError, ValueError, LookupError, StopIteration):
            return ""
        if fault is None:
            return ""
        notes = "".join(f"; {note}" for note in fault.notes)
        return f"{fault.message}{notes}."

    def _given(self, values: Mapping[int, Floats], row: int) -> dict[int, Any]:
        given = dict(self._fixed)
        for place, found in values.items():
            cells = found[..., row]
            item = self._plan.inputs[place]
            given[place] = [self._cell(item, one) for one in np.atleast_1d(cells)]
            if found.ndim == 1:
                given[place] = given[place][0]
        return given

    def _cell(self, item: Input, cell: Any) -> Any:
        """A number of an array as a run takes it."""
        if item.type == "text":
            return self._text(float(cell))
        if item.type == "record":
            rows, table = self._inputs.rows(item), self._plan.tables[item.table or ""]
            return next(name for name in table.families or table.rows if rows[name] == cell)
        return bool(cell) if item.type == "truth" else float(cell)
