"""Figures of sweeps and sensitivities: which kind suits what was asked, filled with its numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.diagnostics import OutlayError
from outlay.studies.drawn_cells import FIGURES, MEAN

if TYPE_CHECKING:
    from outlay.studies.sensitivity import Ranking, Sensitivity
    from outlay.studies.sweep import Sweep
    from outlay.studies.vary import Axis
    from outlay.studies.wanted import Wanted

_MOST_LINES = 8


def of_sweep(found: Sweep, output: Wanted) -> Any:
    """Lines along one input, with one line per scenario or per value of a short second side; else a heat map."""
    if output.type not in ("number", "truth"):
        raise OutlayError(f"{output.name} is no number, so there is nothing to draw.")
    numbers = np.asarray(found.values[output.name], float)
    sides = found.axes
    if len(sides) > 2:
        raise OutlayError(f"A figure shows two sides of a grid, and this one has {len(sides)}.")
    if len(sides) == 1:
        name, _, figure = output.name.rpartition(".")
        if found.draws and figure == MEAN and sides[0].number:
            lines = {each: np.asarray(found.values[f"{name}.{each}"], float) for each in FIGURES}
            return _along(found, replace(output, label=output.label.removesuffix(f", {MEAN}")), sides[0], lines)
        return _along(found, output, sides[0], {output.name: numbers})
    down, across = sides
    if down.path.startswith("scenario") and not down.number and across.number and len(down) <= _MOST_LINES:
        return _along(found, output, across, dict(zip(down.words, numbers, strict=True)))
    from outlay.plots import heat

    return heat.heat_map(
        _side(down), _side(across), numbers, title=output.title, unit=output.unit, percent=output.percent,
        subtitle=_subtitle(found),
    )  # fmt: skip


def _along(found: Sweep, output: Wanted, side: Axis, lines: dict[str, Any]) -> Any:
    from outlay.plots import series

    if not side.number:
        values = next(iter(lines.values())).tolist()
        return series.bars(
            side.words, values, title=output.title, unit=output.unit, percent=output.percent,
            subtitle=_subtitle(found),
        )  # fmt: skip
    return series.along(
        side.numbers, {name: values.tolist() for name, values in lines.items()}, title=output.title, axis=side.title,
        axis_unit=side.unit, axis_percent=side.percent, unit=output.unit, percent=output.percent, log=side.log,
        subtitle=_subtitle(found),
    )  # fmt: skip


def _side(side: Axis) -> Any:
    from outlay.plots import axes, heat

    if not side.number:
        return heat.GridAxis(side.title, side.words)
    words = [axes.short(each, side.unit, percent=side.percent) for each in side.numbers]
    unit = "" if side.percent and not side.unit else side.unit
    return heat.GridAxis(f"{side.title}, {unit}" if unit else side.title, words)


def _subtitle(found: Sweep) -> str:
    parts = [f"{path} = {text}" for path, text in found.given]
    if found.draws:
        parts.append(f"{found.draws:,} draws")
    if found.uncertain:
        parts.append(f"uncertain inputs at their {found.point}s")
    return " · ".join(parts)


def of_sensitivity(found: Sensitivity, ranking: Ranking) -> Any:
    """A tornado of swings, or bars of correlations or of shares of the variance; what changes nothing is left out."""
    from outlay.plots import tornado

    output = ranking.output
    moving = [each for each in ranking.influences if each.path not in ranking.idle]
    if found.method == "rank":
        moving = [each for each in moving if each.figures["correlation"] is not None]
        if ranking.influences and all(each.figures["correlation"] is None for each in ranking.influences):
            raise OutlayError(f"Too few draws of {output.name} have a number for any correlation to be drawn.")
    names = [each.title for each in moving]
    scenario = f"scenario {found.scenario}" if found.scenario else ""
    if found.method == "tornado":
        if ranking.base != ranking.base:
            raise OutlayError(f"{output.name} has no number to begin with, so no tornado stands around it.")
        swings = [
            tornado.Swing(
                each.title, each.figures["output_low"], each.figures["output_high"], each.low, each.high
            )
            for each in moving
        ]  # fmt: skip
        subtitle = " · ".join(part for part in (scenario, "one input at a time") if part)
        return tornado.tornado(
            swings, ranking.base, title=output.title, unit=output.unit, percent=output.percent, subtitle=subtitle
        )
    subtitle = " · ".join(part for part in (scenario, f"{found.draws:,} draws") if part)
    if found.method == "rank":
        bars = [("rank correlation", [each["correlation"] for each in moving])]
        return tornado.ranked(names, bars, title=output.title, axis="rank correlation", subtitle=subtitle)
    bars = [
        ("on its own (first order)", [each["first"] for each in moving]),
        ("with all others (total)", [each["total"] for each in moving]),
    ]
    return tornado.ranked(names, bars, title=output.title, axis="share of the variance", subtitle=subtitle)
