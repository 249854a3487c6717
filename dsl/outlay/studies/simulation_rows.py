"""A simulation as plain rows, for CSV and for frames."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from outlay.studies.summary import NOTHING, PERCENTS

if TYPE_CHECKING:
    from outlay.studies.simulation import Drawn, DrawnSolve, Simulation
    from outlay.studies.summary import Summary


def rows(simulation: Simulation) -> list[dict[str, Any]]:
    """A row per case, output and period, then one per answer of a question; NaN where there is no figure."""
    found: list[dict[str, Any]] = []
    for name, case in simulation.cases.items():
        for drawn in case.outputs.values():
            if drawn.type == "text":
                found += _text_rows(name, drawn)
                continue
            for place, summary in enumerate(drawn.summaries):
                period = drawn.periods[place] if drawn.series else ""
                found.append(_row(name, drawn, period, summary))
        found += [_row(name, solve, "", solve.summary) for solve in case.solves.values()]
    return found


def _text_rows(scenario: str, drawn: Drawn) -> list[dict[str, Any]]:
    """A row for each text an output takes, in its last period if it is a series; its mean is the share of the draws."""
    summary = drawn.summaries[-1]
    period = drawn.periods[-1] if drawn.series else ""
    found = []
    for text, share in drawn.texts:
        blank = replace(summary, mean=share, sd=math.nan, percentiles=NOTHING, percentile_errors=NOTHING)
        named = replace(drawn, name=f"{drawn.name}: {text}")
        error = math.sqrt(share * (1 - share) / summary.count)
        found.append(_row(scenario, named, period, replace(blank, mean_error=error)))
    return found


def _row(scenario: str, drawn: Drawn | DrawnSolve, period: str, summary: Summary) -> dict[str, Any]:
    row: dict[str, Any] = {
        "scenario": scenario,
        "output": drawn.name,
        "period": period,
        "unit": drawn.unit,
        "type": drawn.type,
    }
    row |= {"mean": summary.mean, "sd": summary.sd}
    row |= {f"p{percent}": value for percent, value in zip(PERCENTS, summary.percentiles, strict=True)}
    row["mean_error"] = summary.mean_error
    row |= {f"p{percent}_error": value for percent, value in zip(PERCENTS, summary.percentile_errors, strict=True)}
    return row | {"draws": summary.count, "faulty": summary.faulty}
