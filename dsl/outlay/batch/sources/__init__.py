"""Inputs of every format behind one face: names of columns, pieces to share out, blocks of rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, Self

from outlay.batch import places
from outlay.batch.blocks import Block, Piece
from outlay.diagnostics import OutlayError

ENDINGS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx",
    ".xlsm": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
PACKED = {".gz": "gzip", ".zst": "zstd"}  # endings of texts that are packed, and how
_TEXTS = ("csv", "jsonl")
MOST_COLUMNS = 10_000
MOST_FILES = 100_000


class Opened(Protocol):
    """Files of one format and one shape, of which the headers are read."""

    @property
    def files(self) -> tuple[str, ...]:
        """Paths."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns there are."""

    @property
    def rows(self) -> int | None:
        """How many rows there are, where the format tells without being read."""

    @property
    def units(self) -> dict[str, str]:
        """Units that stand beside the columns' names, not in them."""

    @property
    def weight(self) -> int:
        """The sum of the pieces' weights."""

    def schema(self) -> Any:
        """The Arrow schema of what `blocks` gives, as far as it is the same in every block."""

    def selecting(self, columns: Sequence[str], texts: Sequence[str], kept: Sequence[str] = ()) -> Self:
        """The same with these columns alone: `texts` as they are written, `kept` of their own types, if any."""

    def at(self, files: Sequence[str]) -> Self:
        """The same files under other names."""

    def staged(self, folder: str) -> Source:
        """The same where workers can share it out: itself, or a copy made in a folder they all reach."""


class Source(Opened, Protocol):
    """Files that can be shared out in pieces, small enough to be sent to every worker."""

    def pieces(self) -> Iterator[Piece]:
        """The pieces in order; the same ones each time."""

    def blocks(self, piece: Piece) -> Iterator[Block]:
        """The rows of a piece, in order."""


def is_packed(path: str) -> bool:
    """Whether its name says that a file is packed."""
    return unpacked_name(path) != path


def unpacked_name(path: str) -> str:
    """The name without the ending that says how a file is packed."""
    stem, ending = os.path.splitext(path)
    return stem if ending.lower() in PACKED else path


def format_of(path: str) -> str:
    """The format that a file's ending says, or ""; texts may be packed."""
    plain = unpacked_name(path)
    found = ENDINGS.get(os.path.splitext(plain)[1].lower(), "")
    return found if plain == path or found in _TEXTS else ""


def find_files(arguments: Sequence[str]) -> list[str]:
    """The files that paths, folders and patterns stand for, in order. Raises `OutlayError` where there is none."""
    found: list[str] = []
    for argument in arguments:
        if any(sign in argument for sign in "*?[") and not places.exists(argument):
            there = [path for path in places.matching(argument) if format_of(path)]
            if not there:
                raise OutlayError(f"No file is called like {argument}.")
        elif places.is_folder(argument):
            there = [path for path in places.files_below(argument) if format_of(path)]
            if not there:
                raise OutlayError(f"{argument} is a folder without {', '.join(sorted(set(ENDINGS)))} files.")
        else:
            there = [argument]
        found += there
    if len(found) > MOST_FILES:
        raise OutlayError(f"{len(found):,} files are more than the {MOST_FILES:,} that one batch takes.")
    twice = (
        next((path for number, path in enumerate(found) if path in found[:number]), None) if len(found) < 1000 else None
    )
    if twice is not None:
        raise OutlayError(f"{twice} is named twice.")
    return found


def open_source(files: Sequence[str]) -> Opened:
    """What is in the files, which must be of one format. Raises `OutlayError` for what cannot be read."""
    formats = list(dict.fromkeys(format_of(path) for path in files))
    if "" in formats:
        strange = next(path for path in files if not format_of(path))
        if not places.exists(strange):
            raise OutlayError(f"There is no file {strange}.")
        raise OutlayError(
            f"{strange}: inputs are {', '.join(ENDINGS)} files or folders of them; texts may be packed as "
            f"{' or '.join(PACKED)}."
        )
    if len(formats) > 1:
        raise OutlayError(f"The inputs are {' and '.join(formats)} files; one batch takes files of one format.")
    return _opener(formats[0])(tuple(files))


def _opener(form: str) -> Callable[[tuple[str, ...]], Opened]:
    """What opens files of a format; nothing else is loaded for it."""
    if form == "csv":
        from outlay.batch.sources import delimited

        return delimited.open_files
    if form == "jsonl":
        from outlay.batch.sources import lines

        return lines.open_files
    if form == "xlsx":
        from outlay.batch.sources import sheets

        return sheets.open_files
    from outlay.batch.sources import parquet

    return parquet.open_files


def judge_names(path: str, names: Sequence[str]) -> None:
    """Raises `OutlayError` for columns that are too many, without a name, or named twice."""
    if len(names) > MOST_COLUMNS:
        raise OutlayError(f"{path} has {len(names):,} columns, which are more than the {MOST_COLUMNS:,} a batch takes.")
    seen: set[str] = set()
    for number, name in enumerate(names, 1):
        if not name.strip():
            raise OutlayError(f"{path}: column {number} has no name in the first line.")
        if name in seen:
            raise OutlayError(f"{path}: two columns are called {name[:60]}.")
        seen.add(name)
