"""What of a plan varies from row to row and what does not; the first is block code's work, the second the scalar's.

Every engine starts from an `Analysis`: it says which nodes to compute, what each of them needs, which values come
from columns, from draws and from the scalar program, and what kind of value each node has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from outlay.arrays.effort import evaluations
from outlay.dependents import dependents
from outlay.plan import Input, Node, Plan
from outlay.scalar import Program
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.folding import Knowledge
from outlay.scalar.schedule import Scope, scope_of

TRUTHS = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"})
QUESTIONS = frozenset({"solve", "minimize"})
# Operations whose result is of the kind of an argument, and the first of the arguments to look at.
_PASSED_ON = {"select": 1, "guard": 0, "choose": 1, "previous": 1, "at": 0, "by_period": 0, "known": 0}


class Analysis:
    """A plan, what is asked of it, and how the work is divided.

    `needed` are the nodes whose values vary from row to row and that the roots need; `uniform` are those that do not
    vary and that a needed node or a root takes. Constants are in neither: `knowledge.constants` has them.
    """

    def __init__(self, plan: Plan, roots: Sequence[int], varying: Collection[int], drawn: bool) -> None:
        self.plan = plan
        self.varying = frozenset(varying)
        self.drawn = drawn
        self.knowledge = Knowledge(plan, {question.variable for question in plan.solves})
        self.periods = len(plan.timeline) if plan.timeline is not None else 0
        self._scopes: dict[int, Scope] = {}
        self._changing: dict[int, frozenset[int]] = {}
        self._args: dict[int, tuple[int, ...]] = {}
        self._kinds: dict[int, str] = {}
        alias, constants = self.knowledge.alias, self.knowledge.constants
        self.roots = tuple(dict.fromkeys(alias[root] for root in roots))
        self.reached = self.closure(self.roots)
        self.varies = self._spread(self.reached)
        self.needed = {index for index in self.reached if index in self.varies}
        taken = {arg for index in self.needed for arg in self.args(index)} | set(self.roots)
        self.uniform = tuple(sorted(index for index in taken if index not in self.varies and index not in constants))
        self.columns = tuple(sorted(whole_number(plan.nodes[i].value) for i in self.varies if self.is_column(i)))
        self.draws = drawn and any(node.op == "draw" and index in self.reached for index, node in enumerate(plan.nodes))

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.plan.nodes

    @cached_property
    def program(self) -> Program:
        """The scalar program of what does not vary."""
        return Program(self.plan, self.uniform)

    @cached_property
    def effort(self) -> float:
        """Simple operations for each row."""
        return evaluations(self, self.needed)

    # ------------------------------------------------------------------------------------------------ what is needed

    def args(self, index: int, /) -> tuple[int, ...]:
        """What the node takes: nothing when it is a column; of a question's sides what no tried value changes."""
        found = self._args.get(index)
        if found is None:
            node = self.plan.nodes[index]
            if self.is_column(index):
                found = ()
            elif node.op in QUESTIONS:
                alias = self.knowledge.alias
                found = (*[alias[arg] for arg in node.args], *self.given(whole_number(node.value)))
            else:
                found = self.knowledge.args(index)
            self._args[index] = found
        return found

    def is_column(self, index: int) -> bool:
        """Whether the node is an input that every row gives."""
        node = self.plan.nodes[index]
        return node.op == "input" and whole_number(node.value) in self.varying

    def scope(self, number: int) -> Scope:
        """A question's sides, and what may change with its variable."""
        found = self._scopes.get(number)
        if found is None:
            found = self._scopes[number] = scope_of(self.knowledge, number)
        return found

    def changing(self, number: int) -> frozenset[int]:
        """What changes with the variable of a question, columns of their own being fixed."""
        found = self._changing.get(number)
        if found is None:
            scope = self.scope(number)
            found = frozenset(self._users([self.plan.solves[number].variable], scope.changing))
            self._changing[number] = found
        return found

    def inside(self, number: int) -> set[int]:
        """The nodes a question computes again, without those that questions inside it compute themselves."""
        sides = [side for side in self.scope(number).sides if side >= 0]
        return self.closure(sides, within=self.changing(number))

    def given(self, number: int) -> tuple[int, ...]:
        """What a question, or one inside it, takes as it is; constants left out."""
        inside = self.inside(number)
        taken = {arg for index in inside for arg in self.args(index)} | set(self.scope(number).sides)
        left_out = inside | {self.plan.solves[number].variable, -1} | self.knowledge.constants.keys()
        return tuple(sorted(taken - left_out))

    def alike(self, number: int, differing: Iterable[int]) -> set[int]:
        """What a question computes from the tried value alone, where the nodes `differing` are all it takes by row.

        No series that anything else reads is among them: it is made together with what reads it.
        """
        inside = self.inside(number)
        sides = {side for side in self.scope(number).sides if side >= 0}
        needs = [(index, self.args(index)) for index in inside]
        own = {i for i in inside if self.nodes[i].op in QUESTIONS or (self.drawn and self.nodes[i].op == "draw")}
        found = inside - own - dependents([*differing, *own], needs)
        while True:
            read = sides | {arg for index in inside - found for arg in self.args(index)}
            series = {index for index in found & read if self.nodes[index].series}
            if not series:
                return found
            found -= series | dependents(series, needs)

    def draws_inside(self, number: int) -> bool:
        """Whether a question draws what it tries."""
        inside = self.inside(number)
        return any(self.nodes[i].op == "draw" for i in inside) or any(map(self.draws_inside, self.questions(inside)))

    def questions(self, among: Iterable[int]) -> list[int]:
        """Numbers of the questions among some nodes."""
        nodes = self.plan.nodes
        return sorted({whole_number(nodes[i].value) for i in among if nodes[i].op in QUESTIONS})

    def closure(self, roots: Iterable[int], within: Collection[int] | None = None) -> set[int]:
        """Everything that the roots need, themselves included, constants left out; or what of it lies `within`."""
        found: set[int] = set()
        constants = self.knowledge.constants
        waiting = list(roots)
        while waiting:
            index = waiting.pop()
            if index in found or index in constants or (within is not None and index not in within):
                continue
            found.add(index)
            waiting.extend(self.args(index))
        return found

    def _spread(self, reached: set[int]) -> set[int]:
        sources = [index for index in reached if self._is_source(index)]
        return {*sources, *self._users(sources, reached)}

    def _is_source(self, index: int) -> bool:
        """Whether the node itself brings in what differs from row to row."""
        node = self.plan.nodes[index]
        if self.drawn and (node.op == "draw" or (node.op in QUESTIONS and self.draws_inside(whole_number(node.value)))):
            return True
        return self.is_column(index)

    def _users(self, sources: Iterable[int], within: Collection[int]) -> set[int]:
        """Those of `within` that hang on the sources."""
        return dependents(sources, ((index, self.args(index)) for index in within))

    # ------------------------------------------------------------------------------------------------ kinds

    def kind(self, index: int) -> str:
        """What a node's values are: "number" (dates and rows too), "truth", "text" or "list"."""
        path: list[int] = []
        found = ""
        while not found:
            path.append(index)
            known = self._kinds.get(index)
            node = self.plan.nodes[index]
            if known:
                found = known
            elif node.op in _PASSED_ON and node.args:
                candidates = [self.knowledge.alias[arg] for arg in node.args[_PASSED_ON[node.op] :]]
                index = next((i for i in candidates if self.plan.nodes[i].op != "fault"), candidates[0])
            else:
                found = self._own_kind(index, node)
        for each in path:
            self._kinds[each] = found
        return found

    def _own_kind(self, index: int, node: Node) -> str:
        constants = self.knowledge.constants
        if index in constants and node.op not in TRUTHS:
            return _kind_of(constants[index])
        if node.op in TRUTHS or (node.op == "reduce" and parts(node.value)[0] in ("all", "any")):
            return "truth"
        if node.op == "input":
            item: Input = self.plan.inputs[whole_number(node.value)]
            return item.type if item.type in ("truth", "text", "list") else "number"
        if node.op == "pick":
            table, name, *_ = parts(node.value)
            cells = self.plan.tables[str(table)].columns[str(name)]
            return _kind_of(next((cell for cell in cells if cell is not None), 0.0))
        if node.op == "draw" and node.args:
            return self.kind(self.knowledge.alias[node.args[0]])
        return "list" if node.op == "list" else "number"

    def whole_of(self, index: int) -> bool:
        """Whether a node has a value per period."""
        return self.plan.nodes[index].series and index not in self.knowledge.constants


def _kind_of(value: Any) -> str:
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "truth"
    return "list" if isinstance(value, tuple | list) else "number"
