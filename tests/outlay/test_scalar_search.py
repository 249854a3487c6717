"""Roots: all that are there, none that are not, the lowest first; and the best whole number."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from tests.outlay.plans import Builder

from outlay.scalar import compile_plan
from outlay.scalar.search import Search, least_over


def roots(function: Callable[[float], float], low: float, high: float, right: float = 0.0) -> tuple[float, ...]:
    return Search(lambda x: (function(x), right)).roots(low, high).roots


def test_one_root_to_the_last_digits() -> None:
    assert roots(lambda x: x * x, 0, 10, 2.0) == pytest.approx((math.sqrt(2),), rel=1e-14)
    assert roots(lambda x: 1 - 3 / x, 1, 1e9, 0.7) == pytest.approx((10.0,), rel=1e-13)


def test_every_root_lowest_first() -> None:
    assert roots(math.sin, 1, 10) == pytest.approx((math.pi, 2 * math.pi, 3 * math.pi), rel=1e-13)


def test_roots_at_the_ends_count() -> None:
    assert roots(lambda x: x - 1, 1, 5) == (1,)
    assert roots(lambda x: x * 0.1, 0, 3, 0.3) == pytest.approx((3.0,))


def test_jumps_and_poles_are_no_roots() -> None:
    assert roots(lambda x: math.floor(x), 0, 10, 3.5) == ()
    assert roots(lambda x: 1 / (x - math.pi) if x != math.pi else math.nan, 0, 10) == ()
    assert Search(lambda x: (math.floor(x), 3.5)).roots(0, 10).jumps


def test_touching_roots_are_found() -> None:
    assert roots(lambda x: (x - 1.2345) ** 2, 0, 10) == pytest.approx((1.2345,), abs=1e-5)
    assert roots(lambda x: abs(x - 1.2345), 0, 10) == pytest.approx((1.2345,), abs=1e-9)
    assert roots(lambda x: (x - 1.2345) ** 2 + 1e-3, 0, 10) == ()


def test_two_roots_within_one_step_of_the_scan() -> None:
    assert roots(lambda x: (x - 5.001) * (x - 5.002), 0, 10) == pytest.approx((5.001, 5.002), rel=1e-9)


def test_a_flat_stretch_of_equality_begins_at_its_lowest_value() -> None:
    assert roots(lambda x: max(x, 4.0), 0, 10, 4.0) == (0,)
    assert roots(lambda x: min(x, 4.0), 0, 10, 4.0) == pytest.approx((4.0,), rel=1e-12)


def test_stretches_without_numbers_are_stepped_around() -> None:
    assert roots(lambda x: math.sqrt(x - 3.17) if x >= 3.17 else math.nan, 0, 10, 0.1) == pytest.approx((3.18,))
    assert roots(lambda x: math.log(x - 3) if 3 < x < 4.0001 else math.nan, 0, 10) == pytest.approx((4.0,))
    assert roots(lambda _: math.nan, 0, 10) == ()


def test_the_best_whole_number() -> None:
    assert least_over(1, 64, lambda n: ((n - 7) ** 2, n >= 9)) == (9, 4.0)
    assert least_over(1, 64, lambda n: (5.0, True)) == (1, 5.0)
    assert least_over(1, 64, lambda n: (n, math.nan)) is None


def priced() -> Builder:
    """margin = 1 - 3 / price, by way of a series, with price as an input."""
    build = Builder(periods=3)
    price = build.input("price", build.const(5.0))
    growth = build.node("add", build.node("period"), build.const(1.0))
    revenue = build.node("mul", growth, price)
    cost = build.node("mul", growth, build.const(3.0))
    margin = build.node("sub", build.const(1.0), build.node("div", cost, revenue))
    build.name("margin", margin)
    build.last = build.node("at", margin, value=2)  # type: ignore[attr-defined]
    build.price = price  # type: ignore[attr-defined]
    return build


def test_a_question_of_a_plan() -> None:
    build = priced()
    number = build.solve(build.price, 1.0, 100.0, build.last, build.const(0.7))  # type: ignore[attr-defined]
    again = build.node("mul", build.solves[0].node, build.const(2.0))
    build.name("twice", again)
    values = compile_plan(build.plan()).run({0: 4.0})
    assert values.solve(number).value == pytest.approx(10.0, rel=1e-12)
    assert len(values.solve(number).roots) == 1
    assert values.quantity(1) == pytest.approx(20.0)
    assert values.quantity(0) == pytest.approx([0.25] * 3)  # the run itself is as it was


def test_no_root_is_a_sentence_with_both_sides_at_both_ends() -> None:
    build = priced()
    build.solve(build.price, 1.0, 2.0, build.last, build.const(0.7))  # type: ignore[attr-defined]
    found = compile_plan(build.plan()).run().solve(0)
    assert found.value is None
    assert found.roots == ()
    assert found.detail == (
        "left == right holds nowhere for x from 1 to 2: at 1 the left side is -2 and the right side 0.7, "
        "at 2 the left side is -0.5 and the right side 0.7"
    )


def test_a_question_may_vary_a_constant_and_ask_another_question() -> None:
    build = Builder()
    free, other = build.const(2.0), build.const(3.0)
    square = build.node("mul", free, free)
    inner = build.solve(free, 0.0, 100.0, square, other)
    outer = build.solve(other, 1.0, 90.0, build.solves[inner].node, build.const(4.0))
    build.name("square", square)
    values = compile_plan(build.plan()).run()
    assert values.solve(inner).value == pytest.approx(math.sqrt(3), rel=1e-12)
    assert values.solve(outer).value == pytest.approx(16.0, rel=1e-10)
    assert values.quantity(0) == 4.0


def test_minimize_finds_the_least_that_is_allowed() -> None:
    build = Builder()
    nodes = build.input("n", build.const(1.0))
    cost = build.node("add", nodes, build.node("div", build.const(100.0), nodes))
    fast = build.node("ge", nodes, build.const(12.0))
    build.solve(nodes, 1.0, 64.0, cost, fast, "minimize")
    build.solve(nodes, 1.0, 64.0, cost, -1, "minimize")
    build.solve(nodes, 1.0, 11.0, cost, fast, "minimize")
    build.solve(nodes, 1.0, 1e9, cost, fast, "minimize")
    values = compile_plan(build.plan()).run()
    assert values.solve(0).value == 12.0
    assert values.solve(1).value == 10.0
    assert values.solve(2).value is None
    assert "There is no x from 1 to 11" in values.solve(2).detail
    assert "100,000" in values.solve(3).detail


def test_an_interval_whose_end_cannot_be_computed_has_no_answer() -> None:
    build = Builder()
    variable = build.input("x", build.const(1.0))
    build.solve(variable, math.nan, 9.0, variable, build.const(2.0))
    found = compile_plan(build.plan()).run().solve(0)
    assert found.value is None
    assert "cannot be computed" in found.detail
