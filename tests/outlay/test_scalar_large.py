"""Plans of any size and shape: linear time, no limit of Python's met, nothing computed that nobody asked for."""

from __future__ import annotations

import pytest
from tests.outlay.plans import Builder
from tests.pace import growth

from outlay.plan import Node
from outlay.scalar import compile_plan


def chain(count: int, periods: int) -> Builder:
    """Every node used once, as deep as there are nodes."""
    build = Builder(periods)
    at = build.node("period") if periods else build.input("x", build.const(1.0))
    for _ in range(count):
        at = build.node("add", at, build.const(1.0))
    build.name("end", at)
    return build


def mesh(count: int, periods: int) -> Builder:
    """Every node used twice."""
    build = Builder(periods)
    nodes = [build.node("period") if periods else build.input("x", build.const(1.0))]
    half = build.const(0.5)
    for number in range(count // 2):
        both = build.node("add", nodes[-1], nodes[max(0, number - 7)])
        nodes.append(build.node("mul", both, half))
    build.name("end", nodes[-1])
    return build


@pytest.mark.parametrize("periods", [0, 3])
@pytest.mark.parametrize("shape", [chain, mesh])
def test_fifty_thousand_nodes(shape: object, periods: int) -> None:
    plan = shape(50_000, periods).plan()  # type: ignore[operator]
    values = compile_plan(plan).run()
    assert values.quantity(0) is not None
    if shape is chain:
        assert values.quantity(0) == (50_001.0 if not periods else [50_000.0, 50_001.0, 50_002.0])


def test_time_is_linear_in_nodes() -> None:
    plans = {count: mesh(count, 3).plan() for count in (2_000, 16_000)}
    bound = 3 * 8  # eight times as much, and room for noise; time that grew with the square would make it 64
    assert growth(lambda count: compile_plan(plans[count]).run(), 2_000, 16_000, bound) <= bound


def test_one_cycle_of_thousands_of_nodes() -> None:
    build = Builder(4)
    start = build.const(1.0)
    before = build.node("previous", -1, start)
    at = before
    for _ in range(5_000):
        at = build.node("add", at, build.node("mul", before, build.const(0.0)))
    build.fill(before, build.node("mul", at, build.const(2.0)))
    build.name("end", at)
    assert compile_plan(build.plan()).run().quantity(0) == [1.0, 2.0, 4.0, 8.0]


def test_many_levels_of_loops() -> None:
    build = Builder(3)
    at = build.node("period")
    for _ in range(300):
        at = build.node("add", build.node("period"), build.node("at", at, value=2))
    build.name("end", at)
    assert compile_plan(build.plan()).run().quantity(0) == [600.0, 601.0, 602.0]


def test_wide_choices_and_extremes() -> None:
    build = Builder()
    items = [build.input(f"i{n}", build.const(float(n))) for n in range(3_000)]
    build.name("least", build.node("min", *items))
    build.name("chosen", build.node("choose", build.node("floor", items[7]), *items))
    pairs = [each for item in items for each in (item, build.node("gt", item, build.const(10.0)))]
    build.name("best", build.node("best", *pairs))
    values = compile_plan(build.plan()).run()
    assert [values.quantity(n) for n in range(3)] == [0.0, 7.0, 11.0]


def test_dead_code_is_left_out_and_may_be_asked_for_later() -> None:
    build = Builder()
    must = build.input("must")
    build.name("dead", build.node("neg", must), role="plain")
    build.name("alive", build.const(3.0))
    program = compile_plan(build.plan())
    assert program.run().quantity(1) == 3.0  # what nothing needs need not be given
    assert program.run({0: 4.0}).quantity(0) == -4.0


def test_code_holds_nothing_that_an_author_wrote() -> None:
    build = Builder()
    evil = "__import__('os').system('x')"
    text = build.input(evil, build.const(evil), "text")
    build.name(evil, build.node("eq", text, build.const("'" + '"' + "\n")))
    build.nodes.append(Node("fault", (), (evil, ())))
    assert compile_plan(build.plan()).run().quantity(0) is False
