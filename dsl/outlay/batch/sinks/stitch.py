"""Parquet files of one schema made into one, their row groups copied byte for byte.

Only the footer is written anew: it tells where each column lies, and that moves. Decoding and encoding again would
take as long as the batch itself. Field numbers are those of parquet.thrift (Apache Parquet format 2.11).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, BinaryIO

from outlay.batch import places
from outlay.batch.sinks.thrift import I16, I64, Fields, Items, Reader, Writer
from outlay.diagnostics import OutlayError

_MAGIC = b"PAR1"
_ROWS, _GROUPS = 3, 4  # of FileMetaData
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7  # of RowGroup
_CHUNK_OFFSET, _CHUNK_DATA = 2, 3  # of ColumnChunk
_INDEXES = (4, 5, 6, 7)  # of ColumnChunk: where page indexes lie, which are not copied
_OFFSETS = (9, 10, 11)  # of ColumnMetaData: data, index and dictionary pages
_BLOOM = (14, 15)  # of ColumnMetaData: where Bloom filters lie, which are not copied
_MOST_ORDINAL = 32_767
_COPIED = 1 << 20


def stitched(parts: Sequence[str], path: str) -> None:
    """Write the parts as one file. Raises `OutlayError` for a part that is no Parquet file."""
    whole: Fields = {}
    groups: list[Fields] = []
    rows = 0
    with places.open_write(path) as out:
        out.write(_MAGIC)
        at = len(_MAGIC)
        for part in parts:
            with places.open_read(part) as stream:
                footer, length = _footer(part, stream)
                whole = whole or footer
                rows += footer[_ROWS][1]
                for group in footer[_GROUPS][1].items:
                    _move(group, at - len(_MAGIC), len(groups))
                    groups.append(group)
                _copy(stream, out, len(_MAGIC), length)
                at += length - len(_MAGIC)
        whole[_ROWS] = I64, rows
        whole[_GROUPS] = whole[_GROUPS][0], Items(whole[_GROUPS][1].kind, groups)
        writer = Writer()
        writer.struct(whole)
        out.write(writer.out)
        out.write(len(writer.out).to_bytes(4, "little") + _MAGIC)


def _footer(part: str, stream: BinaryIO) -> tuple[Fields, int]:
    """The footer of a file, and how many bytes there are before it."""
    try:
        end = stream.seek(-8, os.SEEK_END)
        tail = stream.read(8)
        length = int.from_bytes(tail[:4], "little")
        if tail[4:] != _MAGIC or length > end:
            raise ValueError("its end is missing")
        stream.seek(end - length)
        return Reader(stream.read(length)).struct(), end - length
    except (OSError, ValueError, IndexError) as error:
        raise OutlayError(f"{part} is damaged: {error}. Run again with --restart.") from None


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


def _copy(source: BinaryIO, out: BinaryIO, start: int, stop: int) -> None:
    source.seek(start)
    while start < stop:
        held = source.read(min(stop - start, _COPIED))
        if not held:
            raise OSError(f"{source} was cut short")
        out.write(held)
        start += len(held)
