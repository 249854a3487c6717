"""Names a spreadsheet can take: an exported function becomes a function of Excel, with the name it has here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlay.diagnostics import Source
from outlay.diagnostics.codes import functions as codes

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.syntax import Span

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576  # XFD1048576
LONGEST = 255
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_ROW_AND_COLUMN = re.compile(r"R[0-9]*(C[0-9]*)?|C[0-9]*", re.IGNORECASE)


def reason_against(name: str) -> str | None:
    """Why a spreadsheet cannot take a name for a function, None where it can."""
    cell = _CELL.fullmatch(name)
    if cell is not None and _column(cell[1]) <= LAST_COLUMN and 1 <= int(cell[2]) <= LAST_ROW:
        return f"`{name}` is a cell there"
    if _ROW_AND_COLUMN.fullmatch(name):
        return f"`{name}` is a row or a column there"
    if "_" not in name:  # no function of Excel's own has one
        return "a function of Excel itself may have the name, now or later; names with a `_` are free"
    if len(name) > LONGEST:
        return f"it has more than {LONGEST} characters"
    return None


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def check_name(e: Elaboration, name: str, source: Source, span: Span) -> None:
    """Reports an exported function that no spreadsheet could call by its name."""
    reason = reason_against(name)
    if reason is not None:
        fixed = f"{name}_OF" if name.isupper() else f"{name}_of"
        e.report(
            codes.BAD_EXPORT_NAME,
            source,
            span,
            f"`{name}` cannot be the name of a spreadsheet function: {reason}",
            fix=fixed if reason_against(fixed) is None else None,
        )
