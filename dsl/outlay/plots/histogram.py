"""How an uncertain number is spread: a histogram with its percentiles marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.plots import axes as scales
from outlay.plots.style import BLUE, FAINT, INK, RED, Drawing, figure, plain, remark

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

MOST_BINS = 80


def histogram(
    draws: Sequence[float] | npt.NDArray[Any],
    percentiles: Mapping[float, float],
    *,
    title: str,
    unit: str = "",
    percent: bool = False,
    mean: float | None = None,
    target: float | None = None,
    subtitle: str = "",
) -> Drawing:
    """The share of draws in each stretch of values; `percentiles` are marked, `{0.05: …, 0.5: …, 0.95: …}`.

    The far tails, beyond 0.5% of the draws on either side, where they would squeeze the rest, are cut and counted.
    """
    numbers = np.asarray(draws, float)
    numbers = numbers[np.isfinite(numbers)]
    made, axes = figure(title, subtitle=subtitle)
    if not len(numbers):
        axes.text(0.5, 0.5, "there are no numbers to show", ha="center", transform=axes.transAxes, color=FAINT)
        return made
    shown, cut = _without_tails(numbers)
    weights = np.full(len(shown), 1 / len(numbers))
    bins = len(np.histogram_bin_edges(shown, bins="fd")) - 1 if len(shown) > 1 and np.ptp(shown) else 10
    axes.hist(
        shown, bins=min(bins, MOST_BINS), weights=weights, color=BLUE, alpha=0.75, edgecolor="white", linewidth=0.4
    )
    top = axes.get_ylim()[1]
    marks = [*percentiles.items()]
    for share, value in marks:
        axes.axvline(value, color=INK, linewidth=1.6 if share == 0.5 else 1.0, linestyle="-" if share == 0.5 else "--")
    if mean is not None:
        axes.plot([mean], [0], marker="^", color=INK, markersize=8, clip_on=False, zorder=5)
    _name_marks(axes, marks, top)
    left, right = axes.get_xlim()
    if target is not None and left - (right - left) / 2 <= target <= right + (right - left) / 2:
        axes.axvline(target, color=RED, linewidth=1.6)  # one further off would squeeze the draws
    axes.set_ylim(0, top * 1.14)
    scales.numbers(axes.xaxis, unit, percent=percent)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:.3g}%")
    axes.set_ylabel("share of the draws")
    rows = [(_name(share), value) for share, value in sorted(marks)]
    rows += [("mean ▲", mean)] if mean is not None else []
    rows += [("target", target)] if target is not None else []
    _table(axes, [(name, scales.short(value, unit, percent=percent)) for name, value in rows], shown)
    remarks = [f"{cut:,} draws lie beyond the edges"] if cut else []
    if target is not None:
        remarks.append(f"{np.count_nonzero(numbers < target) / len(numbers) * 100:.3g}% lie below the target")
    if remarks:
        remark(axes, " · ".join(remarks))
    return made


def _name(share: float) -> str:
    return "median" if share == 0.5 else f"p{share * 100:.3g}"


def _table(axes: Axes, rows: Sequence[tuple[str, str]], shown: npt.NDArray[np.float64]) -> None:
    """The marked numbers on the side where fewer draws lie."""
    left, right = axes.get_xlim()
    on_right = bool(np.median(shown) < (left + right) / 2)
    widest = max(len(name) for name, _ in rows)
    text = "\n".join(plain(f"{name:<{widest}} {value:>8}") for name, value in rows)
    axes.text(
        0.985 if on_right else 0.015, 0.86, text, transform=axes.transAxes, va="top",
        ha="right" if on_right else "left", fontsize=9, family="monospace", color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 3, "alpha": 0.85},
    )  # fmt: skip


def _without_tails(numbers: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], int]:
    """The numbers without far tails, where those take more than a third of the width, and how many were left out."""
    low, high = np.quantile(numbers, [0.005, 0.995])
    if np.ptp(numbers) <= 1.5 * (high - low) or high == low:
        return numbers, 0
    kept = numbers[(numbers >= low) & (numbers <= high)]
    return kept, len(numbers) - len(kept)


def _name_marks(axes: Axes, marks: Sequence[tuple[float, float]], top: float) -> None:
    """The percentiles' names above their lines, in two rows where they are close to each other."""
    left, right = axes.get_xlim()
    last, row = -np.inf, 0
    for share, value in sorted(marks, key=lambda each: each[1]):
        row = 1 - row if value - last < (right - left) * 0.055 else 0
        last = value
        axes.text(
            value, top * (1.015 + 0.06 * row), _name(share), ha="center", va="bottom", fontsize=8.5, color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
