"""Functions of spreadsheets and programming languages that are called otherwise here, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from outlay.foreign_forms import parts_of

MODULES = frozenset(("math", "np", "numpy", "Math", "statistics"))
_MOST_DECIMALS = 12
_SIMPLE = re.compile(r"[\w.$€£%]+|\([^()]*\)|\w+\([^()]*\)")
_DATE = re.compile(r"((?:19|20|21)\d\d)\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Meant:
    """What is said of a call, and the text that takes the call's place; None where no text can."""

    message: str
    fix: str | None = None


def foreign_call(name: str, call: str) -> Meant | None:
    """What a call of a function this language does not have comes to here; `call` is its whole text."""
    maker = _CALLS.get(name.upper())
    if maker is None:
        return None
    opener = call.find("(")
    parts, stop = parts_of(call, opener) if opener >= 0 else ([], 0)
    if stop != len(call) or not all(parts):
        parts = []
    return maker(parts)


def _renamed(name: str, most: int, least: int = 1) -> Callable[[list[str]], Meant]:
    def made(parts: list[str]) -> Meant:
        fits = least <= len(parts) <= most
        return Meant(f"the function is called `{name}` here", f"{name}({', '.join(parts)})" if fits else None)

    return made


def _power(parts: list[str]) -> Meant:
    sides = [part if _SIMPLE.fullmatch(part) else f"({part})" for part in parts]
    return Meant("a power is written with `^`", f"({' ^ '.join(sides)})" if len(parts) == 2 else None)


def _decimals(name: str) -> Callable[[list[str]], Meant]:
    """`ROUNDUP(x, 2)`: decimals become a step."""

    def made(parts: list[str]) -> Meant:
        message = f"`{name}` takes a step, such as `0.01` for two decimals"
        if len(parts) == 1 or (len(parts) == 2 and parts[1] == "0"):
            return Meant(message, f"{name}({parts[0]})")
        if len(parts) != 2 or re.fullmatch(r"-?\d{1,2}", parts[1]) is None or abs(int(parts[1])) > _MOST_DECIMALS:
            return Meant(message)
        places = int(parts[1])
        step = f"0.{'0' * (places - 1)}1" if places > 0 else f"1{'0' * -places}"
        return Meant(message, f"{name}({parts[0]}, {step})")

    return made


def _logarithm(parts: list[str]) -> Meant:
    written = f"log({parts[0]}, {parts[1] if len(parts) == 2 else '10'})" if 1 <= len(parts) <= 2 else None
    return Meant("`LOG` is to the base 10 in spreadsheets, and `log(x)` natural here", written)


def _date(parts: list[str]) -> Meant:
    found = _DATE.fullmatch(", ".join(parts))
    written = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else None
    return Meant("a date is written out, such as `2026-01-31`", written)


def _nothing(message: str) -> Callable[[list[str]], Meant]:
    return lambda _: Meant(message)


_LOOK_UP = _nothing(
    'a row of a table is chosen by its name, as in `gpus["H100"].memory`, or by a condition, as in '
    "`best(gpus, by price, where memory >= need)`"
)
_BY_CONDITION = _nothing("rows of a table that meet a condition are counted by `count(table, where condition)`")
_TODAY = _nothing("a model says the same on every day: its date is stated by `as_of 2026-01-31`")
_TEXTS = _nothing("texts are not made or cut: a model reckons with numbers, and its labels are written out")
_CALLS: dict[str, Callable[[list[str]], Meant]] = {
    "AVERAGE": _renamed("mean", 99),
    "AVG": _renamed("mean", 99),
    "POWER": _power,
    "POW": _power,
    "INT": _renamed("floor", 1),
    "TRUNC": _renamed("floor", 1),
    "CEILING": _renamed("ceil", 2),
    "ROUND": _decimals("round"),
    "ROUNDUP": _decimals("ceil"),
    "ROUNDDOWN": _decimals("floor"),
    "MROUND": _renamed("round", 2, 2),
    "LOG": _logarithm,
    "FABS": _renamed("abs", 1),
    "LEN": _nothing("what a table holds is counted by `count(table, where condition)`"),
    "DATE": _date,
    "TODAY": _TODAY,
    "NOW": _TODAY,
    "IFERROR": _nothing(
        "a number that cannot be is shown as such, and never replaced: ask before dividing, as in "
        "`if users > 0 then cost / users else 0`"
    ),
    "SUMPRODUCT": _nothing("series and numbers are multiplied by `*`, and `sum` adds them up: `sum(a * b)`"),
    **dict.fromkeys(("VLOOKUP", "HLOOKUP", "XLOOKUP", "LOOKUP", "INDEX", "MATCH"), _LOOK_UP),
    **dict.fromkeys(("SUMIF", "SUMIFS", "COUNTIF", "COUNTIFS", "AVERAGEIF"), _BY_CONDITION),
    **dict.fromkeys(("CONCAT", "CONCATENATE", "TEXT", "LEFT", "RIGHT", "STR"), _TEXTS),
}
