"""Numbers in as few signs as tell them, for axes and bars: `$1.25M`, `35%`, `0.004`."""

from __future__ import annotations

import math

from outlay.currencies import CURRENCIES, SYMBOLS

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
