"""What moves a number most: a bar for each input, from the result at its low end to the result at its high end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outlay.plots import axes as scales
from outlay.plots.style import BLUE, FAINT, INK, ORANGE, Drawing, figure, plain, sideways

MOST_BARS = 15


@dataclass(frozen=True, slots=True)
class Swing:
    """One input: the output at its low and high end, and both ends in words. None where there is no number."""

    name: str
    low: float | None
    high: float | None
    low_words: str = ""
    high_words: str = ""


def tornado(
    swings: Sequence[Swing],
    base: float,
    *,
    title: str,
    unit: str = "",
    percent: bool = False,
    subtitle: str = "",
) -> Drawing:
    """Bars in the order given, around a line at the base value."""
    shown = list(swings[:MOST_BARS])
    more = len(swings) - len(shown)
    made, axes = figure(title, width=9, height=max(2.4, 0.42 * len(shown) + 1.7), subtitle=subtitle)
    ends = [value for each in shown for value in (each.low, each.high) if value is not None] + [base]
    span = (max(ends) - min(ends)) or abs(base) or 1.0
    for place, each in enumerate(shown):
        sides = ((each.low, each.low_words, BLUE), (each.high, each.high_words, ORANGE))
        outward = _sides(each, base)
        for (value, words, colour), right in zip(sides, outward, strict=True):
            if value is None:
                axes.text(base, place, " no value " if right else "no value ", va="center", fontsize=8, color=FAINT,
                          ha="left" if right else "right")  # fmt: skip
                continue
            axes.barh(place, value - base, left=base, color=colour, height=0.62)
            if words:
                edge = max(value, base) if right else min(value, base)
                axes.text(
                    edge + (0.008 if right else -0.008) * span, place, plain(words, 24), va="center",
                    ha="left" if right else "right", fontsize=8, color=INK,
                )  # fmt: skip
    axes.axvline(base, color=INK, linewidth=1)
    axes.set_yticks(range(len(shown)), [plain(each.name, 42) for each in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(min(ends) - 0.22 * span, max(ends) + 0.22 * span)
    sideways(axes)
    scales.numbers(axes.xaxis, unit, percent=percent)
    axes.plot([], [], color=BLUE, linewidth=7, label="input at its low end")
    axes.plot([], [], color=ORANGE, linewidth=7, label="input at its high end")
    axes.legend(
        loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=8.5, labelcolor=INK, handlelength=0.8
    )
    if more > 0:
        axes.annotate(
            f"and {more} more that move it less", (0, 0), (0, -34), xycoords="axes fraction",
            textcoords="offset points", fontsize=8.5, color=FAINT,
        )  # fmt: skip
    return made


def _sides(each: Swing, base: float) -> tuple[bool, bool]:
    """On which side of the line each end's words stand: outside its own bar, on different sides."""
    low = base if each.low is None else each.low
    high = base if each.high is None else each.high
    if low == high:
        return (False, True)
    return (low > high, high > low)


def ranked(
    names: Sequence[str],
    bars: Sequence[tuple[str, Sequence[float]]],
    *,
    title: str,
    axis: str,
    subtitle: str = "",
) -> Drawing:
    """Bars side by side for each name: correlations from -1 to 1, shares of variance from 0 to 1."""
    shown = list(names[:MOST_BARS])
    made, axes = figure(title, width=9, height=max(2.4, 0.45 * len(shown) + 1.7), subtitle=subtitle)
    height = 0.7 / max(len(bars), 1)
    for number, ((name, values), colour) in enumerate(zip(bars, (BLUE, ORANGE, FAINT), strict=False)):
        places = [place + (number - (len(bars) - 1) / 2) * height for place in range(len(shown))]
        axes.barh(places, list(values[: len(shown)]), height=height * 0.92, color=colour, label=plain(name, 40))
        for place, value in zip(places, values, strict=False):
            axes.annotate(
                f"{value:.2f}", (value, place), (4 if value >= 0 else -4, 0), textcoords="offset points", va="center",
                ha="left" if value >= 0 else "right", fontsize=8, color=INK,
            )  # fmt: skip
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(range(len(shown)), [plain(name, 42) for name in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    low = min((min(values, default=0.0) for _, values in bars), default=0.0)
    high = max((max(values, default=0.0) for _, values in bars), default=0.0)
    axes.set_xlim(min(low * 1.18, -0.05 if low < 0 else -0.02), max(high * 1.15, 0.05))
    sideways(axes)
    axes.set_xlabel(axis)
    if len(bars) > 1:
        axes.legend(loc="lower right", frameon=False, fontsize=9, labelcolor=INK)
    return made
