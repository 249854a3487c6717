"""A model under many draws of its uncertain inputs: how many are needed, and what to say beside the figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from outlay.diagnostics import Diagnostic, OutlayError
from outlay.display import format_value
from outlay.draws import METHODS, REPLICATES, Sampler
from outlay.evaluation import uncertain
from outlay.studies.drawing import BUDGET, Runner, Setup
from outlay.studies.simulation import BASE, Case, Drawn, Simulation
from outlay.studies.summary import PERCENTS, Summary

if TYPE_CHECKING:
    import numpy.typing as npt
    from numpy import float64

DRAWS = 10_000
MOST_DRAWS = 100_000_000
MOST_FOR_TARGET = 10_000_000  # a target may ask for more than anyone would wait for
# What a mean and a percentile may be off, as a share of the range from p5 to p95, before more draws are advised.
_MEAN_LIMIT, _PERCENTILE_LIMIT = 0.01, 0.02
_NEAR_ZERO = 0.1  # of its standard deviation: what makes a mean small beside its own error

NOTHING_UNCERTAIN = (
    "This model has no uncertain inputs, so nothing was drawn: every run gives these figures. "
    "An uncertain input is written as `a to b`, its 90% interval."
)
NOTHING_DRAWN = "Nothing here depends on an uncertain input, so nothing was drawn."


def simulate(
    setups: Sequence[Setup],
    *,
    model: str = "",
    outputs: Sequence[str] = (),
    draws: int = DRAWS,
    seed: int = 0,
    method: str = "random",
    target_error: float | None = None,
    most_draws: int | None = None,
    engine: str = "auto",
    threads: int | None = None,
    budget: int = BUDGET,
    overrides: Sequence[tuple[str, str]] = (),
    diagnostics: Sequence[Diagnostic] = (),
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Draw every uncertain input many times and summarise what comes out, case by case, with the same draws in each.

    `outputs` are names of outputs or anything else a batch may ask for, by default all outputs. `target_error` draws
    on until the standard error of every output's mean is at most that share of the mean, or `most_draws` is reached.
    `progress` is called with the share of the work that is done. Raises `OutlayError` for numbers that cannot be.
    """
    _judge(draws, method, target_error, most_draws)
    plans = [setup.plan for setup in setups]
    doubtful = tuple(dict.fromkeys(name for plan in plans for name in uncertain(plan)))
    sampler = Sampler.of(*plans, seed=seed, method=method)
    runners = [Runner(s, outputs, sampler, engine=engine, threads=threads, budget=budget) for s in setups]
    drawn = any(each.drawn for each in runners)
    most = max(draws, MOST_FOR_TARGET if most_draws is None else most_draws)
    replicates = REPLICATES if method == "sobol" else 1
    count = _whole(draws, method) if drawn else 1
    while True:
        cases = _cases(runners, count, replicates, progress)
        if target_error is None or not drawn:
            break
        worst = max((each.relative_error for _, _, each in _numbers(cases)), default=0.0)
        if worst <= target_error or count >= most:
            break
        count = min(_whole(_next(count, worst / target_error), method), max(most, count))
    notes = _notes(cases, count, draws, method) if drawn else [NOTHING_DRAWN if doubtful else NOTHING_UNCERTAIN]
    if target_error is not None and drawn:
        notes.append(_on_target(cases, count, target_error))

    def again(scenario: str, name: str) -> npt.NDArray[float64]:
        return next(each for each in runners if each.setup.scenario == scenario).values(name, count)

    return Simulation(
        model=model or plans[0].name,
        title=plans[0].title,
        count=count,
        seed=seed,
        method=method,
        cases={case.scenario or BASE: case for case in cases},
        uncertain=doubtful,
        notes=tuple(notes),
        overrides=tuple(overrides),
        diagnostics=tuple(diagnostics),
        target_error=target_error,
        _again=again,
    )


def _judge(draws: int, method: str, target_error: float | None, most_draws: int | None) -> None:
    if method not in METHODS:
        raise OutlayError(f'Draws are "random" or "sobol", not "{method}".')
    for number in (draws, most_draws):
        if number is not None and not 1 <= number <= MOST_DRAWS:
            raise OutlayError(f"A simulation takes between 1 and {MOST_DRAWS:,} draws, not {number:,}.")
    if target_error is not None and not 0 < target_error < math.inf:
        raise OutlayError(f"A target for the error is a share of the mean such as 1%, not {target_error:g}.")


