"""`solve` and `minimize` at run time: what varies with the variable is computed again, the rest is taken as it is."""

from __future__ import annotations

import math
from typing import Any

from outlay.diagnostics.model import OutlayError
from outlay.plan import Plan, SolveNode
from outlay.scalar.codegen import Generated
from outlay.scalar.search import MOST_WHOLE_NUMBERS, Found, Point, Search, least_over
from outlay.structs import struct

# Node evaluations one run may spend on its questions, so that nested ones end: some twenty seconds.
WORK = 200_000_000


@struct(frozen=True, slots=True)
class SolveResult:
    """The answer to a question, or why there is none, in a sentence."""

    value: float | None
    roots: tuple[float, ...]
    detail: str
    least: float | None = None  # of a `minimize`: what its objective comes to
    size: float | None = None  # of a `solve`: the greatest its sides are at the ends of the interval


class Question:
    """One question of a plan, called by generated code with both ends of its interval."""

    def __init__(
        self,
        plan: Plan,
        number: int,
        functions: list[Generated],
        constants: dict[int, Any],
        sides: tuple[int, int],
        work: int,
    ) -> None:
        self.plan = plan
        self.number = number
        self.question: SolveNode = plan.solves[number]
        self.functions = functions
        self.constants = constants
        self.sides = sides
        self.work = max(work, 20)
        self.periods = (
            len(plan.timeline) if plan.timeline is not None and plan.nodes[self.question.variable].series else 0
        )

    def __call__(self, state: list[Any], inputs: list[Any], draws: list[Any], low: float, high: float) -> float:
        found = self.answer(state, inputs, draws, low, high)
        state[len(self.plan.nodes) + self.number] = found
        return math.nan if found.value is None else found.value

    def answer(self, state: list[Any], inputs: list[Any], draws: list[Any], low: float, high: float) -> SolveResult:
        question = self.question
        if low - low != 0 or high - high != 0:
            return SolveResult(
                None, (), f"{question.name}: an end of the interval of {question.variable_path} cannot be computed."
            )
        if low > high:
            low, high = high, low
        own = state.copy()
        left, right = self.sides
        for side in self.sides:
            if side in self.constants:
                own[side] = self.constants[side]
        budget: list[int] = state[-1]
        variable, functions, periods = question.variable, self.functions, self.periods

        def both(x: float) -> tuple[Any, Any]:
            budget[0] -= self.work
            if budget[0] < 0:
                raise too_much_work(question)
            own[variable] = [x] * periods if periods else x
            for function in functions:
                function(own, inputs, draws)
            return own[left], own[right] if right >= 0 else True

        if question.kind == "minimize":
            return self._least(low, high, both)
        return self._root(Search(both).roots(low, high))

    def _least(self, low: float, high: float, both: Any) -> SolveResult:
        question = self.question
        first, last = math.ceil(low), math.floor(high)
        span = f"{question.variable_path} from {self.shown(low)} to {self.shown(high)}"
        if last - first + 1 > MOST_WHOLE_NUMBERS:
            detail = f"{span} has more than {MOST_WHOLE_NUMBERS:,} whole numbers to try; narrow the interval."
            return SolveResult(None, (), detail)
        found = least_over(first, last, both)
        if found is None:
            where = f" where {question.condition} holds" if question.right >= 0 else " at which it can be computed"
            return SolveResult(None, (), f"There is no {span}{where}.")
        number, objective = found
        detail = f"{question.variable_path} = {self.shown(number)}, where the least is {self._side(objective)}"
        return SolveResult(float(number), (float(number),), detail, objective)

    def _root(self, found: Found) -> SolveResult:
        question = self.question
        if found.roots:
            lowest = found.roots[0]
            several = f", the lowest of {len(found.roots)} roots" if len(found.roots) > 1 else ""
            detail = f"{question.variable_path} = {self.shown(lowest)}{several}"
            sizes = [point.scale for point in (found.low, found.high) if point.known]
            return SolveResult(lowest, found.roots, detail, size=max(sizes, default=0.0))
        low, high = found.low, found.high
        detail = (
            f"{question.condition} holds nowhere for {question.variable_path} from {self.shown(low.x)} to "
            f"{self.shown(high.x)}: {self._ends(low)}, {self._ends(high)}"
        )
        if found.jumps:
            detail += f"; the sides pass each other without meeting near {self.shown(found.jumps[0])}"
        return SolveResult(None, (), detail)

    def _ends(self, point: Point) -> str:
        at = f"at {self.shown(point.x)}"
        if not point.known:
            return f"{at} it cannot be computed"
        left, right = self._side(point.left), self._side(point.right)
        if left == right:  # the difference is beyond the digits people read
            left, right = repr(point.left), repr(point.right)
        return f"{at} the left side is {left} and the right side {right}"

    def shown(self, number: float) -> str:
        return shown(number, self.question.unit, self.question.percent)

    def _side(self, number: float) -> str:
        return shown(number, self.question.sides_unit, "%" in self.question.condition)


def too_much_work(question: SolveNode) -> OutlayError:
    """That a run has spent all it may on its questions."""
    return OutlayError(
        f"The questions of this model need too much work, the last of them {question.name}: "
        "a question within a question, or too wide an interval."
    )


def shown(number: float, unit: str = "", percent: bool = False) -> str:
    """A number for a sentence, with its unit."""
    if number != number:
        return "no number"
    if math.isinf(number):
        return "beyond all bounds"
    if unit == "%":
        unit, percent = "", True
    from outlay.display import format_value  # for sentences only, which most runs do not need

    return format_value(number, unit, percent=percent)
