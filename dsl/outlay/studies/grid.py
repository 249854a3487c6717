"""The cells of a sweep: the values along each side, and the program that computes them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays import ArrayProgram, compile_arrays
from outlay.diagnostics import OutlayError
from outlay.studies import vary
from outlay.studies.vary import Axis, Variation
from outlay.studies.wanted import Wanted, fused

if TYPE_CHECKING:
    import numpy.typing as npt

    from outlay.plan import Plan
    from outlay.studies.columns import Floats, ReadsFigures

MOST_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario of a sweep: its plan, in which every varied path is an input, and what it sets for all cells."""

    name: str  # as it was asked for; "" for the base
    plan: Plan
    figures: Callable[[], ReadsFigures]
    fixed: Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one case. `columns` hold, by input, its value in every cell, the last side running fastest."""

    plan: Plan
    wanted: tuple[Wanted, ...]
    program: ArrayProgram
    axes: tuple[Axis, ...]
    columns: Mapping[int, Floats]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each side has."""
        return tuple(len(each) for each in self.axes)


def grid(case: Case, variations: Sequence[Variation], wanted: Sequence[Wanted], *, drawn: bool = False) -> Grid:
    """Every combination of the values, ready to be computed; `drawn`: with uncertain inputs drawn, not at a point."""
    plan, wanted = fused(case.plan, wanted)
    for each in wanted:
        question = plan.solves[each.question] if each.question >= 0 else None
        if question is not None and any(one.path == question.variable_path for one in variations):
            raise OutlayError(f"{question.name} searches {question.variable_path}, so a sweep cannot vary it as well.")
    places = [max(n for n, item in enumerate(plan.inputs) if item.path == one.path) for one in variations]
    program = compile_arrays(plan, list(dict.fromkeys(each.node for each in wanted)), places, drawn)
    axes = tuple(vary.axis(one, plan, case.figures, program.texts.code) for one in variations)
    shape = tuple(len(each) for each in axes)
    if prod(shape) > MOST_CELLS:
        sides = " × ".join(map(str, shape))
        raise OutlayError(f"A grid of {sides} has {prod(shape):,} cells; the most is {MOST_CELLS:,}.")
    columns: dict[int, Floats] = {}
    for number, (place, side) in enumerate(zip(places, axes, strict=True)):
        along = np.reshape(side.numbers, [-1 if n == number else 1 for n in range(len(shape))])
        columns[place] = np.broadcast_to(along, shape).reshape(-1)
    return Grid(plan, wanted, program, axes, columns)


def in_cases(
    cases: Sequence[Case], axes: tuple[Axis, ...], parts: Sequence[Mapping[str, npt.NDArray[Any]]]
) -> tuple[tuple[Axis, ...], dict[str, npt.NDArray[Any]]]:
    """The values of all cases together, several cases making the first axis."""
    if len(cases) == 1:
        return axes, dict(parts[0])
    values = {name: np.stack([part[name] for part in parts]) for name in parts[0]}
    names = tuple(case.name or "base" for case in cases)
    path = "scenario" if all(each.path != "scenario" for each in axes) else "scenario of the model"
    return (Axis(path, tuple(map(float, range(len(names)))), names, names, number=False), *axes), values
