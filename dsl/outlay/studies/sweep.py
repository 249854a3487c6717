"""A model over a grid: every combination of the values of some inputs, if wanted in several scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outlay.diagnostics import OutlayError
from outlay.studies.batch import in_frame
from outlay.studies.drawn_cells import MEAN, Drawing, drawn_cells, drawn_figures, drawn_remarks, judged_checks
from outlay.studies.grid import Case, grid, in_cases
from outlay.studies.vary import Axis, Variation
from outlay.studies.wanted import Wanted, single

if TYPE_CHECKING:
    import numpy.typing as npt

    from outlay.arrays import ArrayValues
    from outlay.plan import Plan


@dataclass(frozen=True)
class Sweep:
    """Results over a grid. `values[name]` has a dimension for each of `axes`; a scenario is an axis like any other.

    With `draws` every cell was simulated: of an output `margin` there are `margin.mean`, `margin.p5` and `margin.p95`,
    and of a check the share of the draws in which it fails.
    """

    model: str
    title: str
    axes: tuple[Axis, ...]
    wanted: tuple[Wanted, ...]
    values: Mapping[str, npt.NDArray[Any]]
    given: tuple[tuple[str, str], ...] = ()  # what was set for the whole sweep
    notes: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    point: str = "median"
    draws: int = 0
    seed: int = 0

    def __repr__(self) -> str:
        sides = " × ".join(f"{len(each)} of {each.path}" for each in self.axes)
        return f"<Sweep of {self.model}: {', '.join(self.values)} over {sides}>"

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each cell of the grid: a column for each axis, then one for each output; units in `attrs`."""
        shape = tuple(len(each) for each in self.axes)
        places = np.indices(shape).reshape(len(shape), -1)
        columns: dict[str, Any] = {
            each.path: pd.array(list(each.cells))[places[number]] for number, each in enumerate(self.axes)
        }
        columns |= {name: numbers.reshape(-1) for name, numbers in self.values.items()}
        frame = pd.DataFrame(columns)
        units = {each.path: each.unit for each in self.axes} | {each.name: each.unit for each in self.wanted}
        labels = {each.path: each.label for each in self.axes} | {each.name: each.title for each in self.wanted}
        frame.attrs = {"units": units, "labels": labels, "model": self.model}
        return frame

    def to_frame(self) -> pd.DataFrame:
        """See `frame`."""
        return self.frame

    def table(self, output: str = "") -> pd.DataFrame:
        """One output of a grid of one or two inputs, the first down and the second across, as numbers."""
        found = self.of(output)
        if len(self.axes) > 2:
            raise OutlayError(f"This sweep has {len(self.axes)} sides; a table has two. `frame` has all of it.")
        down = pd.Index(self.axes[0].cells, name=self.axes[0].path)
        across = self.axes[1] if len(self.axes) == 2 else None
        columns = pd.Index([found.name] if across is None else across.cells, name=across.path if across else None)
        numbers = self.values[found.name].reshape(len(down), -1)
        table = pd.DataFrame(numbers, index=down, columns=columns)
        table.attrs = {"unit": found.unit, "label": found.title, "model": self.model}
        return table

    def of(self, output: str = "") -> Wanted:
        """One of the outputs by name, of a drawn one its mean unless said otherwise; the first when none is named."""
        if not output:
            return self.wanted[0]
        names = (output, f"{output}.{MEAN}") if self.draws else (output,)
        found = next((each for name in names for each in self.wanted if each.name == name), None)
        if found is None:
            raise OutlayError(f"This sweep has no {output}; it has {', '.join(self.values)}.")
        return found

    def as_dict(self) -> dict[str, object]:
        """The `outlay/1` JSON form: axes with their values, and each output as nested lists, `null` for no number."""
        return {
            "schema": "outlay/1",
            "model": self.model,
            "vary": [
                {"path": each.path, "label": each.label, "unit": each.unit, "values": list(each.cells)}
                for each in self.axes
            ],
            "outputs": {
                each.name: {
                    "unit": each.unit, "label": each.label, "basis": each.basis or None,
                    "values": _plain(self.values[each.name]),
                }
                for each in self.wanted
            },
            **({"draws": self.draws, "seed": self.seed} if self.draws else {}),
            "notes": list(self.notes),
        }  # fmt: skip

    def plot(self, output: str = "") -> Any:
        """A matplotlib figure: lines along one input, a heat map over two, bars for what has no order."""
        from outlay.studies.pictures import of_sweep

        return of_sweep(self, self.of(output))

    def _repr_html_(self) -> str:
        from outlay.studies.pages import sweep_html

        return sweep_html(self)


