"""Series by calendar year, as the engine rolls them up: totals and means of a year, its last figure, ratios made anew.

A ratio of a year is its own equation applied to the year's figures of its parts, so its parts get rows here as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from outlay.plan import RATES, Node, Quantity, Timeline
from outlay.scalar.folding import FUNCTIONS
from outlay_workbooks.formulas.called import CALLED
from outlay_workbooks.formulas.expressions import Call, Cell, Formula, Operation
from outlay_workbooks.formulas.operations import pointwise

POINTWISE = frozenset(FUNCTIONS) - {"best", "median", "count", "list", "tier"}
_DEEPEST = 100


@dataclass(slots=True)
class Years:
    """The calendar years of a timeline, and the periods in each."""

    labels: tuple[str, ...]
    periods: tuple[tuple[int, ...], ...]
    weights: tuple[float, ...] | None  # true days of each period, where the calendar counts them


def years_of(timeline: Timeline, calendar: float | None) -> Years:
    found: dict[str, list[int]] = {}
    for period, start in enumerate(timeline.starts):
        found.setdefault(start[:4], []).append(period)
    weights = tuple(float(length) for length in timeline.days) if calendar is None else None
    return Years(tuple(found), tuple(tuple(periods) for periods in found.values()), weights)


@dataclass(slots=True)
class AnnualRow:
    """A line of the Annual sheet."""

    label: str
    path: str
    unit: str
    percent: bool
    rule: str  # total, mean, end, ratio
    formula: Formula
    values: tuple[Any, ...]
    quantity: Quantity | None = None
    section: str = ""


Lines = Callable[[AnnualRow], int]  # makes a row and gives its number


class Annual:
    """Makes the lines of named series, and of what their ratios are made of."""

    def __init__(
        self,
        nodes: Sequence[Node],
        value: Callable[[int], Any],
        years: Years,
        by_node: dict[int, Quantity],
        guards: frozenset[int],
        scenario: int,
        scalar: Callable[[int], Formula],
        row_of: Callable[[int], int],
        constant: Callable[[float, str], Formula],
        data: Callable[[tuple[float, ...], str], int],
        fits: Callable[[Formula], bool],
        heads: dict[str, int],
        add: Lines,
    ) -> None:
        self.nodes = nodes
        self.value = value
        self.years = years
        self.by_node = by_node
        self.guards = guards
        self.scenario = scenario
        self.scalar = scalar
        self.row_of = row_of
        self.constant = constant
        self.data = data
        self.fits = fits
        self.heads = heads  # rows: "year", "periods", "last" on the Annual sheet; "years" and "days" of each period
        self.add = add
        self.parts: dict[tuple[int, str], tuple[Formula, list[Any]]] = {}
        self.memo: dict[int, tuple[Formula, list[Any]] | None] = {}
        self.owner = ""

    def line(self, quantity: Quantity, section: str) -> int:
        """The line of a named series."""
        rule = quantity.facts.rollup or quantity.rollup or "mean"
        self.owner = quantity.label or quantity.path
        unit = quantity.unit
        made: tuple[Formula, list[Any]] | None = None
        if rule == "total":
            made = self._total(quantity)
            unit = quantity.amount_unit or unit if quantity.amount_factor is not None else unit
        elif rule == "ratio":
            made = self._anew(quantity.node, 0)
            rule = rule if made is not None else "mean"
        if made is None:
            made = self._simple(quantity.node, rule)
        formula, values = made
        return self.add(
            AnnualRow(
                quantity.label, quantity.path, unit, quantity.percent, rule, formula, tuple(values), quantity, section
            )
        )

    # ------------------------------------------------------------------------------------------- a year's figure

    def _series(self, node: int) -> list[Any]:
        value = self.value(node)
        if isinstance(value, list | tuple):
            return list(value)
        return [value] * sum(len(periods) for periods in self.years.periods)

    def _whole(self, row: int) -> Cell:
        return Cell(row, "span", 0, sum(len(periods) for periods in self.years.periods))

    def _summed(self, node: int) -> Formula:
        years = self._whole(self.heads["years"])
        return Call("SUMIFS", (self._whole(self.row_of(node)), years, Cell(self.heads["year"])))

    def _weighted(self, node: int | None, weights: int) -> Formula:
        this_year = Operation("=", self._whole(self.heads["years"]), Cell(self.heads["year"]))
        product = Operation("*", this_year, self._whole(weights))
        if node is not None:
            product = Operation("*", product, self._whole(self.row_of(node)))
        return Call("SUMPRODUCT", (product,))

    def _total(self, quantity: Quantity) -> tuple[Formula, list[Any]]:
        series = self._series(quantity.node)
        factors = quantity.amount_factor
        if factors is None:
            return self._summed(quantity.node), [sum(series[t] for t in year) + 0.0 for year in self.years.periods]
        each = factors if len(factors) > 1 else factors * len(series)
        values = [sum(series[t] * each[t] for t in year) + 0.0 for year in self.years.periods]
        if len(set(each)) == 1:
            formula = self._summed(quantity.node)
            if each[0] != 1.0:
                formula = Operation("*", formula, self.constant(each[0], f"Amount of a period: {self.owner}"))
            return formula, values
        row = self.data(tuple(each), f"Factor from a rate to a period's amount: {self.owner}")
        return self._weighted(quantity.node, row), values

    def _simple(self, node: int, rule: str) -> tuple[Formula, list[Any]]:
        """The year's last figure, or its mean, where longer periods weigh more if the calendar has true days."""
        series = self._series(node)
        if rule == "end" or not isinstance(series[0], float):
            formula: Formula = Call("INDEX", (self._whole(self.row_of(node)), Cell(self.heads["last"])))
            return formula, [series[year[-1]] for year in self.years.periods]
        weights = self.years.weights
        if weights is None:
            formula = Operation("/", self._summed(node), Cell(self.heads["periods"]))
            return formula, [sum(series[t] for t in year) / len(year) for year in self.years.periods]
        values = [
            sum(series[t] * weights[t] for t in year) / sum(weights[t] for t in year) for year in self.years.periods
        ]
        days = self.heads["days"]
        return Operation("/", self._weighted(node, days), self._weighted(None, days)), values

    # ------------------------------------------------------------------------------------------- ratios

    def _anew(self, node: int, depth: int) -> tuple[Formula, list[Any]] | None:
        if depth > _DEEPEST:
            return None
        if node not in self.memo:
            self.memo[node] = None  # what reaches itself looks across periods
            self.memo[node] = self._made(node, depth)
        return self.memo[node]

    def _made(self, node: int, depth: int) -> tuple[Formula, list[Any]] | None:
        item = self.nodes[node]
        if not item.series:
            return self.scalar(node), [self.value(node)] * len(self.years.labels)
        if node in self.guards:
            return self._part(item.args[1], depth)
        if item.op == CALLED:  # a year's ratio is made of what the call works out in place
            return self._anew(item.args[0], depth)
        chosen = item.op == "choose" and item.args[0] == self.scenario
        if item.op not in POINTWISE and item.op != "select" and not chosen:
            return None
        part_of = self._rate if item.op == "div" and item.value == RATES else self._part
        parts: list[tuple[Formula, list[Any]]] = []
        for arg in item.args[1:] if chosen else item.args:
            part = part_of(arg, depth)
            if part is None:
                return None
            parts.append(part)
        if chosen:
            return self._by_scenario(parts)
        columns = list(zip(*[values for _, values in parts], strict=True))
        if item.op == "select":
            values = [a if c is True else b if c is False else math.nan for c, a, b in columns]
        else:
            values = [FUNCTIONS[item.op](*each) for each in columns]
        return self._written(item.op, parts), values

    def _by_scenario(self, parts: list[tuple[Formula, list[Any]]]) -> tuple[Formula, list[Any]]:
        number = self.scalar(self.scenario)
        return self._written("switch", [(number, []), *parts]), parts[0][1]

    def _written(self, op: str, parts: list[tuple[Formula, list[Any]]]) -> Formula:
        """The operation on its parts; parts that are too long get lines of their own."""
        items = list(parts)
        while True:
            formulas = [formula for formula, _ in items]
            made = Call("CHOOSE", tuple(formulas)) if op == "switch" else pointwise(op, formulas)
            if made is None:
                raise TypeError(f"no formula for {op}")
            if self.fits(made):
                return made
            longest = max(
                (number for number, (formula, values) in enumerate(items) if values and not isinstance(formula, Cell)),
                key=lambda number: len(repr(items[number][0])),
                default=-1,
            )
            if longest < 0:
                return made
            items[longest] = self._own_line(*items[longest], f"Part of {self.owner}")

    def _own_line(self, formula: Formula, values: list[Any], label: str) -> tuple[Formula, list[Any]]:
        row = self.add(AnnualRow(label, "", "", False, "", formula, tuple(values)))
        return Cell(row), values

    def _rate(self, node: int, depth: int) -> tuple[Formula, list[Any]] | None:
        """A year's figure of a rate: without a name it is the mean of all it comes to, whatever it is made of."""
        if node in self.by_node or not self.nodes[node].series:
            return self._part(node, depth)
        return self._once(node, "mean", None)

    def _part(self, node: int, depth: int) -> tuple[Formula, list[Any]] | None:
        """A year's figure of what a ratio is made of: by its own rule where it has a name, else made anew as well."""
        quantity = self.by_node.get(node)
        if quantity is None or not self.nodes[node].series:
            return self._anew(node, depth + 1)
        rule = quantity.facts.rollup or quantity.rollup
        if rule in ("total", "mean"):
            return self._once(node, "mean", quantity)
        if rule == "end":
            return self._once(node, "end", quantity)
        made = self._anew(node, depth + 1)
        return made if made is not None else self._once(node, "mean", quantity)

    def _once(self, node: int, rule: str, quantity: Quantity | None) -> tuple[Formula, list[Any]]:
        found = self.parts.get((node, rule))
        if found is None:
            formula, values = self._simple(node, rule)
            said = "at the year's end" if rule == "end" else "mean of the year"
            name = f"Part of {self.owner}" if quantity is None else quantity.label or quantity.path
            found = self._own_line(formula, values, f"{name}, {said}")
            self.parts[node, rule] = found
        return found
