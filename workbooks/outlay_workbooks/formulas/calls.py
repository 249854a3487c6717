"""How calls of exported functions are written: `TRAIN_COST(D10,D11*D7,D12)` over the cells of the model.

Who has the functions (an add-in, LAMBDA names) calculates them; arguments are in the units of the function table, and
records are handed over by name.
"""

from __future__ import annotations

from typing import Any

from outlay.plan import Node
from outlay.scalar.contents import whole_number
from outlay_workbooks.formulas.called import CHOSEN, LEFT_OUT, LIST, NAME, Handed, read
from outlay_workbooks.formulas.expressions import (
    Call,
    Cell,
    Column,
    Formula,
    LeftOut,
    Number,
    Operation,
    Text,
    Truth,
    written,
)
from outlay_workbooks.formulas.operations import ONE
from outlay_workbooks.formulas.writing import Writing

_STAY = (Number, Truth, Text, LeftOut)


class Calls(Writing):
    """Rows whose formulas call functions."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._name_cells: dict[int, int] = {}  # nodes of records that are worked out, and the rows of their names
        self._nearby: dict[int, int] = {}  # rows of other sheets, and rows of the model that show them

    def _call(self, _index: int, node: Node) -> Formula:
        called = read(node)
        given = list(called.arguments)
        while given and given[-1].sort == LEFT_OUT:
            given.pop()
        fixed = {at: self._fixed(each, called.function) for at, each in enumerate(given) if each.sort != "value"}
        near: set[int] = set()  # arguments whose cells stand on another sheet, shown by a row of the model
        while True:
            items = [fixed[at] if at in fixed else self._formula(each.nodes[0]) for at, each in enumerate(given)]
            items = [self._shown(item) if at in near else item for at, item in enumerate(items)]
            made = Call(called.function, tuple(items))
            if self._fits(made):
                return made
            sizes = [(len(written(item, self._estimate)), at) for at, item in enumerate(items)]
            movable = [
                (size, at) for size, at in sizes if at not in fixed and not isinstance(items[at], (Cell, *_STAY))
            ]
            if movable:
                self._row_of(given[max(movable)[1]].nodes[0])
                continue
            far = [(size, at) for size, at in sizes if isinstance(items[at], Cell) and self._elsewhere(items[at])]
            if not far:
                raise TypeError(f"the call of {called.function} cannot be made shorter")
            near.add(max(far)[1])

    def _fixed(self, handed: Handed, function: str) -> Formula:
        """An argument that is no formula of its own."""
        if handed.sort == LEFT_OUT:
            return LeftOut()
        if handed.sort == NAME:
            return Text(handed.text)
        if handed.sort == LIST:
            labels = [f"{function}: list item {number}, for {self.writing}" for number, _ in enumerate(handed.nodes, 1)]
            return self._block(handed.nodes, labels)
        assert handed.sort == CHOSEN  # noqa: S101 - others were found to have no form
        return self._name(handed.nodes[0], handed.text)

    def _elsewhere(self, cell: Formula) -> bool:
        return isinstance(cell, Cell) and cell.last < 0 and self.rows[cell.row].kind not in ("model", "constant")

    def _shown(self, cell: Formula) -> Formula:
        """A cell of another sheet by a row of the model, whose address is shorter."""
        if not isinstance(cell, Cell):
            return cell
        found = self._nearby.get(cell.row)
        if found is None:
            item = self.rows[cell.row]
            row = self._new("model", item.node, series=item.series, type=item.type, label=item.label or item.path)
            row.unit, row.percent, row.formula, row.cached = item.unit, item.percent, Cell(cell.row), item.cached
            if item.type == "record":
                row.type, row.cached = "text", self._current_name(item.node, item.input.table or "")  # type: ignore[union-attr]
            self.sections[-1].rows.append(row.number)
            found = self._nearby[cell.row] = row.number
        return Cell(found)

    def _name(self, index: int, table: str) -> Formula:
        """The name of a record: the cell it is chosen in, or a row that looks it up by its number."""
        cell = self._record_cell(index)
        if cell is not None:
            return Cell(cell)
        node = self.nodes[index]
        if node.op == "const":
            return Text(self._names(table)[whole_number(node.value)])
        found = self._name_cells.get(index)
        if found is None:
            self.columns.setdefault(table, set())
            place = self._formula(index)
            if not isinstance(place, Cell):
                place = Cell(self._row_of(index))
            row = self._new(
                "model", index, series=node.series, type="text", label=f"Name that is chosen: {self.writing}"
            )
            row.formula = Call("INDEX", (Column(table, ""), Operation("+", place, ONE)))
            row.cached = self._current_name(index, table)
            self.sections[-1].rows.append(row.number)
            found = self._name_cells[index] = row.number
        return Cell(found)

    def _names(self, table: str) -> tuple[str, ...]:
        known = self.plan.tables[table]
        return known.families or known.rows

    def _current_name(self, index: int, table: str) -> Any:
        """The name that stands in the cells of a record's row."""
        names = self._names(table)
        value = self.values.node(index)
        if isinstance(value, list | tuple):
            return tuple([names[int(each)] if each == each else float("nan") for each in value])
        return names[int(value)] if value == value else float("nan")
