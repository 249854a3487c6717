"""One run of a plan turned into a `Result`: numbers with their units, and sentences for what did not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import Diagnostic, OutlayError, Source
from outlay.display import show_value
from outlay.plan import BEFORE, LIBRARY_FILES
from outlay.result import CheckResult, Number, Output, Result, Scalar, SolveResult, clean
from outlay.structs import struct

if TYPE_CHECKING:
    from outlay.explain import Explanation
    from outlay.plan import CheckNode, Plan
    from outlay.scalar import Program, Values

_BASES = {"end": "at the end", "ratio": "over the whole time"}
NAMED = frozenset({"input", "output", "plain", "member"})  # roles that have a name in the model itself
ROUNDING = 1e-13  # of the larger figure: what the order of adding up may change, and nobody meant


def program_of(plan: Plan) -> Program:
    """A program that leaves what a result shows: outputs, checks with both sides of what they compare, answers."""
    from outlay.scalar import compile_plan

    nodes = [solve.node for solve in plan.solves]
    for check in plan.checks:
        nodes += [check.node, *(side for left, _, right, _ in check.comparisons for side in (left, right))]
    return compile_plan(plan, plan.outputs, nodes=nodes)


def uncertain(plan: Plan) -> tuple[str, ...]:
    """The names of a model's uncertain numbers: its own, those of the library it uses, and records drawn from several.

    Where a record is chosen only when the model runs, the column stands for its cells: `gpus.*.typical_mfu`.
    """
    named = [quantity for quantity in plan.quantities if quantity.distribution and quantity.role in NAMED]
    names = {quantity.path.removesuffix(BEFORE): None for quantity in named}
    said = {quantity.node for quantity in named}
    called = {quantity.node: quantity.path for quantity in plan.quantities if quantity.distribution}
    rest: dict[str, list[str]] = {}
    for number, node in enumerate(plan.nodes):
        if node.op == "draw" and isinstance(node.value, tuple) and number not in said:
            stream = called.get(number, str(node.value[1])).removesuffix(BEFORE).split("#")[0]
            parts = stream.split(".")
            column = f"{parts[0]}.*.{parts[-1]}" if len(parts) > 2 else stream
            rest.setdefault(column, []).append(stream)
    for column, streams in rest.items():
        names.update(dict.fromkeys(streams if len(streams) == 1 else [column]))
    return tuple(names)


@struct(frozen=True, slots=True)
class Figure:
    """One number to compare with another, and what of a series it is."""

    value: float | None
    unit: str
    basis: str
    label: str
    percent: bool
    said: str = ""  # a text, a truth or a date, in words; `value` is then None
    format: str | None = None

    @property
    def shown(self) -> str:
        """The figure with its unit."""
        return self.said or show_value(self.value, self.unit, percent=self.percent, format=self.format)

    def difference(self, first: Figure) -> str:
        """From another figure to this one: `+$120.00 (+12%)`, points for percents, `=` or nothing to speak of."""
        if self.value is None or first.value is None or self.unit != first.unit:
            return ""
        change = self.value - first.value
        if abs(change) <= ROUNDING * max(abs(self.value), abs(first.value)):
            return "="
        percent = self.percent or (not self.unit and (self.format or "").rstrip().endswith("%"))
        text = show_value(change, self.unit, percent=percent)
        if percent and not self.unit:
            text = text.replace("%", " points", 1)
        sign = "+" if change > 0 else ""
        if percent or first.value == 0:
            return sign + text
        return f"{sign}{text} ({sign}{show_value(change / abs(first.value), '', percent=True)})"


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

    def output(self, number: int) -> Output:
        """A quantity with its value and its yearly roll-up."""
        plan = self.plan
        quantity = plan.quantities[number]
        node = plan.nodes[quantity.node]
        value = self.number(quantity.node)
        series = node.series and plan.timeline is not None
        facts = quantity.facts
        rolled = None
        if series and node.type == "number" and plan.timeline is not None and plan.timeline.unit != "year":
            from outlay.rollup import yearly

            rolled = yearly(plan, self.values, number)
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
            rollup="" if rolled is None else rolled.rule,
            yearly=() if rolled is None else tuple(zip(rolled.labels, map(clean, rolled.values), strict=True)),
            yearly_unit="" if rolled is None else rolled.unit,
        )

    def result(self, diagnostics: tuple[Diagnostic, ...], model: str) -> Result:
        """Everything a run gives, in file order."""
        plan = self.plan
        outputs = [self.output(number) for number in plan.outputs]
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
            uncertain=uncertain(plan),
            overrides=tuple(self.texts.items()),
            _run=self,
        )

    def figure(self, name: str, at: str = "") -> Figure:
        """One number of a quantity, for comparing; of a series the one `at` names.

        `at` is `first`, `last`, `total`, `mean` or a period's label; unsaid, a series is taken as its roll-up over
        the whole timeline is: rates as totals, stocks at the end.
        """
        from outlay.explain import find, period_number

        plan = self.plan
        number = find(plan, name)
        quantity = plan.quantities[number]
        value = self.number(quantity.node)
        unit, basis = quantity.unit, ""
        one: Scalar
        if not isinstance(value, tuple):
            one = value
        elif plan.timeline is None or not plan.nodes[quantity.node].series:
            raise OutlayError(f"{name} is a list, and lists are not compared.")
        elif at in ("", "total", "mean"):
            if at == "total" and quantity.rollup != "total":
                raise OutlayError(f"{name} is no rate and has no total; compare its first, last or mean.")
            from outlay.rollup import overall

            found = overall(plan, self.values, number, at)
            if found is None:
                raise OutlayError(f"{name} does not vary over time.")
            one, unit, basis = clean(found.values[0]), found.unit, _BASES.get(found.rule, found.rule)
            if isinstance(one, bool | str):
                basis = _BASES["end"]  # a truth or a text has no mean
        else:
            place = period_number(plan, at)
            one, basis = value[place or 0], plan.timeline.labels[place or 0]
        amount = float(one) if isinstance(one, (int, float)) and not isinstance(one, bool) else None
        type_ = plan.nodes[quantity.node].type
        told = one is not None and (amount is None or type_ == "date")
        said = show_value(one, type=type_) if told else ""
        amount = None if said else amount
        return Figure(amount, unit, basis, quantity.label, quantity.percent, said, quantity.facts.format)

    def faults(self, sources: Mapping[str, Source] | None = None) -> tuple[Diagnostic, ...]:
        """Why outputs and checks have no number where they have none: each origin once, at its place in the file."""
        plan = self.plan
        suspects = [plan.quantities[number].node for number in plan.outputs] + [check.node for check in plan.checks]
        wrong = [node for node in dict.fromkeys(suspects) if _faulty(self.values.node(node))]
        if not wrong:
            return ()
        from outlay.scalar.faults import explain_fault

        def text_of(file: str) -> Source:
            return (sources or {}).get(file) or source_of(file)

        traced = self.program.trace(self.inputs, point=self.point)
        found: dict[int, Diagnostic] = {}
        for node in wrong:
            fault = explain_fault(plan, traced, node)
            if fault is not None and fault.node not in found:
                found[fault.node] = fault.diagnostic(text_of, plan.name)
        return tuple(found.values())

    def _calendar(self) -> str:
        """The calendar's convention, where it made a difference."""
        needed = any(quantity.calendar for quantity in self.plan.quantities)
        return calendar_words(self.plan) if needed else ""

    def quantities(self) -> dict[str, Output]:
        """Every quantity that has a name in the model, by name, in file order."""
        wanted = [n for n, quantity in enumerate(self.plan.quantities) if quantity.role in NAMED]
        kept, self.values = self.values, self.program.trace(self.inputs, point=self.point)
        try:
            made = [self.output(number) for number in wanted]
        finally:
            self.values = kept
        return {each.name: each for each in made}

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
            both = _without_rounding([self._at(side, period) for side in (left, right)])
            percent = unit == "%"
            unit = "" if percent else unit
            types = [self.plan.nodes[side].type for side in (left, right)]
            shown = [show_value(each, unit, percent=percent, type=kind) for each, kind in zip(both, types, strict=True)]
            if failed and shown[0] == shown[1] and both[0] != both[1]:
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


