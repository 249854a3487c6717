"""Small plans built by hand, and a slow reading of the meaning of a plan to compare generated code with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from outlay.plan import CheckNode, Constant, Input, Node, Plan, Quantity, SolveNode, Table, Timeline
from outlay.scalar import finance
from outlay.scalar.lookups import row_at

SERIES = {"period", "days", "previous", "cumulative", "cohort", "depreciate", "by_period", "known"}
SINGLE = {"at", "reduce", "npv", "irr", "xnpv", "xirr", "payback", "solve", "minimize"}
TRUTHS = {"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"}


class Builder:
    """Adds nodes one by one and makes a plan of them."""

    def __init__(self, periods: int = 0, tables: Mapping[str, Table] | None = None) -> None:
        self.nodes: list[Node] = []
        self.inputs: list[Input] = []
        self.quantities: list[Quantity] = []
        self.checks: list[CheckNode] = []
        self.solves: list[SolveNode] = []
        self.tables = dict(tables or {})
        self.timeline = months(periods) if periods else None

    def node(self, op: str, *args: int, value: Constant = None, **more: Any) -> int:
        series = op in SERIES or (op not in SINGLE and any(arg >= 0 and self.nodes[arg].series for arg in args))
        type_ = "truth" if op in TRUTHS else "list" if op == "list" else "number"
        self.nodes.append(replace(Node(op, args, value, series, type_), **more))
        return len(self.nodes) - 1

    def const(self, value: float | bool | str) -> int:
        kind = "truth" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
        return self.node("const", value=value, type=kind)

    def input(self, path: str, default: int | None = None, kind: str = "number", **more: Any) -> int:
        args = () if default is None else (default,)
        type_ = "number" if kind == "record" else kind
        index = self.node("input", *args, value=len(self.inputs), type=type_)
        self.inputs.append(Input(path, index, kind, "", "", required=default is None, **more))
        return index

    def name(self, path: str, node: int, role: str = "output", **more: Any) -> int:
        self.quantities.append(Quantity(path, node, more.pop("unit", ""), role, more.pop("text", path), **more))
        return len(self.quantities) - 1

    def fill(self, node: int, series: int) -> None:
        """Points a `previous` made before its series at it."""
        self.nodes[node] = replace(self.nodes[node], args=(series, *self.nodes[node].args[1:]))

    def solve(self, variable: int, low: float, high: float, left: int, right: int, kind: str = "solve") -> int:
        ends = (self.const(low), self.const(high))
        node = self.node(kind, *ends, value=len(self.solves))
        self.solves.append(SolveNode("answer", kind, variable, "x", node, left, right, "", "", "left == right"))
        return len(self.solves) - 1

    def plan(self) -> Plan:
        return Plan(
            "model",
            "",
            "",
            tuple(self.nodes),
            (),
            tuple(self.inputs),
            tuple(self.quantities),
            tuple(i for i, quantity in enumerate(self.quantities) if quantity.role == "output"),
            tuple(self.checks),
            tuple(self.solves),
            tables=self.tables,
            timeline=self.timeline,
        )


def months(count: int) -> Timeline:
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    labels = tuple(f"{2026 + t // 12}-{t % 12 + 1:02d}" for t in range(count))
    return Timeline(
        "month", tuple(f"{label}-01" for label in labels), labels, tuple(lengths[t % 12] for t in range(count))
    )


def same(a: Any, b: Any, tolerance: float = 0.0) -> bool:
    """Equal, a fault being equal to a fault."""
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(a, bool | str) or isinstance(b, bool | str):
        return type(a) is type(b) and a == b
    if a != a or b != b:
        return a != a and b != b
    return a == b or abs(a - b) <= tolerance * max(abs(a), abs(b))


class Reading:
    """The value of every node as the plan's own page says, one period at a time, with no thought of speed."""

    def __init__(self, plan: Plan, inputs: Mapping[int, Any] | None = None) -> None:
        self.plan = plan
        self.inputs = dict(inputs or {})
        self.periods = len(plan.timeline) if plan.timeline else 0
        self.memo: dict[tuple[int, int], Any] = {}

    def value(self, index: int) -> Any:
        if self.plan.nodes[index].series:
            return [self.at(index, t) for t in range(self.periods)]
        return self.at(index, 0)

    def at(self, index: int, t: int) -> Any:
        key = (index, t if self.plan.nodes[index].series else 0)
        if key not in self.memo:
            self.memo[key] = self._compute(self.plan.nodes[index], t)
        return self.memo[key]

    def whole(self, index: int) -> list[Any]:
        return [self.at(index, t) for t in range(self.periods)]

    def _compute(self, node: Node, t: int) -> Any:
        op = node.op
        if op == "const":
            return float(node.value) if isinstance(node.value, int) and not isinstance(node.value, bool) else node.value
        if op == "input":
            given = self.inputs.get(node.value)
            if given is None:
                return self.at(node.args[0], t) if node.args else math.nan
            return given[t] if isinstance(given, list) else given
        if op == "select":
            condition = self.at(node.args[0], t)
            return condition if condition != condition else self.at(node.args[1 if condition else 2], t)
        if op == "previous":
            return self.at(node.args[0], t - 1) if t else self.at(node.args[1], t)
        if op == "cumulative":
            items = [self.at(node.args[0], at) for at in range(t + 1)]
            return math.nan if any(item != item for item in items) else sum(items)
        if op == "period":
            return float(t)
        if op == "days":
            return float(self.plan.timeline.days[t])
        if op == "at":
            return self.at(node.args[0], node.value)
        if op == "reduce":
            return self._reduce(node)
        if op == "npv":
            return finance.npv(self.whole(node.args[0]), self.at(node.args[1], t))
        if op == "xnpv":
            years = finance.running_sum_years(self.plan.timeline.days)
            return finance.xnpv(self.whole(node.args[0]), self.at(node.args[1], t), years)
        if op == "payback":
            return finance.payback(self.whole(node.args[0]))
        if op == "irr":
            return finance.irr(self.whole(node.args[0]))
        if op == "cohort" and node.value == "rate":
            kept = self.at(index, t - 1) if (index := self._index(node)) >= 0 and t else 0.0
            return kept * self.at(node.args[1], t) + self.at(node.args[0], t)
        if op == "cohort":
            ages = self.whole(node.args[1]) if node.value == "curve" else self.at(node.args[1], t)
            return sum((self.at(node.args[0], t - age) * ages[age] for age in range(min(t + 1, len(ages)))), 0.0)
        if op == "by_period":
            return math.nan if node.value[t] is None else self.at(node.args[node.value[t]], t)
        if op == "known":
            return self.at(node.args[0], t) if node.value[t] is None else node.value[t]
        values = [self.at(arg, t) for arg in node.args]
        if op == "choose":
            return math.nan if values[0] != values[0] else values[1 + int(values[0])]
        if op == "list":
            return tuple(values)
        if op == "pick":
            found = (
                None
                if values[0] != values[0]
                else self.plan.tables[node.value[0]].columns[node.value[1]][int(values[0])]
            )
            return math.nan if found is None else found
        if op == "row_at":
            return row_at(self.plan.tables[node.value].dated, *values)
        if op == "fault" or any(value != value for value in values):
            return math.nan
        return _plain_operation(op, values)

    def _index(self, node: Node) -> int:
        return next(i for i, each in enumerate(self.plan.nodes) if each is node)

    def _reduce(self, node: Node) -> Any:
        how, start, until = node.value
        items = self.whole(node.args[0])[start:until]
        if any(item != item for item in items):
            return math.nan
        if how == "mean":
            return sum(items) / len(items)
        return {"sum": sum, "min": min, "max": max, "all": all, "any": any}[how](items)


