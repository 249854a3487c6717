"""Plans of one model side by side: each definition as a tree over names, shared wherever plans say the same.

Two scenarios of a model differ in a few definitions only. Here every plan's definitions are written into one graph in
which an operation on the same arguments is the same node, and a named number stands for itself (`name`). So a
definition that says the same in two plans is one number in the graph, however much lies beneath it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from outlay.plan import Constant, Node, Plan, Quantity
from outlay.scalar.contents import whole_number
from outlay_workbooks.formulas.called import CALLED, handed_nodes, value_of

NAMED = ("input", "output", "plain", "member", "solve")
BENEATH = " (before)"  # ends the name of a value that an override stands on
RATE = "rate "  # begins the name of an exchange rate, which a scenario overrides by its currency alone


@dataclass(frozen=True, slots=True)
class Term:
    """A node of the graph. `name`: value is a path; `switch`: one argument per plan; else as in a plan."""

    op: str
    args: tuple[int, ...]
    value: Constant
    series: bool
    type: str


class Graph:
    """Terms, each once."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self._memo: dict[tuple[Any, ...], int] = {}

    def add(self, op: str, args: tuple[int, ...], value: Constant, series: bool, type_: str) -> int:
        # 1.0, 1 and true are equal to Python, and so are 0.0 and -0.0
        key = (op, args, repr(value) if op == "const" else value, type_)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = len(self.terms)
            self.terms.append(Term(op, args, value, series, type_))
        return found

    def name(self, path: str, node: Node) -> int:
        return self.add("name", (), path, node.series, node.type)


