"""A check's comparisons as a spreadsheet writes them: it leaves the last digits out by itself."""

from __future__ import annotations

from collections.abc import Sequence

from outlay.plan import ROUNDING, Node
from outlay.structs import replace

_EITHER_WAY = {"le": "eq", "gt": "ne"}


def plainly(nodes: Sequence[Node], node: Node) -> Node:
    """`a - b <= slack` as `a <= b`, where the slack is what rounding leaves; any other node as it is."""
    if node.op not in ("le", "ge", "gt"):
        return node
    gap, slack = (nodes[arg] for arg in node.args)
    op = node.op
    if gap.op == "abs" and op in _EITHER_WAY:
        gap, op = nodes[gap.args[0]], _EITHER_WAY[op]
    if node.op == "ge":
        slack = nodes[slack.args[0]] if slack.op == "neg" else node
    if gap.op != "sub" or slack.op != "mul" or nodes[slack.args[1]].value != ROUNDING:
        return node
    return replace(node, op=op, args=gap.args)


def unwritten(nodes: Sequence[Node]) -> set[int]:
    """The nodes of gaps and slacks, which no formula looks at."""
    found: set[int] = set()
    for node in nodes:
        if plainly(nodes, node) is node:
            continue
        waiting = list(node.args)
        while waiting:
            index = waiting.pop()
            inner = nodes[index]
            if inner.op == "sub":
                found.add(index)
            elif inner.op in ("abs", "neg", "mul", "max"):
                found.add(index)
                waiting += [arg for arg in inner.args if nodes[arg].op in ("abs", "max", "mul", "sub")]
    return found
