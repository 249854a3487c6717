"""Random plans over random rows: arrays agree with the plan read row by row, faults included."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outlay.arrays.agreement import Row, assert_agree
from tests.outlay.test_scalar_properties import NUMBERS, plans

from outlay.arrays import blocks
from outlay.plan import Plan
from outlay.scalar import schedule

CELLS = NUMBERS | st.just(math.nan)


@st.composite
def runs(draw: st.DrawFn, periods: int) -> tuple[Plan, list[Row], list[int], dict[int, Any]]:
    """A plan, rows that set some inputs, which inputs these are, and values for some of the others."""
    plan, given_inputs = draw(plans(periods))
    single = [number for number, item in enumerate(plan.inputs) if not plan.nodes[item.node].series]
    varying = [number for number in range(len(plan.inputs)) if draw(st.integers(0, 3))]
    fixed = {number: value for number, value in given_inputs.items() if number not in varying}
    rows: list[Row] = [
        {
            number: draw(CELLS if number in single else st.lists(CELLS, min_size=periods, max_size=periods))
            for number in varying
        }
        for _ in range(draw(st.sampled_from([0, 1, 3, 5])))
    ]
    return plan, rows, varying, fixed


@settings(max_examples=200, deadline=None)
@given(runs(periods=0))
def test_single_numbers(made: tuple[Plan, list[Row], list[int], dict[int, Any]]) -> None:
    plan, rows, varying, fixed = made
    assert_agree(plan, range(len(plan.nodes)), rows, varying, fixed)
    assert_agree(plan, [quantity.node for quantity in plan.quantities], rows, varying, fixed)


@settings(max_examples=200, deadline=None)
@given(runs(periods=4))
def test_series(made: tuple[Plan, list[Row], list[int], dict[int, Any]]) -> None:
    plan, rows, varying, fixed = made
    roots = [index for index, node in enumerate(plan.nodes) if node.type != "list"]
    assert_agree(plan, roots, rows, varying, fixed)
    assert_agree(plan, [quantity.node for quantity in plan.quantities], rows, varying, fixed)


@settings(max_examples=50, deadline=None)
@given(runs(periods=4), st.integers(1, 3))
def test_blocks_of_any_size(made: tuple[Plan, list[Row], list[int], dict[int, Any]], size: int) -> None:
    plan, rows, varying, fixed = made
    whole = blocks.BLOCK
    blocks.BLOCK = size
    try:
        assert_agree(plan, [quantity.node for quantity in plan.quantities], rows, varying, fixed)
    finally:
        blocks.BLOCK = whole


@settings(max_examples=150, deadline=None)
@given(runs(periods=3), st.integers(1, 6))
def test_block_code_over_many_small_functions(
    made: tuple[Plan, list[Row], list[int], dict[int, Any]], limit: int
) -> None:
    plan, rows, varying, fixed = made
    whole = schedule.LIMIT
    schedule.LIMIT = limit
    try:
        roots = [index for index, node in enumerate(plan.nodes) if node.type != "list"]
        assert_agree(plan, roots, rows, varying, fixed)
        assert_agree(plan, [quantity.node for quantity in plan.quantities], rows, varying, fixed)
    finally:
        schedule.LIMIT = whole
