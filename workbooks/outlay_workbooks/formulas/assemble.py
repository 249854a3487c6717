"""From a plan in native operations to rows of formulas: what gets a row of its own, what is written in place.

A named number has a row; so has every call of a function and every local name in one, whatever is used several times,
and whatever a spreadsheet can only look at as a range. Everything else is written in place, until a formula would be
longer or deeper than a reader likes: then its longest part moves to a row above it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any

from outlay.diagnostics import OutlayError
from outlay.plan import Node, Plan, Quantity
from outlay.scalar import Values
from outlay.scalar.contents import parts, whole_number
from outlay_workbooks.formulas.annual import Annual, AnnualRow, years_of
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
from outlay_workbooks.formulas.labels import constant_label, step_label
from outlay_workbooks.formulas.lower import Lowered
from outlay_workbooks.formulas.operations import OF_LISTS, ONE, REDUCTIONS, ZERO, pointwise
from outlay_workbooks.formulas.rows import Native, Row, Section, SwitchRow, Typed

LONGEST = 150
DEEPEST = 4
LONGEST_TEXT = 60  # of a text written in a formula
FEW = 6  # items that may stand in a formula one by one
EPOCH = 693594  # the proleptic ordinal of a spreadsheet's day 0

RANGED = frozenset({"at", "reduce", "npv", "irr", "xirr"})
FORMULA = "formula"  # stands in the cell of an input that is worked out of others until a number is typed in
_IS = {"truth": "ISLOGICAL", "text": "ISTEXT"}
_HEAD = (("period", "Periods since the start"), ("start", "First day"), ("days", "Days"), ("years", "Year"))
FROM, UNTIL, FAMILY, LINE = "from", "until", "family", "line"


def assemble(combined: Combined, lowered: Lowered, values: Values) -> Native:
    """The rows of a combined model. `values` are the engine's, of every node of the lowered plan."""
    kept = sys.getrecursionlimit()
    sys.setrecursionlimit(max(kept, 20_000))
    try:
        return _Assembly(combined, lowered, values).done()
    finally:
        sys.setrecursionlimit(kept)


