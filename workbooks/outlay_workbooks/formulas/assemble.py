"""From a plan in native operations to the rows of a workbook: inputs, named numbers in file order, checks, years."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from outlay.diagnostics import OutlayError
from outlay.plan import Quantity
from outlay.scalar import Values
from outlay_workbooks.formulas.annual import Annual, AnnualRow, years_of
from outlay_workbooks.formulas.choosing import FORMULA, Choosing
from outlay_workbooks.formulas.combine import Combined
from outlay_workbooks.formulas.expressions import Cell, Formula
from outlay_workbooks.formulas.lower import Lowered
from outlay_workbooks.formulas.questions import Search
from outlay_workbooks.formulas.rows import Native, Row, SearchRows, Section

_HEAD = (("period", "Periods since the start"), ("start", "First day"), ("days", "Days"), ("years", "Year"))


def assemble(combined: Combined, lowered: Lowered, values: Values) -> Native:
    """The rows of a combined model. `values` are the engine's, of every node of the lowered plan."""
    kept = sys.getrecursionlimit()
    sys.setrecursionlimit(max(kept, 20_000))
    try:
        return _Assembly(combined, lowered, values).done()
    finally:
        sys.setrecursionlimit(kept)


class _Assembly(Choosing):
    def done(self) -> Native:
        chosen = self.lowered.places[self.combined.scenario]
        scenario = self._new("scenario", -1, label="Scenario", cached=float(self.values.node(chosen)) + 1)
        self.of_node[chosen] = scenario.number
        self._timeline_rows()
        inputs = self._inputs()
        quantities = [q for q in self.plan.quantities if q.role != "solve"] + [
            q for q in self.plan.quantities if q.role == "solve"
        ]
        ours = self._reserve(quantities)
        for row, quantity in ours:
            self.writing = quantity.label or quantity.path
            self._section(quantity.section)
            self._fill(row)
            if row.kind == "model":
                self.sections[-1].rows.append(row.number)
        checks = []
        self._section("Checks", new=True)
        for check in self.plan.checks:
            self.writing = f"the check “{check.text}”"
            row = self.rows[self._row_of(check.node)]
            if row.quantity is None:
                row.label = check.text
            checks.append((check, row.number))
        drawn = self._drawn()
        targets = self._targets()
        searches = [self._search(search) for search in self.lowered.searches]
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
            searches=searches,
            drawn=drawn,
            targets=targets,
            parts=self.annual_parts,
        )

    def _section(self, title: str, new: bool = False) -> None:
        if new or self.sections[-1].title != title:
            self.sections.append(Section(title))

    def _drawn(self) -> dict[int, int]:
        """A row for each single number that a chart shows beside series, by its node."""
        found: dict[int, int] = {}
        self._section("Levels that charts show", new=True)
        for chart in self.plan.charts:
            nodes = [self.plan.quantities[number].node for number in chart.quantities]
            if chart.type in ("waterfall", "tornado") or not any(self.nodes[node].series for node in nodes):
                continue
            for number in chart.quantities:
                quantity = self.plan.quantities[number]
                node = self.nodes[quantity.node]
                if node.series or node.type != "number" or quantity.node in found:
                    continue
                row = self._new("model", quantity.node, series=True, label=quantity.label or quantity.path)
                row.unit, row.percent = quantity.unit, quantity.percent
                row.formula = Cell(self._row_of(quantity.node))
                found[quantity.node] = row.number
                self.sections[-1].rows.append(row.number)
        return found

    def _targets(self) -> dict[tuple[str, str], int]:
        """A row for each target that a line chart shows beside the number it is for."""
        found: dict[tuple[str, str], int] = {}
        for chart in self.plan.charts:
            shown = [self.plan.quantities[number] for number in chart.quantities]
            levels = [self.values.node(one.node) for one in shown if not self.nodes[one.node].series]
            for one in shown if chart.type == "line" else ():
                if one.facts.target is None or not self.nodes[one.node].series or one.facts.target[1] in levels:
                    continue
                label = f"Target of {one.label or one.path}"
                row = self._new("model", -1, series=True, label=label)
                row.unit, row.percent, row.cached = one.unit, one.percent, one.facts.target[1]
                row.formula = self._typed_constant(one.facts.target[1], label)
                found[chart.title, one.path] = row.number
                self.sections[-1].rows.append(row.number)
        return found

    def _search(self, search: Search) -> SearchRows:
        """The rows that say whether an answer that was found still holds."""
        name = search.question.name
        self.writing = f"{name} as found"
        self._section(f"Both sides of {name}, as found", new=True)
        left, right = self._row_of(search.left), self._row_of(search.right)
        self.rows[self._row_of(search.holds)].label = f"{name} still holds"
        return SearchRows(search.question, self._row_of(search.answer), left, right, self._row_of(search.holds))

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
            self.writing = quantity.label or quantity.path
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
                self.columns.setdefault(item.table or "", set())
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
            found = index in self.lowered.found  # its answers stand with the scenarios, and its row looks at them
            if index in self.switch_nodes and not self.nodes[index].series and known is None and not found:
                row = self._new("switch", index, **self._about(quantity, index))
                self.of_node[index] = row.number
                self.named[quantity.path] = row.number
                self.writing = quantity.label or quantity.path
                ours.append((row, quantity))
                continue
            row = self._new("model", index, **self._about(quantity, index))
            self.named[quantity.path] = row.number
            if known is None:
                self.of_node[index] = row.number
            ours.append((row, quantity))
        return ours
