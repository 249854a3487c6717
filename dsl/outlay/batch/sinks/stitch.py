"""Parquet files of one schema made into one, their row groups copied byte for byte.

Only the footer is written anew: it tells where each column lies, and that moves. Decoding and encoding again would
take as long as the batch itself. Field numbers are those of parquet.thrift (Apache Parquet format 2.11).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from outlay.batch import places
from outlay.batch.sinks import Stream
from outlay.batch.sinks.thrift import I16, I64, STRUCT, Fields, Items, Reader, Wanted, Writer
from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    from typing_extensions import Buffer

_MAGIC = b"PAR1"
_ROWS, _GROUPS = 3, 4  # of FileMetaData
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7  # of RowGroup
_CHUNK_OFFSET, _CHUNK_DATA = 2, 3  # of ColumnChunk
_INDEXES = (4, 5, 6, 7)  # of ColumnChunk: where page indexes lie, which are not copied
_OFFSETS = (9, 10, 11)  # of ColumnMetaData: data, index and dictionary pages
_BLOOM = (14, 15)  # of ColumnMetaData: where Bloom filters lie, which are not copied
_MOST_ORDINAL = 32_767
_LOOKED_AT: Wanted = {_GROUPS: {_COLUMNS: {_CHUNK_DATA: {}}}}


class Stitch:
    """A file in the making, of the columns that `nothing`, a file without rows, has."""

    def __init__(self, out: Stream, nothing: Buffer) -> None:
        self._out = out
        self._whole, _ = _footer("", len(memoryview(nothing)), lambda start, stop: memoryview(nothing)[start:stop])
        self._groups: list[Fields] = []
        self._rows = 0
        self._at = len(_MAGIC)
        out.write(_MAGIC)

    def add(self, name: str, file: Buffer) -> None:
        """Add the rows of a file in memory, called `name`. Raises `OutlayError` where it is no Parquet file."""
        held = memoryview(file)
        stop = self._take(name, len(held), lambda start, stop: held[start:stop])
        self._out.write(held[len(_MAGIC) : stop])

    def add_file(self, path: str) -> None:
        """The same of a file."""
        with places.open_read(path) as stream:

            def seen(start: int, stop: int) -> bytes:
                stream.seek(start)
                return stream.read(stop - start)

            stop = self._take(path, stream.seek(0, os.SEEK_END), seen)
            places.append(stream, len(_MAGIC), stop, self._out)

    def _take(self, name: str, size: int, seen: Callable[[int, int], Buffer]) -> int:
        """Take over the footer of a file whose bytes come next; where they stop."""
        footer, stop = _footer(name, size, seen)
        self._rows += footer[_ROWS][1]
        for group in footer[_GROUPS][1].items:
            _move(group, self._at - len(_MAGIC), len(self._groups))
            self._groups.append(group)
        self._at += stop - len(_MAGIC)
        return stop

    def end(self) -> None:
        """Write the footer."""
        whole, writer = self._whole, Writer()
        whole[_ROWS] = I64, self._rows
        whole[_GROUPS] = whole[_GROUPS][0], Items(STRUCT, self._groups)
        writer.struct(whole)
        self._out.write(writer.out)
        self._out.write(len(writer.out).to_bytes(4, "little") + _MAGIC)


def _footer(name: str, size: int, seen: Callable[[int, int], Buffer]) -> tuple[Fields, int]:
    """The footer of a file of that size, and how many bytes there are before it; `seen` gives the bytes between two."""
    try:
        end = max(size - 8, 0)
        tail = bytes(seen(end, size))
        start = end - int.from_bytes(tail[:4], "little")
        if tail[4:] != _MAGIC or start < len(_MAGIC):
            raise ValueError("its end is missing")
        return Reader(bytes(seen(start, end))).struct(_LOOKED_AT), start
    except (ValueError, IndexError) as error:
        raise OutlayError(f"{name} is damaged: {error}. Run again with --restart.") from None


def _move(group: Fields, by: int, ordinal: int) -> None:
    """Change where a row group says that its bytes lie."""
    _shift(group, _GROUP_OFFSET, by)
    group.pop(_ORDINAL, None)
    if ordinal <= _MOST_ORDINAL:
        group[_ORDINAL] = I16, ordinal
    for chunk in group[_COLUMNS][1].items:
        for number in _INDEXES:
            chunk.pop(number, None)
        if chunk[_CHUNK_OFFSET][1]:
            _shift(chunk, _CHUNK_OFFSET, by)
        data: Any = chunk[_CHUNK_DATA][1]
        for number in _OFFSETS:
            _shift(data, number, by)
        for number in _BLOOM:
            data.pop(number, None)


def _shift(fields: Fields, number: int, by: int) -> None:
    if number in fields:
        kind, value = fields[number]
        fields[number] = kind, value + by
