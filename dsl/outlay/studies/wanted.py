"""What is asked of many evaluations: an output, one figure of a series, the answer to a question, a check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outlay.diagnostics import OutlayError
from outlay.explain import INDEXED, find, named, period_number
from outlay.plan import Node

if TYPE_CHECKING:
    import numpy.typing as npt

    from outlay.arrays import ArrayValues
    from outlay.plan import CheckNode, Constant, Plan, Quantity, Timeline

    Floats = npt.NDArray[np.float64]

OVER_TIME = ("first", "last", "total", "mean", "min", "max")
_CALLED = re.compile(r"(?P<how>total|mean|min|max)\s*\(\s*(?P<name>[^\[\]()]+?)\s*\)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to compute in every row. `how` says what is made of a series; "" keeps every period."""

    name: str  # as it was asked for
    node: int
    type: str = "number"  # number, truth, text, date
    unit: str = ""
    label: str = ""
    percent: bool = False
    format: str | None = None
    how: str = ""  # at, total, mean, min, max, all
    period: int = 0
    basis: str = ""  # what of a series this is, in words
    periods: tuple[str, ...] = ()  # of a series that is kept whole
    weights: tuple[float, ...] = ()
    question: int = -1  # of `plan.solves`

    @property
    def title(self) -> str:
        """What it is called where there is room, with what of a series it is."""
        return f"{self.label or self.name}, {self.basis}" if self.basis else self.label or self.name

    def of(self, values: ArrayValues) -> Floats:
        """Its values: (rows,), or (periods, rows) for a series kept whole; what is no number is NaN."""
        found: Floats = values.question(self.question)[0] if self.question >= 0 else values.node(self.node)
        if self.type == "number":
            finite = np.isfinite(found)
            found = found if finite.all() else np.where(finite, found, np.nan)
        if not self.how:
            return found
        if self.how == "at":
            one: Floats = found[self.period]
            return one
        with np.errstate(invalid="ignore", over="ignore"):
            if self.how in ("total", "mean"):
                summed: Floats = np.tensordot(np.asarray(self.weights), found, 1)
                return summed
            least: Floats = found.max(axis=0) if self.how == "max" else found.min(axis=0)
        return least


def whole(plan: Plan, names: Sequence[str]) -> tuple[Wanted, ...]:
    """What `names` ask for, every period of a series unless a name says otherwise; all outputs if there are none."""
    known = named(plan)
    return tuple(_wanted(plan, name, None, known) for name in names or _outputs(plan))


def single(plan: Plan, names: Sequence[str], at: str = "") -> tuple[Wanted, ...]:
    """The same with one figure for each series: `at`, or else the total of a rate and the last period of the rest."""
    known = named(plan)
    return tuple(_wanted(plan, name, at, known) for name in names or _outputs(plan))


def numbers_only(wanted: Sequence[Wanted], named: bool) -> tuple[Wanted, ...]:
    """Those that are numbers; what is none is an error where it was asked for by name, else left out."""
    found = tuple(each for each in wanted if each.type == "number")
    other = next((each for each in wanted if each.type != "number"), None)
    if other is not None and (named or not found):
        raise OutlayError(f"{other.name} is no number, and a number is wanted here.")
    return found


def fused(plan: Plan, wanted: Sequence[Wanted]) -> tuple[Plan, tuple[Wanted, ...]]:
    """The plan with a node for each figure of a series, so that engines compute it row by row and keep no series."""
    nodes = list(plan.nodes)
    periods = len(plan.timeline) if plan.timeline is not None else 0

    def add(
        op: str, args: tuple[int, ...], value: Constant = None, *, series: bool = False, type_: str = "number"
    ) -> int:
        nodes.append(Node(op, args, value, series, type_))
        return len(nodes) - 1

    def weighted(node: int, weights: tuple[float, ...]) -> int:
        if len(set(weights)) == 1:
            return add("mul", (add("reduce", (node,), ("sum", 0, periods)), add("const", (), weights[0])))
        items = tuple(add("const", (), weight) for weight in weights)
        by_period = add("by_period", items, tuple(range(periods)), series=True)
        return add("reduce", (add("mul", (node, by_period), series=True),), ("sum", 0, periods))

    def figure(each: Wanted) -> Wanted:
        if not each.how:
            return each
        if each.how == "at":
            node = add("at", (each.node,), each.period, type_=each.type)
        elif each.weights:
            node = weighted(each.node, each.weights)
        else:
            node = add("reduce", (each.node,), (each.how, 0, periods), type_=each.type)
        return replace(each, node=node, how="", weights=())

    made = tuple(figure(each) for each in wanted)
    return replace(plan, nodes=tuple(nodes)), made


