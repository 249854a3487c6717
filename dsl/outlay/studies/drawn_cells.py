"""A simulation in every cell of a grid: how the outputs are spread and how often checks fail, over the same draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from outlay.dependents import dependents
from outlay.diagnostics import OutlayError
from outlay.display import format_value
from outlay.draws import Draws, Sampler
from outlay.evaluation import uncertain
from outlay.studies.grid import Case, Grid, grid
from outlay.studies.spread import MOST_DRAWS, SPREAD, TOGETHER, spread
from outlay.studies.wanted import Wanted, every_check, numbers_only, single

if TYPE_CHECKING:
    from outlay.plan import Plan
    from outlay.studies.columns import Floats
    from outlay.studies.vary import Axis, Variation

MEAN = "mean"
FIGURES = (MEAN, "p5", "p95")
FAILS = "fails: "  # what the share of draws in which a check fails is called, before the check's own text
MOST_EVALUATIONS = 1_000_000_000
_MEAN_LIMIT = 0.01  # of the range from p5 to p95: what a mean may be off before more draws are advised


@dataclass(frozen=True, slots=True)
class Drawing:
    """How many draws each cell has, and how they are made."""

    count: int
    seed: int = 0
    engine: str = "auto"
    threads: int | None = None
    progress: Callable[[float], None] | None = None

    def sampler(self, plans: Sequence[Plan]) -> Sampler:
        """What all cells draw with. Raises `OutlayError` for a number of draws that cannot be."""
        if not 1 <= self.count <= MOST_DRAWS:
            raise OutlayError(f"A cell takes between 1 and {MOST_DRAWS:,} draws, not {self.count:,}.")
        return Sampler.of(*plans, seed=self.seed)


@dataclass(frozen=True, slots=True)
class DrawnCells:
    """One case of a grid. `errors`: by output, the standard error of the mean in each cell, flat like `missing`, the
    share of draws without a number."""

    axes: tuple[Axis, ...]
    values: Mapping[str, Floats]
    errors: Mapping[str, Floats]
    missing: Mapping[str, Floats]
    wanted: tuple[Wanted, ...]
    is_drawn: bool
    uncertain: tuple[str, ...]


def drawn_figures(plan: Plan, outputs: Sequence[str], at: str, judged: Container[str]) -> tuple[Wanted, ...]:
    """What there is in every cell: three figures of each output, and the share of draws in which each check fails."""
    asked, checks = _asked(plan, outputs, at, judged)
    figures = [
        replace(each, name=f"{each.name}.{figure}", label=f"{each.label or each.name}, {figure}")
        for each in asked
        for figure in FIGURES
    ]
    return (
        *figures,
        *(Wanted(FAILS + each.label, each.node, label=FAILS + each.label, percent=True) for each in checks),
    )


def judged_checks(plans: Sequence[Plan], outputs: Sequence[str], at: str) -> frozenset[str]:
    """The checks to judge in every case, by their texts.

    Those that are named; else those that hang on an output that is named, in any case; and all where nothing is named.
    """
    named, others = _named_checks(plans[0], outputs)
    if named:
        return frozenset(named)
    found: set[str] = set()
    for plan in plans:
        checks = every_check(plan)
        if others:
            asked = [each.node for each in single(plan, others, at)]
            hanging = dependents(asked, ((number, node.args) for number, node in enumerate(plan.nodes)))
            checks = tuple(each for each in checks if each.node in hanging)
        found.update(each.label for each in checks)
    return frozenset(found)


def _named_checks(plan: Plan, outputs: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is asked for, parted into texts of checks and names of anything else."""
    paths = {each.path for each in plan.quantities}
    texts = {each.label for each in every_check(plan)} - paths
    return [name for name in outputs if name in texts], [name for name in outputs if name not in texts]


def _asked(
    plan: Plan, outputs: Sequence[str], at: str, judged: Container[str]
) -> tuple[tuple[Wanted, ...], tuple[Wanted, ...]]:
    """The outputs and the checks of one case."""
    named, others = _named_checks(plan, outputs)
    checks = tuple(each for each in every_check(plan) if each.label in judged)
    if named and not others:
        return (), checks
    return numbers_only(single(plan, others, at), bool(others)), checks


