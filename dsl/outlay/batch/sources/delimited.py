"""CSV: the header read here, the rows by Arrow, piece by piece."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from outlay.batch import places
from outlay.batch.blocks import Block, Piece
from outlay.batch.sources import judge_names
from outlay.batch.sources.packed import text_stream
from outlay.batch.sources.rows import judge_text
from outlay.batch.sources.text_files import BYTE_ORDER_MARK, TextFiles
from outlay.diagnostics import OutlayError

_LONGEST_HEADER = 1_000_000
_SEPARATOR = re.compile(rb"sep=([,;\t|])\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Delimited(TextFiles):
    """CSV files with the same header. `texts` are read as they are written, the rest as numbers where they are."""

    delimiter: str = field(kw_only=True)
    starts: tuple[int, ...] = field(kw_only=True)  # of the first row of each file

    @cached_property
    def weight(self) -> int:
        """Bytes of rows."""
        return sum(max(places.size(path) - start, 0) for path, start in zip(self.files, self.starts, strict=True))

    def pieces(self) -> Iterator[Piece]:
        """Some megabytes each."""
        yield from self.ranges(self.starts, quotes=True)

    def blocks(self, piece: Piece) -> Iterator[Block]:
        """One block: a piece is no longer than what fits into memory."""
        path, raw = self.name(piece), self.read(piece)
        if not raw.strip(b"\r\n"):
            return
        quoted = b'"' in raw
        table, ragged = self._table(path, raw, quoted, careful=False)
        if ragged:
            table, ragged = self._table(path, raw, quoted, careful=True)
        block = _with_gaps(table, ragged, len(self.names))
        yield block if self.columns else replace(block, table=block.table.select([]))  # rows count all the same

    def _table(self, path: str, raw: bytes, quoted: bool, *, careful: bool) -> tuple[Any, list[tuple[int, int]]]:
        """The rows that have as many cells as there are columns; place and number of cells of the others.

        Places are known only when reading is `careful`, which takes one thread.
        """
        ragged: list[tuple[int, int]] = []

        def put_aside(row: Any) -> str:
            ragged.append((-1 if row.number is None else row.number - 1, row.actual_columns))
            return "skip"

        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(raw),
                read_options=arrow_csv.ReadOptions(
                    column_names=list(self.names),
                    use_threads=not careful,
                    block_size=len(raw) + 1 if quoted or careful else 1 << 21,
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=quoted, invalid_row_handler=put_aside
                ),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=list(self.columns) or [self.names[0]],
                    column_types=dict.fromkeys((*self.texts, *self.kept), pa.string()),
                ),
            )
        except pa.ArrowException as error:
            raise OutlayError(f"{path} cannot be read as CSV: {str(error).rstrip('.')}.") from None
        return table, ragged


def _with_gaps(table: Any, ragged: list[tuple[int, int]], wanted: int) -> Block:
    """The rows in their places, with empty ones where a row had too few or too many cells."""
    if not ragged:
        return Block(table, len(table))
    rows = len(table) + len(ragged)
    there = [True] * rows
    strange = {}
    for position, cells in ragged:
        there[position] = False
        strange[position] = "", f"The row has {cells} cell{'' if cells == 1 else 's'}, and the header has {wanted}."
    order, taken = [], 0
    for position in range(rows):
        order.append(taken if there[position] else None)
        taken += there[position]
    return Block(table.take(pa.array(order, pa.int64())), rows, strange)


# ---------------------------------------------------------------------------------------------------------- headers


def open_files(files: tuple[str, ...]) -> Delimited:
    """CSV files by their headers, which must be the same."""
    found = [_header(path) for path in files]
    names, delimiter, _ = found[0]
    for path, (other, sign, _) in zip(files, found, strict=True):
        if (other, sign) != (names, delimiter):
            raise OutlayError(f"{path} has other columns than {files[0]}; one batch takes files of one shape.")
    return Delimited(files, names, delimiter=delimiter, starts=tuple(start for _, _, start in found))


def _header(path: str) -> tuple[tuple[str, ...], str, int]:
    """Names of the columns, the sign between cells, and where the first row begins."""
    with text_stream(path) as stream:
        try:
            raw = stream.read(_LONGEST_HEADER)
        except OSError as error:
            raise places.unreadable(path, error) from None
    if not raw:
        raise OutlayError(f"{path} is empty: its first line should name the columns.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise OutlayError(f"{path} is in UTF-16: save it as UTF-8 (in Excel: CSV UTF-8).")
    skipped = len(BYTE_ORDER_MARK) if raw.startswith(BYTE_ORDER_MARK) else 0
    stated = _SEPARATOR.match(raw, skipped)  # Excel's own line about it
    skipped = stated.end() if stated is not None else skipped
    end = _first_line_end(raw, skipped)
    if end == 0 and len(raw) == _LONGEST_HEADER:
        raise OutlayError(f"{path}: the first line, which should name the columns, is longer than 1 MB.")
    head = raw[skipped : end or len(raw)]
    judge_text(path, head, skipped)
    text = head.decode("utf-8").rstrip("\r\n")
    if "\r" in "".join(text.split('"')[::2]):
        raise OutlayError(f"{path} has lines that end in CR alone, as old Macs write them: save it with LF or CR LF.")
    delimiter = stated[1].decode() if stated is not None else max(",;\t|", key=lambda sign: _outside_quotes(text, sign))
    names = tuple(cell.strip() for cell in next(csv.reader(io.StringIO(text), delimiter=delimiter, strict=False), ()))
    if not any(names):
        raise OutlayError(f"{path}: the first line is empty, and should name the columns.")
    judge_names(path, names)
    return names, delimiter, end or len(raw)


def _first_line_end(raw: bytes, start: int) -> int:
    quoted = False
    for position in range(start, len(raw)):
        sign = raw[position]
        if sign == 0x22:
            quoted = not quoted
        elif sign == 0x0A and not quoted:
            return position + 1
    return 0


def _outside_quotes(text: str, sign: str) -> int:
    """How often a sign stands in a header outside quotation marks."""
    return sum(part.count(sign) for part in text.split('"')[::2])
