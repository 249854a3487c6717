"""Lines over time or along a range, and the fan of an uncertain series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from outlay.plots import axes as scales
from outlay.plots.style import BLUE, INK, SERIES, Drawing, figure, legend, lighter, plain, sideways

if TYPE_CHECKING:
    Numbers = Sequence[float | None]

MOST_LINES = 8


def over_time(
    periods: Sequence[str],
    lines: Mapping[str, Numbers],
    *,
    title: str,
    unit: str = "",
    percent: bool = False,
    subtitle: str = "",
) -> Drawing:
    """Lines over the periods of a timeline, a gap where there is no number."""
    made, axes = figure(title, subtitle=subtitle)
    places = range(len(periods))
    for (name, values), colour in zip(lines.items(), _colours(len(lines)), strict=True):
        marker = "o" if len(periods) < 3 else ""
        axes.plot(places, _gaps(values), color=colour, linewidth=2, marker=marker, label=plain(name, 40))
    scales.periods(axes.xaxis, periods)
    scales.numbers(axes.yaxis, unit, percent=percent)
    axes.margins(x=0.01)
    legend(made, len(lines))
    return made


def along(
    values: Sequence[float],
    lines: Mapping[str, Numbers],
    *,
    title: str,
    axis: str,
    axis_unit: str = "",
    axis_percent: bool = False,
    unit: str = "",
    percent: bool = False,
    log: bool = False,
    subtitle: str = "",
) -> Drawing:
    """Lines along the values of one input."""
    made, axes = figure(title, subtitle=subtitle)
    for (name, numbers), colour in zip(lines.items(), _colours(len(lines)), strict=True):
        marker = "o" if len(values) <= 30 else ""
        axes.plot(values, _gaps(numbers), color=colour, linewidth=2, marker=marker, markersize=4, label=plain(name, 40))
    if log:
        axes.set_xscale("log")
    scales.numbers(axes.xaxis, axis_unit, percent=axis_percent, name=axis, log=log)
    scales.numbers(axes.yaxis, unit, percent=percent)
    legend(made, len(lines))
    return made


def bars(
    names: Sequence[str], values: Numbers, *, title: str, unit: str = "", percent: bool = False, subtitle: str = ""
) -> Drawing:
    """A bar for each of some names, with its number."""
    made, axes = figure(title, height=max(2.2, 0.42 * len(names) + 1.4), subtitle=subtitle)
    places = range(len(names))
    heights = [0.0 if value is None or value != value else value for value in values]
    axes.barh(places, heights, color=BLUE, height=0.62)
    span = max(map(abs, heights), default=1.0) or 1.0
    for place, value in enumerate(values):
        shown = scales.short(value, unit, percent=percent) if value is not None else "no value"
        beyond = -0.01 if heights[place] < 0 else 0.01
        axes.text(
            heights[place] + beyond * span, place, plain(shown), va="center", ha="right" if beyond < 0 else "left",
            fontsize=9, color=INK,
        )  # fmt: skip
    axes.set_yticks(places, [plain(name, 40) for name in names])
    axes.invert_yaxis()
    sideways(axes)
    axes.margins(x=0.12)
    scales.numbers(axes.xaxis, unit, percent=percent)
    return made


def fan(
    periods: Sequence[str],
    quantiles: Mapping[float, Sequence[float]],
    *,
    title: str,
    unit: str = "",
    percent: bool = False,
    mean: Sequence[float] | None = None,
    subtitle: str = "",
) -> Drawing:
    """The quantiles of an uncertain series over time as bands around its median: `{0.05: …, 0.5: …, 0.95: …}`."""
    made, axes = figure(title, subtitle=subtitle)
    places = list(range(len(periods)))
    shares = sorted(quantiles)
    pairs = [(share, 1 - share) for share in shares if share < 0.5]
    for number, (low, high) in enumerate(pairs):
        upper = shares[int(np.abs(np.asarray(shares) - high).argmin())]
        colour = lighter(BLUE, 0.8 - 0.35 * number / max(len(pairs) - 1, 1))
        label = f"{_share(upper - low)} of the draws"
        axes.fill_between(places, quantiles[low], quantiles[upper], color=colour, linewidth=0, label=label)
    if 0.5 in quantiles:
        axes.plot(places, quantiles[0.5], color=BLUE, linewidth=2.2, label="median")
    if mean is not None:
        axes.plot(places, mean, color=INK, linewidth=1.3, linestyle="--", label="mean")
    scales.periods(axes.xaxis, periods)
    scales.numbers(axes.yaxis, unit, percent=percent)
    axes.margins(x=0.01)
    legend(made, len(pairs) + 2)
    return made


def _share(value: float) -> str:
    return f"{value * 100:.4g}%"


def _gaps(values: Numbers) -> list[float]:
    return [float("nan") if value is None else float(value) for value in values]


def _colours(count: int) -> list[str]:
    return [SERIES[number % len(SERIES)] for number in range(count)]