def drawn_cells(
    case: Case,
    variations: Sequence[Variation],
    outputs: Sequence[str],
    at: str,
    judged: Container[str],
    drawing: Drawing,
    sampler: Sampler,
) -> DrawnCells:
    """Every cell of one case beside itself once for every draw, as many cells at a time as fit."""
    asked, checks = _asked(case.plan, outputs, at, judged)
    made = grid(case, variations, [*asked, *checks], drawn=True)
    wanted, truths = made.wanted[: len(asked)], made.wanted[len(asked) :]
    cells, is_drawn = prod(made.shape), made.program.analysis.draws
    count = drawing.count if is_drawn else 1
    if cells * count > MOST_EVALUATIONS:
        raise OutlayError(
            f"{cells:,} cells of {count:,} draws are {cells * count:,} evaluations; the most is {MOST_EVALUATIONS:,}."
        )
    flat = {f"{each.name}.{figure}": np.empty(cells) for each in wanted for figure in FIGURES}
    flat |= {FAILS + each.label: np.empty(cells) for each in truths}
    errors, missing = ({each.name: np.empty(cells) for each in wanted} for _ in range(2))
    step = max(TOGETHER // count, 1)
    for start in range(0, cells, step):
        part = slice(start, min(start + step, cells))
        for each, drawn in zip(made.wanted, _drawn(made, case, part, count, sampler, drawing), strict=True):
            if each in truths:
                flat[FAILS + each.label][part] = (drawn != 1.0).mean(axis=1)
                continue
            figures = dict(zip(SPREAD, spread(drawn), strict=True))
            for figure in FIGURES:
                flat[f"{each.name}.{figure}"][part] = figures[figure]
            without = np.isnan(drawn).mean(axis=1)
            missing[each.name][part] = without
            with np.errstate(divide="ignore", invalid="ignore"):
                errors[each.name][part] = figures["sd"] / np.sqrt(count * (1 - without))
        if drawing.progress is not None:
            drawing.progress(part.stop / cells)
    values = {name: found.reshape(made.shape) for name, found in flat.items()}
    return DrawnCells(made.axes, values, errors, missing, wanted, is_drawn, tuple(uncertain(case.plan)))


def _drawn(made: Grid, case: Case, part: slice, count: int, sampler: Sampler, drawing: Drawing) -> list[Floats]:
    """What is wanted in some cells: (cells, draws) each."""
    columns = {place: np.repeat(found[part], count) for place, found in made.columns.items()}
    rows = (part.stop - part.start) * count
    done = made.program.run(
        columns, rows, fixed=case.fixed, draws=Draws(sampler, count), engine=drawing.engine, threads=drawing.threads
    )
    return [each.of(done).reshape(-1, count) for each in made.wanted]


def drawn_remarks(made: Sequence[DrawnCells], drawing: Drawing) -> tuple[str, ...]:
    """What there is to say beside the figures, over all cases."""
    from outlay.studies.simulate import NOTHING_DRAWN, NOTHING_UNCERTAIN

    if not any(each.is_drawn for each in made):
        return (NOTHING_DRAWN if any(each.uncertain for each in made) else NOTHING_UNCERTAIN,)
    told = [f"{drawing.count:,} draws in every cell, the same in all; seed {drawing.seed}"]
    told += [*_without_number(made), *_holding(made)]
    more = _more_draws(made, drawing.count)
    return (*told, more) if more else tuple(told)


def _without_number(made: Sequence[DrawnCells]) -> list[str]:
    told: list[str] = []
    for name in made[0].missing:
        shares = np.concatenate([each.missing[name] for each in made])
        cells = int((shares > 0).sum())
        if cells:
            most = format_value(float(shares.max()), percent=True)
            told.append(
                f"{name} has no number in some draws of {cells:,} of {shares.size:,} cells, at most {most} of them; "
                "these are left out"
            )
    return told


def _holding(made: Sequence[DrawnCells]) -> list[str]:
    """Checks that hold in every draw of every cell."""
    names = [name for name in made[0].values if name.startswith(FAILS)]
    held = [name.removeprefix(FAILS) for name in names if not any(each.values[name].any() for each in made)]
    if not held:
        return []
    shown = ", ".join(f'"{text}"' for text in held[:3])
    return [f"never fails in any cell: {shown}" + (f" and {len(held) - 3} more" if len(held) > 3 else "")]


def _more_draws(made: Sequence[DrawnCells], count: int) -> str:
    """The mean that is known least well in any cell, against what is good enough to read it, or nothing."""
    worst, said = 1.0, ""
    for case in made:
        for each in case.wanted:
            low, high = (case.values[f"{each.name}.{figure}"].reshape(-1) for figure in FIGURES[1:])
            with np.errstate(divide="ignore", invalid="ignore"):
                off = np.where(high > low, case.errors[each.name] / (high - low), 0.0)
            off = np.where(np.isfinite(off), off, 0.0)
            if off.max(initial=0.0) / _MEAN_LIMIT > worst:
                worst = float(off.max()) / _MEAN_LIMIT
                said = f"the mean of {each.name} is known to {format_value(float(off.max()), percent=True, places=0)}"
    if not said:
        return ""
    size = 10 ** max(math.floor(math.log10(count * worst * worst)) - 1, 0)
    needed = math.ceil(count * worst * worst / size) * size
    return f"More draws are needed: {said} of its range in one of the cells. About {needed:,} would do."
