"""Two numbers held against each other: how far apart, measured by the largest number that went into them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from outlay_workbooks.formula_text import Reference, reference_of, references
from outlay_workbooks.formulas.questions import NONE
from outlay_workbooks.package import NOTHING, Contents
from outlay_workbooks.recalculate import CellError, CellValues

TOLERANCE = 1e-9
_WIDEST = 5_000  # cells of a range that are looked at for their size
_STEPS_BACK = 3


def apart(found: object, expected: object, scale: float) -> float:
    """Their difference over `scale` (or over themselves, if larger); infinite for what is no such number."""
    if isinstance(expected, bool) or isinstance(found, bool):
        same = (
            isinstance(found, bool | float) and isinstance(expected, bool | float) and float(found) == float(expected)
        )
        return 0.0 if same else math.inf
    if isinstance(expected, float | int) and isinstance(found, float | int):
        if found == expected:
            return 0.0
        size = max(abs(found), abs(expected), scale)
        return abs(found - expected) / size if math.isfinite(size) and size else math.inf
    fault = expected is None or isinstance(expected, CellError)
    if fault or isinstance(found, CellError):
        return 0.0 if fault and (found in (None, NONE) or isinstance(found, CellError)) else math.inf
    return 0.0 if found == expected or (found is None and expected == "") else math.inf


def scale_of(
    formula: str, sheet: str, contents: Mapping[str, Contents], values: CellValues, names: dict[str, str]
) -> float:
    """The largest number that went into a formula, a few steps back: what its difference is measured by."""
    largest = 0.0
    waiting, seen = [(formula, sheet, 0)], set[tuple[str, str]]()
    while waiting:
        text, at, level = waiting.pop()
        for area in _areas(text, names):
            where = area.sheet or at
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) > _WIDEST:
                continue
            for reference in _within(area):
                if (where, reference) in seen:
                    continue
                seen.add((where, reference))
                value = values.get(where, {}).get(reference)
                if isinstance(value, float) and not isinstance(value, bool):
                    largest = max(largest, abs(value))
                next_ = contents.get(where, {}).get(reference, NOTHING).formula
                if next_ is not None and level < _STEPS_BACK:
                    waiting.append((next_, where, level + 1))
    return largest


def _areas(formula: str, names: dict[str, str]) -> Iterable[Reference]:
    yield from references(formula)
    for name, text in names.items():
        if name in formula:
            found = reference_of(text)
            if found is not None:
                yield found


def _within(area: Reference) -> Iterable[str]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield f"{letters(column)}{row}"


def letters(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
