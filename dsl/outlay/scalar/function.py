"""Exported functions as Python functions: a fast path with checks in place, and a slow one that says what was wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

from outlay.diagnostics.model import OutlayError
from outlay.plan import Input, Node, Plan
from outlay.scalar.codegen import DEEPEST, MISSING
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.folding import Knowledge
from outlay.scalar.inputs import Inputs
from outlay.scalar.program import Program
from outlay.scalar.render import HELPERS, Expressions
from outlay.scalar.schedule import closure

# A product of this many whole numbers as given may grow too large to be a quick integer: floats from there on.
_MOST_INTEGER_FACTORS = 6
_NOT_FAST = frozenset({"solve", "minimize"})
_LARGEST_FAST = 3000  # nodes of a function that is generated as one


def compile_function(plan: Plan) -> Callable[..., Any]:
    """The plan's first output as a function of `plan.inputs`, by position; `MISSING` stands for an argument left out.

    Numbers, truths, names of records, texts, dates and lists are taken as they are. What cannot be computed is an
    `OutlayError` that says why. How many arguments there may be is Python's own check.
    """
    slow = SlowPath(plan)
    nodes = plan.nodes
    result = plan.quantities[plan.outputs[0]].node
    knowledge = Knowledge(plan)
    subset = closure(knowledge, [result])
    if len(subset) > _LARGEST_FAST or any(nodes[i].series or nodes[i].op in _NOT_FAST for i in subset):
        return slow
    return FunctionWriter(plan, knowledge, subset, slow).function(result)


class SlowPath:
    """Runs the plan as a program, and explains what went wrong."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.result = plan.quantities[plan.outputs[0]].node

    @cached_property
    def program(self) -> Program:
        return Program(self.plan, [self.result])

    def __call__(self, *arguments: Any) -> Any:
        if len(arguments) > len(self.plan.inputs):
            raise OutlayError(
                f"{self.plan.name} takes at most {len(self.plan.inputs)} arguments, not {len(arguments)}."
            )
        given = {index: value for index, value in enumerate(arguments) if value is not MISSING}
        found = self.program.run(given).node(self.result)
        for item in found if isinstance(found, list | tuple) else (found,):
            if not isinstance(item, str) and item - item != 0:
                from outlay.scalar.faults import explain_fault  # only needed when something is wrong

                fault = explain_fault(self.plan, self.program.trace(given), self.result)
                if fault is None:
                    raise OutlayError(f"{self.plan.name} cannot be computed.")
                raise OutlayError("; ".join([fault.message, *fault.notes]))
        return found


