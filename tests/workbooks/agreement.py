"""Numbers of a recalculated workbook beside the engine's, found in the sheets by the names that rows carry."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outlay.plan import Plan, Quantity
from outlay.rollup import yearly
from outlay.scalar import Values
from outlay_workbooks.book import address
from outlay_workbooks.dates import EPOCH
from outlay_workbooks.formulas.questions import NONE
from outlay_workbooks.layout.columns import (
    ANNUAL,
    CHECKS,
    HEADER,
    INPUTS,
    MODEL,
    SCENARIOS,
    AnnualColumns,
    CheckColumns,
    InputColumns,
    ModelColumns,
    ScenarioColumns,
)
from outlay_workbooks.recalculate import CellError

Cells = dict[str, dict[str, Any]]
TOLERANCE = 1e-9
_SUMS = frozenset(
    "add sub neg abs min max select guard cumulative previous at reduce npv xnpv round floor ceil list list_sum choose "
    "known".split()
)
_NAMED = ("input", "output", "plain", "member", "solve")


@dataclass(frozen=True)
class Difference:
    """A number that is not the engine's."""

    sheet: str
    path: str
    at: int
    expected: Any
    found: Any


def rows_of(cells: Cells, sheet: str, column: int, top: int) -> dict[str, int]:
    """The row of each name in a sheet's column of names."""
    letters = address(0, column, fixed=False)[:-1]
    found: dict[str, int] = {}
    for reference, value in cells.get(sheet, {}).items():
        head = reference.rstrip("0123456789")
        row = int(reference[len(head) :]) - 1
        if head == letters and row >= top and isinstance(value, str) and value:
            found.setdefault(value, row)
    return found


def scales(plan: Plan, values: Values) -> list[float]:
    """For each node the size of the largest number it is a sum, a difference or a rest of."""
    found: list[float] = []
    for index, node in enumerate(plan.nodes):
        own = _size(values.node(index))
        args = [found[arg] if arg < index else 0.0 for arg in node.args]
        sizes = [_size(values.node(arg)) for arg in node.args]
        if node.op == "mul":
            own = max(own, args[0] * sizes[1], args[1] * sizes[0])
        elif node.op == "div":
            least = _least(values.node(node.args[1]))
            own = max(own, args[0] / least if least else 0.0)
        elif node.op in (
            "add",
            "sub",
            "neg",
            "abs",
            "min",
            "max",
            "select",
            "guard",
            "cumulative",
            "previous",
            "at",
        ) or node.op in ("reduce", "npv", "xnpv", "round", "floor", "ceil", "list", "list_sum", "choose", "known"):
            own = max([own, *args])
        found.append(own)
    return found


def _size(value: Any) -> float:
    items = value if isinstance(value, list | tuple) else (value,)
    return max([abs(item) for item in items if isinstance(item, float) and math.isfinite(item)], default=0.0)


def _least(value: Any) -> float:
    items = value if isinstance(value, list | tuple) else (value,)
    return min([abs(item) for item in items if isinstance(item, float) and item == item], default=0.0)


def _typed(value: Any, type_: str) -> Any:
    if isinstance(value, CellError) or (value == NONE and type_ == "number"):
        return math.nan
    if type_ == "date" and isinstance(value, float):
        return value + EPOCH
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _same(expected: Any, found: Any, scale: float) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, float) and isinstance(found, float):
        if not math.isfinite(expected) or not math.isfinite(found):
            return math.isfinite(expected) == math.isfinite(found)
        return abs(expected - found) <= TOLERANCE * scale
    return bool(expected == found)


def differences(
    cells: Cells, plan: Plan, values: Values, stale: frozenset[str] = frozenset()
) -> tuple[list[Difference], int]:
    """Every number that differs, and how many were compared. `stale` names what does not follow its inputs."""
    return _Comparison(cells, plan, values, stale).all()


