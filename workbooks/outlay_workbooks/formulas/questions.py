"""Answers to `solve` and `minimize`: a formula where there is one, else what was found, with a check that still holds.

A search cannot live in cells. What it found is a number for the base and for each scenario; beside it the model is
worked out a second time with that number in place of the variable, so that the workbook itself says whether both sides
still meet there, or whether the least is still what it was.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from outlay.plan import Node, Plan, SolveNode
from outlay_workbooks.formulas.algebra import meeting
from outlay_workbooks.formulas.maker import Maker

Answers = Sequence[Mapping[str, float | None]]
LEAST = " least"  # behind a name: what a `minimize` came to
SIZE = " size"  # behind a name: the greatest its sides are at the ends of the interval
CLOSE = 1e-9  # of that size
NONE = "none"  # stands where there is no answer


@dataclass(frozen=True, slots=True)
class Search:
    """A question whose answer was found: its sides with that answer, and the truth that they still meet."""

    question: SolveNode
    answer: int
    left: int
    right: int  # of a `minimize` what its objective came to when it was searched
    holds: int

    @property
    def nodes(self) -> tuple[int, ...]:
        return self.answer, self.left, self.right, self.holds

    def moved(self, places: Mapping[int, int]) -> Search:
        answer, left, right, holds = (places[node] for node in self.nodes)
        return replace(self, answer=answer, left=left, right=right, holds=holds)


class Asked:
    """The questions of a plan in the making."""

    def __init__(
        self,
        maker: Maker,
        plan: Plan,
        places: Sequence[int],
        answers: Answers,
        scenario: int,
        searched: frozenset[str],
    ) -> None:
        self.maker = maker
        self.places = places
        self.answers = answers
        self.scenario = scenario
        self.searched = searched
        self.questions = {one.name: one for one in plan.solves}
        self.found: dict[int, str] = {}
        self.by_formula: dict[str, int] = {}
        self._searched: list[tuple[int, SolveNode]] = []

    def answer(self, place: int, name: str, low: int, high: int) -> None:
        """Fills the place kept for an answer."""
        question = self.questions[name]
        made = None if name in self.searched or question.kind != "solve" else self._formula(question, place, low, high)
        if made is not None:
            self.by_formula[name] = place
            self.maker.nodes[place] = self.maker.nodes[made]
            return
        items = [self._number(answers[name]) for answers in self.answers]
        self.maker.nodes[place] = Node("choose", (self.scenario, *items), None, False, "number")
        self.maker.steps[place] = "Found by search"
        self.found[place] = name
        self._searched.append((place, question))

    def _number(self, value: float | None) -> int:
        return self.maker.append(Node("const", (), math.nan if value is None else value))

    def _formula(self, question: SolveNode, place: int, low: int, high: int) -> int | None:
        variable, left, right = (self.places[node] for node in (question.variable, question.left, question.right))
        maker = self.maker
        kept = len(maker.nodes)
        made = meeting(maker, variable, left, right)
        if made is None or made < kept:
            return None
        within = maker.make("and", maker.make("ge", made, low), maker.make("le", made, high))
        maker.steps[made] = "Where both sides meet"
        used = any(place in node.args for node in maker.nodes)
        otherwise = maker.fault() if used else maker.constant(NONE)  # an error is for what needs the number
        return maker.append(Node("select", (within, made, otherwise), None, False, "number"))

    def checked(self) -> list[Search]:
        """For every answer that was found: both sides there, and whether they meet."""
        asked = [(place, question) for place, question in self._searched if self.answers[0][question.name] is not None]
        return [self._checked(place, question) for place, question in asked]

    def _checked(self, place: int, question: SolveNode) -> Search:
        maker = self.maker
        variable = self.places[question.variable]
        sides = [self.places[node] for node in (question.left, question.right) if node >= 0]
        copies = maker.copied(variable, place, sides, question.name)
        left = copies[0]
        if question.kind == "solve":
            right = copies[1]
            holds = self._close(left, right, self._sizes(question.name))
        else:
            items = [self._number(answers.get(question.name + LEAST)) for answers in self.answers]
            right = maker.append(Node("choose", (self.scenario, *items), None, False, "number"))
            maker.steps[right] = "The least when it was searched"
            self.found[right] = question.name + LEAST
            holds = self._close(left, right, maker.make("abs", right))
            if len(copies) > 1:
                holds = maker.make("and", copies[1], holds)
        return Search(question, place, left, right, holds)

    def _sizes(self, name: str) -> int:
        """How large the sides are over the interval that was searched: what is close to 0 is close beside that."""
        sizes = [answers.get(name + SIZE) or 0.0 for answers in self.answers]
        return self.maker.constant(max(sizes))

    def _close(self, left: int, right: int, size: int) -> int:
        maker = self.maker
        gap = maker.make("abs", maker.make("sub", left, right))
        size = maker.make("max", size, maker.make("abs", left))
        return maker.make("le", gap, maker.make("mul", maker.constant(CLOSE), size))
