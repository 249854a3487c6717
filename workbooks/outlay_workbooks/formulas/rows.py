"""What the formulas of a workbook are about: rows, each with one formula for all its periods."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from outlay.plan import CheckNode, Facts, Input, Plan, Quantity, SolveNode
from outlay.scalar import Values
from outlay_workbooks.formulas.expressions import Formula


@dataclass(slots=True)
class Row:
    """A named number, a step on the way to one, a constant, an input. `formula` is None for what is typed in.

    `kind` says where it lives: "model", "constant", "timeline" (the head of the model's sheet), "input", "override"
    (what a scenario puts in place of an input), "switch" (the one in force), "found" (a search's result).
    """

    number: int
    kind: str
    node: int  # of the lowered plan; its value is what the engine says this row is
    series: bool = False
    type: str = "number"
    formula: Formula | None = None
    opening: Formula | None = None  # what stands before the first period
    opening_node: int = -1
    quantity: Quantity | None = None
    label: str = ""
    path: str = ""
    unit: str = ""
    percent: bool = False
    input: Input | None = None
    cached: float | str | tuple[Any, ...] | None = None  # what stands in the cell where it is not the node's value
    rule: str = ""  # of a line by calendar year: total, mean, end, ratio; "" for a part of a ratio

    @property
    def section(self) -> str:
        """The section of the model it stands in."""
        if self.quantity is not None:
            return self.quantity.section
        return self.input.section if self.input is not None else ""

    @property
    def facts(self) -> Facts:
        """What the attributes of its definition say."""
        if self.quantity is not None:
            return self.quantity.facts
        return self.input.facts if self.input is not None else Facts()


@dataclass(frozen=True, slots=True)
class Typed:
    """The cell of an override, typed in right here."""

    row: int


@dataclass(slots=True)
class SwitchRow:
    """A line of the scenarios' sheet: what a number is in the base and in each scenario, and the one in force."""

    row: int
    path: str
    label: str
    unit: str
    # for each column (base first): a formula that fetches it, a fixed value, or the cell of an override
    columns: tuple[Formula | Typed | float | str | bool | None, ...] = ()
    equations: bool = False  # the columns number the equations of a series
    found: bool = False  # the columns hold what a search found


@dataclass(frozen=True, slots=True)
class SearchRows:
    """A question whose answer was found: the rows of the answer, of both sides there, and whether they still meet."""

    question: SolveNode
    answer: int
    left: int
    right: int
    holds: int


@dataclass(slots=True)
class Section:
    title: str
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Native:
    """A whole model in spreadsheet formulas."""

    plan: Plan
    values: Values
    rows: list[Row]
    sections: list[Section]
    constants: list[int]
    timeline: dict[str, int]  # "period", "start", "days": their rows
    inputs: list[int]  # rows of the model's own inputs, in file order
    switches: list[SwitchRow]
    scenario_row: int
    named: dict[str, int]  # path: row
    checks: list[tuple[CheckNode, int]]
    columns: dict[str, set[str]]  # tables that are looked into, and their columns
    dated: set[str]  # tables asked for what was in force on a day
    annual: list[tuple[str, list[int]]]  # lines by calendar year: section and rows
    searches: list[SearchRows]
    drawn: dict[int, int]  # single numbers that charts show beside series: node, row
    targets: dict[tuple[str, str], int]  # targets that charts show: title of the chart and path, row
    parts: list[int]  # lines by calendar year that ratios are made of
