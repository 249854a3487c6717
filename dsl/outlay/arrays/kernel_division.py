"""Which nodes compiled code computes, and which the NumPy engine computes before and after it.

Draws come from the one sampler, which is NumPy's, so they are columns to compiled code, and whatever their own numbers
hang on is computed before. What compiled code does not do (questions, rates of return, medians among rows) is
computed after it, with everything that hangs on that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlay.arrays.analysis import QUESTIONS
from outlay.arrays.kernel_operations import OPERATIONS
from outlay.dependents import dependents
from outlay.plan import Node

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis

MOST_ROWS_OF_FAMILIES = 200  # of a dated table whose family varies


@dataclass(frozen=True, slots=True)
class Division:
    """Sets of nodes. `drawn` are computed `before`; `given` are results of compiled code that the nodes after take."""

    before: frozenset[int]
    drawn: frozenset[int]
    inside: frozenset[int]
    given: frozenset[int]
    after: frozenset[int]


def divide(analysis: Analysis) -> Division:
    """Divides what an analysed plan needs."""
    nodes, needed = analysis.nodes, analysis.needed
    beyond = [index for index in needed if not _is_compiled(analysis, index)]
    after = {*beyond, *dependents(beyond, ((index, analysis.args(index)) for index in needed))}
    taken = {arg for index in after for arg in _taken(analysis, index)} - after
    # block code makes lists itself, and questions look for columns where they look for everything
    again = {
        arg
        for index in after
        for arg in analysis.args(index)
        if arg in needed and (nodes[arg].op == "list" or (nodes[index].op in QUESTIONS and analysis.is_column(arg)))
    }
    roots = {root for root in analysis.roots if root in needed and root not in after}
    wanted = {index for index in roots | taken if index in needed}
    inside: set[int] = set()
    drawn: set[int] = set()
    left = list(wanted)
    while left:
        index = left.pop()
        if index in inside or index in drawn or index not in needed or analysis.is_column(index):
            continue
        if nodes[index].op == "draw":
            drawn.add(index)
        else:
            inside.add(index)
            left.extend(analysis.args(index))
    before = {index for index in analysis.closure(drawn) if index in needed and not analysis.is_column(index)}
    return Division(
        frozenset(before), frozenset(drawn), frozenset(inside), frozenset(taken & inside), frozenset(after | again)
    )


def _taken(analysis: Analysis, index: int) -> list[int]:
    """What a node takes, the items of a list for a list."""
    found: list[int] = []
    for arg in analysis.args(index):
        is_list = analysis.nodes[arg].op == "list" and arg in analysis.needed
        found += analysis.args(arg) if is_list else (arg,)
    return found


def _is_compiled(analysis: Analysis, index: int) -> bool:
    """Whether compiled code computes this node (for a draw: takes it as a column)."""
    node = analysis.nodes[index]
    if node.op == "draw":
        return analysis.drawn
    if analysis.is_column(index):
        return True
    if node.op not in OPERATIONS or node.op in QUESTIONS:
        return False
    if node.op == "row_at" and analysis.knowledge.alias[node.args[0]] not in analysis.knowledge.constants:
        families = analysis.plan.tables[str(node.value)].dated or ()
        if sum(len(rows) for rows in families) > MOST_ROWS_OF_FAMILIES:
            return False
    return all(_is_open(analysis, arg) for arg in _lists(node))


def _lists(node: Node) -> tuple[int, ...]:
    """The arguments that are lists."""
    if node.op.startswith("list_"):
        return node.args
    if node.op == "tier":
        return node.args[1:3]
    return node.args[1:] if node.op == "cohort" and node.value == "list" else ()


def _is_open(analysis: Analysis, index: int) -> bool:
    """Whether the items of a list are known when code is written; the run decides on those of an input."""
    index = analysis.knowledge.alias[index]
    return index in analysis.knowledge.constants or analysis.nodes[index].op == "list"