class Reader:
    """One plan read into the graph."""

    def __init__(self, graph: Graph, plan: Plan, tables: dict[str, str]) -> None:
        self.graph = graph
        self.plan = plan
        self.tables = tables  # what each of its tables is called in the graph
        self._origins = self._input_origins()
        self.by_path: dict[str, Quantity] = {}
        self.names: dict[int, list[str]] = {}
        # of two of one path the later one lies on top
        self.inputs = {item.path: item for item in plan.inputs if BENEATH not in item.path}
        for quantity in plan.quantities:
            item = self.inputs.get(quantity.path)
            if (
                quantity.role in NAMED
                and BENEATH not in quantity.path
                and quantity.path not in self.by_path
                and (item is None or item.node == quantity.node)
            ):
                self.by_path[quantity.path] = quantity
                self.names.setdefault(quantity.node, []).append(quantity.path)
        for item in self.inputs.values():  # records chosen by name have no quantity
            if item.path not in self.by_path:
                self.names.setdefault(item.node, []).append(item.path)
        self._owners = {node: self._owner(paths) for node, paths in self.names.items()}
        self._calls = {call.node: call for call in plan.calls}

    def _input_origins(self) -> list[int]:
        """For each input of the plan, the scenario (from 1) whose override it is, 0 for the model's own.

        The values beneath an override are made before it, as far down as anything needs them.
        """
        chain = chain_of(self.plan)
        stacks: dict[str, list[int]] = {}
        for index, item in enumerate(self.plan.inputs):
            stacks.setdefault(item.path.removesuffix(BENEATH), []).append(index)
        found = [0] * len(self.plan.inputs)
        for path, indices in stacks.items():
            layers = [0, *(number for number, paths in chain if path.removeprefix(RATE) in paths)]
            for index, layer in zip(reversed(indices), reversed(layers), strict=False):
                found[index] = layer
        return found

    def origin(self, path: str) -> int:
        """The scenario whose own word is in force for an input of this plan, 0 for the model's."""
        item = self.inputs.get(path)
        return 0 if item is None else self._origins[whole_number(self.plan.nodes[item.node].value)]

    def node_of(self, path: str) -> int | None:
        """The node of a named number, or of a record that is an input."""
        quantity = self.by_path.get(path)
        if quantity is not None:
            return quantity.node
        item = self.inputs.get(path)
        return None if item is None else item.node

    def _owner(self, paths: Sequence[str]) -> str:
        """The name under which a node is defined; the others say the same in another word."""
        for path in paths:
            quantity = self.by_path.get(path)
            if quantity is None or not self._other(quantity):
                return path
        return paths[0]

    def _other(self, quantity: Quantity) -> str:
        """The name a definition is nothing but."""
        for reference in quantity.references:
            if reference.start == 0 and reference.end == len(quantity.text):
                other = self.plan.quantities[reference.quantity]
                known = self.by_path.get(other.path)
                if other.node == quantity.node and known is other:
                    return other.path
        return ""

    def _said(self, quantity: Quantity | None) -> set[str]:
        """Names a definition mentions, also through the functions it calls."""
        found: set[str] = set()
        waiting = [] if quantity is None else [quantity]
        seen: set[int] = set()
        while waiting:
            for reference in waiting.pop().references:
                if reference.quantity in seen:
                    continue
                seen.add(reference.quantity)
                other = self.plan.quantities[reference.quantity]
                if other.role in NAMED:
                    found.add(other.path)
                else:
                    waiting.append(other)
        return found

    def definition(self, path: str) -> int | None:
        """The term of what a path is defined as; None where this plan does not have it."""
        node = self.node_of(path)
        if node is None:
            return None
        quantity = self.by_path.get(path)
        said = self._said(quantity)
        other = "" if quantity is None else self._other(quantity)
        if not other and self.plan.nodes[node].op != "const" and self._owners[node] != path:
            other = self._owners[node]
        if other:
            return self.graph.name(other, self.plan.nodes[node])
        return self._expanded(node, said)

    def reference(self, node: int) -> int:
        """The term of a node that something else needs: its name where it has one."""
        found = self._named(node, frozenset())
        return self._expanded(node, frozenset()) if found is None else found

    def _named(self, node: int, said: Iterable[str]) -> int | None:
        names = self.names.get(node)
        if names is None:
            return None
        item = self.plan.nodes[node]
        chosen = next((path for path in names if path in said), None)
        if chosen is None:
            if item.op == "const":  # any number written out may happen to be equal to a named one
                return None
            chosen = self._owners[node]
        return self.graph.name(chosen, item)

    def _expanded(self, root: int, said: Iterable[str]) -> int:
        nodes, add = self.plan.nodes, self.graph.add
        made: dict[int, int] = {}
        waiting = [root]
        while waiting:
            index = waiting[-1]
            if index in made:
                waiting.pop()
                continue
            node = nodes[index]
            call = self._calls.get(index)
            args: list[int] = []
            missing: list[int] = []
            for arg in node.args if call is None else (*node.args, *handed_nodes(call)):
                found = self._named(arg, said)
                if found is None:
                    found = made.get(arg)
                if found is None:
                    missing.append(arg)
                else:
                    args.append(found)
            if missing:
                waiting.extend(missing)
                continue
            if call is None:
                made[index] = add(node.op, tuple(args), self._value(node), node.series, node.type)
            else:
                made[index] = add(CALLED, tuple(args), value_of(call, self.tables), node.series, node.type)
            waiting.pop()
        return made[root]

    def _value(self, node: Node) -> Constant:
        if node.op == "input":
            index = whole_number(node.value)
            path = self.plan.inputs[index].path.removesuffix(BENEATH)
            return (path, self._origins[index]) if self._origins[index] else path
        if node.op in ("solve", "minimize"):
            return self.plan.solves[whole_number(node.value)].name
        if node.op == "pick" and isinstance(node.value, tuple):
            return (self.tables[str(node.value[0])], *node.value[1:])
        if node.op == "row_at":
            return self.tables[str(node.value)]
        return node.value


def chain_of(plan: Plan) -> list[tuple[int, tuple[str, ...]]]:
    """The scenarios a plan's own builds on and itself, lowest first: their numbers, from 1, and what they override."""
    facts = {one.name: (number, one) for number, one in enumerate(plan.scenario_facts, 1)}
    found: list[tuple[int, tuple[str, ...]]] = []
    name = plan.scenario
    while name in facts and len(found) < len(facts):
        number, one = facts[name]
        found.append((number, one.paths))
        name = one.base
    return found[::-1]