def _plain(numbers: npt.NDArray[Any]) -> Any:
    """Nested lists of plain values for JSON."""
    if numbers.ndim > 1:
        return [_plain(each) for each in numbers]
    return [_cell(each) for each in numbers.tolist()]


def _cell(value: Any) -> Any:
    """A value for JSON: a date by its letters, nothing where there is no value."""
    if value is None or value is pd.NA or value != value:
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else value


def sweep(
    cases: Sequence[Case],
    variations: Sequence[Variation],
    outputs: Sequence[str],
    *,
    at: str = "",
    point: str = "median",
    engine: str = "auto",
    threads: int | None = None,
    given: tuple[tuple[str, str], ...] = (),
) -> Sweep:
    """Every output for every combination of values, in each case; several cases make the first axis, `scenario`."""
    first = cases[0].plan
    wanted = single(first, outputs, at)
    axes: tuple[Axis, ...] = ()
    parts: list[dict[str, npt.NDArray[Any]]] = []
    answers: list[_Answers] = []
    for case in cases:
        asked = wanted if case.plan is first else single(case.plan, outputs, at)
        axes, found, answered = _cells(case, variations, asked, point, engine, threads)
        parts.append(found)
        answers += answered
    axes, values = in_cases(cases, axes, parts)
    uncertain = tuple(dict.fromkeys(q.path for case in cases for q in case.plan.quantities if q.distribution))
    varied = {each.path for each in axes}
    return Sweep(
        first.name, first.title, axes, wanted, values, given, _remarks(answers),
        tuple(path for path in uncertain if path not in varied), point,
    )  # fmt: skip


def drawn_sweep(
    cases: Sequence[Case],
    variations: Sequence[Variation],
    outputs: Sequence[str],
    drawing: Drawing,
    *,
    at: str = "",
    given: tuple[tuple[str, str], ...] = (),
) -> Sweep:
    """The same with every cell simulated: all cells of all cases share their draws, so they differ by their values."""
    first = cases[0].plan
    sampler = drawing.sampler([case.plan for case in cases])
    judged = judged_checks([case.plan for case in cases], outputs, at)
    made = [drawn_cells(case, variations, outputs, at, judged, drawing, sampler) for case in cases]
    axes, values = in_cases(cases, made[0].axes, [each.values for each in made])
    wanted = drawn_figures(first, outputs, at, judged)
    return Sweep(
        first.name, first.title, axes, wanted, {each.name: values[each.name] for each in wanted}, given,
        drawn_remarks(made, drawing), draws=drawing.count, seed=drawing.seed,
    )  # fmt: skip


def _cells(
    case: Case, variations: Sequence[Variation], wanted: Sequence[Wanted], point: str, engine: str, threads: int | None
) -> tuple[tuple[Axis, ...], dict[str, npt.NDArray[Any]], list[_Answers]]:
    """The grid of one case: its axes, each output's values in the grid's shape, and how its questions were answered."""
    made = grid(case, variations, wanted)
    program, shape = made.program, made.shape
    done = program.run(made.columns, prod(shape), fixed=case.fixed, point=point, engine=engine, threads=threads)
    values = {each.name: np.asarray(_held(each, done)).reshape(shape) for each in made.wanted}
    return made.axes, values, [_answers(each, done, made.plan) for each in made.wanted if each.question >= 0]


def _held(each: Wanted, done: ArrayValues) -> Any:
    found = in_frame(each.of(done), each.type, done.texts.text)
    return found if isinstance(found, np.ndarray) else np.asarray(found, object)


@dataclass(frozen=True, slots=True)
class _Answers:
    """How often a question had no answer, and how often several, in the cells of one case."""

    name: str
    variable: str
    none: int
    several: int
    cells: int


def _answers(each: Wanted, done: ArrayValues, plan: Plan) -> _Answers:
    question = plan.solves[each.question]
    found, roots = done.question(each.question)
    several = int((roots > 1).sum()) if question.kind == "solve" else 0
    return _Answers(each.name, question.variable_path, int(np.isnan(found).sum()), several, len(found))


def _remarks(answers: Sequence[_Answers]) -> tuple[str, ...]:
    """What there is to say of each question, over all cases."""
    told: list[str] = []
    for name, variable in dict.fromkeys((each.name, each.variable) for each in answers):
        ours = [each for each in answers if each.name == name]
        none, several, cells = (sum(getattr(one, part) for one in ours) for part in ("none", "several", "cells"))
        if none:
            told.append(f"{name} has no answer in {none:,} of {cells:,} cells: no {variable} between its ends will do")
        if several:
            told.append(f"{name} is the lowest of several answers in {several:,} of {cells:,} cells")
    return tuple(told)
