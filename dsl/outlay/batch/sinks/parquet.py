"""Parquet as numbers like it best: zstd, floats by their bytes, no dictionaries for numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from outlay.batch.blocks import OutColumn
from outlay.batch.sinks import Stream
from outlay.batch.sinks.stitch import Stitch

if TYPE_CHECKING:
    from typing_extensions import Buffer


def settings(schema: Any) -> dict[str, Any]:
    """How columns are written."""
    floats = [field.name for field in schema if pa.types.is_floating(field.type)]
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    return {
        "compression": "zstd",
        "use_dictionary": texts or False,
        "column_encoding": dict.fromkeys(floats, "BYTE_STREAM_SPLIT") or None,
        "store_schema": True,
    }


class Parquet:
    """Parts are Parquet files; the whole has their row groups, bytes as they are."""

    ending = ".parquet"

    def encoded(self, table: Any) -> Buffer:
        """See `Sink`. A Parquet file with one row group, of which `part` takes the row group."""
        stream = pa.BufferOutputStream()
        pq.write_table(table, stream, row_group_size=max(len(table), 1), **settings(table.schema))
        found: Buffer = stream.getvalue()
        return found

    @contextmanager
    def part(self, stream: Stream, schema: Any) -> Iterator[Callable[[Buffer], None]]:
        """See `Sink`."""
        stitch = Stitch(stream, _nothing(schema))
        yield lambda rows: stitch.add("a block of rows", rows)
        stitch.end()

    @contextmanager
    def whole(
        self, stream: BinaryIO, columns: Sequence[OutColumn], schema: Any  # noqa: ARG002 - the schema says all
    ) -> Iterator[Callable[[str], None]]:  # fmt: skip
        """One file of the parts' row groups."""
        stitch = Stitch(stream, _nothing(schema))
        yield stitch.add_file
        stitch.end()


def _nothing(schema: Any) -> Buffer:
    """A file without rows."""
    stream = pa.BufferOutputStream()
    pq.ParquetWriter(stream, schema, **settings(schema)).close()
    found: Buffer = stream.getvalue()
    return found
