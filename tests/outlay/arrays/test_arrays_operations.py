"""Every operation over columns agrees with the scalar back end row by row; 99 stands for a fault in a column."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outlay.arrays.agreement import Row, assert_agree, by_scalar
from tests.outlay.plans import Builder

from outlay.arrays import compile_arrays
from outlay.diagnostics import OutlayError
from outlay.plan import Table
from outlay.scalar import schedule

NUMBERS = st.floats(-20, 20) | st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, -0.5, 1.5, 2.5, 99.0, 1e300, -1e300, 1e-300])
COUNT = 6


def faulty(build: Builder, node: int) -> int:
    """The number, a fault where it is 99."""
    return build.node("guard", node, build.node("ne", node, build.const(99.0)), value="no")


def columns(build: Builder, count: int = COUNT) -> list[int]:
    return [faulty(build, build.input(f"i{number}", build.const(1.0))) for number in range(count)]


def truth(build: Builder, number: int, other: int) -> int:
    return build.node("gt", number, other)


def check(build: Builder, roots: list[int], rows: list[Row]) -> None:
    for root in roots:
        build.name(f"q{root}", root)
    plan = build.plan()
    reader = by_scalar(plan)
    whole = schedule.LIMIT
    for limit in (whole, 3):  # in one function, and over many
        schedule.LIMIT = limit
        try:
            assert_agree(plan, roots, rows, range(len(build.inputs)), reading=lambda _: reader)
        finally:
            schedule.LIMIT = whole


def rows_of(strategy: st.SearchStrategy[Any] = NUMBERS, count: int = COUNT) -> st.SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries(dict.fromkeys(range(count), strategy))
    return st.lists(row, min_size=1, max_size=6)


ONE = ["neg", "abs", "sqrt", "exp", "log", "log10", "floor", "ceil", "round", "normal_quantile"]


@settings(max_examples=60, deadline=None)
@given(rows_of() | rows_of(st.floats(0, 1)))
def test_functions_of_one_number(rows: list[Row]) -> None:
    build = Builder()
    numbers = columns(build)
    check(build, [build.node(op, numbers[0]) for op in ONE], rows)


@settings(max_examples=60, deadline=None)
@given(rows_of(), st.sampled_from([0.0, -0.0, 2.0, 3.0, 0.5, -1.0, -2.0, 1.0, float("inf"), float("-inf")]))
def test_powers(rows: list[Row], exponent: float) -> None:
    build = Builder()
    a, b, *_ = columns(build)
    fixed = build.const(exponent)
    check(build, [build.node("pow", a, b), build.node("pow", a, fixed), build.node("pow", fixed, a)], rows)


@settings(max_examples=50, deadline=None)
@given(rows_of())
def test_the_least_and_the_greatest_of_several(rows: list[Row]) -> None:
    build = Builder()
    numbers = columns(build)
    roots = [build.node(op, *numbers[:count]) for op in ("min", "max") for count in (2, 3, 5)]
    check(build, roots, rows)


@settings(max_examples=50, deadline=None)
@given(rows_of())
def test_truths_joined_stored_and_compared(rows: list[Row]) -> None:
    build = Builder()
    a, b, c, d, *_ = columns(build)
    one, two = truth(build, a, b), build.node("eq", c, d)
    roots = [
        build.node(op, one, two, third)
        for op in ("and", "or")
        for third in (build.const(True), build.const(False), build.node("not", one))
    ]
    roots += [build.node("not", one), build.node("eq", one, two), build.node("ne", one, two)]
    roots += [build.node("select", two, one, roots[0], type="truth"), build.node("ne", a, c)]
    roots += [build.node("select", roots[-2], a, b), build.node("guard", one, two, type="truth", value="no")]
    check(build, roots, rows)


@settings(max_examples=60, deadline=None)
@given(rows_of(st.sampled_from([0.0, 1.0, 2.0, 2.0, 3.0, 99.0, -5.0])))
def test_the_best_the_median_and_the_count_of_those_that_hold(rows: list[Row]) -> None:
    build = Builder()
    numbers = columns(build)
    limit = build.const(1.0)
    pairs: list[int] = []
    for key, other in pairwise(numbers):
        pairs += [key, truth(build, other, limit)]
    fixed = [build.const(2.0), build.const(True), build.const(7.0), build.const(False)]
    roots = [
        build.node(op, *items) for op in ("best", "median", "count") for items in (pairs, pairs[:6], pairs + fixed)
    ]
    check(build, roots, rows)


@settings(max_examples=60, deadline=None)
@given(rows_of(st.sampled_from([0.0, 1.0, 5.0, 10.0, 20.0, -5.0, 99.0]) | st.floats(0, 30)))
def test_lists_and_tiers(rows: list[Row]) -> None:
    build = Builder()
    a, b, c, d, e, f = columns(build)
    starts, prices = build.node("list", a, b, build.const(15.0)), build.node("list", d, build.const(2.0), e)
    one, none = build.node("list", a), build.node("list")
    ascending = build.node("list", build.const(0.0), build.const(4.0), build.const(9.5))
    graduated = truth(build, c, d)
    roots = [
        build.node(op, items) for op in ("list_sum", "list_mean", "list_min", "list_max") for items in (starts, one)
    ]
    roots += [
        build.node("tier", f, first, second, how)
        for first, second in ((starts, prices), (ascending, prices), (one, build.node("list", e)), (one, prices))
        for how in (graduated, build.const(True), build.const(False))
    ]
    roots.append(build.node("add", build.node("list_sum", none), a))
    check(build, roots, rows)


def _family(*rows: tuple[int, int | None, int]) -> tuple[tuple[int, int | None, int], ...]:
    return rows


DAY = datetime.date(2025, 1, 1).toordinal()
TABLE = Table(
    "prices",
    ("a", "b", "c", "d"),
    {"a": 0, "b": 1, "c": 2},
    {
        "price": (1.5, None, 3.0, 4.0),
        "name": ("Red", "green", None, "RED"),
        "open": (True, False, None, True),
    },
    dated=(
        _family((DAY, DAY + 9, 0), (DAY + 10, DAY + 19, 1), (DAY + 30, None, 2)),
        _family((DAY + 5, DAY + 6, 3)),
        _family(),
    ),
    families=("a", "b", "c"),
)
ROWS = st.sampled_from([0.0, 1.0, 2.0, 3.0, 99.0])


@settings(max_examples=50, deadline=None)
@given(rows_of(ROWS))
def test_cells_of_a_table(rows: list[Row]) -> None:
    build = Builder(tables={"prices": TABLE})
    row, other, *rest = columns(build)
    price = build.node("pick", row, value=("prices", "price"))
    name = build.node("pick", row, value=("prices", "name"), type="text")
    another = build.node("pick", other, value=("prices", "name"), type="text")
    is_open = build.node("pick", row, value=("prices", "open"), type="truth")
    same, differ = build.node("eq", name, another), build.node("ne", name, another)
    roots = [price, same, differ, build.node("eq", name, build.const("red")), is_open]
    roots += [build.node("select", is_open, price, rest[0]), build.node("and", is_open, same)]
    chosen = build.node("choose", row, *rest)
    roots += [chosen, build.node("choose", row, price, chosen), build.node("choose", build.const(2.0), *rest)]
    texts = build.node("choose", other, name, another, build.const("Blue"), type="text")
    roots += [texts, build.node("eq", texts, build.const("BLUE"))]
    check(build, roots, rows)


@settings(max_examples=60, deadline=None)
@given(rows_of(ROWS, 1), st.lists(st.integers(-3, 45), min_size=6, max_size=6))
def test_rows_in_force_on_a_day(rows: list[Row], days: list[int]) -> None:
    build = Builder(tables={"prices": TABLE})
    (family,) = columns(build, 1)
    day = build.input("day", build.const(float(DAY)), kind="date")
    rows = [row | {1: float(DAY + days[at])} for at, row in enumerate(rows)]
    rows.append({0: 0.0, 1: float(datetime.date.max.toordinal())})
    newest, fixed = build.const(float(datetime.date.max.toordinal())), build.const(1.0)
    found = [build.node("row_at", family, at, value="prices") for at in (day, newest, build.const(float(DAY + 5)))]
    found.append(build.node("row_at", fixed, day, value="prices"))
    check(build, [*found, *[build.node("pick", each, value=("prices", "price")) for each in found]], rows)


def test_texts_are_compared_in_any_case() -> None:
    build = Builder()
    a, b = (build.input(name, build.const("red"), kind="text") for name in "ab")
    roots = [
        build.node("eq", a, b),
        build.node("ne", a, build.const("STRASSE")),
        build.node("select", build.node("eq", a, b), a, build.const("other"), type="text"),
    ]
    check(build, [*roots, a], [{0: x, 1: y} for x in ("Red", "straße", "") for y in ("RED", "Strasse", "blue")])


# ------------------------------------------------------------------------------------------------ over periods

PERIODS = 7


def flows(build: Builder) -> tuple[int, int, int]:
    """Two series that hang on columns, and a column."""
    a, b, c, d, *_ = columns(build)
    t = build.node("period")
    rising = build.node("add", a, build.node("mul", b, t))
    late = build.node("gt", t, build.const(3.0))
    return rising, build.node("select", late, rising, c), d


@settings(max_examples=60, deadline=None)
@given(rows_of(st.floats(-20, 20) | st.sampled_from([0.0, 1.0, -1.0, 0.1, 99.0])))
def test_figures_of_a_whole_series(rows: list[Row]) -> None:
    build = Builder(PERIODS)
    one, two, rate = flows(build)
    share = build.node("div", rate, build.const(40.0))
    roots = [build.node(op, series, share) for op in ("npv", "xnpv") for series in (one, two)]
    roots += [build.node("npv", two, build.const(0.02)), build.node("xnpv", two, build.const(0.02))]
    roots += [build.node(op, series) for op in ("irr", "xirr", "payback") for series in (one, two)]
    roots += [
        build.node("reduce", two, value=(how, start, until))
        for how in ("sum", "mean", "min", "max")
        for start, until in ((0, PERIODS), (2, 5), (6, 7))
    ]
    late = build.node("gt", two, rate)
    roots += [build.node("reduce", late, value=(how, 1, 6), type="truth") for how in ("all", "any")]
    roots += [build.node("at", two, value=4), build.node("at", late, value=4, type="truth")]
    roots.append(build.node("select", roots[-3], rate, roots[0]))
    check(build, roots, rows)


@settings(max_examples=50, deadline=None)
@given(rows_of(st.floats(-20, 20) | st.sampled_from([0.0, 1.0, -1.0, 0.5, 99.0])), st.booleans())
def test_series_that_carry_on(rows: list[Row], every_one: bool) -> None:
    build = Builder(PERIODS)
    one, two, first = flows(build)
    before = build.node("previous", one, first)
    balance = build.node("previous", -1, first)
    grown = build.node("add", build.node("mul", balance, build.const(1.1)), two)
    build.fill(balance, grown)
    swapped = build.node("previous", -1, first), build.node("previous", -1, build.const(3.0))
    build.fill(swapped[0], swapped[1])
    build.fill(swapped[1], swapped[0])
    flag = build.node("previous", build.node("gt", one, two), build.const(False), type="truth")
    started = build.node("previous", two, one)
    kept = build.node("list", build.const(1.0), first, build.const(0.25))
    kept_share = build.node("div", first, build.const(30.0))
    roots = [before, grown, *swapped, build.node("select", flag, one, two), started]
    roots += [build.node("cumulative", two), build.node("cumulative", build.node("cumulative", grown))]
    roots += [build.node("cohort", one, kept_share, value="rate"), build.node("cohort", one, kept, value="list")]
    roots += [build.node("cohort", one, two, value="curve"), build.node("cohort", first, kept, value="list")]
    roots += [build.node("by_period", one, first, two, value=(0, 1, None, 2, 2, 1, 0))]
    roots += [build.node("known", two, value=(None, 4.0, None, None, 0.0, None, None))]
    roots += [build.node("reduce", root, value=("sum", 0, PERIODS)) for root in list(roots)]
    check(build, roots if every_one else roots[-5:], rows)


@settings(max_examples=60, deadline=None)
@given(rows_of(st.floats(-20, 20) | st.sampled_from([0.0, 1.0, 3.0, 2.5, 5.0, 99.0])))
@pytest.mark.parametrize("method", ["straight", "declining", "digits"])
def test_depreciation(method: str, rows: list[Row]) -> None:
    build = Builder(PERIODS)
    cost, residual, life, factor, *_ = columns(build)
    roots = [build.node("depreciate", cost, residual, life, factor, value=method)]
    roots.append(build.node("depreciate", cost, build.const(0.0), build.const(4.0), build.const(2.0), value=method))
    roots.append(build.node("reduce", roots[0], value=("sum", 0, 3)))
    check(build, roots, rows)


# ------------------------------------------------------------------------------------------------ what is refused


def sums() -> Builder:
    build = Builder(2)
    a, b = build.input("a", build.const(1.0)), build.input("b")
    build.name("sum", build.node("add", a, b))
    build.name("list", build.node("list", a, b))
    build.name("rising", build.node("add", a, build.node("period")))
    return build


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (lambda plan: compile_arrays(plan, [plan.quantities[0].node], [5]), "no input number 5"),
        (lambda plan: compile_arrays(plan, [plan.quantities[0].node], [0]).run({0: [1.0]}, 1), "b must be given"),
        (lambda plan: compile_arrays(plan, [plan.quantities[0].node], [0]).run({}, 1, {1: 1.0}), "no column was given"),
        (lambda plan: compile_arrays(plan, [plan.quantities[0].node], [0]).run({0: [1.0]}, 2, {1: 1.0}), "2 rows"),
        (lambda plan: compile_arrays(plan, [plan.quantities[1].node], [0, 1]), "list"),
        (
            lambda plan: compile_arrays(plan, [plan.quantities[0].node], [0]).run({0: [1.0]}, 1, {1: 1.0}, engine="x"),
            'no engine "x"',
        ),
    ],
)
def test_what_cannot_be_run_is_said(run: Callable[[Any], Any], said: str) -> None:
    with pytest.raises(OutlayError, match=said):
        run(sums().plan())
