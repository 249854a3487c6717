"""Figures of a simulation: a fan over time, or a histogram with percentiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError
from outlay.studies.summary import SHARES

if TYPE_CHECKING:
    from outlay.studies.simulation import Drawn, Simulation

_BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
_MARKS = (0.05, 0.5, 0.95)


def plot(simulation: Simulation, name: str | None, period: str | None, scenario: str | None) -> Any:
    """The figure of one output: of a series its fan, unless a period is named; else a histogram of its draws."""
    case = simulation.first if scenario is None else simulation.case(scenario)
    numbers = [each for each in case.outputs.values() if each.type == "number"]
    if name is None and not numbers:
        raise OutlayError("The simulation has no output that is a number, so there is nothing to draw.")
    drawn = numbers[0] if name is None else case[name]
    if drawn.type != "number":
        raise OutlayError(f"{drawn.name} is no number, so there is nothing to draw.")
    title = drawn.label or drawn.name
    said = f"{simulation.count:,} draws" + (f", scenario {case.scenario}" if case.scenario else "")
    if drawn.series and period is None:
        return _fan(drawn, title, said)
    from outlay.plots.histogram import histogram

    summary = drawn[period] if period is not None else drawn.summary
    percentiles = dict(zip(SHARES, summary.percentiles, strict=True))
    return histogram(
        simulation.values(drawn.name, period, case.scenario if scenario is not None else None),
        {share: percentiles[share] for share in _MARKS},
        title=f"{title}, {period}" if period is not None else title,
        unit=drawn.unit,
        percent=drawn.percent,
        mean=summary.mean,
        target=drawn.target[1] if drawn.target is not None else None,
        subtitle=said,
    )


def _fan(drawn: Drawn, title: str, said: str) -> Any:
    from outlay.plots.series import fan

    lines = {
        share: [summary.percentiles[place] for summary in drawn.summaries]
        for place, share in enumerate(SHARES)
        if share in _BANDS
    }
    return fan(
        drawn.periods,
        lines,
        title=title,
        unit=drawn.unit,
        percent=drawn.percent,
        mean=[summary.mean for summary in drawn.summaries],
        subtitle=said,
    )
