"""Makes the nodes of one plan: each distinct operation once, constants folded, size bounded."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from outlay.diagnostics import Source
from outlay.plan import Constant, Node, Place
from outlay.syntax import Span

MAXIMUM_NODES = 2_000_000


class TooLargeError(Exception):
    """The model would need more nodes than any honest one; caught where a plan is made."""


def _round(x: float) -> float:
    whole = float(math.floor(abs(x)))
    return math.copysign(whole + 1.0 if abs(x) - whole >= 0.5 else whole, x)


_FOLD_ONE: dict[str, Callable[[Any], Any]] = {
    "neg": lambda a: -a,
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "floor": lambda a: float(math.floor(a)),
    "ceil": lambda a: float(math.ceil(a)),
    "round": _round,
}
_FOLD_TWO: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "min": min,
    "max": max,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}
SERIES_OPS = frozenset({"period", "days", "cumulative", "cohort", "by_period", "known", "previous", "depreciate"})
SCALAR_OPS = frozenset({"at", "reduce", "npv", "irr", "xnpv", "xirr", "payback"})
TRUTH_OPS = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"})


class Builder:
    """The nodes and places of a plan in the making."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.places: list[Place] = []
        self._memo: dict[tuple[object, ...], int] = {}
        self._places: dict[tuple[str, int, int], int] = {}

    def place(self, source: Source, span: Span) -> int:
        """The index of a place, registered once."""
        key = (source.path, span[0], span[1])
        found = self._places.get(key)
        if found is None:
            found = len(self.places)
            self._places[key] = found
            self.places.append(Place(source.path, span[0], span[1], source.position(span[0])[0]))
        return found

    def constant(self, value: float | bool | str, type_: str = "number") -> int:
        key = ("const", type_, type(value).__name__, value if value != 0 else str(value))
        found = self._memo.get(key)
        if found is None:
            found = self._append(Node("const", (), value, False, type_))
            self._memo[key] = found
        return found

    def is_constant(self, node: int) -> bool:
        return self.nodes[self.within(node)].op == "const"

    def constant_value(self, node: int) -> float | bool | str | None:
        """The value of a constant node, None for any other."""
        found = self.nodes[self.within(node)]
        if found.op != "const":
            return None
        value = found.value
        return value if isinstance(value, float | bool | str) else None

    def make(
        self,
        op: str,
        args: tuple[int, ...],
        value: Constant = None,
        *,
        series: bool | None = None,
        type_: str = "number",
        place: int = -1,
    ) -> int:
        """A node for an operation; the same operation on the same arguments is the same node."""
        key = (op, args, value)
        found = self._memo.get(key)
        if found is not None:
            return found
        nodes = self.nodes
        folded = self._fold(op, args)
        if folded is not None:
            self._memo[key] = folded
            return folded
        if series is None:
            series = op in SERIES_OPS or (op not in SCALAR_OPS and any(nodes[arg].series for arg in args))
        if op in TRUTH_OPS:
            type_ = "truth"
        made = self._append(Node(op, args, value, series, type_, place))
        self._memo[key] = made
        return made

    def visible(self, node: int) -> int:
        """A node of its own around another, with the same value: a call that nothing folds away."""
        inner = self.nodes[node]
        return self._append(Node("guard", (node, self.constant(True, "truth")), "", inner.series, inner.type))

    def within(self, node: int) -> int:
        """What a `visible` node stands around; any other node is itself."""
        found = self.nodes[node]
        while found.op == "guard" and self.nodes[found.args[1]].value is True:
            node = found.args[0]
            found = self.nodes[node]
        return node

    def forward(self, first: int) -> int:
        """A `previous` node whose series is filled in later by `fill`."""
        return self._append(Node("previous", (-1, first), None, True, self.nodes[first].type))

    def fill(self, node: int, series: int) -> None:
        old = self.nodes[node]
        self.nodes[node] = Node("previous", (series, old.args[1]), None, True, old.type, old.place)

    def replace(self, node: int, new: Node) -> None:
        self.nodes[node] = new

    def _append(self, node: Node) -> int:
        if len(self.nodes) >= MAXIMUM_NODES:
            raise TooLargeError
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _fold(self, op: str, args: tuple[int, ...]) -> int | None:
        """The node that already holds what `op` on `args` must give, or None."""
        nodes = self.nodes
        if op == "mul":
            for this, other in (args, args[::-1]):
                if nodes[this].op == "const" and nodes[this].value == 1.0 and nodes[this].value is not True:
                    return other
        elif op == "div":
            if nodes[args[1]].op == "const" and nodes[args[1]].value == 1.0:
                return args[0]
        elif op == "select":
            condition = nodes[args[0]]
            if condition.op == "const":
                return args[1] if condition.value else args[2]
        elif op in ("and", "or"):
            for this, other in (args, args[::-1]):
                if nodes[this].op == "const":
                    if bool(nodes[this].value) == (op == "and"):
                        return other
                    if self._sound(other):
                        return this
        elif op == "guard":
            condition = nodes[args[1]]
            if condition.op == "const" and condition.value is True:
                return args[0]
        if op in ("eq", "ne") and nodes[args[0]].type == "text":
            args = tuple([self.within(arg) for arg in args])  # a text that has to be known says which unit is meant
        if not args or any(nodes[arg].op != "const" for arg in args):
            return None
        values = [nodes[arg].value for arg in args]
        try:
            if op == "not":
                return self.constant(not values[0], "truth")
            if op in ("eq", "ne") and isinstance(values[0], str) and isinstance(values[1], str):
                same = values[0].casefold() == values[1].casefold()
                return self.constant(same == (op == "eq"), "truth")
            if any(isinstance(value, str | tuple) or value is None for value in values):
                return None
            if len(values) == 1 and op in _FOLD_ONE:
                return self._folded(_FOLD_ONE[op](values[0]))
            if len(values) == 2 and op in _FOLD_TWO:
                return self._folded(_FOLD_TWO[op](values[0], values[1]))
            if len(values) == 2 and op in _COMPARE:
                return self.constant(_COMPARE[op](values[0], values[1]), "truth")
        except (ArithmeticError, ValueError):
            return None
        return None

    def _sound(self, node: int) -> bool:
        """Whether a truth can never be a fault: made of given values alone."""
        found = self.nodes[node]
        if found.op in ("const", "input"):
            return all(self._sound(arg) for arg in found.args)
        return found.op in TRUTH_OPS and all(self._sound(arg) for arg in found.args)

    def _folded(self, value: object) -> int | None:
        if isinstance(value, float | int) and math.isfinite(value):
            return self.constant(float(value))
        return None
