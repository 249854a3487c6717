"""How much there is to compute for one row, as simple operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from outlay.scalar.contents import whole_number
from outlay.scalar.search import SCAN

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis

_WEIGHTS = {"exp": 10.0, "log": 10.0, "log10": 12.0, "pow": 16.0, "normal_quantile": 20.0, "div": 2.0, "select": 3.0}
_QUESTIONS = frozenset({"solve", "minimize"})


_HEAVY = 10.0


def heavy_share(analysis: Analysis, nodes: Iterable[int]) -> float:
    """The part of all operations that lies in single long ones, powers and logarithms, and not in questions."""
    nodes = list(nodes)
    heavy = [index for index in nodes if _WEIGHTS.get(analysis.nodes[index].op, 1.0) >= _HEAVY]
    return evaluations(analysis, heavy) / max(1.0, evaluations(analysis, nodes))


def evaluations(analysis: Analysis, nodes: Iterable[int]) -> float:
    """Simple operations of these nodes for one row; a question tries at least the values of its first scan."""
    found = 0.0
    for index in nodes:
        node = analysis.nodes[index]
        if node.op in _QUESTIONS:
            found += SCAN * evaluations(analysis, analysis.inside(whole_number(node.value)))
        weight = _WEIGHTS.get(node.op, 1.0) * max(1, len(node.args) - 1)
        found += weight * (analysis.periods if node.series else 1)
    return found
