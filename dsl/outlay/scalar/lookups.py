"""Choosing among the rows of tables of constants, and among the items of a plan."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from outlay.plan import Table
from outlay.scalar.arithmetic import NAN

NEWEST = float(datetime.date.max.toordinal())  # the date that stands for the newest row

Family = tuple[tuple[int, int | None, int], ...]


def cell(column: Sequence[Any], row: float) -> Any:
    """A cell of a column; a fault stays one, and so does a row that is none."""
    if row != row or not 0 <= row < len(column):
        return NAN
    return column[int(row)]


def column_of(table: Table, name: str) -> tuple[Any, ...]:
    """A column as floats, truths and texts; an empty cell is a fault."""
    return tuple(
        NAN
        if value is None
        else float(value)
        if isinstance(value, int | float) and value is not True and value is not False
        else value
        for value in table.columns[name]
    )


def row_at(families: Sequence[Family], family: float, day: float) -> float:
    """The row of a dated family in force on a day. Periods of force are sorted and do not overlap."""
    if family != family or day != day or not 0 <= family < len(families):
        return NAN
    rows = families[int(family)]
    if not rows:
        return NAN
    if day >= NEWEST:
        return rows[-1][2]
    at = bisect_right(rows, day, key=_first_day) - 1
    if at < 0:
        return NAN
    until = rows[at][1]
    return NAN if until is not None and day > until else rows[at][2]


def _first_day(row: tuple[int, int | None, int]) -> int:
    return row[0]


def _held(pairs: Sequence[Any]) -> list[tuple[float, int]] | None:
    """Keys and numbers of the pairs that hold; None when one of those, or whether it holds, is a fault."""
    found: list[tuple[float, int]] = []
    for at in range(0, len(pairs), 2):
        key, truth = pairs[at], pairs[at + 1]
        if truth != truth:
            return None
        if truth:
            if key != key:
                return None
            found.append((key, at // 2))
    return found


def best(*pairs: Any) -> float:
    """Number of the pair with the least key among those that hold, the first of equals."""
    held = _held(pairs)
    return float(min(held)[1]) if held else NAN


def median(*pairs: Any) -> float:
    held = _held(pairs)
    if not held:
        return NAN
    held.sort()
    middle = len(held) // 2
    return held[middle][0] if len(held) % 2 else (held[middle - 1][0] + held[middle][0]) / 2


def count(*pairs: Any) -> float:
    truths = pairs[1::2]
    return NAN if any(truth != truth for truth in truths) else float(sum(1 for truth in truths if truth))


_NOT_IN_NAMES = re.compile(r"[\W_]+")


def normalised(name: str) -> str:
    """A name as look-ups compare it: lower case, letters and digits only."""
    return _NOT_IN_NAMES.sub("", name.casefold())


class Rows(dict[Any, int]):
    """Row number (or family number) by any accepted spelling of a record's name; what is unknown is a KeyError."""

    __slots__ = ("spellings",)
    _ROOM = 4096  # spellings remembered, so that a stream of new ones does not grow for ever

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.spellings = {normalised(name): row for name, row in table.index.items()}  # as names are compared
        for row, name in enumerate(table.families or table.rows):
            self.spellings.setdefault(normalised(name), row)

    def __missing__(self, name: Any) -> int:
        if not isinstance(name, str):
            raise KeyError(name)
        row = self.spellings[normalised(name)]
        if len(self) < self._ROOM:
            self[name] = row
        return row
