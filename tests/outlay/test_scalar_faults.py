"""A number that cannot be is traced to where it began and said in the reader's words."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tests.outlay.plans import Builder

from outlay.diagnostics import Source
from outlay.plan import Place, Plan, Table
from outlay.scalar import compile_plan
from outlay.scalar.faults import Fault, explain_fault


def fault(plan: Plan, number: int = -1) -> Fault:
    found = explain_fault(plan, compile_plan(plan).trace(), plan.quantities[number].node)
    assert found is not None
    return found


def test_a_division_by_zero_names_both_and_the_first_period() -> None:
    build = Builder(6)
    revenue = build.node("sub", build.node("period"), build.const(2.0))
    build.name("revenue", revenue, unit="USD/month")
    share = build.node("div", build.const(5.0), revenue, place=0)
    build.name("gross_margin", build.node("sub", build.const(1.0), share))
    build.name("total", build.node("cumulative", build.node("mul", share, build.const(2.0))))
    plan = replace(build.plan(), places=(Place("m.cost", 4, 9, 1),))
    assert fault(plan, 1).message == "revenue is 0 here, and gross_margin divides by it (period 2026-03)"
    assert fault(plan, 1).code.id == "E1001"
    assert fault(plan, 1).period == 2
    shown = fault(plan, 1).diagnostic(lambda file: Source(file, "abc defgh\n")).as_dict()
    assert (shown["line"], shown["column"], shown["end_column"]) == (1, 5, 10)


def test_the_way_from_the_cause_is_told() -> None:
    build = Builder()
    build.name("users", users := build.input("users", build.const(0.0)))
    build.name("each", each := build.node("div", build.const(1.0), users))
    build.name("more", more := build.node("add", each, build.const(1.0)))
    build.name("cost", build.node("mul", more, build.const(2.0)))
    found = fault(build.plan())
    assert found.message == "users is 0 here, and each divides by it"
    assert found.notes == ("it is needed along each → more → cost",)


def reasons() -> list[tuple[str, Plan]]:
    table = Table("gpus", ("A100", "T4"), {}, {"peak": (1.0, None)})
    dated = Table("prices", ("a",), {}, {"input": (1.0,)}, (((738000, 738100, 0),),), ("gpt",))
    made: list[tuple[str, Plan]] = []

    def case(
        why: str, op: str, *args: object, periods: int = 0, value: object = None, tables: dict[str, Table] | None = None
    ) -> None:
        build = Builder(periods, tables)
        nodes: list[int] = []
        for arg in args:
            if isinstance(arg, str):
                series = build.node("period")
                nodes.append(
                    series if arg == "period" else build.node("neg", build.node("add", series, build.const(1.0)))
                )
            elif isinstance(arg, tuple):
                nodes.append(build.node("list", *(build.const(x) for x in arg)))
            else:
                nodes.append(build.const(arg))  # type: ignore[arg-type]
        build.name("thing", build.node(op, *nodes, value=value))  # type: ignore[arg-type]
        made.append((why, build.plan()))

    case("thing takes the square root of -2, which has none: it needs a number from 0 up", "sqrt", -2.0)
    case("thing takes the logarithm of 0", "log", 0.0)
    case("thing raises -8 to the power 0.5", "pow", -8.0, 0.5)
    case("0 here, and thing raises it to a negative power", "pow", 0.0, -1.0)
    case("thing is too large a number to hold", "pow", 10.0, 400.0)
    case("thing is too large a number to hold", "mul", 1e200, 1e200)
    case("mfu must be a share", "guard", 1.5, False, value="mfu must be a share")
    case("above capacity, which is 4,380 run/year", "fault", 4380.0, value=("above capacity, which is", ("run/year",)))
    case("T4 has no peak in the table gpus", "pick", 1, value=("gpus", "peak"), tables={"gpus": table})
    case("no entry of gpt is in force on 2021-01-01", "row_at", 0, 737791.0, value="prices", tables={"prices": dated})
    case("nothing to choose from", "best", 1.0, False)
    case("this is before the first date of its list (period 2026-01)", "by_period", 1.0, value=(None, 0), periods=2)
    case("has no rate of return: the series is never negative", "irr", "period", periods=3)
    case("has no rate of return: the series is never positive", "irr", "falling", periods=3)
    case("thing discounts at -150%", "npv", "period", -1.5, periods=3)
    case("thing is never paid back", "payback", "falling", periods=3)
    case(
        "thing is no distribution: a lognormal interval needs ends above 0",
        "draw",
        0.0,
        1.0,
        value=("lognormal90", "s", False, None),
    )
    case("tiers price no negative quantity", "tier", -1.0, (0.0,), (1.0,), True)
    case("2 tier starts but 1 prices", "tier", 1.0, (0.0, 1.0), (1.0,), True)
    case("do not ascend", "tier", 1.0, (0.0, 0.0), (1.0, 1.0), True)
    case("over a life of 0 periods", "depreciate", 1.0, 0.0, 0.0, 2.0, value="straight", periods=2)
    case("takes the normal quantile of 2", "normal_quantile", 2.0)
    return made


@pytest.mark.parametrize(("why", "plan"), reasons(), ids=lambda item: item[:30] if isinstance(item, str) else "")
def test_every_operation_says_why(why: str, plan: Plan) -> None:
    assert why in fault(plan).message


def test_a_fault_is_not_taken_from_the_branch_that_was_not_chosen() -> None:
    build = Builder()
    bad = build.node("sqrt", build.input("x", build.const(-1.0)))
    build.name(
        "kept", build.node("select", build.node("lt", build.const(1.0), build.const(2.0)), build.const(3.0), bad)
    )
    plan = build.plan()
    assert compile_plan(plan).run().quantity(0) == 3.0
    assert explain_fault(plan, compile_plan(plan).trace(), plan.quantities[0].node) is None


def test_a_question_without_an_answer_that_is_used() -> None:
    build = Builder()
    x = build.input("x", build.const(1.0))
    build.solve(x, 0.0, 1.0, x, build.const(5.0))
    build.name("twice", build.node("mul", build.solves[0].node, build.const(2.0)))
    assert "holds nowhere for x from 0 to 1" in fault(build.plan()).message


def test_what_must_be_given_and_is_not() -> None:
    build = Builder()
    build.name("y", build.node("neg", build.input("x")))
    assert fault(build.plan()).message == "x must be given: it has no default"


def test_a_sum_finds_its_first_fault_and_a_previous_one_its_source() -> None:
    build = Builder(5)
    early = build.node("eq", build.node("period"), build.const(1.0))
    hole = build.node("select", early, build.node("fault", value=("no figure", ())), build.const(1.0))
    build.name("hole", hole)
    later = build.node("previous", build.node("previous", hole, build.const(0.0)), build.const(0.0))
    build.name("later", later)
    build.name("sum", build.node("reduce", later, value=("sum", 0, 5)))
    found = fault(build.plan())
    assert (found.message, found.period) == ("no figure", None)
    assert math.isnan(compile_plan(build.plan()).run().quantity(1)[3])
