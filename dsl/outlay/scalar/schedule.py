"""The order of work: which nodes are needed, and how few loops over the periods compute them.

Series are computed together, period by period, in one loop per level. A figure of a whole series (a sum, a rate of
return, one period of it) can only be had after the loop that makes the series, and lifts whatever uses it by a level.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from outlay.dependents import dependents
from outlay.diagnostics.model import OutlayError
from outlay.plan import Plan
from outlay.scalar.folding import Knowledge
from outlay.structs import struct

LIMIT = 1000  # nodes in one generated function


class Needs(Protocol):
    """A plan and what each of its nodes needs."""

    @property
    def plan(self) -> Plan: ...

    def args(self, index: int, /) -> tuple[int, ...]: ...


@struct(frozen=True, slots=True)
class Scope:
    """What a question computes again for every value it tries, and what it takes as it is."""

    sides: tuple[int, int]  # left and right; -1 for none
    changing: frozenset[int]
    given: frozenset[int]


@struct(frozen=True, slots=True)
class Stage:
    """Nodes computed one after another, once, or together for every period."""

    nodes: tuple[int, ...]
    loop: bool


def closure(knowledge: Knowledge, roots: Iterable[int], stop: int = -1) -> set[int]:
    """Everything that the roots need, themselves included; constants and whatever only `stop` needs left out."""
    found: set[int] = set()
    waiting = [knowledge.alias[root] for root in roots]
    constants = knowledge.constants
    while waiting:
        index = waiting.pop()
        if index in found or index in constants:
            continue
        found.add(index)
        if index != stop:
            waiting.extend(knowledge.args(index))
    return found


def changing_with(knowledge: Knowledge, within: set[int], variable: int) -> set[int]:
    """Those of `within` whose values hang on the variable, without the variable itself."""
    return dependents((variable,), ((index, knowledge.args(index)) for index in within if index != variable))


def scope_of(knowledge: Knowledge, number: int) -> Scope:
    """The scope of one question of the plan; constants are in neither of its sets."""
    question = knowledge.plan.solves[number]
    left, right = (knowledge.alias[side] if side >= 0 else -1 for side in (question.left, question.right))
    sides = [side for side in (left, right) if side >= 0]
    changing = changing_with(knowledge, closure(knowledge, sides, stop=question.variable), question.variable)
    given = {arg for index in changing for arg in knowledge.args(index)} | set(sides)
    left_out = changing | {question.variable} | knowledge.constants.keys()
    return Scope((left, right), frozenset(changing), frozenset(given - left_out))


def components(knowledge: Needs, subset: set[int]) -> list[list[int]]:
    """Cycles (through `previous`) and single nodes, each after everything it needs: Tarjan's algorithm, iterative."""
    order = sorted(subset)
    edges = {index: [arg for arg in knowledge.args(index) if arg in subset] for index in order}
    if all(arg < index for index, args in edges.items() for arg in args):
        return [[index] for index in order]
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for start in order:
        if start in number:
            continue
        number[start] = low[start] = len(number)
        stack.append(start)
        on_stack.add(start)
        work = [(start, iter(edges[start]))]
        while work:
            index, rest = work[-1]
            for arg in rest:
                if arg not in number:
                    number[arg] = low[arg] = len(number)
                    stack.append(arg)
                    on_stack.add(arg)
                    work.append((arg, iter(edges[arg])))
                    break
                if arg in on_stack:
                    low[index] = min(low[index], number[arg])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[index])
                if low[index] == number[index]:
                    group: list[int] = []
                    while not group or group[-1] != index:
                        group.append(stack.pop())
                        on_stack.discard(group[-1])
                    found.append(sorted(group))
    return found


def schedule(knowledge: Needs, subset: set[int]) -> list[list[Stage]]:
    """The functions to generate, as lists of stages, in the order in which they run."""
    nodes = knowledge.plan.nodes
    level: dict[int, int] = {}
    once: dict[int, list[list[int]]] = {}
    loops: dict[int, list[list[int]]] = {}
    for group in components(knowledge, subset):
        series = nodes[group[0]].series
        if len(group) > 1 and not all(nodes[index].series for index in group):
            raise OutlayError("A cycle of this model passes through a figure that needs every period at once.")
        height = 0
        for index in group:
            for arg in knowledge.args(index):
                height = max(
                    height, level.get(arg, 0) + (1 if not series and arg in subset and nodes[arg].series else 0)
                )
        for index in group:
            level[index] = height
        (loops if series else once).setdefault(height, []).append(group)
    stages: list[Stage] = []
    for height in range(max(level.values(), default=-1) + 1):
        for groups, loop in ((once.get(height, []), False), (loops.get(height, []), True)):
            stages.extend(_stages(groups, loop))
    return _functions(stages)


def _stages(groups: list[list[int]], loop: bool) -> list[Stage]:
    found: list[Stage] = []
    part: list[int] = []
    for group in groups:
        if part and len(part) + len(group) > LIMIT:
            found.append(_stage(part, loop))
            part = []
        part.extend(group)
    if part:
        found.append(_stage(part, loop))
    return found


def _stage(part: list[int], loop: bool) -> Stage:
    # within a period the plan's own order holds; once-only figures keep the order of what they need
    return Stage(tuple(sorted(part) if loop else part), loop)


def _functions(stages: list[Stage]) -> list[list[Stage]]:
    found: list[list[Stage]] = []
    size = LIMIT
    for stage in stages:
        if size + len(stage.nodes) > LIMIT:
            found.append([])
            size = 0
        found[-1].append(stage)
        size += len(stage.nodes)
    return found
