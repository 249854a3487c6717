"""`solve` and `minimize` in every row of a block: what varies with the tried values is computed for all rows."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays.search import AT_ONCE, Numbers, Search, Vector, least_over
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


class BlockQuestion:
    """One question of a plan, called by block code with both ends of its interval."""

    def __init__(
        self,
        analysis: Analysis,
        number: int,
        functions: list[Generated],
        counts: dict[str, int],
        taken: Collection[int],
        size: int,
    ) -> None:
        self.analysis = analysis
        self.question = analysis.plan.solves[number]
        self.sides = analysis.scope(number).sides
        self.functions = functions
        self.counts = counts
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
        self.space = Workspace(question.counts, question.analysis.periods, max(width, AT_ONCE), folded)
        self.rows: Numbers | None = None

    def __call__(self, rows: Numbers, x: Vector) -> tuple[Any, Any]:
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
        variable = question.question.variable
        analysis = question.analysis
        state[variable] = np.broadcast_to(x, (analysis.periods, len(x))) if analysis.nodes[variable].series else x
        for function in question.functions:
            function(len(x), None, self.uniform, state, self.drawn, self.narrow, None)
        left, right = question.sides
        return self._side(left, state), self._side(right, state) if right >= 0 else np.ones(len(x), dtype=bool)

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


def taken_of(value: Any, rows: Numbers) -> Any:
    """Of a value of a block those of some rows; pairs and lists item by item."""
    if isinstance(value, tuple):
        return tuple([taken_of(item, rows) for item in value])
    return value[..., rows] if isinstance(value, np.ndarray) and value.ndim else value
