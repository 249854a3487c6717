"""Draws over rows: every row has its own, at points the scalar's, and what is drawn is what the sampler says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tests.outlay.arrays.agreement import assert_agree, by_scalar
from tests.outlay.plans import Builder

from outlay.arrays import blocks, compile_arrays
from outlay.diagnostics import OutlayError
from outlay.draws import Draws, Sampler, quantiles
from outlay.plan import Plan

PARAMETERS: dict[str, list[tuple[float, ...]]] = {
    "lognormal90": [(1.0, 2.0), (2.0, 1.0), (0.0, 1.0), (3.0, 3.0), (math.nan, 1.0)],
    "normal90": [(-1.0, 2.0), (2.0, 1.0), (0.0, 0.0)],
    "beta90": [(0.1, 0.4), (0.4, 0.1), (0.3, 0.3), (0.0, 0.5), (0.98, 0.99)],
    "uniform": [(1.0, 2.0), (2.0, 1.0)],
    "normal": [(1.0, 2.0), (1.0, -2.0), (5.0, 0.0)],
    "lognormal": [(1.0, 2.0), (-1.0, 2.0), (1.0, 0.0)],
    "triangular": [(1.0, 2.0, 5.0), (1.0, 1.0, 2.0), (3.0, 2.0, 5.0), (1.0, 1.0, 1.0)],
    "pert": [(1.0, 2.0, 5.0), (1.0, 1.0, 2.0), (3.0, 2.0, 5.0), (1.0, 1.0, 1.0)],
    "choice": [(1.0, 2.0, 3.0), (3.0, 1.0, 2.0), (2.0, 2.0, math.nan)],
}


def drawing(family: str, count: int, data: Any = None, *, each_period: bool = False, periods: int = 0) -> Plan:
    build = Builder(periods)
    inputs = [build.input(f"p{number}", build.const(1.0)) for number in range(count)]
    drawn = build.node("draw", *inputs, value=(family, "x", each_period, data), series=each_period)
    build.name("x", drawn)
    build.name("twice", build.node("add", drawn, drawn))
    return build.plan()


@pytest.mark.parametrize("point", ["median", "mean"])
@pytest.mark.parametrize("family", PARAMETERS)
def test_points_of_varying_parameters(family: str, point: str) -> None:
    cases = PARAMETERS[family]
    plan = drawing(family, len(cases[0]))
    program = compile_arrays(plan, [plan.quantities[0].node], range(len(cases[0])))
    found = program.run(dict(enumerate(np.array(cases).T)), len(cases), point=point).quantity(0)
    from outlay import doubt

    expected = [doubt.point(point, family, case) for case in cases]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("weights", [(0.2, 0.2, 0.6), (0.1, 0.2, 0.7), (1.0, 0.0, 1.0)])
def test_points_of_a_weighted_choice(weights: tuple[float, ...]) -> None:
    plan = drawing("choice", 3, weights)
    rows = [dict(enumerate(case)) for case in PARAMETERS["choice"][:2]]
    assert_agree(plan, [plan.quantities[0].node], rows, range(3), reading=by_scalar)


@pytest.mark.parametrize("size", [3, 8, 64])
def test_draws_are_the_samplers_whatever_the_blocks(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", size)
    plan = drawing("normal90", 2)
    sampler = Sampler.of(plan, seed=5)
    program = compile_arrays(plan, [q.node for q in plan.quantities], [], drawn=True)
    found = program.run({}, 25, {0: 1.0, 1: 3.0}, Draws(sampler, 10))
    once = quantiles("normal90", sampler.scores("x", None, 0, 10), (1.0, 3.0))
    assert found.quantity(0).tolist() == [*once, *once, *once[:5]]
    assert found.quantity(1).tolist() == (2 * found.quantity(0)).tolist()


def test_rows_and_draws_together() -> None:
    plan = drawing("uniform", 2)
    sampler = Sampler.of(plan)
    program = compile_arrays(plan, [plan.quantities[0].node], [1], drawn=True)
    high = np.array([2.0, 3.0, math.nan, 0.5])
    found = program.run({1: high}, 4, {0: 1.0}, Draws(sampler, 4)).quantity(0)
    assert found[:2] == pytest.approx(1 + sampler.shares("x", None, 0, 2) * (high[:2] - 1))
    assert np.isnan(found[2:]).all()


def test_a_draw_for_each_period() -> None:
    plan = drawing("normal", 2, each_period=True, periods=3)
    sampler = Sampler.of(plan)
    program = compile_arrays(plan, [plan.quantities[0].node], [], drawn=True)
    found = program.run({}, 5, {0: 0.0, 1: 1.0}, Draws(sampler, 5)).quantity(0)
    assert found.shape == (3, 5)
    for period in range(3):
        assert found[period].tolist() == sampler.scores("x", period, 0, 5).tolist()


def test_a_question_keeps_the_draws_of_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 3)
    build = Builder()
    x, a = build.input("x", build.const(1.0)), build.input("a", build.const(1.0))
    spread = build.node("draw", a, x, value=("normal", "d", False, None))
    build.solve(x, 0.0, 100.0, spread, build.const(2.0))
    plan = build.plan()
    sampler = Sampler.of(plan)
    node = plan.solves[0].node
    found, counts = compile_arrays(plan, [node], [], drawn=True).run({}, 8, {1: 1.0}, Draws(sampler, 8)).question(0)
    scores = sampler.scores("d", None, 0, 8)
    met = (scores > 0) & (1 / scores <= 100)
    assert counts.tolist() == met.astype(float).tolist()
    assert found[met] == pytest.approx(1 / scores[met], rel=1e-12)


def test_a_program_with_draws_wants_them() -> None:
    plan = drawing("normal", 2)
    program = compile_arrays(plan, [plan.quantities[0].node], [], drawn=True)
    with pytest.raises(OutlayError, match="a run needs them"):
        program.run({}, 5)
