"""Sweeps as tables of words: a row per value of one input, or a pivot of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.display import format_value, show_value
from outlay.studies.drawn_cells import FAILS

if TYPE_CHECKING:
    from outlay.studies.sweep import Sweep
    from outlay.studies.vary import Axis
    from outlay.studies.wanted import Wanted

MOST_PIVOTS = 24  # tables of a grid of three sides and more


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, a row of column names and rows of cells; `right` are the columns of figures."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    note: str = ""
    wraps: bool = False  # whether the last column may be broken where the screen ends


def shown(each: Wanted, value: Any, *, unit: bool = True) -> str:
    """One value in words; without its unit where a heading says it."""
    if value is None or value != value:
        return "—"
    kept = each.unit if unit else currency(each.unit)
    if each.type == "date":
        return str(value)[:10]
    return show_value(_plain(value), kept, percent=each.percent, format=each.format, type=each.type)


def figure(each: Wanted, value: float) -> str:
    """A number for a column whose unit stands elsewhere, without cents of thousands."""
    money = currency(each.unit)
    if money and abs(value) >= 1000 and not each.format:
        return format_value(value, money, places=0)
    return shown(each, value, unit=False)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    return value


def currency(unit: str) -> str:
    """The currency of a unit, which is written at the number."""
    from outlay.currencies import CURRENCIES

    money = unit.partition("/")[0]
    return money if money in CURRENCIES else ""


def heading(each: Wanted) -> str:
    """An output's title with its unit."""
    rest = each.unit if each.unit and not (each.percent and not each.unit) else ""
    return f"{each.title} ({rest})" if rest else each.title


def sweep_tables(found: Sweep, *, most_rows: int = 1_000_000, most_columns: int = 1_000_000) -> Iterator[Table]:
    """One table of all outputs along one input, or a pivot per output over the last two, with a row for each value
    of the first and a column for each value of the second. What is beyond the most rows and columns is left out and
    said so. Checks that hold in every draw of every cell have no table; the sweep's notes name them."""
    holding = [each for each in found.wanted if found.draws and _holds_always(found, each)]
    if holding and len(holding) < len(found.wanted):
        found = replace(found, wanted=tuple(each for each in found.wanted if each not in holding))
        yield from sweep_tables(found, most_rows=most_rows, most_columns=most_columns)
        return
    if len(found.axes) == 1:
        yield _listed(found, most_rows)
        return
    *outer, down, across = found.axes
    count = 0
    for places in product(*(range(len(each)) for each in outer)):
        said = ", ".join(f"{each.path} = {each.words[place]}" for each, place in zip(outer, places, strict=True))
        for each in found.wanted:
            count += 1
            if count > MOST_PIVOTS:
                continue
            numbers = found.values[each.name][places]
            title = f"{heading(each)}, {said}" if said else heading(each)
            yield _pivot(title, each, down, across, numbers, most_rows, most_columns)
    if count > MOST_PIVOTS:
        yield Table(f"{count - MOST_PIVOTS} more tables are left out", (), ())


def _holds_always(found: Sweep, each: Wanted) -> bool:
    return each.name.startswith(FAILS) and not found.values[each.name].any()


def _listed(found: Sweep, most: int) -> Table:
    side = found.axes[0]
    rows = tuple(
        (side.words[place], *(shown(each, found.values[each.name][place]) for each in found.wanted))
        for place in range(min(len(side), most))
    )
    head = (side.path, *(f"{each.name}, {each.basis}" if each.basis else each.name for each in found.wanted))
    note = _left_out(len(side) - len(rows), "rows")
    return Table("", head, rows, tuple(n + 1 for n, each in enumerate(found.wanted) if each.type != "text"), note)


def _pivot(
    title: str, each: Wanted, down: Axis, across: Axis, numbers: Any, most_rows: int, most_columns: int
) -> Table:
    columns = range(min(len(across), most_columns))
    rows = range(min(len(down), most_rows))
    body = tuple(
        (down.words[row], *(shown(each, numbers[row][column], unit=False) for column in columns)) for row in rows
    )
    head = (f"{down.path} \\ {across.path}", *(_without(across, column) for column in columns))
    left_out = [_left_out(len(down) - len(rows), "rows"), _left_out(len(across) - len(columns), "columns")]
    right = tuple(range(1, len(head))) if each.type != "text" else ()
    return Table(title, head, body, right, "; ".join(note for note in left_out if note))


def _without(side: Axis, place: int) -> str:
    """A value of a side for a column's head: the rest of its unit is said where the side is named."""
    if not side.number:
        return side.words[place]
    return show_value(side.numbers[place], currency(side.unit), percent=side.percent)


def _left_out(count: int, what: str) -> str:
    return f"{count:,} {what} left out" if count > 0 else ""


def fitted(table: Table, width: int) -> list[Table]:
    """The same as several tables, each with the first column, where the columns are wider than the screen."""
    from outlay.diagnostics.render import display_width

    cells: Sequence[Sequence[str]] = [table.head, *table.rows]
    widths = [max(display_width(row[n]) for row in cells) + 2 for n in range(len(table.head))]
    if not widths or sum(widths) <= width or table.wraps:
        return [table]
    parts: list[Table] = []
    at = 1
    while at < len(widths):
        until, used = at, widths[0]
        while until < len(widths) and (until == at or used + widths[until] <= width):
            used += widths[until]
            until += 1
        part = [(row[0], *row[at:until]) for row in cells]
        right = tuple(n - at + 1 for n in table.right if at <= n < until)
        parts.append(Table(table.title if at == 1 else "", part[0], tuple(part[1:]), right))
        at = until
    return parts