def _plain_operation(op: str, v: list[Any]) -> Any:
    """On values none of which is a fault."""
    compare = {
        "lt": lambda: v[0] < v[1], "le": lambda: v[0] <= v[1], "gt": lambda: v[0] > v[1], "ge": lambda: v[0] >= v[1],
        "eq": lambda: v[0] == v[1], "ne": lambda: v[0] != v[1],
        "and": lambda: all(v), "or": lambda: any(v), "not": lambda: not v[0],
        "add": lambda: v[0] + v[1], "sub": lambda: v[0] - v[1], "mul": lambda: v[0] * v[1], "neg": lambda: -v[0],
        "div": lambda: v[0] / v[1] if v[1] else math.nan, "abs": lambda: abs(v[0]),
        "sqrt": lambda: math.sqrt(v[0]) if v[0] >= 0 else math.nan,
        "log": lambda: math.log(v[0]) if v[0] > 0 else math.nan,
        "min": lambda: min(v), "max": lambda: max(v), "guard": lambda: v[0] if v[1] else math.nan,
        "floor": lambda: float(math.floor(v[0])) if math.isfinite(v[0]) else v[0],
        "ceil": lambda: float(math.ceil(v[0])) if math.isfinite(v[0]) else v[0],
        "exp": lambda: _exp(v[0]), "pow": lambda: _pow(v[0], v[1]),
    }  # fmt: skip
    return compare[op]()


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _pow(a: float, b: float) -> float:
    if (a == 0 and b < 0) or (a < 0 and math.isfinite(a) and math.isfinite(b) and b != math.floor(b)):
        return math.nan
    try:
        return float(a**b)
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
