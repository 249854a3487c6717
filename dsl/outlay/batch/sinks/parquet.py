"""Parquet as numbers like it best: zstd, floats by their bytes, no dictionaries for numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from outlay.batch import places
from outlay.batch.blocks import OutColumn
from outlay.batch.sinks.stitch import stitched


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

    @contextmanager
    def part(self, path: str, schema: Any) -> Iterator[Callable[[Any], None]]:
        """See `Sink`. A row group for each table."""
        with places.open_write(path) as stream, pq.ParquetWriter(stream, schema, **settings(schema)) as writer:
            yield lambda table: writer.write_table(table, row_group_size=max(len(table), 1))

    def join(self, parts: Sequence[str], columns: Sequence[OutColumn], schema: Any, path: str) -> None:  # noqa: ARG002
        """One file of the parts' row groups."""
        with places.written(path) as there:
            if parts:
                stitched(parts, there)
            else:
                with self.part(there, schema):
                    pass
