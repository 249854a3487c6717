"""Functions that take any unit: texts with a unit choose it, and everything measured in it is converted to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from outlay_addin.errors import VALUE, CellFault
from outlay_addin.values import plain

if TYPE_CHECKING:
    from outlay_addin.call import Function


def in_one_unit(function: Function, arguments: Sequence[Any]) -> list[Any]:
    """The arguments with every quantity measured in the variable unit as a plain number of the first one's unit.

    `DECLINE_RATE("$0.002 / 1k token", "$0.5 / Mtoken", 12)` compares both in USD per token. Plain numbers stay as
    they are. Raises `CellFault` for a text that is no quantity or does not fit.
    """
    found = list(arguments)
    chosen = ""
    for number, (reader, cell) in enumerate(zip(function.readers, arguments, strict=False)):
        if not reader.variable:
            continue
        made: list[Any] = []
        for each in cell if isinstance(cell, tuple) else (cell,):
            item = plain(each)
            if type(item) is str:
                try:
                    item, chosen = _number(function, item, reader.item.unit, chosen)
                except ValueError as error:
                    raise CellFault(VALUE, f'{reader.name}: "{item[:40]}": {error}') from None
            made.append(item)
        found[number] = tuple(made) if isinstance(cell, tuple) else made[0]
    return found


def _number(function: Function, text: str, unit: str, chosen: str) -> tuple[float, str]:
    """A text's number, and the unit that is chosen from then on."""
    variable = unit[unit.index("any ") :]  # `any U` of `USD/any U`
    figures = function.figures()
    if not chosen:
        if unit != variable:
            raise ValueError("give the figures before it with their units too, or this one as a plain number")
        stated: tuple[float, str] = figures.quantity(text)
        return stated
    if unit != variable and not chosen.isidentifier():
        raise ValueError(f"a figure in {unit.replace(variable, f'({chosen})')} has to be a plain number here")
    return figures.number(text, unit.replace(variable, chosen)), chosen
