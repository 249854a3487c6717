"""Why a draw has no number: the model at just that draw, traced back to where the fault began."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from outlay.arrays import compile_arrays
from outlay.draws import Draws, Sampler
from outlay.evaluation import source_of
from outlay.plan import Node
from outlay.scalar import compile_plan
from outlay.scalar.faults import explain_fault

if TYPE_CHECKING:
    from outlay.diagnostics import Diagnostic
    from outlay.plan import Plan


def at_draw(plan: Plan, sampler: Sampler, number: int, fixed: Mapping[int, Any] | None = None) -> Plan:
    """The plan with every uncertain number at its value in one draw. Numbers that make no distribution stay draws."""
    drawn = [index for index, node in enumerate(plan.nodes) if node.op == "draw"]
    values = compile_arrays(plan, drawn, (), drawn=True).run({}, 1, fixed, Draws(sampler, 1, number))
    nodes = list(plan.nodes)
    for index in drawn:
        found = values.node(index)[..., 0]
        old = nodes[index]
        if found.ndim == 0:
            if not math.isnan(found):
                nodes[index] = Node("const", (), float(found), False, old.type, old.place)
        elif not any(math.isnan(each) for each in found):
            known = tuple(float(each) for each in found)
            nodes[index] = Node("known", (index,), known, True, old.type, old.place)
    return replace(plan, nodes=tuple(nodes))


def why(
    plan: Plan, sampler: Sampler, number: int, node: int, fixed: Mapping[int, Any] | None = None
) -> Diagnostic | None:
    """The reason for which a node has no number in one draw, at its place in the model; None if it has one."""
    there = at_draw(plan, sampler, number, fixed)
    traced = compile_plan(there).trace(dict(fixed or {}))
    fault = explain_fault(there, traced, node)
    return None if fault is None else fault.diagnostic(source_of, plan.name)
