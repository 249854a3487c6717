"""Whether arrays and a reading of the plan row by row say the same, faults and roots included."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from tests.outlay.plans import Reading

from outlay.arrays import ArrayProgram, ArrayValues, compile_arrays
from outlay.plan import Plan
from outlay.scalar import compile_plan
from outlay.scalar.inputs import Inputs

TOLERANCE = 1e-12
Row = dict[int, Any]  # what one row sets, by input: floats, truths, texts, rows of tables; lists for a series
Node = Callable[[int], Any]  # the value of a node in one row


Reader = Callable[[Row], Node]


def by_reading(plan: Plan) -> Reader:
    """The slow reading, which takes faults as inputs too."""
    return lambda row: Reading(plan, row).value


def by_scalar(plan: Plan) -> Reader:
    """The scalar back end, every node kept."""
    program = compile_plan(plan)
    return lambda row: program.trace(row).node


def columns_of(program: ArrayProgram, rows: Sequence[Row]) -> dict[int, Any]:
    """Rows as columns."""
    plan = program.plan
    found: dict[int, Any] = {}
    for number in program.analysis.varying:
        item = plan.inputs[number]
        cells = [row[number] for row in rows]
        if item.type == "text":
            found[number] = program.texts.codes(cells)
        elif item.type == "record":
            names = Inputs(plan).rows(item)
            found[number] = np.array([names[cell] for cell in cells], dtype=np.float64)
        elif plan.nodes[item.node].series:
            found[number] = np.array(cells, dtype=np.float64).reshape(len(rows), -1).T
            if not rows:
                found[number] = np.empty((program.analysis.periods, 0))
        else:
            found[number] = np.array(cells, dtype=np.float64)
    return found


def assert_agree(
    plan: Plan,
    roots: Iterable[int],
    rows: Sequence[Row],
    varying: Iterable[int],
    fixed: Mapping[int, Any] | None = None,
    reading: Callable[[Plan], Reader] = by_reading,
    **how: Any,
) -> ArrayValues:
    roots = list(roots)
    program = compile_arrays(plan, roots, list(varying))
    reader = reading(plan)
    found = program.run(columns_of(program, rows), len(rows), fixed, **how)
    for at, row in enumerate(rows):
        node = reader({**(fixed or {}), **row})
        largest = -1.0
        for root in roots:
            for period, (a, b) in enumerate(zip(items(found.node(root)[..., at]), items(node(root)), strict=True)):
                if isinstance(b, str):
                    assert found.texts.text(float(a)) == b, (root, at, a, b)
                elif not (a == b or (a != a and b != b)):
                    if largest < 0:
                        largest = largest_of(node, plan)
                    assert abs(a - b) <= TOLERANCE * largest, (root, plan.nodes[root].op, at, period, a, b)
    return found


def largest_of(node: Node, plan: Plan) -> float:
    """The largest number that can be computed on the way."""
    found = 0.0
    for index in range(len(plan.nodes)):
        for item in items(node(index)):
            for each in item if isinstance(item, tuple | list) else (item,):
                if isinstance(each, float) and math.isfinite(each):
                    found = max(found, abs(each))
    return found


def items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) or np.ndim(value) else [value]
