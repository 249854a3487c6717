"""Random plans: generated code, the trace and a slow reading of the plan agree, faults included."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outlay.plans import Builder, Reading, same

from outlay.diagnostics import OutlayError
from outlay.plan import Node, Plan, SolveNode
from outlay.scalar import compile_function, compile_plan, schedule

NUMBERS = st.sampled_from([0.0, 1.0, -1.0, 2.0, 0.5, -3.25, 7.0, 1e200, -1e200, 1e-200, 0.1])
ONE = ["neg", "abs", "sqrt", "log", "exp", "floor", "ceil"]
TWO = ["add", "sub", "mul", "div", "pow", "min", "max"]
COMPARE = ["lt", "le", "gt", "ge", "eq", "ne"]


@st.composite
def plans(draw: st.DrawFn, periods: int) -> tuple[Plan, dict[int, float]]:
    build = Builder(periods)
    numbers = [build.const(draw(NUMBERS)) for _ in range(2)]
    truths = [build.node("lt", *numbers)]
    for name in range(draw(st.integers(0, 3))):
        numbers.append(build.input(f"i{name}", draw(st.sampled_from(numbers))))
    open_ends: list[int] = []
    kinds = ["one", "two", "compare", "join", "select", "guard", "many", "fault", "choose"]
    if periods:
        kinds += [
            "period",
            "previous",
            "cumulative",
            "reduce",
            "at",
            "npv",
            "known",
            "by_period",
            "cohort",
            "ages",
            "all",
        ]
        numbers.append(build.node("period"))
    some, condition = (lambda: draw(st.sampled_from(numbers))), (lambda: draw(st.sampled_from(truths)))
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=25)):
        if kind == "one":
            numbers.append(build.node(draw(st.sampled_from(ONE)), some()))
        elif kind == "two":
            numbers.append(build.node(draw(st.sampled_from(TWO)), some(), some()))
        elif kind == "many":
            numbers.append(build.node(draw(st.sampled_from(["min", "max"])), some(), some(), some()))
        elif kind == "compare":
            truths.append(build.node(draw(st.sampled_from(COMPARE)), some(), some()))
        elif kind == "join":
            op = draw(st.sampled_from(["and", "or", "not"]))
            truths.append(build.node(op, condition(), *([] if op == "not" else [condition()])))
        elif kind == "select":
            numbers.append(build.node("select", condition(), some(), some()))
        elif kind == "guard":
            numbers.append(build.node("guard", some(), condition(), value="no"))
        elif kind == "fault":
            numbers.append(build.node("fault", value=("no", ())))
        elif kind == "choose":
            numbers.append(build.node("choose", build.const(draw(st.integers(0, 1))), some(), some()))
        elif kind == "period":
            numbers.append(build.node("period"))
        elif kind == "previous":
            first = draw(st.sampled_from([n for n in numbers if not build.nodes[n].series]))
            open_ends.append(build.node("previous", -1, first))
            numbers.append(open_ends[-1])
        elif kind == "cumulative":
            numbers.append(build.node("cumulative", some()))
        elif kind == "reduce":
            how = draw(st.sampled_from(["sum", "mean", "min", "max"]))
            numbers.append(build.node("reduce", some(), value=(how, 0, draw(st.integers(1, periods)))))
        elif kind == "all":
            truths.append(build.node("reduce", condition(), value=("all", 0, periods), type="truth"))
        elif kind == "at":
            numbers.append(build.node("at", some(), value=draw(st.integers(0, periods - 1))))
        elif kind == "npv":
            numbers.append(build.node("npv", some(), build.const(0.1)))
        elif kind == "known":
            known = tuple(draw(st.lists(st.none() | NUMBERS, min_size=periods, max_size=periods)))
            numbers.append(build.node("known", some(), value=known))
        elif kind == "by_period":
            in_force = tuple(draw(st.lists(st.none() | st.integers(0, 1), min_size=periods, max_size=periods)))
            numbers.append(build.node("by_period", some(), some(), value=in_force))
        elif kind == "cohort":
            numbers.append(build.node("cohort", some(), some(), value="rate"))
        elif kind == "ages":
            ages = build.node("list", *(build.const(x) for x in (1.0, 0.5)))
            numbers.append(build.node("cohort", some(), ages, value="list"))
    for at in open_ends:  # the far end may be anything that is made without a whole series after it
        later = [n for n in numbers if n == at or not _needs_whole(build, n, at)]
        build.fill(at, draw(st.sampled_from(later)))
    for node in {*numbers[-3:], truths[-1]}:
        build.name(f"q{node}", node)
    given_inputs = {
        number: draw(NUMBERS)
        for number in range(len(build.inputs))
        if not build.nodes[build.inputs[number].node].series and draw(st.booleans())
    }
    return build.plan(), given_inputs


def _needs_whole(build: Builder, index: int, at: int) -> bool:
    """Whether making `index` needs a whole series that needs `at`: such a cycle is no plan."""
    reaches: dict[int, tuple[bool, bool]] = {at: (True, False)}
    for number in range(at + 1, len(build.nodes)):
        node = build.nodes[number]
        touched = [reaches[arg] for arg in node.args if arg in reaches]
        if touched:
            whole = any(w for _, w in touched) or not node.series
            reaches[number] = (True, whole)
    # ends of other `previous` nodes may close a longer way round
    others = {n for n, node in enumerate(build.nodes) if node.op == "previous" and n != at}
    seen, waiting = set(), [index]
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        if not build.nodes[number].series and number > at:
            return True
        if reaches.get(number, (False, False))[1] or (number in others and number > at):
            return True
        waiting.extend(arg for arg in build.nodes[number].args if arg >= 0)
    return False


def _agree(plan: Plan, inputs: dict[int, float]) -> None:
    reading = Reading(plan, inputs)
    values = compile_plan(plan).run(inputs)
    trace = compile_plan(plan).trace(inputs)
    for index, node in enumerate(plan.nodes):
        assert same(trace.node(index), reading.value(index), 1e-12), (index, node)
    for number in range(len(plan.quantities)):
        expected = reading.value(plan.quantities[number].node)
        assert same(values.quantity(number), expected, 1e-12), plan.quantities[number]


@settings(max_examples=250, deadline=None)
@given(plans(periods=0))
def test_single_numbers(made: tuple[Plan, dict[int, float]]) -> None:
    _agree(*made)


@settings(max_examples=250, deadline=None)
@given(plans(periods=4))
def test_series(made: tuple[Plan, dict[int, float]]) -> None:
    _agree(*made)


@settings(max_examples=200, deadline=None)
@given(plans(periods=3), st.integers(1, 6))
def test_series_over_many_small_functions(made: tuple[Plan, dict[int, float]], limit: int) -> None:
    whole = schedule.LIMIT
    schedule.LIMIT = limit
    try:
        _agree(*made)
    finally:
        schedule.LIMIT = whole


@settings(max_examples=150, deadline=None)
@given(plans(periods=0))
def test_functions(made: tuple[Plan, dict[int, Any]]) -> None:
    plan, inputs = made
    if plan.nodes[plan.quantities[0].node].type != "number":
        return
    from outlay.scalar import MISSING

    function = compile_function(plan)
    arguments = [inputs.get(number, MISSING) for number in range(len(plan.inputs))]
    expected = Reading(plan, inputs).value(plan.quantities[0].node)
    try:
        found = function(*arguments)
    except OutlayError:
        assert expected - expected != 0
    else:
        assert isinstance(found, float)
        assert same(found, expected, 1e-12)


@settings(max_examples=200, deadline=None)
@given(plans(periods=4), st.data())
def test_a_question_computes_what_a_run_with_that_input_computes(
    made: tuple[Plan, dict[int, float]], data: st.DataObject
) -> None:
    plan, inputs = made
    free = [n for n, item in enumerate(plan.inputs) if not plan.nodes[item.node].series]
    single = [i for i, node in enumerate(plan.nodes) if not node.series and node.type == "number"]
    if not free:
        return
    number, objective = data.draw(st.sampled_from(free)), data.draw(st.sampled_from(single))
    size = len(plan.nodes)
    ends = (Node("const", (), -2.0), Node("const", (), 5.0), Node("minimize", (size, size + 1), 0))
    variable = plan.inputs[number].node
    question = SolveNode("q", "minimize", variable, "x", size + 2, objective, -1, "", "", "")
    asked = replace(plan, nodes=(*plan.nodes, *ends), solves=(question,))
    tried = [
        (compile_plan(plan, nodes=[objective]).run({**inputs, number: x}).node(objective), x) for x in range(-2, 6)
    ]
    finite = [(y, x) for y, x in tried if y - y == 0]
    found = compile_plan(asked).run(inputs).solve(0).value
    assert found == (min(finite)[1] if finite else None)
    assert same(compile_plan(asked).trace(inputs).solve(0).value or 0.0, found or 0.0)
