"""A CSV file as a grid of texts under a header, within bounds, every mistake of its form reported at its row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from outlay.diagnostics import Bag, Code, Note, Source
from outlay.diagnostics.codes import imports as codes
from outlay.tables.cells import locate, normalise

MAX_COLUMNS = 500
MAX_ROWS = 200_000
MAX_CELL = 10_000
MAX_ROW = 1_000_000
_REPORTED = 20  # mistakes of one kind in one table; what follows is mostly the same mistake again

Row = tuple[int, list[str]]  # line, stripped texts


@dataclass(slots=True)
class Grid:
    """The rows of a file. `places` finds a column by its name as compared."""

    source: Source
    header_line: int
    header: list[str]
    places: dict[str, int]
    rows: list[Row]
    nameless: list[int] = field(default_factory=list)  # columns that must stay empty
    _counts: dict[str, int] = field(default_factory=dict)

    def report(
        self,
        bag: Bag,
        code: Code,
        line: int,
        column: int,
        message: str,
        notes: tuple[Note, ...] = (),
        fix: str | None = None,
    ) -> bool:
        """Blame one cell; of one kind of mistake only the first few are told. Always true: the table has failed."""
        count = self._counts[code.id] = self._counts.get(code.id, 0) + 1
        if count <= _REPORTED:
            if count == _REPORTED:
                notes = (*notes, Note("further mistakes of this kind in this table are not listed"))
            bag.add(code, self.source, locate(self.source, line, column), message, notes=notes, fix=fix)
        return True


def read_grid(source: Source, bag: Bag) -> Grid | None:
    """The grid in a CSV file; None when it has mistakes, which are in the bag."""
    grid = Grid(source, 1, [], {}, [])
    failed = False
    for number, (line, texts) in enumerate(_records(grid, bag)):
        if number > MAX_ROWS:
            message = f"the table has more than {MAX_ROWS:,} rows; no more are read"
            grid.report(bag, codes.TABLE_LIMIT, line, 0, message)
            return None
        if texts is None:
            failed = True
        elif not any(texts):
            continue
        elif not grid.header:
            grid.header, grid.header_line = texts, line
            if not _fit_header(grid, bag):
                return None
        elif len(texts) != len(grid.header):
            failed |= _ragged(grid, bag, line, texts)
        else:
            failed |= _unfit(grid, bag, line, texts)
            grid.rows.append((line, texts))
    if not grid.header and not failed:
        bag.add(codes.TABLE_HEADER, source, (0, 0), "this table is empty: its first line must name its columns")
    return None if failed or not grid.header else grid


def _records(grid: Grid, bag: Bag) -> Iterator[tuple[int, list[str] | None]]:
    """Each record with the line it begins on; None in place of one that is no CSV."""
    lines = _Lines(grid.source.text)
    reader = csv.reader(lines, strict=True)
    while True:
        line = reader.line_num + 1
        lines.room = MAX_ROW
        try:
            texts = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _unreadable(grid, bag, line, str(error))
            yield line, None
            if "end of data" in str(error) or "limit" in str(error):
                return
            continue
        yield line, [text.strip() for text in texts]


class _Lines:
    """The lines of a text, ended by "\\n" alone as the lines of a source are, until a row takes too many characters.

    Hands out slices: a text stream would hold the whole file again in four bytes a character.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.room = MAX_ROW

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        start = self.at
        if start >= len(self.text):
            raise StopIteration
        self.at = self.text.find("\n", start) + 1 or len(self.text)
        self.room -= self.at - start
        if self.room < 0:
            raise csv.Error("row longer than the limit")
        return self.text[start : self.at]


def _unreadable(grid: Grid, bag: Bag, line: int, reason: str) -> None:
    if "limit" in reason:
        message = (
            f"this row has more than {MAX_ROW:,} characters, or one of its cells more than {MAX_CELL:,}; perhaps a "
            "quotation mark is never closed"
        )
        grid.report(bag, codes.TABLE_LIMIT, line, 0, message)
    elif "end of data" in reason:
        grid.report(bag, codes.TABLE_ROW, line, 0, "a quotation mark opened in this row is never closed")
    elif "new-line" in reason:
        message = "this row holds a carriage return in the middle; save the file with ordinary line ends"
        grid.report(bag, codes.TABLE_ROW, line, 0, message)
    else:
        message = (
            "a quotation mark closes in the middle of a cell; quote the whole cell, and write a quotation mark "
            'inside it twice: `"24"" rack"`'
        )
        grid.report(bag, codes.TABLE_ROW, line, 0, message)


def _fit_header(grid: Grid, bag: Bag) -> bool:
    header, line = grid.header, grid.header_line
    if len(header) > MAX_COLUMNS:
        message = f"the table has {len(header):,} columns; at most {MAX_COLUMNS} are read"
        return not grid.report(bag, codes.TABLE_LIMIT, line, MAX_COLUMNS, message)
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(header) == 1 and mark in header[0]:
            message = f"the cells of this table are separated by {name}; save it with commas between them"
            return not grid.report(bag, codes.TABLE_HEADER, line, 0, message)
    fits = True
    for place, name in enumerate(header):
        key = normalise(name)
        if len(name) > MAX_CELL:
            message = f"the name of column {place + 1} has more than {MAX_CELL:,} characters"
            fits = not grid.report(bag, codes.TABLE_LIMIT, line, place, message)
        elif key in grid.places:
            message = f"column `{name}` is there twice"
            note = Note("the first one is here", grid.source, locate(grid.source, line, grid.places[key]))
            fits = not grid.report(bag, codes.TABLE_HEADER, line, place, message, (note,))
        elif key:
            grid.places[key] = place
        elif name:
            message = f"`{name}` has neither a letter nor a digit, so it cannot name a column"
            fits = not grid.report(bag, codes.TABLE_HEADER, line, place, message)
        else:
            grid.nameless.append(place)
    return fits


def _ragged(grid: Grid, bag: Bag, line: int, texts: list[str]) -> bool:
    wanted, found = len(grid.header), len(texts)
    message = f"this row has {found} cell{'s' * (found != 1)}, the header {wanted}"
    if found > wanted:
        message += "; a cell that holds a comma stands in quotes, and numbers are written without: 30000 or 30_000"
    else:
        message += "; an empty cell still needs its comma"
    return grid.report(bag, codes.TABLE_ROW, line, min(found - 1, wanted), message)


def _unfit(grid: Grid, bag: Bag, line: int, texts: list[str]) -> bool:
    """Whether a cell of a row is too long, or stands under no name."""
    if max(map(len, texts)) <= MAX_CELL and not any(texts[place] for place in grid.nameless):
        return False
    for place, text in enumerate(texts):
        if len(text) > MAX_CELL:
            message = f"this cell has {len(text):,} characters; at most {MAX_CELL:,} are read"
            grid.report(bag, codes.TABLE_LIMIT, line, place, message)
        elif text and place in grid.nameless:
            grid.report(bag, codes.TABLE_HEADER, line, place, f"column {place + 1} has no name")
    return True
