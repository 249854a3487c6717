"""`solve` and `minimize` in every row of a block: what varies with the tried values is computed for all rows."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays.least import Steps, least_over
from outlay.arrays.search import AT_ONCE, Numbers, Search, Vector
from outlay.arrays.space import Workspace
from outlay.scalar.questions import WORK, too_much_work

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis
    from outlay.arrays.writer import Generated

PART = 2048  # rows searched together: both sides at all points of the scan are kept for so many
BUDGET = -1  # where the state of a block keeps what is left of the work that its questions may do


class Budget:
    """Node evaluations that the questions of a block may still spend, for each of its rows."""

    __slots__ = ("left",)

    def __init__(self, rows: int) -> None:
        self.left = WORK * rows


@dataclass(frozen=True, slots=True)
class SideCode:
    """Block code of some of the nodes that a question computes again, and how many work buffers it wants."""

    functions: list[Generated]
    counts: dict[str, int]
    kept: tuple[int, ...]  # what it leaves in the state


class BlockQuestion:
    """One question of a plan, called by block code with both ends of its interval.

    `alike` is the code of what the tried value alone decides, which all rows that try it share; `code` is the rest.
    """

    def __init__(
        self,
        analysis: Analysis,
        number: int,
        alike: SideCode | None,
        code: SideCode,
        taken: Collection[int],
        size: int,
    ) -> None:
        self.analysis = analysis
        self.question = analysis.plan.solves[number]
        self.sides = analysis.scope(number).sides
        self.alike = alike
        self.code = code
        self.taken = tuple(taken)  # what of the state its code needs
        self.work = max(size * max(1, analysis.periods), 20)

    def __call__(
        self, n: int, state: dict[int, Any], uniform: Any, draws: Any, low: Any, high: Any, folded: Any
    ) -> tuple[Vector, Vector]:
        """The answer in every row (NaN: none), and how many roots there are."""
        low, high = np.broadcast_to(low, (n,)), np.broadcast_to(high, (n,))
        answers, counts = np.full(n, math.nan), np.zeros(n)
        fit = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
        for start in range(0, len(fit), PART):
            rows = fit[start : start + PART]
            sides = _Sides(self, state, uniform, draws, folded, len(rows))
            lower, upper = np.minimum(low[rows], high[rows]), np.maximum(low[rows], high[rows])
            if self.question.kind == "minimize":
                found = least_over(sides, rows, lower, upper)
            else:
                found = Search(sides, rows).roots(lower, upper)
            answers[rows], counts[rows] = found
        return answers, counts


class _Sides:
    """Both sides of a question at tried values; what its code takes is gathered once for the same rows."""

    def __init__(
        self, question: BlockQuestion, state: dict[int, Any], uniform: Any, draws: Any, folded: Any, width: int
    ) -> None:
        self.question = question
        self.state = state
        self.uniform = uniform
        self.draws = draws
        self.periods = question.analysis.periods
        self.space = Workspace(question.code.counts, self.periods, max(width, AT_ONCE), folded)
        self.shared = (
            Workspace(question.alike.counts, self.periods, max(width, AT_ONCE), folded) if question.alike else None
        )
        self.window: Steps | None = None  # the numbers whose shared values are known
        self.alike: dict[int, Any] = {}
        self.rows: Numbers | None = None

    def __call__(self, rows: Numbers, x: Vector, steps: Steps | None = None) -> tuple[Any, Any]:
        question = self.question
        budget = self.state[BUDGET]
        budget.left -= question.work * len(x)
        if budget.left < 0:
            raise too_much_work(question.question)
        if rows is not self.rows:
            self.rows = rows
            self.taken = {index: taken_of(self.state[index], rows) for index in question.taken}
            self.taken[BUDGET] = budget
            self.drawn = self.draws.of(rows)
            self.narrow = self.space.narrowed(len(rows))
        state = dict(self.taken)
        self._set(state, x)
        if question.alike and self.shared:
            state |= self._shared(question.alike, self.shared, x, steps)
        for function in question.code.functions:
            function(len(x), None, self.uniform, state, self.drawn, self.narrow, None)
        left, right = question.sides
        return self._side(left, state), self._side(right, state) if right >= 0 else np.ones(len(x), dtype=bool)

    def _set(self, state: dict[int, Any], x: Vector) -> None:
        variable = self.question.question.variable
        is_series = self.question.analysis.nodes[variable].series
        state[variable] = np.broadcast_to(x, (self.periods, len(x))) if is_series else x

    def _shared(self, code: SideCode, space: Workspace, x: Vector, steps: Steps | None) -> dict[int, Any]:
        """What the tried value alone decides; computed once for a stretch of numbers that all rows try."""
        if steps is None:
            self.window = None
            return self._computed(code, space, x)
        at = steps.start - self.window.start if self.window and self.window.first == steps.first else -1.0
        if not 0 <= at <= AT_ONCE - steps.count:
            at, self.window = 0.0, steps
            ahead = np.arange(min(AT_ONCE, steps.left), dtype=np.float64)
            self.alike = self._computed(code, space, steps.first + (steps.start + ahead))
        part = slice(int(at), int(at) + steps.count)
        return {index: _repeated(taken_of(value, part), steps.times) for index, value in self.alike.items()}

    def _computed(self, code: SideCode, space: Workspace, x: Vector) -> dict[int, Any]:
        state: dict[int, Any] = {}
        self._set(state, x)
        for function in code.functions:
            function(len(x), None, self.uniform, state, self.draws, space.narrowed(len(x)), None)
        return {index: state[index] for index in code.kept}

    def _side(self, index: int, state: dict[int, Any]) -> Any:
        constants = self.question.analysis.knowledge.constants
        if index in constants:
            found = constants[index]
        else:
            found = state[index] if index in state else self.uniform[index]
        if self.question.question.kind == "solve" or index != self.question.sides[1]:
            return found
        # the condition of `minimize`: where it holds
        return found[0] if isinstance(found, tuple) else np.equal(found, 1.0)


def _repeated(value: Any, times: int) -> Any:
    """Every number of a value as often as there are rows that try it; pairs and lists item by item."""
    if isinstance(value, tuple):
        return tuple([_repeated(item, times) for item in value])
    return np.repeat(value, times, axis=-1) if isinstance(value, np.ndarray) and value.ndim else value


def taken_of(value: Any, rows: Numbers | slice) -> Any:
    """Of a value of a block those of some rows; pairs and lists item by item."""
    if isinstance(value, tuple):
        return tuple([taken_of(item, rows) for item in value])
    return value[..., rows] if isinstance(value, np.ndarray) and value.ndim else value