def _outputs(plan: Plan) -> list[str]:
    found = [plan.quantities[number].path for number in plan.outputs]
    if not found:
        raise OutlayError(f"{plan.name} has no outputs; name what is to be computed.")
    return found


def every_check(plan: Plan) -> tuple[Wanted, ...]:
    """A truth for each check, whether it holds in every period. No name or text of a model is called like these."""
    found = {check.text: _check(plan, check, f"check: {check.text}") for check in plan.checks}
    return tuple(found.values())


def _check(plan: Plan, check: CheckNode, name: str) -> Wanted:
    how = "all" if plan.nodes[check.node].series else ""
    return Wanted(name, check.node, "truth", label=check.text, how=how)


def _wanted(plan: Plan, name: str, at: str | None, known: Mapping[str, int]) -> Wanted:
    for check in plan.checks:
        if check.text == name and all(each.path != name for each in plan.quantities):
            return _check(plan, check, name)
    asked, how, period = _read(name)
    quantity = plan.quantities[find(plan, asked, known)]
    node = plan.nodes[quantity.node]
    if node.type == "list":
        raise OutlayError(f"{asked} is a list, and a row has one figure of each kind.")
    question = next((n for n, each in enumerate(plan.solves) if each.node == quantity.node), -1)
    shape = quantity.facts.format
    percent = quantity.percent or (not quantity.unit and (shape or "").rstrip().endswith("%"))
    made = Wanted(
        name, quantity.node, node.type, quantity.unit, quantity.label, percent, shape, question=question
    )  # fmt: skip
    if not node.series or plan.timeline is None:
        if how or period:
            raise OutlayError(f"{asked} is one figure and has no periods.")
        return made
    if not how and not period:
        if at is None:
            return replace(made, periods=plan.timeline.labels)
        rate = (quantity.facts.rollup or quantity.rollup) == "total"
        how, period = ("", at) if at not in OVER_TIME[2:] else (at, "")
        if not at:
            how, period = ("total", "") if rate and node.type == "number" else ("", "last")
    return _one(plan, plan.timeline, quantity, made, how, period)


def _one(plan: Plan, timeline: Timeline, quantity: Quantity, made: Wanted, how: str, period: str) -> Wanted:
    """One figure of a series."""
    if period:
        place = period_number(plan, period) or 0
        return replace(made, how="at", period=place, basis=timeline.labels[place])
    if made.type != "number":
        raise OutlayError(f"{quantity.path} is no number, so it has no {how}; name a period.")
    count = len(timeline)
    if how == "total":
        factors = quantity.amount_factor
        if factors is None and (quantity.facts.rollup or quantity.rollup) != "total":
            raise OutlayError(f"{quantity.path} is no rate and has no total; ask for its first, last or mean.")
        weights = (1.0,) * count if factors is None else factors if len(factors) == count else factors * count
        unit = quantity.amount_unit or quantity.unit if factors is not None else quantity.unit
        return replace(made, how=how, basis=how, weights=weights, unit=unit)
    days = [float(each) if plan.calendar is None else 1.0 for each in timeline.days]
    weights = tuple(day / sum(days) for day in days) if how == "mean" else ()
    basis = {"min": "least", "max": "greatest"}.get(how, how)
    return replace(made, how=how, basis=basis, weights=weights)


def _read(name: str) -> tuple[str, str, str]:
    """The quantity, what is made of its periods, and the period that a name such as `x[last]` or `total(x)` says."""
    text = name.strip()
    indexed = INDEXED.fullmatch(text)
    if indexed is not None:
        return indexed["name"].strip(), "", indexed["period"]
    called = _CALLED.fullmatch(text)
    if called is not None:
        return called["name"], called["how"], ""
    return text, "", ""
