"""Numbers as people read them: `$12,345.67/month`, `75.3%`, `40,000 user/month`, `1.23e+21 FLOP`. Text only."""

from __future__ import annotations

import math
import re
from datetime import date

from outlay.currencies import CURRENCIES, SYMBOLS

NO_VALUE = "no value"

_SIGNS = {code: sign for sign, code in SYMBOLS.items()}
_LARGE = 1e15  # beyond this powers of ten are easier to read than groups of three
_CENTS = 1e6  # money below this is shown with its cents
_TINY = 1e-4
_TINY_MONEY = 1e-7  # prices of single tokens are still written out
_DIGITS = 4
_PATTERN = re.compile(
    r"(?P<before>[^#0]*?)(?P<digits>[#0](?:[#,0]*[#0])?)(?P<decimals>\.[0#]+)?(?P<after>[^#0]*)\Z", re.DOTALL
)

Shown = float | bool | str | None


def show_value(
    value: Shown | tuple[Shown, ...] | list[Shown],
    unit: str = "",
    *,
    percent: bool = False,
    format: str | None = None,  # noqa: A002 - the attribute's name in the language
    type: str = "number",  # noqa: A002 - the plan's word for it
) -> str:
    """Any result in words: a number with its unit, a truth, a text, a date, or several of them.

    `format` is an author's number format (`0.0%`, `#,##0`); where it cannot be read the usual form stands.
    """
    if isinstance(value, (tuple, list)):
        return ", ".join(show_value(item, unit, percent=percent, format=format, type=type) for item in value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return NO_VALUE
    if isinstance(value, str):
        return value
    if unit == "%":  # a plan's word for a ratio that is written in %
        unit, percent = "", True
    if type == "truth" or isinstance(value, bool):
        return "yes" if value else "no"
    if type == "date":
        return format_date(value)
    shaped = _shaped(value, format, unit) if format else None
    return shaped if shaped is not None else format_value(value, unit, percent=percent)


def format_value(value: float, unit: str = "", *, percent: bool = False, places: int | None = None) -> str:
    """A number with its unit. `places` fixes the decimals; otherwise as many are shown as tell something."""
    if not math.isfinite(value):
        return NO_VALUE
    if percent and (not unit or unit.startswith("1/")):
        return _percent(value, places) + unit[1:]
    money, rest = _money(unit)
    if money:
        return _with_money(value, money, places) + rest
    number = _number(value) if places is None else _fixed(value, places)
    if unit.startswith("1/"):
        return number + unit[1:]
    return f"{number} {unit}" if unit else number


def format_date(ordinal: float) -> str:
    """A date from its proleptic ordinal, as plans hold it."""
    if not math.isfinite(ordinal) or not 1 <= ordinal <= date.max.toordinal():
        return NO_VALUE
    return date.fromordinal(int(ordinal)).isoformat()


def _money(unit: str) -> tuple[str, str]:
    """The currency that leads a unit and what follows it, if that is nothing or a denominator."""
    code = unit[:3]
    return (code, unit[3:]) if code in CURRENCIES and unit[3:4] in ("", "/") else ("", unit)


def _with_money(value: float, code: str, places: int | None) -> str:
    number = _amount(abs(value)) if places is None else _fixed(abs(value), places)
    sign = "-" if value < 0 and any(digit in "123456789" for digit in number) else ""
    return f"{sign}{_SIGNS[code]}{number}" if code in _SIGNS else f"{sign}{number} {code}"


def _amount(value: float) -> str:
    """Money: cents while they count, and four figures of what is smaller than one."""
    if value == 0:
        return "0.00"
    value = _rounded(value, _DIGITS) if value < 1 else value
    if value >= _LARGE or value < _TINY_MONEY:
        return _scientific(value)
    if value >= 1:
        return _fixed(value, 2 if round(value, 2) < _CENTS else 0)
    whole, _, decimals = _written_out(value).partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def _number(value: float) -> str:
    """A plain number: grouped, without decimals that say nothing."""
    size = abs(value)
    if size == 0:
        return "0"
    value = _rounded(value, 12)  # 167,999.99999999997 is 168,000
    if size >= _LARGE or size < _TINY:
        return _scientific(value)
    if value == int(value):
        return _fixed(value, 0)
    if size >= 1000:
        return _trimmed(_fixed(value, 0 if size >= _CENTS else 2 if size < 10_000 else 1))
    return _trimmed(_written_out(_rounded(value, _DIGITS + 1 if size >= 1 else _DIGITS)))


def _percent(value: float, places: int | None) -> str:
    hundredfold = _rounded(value * 100, 12)
    if places is None:
        size = abs(hundredfold)
        if size >= _LARGE or 0 < size < _TINY:
            return _scientific(hundredfold) + "%"
        if size < 1:
            return _trimmed(_written_out(_rounded(hundredfold, 3))) + "%"
        places = 0 if size >= 1000 or hundredfold == int(hundredfold) else 2 if size < 10 else 1
        return _trimmed(_fixed(hundredfold, places)) + "%"
    return _fixed(hundredfold, places) + "%"


def _rounded(value: float, digits: int) -> float:
    """`value` to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def _fixed(value: float, places: int) -> str:
    """Grouped digits with so many decimals; never a negative nothing."""
    text = f"{value:,.{min(max(places, 0), 20)}f}"
    return text[1:] if text.startswith("-") and not any(digit in "123456789" for digit in text) else text


def _written_out(value: float) -> str:
    """All digits of a float's shortest form, without an exponent."""
    text = repr(value)
    if "e" not in text:
        return text
    digits, _, exponent = text.partition("e")
    decimals = len(digits.partition(".")[2]) - int(exponent)
    return f"{value:.{max(decimals, 0)}f}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(value: float) -> str:
    digits, _, exponent = f"{value:.{_DIGITS - 1}e}".partition("e")
    return f"{_trimmed(digits)}e{exponent}"


def _shaped(value: float, pattern: str, unit: str) -> str | None:
    """A number in a spreadsheet's format, with its unit unless the format brings a sign of its own."""
    found = _PATTERN.match(pattern) if len(pattern) <= 40 else None
    if found is None:
        return None
    percent = "%" in found["after"]
    decimals = found["decimals"] or "."
    number = value * 100 if percent else value
    if abs(number) >= _LARGE:
        return None
    text = _fixed(number, len(decimals) - 1)
    optional = len(decimals) - len(decimals.rstrip("#"))
    for _ in range(optional):
        text = text.removesuffix("0")
    text = text.removesuffix(".")
    text = text if "," in found["digits"] else text.replace(",", "")
    before, after = found["before"].replace('"', ""), found["after"].replace('"', "")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    shown = f"{sign}{before}{text}{after}"
    money, rest = _money(unit)
    if percent or before.strip() or after.strip():
        return shown + (rest if money else unit[1:] if unit.startswith("1/") else "")
    if money:
        return f"{sign}{_SIGNS[money]}{text}{rest}" if money in _SIGNS else f"{shown} {money}{rest}"
    return shown + (unit[1:] if unit.startswith("1/") else f" {unit}" if unit else "")
