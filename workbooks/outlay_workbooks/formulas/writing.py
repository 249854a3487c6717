"""How formulas are written: what gets a row of its own, what stands in place, and what moves when one grows too long.

A named number has a row; so has every call of a function and every local name in one, whatever is used several times,
and whatever a spreadsheet can only look at as a range. Everything else is written in place, until a formula would be
longer or deeper than a reader likes: then its longest part moves to a row above it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from outlay.plan import Node, Plan, Quantity
from outlay.scalar import Values
from outlay.scalar.contents import parts, whole_number
from outlay_workbooks.formulas.called import CALLED, in_formulas
from outlay_workbooks.formulas.combine import Combined
from outlay_workbooks.formulas.expressions import (
    WRITTEN_OUT,
    Call,
    Cell,
    Column,
    Formula,
    Number,
    Operation,
    Text,
    Truth,
    depth,
    written,
)
from outlay_workbooks.formulas.judged import plainly, unwritten
from outlay_workbooks.formulas.labels import constant_label, step_label
from outlay_workbooks.formulas.lower import Lowered
from outlay_workbooks.formulas.operations import OF_LISTS, ONE, REDUCTIONS, ZERO, pointwise
from outlay_workbooks.formulas.rows import Row, Section, SwitchRow

LONGEST = 150
DEEPEST = 4
LONGEST_TEXT = 60  # of a text written in a formula
NO_FIGURE = "no figure"
FEW = 6  # items that may stand in a formula one by one
RANGED = frozenset({"at", "reduce", "npv", "irr", "xirr"})
_ROWS_OF_THEIR_OWN = frozenset({"known", "row_at", "best", "median", "pick"})


class Writing(ABC):
    """Rows in the making. Who inherits says how an operation is written."""

    @abstractmethod
    def _fill(self, row: Row) -> None:
        """Writes the formula of a row that has a number already."""

    @abstractmethod
    def _fill_switch(self, row: Row) -> None:
        """Writes the line of a number that hangs on the scenario."""

    @abstractmethod
    def _record_cell(self, index: int) -> int | None:
        """The row whose cell holds the name of a record; None where a node is no record."""

    @abstractmethod
    def _lacking(self, node: Node) -> bool:
        """Whether a cell of a table that is looked up may be empty."""

    @abstractmethod
    def _figure(self, index: int) -> Formula:
        """A cell of a table, or the words for none."""

    @abstractmethod
    def _operation(self, index: int, node: Node) -> tuple[str, tuple[int, ...]] | Formula:
        """How a node is written: an operation on parts that may yet move, or a formula that stands."""

    def __init__(self, combined: Combined, lowered: Lowered, values: Values) -> None:
        self.combined = combined
        self.lowered = lowered
        self.plan: Plan = lowered.plan
        self.nodes: Sequence[Node] = lowered.plan.nodes
        self.values = values
        at = lowered.places
        self.labels: dict[int, Quantity] = {}
        for node, quantity in combined.labels.items():
            if node in at:
                self.labels.setdefault(at[node], quantity)
        self.scenario = at[combined.scenario]
        self.rows: list[Row] = []
        self.of_node: dict[int, int] = {}  # node: its row
        self.named: dict[str, int] = {}
        self.sections: list[Section] = [Section("")]
        self.constants: dict[tuple[str, Any], int] = {}
        # what hangs on the scenario: its path and its nodes in the base and in each scenario
        self.switch_nodes = {
            at[one.node]: (one.path, tuple([at[each] for each in one.alternatives]))
            for one in combined.switches
            if one.node in at
        }
        for index, name in lowered.found.items():
            self.switch_nodes[index] = (name, self.plan.nodes[index].args[1:])
        self.record_cells: dict[int, int] = {}  # nodes of records chosen by name, and the cells of the names
        self.typed: dict[int, int] = {}  # nodes of inputs that follow a formula, and their cells
        self.switches: list[SwitchRow] = []
        self.timeline: dict[str, int] = {}
        self.columns: dict[str, set[str]] = {}
        self.dated: set[str] = set()
        self.periods = len(self.plan.timeline) if self.plan.timeline is not None else 0
        self.uses = self._uses()
        self.annual_parts: list[int] = []
        self.annual = False  # whether what is being written stands on the Annual sheet
        self.writing = ""  # what the formula being written is of

    def _uses(self) -> dict[int, int]:
        uses: dict[int, int] = {}
        unseen = unwritten(self.nodes)
        for index in self.lowered.written():
            for arg in () if index in unseen else in_formulas(plainly(self.nodes, self.nodes[index])):
                uses[arg] = uses.get(arg, 0) + 1
        return uses

    def _weight(self, index: int, most: int = 3) -> int:
        """How many operations a node is, counted no further than needed."""
        node = self.nodes[index]
        if node.op in ("const", "input", "period", "days") or index in self.of_node:
            return 0
        found = 1
        for arg in in_formulas(node):
            if found >= most:
                break
            found += self._weight(arg, most - found)
        return found

    def _wants_row(self, index: int) -> bool:
        node = self.nodes[index]
        if index in self.switch_nodes or index in self.lowered.steps or index in self.typed:
            return True
        if index in self.record_cells:
            return True
        if index in self.lowered.copies:
            source = self.lowered.copies[index][0]
            return source in self.of_node or self._wants_row(source)
        if node.op in ("const", "input", "list", "fault", "period", "days"):
            return False
        if node.op in _ROWS_OF_THEIR_OWN or node.op == CALLED:
            return True
        label = self.labels.get(index)
        if label is not None and label.role in ("call", "local"):
            return True
        return self.uses.get(index, 0) > 1 and self._weight(index) >= 3

    def _fits(self, formula: Formula) -> bool:
        text = written(formula, self._estimate)
        return len(text) < LONGEST and depth(text) <= DEEPEST

    def _new(self, kind: str, node: int, **more: Any) -> Row:
        row = Row(len(self.rows), kind, node, **more)
        self.rows.append(row)
        return row

    def _about(self, quantity: Quantity, index: int) -> dict[str, Any]:
        node = self.nodes[index]
        return {
            "series": node.series,
            "type": node.type,
            "quantity": quantity,
            "label": quantity.label,
            "path": quantity.path,
            "unit": quantity.unit,
            "percent": quantity.percent,
        }

    def _row_of(self, index: int) -> int:
        """The row of a node, made now if there is none, in front of what is being written."""
        known = self.of_node.get(index)
        if known is not None:
            return known
        node = self.nodes[index]
        if node.op in ("period", "days"):
            return self.timeline[node.op]
        if index in self.switch_nodes and not node.series and self._record_cell(index) is None:
            path, _ = self.switch_nodes[index]
            quantity = next((one for one in self.plan.quantities if one.path == path), None)
            about = (
                {"label": self._called(index), "type": node.type} if quantity is None else self._about(quantity, index)
            )
            row = self._new("switch", index, **about)
            if path:
                self.named[path] = row.number
            self.of_node[index] = row.number
            self._fill_switch(row)
            return row.number
        if node.op == "const":
            return self._constant(index, node)
        label = self.labels.get(index)
        row = self._new("model", index, series=node.series, type=node.type, label=self._called(index))
        if index in self.lowered.copies:
            self._as_copy(row)
        elif label is not None:
            row.quantity = None
            row.unit, row.percent, row.path = label.unit, label.percent, ""
        self.of_node[index] = row.number
        self._fill(row)
        self.sections[-1].rows.append(row.number)
        return row.number

    def _as_copy(self, row: Row) -> None:
        """What a row is called that is there a second time, with the answer of a search in it."""
        source, question = self.lowered.copies[row.node]
        known = self.of_node.get(source)
        if known is not None:
            item = self.rows[known]
            row.label = f"{item.label or item.path}, with {question} as found"
            row.unit, row.percent = item.unit, item.percent

    def _called(self, index: int) -> str:
        return step_label(self.labels.get(index), self.lowered.steps.get(index, ""), self.writing)

    def _constant(self, index: int, node: Node) -> int:
        value = node.value
        key = (node.type, value)
        found = self.constants.get(key)
        if found is None:
            label = constant_label(value, node.type, self.plan, self.writing)
            found = self.constants[key] = self._new("constant", index, type=node.type, label=label).number
        return found

    def _formula(self, index: int) -> Formula:
        """A node as part of a formula: a cell, a number, or its own operation in place."""
        node = self.nodes[index]
        if node.op == "const":
            value = node.value
            if index in self.of_node:
                return Cell(self.of_node[index])
            if isinstance(value, bool):
                return Truth(value)
            if isinstance(value, str):
                return Text(value) if len(value) <= LONGEST_TEXT else Cell(self._constant(index, node))
            if isinstance(value, float) and node.type != "date" and value in WRITTEN_OUT and not _is_minus_zero(value):
                return Number(value)
            if isinstance(value, float) and value != value:
                return Call("NA", ())
            return Cell(self._constant(index, node))
        if index in self.of_node or self._wants_row(index) or node.op in ("period", "days"):
            return Cell(self._row_of(index))
        return self._within(self._operation(index, node), index)

    def _within(self, build: tuple[str, tuple[int, ...]] | Formula, index: int) -> Formula:
        """The formula, with its longest parts moved to rows of their own until it is short and flat enough."""
        if not isinstance(build, tuple):
            return build
        op, args = build
        while True:
            items = [self._formula(arg) for arg in args]
            made = pointwise(op, items)
            if made is None:
                raise TypeError(f"no formula for {op}")
            if self._fits(made):
                return made
            movable = [
                (len(written(item, self._estimate)), arg)
                for item, arg in zip(items, args, strict=True)
                if not isinstance(item, Cell | Number | Truth)
            ]
            movable = [(size, arg) for size, arg in movable if self.nodes[arg].op not in ("const", "fault")]
            if not movable:
                return self._in_block(op, args, index)
            self._row_of(max(movable)[1])

    def _estimate(self, cell: Cell | Column) -> str:
        """An address as long as any this cell can get."""
        if isinstance(cell, Column):
            return "Tables!$AA$1000:$AA$1000"
        row = self.rows[cell.row]
        if row.kind == "input":
            return "Inputs!$D$1000"
        if row.kind in ("switch", "override", "scenario", "found"):
            return "Scenarios!$D$1000"
        if cell.where == "span":
            return "Model!$AAA1000:$AAA1000" if self.annual else "$AAA1000:$AAA1000"
        if cell.last >= 0:
            return "AAA1000:AAA1000"
        if self.annual and row.kind in ("model", "constant"):
            return "Model!$D$1000"
        return "AAA1000" if row.series else "$D$1000"

    def _flat(self, op: str, args: Sequence[int]) -> tuple[int, ...]:
        """Arguments of the same operation one inside the other, side by side."""
        found: list[int] = []
        for arg in args:
            node = self.nodes[arg]
            if node.op == op and arg not in self.of_node and not self._wants_row(arg):
                found.extend(self._flat(op, node.args))
            else:
                found.append(arg)
        return tuple(found)

    def _in_block(self, op: str, args: Sequence[int], index: int) -> Formula:
        """A long list of arguments as a block of rows above; only lists of one kind ever get so long."""
        function = {"min": "MIN", "max": "MAX", "and": "AND", "or": "OR"}.get(op)
        if op == "choose":
            return self._chosen(args)
        if function is None:
            raise TypeError(f"the formula of {self._called(index)} cannot be made shorter")
        return Call(function, (self._block(args, []),))

    def _chosen(self, args: Sequence[int]) -> Formula:
        """One of many: they stand in a block, and the choice is by its place."""
        block = self._block(args[1:], [])
        number = self._formula(args[0])
        if not isinstance(number, Cell | Number):
            number = Cell(self._row_of(args[0]))
        if args[0] != self.scenario:  # its cell counts from 1 already
            number = Operation("+", number, ONE)
        found = Call("INDEX", (block, number))
        if any(self.nodes[item].op == "fault" or self._may_lack(item) for item in args[1:]):
            return Call("IF", (Call("ISNUMBER", (found,)), found, Call("NA", ())))
        return found

    def _may_lack(self, index: int) -> bool:
        """Whether a node is a cell of a table, for one use, that may be empty."""
        node = self.nodes[index]
        return node.op == "pick" and self.uses.get(index, 0) == 1 and index not in self.of_node and self._lacking(node)

    def _previous(self, node: Node) -> Formula:
        source, first = node.args
        row = self.rows[self._row_of(source)]
        if row.kind != "model":  # periods and the like have no column before the first
            row = self._carrier(source)
        if row.opening_node >= 0 and row.opening_node != first:
            row = self._carrier(source)
        if row.opening_node < 0:
            row.opening_node = first
            row.opening = self._formula(first)
        return Cell(row.number, "before")

    def _carrier(self, source: int) -> Row:
        """A row that repeats another, for a second value before the first period."""
        at = self._row_of(source)
        node = self.nodes[source]
        row = self._new("model", source, series=True, type=node.type, label=f"{self.rows[at].label}, carried")
        row.formula = Cell(at)
        row.unit, row.percent = self.rows[at].unit, self.rows[at].percent
        self.sections[-1].rows.append(row.number)
        return row

    def _ranged(self, node: Node) -> Formula:
        row = self._row_of(node.args[0])
        if node.op == "at":
            return Cell(row, "at", whole_number(node.value))
        whole = Cell(row, "span", 0, self.periods)
        if node.op == "reduce":
            how, start, until = parts(node.value)
            return Call(REDUCTIONS[str(how)], (Cell(row, "span", whole_number(start), whole_number(until)),))
        if node.op == "npv":
            rate = self._formula(node.args[1])
            if not isinstance(rate, Cell | Number):
                rate = Cell(self._row_of(node.args[1]))
            return Call("NPV", (rate, whole))
        if node.op == "irr":
            return Call("IRR", (whole, _first_guess(whole)))
        return Call("XIRR", (whole, Cell(self.timeline["start"], "span", 0, self.periods)))

    def _of_list(self, op: str, items: Sequence[int]) -> Formula:
        if len(items) <= FEW:
            made = Call(OF_LISTS[op], tuple([self._formula(item) for item in items]))
            if self._fits(made):
                return made
        return Call(OF_LISTS[op], (self._block(items, []),))

    def _block(self, items: Sequence[int], labels: Sequence[str]) -> Cell:
        """The items as rows one under the other, and the column of them. What cannot be is a text, not an error."""
        formulas = [self._figure(item) if self._may_lack(item) else self._formula(item) for item in items]
        series = any(self.nodes[item].series for item in items)
        first = -1
        for number, (item, formula) in enumerate(zip(items, formulas, strict=True)):
            node = self.nodes[item]
            label = labels[number] if number < len(labels) else f"{self._called(item)}, item {number + 1}"
            row = self._new("model", item, series=series, type=node.type, label=label, formula=formula)
            if node.op == "fault":
                row.formula, row.cached, row.type = None, NO_FIGURE, "text"
            elif self._may_lack(item):
                value = self.values.node(item)
                row.cached = NO_FIGURE if value != value else None
            self.sections[-1].rows.append(row.number)
            first = row.number if first < 0 else first
        return Cell(first, last=first + len(items) - 1)


def _is_minus_zero(value: float) -> bool:
    return value == 0 and math.copysign(1.0, value) < 0


def _first_guess(flow: Formula) -> Formula:
    """Where the search for a rate of return starts: at 0, or for a loss at what spreads it over half the periods.

    LibreOffice does not find the rate of a heavy loss from 0.
    """
    back, paid = Call("SUMIF", (flow, Text(">0"))), Call("SUMIF", (flow, Text("<0")))
    halves = Operation("/", Operation("+", ONE, ONE), Call("COLUMNS", (flow,)))
    loss = Operation("-", Operation("^", Operation("/", back, Operation("-", ZERO, paid)), halves), ONE)
    return Call("MIN", (ZERO, loss))