def _without_rounding(both: list[Scalar]) -> list[Scalar]:
    """A side that is nothing but the rounding of the other is shown as 0."""
    sizes = [abs(each) if isinstance(each, float) else 0.0 for each in both]
    return [
        0.0 if isinstance(each, float) and size < 1e-6 * max(sizes) and size < 1e-6 else each
        for each, size in zip(both, sizes, strict=True)
    ]


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


def _faulty(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_faulty, value))
    return isinstance(value, float) and value - value != 0


def source_of(path: str) -> Source:
    """The text of a file a plan names, for underlining; empty when it has gone."""
    import os

    real = path
    if path.startswith(LIBRARY_FILES) and not os.path.exists(path):
        real = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), path)
    try:
        with open(real, encoding="utf-8-sig", newline="") as stream:
            return Source(path, stream.read())
    except (OSError, ValueError):
        return Source(path, "")


def fingerprint(path: str, plan: Plan) -> str:
    """Sixteen digits that name the text of a model and of the files of its own that it uses, wherever they lie."""
    from hashlib import sha256

    own = {path, *(place.file for place in plan.places if not place.file.startswith(LIBRARY_FILES))}
    texts = sorted({source_of(each).text.replace("\r\n", "\n") for each in own})
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _number(value: Any) -> Number:
    if isinstance(value, (list, tuple)):
        return tuple(clean(each) for each in value)
    return clean(value)
