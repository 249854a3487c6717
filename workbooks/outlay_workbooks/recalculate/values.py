"""What a cell may hold after a recalculation."""

from __future__ import annotations

ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#CIRC!"})


class CellError(str):
    """An error value of a cell, such as `#DIV/0!`."""

    __slots__ = ()


CellValue = float | bool | str | CellError
