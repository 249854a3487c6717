"""How choices are written: scenarios, records by name, the best of several, what was in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from outlay.plan import Node
from outlay.scalar.contents import parts, whole_number
from outlay_workbooks.dates import EPOCH
from outlay_workbooks.formulas.called import CALLED
from outlay_workbooks.formulas.calls import Calls
from outlay_workbooks.formulas.expressions import Call, Cell, Column, Formula, Operation, Text
from outlay_workbooks.formulas.judged import plainly
from outlay_workbooks.formulas.operations import OF_LISTS, ONE, ZERO
from outlay_workbooks.formulas.questions import NONE
from outlay_workbooks.formulas.rows import Row, SwitchRow, Typed
from outlay_workbooks.formulas.writing import FEW, NO_FIGURE, RANGED

FROM, UNTIL, FAMILY, LINE = "from", "until", "family", "line"
FORMULA = "formula"  # stands in the cell of an input that is worked out of others until something is typed in


class Choosing(Calls):
    """Every operation of a lowered plan."""

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

    def _operation(self, index: int, node: Node) -> tuple[str, tuple[int, ...]] | Formula:
        """How a node is written: an operation on parts that may yet move, or a formula that stands."""
        node = plainly(self.nodes, node)
        op, args = node.op, node.args
        if op == "previous":
            return self._previous(node)
        if op == CALLED:
            return self._call(index, node)
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
            if node.type == "text":  # the word itself is a text as well
                return Call("IF", (Operation("=", cell, Text(FORMULA)), self._formula(args[0]), cell))
            check = "ISLOGICAL" if node.type == "truth" else "ISNUMBER"
            return Call("IF", (Call(check, (cell,)), cell, self._formula(args[0])))
        if op == "pick":
            return self._pick(node, Call("NA", ()))
        if index in self.lowered.found:
            return self._answer(index)
        if op == "row_at":
            return self._row_in_force(index, node)
        if op == "choose" and index in self.switch_nodes:
            return self._equation(index)
        if op in ("min", "max", "and", "or"):
            args = self._flat(op, args)
        if op == "choose" and (len(args) > FEW + 1 or args[0] == self.scenario):
            return self._chosen(args)
        return op, args

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

    def _answer(self, index: int) -> Formula:
        """What a search found in the scenario in force; where it found nothing, what needs a number has none."""
        name, alternatives = self.switch_nodes[index]
        item = self.rows[self.of_node[index]]
        row = self._new("switch", index, label=item.label or name, path=name, unit=item.unit, percent=item.percent)
        values: list[Any] = [self.nodes[each].value for each in alternatives]
        self.switches.append(SwitchRow(row.number, name, row.label, row.unit, tuple(values), found=True))
        cell = Cell(row.number)
        if all(value == value for value in values):
            return cell
        if not self.uses.get(index):
            item.cached = NONE if values[0] != values[0] else None
            return cell
        return Call("IF", (Call("ISNUMBER", (cell,)), cell, Call("NA", ())))

    def _equation(self, index: int) -> Formula:
        """A series that hangs on the scenario: the equation in force by its number."""
        path, alternatives = self.switch_nodes[index]
        distinct = list(dict.fromkeys(alternatives))
        name = self.writing
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

    def _record_cell(self, index: int) -> int | None:
        """The cell that holds the name of a record: an input's, or what is in force of several."""
        found = self.record_cells.get(index)
        if found is not None or index not in self.switch_nodes:
            return found
        path, alternatives = self.switch_nodes[index]
        cells = [self.record_cells.get(each) for each in alternatives]
        typed = [cell for cell in cells if cell is not None]
        fixed = all(
            cell is not None or self.nodes[each].op == "const" for cell, each in zip(cells, alternatives, strict=True)
        )
        if not typed or not fixed:
            return None
        first = self.rows[typed[0]]
        names = self._names_of(first)
        row = self._new("switch", alternatives[0], type="record", label=first.label, path=path, input=first.input)
        columns: list[Any] = []
        for number, cell in enumerate(cells):
            if cell is None:  # chosen by the model itself, such as the likeliest of several
                columns.append(names[whole_number(self.nodes[alternatives[number]].value)])
                continue
            item = self.rows[cell]
            owner = self.combined.overriding.get(whole_number(self.nodes[item.node].value))
            columns.append(Typed(item.number) if owner is not None and owner[0] == number else Cell(item.number))
        self.switches.append(SwitchRow(row.number, path, row.label, "", tuple(columns)))
        self.record_cells[index] = row.number
        return row.number

    def _names_of(self, row: Row) -> tuple[str, ...]:
        """The names a record's cell may hold, by number."""
        table = self.plan.tables[row.input.table or ""] if row.input is not None else None
        return () if table is None else table.families or table.rows

    def _candidates(self, index: int, node: Node) -> Cell:
        """The keys of a choice as rows, an empty text where a row does not count."""
        keys = self.lowered.candidates[index]
        table = self.plan.tables.get(str(node.value))
        names = table.rows if table is not None and len(table.rows) == len(keys) else ()
        return self._block(keys, [f"{self._called(index)}: {name}" for name in names])

    def _pick(self, node: Node, lacking: Formula) -> Formula:
        """A cell of a table; `lacking` stands for an empty one."""
        table, column = (str(part) for part in parts(node.value)[:2])
        self.columns.setdefault(table, set()).add(column)
        name = self._record_cell(node.args[0])
        if name is not None:
            found: Formula = Call("XLOOKUP", (Cell(name), Column(table, ""), Column(table, column)))
        else:
            constant = self.nodes[node.args[0]].op == "const"
            place = self._formula(node.args[0]) if constant else Cell(self._row_of(node.args[0]))
            found = Call("INDEX", (Column(table, column), Operation("+", place, ONE)))
        if self._lacking(node):
            texts = any(isinstance(cell, str) for cell in self.plan.tables[table].columns[column])
            return Call("IF", (Call("ISTEXT" if texts else "ISNUMBER", (found,)), found, lacking))
        return found

    def _lacking(self, node: Node) -> bool:
        table, column = (str(part) for part in parts(node.value)[:2])
        cells: Sequence[Any] = self.plan.tables[table].columns[column]
        source = self.nodes[node.args[0]]
        if source.op == "row_at":  # only the rows of that family can be in force
            family = self.nodes[source.args[0]]
            dated = self.plan.tables[table].dated or ()
            if family.op == "const" and isinstance(family.value, float) and 0 <= family.value < len(dated):
                cells = [cells[row] for _, _, row in dated[int(family.value)]]
        return any(cell is None for cell in cells)

    def _figure(self, index: int) -> Formula:
        return self._pick(self.nodes[index], Text(NO_FIGURE))

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
