"""CSV: parts without a header, which is put before them at the end."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as arrow_csv

from outlay.batch.blocks import OutColumn
from outlay.batch.sinks import Stream, copied
from outlay.batch.sinks.texts import defused_columns, flat, head

if TYPE_CHECKING:
    from typing_extensions import Buffer


class Delimited:
    """Numbers in full, nothing where there is none, no text a spreadsheet could take for a formula."""

    ending = ".csv"

    def encoded(self, table: Any) -> Buffer:
        """See `Sink`. Rows without a header."""
        rows = defused_columns(flat(table))
        if rows.num_columns == 1:
            rows = _never_blank(rows)
        stream = pa.BufferOutputStream()
        arrow_csv.write_csv(rows, stream, arrow_csv.WriteOptions(include_header=False))
        found: Buffer = stream.getvalue()
        return found

    @contextmanager
    def part(self, stream: Stream, schema: Any) -> Iterator[Callable[[Buffer], None]]:  # noqa: ARG002
        """See `Sink`."""
        yield stream.write

    @contextmanager
    def whole(
        self, stream: BinaryIO, columns: Sequence[OutColumn], schema: Any  # noqa: ARG002 - `columns` have the units
    ) -> Iterator[Callable[[str], None]]:  # fmt: skip
        """The header, with units behind the names, and the parts."""
        stream.write(csv_line([column.head for column in columns]))
        yield lambda path: copied(path, stream)


def _never_blank(table: Any) -> Any:
    """One column in which nothing is an empty text, which is quoted: readers skip lines on which nothing stands."""
    column = table.column(0)
    if not column.null_count:
        return table
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type):
        column = _as_written(column)
    return pa.table([pc.fill_null(column, "")], names=table.column_names)


def _as_written(column: Any) -> Any:
    """Values as texts, spelt as they would be in a file."""
    stream = io.BytesIO()
    arrow_csv.write_csv(pa.table([column.drop_null()], ["x"]), stream, arrow_csv.WriteOptions(include_header=False))
    import pyarrow.compute as pc

    texts = pa.array(stream.getvalue().decode().splitlines(), pa.string())
    order = pc.if_else(
        pc.is_valid(column), pc.subtract(pc.cumulative_sum(pc.cast(pc.is_valid(column), pa.int64())), 1), None
    )
    return pc.take(texts, order)


def csv_line(cells: Sequence[str]) -> bytes:
    """One line of names."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([head(cell) for cell in cells])
    return text.getvalue().encode()
