"""Cells on their way between Excel and the functions: read raw, written as what a cell may hold."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from xlwings.conversion import Accessor, Pipeline

from outlay_addin.grid import WHOLE_COLUMN, WHOLE_ROW, OpenEnded, Rows
from outlay_addin.values import BLANK


class Cells(Accessor):
    """Values as COM hands them over, with errors, dates and blanks told apart; results as rows of cells."""

    @classmethod
    def reader(cls, options: Any) -> Any:  # noqa: ARG003
        return _READER

    @classmethod
    def writer(cls, options: Any) -> Any:  # noqa: ARG003
        return _WRITER


def _read(context: Any) -> None:
    if context.range is not None:
        context.value = _used(context.range)
    if context.value is None:
        context.value = BLANK


def _write(context: Any) -> None:
    value = context.value
    if type(value) is Rows and value.numbers:
        return
    rows = value if isinstance(value, list) else [[value]]
    context.value = [
        [cell if type(cell) is float and cell - cell == 0.0 else _cell(cell, context) for cell in row] for row in rows
    ]


_READER = Pipeline([_read])
_WRITER = Pipeline([_write])


def _cell(cell: Any, context: Any) -> Any:
    if cell is BLANK or cell is None:
        return ""
    if isinstance(cell, (bool, str)):
        return cell
    if isinstance(cell, datetime.date):
        moment = datetime.datetime(cell.year, cell.month, cell.day)
        return context.engine.impl.prepare_xl_data_element(moment, {})
    if isinstance(cell, float):
        return "#NUM!"
    return str(cell)


def _exact(cells: Any, area: Any) -> Any:
    """Cells of an area as they are: of those formatted as money Excel's `Value` keeps four decimals alone.

    `Value2` has them whole, but hands dates over as plain numbers, so only money is taken from there.
    """
    if isinstance(cells, Decimal):
        return area.Value2
    if not isinstance(cells, tuple) or not any(type(cell) is Decimal for row in cells for cell in row):
        return cells
    return tuple(
        tuple([other if type(cell) is Decimal else cell for cell, other in zip(row, others, strict=True)])
        for row, others in zip(cells, area.Value2, strict=True)
    )


def _used(found: Any) -> Any:
    """The cells of a range; of whole columns and rows only those within the sheet's used part."""
    rows, columns = getattr(found, "shape", (1, 1))  # what does not tell its size is no whole column
    whole_column, whole_row = rows >= WHOLE_COLUMN, columns >= WHOLE_ROW
    if not whole_column and not whole_row:
        return _exact(found.raw_value, found.api)
    used = found.sheet.used_range
    if whole_column:
        rows = max(1, used.row + used.shape[0] - found.row)
    if whole_row:
        columns = max(1, used.column + used.shape[1] - found.column)
    sheet = found.api.Worksheet
    first, last = (found.row, found.column), (found.row + rows - 1, found.column + columns - 1)
    area = sheet.Range(sheet.Cells(*first), sheet.Cells(*last))
    cells = _exact(area.Value, area)
    if not isinstance(cells, (list, tuple)):
        cells = ((cells,),)
    return OpenEnded(cells, rows=whole_column, columns=whole_row)
