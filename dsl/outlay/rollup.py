"""A series by calendar year: rates and amounts add up, stocks take their year's last figure, ratios are made anew.

A ratio of a year is no mean of its months. Its own equation is applied to the yearly figures of what it is made of:
`1 - cost / revenue` to a year's cost and a year's revenue.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from outlay.plan import RATES, Plan, Quantity
from outlay.scalar.folding import FUNCTIONS

if TYPE_CHECKING:
    from outlay.scalar.program import Values

_POINTWISE = frozenset(FUNCTIONS) - {"best", "median", "count", "list", "tier"}
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Yearly:
    """The yearly figures of one quantity. A year the timeline covers only in part is marked so."""

    labels: tuple[str, ...]  # "2026", "2026 (3 months)"
    values: tuple[Any, ...]
    unit: str
    rule: str  # total, mean, end or ratio; mean where a ratio cannot be made anew
    partial: tuple[bool, ...]


def yearly(plan: Plan, trace: Values, quantity: int) -> Yearly | None:
    """A quantity's figures by calendar year; None for what does not vary over time."""
    item = plan.quantities[quantity]
    if plan.timeline is None or not plan.nodes[item.node].series:
        return None
    years = _years(plan.timeline.starts)
    return _Years(plan, trace, years).of(item)


def overall(plan: Plan, trace: Values, quantity: int, rule: str = "") -> Yearly | None:
    """The same for the whole timeline at once, by another rule if one is named; None for what does not vary."""
    item = plan.quantities[quantity]
    if plan.timeline is None or not plan.nodes[item.node].series:
        return None
    if rule:
        item = replace(item, facts=replace(item.facts, rollup=rule))
    return _Years(plan, trace, {"all": list(range(len(plan.timeline)))}).of(item)


def _years(starts: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for period, start in enumerate(starts):
        found.setdefault(start[:4], []).append(period)
    return found


class _Years:
    """Figures of every year, for one quantity and whatever its ratio is made of."""

    def __init__(self, plan: Plan, trace: Values, years: dict[str, list[int]]) -> None:
        self.plan = plan
        self.trace = trace
        self.years = years
        self.by_node: dict[int, Quantity] = {}
        for quantity in plan.quantities:
            self.by_node.setdefault(quantity.node, quantity)
        self.memo: dict[int, list[Any] | None] = {}

    def of(self, item: Quantity) -> Yearly:
        rule = item.facts.rollup or item.rollup or "mean"
        unit = item.unit
        values: list[Any] | None = None
        if rule == "total":
            factors = item.amount_factor
            values = [self._total(item.node, periods, factors) for periods in self.years.values()]
            unit = item.amount_unit or unit if factors is not None else unit
        elif rule == "ratio":
            values = self._anew(item.node, 0)
            rule = rule if values is not None else "mean"
        if values is None:
            values = self._simple(item.node, rule)
        return Yearly(self._labels(), tuple(values), unit, rule, self._partial())

    def _labels(self) -> tuple[str, ...]:
        names = {"month": "month", "quarter": "quarter", "year": "year"}
        unit = names.get(self.plan.timeline.unit if self.plan.timeline else "", "period")
        found: list[str] = []
        for (year, periods), partial in zip(self.years.items(), self._partial(), strict=True):
            count = len(periods)
            found.append(f"{year} ({count} {unit}{'' if count == 1 else 's'})" if partial else year)
        return tuple(found)

    def _partial(self) -> tuple[bool, ...]:
        whole = {"month": 12, "quarter": 4, "year": 1}.get(self.plan.timeline.unit if self.plan.timeline else "", 1)
        return tuple([len(periods) < whole for periods in self.years.values()])

    def _total(self, node: int, periods: list[int], factors: tuple[float, ...] | None) -> float:
        series: list[float] = self.trace.node(node)
        if factors is None:
            return sum(series[t] for t in periods) + 0.0
        return sum(series[t] * factors[t if len(factors) > 1 else 0] for t in periods) + 0.0

    def _simple(self, node: int, rule: str) -> list[Any]:
        """The year's last figure, or its mean, where longer periods weigh more if the calendar has true days."""
        series = self.trace.node(node)
        if rule == "end" or not isinstance(series[0], float):
            return [series[periods[-1]] for periods in self.years.values()]
        days = self.plan.timeline.days if self.plan.timeline and self.plan.calendar is None else None
        found: list[Any] = []
        for periods in self.years.values():
            weights = [float(days[t]) if days else 1.0 for t in periods]
            sums = sum(series[t] * weight for t, weight in zip(periods, weights, strict=True))
            found.append(sums / sum(weights))
        return found

    # ------------------------------------------------------------------------------------------------ ratios

    def _anew(self, node: int, depth: int) -> list[Any] | None:
        """The equation behind a node applied to yearly figures; None when it looks across periods.

        Totals enter as the year's mean rate: in a ratio of two totals it is the same, and every factor of the
        equation that converts a unit still fits.
        """
        if depth > _DEEPEST:
            return None
        if node not in self.memo:
            self.memo[node] = None  # what reaches itself looks across periods
            self.memo[node] = self._made(node, depth)
        return self.memo[node]

    def _made(self, node: int, depth: int) -> list[Any] | None:
        item = self.plan.nodes[node]
        if not item.series:
            return [self.trace.node(node)] * len(self.years)
        if item.op == "select":
            parts = [self._part(arg, depth) for arg in item.args]
            if parts[0] is None or parts[1] is None or parts[2] is None:
                return None
            return [
                a if condition is True else b if condition is False else math.nan
                for condition, a, b in zip(parts[0], parts[1], parts[2], strict=True)
            ]
        if item.op == "guard":
            return self._part(item.args[0], depth)
        if item.op == "input" and item.args and self.trace.node(node) == self.trace.node(item.args[0]):
            return self._part(item.args[0], depth)  # the run did not set it
        if item.op not in _POINTWISE:
            return None
        part_of = self._rate if item.op == "div" and item.value == RATES else self._part
        arguments: list[list[Any]] = []
        for arg in item.args:
            part = part_of(arg, depth)
            if part is None:
                return None
            arguments.append(part)
        operation = FUNCTIONS[item.op]
        return [operation(*values) for values in zip(*arguments, strict=True)]

    def _rate(self, node: int, depth: int) -> list[Any] | None:
        """A year's figure of a rate: without a name it is the mean of all it comes to, whatever it is made of."""
        if node in self.by_node or not self.plan.nodes[node].series:
            return self._part(node, depth)
        return self._simple(node, "mean")

    def _part(self, node: int, depth: int) -> list[Any] | None:
        """A year's figures of what a ratio is made of: by its own rule where it has a name, else made anew as well."""
        quantity = self.by_node.get(node)
        if quantity is None or not self.plan.nodes[node].series:
            return self._anew(node, depth + 1)
        rule = quantity.facts.rollup or quantity.rollup
        if rule in ("total", "mean"):
            return self._simple(node, "mean")
        if rule == "end":
            return self._simple(node, "end")
        made = self._anew(node, depth + 1)
        return made if made is not None else self._simple(node, "mean")
