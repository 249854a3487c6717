"""Excel workbooks with a table on their first sheet. They can only be read from the start, so they are copied first
to Parquet, which can be shared out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from outlay.batch import places
from outlay.batch.sources import MOST_COLUMNS, judge_names, parquet
from outlay.batch.sources.cells import Kinds, column
from outlay.batch.sources.parquet import Parquet
from outlay.batch.sources.text_files import Files
from outlay.diagnostics import OutlayError

MOST_BYTES = 1_000_000_000  # of all that is packed in a workbook
MOST_STRINGS = 200_000_000  # of its texts, which are held in memory
_ROWS = 65_536  # put into one row group


@dataclass(frozen=True)
class Sheets(Files):
    """The first sheets of workbooks, with the same header."""

    @property
    def weight(self) -> int:
        """Bytes of the files."""
        return sum(map(places.size, self.files))

    def staged(self, folder: str) -> Parquet:
        """The columns that are wanted, copied to Parquet files in a folder; what is there already is used."""
        copies = []
        for number, path in enumerate(self.files):
            copy = places.join(folder, f"input-{number:05d}.parquet")
            if not places.exists(copy):
                with places.written(copy) as there, places.open_write(there) as stream:
                    self._copy(path, stream)
            copies.append(copy)
        return parquet.open_files(tuple(copies)).selecting(self.columns, self.texts, self.kept)

    def _copy(self, path: str, stream: Any) -> None:
        """Every cell as a text, but for columns in which all are numbers."""
        columns = self.columns or self.names[:1]
        order = [self.names.index(name) for name in columns]
        kinds = self._kinds(path, order)
        schema = pa.schema(list(zip(columns, kinds, strict=True)))
        with pq.ParquetWriter(stream, schema, compression="zstd") as writer, rows_of(path) as rows:
            next(rows, None)
            while block := list(islice(rows, _ROWS)):
                cells = [[row[place] if place < len(row) else None for row in block] for place in order]
                arrays = [column(held, kind) for held, kind in zip(cells, kinds, strict=True)]
                writer.write_table(pa.table(arrays, schema=schema))

    def _kinds(self, path: str, order: Sequence[int]) -> list[Any]:
        """The Arrow type of each column: what is kept has its own; of the rest, numbers where all are."""
        seen = [Kinds() for _ in order]
        with rows_of(path) as rows:
            next(rows, None)
            for row in rows:
                for kinds, place in zip(seen, order, strict=True):
                    if place < len(row):
                        kinds.see(row[place])
        return [self._kind(self.names[place], kinds.arrow) for kinds, place in zip(seen, order, strict=True)]

    def _kind(self, name: str, found: Any) -> Any:
        if name in self.kept:
            return found
        number = pa.types.is_floating(found) or pa.types.is_integer(found)
        return pa.float64() if number and name not in self.texts else pa.string()


@contextmanager
def rows_of(path: str) -> Iterator[Iterator[tuple[Any, ...]]]:
    """The rows of the first sheet that is shown, as values, empty ones at the end left out. No formula is worked out.

    What stands beside the columns that the first row names is no part of the table.
    """
    try:
        import openpyxl
    except ImportError:
        raise OutlayError('Excel files need openpyxl: pip install "outlay[workbooks]".') from None
    with places.open_read(path) as stream:
        try:
            _judge(path, stream)
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
            raise _broken(path, error) from None
        except OutlayError:
            raise
        except Exception as error:
            raise _broken(path, error) from None
        try:
            sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]  # the others are charts
            shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
            if not sheets:
                raise OutlayError(f"{path} has no sheet with cells.")
            yield _rows(path, (shown or sheets)[0])
        finally:
            book.close()


def _judge(path: str, stream: Any) -> None:
    """Raises `OutlayError` for a workbook that holds more than one should."""
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
    if sum(each.file_size for each in members) > MOST_BYTES:
        raise OutlayError(f"{path} unpacks to more than {MOST_BYTES // 1_000_000:,} MB: save it as CSV or Parquet.")
    strings = sum(each.file_size for each in members if each.filename.lower().endswith("sharedstrings.xml"))
    if strings > MOST_STRINGS:
        raise OutlayError(f"{path} holds more than {MOST_STRINGS // 1_000_000} MB of texts: save it as CSV or Parquet.")


def _broken(path: str, error: Exception) -> OutlayError:
    return OutlayError(f"{path} is no Excel workbook, or is damaged ({type(error).__name__}).")


def _rows(path: str, sheet: Any) -> Iterator[tuple[Any, ...]]:
    empty: list[tuple[Any, ...]] = []
    width: int | None = None
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    while True:
        try:
            row = next(rows, None)
        except Exception as error:  # whatever openpyxl meets in a damaged sheet
            raise _broken(path, error) from None
        if row is None:
            return
        if width is None:
            width = max((place for place, cell in enumerate(row, 1) if cell is not None), default=0)
        row = row[:width]
        if any(cell is not None for cell in row):
            yield from empty
            empty = []
            yield row
        else:
            empty.append(())


def open_files(files: tuple[str, ...]) -> Sheets:
    """Workbooks by the first rows of their first sheets."""
    names = _names(files[0])
    for path in files[1:]:
        if _names(path) != names:
            raise OutlayError(f"{path} has other columns than {files[0]}; one batch takes files of one shape.")
    return Sheets(files, names)


def _names(path: str) -> tuple[str, ...]:
    with rows_of(path) as rows:
        first = next(rows, ())
    cells = ["" if cell is None else str(cell).strip() for cell in first]
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise OutlayError(f"{path}: the first row of its first sheet is empty, and should name the columns.")
    judge_names(path, cells)
    return tuple(cells)
