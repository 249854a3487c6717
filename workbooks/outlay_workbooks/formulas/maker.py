"""Makes nodes of a plan in native operations: the same operation on the same nodes once, nothing folded away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from outlay.dependents import dependents
from outlay.plan import Constant, Node

SERIES = frozenset({"period", "days", "known", "previous"})
SINGLE = frozenset({"at", "reduce", "npv", "irr", "xnpv", "xirr"})
TRUTHS = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"})
_DISTRIBUTES = frozenset({"add", "sub", "mul", "div", "neg", "pow", "select"})


class Maker:
    """The nodes of a plan in the making, and what its steps are called."""

    def __init__(self, periods: int) -> None:
        self.periods = periods
        self.nodes: list[Node] = []
        self.steps: dict[int, str] = {}
        self.copies: dict[int, tuple[int, str]] = {}  # nodes that are there a second time: of which, and what for
        self._memo: dict[tuple[object, ...], int] = {}

    def make(self, op: str, *args: int, value: Constant = None, type_: str = "", step: str = "") -> int:
        """A node; the same once."""
        nodes = self.nodes
        key = (op, args, repr(value) if op == "const" else value)
        found = self._memo.get(key)
        if found is None:
            series = op in SERIES or (op not in SINGLE and any(nodes[arg].series for arg in args))
            nodes.append(Node(op, args, value, series, type_ or ("truth" if op in TRUTHS else "number")))
            found = self._memo[key] = len(nodes) - 1
            if step:
                self.steps[found] = step
        return found

    def append(self, node: Node) -> int:
        """A node of its own, whatever others are like it."""
        self.nodes.append(node)
        return len(self.nodes) - 1

    def constant(self, value: float | bool | str, step: str = "") -> int:
        type_ = "truth" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
        return self.make("const", value=value, type_=type_, step=step)

    def carried(self, source: int | None, first: int, type_: str = "number") -> int:
        """A new `previous`; its source may be filled in later."""
        return self.append(Node("previous", (-1 if source is None else source, first), None, True, type_))

    def point_at(self, previous: int, source: int) -> None:
        self.nodes[previous] = replace(self.nodes[previous], args=(source, self.nodes[previous].args[1]))

    def data(self, numbers: Sequence[float], step: str) -> int:
        """A row of numbers that are what they are."""
        return self.make("known", self.constant(0.0), value=tuple(numbers), step=step)

    def fault(self) -> int:
        return self.make("fault", value=("", ()))

    def whether(self, condition: int, then: int, otherwise: int, type_: str = "number") -> int:
        return self.make("select", condition, then, otherwise, type_=type_)

    def all_of(self, truths: Sequence[int]) -> int:
        return truths[0] if len(truths) == 1 else self.make("and", *truths)

    def added(self, items: Sequence[int]) -> int:
        return items[0] if len(items) == 1 else self.make("list_sum", self.make("list", *items, type_="list"))

    def is_series(self, node: int) -> bool:
        return self.nodes[node].series

    def spread(self, node: int) -> int:
        """A single number as a row."""
        if self.is_series(node):
            return node
        return self.make("add", node, self.data([0.0] * self.periods, "Nothing"))

    def running_sum(self, series: int) -> int:
        before = self.carried(None, self.constant(0.0))
        total = self.make("add", before, series, step="Running sum")
        self.point_at(before, total)
        return total

    def total(self, series: int) -> int:
        return self.reduce(series, ("sum", 0, self.periods))

    def reduce(self, source: int, value: Constant, type_: str = "number") -> int:
        """Periods taken together; a single number is the same in each."""
        if self.is_series(source):
            return self.make("reduce", source, value=value, type_=type_)
        how, start, until = value if isinstance(value, tuple) else (value, 0, self.periods)
        count = float(until) - float(start)  # type: ignore[arg-type]
        return self.make("mul", source, self.constant(count, "Periods added up")) if how == "sum" else source

    def at(self, source: int, period: Constant, type_: str = "number") -> int:
        """One period of a series."""
        return self.make("at", source, value=period, type_=type_) if self.is_series(source) else source

    def at_within(self, source: int, period: Constant, own: int) -> int:
        """One period of an operation made here (from node `own` on), as the operation on that period of its parts."""
        node = self.nodes[source]
        if source < own or node.op not in _DISTRIBUTES or not node.series:
            return self.at(source, period)
        return self.make(node.op, *[self.at_within(arg, period, own) for arg in node.args], type_=node.type)

    def is_one(self, node: int) -> bool:
        """Whether a node is a 1 that stands for no name."""
        item = self.nodes[node]
        return item.op == "const" and item.value == 1.0 and self._memo.get(("const", (), "1.0")) == node

    def product(self, a: int, b: int) -> int:
        return b if self.is_one(a) else a if self.is_one(b) else self.make("mul", a, b)

    def quotient(self, a: int, b: int) -> int:
        return a if self.is_one(b) else self.make("div", a, b)

    def dependents(self, variable: int) -> set[int]:
        """Every node that hangs on one, the variable itself left out."""
        return dependents((variable,), ((index, node.args) for index, node in enumerate(self.nodes))) - {variable}

    def copied(self, variable: int, instead: int, sides: Iterable[int], said: str) -> list[int]:
        """The sides with another node in place of the variable: everything between is there a second time."""
        dependent = self.dependents(variable)
        made: dict[int, int] = {variable: instead}
        later: list[tuple[int, int]] = []

        def copy(root: int) -> int:
            waiting = [root]
            while waiting:
                index = waiting[-1]
                if index in made or index not in dependent:
                    waiting.pop()
                    continue
                node = self.nodes[index]
                needed = node.args[1:] if node.op == "previous" else node.args
                missing = [arg for arg in needed if arg in dependent and arg not in made]
                if missing:
                    waiting.extend(missing)
                    continue
                waiting.pop()
                args = tuple([made.get(arg, arg) for arg in node.args])
                if node.op == "previous":
                    made[index] = self.carried(None, args[1], node.type)
                    later.append((made[index], node.args[0]))
                else:
                    made[index] = self.append(replace(node, args=args))
                if index in self.steps:
                    self.steps[made[index]] = self.steps[index]
            return made.get(root, root)

        found = [copy(side) for side in sides]
        while later:
            previous, source = later.pop()
            self.point_at(previous, copy(source))
        self.copies.update({copy_: (index, said) for index, copy_ in made.items() if index != variable})
        return found


def in_order(nodes: Sequence[Node], roots: Iterable[int]) -> tuple[list[Node], dict[int, int]]:
    """The nodes that the roots need, each after everything it needs in its period, and their new places."""
    places: dict[int, int] = {}
    found: list[Node] = []
    later: list[int] = []
    for root in roots:
        later.append(root)
        while later:
            waiting = [later.pop()]
            while waiting:
                index = waiting[-1]
                if index in places:
                    waiting.pop()
                    continue
                node = nodes[index]
                needed = node.args[1:] if node.op == "previous" else node.args
                missing = [arg for arg in needed if arg not in places]
                if missing:
                    waiting.extend(missing)
                    continue
                waiting.pop()
                places[index] = len(found)
                found.append(node)
                if node.op == "previous":
                    later.append(node.args[0])
    ordered = [replace(node, args=tuple([places[arg] for arg in node.args])) for node in found]
    return ordered, places
