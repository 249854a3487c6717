"""Two numbers held against each other: how far apart, measured by the largest number that went into them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from outlay_workbooks.formula_text import Reference, reference_of, references
from outlay_workbooks.recalculate import CellError, CellValue, CellValues

TOLERANCE = 1e-9
_WIDEST = 5_000  # cells of a range that are looked at for their size


def apart(found: object, expected: object, scale: float) -> float:
    """Their difference over `scale` (or over themselves, if larger); infinite for what is no such number."""
    if isinstance(expected, bool) or isinstance(found, bool):
        same = isinstance(found, bool | float) and isinstance(expected, bool | float) and float(found) == float(expected)
        return 0.0 if same else math.inf
    if isinstance(expected, float | int) and isinstance(found, float | int):
        if found == expected:
            return 0.0
        size = max(abs(found), abs(expected), scale)
        return abs(found - expected) / size if math.isfinite(size) and size else math.inf
    fault = expected is None or isinstance(expected, CellError)
    if fault or isinstance(found, CellError):
        return 0.0 if fault and (found is None or isinstance(found, CellError)) else math.inf
    return 0.0 if found == expected or (found is None and expected == "") else math.inf


def scale_of(formula: str, sheet: str, values: CellValues, names: dict[str, str]) -> float:
    """The largest number among the cells that a formula looks at."""
    largest = 0.0
    for area in _areas(formula, names):
        cells = values.get(area.sheet or sheet, {})
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if size > _WIDEST:
            continue
        for value in _within(area, cells):
            if isinstance(value, float) and not isinstance(value, bool):
                largest = max(largest, abs(value))
    return largest


def _areas(formula: str, names: dict[str, str]) -> Iterable[Reference]:
    yield from references(formula)
    for name, text in names.items():
        if name in formula:
            found = reference_of(text)
            if found is not None:
                yield found


def _within(area: Reference, cells: dict[str, CellValue]) -> Iterable[CellValue]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            value = cells.get(f"{letters(column)}{row}")
            if value is not None:
                yield value


def letters(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
