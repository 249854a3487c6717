"""Numbers with units on an axis: `$12k`, `35%`, `1.2M`, and the unit beside the axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from outlay.currencies import CURRENCIES, SYMBOLS
from outlay.plots.style import plain

if TYPE_CHECKING:
    from matplotlib.axis import Axis

_SIGNS = {code: sign for sign, code in SYMBOLS.items()}
_LARGE = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def short(value: float, unit: str = "", *, percent: bool = False, digits: int = 3, places: int | None = None) -> str:
    """A number in as few signs as tell it: `$1.25M`, `35%`, `0.004`; the unit beyond a currency is left to the axis.

    `places` fixes the decimals of a percentage, so that a column of them reads well.
    """
    if not math.isfinite(value):
        return "no value"
    if percent and (not unit or unit.startswith("1/")):
        return f"{_rounded(value * 100, digits)}%" if places is None else f"{value * 100:.{places}f}%"
    code = unit[:3]
    money = code in CURRENCIES and unit[3:4] in ("", "/")
    sign = _SIGNS.get(code, "") if money else ""
    size, suffix = abs(value), ""
    if size >= 1e15 or 0 < size < 1e-6:
        number = f"{size:.2g}"
    else:
        for scale, letter in _LARGE:
            if size >= scale * 0.9995 and (scale > 1e3 or size >= 10_000):
                size, suffix = size / scale, letter
                break
        number = _rounded(size, digits)
    return f"{'-' if value < 0 and number.strip('0.,') else ''}{sign}{number}{suffix}"


def _rounded(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    places = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    text = f"{round(value, places):,.{min(places, 12)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
