"""One run of a plan turned into a `Result`: numbers with their units, and sentences for what did not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from outlay.display import show_value
from outlay.result import CheckResult, Number, Output, Result, Scalar, SolveResult, clean

if TYPE_CHECKING:
    from outlay.diagnostics import Diagnostic
    from outlay.explain import Explanation
    from outlay.plan import CheckNode, Plan
    from outlay.plan import Quantity as PlanQuantity
    from outlay.scalar import Program, Values

NAMED = frozenset({"input", "output", "plain", "member"})  # roles that have a name in the model itself


class Run:
    """A plan with the inputs of one run; everything beyond the outputs is computed when it is asked for."""

    def __init__(self, program: Program, inputs: Mapping[int, Any], point: str, texts: Mapping[str, str]) -> None:
        self.program = program
        self.plan: Plan = program.plan
        self.inputs = dict(inputs)
        self.point = point
        self.texts = dict(texts)  # what the run set, by path, for the explanation
        self.values: Values = program.run(self.inputs, point=point)

    def number(self, node: int) -> Number:
        """The value of a node as results carry it."""
        return _number(self.values.node(node))

    def output(self, quantity: PlanQuantity) -> Output:
        """A quantity with its value and its yearly roll-up."""
        plan = self.plan
        node = plan.nodes[quantity.node]
        value = self.number(quantity.node)
        series = node.series and plan.timeline is not None
        facts = quantity.facts
        return Output(
            name=quantity.path,
            value=value,
            unit=quantity.unit,
            label=quantity.label,
            periods=plan.timeline.labels if series and plan.timeline is not None else (),
            type=node.type,
            percent=quantity.percent,
            format=facts.format,
            role=quantity.role,
            section=quantity.section,
            target=facts.target,
        )

    def result(self, diagnostics: tuple[Diagnostic, ...], model: str) -> Result:
        """Everything a run gives, in file order."""
        plan = self.plan
        outputs = [self.output(plan.quantities[number]) for number in plan.outputs]
        solves = [self.solve(number) for number in range(len(plan.solves))]
        return Result(
            model=model,
            title=plan.title,
            scenario=plan.scenario,
            point=self.point,
            outputs={each.name: each for each in outputs},
            checks=tuple(self.check(number) for number in range(len(plan.checks))),
            solves={each.name: each for each in solves},
            diagnostics=diagnostics,
            periods=plan.timeline.labels if plan.timeline is not None else (),
            calendar=self._calendar(),
            uncertain=tuple(q.path for q in plan.quantities if q.distribution and q.role in NAMED),
            overrides=tuple(self.texts.items()),
            _run=self,
        )

    def _calendar(self) -> str:
        """The calendar's convention, where it made a difference."""
        needed = any(quantity.calendar for quantity in self.plan.quantities)
        return calendar_words(self.plan) if needed else ""

    def quantities(self) -> dict[str, Output]:
        """Every quantity that has a name in the model, by name, in file order."""
        wanted = [quantity for quantity in self.plan.quantities if quantity.role in NAMED]
        traced = self.program.trace(self.inputs, point=self.point)
        kept, self.values = self.values, traced
        try:
            return {quantity.path: self.output(quantity) for quantity in wanted}
        finally:
            self.values = kept

    def explain(self, name: str, depth: int | None = None, period: str | None = None) -> Explanation:
        """The tree of a quantity."""
        from outlay.explain import explain

        traced = self.program.trace(self.inputs, point=self.point)
        return explain(self.plan, traced.node, name, period=period, depth=depth, given=self.texts)

    def check(self, number: int) -> CheckResult:
        """A check judged, with where it fails and the figures there."""
        check = self.plan.checks[number]
        value = self.values.check(number)
        if not isinstance(value, (list, tuple)):
            if value is True:
                return CheckResult(check.text, True, self._sides(check, None))
            reason = "cannot be computed" if value is not False else self._sides(check, None, failed=True)
            return CheckResult(check.text, False, reason)
        labels = self.plan.timeline.labels if self.plan.timeline is not None else ()
        wrong = [n for n, each in enumerate(value) if each is not True]
        if not wrong:
            return CheckResult(check.text, True, f"in all {len(value)} periods")
        where = spans([labels[n] for n in wrong], labels)
        at = wrong[0]
        sides = "cannot be computed" if value[at] is not False else self._sides(check, at, failed=True)
        return CheckResult(check.text, False, f"fails in {len(wrong)} of {len(value)} periods ({where}); "
                           f"in {labels[at]}: {sides}")  # fmt: skip

    def _sides(self, check: CheckNode, period: int | None, *, failed: bool = False) -> str:
        """`65.2% >= 70% does not hold` for each comparison of the condition."""
        told: list[str] = []
        for left, operator, right, unit in check.comparisons:
            both = [self._at(side, period) for side in (left, right)]
            percent = not unit and "%" in check.condition
            types = [self.plan.nodes[side].type for side in (left, right)]
            shown = [
                show_value(each, unit, percent=percent, type=kind) for each, kind in zip(both, types, strict=True)
            ]
            if shown[0] == shown[1] and both[0] != both[1]:
                shown = [repr(each) for each in both]
            told.append(f"{shown[0]} {operator} {shown[1]}")
        if not told:
            return check.condition + (" does not hold" if failed else "")
        return " and ".join(told) + (" does not hold" if failed and len(told) == 1 else "")

    def _at(self, node: int, period: int | None) -> Scalar:
        value = self.number(node)
        if isinstance(value, tuple):
            return value[period if period is not None and period < len(value) else 0] if value else None
        return value

    def solve(self, number: int) -> SolveResult:
        """The answer of a solve, in the variable's unit."""
        node = self.plan.solves[number]
        found = self.values.solve(number)
        value = None if found.value is None else clean(found.value)
        return SolveResult(
            name=node.name,
            value=None if value is None else float(value),
            unit=node.unit,
            roots=len(found.roots),
            detail=found.detail,
            label=node.label,
            variable=node.variable_path,
            condition=node.condition,
            kind=node.kind,
            percent=node.percent,
        )


def spans(chosen: Sequence[str], labels: Sequence[str]) -> str:
    """`2026-01 to 2026-05, 2027-02`: neighbours together, a long list cut."""
    place = {label: number for number, label in enumerate(labels)}
    runs: list[list[str]] = []
    for label in chosen:
        if runs and place[label] == place[runs[-1][-1]] + 1:
            runs[-1].append(label)
        else:
            runs.append([label])
    told = [run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    return ", ".join(told[:4]) + (" …" if len(told) > 4 else "")


def calendar_words(plan: Plan) -> str:
    """The calendar's convention, in words."""
    if plan.calendar is None:
        return "the true days of each month"
    days = plan.calendar
    return f"{days:g} days a year, so {days * 24 / 12:g} hours a month and {days / 7:.4g} weeks a year"


def _number(value: Any) -> Number:
    if isinstance(value, (list, tuple)):
        return tuple(clean(each) for each in value)
    return clean(value)
