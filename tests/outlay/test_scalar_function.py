"""Exported functions as Python functions: arguments of every kind, defaults, and reasons instead of numbers."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from tests.outlay.plans import Builder

from outlay.diagnostics import OutlayError
from outlay.plan import Plan, Table
from outlay.scalar import MISSING, compile_function

GPUS = Table(
    "gpus", ("A100_SXM", "T4"), {"a100sxm": 0, "a100": 0, "t4": 1}, {"peak": (312e12, None), "mfu": (0.4, 0.3)}
)
LIST = Table(
    "prices",
    ("m@1", "m@2"),
    {"m": 0},
    {"input": (2.0, 1.0)},
    (((738000, 738099, 0), (738100, None, 1)),),
    ("model-m",),
)


def train() -> Plan:
    build = Builder(tables={"gpus": GPUS})
    params, tokens = build.input("params"), build.input("tokens")
    gpu = build.input("gpu", build.const(0), "record", table="gpus")
    mfu = build.input("mfu", build.node("pick", gpu, value=("gpus", "mfu")), share=True)
    doubled = build.node("mul", mfu, build.const(2.0))
    runs = build.input("runs", build.node("add", doubled, build.node("exp", doubled)), integer=False)
    flop = build.node("mul", build.node("mul", build.const(6.0), params), tokens)
    speed = build.node("mul", build.node("pick", gpu, value=("gpus", "peak")), mfu)
    hours = build.node("div", flop, speed)
    build.name("hours", hours, role="local")
    build.name("cost", build.node("mul", hours, runs))
    return build.plan()


def by_hand(params: float, tokens: float, mfu: float = 0.4, runs: float | None = None) -> float:
    if runs is None:
        runs = 2 * mfu + math.exp(2 * mfu)
    return 6 * params * tokens / (312e12 * mfu) * runs


def test_defaults_are_worked_out_from_earlier_parameters() -> None:
    cost = compile_function(train())
    assert cost(175e9, 300e9) == pytest.approx(by_hand(175e9, 300e9), rel=1e-14)
    assert cost(175e9, 300e9, MISSING, 0.5) == pytest.approx(by_hand(175e9, 300e9, 0.5), rel=1e-14)
    assert cost(175e9, 300e9, "A100-SXM", 0.5, 3) == pytest.approx(by_hand(175e9, 300e9, 0.5, 3), rel=1e-14)


def test_whole_numbers_and_truths_are_numbers_too() -> None:
    cost = compile_function(train())
    found = cost(175_000_000_000, 300_000_000_000, "a100", 1, 1)
    assert isinstance(found, float)
    assert found == pytest.approx(by_hand(175e9, 300e9, 1, 1), rel=1e-14)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((1.0,), "tokens must be given"),
        ((), "params must be given"),
        ((math.nan, 1.0), "params must be a finite number"),
        ((1.0, math.inf), "tokens must be a finite number"),
        ((10**400, 1.0), "params is a number"),
        ((1.0, 1.0, "A100", 1.5), "mfu is a share and must lie between 0 and 1"),
        ((1.0, 1.0, "A100", "0.5"), "mfu is a number, not"),
        ((1.0, None), "tokens is a number, not"),
        ((1.0, 1.0, "A1000"), "Did you mean A100_SXM?"),
        ((1.0, 1.0, 1), "gpu is the name of a record"),
        ((1.0, 1.0, ["A100"]), "gpu is the name of a record"),
        ((1.0, 1.0, "A100", 0.0), "mfu is 0 here, and hours divides by it"),
        ((1e200, 1e200), "too large"),
        ((1.0, 1.0, "T4"), "T4 has no peak in the table gpus"),
    ],
)
def test_what_cannot_be_is_said(arguments: tuple[Any, ...], why: str) -> None:
    with pytest.raises(OutlayError) as caught:
        compile_function(train())(*arguments)
    assert why in str(caught.value)


def test_numbers_of_other_libraries_are_taken() -> None:
    from decimal import Decimal
    from fractions import Fraction

    assert compile_function(train())(Decimal(7), Fraction(1, 2), "a100", 0.5, 1) == pytest.approx(
        by_hand(7, 0.5, 0.5, 1)
    )


def test_dates_lists_texts_and_truths() -> None:
    build = Builder(tables={"prices": LIST})
    model = build.input("model", kind="record", table="prices")
    day = build.input("as_of", build.const(float(datetime.date.max.toordinal())), "date")
    item = build.input("item", build.const("input"), "text")
    half = build.input("half", build.const(False), "truth")
    counts = build.input("counts", build.node("list", build.const(1.0)), "list")
    row = build.node("row_at", model, day, value="prices")
    price = build.node("pick", row, value=("prices", "input"))
    price = build.node(
        "select", build.node("eq", item, build.const("INPUT")), price, build.node("fault", value=("no such item", ()))
    )
    price = build.node("select", half, build.node("mul", price, build.const(0.5)), price)
    starts = build.node("list", build.const(0.0))
    build.name("cost", build.node("tier", price, starts, counts, build.const(True)))
    function = compile_function(build.plan())
    assert function("Model M") == 1.0
    assert function("m", datetime.date.fromordinal(738050)) == 2.0
    assert function("m", datetime.date.fromordinal(738050).isoformat(), "Input", True, [3]) == 3.0
    assert function("m", 738050) == 2.0
    for arguments, why in (
        (("m", "2021-01-01"), "no entry of model-m is in force on 2021-01-01"),
        (("m", "soon"), "as_of is a date"),
        (("m", MISSING, "output"), "no such item"),
        (("m", MISSING, 5), "item is a text"),
        (("m", MISSING, "input", 2), "half is true or false"),
        (("m", MISSING, "input", True, ["x"]), "counts is a number"),
        (("m", MISSING, "input", True, [1, 2]), "1 tier starts but 2 prices"),
    ):
        with pytest.raises(OutlayError, match=why):
            function(*arguments)


def test_whole_numbers_do_not_grow_without_bound() -> None:
    build = Builder()
    x = build.input("x")
    for _ in range(60):
        x = build.node("mul", x, x)
    build.name("y", x)
    with pytest.raises(OutlayError, match="too large"):
        compile_function(build.plan())(10)
    assert compile_function(build.plan())(1) == 1.0


def test_a_function_over_periods_and_one_that_asks() -> None:
    build = Builder(3)
    start = build.input("start")
    build.name("total", build.node("reduce", build.node("add", build.node("period"), start), value=("sum", 0, 3)))
    assert compile_function(build.plan())(1) == 6.0
    build = Builder()
    x, wanted = build.input("x", build.const(1.0)), build.input("wanted")
    build.solve(x, 0.0, 100.0, build.node("mul", x, x), wanted)
    build.name("root", build.solves[0].node)
    asked = compile_function(build.plan())
    assert asked(MISSING, 49) == pytest.approx(7.0)
    with pytest.raises(OutlayError, match="holds nowhere"):
        asked(MISSING, -1)