class _Assembly:
    def __init__(self, combined: Combined, lowered: Lowered, values: Values) -> None:
        self.combined = combined
        self.lowered = lowered
        self.plan: Plan = lowered.plan
        self.nodes: Sequence[Node] = lowered.plan.nodes
        self.values = values
        at = lowered.places
        self.labels: dict[int, Quantity] = {}
        for node, quantity in combined.labels.items():
            self.labels.setdefault(at[node], quantity)
        self.rows: list[Row] = []
        self.of_node: dict[int, int] = {}  # node: its row
        self.named: dict[str, int] = {}
        self.sections: list[Section] = [Section("")]
        self.constants: dict[tuple[str, Any], int] = {}
        # what hangs on the scenario: its path and its nodes in the base and in each scenario
        self.switch_nodes = {
            at[one.node]: (one.path, tuple([at[each] for each in one.alternatives])) for one in combined.switches
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
        self.current: Quantity | None = None  # whose formula is being written

    # ------------------------------------------------------------------------------------------- what needs a row

    def _uses(self) -> dict[int, int]:
        uses: dict[int, int] = {}
        for node in self.nodes:
            for arg in node.args:
                uses[arg] = uses.get(arg, 0) + 1
        return uses

    def _weight(self, index: int, most: int = 3) -> int:
        """How many operations a node is, counted no further than needed."""
        node = self.nodes[index]
        if node.op in ("const", "input", "period", "days") or index in self.of_node:
            return 0
        found = 1
        for arg in node.args:
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
        if node.op in ("const", "input", "list", "fault", "period", "days"):
            return False
        if node.op in ("known", "row_at", "best", "median", "pick"):
            return True
        label = self.labels.get(index)
        if label is not None and label.role in ("call", "local"):
            return True
        return self.uses.get(index, 0) > 1 and self._weight(index) >= 3

    # ------------------------------------------------------------------------------------------- the whole

    def done(self) -> Native:
        scenario = self._new("scenario", -1, label="Scenario", cached=1.0)
        self.of_node[self.lowered.places[self.combined.scenario]] = scenario.number
        self._timeline_rows()
        inputs = self._inputs()
        quantities = [q for q in self.plan.quantities if q.role != "solve"] + [
            q for q in self.plan.quantities if q.role == "solve"
        ]
        ours = self._reserve(quantities)
        for row, quantity in ours:
            self.current = quantity
            self._section(quantity.section)
            self._fill(row)
            if row.kind == "model":
                self.sections[-1].rows.append(row.number)
        checks = []
        self._section("Checks", new=True)
        for check in self.plan.checks:
            self.current = None
            row = self.rows[self._row_of(check.node)]
            if row.quantity is None:
                row.label = check.text
            checks.append((check, row.number))
        annual = self._annual(quantities)
        return Native(
            plan=self.plan,
            values=self.values,
            rows=self.rows,
            sections=[section for section in self.sections if section.rows],
            constants=list(self.constants.values()),
            timeline=self.timeline,
            inputs=inputs,
            switches=self.switches,
            scenario_row=scenario.number,
            named=self.named,
            checks=checks,
            columns=self.columns,
            dated=self.dated,
            annual=annual,
            parts=self.annual_parts,
        )

    def _annual(self, quantities: Sequence[Quantity]) -> list[tuple[str, list[int]]]:
        """Lines by calendar year, by section, for every named number that is a series."""
        timeline = self.plan.timeline
        if timeline is None:
            return []
        self._section("For the years", new=True)
        self.annual = True
        heads = {name: self._new("head", -1, series=True, label=name).number for name in ("year", "periods", "last")}
        heads["years"], heads["days"] = self.timeline["years"], self.timeline["days"]
        by_node: dict[int, Quantity] = {}
        for quantity in self.plan.quantities:
            by_node.setdefault(quantity.node, quantity)
        for node, quantity in self.labels.items():
            by_node.setdefault(node, quantity)
        made = Annual(
            self.nodes,
            self.values.node,
            years_of(timeline, self.plan.calendar),
            by_node,
            frozenset(self.lowered.guards),
            self.lowered.places[self.combined.scenario],
            self._formula,
            self._row_of,
            self._typed_constant,
            self._typed_row,
            self._fits,
            heads,
            self._annual_line,
        )
        self.timeline.update({f"annual {name}": heads[name] for name in ("year", "periods", "last")})
        sections: list[tuple[str, list[int]]] = []
        for quantity in quantities:
            if not self.nodes[quantity.node].series or self.nodes[quantity.node].type != "number":
                continue
            if not sections or sections[-1][0] != quantity.section:
                sections.append((quantity.section, []))
            self.current = quantity
            number = made.line(quantity, quantity.section)
            self.annual_parts.remove(number)
            sections[-1][1].append(number)
        return sections

    def _annual_line(self, line: AnnualRow) -> int:
        row = self._new("annual", -1, series=True, label=line.label, path=line.path, unit=line.unit)
        row.formula, row.cached, row.percent, row.quantity, row.rule = (
            line.formula, line.values, line.percent, line.quantity, line.rule,
        )  # fmt: skip
        self.annual_parts.append(row.number)
        return row.number

    def _typed_constant(self, value: float, label: str) -> Formula:
        found = self.constants.get(("number", value))
        if found is None:
            found = self.constants["number", value] = self._new("constant", -1, label=label, cached=value).number
        return Cell(found)

    def _typed_row(self, values: tuple[float, ...], label: str) -> int:
        row = self._new("model", -1, series=True, label=label, cached=values)
        self.sections[-1].rows.append(row.number)
        return row.number

    def _fits(self, formula: Formula) -> bool:
        text = written(formula, self._estimate)
        return len(text) < LONGEST and depth(text) <= DEEPEST

    def _section(self, title: str, new: bool = False) -> None:
        if new or self.sections[-1].title != title:
            self.sections.append(Section(title))

    def _new(self, kind: str, node: int, **more: Any) -> Row:
        row = Row(len(self.rows), kind, node, **more)
        self.rows.append(row)
        return row

    def _timeline_rows(self) -> None:
        if self.plan.timeline is None:
            return
        for name, label in _HEAD:
            self.timeline[name] = self._new("timeline", -1, series=True, label=label, type="number").number

    def _inputs(self) -> list[int]:
        found: list[int] = []
        by_path = {quantity.path: quantity for quantity in self.plan.quantities}
        for index, item in enumerate(self.plan.inputs):
            if index == 0:
                continue
            owner = self.combined.overriding.get(index)
            path = item.path if owner is None else owner[1]
            quantity = by_path.get(path)
            default = self.nodes[item.node].args
            computed = bool(default) and self.nodes[default[0]].op not in ("const",)
            row = self._new(
                "input" if owner is None else "override",
                item.node,
                series=False,
                type=item.type,
                quantity=quantity,
                label=item.label or (quantity.label if quantity is not None else ""),
                path=item.path,
                unit=item.unit,
                percent=quantity.percent if quantity is not None else False,
                input=item,
            )
            if item.type == "record":
                self.record_cells[item.node] = row.number
                if computed:
                    raise OutlayError(f"{path}: a record that follows a formula cannot be typed over in a workbook.")
            elif computed:
                row.cached = FORMULA
                self.typed[item.node] = row.number
            else:
                self.of_node[item.node] = row.number
            if owner is None:
                found.append(row.number)
        return found

    def _reserve(self, quantities: Sequence[Quantity]) -> list[tuple[Row, Quantity]]:
        """A row for every named number, before any formula is written; those that others are made of come later."""
        ours: list[tuple[Row, Quantity]] = []
        for quantity in quantities:
            index = quantity.node
            if quantity.path in self.combined.scenario_only:
                continue  # it has a name in some scenarios alone, and its row where something needs it
            known = self.of_node.get(index)
            if known is not None and self.rows[known].kind == "input" and self.rows[known].path == quantity.path:
                self.rows[known].quantity = quantity
                self.named[quantity.path] = known
                continue
            if index in self.switch_nodes and not self.nodes[index].series and known is None:
                row = self._new("switch", index, **self._about(quantity, index))
                self.of_node[index] = row.number
                self.named[quantity.path] = row.number
                self.current = quantity
                ours.append((row, quantity))
                continue
            row = self._new("model", index, **self._about(quantity, index))
            self.named[quantity.path] = row.number
            if known is None:
                self.of_node[index] = row.number
            ours.append((row, quantity))
        return ours

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

    # ------------------------------------------------------------------------------------------- rows

    def _fill(self, row: Row) -> None:
        """The formula of a row that has a number already."""
        index = row.node
        if row.kind == "switch":
            self._fill_switch(row)
            return
        owner = self.of_node[index]
        if owner != row.number:
            row.formula = Cell(owner)
            return
        node = self.nodes[index]
        if node.op == "const" or node.op == "known":
            return
        row.formula = self._within(self._operation(index, node), index)

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
            about = {"label": self._called(index), "type": node.type} if quantity is None else self._about(quantity, index)
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
        if label is not None:
            row.quantity = None
            row.unit, row.percent, row.path = label.unit, label.percent, ""
        self.of_node[index] = row.number
        self._fill(row)
        self.sections[-1].rows.append(row.number)
        return row.number

    def _called(self, index: int) -> str:
        return step_label(self.labels.get(index), self.lowered.steps.get(index, ""), self.current)

    def _fill_switch(self, row: Row) -> None:
        path, alternatives = self.switch_nodes[row.node]
        columns: list[Formula | Typed | float | str | bool | None] = []
        for number, index in enumerate(alternatives):
            node = self.nodes[index]
            known = self.of_node.get(index)
            if node.op == "const":
                value = node.value
                columns.append(value - EPOCH if node.type == "date" and isinstance(value, float) else value)  # type: ignore[arg-type]
            elif known is not None and self.rows[known].kind == "override":
                owner = self.combined.overriding[whole_number(self.nodes[index].value)]
                columns.append(Typed(known) if owner[0] == number else Cell(known))
            else:
                columns.append(Cell(self._row_of(index)))
        found = row.node in self.lowered.found
        self.switches.append(SwitchRow(row.number, row.path or path, row.label, row.unit, tuple(columns), found=found))

    def _constant(self, index: int, node: Node) -> int:
        value = node.value
        key = (node.type, value)
        found = self.constants.get(key)
        if found is None:
            label = constant_label(value, node.type, self.plan, self.current)
            found = self.constants[key] = self._new("constant", index, type=node.type, label=label).number
        return found

    # ------------------------------------------------------------------------------------------- formulas

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

    def _operation(self, index: int, node: Node) -> tuple[str, tuple[int, ...]] | Formula:
        """How a node is written: an operation on parts that may yet move, or a formula that stands."""
        op, args = node.op, node.args
        if op == "previous":
            return self._previous(index, node)
        if op in RANGED:
            return self._ranged(node)
        if op in OF_LISTS:
            return self._of_list(op, self.nodes[args[0]].args)
        if op == "best":
            block = self._candidates(index, node)
            return Operation("-", Call("XMATCH", (Call("MIN", (block,)), block)), ONE)
        if op == "median":
            return Call("MEDIAN", (self._candidates(index, node),))
        cell_of_name = self._record_cell(index)
        if cell_of_name is not None:
            table = self.rows[cell_of_name].input.table or ""  # type: ignore[union-attr]
            self.columns.setdefault(table, set())
            return Operation("-", Call("XMATCH", (Cell(cell_of_name), Column(table, ""))), ONE)
        if op == "input":
            cell = Cell(self.typed[index])
            check = _IS.get(node.type, "ISNUMBER")
            return Call("IF", (Call(check, (cell,)), cell, self._formula(args[0])))
        if op == "pick":
            return self._pick(node)
        if op == "row_at":
            return self._row_in_force(index, node)
        if op == "choose" and index in self.switch_nodes:
            return self._equation(index)
        if op in ("min", "max", "and", "or"):
            args = self._flat(op, args)
        if op == "choose" and len(args) > FEW + 1:
            block = self._block(args[1:], [])
            return Call("INDEX", (block, Operation("+", self._formula(args[0]), ONE)))
        return op, args

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
        if function is None and op == "choose":
            block = self._block(args[1:], [])
            return Call("INDEX", (block, Operation("+", self._formula(args[0]), ONE)))
        if function is None:
            raise TypeError(f"the formula of {self._called(index)} cannot be made shorter")
        return Call(function, (self._block(args, []),))

    def _previous(self, index: int, node: Node) -> Formula:
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
            return Call("IRR", (whole, ZERO))
        return Call("XIRR", (whole, Cell(self.timeline["start"], "span", 0, self.periods)))

    def _of_list(self, op: str, items: Sequence[int]) -> Formula:
        if len(items) <= FEW:
            made = Call(OF_LISTS[op], tuple([self._formula(item) for item in items]))
            if self._fits(made):
                return made
        return Call(OF_LISTS[op], (self._block(items, []),))

    def _block(self, items: Sequence[int], labels: Sequence[str]) -> Cell:
        """The items as rows one under the other, and the column of them."""
        formulas = [self._formula(item) for item in items]
        first = -1
        for number, (item, formula) in enumerate(zip(items, formulas, strict=True)):
            node = self.nodes[item]
            label = labels[number] if number < len(labels) else f"{self._called(item)}, item {number + 1}"
            row = self._new("model", item, series=node.series, type=node.type, label=label, formula=formula)
            self.sections[-1].rows.append(row.number)
            first = row.number if first < 0 else first
        return Cell(first, last=first + len(items) - 1)

    def _candidates(self, index: int, node: Node) -> Cell:
        """The keys of a choice as rows, an empty text where a row does not count."""
        keys = self.lowered.candidates[index]
        table = self.plan.tables.get(str(node.value))
        names = table.rows if table is not None and len(table.rows) == len(keys) else ()
        return self._block(keys, [f"{self._called(index)}: {name}" for name in names])

    def _pick(self, node: Node) -> Formula:
        table, column = (str(part) for part in parts(node.value)[:2])
        self.columns.setdefault(table, set()).add(column)
        source = self.nodes[node.args[0]]
        name = self._record_cell(node.args[0])
        if name is not None:
            found: Formula = Call("XLOOKUP", (Cell(name), Column(table, ""), Column(table, column)))
        else:
            place = Cell(self._row_of(node.args[0])) if source.op != "const" else self._formula(node.args[0])
            found = Call("INDEX", (Column(table, column), Operation("+", place, ONE)))
        cells: Sequence[Any] = self.plan.tables[table].columns[column]
        if source.op == "row_at":  # only the rows of that family can be in force
            family = self.nodes[source.args[0]]
            dated = self.plan.tables[table].dated or ()
            if family.op == "const" and isinstance(family.value, float) and 0 <= family.value < len(dated):
                cells = [cells[row] for _, _, row in dated[int(family.value)]]
        if any(cell is None for cell in cells):
            check = "ISTEXT" if any(isinstance(cell, str) for cell in cells) else "ISNUMBER"
            return Call("IF", (Call(check, (found,)), found, Call("NA", ())))
        return found

    def _row_in_force(self, index: int, node: Node) -> Formula:
        """The row of a dated list in force on a day: its line is found exactly, since lines never overlap."""
        table = str(node.value)
        self.dated.add(table)
        family = self.nodes[node.args[0]]
        day = self._formula(node.args[1])
        if not isinstance(day, Cell):
            day = Cell(self._row_of(node.args[1]))
        which = int(family.value) if family.op == "const" and isinstance(family.value, float) else -1

        def column(name: str) -> Column:
            return Column(table, name, which, dated=True)

        begun = Operation("&", Text("<="), day)
        lasting = Operation("&", Text(">="), day)
        terms: list[Formula] = [column(LINE), column(FROM), begun, column(UNTIL), lasting]
        if which < 0:
            terms += [column(FAMILY), self._formula(node.args[0])]
        line = self._new("model", index, series=node.series, label=f"{self._called(index)}, line in force, 0 if none")
        value = self.values.node(index)
        line.formula = Call("SUMIFS", tuple(terms))
        line.cached = 0.0 if value != value else value + 1 if not isinstance(value, list) else None
        self.sections[-1].rows.append(line.number)
        cell = Cell(line.number)
        return Call("IF", (Operation(">", cell, ZERO), Operation("-", cell, ONE), Call("NA", ())))

    def _record_cell(self, index: int) -> int | None:
        """The cell that holds the name of a record: an input's, or what is in force of several."""
        found = self.record_cells.get(index)
        if found is not None or index not in self.switch_nodes:
            return found
        path, alternatives = self.switch_nodes[index]
        cells = [self.record_cells.get(each) for each in alternatives]
        if any(cell is None for cell in cells):
            return None
        first = self.rows[cells[0] or 0]
        row = self._new("switch", alternatives[0], type="record", label=first.label, path=path, input=first.input)
        columns: list[Any] = []
        for number, cell in enumerate(cells):
            item = self.rows[cell or 0]
            owner = self.combined.overriding.get(whole_number(self.nodes[item.node].value))
            columns.append(Typed(item.number) if owner is not None and owner[0] == number else Cell(item.number))
        self.switches.append(SwitchRow(row.number, path, row.label, "", tuple(columns)))
        self.record_cells[index] = row.number
        return row.number

    def _equation(self, index: int) -> Formula:
        """A series that hangs on the scenario: the equation in force by its number."""
        path, alternatives = self.switch_nodes[index]
        distinct = list(dict.fromkeys(alternatives))
        name = "" if self.current is None else (self.current.label or self.current.path)
        for each in distinct:
            if each not in self.of_node and self.nodes[each].op != "const":
                scenario = alternatives.index(each)
                where = "base" if scenario == 0 else self.plan.scenarios[scenario - 1]
                row = self.rows[self._row_of(each)]
                row.label = f"{name} ({where})"
        numbers = tuple([float(distinct.index(each) + 1) for each in alternatives])
        row = self._new("switch", -1, label=f"{name}: equation in force", path=path)
        row.cached = numbers[0]
        self.switches.append(SwitchRow(row.number, path, row.label, "", numbers, equations=True))
        cells = tuple([Cell(self._row_of(each)) for each in distinct])
        return Call("CHOOSE", (Cell(row.number), *cells))


def _is_minus_zero(value: float) -> bool:
    return value == 0 and math.copysign(1.0, value) < 0
