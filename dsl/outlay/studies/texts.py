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
# What every table program takes for a number, be it none of the language: `.5`, `+5`, `1E5`.
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# Commas that can only group thousands, since there are several or a point follows: `1,234,567`, `$1,234.50`.
_GROUPED = re.compile(r"\D*\d{1,3}(?:(?:,\d{3}){2,}|,\d{3}(?=\.\d))(?:\.\d+)?(?![\d,.]).*", re.DOTALL)
_EITHER = re.compile(r"(?:\D*\D)?\d{1,3},\d{3}(?:\D.*)?", re.DOTALL)  # a thousand, or one and three decimals
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?")
_TRUTHS = {"1": True, "0": False}
_SHOWN = 40
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
        share: float = 1.0,
    ) -> None:
        self._item = item
        self._inputs = inputs
        self._figures = figures
        self._unit = unit
        self._factor = factor  # from `unit` to the input's own
        self._share = share  # what a bare number is multiplied by: 0.01 in a column of percentages
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

    @property
    def _empty(self) -> OutlayError:
        return OutlayError(f"{self._item.path} has no value here.")

    def _value(self, cell: Any) -> float:
        item = self._item
        if item.type == "number":
            return self._number(cell)
        if item.type == "text":
            return self._code(self._inputs.value(item, cell))
        return float(self._inputs.value(item, self._plain(cell.strip()) if isinstance(cell, str) else cell))

    def _plain(self, text: str) -> str | bool:
        """What a table has for the name of a record, a date or a truth, as the language has it."""
        if not text:
            raise self._empty
        if text in _SHEET_ERRORS:
            raise ValueError(f"the cell holds the error {text}")
        if self._item.type == "truth":
            return _TRUTHS.get(text, text)
        moment = _MOMENT.fullmatch(text) if self._item.type == "date" else None
        return moment[1] if moment is not None else text

    def _number(self, cell: Any) -> float:
        """A number, or a quantity of which what surrounds the number is understood once."""
        number = self._quantity(cell.strip()) if isinstance(cell, str) else _scaled(cell, self._share)
        value: float = self._inputs.value(
            self._item, number if isinstance(cell, bool) else _scaled(number, self._factor)
        )
        return value

    def _quantity(self, text: str) -> float:
        if _PLAIN.fullmatch(text) is not None:
            return float(text) * self._share
        if _GROUPED.fullmatch(text) is not None:
            text = text.replace(",", "")
        match = _FIGURE.fullmatch(text)
        if match is not None:
            shape = (match["before"], match["after"] or "")
            if shape not in self._shapes and len(self._shapes) < _REMEMBERED:
                try:
                    self._shapes[shape] = self._figure(f"{shape[0]}1{shape[1]}")
                except ValueError:
                    self._shapes[shape] = None  # the reason is worked out for each text itself
            scale = self._shapes.get(shape)
            if scale is not None:
                return float(match["number"].replace("_", "")) * scale
        if not text:
            raise self._empty
        if text in _SHEET_ERRORS:
            raise ValueError(f"the cell holds the error {text}")
        shown = f'"{text[:_SHOWN]}"'
        if not any(sign.isdecimal() for sign in text):
            raise ValueError(f"{shown} is no number: write one, or a quantity such as `$0.002 / 1k token`")
        if _EITHER.fullmatch(text) is not None and len(text) < _SHOWN:
            whole, parts = text.replace(",", ""), text.replace(",", ".")
            raise ValueError(f"the comma in {shown} may group thousands or mark decimals: write {whole} or {parts}")
        return self._figure(text)

    def _figure(self, text: str) -> float:
        return self._figures().number(text, self._unit) * (self._share if _PLAIN.fullmatch(text) else 1.0)


def _scaled(number: Any, factor: float) -> Any:
    """A number in the input's unit; what is no number is left for the input to refuse."""
    if factor == 1.0 or isinstance(number, bool | str):
        return number
    try:
        return float(number) * factor
    except (TypeError, ValueError):
        return number
