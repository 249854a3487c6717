"""A plan as a program: compiled once, run with any inputs, traced when someone asks why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from outlay.diagnostics.model import OutlayError
from outlay.plan import Plan
from outlay.scalar.codegen import MISSING, SERIES_HELPERS, Generated, Writer, compiled
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.folding import Knowledge
from outlay.scalar.inputs import Inputs
from outlay.scalar.questions import WORK, Question, SolveResult
from outlay.scalar.schedule import closure, scope_of

POINTS = ("median", "mean")


class Program:
    """Generated code for some nodes of a plan. `everything` keeps every node and leaves nothing out."""

    def __init__(
        self, plan: Plan, roots: Sequence[int], *, everything: bool = False, inputs: Inputs | None = None
    ) -> None:
        self.plan = plan
        self.everything = everything
        self.inputs = inputs or Inputs(plan)
        self._more: dict[int, Program] = {}
        self._trace: Program | None = None
        self.knowledge = Knowledge(plan, {question.variable for question in plan.solves}, fold=not everything)
        self.roots = frozenset(self.knowledge.alias[root] for root in roots)
        self._namespace: dict[str, Any] = {"__builtins__": {"range": range}, **SERIES_HELPERS}
        self._subset = closure(self.knowledge, self.roots)
        self._constant_draws, self._draws_of = self._find_draws()
        self._points: dict[str, list[Any]] = {}
        self._required = self._find_required()
        self._functions = self._generate()

    # ------------------------------------------------------------------------------------------------ compiling

    def _find_draws(self) -> tuple[dict[int, int], list[tuple[str, tuple[Any, ...], Any]]]:
        places: dict[int, int] = {}
        found: list[tuple[str, tuple[Any, ...], Any]] = []
        constants = self.knowledge.constants
        for index in sorted(self._subset):
            node = self.plan.nodes[index]
            if node.op == "draw" and all(arg in constants for arg in self.knowledge.args(index)):
                values = tuple([constants[arg] for arg in self.knowledge.args(index)])
                places[index] = len(found) + 1
                family, _, _, data = parts(node.value)
                found.append((str(family), values, data))
        return places, found

    def _find_required(self) -> list[int]:
        nodes = self.plan.nodes
        return [
            index
            for index, item in enumerate(self.plan.inputs)
            if item.node in self._subset and nodes[item.node].op == "input" and not nodes[item.node].args
        ]

    def _generate(self) -> list[Generated]:
        knowledge, nodes = self.knowledge, self.plan.nodes
        asked = sorted({whole_number(nodes[i].value) for i in self._subset if nodes[i].op in ("solve", "minimize")})
        scopes = {number: scope_of(knowledge, number) for number in asked}
        keep: set[int] = set()  # what questions need to find in the state
        for scope in scopes.values():
            keep |= scope.given | {side for side in scope.sides if side >= 0}
        for number, scope in scopes.items():
            work = len(scope.changing) * max(1, len(self.plan.timeline or ()))
            functions = self._write(set(scope.changing), keep, inline=True)
            self._namespace[f"q{number}"] = Question(
                self.plan, number, functions, knowledge.constants, scope.sides, work
            )
        keep |= self._subset if self.everything else self.roots
        return self._write(self._subset, keep, inline=not self.everything)

    def _write(self, subset: set[int], keep: set[int], *, inline: bool) -> list[Generated]:
        writer = Writer(self.knowledge, self._namespace, subset, keep, self._constant_draws, inline=inline)
        return compiled(writer.source(), self._namespace)

    # ------------------------------------------------------------------------------------------------ running

    def run(
        self, inputs: Mapping[int, Any] | None = None, *, point: str = "median", unused: Collection[int] = ()
    ) -> Values:
        """Values for these inputs (by their place in `plan.inputs`), doubtful ones at their median or mean.

        Inputs that nothing asked for hangs on, though a question of the plan varies them, may be `unused`.
        """
        values = self.inputs.values(inputs or {}, MISSING)
        for index in unused:
            values[index] = self._nothing(index)
        return self._run(values, point)

    def _run(self, values: list[Any], point: str) -> Values:
        draws = self._at_point(point)
        given = values
        for index in self._required:
            if values[index] is MISSING:
                if not self.everything:
                    raise OutlayError(f"{self.plan.inputs[index].path} must be given.")
                if given is values:
                    given = list(values)
                given[index] = self._nothing(index)
        state: list[Any] = [None] * (len(self.plan.nodes) + len(self.plan.solves))
        state.append([WORK])
        for function in self._functions:
            function(state, given, draws)
        return Values(self, state, values, point)

    def _nothing(self, index: int) -> Any:
        whole = self.plan.nodes[self.plan.inputs[index].node].series and self.plan.timeline is not None
        return [float("nan")] * len(self.plan.timeline or ()) if whole else float("nan")

    def trace(self, inputs: Mapping[int, Any] | None = None, *, point: str = "median") -> Values:
        """Values of every node, nothing dropped: for explanations, and for finding where a fault began."""
        return self._tracer()._run(self.inputs.values(inputs or {}, MISSING), point)

    def _tracer(self) -> Program:
        if self.everything:
            return self
        if self._trace is None:
            self._trace = Program(self.plan, range(len(self.plan.nodes)), everything=True, inputs=self.inputs)
        return self._trace

    def _at_point(self, point: str) -> list[Any]:
        found = self._points.get(point)
        if found is None:
            if point not in POINTS:
                raise OutlayError(f'A run is at the "median" or at the "mean" of doubtful inputs, not at "{point}".')
            from outlay import doubt  # its distributions are for models with doubtful inputs only

            at = partial(doubt.point, point)
            found = self._points[point] = [at, *[at(family, args, data) for family, args, data in self._draws_of]]
        return found

    def computes(self, index: int) -> bool:
        """Whether a run leaves the value of this node."""
        index = self.knowledge.alias[index]
        return index in self.knowledge.constants or index in self.roots or (self.everything and index in self._subset)

    def program_for(self, index: int) -> Program:
        """The program of one more node, for those who ask for what was not wanted at first."""
        found = self._more.get(index)
        if found is None:
            found = self._more[index] = Program(self.plan, [index], inputs=self.inputs)
        return found


class Values:
    """The values of one run. What was not wanted when the plan was compiled is computed when asked for."""

    __slots__ = ("_inputs", "_program", "_state", "point")

    def __init__(self, program: Program, state: list[Any], inputs: list[Any], point: str) -> None:
        self._program = program
        self._state = state
        self._inputs = inputs
        self.point = point

    def node(self, index: int) -> Any:
        """A number, truth or text; a list of them for a series; NaN is a fault."""
        knowledge = self._program.knowledge
        at = knowledge.alias[index]
        if at in knowledge.constants:
            return knowledge.constants[at]
        if not self._program.computes(at):
            return self._program.program_for(at)._run(self._inputs, self.point).node(index)
        return self._state[at]

    def quantity(self, index: int) -> Any:
        return self.node(self._program.plan.quantities[index].node)

    def check(self, index: int) -> Any:
        """A truth, or one per period; NaN where the condition cannot be computed."""
        return self.node(self._program.plan.checks[index].node)

    def solve(self, index: int) -> SolveResult:
        plan = self._program.plan
        found: SolveResult | None = self._state[len(plan.nodes) + index]
        if found is None:
            node = plan.solves[index].node
            more = self._program.program_for(node)
            return more._run(self._inputs, self.point).solve(index)
        return found

    def given(self, index: int) -> Any:
        """What the run set an input to, as generated code saw it; MISSING for its default."""
        return self._inputs[index]


def compile_plan(plan: Plan, wanted: Sequence[int] | None = None, *, nodes: Sequence[int] = ()) -> Program:
    """A program for the quantities wanted (and for single nodes); by default outputs, checks and questions.

    Anything else may still be asked of the values of a run, and is then compiled and computed on demand.
    """
    roots = list(nodes)
    if wanted is not None:
        roots += [plan.quantities[index].node for index in wanted]
    elif not nodes:
        roots += [plan.quantities[index].node for index in plan.outputs]
        roots += [check.node for check in plan.checks]
        roots += [question.node for question in plan.solves]
    return Program(plan, roots)
