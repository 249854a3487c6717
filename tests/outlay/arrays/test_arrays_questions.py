"""Questions over rows: the same answers, and as many roots, as the scalar back end finds row by row."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outlay.arrays.agreement import columns_of
from tests.outlay.plans import Builder
from tests.outlay.test_scalar_properties import plans

from outlay.arrays import blocks, compile_arrays, least, questions
from outlay.diagnostics import OutlayError
from outlay.plan import Node, Plan, SolveNode
from outlay.scalar import compile_plan

Sides = Callable[[Builder, int, int, int], tuple[int, int]]  # the variable and two more inputs to both sides


def _constant(build: Builder, number: float) -> int:
    return build.const(number)


def _square(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("mul", x, x), a


def _two_roots(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("mul", build.node("sub", x, a), build.node("sub", x, b)), _constant(build, 0.0)


def _touching(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    away = build.node("sub", x, a)
    return build.node("mul", away, away), _constant(build, 0.0)


def _corner(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("abs", build.node("sub", x, a)), b


def _steps(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("floor", build.node("mul", x, b)), a


def _pole(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("div", _constant(build, 1.0), build.node("sub", x, a)), b


def _flat(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("min", x, a), a


def _edges(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("sqrt", build.node("sub", x, a)), b


def _islands(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    part = build.node("sub", x, build.node("floor", x))
    inside = build.node("lt", part, _constant(build, 0.6))
    return build.node("guard", build.node("mul", part, b), inside, value="no"), a


def _waves(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    part = build.node("sub", build.node("mul", x, b), build.node("floor", build.node("mul", x, b)))
    wave = build.node("abs", build.node("sub", part, _constant(build, 0.5)))
    return build.node("mul", wave, build.node("sub", x, a)), _constant(build, 0.3)


def _never_known(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("log", build.node("neg", build.node("abs", build.node("mul", x, a)))), b


SHAPES: dict[str, Sides] = {
    "square": _square,
    "two roots": _two_roots,
    "touching": _touching,
    "corner": _corner,
    "steps": _steps,
    "pole": _pole,
    "flat": _flat,
    "edges": _edges,
    "islands": _islands,
    "waves": _waves,
    "never known": _never_known,
}


def asking(sides: Sides, kind: str = "solve", periods: int = 0) -> Plan:
    """One question; inputs: the variable, two numbers of the sides, and both ends of the interval."""
    build = Builder(periods)
    x, a, b, low, high = (build.input(name, build.const(1.0)) for name in ("x", "a", "b", "low", "high"))
    left, right = sides(build, x, a, b)
    node = build.node(kind, low, high, value=0)
    build.solves.append(SolveNode("answer", kind, x, "x", node, left, right, "", "", "left == right"))
    build.name("after", build.node("add", node, a))
    return build.plan()


def assert_same_answers(plan: Plan, rows: list[dict[int, float]], varying: list[int]) -> None:
    node = plan.solves[0].node
    program = compile_arrays(plan, [node, plan.quantities[0].node], varying)
    answers, counts = program.run(columns_of(program, rows), len(rows)).question(0)
    scalar = compile_plan(plan)
    for at, row in enumerate(rows):
        expected = scalar.run(row).solve(0)
        value = math.nan if expected.value is None else expected.value
        assert answers[at] == pytest.approx(value, rel=1e-12, abs=1e-300, nan_ok=True), (at, row, expected)
        assert counts[at] == len(expected.roots), (at, row, expected)


NUMBERS = st.floats(-20, 20) | st.sampled_from([0.0, 1.0, 2.0, 2.5, -3.0, 10.0])


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_same_roots_as_row_by_row(shape: str, data: st.DataObject) -> None:
    ends = data.draw(st.sampled_from(["fixed", "varying"]))
    varying = [1, 2] if ends == "fixed" else [1, 2, 3, 4]
    fixed = {3: 0.0, 4: 10.0} if ends == "fixed" else {}
    plan = asking(SHAPES[shape])
    nodes = list(plan.nodes)
    for number, value in fixed.items():
        nodes[plan.inputs[number].node] = Node("const", (), value)
    plan = replace(plan, nodes=tuple(nodes))
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(varying, NUMBERS)), min_size=1, max_size=5))
    assert_same_answers(plan, rows, varying)


def test_intervals_over_orders_of_magnitude_are_scanned_by_ratio_in_each_row() -> None:
    rows = [
        {1: a, 2: 1.0, 3: low, 4: high} for a in (4.0, 1e6, 7e-3) for low, high in ((1e-6, 1e6), (1.0, 1e4), (3.0, 3.0))
    ]
    assert_same_answers(asking(_square), rows, [1, 2, 3, 4])


def test_an_end_that_is_a_fault_has_no_answer() -> None:
    program = compile_arrays(asking(_square), [asking(_square).solves[0].node], [3])
    answers, counts = program.run({3: np.array([math.nan, 0.0, math.inf])}, 3, {1: 4.0, 4: 10.0}).question(0)
    assert counts.tolist() == [0, 1, 0]
    assert answers[1] == 2.0


def _cost(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    away = build.node("sub", x, a)
    return build.node("mul", away, away), build.node("ge", x, b)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys([1, 2, 3, 4], st.floats(-50, 50) | st.just(1e7))), min_size=1, max_size=4
    )
)
def test_the_best_whole_number(rows: list[dict[int, float]]) -> None:
    assert_same_answers(asking(_cost, "minimize"), rows, [1, 2, 3, 4])


def _shared_number(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    waves = build.node("sub", build.node("div", x, _constant(build, 7.0)), build.node("sqrt", x))
    return build.node("abs", build.node("sub", waves, a)), build.node("ge", x, b)


def _shared_truth(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    part = build.node("sub", build.node("div", x, _constant(build, 3.0)), _constant(build, 40.0))
    fits = build.node("gt", build.node("log", part), _constant(build, 2.0))  # a fault below 120
    return build.node("select", fits, build.node("div", a, x), build.node("mul", x, b)), fits


def _shared_but_for_a_condition(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    return build.node("mul", x, x), build.node("ge", build.node("mul", x, b), a)


def _shared_within_a_series(build: Builder, x: int, a: int, b: int) -> tuple[int, int]:
    growth = build.node("div", x, _constant(build, 100.0))
    before = build.node("previous", x, growth, value=1)
    series = build.node("add", build.node("mul", before, _constant(build, 0.5)), growth)
    build.fill(before, series)
    shared = build.node("reduce", series, value=("sum", 0, 3))
    own = build.node("reduce", build.node("mul", series, a), value=("max", 0, 3))
    return build.node("abs", build.node("sub", build.node("add", shared, own), b)), build.node("gt", shared, b)


SHARED: dict[str, Sides] = {
    "number": _shared_number,
    "truth": _shared_truth,
    "all but the condition": _shared_but_for_a_condition,
    "series": _shared_within_a_series,
}


@pytest.mark.parametrize("shape", SHARED)
@pytest.mark.parametrize("varying", [[1, 2], [1, 2, 4], [1, 2, 3, 4]], ids=["fixed ends", "one end", "both ends"])
def test_what_all_rows_share_is_computed_once(shape: str, varying: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "AT_ONCE", 24)
    monkeypatch.setattr(least, "AT_ONCE", 24)
    plan = asking(SHARED[shape], "minimize", periods=4)
    nodes = list(plan.nodes)
    for number, end in ((3, 4.5), (4, 290.0)):
        if number not in varying:
            nodes[plan.inputs[number].node] = Node("const", (), end)
    rows = [{1: a, 2: b, 3: 3 * b, 4: 200 + 10 * a} for a in (0.5, 3.0, 9.0) for b in (0.3, 2.0, 8.0)]
    assert_same_answers(replace(plan, nodes=tuple(nodes)), [{n: row[n] for n in varying} for row in rows], varying)


@settings(max_examples=50, deadline=None)
@given(plans(periods=4), st.data())
def test_questions_in_random_plans(made: tuple[Plan, dict[int, float]], data: st.DataObject) -> None:
    plan, _ = made
    free = [n for n, item in enumerate(plan.inputs) if not plan.nodes[item.node].series]
    single = [i for i, node in enumerate(plan.nodes) if not node.series and node.type == "number"]
    if len(free) < 2:
        return
    number, kind = data.draw(st.sampled_from(free)), data.draw(st.sampled_from(["minimize", "solve"]))
    left, right = (data.draw(st.sampled_from(single)) for _ in "lr")
    size = len(plan.nodes)
    ends = (Node("const", (), -2.0), Node("const", (), 5.0), Node(kind, (size, size + 1), 0))
    right = right if kind == "solve" else -1
    question = SolveNode("q", kind, plan.inputs[number].node, "x", size + 2, left, right, "", "", "")
    asked = replace(plan, nodes=(*plan.nodes, *ends), solves=(question,))
    varying = [n for n in free if n != number or data.draw(st.booleans())]
    rows = [{n: data.draw(st.floats(-3, 3)) for n in varying} for _ in range(3)]
    assert_same_answers(asked, rows, varying)


def _nested(kind: str) -> Plan:
    """For each tried x another question is answered, whose sides hang on x and on a column."""
    build = Builder()
    x, y, a = (build.input(name, build.const(1.0)) for name in "xya")
    inner = build.solve(y, 0.0, 50.0, build.node("mul", y, build.node("add", a, x)), build.const(12.0))
    # 12 / (a + x) once more against x
    left = build.node("mul", build.solves[inner].node, build.node("add", a, build.const(0.5)))
    outer = build.solve(x, 0.0, 8.0, left, x, kind)
    if kind == "minimize":
        build.solves[outer] = replace(build.solves[outer], right=-1)
    build.name("answer", build.solves[outer].node)
    build.solves.reverse()
    first, second = (build.solves[0].node, build.solves[1].node)
    build.nodes[first] = replace(build.nodes[first], value=0)
    build.nodes[second] = replace(build.nodes[second], value=1)
    return build.plan()


@pytest.mark.parametrize("kind", ["solve", "minimize"])
def test_a_question_within_a_question(kind: str) -> None:
    assert_same_answers(_nested(kind), [{2: a} for a in (0.5, 1.0, 2.0)], [2])


def test_questions_are_answered_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "PART", 2)
    monkeypatch.setattr(blocks, "BLOCK", 5)
    assert_same_answers(asking(_two_roots), [{1: a / 2, 2: 3.0} for a in range(12)], [1, 2])


def test_too_much_work_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "WORK", 1000)
    program = compile_arrays(asking(_square), [asking(_square).solves[0].node], [1])
    with pytest.raises(OutlayError, match="too much work"):
        program.run({1: np.array([4.0, 5.0])}, 2, {3: 0.0, 4: 10.0})
