"""A folder of Parquet files in folders `key=value`, as Hive, Spark, DuckDB and pyarrow read them.

Parts are split by their rows' values when all of a part is there, each into files whose names are those of the part,
so splitting one again gives the same files. The columns split by stand in the names of folders alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from outlay.batch import places
from outlay.batch.hive import folder_name
from outlay.batch.sinks.parquet import settings
from outlay.diagnostics import OutlayError

MOST_PARTITIONS = 10_000


class Partitions:
    """Splits parts into the folders below `output`; files are `called` what is made of their names."""

    def __init__(self, output: str, columns: Sequence[str], schema: Any, called: Callable[[str], str]) -> None:
        self._output = output
        self._called = called
        self._columns = tuple(columns)
        self._schema = pa.schema([field for field in schema if field.name not in columns])
        self._folders: set[tuple[str, ...]] = set()

    def add(self, part: str) -> None:
        """Split one part. Raises `OutlayError` for values that cannot be names, or too many of them."""
        with places.open_read(part) as stream:
            table = pq.read_table(stream)
        name = self._called(f"part-{places.name_of(part)}")
        for folders, rows in self._split(table):
            self._folders.add(folders)
            if len(self._folders) > MOST_PARTITIONS:
                raise OutlayError(
                    f"{', '.join(self._columns)} would make more than {MOST_PARTITIONS:,} folders: partition by "
                    "something with fewer values, and begin anew with --restart."
                )
            folder = places.join(self._output, *folders)
            places.make_folder(folder)
            with places.written(places.join(folder, name)) as there, places.open_write(there) as stream:
                pq.write_table(rows, stream, **settings(rows.schema))

    def _split(self, table: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        """The rows of each combination of values, in their order."""
        codes = np.zeros(len(table), dtype=np.int64)
        names: list[list[str]] = []
        for column in self._columns:
            encoded = table.column(column).combine_chunks().dictionary_encode()
            values = encoded.dictionary.to_pylist()
            names.append([folder_name(column, value) for value in (*values, None)])
            found = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
            codes = codes * len(names[-1]) + found
        order = np.argsort(codes, kind="stable")
        starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
        rest = table.select(self._schema.names).cast(self._schema)
        for start, stop in zip(starts, [*starts[1:], len(order)], strict=True):
            code = int(codes[order[start]])
            folders: list[str] = []
            for known in reversed(names):
                code, place = divmod(code, len(known))
                folders.insert(0, known[place])
            yield tuple(folders), rest.take(pa.array(order[start:stop]))
