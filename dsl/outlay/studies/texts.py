"""The distinct cells of a column as numbers: quantities with units, names of records, dates, truths and texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    import numpy.typing as npt

    from outlay.plan import Input
    from outlay.scalar.inputs import Inputs
    from outlay.studies.columns import ReadsFigures

# The number of a quantity, and what stands around it: `$`, `12`, ` / user / month`.
_FIGURE = re.compile(
    r"(?P<before>-?[$€£]?)(?P<number>\d+(?:_\d+)*(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)(?P<after>\D.*)?", re.DOTALL
)
_SHEET_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_REMEMBERED = 100_000
_EXPLAINED = 1_000  # texts of one column whose own mistake is worked out


class Texts:
    """Reads cells for one input. A text read once is remembered, and so is what surrounds the number of a quantity."""

    def __init__(
        self,
        item: Input,
        inputs: Inputs,
        figures: Callable[[], ReadsFigures],
        unit: str,
        factor: float,
        code: Callable[[str], float],
    ) -> None:
        self._item = item
        self._inputs = inputs
        self._figures = figures
        self._unit = unit
        self._factor = factor  # from `unit` to the input's own
        self._code = code
        self._known: dict[Any, float] = {}
        self._shapes: dict[tuple[str, str], float | None] = {}

    def read(self, cells: Sequence[Any]) -> tuple[npt.NDArray[np.float64], dict[int, str]]:
        """The number of each cell, NaN where it is none, and the reason for each that is none."""
        numbers = np.empty(len(cells))
        reasons: dict[int, str] = {}
        known = self._known
        for place, cell in enumerate(cells):
            key = (type(cell), cell)
            found = known.get(key)
            if found is None:
                try:
                    found = self._value(cell)
                except ValueError as error:
                    reasons[place] = f"{self._item.path}: {error}." if len(reasons) < _EXPLAINED else self._refusal
                    found = np.nan
                except OutlayError as error:
                    reasons[place] = str(error)
                    found = np.nan
                else:
                    if len(known) < _REMEMBERED:
                        known[key] = found
            numbers[place] = found
        return numbers, reasons

    @property
    def _refusal(self) -> str:
        return f"{self._item.path} cannot have this value."

    def _value(self, cell: Any) -> float:
        item = self._item
        if item.type == "number":
            return self._number(cell)
        value = self._inputs.value(item, cell.strip() if isinstance(cell, str) and item.type != "text" else cell)
        if item.type == "text":
            return self._code(value)
        return float(value)

    def _number(self, cell: Any) -> float:
        """A number, or a quantity of which what surrounds the number is understood once."""
        number = self._quantity(cell.strip()) if isinstance(cell, str) else cell
        value: float = self._inputs.value(
            self._item, number if isinstance(cell, bool) else _scaled(number, self._factor)
        )
        return value

    def _quantity(self, text: str) -> float:
        match = _FIGURE.fullmatch(text)
        if match is not None:
            shape = (match["before"], match["after"] or "")
            if shape not in self._shapes and len(self._shapes) < _REMEMBERED:
                try:
                    self._shapes[shape] = self._figures().number(f"{shape[0]}1{shape[1]}", self._unit)
                except ValueError:
                    self._shapes[shape] = None  # the reason is worked out for each text itself
            scale = self._shapes.get(shape)
            if scale is not None:
                return float(match["number"].replace("_", "")) * scale
        if not text:
            raise ValueError("there is no value here")
        if text in _SHEET_ERRORS:
            raise ValueError(f"the cell holds the error {text}")
        return self._figures().number(text, self._unit)


def _scaled(number: Any, factor: float) -> Any:
    """A number in the input's unit; what is no number is left for the input to refuse."""
    if factor == 1.0 or isinstance(number, bool | str):
        return number
    try:
        return float(number) * factor
    except (TypeError, ValueError):
        return number
