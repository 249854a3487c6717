"""Parquet: pieces are row groups, read in batches of rows so that a large group is never in memory whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from outlay.batch import places
from outlay.batch.blocks import BLOCK_ROWS, Block, Piece
from outlay.batch.hive import folder_keys
from outlay.batch.sources import judge_names
from outlay.diagnostics import OutlayError

PIECE_ROWS = 262_144  # row groups are put together until there are so many
_BUFFER = 1 << 20


@dataclass(frozen=True)
class Parquet:
    """Parquet files with the same columns."""

    files: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]  # rows of each row group, by file
    arrow: Any  # the schema of the first file
    columns: tuple[str, ...] = ()
    keys: tuple[tuple[tuple[str, str | None], ...], ...] = ()  # that folders called `key=value` say, by file
    kept: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> int | None:
        """As the files say."""
        return sum(map(sum, self.groups))

    @property
    def weight(self) -> int:
        """Rows."""
        return self.rows or 0

    def schema(self) -> Any:
        """Columns as they are stored, those with a dictionary as plain ones, decimals that set something as floats."""
        said = {name for name, _ in self.keys[0]} if self.keys else set()
        return pa.schema(
            [
                pa.field(name, pa.string()) if name in said else _plain(self.arrow.field(name), name in self.kept)
                for name in self.columns
            ]
        )

    @property
    def units(self) -> dict[str, str]:
        """What the fields say of their units, as an output of a batch does."""
        return {
            field.name: field.metadata[b"unit"].decode() for field in self.arrow if b"unit" in (field.metadata or {})
        }

    def selecting(
        self, columns: Sequence[str], texts: Sequence[str], kept: Sequence[str] = ()  # noqa: ARG002 - types are stored
    ) -> Self:  # fmt: skip
        """See `Source`."""
        return replace(self, columns=tuple(columns), kept=tuple(kept))

    def at(self, files: Sequence[str]) -> Self:
        """See `Source`."""
        return replace(self, files=tuple(files))

    def staged(self, folder: str) -> Parquet:  # noqa: ARG002 - read where it lies
        """See `Source`."""
        return self

    def pieces(self) -> Iterator[Piece]:
        """Row groups that follow each other."""
        for number, groups in enumerate(self.groups):
            first, rows = 0, 0
            for group, count in enumerate(groups):
                rows += count
                if rows >= PIECE_ROWS or group == len(groups) - 1:
                    yield Piece(number, first, group + 1, rows)
                    first, rows = group + 1, 0

    def blocks(self, piece: Piece) -> Iterator[Block]:
        """Batches of rows."""
        path = self.files[piece.file]
        keys = dict(self.keys[piece.file]) if self.keys else {}
        with opened(path) as file:
            schema = self.schema()
            own = [name for name in self.columns if name not in keys]
            batches = file.iter_batches(
                BLOCK_ROWS,
                row_groups=list(range(piece.start, piece.stop)),
                columns=own,
                use_threads=False,
            )
            for batch in _told(path, batches):
                if not self.columns:
                    yield Block(pa.table({}), batch.num_rows)
                    continue
                try:
                    table = _with_keys(batch, own, keys).select(list(self.columns))
                    table = table if table.schema.equals(schema) else table.cast(schema)
                except pa.ArrowException as error:
                    raise OutlayError(f"{path} has other types of columns than {self.files[0]}: {error}.") from None
                yield Block(table, batch.num_rows)


def _with_keys(batch: Any, own: Sequence[str], keys: dict[str, str | None]) -> Any:
    """The rows of a file as a table, with what its folders say in columns of their own."""
    if not keys:
        return pa.Table.from_batches([batch])
    everywhere = pa.array(np.zeros(batch.num_rows, np.int64))
    said = {name: pa.array([text], pa.string()).take(everywhere) for name, text in keys.items()}
    return pa.table({name: batch.column(name) for name in own} | said)


def _plain(field: Any, kept: bool) -> Any:
    kind = field.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_decimal(kind) and not kept:  # identifiers and amounts may have more digits than a float
        kind = pa.float64()
    return pa.field(field.name, kind)  # without what its metadata say


def _told(path: str, batches: Iterator[Any]) -> Iterator[Any]:
    """The batches; what is wrong with the file in a sentence."""
    try:
        yield from batches
    except (pa.ArrowException, OSError) as error:
        raise OutlayError(f"{path} is damaged or was cut short: {_first_line(error)}.") from None


@contextmanager
def opened(path: str) -> Iterator[Any]:
    """A Parquet file, read through a small buffer."""
    with places.open_read(path) as stream:
        source = stream if places.is_remote(path) else places.local(path)
        try:
            file = pq.ParquetFile(source, buffer_size=_BUFFER, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            raise OutlayError(f"{path} is no Parquet file, or was cut short: {_first_line(error)}.") from None
        with file:
            yield file


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(". ")


def open_files(files: tuple[str, ...]) -> Parquet:
    """Parquet files by their footers; all must have the columns of the first."""
    names: tuple[str, ...] = ()
    schema: Any = None
    groups = []
    for path in files:
        with opened(path) as file:
            own = file.schema_arrow
            found = tuple(name for name in own.names if not name.startswith("__index_level_"))
            groups.append(tuple(file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)))
        judge_names(path, found)
        if schema is None:
            names, schema = found, own
        elif set(found) != set(names):
            raise OutlayError(f"{path} has other columns than {files[0]}; one batch takes files of one shape.")
    keys = [tuple(each for each in folder_keys(path) if each[0] not in names) for path in files]
    said = tuple(name for name, _ in keys[0])
    for path, found_keys in zip(files, keys, strict=True):
        if tuple(name for name, _ in found_keys) != said:
            raise OutlayError(f"The folders of {path} say other columns than those of {files[0]}.")
    return Parquet(files, (*names, *said), tuple(groups), schema, keys=tuple(keys) if said else ())