class FunctionWriter(Expressions):
    """Writes one function: checks first, then every step, a default only where its argument was left out."""

    def __init__(self, plan: Plan, knowledge: Knowledge, subset: set[int], slow: SlowPath) -> None:
        namespace: dict[str, Any] = {
            "__builtins__": {},
            **HELPERS,
            "M": MISSING,
            "slow": slow,
            "Failed": (ArithmeticError, ValueError, TypeError, LookupError, AttributeError),
            "type_": type,
            "str_": str,
        }
        super().__init__(knowledge, knowledge.faults(sorted(subset)), namespace, raising=True)
        self.subset = subset
        self.inputs = Inputs(plan)
        self.region_of, self.parents = self._regions()
        self.degree: dict[int, int] = {}
        self._look_at_uses()

    # ------------------------------------------------------------------------------------------------ regions

    def _regions(self) -> tuple[dict[int, int], dict[int, int]]:
        """Where each node is computed: 0, or the input whose default alone needs it; and each region's own region."""
        place: dict[int, int] = {}
        parents: dict[int, int] = {}
        for index in sorted(self.subset, reverse=True):
            node = self.nodes[index]
            here = place.setdefault(index, 0)
            inner = here
            if node.op == "input" and node.args and self.knowledge.alias[node.args[0]] in self.subset:
                inner = index + 1  # 0 is the function itself
                parents[inner] = here
            for arg in self.knowledge.args(index):
                if arg in self.subset:
                    place[arg] = self._common(place[arg], inner, parents) if arg in place else inner
        return place, parents

    @staticmethod
    def _common(a: int, b: int, parents: dict[int, int]) -> int:
        above = {a}
        while a:
            a = parents[a]
            above.add(a)
        while b not in above:
            b = parents[b]
        return b

    def _look_at_uses(self) -> None:
        uses: dict[int, int] = {}
        users: dict[int, int] = {}
        for index in self.subset:
            for arg in self.knowledge.args(index):
                uses[arg] = uses.get(arg, 0) + 1
                users[arg] = index
        depth: dict[int, int] = {}
        for index in sorted(self.subset):
            deepest = max((depth.get(arg, 0) for arg in self.knowledge.args(index)), default=0)
            user = users.get(index, index)
            self.degree[index] = self._integer_factors(index)
            same_place = self._use_region(user) == self.region_of[index]
            if (
                uses.get(index) == 1
                and self.nodes[index].op != "input"
                and same_place
                and deepest < DEEPEST
                and self.degree[index] <= _MOST_INTEGER_FACTORS
            ):
                self.written_in_place.add(index)
                depth[index] = deepest + 1

    def _use_region(self, user: int) -> int:
        return user + 1 if user + 1 in self.parents else self.region_of[user]

    def _integer_factors(self, index: int) -> int:
        """How many whole numbers as given may be multiplied in this value; 0 when it is a float for certain."""
        node = self.nodes[index]
        counts = [self.degree.get(arg, 0) for arg in self.knowledge.args(index)]
        if node.op == "input":
            return 1 if self.plan.inputs[whole_number(node.value)].type == "number" else 0
        if node.op == "mul":
            found = sum(counts) if all(counts) else 0
        elif node.op == "pow":
            found = 2 * counts[0] if self.constant(node.args[1]) == 2 else 0
        elif node.op in ("add", "sub"):
            found = max(counts) if all(counts) else 0
        elif node.op in ("neg", "abs", "min", "max", "select", "guard", "choose", "median"):
            found = max(counts, default=0)
        else:
            found = 0
        return found

    # ------------------------------------------------------------------------------------------------ writing

    def function(self, result: int) -> Callable[..., Any]:
        self.result = self.knowledge.alias[result]
        count = len(self.plan.inputs)
        parameters = "".join([f"p{index}=M, " for index in range(count)])
        arguments = ", ".join([f"p{index}" for index in range(count)])
        self.again = f"return slow({arguments})"
        self.indent = "        "
        self._checks()
        self._region(0)
        value = self.text(self.result)
        if self.degree.get(self.result, 0):
            value = f"{value} * 1.0"
        self.emit(f"r = {value}")
        kind = self.nodes[result].type
        if kind in ("number", "date"):
            self.emit("if r - r == 0.0:")
        else:
            self.emit("if r == r:" if kind != "list" else "if False:")
        self.emit("    return r")
        # whatever was odd: an argument, a step or the result
        lines = [f"def f({parameters}):", "    try:", *self.lines, "    except Failed:", "        pass"]
        text = "\n".join([*lines, f"    {self.again}"]) + "\n"
        local: dict[str, Any] = {}
        exec(compile(text, "<function>", "exec"), self.namespace, local)  # noqa: S102 generated from the typed plan
        found: Callable[..., Any] = local["f"]
        return found

    def _checks(self) -> None:
        """Of every argument that its own node does not check because it is not always reached."""
        needed: list[str] = []
        for index, item in enumerate(self.plan.inputs):
            node = self.nodes[item.node]
            name = f"p{index}"
            reached = item.node in self.subset and self.region_of[item.node] == 0
            if reached and (node.args or self._conversion(index, item)):
                continue
            test = self._test(name, item)
            converted = self._conversion(index, item)
            if converted and not node.args and not reached:
                self.emit(f"{converted}")
            elif converted:
                self.emit(f"if {name} is not M:")
                self.emit(f"    {converted}")
            elif node.args:
                needed.append(f"({name} is M or {test})")
            else:
                needed.append(test)
        if needed:
            self.emit(f"if not ({' and '.join(needed)}):")
            self.emit(f"    {self.again}")
        for index, item in enumerate(self.plan.inputs):
            if item.node in self.subset and not self.nodes[item.node].args and not self._conversion(index, item):
                self.names[item.node] = f"p{index}"

    def _test(self, name: str, item: Input) -> str:
        """That an argument is fit for use as it is: of a number, that less itself it is 0, so it is finite."""
        if item.type == "truth":
            return f"({name} is True or {name} is False)"
        if item.type == "text":
            return f"type_({name}) is str_"
        if item.share:
            bounds = f"0.0 <= {name} <= 1.0"
        elif item.bounds is not None:
            low, high = item.bounds
            most = f"<= {high!r}" if high < math.inf else f"< {self.share('infinite', math.inf)}"
            bounds = f"{low!r} <= {name} {most}"
        else:
            bounds = f"{name} - {name} == 0.0"
        return bounds + (f" and {name} % 1.0 == 0.0" if item.integer else "")

    def _conversion(self, index: int, item: Input) -> str:
        """How an argument that is no plain number becomes one; empty when a test is enough."""
        if item.type == "record":
            return f"{self.share(f'rows{index}', self.inputs.rows(item))}[p{index}]"
        if item.type in ("list", "date"):
            return f"{self.share(f'convert{index}', _Conversion(self.inputs, item))}(p{index})"
        return ""

    def _region(self, region: int) -> None:
        for index in sorted(index for index, place in self.region_of.items() if place == region):
            node = self.nodes[index]
            if node.op == "input":
                self._input(index, node)
            elif index not in self.written_in_place and index not in self.names:
                value = self.expression(index)
                if self.degree[index] > _MOST_INTEGER_FACTORS:
                    value = f"{value} * 1.0"
                    self.degree[index] = 0
                self.emit(f"v{index} = {value}")
                self.names[index] = f"v{index}"

    def _input(self, index: int, node: Node) -> None:
        if index in self.names:
            return
        number = whole_number(node.value)
        item = self.plan.inputs[number]
        given, name = f"p{number}", f"v{index}"
        conversion = self._conversion(number, item)
        if not node.args:
            self.emit(f"{name} = {conversion}")
            self.names[index] = name
            return
        self.emit(f"if {given} is M:")
        outer, names = self.indent, dict(self.names)
        self.indent += "    "
        if index + 1 in self.parents:
            self._region(index + 1)
        default = str(int(self.constant(node.args[0]))) if self.is_row(index) else self.text(node.args[0])
        self.emit(f"{name} = {default}")
        self.indent, self.names = outer, names
        if conversion:
            self.emit("else:")
            self.emit(f"    {name} = {conversion}")
        else:
            self.emit(f"elif {self._test(given, item)}:")
            self.emit(f"    {name} = {given}")
            self.emit("else:")
            self.emit(f"    {self.again}")
        self.names[index] = name

    def _op_draw(self, index: int, node: Node) -> str:
        from outlay import doubt

        kept = parts(node.value)
        known = [self.constant(arg) for arg in node.args]
        if None not in known:  # as the cells of a table are
            return self.share(f"d{index}", doubt.point("median", str(kept[0]), known, kept[3]))
        point = self.share("point", doubt.point)
        which, family, data = (
            self.share("median_point", "median"),
            self.share(f"k{index}", kept[0]),
            self.share(f"g{index}", kept[3]),
        )
        items = "".join([self.text(arg) + ", " for arg in node.args])
        return f"{point}({which}, {family}, ({items}), {data})"


class _Conversion:
    """Turns one argument into what generated code takes; what is no such value is a ValueError for the slow path."""

    def __init__(self, inputs: Inputs, item: Input) -> None:
        self.inputs = inputs
        self.item = item

    def __call__(self, value: Any) -> Any:
        if value is MISSING:
            raise ValueError
        try:
            return self.inputs.value(self.item, value)
        except OutlayError:
            raise ValueError from None
