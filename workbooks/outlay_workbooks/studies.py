"""Studies that a workbook shows: tornados, a grid of the two inputs that matter most, a simulation.

They are worked out by `outlay.studies` when the workbook is built, as plain numbers with the seed, and kept with the
model's plans; in the workbook they do not follow the inputs, and say so. They are kept to as many digits as every
processor agrees on, so that a workbook is the same bytes wherever it is built.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError
from outlay.model import Model
from outlay.plan import Plan

if TYPE_CHECKING:
    from outlay.studies.sensitivity import Ranking

SEED = 0
DRAWS = 10_000
LONGEST = 12  # bars of a tornado
STEPS = 5  # on each side of a grid
DIGITS = 10  # of a number that is kept
_KEPT = "studies of the workbook, as of 1"  # another number when what is kept has another form


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that is studied, and how it is shown."""

    path: str
    title: str  # with what of a series it is
    unit: str
    percent: bool
    format: str | None


@dataclass(frozen=True, slots=True)
class Swing:
    """An input from its low to its high end (in words where it is no number), and the figure at both."""

    label: str
    unit: str
    percent: bool
    low: float | str
    high: float | str
    at_low: float
    at_high: float


@dataclass(frozen=True, slots=True)
class Tornado:
    title: str
    figure: Figure
    base: float
    swings: tuple[Swing, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """An input along a side of a grid, and its values."""

    label: str
    unit: str
    percent: bool
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A figure for each pair of values of two inputs, the first down and the second across."""

    figure: Figure
    down: Side
    across: Side
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a figure is spread over the draws."""

    figure: Figure
    mean: float
    percentiles: tuple[float, ...]  # 5, 25, 50, 75, 95


@dataclass(frozen=True, slots=True)
class Failure:
    """A check, and the share of draws in which it fails."""

    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Simulation:
    draws: int
    seed: int
    uncertain: tuple[str, ...]
    spreads: tuple[Spread, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Studies:
    """Everything a workbook shows of them; `missing` says why there are none where there could be."""

    tornados: tuple[Tornado, ...] = ()
    grid: Grid | None = None
    simulation: Simulation | None = None
    missing: str = ""


def studies_of(model: Model, base: Plan) -> Studies:
    """The studies of a model that draws tornados or has doubtful inputs; kept from one build to the next."""
    drawn = [chart for chart in base.charts if chart.type == "tornado"]
    doubtful = any(quantity.distribution for quantity in base.quantities)
    if not drawn and not doubtful:
        return Studies()
    from outlay import cache

    kept = cache.load_results(model.path, _KEPT, model.search)
    if kept is not None:
        with contextlib.suppress(KeyError, TypeError):  # damaged: made anew
            return _read(kept)
    try:
        made = _made(model, base, doubtful)
    except OutlayError as problem:
        return Studies(missing=str(problem))
    cache.store_results(model.path, _KEPT, model.search, asdict(made), model.compilation.dependencies)
    return made


def _made(model: Model, base: Plan, doubtful: bool) -> Studies:
    tornados: list[Tornado] = []
    first: Ranking | None = None
    for chart in base.charts:
        if chart.type != "tornado":
            continue
        found = model.sensitivity([base.quantities[number].path for number in chart.quantities])
        for ranking in found.rankings:
            first = first or ranking
            tornados.append(_tornado(chart.title, ranking))
    grid = _grid(model, first) if first is not None else None
    return Studies(tuple(tornados), grid, _simulated(model) if doubtful else None)


def _rounded(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def _figure(wanted: Any, basis: str = "") -> Figure:
    title = wanted.label or wanted.name
    basis = basis or getattr(wanted, "basis", "")
    return Figure(wanted.name, f"{title}, {basis}" if basis else title, wanted.unit, wanted.percent, wanted.format)


def _tornado(title: str, ranking: Ranking) -> Tornado:
    swings = [
        Swing(
            each.title,
            each.unit,
            each.percent,
            each.low if math.isnan(each["low"]) else _rounded(each["low"]),
            each.high if math.isnan(each["high"]) else _rounded(each["high"]),
            _rounded(each["output_low"]),
            _rounded(each["output_high"]),
        )
        for each in ranking.influences
        if each.figures.get("swing")
    ]
    return Tornado(title, _figure(ranking.output), _rounded(ranking.base), tuple(swings[:LONGEST]))


def _grid(model: Model, ranking: Ranking) -> Grid | None:
    """The figure over the two inputs that swing it most, from end to end."""
    movers = [
        each
        for each in ranking.influences
        if each.figures.get("swing") and math.isfinite(each["low"]) and math.isfinite(each["high"])
    ][:2]
    if len(movers) < 2:
        return None
    values = {
        each.path: [each["low"] + (each["high"] - each["low"]) * step / (STEPS - 1) for step in range(STEPS)]
        for each in movers
    }
    found = model.sweep(values, [ranking.output.name])
    numbers = next(iter(found.values.values()))
    down, across = (
        Side(axis.title, axis.unit, axis.percent, tuple(_rounded(float(cell)) for cell in axis.cells))
        for axis in found.axes
    )
    return Grid(
        _figure(ranking.output),
        down,
        across,
        tuple(tuple(_rounded(float(number)) for number in row) for row in numbers),
    )


def _simulated(model: Model) -> Simulation:
    found = model.simulate(DRAWS, seed=SEED, outputs=model.outputs)  # named, so that questions are not asked as well
    spreads = []
    for drawn in found.first.outputs.values():
        if drawn.type != "number":
            continue
        summary = drawn.summaries[-1]
        basis = drawn.periods[-1] if drawn.periods else ""
        five = tuple(_rounded(summary.percentile(percent)) for percent in (5, 25, 50, 75, 95))
        spreads.append(Spread(_figure(drawn, basis), _rounded(summary.mean), five))
    failures = tuple(Failure(check.name, _rounded(check.probability)) for check in found.first.checks)
    return Simulation(found.count, found.seed, tuple(found.uncertain), tuple(spreads), failures)


# ------------------------------------------------------------------------------------------------ as JSON keeps them


def _read(kept: Mapping[str, Any]) -> Studies:
    grid, simulation = kept["grid"], kept["simulation"]
    return Studies(
        tuple(
            Tornado(
                one["title"], Figure(**one["figure"]), one["base"], tuple(Swing(**swing) for swing in one["swings"])
            )
            for one in kept["tornados"]
        ),
        None
        if grid is None
        else Grid(
            Figure(**grid["figure"]),
            _side(grid["down"]),
            _side(grid["across"]),
            tuple(tuple(row) for row in grid["values"]),
        ),
        None
        if simulation is None
        else Simulation(
            simulation["draws"],
            simulation["seed"],
            tuple(simulation["uncertain"]),
            tuple(
                Spread(Figure(**one["figure"]), one["mean"], tuple(one["percentiles"])) for one in simulation["spreads"]
            ),
            tuple(Failure(**one) for one in simulation["failures"]),
        ),
        kept["missing"],
    )


def _side(kept: Mapping[str, Any]) -> Side:
    return Side(kept["label"], kept["unit"], kept["percent"], tuple(kept["values"]))
