"""A number over a grid of two inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.plots import axes as scales
from outlay.plots.style import FAINT, INK, Drawing, figure, plain, remark

if TYPE_CHECKING:
    import numpy.typing as npt

WRITTEN = 14  # rows and columns up to which every cell holds its number


@dataclass(frozen=True, slots=True)
class GridAxis:
    """One side of a grid: its name, and each of its values in words."""

    name: str
    values: Sequence[str]
    unit: str = ""


def heat_map(
    down: GridAxis,
    across: GridAxis,
    numbers: npt.NDArray[Any],
    *,
    title: str,
    unit: str = "",
    percent: bool = False,
    subtitle: str = "",
) -> Drawing:
    """`numbers[row, column]` as colours, and in words while there is room; a cell without a number is left blank."""
    rows, columns = numbers.shape
    made, axes = figure(
        title, width=min(max(6.0, 0.72 * columns + 3), 11), height=min(max(3.4, 0.42 * rows + 2), 7.5),
        subtitle=subtitle,
    )  # fmt: skip
    found = np.ma.masked_invalid(np.asarray(numbers, float))
    centred = bool(found.count()) and float(found.min()) < 0 < float(found.max())
    bound = float(np.abs(found).max()) if centred else 0.0
    limits = {"vmin": -bound, "vmax": bound} if centred else {}
    axes.set_facecolor("#f1f3f5")
    image = axes.imshow(found, aspect="auto", cmap="RdBu" if centred else "YlGnBu", **limits)  # type: ignore[arg-type]
    axes.grid(False)
    for which, axis, count in ((down, axes.yaxis, rows), (across, axes.xaxis, columns)):
        step = max(1, -(-count // 16))
        places = list(range(0, count, step))
        axis.set_ticks(places, [plain(which.values[place], 24) for place in places])
        axis.set_label_text(plain(which.name, 60))
    if min(columns, 16) * (max(map(len, across.values), default=0) + 2) > 100:
        for tick in axes.get_xticklabels():
            tick.set(rotation=35, horizontalalignment="right", rotation_mode="anchor")
    if rows <= WRITTEN and columns <= WRITTEN:
        _write(axes, found, image, unit, percent=percent)
    else:
        bar = made.colorbar(image, ax=axes)
        scales.numbers(bar.ax.yaxis, unit, percent=percent)
        bar.ax.tick_params(labelsize=9, length=0, colors=INK)
        bar.outline.set_visible(False)
    if rows <= WRITTEN and columns <= WRITTEN and scales.label(unit, percent=percent):
        remark(axes, f"in {unit}")
    return made


def _write(axes: Any, found: Any, image: Any, unit: str, *, percent: bool) -> None:
    """Each cell's number, dark on light and light on dark."""
    places = 1 if found.count() and np.abs(found).max() >= 0.01 else None
    for row in range(found.shape[0]):
        for column in range(found.shape[1]):
            value = found[row, column]
            if value is np.ma.masked:
                axes.text(column, row, "–", ha="center", va="center", fontsize=8, color=FAINT)
                continue
            red, green, blue, _ = image.cmap(image.norm(value))
            dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.55
            axes.text(
                column, row, plain(scales.short(float(value), unit, percent=percent, places=places)), ha="center",
                va="center", fontsize=8, color="white" if dark else INK,
            )  # fmt: skip
