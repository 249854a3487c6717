"""Text files that are packed (`.csv.gz`, `.jsonl.zst`): read from the start for their first lines, then unpacked to a
folder, as a piece in the middle can only be found there. How much one may become is bounded before anything is read."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

import pyarrow as pa

from outlay.batch import places
from outlay.batch.sources import PACKED
from outlay.diagnostics import OutlayError

MOST_TIMES = 200  # what tables are packed by is 3 to 20 times, of hardly anything but repetitions 100
ALWAYS = 1_000_000_000  # bytes that any file may become
_READ = 1 << 20


@contextmanager
def text_stream(path: str) -> Iterator[BinaryIO]:
    """A text file for reading from its start, whether it is packed or not."""
    with places.open_read(path) as stream:
        kind = PACKED.get(os.path.splitext(path)[1].lower())
        if kind is None:
            yield stream
            return
        with pa.CompressedInputStream(pa.PythonFile(stream, "r"), kind) as unpacked:
            yield cast("BinaryIO", _Whole(path, unpacked))


class _Whole(io.RawIOBase):
    """Reads as much as is asked for, where packed streams give what one step of unpacking gave."""

    def __init__(self, path: str, stream: Any) -> None:
        self._path = path
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end alone. Raises `OutlayError` where what is packed is damaged."""
        parts: list[bytes] = []
        left = size
        try:
            while left > 0 and (held := self._stream.read(min(left, _READ))):
                parts.append(held)
                left -= len(held)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(self._path, error) from None
        return b"".join(parts)


def unpack(path: str, copy: str) -> None:
    """Write what is packed in a file to another. Raises `OutlayError` for one that is damaged or grows too much."""
    most = max(ALWAYS, MOST_TIMES * places.size(path))
    with (
        text_stream(path) as stream,
        places.written(copy) as there,
        places.open_write(there) as out,
    ):
        length = 0
        while held := stream.read(_READ):
            length += len(held)
            if length > most:
                raise OutlayError(
                    f"{path} unpacks to more than {most // 1_000_000:,} MB, which no table of its size should: if it "
                    "is one, unpack it yourself."
                )
            out.write(held)


def _damaged(path: str, error: Exception) -> OutlayError:
    reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(". ")
    return OutlayError(f"{path} is damaged, cut short or not packed as its name says: {reason}.")
