"""Which periods of a series anything reads: a question about the last month need not work out the months before."""

from __future__ import annotations

from collections.abc import Collection

from outlay.arrays.analysis import Analysis
from outlay.scalar.contents import parts, whole_number

Span = tuple[int, int]  # from one period until before another

# Operations that read what they take from the first period on, up to the period they are asked for.
_SO_FAR = frozenset({"previous", "cumulative", "cohort"})
_WHOLE = frozenset({"npv", "irr", "xnpv", "xirr", "payback", "depreciate", "solve", "minimize"})


def demanded(analysis: Analysis, subset: set[int], whole: Collection[int]) -> dict[int, Span]:
    """For every series of `subset` the span of periods to compute; those in `whole` are wanted whole."""
    nodes, periods = analysis.nodes, analysis.periods
    found: dict[int, Span] = dict.fromkeys(whole, (0, periods))
    order = sorted(subset, reverse=True)
    changed = True
    while changed:  # once more for what `previous` reads of later nodes
        changed = False
        for index in order:
            span = found.get(index) if nodes[index].series else (0, 1)
            if span is None:
                continue
            wanted = _wanted(analysis, index, span)
            for arg in analysis.args(index):
                if arg in subset and nodes[arg].series:
                    old = found.get(arg, wanted)
                    new = min(old[0], wanted[0]), max(old[1], wanted[1])
                    if found.get(arg) != new:
                        found[arg] = new
                        changed = True
    return found


def _wanted(analysis: Analysis, index: int, span: Span) -> Span:
    """The periods that a node reads of the series it takes."""
    node = analysis.nodes[index]
    if node.op == "at":
        period = whole_number(node.value)
        return period, period + 1
    if node.op == "reduce":
        start, until = (whole_number(end) for end in parts(node.value)[1:])
        return start, until
    if node.op in _WHOLE:
        return 0, analysis.periods
    return (0, span[1]) if node.op in _SO_FAR else span
