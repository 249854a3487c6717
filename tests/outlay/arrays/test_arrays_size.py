"""What a run costs: memory that does not grow with the rows, and time against the same formulas written by hand."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.outlay.plans import Builder
from tests.pace import least

from outlay.arrays import ArrayProgram, blocks, compile_arrays, room
from outlay.draws import Draws, Sampler
from outlay.plan import Plan

NAMES = ("users", "sessions", "tokens_in", "tokens_out", "price_in", "price_out", "cached", "margin", "support")


def twelve() -> Plan:
    """Twelve formulas of what a chat assistant costs."""
    build = Builder()
    at = {name: build.input(name, build.const(0.5)) for name in NAMES}
    one, tenth = build.const(1.0), build.const(0.1)
    requests = build.node("mul", at["users"], at["sessions"])
    sent = build.node("mul", build.node("mul", requests, at["tokens_in"]), build.node("sub", one, at["cached"]))
    kept = build.node("mul", build.node("mul", requests, at["tokens_in"]), at["cached"])
    written = build.node("mul", requests, at["tokens_out"])
    sent_cost = build.node("mul", sent, at["price_in"])
    kept_cost = build.node("mul", build.node("mul", kept, at["price_in"]), tenth)
    written_cost = build.node("mul", written, at["price_out"])
    model = build.node("add", build.node("add", sent_cost, kept_cost), written_cost)
    support = build.node("mul", at["users"], at["support"])
    cost = build.node("add", model, support)
    each = build.node("div", cost, at["users"])
    build.name("each", each)
    build.name("price", build.node("div", each, build.node("sub", one, at["margin"])))
    return build.plan()


def by_hand(
    users: Any,
    sessions: Any,
    tokens_in: Any,
    tokens_out: Any,
    price_in: Any,
    price_out: Any,
    cached: Any,
    margin: Any,
    support: Any,
) -> Any:
    requests = users * sessions
    sent = requests * tokens_in * (1 - cached)
    kept = requests * tokens_in * cached
    written = requests * tokens_out
    sent_cost = sent * price_in
    kept_cost = kept * price_in * 0.1
    written_cost = written * price_out
    model = sent_cost + kept_cost + written_cost
    support_cost = users * support
    cost = model + support_cost
    each = cost / users
    return each, each / (1 - margin)


def customers() -> Plan:
    """A stock over periods, a sum, a question, and a draw."""
    build = Builder(12)
    start, growth, price = (build.input(name, build.const(0.1)) for name in ("start", "growth", "price"))
    doubt = build.node("draw", build.const(1.0), build.const(2.0), value=("lognormal90", "d", False, None))
    before = build.node("previous", -1, start)
    after = build.node("mul", before, build.node("add", build.const(1.0), growth))
    build.fill(before, after)
    revenue = build.node("mul", build.node("mul", after, price), doubt)
    total = build.node("reduce", revenue, value=("sum", 0, 12))
    build.name("total", total)
    build.name("revenue", build.node("npv", revenue, growth))
    build.solve(price, 0.0, 100.0, build.node("at", revenue, value=11), build.const(50.0))
    return build.plan()


def columns(count: int, rows: int) -> dict[int, Any]:
    chance = np.random.default_rng(1)
    return {number: 0.2 + 0.5 * chance.random(rows) for number in range(count)}


def work_area(program: ArrayProgram, count: int, rows: int, results: int, draws: Draws | None = None) -> int:
    """Bytes a run takes at its peak, besides its columns and results."""
    given = columns(count, rows)
    program.run({n: column[:1] for n, column in given.items()}, 1, draws=draws, engine="numpy")
    room._kept.clear()
    tracemalloc.start()
    try:
        program.run(given, rows, draws=draws, engine="numpy", threads=1)
        return tracemalloc.get_traced_memory()[1] - 8 * rows * results
    finally:
        tracemalloc.stop()


def test_the_work_area_does_not_grow_with_the_rows() -> None:
    program = compile_arrays(twelve(), [q.node for q in twelve().quantities], range(9))
    small, large, huge = (work_area(program, 9, rows, 2) for rows in (20_000, 100_000, 500_000))
    assert large <= 1.02 * small + 10_000
    assert huge <= 1.02 * small + 50_000
    assert small < 3_000_000


def test_nor_does_it_with_series_draws_and_questions() -> None:
    plan = customers()
    roots = [*[q.node for q in plan.quantities], plan.solves[0].node]
    program = compile_arrays(plan, roots, range(2), drawn=True)
    draws = Draws(Sampler.of(plan), 500)
    small, large = (work_area(program, 2, rows, 4, draws) for rows in (17_000, 66_000))
    assert large <= 1.05 * small + 100_000


def test_threads_blocks_and_rows_by_themselves_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = customers()
    roots = [*[q.node for q in plan.quantities], plan.solves[0].node]
    program = compile_arrays(plan, roots, range(2), drawn=True)
    sampler, given = Sampler.of(plan), columns(2, 700)

    def run(size: int, threads: int) -> list[list[float]]:
        monkeypatch.setattr(blocks, "BLOCK", size)
        found = program.run(given, 700, draws=Draws(sampler, 300), engine="numpy", threads=threads)
        return [found.node(root).tolist() for root in roots]

    once = run(8192, 1)
    assert run(64, 1) == once
    assert run(64, 3) == once
    assert run(1, 2) == once


def test_what_a_thread_raises_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 10)
    program = compile_arrays(twelve(), [twelve().quantities[0].node], range(9))

    def broken(*_: Any) -> None:
        raise MemoryError("no room")

    program.run(columns(9, 1), 1, engine="numpy")
    monkeypatch.setattr(blocks.BlockCode, "run", broken)
    with pytest.raises(MemoryError, match="no room"):
        program.run(columns(9, 100), 100, engine="numpy", threads=3)


def test_columns_may_be_views_and_results_may_be_given() -> None:
    plan = twelve()
    roots = [q.node for q in plan.quantities]
    program = compile_arrays(plan, roots, range(9))
    given = columns(9, 300)
    wide = np.stack(list(given.values()), axis=1)
    given_room = {roots[0]: np.empty((300, 2))[:, 1]}
    found = program.run({n: wide[:, n] for n in given}, 300, engine="numpy", out=given_room)
    each, price = by_hand(*given.values())
    assert found.node(roots[0]) is given_room[roots[0]]
    assert given_room[roots[0]].tolist() == each.tolist()
    assert found.node(roots[1]).tolist() == price.tolist()


def seconds(job: Callable[[], object]) -> float:
    begin = time.process_time()
    job()
    return time.process_time() - begin


def test_blocks_beat_the_same_formulas_written_by_hand() -> None:
    rows = 400_000
    given = columns(9, rows)
    program = compile_arrays(twelve(), [q.node for q in twelve().quantities], range(9))
    program.run(given, rows, engine="numpy")
    ratios = []
    for _ in range(12):
        ours = seconds(lambda: program.run(given, rows, engine="numpy", threads=1))
        hand = seconds(lambda: by_hand(*given.values()))
        ratios.append(hand / ours)
    assert sorted(ratios)[len(ratios) // 2] > 1.3, ratios


def test_a_hundred_rows_are_cheap() -> None:
    given = columns(9, 100)
    program = compile_arrays(twelve(), [q.node for q in twelve().quantities], range(9))
    program.run(given, 100)

    def hundred_times() -> None:
        for _ in range(100):
            program.run(given, 100)

    assert least(lambda: seconds(hundred_times), 0.03) < 0.03  # 300 microseconds each
