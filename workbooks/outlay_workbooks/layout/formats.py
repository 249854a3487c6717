"""Number formats that fit a unit and the size of its numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from outlay.currencies import CURRENCIES, SYMBOLS

DATE = "yyyy-mm-dd"
_SIGNS = {code: sign for sign, code in SYMBOLS.items()}
_PATTERN = re.compile(r'^[^#0"\\]*(?:"[^"]*")?[#0,]*[0#](?:\.[0#]+)?\s*%?(?:"[^"]*")?[^#0"\\]*$')
_ALONE = 8  # numbers of one kind, at most, that are not a row of periods
_SAFE = set("#0,.%$€£ -()")


def number_format(
    unit: str,
    *,
    type_: str = "number",
    percent: bool = False,
    written: str | None = None,
    values: Iterable[object] = (),
) -> str:
    """The format of a number in a unit; `written` is the author's own, `values` say how many decimals count."""
    if type_ == "date":
        return DATE
    if type_ != "number":
        return "General"
    if written is not None:
        own = _authors(written)
        if own:
            return own
    values = _finite(values)
    size = max(values, default=0.0)
    if percent and (not unit or unit.startswith("1/")):
        return "0%" if size >= 10 else "0.0%" if size >= 0.01 or size == 0 else "0.000%"
    code = unit[:3]
    if code in CURRENCIES and unit[3:4] in ("", "/"):
        sign = _SIGNS.get(code)
        number = _decimals(values, size, money=True)
        return f'"{code} "{number}' if sign is None else f"{sign if sign == '$' else chr(34) + sign + chr(34)}{number}"
    return _decimals(values, size, money=False)


def _finite(values: Iterable[object]) -> list[float]:
    """Sizes of what can be shown as a number."""
    return [abs(value) for value in values if isinstance(value, float) and math.isfinite(value)]


def _decimals(values: list[float], size: float, *, money: bool) -> str:
    if size >= 1e15 or (0 < size < 1e-7 and min(values) > 0):  # beside zeros it is what arithmetic left over
        return "0.00E+00"
    if size >= 1000:
        return "#,##0"
    if size >= 1 or size < 1e-7:
        return "#,##0.00"
    most = max(2 if money else 1, min(3 - math.floor(math.log10(size)), 10))
    if len(values) > _ALONE:  # figures side by side have their points in one line
        return "0." + "0" * most
    least = max(2 if money else 1, *(_needed(value) for value in values))
    return "0." + "0" * min(least, most) + "#" * (most - least)


def _needed(value: float) -> int:
    """Decimals of a number of four figures, without zeros at its end."""
    if value == 0:
        return 0
    return len(f"{value:.{max(0, 3 - math.floor(math.log10(value)))}f}".rstrip("0").partition(".")[2])


def _authors(written: str) -> str:
    """An author's format, letters in it quoted; empty when it is none a spreadsheet knows."""
    if len(written) > 40 or not _PATTERN.match(written):
        return ""
    if all(sign in _SAFE for sign in written):
        return written
    return re.sub(r'"[^"]*"|[^#0,.%$ \-()"]+', lambda m: m[0] if m[0].startswith('"') else f'"{m[0]}"', written)
