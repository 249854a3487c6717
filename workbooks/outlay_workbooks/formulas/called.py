"""A call of an exported function as a node: what it works out in place, and what a cell would hand over instead.

`called` is the one operation that the engine does not have. Its arguments are the value worked out in place, a truth
that always holds (so that the engine can run it as a guard), and then a node for each thing that is handed over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from outlay.plan import Constant, FunctionCall, Node, Plan
from outlay.scalar.contents import parts, whole_number

CALLED = "called"
FIRST = 2  # where what is handed over begins among the arguments
VALUE, LIST, NAME, CHOSEN, LEFT_OUT = "value", "list", "name", "chosen", "default"


@dataclass(frozen=True, slots=True)
class Handed:
    """One argument: `sort` and `text` as in the plan, and the nodes that are its."""

    sort: str
    text: str
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """A call as it is read back from its node."""

    function: str
    file: str
    arguments: tuple[Handed, ...]


def value_of(call: FunctionCall, tables: dict[str, str]) -> Constant:
    """What a node keeps of a call beside its arguments. `tables` says what the plan's tables are called by now."""
    shape = tuple(
        (each.sort, len(each.nodes), tables[each.text] if each.sort == CHOSEN else each.text) for each in call.arguments
    )
    return (call.function, call.file, shape)


def handed_nodes(call: FunctionCall) -> tuple[int, ...]:
    """Every node that a call hands over, in order."""
    return tuple([node for each in call.arguments for node in each.nodes])


def read(node: Node) -> Called:
    """The call that a `called` node is."""
    function, file, shape = parts(node.value)
    at, arguments = FIRST, []
    for sort, count, text in map(parts, parts(shape)):
        end = at + whole_number(count)
        arguments.append(Handed(str(sort), str(text), node.args[at:end]))
        at = end
    return Called(str(function), str(file), tuple(arguments))


def in_formulas(node: Node) -> tuple[int, ...]:
    """The arguments of a node that its formula looks at."""
    return node.args[FIRST:] if node.op == CALLED else node.args


def runnable(plan: Plan) -> Plan:
    """The plan as the engine runs it: a call is what it works out."""
    if not any(node.op == CALLED for node in plan.nodes):
        return plan
    nodes = [
        replace(node, op="guard", args=node.args[:FIRST], value="") if node.op == CALLED else node
        for node in plan.nodes
    ]
    return replace(plan, nodes=tuple(nodes))
