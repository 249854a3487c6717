"""Numbers with units on an axis: `$12k`, `35%`, `1.2M`, and the unit beside the axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from outlay.display_short import short as short
from outlay.plots.style import plain

if TYPE_CHECKING:
    from matplotlib.axis import Axis


def label(unit: str, *, percent: bool = False, name: str = "") -> str:
    """What stands beside an axis: a name, a unit, or both."""
    shown = "" if percent and not unit else unit
    if name and shown:
        return plain(f"{name}, {shown}")
    return plain(name or shown)


def numbers(axis: Axis, unit: str, *, percent: bool = False, name: str = "", log: bool = False) -> None:
    """Makes an axis show numbers of a unit."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: plain(short(value, unit, percent=percent))))
    axis.set_minor_formatter(NullFormatter())
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)) if log else MaxNLocator(7))
    axis.set_label_text(label(unit, percent=percent, name=name))


def periods(axis: Axis, labels: Sequence[str]) -> None:
    """Makes an axis show periods: as many labels as have room, a year's first period before others."""
    count = len(labels)
    step = next((each for each in (1, 2, 3, 6, 12, 24, 60, 120) if count / each <= 12), 240)
    places = list(range(0, count, step))
    axis.set_ticks(places, [labels[place] for place in places])
