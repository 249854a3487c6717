"""Outputs of every format behind one face: parts written by workers, put together in order at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from outlay.batch.blocks import OutColumn
from outlay.diagnostics import OutlayError

FORMS = {".csv": "csv", ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl"}
FOLDER = "folder"  # of Parquet files, one for each chunk


class Sink(Protocol):
    """One format."""

    ending: str  # of parts

    def part(self, path: str, schema: Any) -> AbstractContextManager[Callable[[Any], None]]:
        """Opens a part for writing; gives what takes its tables."""

    def join(self, parts: Sequence[str], columns: Sequence[OutColumn], schema: Any, path: str) -> None:
        """Writes the whole output from its parts."""


def form_of(path: str) -> str:
    """The form an output's name asks for: by its ending, and a folder of Parquet files where it has none."""
    if path.endswith(("/", os.sep)):
        return FOLDER
    ending = os.path.splitext(path)[1].lower()
    if not ending:
        return FOLDER
    if ending not in FORMS:
        known = ", ".join(FORMS)
        raise OutlayError(
            f"{path}: an output is a {known} file, or a folder of Parquet files, named without an ending."
        )
    return FORMS[ending]


def sink(form: str) -> Sink:
    """What writes a form."""
    from outlay.batch.sinks import delimited, lines, parquet, sheets

    makers: dict[str, Callable[[], Sink]] = {
        "csv": delimited.Delimited, "parquet": parquet.Parquet, FOLDER: parquet.Parquet,
        "jsonl": lines.Lines, "xlsx": sheets.Sheets,
    }  # fmt: skip
    return makers[form]()


def copied(parts: Sequence[str], stream: Any) -> Iterator[str]:
    """Copies files one behind the other into a stream, each named when it is done."""
    import shutil

    from outlay.batch import places

    for path in parts:
        with places.open_read(path) as part:
            shutil.copyfileobj(part, stream, 1 << 20)
        yield path
