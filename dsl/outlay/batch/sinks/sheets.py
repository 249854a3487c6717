"""Excel: one sheet, a table with a header, written from parts that are Parquet. A text is a text, never a formula."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyarrow as pa

from outlay.batch import places
from outlay.batch.blocks import OutColumn
from outlay.batch.sinks.parquet import Parquet
from outlay.batch.sources.cells import as_text, exact_float
from outlay.diagnostics import OutlayError

_LONGEST = 32_767  # characters of a cell
_MOST_WHOLE = 1 << 53
_DIGITS = 15  # that a cell tells apart
_ROWS = 16_384
_CREATED = datetime.datetime(2000, 1, 1)  # so that the same rows give the same bytes
Formats = tuple[Any, Any]  # of days, and of moments
_EARLIEST = datetime.date(1900, 1, 1)


class Sheets(Parquet):
    """Parts are Parquet files; see `Parquet`."""

    @contextmanager
    def whole(
        self, stream: BinaryIO, columns: Sequence[OutColumn], schema: Any  # noqa: ARG002 - parts have it
    ) -> Iterator[Callable[[str], None]]:  # fmt: skip
        """One workbook of all rows, in order."""
        try:
            import xlsxwriter
        except ImportError:
            raise OutlayError('Excel files need XlsxWriter: pip install "outlay[workbooks]".') from None
        options = {
            "constant_memory": True,
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        }  # fmt: skip
        book = xlsxwriter.Workbook(stream, options)
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("Results")
        bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.head[:_LONGEST], bold)
        at = 1

        def add(path: str) -> None:
            nonlocal at
            at = _part(sheet, path, at, (date, moment))

        yield add
        book.close()


def _part(sheet: Any, part: str, at: int, formats: Formats) -> int:
    import pyarrow.parquet as pq

    with places.open_read(part) as stream, pq.ParquetFile(stream) as file:
        for batch in file.iter_batches(_ROWS, use_threads=False):
            columns = [column.to_pylist() for column in pa.Table.from_batches([batch]).columns]
            for row in zip(*columns, strict=True):
                for place, value in enumerate(row):
                    _cell(sheet, at, place, value, formats)
                at += 1
    return at


def _cell(sheet: Any, row: int, place: int, value: Any, formats: Formats) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int) and abs(value) > _MOST_WHOLE:  # a cell holds a float, which has fewer digits
        sheet.write_string(row, place, str(value))
    elif isinstance(value, (int, float)):
        if math.isfinite(value):
            sheet.write_number(row, place, value)
    elif isinstance(value, decimal.Decimal):
        number = exact_float(value) if len(value.as_tuple().digits) <= _DIGITS else None
        if number is not None:
            sheet.write_number(row, place, number)
        else:
            sheet.write_string(row, place, str(value))
    elif isinstance(value, datetime.datetime):
        if value.tzinfo is None and value.date() >= _EARLIEST:
            sheet.write_datetime(row, place, value, formats[1])
        else:  # a cell has no zone
            sheet.write_string(row, place, value.isoformat(sep=" "))
    elif isinstance(value, datetime.date) and value >= _EARLIEST:
        sheet.write_datetime(row, place, value, formats[0])
    else:
        sheet.write_string(row, place, (as_text(value) or "")[:_LONGEST])
