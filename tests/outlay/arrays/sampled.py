"""Rows near what a model says itself: every input moved at random, as far as the input allows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from tests.outlay.arrays.agreement import Row

from outlay.plan import Input, Plan
from outlay.scalar import compile_plan

# Factors on what an input is by itself; zeros and changes of sign bring faults into many models.
FACTORS = (1.0, 1.0, 0.9, 1.1, 0.5, 2.0, 3.7, 1e-3, 1e3, 0.0, -1.0)


def varying_of(plan: Plan) -> list[int]:
    """The inputs that a column can give: all but lists."""
    return [number for number, item in enumerate(plan.inputs) if item.type != "list"]


def fixed_of(plan: Plan) -> Row:
    """A list for every input that is one and has none of its own."""
    return {n: [0.0, 3.0, 11.0] for n, item in enumerate(plan.inputs) if item.type == "list" and item.required}


def _stand_in(plan: Plan, item: Input) -> Any:
    """Something for an input that has no value of its own."""
    if item.type == "record":
        table = plan.tables[item.table or ""]
        return (table.families or table.rows)[0]
    return {"truth": True, "text": "x", "date": 739_000.0}.get(item.type, 0.5)


def rows_near(plan: Plan, count: int, seed: int) -> list[Row]:
    """Rows that set every input that can vary; the first row is the model as it stands where it says so."""
    chance = random.Random(seed)
    wanted = {n: _stand_in(plan, plan.inputs[n]) for n in varying_of(plan) if plan.inputs[n].required}
    trace = compile_plan(plan).trace(wanted | fixed_of(plan))
    texts = sorted({node.value for node in plan.nodes if isinstance(node.value, str) and node.op == "const"}) or ["x"]
    rows: list[Row] = []
    for at in range(count):
        row: Row = {}
        for number in varying_of(plan):
            item = plan.inputs[number]
            default = trace.node(item.node)
            if plan.nodes[item.node].series:
                row[number] = [_moved(plan, item, one, chance, at, texts) for one in default]
            else:
                row[number] = _moved(plan, item, default, chance, at, texts)
        rows.append(row)
    return rows


def _moved(plan: Plan, item: Input, default: Any, chance: random.Random, at: int, texts: Sequence[str]) -> Any:
    known = not item.required
    if item.type == "record":
        table = plan.tables[item.table or ""]
        names = table.families or table.rows
        return names[int(default)] if at == 0 and known else chance.choice(names)
    if item.type == "text":
        return default if at == 0 and known else chance.choice(texts)
    if item.type == "truth":
        return default if at == 0 and known else chance.random() < 0.5
    if item.type == "date":
        day = default if known else 739_000.0
        return day if at == 0 else max(1.0, min(3_652_059.0, day + chance.randint(-900, 900)))
    number = default if known and default - default == 0 else chance.choice((0.2, 1.0, 7.0, 40.0))
    if at:
        number *= chance.choice(FACTORS)
    return _fit(item, number)


def _fit(item: Input, number: float) -> float:
    """The nearest number that the input takes."""
    if item.integer:
        number = float(round(number))
    if item.share:
        number = min(max(number, 0.0), 1.0)
    if item.bounds is not None:
        number = min(max(number, item.bounds[0]), item.bounds[1])
    return number
