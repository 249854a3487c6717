"""Outputs of every format behind one face: parts written by workers, put together in order at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from outlay.batch.blocks import OutColumn
from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    from typing_extensions import Buffer

FORMS = {".csv": "csv", ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_PACKED = (".gz", ".zst", ".bz2", ".xz", ".zip")
FOLDER = "folder"  # of Parquet files, one for each chunk
PARTITIONS = "partitions"  # a folder of folders `key=value` of such files
FOLDERS = (FOLDER, PARTITIONS)
MOST_ROWS = 1_048_576  # of an Excel sheet, its header among them


class Stream(Protocol):
    """Where bytes are written to."""

    def write(self, data: Buffer, /) -> Any:
        """Write all of it."""


class Sink(Protocol):
    """One format. Rows become bytes, in any thread; parts are made of those, and the whole of parts, in order."""

    ending: str  # of parts

    def encoded(self, table: Any) -> Buffer:
        """The rows of a table, as `part` takes them."""

    def part(self, stream: Stream, schema: Any) -> AbstractContextManager[Callable[[Buffer], None]]:
        """Begins a part; gives what takes its encoded rows."""

    def whole(
        self, stream: BinaryIO, columns: Sequence[OutColumn], schema: Any
    ) -> AbstractContextManager[Callable[[str], None]]:
        """Begins a whole output; gives what takes the paths of its parts."""


def form_of(path: str) -> str:
    """The form an output's name asks for: by its ending, and a folder of Parquet files where it has none."""
    if not path.strip():
        raise OutlayError("The output has no name: say -o FILE, or -o FOLDER.")
    if path.endswith(("/", os.sep)):
        return FOLDER
    ending = os.path.splitext(path)[1].lower()
    if not ending:
        return FOLDER
    if ending not in FORMS:
        known = ", ".join(FORMS)
        packed = " It is not packed; .parquet is small by itself." if ending in _PACKED else ""
        raise OutlayError(
            f"{path}: an output is a {known} file, or a folder of Parquet files, named without an ending.{packed}"
        )
    return FORMS[ending]


def sink(form: str) -> Sink:
    """What writes a form."""
    if form == "csv":
        from outlay.batch.sinks.delimited import Delimited

        return Delimited()
    if form == "jsonl":
        from outlay.batch.sinks.lines import Lines

        return Lines()
    if form == "xlsx":
        from outlay.batch.sinks.sheets import Sheets

        return Sheets()
    from outlay.batch.sinks.parquet import Parquet

    return Parquet()


def copied(path: str, stream: BinaryIO) -> None:
    """Copy a file behind what a stream has."""
    from outlay.batch import places

    with places.open_read(path) as part:
        places.append(part, 0, places.size(path), stream)
