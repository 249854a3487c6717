"""Cells that a program cannot calculate because they call functions it has not: an add-in's, or LAMBDA names.

Such a cell is no difference and no agreement. Which they are is found by what the program says (#NAME?), so nothing
that it did calculate is passed over; whatever looks at such a cell, however indirectly, goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outlay.dependents import dependents
from outlay_workbooks.formula_text import Reference, functions, names, plain, reference_of, references
from outlay_workbooks.package import Contents
from outlay_workbooks.recalculate import CellValues
from outlay_workbooks.verify.comparing import letters

OF_THE_ADD_IN = frozenset({"OUTLAY"})  # its own, which no library exports and which has no `_`
PREFIX = "COST."  # before the names, in programs where an add-in's functions carry one
MOST_NAMED = 12
_WIDEST = 20_000  # cells of a range that are followed one by one

Cell = tuple[str, str]  # sheet, reference


def beyond(
    contents: Mapping[str, Contents], values: CellValues, defined: Mapping[str, str], exported: frozenset[str]
) -> tuple[list[Cell], set[Cell]]:
    """Cells that call functions the program has not, and all that hang on them, those cells included.

    `exported` are the functions (in capitals) that an add-in would have; LAMBDA names of the workbook are met as well,
    and names with a `_`, which no program's own functions have.
    """
    known = exported | OF_THE_ADD_IN | {name.upper() for name, text in defined.items() if "LAMBDA(" in text}
    calling = [
        (sheet, reference)
        for sheet, cells in contents.items()
        for reference, content in cells.items()
        if content.formula is not None
        and values.get(sheet, {}).get(reference) == "#NAME?"
        and any(_called(function) in known or "_" in _called(function) for function in functions(content.formula))
    ]
    return calling, _hanging(calling, contents, defined) if calling else set()


def said(engine: str, calling: list[Cell], hanging: set[Cell]) -> str:
    """The same in a sentence that names the cells."""
    shown = ", ".join(f"{sheet}!{reference}" for sheet, reference in calling[:MOST_NAMED])
    more = f" and {len(calling) - MOST_NAMED} more" if len(calling) > MOST_NAMED else ""
    others = len(hanging) - len(calling)
    follow = f", and {others} cell{'s' if others > 1 else ''} that follow from them" if others else ""
    return f"not calculated by {engine}, which has not the functions they call: {shown}{more}{follow}"


def _called(function: str) -> str:
    return plain(function).removeprefix(PREFIX)


def _hanging(calling: list[Cell], contents: Mapping[str, Contents], defined: Mapping[str, str]) -> set[Cell]:
    needs = (
        ((sheet, reference), _needs(content.formula, sheet, defined))
        for sheet, cells in contents.items()
        for reference, content in cells.items()
        if content.formula is not None
    )
    return {*calling, *dependents(calling, needs)}


def _needs(formula: str, sheet: str, defined: Mapping[str, str]) -> Iterator[Cell]:
    for area in (*references(formula), *_named(formula, defined)):
        if area.whole or (area.bottom - area.top + 1) * (area.right - area.left + 1) > _WIDEST:
            continue
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                yield area.sheet or sheet, f"{letters(column)}{row}"


def _named(formula: str, defined: Mapping[str, str]) -> Iterator[Reference]:
    for name in names(formula):
        area = reference_of(defined.get(name, ""))
        if area is not None:
            yield area
