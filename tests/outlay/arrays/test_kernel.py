"""The numba engine: compiled code says what the plan says, row by row, for every operation."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.outlay.arrays.agreement import Row, assert_agree, by_scalar
from tests.outlay.arrays.test_arrays_properties import runs
from tests.outlay.plans import Builder

from outlay.arrays import compile_arrays
from outlay.plan import Plan, Table

NAN = math.nan
INFINITY = math.inf
ODD = [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 1e308, -1e308, 1e-310, 709.9, -746.0]


def agree(plan: Plan, roots: list[int], rows: list[Row], reading: Any = None, **how: Any) -> None:
    """All roots, computed by numba, with every input given by every row."""
    more = {"reading": reading} if reading else {}
    program = compile_arrays(plan, roots, range(len(plan.inputs)))
    assert program.engine("numba", len(rows)).name == "numba"
    assert_agree(plan, roots, rows, range(len(plan.inputs)), engine="numba", **more, **how)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(runs(periods=0))
def test_random_plans_of_single_numbers(made: tuple[Plan, list[Row], list[int], dict[int, Any]]) -> None:
    plan, rows, varying, fixed = made
    assert_agree(plan, range(len(plan.nodes)), rows, varying, fixed, engine="numba")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(runs(periods=4))
def test_random_plans_of_series(made: tuple[Plan, list[Row], list[int], dict[int, Any]]) -> None:
    plan, rows, varying, fixed = made
    roots = [index for index, node in enumerate(plan.nodes) if node.type != "list"]
    assert_agree(plan, roots, rows, varying, fixed, engine="numba")


def test_arithmetic_at_its_edges() -> None:
    build = Builder()
    a, b = build.input("a", build.const(1.0)), build.input("b", build.const(1.0))
    roots = [build.node(op, a) for op in ("neg", "abs", "sqrt", "exp", "log", "floor", "ceil")]
    roots += [build.node(op, a, b) for op in ("add", "sub", "mul", "div", "pow", "min", "max", "lt", "le", "eq", "ne")]
    roots += [build.node("pow", a, build.const(power)) for power in (2.0, 0.5, 0.0, -1.0, 3.0)]
    roots += [build.node("div", a, build.const(3.0)), build.node("max", a, b, build.const(0.25))]
    rows = [{0: x, 1: y} for x, y in product([*ODD, NAN], repeat=2)]
    agree(build.plan(), roots, rows)
    finite: list[Row] = [row for row in rows if row[0] == row[0] and row[1] == row[1]]
    more = [build.node("round", a), build.node("log10", a), build.node("normal_quantile", b)]
    agree(build.plan(), more, finite, by_scalar)


def test_truths_that_are_faults() -> None:
    build = Builder()
    a, b = build.input("a", build.const(1.0)), build.input("b", build.const(1.0))
    p, q = build.node("lt", a, build.const(0.5)), build.node("ge", b, build.const(0.5))
    roots = [build.node("and", p, q), build.node("or", p, q), build.node("not", p), build.node("and", p, q, p)]
    roots += [build.node("select", p, a, b), build.node("guard", a, q, value="no")]
    roots += [build.node("select", p, q, roots[0], type="truth"), build.node("fault", value=("no", ()))]
    roots += [build.node("select", roots[-2], a, b)]
    agree(build.plan(), roots, [{0: x, 1: y} for x, y in product([0.0, 1.0, NAN], repeat=2)])


def tables() -> dict[str, Table]:
    rows = ("a", "b", "c")
    columns: dict[str, tuple[float | str | bool | None, ...]] = {
        "price": (1.5, None, 4.0),
        "name": ("Ann", "bob", "Cy"),
        "spot": (True, False, None),
    }
    dated = (((10, 19, 0), (25, None, 1)), ((12, None, 2),), ())
    index = {name: at for at, name in enumerate(rows)}
    return {
        "t": Table("t", rows, index, columns),
        "d": Table("d", rows, index, {"price": (1.0, 2.0, 3.0)}, dated, ("x", "y", "z")),
    }


def test_looking_up() -> None:
    build = Builder(0, tables())
    row = build.input("row", build.const(0.0))
    day = build.input("day", build.const(15.0))
    text = build.input("text", build.const("ann"), "text")
    price = build.node("pick", row, value=("t", "price"))
    name = build.node("pick", row, value=("t", "name"), type="text")
    roots = [price, name, build.node("pick", row, value=("t", "spot"), type="truth")]
    roots += [build.node("eq", name, text), build.node("ne", name, build.const("BOB"))]
    roots += [build.node("choose", row, day, build.const(7.0), price)]
    roots += [build.node("row_at", build.const(float(family)), day, value="d") for family in range(3)]
    roots += [build.node("row_at", row, day, value="d")]
    roots += [build.node("pick", roots[-1], value=("d", "price"))]
    days = [9.0, 10.0, 19.0, 20.0, 25.0, 3652059.0]
    rows: list[Row] = [{0: r, 1: d, 2: t} for r, d, t in product([0.0, 1.0, 2.0], days, ["ANN", "x"])]
    agree(build.plan(), roots, rows, by_scalar)


def test_choosing_among_pairs_and_summing_lists() -> None:
    build = Builder()
    x, y, z = (build.input(name, build.const(1.0)) for name in "xyz")
    held = [build.node("lt", key, build.const(3.0)) for key in (x, y, z)]
    pairs = [each for pair in zip((x, y, z), held, strict=True) for each in pair]
    listed = build.node("list", x, y, z, build.const(2.0))
    roots = [build.node("best", *pairs), build.node("count", *pairs), build.node("median", *pairs)]
    roots += [build.node(f"list_{how}", listed) for how in ("sum", "mean", "min", "max")]
    starts = build.node("list", build.const(0.0), x, build.const(4.0))
    prices = build.node("list", build.const(2.0), y, build.const(1.0))
    roots += [build.node("tier", z, starts, prices, build.const(graded)) for graded in (True, False)]
    roots += [build.node("tier", z, starts, prices, held[0])]
    numbers = [-1.0, 0.0, 1.0, 2.5, 3.0, 5.0]
    agree(build.plan(), roots, [{0: a, 1: b, 2: c} for a, b, c in product(numbers, repeat=3)], by_scalar)


def series_plan() -> tuple[Plan, list[int]]:
    build = Builder(5)
    flow = build.input("flow", build.node("mul", build.node("period"), build.const(2.0)))
    rate, first = build.input("rate", build.const(0.1)), build.input("first", build.const(1.0))
    carried = build.node("previous", -1, first)
    later = build.node("previous", carried, rate)
    stock = build.node("add", build.node("mul", carried, rate), flow)
    build.fill(carried, stock)
    roots = [carried, later, stock, build.node("previous", flow, first), build.node("previous", stock, flow)]
    roots += [build.node("cumulative", flow), build.node("cumulative", stock)]
    roots += [build.node("cohort", flow, rate, value="rate")]
    ages = build.node("list", build.const(1.0), rate, build.const(0.25))
    roots += [build.node("cohort", stock, ages, value="list"), build.node("cohort", flow, stock, value="curve")]
    constant = build.node("list", build.const(1.0), build.const(0.5))
    roots += [build.node("cohort", flow, constant, value="list")]
    roots += [build.node("known", stock, value=(None, 3.0, None, 5.0, None))]
    roots += [build.node("by_period", stock, first, rate, value=(None, 0, 2, 1, 0))]
    for series in (flow, stock):
        roots += [build.node("reduce", series, value=(how, 1, 4)) for how in ("sum", "mean", "min", "max")]
        roots += [build.node("reduce", series, value=("sum", 0, 5)), build.node("at", series, value=2)]
        roots += [build.node("npv", series, rate), build.node("xnpv", series, rate), build.node("payback", series)]
    truths = build.node("gt", stock, build.node("days"))
    roots += [truths, build.node("reduce", truths, value=("all", 0, 5), type="truth")]
    roots += [build.node("reduce", truths, value=("any", 0, 5), type="truth")]
    roots += [build.node("select", truths, stock, roots[-10])]
    return build.plan(), roots


FLOWS = [[-3.0, 1.0, 2.0, 2.0, 40.0], [0.0] * 5, [-100.0, 50.0, 60.0, -30.0, 1.0], [5.0, -1.0, 0.0, 0.0, 1e300]]


def test_series() -> None:
    plan, roots = series_plan()
    rows: list[Row] = [{0: f, 1: r, 2: g} for f, r, g in product(FLOWS, [0.1, 0.0, -0.5, -2.0], [1.0, -7.0])]
    agree(plan, roots, rows, by_scalar)
    more = [
        {0: [1.0, NAN, 1.0, 1.0, 1.0], 1: 0.1, 2: 1.0},
        {0: FLOWS[0], 1: NAN, 2: 1.0},
        {0: FLOWS[0], 1: 0.1, 2: NAN},
    ]
    agree(plan, roots, [*rows, *more])


def test_rows_beyond_a_block_and_threads() -> None:
    plan, roots = series_plan()
    rows: list[Row] = [{0: FLOWS[at % 4], 1: 0.01 * (at % 7), 2: float(at)} for at in range(1500)]
    agree(plan, roots, rows, by_scalar, threads=3)


@pytest.mark.parametrize("method", ["straight", "declining", "digits"])
def test_depreciation(method: str) -> None:
    build = Builder(6)
    cost, residual, life = (build.input(name, build.const(1.0)) for name in ("cost", "residual", "life"))
    found = build.node("depreciate", cost, residual, life, build.const(2.0), value=method)
    numbers = product([100.0, 0.0, -10.0], [0.0, 20.0, 150.0], [3.0, 2.5, 0.0, -1.0, 8.0])
    agree(build.plan(), [found], [{0: c, 1: r, 2: n} for c, r, n in numbers], by_scalar)


def test_what_is_not_compiled_is_computed_by_numpy_afterwards() -> None:
    build = Builder(5)
    flow, scale = build.input("flow", build.node("period")), build.input("scale", build.const(1.0))
    scaled = build.node("mul", flow, scale)
    found = build.node("irr", scaled)
    dear = build.node("gt", scale, build.const(1.5))
    tops = [build.node("select", dear, found, build.node("add", scale, found)), build.node("xirr", scaled)]
    rows: list[Row] = [{0: f, 1: s} for f, s in product(FLOWS[:3], [1.0, 2.0, -1.0])]
    agree(build.plan(), [*tops, scaled, dear, found], rows, by_scalar)


def test_a_run_may_set_an_input_whose_default_varies() -> None:
    build = Builder(3)
    a = build.input("a", build.const(1.0))
    b = build.input("b", build.node("mul", a, build.const(2.0)))
    c = build.input("c", build.node("mul", a, build.node("period")))
    roots = [build.node("add", a, b), build.node("add", a, c)]
    for fixed in ({}, {1: 5.0}, {2: [1.0, 2.0, 3.0]}, {1: 0.0, 2: 4.0}):
        rows: list[Row] = [{0: 1.0}, {0: -2.0}]
        assert_agree(build.plan(), roots, rows, [0], fixed, by_scalar, engine="numba")
