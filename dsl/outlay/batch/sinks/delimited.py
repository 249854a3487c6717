"""CSV: parts without a header, which is put before them at the end."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from outlay.batch import places
from outlay.batch.blocks import OutColumn
from outlay.batch.sinks import copied
from outlay.batch.sinks.texts import defused_columns, flat, head


class Delimited:
    """Numbers in full, nothing where there is none, no text a spreadsheet could take for a formula."""

    ending = ".csv"

    @contextmanager
    def part(self, path: str, schema: Any) -> Iterator[Callable[[Any], None]]:  # noqa: ARG002 - tables have it
        """See `Sink`."""
        with places.open_write(path) as stream:
            yield lambda table: write_rows(table, stream)

    def join(self, parts: Sequence[str], columns: Sequence[OutColumn], schema: Any, path: str) -> None:  # noqa: ARG002
        """The header, with units behind the names, and the parts."""
        with places.written(path) as there, places.open_write(there) as stream:
            stream.write(csv_line([column.head for column in columns]))
            for _ in copied(parts, stream):
                pass


def write_rows(table: Any, stream: Any) -> None:
    """Rows without a header."""
    made = defused_columns(flat(table))
    if made.num_columns == 1:
        made = _never_blank(made)
    arrow_csv.write_csv(made, stream, arrow_csv.WriteOptions(include_header=False))


def _never_blank(table: Any) -> Any:
    """One column in which nothing is an empty text, which is quoted: readers skip lines on which nothing stands."""
    column = table.column(0)
    if not column.null_count:
        return table
    if not pa.types.is_string(column.type):
        column = _as_written(column)
    return pa.table([pc.fill_null(column, "")], names=table.column_names)


def _as_written(column: Any) -> Any:
    """Values as texts, spelt as they would be in a file."""
    stream = io.BytesIO()
    arrow_csv.write_csv(pa.table([column.drop_null()], ["x"]), stream, arrow_csv.WriteOptions(include_header=False))
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