class _Comparison:
    def __init__(self, cells: Cells, plan: Plan, values: Values, stale: frozenset[str]) -> None:
        self.cells = cells
        self.plan = plan
        self.values = values
        self.stale = stale
        self.periods = len(plan.timeline) if plan.timeline is not None else 0
        self.model = rows_of(cells, MODEL, ModelColumns.NAME, ModelColumns.TOP)
        self.inputs = rows_of(cells, INPUTS, InputColumns.NAME, HEADER + 1)
        self.scenarios = rows_of(cells, SCENARIOS, ScenarioColumns.NAME, ScenarioColumns.HEADER + 1)
        self.years = rows_of(cells, ANNUAL, AnnualColumns.NAME, AnnualColumns.TOP)
        self.scale = scales(plan, values)
        self.found: list[Difference] = []
        self.compared = 0

    def all(self) -> tuple[list[Difference], int]:
        tops = {item.path: item.node for item in self.plan.inputs}
        seen: set[str] = set()
        for number, quantity in enumerate(self.plan.quantities):
            path = quantity.path
            if quantity.role not in _NAMED or " (before)" in path or path in seen or path in self.stale:
                continue
            if tops.get(path, quantity.node) != quantity.node:
                continue
            seen.add(path)
            self._one(quantity)
            self._year(number, quantity)
        for number, check in enumerate(self.plan.checks):
            value = self.values.node(check.node)
            holds = all(each is True for each in (value if isinstance(value, list) else [value]))
            found = self._cell(CHECKS, CheckColumns.TOP + number, CheckColumns.HOLDS)
            if not self.stale:
                self._compare(CHECKS, check.text, 0, holds, found, 0.0)
        return self.found, self.compared

    def _one(self, quantity: Quantity) -> None:
        expected = self.values.node(quantity.node)
        type_ = self.plan.nodes[quantity.node].type
        scale = self.scale[quantity.node]
        path = quantity.path
        for sheet, rows, column in (
            (MODEL, self.model, ModelColumns.VALUE),
            (SCENARIOS, self.scenarios, ScenarioColumns.IN_FORCE),
            (INPUTS, self.inputs, InputColumns.VALUE),
        ):
            if path not in rows:
                continue
            row = rows[path]
            if sheet == MODEL and self._cell(sheet, row, column) is None:
                series = expected if isinstance(expected, list) else [expected] * self.periods
                for at, value in enumerate(series):
                    found = _typed(self._cell(sheet, row, ModelColumns.FIRST + at), type_)
                    self._compare(sheet, path, at, value, found, scale)
            else:
                self._compare(sheet, path, 0, expected, _typed(self._cell(sheet, row, column), type_), scale)
            return
        self.found.append(Difference("", path, 0, expected, "is nowhere"))

    def _year(self, number: int, quantity: Quantity) -> None:
        rolled = yearly(self.plan, self.values, number) if quantity.path in self.years else None
        if rolled is None:
            return
        row = self.years[quantity.path]
        size = max(_size(rolled.values), self.scale[quantity.node])
        for at, value in enumerate(rolled.values):
            found = _typed(self._cell(ANNUAL, row, AnnualColumns.FIRST + at), "number")
            self._compare(ANNUAL, quantity.path, at, value, found, size)

    def _cell(self, sheet: str, row: int, column: int) -> Any:
        return self.cells.get(sheet, {}).get(address(row, column, fixed=False))

    def _compare(self, sheet: str, path: str, at: int, expected: Any, found: Any, scale: float) -> None:
        self.compared += 1
        if not _same(expected, found, scale):
            self.found.append(Difference(sheet, path, at, expected, found))


def selecting(scenario: str) -> Mapping[tuple[str, str], Any]:
    """The edit that puts a scenario in force."""
    return {(SCENARIOS, address(*ScenarioColumns.SELECTOR, fixed=False)): scenario or "Base"}


def scenarios_of(plan: Plan) -> Iterator[str]:
    yield ""
    yield from plan.scenarios