def _whole(count: int, method: str) -> int:
    """Sobol sequences fill their space evenly at powers of two."""
    if method != "sobol":
        return count
    return max(1 << max(count - 1, 1).bit_length(), REPLICATES)


def _next(count: int, excess: float) -> int:
    """How many draws should bring an error down by `excess`: it falls with the root of their number."""
    return math.ceil(count * min(1.1 * excess * excess, 100.0)) + 1


def _cases(
    runners: Sequence[Runner], count: int, replicates: int, progress: Callable[[float], None] | None
) -> list[Case]:
    whole = sum(len(each.passes(count)) for each in runners) * count
    done = 0

    def meter(rows: int) -> None:
        nonlocal done
        done += rows
        if progress is not None:
            progress(done / whole)

    return [each.case(count, replicates, meter) for each in runners]


def _numbers(cases: Iterable[Case]) -> Iterable[tuple[Drawn, str, Summary]]:
    """Every summary of a number, with what it is and its period."""
    for case in cases:
        for drawn in case.outputs.values():
            if drawn.type == "number":
                for place, summary in enumerate(drawn.summaries):
                    yield drawn, drawn.periods[place] if drawn.series else "", summary


# ---------------------------------------------------------------------------------------------------- in plain words


def _notes(cases: Sequence[Case], count: int, asked: int, method: str) -> list[str]:
    notes: list[str] = []
    if count != asked and method == "sobol":
        notes.append(f"Sobol sequences are even at powers of two: {count:,} draws were made.")
    more = _more_draws(cases, count)
    return [*notes, more] if more else notes


def _more_draws(cases: Sequence[Case], count: int) -> str:
    """The figure that is known least well, against what is good enough to read it, or nothing."""
    worst, said = 1.0, ""
    for drawn, period, summary in _numbers(cases):
        if not summary.width > 0:
            continue
        errors = [("mean", summary.mean_error, _MEAN_LIMIT)]
        errors += [
            (f"p{percent}" if percent != 50 else "median", error, _PERCENTILE_LIMIT)
            for percent, error in zip(PERCENTS, summary.percentile_errors, strict=True)
            if not summary.stepped
        ]
        for figure, error, limit in errors:
            off = error / summary.width
            if off / limit > worst:
                worst = off / limit
                name = f"{drawn.name} in {period}" if period else drawn.name
                two = float(f"{error:.1e}")  # figures: an error is not known better
                size = format_value(two, drawn.unit, percent=drawn.percent, places=0 if two >= 100 else None)
                part = format_value(off, percent=True, places=0)
                said = f"the {figure} of {name} is known to ±{size}, {part} of its range"
    if not said:
        return ""
    return f"More draws are needed: {said}. About {_rounded(count * worst * worst):,} would do."


def _rounded(number: float) -> int:
    """Two figures, upwards."""
    size: int = 10 ** max(math.floor(math.log10(number)) - 1, 0)
    return math.ceil(number / size) * size


def _on_target(cases: Sequence[Case], count: int, target: float) -> str:
    found = [(summary.relative_error, drawn, period, summary) for drawn, period, summary in _numbers(cases)]
    if not found:
        return "There is no output whose error could be judged."
    worst, drawn, period, summary = max(found, key=lambda each: each[0])
    name = f"{drawn.name} in {period}" if period else drawn.name
    shown = format_value(target, percent=True)
    if worst <= target:
        return f"After {count:,} draws the standard error of every mean is within {shown} of it."
    told = "of a mean of 0" if math.isinf(worst) else format_value(worst, percent=True)
    near = ", whose mean is close to 0," if abs(summary.mean) < _NEAR_ZERO * summary.sd else ""
    needed = "" if math.isinf(worst) else f" About {_rounded(count * (worst / target) ** 2):,} draws would reach it."
    return f"The target of {shown} was not reached in {count:,} draws: the error of {name}{near} is {told}.{needed}"
