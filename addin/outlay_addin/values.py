"""What a cell may hold, and what it means as an argument: one table of meanings for every spreadsheet.

| a cell holds | it means |
|---|---|
| a number | itself, in the unit the argument states; for a date the spreadsheet's day number |
| a text | a quantity (`$0.002 / 1k token`, `35%`), a name, a day: whatever the argument is |
| TRUE, FALSE | a truth, and never a number |
| a date | a day, and never a number |
| nothing, or a text without a character | an error: it is never 0 and never a default |
| an error | the same error |
| the argument is left out | its default, and an error where it has none |
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError
from outlay.scalar.codegen import MISSING
from outlay.scalar.inputs import Inputs
from outlay_addin.errors import NOT_FOUND, NUMBER, VALUE, CellError, CellFault, kind_of
from outlay_addin.memo import Memo

if TYPE_CHECKING:
    from outlay.plan import Input

__all__ = ["BLANK", "MISSING", "Reader", "plain"]


class _Blank:
    """An empty cell."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "BLANK"


BLANK: Any = _Blank()

_FIRST_DAY = datetime.date(1899, 12, 30).toordinal()  # day 0 of spreadsheets, as counted from March 1900 on
_DAYS = (61, 2_958_465)  # 1900-03-01 to 9999-12-31

# Excel's errors as COM hands them over: 0x800A0000 and the number of the error.
_COM_ERRORS = {
    -2146828288 + number: kind
    for number, kind in {
        2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
        2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!",
        2049: "#FIELD!", 2050: "#CALC!", 2051: "#BUSY!",
    }.items()
}  # fmt: skip
_COM_LEFT_OUT = frozenset({-2147352572, 2147614724})  # "parameter not found", signed and unsigned
_COM_OBJECTS = {"PyOleMissing": MISSING, "PyOleArgNotFound": MISSING, "PyOleEmpty": BLANK, "PyOleNothing": BLANK}


def plain(cell: Any) -> Any:
    """A cell as one of: float, bool, str, `datetime.date`, `BLANK`, `MISSING`, `CellError`.

    Takes what COM and UNO hand over as well: error numbers, currencies, times, the objects that stand for nothing.
    """
    kind = type(cell)
    if kind is float:
        return cell if cell - cell == 0.0 else CellError(NUMBER, "the cell holds no finite number")
    if kind is str:
        if not cell or cell.isspace():
            return BLANK
        error = kind_of(cell)
        return cell if error is None else CellError(error, _without(error, cell))
    if cell is None:
        return BLANK
    if kind is bool or cell is MISSING or cell is BLANK or kind is CellError:
        return cell
    if kind is int:
        if cell in _COM_LEFT_OUT:
            return MISSING
        error = _COM_ERRORS.get(cell)
        return float(cell) if error is None else CellError(error, "")
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, (int, float, Decimal)) or hasattr(cell, "__float__"):
        return plain(float(cell))
    return _COM_OBJECTS.get(kind.__name__, CellError(VALUE, f"a cell cannot hold a {kind.__name__}"))


def _without(kind: str, text: str) -> str:
    return text[len(kind) :].strip()


def day_of(serial: float) -> datetime.date | None:
    """The day a spreadsheet means by a number of days; None for what is no day."""
    if not _DAYS[0] <= serial < _DAYS[1] + 1:
        return None
    return datetime.date.fromordinal(_FIRST_DAY + math.floor(serial))


def serial_of(day: datetime.date) -> float:
    """A day as spreadsheets count it."""
    return float(day.toordinal() - _FIRST_DAY)


class Reader:
    """Reads cells as one argument of one function. Texts that are quantities are read once and kept."""

    def __init__(self, item: Input, inputs: Inputs, quantity: Callable[[str, str], float]) -> None:
        self.item = item
        self.name = item.path
        self.variable = "any " in item.unit  # in whatever unit the caller has
        self._inputs = inputs
        self._quantity = quantity  # a text and a unit to a number; raises ValueError with the reason
        self._texts: Memo[float | CellError] = Memo()

    def read(self, cell: Any) -> Any:
        """The engine's value of a cell; `MISSING` stays. Raises `CellFault` for what is no such argument."""
        kind = type(cell)
        if kind is float and self.item.type == "number" and cell - cell == 0.0:
            return cell
        cell = plain(cell)
        if cell is MISSING:
            return cell
        if type(cell) is CellError:
            raise CellFault(cell.kind, f"{self.name}: {cell.reason or 'the cell has the error ' + cell.kind}")
        if cell is BLANK:
            raise CellFault(VALUE, f"{self.name}: the cell is empty")
        if self.item.type in ("number", "list"):
            return self._number(cell)
        if self.item.type == "date":
            return self._day(cell)
        return self._other(cell)

    def in_arrays(self, value: Any, code: Callable[[str], float]) -> float:
        """A value that has been read as arrays hold it: a row of a table, a day's number, a text's code."""
        if self.item.type == "record":
            return float(self._inputs.value(self.item, value))
        if self.item.type == "text":
            return code(value)
        return float(self._inputs.value(self.item, value))

    def judge(self, value: Any) -> CellError | None:
        """What a run would say against a value that has been read; None where it takes it."""
        try:
            self._inputs.value(self.item, value)
        except OutlayError as error:
            return CellError(self._kind(value), str(error))
        return None

    def _kind(self, value: Any) -> str:
        if self.item.type == "record" and isinstance(value, str):
            return NOT_FOUND
        return NUMBER if isinstance(value, float) and self.item.type == "number" else VALUE

    def _number(self, cell: Any) -> float:
        if isinstance(cell, str):
            found = self._texts.get(cell, lambda: self._of_text(cell)) if Memo.fits((cell,)) else self._of_text(cell)
            if isinstance(found, CellError):
                raise CellFault(found.kind, found.reason)
            return found
        if isinstance(cell, bool):
            raise CellFault(VALUE, f"{self.name} is a number, not {str(cell).upper()}")
        if isinstance(cell, datetime.date):
            raise CellFault(VALUE, f"{self.name} is a number, not a date")
        return float(cell)

    def _of_text(self, text: str) -> float | CellError:
        try:
            return self._quantity(text.strip(), self.item.unit)
        except ValueError as error:
            return CellError(VALUE, f'{self.name}: "{text.strip()[:40]}": {error}')

    def _day(self, cell: Any) -> Any:
        if isinstance(cell, float):
            day = day_of(cell)
            if day is None:
                raise CellFault(VALUE, f"{self.name} is a date, and {cell:.10g} is no day of a spreadsheet")
            return day
        return self._other(cell)

    def _other(self, cell: Any) -> Any:
        if isinstance(cell, float) and self.item.type == "text" and cell.is_integer():
            cell = str(int(cell))  # a text of figures, as a spreadsheet keeps it
        error = self.judge(cell)
        if error is not None:
            raise CellFault(error.kind, error.reason)
        return cell
