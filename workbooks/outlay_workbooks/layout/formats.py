"""Number formats that fit a unit and the size of its numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from outlay.currencies import CURRENCIES, SYMBOLS

DATE = "yyyy-mm-dd"
_SIGNS = {code: sign for sign, code in SYMBOLS.items()}
_PATTERN = re.compile(r'^[^#0"\\]*(?:"[^"]*")?[#0,]*[0#](?:\.[0#]+)?\s*%?(?:"[^"]*")?[^#0"\\]*$')
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
    size = _size(values)
    if percent and (not unit or unit.startswith("1/")):
        return "0%" if size >= 10 else "0.0%" if size >= 0.01 or size == 0 else "0.000%"
    code = unit[:3]
    if code in CURRENCIES and unit[3:4] in ("", "/"):
        sign = _SIGNS.get(code)
        number = _decimals(size, money=True)
        return f'"{code} "{number}' if sign is None else f"{sign if sign == '$' else chr(34) + sign + chr(34)}{number}"
    return _decimals(size, money=False)


def _size(values: Iterable[object]) -> float:
    known = [abs(value) for value in values if isinstance(value, float) and math.isfinite(value)]
    return max(known, default=0.0)


def _decimals(size: float, *, money: bool) -> str:
    if size >= 1e15 or 0 < size < 1e-7:
        return "0.00E+00"
    if size >= 1000:
        return "#,##0"
    if size >= 1 or size == 0:
        return "#,##0.00"
    digits = 3 - math.floor(math.log10(size))
    return "0." + "0" * max(2 if money else 1, min(digits, 10))


def _authors(written: str) -> str:
    """An author's format, letters in it quoted; empty when it is none a spreadsheet knows."""
    if len(written) > 40 or not _PATTERN.match(written):
        return ""
    if all(sign in _SAFE for sign in written):
        return written
    return re.sub(r'"[^"]*"|[^#0,.%$ \-()"]+', lambda m: m[0] if m[0].startswith('"') else f'"{m[0]}"', written)
